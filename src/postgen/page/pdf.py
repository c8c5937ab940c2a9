"""The title of a PDF: enough of the format to read its Info dictionary and its XMP metadata.

Objects are found by their keywords and not by the cross-reference table, so that a file that was
cut short, or of which only the beginning and the end are known, is still read as far as it goes.
ISO 32000-1: 7.3 (objects), 7.5.7 (object streams), 7.9.2.2 (text strings), 14.3 (metadata); Annex
D.2 (PDFDocEncoding). Encrypted strings are not read.
"""

from __future__ import annotations

import re
import zlib
from itertools import islice
from typing import TYPE_CHECKING

from postgen.text.entities import unescape

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_INFLATED = 8 * 1024 * 1024
"""Most bytes that all compressed streams together may inflate to."""

MAX_STREAMS = 200
"""Most streams that are searched."""

MAX_OBJECT = 20_000
"""Most bytes read of one object."""

# Where PDFDocEncoding differs from Latin-1 (Annex D.2).
_PDF_DOC_CODES = (*range(0x18, 0x20), *range(0x80, 0x9F), 0xA0)
_PDF_DOC = dict(zip(_PDF_DOC_CODES, "˘ˇˆ˙˝˛˚˜•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž€", strict=True))
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

_LEXEME = rb"""(?xs)
    (?P<name> /[^\s()<>\[\]{}/%]* )        # `/Title`
  | (?P<open> << )
  | (?P<close> >> )
  | (?P<string> \( )                       # `(Hello \\(world\\))` begins
  | (?P<hex> <[0-9A-Fa-f\s]*> )            # `<FEFF 0041>`
  | (?P<reference> \d+\s+\d+\s+R\b )      # `12 0 R`
  | %[^\r\n]*                             # a comment
  | [^\s()<>\[\]{}/%]+                    # `true`, `3.14`
  | [\[\]{}()<>]
"""
# The pieces of a string: text, an escape (`\n`, `\101`, `\` before a line end), a bracket.
_LITERAL = rb"(?s)[^()\\]+|\\(?:[0-7]{1,3}|\r\n|.)|[()]"
_STREAM = rb"stream\r?\n"
_XMP_TITLE = b"<dc:title"
_MARKS = {b"\xfe\xff": "utf-16-be", b"\xff\xfe": "utf-16-le", b"\xef\xbb\xbf": "utf-8"}
_TRAILERS = 5
_CANDIDATES = 50


def read(body: bytes) -> tuple[str, str]:
    """Return the title and the author in a PDF's metadata; "" for what it does not say."""
    title, author = "", ""
    is_encrypted = re.search(rb"/Encrypt\b", body)
    if not is_encrypted:
        info = _info(body)
        title = _text(info.get(b"/Title", b""))
        author = _text(info.get(b"/Author", b""))
    if title.strip():
        return title, author
    for packet in _packets(body):
        title = _xmp_title(packet)
        if title:
            return title, author
    return "", author


def _info(body: bytes) -> dict[bytes, bytes]:
    """Return the Info dictionary: that of the last trailer, else one that looks like it."""
    # `trailer << /Info 12 0 R >>`
    references = list(dict.fromkeys(re.findall(rb"/Info\s+(\d+)\s+(\d+)\s+R", body)))
    for number, generation in reversed(references[-_TRAILERS:]):
        found = _strings(_object(body, number, generation))
        if found:
            return found
    # No trailer leads to it: `12 0 obj << /Producer (LaTeX) /Title (Attention) >>`
    for key in islice(re.finditer(rb"/(?:Producer|CreationDate)\b", body), _CANDIDATES):
        found = _strings(_object_around(body, key.start()))
        if b"/Title" in found:
            return found
    return {}


def _object_around(body: bytes, position: int) -> bytes:
    """Return the source of the object that begins last before a position; b"" without one."""
    start = body.rfind(b" obj", max(0, position - MAX_OBJECT), position)
    if start < 0:
        return b""
    return body[start + len(b" obj") : start + MAX_OBJECT]


def _object(body: bytes, number: bytes, generation: bytes) -> bytes:
    """Return the source of an object: its last version in the file, else from an object stream."""
    # `12 0 obj`
    versions = list(re.finditer(rb"(?<!\d)%b\s+%b\s+obj\b" % (number, generation), body))
    if versions:
        start = versions[-1].end()
        return body[start : start + MAX_OBJECT]
    for dictionary, content in _streams(body, rb"/ObjStm\b"):
        source = _object_in_stream(dictionary, content, number)
        if source is not None:
            return source
    return b""


def _object_in_stream(dictionary: bytes, content: bytes, number: bytes) -> bytes | None:
    """Return the source of an object in a stream; it begins with `number offset …` for each."""
    first = re.search(rb"/First\s+(\d{1,7})", dictionary)
    if not first:
        return None
    objects_start = int(first[1])
    header = content[:objects_start].split()
    for name, offset in zip(header[::2], header[1::2], strict=False):
        if name == number and offset.isdigit():
            start = objects_start + int(offset)
            return content[start : start + MAX_OBJECT]
    return None


def _streams(body: bytes, kind: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the dictionary and the content of the streams whose dictionary matches `kind`."""
    left = MAX_INFLATED
    for mark in islice(re.finditer(kind, body), MAX_STREAMS):
        if left <= 0:
            return
        keyword = re.compile(_STREAM).search(body, mark.end(), mark.end() + MAX_OBJECT)
        opened = body.rfind(b"obj", max(0, mark.start() - MAX_OBJECT), mark.start())
        if not keyword or opened < 0:
            continue
        end = body.find(b"endstream", keyword.end())
        if end < 0:
            end = len(body)  # the file was cut short
        dictionary = body[opened : keyword.start()]
        content = body[keyword.end() : end]
        if b"/FlateDecode" in dictionary:
            content = _inflated(content, left)
            left -= len(content)
        yield dictionary, content


def _inflated(content: bytes, limit: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(content, limit)
    except zlib.error:
        return b""


def _strings(source: bytes) -> dict[bytes, bytes]:
    """Return the strings of the dictionary that an object begins with, by key."""
    token = re.compile(_LEXEME)
    position = 0
    depth = 0
    key = b""
    found: dict[bytes, bytes] = {}
    while match := token.search(source, position):
        position = match.end()
        kind = match.lastgroup
        value = b""
        if kind == "string":
            value, position = _literal(source, position)
        elif kind == "hex":
            value = _from_hex(match[0])
        elif kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
        if depth < 1:
            break
        if value and depth == 1:
            found.setdefault(key, value)
        key = match[0] if kind == "name" else b""
    return found


def _from_hex(token: bytes) -> bytes:
    """Return the bytes of `<48 65 6C 6>`; a last digit that is missing is 0."""
    digits = b"".join(token[1:-1].split())
    if len(digits) % 2:
        digits += b"0"
    return bytes.fromhex(digits.decode("ascii"))


def _literal(source: bytes, position: int) -> tuple[bytes, int]:
    """Return the string whose opening bracket was just read, and where it ends."""
    parts = []
    depth = 1
    for match in re.compile(_LITERAL).finditer(source, position):
        part = match[0]
        position = match.end()
        if part == b"(":
            depth += 1
        elif part == b")":
            depth -= 1
        if not depth:
            break
        is_escape = part.startswith(b"\\")
        parts.append(_unescaped(part[1:]) if is_escape else part)
    return b"".join(parts), position


def _unescaped(escape: bytes) -> bytes:
    r"""Return what an escape means: `n` a line end, `101` (octal) an A, a line end nothing."""
    if escape.isdigit():
        is_octal = escape[0] < ord("8")
        return bytes([int(escape, 8) & 0xFF]) if is_octal else escape
    if not escape.strip(b"\r\n"):
        return b""
    return _ESCAPED.get(escape, escape)


def _text(value: bytes) -> str:
    """Decode a text string: by its mark, else as UTF-8 (met, if not in the standard) or PDFDoc."""
    for mark, codec in _MARKS.items():
        if value.startswith(mark):
            return value[len(mark) :].decode(codec, "replace")
    if not value.isascii():
        try:
            return value.decode("utf-8")
        except UnicodeError:
            pass
    return value.decode("latin-1").translate(_PDF_DOC)


def _packets(body: bytes) -> Iterator[bytes]:
    """Yield the XMP packets: those that are not compressed, then the metadata streams."""
    start = body.find(_XMP_TITLE)
    while start >= 0:
        yield body[start : start + MAX_OBJECT]
        start = body.find(_XMP_TITLE, start + MAX_OBJECT)
    for _, content in _streams(body, rb"/Type\s*/Metadata\b"):
        yield content


def _xmp_title(packet: bytes) -> str:
    """Return `dc:title` in its default language, else in its first.

    `<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Attention</rdf:li></rdf:Alt></dc:title>`
    """
    start = packet.find(_XMP_TITLE)
    end = packet.find(b"</dc:title", start)
    if start < 0 or end < 0:
        return ""
    items = re.findall(rb"<rdf:li([^>]*)>([^<]*)", packet[start:end])
    if not items:
        return ""
    items.sort(key=lambda item: b"x-default" not in item[0])
    _, title = items[0]
    return unescape(title.decode("utf-8", "replace")).strip()
