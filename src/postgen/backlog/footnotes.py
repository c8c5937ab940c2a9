"""The footnotes of items, which come along into an issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.markdown.source_map import OPAQUE
from postgen.text.edits import Edit
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from postgen.backlog.model import Backlog, Entry
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span
    from postgen.markdown.tree import Block
    from postgen.references.compose import ComposedReferences

_DEFINITION = Lazy(r"[ ]{0,3}\[\^([^\]\n]+)\]:")
"""`[^name]: text`."""


def citation_edits(entry: Entry, references: ComposedReferences) -> Iterator[Edit]:
    """Yield the edits that give the footnotes of an item other names, where they need some."""
    for view, spans in entry.texts:
        for span in _citations(spans):
            name = _name(view, span)
            new = _new_name(name, references)
            if new != name:
                yield Edit(view.at(span.start), view.end(span.end), f"[^{new}]")


def definitions(backlog: Backlog, entries: Iterable[Entry], references: ComposedReferences) -> str:
    """Return the definitions of the footnotes that items cite, and of those that these cite."""
    defined = dict(_defined(backlog))
    wanted: list[str] = []
    for entry in entries:
        for view, spans in entry.texts:
            wanted += [_name(view, span) for span in _citations(spans)]
    names: list[str] = []
    while wanted:
        name = wanted.pop(0)
        if name in names or name not in defined:
            continue
        names.append(name)
        for leaf in defined[name].walk():
            if leaf.view:
                spans = backlog.body.spans(leaf.view)
                wanted += [_name(leaf.view, span) for span in _citations(spans)]
    return "".join(f"\n{_definition(backlog, defined[name], references)}\n" for name in names)


def _definition(backlog: Backlog, block: Block, references: ComposedReferences) -> str:
    """Return a definition with the names of footnotes as the issue has them."""
    source = backlog.body.source[block.start : block.end].rstrip()
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    return _CITATION.sub(lambda found: f"[^{_new_name(found[1], references)}]", text)


_CITATION = Lazy(r"\[\^([^\]\n]+)\]")


def _defined(backlog: Backlog) -> Iterator[tuple[str, Block]]:
    for block in backlog.body.blocks:
        if block.kind != "footnote":
            continue
        found = _DEFINITION.match(backlog.body.source, block.start)
        if found and OPAQUE not in found[1]:
            yield found[1], block


def _citations(spans: Iterable[Span]) -> Iterator[Span]:
    for outer in spans:
        for span in outer.walk():
            if span.kind == "footnote":
                yield span


def _name(view: View, span: Span) -> str:
    return view.text[span.start : span.end].removeprefix("[^").removesuffix("]")


def _new_name(name: str, references: ComposedReferences) -> str:
    """Return the name of a footnote in an issue: not one that the list of references has."""
    style = references.style
    has_footnotes = style.shows_numbers and "[^" in style.mark(1)
    return f"note-{name}" if has_footnotes and name.isdecimal() else name
