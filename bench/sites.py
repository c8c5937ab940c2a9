"""The sites and scripts that the benchmarks run on; the same bytes on every run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

BARE_TYPER = """\
import typer

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main() -> None:
    pass


app()
"""

COPY = """\
import sys

path = sys.argv[1]
with open(path, "rb") as file:
    text = file.read().decode()
with open(path + ".copy", "wb") as file:
    file.write(text.encode())
"""

CONFIG = """\
title: Bench
timezone: Europe/Paris
permalink: pretty
"""


GEMFILE = """\
source "https://rubygems.org"
gem "jekyll"
gem "jekyll-compose", group: :jekyll_plugins
"""


def site(root: Path, *, posts: int, links: int, links_each: int = 12) -> Path:
    """Make a site with so many posts, and a backlog of so many links; it is one for jekyll and hugo, too.

    Each post has `links_each` links.
    """
    (root / "_posts").mkdir(parents=True)
    (root / "content").mkdir()
    (root / "_config.yml").write_text(CONFIG, encoding="utf-8")
    (root / "hugo.toml").write_text('title = "Bench"\n', encoding="utf-8")
    (root / "Gemfile").write_text(GEMFILE, encoding="utf-8")
    for number in range(posts):
        day = f"20{10 + number // 300:02}-{1 + number % 12:02}-{1 + number % 28:02}"
        (root / "_posts" / f"{day}-post-{number}.md").write_text(
            post(number, day, links_each), encoding="utf-8"
        )
    half = links // 2
    sections = [("Links", range(half)), ("Other", range(half, links))]
    text = '---\nlayout: "post"\ntitle: "Backlog"\n---\n'
    for name, numbers in sections:
        text += f"\n## {name}\n\n" + "".join(
            f"* [Title {n} of a page with some words](https://example{n % 97}.org/{n}/a-page-about-something)"
            " - a note <!-- added: 2026-01-01 -->\n"
            for n in numbers
        )
    (root / "_posts" / "2026-01-01-backlog.md").write_text(text, encoding="utf-8")
    return root


def post(number: int, day: str, links: int = 12) -> str:
    """Return a post of some paragraphs with links in them."""
    words = "".join(
        f"Paragraph {k} of post {number} links [something](https://example.com/{number}/{k}) and goes on.\n\n"
        for k in range(links)
    )
    front = f'layout: post\ntitle: "Post {number}"\ndate: {day} 12:00:00 +0000\ntags: [a, b{number % 9}]\n'
    return f"---\n{front}---\n\n{words}"


def linked(links: int) -> str:
    """Return a post with so many links to as many pages, 180 characters a link."""
    words = "Some words of a paragraph that goes on for a while, as people write them, before "
    body = "".join(
        f"{words}they link [page {n} of a site](https://example{n % 97}.org/{n}/a-page-about-something) and go on.\n\n"
        for n in range(links)
    )
    return f'---\nlayout: "post"\ntitle: "Many links"\n---\n\n{body}'


def bookmarks(count: int) -> str:
    """Return a browser's bookmarks, of which every tenth is there before."""
    rows = "".join(
        f'<DT><A HREF="https://example{n % 97}.org/{n}/a-page" ADD_DATE="1714550400" TAGS="a,b{n % 9}">Title {n}</A>\n'
        for n in (number - 9 if number % 10 == 9 else number for number in range(count))
    )
    return f"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n<DT><H3>Links</H3>\n<DL><p>\n{rows}</DL><p>\n</DL><p>\n"


EVENT = """\
{"action": "opened", "issue": {"number": 1, "title": "https://bench.org/issue", "html_url": "https://github.com/a/b/issues/1",
 "body": "### URL\\n\\nhttps://bench.org/issue\\n\\n### Category\\n\\nLinks\\n\\n### Title\\n\\nAn issue\\n",
 "author_association": "OWNER", "labels": [], "user": {"login": "a"}}, "repository": {"owner": {"login": "a"}}}
"""
"""An issue of GitHub, for `postgen inbox`."""
