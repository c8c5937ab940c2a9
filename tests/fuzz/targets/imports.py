"""Imports of damaged files: no traceback, and no address that is not in the file."""

from __future__ import annotations

import json
import re
import zipfile
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import unquote

from postgen import importers
from postgen.errors import PostgenError
from postgen.text.clean import clean
from postgen.text.entities import unescape
from postgen.urls.bare import is_web_address
from tests.conftest import ROOT

if TYPE_CHECKING:
    from postgen.importers import FileContents

SAMPLES = ROOT / "tests" / "imports"

PIECES = [
    b'"', b"'", b"<", b">", b"&", b",", b";", b"|", b"\t", b"\n", b"\r", b"\\", b"{", b"}", b"[", b"]", b"\0", b"\xff",
    b"\xc3", b"\xed\xa0\x80", b"\x1b[31m", b"\xe2\x80\xae", b"\xef\xbb\xbf", b"&#xDCFF;", b"&#55357;", b"\\ud83d",
    b"\\u0000", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<!DOCTYPE x [", b"</", b"/>", b"<A HREF=", b"<DL>", b"<post ",
    b"https://", b"https://b.example/ ", b"javascript:alert(1)", b"data:image/png,x", b"url,title\n", b"null", b"NaN",
    b"9" * 5000, b"[" * 300, b'{"children":[' * 100, b"1e999", b"05/06/2024", b"](", b"]: ", b"```\n", b"    ",
]  # fmt: skip
CODECS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "shift_jis", "utf-32")
_HOST = re.compile(r"\w+://(?:[^/?#@]*@)?([^/?#:]+)")
_UNFIT = re.compile("[\x00-\x20\x7f\ufffd\ud800-\udfff]")


@cache
def samples() -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in sorted(SAMPLES.iterdir())]


def seeds() -> list[bytes]:
    """Return what is damaged, each after a line with its name: a file of each format, some in other codes, one packed."""
    found = [name.encode() + b"\n" + data for name, data in samples()]
    for number, codec in enumerate(CODECS):
        text = samples()[number][1].decode(errors="replace")
        found.append(b"download\n" + text.encode(codec, errors="replace"))
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(*samples()[0])
    return [*found, b"links.zip\n" + packed.getvalue()]


def check(data: bytes) -> str:
    """Import a file, and look at what came of it."""
    first, _, data = data.partition(b"\n")
    name = first.decode(errors="replace")
    try:
        contents = importers.read_file(data, name)
    except PostgenError as error:
        message, word = error.message, type(error).__name__
    else:
        _check_contents(contents, data, name)
        return ""
    assert message
    assert "\n" not in message
    assert message.encode()
    return word


def _check_contents(contents: FileContents, data: bytes, name: str) -> None:
    is_packed = data.startswith(b"PK")
    text = "" if is_packed else _forms(importers.decode(data))
    for source, link in contents.rows:
        assert source or not name
        assert json.dumps(link.to_json(), ensure_ascii=False).encode()  # no half of a character
        for value in (link.title, link.note, link.category, link.via, link.image, *link.tags):
            assert not re.search("[\x00-\x08\x0e-\x1f\x7f\u202e]", value), value
        assert is_web_address(link.url), link.url
        assert not _UNFIT.search(link.url), link.url
        host = _HOST.match(link.url)
        assert host, link.url
        assert is_packed or host[1].lower() in text, link.url
        assert not link.image.lower().startswith(("javascript:", "data:", "file:"))
    for _, row in contents.rejected:
        assert row.reason
        assert f"{row.what}{row.reason}".encode()


_HALF = re.compile("&#(5(?:529[6-9]|5[3-9]\\d\\d|[67]\\d{3}));")
"""Half of a character, as its number: `&#55357;`."""


def _forms(text: str) -> str:
    """Return a text with the ways to write its characters undone, as a reader of any format does."""
    plain = re.sub("[\t\r\n\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]", "", text)
    plain = re.sub(r"\{%.*?%\}", "", plain)  # silent tags of Liquid
    plain = clean(_HALF.sub(lambda half: chr(int(half[1])), plain))
    undone = unescape(re.sub(r"\\[nrt]", "", plain)).replace("\\", "")
    return f"{plain}\n{undone}\n{unquote(undone)}".lower()
