"""The HTML that kramdown makes of a body, with the GFM parser and the options of Jekyll.

Ported from kramdown's `lib/kramdown/converter/html.rb`; each function says which part. What
Liquid prints, and how Rouge colours code, is not known here: `Rendering.unsure` says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postgen.errors import PostgenError
from postgen.markdown import (
    attribute_lists,
    blocks,
    html,
    render_code,
    render_table,
    render_text,
    render_toc,
    targets,
)
from postgen.markdown import block_grammar as g
from postgen.markdown import spans as span_parser
from postgen.markdown.body import Markdown
from postgen.markdown.lists import Item, ListBlock
from postgen.markdown.render_html import HtmlBlock
from postgen.markdown.render_lists import BOXES, RenderedItem, settle, visible
from postgen.markdown.render_spans import Place, SpanRenderer, is_for_html
from postgen.markdown.render_text import attributes, indented, spaces
from postgen.markdown.render_toc import TocEntry
from postgen.markdown.source_map import BOX, OPAQUE
from postgen.markdown.targets import label_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from postgen.markdown.source_map import View
    from postgen.markdown.tree import Block, BlockKind


class Rendering(NamedTuple):
    """The HTML of a body, and what in it is not certain, in words for people."""

    html: str
    unsure: tuple[str, ...] = ()


class Options(NamedTuple):
    """What a site's `kramdown:` settings change; the defaults are those of Jekyll.

    With `highlights`, code is in the elements that Rouge puts around it; its colours are not made.
    """

    highlights: bool = True
    toc_levels: range = range(1, 7)


def render(body: Markdown, options: Options = Options()) -> Rendering:  # noqa: B008
    """Return the HTML of a body after Liquid, as Jekyll puts it into `content`.

    Raises `PostgenError` where hundreds of elements stand in each other.
    """
    try:
        return _Renderer(body, options).rendering()
    except RecursionError as error:
        raise PostgenError("Its HTML is too deep to be rendered.", "Close what is open.") from error


class _Renderer:
    def __init__(self, body: Markdown, options: Options) -> None:
        self.options = options
        self.body = Markdown(body.source, has_liquid=body.has_liquid)
        # with the blank lines, which show as newlines
        self.body.blocks = blocks.read(self.body.view.for_kramdown(), [], 0)
        self.named = attribute_lists.defined(self.body.walk(self.body.blocks))
        self.spans = SpanRenderer(self.body, self.named, highlights=options.highlights)
        self.spans.abbreviations = self._abbreviations()
        self.spans.definition_attributes = self._definitions()
        self.ids = {heading.block.start: heading.id for heading in self.body.headings}
        self.notes = self.body.last_footnotes()
        self.contents: list[TocEntry] = []
        self.toc: tuple[str, dict[str, str]] | None = None
        self.placed: set[str] = set()
        self.unsure: dict[str, None] = {}

    def rendering(self) -> Rendering:
        """Return the whole (`convert_root`)."""
        shown = self.blocks(self.body.blocks, 0)
        notes = self._footnotes()
        if _NOTES_MARK in shown:
            shown = shown.replace(_NOTES_MARK, notes, 1)
        else:
            shown += notes
        if self.toc:
            shown = shown.replace(_TOC_MARK, render_toc.render(self.contents, *self.toc), 1)
        if OPAQUE in self.body.view.text:
            self.unsure["what Liquid prints is not rendered"] = None
        return Rendering(shown, tuple(self.unsure))

    # What the whole body defines

    def _abbreviations(self) -> render_text.Abbreviations | None:
        titles: dict[str, str] = {}
        given: dict[str, dict[str, str]] = {}
        for block in self.body.walk(self.body.blocks):
            if block.kind != "abbreviation" or not block.place:
                continue
            found = g.ABBREVIATION.match(block.place[0].text, block.place[1])
            if found:
                titles[found[1]] = found[2].strip(g.STRIPPED)
                given[found[1]] = self.attributes(block)
        return render_text.Abbreviations(titles, given) if titles else None

    def _definitions(self) -> dict[str, dict[str, str]]:
        """Return the attributes of `[label]: url` by label, where it has any."""
        found = {}
        for block in self.body.walk(self.body.blocks):
            if block.kind == "definition" and block.attributes and block.view:
                written = targets.definition(block.view.text, 0)
                if written:
                    found[label_of(written[0])] = self.attributes(block)
        return found

    def attributes(self, block: Block) -> dict[str, str]:
        """Return the attributes of a block."""
        return self.spans.with_lists({}, block.attributes)

    # Blocks

    def blocks(self, found: Sequence[Block], indent: int) -> str:
        """Render blocks, one below the other (`inner`)."""
        return "".join(self.block(block, indent) for block in visible(found))

    def block(self, block: Block, indent: int) -> str:
        """Render one block."""
        return _CONVERTERS[block.kind](self, block, indent)

    def blank(self, _: Block, __: int) -> str:
        return "\n"

    def paragraph(self, block: Block, indent: int) -> str:
        given = self.attributes(block)
        figure = self._standalone_image(block, indent)
        return figure or f"{spaces(indent)}<p{attributes(given)}>{self.leaf(block)}</p>\n"

    def _standalone_image(self, block: Block, indent: int) -> str:
        """Return a figure for `![its caption](url){:standalone}` (`convert_standalone_image`)."""
        if not block.view:
            return ""
        found = self.body.spans(block.view)
        if not found or found[0].kind != "image" or found[-1].end != len(block.view.text):
            return ""
        rest = found[1:]
        own = " ".join(block.view.text[each.inner_start : each.inner_end] for each in rest)
        is_alone = all(each.kind == "attributes" for each in rest) and found[0].start == 0
        if not is_alone or "standalone" not in attribute_lists.read(own).names:
            return ""
        image = self.spans.image_attributes(block.view.text, found[0], own)
        given = self.attributes(block)
        for key in ("class", "id"):
            if key in image and key not in given:
                given[key] = image.pop(key)
        space = spaces(indent + 2)
        inner = f"{space}<img{attributes(image)} />\n{space}<figcaption>{image['alt']}</figcaption>"
        return indented("figure", given, f"{inner}\n", indent)

    def text(self, block: Block, _: int) -> str:
        return self.spans.text(_placed(block))

    def quote(self, block: Block, indent: int) -> str:
        inner = self.blocks(block.children, indent + 2)
        return indented("blockquote", self.attributes(block), inner, indent)

    def heading(self, block: Block, indent: int) -> str:
        own, _, rest = block.attributes.partition("}")
        given = {}
        if block.attributes.startswith("{#"):  # `# A heading {#its-id}`
            given["id"] = own[2:]
        else:
            rest = block.attributes
        attribute_lists.apply(given, attribute_lists.read(rest), self.named)
        if "id" not in given:
            given["id"] = self.ids.get(block.start, "")
        inner = self.leaf(block)
        is_listed = "no_toc" not in given.get("class", "").split()
        if is_listed and block.level in self.options.toc_levels:
            self.contents.append(TocEntry(block.level, given["id"], self._toc_words(block)))
        return f"{spaces(indent)}<h{block.level}{attributes(given)}>{inner}</h{block.level}>\n"

    def rule(self, block: Block, indent: int) -> str:
        return f"{spaces(indent)}<hr{attributes(self.attributes(block))} />\n"

    def code(self, block: Block, indent: int) -> str:
        text = _placed(block)
        opening = g.FENCE_LINE.match(text)
        language = ""
        if opening:
            lines = text[opening.end() :].rstrip("\n").rpartition("\n")
            language = render_code.marks_beyond(opening[1], lines[2]) + opening[2].strip()
            text = f"{lines[0]}\n" if lines[1] else ""
        else:
            text = render_code.unindented(text)
        given = self.attributes(block)
        if language:
            name = language.partition("?")[0]
            given = {"class": f"language-{name}"}
            attribute_lists.apply(given, attribute_lists.read(block.attributes), self.named)
        language = render_code.language_of(given)
        if not self.options.highlights:
            return render_code.render(text, language, given, indent)
        if language not in render_code.PLAIN:
            self.unsure["the colours of code are not rendered"] = None
        return render_code.render_highlighted(text, language, given, indent)

    def math(self, block: Block, indent: int) -> str:
        found = g.MATH.match(_placed(block))
        shown = render_text.escape_all(found[2].strip()) if found else ""
        given = self.attributes(block)
        if given:
            return f"{spaces(indent)}<div{attributes(given)}>\\[{shown}\\]\n</div>\n"
        return f"\\[{shown}\\]\n"

    def comment(self, block: Block, indent: int) -> str:
        return f"{spaces(indent)}{_placed(block).rstrip()}\n"

    def extension(self, block: Block, indent: int) -> str:
        """Render `{::comment}` and `{::nomarkdown}` (extensions.rb, `handle_extension`)."""
        text = _placed(block)
        opening = g.EXTENSION.match(text)
        if not opening or opening[3]:
            self.unsure["options that are set in the text are not used"] = None
            return ""
        closing = g.EXTENSION_END[opening[1]].search(text, opening.end())
        inner = text[opening.end() : closing.start() if closing else len(text)]
        inner = inner.removesuffix("\n")
        if opening[1] == "comment":
            return f"{spaces(indent)}<!-- {inner} -->\n"
        if opening[1] == "nomarkdown" and is_for_html(opening[2]):
            return f"{inner}\n"
        return ""

    # Lists

    def list(self, block: Block, indent: int) -> str:
        given = attribute_lists.read(block.attributes)
        if not isinstance(block, ListBlock):
            raise TypeError(block.kind)
        name = "ul" if block.marker == "*" else "ol"
        items = [RenderedItem(item) for item in block.items]
        settle(items, is_ended=block.is_ended)
        attributes_of_list: dict[str, str] = {}
        has_tasks = any(item.is_task for item in items)
        if has_tasks:
            attributes_of_list["class"] = "task-list"
        attribute_lists.apply(attributes_of_list, given, self.named)
        marks = (mark for role, mark in _MARKS.items() if role in given.names)
        mark = next((each for each in marks if each not in self.placed), "")
        if mark == _TOC_MARK:
            self.toc = name, attributes_of_list
        if mark:
            self.placed.add(mark)
            return mark
        inner = ""
        is_task_list = False
        for item in items:
            is_task_list = is_task_list or item.is_task
            own = {"class": "task-list-item"} if is_task_list and item.has_paragraph else {}
            attribute_lists.apply(own, attribute_lists.read(item.item.own_attributes), self.named)
            inner += self._item("li", own, item, indent + 2)
        return indented(name, attributes_of_list, inner, indent)

    def _item(self, name: str, given: Mapping[str, str], item: RenderedItem, indent: int) -> str:
        """Render an item (`convert_li`)."""
        shown = item.shown
        start = f"{spaces(indent)}<{name}{attributes(given)}>"
        if shown and not item.is_transparent:
            inner = "".join(self.block(block, indent + 2) for block in shown)
            return f"{start}\n{inner}{spaces(indent)}</{name}>\n"
        inner = ""
        for index, block in enumerate(shown):
            if index == 0:
                inner += self.leaf(block, "\n" if item.has_newline else "")
            else:
                inner += self.block(block, indent + 2)
        end = spaces(indent) if inner.endswith("\n") else ""
        return f"{start}{inner}{end}</{name}>\n"

    def definitions(self, block: Block, indent: int) -> str:
        inner = ""
        for child in block.children:
            if child.kind == "term":
                inner += f"{spaces(indent + 2)}{self._term(child)}\n"
            elif isinstance(child, Item):
                inner += self._definition(child, indent + 2)
        return indented("dl", self.attributes(block), inner, indent)

    def _term(self, block: Block) -> str:
        text = block.view.text.rstrip("\n") if block.view else ""
        found = g.ITEM_IAL.match(text)
        given: dict[str, str] = {}
        if found:  # `{:.class} a term`
            attribute_lists.apply(given, attribute_lists.read(found[1]), self.named)
            text = text[found.end() :]
        return f"<dt{attributes(given)}>{self.spans.text(text)}</dt>"

    def _definition(self, item: Item, indent: int) -> str:
        """Render what a term means (list.rb, `parse_definition_list`)."""
        shown = RenderedItem(item)
        children = shown.children
        if children and children[-1].kind == "blank":
            children.pop()
        if shown.has_paragraph and not item.is_below_blank:
            shown.is_transparent = True
            shown.has_newline = len(children) > 1
        own = self.spans.with_lists({}, item.own_attributes)
        return self._item("dd", own, shown, indent)

    # HTML and tables

    def html(self, block: Block, indent: int) -> str:
        if not block.place:
            return ""
        view, start, end = block.place
        found = html.TAG.match(view.text, view.text.index("<", start))
        if not found:
            return ""
        reader = HtmlBlock(view.text, self._blocks_inside(view), self.spans.text)
        shown, position = reader.element(found, indent, self.attributes(block))
        rest = view.text[position:end]
        return shown + (self.spans.text(rest) if rest else "")

    def _blocks_inside(self, view: View) -> Callable[[int, str, int], tuple[str, int]]:
        """Return what renders the blocks inside an element of a text."""

        def rendered(position: int, name: str, indent: int) -> tuple[str, int]:
            inside: list[Block] = []
            parser = blocks.Parser(view, inside, 1, position, name)
            parser.parse()
            has_breaks, self.spans.has_breaks = self.spans.has_breaks, False
            shown = self.blocks(inside, indent)
            self.spans.has_breaks = has_breaks
            return shown, parser.position

        return rendered

    def table(self, block: Block, indent: int) -> str:
        if not block.place:
            return ""
        view, start, end = block.place
        return render_table.render(
            view.text[start:end], attributes(self.attributes(block)), self.spans.text, indent
        )

    def leaf(self, block: Block, more: str = "") -> str:
        """Render the text of a block, with `more` behind it."""
        if not block.view:
            return ""
        text = block.view.text + more
        if more and (task := g.TASK.fullmatch(text)):  # `* [ ]` with a list below it
            return BOXES[task[0][1] != " "]
        if more and "<" in text:  # an element without an end takes it in
            found = span_parser.parse(text, self.body.definitions, self.body.footnotes)
        else:
            found = self.body.spans(block.view)
        box = ""
        start = 0
        if text.startswith(BOX):
            start = len(text) - len(text.lstrip(BOX))
            place = block.view.at(0)
            is_done = self.body.source[place : place + 3].lower() == "[x]"
            box = BOXES[is_done]
        return box + self.spans.part(text, found, (start, len(text)))

    # Footnotes and the table of contents

    def _footnotes(self) -> str:
        """Render the footnotes that are cited (`footnote_content`)."""
        rows = ""
        self.spans.has_breaks = False
        for name in self.spans.footnotes:  # it grows: a footnote may cite another one
            rows += self._footnote(name)
        if not rows:
            return ""
        return f'<div class="footnotes" role="doc-endnotes">\n  <ol>\n{rows}  </ol>\n</div>\n'

    def _footnote(self, name: str) -> str:
        shown = visible(self.notes[name].children)
        repeats = self.spans.cited[name]
        given = attributes({"id": f"fn:{name}", "role": "doc-endnote"})
        inner = ""
        for block in shown[:-1]:
            inner += self.block(block, 6)
        last = shown[-1] if shown else None
        if last and last.kind == "paragraph" and last.view:
            inner += f"      <p{attributes(self.attributes(last))}>{self.leaf(last)}"
            inner += f"{self._back_links(name, repeats, has_space=True)}</p>\n"
        else:
            inner += self.block(last, 6) if last else ""
            inner += f"      <p>{self._back_links(name, repeats, has_space=False)}</p>\n"
        return f"    <li{given}>\n{inner}    </li>\n"

    @staticmethod
    def _back_links(name: str, repeats: int, *, has_space: bool) -> str:
        space = "\u00a0"
        shown = (space if has_space else "") + _back_link(name, "&#8617;")
        for index in range(1, repeats + 1):
            mark = f"&#8617;<sup>{index + 1}</sup>"
            shown += space + _back_link(f"{name}:{index}", mark)
        return shown

    def _toc_words(self, block: Block) -> str:
        """Return the words of a heading for the table of contents, without links and footnotes."""
        if not block.view:
            return ""
        text = block.view.text
        return self.spans.part(
            text, self.body.spans(block.view), (0, len(text)), Place(in_toc=True)
        )


def _placed(block: Block) -> str:
    """Return the text that a block was read from."""
    if not block.place:
        return ""
    view, start, end = block.place
    return view.text[start:end]


def _back_link(name: str, mark: str) -> str:
    return f'<a href="#fnref:{name}" class="reversefootnote" role="doc-backlink">{mark}</a>'


_TOC_MARK, _NOTES_MARK = "\ue010", "\ue011"
"""Stand for the table of contents and the footnotes until both are known."""
_MARKS = {"toc": _TOC_MARK, "footnotes": _NOTES_MARK}
"""What the first list becomes that has the name in its attribute list."""

_CONVERTERS: dict[BlockKind, Callable[[_Renderer, Block, int], str]] = {
    "blank": _Renderer.blank,
    "code": _Renderer.code,
    "comment": _Renderer.comment,
    "definitions": _Renderer.definitions,
    "extension": _Renderer.extension,
    "heading": _Renderer.heading,
    "html": _Renderer.html,
    "list": _Renderer.list,
    "math": _Renderer.math,
    "paragraph": _Renderer.paragraph,
    "quote": _Renderer.quote,
    "rule": _Renderer.rule,
    "table": _Renderer.table,
    "text": _Renderer.text,
}
"""What renders a block, by its kind."""
