"""Feeds, pages and PDFs that were damaged at random: no traceback, no growth, and only text comes out."""

from __future__ import annotations

import gzip
import json
from functools import cache
from unicodedata import category

from postgen.page import feeds, metadata
from postgen.page.feeds import FeedError
from tests.pages import samples

URL = "https://blog.example.org/feed.xml"

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Größe &amp; Maß</title><link>https://e.org/</link><language>de</language>
<item><title>Eins — “x”</title><link>https://e.org/1?a=1&amp;b=2</link><guid isPermaLink="false">1</guid>
<pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate><description>&lt;p&gt;Text &lt;img src="/a.png"&gt;</description>
<content:encoded><![CDATA[<p>Mehr <b>Text</b> &nbsp; hier</p>]]></content:encoded>
<media:thumbnail url="https://e.org/t.png"/></item>
<item><title>Zwei</title><guid>https://e.org/2</guid><pubDate>20. November 2026</pubDate>
<enclosure url="https://e.org/2.mp3" type="audio/mpeg" length="1"/></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://e.org/b/"><title type="html">A &amp;lt; B</title>
<entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">T <em>i</em></div></title><id>tag:e.org,1</id>
<link rel="alternate" href="a b"/><updated>2026-11-20T08:00:00+01:00</updated>
<content type="html">&lt;p&gt;日本語&lt;/p&gt;</content></entry></feed>"""
RDF = """<?xml version="1.0"?><!DOCTYPE rdf:RDF [<!ENTITY x "y">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Новости</title></channel>
<item rdf:about="https://e.org/1"><title>Один &x;</title><link>https://e.org/1</link>
<dc:date>2026-11-20</dc:date></item></rdf:RDF>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "J",
        "items": [
            {"id": "1", "url": "https://e.org/1", "title": "Eins 😀", "date_published": "2026-11-20T08:00:00Z"},
            {"id": 2, "url": "/2", "content_html": "<img src='a.png'>", "attachments": [{"url": "b.png"}]},
        ],
    }
)  # fmt: skip
PDF = b"""%PDF-1.4
1 0 obj << /Title (A \\(paper\\) \\344) /Author <FEFF004100E9> /Producer (x) >> endobj
2 0 obj << /Type /Metadata /Length 60 >> stream
<x:xmpmeta><dc:title><rdf:li>Another</rdf:li></dc:title></x:xmpmeta>
endstream endobj
trailer << /Info 1 0 R /Root 2 0 R >> %%EOF"""

PIECES = [
    b"<", b">", b"&", b'"', b"'", b"/", b"=", b"\0", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\x1b[31m",
    b"\xe2\x80\xae", b"&#xD83D;", b"&#xDCFF;", b"&#55357;&#56832;", b"&#0;", b"&#x110000;", b"&nbsp;", b"&nope;",
    b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<!DOCTYPE x [", b"]>", b"<?xml version='1.0' encoding='utf-16'?>",
    b"encoding='shift_jis'", b"<item>", b"</item>", b"<entry>", b"<p>", b"</channel>", b"<a:b:c d:e='f'>", b"\\ud83d",
    b"\\udcff", b"javascript:alert(1)", b"data:,x", b"http://127.1/", b"https://[", b"1" * 5000, b"<p>" * 2000,
    b"<item>" * 2000, b"[" * 5000, b'{"a":' * 2000, b"(" * 3000, b"<<" * 3000, b"endobj", b"stream\n", b"/Info 1 0 R ",
    b"0000-00-00", b"2026-99-99", b"31 Feb 2026", b"Fri, 20 Nov 99999999999", b" xmlns='x'", b" xml:base='::'",
    b"<title>", b"<base href='//['>", b"<meta http-equiv=refresh content='0;url=file:///'>", b"\r\n" * 50,
]  # fmt: skip


@cache
def originals() -> list[bytes]:
    """Return what is damaged: feeds of all kinds, the heads of pages, and a PDF."""
    texts = [RSS, ATOM, RDF, JSON]
    pages = [sample.body for sample in samples() if sample.body][:40]
    return [*(text.encode() for text in texts), *pages, PDF]


TYPES = ("", "text/xml", "text/html", "application/pdf", "application/rss+xml; charset=utf-16")


def seeds() -> list[bytes]:
    """Return what is damaged, each after a line with the type that its server states."""
    packed = [gzip.compress(RSS.encode()), RDF.encode("utf-16"), JSON.encode("utf-16-be")]
    found = [*originals(), *packed]
    return [f"{TYPES[number % len(TYPES)]}\n".encode() + body for number, body in enumerate(found)]


def check(data: bytes) -> str:
    """Read one input as a feed and as a page. Raises `AssertionError` for what must not come out."""
    first, _, body = data.partition(b"\n")
    content_type = first.decode("latin-1")
    word = ""
    try:
        _check_feed(feeds.read(body, url=URL, content_type=content_type), len(body))
    except FeedError as error:
        word = error.message.partition(":")[0]
    page = metadata.read(body, url=URL, content_type=content_type)
    for line in (page.title, page.description, page.author, page.site, page.failure):
        line.encode()
        assert not {"Cc", "Zl", "Zp"} & set(map(category, line)), line
    for address in (page.image, page.feed, page.canonical_url, page.refresh):
        assert not address or address.lower().startswith(("http://", "https://"))
    return word


def _check_feed(feed: feeds.Feed, size: int) -> None:
    assert len(feed.entries) <= feeds.MAX_ENTRIES
    written = 0
    for entry in feed.entries:
        for address in (entry.url, entry.image):
            assert not address or address.lower().startswith(("http://", "https://")), address
            assert len(address.split()) <= 1
        assert not entry.date or 1600 <= entry.date.year <= 2400
        assert len(entry.summary) <= feeds.SUMMARY_LENGTH
        assert len(entry.title) <= 300
        text = f"{entry.title}{entry.summary}{entry.source}"
        text.encode()
        assert not set(text) & set(map(chr, range(0x20)))
        written += len(text) + len(entry.url) + len(entry.id)
    assert written <= 700 * len(feed.entries) + 50 * size + 10_000
