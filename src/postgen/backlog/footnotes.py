"""The footnotes of items, which come along into an issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.errors import VerificationError
from postgen.markdown.source_map import OPAQUE
from postgen.text.edits import Edit, apply, newline_at
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from postgen.backlog.entry import Entry
    from postgen.backlog.model import Backlog
    from postgen.markdown import Markdown
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


def definitions(
    backlog: Backlog,
    entries: Iterable[Entry],
    references: ComposedReferences,
    issue: Markdown | None = None,
) -> str:
    """Return the definitions of the footnotes that items cite, and of those that these cite.

    Those that an issue has are left out. Raises `VerificationError` where it has another of a name.
    """
    defined = dict(_defined(backlog.body))
    there = (
        {name: _definition(issue, block, references) for name, block in _defined(issue)}
        if issue
        else {}
    )
    new = ""
    for name in _cited(backlog.body, entries, defined):
        text = _definition(backlog.body, defined[name], references)
        if there.get(name, text) != text:
            raise VerificationError(
                f"The issue has another footnote `[^{name}]`.", "Rename it in the backlog."
            )
        new += "" if name in there else f"\n{text}\n"
    return new


def without_unused(backlog: Backlog, entries: Iterable[Entry], text: str) -> str:
    """Return the text of a backlog without the footnotes that only items which are gone cited.

    `backlog` is what it was when `entries` were in it. Where anything else might change, all
    footnotes stay.
    """
    gone = set(_cited(backlog.body, entries, dict(_defined(backlog.body))))
    return _without(gone, text) if gone else text


def brought_back(issue: str, rest: str, backlog: Backlog, entry: Entry) -> tuple[str, str]:
    """Bring the footnotes along of an item that comes back to a backlog from an issue.

    `rest` is the text of the issue without the item, which is the `entry` of the backlog now.
    Return both texts. Raises `VerificationError` where the backlog has another footnote of a name.
    """
    from postgen.backlog.model import Backlog

    body = Backlog(issue).body
    texts = {name: _source(body, block) for name, block in _defined(body)}
    there = {name: _source(backlog.body, block) for name, block in _defined(backlog.body)}
    with_all = Backlog("\n\n".join([backlog.text, *texts.values()]))  # only then they are cited
    [same] = (each for each in with_all.all_entries() if each.start == entry.start)
    cited = _cited(with_all.body, [same], dict(_defined(with_all.body)))
    names = [name for name in cited if name in texts]
    text = backlog.text if backlog.text.endswith("\n") or not names else f"{backlog.text}\n"
    newline = newline_at(text, len(text))
    for name in names:
        source = texts[name]
        if there.get(name, source) != source:
            raise VerificationError(
                f"The backlog has another footnote `[^{name}]`.", "Rename it in the issue."
            )
        if name not in there:
            gap = "" if text.endswith(newline * 2) else "\n"
            text += f"{gap}{source}\n".replace("\n", newline)
    if Backlog(text).outline() != backlog.outline():
        raise VerificationError(
            f"The footnotes of `{entry.title}` cannot stand at the end of the backlog.",
            "Nothing was written; move it by hand.",
        )
    return _without(set(names), rest), text


def _without(gone: AbstractSet[str], text: str) -> str:
    """Return a text without the footnotes of some names that nothing in it cites.

    Where anything else might change, all stay.
    """
    from postgen.backlog.model import Backlog

    rest = Backlog(text)
    defined = {name: block for name, block in _defined(rest.body) if name in gone}
    while True:
        new = apply(text, list(_removals(text, rest.offset, defined.values())))
        still_cited = [name for name in defined if f"[^{name}]" in new]
        if not still_cited:
            break
        for name in still_cited:
            del defined[name]
    after = Backlog(new)
    is_rest_same = after.outline() == rest.outline()
    is_certain = is_rest_same and after.body.footnotes == rest.body.footnotes - set(defined)
    return new if is_certain else text


def _removals(text: str, offset: int, blocks: Iterable[Block]) -> Iterator[Edit]:
    """Yield the edits that remove definitions; two may share the blank lines between them."""
    end = 0
    for edit in sorted(_removal(text, offset, block) for block in blocks):
        start = max(edit.start, end)
        end = max(start, edit.end)
        yield Edit(start, end, "")


def _removal(text: str, offset: int, block: Block) -> Edit:
    """Return the edit that removes a definition and the blank lines behind it."""
    start, end = block.start + offset, block.end + offset
    behind = text[end:]
    end += len(behind) - len(behind.lstrip("\r\n"))
    if end == len(text):  # then those above go, but for the end of the last line
        above = text[:start]
        kept = len(above.rstrip("\r\n"))
        start = text.find("\n", kept, start) + 1 or start
    return Edit(start, end, "")


def _cited(body: Markdown, entries: Iterable[Entry], defined: Mapping[str, Block]) -> list[str]:
    """Return the names of the footnotes of a body that items cite, and of those that these cite."""
    if not defined:
        return []
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
                spans = body.spans(leaf.view)
                wanted += [_name(leaf.view, span) for span in _citations(spans)]
    return names


def _definition(body: Markdown, block: Block, references: ComposedReferences) -> str:
    """Return a definition with the names of footnotes as the issue has them."""
    text = _source(body, block)
    return _CITATION.sub(lambda found: f"[^{_new_name(found[1], references)}]", text)


def _source(body: Markdown, block: Block) -> str:
    source = body.source[block.start : block.end].rstrip()
    return source.replace("\r\n", "\n").replace("\r", "\n")


_CITATION = Lazy(r"\[\^([^\]\n]+)\]")


def _defined(body: Markdown) -> Iterator[tuple[str, Block]]:
    for block in body.blocks:
        if block.kind != "footnote":
            continue
        found = _DEFINITION.match(body.source, block.start)
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
