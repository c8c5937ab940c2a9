"""Adding links and dropping them again gives the bytes of before, whatever the backlog is like."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postgen import site as sites
from postgen.backlog import CategoryError, VerificationError
from postgen.commands import add_links, items
from postgen.commands.item_choice import ItemRequest
from postgen.files import journal
from postgen.model import Link
from tests.properties.test_backlog import backlogs, categories

FOLDER = Path(__file__).parent.parent / "backlogs"


def add_and_drop(folder: Path, data: bytes, wanted: list[str]) -> bytes:
    """Add a link to each category, then drop all of them in the order of a pile."""
    (folder / "_posts").mkdir(exist_ok=True)
    (folder / "_config.yml").write_text("title: Test\n")
    path = folder / "_posts" / "2026-01-01-backlog.md"
    path.write_bytes(data)
    site = sites.find(folder)
    added = []
    for number, category in enumerate(wanted):
        url = f"https://new.example/{number}"
        link = Link(url, f"New {number}", "a note", category, added="2026-11-20")
        request = add_links.AddRequest((link,), fetch=False, new_category=True)
        prepared = add_links.prepare(site, path, request, lambda _: {})
        try:
            result = add_links.add(site, path, prepared)
        except (VerificationError, CategoryError):
            continue
        journal.commit(site.root, result.changes, "add")
        added.append(url)
    for url in reversed(added):
        result = items.drop(site, path, ItemRequest((url,)))
        journal.commit(site.root, result.changes, "drop")
    return path.read_bytes()


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.md")), ids=lambda path: path.stem)
def test_backlogs_made_by_hand(path: Path, state: Path) -> None:
    data = path.read_bytes()
    names = ["New", "Unsorted", "Papers", "Tools", "NLP", "A", "First", "Real"]
    assert add_and_drop(state, data, names) == data


def test_backlogs_of_all_kinds() -> None:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as state:
        patch.setenv("XDG_STATE_HOME", state)

        @settings(max_examples=60, deadline=None)
        @given(backlogs(), st.lists(categories, min_size=1, max_size=4))
        def check(text: str, wanted: list[str]) -> None:
            with tempfile.TemporaryDirectory() as folder:
                data = text.encode(errors="surrogateescape")
                assert add_and_drop(Path(folder), data, wanted) == data

        check()
