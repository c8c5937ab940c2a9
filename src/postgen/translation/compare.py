"""A translation beside its original: what it takes over from it, and how it differs. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postgen.jekyll import frontmatter
from postgen.jekyll.document import Document
from postgen.model import Finding
from postgen.text import languages
from postgen.text.edits import line_number
from postgen.translation import differences
from postgen.translation.differences import Pair
from postgen.translation.parse import Side
from postgen.translation.passages import untranslated
from postgen.translation.restore import restore

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postgen.model import Severity
    from postgen.references.parse import ParsedReferences

_LANG = re.compile(r"^lang(?:uage)?[ \t]*:", re.MULTILINE)


class Original(NamedTuple):
    """The text that another is a translation of, or perhaps is, if not `sure`."""

    text: str
    sure: bool


class Comparison:
    """A translation, read beside its original."""

    def __init__(self, document: Document, reading: ParsedReferences, original: Document) -> None:
        self._document = document
        self._text = str(document)
        self._original = original
        self._reading = reading
        self._original_side = Side.of(original.body)
        self._pair = Pair(self._original_side, Side(reading))

    @classmethod
    def of(
        cls, document: Document, reading: ParsedReferences, original: Original | None
    ) -> Comparison | None:
        """Read a translation and its original; None for what is not a translation of it.

        `reading` is that of the document's body.
        """
        if not original:
            return None
        comparison = cls(document, reading, Document.parse(original.text))
        is_translation = original.sure or comparison._pair.is_alike
        return comparison if is_translation else None

    @property
    def numbers(self) -> dict[str, int]:
        """The numbers that its references are to have, by URL."""
        return self._pair.numbers

    def restored(self, body: str, heading: str) -> str:
        """Return the body with what it has lost in its list again; see `restore`."""
        return restore(Pair(self._original_side, Side.of(body)), heading)

    def findings(self, restored: str | None = None) -> Iterator[Finding]:
        """Find how the two differ; positions and lines are those of the translation's whole text.

        `restored` is the body in which the lost references are listed again, if that was done: they
        are then `fixed`. A number follows the original's whenever the references are written.
        """
        still_lost = None
        if restored is not None:
            pair = Pair(self._original_side, Side.of(restored))
            still_lost = {each.url for each in pair.lost}
        for each in self._pair.differences(still_lost):
            yield self._in_body(each)
        yield from self._languages()
        yield from self._untranslated()

    def _in_body(self, finding: Finding) -> Finding:
        """Return a finding of the body with the place and the line of the whole text."""
        start = self._document.body_start + finding.start
        line = line_number(self._text, start)
        return finding._replace(start=start, end=start, line=line)

    def _languages(self) -> Iterator[Finding]:
        """Find where the title and `lang:` disagree, with each other or the original's."""
        front = _data(self._document)
        tag = languages.tag_in(str(front.get("title") or ""))
        lang = str(front.get("lang") or "")
        if tag and lang and not languages.is_same(tag.lang, lang):
            message = f"The title says [{tag.written}], `lang:` says {lang}"
            yield self._of_language(differences.TAG_DISAGREES, message)
            return
        own, other = language_of(front), language_of(_data(self._original))
        if not own or not other:
            return
        if languages.normal(own) == languages.normal(other):
            message = f"Its language, {own}, is that of its original"
            yield self._of_language(differences.SAME_LANGUAGE, message)

    def _of_language(self, code: str, message: str) -> Finding:
        """Return a finding at the line `lang:`, or at the beginning."""
        start = 0
        found = _LANG.search(self._document.front)
        if found:
            start = len(self._document.head) + found.start()
        return Finding(code, start, start, message, line=line_number(self._text, start))

    def _untranslated(self) -> Iterator[Finding]:
        """Find the passages that are not translated yet: an error in a post that is published."""
        places = untranslated(self._reading)
        if not places:
            return
        first = places[0]
        message = "This passage still says what the comment above it says"
        if len(places) > 1:
            message = (
                f"{len(places)} passages still say what the comments above them say, this one first"
            )
        is_published = _data(self._document).get("published") is not False
        severity: Severity = "error" if is_published else "info"
        yield self._in_body(
            Finding(differences.UNTRANSLATED, first, first, message, severity=severity)
        )


def language_of(front: Mapping[str, object]) -> str:
    """Return the language that a front matter names, by `lang:` or its title's tag; "" for none."""
    lang = str(front.get("lang") or "")
    if lang:
        return lang
    tag = languages.tag_in(str(front.get("title") or ""))
    return tag.lang if tag else ""


def _data(document: Document) -> Mapping[str, object]:
    try:
        return frontmatter.load(document.front)
    except frontmatter.YamlError:
        return {}
