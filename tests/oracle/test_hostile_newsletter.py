"""A thousand hostile titles: from the backlog to the page, letter by letter."""

from __future__ import annotations

from typing import Any

import pytest

from postgen import issue
from postgen.backlog import Backlog
from postgen.backlog.item_markdown import format_item
from postgen.jekyll.templates import Prose, built_in
from postgen.model import Link
from postgen.references import styles
from postgen.references.compose import ComposedReferences
from tests.hostile import titles
from tests.oracle.page import Page

COUNT = 1000


def page_text(text: str) -> str:
    """Return a title as a page shows it: white space at its ends does not count."""
    return text.strip(" \t")


@pytest.mark.parametrize("template", ["full", "brief"])
def test_titles_reach_the_page_unchanged(template: str, jekyll: Any) -> None:
    all_titles = titles(COUNT)
    links = [
        Link(f"https://e.org/{index}", title, note="a note", category="Links")
        for index, title in enumerate(all_titles)
    ]
    text = "---\ntitle: Backlog\n---\n\n## Links\n\n" + "".join(
        f"* {format_item(link)}\n" for link in links
    )
    backlog = Backlog(text)
    assert [entry.title for entry in backlog.all_entries()] == all_titles
    chapters = issue.choose(
        backlog, categories=backlog.sections, titles={}, wanted=lambda _: True, limit=None
    )
    values = {
        "intro": Prose("Hello."),
        "title": "T",
        "issue": 1,
        "date": "",
        "site": "",
        "count": COUNT,
    }
    posts = {"_posts/2026-11-01-backlog.md": text}
    for style in styles.names():
        body, _ = issue.compose(
            backlog,
            chapters,
            ComposedReferences(style, "References"),
            issue.Shape(built_in(template)),
            values,
            toc=False,
        )
        posts[f"_posts/2026-11-21-{style}.md"] = f'---\ntitle: "{style}"\n---\n\n{body}'
    for post in jekyll(posts):
        page = Page(post["content"])
        shown = {
            anchor.href: anchor.text
            for anchor in page.anchors
            if anchor.href.startswith("https://e.org/")
        }
        if post["title"] == "plain":  # its links show their addresses, and its headings the titles
            assert list(shown) == [link.url for link in links]
            if template == "brief":
                continue
            shown = {
                link.url: heading.split(" ", 1)[1].rpartition("[")[0]
                for link, (_, heading) in zip(links, page.headings[1:], strict=False)
            }
        wrong = [
            (link.title, shown.get(link.url))
            for link in links
            if page_text(shown.get(link.url, "")) != page_text(link.title)
        ]
        assert not wrong, f"{post['title']}: {len(wrong)} of {COUNT}, {wrong[:5]}"
