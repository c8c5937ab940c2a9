"""Where the links of a block stand, as kramdown's span parser sees them.

A port of kramdown's recursive parser (kramdown.rb, `parse_spans`) that keeps positions and builds
no HTML. What kramdown only turns into other characters (quotes, dashes, entities, line breaks) is
skipped: it never makes or breaks a link. kramdown tries again at each mark and needs quadratic
time and more for hostile text; here a trial that failed is remembered with all that it proved.

A trial is a function that reads one kind of span: those of emphasis are in `emphasis`, of links and
images in `links`, of what begins with `<` in `inline_html`, and the others here. It takes the
parser, a position, and the spans found so far; adds what it finds; and returns where to go on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.markdown import emphasis, inline_html, links
from postgen.markdown import span_grammar as g
from postgen.markdown.search_cache import SearchCache
from postgen.markdown.targets import Definition, Targets, label_of
from postgen.markdown.tree import LinkForm, Span, SpanKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from postgen.text.patterns import Lazy

    Accept = Callable[[int, list[Span], bool], bool]
    """Whether a stop ends the span; takes its place, the spans inside, and whether it is filled."""
    Trial = Callable[["Parser", int, list[Span]], int]

__all__ = ["Definition", "LinkForm", "Span", "SpanKind", "label_of", "outline", "parse"]

DEPTH = 50
"""How deep spans may nest; deeper marks are text. kramdown has no such bound."""

_ROOT, _CELLS = "root", "cells"
"""The levels that are not inside a span: of all spans, and of a table's code and HTML alone."""


def parse(
    text: str, definitions: Mapping[str, Definition], footnotes: frozenset[str] = frozenset()
) -> list[Span]:
    """Return the outermost spans of a block's text, in their order.

    Their places are positions in `text`. `definitions` are the targets of reference links by label,
    and `footnotes` the names of those that are defined.
    """
    found: list[Span] = []
    position = 0
    while start := g.SPAN_START.search(text, position):  # as long as there are only plain links
        place = start.start()
        plain = links.plain_link(text, place, definitions)
        if not plain and found and place == position:
            plain = _attributes(text, place)
        if not plain:
            return Parser(text, definitions, footnotes).read(_ROOT, position, found)
        found.append(plain)
        position = plain.end
    return found


def outline(text: str) -> list[Span]:
    """Return only the code and the HTML of a text: kramdown parses them to see a table's cells."""
    if not g.CELL_START.search(text):
        return []
    return Parser(text, {}, frozenset()).read(_CELLS, 0, [])


class Parser:
    """Parses the spans of one text.

    `level` names the innermost open span: an emphasis mark, `link`, `image`, an element's name, or
    `raw` for one without Markdown. `within` are the flags of all that is open.

    `backtrack_budget` bounds, in characters, what failed trials may read: all marks are text once
    it is used up, which only a text written to that end achieves.
    """

    def __init__(
        self, text: str, definitions: Mapping[str, Definition], footnotes: frozenset[str]
    ) -> None:
        self.text = text
        self.search_cache = SearchCache(text)
        self.targets = Targets(self.search_cache, definitions)
        self.footnotes = footnotes
        self.within = self.depth = 0
        self.level = _ROOT
        # whether text was read last: attributes, `{:.x}`, belong to a span right before them
        self.after_text = False
        # emphasis: within one level, the places behind marks that were text; and where none opens,
        # as (place, mark, within)
        self.skipped_marks: list[int] = []
        self.failed: set[tuple[int, str, int]] = set()
        # links: by (place, emphasis around it), where the bracket that opened there closes, or -1
        self.closings: dict[tuple[int, int], int] = {}
        self.backtrack_budget = 7 * (len(text) + 1000)

    @property
    def is_raw(self) -> bool:
        """Whether an element without Markdown, such as `<code>`, is open."""
        return bool(self.within & g.IN_RAW)

    @property
    def is_table(self) -> bool:
        """Whether only the code and the HTML in the lines of a table are read."""
        return self.level == _CELLS

    def read(self, level: str, position: int, before: list[Span]) -> list[Span]:
        """Return the spans of the whole text; those `before` a position were read already.

        Nothing may stand between the last one of them and the position.
        """
        self.level, self.depth = level, 1
        _, children, _ = self._scan(position, None, None, before)
        return children

    def read_apart(self, start: int, end: int) -> list[Span]:
        """Return the spans of a part, read as a text of its own; their places are in this text."""
        found = parse(self.text[start:end], self.targets.definitions, self.footnotes)
        for span in found:
            for each in span.walk():
                each.start += start
                each.end += start
                each.inner_start += start
                each.inner_end += start
        return found

    def read_inside(
        self, level: str, position: int, stop: Lazy | None, accept: Accept | None
    ) -> tuple[int, list[Span], bool]:
        """Read spans until `stop` is met and accepted.

        Return where, the spans, and whether it was met.
        """
        outer_within = self.within
        outer_level = self.level
        outer_skipped = self.skipped_marks
        self.within = outer_within & ~g.PARENT_EM | g.OPENS.get(level, 0)
        self.level = level
        skipped: list[int] = []
        self.skipped_marks = skipped
        self.depth += 1
        end, children, is_closed = self._scan(position, stop, accept, [])
        self.depth -= 1
        self.within = outer_within
        self.level = outer_level
        self.skipped_marks = outer_skipped
        if skipped and not is_closed:
            # what was text inside it would have failed like it
            self.failed.update((each, level, outer_within) for each in skipped)
        return end, children, is_closed

    def _scan(
        self, position: int, stop: Lazy | None, accept: Accept | None, children: list[Span]
    ) -> tuple[int, list[Span], bool]:
        """Do the work of `read_inside`, at the level that it set; add to `children`."""
        text = self.text
        starts = g.SPAN_START
        if self.within & g.IN_RAW:
            starts = g.HTML_START
        elif self.level == _CELLS:
            starts = g.CELL_START
        marks = g.stop_or_start(starts, stop) if stop else starts
        search = marks.search
        is_too_deep = self.depth > DEPTH
        is_filled = False
        self.after_text = False
        while found := search(text, position):
            place = found.start()
            if place > position:
                is_filled = self.after_text = True
                position = place
            is_start = True
            if found.lastgroup == "stop":
                if not accept or accept(position, children, is_filled):
                    return position, children, True
                # it does not end the span, and may begin one: the second `[` of `[a [b](c)`
                is_start = starts.match(text, position) is not None
            is_filled = True
            if not is_start or is_too_deep:
                position += 1
                self.after_text = True
                continue
            count = len(children)
            position = _TRIALS[text[position]](self, position, children)
            self.after_text = len(children) == count
        end = position if stop else len(text)
        return end, children, False


def _code(parser: Parser, position: int, children: list[Span]) -> int:
    """Read `code`, which as many backticks end (codespan.rb, `parse_codespan`)."""
    text = parser.text
    inner = position
    while text.startswith("`", inner):
        inner += 1
    delimiter = text[position:inner]
    inner_end = parser.search_cache.index(delimiter, inner)
    if inner_end < 0 or _is_lone_backtick(text, position, inner):
        return inner
    end = inner_end + len(delimiter)
    children.append(Span("code", position, end).holding(inner, inner_end, ()))
    return end


def _is_lone_backtick(text: str, start: int, end: int) -> bool:
    """Whether backticks are one between blanks, which is text: `a ` b`."""
    if end - start != 1:
        return False
    is_after_space = start == 0 or text[start - 1] in g.SPACES
    return is_after_space and text[end : end + 1] in g.SPACES


def _math(parser: Parser, position: int, children: list[Span]) -> int:
    """Read `$$x$$` (math.rb, `parse_inline_math`)."""
    if not parser.text.startswith("$$", position):
        return position + 1
    closing = parser.search_cache.index("$$", position + 2)
    if closing < 0:
        return position + 1
    end = closing + 2
    children.append(Span("math", position, end))
    return end


def _escape(parser: Parser, position: int, _: list[Span]) -> int:
    r"""Skip `\*` and the like, and `\<<`."""
    text = parser.text
    found = g.TYPOGRAPHIC.match(text, position) or g.ESCAPED.match(text, position)
    return found.end() if found else position + 1


def _brace(parser: Parser, position: int, children: list[Span]) -> int:
    """Read `{:.class}` behind a span, or `{::comment}` (extensions.rb)."""
    text = parser.text
    if not text.startswith("{:", position):
        return position + 1
    if parser.search_cache.index("}", position) < 0:
        return position + 1
    if text.startswith("{::", position):
        return _extension(parser, position, children)
    is_behind_span = bool(children) and not parser.after_text
    span = _attributes(text, position) if is_behind_span else None
    if not span:
        return position + 1
    children.append(span)
    return span.end


def _attributes(text: str, position: int) -> Span | None:
    """Read `{:.class}`, which stands right behind a span (extensions.rb)."""
    if text.startswith(("{::", "{:/"), position):
        return None
    found = g.SPAN_ATTRIBUTES.match(text, position)
    if not found:
        return None
    inner_start, inner_end = found.span(1)
    return Span("attributes", position, found.end()).holding(inner_start, inner_end, ())


def _extension(parser: Parser, position: int, children: list[Span]) -> int:
    """Read `{::comment}...{:/comment}`, `{::nomarkdown}...{:/}` or `{::options ... /}`."""
    if not parser.search_cache.find(g.EXTENSION_END, position):
        return position + 1
    opening = g.EXTENSION.match(parser.text, position)
    if not opening:
        return position + 1
    end = opening.end()
    is_closed = opening[3] is not None  # `{::options key="x" /}`
    if not is_closed:
        end = _extension_end(parser, end, opening[1])
    if not end:
        return position + 1
    children.append(Span("extension", position, end))
    return end


def _extension_end(parser: Parser, position: int, name: str) -> int:
    """Return where an extension ends, behind `{:/name}` or `{:/}`; 0 where it does not."""
    while closing := parser.search_cache.find(g.EXTENSION_END, position):
        position = closing.end()
        if closing[1] in {"", name}:
            return position
    return 0


_TRIALS: dict[str, Trial] = {
    "*": emphasis.emphasis,
    "_": emphasis.emphasis,
    "`": _code,
    "<": inline_html.angle,
    "[": links.bracket,
    "!": links.image,
    "$": _math,
    "{": _brace,
    "\\": _escape,
    "~": emphasis.strike,
}
"""What a mark may begin, by its first character."""
