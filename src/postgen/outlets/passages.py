"""The text of a post in pieces, from its tree: headings, paragraphs, items of lists, with links.

What is built of text alone (mails, threads) reads a post so: lists and quotes are flat, each
piece knows how deep it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from postgen.outlets.elements import BLOCKS, Element
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Kind = Literal["heading", "paragraph", "item", "quote", "code", "rule", "row"]

_HEADINGS = {f"h{level}": level for level in range(1, 7)}

_BREAK = "\u2028"
"""Stands for `<br>` until white space is joined."""
_WHITE = Lazy(r"[ \t\r\n\f]+")
_BREAKS = Lazy(rf" *{_BREAK} *")


class Run(NamedTuple):
    """A run of characters, and where it leads: an absolute address, `#id` in the post, or ""."""

    text: str
    url: str = ""


BETWEEN_CELLS = Run(" | ")
"""The very run that stands between two cells of a row."""


class Image(NamedTuple):
    """An image of a passage: its absolute address, and its alternative text."""

    url: str
    alt: str


class Passage(NamedTuple):
    """A piece of a post's text.

    `level` is that of a heading, 1 to 6, or how deep a list's item stands, from 1. `mark` is that
    of the first paragraph of an item, `1.` or `*`. `id` is the element's.
    """

    kind: Kind
    runs: tuple[Run, ...]
    level: int = 0
    mark: str = ""
    id: str = ""
    images: tuple[Image, ...] = ()

    @property
    def text(self) -> str:
        """Its text, without the addresses."""
        return "".join(run.text for run in self.runs)


def passages(root: Element, *, alts: bool = False) -> list[Passage]:
    """Return the pieces of a tree, in their order; those without text and images are left out.

    With `alts`, the alternative texts of images are a part of the text, and lead to the images
    where they are in no link. One that only repeats a heading is left out.
    """
    if alts:
        headings = frozenset(each.words for each in root.all(*_HEADINGS))
        _show_alts(root, headings)
    found = _pieces(root, "paragraph", 0, "", "")
    return [each for each in found if each.kind == "rule" or each.runs or each.images]


def _show_alts(parent: Element, headings: frozenset[str], link: Element | None = None) -> None:
    """Put the alternative texts of images in their place, but beside the words of a link."""
    link = parent if parent.name == "a" else link
    has_words = link is not None and _has_words(link)
    for index, child in enumerate(parent.children):
        if not isinstance(child, Element):
            continue
        if child.name != "img":
            _show_alts(child, headings, link)
            continue
        alt = " ".join(child.attributes.get("alt", "").split())
        source = child.attributes.get("src", "")
        is_link = bool(source) and not link and alt not in headings
        shown = Element("a", {"href": source}) if is_link else Element("span")
        is_left_out = has_words or alt in headings
        shown.children.append(" " if is_left_out else f" {alt} ")
        parent.children[index] = shown
    if parent.name == "a" and not parent.words:
        parent.children = [parent.attributes.get("href", "")]


def _has_words(link: Element) -> bool:
    """Whether a link has words beside its images."""
    return any(
        isinstance(child, str) and child.strip()
        for each in link.walk()
        if each.shows
        for child in each.children
    )


def _pieces(element: Element, kind: Kind, level: int, mark: str, ident: str) -> Iterator[Passage]:
    """Yield the pieces of an element's content; running text between blocks is one.

    The first one has the `mark`, and `ident` where the element has no id.
    """
    running: list[Element | str] = []
    ident = element.attributes.get("id", "") or ident
    for child in element.children:
        if isinstance(child, str) or not _holds_block(child):
            running.append(child)
            continue
        piece = _piece(running, kind, level, mark, ident)
        yield piece
        if piece.runs or piece.images:
            mark = ident = ""
        running = []
        for each in _of_block(child, kind, level, mark, ident):
            yield each
            mark = "" if each.mark else mark
            ident = "" if each.runs else ident
    yield _piece(running, kind, level, mark, ident)


def _holds_block(element: Element) -> bool:
    """Whether an element is a block, or holds one: `<a><h2>…`."""
    return any(each.name in BLOCKS for each in element.walk())


def _of_block(element: Element, kind: Kind, level: int, mark: str, ident: str) -> Iterator[Passage]:
    name = element.name
    if name in _HEADINGS:
        own = element.attributes.get("id", "")
        yield _piece(element.children, "heading", _HEADINGS[name], "", own)
    elif name == "hr":
        yield Passage("rule", ())
    elif name == "pre":
        text = element.text.strip("\n")
        yield Passage("code", (Run(text),) if text else (), level)
    elif name == "blockquote":
        yield from _pieces(element, "quote", level, "", "")
    elif name in {"ul", "ol"}:
        yield from _items(element, level + 1)
    elif name == "tr":
        yield _row(element, level)
    else:
        yield from _pieces(element, kind, level, mark, ident)


def _items(element: Element, level: int) -> Iterator[Passage]:
    start = element.attributes.get("start", "1")
    number = int(start) if start.isdecimal() and len(start) < 9 else 1
    for child in element.children:
        if not isinstance(child, Element):
            continue
        mark = f"{number}." if element.name == "ol" else "*"
        yield from _pieces(child, "item", level, mark, "")
        number += 1


def _row(element: Element, level: int) -> Passage:
    """Return a row of a table, its cells with ` | ` between them."""
    runs: list[Run] = []
    images: list[Image] = []
    count = 0
    for cell in element.children:
        if not isinstance(cell, Element):
            continue
        piece = _piece([cell], "row", level, "", "")
        images += piece.images
        if count:
            runs.append(BETWEEN_CELLS)
        runs += piece.runs
        count += 1
    return Passage("row", tuple(runs), level, images=tuple(images))


def _piece(
    content: Sequence[Element | str], kind: Kind, level: int, mark: str, ident: str
) -> Passage:
    runs: list[Run] = []
    images: list[Image] = []
    for each in content:
        _read(each, "", runs, images)
    return Passage(kind, _joined(runs), level, mark, ident, tuple(images))


def _read(content: Element | str, url: str, runs: list[Run], images: list[Image]) -> None:
    """Read running text that leads to `url`."""
    if isinstance(content, str):
        runs.append(Run(content, url))
        return
    if content.name == "a":
        url = content.attributes.get("href", url)
    if content.name == "img":
        alt = " ".join(content.attributes.get("alt", "").split())
        images.append(Image(content.attributes.get("src", ""), alt))
    elif content.name == "input" and content.attributes.get("type") == "checkbox":
        runs.append(Run("☑ " if "checked" in content.attributes else "☐ ", url))
    elif content.name == "br":
        runs.append(Run(_BREAK, url))
    elif content.shows:
        for child in content.children:
            _read(child, url, runs, images)


def _joined(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Join runs that lead to the same place; white space becomes one blank, `<br>` a newline."""
    found: list[Run] = []
    end = _BREAK
    for run in runs:
        text = _WHITE.sub(" ", run.text)
        if end in {" ", _BREAK}:
            text = text.removeprefix(" ")
        if not text:
            continue
        end = text[-1]
        if found and found[-1].url == run.url:
            text = found.pop().text + text
        found.append(Run(text, run.url))
    while found and not found[0].text.strip(f" {_BREAK}"):
        del found[0]
    while found and not found[-1].text.strip(f" {_BREAK}"):
        found.pop()
    if found:
        found[0] = found[0]._replace(text=found[0].text.lstrip(f" {_BREAK}"))
        found[-1] = found[-1]._replace(text=found[-1].text.rstrip(f" {_BREAK}"))
    return tuple(Run(_BREAKS.sub("\n", run.text), run.url) for run in found)
