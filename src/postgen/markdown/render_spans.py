"""The HTML of spans. Ported from kramdown's `lib/kramdown/converter/html.rb`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import attribute_lists, html, render_text
from postgen.markdown import span_grammar as g
from postgen.markdown import spans as span_parser
from postgen.markdown.render_html import tag_attributes
from postgen.markdown.render_text import attributes
from postgen.markdown.targets import label_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from postgen.markdown.attribute_lists import AttributeList
    from postgen.markdown.body import Markdown
    from postgen.markdown.render_text import Abbreviations, Node
    from postgen.markdown.tree import Span, SpanKind


class Place(NamedTuple):
    """What is around a text: an element of HTML, one without Markdown, or a table of contents."""

    in_html: bool = False
    is_raw: bool = False
    in_toc: bool = False


class SpanRenderer:
    """Renders running text of one body.

    `has_breaks` is whether a backslash ends a line (not in footnotes and HTML blocks),
    `footnotes` are the names of those that are cited, in the order of their first mark, and
    `cited` counts how often each is cited again.
    """

    def __init__(
        self, body: Markdown, named: Mapping[str, AttributeList], *, highlights: bool
    ) -> None:
        self.body = body
        self.named = named
        self.highlights = highlights
        self.abbreviations: Abbreviations | None = None
        self.definition_attributes: Mapping[str, Mapping[str, str]] = {}
        self.has_breaks = True
        self.cited: dict[str, int] = {}
        self.footnotes: list[str] = []
        self._numbers: dict[str, int] = {}

    def text(self, text: str, place: Place = Place()) -> str:  # noqa: B008 - a constant
        """Render a text that was not read for spans yet."""
        found = span_parser.parse(text, self.body.definitions, self.body.footnotes)
        return self.part(text, found, (0, len(text)), place)

    def part(
        self,
        text: str,
        found: Sequence[Span],
        extent: tuple[int, int],
        place: Place = Place(),  # noqa: B008 - a constant
    ) -> str:
        """Render a part of a text, whose spans are known."""
        parts: list[Node] = []
        position, end = extent
        for index, span in enumerate(found):
            if span.kind != "attributes":
                parts += _between(text, position, span.start, place)
                own = _lists_behind(text, found, index)
                parts.append((False, _CONVERTERS[span.kind](self, _Found(text, span, own, place))))
            position = span.end
        parts += _between(text, position, end, place)
        abbreviations = None if place.is_raw else self.abbreviations
        has_breaks = self.has_breaks and not place.in_html
        return render_text.written(parts, abbreviations, has_breaks=has_breaks)

    def with_lists(self, given: dict[str, str], own: str) -> dict[str, str]:
        """Add attribute lists, of which `own` is the inside, to attributes."""
        if own:
            attribute_lists.apply(given, attribute_lists.read(own), self.named)
        return given

    def image_attributes(self, text: str, span: Span, own: str) -> dict[str, str]:
        """Return the attributes of an image, its words as `alt`."""
        given = self._definition_attributes(span)
        given["src"] = span.url
        alt = text[span.inner_start : span.inner_end]
        given["alt"] = g.ESCAPED.sub(_unescaped_alt, alt)
        if span.title:
            given["title"] = span.title
        return self.with_lists(given, own)

    def _definition_attributes(self, span: Span) -> dict[str, str]:
        """Return the attributes that the definition of a reference link has."""
        if span.form in {"", "inline"}:
            return {}
        return dict(self.definition_attributes.get(label_of(span.label), {}))

    def _inside(self, found: _Found) -> str:
        span = found.span
        extent = span.inner_start, span.inner_end
        return self.part(found.text, span.children, extent, found.place)

    # One kind of span each

    def link(self, found: _Found) -> str:
        """Render `[words](url)`; a table of contents shows the words alone."""
        inner = self._inside(found)
        if found.place.in_toc:
            return inner
        given = self._definition_attributes(found.span)
        given["href"] = found.span.url
        if found.span.title:
            given["title"] = found.span.title
        return f"<a{attributes(self.with_lists(given, found.own))}>{inner}</a>"

    def autolink(self, found: _Found) -> str:
        """Render `<https://example.org>`."""
        words = render_text.escape_text(found.inner.removeprefix("mailto:"))
        if found.place.in_toc:
            return words
        given = self.with_lists({"href": found.span.url}, found.own)
        return f"<a{attributes(given)}>{words}</a>"

    def image(self, found: _Found) -> str:
        """Render `![alt](url)`."""
        given = self.image_attributes(found.text, found.span, found.own)
        return f"<img{attributes(given)} />"

    def emphasis(self, found: _Found) -> str:
        """Render `*em*` and `**strong**`."""
        name = found.span.kind
        given = attributes(self.with_lists({}, found.own))
        return f"<{name}{given}>{self._inside(found)}</{name}>"

    def struck(self, found: _Found) -> str:
        """Render `~~struck~~`, which is read as a text of its own (gfm.rb)."""
        given = attributes(self.with_lists({}, found.own))
        inner = self.text(found.inner, found.place._replace(in_html=True))
        return f"<del{given}>{inner}</del>"

    def code(self, found: _Found) -> str:
        """Render `code`, in the classes that Rouge gives it."""
        inner = found.inner
        has_one_mark = found.span.inner_start - found.span.start == 1
        if not has_one_mark:  # ``a ` b``
            inner = inner.removeprefix(" ").removesuffix(" ")
        given = self.with_lists({}, found.own)
        if self.highlights:
            classes = given.get("class", "")
            if "language-" not in classes:
                classes = f"language-plaintext {classes}".rstrip()
            given["class"] = f"{classes} highlighter-rouge"
        return f"<code{attributes(given)}>{render_text.escape_all(inner)}</code>"

    def footnote(self, found: _Found) -> str:
        """Render `[^name]`; the second mark of a footnote has an id of its own."""
        if found.place.in_toc:
            return ""
        name = found.span.label
        repeat = ""
        if name in self.cited:
            self.cited[name] += 1
            repeat = f":{self.cited[name]}"
        else:
            self.cited[name] = 0
            self.footnotes.append(name)
            self._numbers[name] = len(self.footnotes)
        number = self._numbers[name]
        link = f'<a href="#fn:{name}" class="footnote" rel="footnote">{number}</a>'
        return f'<sup id="fnref:{name}{repeat}" role="doc-noteref">{link}</sup>'

    def math(self, found: _Found) -> str:
        """Render `$$x$$` as MathJax reads it."""
        inner = found.text[found.span.start + 2 : found.span.end - 2].strip()
        given = self.with_lists({}, found.own)
        if given:
            return f"<span{attributes(given)}>${inner}$</span>"
        return f"\\({render_text.escape_all(inner)}\\)"

    @staticmethod
    def comment(found: _Found) -> str:
        """Return `<!-- a comment -->` as it is."""
        return found.text[found.span.start : found.span.end]

    @staticmethod
    def extension(found: _Found) -> str:
        """Render `{::comment}` and `{::nomarkdown}`."""
        text = found.text[found.span.start : found.span.end]
        opening = g.EXTENSION.match(text)
        if not opening or opening[3]:
            return ""
        inner = text[opening.end() : text.rindex("{:/")]
        if opening[1] == "comment":
            return f"<!-- {inner} -->"
        return inner if opening[1] == "nomarkdown" and is_for_html(opening[2]) else ""

    def element(self, found: _Found) -> str:
        """Render an element of HTML (`convert_html_element`)."""
        name = found.span.label
        opening = html.TAG.match(found.text, found.span.start)
        if not opening:
            return ""
        given = {
            key: value.replace("\n", " ") for key, value in tag_attributes(name, opening[2]).items()
        }
        given = self.with_lists(given, found.own)
        is_parsed = html.is_parsed(name, opening[2], inside_raw=found.place.is_raw)
        place = found.place._replace(in_html=True, is_raw=not is_parsed)
        inner = self._inside(found._replace(place=place))
        if not inner and name in html.VOID_TAGS:
            return f"<{name}{attributes(given)} />"
        return f"<{name}{attributes(given)}>{inner}</{name}>"


class _Found(NamedTuple):
    """A span of a text, the inside of the attribute lists behind it, and what is around it."""

    text: str
    span: Span
    own: str
    place: Place

    @property
    def inner(self) -> str:
        """What the span holds, as it is written."""
        return self.text[self.span.inner_start : self.span.inner_end]


def is_for_html(options: str | None) -> bool:
    """Whether `{::nomarkdown type="html"}` is for HTML; without a type it is."""
    kinds = attribute_lists.read(options or "").values.get("type", "").split()
    return not kinds or "html" in kinds


def _between(text: str, start: int, end: int, place: Place) -> Iterator[Node]:
    """Yield what stands between two spans."""
    if start < end and place.is_raw:
        yield True, text[start:end]
    elif start < end:
        yield from render_text.nodes(text, start, end)


def _lists_behind(text: str, found: Sequence[Span], index: int) -> str:
    """Return the insides of the attribute lists right behind a span."""
    own = []
    for behind in range(index + 1, len(found)):
        span = found[behind]
        if span.kind != "attributes":
            break
        own.append(text[span.inner_start : span.inner_end])
    return " ".join(own)


def _unescaped_alt(found: object) -> str:
    r"""Return the character of `\*`; GFM's own `\~` stays."""
    escaped: str = found[0]  # type: ignore[index]
    return escaped if escaped == "\\~" else escaped[1:]


_CONVERTERS: dict[SpanKind, Callable[[SpanRenderer, _Found], str]] = {
    "autolink": SpanRenderer.autolink,
    "code": SpanRenderer.code,
    "comment": lambda _, found: SpanRenderer.comment(found),
    "del": SpanRenderer.struck,
    "em": SpanRenderer.emphasis,
    "extension": lambda _, found: SpanRenderer.extension(found),
    "footnote": SpanRenderer.footnote,
    "html": SpanRenderer.element,
    "image": SpanRenderer.image,
    "link": SpanRenderer.link,
    "math": SpanRenderer.math,
    "strong": SpanRenderer.emphasis,
}
"""What renders a span, by its kind."""
