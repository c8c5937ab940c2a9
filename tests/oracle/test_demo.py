"""The worked example: the committed newsletter is what the code writes, and Jekyll builds it without a flaw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import demo
from tests.conftest import ROOT
from tests.oracle.page import Page

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

NEWSLETTER = ROOT / "_posts" / "2026-11-20-margin-notes-1.md"


def test_the_committed_newsletter_is_what_the_demo_writes(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    written = demo.main(tmp_path / "demo")
    assert written.name == NEWSLETTER.name
    assert written.read_bytes() == NEWSLETTER.read_bytes()
    assert "$ postgen new newsletter" in capfd.readouterr().out


def test_jekyll_builds_the_example(tmp_path: Path, jekyll: Any) -> None:
    demo.main(tmp_path / "demo")
    posts = {post["title"]: post for post in jekyll(tmp_path / "demo")}
    newsletter = posts["Margin Notes #1"]
    page = Page(newsletter["content"])
    assert newsletter["url"] == "/2026/11/20/margin-notes-1/"
    assert newsletter["image"] == "/assets/images/margin-notes.svg"
    assert newsletter["excerpt"].startswith("<p>This issue has links on Writing ")
    assert len(set(page.outside)) == 11
    assert {anchor.href[1:] for anchor in page.anchors if anchor.href.startswith("#")} <= page.ids
    assert "](" not in page.text
    assert "{:" not in page.text.replace("{:.wide}", "")
    headings = [text for level, text in page.headings if level == 2]
    assert headings == [
        "1. Writing ✍️",
        "2. Building the site 🧪",
        "3. Formats that last 📜",
        "References",
    ]


def test_the_repository_itself_is_a_site_that_builds(jekyll: Any) -> None:
    files = {
        str(path.relative_to(ROOT)): path.read_bytes()
        for name in ("_config.yml", "_posts", "_layouts", "assets", "index.html")
        for path in ([ROOT / name] if (ROOT / name).is_file() else (ROOT / name).rglob("*"))
        if path.is_file()
    }
    config = files.pop("_config.yml").decode()
    assert {post["title"] for post in jekyll(files, config=config)} >= {
        "Backlog",
        "Margin Notes #1",
    }
