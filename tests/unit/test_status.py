"""The state of a site, and what to do next."""

from __future__ import annotations

import json
import shlex
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from postgen import site
from postgen.cli import status as cli_status
from postgen.cli.app import app
from postgen.commands.status import Category, Draft, Issue, SiteStatus, next_steps, read, to_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TODAY = date(2026, 11, 21)
PLACE = "_posts/2026-11-01-backlog.md"
BACKLOG = """---
title: Backlog
---

* [Above](https://example.org/0)

## NLP - Basics

* [One](https://example.org/1) - first <!-- added: 2026-11-20; tags: a -->
* [Two](https://example.org/2) <!-- of no age --> <!-- added: 2026-11-01 -->
  with a second line <!-- added: never -->
* [Three](https://example.org/3) <!-- added: 2020-01-01; via: x -->
* [Four](https://example.org/4) <!-- added: soon -->
* [Five](https://example.org/5) <!-- added: 2027-01-01 -->

## Empty

## NLP - Basics

* [Six](https://example.org/6)
"""


@pytest.fixture
def status_of(make_site: Callable[..., Path]) -> Callable[..., SiteStatus]:
    def find(files: dict[str, str], config: str = "title: Test\ntimezone: UTC\n") -> SiteStatus:
        return read(site.find(make_site(files, config)), TODAY)

    return find


def commands(found: SiteStatus) -> list[str]:
    return [cli_status.step(each).command for each in next_steps(found)]


def test_categories_and_the_ages_of_their_items(status_of: Callable[..., SiteStatus]) -> None:
    found = status_of({PLACE: BACKLOG})
    assert found.backlog == PLACE
    assert found.items == 7
    assert found.categories == (
        Category("", (None,)),
        Category("NLP - Basics", (1, 20, 2516, None, 0, None)),
        Category("Empty", ()),
    )
    assert found.categories[1].to_json() == {
        "name": "NLP - Basics",
        "items": 6,
        "ages": {"week": 2, "month": 1, "older": 1, "unknown": 2},
        "oldest": 2516,
        "newest": 0,
    }


def test_as_many_items_as_list_shows(status_of: Callable[..., SiteStatus]) -> None:
    from postgen.backlog import Backlog

    assert status_of({PLACE: BACKLOG}).items == len(Backlog(BACKLOG).all_entries())


def test_drafts_are_named_by_their_file_if_it_is_unique(
    status_of: Callable[..., SiteStatus],
) -> None:
    found = status_of(
        {
            "_drafts/half-a-thought.md": '---\ntitle: "Half a \\"thought\\""\n---\n',
            "_drafts/a/same.md": "---\ntitle: 'It''s one'\n---\n",
            "_drafts/b/same.markdown": "no front matter",
        }
    )
    assert found.drafts == (
        Draft("_drafts/a/same.md", "_drafts/a/same.md", "It's one"),
        Draft("_drafts/b/same.markdown", "_drafts/b/same.markdown", "same"),
        Draft("_drafts/half-a-thought.md", "half-a-thought", 'Half a "thought"'),
    )


@pytest.mark.parametrize(
    ("files", "number", "age"),
    [
        ({}, 0, 0),
        ({"2026-11-20-a.md": 'title: "Notes #3"\ntags: [newsletter]'}, 3, 1),
        ({"2026-11-20-a.md": 'title: "A bug, #3"'}, 0, 0),
        ({"2026-11-22-a.md": "title: A\nissue: 7"}, 7, -1),
        (
            {
                "2026-11-20-a.md": "issue: 7",
                "2026-11-01-b.md": "issue: 8",
                "2026-11-21-c.md": "title: C",
            },
            8,
            20,
        ),
    ],
)
def test_the_last_issue(
    status_of: Callable[..., SiteStatus], files: dict[str, str], number: int, age: int
) -> None:
    found = status_of(
        {f"_posts/{name}": f"---\n{front}\n---\n" for name, front in files.items()}
    ).issue
    assert (found.number if found else 0, found.age if found else 0) == (number, age)


def test_feeds_that_were_never_pulled(status_of: Callable[..., SiteStatus]) -> None:
    config = "postgen:\n  feeds: [https://example.org/a.xml, https://example.org/b.xml]\n"
    memory = {"https://example.org/a.xml": {"etag": "", "modified": "", "seen": []}}
    found = status_of({PLACE: BACKLOG, "_feeds.json": json.dumps(memory)}, config)
    assert (found.feeds, found.new_feeds) == (2, ("https://example.org/b.xml",))
    assert commands(found)[0] == "postgen pull"


def test_what_cannot_be_read_is_reported_and_left_out(
    status_of: Callable[..., SiteStatus],
) -> None:
    config = "postgen:\n  feeds: [https://example.org/a.xml]\n  backlog: {path: gone.md}\n"
    found = status_of({"_feeds.json": "{", "_drafts/a.md": ""}, config)
    assert found.problems == ("gone.md is not there.", "_feeds.json:1: This is not valid JSON.")
    assert [each.name for each in found.drafts] == ["a"]


def test_a_backlog_that_the_settings_do_not_name_may_be_missing(
    status_of: Callable[..., SiteStatus],
) -> None:
    found = status_of({})
    assert found.problems == ()
    assert commands(found) == ["postgen new backlog --category Reading"]


# What comes next

FULL = (Category("NLP - Basics", (1, 2)), Category("Unsorted", ()))
LATE = Issue(12, "Twelve", "_posts/x.md", date(2026, 11, 13), 8)
DRAFT = Draft("_drafts/it's.md", "it's", "It's")


NEXT: list[tuple[dict[str, Any], list[str]]] = [
    ({"categories": FULL}, ["new newsletter"]),
    ({"categories": FULL, "issue": LATE}, ["new newsletter"]),
    (
        {"categories": FULL, "issue": LATE._replace(age=6)},
        ["add-link https://example.org/ --category 'NLP - Basics'"],
    ),
    ({"categories": (Category("Unsorted", ()),)}, ["add-link https://example.org/ --category Reading"]),
    ({"categories": FULL, "feeds": 2, "new_feeds": ("x",)}, ["pull", "new newsletter"]),
    ({"categories": FULL, "feeds": 2}, ["new newsletter"]),
    ({"categories": (Category("NLP", (8,)),), "feeds": 2}, ["pull", "new newsletter"]),
    ({"categories": (Category("unsorted", (1,)),)}, ["list --category Unsorted", "new newsletter"]),
    ({"categories": FULL, "drafts": (DRAFT,)}, ["new newsletter", """publish 'it'"'"'s'"""]),
    (
        {"categories": (Category("Unsorted", (9,)),), "feeds": 1, "drafts": (DRAFT,)},
        ["pull", "list --category Unsorted", "new newsletter"],
    ),
]  # fmt: skip
"""States of a site, and the commands to run next."""


@pytest.mark.parametrize(("fields", "expected"), NEXT)
def test_next_steps(fields: dict[str, Any], expected: list[str]) -> None:
    found = SiteStatus("/blog", "Blog", backlog=PLACE, **fields)
    assert commands(found) == [f"postgen {each}" for each in expected]
    own = "postgen -C 'my blog'"
    assert [cli_status.step(each, own).command for each in next_steps(found)] == [
        f"{own} {each}" for each in expected
    ]


def every_step() -> list[str]:
    states = [
        SiteStatus("/blog", ""),
        *(SiteStatus("/blog", "", backlog=PLACE, **fields) for fields, _ in NEXT),
    ]
    steps = [cli_status.step(note) for each in states for note in next_steps(each)]
    return sorted({step.command for step in [*cli_status.first_steps(), *steps]})


@pytest.mark.parametrize("command", every_step())
def test_next_steps_are_valid_commands(command: str) -> None:
    """With `--help` after it nothing is run, but a command or an option that does not exist is still an error."""
    done = CliRunner().invoke(app, [*shlex.split(command)[1:], "--help"])
    assert done.exit_code == 0, done.output
    assert done.output.startswith("Usage: ")


@pytest.mark.parametrize(
    "files", [{PLACE: BACKLOG}, {PLACE: BACKLOG, "_drafts/a.md": "---\ntitle: A\n---\n"}, None]
)
def test_it_is_json(
    files: dict[str, str] | None,
    make_site: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = make_site(files) if files else tmp_path
    monkeypatch.chdir(root)
    data = json.loads(CliRunner().invoke(app, ["--json"]).stdout)
    assert list(data) == [
        "site",
        "title",
        "backlog",
        "drafts",
        "issue",
        "feeds",
        "problems",
        "next",
    ]
    assert data["site"] == (str(root) if files else None)
    assert all(shlex.split(each["command"])[0] == "postgen" for each in data["next"])


def test_json_has_the_issue(status_of: Callable[..., SiteStatus]) -> None:
    found = status_of(
        {"_posts/2026-11-20-a.md": "---\ntitle: Seven\nissue: 7\n---\n", PLACE: BACKLOG}
    )
    data = json.loads(json.dumps(to_json(found)))
    assert data["issue"] == {
        "number": 7, "title": "Seven", "path": "_posts/2026-11-20-a.md", "day": "2026-11-20", "age": 1,
    }  # fmt: skip
    assert data["backlog"]["items"] == 7


@pytest.mark.parametrize(
    ("days", "words"),
    [(-1, "in 1 day"), (-2, "in 2 days"), (0, "today"), (1, "yesterday"), (8, "8 days ago")],
)
def test_ago(days: int, words: str) -> None:
    assert cli_status.ago(days) == words
