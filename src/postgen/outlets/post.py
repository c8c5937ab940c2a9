"""What an outlet gets, and what it returns: `Post` and `Exported`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

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
_KEPT = Lazy(r"(?i)(?:mailto|tel|sms|geo|xmpp|irc|matrix):(?=\S)")
"""Schemes of other programs that a reader may be led to."""


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
    not known. `front` is its front matter over the site's defaults.
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
    moment: datetime | None = None
    front: Mapping[str, Any] = field(default_factory=dict)
    options: Options = field(default_factory=Options)

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
        return ParsedReferences(Markdown(self.body))

    @cached_property
    def references(self) -> dict[int, Reference]:
        """The addresses that it numbers itself, by their numbers, in whatever style.

        Empty where its links have no numbers: `inline`.
        """
        found: dict[int, Entry] = {}
        for each in self.parsed.lists:
            found |= {entry.number: entry.entry for entry in each.entries}
        for label, definition in self.parsed.defined.items():
            if label.isdecimal():
                found[int(label)] = Entry(definition.url, title=definition.title)
        cited = (each.footnote for each in self.parsed.citations if each.footnote)
        for number, note in enumerate(dict.fromkeys(cited), 1):
            found[number] = note.entry
        return {
            number: Reference(number, plain(entry.name or entry.title), self.absolute(entry.url))
            for number, entry in sorted(found.items())
            if entry.url
        }

    @cached_property
    def rendering(self) -> Rendering:
        """The HTML of its body, as Jekyll makes it."""
        return render(Markdown(self.body), self.options)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What in its HTML may be otherwise on its page."""
        return tuple(Problem("unsure", {"reason": each}) for each in self.rendering.unsure)

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

    def in_style(self, style: str) -> Post:
        """Return the post with its references in a style, or as it is where that cannot be.

        `inline` makes ordinary links of all numbers.
        """
        found = convert(self.parsed, style)
        return self if found.refused else replace(self, body=found.body)


def plain(markdown: str) -> str:
    """Return the words of a line of Markdown, as the page shows them."""
    return elements.parse(render(Markdown(markdown)).html).words
