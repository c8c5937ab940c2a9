"""Where the links of a block stand, as kramdown's span parser sees them.

A port of kramdown's recursive parser that keeps positions and builds no HTML. What kramdown turns into
other characters only (quotes, dashes, entities, line breaks) is passed over: it never makes or breaks a link.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import grammar as g

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

DEPTH = 100
"""How deep spans may nest; deeper marks are text. kramdown has no such bound and runs out of stack instead."""


class Definition(NamedTuple):
    """What a `[label]: url "title"` line says."""

    url: str
    title: str
    start: int
    end: int


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
        self.children: list[Span] = []
        self.url = self.title = self.form = self.label = ""

    def holding(self, start: int, end: int, children: list[Span]) -> Span:
        """Say what the span holds."""
        self.inner_start, self.inner_end, self.children = start, end, children
        return self

    def walk(self) -> Iterator[Span]:
        """Give this span and all below it, in their order."""
        yield self
        for child in self.children:
            yield from child.walk()


def parse(text: str, definitions: Mapping[str, Definition], footnotes: frozenset[str] = frozenset()) -> list[Span]:
    """Find the spans of a block's text, outermost ones in their order."""
    return _Parser(text, definitions, footnotes).all()


def label_of(text: str) -> str:
    """Spell a reference's label as kramdown compares it."""
    return re.sub(r"\s+", " ", text, flags=re.ASCII).lower()


START = re.compile(r"[*_`<\[$\\{]|!\[|~~", g.SPAN)
HTML_START = re.compile(r"<", g.SPAN)
LINK_STOP = re.compile(r"(\])|!?\[", g.SPAN)
AUTOLINK = re.compile(r"<((mailto|https?|ftps?):.+?|(?u:[^\W_]|[-_.])+?@(?u:[^\W_]|[-_.])+?)>", g.LINE)
FOOTNOTE = re.compile(rf"\[\^({g.NAME_ID})\]", g.SPAN)
LABEL = re.compile(r"\s*?\[([^\]]+)?\]", g.SPAN)
ANGLED = re.compile(r"\(<(.*?)>", g.LINE)
PAREN_STOP = re.compile(r"(\()|(\))|\s(?=['\"])", g.SPAN)
TITLE = re.compile(r"\s*?([\"'])(.+?)\1\s*?\)", g.SPAN)
MATH = re.compile(r"\$\$(.*?)\$\$", g.SPAN)
STRIKE = re.compile(r"~~(?!\s|~).*?[^\s~]~~", g.SPAN)
ESCAPED = re.compile(r"\\([\\.*_+`<>()\[\]{}#!:|\"'$=~-])", g.SPAN)
EXTENSION = re.compile(rf"\{{::(\w+)(?:\s({g.ATTRIBUTES}*?)|)(/)?\}}", g.SPAN)
ATTRIBUTES = re.compile(rf"\{{:({g.ATTRIBUTES}+)\}}", g.SPAN)
AFTER_LETTER = re.compile(r"(?u:[^\W\d_])-?\Z")
TYPOGRAPHIC = re.compile(r"\\?(?:<<|>>)", g.SPAN)


class _Parser:
    """Reads the spans of one text. `above` lists the kinds of the spans that are open, outermost first."""

    def __init__(self, text: str, definitions: Mapping[str, Definition], footnotes: frozenset[str]) -> None:
        self.text = text
        self.definitions = definitions
        self.footnotes = footnotes
        self.above: list[str] = []
        self.failed: set[tuple[int, str, bool, bool, bool, str]] = set()

    def all(self) -> list[Span]:
        return self._inside("root", 0, None, None)[1]

    def _inside(
        self,
        kind: str,
        position: int,
        stop: re.Pattern[str] | None,
        accept: Callable[[int, list[Span], bool], bool] | None,
        *,
        html_only: bool = False,
    ) -> tuple[int, list[Span], bool]:
        """Read spans until `stop` is met and accepted; say where, what was found, and whether it was met."""
        start_mark = HTML_START if html_only else START
        mark = _union(start_mark, stop) if stop else start_mark
        children: list[Span] = []
        filled = self.last_text = False
        self.above.append(kind)
        while found := mark.search(self.text, position):
            if found.start() > position:
                filled = self.last_text = True
            position = found.start()
            if stop and stop.match(self.text, position) and (not accept or accept(position, children, filled)):
                self.above.pop()
                return position, children, True
            if start_mark.match(self.text, position):
                position = self._trial(position, children, html_only=html_only)
            else:
                position += 1
                self.last_text = True
            filled = True
        self.above.pop()
        return (position if stop else len(self.text)), children, False

    def _trial(self, position: int, children: list[Span], *, html_only: bool) -> int:
        """Read one span into `children`, or pass over the characters that are text after all."""
        count = len(children)
        if len(self.above) > DEPTH:
            end = position + 1
        elif html_only:
            end = self._html(position, children)
        else:
            end = _TRIALS[self.text[position]](self, position, children)
        self.last_text = len(children) == count
        return end

    def _key(self, position: int, kind: str) -> tuple[int, str, bool, bool, bool, str]:
        above = self.above
        anchored = "link" in above or "image" in above
        return position, kind, anchored, "em" in above, "strong" in above, above[-1]

    def _emphasis(self, position: int, children: list[Span]) -> int:
        text = self.text
        mark = text[position]
        delimiter = mark * 2 if text.startswith(mark * 2, position) else mark
        kind = "strong" if len(delimiter) == 2 else "em"
        after = position + len(delimiter)
        key = self._key(position, kind)
        if (
            key in self.failed
            or kind in self.above
            or text[after : after + 1] in _SPACES
            or (mark == "_" and AFTER_LETTER.search(text[max(0, position - 2) : position]))
        ):
            return after
        found = self._emphasised(kind, delimiter, position, after)
        if not found and kind == "strong" and self.above[-1] != "em":
            found = self._emphasised("em", mark, position, position + 1)
        if not found:
            self.failed.add(key)
            return after
        children.append(found)
        return found.end

    def _emphasised(self, kind: str, delimiter: str, start: int, inner: int) -> Span | None:
        text, double = self.text, delimiter * 2

        def closes(at: int, _: list[Span], filled: bool) -> bool:  # noqa: FBT001 - a callback's argument
            if text[at - 1] in _SPACES or not filled:
                return False
            if kind == "em" and text.startswith(double, at) and not text.startswith(delimiter * 3, at):
                return False
            return not (delimiter[0] == "_" and text[at + len(delimiter) : at + len(delimiter) + 1].isalnum())

        if text.find(delimiter, inner) < 0:
            return None
        stop = _literal(delimiter)
        end, inside, met = self._inside(kind, inner, stop, closes)
        return Span(kind, start, end + len(delimiter)).holding(inner, end, inside) if met else None

    def _code(self, position: int, children: list[Span]) -> int:
        text = self.text
        inner = position
        while text.startswith("`", inner):
            inner += 1
        delimiter = text[position:inner]
        lone = position == 0 or text[position - 1] in _SPACES
        end = text.find(delimiter, inner)
        if end < 0 or (len(delimiter) == 1 and lone and text[inner : inner + 1] in _SPACES):
            return inner
        children.append(Span("code", position, end + len(delimiter)).holding(inner, end, []))
        return end + len(delimiter)

    def _angle(self, position: int, children: list[Span]) -> int:
        found = AUTOLINK.match(self.text, position)
        if found:
            span = Span("autolink", position, found.end())
            span.inner_start, span.inner_end = found.span(1)
            span.url = found[1] if found[2] else f"mailto:{found[1]}"
            children.append(span)
            return found.end()
        if g.RAW_MARK.match(self.text, position) and not self.text.startswith("<?", position):
            return self._html(position, children)
        found = TYPOGRAPHIC.match(self.text, position)
        return found.end() if found else position + 1

    def _html(self, position: int, children: list[Span]) -> int:
        text = self.text
        if found := g.COMMENT.match(text, position):
            children.append(Span("comment", position, found.end()))
            return found.end()
        if found := g.TAG_END.match(text, position):
            return found.end()
        found = g.TAG.match(text, position)
        if not found:
            return position + 1
        known = found[1].lower() in g.KNOWN_TAGS
        name = found[1].lower() if known else found[1]
        if name in g.BLOCK_TAGS:
            return found.end()
        span = Span("html", position, found.end())
        span.label = name
        children.append(span)
        if found[4] or name in g.VOID_TAGS:
            return found.end()
        raw = name in g.RAW_TAGS or not known or "raw" in self.above
        stop = re.compile(rf"</{re.escape(name)}\s*>", g.SPAN | (re.IGNORECASE if known else re.ASCII))
        end, inside, met = self._inside("raw" if raw else name, found.end(), stop, None, html_only=raw)
        closing = stop.match(text, end) if met else None
        span.holding(found.end(), end if met else len(text), inside)
        span.end = closing.end() if closing else len(text)
        return span.end

    def _bracket(self, position: int, children: list[Span]) -> int:
        found = FOOTNOTE.match(self.text, position)
        if found:
            if found[1] in self.footnotes:
                span = Span("footnote", position, found.end())
                span.label = found[1]
                children.append(span)
            return found.end()
        return self._link(position, children)

    def _link(self, position: int, children: list[Span]) -> int:
        text = self.text
        kind = "image" if text[position] == "!" else "link"
        inner = position + (2 if kind == "image" else 1)
        key = self._key(position, kind)
        anchored = kind == "link" and key[2]
        if text[inner : inner + 1] in {"", "^"} or anchored or key in self.failed:
            return inner
        depth = 1

        def closes(at: int, inside: list[Span], _: bool) -> bool:  # noqa: FBT001 - a callback's argument
            nonlocal depth
            depth += -1 if text[at] == "]" else 1
            return depth == sum(child.kind == "image" for child in inside)

        end, inside, met = self._inside(kind, inner, LINK_STOP, closes)
        span = Span(kind, position, end).holding(inner, end, inside) if met else None
        if span is None or not self._target(span):
            self.failed.add(key)
            return inner
        if kind == "image":  # kramdown keeps the words of an image as its `alt`, and nothing that is in them
            span.children = []
        children.append(span)
        return span.end

    def _target(self, span: Span) -> bool:
        """Read what follows the `]` of a link or an image: a label, or an address and a title."""
        text, position = self.text, span.inner_end + 1
        found = LABEL.match(text, position)
        if found or not text.startswith("(", position):
            return self._reference(span, found)
        if angled := ANGLED.match(text, position):
            span.url, position = angled[1], angled.end()
            closed = text.startswith(")", position)
            span.end = position + 1
        else:
            span.url, span.end, closed = self._address(position)
            position = span.end
        span.form = "inline"
        if not closed:
            found = TITLE.match(text, position)
            if not found:
                return False
            span.title, span.end = found[2], found.end()
        return True

    def _reference(self, span: Span, found: re.Match[str] | None) -> bool:
        words = self.text[span.inner_start : span.inner_end]
        label = (found[1] if found and found[1] else None) or ESCAPED.sub(r"\1", words)
        definition = self.definitions.get(label_of(label))
        if not definition:
            return False
        span.url, span.title, span.label = definition.url, definition.title, label
        span.form = "full" if found and found[1] else "collapsed" if found else "shortcut"
        span.end = found.end() if found else span.inner_end + 1
        return True

    def _address(self, position: int) -> tuple[str, int, bool]:
        """Read an address in round brackets, which may nest, up to a title."""
        depth, end = 0, position
        while found := PAREN_STOP.search(self.text, end):
            end = found.end()
            if found[1]:
                depth += 1
            elif not found[2]:
                break
            else:
                depth -= 1
                if depth == 0:
                    break
        return self.text[position + 1 : end - 1].strip(), end, depth == 0

    def _math(self, position: int, children: list[Span]) -> int:
        found = MATH.match(self.text, position)
        if found:
            children.append(Span("math", position, found.end()))
        return found.end() if found else position + 1

    def _escape(self, position: int, _: list[Span]) -> int:
        found = TYPOGRAPHIC.match(self.text, position) or ESCAPED.match(self.text, position)
        return found.end() if found else position + 1

    def _brace(self, position: int, children: list[Span]) -> int:
        text = self.text
        if found := EXTENSION.match(text, position):
            end = found.end()
            if found[1] not in {"comment", "nomarkdown", "options"}:
                return position + 1
            if not found[3]:
                stop = re.compile(rf"\{{:/(?:{found[1]})?\}}").search(text, end)
                if not stop:
                    return position + 1
                end = stop.end()
            children.append(Span("extension", position, end))
            return end
        found = ATTRIBUTES.match(text, position)
        if found and children and not self.last_text and not text.startswith("{:/", position):
            children.append(Span("attributes", position, found.end()).holding(*found.span(1), []))
            return found.end()
        return position + 1

    def _strike(self, position: int, children: list[Span]) -> int:
        found = STRIKE.match(self.text, position)
        if not found:
            return position + 1
        inner, end = position + 2, found.end() - 2
        inside = _Parser(self.text[inner:end], self.definitions, self.footnotes).all()
        for span in inside:
            for each in span.walk():
                each.start += inner
                each.end += inner
                each.inner_start += inner
                each.inner_end += inner
        children.append(Span("del", position, found.end()).holding(inner, end, inside))
        return found.end()


_SPACES = frozenset(" \t\n\r\f\v")
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
_UNIONS: dict[tuple[re.Pattern[str], re.Pattern[str]], re.Pattern[str]] = {}


def _literal(delimiter: str) -> re.Pattern[str]:
    return re.compile(re.escape(delimiter), g.SPAN)


def _union(start: re.Pattern[str], stop: re.Pattern[str]) -> re.Pattern[str]:
    if (start, stop) not in _UNIONS:
        _UNIONS[start, stop] = re.compile(f"{stop.pattern}|{start.pattern}", g.SPAN | (stop.flags & re.IGNORECASE))
    return _UNIONS[start, stop]
