"""Where the links of a block stand, as kramdown's span parser sees them.

A port of kramdown's recursive parser (kramdown.rb, `parse_spans`) that keeps positions and builds
no HTML. What kramdown only turns into other characters (quotes, dashes, entities, line breaks) is
skipped: it never makes or breaks a link. kramdown tries again at each mark and needs quadratic
time and more for hostile text; here a trial that failed is remembered with all that it proved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from postgen.markdown import html
from postgen.markdown import span_grammar as g
from postgen.markdown.block_grammar import WHITE
from postgen.markdown.search_cache import SearchCache
from postgen.markdown.targets import Brackets, Definition, Targets, label_of
from postgen.markdown.tree import LinkForm, Span, SpanKind

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping

    from postgen.text.patterns import Lazy

    Accept = Callable[[int, list[Span], bool], bool]
    """Whether a stop ends the span; takes its place, the spans inside, and whether it is filled."""

__all__ = ["Definition", "LinkForm", "Span", "SpanKind", "label_of", "outline", "parse"]

DEPTH = 50
"""How deep spans may nest; deeper marks are text. kramdown has no such bound."""


def parse(
    text: str, definitions: Mapping[str, Definition], footnotes: frozenset[str] = frozenset()
) -> list[Span]:
    """Return the outermost spans of a block's text, in their order.

    Their places are positions in `text`. `definitions` are the targets of reference links by label,
    and `footnotes` the names of those that are defined.
    """
    if not g.SPAN_START.search(text):
        return []
    return _Parser(text, definitions, footnotes).read()


def outline(text: str) -> list[Span]:
    """Return only the code and the HTML of a text: kramdown parses them to see a table's cells."""
    return _Parser(text, {}, frozenset()).read(_CELLS)


_ROOT, _CELLS, _RAW = "root", "cells", "raw"
"""The levels that are not named after an emphasis mark, a link, an image or an element."""

_EM, _STRONG, _ANCHOR, _IN_RAW, _PARENT_EM = 1, 2, 4, 8, 16
_OPENS = {
    "*": _EM | _PARENT_EM,
    "_": _EM | _PARENT_EM,
    "**": _STRONG,
    "__": _STRONG,
    "link": _ANCHOR,
    "image": _ANCHOR,
    _RAW: _IN_RAW,
}
"""What is open inside a level; with the place itself it decides what a trial finds there."""


class _Parser:
    """Parses the spans of one text.

    Each trial takes a position, adds what it finds, and returns where to go on. `level` names the
    innermost open span: an emphasis mark, `link`, `image`, an element's name, or `raw` for one
    without Markdown. `within` are the flags of all that is open.

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
        self.backtrack_budget = 20 * (len(text) + 1000)

    def read(self, level: str = _ROOT) -> list[Span]:
        return self._inside(level, 0, None, None)[1]

    def _inside(
        self, level: str, position: int, stop: Lazy | None, accept: Accept | None
    ) -> tuple[int, list[Span], bool]:
        """Read spans until `stop` is met and accepted.

        Return where, the spans, and whether it was met.
        """
        outer = self.within, self.level, self.skipped_marks
        self.within = self.within & ~_PARENT_EM | _OPENS.get(level, 0)
        self.level = level
        self.skipped_marks = []
        self.depth += 1
        if self.within & _IN_RAW:
            starts = g.HTML_START
        elif level == _CELLS:
            starts = g.CELL_START
        else:
            starts = g.SPAN_START
        end, children, met = self._scan(position, stop, accept, starts)
        self.depth -= 1
        skipped = self.skipped_marks
        self.within, self.level, self.skipped_marks = outer
        if level in g.EMPHASIS_STOPS and not met:
            # what was text inside it would have failed like it
            self.failed.update((each, level, self.within) for each in skipped)
        return end, children, met

    def _scan(
        self, position: int, stop: Lazy | None, accept: Accept | None, starts: Lazy
    ) -> tuple[int, list[Span], bool]:
        """Do the work of `_inside`, at the level that it set: try each mark that `starts` finds."""
        text = self.text
        search = (g.stop_or_start(starts, stop) if stop else starts).search
        is_too_deep = self.depth > DEPTH
        children: list[Span] = []
        is_filled = self.after_text = False
        while found := search(text, position):
            if found.start() > position:
                is_filled = self.after_text = True
            position = found.start()
            if stop and found["stop"] is not None:
                if not accept or accept(position, children, is_filled):
                    return position, children, True
                is_start = starts.match(text, position) is not None
            else:
                is_start = True
            trial = _TRIALS.get(text[position])
            count = len(children)
            if trial is None or is_too_deep or not is_start:
                position += 1
            else:
                position = trial(self, position, children)
            self.after_text = len(children) == count
            is_filled = True
        return (position if stop else len(text)), children, False

    # Emphasis (emphasis.rb, `parse_emphasis`)

    def _emphasis(self, position: int, children: list[Span]) -> int:
        """Read `*em*`, `_em_`, `**strong**` or `__strong__`.

        Where strong does not close, try em: `**a*`.
        """
        text = self.text
        mark = text[position]
        is_double = text.startswith(mark * 2, position)
        delimiter = mark * 2 if is_double else mark
        after = position + len(delimiter)
        if self.within & (_STRONG if is_double else _EM):  # it is open already
            if self.level == delimiter:
                self.skipped_marks.append(after)
            return after
        if text[after : after + 1] in _SPACES:
            return after
        if mark == "_" and g.AFTER_LETTER.search(text[max(0, position - 2) : position]):
            return after
        found = self._emphasised(delimiter, position, after)
        if not found and is_double and not self.within & _PARENT_EM:
            found = self._emphasised(mark, position, position + 1)
        if found:
            children.append(found)
            return found.end
        if self.level == mark and not text.startswith(mark * 2, after):
            self.skipped_marks.append(position + 1)
        return after

    def _emphasised(self, delimiter: str, start: int, inner: int) -> Span | None:
        """Read from behind a delimiter to the one that closes it."""
        text = self.text
        key = inner, delimiter, self.within
        if key in self.failed or self.backtrack_budget < 0:
            return None
        if not self.search_cache.find(g.EMPHASIS_CLOSERS[delimiter], inner):
            return None
        end, inside, met = self._inside(
            delimiter, inner, g.EMPHASIS_STOPS[delimiter], _emphasis_closer(text, delimiter)
        )
        is_strong = len(delimiter) == 2
        if met:
            kind: SpanKind = "strong" if is_strong else "em"
            return Span(kind, start, end + len(delimiter)).holding(inner, end, inside)
        self.failed.add(key)
        self.backtrack_budget -= len(text) - inner
        if is_strong and text.startswith(delimiter[0], inner):
            # `***a`: strong fails from the second star, too
            self.failed.add((inner + 1, delimiter, self.within))
        return None

    # Code (codespan.rb, `parse_codespan`)

    def _code(self, position: int, children: list[Span]) -> int:
        """Read `code`, which as many backticks end; a lone one between blanks is text."""
        text = self.text
        inner = position
        while text.startswith("`", inner):
            inner += 1
        delimiter = text[position:inner]
        end = self.search_cache.index(delimiter, inner)
        if end < 0:
            return inner
        is_after_space = position == 0 or text[position - 1] in _SPACES
        is_before_space = text[inner : inner + 1] in _SPACES
        if len(delimiter) == 1 and is_after_space and is_before_space:
            return inner
        children.append(Span("code", position, end + len(delimiter)).holding(inner, end, ()))
        return end + len(delimiter)

    # What begins with `<`

    def _angle(self, position: int, children: list[Span]) -> int:
        """Read `<https://example.org>`, `<b>`, `<!-- a comment -->` or `<<`."""
        text = self.text
        is_autolink_allowed = not self.within & _IN_RAW and self.level != _CELLS
        if is_autolink_allowed and self.search_cache.index(">", position) > 0:
            found = g.AUTOLINK.match(text, position)
            if found:
                children.append(_autolink(found))
                return found.end()
        if html.RAW_MARK.match(text, position) and not text.startswith("<?", position):
            return self._html(position, children)
        typographic = g.TYPOGRAPHIC.match(text, position)
        return typographic.end() if typographic else position + 1

    def _html(self, position: int, children: list[Span]) -> int:
        """Read an element or a comment (html.rb, `parse_span_html`).

        The tags of block elements are text here.
        """
        text = self.text
        if text.startswith("<!--", position):
            end = self.search_cache.index("-->", position + 4)
            if end > 0:
                children.append(Span("comment", position, end + 3))
                return end + 3
        if closing := html.TAG_END.match(text, position):
            return closing.end()
        opening = html.TAG.match(text, position)
        if not opening:
            return position + 1
        name = html.tag_name(opening[1])
        if name in html.BLOCK_TAGS:
            return opening.end()
        span = Span("html", position, opening.end())
        span.holding(opening.end(), opening.end(), ())
        span.label = name
        children.append(span)
        is_closed = opening[4] or name in html.VOID_TAGS  # `<br/>` or `<br>`
        if not is_closed:
            is_raw = not html.is_parsed(name, opening[2], inside_raw=bool(self.within & _IN_RAW))
            self._element(span, name, _RAW if is_raw else name)
        return span.end

    def _element(self, span: Span, name: str, level: str) -> None:
        """Read what an element holds, up to its end tag.

        Where there is none, it holds all to the end of the text.
        """
        text, inner = self.text, span.inner_start

        def closes(at: int, _: list[Span], __: bool) -> bool:  # noqa: FBT001 - a callback
            closing = html.TAG_END.match(text, at)
            if closing is None:
                return False
            is_known = name in html.KNOWN_TAGS
            return name == (closing[1].lower() if is_known else closing[1])

        end, inside, met = self._inside(level, inner, g.TAG_STOP, closes)
        closing = html.TAG_END.match(text, end) if met else None
        span.holding(inner, end if met else len(text), inside)
        span.end = closing.end() if closing else len(text)

    # Links and images (link.rb, `parse_link`), and footnotes

    def _bracket(self, position: int, children: list[Span]) -> int:
        """Read `[^footnote]`, or a link, which is never inside another."""
        text = self.text
        if text.startswith("[^", position):
            return self._footnote(position, children)
        if self.within & _ANCHOR:
            return position + 1
        found = g.PLAIN_LINK.match(text, position)
        if not found:
            return self._link(position, children)
        span = Span("link", position, found.end()).holding(*found.span(1), ())
        span.url, span.form = found[2], "inline"
        children.append(span)
        return span.end

    def _footnote(self, position: int, children: list[Span]) -> int:
        """Read `[^name]`; one that is not defined is text (footnote.rb)."""
        found = g.FOOTNOTE_MARKER.match(self.text, position)
        if not found:
            return position + 1
        if found[1] in self.footnotes:
            span = Span("footnote", position, found.end())
            span.label = found[1]
            children.append(span)
        return found.end()

    def _link(self, position: int, children: list[Span]) -> int:
        """Read `[text](url "title")`, `[text][label]`, `[text][]`, `[text]`, or one with a `!`."""
        text = self.text
        kind: Literal["image", "link"] = "image" if text[position] == "!" else "link"
        inner = position + (2 if kind == "image" else 1)
        if text[inner : inner + 1] in {"", "^"}:
            return position + 1
        if self.backtrack_budget < 0 or not self.targets.may_follow(inner):
            return inner
        emphasis = self.within & (_EM | _STRONG)
        known = self.closings.get((inner, emphasis))
        if known is not None and (known < 0 or not self.targets.read(inner, known)):
            return inner
        brackets = Brackets(text, inner)
        end, inside, met = self._inside(kind, inner, g.LINK_STOP, brackets.close)
        for opened, closed in brackets.closings(inside):
            self.closings[opened, emphasis] = closed
        target = self.targets.read(inner, end) if met else None
        if not target:
            self.backtrack_budget -= end - inner
            return inner
        # kramdown keeps the words of an image as its `alt`, and nothing that is in them
        kept = () if kind == "image" else inside
        span = Span(kind, position, target.end).holding(inner, end, kept)
        span.url, span.title, span.form, span.label = target[:4]
        children.append(span)
        return span.end

    # The rest

    def _math(self, position: int, children: list[Span]) -> int:
        """Read `$$x$$` (math.rb, `parse_inline_math`)."""
        if not self.text.startswith("$$", position):
            return position + 1
        end = self.search_cache.index("$$", position + 2)
        if end < 0:
            return position + 1
        children.append(Span("math", position, end + 2))
        return end + 2

    def _escape(self, position: int, _: list[Span]) -> int:
        r"""Skip `\*` and the like, and `\<<`."""
        found = g.TYPOGRAPHIC.match(self.text, position) or g.ESCAPED.match(self.text, position)
        return found.end() if found else position + 1

    def _brace(self, position: int, children: list[Span]) -> int:
        """Read `{:.class}` behind a span, or `{::comment}` (extensions.rb)."""
        text = self.text
        if not text.startswith("{:", position) or self.search_cache.index("}", position) < 0:
            return position + 1
        if text.startswith("{::", position):
            return self._extension(position, children)
        if not children or self.after_text or text.startswith("{:/", position):
            return position + 1
        found = g.SPAN_ATTRIBUTES.match(text, position)
        if not found:
            return position + 1
        children.append(Span("attributes", position, found.end()).holding(*found.span(1), ()))
        return found.end()

    def _extension(self, position: int, children: list[Span]) -> int:
        """Read `{::comment}...{:/comment}`, `{::nomarkdown}...{:/}` or `{::options ... /}`."""
        if not self.search_cache.find(g.EXTENSION_END, position):
            return position + 1
        found = g.EXTENSION.match(self.text, position)
        if not found:
            return position + 1
        end = found.end()
        is_closed = found[3] is not None
        while not is_closed:
            closing = self.search_cache.find(g.EXTENSION_END, end)
            if not closing:
                return position + 1
            end = closing.end()
            is_closed = closing[1] in {"", found[1]}
        children.append(Span("extension", position, end))
        return end

    def _strike(self, position: int, children: list[Span]) -> int:
        """Read `~~struck~~` (gfm.rb, `parse_strikethrough_gfm`).

        Its inside is parsed as a text of its own.
        """
        if not g.STRIKE.match(self.text, position):
            return position + 1
        closing = self.search_cache.find(g.STRIKE_END, position + 2)
        if not closing:
            return position + 1
        inner, end = position + 2, closing.start() + 1
        inside = parse(self.text[inner:end], self.targets.definitions, self.footnotes)
        for span in inside:
            for each in span.walk():
                each.start += inner
                each.end += inner
                each.inner_start += inner
                each.inner_end += inner
        children.append(Span("del", position, closing.end()).holding(inner, end, inside))
        return closing.end()


def _emphasis_closer(text: str, delimiter: str) -> Accept:
    """Return whether a mark ends emphasis, as the block of `sub_parse` in emphasis.rb asks."""
    size = len(delimiter)
    double, triple = delimiter * 2, delimiter * 3

    def closes(at: int, _: list[Span], is_filled: bool) -> bool:  # noqa: FBT001 - a callback
        if text[at - 1] in _SPACES or not is_filled:  # `*a *`, `**`
            return False
        if size == 1 and text.startswith(double, at) and not text.startswith(triple, at):
            return False  # `*a**b*`
        is_inside_word = text[at + size : at + size + 1].isalnum()
        return not (delimiter[0] == "_" and is_inside_word)  # `_a_b`

    return closes


def _autolink(found: re.Match[str]) -> Span:
    span = Span("autolink", found.start(), found.end())
    span.inner_start, span.inner_end = found.span(1)
    has_scheme = found[2] is not None
    span.url = found[1] if has_scheme else f"mailto:{found[1]}"
    return span


_SPACES = frozenset(WHITE)
_TRIALS: dict[str, Callable[[_Parser, int, list[Span]], int]] = {
    "*": _Parser._emphasis,
    "_": _Parser._emphasis,
    "`": _Parser._code,
    "<": _Parser._angle,
    "[": _Parser._bracket,
    "!": _Parser._link,
    "$": _Parser._math,
    "{": _Parser._brace,
    "\\": _Parser._escape,
    "~": _Parser._strike,
}
"""What a mark may begin, by its first character."""
