"""Backlogs with faults: a link is added and dropped again, and an issue is made of what is there."""

from __future__ import annotations

import re

from postgen import api
from postgen.errors import PostgenError
from postgen.jekyll import frontmatter
from postgen.jekyll.document import Document
from tests.conftest import ROOT
from tests.fuzz import sites
from tests.properties.test_add_and_drop import add_and_drop

NAMES = ["A", "New"]
_URL = re.compile(r"https?://[\w.-]+/\d+\b")


def seeds() -> list[bytes]:
    """Return the backlogs of the test-suite."""
    found = (path.read_bytes() for path in sorted((ROOT / "tests" / "backlogs").glob("*.md")))
    return [data for data in found if len(data) < 6_000]


def check(data: bytes) -> str:
    """Add and drop, then write an issue in the memory only; no link is lost."""
    with sites.folder() as root:
        try:
            assert add_and_drop(root, data, NAMES) == data
            word = ""
        except PostgenError as error:
            word = type(error).__name__
        (root / "_posts/2026-01-01-backlog.md").write_bytes(data)
        for references in ("linked", "reflinks"):
            try:
                result = api.new_issue(api.find_site(root), dry_run=True, references=references)
            except PostgenError as error:
                word += f" {type(error).__name__}"
                continue
            old = "".join(each.old or "" for each in result.changes)
            new = "".join(each.new or "" for each in result.changes)
            lost = set(_URL.findall(old)) - set(_URL.findall(new))
            assert not lost, lost
            for change in result.changes:
                if change.old is None and change.new:
                    frontmatter.load(Document.parse(change.new).front)
    return word
