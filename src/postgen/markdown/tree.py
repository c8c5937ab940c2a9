"""What a text is made of: blocks, and the spans in the text of a block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.markdown.source_map import View

BlockKind = Literal[
    "abbreviation",  # *[HTML]: Hypertext Markup Language
    "ald",  # {:name: .class}, an attribute list definition
    "blank",  # blank lines
    "boundary",  # ^ alone on a line, kramdown's end-of-block marker
    "cell",  # of a table
    "code",  # indented or fenced
    "comment",  # <!-- ... -->
    "definition",  # [label]: url "title"
    "definitions",  # a definition list: terms, then `: ` and what they mean
    "extension",  # {::comment} ... {:/comment}
    "footnote",  # [^name]: text
    "heading",
    "html",  # a block element
    "ial",  # {:.class}, an inline attribute list, below the block that it is for
    "inline",  # running text directly inside an HTML element
    "item",  # of a list or of a definition list
    "list",
    "math",  # $$ ... $$
    "paragraph",
    "quote",  # > text
    "rule",  # * * *
    "table",
    "term",  # of a definition list
    "text",  # text that kramdown puts on the page without a paragraph around it
]

SpanKind = Literal[
    "attributes",  # {:.class} right behind a span
    "autolink",  # <https://example.org>
    "code",  # `code`
    "comment",  # <!-- ... -->
    "del",  # ~~struck~~
    "em",  # *em*
    "extension",  # {::nomarkdown} ... {:/}
    "footnote",  # [^name]
    "html",  # <b> ... </b>
    "image",  # ![alt](url)
    "link",  # [text](url)
    "math",  # $$ ... $$
    "strong",  # **strong**
]

LinkForm = Literal[
    "",  # not a link
    "inline",  # [text](url)
    "full",  # [text][label]
    "collapsed",  # [text][]
    "shortcut",  # [text]
]

ListMarker = Literal[
    "*",  # any bullet
    "1",  # any number
    ":",  # of a definition list
]


class Block:
    """A block: its kind, its extent in the source, and what it holds.

    `start` and `end` are positions in the source. `view` is the text of a leaf, to be read for
    spans; `children` are the blocks of a container. A list holds `Item`s. `level` is that of a
    heading, 1 to 6; of blank lines, how many there are. `attributes` is the inside of its attribute
    lists; of a footnote its name, and of an attribute list definition nothing. `place` is where the
    block was read: in which text, from which position to which. `target` is what a link definition
    says: its label as it is written, its URL and its title.
    """

    __slots__ = (
        "attributes",
        "children",
        "end",
        "kind",
        "level",
        "place",
        "start",
        "target",
        "view",
    )

    def __init__(
        self,
        kind: BlockKind,
        start: int,
        end: int,
        view: View | None = None,
        children: list[Block] | None = None,
    ) -> None:
        self.kind: BlockKind = kind
        self.start = start
        self.end = end
        self.view = view
        self.children = [] if children is None else children
        self.level = 0
        self.attributes = ""
        self.place: tuple[View, int, int] | None = None
        self.target: tuple[str, str, str] | None = None

    def walk(self) -> Iterator[Block]:
        """Yield this block and all below it, in their order."""
        yield self
        yield from walk(self.inside())

    def inside(self) -> Sequence[Block]:
        """Return the blocks directly below this one."""
        return self.children


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks and all below them, in their order."""
    for block in blocks:
        yield block
        children = block.inside()
        if children:
            yield from walk(children)


class Span:
    """A span: its kind, its extent, and the extent of what it holds.

    All are positions in the view's text. `form` is that of a link or image. `label` is the label of
    a reference link, the name of a footnote, or the name of an HTML element.
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

    def __init__(self, kind: SpanKind, start: int, end: int) -> None:
        self.kind: SpanKind = kind
        self.start = start
        self.end = end
        self.inner_start = start
        self.inner_end = end
        self.children: Sequence[Span] = ()
        self.form: LinkForm = ""
        self.url = self.title = self.label = ""

    def holding(self, start: int, end: int, children: Sequence[Span]) -> Span:
        """Set what the span holds, and return the span."""
        self.inner_start, self.inner_end, self.children = start, end, children
        return self

    def walk(self) -> Iterator[Span]:
        """Yield this span and all below it, in their order."""
        yield self
        for child in self.children:
            yield from child.walk()
