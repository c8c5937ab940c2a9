"""Tags that kramdown shows as text: those of blocks in running text, and ends of nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.checks.check import Check, Proposal
from postgen.checks.running_text import is_escaped, read_places
from postgen.checks.verify_fixes import Changes
from postgen.markdown import html
from postgen.model import Finding
from postgen.text.edits import Edit
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.checks.check import Subject
    from postgen.markdown.source_map import View
    from postgen.markdown.tree import Block

CODE = "KR06"

_BREAK = Lazy(r"</br\s*>", re.IGNORECASE)
_TAG = Lazy(r"<(?P<slash>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*)?/?>")
_BLOCK = Lazy(rf"<(?:/[a-zA-Z]|(?:{'|'.join(sorted(html.BLOCK_TAGS))})[\s>/])", re.IGNORECASE)
"""A quick look: what can be such a tag."""

_TALKS = Lazy(
    r"\s*(?:tags?|elements?|markup|blocks?|and|or|to|und|oder|et|ou|y|o|e|и|,|/|\.\.\.|…)?\s*\Z",
    re.IGNORECASE,
)
"""What stands between two tags in a text about them: `<ul> and </ul>`."""


class _Shown(NamedTuple):
    """A block of HTML that readers see as text: its tags, and the text that they stand in."""

    view: View
    opened: re.Match[str]
    closed: re.Match[str]

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Return the edits that take out `<p>` and `</p>`, which a line needs not; else none."""
        if self.opened[0].lower() != "<p>" or self.opened is self.closed:
            return ()
        view = self.view
        return tuple(
            Edit(view.at(tag.start()), view.end(tag.end()), "")
            for tag in (self.opened, self.closed)
        )


def find(subject: Subject) -> Iterator[Finding | Proposal]:
    """Find tags of blocks, with what they hold, and `</br>`, outside of code.

    What is shown in the cells of one table is one finding.
    """
    source = subject.body.source
    if "<" not in source or not _BLOCK.search(source):
        return
    in_tables: set[int] = set()
    for table in subject.body.walk(subject.body.blocks):
        if table.kind == "table":
            in_tables.update(cell.start for cell in table.inside())
            yield from _in_table(subject, table)
    for block in subject.leaves:
        view = block.view
        if not view or not _may_show(view):
            continue
        tags = _tags(subject, view)
        is_cell = block.start in in_tables
        yield from _breaks(view, tags, is_cell=is_cell)
        shown = None if is_cell else _shown(view, tags)
        if shown:
            yield _finding(shown, 1)


def _may_show(view: View) -> bool:
    return "<" in view.text and _BLOCK.search(view.text) is not None


def _in_table(subject: Subject, table: Block) -> Iterator[Finding | Proposal]:
    """Find what the cells of a table show; the fix is made in all of them, or in none."""
    found = []
    for cell in table.inside():
        if cell.view and _may_show(cell.view):
            tags = _tags(subject, cell.view)
            shown = _shown(cell.view, tags) or _begun(cell.view, tags)
            if shown:
                found.append(shown)
    if not found:
        return
    finding = _finding(found[0], len(found))
    fix = tuple(edit for each in found for edit in each.edits)
    if len(fix) < 2 * len(found):
        yield finding
        return
    gains, losses = Changes(subject.body, fix).within(table.start, table.end)
    is_same_table = [kind for kind, _, _ in gains] == [kind for kind, _, _ in losses] == ["table"]
    if is_same_table:
        yield Proposal(finding._replace(fix=fix), gains, losses=losses)
    else:
        yield finding


def _tags(subject: Subject, view: View) -> list[re.Match[str]]:
    """Return the tags of a text that kramdown has not read, and that are not escaped."""
    read = read_places(subject.body, view)
    text = view.text
    return [
        tag
        for tag in _TAG.finditer(text)
        if not read.hold(tag.start()) and not is_escaped(text, tag.start())
    ]


def _shown(view: View, tags: Sequence[re.Match[str]]) -> _Shown | None:
    """Return the first block with its end; tags with nothing between are what a text is about."""
    opened: re.Match[str] | None = None
    for tag in tags:
        name = tag["name"].lower()
        if name not in html.BLOCK_TAGS:
            continue
        if not tag["slash"]:
            opened = opened or tag
        elif opened and opened["name"].lower() == name:
            if not _TALKS.match(view.text[opened.end() : tag.start()]):
                return _Shown(view, opened, tag)
            opened = None
    return None


def _begun(view: View, tags: Sequence[re.Match[str]]) -> _Shown | None:
    """Return a tag that a cell begins with before other words, and that nothing ends: `<p>One`."""
    if not tags or tags[0].start() or tags[0]["slash"]:
        return None
    tag = tags[0]
    is_block = tag["name"].lower() in html.BLOCK_TAGS
    return _Shown(view, tag, tag) if is_block and not _TALKS.match(view.text[tag.end() :]) else None


def _breaks(
    view: View, shown: Sequence[re.Match[str]], *, is_cell: bool
) -> Iterator[Finding | Proposal]:
    """Find `</br>`, which ends nothing."""
    for found in shown:
        if _BREAK.fullmatch(found[0]):
            start, end = view.at(found.start()), view.end(found.end())
            message = f"`{found[0]}` is shown as it is written: a line is broken with `<br>`."
            if is_cell:
                yield Finding(CODE, start, end, message)
                continue
            fix = (Edit(start, end, "<br>"),)
            yield Proposal(Finding(CODE, start, end, message, fix), (("html", start, "<br> "),))


def _finding(shown: _Shown, cells: int) -> Finding:
    view, opened, closed = shown
    more = f", here and in {cells - 1} more cells" if cells > 1 else ""
    message = (
        f"`{opened[0]}` is shown as it is written{more}: it is a block, "
        "and stands in a cell or behind other words."
    )
    return Finding(CODE, view.at(opened.start()), view.end(closed.end()), message)


CHECKS = (
    Check(
        code=CODE,
        name="HTML shown as text",
        summary="A tag of HTML is shown on the page as it is written.",
        why="""kramdown reads a block of HTML, such as `<p>` or `<ul>`, only where a line begins
with it: in a cell of a table, and behind other words, readers see the tag itself. `</br>` ends
nothing, and is shown too.""",
        bad="A train,</br>and a boat.\n",
        good="A train,<br>and a boat.\n",
        find=find,
        fixed_by="edits",
    ),
)
