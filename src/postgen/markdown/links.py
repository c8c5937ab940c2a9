"""What begins with a bracket: links, images and the marks of footnotes.

Ported from kramdown's `lib/kramdown/parser/kramdown/link.rb` and `footnote.rb`. What follows the
text of a link is read by `targets`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from postgen.markdown import span_grammar as g
from postgen.markdown.targets import label_of
from postgen.markdown.tree import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postgen.markdown.spans import Parser
    from postgen.markdown.targets import Definition


def bracket(parser: Parser, position: int, children: list[Span]) -> int:
    """Read `[^footnote]`, or a link, which is never inside another."""
    text = parser.text
    if text.startswith("[^", position):
        return _footnote(parser, position, children)
    if parser.within & g.ANCHOR:
        return position + 1
    plain = plain_link(text, position, parser.targets.definitions)
    emphasis = parser.within & (g.EM | g.STRONG)
    has_address = plain is not None and plain.form == "inline"
    if not plain or not (has_address or _may_be_link(parser, position + 1, emphasis)):
        return _link("link", parser, position, children)
    children.append(plain)
    return plain.end


def plain_link(text: str, position: int, definitions: Mapping[str, Definition]) -> Span | None:
    """Read `[words](url)` or `[words][label]`, in whose words no other span can be.

    None for any other link: `_link` reads them all, but takes longer.
    """
    found = g.PLAIN_LINK.match(text, position)
    if not found:
        return None
    url, label = found.group(2, 3)
    if label is None:
        span = Span("link", position, found.end())
        span.form = "inline"
        span.url = url
    else:
        definition = definitions.get(label_of(label))
        if not definition:
            return None
        span = Span("link", position, found.end())
        span.form = "full"
        span.url, span.title, span.label = definition.url, definition.title, label
    span.inner_start, span.inner_end = found.span(1)
    return span


def _footnote(parser: Parser, position: int, children: list[Span]) -> int:
    """Read `[^name]`; one that is not defined is text (footnote.rb)."""
    found = g.FOOTNOTE_MARKER.match(parser.text, position)
    if not found:
        return position + 1
    name = found[1]
    if name in parser.footnotes:
        span = Span("footnote", position, found.end())
        span.label = name
        children.append(span)
    return found.end()


def image(parser: Parser, position: int, children: list[Span]) -> int:
    """Read `![alt](url "title")`, and what else a link may be, with a `!` before it."""
    return _link("image", parser, position, children)


def _link(
    kind: Literal["image", "link"], parser: Parser, position: int, children: list[Span]
) -> int:
    """Read `[text](url "title")`, `[text][label]`, `[text][]` or `[text]` (`parse_link`)."""
    inner = position + (2 if kind == "image" else 1)
    if parser.text[inner : inner + 1] in {"", "^"}:
        return position + 1
    emphasis = parser.within & (g.EM | g.STRONG)
    if not _may_be_link(parser, inner, emphasis):
        return inner
    brackets = Brackets(parser.text, inner)
    end, inside, is_closed = parser.read_inside(kind, inner, g.LINK_STOP, brackets.close)
    for opened, closed in brackets.closings(inside):
        parser.closings[opened, emphasis] = closed
    target = parser.targets.read(inner, end) if is_closed else None
    if not target:
        parser.backtrack_budget -= end - inner
        return inner
    # kramdown keeps the words of an image as its `alt`, and nothing that is in them
    kept = () if kind == "image" else inside
    span = Span(kind, position, target.end).holding(inner, end, kept)
    span.url, span.title, span.form, span.label, _ = target
    children.append(span)
    return span.end


def _may_be_link(parser: Parser, inner: int, emphasis: int) -> bool:
    """Whether a bracket may open a link, by what is known already of where it closes."""
    if parser.backtrack_budget < 0 or not parser.targets.may_follow(inner):
        return False
    closing = parser.closings.get((inner, emphasis))
    if closing is None:  # nothing was read from here yet
        return True
    if closing < 0:
        return False
    return parser.targets.read(inner, closing) is not None


class Brackets:
    """Counts the brackets inside a link's text, and remembers where each of them closed."""

    def __init__(self, text: str, inner: int) -> None:
        self.text = text
        self.open = [inner]
        self.closed: list[tuple[int, int]] = []
        self.settled = 0

    def close(self, at: int, inside: list[Span], _: bool) -> bool:  # noqa: FBT001 - a callback
        """Count the bracket at a place, and return whether it closes the link.

        The brackets of an image inside are its own.
        """
        self._settle(inside)
        mark = self.text[at]
        if mark == "]":
            self.closed.append((self.open.pop(), at))
            return not self.open
        size = 1 if mark == "[" else 2  # `[` or `![`
        self.open.append(at + size)
        return False

    def _settle(self, inside: list[Span]) -> None:
        """Take back the opening brackets of the images that were read since the last call."""
        if self.settled == len(inside):
            return
        for child in inside[self.settled :]:
            if child.kind == "image":
                self.open.pop()
        self.settled = len(inside)

    def closings(self, inside: list[Span]) -> Iterator[tuple[int, int]]:
        """Yield where each bracket opened and closed, -1 for those that never do.

        `inside` is what was read.
        """
        self._settle(inside)
        yield from self.closed
        for opened in self.open:
            yield opened, -1
