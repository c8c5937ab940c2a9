"""UTF-8 that was read in another encoding, and its way back: `cafÃ©` was `café`, `β€”` a dash.

Only what is certain is restored. Every character of a run must be a byte of one code page, the
bytes must be UTF-8 of sensible characters; read wrongly again, these are the very characters that
stood there. Whether a run can also be what its author wrote is judged by what stands around it:
`IRMÃ»`, `Γ’ Λυκείου` and `120 Å³` are words as they are.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from functools import cache, lru_cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from postgen.text.edits import Edit, apply
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

CODECS = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "iso8859-2", "mac-roman",
    "mac-cyrillic", "cp437", "cp850", "cp866", "koi8-r",
)  # fmt: skip
"""The code pages that UTF-8 is read as by mistake, the likeliest first."""

ROUNDS = 3
"""How many such mistakes, one upon the other, are undone."""

_CLOSING = "’‘”“»›…–—·•™®¹²³\u00a0"
"""What may follow a word that is as its author wrote it, and begin no other part of it."""
_JOINING = "’…–—·\u00a0"
"""Those of them that may stand between two letters."""

_SENSIBLE = Lazy(
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
_NEVER_SECOND = "ŠšŽžŒœŸƒŚśŤťŹźŁłĄąŞşŻżĽľªºµ"
"""Letters that no word has right behind one of those that UTF-8 begins with."""

_COMMONEST = b"\xc2\xc3\xc4\xc5\xd0\xd1\xe2\xf0"
"""Bytes that UTF-8 of Latin and Cyrillic letters, of punctuation and emoji begins with."""

_DRAWN = Lazy("[\u2500-\u259f]+")
"""Lines and blocks that are drawn with characters: `├──`."""
_NO_CHARACTERS = "\ufffc\ufffd"
"""What stands for something that is not text, or that could not be decoded."""
_BEYOND_ASCII = Lazy(r"[^\x00-\x7f]+")
"""A run of characters beyond ASCII: `ÃƒÂ©`."""
_ONE_SCRIPT = {
    "HIRAGANA": "CJK",
    "KATAKANA": "CJK",
    "HANGUL": "CJK",
    "BOPOMOFO": "CJK",
    "IDEOGRAPHIC": "CJK",
}
"""Scripts that are written together."""


class Restored(NamedTuple):
    """A restored text, the number of its restored runs, and what is lost, each with its place."""

    text: str
    runs: int = 0
    lost: tuple[tuple[int, str], ...] = ()


class _Page(NamedTuple):
    """A code page: the bytes that a character may stand for, and what UTF-8 looks like in it.

    `run` matches any number of characters, with the marks behind them, where nothing else beyond
    ASCII is around; `part` one character, whole or cut; and `cut` one of which bytes are missing.
    """

    bytes_of: dict[str, bytes]
    run: re.Pattern[str]
    part: re.Pattern[str]
    cut: re.Pattern[str]


class _Run(NamedTuple):
    """Characters that are UTF-8 in a code page, and the text that they stand for.

    Parts of which bytes are missing are in `restored` as they are. `script` is that of its letters,
    "" where it has none. `is_certain` is whether it cannot be what its author wrote.
    """

    start: int
    end: int
    codec: str
    restored: str
    script: str
    is_certain: bool


def repair(text: str) -> str:
    """Return a short text, such as a title, restored."""
    return text if text.isascii() else restore(text).text


def restore(text: str) -> Restored:
    """Restore a text, and report what of it cannot be restored."""
    if text.isascii():
        return Restored(text)
    count = 0
    codecs: set[str] = set()
    for _ in range(ROUNDS):
        runs, disputed = _choose(text)
        if count:
            runs = [run for run in runs if run.codec in codecs and _may_be_restored(text, run)]
        if not runs:
            break
        codecs |= {run.codec for run in runs}
        count = count or len(runs)
        text = apply(text, (Edit(run.start, run.end, run.restored) for run in runs))
    lost = _lost(text, codecs)
    if not runs:  # else the places of the disputed ones are not those of the text
        lost = {run.start: text[run.start : run.end] for run in disputed} | lost
    return Restored(text, count, tuple(sorted(lost.items())))


def _may_be_restored(text: str, run: _Run) -> bool:
    """Whether a run may come of an earlier round: only of the commonest letters and signs."""
    page = _page(run.codec)
    parts = page.part.findall(text, run.start, run.end)
    return all(page.bytes_of[part[0]][0] in _COMMONEST for part in parts)


def _lost(text: str, codecs: set[str]) -> dict[int, str]:
    """Return by place what is no character, and UTF-8 with bytes missing in these code pages."""
    found: dict[int, str] = {}
    for each in _BEYOND_ASCII.finditer(text):
        for place, character in enumerate(each[0], each.start()):
            is_unassigned = unicodedata.category(character) in {"Cc", "Cn", "Cs"}
            if character in _NO_CHARACTERS or is_unassigned:
                found[place] = character
    for codec in sorted(codecs):
        for each in _page(codec).cut.finditer(text):
            if each[0].strip(_CLOSING):
                found[each.start()] = each[0]
    return found


def _choose(text: str) -> tuple[list[_Run], list[_Run]]:
    """Choose the runs to restore.

    These are the certain ones, and those in their lines in the same page and script. The second
    list are those for which two code pages, with as many runs in the text, disagree.
    """
    line_ends = [each.start() for each in re.finditer("\n", text)]
    rivals: dict[int, list[_Run]] = {}
    counts: dict[str, int] = {}
    for codec in CODECS:
        runs = list(_runs(text, codec))
        counts[codec] = sum(run.is_certain for run in runs)
        proven_lines = {
            (bisect(line_ends, run.start), run.script)
            for run in runs
            if run.is_certain and run.script
        }
        for run in runs:
            is_proven = (bisect(line_ends, run.start), run.script) in proven_lines
            if run.is_certain or is_proven:
                rivals.setdefault(run.start, []).append(run)
    chosen: list[_Run] = []
    disputed: list[_Run] = []
    for runs in rivals.values():
        most = max(counts[run.codec] for run in runs)
        # the likeliest code page comes first, and so overwrites the others here
        by_result = {run.restored: run for run in reversed(runs) if counts[run.codec] == most}
        results = list(by_result.values())
        (chosen if len(results) == 1 else disputed).append(results[0])
    return chosen, disputed


def _runs(text: str, codec: str) -> Iterator[_Run]:
    """Yield what is UTF-8 in a code page, from one end of a run beyond ASCII to the other."""
    page = _page(codec)
    is_quoted: dict[str, bool] = {}  # whether a text about a character shows both forms of it
    for found in page.run.finditer(text):
        start, end = found.span(1)
        before, after = text[start - 1 : start], text[end : end + 1]
        has_marks_behind = bool(found[2])
        if has_marks_behind and not before.isalpha():
            continue  # in quotes: what a text about such characters shows
        run = found[1]
        parts = [(part, _decoded(page, part)) for part in page.part.findall(run)]
        whole = [part for part, decoded in parts if decoded is not None]
        decoded = "".join(decoded for _, decoded in parts if decoded is not None)
        is_utf8 = all(each != "" for _, each in parts)
        if not decoded or not is_utf8 or not _is_sensible(decoded):
            continue
        script = _script(decoded)
        if script is None:
            continue
        is_certain = _is_certain(whole, decoded, script, before, after)
        is_alone = len(run) == 2 and not (before.isalpha() or after.isalpha())
        if is_certain and is_alone:
            if run not in is_quoted:
                is_quoted[run] = decoded in text.replace(run, "")
            is_certain = not is_quoted[run]
        restored = "".join(part if each is None else each for part, each in parts)
        yield _Run(start, end, codec, restored, script, is_certain)


def _decoded(page: _Page, part: str) -> str | None:
    """Decode a part of a run: None if bytes are missing, "" if they are not UTF-8."""
    lead = page.bytes_of[part[0]][0]
    size = 2 + (lead >= 0xE0) + (lead >= 0xF0)
    if len(part) < size:
        return None
    first = ""
    for encoded in product(*(page.bytes_of[character] for character in part)):
        try:
            decoded = bytes(encoded).decode()
        except UnicodeDecodeError:
            continue
        if _SENSIBLE.fullmatch(decoded) and unicodedata.category(decoded) != "Cn":
            return decoded
        first = first or decoded
    return first


@lru_cache(1000)
def _is_sensible(decoded: str) -> bool:
    """Whether a decoded run is text, itself or when it is restored once more."""
    text = decoded
    if not _SENSIBLE.fullmatch(decoded):
        text = "".join(run.restored for run in _choose(decoded)[0] if run.end == len(decoded))
    if not _SENSIBLE.fullmatch(text):
        return False
    categories = [unicodedata.category(each) for each in text]
    return categories[0][0] != "M" and "Cn" not in categories


def _script(text: str) -> str | None:
    """Return the script of all letters, "" where there is none, None where there are several."""
    scripts = set()
    for character in text:
        is_letter = unicodedata.category(character)[0] == "L"
        if is_letter and character not in "ªºµ":
            scripts.add(_script_of(character))
    scripts.discard("MODIFIER")
    return None if len(scripts) > 1 else next(iter(scripts), "")


@cache
def _script_of(letter: str) -> str:
    name = re.split("[ -]", unicodedata.name(letter, "?"))[0]
    return _ONE_SCRIPT.get(name, name)


def _is_word(run: str) -> bool:
    """Whether a run is as its author wrote it: a word of another script, or drawn lines."""
    if _DRAWN.fullmatch(run):
        return True
    if not run.isalpha() or _script(run) in {"LATIN", None}:
        return False
    return run.isupper() or run.islower() or run.istitle()


def _is_certain(parts: list[str], decoded: str, script: str, before: str, after: str) -> bool:
    """Whether a run cannot be what its author wrote, by its parts and the characters around it."""
    lead = parts[0][0]
    rest = "".join(part[1:] for part in parts)
    is_one = len(parts) == 1
    is_in_word = before.isascii() and before.isalpha()
    is_followed = after.isascii() and after.isalpha()
    # a capital or a sign right behind a small letter: `cafÃ©`
    is_stray = is_in_word and before.islower() and (lead.isupper() or not lead.isalpha())
    if (is_in_word or is_followed) and script not in {"", "LATIN", "GREEK"}:
        return False
    if is_one and "\u3000" <= decoded < "\U0001f000":
        return False  # one ideograph or syllable: `Café…»` would be one too
    if not is_in_word and not is_followed and _is_word("".join(parts)):
        return False
    may_close = not rest.strip(_CLOSING)
    joins_letters = after.islower() and bool(rest.strip(_JOINING))
    if may_close and not joins_letters:
        return is_stray or (lead in "ÃÂ" and not before.isalpha())
    if is_one and len(rest) == 1 and lead not in "ÃÂ":
        return (is_stray or is_followed) and _is_likely(lead, rest, decoded, script)
    return True


def _is_likely(lead: str, rest: str, decoded: str, script: str) -> bool:
    """Whether two characters in a word are rather one that was misread."""
    is_latin = lead.isalpha() and _script_of(lead) == "LATIN"
    if is_latin and rest.isalpha() and rest not in _NEVER_SECOND:
        return False  # `Íñigo`
    return decoded < "\u0100" or (is_latin and script in {"LATIN", "GREEK"})


@cache
def _page(codec: str) -> _Page:
    bytes_of = _bytes_of(codec)

    def characters(first: int, last: int) -> str:
        """Return what stands for the bytes of a range, for a class of a regular expression."""
        found = []
        for character, its_bytes in bytes_of.items():
            if any(first <= byte <= last for byte in its_bytes):
                found.append(character)
        return re.escape("".join(found))

    # UTF-8: bytes that follow, and those that begin two, three and four
    more = characters(0x80, 0xBF)
    two = characters(0xC2, 0xDF)
    three = characters(0xE0, 0xEF)
    four = characters(0xF0, 0xF4)
    part = f"(?:[{two}][{more}]|[{three}][{more}]{{1,2}}|[{four}][{more}]{{1,3}})"
    cut = rf"(?<![^\W\d_a-zA-Z])(?:[{three}][{more}]|[{four}][{more}]{{1,2}})(?![{more}])"
    run = rf"(?<![^\x00-\x7f])((?>{part}+))([{_CLOSING}]*)(?![^\x00-\x7f])"
    return _Page(bytes_of, re.compile(run), re.compile(part), re.compile(cut))


def _bytes_of(codec: str) -> dict[str, bytes]:
    """Return the bytes that each character of a code page may stand for."""
    decoded = {byte: bytes([byte]).decode(codec, "ignore") for byte in range(0x80, 0x100)}
    bytes_of = {character: bytes([byte]) for byte, character in decoded.items() if character}
    for byte, character in decoded.items():
        if character < "\u00a0":  # none, or a control character: programs put windows-1252's there
            bytes_of.setdefault(chr(byte), bytes([byte]))
            bytes_of.setdefault(bytes([byte]).decode("cp1252", "replace"), bytes([byte]))
    bytes_of.pop("\ufffd", None)
    if decoded[0xA4] == "¤":
        bytes_of["€"] = b"\x80\xa4"  # which took the place of the currency sign elsewhere
    return bytes_of
