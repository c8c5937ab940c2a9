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
from typing import TYPE_CHECKING

from postgen.text import code_pages
from postgen.text.code_pages import CLOSING, CODECS, SENSIBLE, Page
from postgen.text.edits import Edit, apply
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CODECS", "Restored", "may_be_misread", "repair", "restore"]

ROUNDS = 3
"""How many such mistakes, one upon the other, are undone."""

_JOINING = "’…–—·\u00a0"
"""Those marks behind a word that may stand between two letters, too."""

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
_PAIR_OR_MORE = Lazy(r"[^\x00-\x7f]{2,}")
"""A run of two such characters or more: what is misread is at least two."""
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


class _Parts(NamedTuple):
    """The parts of a run: those that are whole, what they stand for, and the run restored."""

    whole: list[str]
    decoded: str
    restored: str


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


def may_be_misread(text: str) -> bool:
    """Whether a text may hold what is restored: a quick look, which other scripts may pass."""
    if text.isascii():
        return False
    runs = {found[0] for found in _PAIR_OR_MORE.finditer(text)}
    return bool(runs) and any(map(code_pages.pairs().search, runs))


def restore(text: str) -> Restored:
    """Restore a text, and report what of it cannot be restored."""
    if text.isascii():
        return Restored(text)
    count = 0
    codecs: set[str] = set()
    for _ in range(ROUNDS):
        runs, disputed = _choose(text)
        if count:  # `ÃƒÂ©` became `Ã©`, which was misread once more
            runs = [run for run in runs if _is_left_over(text, run, codecs)]
        if not runs:
            break
        codecs.update(run.codec for run in runs)
        count = count or len(runs)
        edits = [Edit(run.start, run.end, run.restored) for run in runs]
        text = apply(text, edits)
    lost = _no_characters(text) | _cut_parts(text, codecs)
    if not runs:  # else the places of the disputed ones are not those of the text
        disputed_runs = {run.start: text[run.start : run.end] for run in disputed}
        lost = disputed_runs | lost
    return Restored(text, count, tuple(sorted(lost.items())))


def _is_left_over(text: str, run: _Run, codecs: set[str]) -> bool:
    """Whether a run may come of an earlier round: only of the commonest letters and signs.

    `codecs` are the code pages of the earlier rounds.
    """
    if run.codec not in codecs:
        return False
    page = code_pages.page(run.codec)
    for part in page.part.findall(text, run.start, run.end):
        lead = page.bytes_of[part[0]][0]
        if lead not in _COMMONEST:
            return False
    return True


def _no_characters(text: str) -> dict[int, str]:
    """Return by place what is not a character: U+FFFD, or a code point that is not assigned."""
    found: dict[int, str] = {}
    for run in _BEYOND_ASCII.finditer(text):
        for place, character in enumerate(run[0], run.start()):
            is_unassigned = unicodedata.category(character) in {"Cc", "Cn", "Cs"}
            if is_unassigned or character in _NO_CHARACTERS:
                found[place] = character
    return found


def _cut_parts(text: str, codecs: set[str]) -> dict[int, str]:
    """Return by place what is UTF-8 with bytes missing in one of these code pages: `â€`."""
    found: dict[int, str] = {}
    for codec in sorted(codecs):
        for cut in code_pages.page(codec).cut.finditer(text):
            is_only_marks = not cut[0].strip(CLOSING)
            if not is_only_marks:
                found[cut.start()] = cut[0]
    return found


def _choose(text: str) -> tuple[list[_Run], list[_Run]]:
    """Choose the runs to restore.

    These are the certain ones, and those in their lines in the same page and script. The second
    list are those for which two code pages, with as many runs in the text, disagree.
    """
    rivals, counts = _rivals(text)
    chosen: list[_Run] = []
    disputed: list[_Run] = []
    for runs in rivals.values():
        most = max(counts[run.codec] for run in runs)
        by_result: dict[str, _Run] = {}
        for run in reversed(runs):  # the likeliest code page comes last, and overwrites the others
            if counts[run.codec] == most:
                by_result[run.restored] = run
        results = list(by_result.values())
        if len(results) == 1:
            chosen.append(results[0])
        else:
            disputed.append(results[0])
    return chosen, disputed


def _rivals(text: str) -> tuple[dict[int, list[_Run]], dict[str, int]]:
    """Return the runs that may be restored, by their start.

    Return too how many certain ones each code page has.
    """
    line_ends = [each.start() for each in re.finditer("\n", text)]
    rivals: dict[int, list[_Run]] = {}
    counts: dict[str, int] = {}
    for codec in CODECS:
        runs = list(_runs(text, codec))
        counts[codec] = 0
        proven: set[tuple[int, str]] = set()  # lines, each with a script that is certain in it
        for run in runs:
            if not run.is_certain:
                continue
            counts[codec] += 1
            if run.script:
                proven.add((bisect(line_ends, run.start), run.script))
        for run in runs:
            line = bisect(line_ends, run.start)
            if run.is_certain or (line, run.script) in proven:
                rivals.setdefault(run.start, []).append(run)
    return rivals, counts


def _runs(text: str, codec: str) -> Iterator[_Run]:
    """Yield what is UTF-8 in a code page, from one end of a run beyond ASCII to the other."""
    page = code_pages.page(codec)
    is_quoted: dict[str, bool] = {}  # whether a text about a character shows both forms of it
    for found in page.run.finditer(text):
        written = found[1]
        start, end = found.span(1)
        before = text[start - 1 : start]
        after = text[end : end + 1]
        has_marks_behind = bool(found[2])  # `Ã©”`
        if has_marks_behind and not before.isalpha():
            continue  # in quotes: what a text about such characters shows
        parts = _parts(page, written)
        if not parts:
            continue
        script = _script(parts.decoded)
        if script is None:
            continue
        is_certain = _is_certain(parts, script, before, after)
        is_in_word = before.isalpha() or after.isalpha()
        is_one_alone = len(written) == 2 and not is_in_word
        if is_certain and is_one_alone:
            if written not in is_quoted:
                is_quoted[written] = parts.decoded in text.replace(written, "")
            is_certain = not is_quoted[written]
        yield _Run(start, end, codec, parts.restored, script, is_certain)


def _parts(page: Page, run: str) -> _Parts | None:
    """Read the parts of a run; None where it is not UTF-8 of a sensible text."""
    whole = []
    decoded = restored = ""
    for part in page.part.findall(run):
        character = code_pages.decode(page, part)
        if character is None:  # bytes are missing: it stays as it is
            restored += part
            continue
        if not character:
            return None
        whole.append(part)
        decoded += character
        restored += character
    if not decoded or not _is_sensible(decoded):
        return None
    return _Parts(whole, decoded, restored)


@lru_cache(1000)
def _is_sensible(decoded: str) -> bool:
    """Whether a decoded run is text, itself or when it is restored once more."""
    text = decoded
    if not SENSIBLE.fullmatch(text):
        runs, _ = _choose(text)
        to_the_end = [run for run in runs if run.end == len(decoded)]
        text = "".join(run.restored for run in to_the_end)
        if not SENSIBLE.fullmatch(text):
            return False
    categories = [unicodedata.category(each) for each in text]
    is_mark_first = categories[0][0] == "M"
    return not is_mark_first and "Cn" not in categories


def _script(text: str) -> str | None:
    """Return the script of all letters, "" where there is none, None where there are several."""
    scripts = set()
    for character in text:
        is_letter = unicodedata.category(character)[0] == "L"
        if is_letter and character not in "ªºµ":
            scripts.add(_script_of(character))
    scripts.discard("MODIFIER")
    if len(scripts) > 1:
        return None
    return next(iter(scripts), "")


@cache
def _script_of(letter: str) -> str:
    """Return the first word of a letter's name: `LATIN SMALL LETTER A`, `CJK UNIFIED …`."""
    name = unicodedata.name(letter, "?")
    first = re.split("[ -]", name)[0]
    return _ONE_SCRIPT.get(first, first)


def _is_word(run: str) -> bool:
    """Whether a run is as its author wrote it: a word of another script, or drawn lines."""
    if _DRAWN.fullmatch(run):
        return True
    if not run.isalpha():
        return False
    if _script(run) in {"LATIN", None}:
        return False
    return run.isupper() or run.islower() or run.istitle()


def _is_certain(parts: _Parts, script: str, before: str, after: str) -> bool:
    """Whether a run cannot be what its author wrote, by its parts and the characters around it."""
    lead = parts.whole[0][0]
    rest = "".join(part[1:] for part in parts.whole)
    is_in_word = before.isascii() and before.isalpha()
    is_followed = after.isascii() and after.isalpha()
    if _may_be_as_written(parts, script, is_beside_ascii=is_in_word or is_followed):
        return False
    is_stray = is_in_word and before.islower() and _is_no_small_letter(lead)
    may_close = not rest.strip(CLOSING)
    joins_letters = after.islower() and bool(rest.strip(_JOINING))
    if may_close and not joins_letters:  # `Ã»` may be a word's end and a quote
        if is_stray:
            return True
        return lead in "ÃÂ" and not before.isalpha()
    is_pair = len(parts.whole) == 1 and len(rest) == 1
    if not is_pair or lead in "ÃÂ":
        return True
    is_touched = is_stray or is_followed
    return is_touched and _is_likely(lead, rest, parts.decoded, script)


def _may_be_as_written(parts: _Parts, script: str, *, is_beside_ascii: bool) -> bool:
    """Whether a run is a word already, or what it stands for does not fit in where it is."""
    if is_beside_ascii:
        if script not in {"", "LATIN", "GREEK"}:
            return True  # no word mixes a Latin letter with a Cyrillic one
    elif _is_word("".join(parts.whole)):
        return True
    # one ideograph or syllable: `Café…»` would be one too
    is_one = len(parts.whole) == 1
    return is_one and "\u3000" <= parts.decoded < "\U0001f000"


def _is_no_small_letter(lead: str) -> bool:
    """Whether this is a capital or a sign, which no word has behind a small letter: `cafÃ©`."""
    return lead.isupper() or not lead.isalpha()


def _is_likely(lead: str, rest: str, decoded: str, script: str) -> bool:
    """Whether two characters in a word are rather one that was misread."""
    is_latin = lead.isalpha() and _script_of(lead) == "LATIN"
    may_be_second = rest.isalpha() and rest not in _NEVER_SECOND
    if is_latin and may_be_second:
        return False  # `Íñigo`
    if decoded < "\u0100":  # `é`
        return True
    return is_latin and script in {"LATIN", "GREEK"}
