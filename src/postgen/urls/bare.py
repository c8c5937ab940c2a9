"""The one grammar of a bare web address: where one begins and ends in running text.

kramdown makes a link of an address only in angle brackets, so no standard says where a bare one
ends. A reader takes the punctuation behind it for the sentence's: "See https://example.org/a." ends
at the `a`. The rules are those of the autolinks of GitHub Flavored Markdown (section 6.9), and of
the punctuation of other languages.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Punctuation that is not ASCII: `«»‹›`, Arabic `،؛؟۔`, Devanagari `।॥`, zero-width characters,
# dashes, quotes, CJK `、。《》「」` and full-width forms.
_PUNCTUATION = (
    "\u00a0\u00ab\u00bb\u060c\u061b\u061f\u06d4\u0964\u0965"
    "\u2000-\u200d\u2010-\u202f\u2039\u203a\u205f-\u2060"
    "\u3000-\u3004\u3008-\u3020\u3030\ufe30-\ufe4f\ufeff"
    "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
_JOINERS = "\u00b7\u05be\u05f3\u05f4\u2010\u2011\u2013"
"""Marks within words: `Michelson–Morley`, `Paral·lel`, and Hebrew `־׳״`."""

_FOREIGN_JOINERS = "\u0f0b\u200c\u200d\u30a0\u30fb"
"""Those within words of other scripts: `ダ・ヴィンチ`, and the joiners of Persian and Hindi."""

# Letters of other scripts, by what they are not: there are 60,000 of them, which would take 8 ms of
# each start to compile, twice and without regard to case.
_FOREIGN = "[^\0-\u036f\u2000-\u3004\u3008-\u3030\u30a0\u30fb\ufd3e-\ufd4f\ufe00-\U0010ffff]"
_CHARACTER = rf"[^\s<>\"`|\\^{{}}\[\]{_PUNCTUATION}{_JOINERS}{_FOREIGN_JOINERS}]"
_JOINER = (
    rf"(?:(?<=\w)[{_JOINERS}](?=\w)|(?<={_FOREIGN})[{_FOREIGN_JOINERS}](?={_FOREIGN}))"
    r"(?!(?i:https?|ftps?)://)"
)
_ESCAPED_CHARACTER = r"\\[_*~#.()!+&=:$@%,;?'/-]"
_PARAMETER = r"(?:\[[\w.-]*\])+="
"""The brackets of a parameter's name, `?filter[size]=3`; those of `a[3]` are a citation's."""

_IPV6 = r"\[[0-9A-Fa-f:.]+\]"
_RUN = Lazy(
    rf"(?i:https?|ftps?)://(?:{_IPV6})?"
    rf"(?:{_CHARACTER}++|{_ESCAPED_CHARACTER}|{_PARAMETER}|{_JOINER})*"
)
"""What an address is cut from. A backslash in it escapes a character: `a\\_b`."""

_NEXT = Lazy(r"(?<=[,;.!*~'()])(?=(?:https?|ftps?)://)", re.IGNORECASE)
"""Where another address begins in a run, `https://e.org/a,https://e.org/b`."""

_WITHIN = Lazy(r"[/=:](?:https?|ftps?)://", re.IGNORECASE)
"""An address in another one, `https://archive.example/https://e.org`."""

_HOST = Lazy(rf"\w+://(?:{_IPV6}|[\w%.-]*\w)", re.IGNORECASE)
_WEB = Lazy(r"(?:https?|ftps?)://[^/\s?#]", re.IGNORECASE)
_HOST_ALONE = Lazy(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#]\S*)?\Z", re.IGNORECASE)
_ENTITY_AT_END = Lazy(r"&#?[A-Za-z0-9]+;\Z")
_ENDS = Lazy(
    r"\*\*"
    r"|&(?:nbsp|ensp|emsp|thinsp|quot|apos|lt|gt|[lr]aquo|[lr][ds]quo|[mn]dash|hellip|zwn?j|shy"
    r"|#0*(?:34|39|60|62|160)|#x0*(?:22|27|3c|3e|a0));",
    re.IGNORECASE,
)
"""What no address holds: the end of strong words, and entities such as `&nbsp;` and `&raquo;`."""

_ESCAPED = Lazy(r"\\([_*~#.()!+&=:$@%,;?'/-])")

_ROUND = Lazy(r"[()]")
_TRAILING = ".,;:!?'*_~\\"
"""Punctuation that does not belong to an address at its end; `*`, `_` and `~` close emphasis."""

_BEFORE = frozenset(" \t\n([\"':,;>*_~")
"""What an address may follow directly."""

_UNSPACED_SCRIPTS = (
    "CJK",
    "HIRAGANA",
    "KATAKANA",
    "HANGUL",
    "THAI",
    "LAO",
    "KHMER",
    "MYANMAR",
    "TIBETAN",
    "BOPOMOFO",
)
"""The scripts whose words may follow an address without a space: there its end is not certain."""


class Address(NamedTuple):
    """A bare address in a text.

    `start` and `end` are its place, `run_end` the end of the characters that it was cut from
    (punctuation behind it included), and `url` is the address without the backslashes of Markdown.
    `is_certain` is False where a reader could doubt the end: words of a script without spaces, a
    bracket that closes nothing in the middle.
    """

    start: int
    end: int
    run_end: int
    url: str
    is_certain: bool


def find_addresses(
    text: str,
    start: int = 0,
    end: int | None = None,
    *,
    without: Sequence[tuple[int, int]] = (),
) -> Iterator[Address]:
    """Yield the bare addresses of `text` from `start` up to `end`, in their order.

    The schemes are http, https, ftp and ftps. Every address is found, whatever stands before
    it: ask `may_begin` where that matters. `without` are the places in which none begins, because
    they are code, HTML or links already: each a start and an end, in their order.
    """
    limit = len(text) if end is None else end
    starts = [first for first, _ in without]
    for run in _RUN.finditer(text, start, limit):
        if without and _is_within(run, starts, without):
            continue
        for first, last in _pieces(text, run):
            before = bisect_right(starts, first) - 1
            is_inside = before >= 0 and first < without[before][1]
            address = None if is_inside else _cut(text, first, last)
            if address is not None:
                yield address


def _is_within(
    run: re.Match[str], starts: Sequence[int], places: Sequence[tuple[int, int]]
) -> bool:
    """Whether all of a run stands in one of some places, and no other place begins in it."""
    begin, end = run.span()
    behind = bisect_right(starts, begin)
    is_within = behind > 0 and end <= places[behind - 1][1]
    return is_within and (behind == len(starts) or starts[behind] >= end)


def address_at(text: str, start: int, end: int | None = None) -> Address | None:
    """Return the bare address that begins at `start` and ends at `end` or before, or None."""
    run = _RUN.match(text, start, len(text) if end is None else end)
    if run is None:
        return None
    _, first_end = next(_pieces(text, run))
    return _cut(text, start, first_end)


def may_begin(text: str, start: int) -> bool:
    """Return whether a bare address may begin at `start`.

    It may not within a word, another address or an attribute.
    """
    before = text[start - 1 : start] if start else ""
    if not before:
        return True
    if before in _BEFORE:
        return text[max(0, start - 2) : start] != '="'  # href="https://…"
    if before.isascii():
        return False
    return not before.isalpha() or _is_unspaced(before)


def is_web_address(text: str) -> bool:
    """Return whether `text` begins as an absolute web address does: a scheme and a host."""
    return _WEB.match(text) is not None


def is_host_without_scheme(text: str) -> bool:
    """Return whether all of `text` is a web address but for its scheme: `example.org/page`."""
    return _HOST_ALONE.match(text) is not None


def unescape(written: str) -> str:
    r"""Return an address without the backslashes of Markdown: `a\_b` is `a_b`."""
    return _ESCAPED.sub(r"\1", written)


def _pieces(text: str, run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Split a run where another address begins, `a,https://b`, and at foreign signs: `…`, `♥`, `→`.

    Yield the first piece, and what begins with a scheme in those behind it. Characters of private
    use stay: the parser puts them in the place of Liquid tags.
    """
    start, end = run.span()
    places = list(_next_addresses(text, start, end))
    if not run[0].isascii():
        places += [place for place in range(start, end) if _is_foreign_sign(text[place])]
        places.sort()
    for place in (*places, end):
        found = _RUN.search(text, start, place)
        if found:
            yield found.span()
        start = place


def _next_addresses(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where another address begins in a run: never in one that holds others, `?u=https:`."""
    for found in _NEXT.finditer(text, start, end):
        place = found.start()
        if not _WITHIN.search(text, start, place):
            yield place
            start = place


def _is_foreign_sign(character: str) -> bool:
    from unicodedata import category

    if character.isascii() or character in _JOINERS or character in _FOREIGN_JOINERS:
        return False
    kind = category(character)
    return kind != "Co" and kind[0] not in "LMN"


def _cut(text: str, start: int, run_end: int) -> Address | None:
    """Cut the punctuation behind an address off; None where no host is left."""
    url = run = text[start:run_end]
    is_certain = True
    stop = _ENDS.search(run)
    if stop:
        url = url[: stop.start()]
    before = text[start - 1 : start] if start else ""
    if before == "*":
        url = url.partition("*")[0]
    closing = _first_unbalanced(url)
    if closing is not None:
        only_punctuation_follows = not url[closing:].strip(_TRAILING + ")")
        is_certain = before == "(" or only_punctuation_follows
        url = url[:closing]
    if not url.isascii() and any(map(_is_doubtful, url)):
        is_certain = False
    url = _without_trailing_punctuation(url)
    if not _HOST.match(url):
        return None
    if url == run and text.startswith(("{:", "["), run_end):
        is_certain = False  # `https://e.org/a{:.x}`, `https://e.org/a[x]`: it may go on
    return Address(start, start + len(url), run_end, unescape(url), is_certain)


def _first_unbalanced(url: str) -> int | None:
    """Return the place of the first `)` that closes nothing: the last in `…/Mercury_(planet))`.

    Where there is none, it is that of the first `(` that is not closed: `…/Mercury(see`.
    """
    opened: list[int] = []
    for found in _ROUND.finditer(url):
        if found[0] == "(":
            opened.append(found.start())
        elif opened:
            opened.pop()
        else:
            return found.start()
    return opened[0] if opened else None


def _without_trailing_punctuation(url: str) -> str:
    """Cut `.`, `,`, quotes, the marks of emphasis and whole entities (`&quot;`) off the end."""
    while url:
        entity = _ENTITY_AT_END.search(url)
        if entity:
            url = url[: entity.start()]
        elif url[-1] in _TRAILING:
            url = url[:-1]
        elif url.endswith("--"):
            url = url.rstrip("-")
        else:
            break
    return url


def _is_doubtful(character: str) -> bool:
    """Whether it is not certain that an address goes on here: a dash, or a Chinese character."""
    return character == "–" or _is_unspaced(character)


def _is_unspaced(character: str) -> bool:
    from unicodedata import name

    if character.isascii():
        return False
    return name(character, "").startswith(_UNSPACED_SCRIPTS)
