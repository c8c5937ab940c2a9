"""Texts that stand in each issue, equal but for its number and its date.

`Welcome to issue 12 of 20 November 2026.` and `Welcome to issue 13 of 27 November 2026.` are one
text, whose number is that of the issue and whose day is that of the issue.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TK = "TK"
"""What journalists write where something is to come."""

_LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "sv", "nb", "da", "pl", "cs", "ru", "uk")
"""Whose name of a month is taken where several languages have the same ones."""

_ORDINAL = ("th", "st", "nd", "rd")
_DIGITS = Lazy(r"\d+", re.ASCII)
_WRITTEN_INTRO = Lazy(r"^This issue has (?:a link|links)(?: on .+?)?: .+[.?!…]$", re.MULTILINE)
"""`This issue has links on NLP and Tools: The Illustrated Transformer and ripgrep.`"""


def has_written_intro(text: str) -> bool:
    """Whether a text has a first paragraph such as postgen writes one: what is in an issue."""
    return "This issue has " in text and _WRITTEN_INTRO.search(text) is not None


class Occasion(NamedTuple):
    """An issue's number and day, None where they are not known, and its language if it says so."""

    number: int | None = None
    day: date | None = None
    lang: str = ""


class Number(NamedTuple):
    """A number of the text: that of the issue, plus `offset`; at least `width` digits."""

    offset: int
    width: int
    ordinal: bool = False


class Day(NamedTuple):
    """A date of the text: `offset` days after the issue, in a form such as `{B} {d}, {Y}`."""

    offset: int
    form: str


class Open(NamedTuple):
    """A number that differs from issue to issue, and does not follow from anything."""


Piece = str | Number | Day | Open


class _Token(NamedTuple):
    """A piece of one text: what it says, and its number or its day and form."""

    text: str
    number: int | None = None
    day: date | None = None
    form: str = ""
    ordinal: bool = False
    names: frozenset[tuple[str, str, int]] = frozenset()

    @property
    def is_literal(self) -> bool:
        """Whether it says the same in each issue."""
        return self.number is None and self.day is None


@cache
def _dates() -> re.Pattern[str]:
    """Return the pattern of what may be a date: `2026-11-20`, `20.11.2026`, `20 de mayo de 2026`.

    Whether a word is a month is seen afterwards.
    """
    month = r"(?P<{0}>[^\W\d_]{{2,}})(?![^\W\d_])\.?"
    return re.compile(
        r"(?<!\d)(?P<Y1>\d{4})(?P<s1>[-/.])(?P<m1>\d{1,2})(?P=s1)(?P<d1>\d{1,2})(?!\d)"
        r"|(?<!\d)(?P<d2>\d{1,2})(?P<s2>[./])(?P<m2>\d{1,2})(?P=s2)(?P<Y2>\d{4})(?!\d)"
        rf"|\b{month.format('B3')}(?P<s3>[ ]+)(?P<d3>\d{{1,2}})(?P<o3>st|nd|rd|th)?"
        r"(?:(?P<t3>,?[ ]+)(?P<Y3>\d{4}))?(?!\d)"
        r"|(?<!\d)(?P<d4>\d{1,2})(?P<o4>st|nd|rd|th)?(?P<s4>\.?[ ]+(?:de[ ]+)?)"
        rf"{month.format('B4')}(?:(?P<t4>,?[ ]+(?:de[ ]+)?)(?P<Y4>\d{{4}}))?(?!\d)"
        rf"|\b{month.format('B5')}(?P<s5>[ ]+(?:de[ ]+)?)(?P<Y5>\d{{4}})(?!\d)"
        r"|(?<!\d)(?P<Y6>\d{4})年(?P<m6>\d{1,2})月(?P<d6>\d{1,2})日"
    )


def _names_of(word: str) -> frozenset[tuple[str, str, int]]:
    """Return what a word for a month may be: its language, its form, and the month's number."""
    from postgen.habits.tokens import month_words

    names = month_words().get(word.casefold(), ())
    return frozenset(each for each in names if " " not in each[1])  # not as in names of files


def _read_date(
    found: re.Match[str], occasion: Occasion
) -> tuple[date, str, frozenset[tuple[str, str, int]]] | None:
    """Return the day that a match names, its form, and what its month may be; None for no day."""
    kind = next(key[1] for key, value in found.groupdict().items() if value is not None)
    parts = {key[0]: value for key, value in found.groupdict().items() if key[1] == kind}
    year_text, day_text, name = parts.get("Y"), parts.get("d"), parts.get("B")
    day = occasion.day
    if not year_text and not day:
        return None
    names = _names_of(name) if name else frozenset()
    if name and not names:
        return None
    near = day.month if day else 0
    month = min(names, key=lambda each: (each[2] - near) % 12)[2] if name else int(parts["m"] or 0)
    year = int(year_text) if year_text else day.year if day else 0
    try:
        moment = date(year, month, int(day_text) if day_text else 1)
    except ValueError:
        return None
    text = found[0]
    form = ""
    last = 0
    fields = {"Y": "{Y}", "m": "{m}", "d": "{d}", "B": "{B}", "o": "{o}"}
    for key in sorted(
        (key for key in parts if parts[key]), key=lambda key: found.start(key + kind)
    ):
        if key not in fields:
            continue
        start, end = (place - found.start() for place in found.span(key + kind))
        form += text[last:start].replace("{", "{{") + _field(key, parts[key])
        last = end
    return moment, form + text[last:], frozenset(each for each in names if each[2] == month)


def _field(key: str, written: str) -> str:
    """Return the field of a part of a date: padded (`{dd}`), or `{D}` where that is not seen."""
    if key in {"m", "d"}:
        if written.startswith("0"):
            return "{" + 2 * key + "}"
        return "{" + (key if len(written) == 1 else key.upper()) + "}"
    if key == "B":
        case = "l" if written.islower() else "u" if written.isupper() else ""
        return "{B:" + case + "}"
    return "{" + key + "}"


def _tokens(text: str, occasion: Occasion) -> Iterator[_Token]:
    """Yield the pieces of a text: its dates, its other numbers, and what stands between them."""
    last = at = 0
    while found := _dates().search(text, at):
        read = _read_date(found, occasion)
        if not read:
            at = found.start() + 1
            continue
        yield from _numbers(text[last : found.start()])
        yield _Token(found[0], day=read[0], form=read[1], names=read[2])
        last = at = found.end()
    yield from _numbers(text[last:])


def _numbers(text: str) -> Iterator[_Token]:
    last = 0
    for found in _DIGITS.finditer(text):
        yield _Token(text[last : found.start()])
        end = found.end()
        has_ordinal = text[end : end + 2] in _ORDINAL and not text[end + 2 : end + 3].isalpha()
        if has_ordinal:
            end += 2
        yield _Token(text[found.start() : end], number=int(found[0][:18]), ordinal=has_ordinal)
        last = end
    yield _Token(text[last:])


class Text:
    """A text of one issue, to be compared with those of others."""

    def __init__(self, text: str, occasion: Occasion) -> None:
        self.text = text
        self.occasion = occasion
        self.tokens = [each for each in _tokens(text, occasion) if each.text]
        self.skeleton = tuple(
            each.text if each.is_literal else ("day" if each.day else "number")
            for each in self.tokens
        )


def shared(texts: Sequence[Text]) -> tuple[Piece, ...] | None:
    """Return what texts of several issues have in common; None where they are not one text.

    A number that differs and does not follow from the issue's is `Open`, unless it is part of an
    address.
    """
    first = texts[0]
    if any(each.skeleton != first.skeleton for each in texts):
        return None
    pieces: list[Piece] = []
    for place, tokens in enumerate(zip(*(each.tokens for each in texts), strict=True)):
        piece = _shared_piece(tokens, [each.occasion for each in texts])
        if isinstance(piece, Open) and _is_in_address(first, place):
            return None
        pieces.append(piece)
    words = sum(len(piece.split()) for piece in pieces if isinstance(piece, str))
    opened = sum(isinstance(piece, Open) for piece in pieces)
    return None if opened and words < 4 * opened else tuple(_joined(pieces))


def _shared_piece(tokens: Sequence[_Token], occasions: Sequence[Occasion]) -> Piece:
    first = tokens[0]
    if all(each.text == first.text for each in tokens):
        return first.text
    pairs = list(zip(tokens, occasions, strict=True))
    if first.day:
        days = {_days_between(token, occasion) for token, occasion in pairs}
        offset = days.pop()
        return Open() if days or offset is None else Day(offset, _merged(tokens, occasions[0].lang))
    numbers = {_difference(token, occasion) for token, occasion in pairs}
    difference = numbers.pop()
    if numbers or difference is None:
        return Open()
    padded = [len(each.text) for each in tokens if each.text.startswith("0")]
    return Number(difference, max(padded, default=1), first.ordinal)


def _days_between(token: _Token, occasion: Occasion) -> int | None:
    """Return how many days a date is after the issue; 0 for the month of the issue."""
    if not token.day or not occasion.day:
        return None
    if "{d" not in token.form.lower():  # `November 2026`
        is_same_month = token.day == occasion.day.replace(day=1)
        return 0 if is_same_month else None
    return (token.day - occasion.day).days


def _difference(token: _Token, occasion: Occasion) -> int | None:
    if token.number is None or occasion.number is None:
        return None
    return token.number - occasion.number


def _merged(tokens: Sequence[_Token], lang: str) -> str:
    """Return the form of all dates: padded or not as any of them shows."""
    form = tokens[0].form
    for small in "md":
        unknown = "{" + small.upper() + "}"
        if unknown not in form:
            continue
        seen = [each.form for each in tokens if unknown not in each.form]
        is_seen_padded = any("{" + 2 * small + "}" in each for each in seen)
        is_padded = is_seen_padded or (not seen and "-" in form)
        form = form.replace(unknown, "{" + (2 * small if is_padded else small) + "}")
    if "{B:" in form:
        has_dot = "}. {B:" in form  # `20. November`, which is not English
        form = form.replace("{B:", "{B:" + _language_of(tokens, lang or "de" * has_dot) + " ")
    return form


def _language_of(tokens: Sequence[_Token], wanted: str) -> str:
    """Return the language and the form of all names of months: `de full`. May is short and long."""
    each = [{(lang, form) for lang, form, _ in token.names} for token in tokens]
    common = set.intersection(*each) or each[0]
    code = wanted.lower()[:2]
    lang, form = min(common, key=lambda name: (name[0] != code, *_rank(name)))
    return f"{lang} {form}"


def _rank(name: tuple[str, str]) -> tuple[int, str, int]:
    lang, form = name
    place = _LANGUAGES.index(lang) if lang in _LANGUAGES else len(_LANGUAGES)
    return place, lang, ("full", "alone", "short").index(form)


def _is_in_address(text: Text, place: int) -> bool:
    """Whether the piece at a place stands in an address."""
    before = "".join(each.text for each in text.tokens[:place])
    word = before.split()[-1] if before and not before[-1].isspace() else ""
    return "://" in word or "](" in word


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    literal = ""
    for piece in pieces:
        if isinstance(piece, str):
            literal += piece
            continue
        if literal:
            yield literal
        literal = ""
        yield piece
    if literal:
        yield literal


def write(pieces: Sequence[Piece], occasion: Occasion) -> str:
    """Write a text for another issue; what is not known of it is `TK`."""
    return "".join(_write_piece(piece, occasion) for piece in pieces)


def renewed(pieces: Sequence[Piece], text: str, old: Occasion, new: Occasion) -> str:
    """Return a text with the number and the day of lines that are `pieces` as of another issue.

    `old` is what the issue was; its day need not be known.
    """
    has_words = any(isinstance(piece, str) and piece.strip() for piece in pieces)
    if not has_words or all(isinstance(piece, (str, Open)) for piece in pieces):
        return text
    parts = [f"(?P<p{place}>{_pattern_of(piece, old)})" for place, piece in enumerate(pieces)]
    pattern = re.compile(rf"^{''.join(parts)}(?=\r?$)", re.MULTILINE)

    def one(found: re.Match[str]) -> str:
        written = [
            found[f"p{place}"] if isinstance(piece, (str, Open)) else _write_piece(piece, new)
            for place, piece in enumerate(pieces)
        ]
        return "".join(written)

    return pattern.sub(one, text)


def _pattern_of(piece: Piece, old: Occasion) -> str:
    """Return a pattern of what a piece was written as."""
    if isinstance(piece, str):
        return re.escape(piece).replace("\\\n", r"\r?\n")
    if isinstance(piece, Number):
        return re.escape(_write_piece(piece, old))
    return r"[^\n]{1,40}?"


def _write_piece(piece: Piece, occasion: Occasion) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Number) and occasion.number is not None:
        number = occasion.number + piece.offset
        return f"{number:0{piece.width}d}{ordinal(number) if piece.ordinal else ''}"
    if isinstance(piece, Day) and occasion.day:
        return format_day(occasion.day + timedelta(days=piece.offset), piece.form)
    return TK


class _Month(int):
    """A month that is written by its name: `{B:de full l}` in German and in lower case."""

    def __format__(self, spec: str) -> str:
        from postgen.habits.tokens import month_name

        lang, form, case = (spec or "en full ").split(" ")
        name = month_name(lang, form, int(self))
        return name.lower() if case == "l" else name.upper() if case == "u" else name


def format_day(day: date, form: str) -> str:
    """Write a day in a form of `{Y}`, `{B:de full }`, `{mm}`, `{m}`, `{dd}`, `{d}` and `{o}`."""
    return form.format(
        Y=day.year,
        B=_Month(day.month),
        m=day.month,
        M=day.month,
        mm=f"{day.month:02}",
        d=day.day,
        D=day.day,
        dd=f"{day.day:02}",
        o=ordinal(day.day),
    )


def ordinal(number: int) -> str:
    """Return what English puts behind a number: `1st`, `12th`, `23rd`."""
    is_teen = number % 100 in {11, 12, 13}
    return "th" if is_teen or number % 10 > 3 else _ORDINAL[number % 10]
