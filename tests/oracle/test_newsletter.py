"""Newsletters from real backlogs, in each style, built by a real Jekyll and read as pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from postgen import issue
from postgen.backlog import Backlog
from postgen.jekyll.templates import Prose, built_in
from postgen.references import OUTSIDE, styles
from postgen.references.compose import ComposedReferences
from tests.oracle.page import Page

if TYPE_CHECKING:
    from pathlib import Path

HARD = """---
layout: post
title: Hard things
---
[kept]: https://e.org/kept?a=1&b=2 "A title"

# Tools & *things* <!-- a comment -->

* [Led](https://e.org/led) - with [another](https://e.org/another) and *stress* <!-- added: 2026-11-01; tags: a -->
* **[Bold](https://e.org/bold)**: its note
* [Wow!](https://e.org/wow) [twice](https://e.org/led), and [Wow!](https://e.org/wow) again
* Prose that cites [3] and [kept], [by name][kept] and [kept][].
- See <https://e.org/auto?x=1&y=2> or [an image ![alt](/a.png)](https://e.org/image) or ![only](https://e.org/pic.png).
* [Brackets (in) them](https://en.wikipedia.org/wiki/Jekyll_(software)) - end.
* # [Not a heading](https://e.org/heading)
* [1986. A year](https://e.org/year)
* `code [no] {% raw %}{{ x }}{% endraw %}` and [yes](https://e.org/yes){:target="_top"}, [site](/a), [mail](mailto:a)
* No link at all
* [Wrapped
  over lines](https://e.org/wrapped) and on,
  with more prose
  * nested [one](https://e.org/nested)
  * nested two

  A second paragraph, [linked](https://e.org/second).

      code in an item
* [ ] [A task](https://e.org/task) to do
* [\\| pipes \\{\\{ braces }} \\"quotes\\"](https://e.org/pipes) - `a | b`

**Bold category**
1. [Numbered](https://e.org/numbered)
2. [Text (followed](https://e.org/followed)(directly)

Setext
------

* [中文标题](https://e.org/中文) - 说明。
* [עברית](https://e.org/he) - RTL
"""


def compose(text: str, style: str, template: str = "full") -> tuple[str, list[str]]:
    """Write an issue; return its body, and the outside URLs of the items in it, in their order."""
    backlog = Backlog(text)
    chapters = issue.choose(
        backlog, categories=backlog.sections, titles={}, wanted=lambda _: True, limit=None
    )
    values = {
        "intro": Prose("What this issue holds."),
        "issue": 1,
        "title": "T",
        "date": "2026-11-21",
        "site": "",
        "count": 1,
    }
    shape = issue.Shape(built_in(template))
    body, _ = issue.compose(
        backlog,
        chapters,
        ComposedReferences(style, "References"),
        shape,
        values,
        toc=True,
    )
    urls = [
        url
        for chapter in chapters
        for entry in shape.in_order(backlog, chapter).entries
        for url in entry.urls
        if OUTSIDE.match(url)
    ]
    return body, urls


def judge(page: Page, urls: list[str], style: str, excerpt: str) -> None:
    """Check that a page has all that the contract promises of its style."""
    wanted = list(dict.fromkeys(urls))
    assert set(page.outside) == set(wanted)
    for litter in ("](", "{:", "\\\\", "[^"):
        assert litter not in page.text.replace("](directly)", ""), litter
    assert Page(excerpt).text.strip() == "What this issue holds."
    inside = [anchor for anchor in page.anchors if anchor.href.startswith("#")]
    assert all(anchor.href[1:] in page.ids for anchor in inside), [
        a for a in inside if a.href[1:] not in page.ids
    ]
    if style == "linked":
        judge_linked(page, wanted)
    elif style == "plain":
        listed = dict(re.findall(r"^\[(\d+)\] .*?: *(\S+)$", page.text, re.MULTILINE))
        assert list(listed) == [str(n) for n in range(1, len(wanted) + 1)]
        assert list(listed.values()) == wanted
    elif style == "footnotes":
        cited = list(dict.fromkeys(a.text for a in page.anchors if a.href.startswith("#fn:")))
        assert cited == [str(n) for n in range(1, len(wanted) + 1)]
        assert list(dict.fromkeys(page.outside)) == wanted
    else:
        assert list(dict.fromkeys(page.outside)) == wanted


def judge_linked(page: Page, wanted: list[str]) -> None:
    numbers = [anchor for anchor in page.anchors if re.fullmatch(r"\[\d+\]", anchor.text)]
    cites = [anchor for anchor in numbers if anchor.href.startswith("#ref-")]
    entries = [anchor for anchor in numbers if anchor.href.startswith("#cite-")]
    count = len(wanted)
    assert list(dict.fromkeys(anchor.text for anchor in cites)) == [
        f"[{n}]" for n in range(1, count + 1)
    ]
    assert [(a.text, a.id) for a in entries] == [
        (f"[{n}]", f"ref-{n}") for n in range(1, count + 1)
    ]
    assert [page.anchors[page.anchors.index(entry) + 1].href for entry in entries] == wanted
    assert (
        len(re.findall(r"\[\d+\]", page.text)) - len(numbers) <= 2
    )  # the `[3]` of the prose, and of its heading


@pytest.mark.parametrize("name", ["backlog-post.md", "link-wiki.md", "hard"])
def test_every_style_of_every_backlog(name: str, example: Any, jekyll: Any, tmp_path: Path) -> None:
    text = HARD if name == "hard" else example(name)
    posts: dict[str, str | bytes] = {}
    issues: dict[str, tuple[str, str, list[str]]] = {}
    for newline in ("\n", "\r\n"):
        for style in styles.names():
            for template in ("brief", "cards", "full"):
                slug = f"{style}-{template}-{len(newline)}"
                body, urls = compose(
                    text.replace("\r\n", "\n").replace("\n", newline), style, template
                )
                posts[f"_posts/2026-11-21-{slug}.md"] = f'---\ntitle: "{slug}"\n---\n\n{body}'
                issues[slug] = (style, body, urls)
    for post in jekyll(posts):
        style, body, urls = issues[post["title"]]
        page = Page(post["content"])
        try:
            judge(page, urls, style, post["excerpt"])
        except AssertionError as error:
            (tmp_path / "failed.md").write_text(body + "\n\n" + post["content"], encoding="utf-8")
            raise AssertionError(f"{post['title']}: {error} ({tmp_path}/failed.md)") from error
