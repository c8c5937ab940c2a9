"""The title of a PDF: enough of the format to read its Info dictionary and its XMP metadata, and no more.

Objects are found by their marks rather than by the cross-reference table, so that a file that was cut short, or
of which only the beginning and the end are known, still gives what it has. ISO 32000-1: 7.3 (objects), 7.5.7
(object streams), 7.9.2.2 (text strings), 14.3 (metadata); Annex D.2 (PDFDocEncoding). Encrypted strings are
left alone.
"""

from __future__ import annotations

import re
import zlib
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_INFLATED = 8 * 1024 * 1024
"""Bytes that all compressed streams together may become."""

MAX_STREAMS = 200
"""Streams looked into."""

MAX_OBJECT = 20_000
"""Bytes read of one object."""

# Where PDFDocEncoding differs from Latin-1 (Annex D.2).
_PDF_DOC_CODES = (*range(0x18, 0x20), *range(0x80, 0x9F), 0xA0)
_PDF_DOC = dict(zip(_PDF_DOC_CODES, "˘ˇˆ˙˝˛˚˜•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž€", strict=True))
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

_LEXEME = rb"""(?xs)
    (?P<name> /[^\s()<>\[\]{}/%]* ) | (?P<open> << ) | (?P<close> >> ) | (?P<string> \( )
  | (?P<hex> <[0-9A-Fa-f\s]*> ) | (?P<reference> \d+\s+\d+\s+R\b ) | %[^\r\n]* | [^\s()<>\[\]{}/%]+ | [\[\]{}()<>]
"""
_LITERAL = rb"(?s)[^()\\]+|\\(?:[0-7]{1,3}|\r\n|.)|[()]"
_STREAM = rb"stream\r?\n"


def read(body: bytes) -> tuple[str, str]:
    """Return the title and the author that a PDF gives itself; "" for what it does not say."""
    title, author = "", ""
    if not re.search(rb"/Encrypt\b", body):
        info = _info(body)
        title, author = _text(info.get(b"/Title", b"")), _text(info.get(b"/Author", b""))
    if title.strip():
        return title, author
    return next((found for packet in _packets(body) if (found := _xmp_title(packet))), ""), author


def _info(body: bytes) -> dict[bytes, bytes]:
    """Return the Info dictionary: the one that the last trailer names, else one that looks like it."""
    references = list(dict.fromkeys(re.findall(rb"/Info\s+(\d+)\s+(\d+)\s+R", body)))
    for number, generation in reversed(references[-5:]):
        if found := _entries(_object(body, number, generation)):
            return found
    for mark in list(re.finditer(rb"/(?:Producer|CreationDate)\b", body))[:50]:
        start = body.rfind(b" obj", max(0, mark.start() - MAX_OBJECT), mark.start())
        found = _entries(body[start + 4 : start + MAX_OBJECT]) if start >= 0 else {}
        if b"/Title" in found:
            return found
    return {}


def _object(body: bytes, number: bytes, generation: bytes) -> bytes:
    """Return the source of an object, the last of its versions, from the open or from an object stream."""
    places = list(re.finditer(rb"(?<!\d)%b\s+%b\s+obj\b" % (number, generation), body))
    if places:
        return body[places[-1].end() :][:MAX_OBJECT]
    for dictionary, content in _streams(body, rb"/ObjStm\b"):
        first = re.search(rb"/First\s+(\d{1,7})", dictionary)
        if not first:
            continue
        header = content[: int(first[1])].split()
        for name, offset in zip(header[::2], header[1::2], strict=False):
            if name == number and offset.isdigit():
                return content[int(first[1]) + int(offset) :][:MAX_OBJECT]
    return b""


def _streams(body: bytes, kind: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the dictionary and the content of the streams whose dictionary matches `kind`."""
    room = MAX_INFLATED
    for mark in islice(re.finditer(kind, body), MAX_STREAMS):
        start = re.compile(_STREAM).search(body, mark.end(), mark.end() + MAX_OBJECT)
        opened = body.rfind(b"obj", max(0, mark.start() - MAX_OBJECT), mark.start())
        if not start or opened < 0 or room <= 0:
            continue
        end = body.find(b"endstream", start.end())
        dictionary, content = (
            body[opened : start.start()],
            body[start.end() : end if end >= 0 else len(body)],
        )
        if b"/FlateDecode" in dictionary:
            content = _inflated(content, room)
            room -= len(content)
        yield dictionary, content


def _inflated(content: bytes, room: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(content, room)
    except zlib.error:
        return b""


def _entries(source: bytes) -> dict[bytes, bytes]:
    """Return the strings of the dictionary with which an object begins, by key; nested ones are passed over."""
    token, position, depth, key = re.compile(_LEXEME), 0, 0, b""
    found: dict[bytes, bytes] = {}
    while match := token.search(source, position):
        position, kind, value = match.end(), match.lastgroup, b""
        if kind == "string":
            value, position = _literal(source, position)
        elif kind == "hex":
            digits = b"".join(match[0][1:-1].split())
            value = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
        elif kind in {"open", "close"}:
            depth += 1 if kind == "open" else -1
        if depth < 1:
            break
        if value and depth == 1:
            found.setdefault(key, value)
        key = match[0] if kind == "name" else b""
    return found


def _literal(source: bytes, position: int) -> tuple[bytes, int]:
    """Return the string whose opening bracket was just read, and where it ends."""
    parts, depth = [], 1
    for match in re.compile(_LITERAL).finditer(source, position):
        part = match[0]
        depth += {b"(": 1, b")": -1}.get(part, 0)
        position = match.end()
        if not depth:
            break
        parts.append(_unescaped(part[1:]) if part[:1] == b"\\" else part)
    return b"".join(parts), position


def _unescaped(escape: bytes) -> bytes:
    if escape.isdigit():
        return bytes([int(escape, 8) & 0xFF]) if escape[0] < ord("8") else escape
    return b"" if escape.strip(b"\r\n") == b"" else _ESCAPED.get(escape, escape)


def _text(value: bytes) -> str:
    """Decode a text string; without a mark it is PDFDocEncoding, or the UTF-8 that many programs write."""
    for mark, codec in (
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xef\xbb\xbf", "utf-8"),
    ):
        if value.startswith(mark):
            return value[len(mark) :].decode(codec, "replace")
    try:
        return (
            value.decode("utf-8")
            if not value.isascii()
            else value.decode("latin-1").translate(_PDF_DOC)
        )
    except UnicodeError:
        return value.decode("latin-1").translate(_PDF_DOC)


def _packets(body: bytes) -> Iterator[bytes]:
    """Yield the XMP packets: those in the open, then the metadata streams."""
    start = body.find(b"<dc:title")
    while start >= 0:
        yield body[start : start + MAX_OBJECT]
        start = body.find(b"<dc:title", start + MAX_OBJECT)
    yield from (content for _, content in _streams(body, rb"/Type\s*/Metadata\b"))


def _xmp_title(packet: bytes) -> str:
    """Return `dc:title`, of its languages the default one."""
    from html import unescape

    start = packet.find(b"<dc:title")
    end = packet.find(b"</dc:title", start)
    if start < 0 or end < 0:
        return ""
    items = re.findall(rb"<rdf:li([^>]*)>([^<]*)", packet[start:end])
    items.sort(key=lambda item: b"x-default" not in item[0])
    return unescape(items[0][1].decode("utf-8", "replace")).strip() if items else ""
