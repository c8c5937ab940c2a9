"""The words, numbers and marks of a name or title, and what kinds of things they may be."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()

_SMALL = "|".join([*_ORDINALS[1:], *_ONES[:0:-1]])
_ORDINAL_TENS = "|".join(f"{ten[:-1]}ieth" for ten in _TENS)
_NUMBER_WORD = (
    rf"(?:(?:{'|'.join(_TENS)})[- ](?:{_SMALL})|{_ORDINAL_TENS}|{'|'.join(_TENS)}|{_SMALL})"
)
_TOKEN = Lazy(
    rf"(?P<words>(?<![^\W_]){_NUMBER_WORD}(?![^\W_]))"  # Twenty-One, seventh
    r"|(?P<digits>\d+)"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<space>\s+)"
    r"|(?P<mark>.)",
    re.IGNORECASE | re.DOTALL,
)
_ROMAN = Lazy(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\Z")
_ROMAN_VALUES = {
    "M": 1000, "CM": 900, "D": 500, "CD": 400, "C": 100, "XC": 90, "L": 50, "XL": 40, "X": 10,
    "IX": 9, "V": 5, "IV": 4, "I": 1,
}  # fmt: skip

ORDINAL_ENDINGS = {"st", "nd", "rd", "th"}


class Token(NamedTuple):
    """A word, a run of digits, a run of blanks, or a mark.

    `kinds` are the things that it may be beside its text: `number`, `month`, `weekday`, `season`,
    `ending` (of `11th`).
    """

    text: str
    kinds: frozenset[str] = frozenset()

    @property
    def is_word(self) -> bool:
        """Whether it has a letter or a digit."""
        return self.text[0].isalnum()

    def is_like(self, other: Token) -> bool:
        """Whether two tokens may stand in the same place of a pattern."""
        if self.text == other.text or self.kinds & other.kinds:
            return True
        return self.text.isspace() and other.text.isspace()


@lru_cache(maxsize=8192)
def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the tokens of a text; names and titles are asked for again and again."""
    return tuple(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    before = ""
    for match in _TOKEN.finditer(text):
        kind, part = str(match.lastgroup), match[0]
        yield Token(part, _kinds(kind, part, before))
        before = part


_DIGITS = frozenset({"number"})
_NONE: frozenset[str] = frozenset()


def _kinds(kind: str, part: str, before: str) -> frozenset[str]:
    if kind in {"digits", "words"}:
        return _DIGITS
    if kind != "word":
        return _NONE
    kinds = set()
    lowered = part.lower()
    if before.isdecimal() and lowered in ORDINAL_ENDINGS:
        kinds.add("ending")
    if part.isupper() and _ROMAN.match(part):
        kinds.add("number")
    if lowered in _weekday_words():
        kinds.add("weekday")
    if lowered in season_words():
        kinds.add("season")
    if part.casefold() in month_words():
        kinds.add("month")
    return frozenset(kinds)


SEASONS = {
    "en": ("winter", "spring", "summer", "autumn"),
    "en-us": ("winter", "spring", "summer", "fall"),
    "de": ("winter", "frühling", "sommer", "herbst"),
    "fr": ("hiver", "printemps", "été", "automne"),
    "es": ("invierno", "primavera", "verano", "otoño"),
    "it": ("inverno", "primavera", "estate", "autunno"),
    "pt": ("inverno", "primavera", "verão", "outono"),
    "nl": ("winter", "lente", "zomer", "herfst"),
}
"""The seasons of the northern year, from January on."""


@cache
def season_words() -> dict[str, set[tuple[str, int]]]:
    """Return what the words for seasons may be: their language, and which it is, 0 for winter."""
    found: dict[str, set[tuple[str, int]]] = {}
    for lang, names in SEASONS.items():
        for place, name in enumerate(names):
            found.setdefault(name, set()).add((lang, place))
    return found


@cache
def _weekday_words() -> frozenset[str]:
    return frozenset([*_WEEKDAYS, *(day[:3] for day in _WEEKDAYS)])


@cache
def month_words() -> dict[str, set[tuple[str, str, int]]]:
    """Return what the words for months may be: their language, their form, and the month's number.

    `juil` is the French `short` of 7, and `aout` its `long` of 8 without accents. Names that are
    more than a word are left out.
    """
    from postgen.text.months import MONTHS

    found: dict[str, set[tuple[str, str, int]]] = {}
    for lang, months in MONTHS.items():
        for form, names in zip(months._fields, months, strict=True):
            ways = [way for way in _ASCII if any(_ASCII[way](name) != name for name in names)]
            for way in ("", *ways):
                for number, name in enumerate(names, 1):
                    word = (_ASCII[way](name) if way else name).rstrip(".").casefold()
                    if word.isalpha() and len(word) > 1:
                        found.setdefault(word, set()).add((lang, f"{form}{way}", number))
    return found


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    from unicodedata import combining, normalize

    return "".join(each for each in normalize("NFKD", text) if not combining(each))


_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
)
_ASCII: dict[str, Callable[[str], str]] = {
    " plain": _without_accents,
    " umlauts": lambda text: text.translate(_UMLAUTS),
}
"""How names are written without accents, in names of files: `fevrier`, `maerz`."""


def month_name(lang: str, form: str, number: int) -> str:
    """Return the name of a month, without a dot behind it."""
    from postgen.text.months import MONTHS

    plain, blank, way = form.partition(" ")
    name = str(getattr(MONTHS[lang], plain)[number - 1]).rstrip(".")
    return _ASCII[blank + way](name) if way else name


def weekday_name(number: int, *, is_short: bool) -> str:
    """Return the English name of a weekday, 0 for Monday, in lower case."""
    return _WEEKDAYS[number][: 3 if is_short else None]


# Numbers


class Number(NamedTuple):
    """How a number is written: `digits` with a width, `roman`, `words` or `ordinal` words."""

    value: int
    form: str
    width: int = 0


def read_number(text: str) -> Number | None:
    """Read `201`, `007`, `XIV`, `twenty-one` or `Seventh`."""
    if text.isdecimal():
        return Number(int(text), "digits", len(text) if text[0] == "0" else 0)
    if text.isupper() and _ROMAN.match(text):
        return Number(_roman(text), "roman")
    lowered = text.lower()
    if lowered in _number_words():
        return _number_words()[lowered]
    return None


def write_number(value: int, form: str, width: int, like: str) -> str:
    """Write a number in a form, in the case of `like`."""
    if form == "digits":
        return str(value).zfill(width)
    if form == "roman":
        return _to_roman(value)
    words = _to_words(value, is_ordinal=form == "ordinal")
    return words.title() if like[:1].isupper() and not like.isupper() else in_case(words, like)


def in_case(word: str, like: str) -> str:
    """Return a word in the case of another: lower, UPPER, Title, or as it is."""
    if like.islower():
        return word.lower()
    if like.isupper() and len(like) > 1:
        return word.upper()
    if like[:1].isupper():
        return word[:1].upper() + word[1:]
    return word


def ordinal_ending(value: int) -> str:
    """Return what stands behind the digits of an English ordinal: `st` of 21st."""
    if value % 100 in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")


def _roman(text: str) -> int:
    total, at = 0, 0
    for letters, value in _ROMAN_VALUES.items():
        while text.startswith(letters, at):
            total += value
            at += len(letters)
    return total


def _to_roman(value: int) -> str:
    written = ""
    for letters, each in _ROMAN_VALUES.items():
        while value >= each:
            written += letters
            value -= each
    return written


def _to_words(value: int, *, is_ordinal: bool) -> str:
    if value < 20:
        return (_ORDINALS if is_ordinal else _ONES)[value]
    if value > 99:
        return f"{value}{ordinal_ending(value)}" if is_ordinal else str(value)
    ten, one = _TENS[value // 10 - 2], value % 10
    if not one:
        return f"{ten[:-1]}ieth" if is_ordinal else ten
    return f"{ten}-{(_ORDINALS if is_ordinal else _ONES)[one]}"


@cache
def _number_words() -> dict[str, Number]:
    found = {}
    for value in range(1, 100):
        for form in ("words", "ordinal"):
            word = _to_words(value, is_ordinal=form == "ordinal")
            found[word] = found[word.replace("-", " ")] = Number(value, form)
    return found
