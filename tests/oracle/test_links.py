"""The links that we find in posts are those that a real Jekyll shows, in their order, at the very bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postgen.jekyll.document import Document
from postgen.markdown import Markdown
from postgen.markdown.source_map import OPAQUE
from tests.oracle.documents import posts
from tests.oracle.judge import POSTS, links, pages, same

if TYPE_CHECKING:
    from collections.abc import Iterator

BRANCHES = {"liquid"}
"""Posts with both branches of a condition, of which the page shows one."""


@pytest.fixture(scope="module")
def generated() -> list[str]:
    return list(posts(5, 400))


def test_posts_as_people_write_them() -> None:
    assert len(POSTS) > 60
    for (name, text), page in zip(POSTS.items(), pages(list(POSTS.values())), strict=True):
        assert page, name
        assert name in BRANCHES or same(links(text), page.links), (name, links(text), page.links)


def test_posts_of_all_constructs_mixed(generated: list[str]) -> None:
    seen = 0
    for text, page in zip(generated, pages(generated), strict=True):
        if page:
            assert same(links(text), page.links), (text, links(text), page.links)
            seen += len(page.links)
    assert seen > 2000


def cuts(text: str) -> Iterator[tuple[str, int]]:
    """Take each link or image of a post out of it, alone; return the rest, and which one it was."""
    document = Document.parse(text)
    for number, (span, view) in enumerate(Markdown(document.body).shown_links()):
        start, end = (
            view.at(span.start) + document.body_start,
            view.end(span.end) + document.body_start,
        )
        assert text[start] in "[!<"
        assert text[end - 1] in ")]>"
        if OPAQUE not in span.url and not any(
            each.kind in {"link", "image", "autolink"} for each in span.children
        ):
            yield text[:start] + "§" + text[end:], number


def test_a_link_stands_at_the_bytes_that_make_it() -> None:
    """Where the bytes of one link are taken out of a post, its page misses that link and no other."""
    names, cut, left = [], [], []
    for name, text in POSTS.items():
        whole = links(text)
        for short, number in cuts(text):
            names.append(name)
            cut.append(short)
            left.append(whole[:number] + whole[number + 1 :])
    assert len(cut) > 300
    for name, short, expected, page in zip(names, cut, left, pages(cut), strict=True):
        assert page, short
        assert name in BRANCHES or same(expected, page.links), (name, short)
