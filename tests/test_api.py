"""The Python API: its documentation is run, its names are cheap to import, and it decides as the command line does."""

from __future__ import annotations

import doctest
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import postgen
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BOOKMARKS = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<DL><p><DT><H3>NLP</H3><DL><p>
<DT><A HREF="https://example.org/transformer">The Illustrated Transformer</A>
</DL><p></DL><p>
"""
BACKLOG = "---\ntitle: Backlog\n---\n\n## NLP\n\n## Tools\n"


def test_the_examples_of_the_documentation(
    make_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site(
        {"_posts/2026-01-01-backlog.md": BACKLOG, "bookmarks.html": BOOKMARKS}, "title: My blog\n"
    )
    monkeypatch.chdir(root)
    page = ROOT / "docs" / "api.md"
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert tried > 15
    assert not failed


def test_every_name_is_there_and_documented() -> None:
    for name in postgen.__all__:
        value = getattr(postgen, name)
        assert name == "__version__" or value.__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = postgen.nothing


@pytest.mark.processes
def test_importing_the_package_loads_nothing() -> None:
    script = (
        "import sys; before = set(sys.modules); import postgen; "
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert {name for name in loaded if name.startswith("postgen")} == {"postgen"}


@pytest.mark.processes
def test_an_issue_is_written_and_can_be_undone(
    make_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    root = make_site({"_posts/2026-01-01-backlog.md": BACKLOG})
    site = postgen.find_site(root)
    backlog = postgen.Backlog(site)
    backlog.add(postgen.Link("https://example.org/a", "A", category="NLP"))
    before = backlog.file.read_bytes()
    result = postgen.new_issue(site)
    assert (root / result.data["path"]).is_file()
    assert backlog.links == []
    done = subprocess.run(
        [sys.executable, "-m", "postgen", "undo"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Publish Newsletter #1" in done.stderr
    assert not (root / result.data["path"]).exists()
    assert backlog.file.read_bytes() == before


def test_a_link_without_a_title_gets_one_from_its_address(make_site: Callable[..., Path]) -> None:
    root = make_site({"_posts/2026-01-01-backlog.md": BACKLOG})
    backlog = postgen.Backlog(postgen.find_site(root))
    backlog.add(postgen.Link("https://example.org/a-good-read", "", category="Tools"))
    assert [(link.title, link.category) for link in backlog.links] == [("A good read", "Tools")]
    assert backlog.drop("1").data["title"] == "A good read"
    assert backlog.links == []
