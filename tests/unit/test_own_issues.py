"""What follows postgen's own issues: the next one is like them, in every template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from postgen.habits import cards
from postgen.markdown import Markdown

if TYPE_CHECKING:
    from pathlib import Path

WORDS = ("", "ada", "bob", "cleo", "dov")
NAME = "_posts/2026-10-01-backlog.md"
BACKLOG = """---
title: Backlog
published: false
---

## NLP

* [Many {0} of many](https://{0}.example.org/a) <!-- added: 2026-11-20 -->
* [Thing, {0}](https://{0}.example.org/b) - a note <!-- image: https://i.example.org/{0}.png -->

## Tools

* [A tool, {0}](https://{0}.example.net/) - it **works** <!-- added: 2026-11-20; via: hn -->
"""


@pytest.fixture
def site(make_site: Any) -> Path:
    root: Path = make_site({NAME: BACKLOG.format("ada")})
    return root


def next_issue(site: Path, postgen: Any, number: int, *options: str) -> str:
    (site / NAME).write_text(BACKLOG.format(WORDS[number]), encoding="utf-8")
    done = postgen("new", "newsletter", "--date", "2026-11-20", *options)
    assert done.returncode == 0, done.stderr
    text: str = (site / done.stdout.strip()).read_text(encoding="utf-8")
    return text.replace(WORDS[number], "WORD").replace(f'#{number}"', '#N"')


@pytest.mark.parametrize("template", ["full", "brief", "cards"])
@pytest.mark.parametrize("style", ["linked", "inline"])
@pytest.mark.parametrize("toc", ["--toc", "--no-toc"])
def test_the_next_issues_are_like_the_first(
    site: Path, postgen: Any, template: str, style: str, toc: str
) -> None:
    first = next_issue(site, postgen, 1, "--template", template, "--references", style, toc)
    assert first.count("This issue has") == 1
    for number in (2, 3, 4):
        issue = next_issue(site, postgen, number)
        assert issue.splitlines() == first.replace("issue: 1", f"issue: {number}").splitlines()


@pytest.mark.parametrize("style", ["linked", "plain", "footnotes", "inline"])
def test_a_card_goes_back_to_the_backlog_with_its_note_alone(
    site: Path, postgen: Any, style: str
) -> None:
    next_issue(site, postgen, 1, "--draft", "--template", "cards", "--references", style)
    for title in ("Many ada", "Thing, ada"):
        done = postgen("move", title, "--to-backlog")
        assert done.returncode == 0, done.stderr
    lines = (site / NAME).read_text(encoding="utf-8").splitlines()
    found = [line.partition(" <!--")[0] for line in lines if line.startswith("* ")]
    assert found == [
        "* [Many ada of many](https://ada.example.org/a)",
        "* [Thing, ada](https://ada.example.org/b) - a note",
    ]


@pytest.mark.parametrize(
    "below",
    [
        "just a note\n",
        "*great read*\n\nmore\n",
        "> a quotation\n",
        "via a friend\n",
        "",
    ],
)
def test_a_heading_with_a_note_is_no_card(below: str) -> None:
    text = "".join(f"### [T{n}](https://e{n}.org/)\n\n{below}\n" for n in range(3))
    assert cards.in_issues([Markdown(text)]) is None


@pytest.mark.parametrize(
    "line",
    ["{: .item}", "![](/a.png)", "e0.org", "*e0.org* · 2026-11-20", "via HN, 2026-11-20"],
)
def test_a_heading_with_more_is_a_card(line: str) -> None:
    text = f"### [T](https://e0.org/)\n{line}\n\nnote\n"
    form = cards.in_issues([Markdown(text)])
    assert form
    assert form.lines[-1].kind == "text"
    assert cards.note_in(f"{line}\n\nnote", "https://e0.org/") == "note"


def test_an_issue_in_a_collection_is_found_by_its_name(make_site: Any, postgen: Any) -> None:
    issue = "_issues/2026-11-20-weekly-030.md"
    text = "---\ntitle: Weekly 030\n---\n\n## NLP\n\n- [A](https://a.example/) - good\n"
    config = "collections:\n  issues:\n    output: true\n"
    site = make_site({"_config.yml": config, NAME: BACKLOG.format("ada"), issue: text})
    done = postgen("new", "newsletter", "--append", "weekly-030", "--category", "NLP")
    assert (done.returncode, done.stdout) == (0, f"{issue}\n"), done.stderr
    assert (site / issue).read_text(encoding="utf-8").startswith(text.rstrip("\n"))
    done = postgen("new", "translation", "weekly-030", "--lang", "fr")
    assert done.stdout == "_issues/2026-11-20-weekly-030-fr.md\n", done.stderr


def test_the_translation_of_a_document_without_a_date_says_so(make_site: Any, postgen: Any) -> None:
    config = "collections:\n  issues:\n    output: true\n"
    make_site({"_config.yml": config, "_issues/weekly-30.md": "---\ntitle: Weekly 30\n---\n\nHi\n"})
    done = postgen("new", "translation", "weekly-30", "--lang", "fr")
    assert done.returncode == 1
    assert "_issues/weekly-30.md has no date." in done.stderr
