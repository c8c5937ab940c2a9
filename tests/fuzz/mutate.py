"""Texts that are damaged as bytes, and as what their format is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

NASTY = [
    b"\xff", b"\xed\xa0\x80", b"\xed\xb3\xbf", b"\x00", b"\x08", b"\x1b[31m", b"\xc2\x85", b"\xef\xbf\xbe",
    "\u202e".encode(), "\u2028".encode(), b"\xef\xbb\xbf", b"&#xDCFF;", b"&#55357;&#56832;", b"&#1114112;", b"\r", b"\r\n", b"\n\n",
    b"---\n", b"...\n", b"{{", b"{%", b"%}", b"}}", b"[", b"](", b"<", b">", b"<a ", b"*", b"_", b"`", b"```\n", b"|", b"$$", b"\\",
    b"[^1]", b"[^1]: ", b"[1]: ", b"![", b"<!--", b"-->", b'"', b"'", b": ", b"# ", b"&a ", b"*a", b"! ", b"!!binary ", b">-\n  ", b"|\n",
    b"9" * 5000, b"0x" + b"F" * 5000, b"[" * 300, b"- " * 300, b"{a: " * 300, b"1:" * 300, b"2024-02-31", b"1e999", b"~", b"<<: ",
    b"{% raw %}", b"{% include x.html %}", b"javascript:alert(1)", b"https://e.example/(a)", b"[a][b]", b"<br>", b"<div>", b"</div>",
]  # fmt: skip
"""What readers stumble over."""


def mutate(data: bytes, random: Random, corpus: list[bytes]) -> bytes:
    """Return data with a few faults: cut, doubled, moved, mixed with other files, nasty bytes."""
    for _ in range(random.choice((1, 1, 2, 3, 6))):
        place = random.randrange(len(data) + 1)
        end = min(len(data), place + random.choice((1, 2, 5, 40, 300)))
        kind = random.randrange(7)
        if kind == 0:
            data = data[:place]
        elif kind == 1:
            data = data[:place] + data[end:]
        elif kind == 2:
            data = data[:place] + data[place:end] * random.choice((2, 3, 50)) + data[end:]
        elif kind == 3:
            other = random.choice(corpus)
            start = random.randrange(len(other) + 1)
            data = data[:place] + other[start : start + 200] + data[place:]
        elif kind == 4 and data:
            at = min(place, len(data) - 1)
            data = data[:at] + bytes([random.randrange(256)]) + data[at + 1 :]
        else:
            data = data[:place] + random.choice(NASTY) + data[place:]
    return data[:100_000]
