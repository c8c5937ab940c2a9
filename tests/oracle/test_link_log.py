"""Posts of links, their feed and the page of all links, built by a real Jekyll."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import feedparser  # type: ignore[import-untyped]
import pytest

from postgen import site
from postgen.commands import link_pages, new_link
from postgen.commands.new import PostRequest
from postgen.commands.new_link import LinkRequest
from postgen.files import store
from tests.conftest import NOW, need
from tests.oracle.test_first_site import build

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = [
    'a: "b" {{ page.title }} {% raw %} | ](x) <b>bold</b> & &amp; # \u202e', "]]> <script>alert(1)</script>",
    "日本語 😀 'q' --- ...", "1. - > + ^ : $$x$$ ~~y~~ *z* _w_ \\ `v`", "␟ ␞ \t\v", "&#38; &lt;",
]  # fmt: skip
ISSUE = """---
title: "Issue"
tags: [newsletter]
---
See [**one** &amp; two](https://www.one.example/?a=1&b=2 "a > b"), <https://two.example/x>, [again](https://one.example/)
[own](https://me.example/blog/x/) [in](/blog/y) ![i](/blog/i.png) [![i](//cdn.example/i.png)](https://img.example/)[^1].

`<a href="/code">` `<a href="https://code.example/">`

[^1]: Foot, [three](https://three.example/), [near](https://me.example.org/z).
"""


@pytest.fixture
def built(make_site: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that makes a site with the pages of links, builds it without a warning, and returns it."""
    need("jekyll")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))

    def built(files: dict[str, str], config: str, links: list[LinkRequest]) -> Path:
        layouts = {
            f"_layouts/{name}.html": "<main>{{ content }}</main>\n" for name in ("post", "page")
        }
        root = make_site({**layouts, **files}, config)
        for request in links:
            here = site.find(root)
            prepared = new_link.prepare(here, request, lambda _: {})
            store.commit(new_link.create(here, prepared, here.now()).changes)
        here = site.find(root)
        store.commit(link_pages.add(here, list(link_pages.NAMES), here.now()).changes)
        pages, said = build(root)
        assert said == ""
        return pages

    return built


def feed_of(built: Path) -> Any:
    text = (built / "feed-links.xml").read_text(encoding="utf-8")
    feed = feedparser.parse(text)
    assert not feed.bozo, feed.bozo_exception
    assert "CDATA" not in text
    root = ET.fromstring(text)  # noqa: S314 - Jekyll has written it
    ids = [each.text or "" for each in root.iter("{http://www.w3.org/2005/Atom}id")]
    assert len(set(ids)) == len(ids)
    assert all(each.startswith(("https://", "tag:")) for each in ids)
    return feed


def test_the_feed_and_the_page_of_hostile_links_are_what_they_should_be(built: Any) -> None:
    links = [
        LinkRequest(
            f"https://host{number}.example/p?a=1&b={number}", title=title, note=title, quote=title, via=title,
            author=title, fetch=False, post=PostRequest("", slug=f"s{number}", categories=("NLP & co",)),
        )
        for number, title in enumerate(HOSTILE)
    ]  # fmt: skip
    here = built(
        {"_posts/2026-10-05-issue.md": ISSUE},
        "timezone: UTC\nurl: https://me.example\nbaseurl: /blog\ntitle: A & <B>\ndescription: 'x ]]> & y'\nlang: en\n",
        links,
    )
    feed = feed_of(here)
    assert feed.feed.title == "A & <B>"
    assert feed.feed.id == "https://me.example/blog/feed-links.xml"
    outside = {entry.link: entry for entry in feed.entries if "host" in entry.link}
    assert set(outside) == {each.url for each in links}
    for entry in outside.values():
        assert entry.id.startswith("https://me.example/blog/nlp%20&%20co/2026/11/21/s")
        assert (
            f'<a href="{entry.id.replace("&", "&amp;")}" title="Permalink">∞</a>'
            in entry.content[0].value
        )
        assert "<script" not in entry.content[0].value
        assert "bold</b>" not in entry.content[0].value
    (issue,) = (entry for entry in feed.entries if entry.link not in outside)
    assert issue.link == issue.id == "https://me.example/blog/2026/10/05/issue.html"
    content = issue.content[0].value
    for address in (
        "https://me.example/blog/y",
        "https://me.example/blog/i.png",
        "https://cdn.example/i.png",
    ):
        assert f'="{address}"' in content
    assert f'href="{issue.id}#fn:1"' in content
    assert (
        '<code class="language-plaintext highlighter-rouge">&lt;a href="/code"&gt;</code>'
        in content
    )

    text = (here / "links.html").read_text(encoding="utf-8")
    assert "{{ page.title }} {% raw %}" in text
    assert "<script" not in text
    assert "␞" not in text
    wanted = {each.url for each in links} | {
        "https://www.one.example/?a=1&b=2", "https://two.example/x", "https://one.example/", "https://img.example/",
        "https://three.example/", "https://me.example.org/z",
    }  # fmt: skip
    outside_links = [each for each in hrefs(text) if each.startswith("https:")]
    assert sorted(outside_links) == sorted(3 * list(wanted))
    assert "<h3>October 2026</h3>" in text
    assert "<h3>NLP &amp; co</h3>" in text
    assert text.count("<h3>one.example</h3>") == 1


def hrefs(text: str) -> list[str]:
    from html import unescape

    return [unescape(each.partition('"')[0]) for each in text.split('href="')[1:]]


def test_a_site_without_an_address_and_with_a_key_of_its_own(built: Any) -> None:
    post = "---\ntitle: Own\nexternal-url: https://own.example/\n---\nText.\n"
    here = built({"_posts/2026-10-05-own.md": post}, "timezone: UTC\n", [])
    feed = feed_of(here)
    assert [entry.link for entry in feed.entries] == ["https://own.example/"]
    assert feed.entries[0].id == "tag:localhost,2000:/2026/10/05/own.html"
    assert "https://own.example/" in (here / "links.html").read_text(encoding="utf-8")


def test_a_site_without_posts(built: Any) -> None:
    here = built({}, "timezone: UTC\nurl: https://me.example\n", [])
    assert feed_of(here).entries == []
    assert "No links yet." in (here / "links.html").read_text(encoding="utf-8")
