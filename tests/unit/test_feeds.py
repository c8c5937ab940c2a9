"""Feeds of every kind, as they are found on the web, read into plain entries."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postgen.jekyll.settings import SettingError
from postgen.page import feeds
from postgen.page.feeds import FeedError, Subscription

URL = "https://blog.example.org/feed.xml"


def rss(items: str, title: str = "A blog", more: str = "") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>{title}</title><link>https://blog.example.org/</link>{more}{items}</channel></rss>""".encode()


def one(items: str) -> feeds.Entry:
    (entry,) = feeds.parse(rss(f"<item>{items}</item>"), url=URL)
    return entry


def test_rss() -> None:
    entry = one(
        "<title>AT&amp;amp;T &lt;b&gt;and&lt;/b&gt; more</title><link>https://blog.example.org/1</link>"
        "<guid isPermaLink='false'>tag:1</guid><pubDate>Fri, 20 Nov 2026 23:30:00 -0500</pubDate>"
        "<description>&lt;p&gt;A &amp;lt;tag&amp;gt;.&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;</description>"
    )
    assert entry == feeds.Entry(
        url="https://blog.example.org/1",
        title="AT&T and more",
        date=datetime(2026, 11, 21, 4, 30, tzinfo=UTC),
        summary="A <tag>. Two",
        source="A blog",
        id="tag:1",
    )


def test_atom() -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">C &amp;amp; D</title>
      <entry><title type="text">a &lt; b</title><id>urn:1</id><updated>2026-11-20T10:00:00+02:00</updated>
        <link rel="self" href="https://e.org/self"/><link href="/posts/1"/><summary>Short.</summary></entry>
      <entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">An <i>x</i></div></title>
        <id>https://e.org/2</id><content type="html">&lt;img src="/a.png"&gt;Words</content></entry></feed>"""
    first, second = feeds.parse(
        body.encode(), url="https://e.org/atom.xml", content_type="application/atom+xml"
    )
    assert (first.url, first.title, first.summary, first.source) == (
        "https://e.org/posts/1",
        "a < b",
        "Short.",
        "C & D",
    )
    assert first.date == datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    assert (second.url, second.title, second.image) == (
        "https://e.org/2",
        "An x",
        "https://e.org/a.png",
    )
    assert second.date is None


def test_json_feed() -> None:
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "J",
        "items": [
            {"id": 1, "url": "https://e.org/1", "title": "One", "content_text": "a <b> & c", "image": "/i.png",
             "date_published": "2026-11-20T10:00:00-05:00"},
            {"id": "2", "external_url": "https://e.org/2", "content_html": "<p>No title, but <b>words</b>. More.</p>"},
            {"id": "3", "title": "nowhere"},
            "rubbish",
            {"id": "https://e.org/4", "title": None,
             "attachments": [{"url": "https://e.org/4.jpg", "mime_type": "image/jpeg"}]},
        ],
    }  # fmt: skip
    one, two, four = feeds.parse(
        b"\xef\xbb\xbf" + json.dumps(body).encode(), url="https://e.org/feed.json"
    )
    assert one.title == "One"
    assert one.summary == "a <b> & c"
    assert one.image == "https://e.org/i.png"
    assert one.date == datetime(2026, 11, 20, 15, tzinfo=UTC)
    assert two.title == "No title, but words"
    assert four.image == "https://e.org/4.jpg"


@pytest.mark.parametrize(
    ("xml", "image"),
    [
        ('<enclosure url="https://e.org/a.jpg" type="image/jpeg" length="1"/>', "https://e.org/a.jpg"),
        ('<enclosure url="https://e.org/a.mp3" type="audio/mpeg" length="1"/>', ""),
        ('<media:content url="https://e.org/m.webp" medium="image"/>', "https://e.org/m.webp"),
        ('<media:content url="https://e.org/m.mp4" type="video/mp4"/><media:thumbnail url="https://e.org/t"/>',
         "https://e.org/t"),
        ('<media:group><media:content url="https://e.org/g.png"/></media:group>', "https://e.org/g.png"),
        ("<description>&lt;img src='/x.png'&gt;</description>", "https://blog.example.org/x.png"),
        (('<description>x</description><content:encoded><![CDATA[<p><img src="data:image/gif;base64,R0" '
         'data-src="https://e.org/lazy.png"></p>]]></content:encoded>'), "https://e.org/lazy.png"),
        (('<description><![CDATA[<img width="1" height="1" src="https://e.org/count.gif">'
         '<img src="https://medium.com/_/stat?event=1"><img src="https://e.org/real.png">]]></description>'),
         "https://e.org/real.png"),
        ("<description><![CDATA[<img src='javascript:alert(1)'>]]></description>", ""),
    ],
)  # fmt: skip
def test_images(xml: str, image: str) -> None:
    assert one(f"<title>T</title><link>https://blog.example.org/1</link>{xml}").image == image


@pytest.mark.parametrize(
    ("xml", "url"),
    [
        ("<guid>https://e.org/guid</guid>", "https://e.org/guid"),
        (
            "<guid isPermaLink='false'>https://e.org/guid</guid><link> https://e.org/link\n</link>",
            "https://e.org/link",
        ),
        ("<link>/relative</link>", "https://blog.example.org/relative"),
        (
            "<enclosure url='https://e.org/a.mp3' type='audio/mpeg' length='1'/>",
            "https://e.org/a.mp3",
        ),
    ],
)
def test_the_address_of_an_entry(xml: str, url: str) -> None:
    assert one(f"<title>T</title>{xml}").url == url


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "", "mailto:a@e"]
)
def test_only_web_addresses_are_linked(address: str) -> None:
    assert feeds.parse(rss(f"<item><title>T</title><link>{address}</link></item>"), url=URL) == []


def test_a_body_is_never_opened_as_an_address() -> None:
    for body in (b"/etc/passwd", b"file:///etc/passwd", b"http://127.0.0.1:9/x"):
        with pytest.raises(FeedError):
            feeds.parse(body, url=URL)


def test_an_entry_without_a_title_has_its_first_words() -> None:
    entry = one(
        "<link>https://e.org/a-long-name</link><description>Nothing but a note. And more of it.</description>"
    )
    assert entry.title == "Nothing but a note"
    assert one("<link>https://e.org/a-long-name-of-it</link>").title


def test_a_summary_is_short_and_does_not_repeat_the_title() -> None:
    link = "<title>The title</title><link>https://e.org/1</link>"
    assert one(f"{link}<description>The title</description>").summary == ""
    assert (
        one(f"{link}<description>&lt;a href='x'&gt;Comments&lt;/a&gt;</description>").summary == ""
    )
    text = "Words of it. &lt;p&gt;The post &lt;a&gt;The title&lt;/a&gt; appeared first on &lt;a&gt;Blog&lt;/a&gt;."
    assert one(f"{link}<description>{text}</description>").summary == "Words of it."
    assert (
        len(one(f"{link}<description>{'word ' * 500}</description>").summary)
        <= feeds.SUMMARY_LENGTH
    )
    long = (
        "First sentence here is of a certain length, so that it is more than a third of what there may be. "
        * 9
    )
    assert one(f"{link}<description>{long}</description>").summary.endswith(".")


def test_broken_feeds_are_read_as_far_as_possible() -> None:
    body = rss(
        "<item><title>One & all</title><link>https://e.org/1</link></item><item><title>Two</title>"
    )[:-30]
    assert [entry.url for entry in feeds.parse(body, url=URL)][:1] == ["https://e.org/1"]
    latin = (
        rss("<item><title>Café</title><link>https://e.org/1</link></item>")
        .decode()
        .replace("UTF-8", "iso-8859-1")
    )
    assert feeds.parse(latin.encode("latin-1"), url=URL)[0].title == "Café"


def test_what_is_not_a_feed() -> None:
    page = b'<!doctype html><html><head><title>T</title><link rel="alternate" type="application/rss+xml" href="/rss">'
    with pytest.raises(FeedError) as caught:
        feeds.parse(page, url="https://e.org/", content_type="text/html")
    assert "https://e.org/rss" in caught.value.hint
    for body in (
        b"",
        b"{}",
        b"{",
        b'{"items": 1}',
        b"plain words",
        b"\x00\xff" * 50,
        b"[" * 100_000,
        b"{" * 100_000,
    ):
        with pytest.raises(FeedError):
            feeds.parse(body, url=URL)


def test_an_entity_bomb_is_not_unpacked() -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    body = f'<?xml version="1.0"?>{bomb}]><rss version="2.0"><channel><item><title>&j;</title><link>https://e.org/1</link></item></channel></rss>'
    assert all(len(entry.title) < 100_000 for entry in feeds.parse(body.encode(), url=URL))


@given(st.binary(max_size=300))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_any_bytes_are_a_feed_or_a_feed_error(body: bytes) -> None:
    for start in (b"", b"{", b'<?xml version="1.0"?><rss version="2.0"><channel><item>'):
        with contextlib.suppress(FeedError):
            feeds.parse(start + body, url=URL)


KEYS = st.sampled_from(
    "url title id image content_html attachments date_published mime_type".split()
)
PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=20)


@given(
    st.recursive(
        PLAIN,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
        max_leaves=12,
    )
)
@settings(max_examples=100, derandomize=True, deadline=None)
def test_any_json_is_parsed_without_a_crash(item: object) -> None:
    feeds.parse(
        json.dumps(
            {"title": item, "items": [item, {"url": "https://e.org/", "title": item}]}
        ).encode(),
        url=URL,
    )


def test_newest_first() -> None:
    def entry(day: int | None) -> feeds.Entry:
        return feeds.Entry(
            f"https://e.org/{day}", "T", datetime(2026, 11, day, tzinfo=UTC) if day else None
        )

    assert feeds.newest_first([entry(1), entry(None), entry(3)]) == [
        entry(3),
        entry(1),
        entry(None),
    ]


def test_subscriptions() -> None:
    value = [
        "https://a.org/f",
        {"url": "https://b.org/f", "category": "NLP", "tags": ["x", 1]},
        "https://a.org/f",
    ]
    assert feeds.subscriptions(value, "_config.yml") == [
        Subscription("https://a.org/f"),
        Subscription("https://b.org/f", "NLP", ("x", "1")),
    ]
    assert feeds.subscriptions("https://a.org/f", "_config.yml") == [
        Subscription("https://a.org/f")
    ]
    assert feeds.subscriptions(None, "_config.yml") == []
    for wrong in (
        {"category": "NLP"},
        {"url": "https://a.org", "catgory": "x"},
        [1],
        [{"url": ""}],
    ):
        with pytest.raises(SettingError, match=r"_config\.yml"):
            feeds.subscriptions(wrong, "_config.yml")
