"""Addresses with faults: the key of one is that of its own key, and nothing but http and https is an address."""

from __future__ import annotations

from urllib.parse import urlsplit

from postgen.urls import finder, parts, redirects, schemes
from postgen.urls.bare import find_addresses
from postgen.urls.canonical import canonical
from postgen.urls.needle import needle
from postgen.urls.parameters import without_tracking
from postgen.web import private

URLS = [
    "https://user:word@example.org:8080/a/../b;c?utm_source=x&a=1&fbclid=y#frag", "http://[::1]:80/%7Ea%2fb", "https://xn--bcher-kva.example/ü?q=ä",
    "https://www.google.com/url?q=https%3A%2F%2Fexample.org%2F1&sa=D", "https://web.archive.org/web/20160801000000/https://example.org/a",
    "https://youtu.be/abc?t=1", "https://m.youtube.com/watch?v=abc&list=x", "https://x.com/a/status/1?s=20", "//example.org/a", "HTTP://EXAMPLE.org:443/./a//b",
    "https://bücher.example./", "https://t.co/abc", "https://0x7f.1/", "https://example.org/\u202ea", "see https://example.org/a), (https://example.org/b_(c)). 见https://example.org/d。",
]  # fmt: skip
PIECES = [
    b"%00", b"%", b"%zz", b"@", b":", b"[", b"]", b"\\", b"#", b"?", b"&amp;", b"javascript:", b"data:", b"file:///", b"\t", b"\xe2\x80\xae", b"\xef\xbc\x8f", b"1" * 400,
    b"/.." * 50, b"a." * 100, b"xn--", b"127.1", b"0177.0.0.1", b"[::ffff:7f00:1]", b"&utm_source=a" * 20, b"%E4%B8%AD", b";jsessionid=1", b"https://",
]  # fmt: skip


def seeds() -> list[bytes]:
    """Return addresses of many kinds."""
    return [url.encode() for url in URLS]


def check(data: bytes) -> str:
    """Read a text as an address, and the addresses in it."""
    text = data.decode(errors="surrogateescape")
    key = canonical(text)
    assert canonical(key) == key, key
    cleaned = without_tracking(text)
    assert without_tracking(cleaned) == cleaned
    found = parts.parse(text)
    if found:
        redirects.target(found)
    redirects.original_in(text)
    redirects.may_follow(text, text[::-1])
    redirects.registrable_domain(text)
    needle(text)
    for url in (schemes.web_address(text), schemes.web_address(text, "https://e.org/")):
        assert not url or urlsplit(url).scheme.lower() in {"http", "https"}, url
        assert not set(url) & set("\n\r\t \0"), url
    image = schemes.image_address(text)
    before, colon, _ = image.partition(":")
    assert (
        not colon
        or "/" in before
        or "?" in before
        or "#" in before
        or before.lower() in {"http", "https"}
    ), image
    for each in find_addresses(text):
        assert each.start < each.end
    for url, start in finder.links_in(text):
        assert text[start:].startswith(url[:4])
    private.is_private(text)
    return "address" if found else ""
