"""The commands behind the desk's issue: order, texts, newlines and the front matter's fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from postgen import site
from postgen.commands import issue_fields, write_issue
from postgen.errors import VerificationError
from tests.unit.test_open_issue import BACKLOG, LETTERS, NAME, letter

if TYPE_CHECKING:
    from pathlib import Path

DRAFT = "_drafts/letter-4.md"


@pytest.fixture
def root(make_site: Any) -> Path:
    made: Path = make_site({NAME: BACKLOG, **LETTERS, DRAFT: letter(4)})
    return made


def test_the_drafts_of_issues_come_first_then_the_last_issues(root: Path) -> None:
    root.joinpath("_drafts/a-note.md").write_text("---\ntitle: A note\n---\n", encoding="utf-8")
    found = write_issue.choices(site.load(root))
    assert [each.title for each in found] == [
        "Letter #4", "A note", "Letter #3", "Letter #2", "Letter #1",
    ]  # fmt: skip
    assert [each.is_draft for each in found] == [True, True, False, False, False]


def test_an_item_goes_over_the_edge_of_its_section(root: Path) -> None:
    found, path = site.load(root), root / DRAFT
    around = write_issue.surroundings(found, path)
    result, name = write_issue.move(found, path, around, "item-2", "down")
    assert name == "item-2"
    assert "## Tools\n\n- **[B 4]" in (result.changes[0].new or "")
    result, name = write_issue.move(found, path, around, "item-3", "item-1", behind=True)
    assert name == "item-2"
    with pytest.raises(VerificationError, match="cannot go further"):
        write_issue.move(found, path, around, "item-1", "up")
    result, name = write_issue.move(found, path, around, "section-2", "up")
    text = result.changes[0].new or ""
    assert text.index("## Tools") < text.index("## Articles")
    assert text.endswith("\n\nBye!\n"), "what stands in each issue stays where it is"


def test_standing_texts_are_pieces_of_their_own(root: Path) -> None:
    path = root / DRAFT
    writing = write_issue.read(path, letter(4), write_issue.surroundings(site.load(root), path))
    assert [each.name for each in writing.cut.pieces] == [
        "intro-1", "section-1", "item-1", "item-2", "section-2", "item-3", "item-4", "outro-1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        ("a\r\nb\r\n", "a\nc\nb\n", "a\r\nc\r\nb\r\n"),
        ("a\r\nb\nc\rd", "a\nb\nx\nc\nd", "a\r\nb\nx\r\nc\rd"),
        ("a\nb\n", "a\nb", "a\nb"),
        ("", "a\n", "a\n"),
    ],
)
def test_lines_keep_their_newlines(old: str, new: str, kept: str) -> None:
    assert write_issue.with_newlines_of(old, new) == kept


FRONT = """---
layout: post
title: 'Letter #4'
tags: [a, "b: c"]
comments: true
rank: 3
image:
  path: x.png
date: 2026-11-04
---
Words.
"""


def test_a_front_matter_has_a_field_for_each_key(root: Path) -> None:
    learned = write_issue.surroundings(site.load(root), root / DRAFT).learned
    found = issue_fields.fields(FRONT, learned)
    assert [(each.name, each.kind, each.value) for each in found] == [
        ("layout", "text", "post"),
        ("title", "text", "Letter #4"),
        ("tags", "list", "a\nb: c"),
        ("comments", "switch", "true"),
        ("rank", "text", "3"),
        ("image", "yaml", ""),
        ("date", "date", "2026-11-04"),
        ("author", "text", ""),
    ]
    assert [each.name for each in found if each.is_new] == ["author"]


def test_only_the_fields_that_changed_are_written(root: Path) -> None:
    found, path = site.load(root), root / DRAFT
    path.write_text(FRONT, encoding="utf-8")
    learned = write_issue.surroundings(found, path).learned
    new = {
        "title": "Letter #5",
        "tags": "a\r\nd",
        "rank": "4",
        "comments": "false",
        "author": "eve",
    }
    same = {"layout": "post", "date": "2026-11-04", "image": "nonsense"}
    result = issue_fields.set_fields(found, str(path), FRONT, learned, new | same, found.now())
    text = result.changes[0].new or ""
    assert text.splitlines() == [
        "---", "layout: post", "title: 'Letter #5'", "tags: [a, d]", "comments: false", "rank: 4",
        "image:", "  path: x.png", "date: 2026-11-04", 'author: "eve"', "---", "Words.",
    ]  # fmt: skip
    assert not issue_fields.set_fields(found, str(path), FRONT, learned, same, found.now()).changes


def test_one_finding_is_fixed(root: Path) -> None:
    found, path = site.load(root), root / DRAFT
    path.write_text(letter(4).replace("a note on it", "a note\n\n##No blank"), encoding="utf-8")
    line = path.read_text(encoding="utf-8").splitlines().index("##No blank") + 1
    result = write_issue.fix(found, path, "KR01", line, 1)
    assert "\n## No blank\n" in (result.changes[0].new or "")
