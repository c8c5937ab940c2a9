"""A translation beside its original: what it takes over from it, and all that is to be told. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postgen.jekyll import frontmatter
from postgen.jekyll.document import Document
from postgen.text import languages
from postgen.text.edits import line_number
from postgen.translation import untranslated
from postgen.translation.differences import Pair, Side
from postgen.translation.restore import restore

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postgen.references.parse import ParsedReferences
    from postgen.translation.differences import Difference

_LANG = re.compile(r"^lang(?:uage)?[ \t]*:", re.MULTILINE)


class Original(NamedTuple):
    """The text that another is a translation of, or perhaps is, if not `sure`."""

    text: str
    sure: bool


class Told(NamedTuple):
    """What is not as it should be, on a line of the file; `is_meant` if it may well be wanted so."""

    line: int
    reason: str
    is_mended: bool = False
    is_meant: bool = False


class Twin:
    """A translation, read beside its original."""

    def __init__(self, document: Document, reading: ParsedReferences, original: Document) -> None:
        self._document = document
        self._original = original
        self._reading = reading
        self._side = Side.of(original.body)
        self._pair = Pair(self._side, Side(reading))

    @classmethod
    def of(
        cls, document: Document, reading: ParsedReferences, original: Original | None
    ) -> Twin | None:
        """Read a translation and its original; None for what is no translation of it."""
        if not original:
            return None
        twin = cls(document, reading, Document.parse(original.text))
        return twin if original.sure or twin._pair.is_alike else None

    @property
    def numbers(self) -> dict[str, int]:
        """The numbers that its references are to have, by URL."""
        return self._pair.numbers

    def restored(self, body: str, heading: str) -> str:
        """Give the body with what it has lost in its list again; see `restore`."""
        return restore(Pair(self._side, Side.of(body)), heading)

    def told(self, after: str | None = None) -> Iterator[Told]:
        """Tell how the two differ; `after` is the body that was mended, if it was."""
        still = (
            {each.url for each in Pair(self._side, Side.of(after)).lost}
            if after is not None
            else set()
        )
        above = line_number(str(self._document), self._document.body_start) - 1
        for each in self._pair.differences():
            line = above + line_number(self._reading.source, each.start)
            yield Told(line, *_told(each, is_mended=after is not None, still=still), each.meant)
        yield from self._of_languages()
        data = _data(self._document)
        if places := untranslated(self._reading):
            many = (
                f"{len(places)} passages still say what the comments above them say, this one first"
            )
            reason = (
                many
                if len(places) > 1
                else "This passage still says what the comment above it says"
            )
            line = above + line_number(self._reading.source, places[0])
            yield Told(line, reason, is_meant=data.get("published") is False)

    def _of_languages(self) -> Iterator[Told]:
        """Tell where the title and `lang:` disagree, with each other or the original's."""
        data, other = _data(self._document), language_of(_data(self._original))
        tag = languages.tag_in(str(data.get("title") or ""))
        lang, own = str(data.get("lang") or ""), language_of(data)
        found = _LANG.search(self._document.front)
        line = (
            line_number(str(self._document), len(self._document.head) + found.start())
            if found
            else 1
        )
        if tag and lang and not is_same(tag.lang, lang):
            yield Told(line, f"The title says [{tag.written}], `lang:` says {lang}")
        elif own and other and languages.normal(own) == languages.normal(other):
            yield Told(line, f"Its language, {own}, is that of its original")


def _told(difference: Difference, *, is_mended: bool, still: set[str]) -> tuple[str, bool]:
    """Give the reason, and whether a run mends it; a number follows the original's in every run."""
    lost = difference.lost
    if not lost or not lost.label:
        return difference.reason, difference.moved
    if is_mended:
        return difference.reason, lost.url not in still
    return f"{difference.reason}; --repair lists it again", False


def language_of(front: Mapping[str, object]) -> str:
    """Give the language that a front matter names, by `lang:` or its title's tag; "" for none."""
    tag = languages.tag_in(str(front.get("title") or ""))
    return str(front.get("lang") or (tag.lang if tag else ""))


def is_same(one: str, other: str) -> bool:
    """Say whether two codes name the same language; one that names no country takes in all of them."""
    first, second = sorted((languages.normal(one), languages.normal(other)), key=len)
    return first in {second, second.partition("-")[0]}


def _data(document: Document) -> Mapping[str, object]:
    try:
        return frontmatter.load(document.front)
    except frontmatter.YamlError:
        return {}
