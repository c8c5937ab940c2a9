"""The ids of an issue's items, on the page that Jekyll builds."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracle.page import Page

TITLES = [
    "Plain words",
    "3D printing",
    "新港口",
    "a `code` title",
    "Tools",
    "Tools",
    "It's {#odd}",
    "x {:.y}",
]
NAME = "_posts/2026-11-01-backlog.md"


@pytest.mark.parametrize("style", ["linked", "plain", "reflinks", "footnotes", "inline"])
def test_entries_of_the_contents_lead_to_items(
    make_site: Any, postgen: Any, jekyll: Any, style: str
) -> None:
    items = "".join(
        f"* [{title}](https://e{n}.org/) - words\n"
        for n, title in enumerate(TITLES)
        if title != "x"
    )
    links = "* [No note](https://bare.org/)\n* [None here](https://bare.org/2)\n"
    root = make_site({NAME: f"---\ntitle: Backlog\n---\n\n## Tools\n\n{items}{links}"})
    done = postgen("new", "newsletter", "--toc", "--references", style)
    assert done.returncode == 0, done.stderr
    post = next(each for each in jekyll(root) if each["title"] == "Newsletter #1")
    page = Page(post["content"])
    targets = [a.href[1:] for a in page.anchors if a.href.startswith("#")]
    assert set(targets) <= page.ids
    assert {"plain-words", "item-3d-printing", "tools-2", "tools-3"} <= set(targets)
    heads = [text for level, text in page.headings if level == 3]
    assert len(heads) == len(TITLES)
    assert not any("No note" in text for text in heads)
    assert len(set(page.outside)) == len(TITLES) + 2
