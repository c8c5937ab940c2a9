"""From the bytes of a feed to its text: decompressed, decoded, and of characters only. Pure."""

from __future__ import annotations

import re
import zlib
from html.entities import html5

from postgen.page import charset
from postgen.page.titles_from_urls import host_of
from postgen.text.clean import clean
from postgen.text.entities import unescape

LARGEST = 16 * 1024 * 1024
"""Most bytes of a feed that are read, after decompression."""

_GZIP = b"\x1f\x8b"
_SEVERAL_BYTES = frozenset("utf-8 gb18030 big5hkscs euc_jp iso2022_jp_2 cp932 cp949".split())

# `&#8217;`, `&#x1F600;`, and two halves of a character: `&#55357;&#56832;`
_NUMBER = r"&#(?:[0-9]{1,10}|[xX][0-9a-fA-F]{1,8});"
_NUMBERS = re.compile(rf"(?:{_NUMBER})+")
_NAME = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_SPECIAL = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}


def text_of(body: bytes, url: str = "", content_type: str = "") -> str:
    """Return the text of a feed; bytes of no character become U+FFFD.

    A body that is compressed although its headers do not say so is decompressed.
    """
    if body.startswith(_GZIP):
        body = _inflated(body)
    return clean(_decoded(body[:LARGEST], content_type, host_of(url)))


def _inflated(body: bytes) -> bytes:
    engine = zlib.decompressobj(wbits=31)
    try:
        return engine.decompress(body, LARGEST)
    except zlib.error:
        return body


# Decoding


def _decoded(body: bytes, content_type: str, host: str) -> str:
    """Decode in the encoding that fits, whatever is declared."""
    codec = _of_zeros(body)
    if codec:
        return charset.decode(body, codec)
    options = [
        codec
        for codec in charset.candidates(body, content_type, host)
        if not codec.startswith("utf-16")
    ]
    first, *others = options or ["utf-8"]
    if first not in _SEVERAL_BYTES and _is_utf8(body):
        first = "utf-8"  # `Ã©` is no text of windows-1252
    text = charset.decode(body, first)
    for codec in others:
        if _fits(text):
            break
        other = charset.decode(body, codec)
        if other.count("\ufffd") < text.count("\ufffd"):
            text = other
    return text


def _of_zeros(body: bytes) -> str:
    r"""Recognize UTF-16 (`<\0r\0`, `\0<\0r`) and UTF-32 (`\0\0\0<`) by the zeros around ASCII."""
    sample = body[:64]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if 3 * (even + odd) >= 2 * len(sample) > 0:
        return "utf-32-be" if sample[0] == 0 else "utf-32-le"
    if 4 * max(even, odd) < len(sample) or not sample:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _is_utf8(body: bytes) -> bool:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return False
    return not text.isascii()


def _fits(text: str) -> bool:
    """Whether a text was decoded right but for some bad bytes."""
    bad = text.count("\ufffd")
    return not bad or sum(letter > "\x7f" for letter in text) >= 2 * bad


# Character references


def resolve_references(text: str) -> str:
    """Resolve what XML cannot know: names of HTML (`&nbsp;`), and numbers of no character.

    `&#55357;&#56832;` is the emoji that it means, `&#xD83D;` U+FFFD, `&#8;` nothing, and `&#146;`
    what browsers show. References to the signs of XML (`&lt;`, `&#60;`) stay.
    """
    if "&" not in text:
        return text
    text = _NUMBERS.sub(lambda found: _characters(found[0]), text)
    return _NAME.sub(_named, text)


def _characters(references: str) -> str:
    characters = []
    for reference in references[2:-1].split(";&#"):
        is_hexadecimal = reference[:1] in {"x", "X"}
        code = int(reference[1:], 16) if is_hexadecimal else int(reference)
        if 0xD800 <= code < 0xE000:
            characters.append(chr(code))
        elif code < 0x20 and code not in {9, 10, 13}:
            continue
        else:
            characters.append(unescape(f"&#{reference};"))
    joined = clean("".join(characters))
    return "".join(_SPECIAL.get(each, each) for each in joined)


def _named(found: re.Match[str]) -> str:
    name = found[1]
    if name in {"amp", "lt", "gt", "quot", "apos"}:
        return found[0]
    characters = html5.get(f"{name};")
    if characters is None:
        return found[0]
    return "".join(_SPECIAL.get(each, each) for each in characters)
