"""Ids, numbers and ranges of items, their order, and the categories of the backlog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from postgen import site as sites
from postgen.backlog import Backlog, Entry
from postgen.backlog import move as moves
from postgen.backlog.ids import is_id, item_ids, shown_ids
from postgen.commands import add_links, categories, items, listing, shown_list
from postgen.commands.backlog_file import backlog_path
from postgen.commands.item_choice import Chooser, ItemRequest
from postgen.errors import NotFoundError, UsageError
from postgen.files import journal
from postgen.model import Link

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postgen.commands import Result

HEAD = "---\ntitle: Backlog\n---\n\n"
BODY = """## Tools

* [One](https://example.org/1) <!-- added: 2026-01-02; tags: a -->
* [Two](https://example.org/2)

  With a paragraph.
* [Three](https://example.org/3)

## Films

* [Four](https://example.org/4)
"""


@pytest.fixture
def here(
    make_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> tuple[sites.Site, Path]:
    root = make_site({"_posts/2026-01-01-backlog.md": HEAD + BODY})
    monkeypatch.setenv("XDG_CACHE_HOME", str(root.parent / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(root.parent / "state"))
    found = sites.find(root)
    return found, backlog_path(found)


def write(here: tuple[sites.Site, Path], result: Result) -> str:
    journal.commit(here[0].root, result.changes, "test")
    return here[1].read_text()


def show(here: tuple[sites.Site, Path]) -> list[str]:
    backlog = Backlog(here[1].read_text())
    found = listing.list_items(backlog, listing.ListRequest())
    shown_list.remember(here[1], backlog, found.ids)
    return [row["id"] for row in found.rows]


def test_ids_are_made_again_when_the_backlog_changes(
    here: tuple[sites.Site, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    old = Backlog(here[1].read_text())
    shown_list.remember(here[1], old, ["bbbb"])
    assert shown_list.ids_of(here[1], old) == ["bbbb"]
    assert shown_list.ids_of(here[1], Backlog(f"{old.text}\n")) == item_ids(old.all_entries())
    assert shown_list.last_shown(here[1]) == ["bbbb"]


def titles(text: str) -> list[str]:
    return [entry.title for entry in Backlog(text).all_entries()]


def drop(here: tuple[sites.Site, Path], *whats: str, yes: bool = False) -> str:
    return write(here, items.drop(*here, ItemRequest(whats, takes_numbers=yes)))


def test_an_id_is_of_letters_and_stays_the_same() -> None:
    entries = Backlog(HEAD + BODY).all_entries()
    ids = item_ids(entries)
    assert len(set(ids)) == 4
    assert all(map(is_id, ids))
    assert item_ids(entries[::-1]) == ids[::-1]
    other = Backlog("* [x](http://www.example.org/1/?utm_source=a)\n").all_entries()
    assert item_ids(other) == ids[:1]


def test_items_with_one_address_and_items_without_one_have_their_own_ids() -> None:
    text = "* [a](https://e.org/1)\n* [b](https://e.org/1)\n* words\n* other words\n* words\n"
    ids = item_ids(Backlog(text).all_entries())
    assert len(set(ids)) == 5


def test_as_many_letters_are_shown_as_are_needed() -> None:
    assert shown_ids(["bcdfghjklmnp", "bcdfgkkkkkkk", "zzzzzzzzzzzz"]) == [
        "bcdfgh",
        "bcdfgk",
        "zzzzzz",
    ]
    assert shown_ids([]) == []


def test_any_beginning_of_an_id_will_do(here: tuple[sites.Site, Path]) -> None:
    ids = item_ids(Backlog(HEAD + BODY).all_entries())
    for place, own in enumerate(ids):
        length = next(
            length
            for length in range(1, 13)
            if sum(each.startswith(own[:length]) for each in ids) == 1
        )
        chooser = Chooser(Backlog(HEAD + BODY), here[1])
        assert [chooser.one(own[:size]).start for size in (length, 8, 12)] == [
            chooser.entries[place].start
        ] * 3
        assert chooser.one(own.upper()).start == chooser.entries[place].start


def test_an_id_that_is_a_word_of_another_title_is_ambiguous(here: tuple[sites.Site, Path]) -> None:
    own = item_ids(Backlog(HEAD + BODY).all_entries())[0][:4]
    here[1].write_text(f"{HEAD}{BODY}* [The {own} model](https://example.org/5)\n")
    with pytest.raises(NotFoundError, match="may be one of 2"):
        drop(here, own)


def test_a_number_is_taken_while_the_list_is_as_it_was_shown(
    here: tuple[sites.Site, Path],
) -> None:
    with pytest.raises(NotFoundError, match="was not shown yet"):
        drop(here, "1")
    show(here)
    assert titles(drop(here, "1")) == ["Two", "Three", "Four"]
    with pytest.raises(NotFoundError, match="has changed since it was shown") as refused:
        drop(here, "2")
    assert "`Two`" in refused.value.message
    show(here)
    assert titles(drop(here, "1")) == ["Three", "Four"]


def test_numbers_are_those_of_now_where_that_is_asked_for(here: tuple[sites.Site, Path]) -> None:
    assert titles(drop(here, "1", "3", yes=True)) == ["Two", "Four"]


def test_a_list_that_moved_by_hand_is_noticed(here: tuple[sites.Site, Path]) -> None:
    show(here)
    here[1].write_text(HEAD + BODY.replace("## Tools\n\n", "## Tools\n\n* [New](https://n.org/)\n"))
    with pytest.raises(NotFoundError, match="it was"):
        drop(here, "1")
    assert titles(here[1].read_text())[0] == "New"


@pytest.mark.parametrize("span", ["2-3", "2–3", "2..3"])
def test_a_range(here: tuple[sites.Site, Path], span: str) -> None:
    show(here)
    assert titles(drop(here, span)) == ["One", "Four"]


@pytest.mark.parametrize("span", ["3-9", "0-2", "3-2", "9"])
def test_numbers_beyond_the_list_are_not_taken(here: tuple[sites.Site, Path], span: str) -> None:
    show(here)
    with pytest.raises(NotFoundError, match=f"Nothing in the backlog is `{span}`"):
        drop(here, span)


def test_a_number_beyond_the_list_may_be_in_a_title(here: tuple[sites.Site, Path]) -> None:
    here[1].write_text(HEAD + BODY + "* [The years 2024-2025](https://example.org/5)\n")
    assert "The years 2024-2025" not in titles(drop(here, "2024-2025"))


def test_many_at_once_or_none(here: tuple[sites.Site, Path]) -> None:
    with pytest.raises(NotFoundError, match="`nothing`"):
        drop(here, "One", "nothing")
    assert titles(drop(here, "https://example.org/3", "one", "four")) == ["Two"]


def test_an_unquoted_title_is_understood(here: tuple[sites.Site, Path]) -> None:
    here[1].write_text(HEAD + BODY + "* [Two winding roads](https://example.org/5)\n")
    assert titles(drop(here, "two", "winding", "roads")) == ["One", "Two", "Three", "Four"]


def test_ten_candidates_are_listed(here: tuple[sites.Site, Path]) -> None:
    rows = "".join(f"* [Same {n}](https://example.org/s{n})\n" for n in range(13))
    here[1].write_text(HEAD + BODY + rows)
    with pytest.raises(NotFoundError) as refused:
        drop(here, "same")
    assert refused.value.message.count("Same ") == 10
    assert "and 3 more" in refused.value.message


def test_several_get_the_same_tags_but_not_the_same_title(here: tuple[sites.Site, Path]) -> None:
    both = ItemRequest(("One", "Four"))
    text = write(here, items.edit(*here, both, items.EditRequest(tags=("x", "y"))))
    assert text.count("tags: x, y") == 2
    with pytest.raises(UsageError):
        items.edit(*here, both, items.EditRequest(title="Same"))


# Places


def move(here: tuple[sites.Site, Path], whats: tuple[str, ...], **where: Any) -> list[str]:
    request = items.MoveRequest(**where)
    return titles(write(here, items.move(*here, ItemRequest(whats), request)))


def test_items_are_moved_within_their_section(here: tuple[sites.Site, Path]) -> None:
    assert move(here, ("Three",), is_first=True) == ["Three", "One", "Two", "Four"]
    assert move(here, ("Three",), is_last=True) == ["One", "Two", "Three", "Four"]
    assert here[1].read_text() == HEAD + BODY
    assert move(here, ("One",), after="Two") == ["Two", "One", "Three", "Four"]
    assert move(here, ("Three", "One"), is_first=True) == ["Three", "One", "Two", "Four"]
    assert "  With a paragraph.\n" in here[1].read_text()


def test_items_are_moved_to_a_place_in_another_section(here: tuple[sites.Site, Path]) -> None:
    assert move(here, ("Two",), to="Films", is_first=True) == ["One", "Three", "Two", "Four"]
    assert move(here, ("Four",), after="One") == ["One", "Four", "Three", "Two"]
    assert move(here, ("One", "Four"), to="Films", after="Two") == ["Three", "Two", "One", "Four"]


def test_a_place_that_makes_no_sense_is_refused(here: tuple[sites.Site, Path]) -> None:
    nonsense: list[tuple[tuple[str, ...], dict[str, Any]]] = [
        (("One",), {"after": "One"}),
        (("One",), {"after": "Four", "to": "Tools"}),
        (("One", "Four"), {"is_first": True}),
    ]
    for whats, where in nonsense:
        with pytest.raises(UsageError):
            move(here, whats, **where)
    assert here[1].read_text() == HEAD + BODY


LISTS = [
    "* a\n* b\n* c\n",
    "1. a\n2. b\n3. c\n",
    "9. a\n10. b\n\n    more\n11. c\n",
    "- a\n\n- b\n\n- c",
    "+   a\n+   b\n    * nested\n    * deep\n+   c\n",
    "* a\r\n* b\r\n  more\r\n* c\r\n",
    "* {:.x} a\n* [ ] b\n* c\n{: .y}\n",
]


@pytest.mark.parametrize("text", LISTS)
def test_an_order_and_back_gives_the_bytes_of_before(text: str) -> None:
    turned = moves.reorder(Backlog(text), 0, [2, 0, 1])
    assert titles(turned) == [titles(text)[place] for place in (2, 0, 1)]
    assert moves.reorder(Backlog(turned), 0, [1, 2, 0]) == text


# Adding and dropping


@pytest.mark.parametrize(
    "text",
    [
        HEAD + BODY,
        HEAD,
        "---\ntitle: x\n---",
        HEAD + "**Bold**\n* [x](https://e.org/)\n**Next**\n* y\n",
        HEAD + "Words\n-----\n\n1. x\n2. y",
        HEAD + "## Empty at the end\n",
        (HEAD + BODY).replace("\n", "\r\n"),
        HEAD + "1. a\n## B\n* b\n",
    ],
)
@pytest.mark.parametrize("category", ["Tools", "New", "Empty at the end", "Next", "Below", ""])
def test_adding_and_dropping_gives_the_bytes_of_before(
    here: tuple[sites.Site, Path], text: str, category: str
) -> None:
    here[1].write_bytes(text.encode())
    for number in (1, 2):
        link = Link(f"https://new.example/{number}", f"New {number}", category=category)
        request = add_links.AddRequest((link,), fetch=False)
        write(here, add_links.add(*here, add_links.prepare(*here, request, lambda _: {})))
    for number in (2, 1):
        drop(here, f"https://new.example/{number}")
    assert here[1].read_bytes() == text.encode()


def test_a_heading_that_a_person_wrote_stays(here: tuple[sites.Site, Path]) -> None:
    text = HEAD + BODY + "\n## Mine\n"
    here[1].write_text(text)
    link = Link("https://new.example/", "New", category="Mine")
    request = add_links.AddRequest((link,), fetch=False)
    write(here, add_links.add(*here, add_links.prepare(*here, request, lambda _: {})))
    assert drop(here, "https://new.example/") == text


# Categories


def test_categories_are_renamed_in_their_own_style(here: tuple[sites.Site, Path]) -> None:
    for old, new in [
        ("## Tools ##\n\n* a\n", "## New \\* name ##\n\n* a\n"),
        ("## Tools {#t}\n\n* a\n", "## New \\* name {#t}\n\n* a\n"),
        ("Tools\n=====\n\n* a\n", "New \\* name\n=====\n\n* a\n"),
        ("**Tools**\n* a\n", "**New \\* name**\n* a\n"),
        ("__Tools:__\n\n* a\n", "__New \\* name:__\n\n* a\n"),
        ("## [Tools](https://e.org/)\n\n* a\n", "## [New \\* name](https://e.org/)\n\n* a\n"),
        ("## *Tools* <!-- x -->\n\n* a\n", "## *New \\* name* <!-- x -->\n\n* a\n"),
        ("## A\n\n1. b\n## Tools\n* a\n", "## A\n\n1. b\n## New \\* name\n* a\n"),
        ("## Tools\r\n\r\n* a\r\n", "## New \\* name\r\n\r\n* a\r\n"),
    ]:
        here[1].write_bytes((HEAD + old).encode())
        result = categories.rename(*here, "tools", "New * name")
        assert result.changes[0].new == HEAD + new


def test_a_name_that_is_taken_is_refused(here: tuple[sites.Site, Path]) -> None:
    with pytest.raises(UsageError, match="There is a category `Films` already"):
        categories.rename(*here, "Tools", "films")
    assert "## FILMS\n" in str(categories.rename(*here, "Films", "FILMS").changes[0].new)


def test_categories_are_merged(here: tuple[sites.Site, Path]) -> None:
    text = write(here, categories.merge(*here, "Films", "Tools"))
    assert text == HEAD + BODY.replace("\n## Films\n\n", "")
    here[1].write_text(HEAD + BODY)
    text = write(here, categories.merge(*here, "Tools", "Films"))
    assert titles(text) == ["Four", "One", "Two", "Three"]
    assert "Tools" not in text
    with pytest.raises(UsageError):
        categories.merge(*here, "Films", "films")


def test_text_below_a_heading_that_is_no_item_stays(here: tuple[sites.Site, Path]) -> None:
    here[1].write_text(HEAD + BODY + "\nSome words of mine.\n")
    text = write(here, categories.merge(*here, "Films", "Tools"))
    assert text.endswith("## Films\n\nSome words of mine.\n")
    with pytest.raises(categories.NotEmptyError):
        categories.drop(*here, "Films", with_items=True)


def test_only_an_empty_category_is_dropped_unless_its_items_are_meant(
    here: tuple[sites.Site, Path],
) -> None:
    with pytest.raises(categories.NotEmptyError, match="Four"):
        categories.drop(*here, "Films")
    text = write(here, categories.drop(*here, "Films", with_items=True))
    assert text == HEAD + BODY.partition("\n## Films")[0]
    here[1].write_text(HEAD + "## Empty\n\n" + BODY)
    assert write(here, categories.drop(*here, "Empty")) == HEAD + BODY
    with pytest.raises(NotFoundError, match="did you mean `Tools`"):
        categories.drop(*here, "Toolls")


def edit(here: tuple[sites.Site, Path], what: str, **request: Any) -> str:
    chosen, wanted = ItemRequest((what,)), items.EditRequest(**request)
    return write(here, items.edit(*here, chosen, wanted))


@pytest.mark.parametrize(
    "body",
    [
        "* [One](https://example.org/1) - note <!-- tags: a -->\n",
        "*   Prose with a [link](https://example.org/1)\n",
    ],
)
def test_a_quotation_is_written_replaced_and_taken_out(
    here: tuple[sites.Site, Path], body: str
) -> None:
    here[1].write_text(f"{HEAD}## Tools\n\n{body}* [Two](https://example.org/2)\n")
    before = here[1].read_text()
    edit(here, "https://example.org/1", quote="Some *words*.\n\nAnd {{ more }}.")
    first, _ = Backlog(here[1].read_text()).all_entries()[:2]
    assert first.quote == "Some *words*.\n\nAnd {{ more }}."
    edit(here, "https://example.org/1", quote="Others")
    assert Backlog(here[1].read_text()).all_entries()[0].quote == "Others"
    assert edit(here, "https://example.org/1", quote="") == before


def test_a_category_is_begun_in_the_style_of_the_others(here: tuple[sites.Site, Path]) -> None:
    before = here[1].read_text()
    assert write(here, categories.add(*here, "Papers & more")) == f"{before}\n## Papers & more\n"
    with pytest.raises(UsageError, match="already"):
        categories.add(*here, "papers & more")
    assert write(here, categories.drop(*here, "Papers & more")) == before


def test_after_an_edit_only_the_item_that_changed_is_read_again(
    here: tuple[sites.Site, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    read_again = []
    read = Entry._read

    def counted(entry: Entry) -> Any:
        read_again.append(entry.source)
        return read(entry)

    assert [entry.title for entry in Backlog(here[1].read_text()).all_entries()]
    monkeypatch.setattr(Entry, "_read", counted)
    edit(here, "Three", title="3")
    assert [entry.title for entry in Backlog(here[1].read_text()).all_entries()][2] == "3"
    assert read_again == ["* [3](https://example.org/3)"]


def test_what_stands_elsewhere_decides_what_an_item_says_too() -> None:
    text = HEAD + "* [One][x]\n"
    assert Backlog(text).all_entries()[0].urls == []
    assert Backlog(text + "\n[x]: https://example.org/x\n").all_entries()[0].urls == [
        "https://example.org/x"
    ]
    assert Backlog(text + "\n[x]: https://example.org/y\n").all_entries()[0].urls == [
        "https://example.org/y"
    ]


def test_threads_that_read_one_backlog_read_the_same() -> None:
    from threading import Barrier, Thread

    lines = [f"* [Link {n}](https://threads.example/{n}) and **more**" for n in range(300)]
    backlog = Backlog(HEAD + "\n".join(lines) + "\n")
    found: list[list[tuple[str, str]]] = []
    start = Barrier(4)

    def read_all() -> None:
        start.wait()
        found.append([(entry.title, entry.note) for entry in backlog.all_entries()])

    threads = [Thread(target=read_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[(f"Link {n}", "and more") for n in range(300)]] * 4
