"""What an outlet gets, and what it returns: `Post` and `Exported`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import bidirectional

from postgen.markdown import Markdown
from postgen.markdown.render import Options, Rendering, render
from postgen.outlets import elements
from postgen.references.convert import convert
from postgen.references.model import Entry
from postgen.references.parse import ParsedReferences
from postgen.text.patterns import Lazy
from postgen.urls.schemes import web_address

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from postgen.outlets.elements import Element

_SCHEME = Lazy(r"(?i)[a-z][a-z0-9+.-]*:")
_KEPT = Lazy(
    r"(?i)(?:mailto|tel|sms|geo|xmpp|ircs?|matrix|s?ftps?|gopher|gemini|magnet|webcal):(?=\S)"
)
"""Schemes of other programs that a reader may be led to."""

_FROM_RIGHT = frozenset("ar arc ckb dv fa he iw ps sd ug ur yi".split())
"""The languages that are written from the right."""


class Problem(NamedTuple):
    """Something that a person should know of an export, as data: see `postgen.commands.Note`."""

    code: str
    values: Mapping[str, Any]


class Exported(NamedTuple):
    """A post for an outlet: its text, which is the file's, and what a person should know.

    `readable` is the same for a person to read, "" where the text is that already.
    """

    text: str
    problems: tuple[Problem, ...] = ()
    readable: str = ""


class Reference(NamedTuple):
    """An address that a post numbers, with its title, which is plain text."""

    number: int
    title: str
    url: str


@dataclass(frozen=True)
class Post:
    """A post as an outlet gets it. All texts but the body are plain text, on one line.

    `url` is the absolute address of its page, `home` that of the site; `image` an absolute address
    or "". `body` is its Markdown after Liquid. `language` is a code such as `pt-BR`, "" where it is
    not known. `front` is its front matter over the site's defaults. `unsure` says what of the
    site's settings changes its HTML, and is not followed.
    """

    title: str
    url: str
    body: str
    excerpt: str = ""
    image: str = ""
    image_alt: str = ""
    site_title: str = ""
    home: str = ""
    language: str = ""
    slug: str = ""
    moment: datetime | None = None
    front: Mapping[str, Any] = field(default_factory=dict)
    options: Options = field(default_factory=Options)
    unsure: tuple[str, ...] = ()

    def absolute(self, address: str) -> str:
        """Return an address of the post as an absolute one, as a browser on its page has it.

        It is "" for one that leads nowhere, or runs a program: `javascript:…`.
        """
        if _KEPT.match(address.strip()):
            return address.strip()
        return web_address(address, self.url)

    @cached_property
    def parsed(self) -> ParsedReferences:
        """Its references."""
        return ParsedReferences(Markdown(self.body, has_liquid=False))

    @cached_property
    def references(self) -> dict[int, Reference]:
        """The addresses that it numbers itself, by their numbers, in whatever style.

        Empty where its links have no numbers: `inline`.
        """
        found = self._numbered
        listed = self.parsed.footnotes
        notes = self.notes if listed else {}
        found |= {notes[each]: listed[each].entry for each in notes if each in listed}
        return {
            number: Reference(number, plain(entry.name or entry.title), self.absolute(entry.url))
            for number, entry in sorted(found.items())
            if entry.url
        }

    @property
    def _numbered(self) -> dict[int, Entry]:
        """The entries of its lists and definitions, by their numbers."""
        found: dict[int, Entry] = {}
        for each in self.parsed.lists:
            found |= {entry.number: entry.entry for entry in each.entries}
        for label, definition in self.parsed.defined.items():
            if label.isdecimal():
                found.setdefault(int(label), Entry(definition.url, title=definition.title))
        return found

    @cached_property
    def notes(self) -> dict[str, int]:
        """The numbers of its footnotes, by their labels: those of its page.

        Where it has numbers of its own, too, those of the notes follow: a page tells ¹ from [1].
        """
        items = elements.parse(self.rendering.html).all("li")
        ids = (each.attributes.get("id", "") for each in items)
        labels = (each.removeprefix("fn:") for each in ids if each.startswith("fn:"))
        return {label: n for n, label in enumerate(labels, max(self._numbered, default=0) + 1)}

    @cached_property
    def rendering(self) -> Rendering:
        """The HTML of its body, as Jekyll makes it."""
        return render(Markdown(self.body, has_liquid=False), self.options)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What in its HTML may be otherwise on its page."""
        return tuple(
            Problem("unsure", {"reason": each}) for each in (*self.rendering.unsure, *self.unsure)
        )

    def tree(self) -> Element:
        """Return its HTML as a new tree, with absolute addresses; those within the page stay."""
        root = elements.parse(self.rendering.html)
        for element in root.walk():
            for name in ("href", "src", "poster", "cite"):
                if name in element.attributes:
                    self._make_absolute(element, name)
        return root

    def _make_absolute(self, element: Element, name: str) -> None:
        address = element.attributes[name].strip()
        if address.startswith("#"):
            return
        found = self.absolute(address)
        if found:
            element.attributes[name] = found
        else:
            del element.attributes[name]

    def with_body(self, body: str) -> Post:
        """Return the post with another body, which is Markdown after Liquid."""
        return self if body == self.body else replace(self, body=body)

    def with_highlights(self) -> Post:
        """Return the post with the elements that Rouge puts around code."""
        return replace(self, options=self.options._replace(highlights=True))

    def converted(self, style: str) -> tuple[Post, str]:
        """Return the post with its references in a style, or as it is and the reason why.

        The numbers of its own list stay.
        """
        entries = [each.entry for found in self.parsed.lists for each in found.entries]
        numbers = [each.number for found in self.parsed.lists for each in found.entries]
        own = {each.url: number for each, number in zip(entries, numbers, strict=True) if each.url}
        found = convert(self.parsed, style, repair=True, numbers=own)
        if found.refused:
            return self, found.refused.message
        return self.with_body(found.body), ""

    def in_style(self, style: str) -> Post:
        """Return the post with its references in a style, or as it is where that cannot be.

        `inline` makes ordinary links of all numbers.
        """
        return self.converted(style)[0]

    @cached_property
    def words(self) -> str:
        """The text of its first paragraph, on one line; "" where there is none."""
        root = elements.parse(self.rendering.html)
        paragraphs = (each.words for each in root.all("p"))
        return next(filter(None, paragraphs), "")

    @cached_property
    def direction(self) -> str:
        """`rtl` for a language that is written from the right, or a text that is; else `ltr`."""
        if self.language:
            return "rtl" if self.language.partition("-")[0].lower() in _FROM_RIGHT else "ltr"
        letters = [bidirectional(each) for each in f"{self.title} {self.words}"[:2000]]
        from_right = sum(each in {"R", "AL"} for each in letters)
        return "rtl" if from_right > letters.count("L") else "ltr"

    def shortened_excerpt(self, most: int) -> str:
        """Return its description, or its first paragraph, cut at a word to so many characters."""
        text = self.excerpt or self.words
        if len(text) <= most:
            return text
        cut = text[:most].rpartition(" ")[0] or text[:most]
        return f"{cut.rstrip(' ,;:.')}…"


def plain(markdown: str) -> str:
    """Return the words of a line of Markdown, as the page shows them."""
    return elements.parse(render(Markdown(markdown, has_liquid=False)).html).words
