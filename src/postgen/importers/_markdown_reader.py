"""The links of Markdown: what the importer of Markdown reads, and what an export writes."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from postgen.backlog import SEPARATOR, Backlog, leading_link, metadata, quote_of
from postgen.importers import bare_words
from postgen.importers.bare_words import BETWEEN
from postgen.importers.fields import Rejected, link
from postgen.importers.fields import tags as read_tags
from postgen.markdown import escape
from postgen.markdown.lists import ListBlock
from postgen.markdown.source_map import OPAQUE
from postgen.references import numbers
from postgen.text.words import first_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.backlog import Section
    from postgen.markdown.lists import Item
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span
    from postgen.markdown.tree import Block
    from postgen.model import Link

# <!-- TAGS: nlp, machine learning -->
_BUKU_TAGS = re.compile(r"<!--\s*TAGS:(.*?)-->\Z", re.DOTALL)
# `[1]: `, `[^1] `
_REFERENCE_NUMBER = re.compile(rf"\A{numbers.SHOWN}:?\s*")
_OPEN_EMPHASIS = re.compile(r"\A\*\*|\*\*\Z")
_SCHEMES = ("http://", "https://", "ftp://", "ftps://")
_LINKS = frozenset({"link", "autolink"})
_NOT_BARE = _LINKS | {"image", "code", "html", "comment", "math"}
_ANCHOR = re.compile(r"<a\s[^>]*?\bhref\s*=\s*[\"']?([^\"'>\s]+)[^>]*>([^<]{0,300})", re.IGNORECASE)


def read(text: str) -> list[Link | Rejected]:
    """Return the links of a text, and the items that have none, in their order."""
    reader = _Reader(Backlog(text))
    rows = [*reader.items(), *reader.paragraphs()]
    # after the others, which note the definitions that they use
    rows += reader.unused_definitions()
    return sorted(rows, key=lambda row: row.line)


def read_items(backlog: Backlog, section: Section | None = None) -> Iterator[Link | Rejected]:
    """Read the links of a backlog's items, or of those of one section."""
    return _Reader(backlog).items(section)


class _Reader:
    def __init__(self, backlog: Backlog) -> None:
        self._backlog = backlog
        self._body = backlog.body
        self._starts = [section.start for section in backlog.sections]
        self._names = [section.name for section in backlog.sections]
        self._newlines = [found.start() for found in re.finditer("\n", backlog.text)]
        self._used_labels: set[str] = set()

    def items(self, section: Section | None = None) -> Iterator[Link | Rejected]:
        """Read the items of one section, or of all."""
        sections = self._backlog.sections if section is None else [section]
        for each in sections:
            for entry in self._backlog.entries(each):
                yield from self._item(entry.item)

    def _item(self, item: Item) -> Iterator[Link | Rejected]:
        """Read an item, and those of the lists in it; one that is only lists is not a row."""
        nested: list[ListBlock] = []
        views: list[View] = []
        has_text = False
        for block in item.blocks():
            if isinstance(block, ListBlock):
                nested.append(block)
                continue
            for leaf in block.walk():
                if leaf.view is None:
                    continue
                has_text = True
                if leaf.kind != "definition":
                    views.append(leaf.view)
        if has_text or not nested:
            quote = quote_of(self._body, item.blocks())
            yield from self._rows(item.start, views, quote)
        for block in nested:
            for each in block.items:
                yield from self._item(each)

    def paragraphs(self) -> Iterator[Link | Rejected]:
        """Read what stands outside lists.

        A paragraph with one link is a row, else each of its links is one.
        """
        for leaf in _outside_lists(self._body.blocks):
            if leaf.view is None or leaf.kind in {"definition", "heading"}:
                continue
            links = self._links([leaf.view])
            bare_urls = [*self._bare_urls(leaf.view), *self._anchors(leaf.view)]
            if len(links) == 1 and not bare_urls:
                yield from self._rows(leaf.start, [leaf.view])
                continue
            yield from bare_urls
            for span, view in links:
                yield self._link(_url(span), _words(span, view), view.at(span.start))

    def _bare_urls(self, view: View) -> Iterator[Link | Rejected]:
        """Read the bare URLs of each line as links; none in a link, an image, code or HTML."""
        hidden = [span for span, _ in self._spans([view], _NOT_BARE)]
        line_start = 0
        for line in view.text.split("\n"):
            for address, words in bare_words.titles(*bare_words.split(line)):
                start = line_start + address.start
                if any(span.start <= start < span.end for span in hidden):
                    continue
                title = _without_marks(escape.visible(words))
                yield self._link(address.url, title, view.at(start))
            line_start += len(line) + 1

    def _anchors(self, view: View) -> Iterator[Link | Rejected]:
        """Read the links that are written as HTML: `<a href="https://example.org/">Title</a>`."""
        for span, _ in self._spans([view], frozenset({"html"})):
            found = _ANCHOR.match(view.text, span.start)
            url = escape.opened_url(found[1]) if found else ""
            if found and url.lower().startswith(_SCHEMES):
                title = escape.one_line(escape.visible(found[2]))
                yield self._link(url, title, view.at(span.start))

    def unused_definitions(self) -> Iterator[Link | Rejected]:
        """Read the definitions that no link uses; a label such as `^1` is that of a footnote."""
        for label, definition in self._body.definitions.items():
            is_footnote = label.startswith("^")
            if is_footnote or label in self._used_labels:
                continue
            title = escape.visible(definition.title)
            yield self._link(escape.decode_entities(definition.url), title, definition.start)

    def _rows(self, start: int, views: Sequence[View], quote: str = "") -> list[Link | Rejected]:
        """Make one link of texts that belong together, or one of each bare URL."""
        if not self._links(views):
            bare_urls = [
                row for view in views for row in (*self._bare_urls(view), *self._anchors(view))
            ]
            return bare_urls or [self._without_link(start, views)]
        return [self._row(start, views, quote)]

    def _row(self, start: int, views: Sequence[View], quote: str) -> Link | Rejected:
        links = self._links(views)
        (first, view), *rest = links
        title, note = self._title_and_note(first, view)
        note = note.lstrip(" ,;，、；") if rest else note  # `[A](url), [B](url)`
        others = tuple((escape.one_line(_words(span, each)), _url(span)) for span, each in rest)
        kept = self._metadata(views)
        return self._link(
            _url(first), title, start, note=note, others=others, kept=kept, quote=quote
        )

    def _without_link(self, start: int, views: Sequence[View]) -> Rejected:
        """Reject texts without a link to the web: `[a](mailto:ada@example.org)`."""
        words = ""
        if views:
            words = escape.visible(views[0].text, self._body.spans(views[0]))
        reason = "no link is in it"
        urls = [span.url for span, _ in self._spans(views, _LINKS)]
        if urls:
            reason = f"`{urls[0][:80]}` is not a web address"
        return Rejected(self._line(start), first_words(escape.one_line(words)), reason)

    def _title_and_note(self, first: Span, view: View) -> tuple[str, str]:
        """Return the title and the note of a text whose first link is known.

        `[Title](url) - a note` begins with its link; of other prose, the first words are the title.
        """
        text, spans = view.text, self._body.spans(view)
        lead = leading_link(text, spans)
        if lead and lead[1] is first:
            end = lead[0].end
            behind = [span for span in spans if span.start >= end]
            note = escape.visible(text, behind, end)
            if not escape.one_line(note):
                return _words(first, view), ""
            return _words(first, view), SEPARATOR.sub("", note, count=1)
        words = escape.visible(text, spans)
        if first.kind == "autolink":
            shown_url = text[first.inner_start : first.inner_end]
            words = words.replace(shown_url, "", 1)
        words = _without_marks(words)
        title = first_words(words)
        is_all = len(words) <= len(title) + 1  # but for a full stop
        if is_all:
            return title, ""
        return title, words

    def _link(  # noqa: PLR0913
        self,
        url: str,
        title: str,
        start: int,
        *,
        note: str = "",
        others: tuple[tuple[str, str], ...] = (),
        kept: metadata.Metadata | None = None,
        quote: str = "",
    ) -> Link | Rejected:
        if OPAQUE in url or any(OPAQUE in other for _, other in others):
            return Rejected(self._line(start), title, "Liquid makes the address")
        kept = kept or metadata.Metadata()
        section = bisect_right(self._starts, start + self._backlog.offset) - 1
        return link(
            url,
            title,
            line=self._line(start),
            note=note,
            others=others,
            category=self._names[section],
            tags=kept.tags,
            via=kept.via,
            image=kept.image,
            added=kept.added,
            author=kept.author,
            quote=quote,
        )

    def _links(self, views: Sequence[View]) -> list[tuple[Span, View]]:
        spans = self._spans(views, _LINKS)
        return [(span, view) for span, view in spans if span.url.lower().startswith(_SCHEMES)]

    def _spans(self, views: Sequence[View], kinds: frozenset[str]) -> Iterator[tuple[Span, View]]:
        for view in views:
            for outer in self._body.spans(view):
                for span in outer.walk():
                    if span.label:
                        self._used_labels.add(span.label)
                    if span.kind in kinds:
                        yield span, view

    def _metadata(self, views: Sequence[View]) -> metadata.Metadata:
        """Read the first comment with metadata, ours or buku's."""
        for span, view in self._spans(views, frozenset({"comment"})):
            comment = view.text[span.start : span.end]
            own = metadata.parse(comment)
            if own:
                return own
            buku_tags = _BUKU_TAGS.match(comment)
            if buku_tags:
                return metadata.Metadata(tags=read_tags(buku_tags[1], ","))
        return metadata.Metadata()

    def _line(self, start: int) -> int:
        return bisect_left(self._newlines, start + self._backlog.offset) + 1


def _words(span: Span, view: View) -> str:
    """Return what a reader sees of a link."""
    return escape.visible(view.text, span.children, span.inner_start, span.inner_end)


def _without_marks(words: str) -> str:
    """Remove the number of a reference, `[1]: `, and the marks that divide words from a URL."""
    one_line = escape.one_line(words).lstrip("\\ ")
    without_number = _REFERENCE_NUMBER.sub("", one_line)
    return _OPEN_EMPHASIS.sub("", without_number).strip(BETWEEN)


def _url(span: Span) -> str:
    return escape.opened_url(span.url)


def _outside_lists(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, ListBlock):
            continue
        yield block
        yield from _outside_lists(block.children)
