"""What was imported in one edit, as real Jekyll shows it: every link under its heading, with its title and note."""

from __future__ import annotations

from typing import Any

from postgen import exporters, importers
from postgen.backlog.edit import add
from postgen.model import Link
from tests.hostile import titles
from tests.oracle.page import Page

HEADS = (
    "",
    "**A**\n* [a](https://a.org/)\n**B**\n",
    "## A\n\n1. [a](https://a.org/)\n\n2. [b](https://b.org/)\n",
)


def imported(form: str) -> list[Link]:
    all_titles = titles(300, seed=7)
    links = [
        Link(
            f"https://e.org/{number}?a=1&b={number}", title, all_titles[-number], ["A", "new", all_titles[0]][number % 3],
            (title, "x y"), added="2024-05-01", others=(("HN", f"https://n.org/{number}"),),
        )
        for number, title in enumerate(all_titles)
    ]  # fmt: skip
    rows = importers.read(form, exporters.write(form, links), form)
    return [row for row in rows if isinstance(row, Link)]


def test_every_link_is_on_the_page(jekyll: Any) -> None:
    links = {form: imported(form) for form in ("json", "netscape", "markdown")}
    posts = {
        f"_posts/2026-11-21-{form}-{number}.md": add(
            f"---\ntitle: {form}\n---\n\n{head}", links[form]
        ).text
        for form in links
        for number, head in enumerate(HEADS)
    }
    for post in jekyll(posts):
        page = Page(post["content"])
        shown = {anchor.href: anchor.text.strip(" \t") for anchor in page.anchors}
        wanted = {link.url: link.title.strip(" \t") or link.url for link in links[post["title"]]}
        assert len(wanted) == 300
        assert {url: shown.get(url) for url in wanted} == wanted
        outside = (
            {f"https://n.org/{number}" for number in range(300)}
            if post["title"] != "netscape"
            else set()
        )
        assert {url for url in shown if url.startswith("https://n.org")} == outside
        assert [name for name in ("A", "new") if name not in page.text] == []
