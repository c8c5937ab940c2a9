"""Markdown that people write: lists of links, links in paragraphs and tables, and definitions that nothing uses."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from postgen.backlog import SEPARATOR, Backlog, leading_link, metadata
from postgen.importers.fields import Rejected, link
from postgen.importers.fields import tags as read_tags
from postgen.markdown import escape
from postgen.markdown.lists import ListBlock
from postgen.text.words import first_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.backlog import Section
    from postgen.markdown.lists import Item
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span
    from postgen.markdown.tree import Block
    from postgen.model import Link

_BUKU_TAGS = re.compile(r"<!--\s*TAGS:(.*?)-->\Z", re.DOTALL)
_REFERENCE = re.compile(r"\A\[\^?\d+\]:?\s*")
_BARE = re.compile(r"(?:https?|ftps?)://[^\s<>\"]+[^\s<>\".,;:!?)]", re.IGNORECASE)
_EDGES = " \t:|-–—"


def read(text: str, name: str) -> Iterator[Link | Rejected]:  # noqa: ARG001 - the signature of an importer
    """Read the links of a text under the headings, or bold lines, that they stand below.

    An item is one link: its first; the others that stand in it come with it. Items below an item are their own.
    """
    reader = _Reader(Backlog(text))
    found = [*reader.items(), *reader.paragraphs()]
    found += reader.definitions()
    return iter(sorted(found, key=lambda row: row.line))


def items(held: Backlog, section: Section | None = None) -> Iterator[Link | Rejected]:
    """Read the links of a backlog's items, or of those of one section."""
    return _Reader(held).items(section)


class _Reader:
    def __init__(self, held: Backlog) -> None:
        self._held = held
        self._body = held.body
        self._starts = [section.start for section in held.sections]
        self._names = [section.name for section in held.sections]
        self._newlines = [found.start() for found in re.finditer("\n", held.text)]
        self._used: set[str] = set()

    def items(self, only: Section | None = None) -> Iterator[Link | Rejected]:
        for section in self._held.sections if only is None else [only]:
            for entry in self._held.entries(section):
                yield from self._item(entry.item)

    def _item(self, item: Item) -> Iterator[Link | Rejected]:
        blocks = item.blocks()
        leaves = [
            leaf
            for block in blocks
            if not isinstance(block, ListBlock)
            for leaf in block.walk()
            if leaf.view
        ]
        nested = [block for block in blocks if isinstance(block, ListBlock)]
        if leaves or not nested:
            yield self._row(
                item.start,
                [leaf.view for leaf in leaves if leaf.view and leaf.kind != "definition"],
            )
        for block in nested:
            for each in block.items:
                yield from self._item(each)

    def paragraphs(self) -> Iterator[Link | Rejected]:
        for leaf in _outside_lists(self._body.blocks):
            if leaf.view is None or leaf.kind in {"definition", "heading"}:
                continue
            views = [leaf.view]
            links = self._links(views)
            if len(links) == 1:
                yield self._row(leaf.start, views)
            elif not links:
                yield from self._bare(leaf.view)
            else:
                for span, view in links:
                    said = escape.visible(
                        view.text, span.children, span.inner_start, span.inner_end
                    )
                    yield self._made(_url(span), said, view.at(span.start))

    def _bare(self, view: View) -> Iterator[Link | Rejected]:
        """Read the lines of a text that hold a URL in plain sight, each as a link; not in an image, code or HTML."""
        at = 0
        hidden = [
            span for span, _ in self._spans([view], {"image", "code", "html", "comment", "math"})
        ]
        for line in view.text.split("\n"):
            found = _BARE.search(line)
            if found and not any(span.start <= at + found.start() < span.end for span in hidden):
                yield self._made(found[0], _around(found), view.at(at + found.start()))
            at += len(line) + 1

    def definitions(self) -> Iterator[Link | Rejected]:
        for label, each in self._body.definitions.items():
            if label not in self._used and not label.startswith("^"):
                yield self._made(
                    each.url.replace("&amp;", "&"), escape.visible(each.title), each.start
                )

    def _row(self, start: int, views: Sequence[View]) -> Link | Rejected:
        """Make one link of texts that belong together."""
        links = self._links(views)
        if not links:
            if bare := next((row for view in views for row in self._bare(view)), None):
                return bare
            said = escape.visible(views[0].text, self._body.spans(views[0])) if views else ""
            urls = [span.url for span, _ in self._spans(views, {"link", "autolink"})]
            reason = f"`{urls[0][:80]}` is not a web address" if urls else "no link is in it"
            return Rejected(self._line(start), first_words(escape.one_line(said)), reason)
        first, view = links[0]
        title, note = self._words(first, view)
        others = tuple(
            (
                escape.one_line(
                    escape.visible(at.text, span.children, span.inner_start, span.inner_end)
                ),
                _url(span),
            )
            for span, at in links[1:]
        )
        return self._made(
            _url(first), title, start, note=note, others=others, kept=self._kept(views)
        )

    def _words(self, first: Span, view: View) -> tuple[str, str]:
        """Give the title and the note of a text whose first link is known: prose makes a title of its first words."""
        text, spans = view.text, self._body.spans(view)
        lead = leading_link(text, spans)
        if lead and lead[1] is first:
            title = escape.visible(text, first.children, first.inner_start, first.inner_end)
            note = escape.visible(
                text, [span for span in spans if span.start >= lead[0].end], lead[0].end
            )
            return title, SEPARATOR.sub("", escape.one_line(" " + note) and note, count=1)
        said = escape.visible(text, spans)
        if first.kind == "autolink":
            said = said.replace(text[first.inner_start : first.inner_end], "", 1)
        said = _plainly(said)
        title = first_words(said)
        return title, "" if len(said) <= len(title) + 1 else said

    def _made(
        self,
        url: str,
        title: str,
        start: int,
        *,
        note: str = "",
        others: tuple[tuple[str, str], ...] = (),
        kept: metadata.Metadata | None = None,
    ) -> Link | Rejected:
        place = start + self._held.offset
        kept = kept or metadata.Metadata()
        category = self._names[bisect_right(self._starts, place) - 1]
        return link(
            url, title, line=self._line(start), note=note, others=others, category=category,
            tags=kept.tags, via=kept.via, image=kept.image, added=kept.added,
        )  # fmt: skip

    def _links(self, views: Sequence[View]) -> list[tuple[Span, View]]:
        return [
            (span, view) for span, view in self._spans(views, {"link", "autolink"})
            if span.url.lower().startswith(("http://", "https://", "ftp://", "ftps://"))
        ]  # fmt: skip

    def _spans(self, views: Sequence[View], kinds: set[str]) -> Iterator[tuple[Span, View]]:
        for view in views:
            for outer in self._body.spans(view):
                for span in outer.walk():
                    if span.label:
                        self._used.add(span.label)
                    if span.kind in kinds:
                        yield span, view

    def _kept(self, views: Sequence[View]) -> metadata.Metadata:
        for span, view in self._spans(views, {"comment"}):
            comment = view.text[span.start : span.end]
            if kept := metadata.parse(comment):
                return kept
            if found := _BUKU_TAGS.match(comment):
                return metadata.Metadata(tags=read_tags(found[1], ","))
        return metadata.Metadata()

    def _line(self, start: int) -> int:
        return bisect_left(self._newlines, start + self._held.offset) + 1


def _around(found: re.Match[str]) -> str:
    """Give what a reader sees around a URL."""
    return _plainly(escape.visible(found.string[: found.start()] + found.string[found.end() :]))


def _plainly(said: str) -> str:
    """Give a text without the number of a reference, and without the marks that divide it from a URL."""
    return _REFERENCE.sub("", escape.one_line(said).lstrip("\\ ")).strip(_EDGES)


def _url(span: Span) -> str:
    return span.url.replace("&amp;", "&")


def _outside_lists(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, ListBlock):
            continue
        yield block
        yield from _outside_lists(block.children)
