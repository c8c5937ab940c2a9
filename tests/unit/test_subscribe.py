"""Feeds of an OPML file, added to the configuration, every other byte as it was."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from postgen.commands.subscribe import ConfigFormError, with_feeds
from postgen.jekyll import frontmatter

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [{"url": "https://e.org/new.xml", "title": 'A: "b" # c'}, {"url": "https://e.org/two.xml"}]
OPML = """<opml version="2.0"><body>
<outline text="NLP"><outline text="Deep &amp; wide" type="rss" xmlUrl="https://e.org/feed.xml" htmlUrl="https://e.org/"/>
<outline text="Two" xmlUrl="https://two.org/atom"/></outline>
</body></opml>
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "config",
    [
        "",
        "title: x",
        "title: x\n",
        "title: x\npostgen:\n  author: a\n",
        "postgen:\n    author: a # why\n    # a remark\n\ntitle: x\n",
        "postgen:\n  feeds:\n    - https://e.org/old.xml\n  author: a\n",
        "postgen:\n  feeds: # mine\n  - https://e.org/o.xml\n  - url: https://e.org/x\n    category: A\n\ntitle: x\n",
        "postgen:\n  author: a\n  feeds:\n    - {url: https://e.org/old.xml}",
        "# begins\npostgen: # ours\n  feeds:\n    # the first\n    - https://e.org/old.xml\n    # the last\n",
    ],
)
def test_feeds_are_added_and_nothing_else_changes(config: str, newline: str) -> None:
    text = config.replace("\n", newline)
    new = with_feeds(text, ROWS, "_config.yml")
    before = frontmatter.load(text).get("postgen") or {}
    assert frontmatter.load(new)["postgen"]["feeds"] == [*before.get("feeds", []), *ROWS]
    kept = iter(new.splitlines())
    assert all(line in kept for line in text.splitlines())
    if "\r\n" in text:
        assert "\n" not in new.replace("\r\n", "")


@pytest.mark.parametrize(
    "config",
    [
        "postgen: {author: a}\n",
        "postgen:\n  feeds: [https://e.org/old.xml,\n    https://e.org/older.xml]\n",
        "postgen:\n  feeds: https://e.org/x\n",
    ],
)
def test_a_form_that_is_not_edited_is_refused(config: str) -> None:
    with pytest.raises(ConfigFormError):
        with_feeds(config, ROWS, "_config.yml")


def test_feeds_alone_need_no_backlog(make_site: Any, postgen: Any) -> None:
    root: Path = make_site({"feeds.opml": OPML})
    data = json.loads(postgen("import", "feeds.opml", "--json").stdout)
    wanted = [
        {"url": "https://e.org/feed.xml", "title": "Deep & wide", "category": "NLP"},
        {"url": "https://two.org/atom", "title": "Two", "category": "NLP"},
    ]
    assert data["feeds"] == wanted
    assert (
        frontmatter.load((root / "_config.yml").read_text(encoding="utf-8"))["postgen"]["feeds"]
        == wanted
    )
    again = postgen("import", "feeds.opml")
    assert again.returncode == 0
    assert "0 of 2 feeds added" in again.stderr


@pytest.mark.parametrize(
    ("outline", "url"),
    [
        ("xmlUrl='/feed.xml' htmlUrl='https://e.org/blog/'", "https://e.org/feed.xml"),
        ("xmlUrl='feed.xml' htmlUrl='https://e.org/blog/'", "https://e.org/blog/feed.xml"),
        ("xmlUrl='//cdn.example/f' htmlUrl='https://e.org/'", "https://cdn.example/f"),
        ("xmlUrl='feed://e.org/f' htmlUrl='https://e.org/'", "https://e.org/f"),
        ("xmlUrl='feed:https://e.org/f'", "https://e.org/f"),
        ("xmlUrl='https://e.org/a b'", "https://e.org/a%20b"),
        ("xmlUrl='?feed=rss&amp;x=1' htmlUrl='https://e.org/'", "https://e.org/?feed=rss&x=1"),
        ("xmlUrl='/feed.xml'", ""),
        ("xmlUrl='javascript:x' htmlUrl='https://e.org/'", ""),
        ("xmlUrl='file:///etc/passwd' htmlUrl='https://e.org/'", ""),
    ],
)
def test_the_address_of_a_feed_in_an_outline(outline: str, url: str) -> None:
    from postgen import importers

    body = f"<opml><body><outline text='T' type='rss' {outline}/></body></opml>".encode()
    contents = importers.read_files(importers.unpack("f.opml", body), "opml")
    assert [feed.url for feed in contents.feeds] == ([url] if url else [])
    assert len(contents.rejected) == (not url)
