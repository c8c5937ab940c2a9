"""Imports of files that were damaged at random: no traceback, and no address that is not in the file.

`run(seed, count)` tries that many files, `run(seed, seconds=60)` as many as there is time for. A failure prints the
seed of its file: `damaged(seed)` makes it again.
"""

from __future__ import annotations

import json
import random
import re
import time
import zipfile
from functools import cache
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import unquote

from postgen import importers
from postgen.errors import PostgenError
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


def damaged(seed: str) -> tuple[str, bytes]:
    """Return a damaged file, the same for the same seed: its name and its bytes."""
    dice = random.Random(seed)
    name, data = dice.choice(samples())
    for _ in range(dice.choice((1, 1, 2, 3, 8))):
        data = _once(dice, data)
    if dice.random() < 0.1:
        text = data.decode(errors="replace")
        data = text.encode(dice.choice(CODECS), errors="replace")
    if dice.random() < 0.05:
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(name, data)
        data = packed.getvalue()
        data = _once(dice, data) if dice.random() < 0.5 else data
    return dice.choice((name, "download", "links.csv", "links.txt", "links.json")), data


def _once(dice: random.Random, data: bytes) -> bytes:
    at = dice.randrange(len(data) + 1)
    end = min(len(data), at + dice.choice((1, 2, 5, 40, 400)))
    _, other = dice.choice(samples())
    start = dice.randrange(len(other) + 1)
    middle, rest = dice.choice(
        [
            (dice.choice(PIECES), at),
            (dice.choice(PIECES), end),
            (b"", end),
            (b"", len(data)),
            (data[at:end] * dice.choice((2, 3, 50)), end),
            (bytes([dice.randrange(256)]), at + 1),
            (other[start : start + 200], end),
        ]
    )
    return data[:at] + middle + data[rest:]


def check(seed: str) -> None:
    """Import a damaged file, and look at what came of it."""
    name, data = damaged(seed)
    try:
        contents = importers.read_file(data, name)
    except PostgenError as error:
        message = error.message
    else:
        _check_contents(contents, data, seed)
        return
    assert message, seed
    assert "\n" not in message, seed
    assert message.encode(), seed


def _check_contents(contents: FileContents, data: bytes, seed: str) -> None:
    is_packed = data.startswith(b"PK")
    text = "" if is_packed else _forms(importers.decode(data))
    for source, link in contents.rows:
        assert source, seed
        assert json.dumps(link.to_json(), ensure_ascii=False).encode(), (
            seed
        )  # no half of a character
        for value in (link.title, link.note, link.category, link.via, link.image, *link.tags):
            assert not re.search("[\x00-\x08\x0e-\x1f\x7f\u202e]", value), (seed, value)
        assert is_web_address(link.url), (seed, link.url)
        assert not _UNFIT.search(link.url), (seed, link.url)
        host = _HOST.match(link.url)
        assert host, (seed, link.url)
        assert is_packed or host[1].lower() in text, (seed, link.url)
        assert not link.image.lower().startswith(("javascript:", "data:", "file:")), seed
    for _, row in contents.rejected:
        assert row.reason, seed
        assert f"{row.what}{row.reason}".encode(), seed


def _forms(text: str) -> str:
    """Return a text with the ways to write its characters undone, as a reader of any format does."""
    plain = re.sub("[\t\r\n\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]", "", text)
    undone = unescape(re.sub(r"\\[nrt]", "", plain)).replace("\\", "")
    return f"{plain}\n{undone}\n{unquote(undone)}".lower()


def run(seed: int = 0, count: int = 0, *, seconds: float = 0.0) -> int:
    """Try damaged files, so many or for so long; return how many it were."""
    end = time.monotonic() + seconds
    number = 0
    while number < count or time.monotonic() < end:
        check(f"{seed}/{number}")
        number += 1
    return number
