"""Code pages that UTF-8 is read in by mistake, and what it looks like in each of them.

`é` is the bytes C3 A9 in UTF-8; read as windows-1252, these are `Ã©`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import product

from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

CODECS = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "iso8859-2", "mac-roman",
    "mac-cyrillic", "cp437", "cp850", "cp866", "koi8-r",
)  # fmt: skip
"""The code pages that UTF-8 is read as by mistake, the likeliest first."""

CLOSING = "’‘”“»›…–—·•™®¹²³\u00a0"
"""What may follow a word that is as its author wrote it, and begin no other part of it."""
SENSIBLE = Lazy(
    "["
    # Latin
    "\u00a0-\u017f\u0192\u01a0\u01a1\u01af\u01b0\u01cd-\u01dc\u0218-\u021b\u02c6-\u02dd"
    "\u1e00-\u1eff"
    "\u0370-\u0482\u048a-\u052f\u1f00-\u1fff"  # Greek, Cyrillic
    # the other scripts
    "\u0531-\u10ff\u1780-\u17ff\uac00-\ud7a3\u3001-\u30ff\u3400-\u9fff\uff01-\uffee"
    # punctuation, money, arrows, sums
    "\u200b-\u200d\u2010-\u2027\u202f-\u203a\u2044\u2060\u20a0-\u20bf\u2100-\u22ff"
    "\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2b05-\u2b55\ufe0f\ufeff"  # signs
    # emoji: no tiles of mah-jongg
    "\U0001f004\U0001f0cf\U0001f170-\U0001f251\U0001f300-\U0001f64f\U0001f680-\U0001f6ff"
    "\U0001f7e0-\U0001f7eb\U0001f900-\U0001f9ff\U0001fa70-\U0001faff\U000e0020-\U000e007f"
    "]+"
)
"""What a restored run may consist of."""


class Page(NamedTuple):
    """A code page: the bytes that a character may stand for, and what UTF-8 looks like in it.

    `run` matches any number of characters, with the marks behind them, where nothing else beyond
    ASCII is around; `part` one character, whole or cut; and `cut` one of which bytes are missing.
    """

    bytes_of: dict[str, bytes]
    run: re.Pattern[str]
    part: re.Pattern[str]
    cut: re.Pattern[str]


@cache
def page(codec: str) -> Page:
    """Return the code page of that name, such as `cp1252`."""
    bytes_of = _bytes_of(codec)
    # UTF-8: bytes that follow, and those that begin two, three and four
    more = _characters(bytes_of, 0x80, 0xBF)
    two = _characters(bytes_of, 0xC2, 0xDF)
    three = _characters(bytes_of, 0xE0, 0xEF)
    four = _characters(bytes_of, 0xF0, 0xF4)
    # `Ã©`, `â€”` or its start `â€`, `ðŸ˜€` or its start
    part = f"(?:[{two}][{more}]|[{three}][{more}]{{1,2}}|[{four}][{more}]{{1,3}})"
    # `â€` with no third character, where no other letter stands before it
    cut = rf"(?<![^\W\d_a-zA-Z])(?:[{three}][{more}]|[{four}][{more}]{{1,2}})(?![{more}])"
    # parts, and marks such as `”` behind them, with nothing beyond ASCII around
    run = rf"(?<![^\x00-\x7f])((?>{part}+))([{CLOSING}]*)(?![^\x00-\x7f])"
    return Page(bytes_of, re.compile(run), re.compile(part), re.compile(cut))


@cache
def pairs() -> re.Pattern[str]:
    """Return what matches the first two characters of UTF-8 in any of the code pages: `Ã©`.

    It is a quick look: text of other scripts may match, too.
    """
    found = []
    for codec in CODECS:
        bytes_of = _bytes_of(codec)
        lead = _characters(bytes_of, 0xC2, 0xF4)
        more = _characters(bytes_of, 0x80, 0xBF)
        found.append(f"[{lead}][{more}]")
    return re.compile("|".join(found))


def _characters(bytes_of: dict[str, bytes], first: int, last: int) -> str:
    """Return what stands for the bytes of a range, for a class of a regular expression."""
    found = []
    for character, its_bytes in bytes_of.items():
        if any(first <= byte <= last for byte in its_bytes):
            found.append(character)
    return re.escape("".join(found))


def _bytes_of(codec: str) -> dict[str, bytes]:
    """Return the bytes that each character of a code page may stand for."""
    decoded = {byte: bytes([byte]).decode(codec, "ignore") for byte in range(0x80, 0x100)}
    bytes_of: dict[str, bytes] = {}
    for byte, character in decoded.items():
        if character:
            bytes_of[character] = bytes([byte])
    for byte, character in decoded.items():
        if character < "\u00a0":  # none, or a control character: programs put windows-1252's there
            written = bytes([byte])
            bytes_of.setdefault(chr(byte), written)
            bytes_of.setdefault(written.decode("cp1252", "replace"), written)
    bytes_of.pop("\ufffd", None)
    if decoded[0xA4] == "¤":
        bytes_of["€"] = b"\x80\xa4"  # which took the place of the currency sign elsewhere
    return bytes_of


def decode(code_page: Page, part: str) -> str | None:
    """Decode a part of a run: None if bytes are missing, "" if they are not UTF-8."""
    lead = code_page.bytes_of[part[0]][0]
    if len(part) < _size(lead):
        return None
    first = ""
    for encoded in product(*(code_page.bytes_of[character] for character in part)):
        try:
            decoded = bytes(encoded).decode()
        except UnicodeDecodeError:
            continue
        is_assigned = unicodedata.category(decoded) != "Cn"
        if is_assigned and SENSIBLE.fullmatch(decoded):
            return decoded
        first = first or decoded
    return first


def _size(lead: int) -> int:
    """Return how many bytes of UTF-8 begin with this one."""
    if lead >= 0xF0:
        return 4
    return 3 if lead >= 0xE0 else 2
