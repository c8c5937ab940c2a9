"""HTML blocks as kramdown writes them again: tags put in order, Markdown inside where it is asked.

Ported from kramdown's `lib/kramdown/parser/html.rb` (`parse_raw_html`, `handle_html_start_tag`),
`parser/kramdown/html.rb` (`handle_kramdown_html_tag`) and `converter/html.rb`
(`convert_html_element`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.markdown import block_grammar as g
from postgen.markdown import html
from postgen.markdown.render_text import attributes, escape_text

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    RenderBlocks = Callable[[int, str, int], tuple[str, int]]
    """Renders blocks from a position to the end tag of a name, indented; returns the end too."""
    RenderSpans = Callable[[str], str]
    """Renders running text."""


def tag_attributes(name: str, written: str) -> dict[str, str]:
    """Read the attributes of a tag, without `markdown`; names are in lower case where HTML's are.

    `name` is that of the tag.
    """
    found: dict[str, str] = {}
    for attribute in html.ATTRIBUTE.finditer(written):
        key = attribute[1].lower() if name in html.KNOWN_TAGS else attribute[1]
        found[key] = attribute[2] or attribute[4] or ""
    found.pop("markdown", None)
    return found


class HtmlBlock:
    """Renders one HTML block of a text."""

    def __init__(self, text: str, render_blocks: RenderBlocks, render_spans: RenderSpans) -> None:
        self.text = text
        self._render_blocks = render_blocks
        self._render_spans = render_spans

    def element(
        self,
        opening: re.Match[str],
        indent: int,
        more: dict[str, str] | None = None,
        *,
        in_raw: bool = False,
    ) -> tuple[str, int]:
        """Render the element that a start tag opens; return where it ends, too.

        `more` are the attributes of an attribute list that is for it.
        """
        name = html.tag_name(opening[1])
        given = tag_attributes(name, opening[2])
        for key, value in (more or {}).items():
            is_added = key == "class" and "class" in given
            given[key] = f"{given[key]} {value}" if is_added else value
        start = f"<{name}{attributes(given)}"
        is_closed = bool(opening[4]) or name in html.VOID_TAGS
        position = opening.end()
        model = html.content_model(name, opening[2])
        inner = ""
        if name in {"script", "style"}:
            stop, position = html.after_end_tag(self.text, position, name)
            inner = self.text[opening.end() : stop]
            model = "raw"
        elif is_closed:
            pass
        elif model == "block":
            position = self._after_line(position)
            inner, position = self._render_blocks(position, name, indent + 2)
        elif model == "span":
            stop, position = html.after_end_tag(self.text, position, name)
            inner = self._render_spans(self.text[opening.end() : stop])
        else:
            inner, position = self._raw(name, position, indent + 2)
        if not in_raw and not is_closed and name not in {"script", "style"}:
            position = self._after_line(position)
        shown = start + _rest(name, inner, model, indent, is_closed=is_closed)
        if in_raw:
            return shown, position
        return f"{' ' * indent}{shown}\n", position

    def _raw(self, name: str, position: int, indent: int) -> tuple[str, int]:
        """Render what an element without Markdown holds, and return where it ends."""
        parts: list[str] = []
        text = self.text
        while mark := html.RAW_MARK.search(text, position):
            parts.append(escape_text(text[position : mark.start()]))
            position = mark.start()
            verbatim = _verbatim(text, position)
            if verbatim:
                parts.append(text[position:verbatim])
                position = verbatim
                continue
            opening = html.TAG.match(text, position)
            if opening:
                shown, position = self.element(opening, indent, in_raw=True)
                parts.append(shown)
                continue
            closing = html.TAG_END.match(text, position)
            if closing and html.tag_name(closing[1]) == name:
                return "".join(parts), closing.end()
            end = closing.end() if closing else position + 1
            parts.append(escape_text(text[position:end]))
            position = end
        parts.append(escape_text(text[position:]))
        return "".join(parts), len(text)

    def _after_line(self, position: int) -> int:
        found = g.LINE_REST.match(self.text, position)
        return found.end() if found else position


def _rest(name: str, inner: str, model: str, indent: int, *, is_closed: bool) -> str:
    """Return what follows the name and the attributes of an element."""
    if is_closed and model == "raw":
        return " />"
    if inner and model != "block":
        return f">{inner}</{name}>"
    if inner:
        return f">\n{inner.removesuffix(chr(10))}\n{' ' * indent}</{name}>"
    if name in html.VOID_TAGS:
        return " />"
    return f"></{name}>"


def _verbatim(text: str, position: int) -> int:
    """Return where a comment or an instruction ends that is written as it is; 0 for none."""
    for opening, closing in (("<!--", "-->"), ("<?", "?>")):
        if text.startswith(opening, position):
            end = text.find(closing, position + len(opening))
            if end >= 0:
                return end + len(closing)
    return 0
