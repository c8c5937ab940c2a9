"""The backlog as the desk shows it: keys that stay, rows that are plain text, what is known of links."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from postgen import site as sites
from postgen.backlog import Backlog, move
from postgen.backlog.move_at_once import move_at_once
from postgen.commands import backlog_rows, link_history
from postgen.links.model import Record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEAD = "---\ntitle: Backlog\n---\n"
BODY = """
* [Above](https://example.org/0)

## Tools

* [One](https://example.org/1) - a *note* <!-- added: 2026-01-02; tags: a, b -->
* [Two](https://example.org/2)
* [Two](https://example.org/2)

## Films

* [Four](https://example.org/4)
"""
TODAY = date(2026, 1, 5)


def test_a_key_stays_while_others_come_and_go() -> None:
    old = backlog_rows.groups(Backlog(HEAD + BODY))
    assert [(group.name, len(group.keys)) for group in old] == [("", 1), ("Tools", 3), ("Films", 1)]
    assert len(set(backlog_rows.places_of(old))) == 5
    new = backlog_rows.groups(
        Backlog(HEAD + BODY.replace("One", "Other").replace("Films", "Cinema"))
    )
    assert [group.keys[1:] for group in new] == [group.keys[1:] for group in old]
    assert new[1].keys[0] != old[1].keys[0]


def test_a_row_is_plain_text_and_no_more_than_is_shown() -> None:
    long = "word " * 1000
    body = f"* [A \u202e *b*](javascript:x) and [c](https://www.example.org/c)\n* [{long}](https://e.org/)\n* Prose\n"
    first, second, third = (
        backlog_rows.row_of(each, TODAY) for each in Backlog(HEAD + body).all_entries()
    )
    assert (first.title, first.url, first.host, first.links) == (
        "A b",
        "https://www.example.org/c",
        "example.org",
        2,
    )
    assert len(second.title) == backlog_rows.LONGEST
    assert (third.title, third.url, third.is_prose, third.age) == ("Prose", "", True, None)
    whole = backlog_rows.row_of(Backlog(HEAD + BODY).all_entries()[1], TODAY)
    assert (whole.note, whole.tags, whole.age) == ("a note", ("a", "b"), 3)


def test_all_words_of_a_search_are_found_anywhere_in_an_item() -> None:
    backlog = Backlog(HEAD + BODY)
    assert backlog_rows.matching(backlog, "NOTE one") == {1}
    assert backlog_rows.matching(backlog, "example.org/2") == {2, 3}
    assert backlog_rows.matching(backlog, "note two") == set()


def test_links_say_where_they_were_published_and_how_they_are(
    make_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site(
        {
            "_posts/2026-01-01-backlog.md": HEAD + BODY,
            "_posts/2026-01-02-letter.md": "---\ntitle: L\nissue: 12\n---\n\n[One](https://example.org/1)\n",
        }
    )
    monkeypatch.setenv("XDG_CACHE_HOME", str(root.parent / "cache"))
    site = sites.find(root)
    path = root / "_posts/2026-01-01-backlog.md"
    urls = [f"https://example.org/{number}" for number in range(5)]
    found = backlog_rows.published(site, path, urls)
    assert found == {
        urls[1]: backlog_rows.Mark("known", "already in issue #12", "_posts/2026-01-02-letter.md:6")
    }
    records = [
        Record(urls[1], "ok"),
        Record(urls[2], "taken over", reason="for sale"),
        Record(urls[4], "moved", to="https://e.org/"),
    ]
    link_history.save(site, {record.url: record for record in records})
    assert backlog_rows.health(site, urls) == {
        urls[2]: backlog_rows.Mark("taken over", "taken over", "for sale"),
        urls[4]: backlog_rows.Mark("moved", "moved to https://e.org/"),
    }


PLAIN = HEAD + "\n## A\n\n* a1\n* a2\n\n  more\n* a3\n\n## B\n\n- b1\n- b2\n\n## C\n\n- c1\n"


@pytest.mark.parametrize("index", [0, 1, 2])
def test_the_usual_move_is_one_edit(index: int) -> None:
    backlog = Backlog(PLAIN)
    chosen = [backlog.all_entries()[0], backlog.all_entries()[5]]
    new = move_at_once(backlog, chosen, 2, index)
    assert new is not None
    expected = ["b1", "b2"]
    expected[index:index] = ["a1", "c1"]
    assert [entry.title for entry in Backlog(new).entries(Backlog(new).sections[2])] == expected
    assert f"- {expected[0]}\n- {expected[1]}\n- {expected[2]}\n- {expected[3]}\n" in new


def test_the_usual_move_to_the_end_has_the_bytes_of_the_one_step_by_step() -> None:
    backlog = Backlog(PLAIN)
    for place in (1, 2, 3):
        for entry in backlog.all_entries():
            if entry.section is backlog.sections[place]:
                continue
            section = backlog.sections[place]
            quick = move_at_once(backlog, [entry], place, section.size)
            slow, _ = move.move_to(backlog, [entry], place, section.name)
            assert quick in {None, slow}


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.replace("- b1\n", "- b1\n\n"),  # loose
        PLAIN.replace("- b1\n- b2", "1. b1\n2. b2"),  # numbered
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("- b1\n- b2\n\n", ""),  # no items
    ],
)
def test_any_other_move_is_made_step_by_step(text: str) -> None:
    backlog = Backlog(text)
    assert move_at_once(backlog, backlog.all_entries()[:1], 2, 1) is None
