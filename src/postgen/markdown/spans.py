"""Where the links of a block stand, as kramdown's span parser sees them.

A port of kramdown's recursive parser that keeps positions and builds no HTML. What kramdown turns into
other characters only (quotes, dashes, entities, line breaks) is passed over: it never makes or breaks a link.
kramdown tries anew at each mark and needs quadratic time and more for hostile text; here a trial that failed
is remembered with all that it proved.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from postgen.markdown import grammar as g
from postgen.markdown import html
from postgen.markdown.search_cache import SearchCache
from postgen.markdown.targets import ESCAPED, Definition, Targets, label_of
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Accept = Callable[[int, list["Span"], bool], bool]

__all__ = ["Definition", "Span", "label_of", "outline", "parse"]

DEPTH = 50
"""How deep spans may nest; deeper marks are text. kramdown has no such bound and runs out of stack instead."""


class Span:
    """A span: its kind, its extent in the view's text, and the extent of what it holds.

    Kinds: link, image, autolink, footnote, code, html, comment, math, strong, em, del, attributes, extension.
    `form` of a link or image is inline, full, collapsed or shortcut; `label` is that of a reference.
    """

    __slots__ = (
        "children",
        "end",
        "form",
        "inner_end",
        "inner_start",
        "kind",
        "label",
        "start",
        "title",
        "url",
    )

    def __init__(self, kind: str, start: int, end: int) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.inner_start = start
        self.inner_end = end
        self.children: Sequence[Span] = ()
        self.url = self.title = self.form = self.label = ""

    def holding(self, start: int, end: int, children: Sequence[Span]) -> Span:
        """Say what the span holds."""
        self.inner_start, self.inner_end, self.children = start, end, children
        return self

    def walk(self) -> Iterator[Span]:
        """Give this span and all below it, in their order."""
        yield self
        for child in self.children:
            yield from child.walk()


def parse(
    text: str, definitions: Mapping[str, Definition], footnotes: frozenset[str] = frozenset()
) -> list[Span]:
    """Find the spans of a block's text, outermost ones in their order."""
    return _Parser(text, definitions, footnotes).read() if START.search(text) else []


def outline(text: str) -> list[Span]:
    """Find the code and the HTML of a text alone: what kramdown looks at to see the cells of a table."""
    return _Parser(text, {}, frozenset()).read("cells")


START = Lazy(r"[*_`<\[$\\{]|!\[|~~", g.SPAN)
HTML_START = Lazy(r"<", g.SPAN)
CELL_START = Lazy(r"[`<]", g.SPAN)
LINK_STOP = Lazy(r"\]|!?\[", g.SPAN)
TAG_STOP = Lazy(r"</", g.SPAN)
EM_STOP = {mark: Lazy(rf"\{mark}", g.SPAN) for mark in "*_"}
STRONG_STOP = {mark * 2: Lazy(rf"\{mark}\{mark}", g.SPAN) for mark in "*_"}
STOPS = EM_STOP | STRONG_STOP
CLOSERS = {each: Lazy(rf"(?<=\S){stop.source}", g.SPAN) for each, stop in STOPS.items()}
"""Where emphasis can close at all: where none follows, none opens."""
PLAIN_LINK = Lazy(r"\[([^\[\]*_`<$\\{!~^]+)\]\(([^\s()<\"']+)\)", g.SPAN)
AUTOLINK = Lazy(r"<((mailto|https?|ftps?):.+?|(?u:[^\W_]|[-_.])+?@(?u:[^\W_]|[-_.])+?)>", g.LINE)
FOOTNOTE = Lazy(rf"\[\^({g.NAME_ID})\]", g.SPAN)
STRIKE = Lazy(r"~~(?!\s|~)", g.SPAN)
STRIKE_END = Lazy(r"[^\s~]~~", g.SPAN)
EXTENSION = Lazy(rf"\{{::(comment|nomarkdown|options)(?:\s({g.ATTRIBUTES}*?)|)(/)?\}}", g.SPAN)
EXTENSION_END = Lazy(r"\{:/(\w*)\}|/\}", g.SPAN)
ATTRIBUTES = Lazy(rf"\{{:({g.ATTRIBUTES}+)\}}", g.SPAN)
AFTER_LETTER = Lazy(r"(?u:[^\W\d_])-?\Z", g.SPAN)
TYPOGRAPHIC = Lazy(r"\\?(?:<<|>>)", g.SPAN)

EM, STRONG, ANCHOR, RAW, PARENT_EM = 1, 2, 4, 8, 16
_WITHIN = {
    **dict.fromkeys(("*", "_"), EM | PARENT_EM),
    **dict.fromkeys(("**", "__"), STRONG),
    **dict.fromkeys(("link", "image"), ANCHOR),
    "raw": RAW,
}
"""What is open around a place; with the place itself it decides what a trial finds there."""


class _Parser:
    """Reads the spans of one text. `within` says which kinds of span are open, `level` which one is innermost.

    `patience` bounds, in characters, what failed trials may read: all marks are text once it has run out, which
    only a text written to that end achieves.
    """

    def __init__(
        self, text: str, definitions: Mapping[str, Definition], footnotes: frozenset[str]
    ) -> None:
        self.text = text
        self.search_cache = SearchCache(text)
        self.targets = Targets(self.search_cache, definitions)
        self.footnotes = footnotes
        self.within = self.depth = 0
        self.level = "root"
        self.last_text = False
        self.passed: list[int] = []
        self.failed: set[tuple[int, str, int]] = set()
        self.closings: dict[tuple[int, int], int] = {}
        self.backtrack_budget = 20 * (len(text) + 1000)

    def read(self, level: str = "root") -> list[Span]:
        return self._inside(level, 0, None, None)[1]

    def _inside(
        self, level: str, position: int, stop: Lazy | None, accept: Accept | None
    ) -> tuple[int, list[Span], bool]:
        """Read spans until `stop` is met and accepted; say where, what was found, and whether it was met."""
        outer = self.within, self.level, self.passed
        self.within, self.level, self.passed = (
            self.within & ~PARENT_EM | _WITHIN.get(level, 0),
            level,
            [],
        )
        self.depth += 1
        marks = HTML_START if self.within & RAW else CELL_START if level == "cells" else START
        end, children, met = self._scan(position, stop, accept, marks)
        self.depth -= 1
        passed = self.passed
        self.within, self.level, self.passed = outer
        if level in STOPS and not met:  # what it passed over as text would have failed like it
            self.failed.update((each, level, self.within) for each in passed)
        return end, children, met

    def _scan(
        self, position: int, stop: Lazy | None, accept: Accept | None, marks: Lazy
    ) -> tuple[int, list[Span], bool]:
        text, search = self.text, (_union(marks, stop) if stop else marks).search
        children: list[Span] = []
        filled = self.last_text = False
        while found := search(text, position):
            if found.start() > position:
                filled = self.last_text = True
            position = found.start()
            if (
                stop
                and found["stop"] is not None
                and (not accept or accept(position, children, filled))
            ):
                return position, children, True
            trial = _TRIALS.get(text[position])
            count = len(children)
            if trial is None or self.depth > DEPTH or (stop and not marks.match(text, position)):
                position += 1
            else:
                position = trial(self, position, children)
            self.last_text = len(children) == count
            filled = True
        return (position if stop else len(text)), children, False

    def _emphasis(self, position: int, children: list[Span]) -> int:
        text = self.text
        mark = text[position]
        delimiter = mark * 2 if text.startswith(mark * 2, position) else mark
        kind = "strong" if len(delimiter) == 2 else "em"
        after = position + len(delimiter)
        if self.within & (EM if kind == "em" else STRONG):
            if self.level == delimiter:
                self.passed.append(after)
            return after
        if text[after : after + 1] in _SPACES or (
            mark == "_" and AFTER_LETTER.search(text[max(0, position - 2) : position])
        ):
            return after
        found = self._emphasised(kind, delimiter, position, after)
        if not found and kind == "strong" and not self.within & PARENT_EM:
            found = self._emphasised("em", mark, position, position + 1)
        if not found:
            if self.level == mark and not text.startswith(mark * 2, after):
                self.passed.append(position + 1)
            return after
        children.append(found)
        return found.end

    def _emphasised(self, kind: str, delimiter: str, start: int, inner: int) -> Span | None:
        text, double = self.text, delimiter * 2
        key = inner, delimiter, self.within
        if (
            key in self.failed
            or self.backtrack_budget < 0
            or not self.search_cache.find(CLOSERS[delimiter], inner)
        ):
            return None

        def closes(at: int, _: list[Span], filled: bool) -> bool:  # noqa: FBT001 - a callback's argument
            if text[at - 1] in _SPACES or not filled:
                return False
            if (
                kind == "em"
                and text.startswith(double, at)
                and not text.startswith(delimiter * 3, at)
            ):
                return False
            return not (
                delimiter[0] == "_"
                and text[at + len(delimiter) : at + len(delimiter) + 1].isalnum()
            )

        end, inside, met = self._inside(delimiter, inner, STOPS[delimiter], closes)
        if not met:
            self.failed.add(key)
            self.backtrack_budget -= len(text) - inner
            if kind == "strong" and text.startswith(delimiter[0], inner):
                self.failed.add((inner + 1, delimiter, self.within))
            return None
        return Span(kind, start, end + len(delimiter)).holding(inner, end, inside)

    def _code(self, position: int, children: list[Span]) -> int:
        text = self.text
        inner = position
        while text.startswith("`", inner):
            inner += 1
        delimiter = text[position:inner]
        lone = position == 0 or text[position - 1] in _SPACES
        end = self.search_cache.index(delimiter, inner)
        if end < 0 or (len(delimiter) == 1 and lone and text[inner : inner + 1] in _SPACES):
            return inner
        children.append(Span("code", position, end + len(delimiter)).holding(inner, end, ()))
        return end + len(delimiter)

    def _angle(self, position: int, children: list[Span]) -> int:
        found = (
            AUTOLINK.match(self.text, position)
            if self.search_cache.index(">", position) > 0
            else None
        )
        if found and not self.within & RAW and self.level != "cells":
            span = Span("autolink", position, found.end())
            span.inner_start, span.inner_end = found.span(1)
            span.url = found[1] if found[2] else f"mailto:{found[1]}"
            children.append(span)
            return found.end()
        if html.RAW_MARK.match(self.text, position) and not self.text.startswith("<?", position):
            return self._html(position, children)
        found = TYPOGRAPHIC.match(self.text, position)
        return found.end() if found else position + 1

    def _html(self, position: int, children: list[Span]) -> int:
        text = self.text
        if (
            text.startswith("<!--", position)
            and (end := self.search_cache.index("-->", position + 4)) > 0
        ):
            children.append(Span("comment", position, end + 3))
            return end + 3
        if found := html.TAG_END.match(text, position):
            return found.end()
        found = html.TAG.match(text, position)
        if not found:
            return position + 1
        name = html.tag_name(found[1])
        if name in html.BLOCK_TAGS:
            return found.end()
        span = Span("html", position, found.end()).holding(found.end(), found.end(), ())
        span.label = name
        children.append(span)
        if found[4] or name in html.VOID_TAGS:
            return span.end
        raw = not html.is_parsed(name, found[2], inside_raw=bool(self.within & RAW))

        def closes(at: int, _: list[Span], __: bool) -> bool:  # noqa: FBT001 - a callback's argument
            closing = html.TAG_END.match(text, at)
            return closing is not None and name == (
                closing[1].lower() if name in html.KNOWN_TAGS else closing[1]
            )

        end, inside, met = self._inside("raw" if raw else name, found.end(), TAG_STOP, closes)
        closing = html.TAG_END.match(text, end) if met else None
        span.holding(found.end(), end if met else len(text), inside)
        span.end = closing.end() if closing else len(text)
        return span.end

    def _bracket(self, position: int, children: list[Span]) -> int:
        text = self.text
        if text.startswith("[^", position):
            found = FOOTNOTE.match(text, position)
            if found and found[1] in self.footnotes:
                span = Span("footnote", position, found.end())
                span.label = found[1]
                children.append(span)
            return found.end() if found else position + 1
        if self.within & ANCHOR:
            return position + 1
        if found := PLAIN_LINK.match(text, position):
            span = Span("link", position, found.end()).holding(*found.span(1), ())
            span.url, span.form = found[2], "inline"
            children.append(span)
            return span.end
        return self._link(position, children)

    def _link(self, position: int, children: list[Span]) -> int:
        text = self.text
        kind = "image" if text[position] == "!" else "link"
        inner = position + (2 if kind == "image" else 1)
        if text[inner : inner + 1] in {"", "^"}:
            return position + 1
        if self.backtrack_budget < 0 or not self.targets.may_follow(inner):
            return inner
        key = inner, self.within & (EM | STRONG)
        known = self.closings.get(key)
        if known is not None and (known < 0 or not self.targets.read(inner, known)):
            return inner
        brackets = _Brackets(text, inner)
        end, inside, met = self._inside(kind, inner, LINK_STOP, brackets.close)
        for opened, closed in brackets.closings(inside):
            self.closings[opened, key[1]] = closed
        target = self.targets.read(inner, end) if met else None
        if not target:
            self.backtrack_budget -= end - inner
            return inner
        # kramdown keeps the words of an image as its `alt`, and nothing that is in them
        span = Span(kind, position, target.end).holding(
            inner, end, () if kind == "image" else inside
        )
        span.url, span.title, span.form, span.label = target[:4]
        children.append(span)
        return span.end

    def _math(self, position: int, children: list[Span]) -> int:
        end = (
            self.search_cache.index("$$", position + 2)
            if self.text.startswith("$$", position)
            else -1
        )
        if end < 0:
            return position + 1
        children.append(Span("math", position, end + 2))
        return end + 2

    def _escape(self, position: int, _: list[Span]) -> int:
        found = TYPOGRAPHIC.match(self.text, position) or ESCAPED.match(self.text, position)
        return found.end() if found else position + 1

    def _brace(self, position: int, children: list[Span]) -> int:
        text = self.text
        if not text.startswith("{:", position) or self.search_cache.index("}", position) < 0:
            return position + 1
        if text.startswith("{::", position):
            return self._extension(position, children)
        if not children or self.last_text or text.startswith("{:/", position):
            return position + 1
        found = ATTRIBUTES.match(text, position)
        if found:
            children.append(Span("attributes", position, found.end()).holding(*found.span(1), ()))
        return found.end() if found else position + 1

    def _extension(self, position: int, children: list[Span]) -> int:
        closing = self.search_cache.find(EXTENSION_END, position)
        found = EXTENSION.match(self.text, position) if closing else None
        if not found:
            return position + 1
        end = found.end()
        if not found[3]:
            while (closing := self.search_cache.find(EXTENSION_END, end)) and closing[1] not in {
                "",
                found[1],
            }:
                end = closing.end()
            if not closing:
                return position + 1
            end = closing.end()
        children.append(Span("extension", position, end))
        return end

    def _strike(self, position: int, children: list[Span]) -> int:
        closing = (
            self.search_cache.find(STRIKE_END, position + 2)
            if STRIKE.match(self.text, position)
            else None
        )
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


class _Brackets:
    """Counts the brackets inside a link's text, and remembers where each of them closed."""

    def __init__(self, text: str, inner: int) -> None:
        self.text = text
        self.open = [inner]
        self.closed: list[tuple[int, int]] = []
        self.seen = 0

    def close(self, at: int, inside: list[Span], _: bool) -> bool:  # noqa: FBT001 - a callback's argument
        """Count a bracket; say whether it closes the link. The brackets of an image inside are its own."""
        self._settle(inside)
        if self.text[at] == "]":
            self.closed.append((self.open.pop(), at))
            return not self.open
        self.open.append(at + (1 if self.text[at] == "[" else 2))
        return False

    def _settle(self, inside: list[Span]) -> None:
        for child in inside[self.seen :]:
            if child.kind == "image":
                self.open.pop()
        self.seen = len(inside)

    def closings(self, inside: list[Span]) -> Iterator[tuple[int, int]]:
        """Give where each bracket closed; -1 for those that never do. `inside` is what stands between them."""
        self._settle(inside)
        yield from self.closed
        yield from ((each, -1) for each in self.open)


_SPACES = frozenset(g.WHITE)
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


@cache
def _union(marks: Lazy, stop: Lazy) -> Lazy:
    return Lazy(f"(?P<stop>{stop.source})|{marks.source}", g.SPAN)
