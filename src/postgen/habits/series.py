"""Find the issues among the posts: what has one name and title but for a number, a date or words.

Several series may stand side by side: a newsletter and its podcast, one series a language.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from math import log2
from typing import TYPE_CHECKING

from postgen.habits.tokens import read_number, tokens_of
from postgen.text import languages
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.habits.model import Sample
    from postgen.habits.tokens import Token

NEWEST = 400
"""How many of the newest posts are looked at; older ones say little about the next issue."""

_NAMES = Lazy(
    r"newsletter|weekly|biweekly|fortnightly|monthly|issue|digest|roundup|round-up|bulletin|briefing"
    r"|\bbrief\b|gazette|dispatch|weeknote|\bletters?\b|\bupdates?\b|\bnews\b|\blinks?\b"
    r"|this[ _-]?week|this[ _-]?month|last[ _-]?week|\bweek\b|edition|reading list|link dump|picks"
    r"|highlights"
    r"|ausgabe|wochen|rundbrief|infolettre|lettre|hebdo|semaine|bolet[ií]n|semanal|semana"
    r"|bollettino|settimana|nieuwsbrief|рассылка|дайджест|выпуск|周刊|周报|简报|週刊|週報|ニュース",
    re.IGNORECASE,
)
"""Words that newsletters call themselves by."""

_OTHER_NAMES = Lazy(
    r"\bpart\b|chapter|lesson|tutorial|episode|podcast|recap|release[sd]?|version|\bv\d|special"
    r"|workshop|\bday\b|\bteil\b|recherche|research",
    re.IGNORECASE,
)
"""Words of series that are something else, or a companion of the newsletter."""

_FIELD = Lazy(r"^(layout|type|series|category|categories|tags?):[^\n]*", re.MULTILINE)
_ISSUE_KEY = Lazy(
    r"^(?:issue|issue_?(?:number|no)|number|edition|newsletter|no|nr|ausgabe|numero):"
    r"[ \t]*[\"']?#?(\d{1,5})\b",
    re.MULTILINE | re.IGNORECASE,
)
"""A number of an issue in front matter."""

_LANG_ENDING = Lazy(
    r"[-_.](en|fr|de|es|pt|pt-br|it|nl|ru|uk|pl|cs|sv|tr|ar|ja|ko|zh|zh-cn|zh-tw)\Z",
    re.IGNORECASE,
)
"""A language at the end of a name: `issue-12-fr`."""

_OUTSIDE = Lazy(r"(?:\]\(|\]: *|<|=\")https?:")
_SEPARATOR = Lazy(r": | [-–—|] |：|｜")


def may_be_issue(title: str) -> bool | None:
    """Whether a post is called as issues are, or as parts of something else; None for neither."""
    if _OTHER_NAMES.search(title):
        return False
    return True if _NAMES.search(title) else None


class Series(NamedTuple):
    """Posts of one series, the newest first; `name` is how it may be called."""

    name: str
    members: tuple[Sample, ...]
    score: float = 0.0
    lang: str = ""

    @property
    def newest(self) -> Sample:
        """The last issue."""
        return self.members[0]

    def shares(self, other: Series) -> bool:
        """Whether the newest posts of two series are mostly the same."""
        own = {sample.path for sample in self.members[:6]}
        others = {sample.path for sample in other.members[:6]}
        return len(own & others) * 2 >= min(len(own), len(others))


def find(samples: Iterable[Sample], lang: str = "", usual_lang: str = "") -> list[Series]:
    """Return the series of issues among posts, the likeliest first; each only once.

    With `lang`, those of that language, if there are any; else those of `usual_lang`, which is that
    of the site, or of none.
    """
    newest = sorted(samples, key=lambda sample: (sample.day, sample.name), reverse=True)[:NEWEST]
    if not newest:
        return []
    groups: dict[tuple[str, ...], list[Sample]] = {}
    for sample in newest:
        for key in set(_keys(sample)):
            groups.setdefault(key, []).append(sample)
    found = []
    for key, members in sorted(groups.items()):
        series = _series(key, members, newest[0])
        if series:
            found.append(series)
    found.sort(key=lambda series: (-series.score, -len(series.members), series.name))
    distinct = [_with_others(series, found, newest) for series in _distinct(found)]
    distinct.sort(key=lambda series: -series.score)
    distinct = _distinct(distinct)
    wanted = [series for series in distinct if lang and languages.is_same(series.lang, lang)]
    if not wanted and usual_lang:
        wanted = [
            series
            for series in distinct
            if not series.lang or languages.is_same(series.lang, usual_lang)
        ]
    return wanted or distinct


def are_editions(one: Series, other: Series) -> bool:
    """Whether two series are the same issues in two languages: with the same days or numbers."""
    if one.lang == other.lang:
        return False
    days = {sample.day for sample in one.members[:12]}
    same_days = sum(sample.day in days for sample in other.members[:12])
    numbers = {frozenset(numbers_in(sample)) for sample in one.members[:12]} - {frozenset()}
    same_numbers = sum(frozenset(numbers_in(sample)) in numbers for sample in other.members[:12])
    return max(same_days, same_numbers) * 2 >= min(len(one.members), len(other.members), 12)


def around(sample: Sample, samples: Sequence[Sample]) -> Series:
    """Return the series that a post is in; that post alone where it is in none."""
    of_it = [series for series in find(samples) if sample in series.members]
    if not of_it:
        return Series(sample.name, (sample,), 0, lang_of(sample))
    best = of_it[0]
    members = [each for each in best.members if each.day <= sample.day or each == sample]
    return best._replace(members=tuple(members))


def _distinct(found: Iterable[Series]) -> list[Series]:
    """Keep the best of the series that are the same posts."""
    kept: list[Series] = []
    for series in found:
        if not any(series.shares(other) for other in kept):
            kept.append(series)
    return kept


def _with_others(series: Series, found: Sequence[Series], posts: Sequence[Sample]) -> Series:
    """Return a series with the one that it goes on from, and a last issue that looks different."""
    for other in found:
        if other.lang == series.lang and _goes_on(series, other):
            score = max(series.score, other.score) + 0.1
            series = series._replace(members=series.members + other.members, score=score)
            break
    last = numbers_in(series.newest)
    for post in reversed(posts):
        is_later = post.day > series.newest.day and lang_of(post) == series.lang
        if is_later and any(number - 1 in last for number in numbers_in(post)):
            series = series._replace(members=(post, *series.members))
            break
    return series


def _goes_on(series: Series, older: Series) -> bool:
    """Whether a series begins where an older one ends, with the next number or at the usual day."""
    first, last = series.members[-1], older.newest
    wait = (first.day - last.day).days
    _, usual = _regularity(older.members)
    if wait <= 0 or wait > 4 * usual + 21:
        return False
    before, after = numbers_in(last), numbers_in(first)
    if before and after:
        return any(number - 1 in before for number in after)
    has_numbers = bool(before or after)
    return not has_numbers and first.folder == last.folder and wait <= 2 * usual


def numbers_in(sample: Sample) -> set[int]:
    """Return the numbers in a post's title and name that may be those of an issue."""
    tokens = (*tokens_of(sample.title), *tokens_of(sample.slug))
    found = {read_number(token.text) for token in tokens if "number" in token.kinds}
    own = issue_key(sample)
    return {number.value for number in found if number} | ({own} if own else set())


# What posts have in common


def _keys(sample: Sample) -> Iterator[tuple[str, ...]]:
    """Yield what other posts of a series would have as well."""
    folder, lang = _without_dates(sample.folder), lang_of(sample)
    title = sample.title
    name_tokens, title_tokens = tokens_of(sample.slug), tokens_of(title)
    yield "name", folder, lang, _masked(name_tokens)
    if title:
        yield "title", folder, lang, _masked(title_tokens)
    for kind, tokens in (("head of title", title_tokens), ("head of name", name_tokens)):
        head = _head(tokens)
        if head:
            yield kind, folder, lang, head
    tail = _tail(title_tokens)
    if tail:
        yield "tail", folder, lang, tail
    separator = _SEPARATOR.search(title)
    if separator and _NAMES.search(title[: separator.start()]):
        yield "prefix", folder, lang, _masked_text(title[: separator.start()])
    for found in _FIELD.finditer(sample.text[:1500]):
        if _NAMES.search(found[0]):
            yield "field", folder, lang, found[0].lower()
    if issue_key(sample) is not None:
        yield "field", folder, lang, "issue: #"
    if _NAMES.search(sample.folder):
        yield "folder", folder, lang, ""


def issue_key(sample: Sample) -> int | None:
    """Return the number of an issue that is in the front matter, as `issue: 12`; None for none."""
    found = _ISSUE_KEY.search(sample.text[:2000])
    return int(found[1]) if found else None


def lang_of(sample: Sample) -> str:
    """Return the language of a post: of its front matter, its title's tag, or its folder; or ""."""
    if sample.lang:
        return languages.normal(sample.lang)
    title = sample.title
    if "[" in title or "(" in title:
        tag = languages.tag_in(title)
        if tag:
            return tag.lang
    ending = _LANG_ENDING.search(sample.slug)
    if ending:
        return languages.normal(ending[1])
    return _lang_of_folder(sample.folder)


@cache
def _lang_of_folder(folder: str) -> str:
    for part in folder.split("/"):
        code = part.partition("-")[0]
        is_code = len(code) == 2 and code.isalpha() and languages.name_of(part) != part
        if is_code:
            return languages.normal(part)
    return ""


def _masked(tokens: Iterable[Token]) -> str:
    return "".join("#" if token.kinds else token.text.lower() for token in tokens)


@cache
def _without_dates(folder: str) -> str:
    """Return a folder without those of years and months, into which old posts may be moved."""
    parts = folder.split("/")
    kept = [part for part in parts if not part.isdecimal()]
    return _masked_text("/".join(kept or parts))


@cache
def _masked_text(text: str) -> str:
    return _masked(tokens_of(text))


def _head(tokens: Sequence[Token]) -> str:
    """Return the beginning up to the first number; of `34: Words`, `34:`."""
    for place, token in enumerate(tokens):
        if "number" in token.kinds:
            return _masked(tokens[: max(2, place + 1)])
    return ""


def _tail(tokens: Sequence[Token]) -> str:
    """Return the end from the word before the last number: `weekly #12`."""
    places = [place for place, token in enumerate(tokens) if "number" in token.kinds]
    words = [place for place, token in enumerate(tokens) if token.is_word]
    if not places:
        return ""
    before = [place for place in words if place < places[-1]]
    return _masked(tokens[before[-1] :]) if before else ""


# Which of them are issues


def _series(key: tuple[str, ...], members: Sequence[Sample], newest: Sample) -> Series | None:
    """Return a group of posts as a series with its score; None where it is no series of issues."""
    kind, _, lang, text = key
    if len(members) < 2:
        return None
    growth = _growth(members)
    label = f"{text} {members[0].title} {members[0].slug}"
    is_named = bool(_NAMES.search(f"{label} {members[0].folder}"))
    has_variable = "#" in text
    regular, gap = _regularity(members)
    is_same = kind in {"name", "title"} and len(members) > 2 and regular > 0.5
    is_issues = is_named or (has_variable and growth > 0.5) or is_same
    if not is_issues:
        return None
    stale = (newest.day - members[0].day).days / (4 * gap + 21)
    size = min(1.0, log2(len(members)) / 5)
    score = (
        1.5 * size
        + regular
        + growth
        + is_named
        + _density(members[:4])
        + (0.3 if kind in {"name", "title"} else 0.15 if kind.startswith("head") else 0)
        - (0.8 if _OTHER_NAMES.search(label) else 0)
        - min(3.0, max(0.0, stale - 0.5))
    )
    name = members[0].title or members[0].slug
    return Series(name, tuple(members), score, lang)


def _regularity(members: Sequence[Sample]) -> tuple[float, float]:
    """Return how alike the gaps between the last posts are, 0 to 1, and the usual gap in days."""
    gaps = sorted((a.day - b.day).days for a, b in pairwise(members[:13]))
    usual = max(0.5, gaps[len(gaps) // 2])
    alike = sum(0.5 * usual <= gap <= 1.7 * usual for gap in gaps)
    few = 1 if len(gaps) > 2 else 0.5
    return few * alike / len(gaps), usual


def _growth(members: Sequence[Sample]) -> float:
    """Return how steadily a number grows by one, 0 to 1."""
    best = 0.0
    keys = [issue_key(sample) for sample in members[:8]]
    numbers_of_keys = [key for key in keys if key is not None]
    if len(numbers_of_keys) == len(keys):
        best = sum(1 <= a - b <= 2 for a, b in pairwise(numbers_of_keys)) / (len(keys) - 1)
    for text_of in (_title_text, _slug_text):
        rows = [
            [token.text for token in tokens_of(text_of(each)) if "number" in token.kinds]
            for each in members[:8]
        ]
        for place in range(min(map(len, rows))):
            numbers = [read_number(row[place]) for row in rows]
            values = [number.value for number in numbers if number]
            if len(values) < len(rows):
                continue
            steps = [a - b for a, b in pairwise(values)]
            best = max(best, sum(1 <= step <= 2 for step in steps) / len(steps))
    return best


def _title_text(sample: Sample) -> str:
    return sample.title


def _slug_text(sample: Sample) -> str:
    return sample.slug


def _density(members: Sequence[Sample]) -> float:
    """Return how rich posts are in links to elsewhere, 0 to 1."""
    counts = Counter(
        {sample.path: len(_OUTSIDE.findall(sample.text[:60_000])) for sample in members}
    )
    usual = sum(counts.values()) / len(counts)
    return min(1.0, log2(1 + usual) / 4.5)
