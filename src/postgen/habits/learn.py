"""What the next issue of a series is like: where it goes, its name, its title, its number."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from postgen.habits import pattern, series
from postgen.habits.model import KEEP
from postgen.habits.series import lang_of
from postgen.habits.tokens import read_number, tokens_of
from postgen.jekyll import frontmatter
from postgen.jekyll.slugs import slugify
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from postgen.habits.model import Sample
    from postgen.habits.pattern import Pattern

LAST = 3
"""How many posts say how a thing is done."""

_NOT_KEPT = Lazy(r"[^\w.,'!&+#()-]+")
_SLUG_STYLES: dict[str, Callable[[str], str]] = {
    "jekyll": slugify,
    "case": lambda title: "-".join("".join(c if c.isalnum() else " " for c in title).split()),
    "under": lambda title: "_".join(
        "".join(c if c.isalnum() or c == "_" else " " for c in title).split()
    ),
    "marks": lambda title: _NOT_KEPT.sub("-", title.strip()).strip("-"),
    "blanks": lambda title: "_".join(title.split()),
}
"""How slugs are made of titles: `issue-12-roses`, `Issue-12-Roses`, `Issue_12_Roses`…"""


class IssueHabits(NamedTuple):
    """What is learned from the last issues of a series.

    `slug_style` is how slugs are made of titles, "" where they are not.
    """

    samples: tuple[Sample, ...]
    lang: str
    folder: Pattern
    slug: Pattern
    title: Pattern | None
    slug_style: str
    ext: str
    is_dated: bool
    has_padded_day: bool

    @property
    def last_number(self) -> int | None:
        """The number of the last issue: of its title, its name, or its `issue:`."""
        for each in (self.title, self.slug):
            if each and each.last_number is not None:
                return each.last_number
        return series.issue_key(self.samples[0])

    @property
    def next_number(self) -> int | None:
        """The number of the next issue, never one that is there; None where issues have none."""
        numbered = [each for each in (self.title, self.slug) if each and each.last_number]
        if self.last_number is None:
            return None
        found = numbered[0].next_number if numbered else self.last_number + 1
        if found is None:
            return None
        newest = self.samples[0]
        if found in series.numbers_in(newest):
            found += 1
        titles = {sample.title for sample in self.samples}
        keys = {series.issue_key(sample) for sample in self.samples}
        slugs = {sample.slug for sample in self.samples}
        for _ in self.samples:
            texts = [each.render(newest.day, {self.last_number: found}) for each in numbered]
            if found not in keys and not any(text in titles or text in slugs for text in texts):
                break
            found += 1
        return found

    def numbers(self, number: int | None) -> dict[int, int]:
        """Return what follows the number of the last issue: the next one, or `number`."""
        last, following = self.last_number, number or self.next_number
        return {} if last is None or following is None else {last: following}

    def number_of(self, sample: Sample) -> int | None:
        """Return the number of an issue of the series; None where it has none."""
        key = series.issue_key(sample)
        if key is not None:
            return key
        for each, text in ((self.title, sample.title), (self.slug, sample.slug)):
            number = pattern.number_in(each, text) if each and each.has_number else None
            if number is not None:
                return number
        return None

    def number_in(self, title: str) -> int | None:
        """Return the number of an issue in the title that a person gave it; None for none."""
        numbers = [
            read.value
            for token in tokens_of(title)
            if "number" in token.kinds and (read := read_number(token.text))
        ]
        if self.next_number in numbers:
            return self.next_number
        return numbers[0] if len(numbers) == 1 else None

    def next_title(self, day: date, numbers: Mapping[int, int], words: str = KEEP) -> str:
        """Return the title of the issue of a day, with words where titles have free text."""
        return self.title.render(day, numbers, words) if self.title else ""

    def next_slug(self, day: date, numbers: Mapping[int, int], title: str, given: str) -> str:
        """Return the slug; `given` is the title that a person gave the issue, if any."""
        make = _SLUG_STYLES.get(self.slug_style)
        if make and (given or self.slug.has_free):
            made = make(title)
            if made:
                return made
        is_chance = len(self.samples) == 1 and self.slug.is_constant and not make
        if is_chance:
            return slugify(title)
        if not self.slug.has_free:
            return self.slug.render(day, numbers)
        words = slugify(given) or KEEP.lower()
        return self.slug.render(day, numbers, words)

    def next_name(self, day: date, slug: str) -> str:
        """Return the file's name without its ending."""
        if not self.is_dated:
            return slug
        stamp = day.isoformat() if self.has_padded_day else f"{day.year}-{day.month}-{day.day}"
        return f"{stamp}-{slug}"


def learn(samples: Sequence[Sample], lang: str = "") -> IssueHabits:
    """Learn from the posts of a series, the newest first."""
    lang = lang or lang_of(samples[0])
    folders = [(sample.folder, sample.day) for sample in samples]
    slugs = [(sample.slug, sample.day) for sample in samples]
    read = [(title_in(sample), sample.day) for sample in samples[: pattern.MOST]]
    titles = [(title, day) for title, day in read if title]
    folder = pattern.learn(folders[:LAST])
    slug = pattern.learn(slugs, lang)
    if folder.has_free:
        folder = pattern.learn(folders[:1])
    return IssueHabits(
        samples=tuple(samples),
        lang=lang,
        folder=folder,
        slug=slug,
        title=pattern.learn(titles, lang) if titles else None,
        slug_style=_slug_style(samples[:LAST]),
        ext=_usual([sample.ext for sample in samples[:LAST]]),
        is_dated=bool(samples[0].stamp),
        has_padded_day=_has_padded_day(samples),
    )


def title_in(sample: Sample) -> str:
    """Return the title of a post as YAML reads it, or ""."""
    try:
        title = frontmatter.load(sample.front).get("title")
    except frontmatter.YamlError:
        title = sample.title
    return "" if title is None else str(title)


def _usual(values: Sequence[str]) -> str:
    """Return the most frequent value, the newest of several."""
    return Counter(values).most_common(1)[0][0]


def _slug_style(samples: Sequence[Sample]) -> str:
    """Return how slugs are made of titles; "" where they are not."""
    for name, make in _SLUG_STYLES.items():
        fitting = sum(sample.slug == make(sample.title) for sample in samples if sample.title)
        is_newest = samples[0].slug == make(samples[0].title)
        if fitting * 2 > len(samples) or (is_newest and fitting * 2 == len(samples)):
            return name
    return ""


def _has_padded_day(samples: Sequence[Sample]) -> bool:
    """Whether names have `2016-05-03`, not `2016-5-3`; the newest that can say decides."""
    for sample in samples:
        parts = sample.stamp.split("-")[1:]
        if any(part.startswith("0") for part in parts):
            return True
        if any(len(part) == 1 for part in parts):
            return False
    return True
