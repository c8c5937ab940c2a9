"""UTF-8 that somebody read in another encoding, and its way back: `cafÃ©` was `café`, `β€”` a dash.

Only what is certain is restored. Every character of a run must be a byte of one code page, the bytes must be UTF-8
and say something sensible; then they are again, read wrongly, the very characters that stood there. Whether a run can
also be what was meant is judged by what stands around it: `IRMÃ»`, `Γ’ Λυκείου` and `120 Å³` are words as they are.
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
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "iso8859-2", "mac-roman", "mac-cyrillic", "cp437",
    "cp850", "cp866", "koi8-r",
)  # fmt: skip
"""What UTF-8 is read as by mistake, the likeliest first."""

TWICE = 3
"""How many mistakes, one upon the other, are undone."""

_CLOSING = "’‘”“»›…–—·•™®¹²³\u00a0"
"""What may follow a word that means what it says, and begin no other part of it."""
_JOINING = "’…–—·\u00a0"
"""Those of them that may stand between two letters."""

_SENSIBLE = Lazy(
    "["
    "\u00a0-\u017f\u0192\u01a0\u01a1\u01af\u01b0\u01cd-\u01dc\u0218-\u021b\u02c6-\u02dd\u1e00-\u1eff"  # Latin
    "\u0370-\u0482\u048a-\u052f\u1f00-\u1fff"  # Greek, Cyrillic
    "\u0531-\u10ff\u1780-\u17ff\uac00-\ud7a3\u3001-\u30ff\u3400-\u9fff\uff01-\uffee"  # the other scripts
    "\u200b-\u200d\u2010-\u2027\u202f-\u203a\u2044\u2060\u20a0-\u20bf\u2100-\u22ff"  # punctuation, money, arrows, sums
    "\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2b05-\u2b55\ufe0f\ufeff"  # signs
    "\U0001f004\U0001f0cf\U0001f170-\U0001f251\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7eb"
    "\U0001f900-\U0001f9ff\U0001fa70-\U0001faff\U000e0020-\U000e007f"  # emoji: no tiles of mah-jongg
    "]+"
)
_NEVER_SECOND = "ŠšŽžŒœŸƒŚśŤťŹźŁłĄąŞşŻżĽľªºµ"
"""Letters that no word has right behind one of those that UTF-8 begins with."""

_COMMONEST = b"\xc2\xc3\xc4\xc5\xd0\xd1\xe2\xf0"
"""Bytes that UTF-8 of Latin and Cyrillic letters, of punctuation and emoji begins with."""

_DRAWN = Lazy("[\u2500-\u259f]+")
_NO_CHARACTERS = "\ufffc\ufffd"
_BEYOND_ASCII = Lazy(r"[^\x00-\x7f]+")
_ONE_SCRIPT = {
    "HIRAGANA": "CJK",
    "KATAKANA": "CJK",
    "HANGUL": "CJK",
    "BOPOMOFO": "CJK",
    "IDEOGRAPHIC": "CJK",
}


class Restored(NamedTuple):
    """A text with its characters put right; how many `runs` were; and what is lost, each with its place in `text`."""

    text: str
    runs: int = 0
    lost: tuple[tuple[int, str], ...] = ()


class Page(NamedTuple):
    """A code page: the bytes that a character may stand for, and what UTF-8 looks like, whole or cut, in it."""

    bytes_of: dict[str, bytes]
    run: re.Pattern[str]
    part: re.Pattern[str]
    cut: re.Pattern[str]


class Run(NamedTuple):
    """Characters that are UTF-8 in the code page of this name; `meant` is what they say, `script` that of its letters.

    It may hold parts of which bytes are missing: those are in `meant` as they are.
    """

    start: int
    end: int
    codec: str
    meant: str
    script: str
    is_certain: bool


def repair(text: str) -> str:
    """Restore a short text, such as a title."""
    return text if text.isascii() else restore(text).text


def restore(text: str) -> Restored:
    """Restore a text, and say what of it cannot be restored."""
    if text.isascii():
        return Restored(text)
    count, codecs = 0, set()
    for _ in range(TWICE):
        runs, disputed = _chosen(text)
        if count:
            runs = [run for run in runs if run.codec in codecs and _is_again(text, run)]
        if not runs:
            break
        codecs |= {run.codec for run in runs}
        count = count or len(runs)
        text = apply(text, (Edit(run.start, run.end, run.meant) for run in runs))
    found = {run.start: text[run.start : run.end] for run in disputed if not runs} | _lost(
        text, codecs
    )
    return Restored(text, count, tuple(sorted(found.items())))


def _is_again(text: str, run: Run) -> bool:
    """Say whether a run may be what came of a run: of the commonest letters and signs alone."""
    page = _page(run.codec)
    return all(
        page.bytes_of[part[0]][0] in _COMMONEST
        for part in page.part.findall(text, run.start, run.end)
    )


def _lost(text: str, codecs: set[str]) -> dict[int, str]:
    """Find what is no character at all, and UTF-8 of which bytes are missing, in the code pages that were met."""
    found = {
        place: character
        for each in _BEYOND_ASCII.finditer(text)
        for place, character in enumerate(each[0], each.start())
        if character in _NO_CHARACTERS or unicodedata.category(character) in {"Cc", "Cn", "Cs"}
    }
    for codec in sorted(codecs):
        found |= {
            each.start(): each[0]
            for each in _page(codec).cut.finditer(text)
            if each[0].strip(_CLOSING)
        }
    return found


def _chosen(text: str) -> tuple[list[Run], list[Run]]:
    """Choose the runs to restore: the certain ones, and what else stands in their lines in the same page and script.

    The second list are those of which two code pages, with as many runs in the text, say two things.
    """
    lines = [each.start() for each in re.finditer("\n", text)]
    rivals: dict[int, list[Run]] = {}
    counts: dict[str, int] = {}
    for codec in CODECS:
        runs = list(_runs(text, codec))
        counts[codec] = sum(run.is_certain for run in runs)
        proven = {
            (bisect(lines, run.start), run.script) for run in runs if run.is_certain and run.script
        }
        for run in runs:
            if run.is_certain or (bisect(lines, run.start), run.script) in proven:
                rivals.setdefault(run.start, []).append(run)
    chosen: list[Run] = []
    disputed: list[Run] = []
    for runs in rivals.values():
        most = max(counts[run.codec] for run in runs)
        meant = {run.meant: run for run in reversed(runs) if counts[run.codec] == most}
        (chosen if len(meant) == 1 else disputed).append(next(iter(meant.values())))
    return chosen, disputed


def _runs(text: str, codec: str) -> Iterator[Run]:
    """Find what is UTF-8 in a code page, from one end of a run beyond ASCII to the other."""
    page = _page(codec)
    elsewhere: dict[str, bool] = {}
    for found in page.run.finditer(text):
        start, end = found.span(1)
        before, after = text[start - 1 : start], text[end : end + 1]
        if found[2] and not before.isalpha():
            continue  # in quotes: what a text about such characters shows
        parts = [(part, _decoded(page, part)) for part in page.part.findall(found[1])]
        meant = "".join(part if said is None else said for part, said in parts)
        said = "".join(said for _, said in parts if said is not None)
        if not said or any(said == "" for _, said in parts) or not _is_sensible(said):
            continue
        script = _script(said)
        whole = [part for part, said in parts if said is not None]
        if script is not None:
            is_certain = _is_certain(whole, said, script, before, after)
            if is_certain and len(found[1]) == 2 and not (before.isalpha() or after.isalpha()):
                if found[1] not in elsewhere:
                    elsewhere[found[1]] = said in text.replace(found[1], "")
                is_certain = not elsewhere[found[1]]  # else it is what the text speaks of
            yield Run(start, end, codec, meant, script, is_certain)


def _decoded(page: Page, part: str) -> str | None:
    """Decode a part of a run: None if bytes are missing, "" if they are not UTF-8."""
    lead = page.bytes_of[part[0]][0]
    if len(part) < 2 + (lead >= 0xE0) + (lead >= 0xF0):
        return None
    found = ""
    for encoded in product(*(page.bytes_of[character] for character in part)):
        try:
            said = bytes(encoded).decode()
        except UnicodeDecodeError:
            continue
        if _SENSIBLE.fullmatch(said) and unicodedata.category(said) != "Cn":
            return said
        found = found or said
    return found


@lru_cache(1000)
def _is_sensible(said: str) -> bool:
    """Say whether a run says something, itself or when it is restored once more."""
    again = said
    if not _SENSIBLE.fullmatch(said):
        again = "".join(run.meant for run in _chosen(said)[0] if run.end == len(said))
    return (
        bool(_SENSIBLE.fullmatch(again))
        and unicodedata.category(again[0])[0] != "M"
        and all(unicodedata.category(each) != "Cn" for each in again)
    )


def _script(said: str) -> str | None:
    """Give the one script of all letters, "" where there is none, None where there are several."""
    scripts = {
        _script_of(each)
        for each in said
        if unicodedata.category(each)[0] == "L" and each not in "ªºµ"
    }
    scripts.discard("MODIFIER")
    return None if len(scripts) > 1 else next(iter(scripts), "")


@cache
def _script_of(letter: str) -> str:
    name = re.split("[ -]", unicodedata.name(letter, "?"))[0]
    return _ONE_SCRIPT.get(name, name)


def _is_word(run: str) -> bool:
    """Say whether a run means what it says: a word of another script, or lines that are drawn."""
    is_foreign = run.isalpha() and _script(run) not in {"LATIN", None}
    return bool(_DRAWN.fullmatch(run)) or (
        is_foreign and (run.isupper() or run.islower() or run.istitle())
    )


def _is_certain(parts: list[str], said: str, script: str, before: str, after: str) -> bool:
    """Say whether a run cannot be what was meant, by what it is made of and what stands around it."""
    lead, rest = parts[0][0], "".join(part[1:] for part in parts)
    is_glued, is_followed = (
        before.isascii() and before.isalpha(),
        after.isascii() and after.isalpha(),
    )
    is_stray = is_glued and before.islower() and (lead.isupper() or not lead.isalpha())
    is_one = len(parts) == 1
    if script not in {"", "LATIN", "GREEK"} and (is_glued or is_followed):
        return False
    if is_one and "\u3000" <= said < "\U0001f000":
        return False  # one ideograph or syllable: `Café…»` would be one too
    if not is_glued and not is_followed and _is_word("".join(parts)):
        return False
    if not rest.strip(_CLOSING) and not (after.islower() and rest.strip(_JOINING)):
        return is_stray or (lead in "ÃÂ" and not before.isalpha())
    if is_one and len(rest) == 1 and lead not in "ÃÂ":
        return (is_stray or is_followed) and _is_likely(lead, rest, said, script)
    return True


def _is_likely(lead: str, rest: str, said: str, script: str) -> bool:
    """Say whether two characters in a word are rather one that was misread."""
    is_latin = lead.isalpha() and _script_of(lead) == "LATIN"
    if is_latin and rest.isalpha() and rest not in _NEVER_SECOND:
        return False  # `Íñigo`
    return said < "\u0100" or (is_latin and script in {"LATIN", "GREEK"})


@cache
def _page(codec: str) -> Page:
    own = {byte: bytes([byte]).decode(codec, "ignore") for byte in range(0x80, 0x100)}
    bytes_of = {character: bytes([byte]) for byte, character in own.items() if character}
    for byte, character in own.items():
        if (
            character < "\u00a0"
        ):  # nothing, or a control character: programs put windows-1252's there
            bytes_of.setdefault(chr(byte), bytes([byte]))
            bytes_of.setdefault(bytes([byte]).decode("cp1252", "replace"), bytes([byte]))
    bytes_of.pop("\ufffd", None)
    if own[0xA4] == "¤":
        bytes_of["€"] = b"\x80\xa4"  # which took the place of the currency sign elsewhere

    def standing(first: int, last: int) -> str:
        return re.escape(
            "".join(
                each for each, its in bytes_of.items() if any(first <= byte <= last for byte in its)
            )
        )

    more, two, three, four = (
        standing(0x80, 0xBF),
        standing(0xC2, 0xDF),
        standing(0xE0, 0xEF),
        standing(0xF0, 0xF4),
    )
    part = f"(?:[{two}][{more}]|[{three}][{more}]{{1,2}}|[{four}][{more}]{{1,3}})"
    cut = rf"(?<![^\W\d_a-zA-Z])(?:[{three}][{more}]|[{four}][{more}]{{1,2}})(?![{more}])"
    return Page(
        bytes_of,
        re.compile(rf"(?<![^\x00-\x7f])((?>{part}+))([{_CLOSING}]*)(?![^\x00-\x7f])"),
        re.compile(part),
        re.compile(cut),
    )
