"""A category for a link, learnt from the links in the backlog and the posts. Pure.

Naive Bayes over the words of a link's title, note and host. It only ever names a category that it
has learnt from, and says nothing rather than guess: unless its evidence is more than one word seen
once, and one category stands out.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from postgen.page.titles_from_urls import host_of, words_of_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SURE = 0.75
"""The least share of belief that a category must have to be named."""

EVIDENCE = 2.0
"""The least number of links of the category that share a telling word with the new one."""

TELLING = 0.6
"""A word is telling for a category that holds this share of the links with it.

The share is taken of rates, so that large categories do not win by their size.
"""

_SMOOTHING = 0.3
_WORD = re.compile(r"[^\W_]+(?:[+#]+)?")  # `python`, `c++`, `f#`
# Thai and Lao; Japanese and Chinese.
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
_COMMON = frozenset(
    (
        "a about after all an and any are as at be been best but by can do does for from get "
        "guide had has have how i if in intro introduction into is it its just like make making "
        "more most my new no not of on one or our out over part should so some than that the "
        "their them then there these they this to up us use using vs was we what when where "
        "which who why will with without you your http https www com org net html index blog "
        "post article page der die das und ein eine von mit für auf ist le la les de des du et "
        "un une en el los las y que por il di "
    ).split()
)


class Example(NamedTuple):
    """A link that was filed: its category, its words and its URL."""

    category: str
    title: str
    note: str
    url: str


class Suggestion(NamedTuple):
    """A category, and the share of belief that it has, up to 1."""

    category: str
    confidence: float


class Learner:
    """What examples say of the categories."""

    def __init__(self, examples: Iterable[Example]) -> None:
        self._sizes: Counter[str] = Counter()
        self._words: dict[str, Counter[str]] = defaultdict(Counter)
        self._links: dict[str, Counter[str]] = defaultdict(Counter)
        for each in examples:
            if not each.category:
                continue
            words = Counter(_features(each.title, each.note, each.url))
            self._sizes[each.category] += 1
            self._words[each.category].update(words)
            for word in words:
                self._links[word][each.category] += 1

    def suggest(self, title: str, note: str, url: str) -> Suggestion | None:
        """Return the category of a link; None where none stands out, or there is only one."""
        if len(self._sizes) < 2:
            return None
        words = [word for word in _features(title, note, url) if word in self._links]
        if not words:
            return None
        scores = {category: self._score(category, words) for category in self._sizes}
        best = max(scores, key=lambda category: (scores[category], category))
        total = sum(math.exp(score - scores[best]) for score in scores.values())
        confidence = 1 / total
        if confidence < SURE or self._evidence(best, words) < EVIDENCE:
            return None
        return Suggestion(best, confidence)

    def _score(self, category: str, words: list[str]) -> float:
        """Return the logarithm of a category's belief.

        It is tempered, because the words of one title are not independent.
        """
        counts = self._words[category]
        total = counts.total() + _SMOOTHING * len(self._links)
        rates = [(counts[word] + _SMOOTHING) / total for word in words]
        likelihood = sum(math.log(rate) for rate in rates)
        prior = 0.5 * math.log(self._sizes[category])
        temperature = math.sqrt(1 + len(words) / 8)
        return prior + likelihood / temperature

    def _evidence(self, category: str, words: list[str]) -> float:
        """Count the category's links that share a telling word with the new one."""
        evidence = 0
        for word in set(words):
            links = self._links[word]  # of each category
            rates = {each: count / self._sizes[each] for each, count in links.items()}
            share = rates.get(category, 0) / sum(rates.values())
            if share >= TELLING:
                evidence += links[category]
        return evidence


def _features(title: str, note: str, url: str) -> Iterator[str]:
    """Yield what a link is known by: the words of its title and note, and its host."""
    host = host_of(url)
    yield from _words(title)
    yield from _words(note)
    if host:
        yield f"@{host}"
    if not title:
        host_and_path = url.partition("://")[2]
        path = host_and_path.partition("/")[2]
        yield from _words(words_of_path(path))


def _words(text: str) -> Iterator[str]:
    """Yield the telling words of a text, plurals as singulars.

    Of scripts without blanks, every two characters are a word.
    """
    text = text.casefold()
    for run in _UNSPACED.findall(text):
        pairs = max(1, len(run) - 1)
        for at in range(pairs):
            yield run[at : at + 2]
    for word in _WORD.findall(_UNSPACED.sub(" ", text)):
        if word in _COMMON or word.isdecimal() or len(word) == 1:
            continue
        is_plural = len(word) > 3 and word.endswith("s") and not word.endswith("ss")
        yield word[:-1] if is_plural else word
