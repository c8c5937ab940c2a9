"""The HTML of a post as a tree of elements, to walk over and to write again.

kramdown's HTML is well-formed; what a person wrote between the tags of a post may not be: an end
tag that is missing is put in where its parent ends.
"""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
"""Elements without content (https://html.spec.whatwg.org/multipage/syntax.html#void-elements)."""

BLOCKS = frozenset(
    "address article aside blockquote center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table "
    "tbody td tfoot th thead tr ul".split()
)
"""Elements that begin a line of their own."""

_NOT_SHOWN = frozenset("script style template noscript head title".split())
_RAW = frozenset({"script", "style"})
"""Elements in which nothing is escaped."""

_ENDED_BY = {
    "p": BLOCKS - {"li", "dd", "dt", "td", "th", "tr", "tbody", "thead", "tfoot"},
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "td": frozenset({"td", "th", "tr", "tbody"}),
    "th": frozenset({"td", "th", "tr", "tbody"}),
    "tr": frozenset({"tr", "tbody"}),
}
"""Elements whose end tag may be left out, each with those that end it."""

_DEEPEST = 200
"""An element that stands deeper is put beside its parent: recursion must end."""


class Element:
    """An element: its name in lower case, its attributes, and what it holds."""

    __slots__ = ("attributes", "children", "name")

    def __init__(self, name: str, attributes: dict[str, str] | None = None) -> None:
        self.name = name
        self.attributes = attributes or {}
        self.children: list[Element | str] = []

    def walk(self) -> Iterator[Element]:
        """Yield this element and all below it, in their order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, *names: str) -> Iterator[Element]:
        """Yield the elements below this one that have one of some names."""
        return (each for each in self.walk() if each.name in names)

    @property
    def shows(self) -> bool:
        """Whether a page shows what it holds."""
        return self.name not in _NOT_SHOWN

    @property
    def text(self) -> str:
        """The text that it shows, with its white space; that of an image is its alternative."""
        if not self.shows:
            return ""
        if self.name == "img":
            return self.attributes.get("alt", "")
        if self.name == "br":
            return "\n"
        return "".join(each if isinstance(each, str) else each.text for each in self.children)

    @property
    def words(self) -> str:
        """The text that it shows, on one line."""
        return " ".join(self.text.split())


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while tag in _ENDED_BY.get(self.open[-1].name, ()):
            self.open.pop()
        found: dict[str, str] = {}
        for name, value in attrs:
            found.setdefault(name, value or "")
        element = Element(tag, found)
        self.open[-1].children.append(element)
        if tag not in VOID and len(self.open) < _DEEPEST:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        names = [each.name for each in self.open]
        if tag in names[1:]:
            at = len(names) - 1 - names[::-1].index(tag)
            del self.open[at:]

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(html: str) -> Element:
    """Return an element without a name that holds those of a text."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


def serialize(element: Element | str) -> str:
    """Return an element as HTML, or what it holds if it has no name; comments are not kept."""
    if isinstance(element, str):
        return escape(element, quote=False)
    if element.name in _RAW:
        inner = "".join(each for each in element.children if isinstance(each, str))
    else:
        inner = "".join(map(serialize, element.children))
    if not element.name:
        return inner
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in element.attributes.items())
    if element.name in VOID:
        return f"<{element.name}{attributes}>"
    return f"<{element.name}{attributes}>{inner}</{element.name}>"
