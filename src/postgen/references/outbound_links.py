"""The links of a post, with their words, section and number, in any style of reference. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from postgen.backlog import SEPARATOR, Backlog, metadata
from postgen.jekyll.head import title_of
from postgen.markdown import escape
from postgen.references import OUTSIDE, numbers
from postgen.text.edits import Lines
from postgen.text.patterns import Lazy
from postgen.urls import link_keys
from postgen.urls.bare import find_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span

BEFORE_LENGTH = 1000
"""How many characters before a bare address may be its title."""

NOTE_LENGTH = 400
"""Characters kept of the words around a link."""

_ANCHOR = re.compile(
    r"<a\b[^>]*?\bhref\s*=\s*[\"']?(https?:[^\s\"'>]+)[^>]*>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SOURCE = re.compile(r"\b(?:src|srcset|poster|data|action)\s*=\s*[\"']?\Z", re.IGNORECASE)
_ITEM_HEAD = Lazy(rf"\]\(|{numbers.SHOWN}|^\W*\d+\.\d+", re.MULTILINE)
"""A heading that is an item of a newsletter, and not a section.

It has a link or a citation, or begins with 1.1.
"""

_MARKS = Lazy(rf"\A.*{numbers.SHOWN}:?|\A\s*[-*+]\s+")
"""What stands before the words of an entry: `[3]: `, `\\[3\\] `, `* `."""

_ITEM_NUMBER = Lazy(r"\A\s*(?:[-*+]\s+)?(?:\d+\.\d+\s*)?")
"""What stands before the title of an item: `* `, `1.2 `."""

_PART_START = re.compile(r"\n[ \t]*(?:\n|(?=(?:[-*+]|\d+[.)])[ \t]))")
"""Where a paragraph or an item of a list begins, behind a blank line or before `* `."""

_DEFINITION = re.compile(r"^\[[^\]\n]+\]:", re.MULTILINE)
"""A definition or a footnote: `[1]: `, `[^1]: `."""

_NUMBERED = re.compile(r"\A\d{1,2}[.)、:]\s*")


class Mention(NamedTuple):
    """A link in a text: `title` is its own words, `note` those around it, all of it plain.

    `number` is that of its reference, or 0; `section` the heading above it, or above the place that
    cites it.
    """

    url: str
    title: str
    note: str = ""
    section: str = ""
    number: int = 0
    line: int = 0
    tags: tuple[str, ...] = ()
    added: str = ""


def mentions(text: str, backlog: Backlog | None = None) -> list[Mention]:
    """Return the links of a post or a backlog that lead outside, in their order.

    `backlog` is the text as it was parsed already.
    """
    if "://" not in text:
        return []
    return _MentionReader(backlog or Backlog(text)).mentions()


class _MentionReader:
    def __init__(self, backlog: Backlog) -> None:
        self._backlog = backlog
        self._text = text = backlog.text
        self._sections = [
            (section.start, _NUMBERED.sub("", section.name))
            for section in self._backlog.sections
            if not _ITEM_HEAD.search(text, section.start, section.body)
        ]
        self._headings = [section.start for section in self._backlog.sections]
        self._lines = Lines(text)
        self._cited = self._citations()
        self._leaves: dict[View, tuple[str, metadata.Metadata]] = {}

    def mentions(self) -> list[Mention]:
        """Return all links: those of Markdown, of HTML, bare addresses, and those of keys."""
        found: dict[int, Mention] = {}
        taken: list[tuple[int, int]] = []
        offset = self._backlog.offset
        for span, view in self._backlog.body.links():
            start, end = offset + view.at(span.start), offset + view.end(span.end)
            taken.append((start, end))
            if span.children:  # `[![alt](a.png)](http://e.org)`: the image is taken, too
                taken.append((offset + view.at(span.inner_end), end))
            if span.kind != "image" and OUTSIDE.match(span.url):
                found[start] = self._linked(span, view, start, end)
        seen = {mention.url for mention in found.values()}
        taken += [
            (offset + each.start, offset + each.end)  # `[a]: http://e.org/--`
            for each in self._backlog.body.definitions.values()
            if escape.opened_url(each.url) in seen
        ]
        for start, mention in self._written(taken, seen):
            found.setdefault(start, mention)
        seen = {mention.url for mention in found.values()}
        for link in link_keys.links_in(self._text, offset):
            if link.url not in seen:
                title = link.url if link.is_via else title_of(self._text[:offset]) or link.url
                found[link.start] = Mention(link.url, title, line=self._line(link.start))
        return [found[start] for start in sorted(found)]

    def _linked(self, span: Span, view: View, start: int, end: int) -> Mention:
        """Return the mention of a link of Markdown."""
        if span.kind == "autolink":
            return self._bare(escape.opened_url(span.url), _words(self._before(start)), start)
        title = escape.one_line(
            escape.visible(view.text, span.children, span.inner_start, span.inner_end)
        )
        around, kept = self._leaf(view)
        has_label = self._text.endswith("]", start, end)
        label = numbers.LABEL.search(self._text[start:end]) if has_label else None
        number = int(label[1]) if label else self._number(start)
        around = around[: NOTE_LENGTH * 2 + len(title)]
        note = _note(around, title)
        url = escape.opened_url(span.url)
        return Mention(
            url,
            title or url,
            note or self._words_at(self._cited.get(number, start), title),
            self._section(start, 0 if label else number),
            number,
            self._line(start),
            kept.tags,
            kept.added,
        )

    def _leaf(self, view: View) -> tuple[str, metadata.Metadata]:
        """Return the words of the text that a link stands in, and what its metadata keeps."""
        if view not in self._leaves:
            spans = self._backlog.body.spans(view)
            kept = metadata.Metadata()
            for span in spans:
                if span.kind == "comment":
                    kept = metadata.parse(view.text[span.start : span.end]) or kept
            self._leaves[view] = (escape.one_line(escape.visible(view.text, spans)), kept)
        return self._leaves[view]

    def _written(
        self, taken: list[tuple[int, int]], seen: set[str]
    ) -> Iterator[tuple[int, Mention]]:
        """Yield the links of HTML, and addresses that are not links to kramdown."""
        body = self._text[self._backlog.offset :]
        body = _COMMENT.sub(lambda comment: " " * len(comment[0]), body)
        yield from self._anchors(body, taken, seen)
        yield from self._addresses(body, sorted(taken), seen)

    def _anchors(
        self, body: str, taken: list[tuple[int, int]], seen: set[str]
    ) -> Iterator[tuple[int, Mention]]:
        """Yield the links of HTML, and add their places to `taken`."""
        from postgen.page.feeds import plain

        offset = self._backlog.offset
        for anchor in _ANCHOR.finditer(body):
            start = offset + anchor.start()
            taken.append((start, offset + anchor.end()))
            url = escape.opened_url(anchor[1])
            if url not in seen:
                seen.add(url)
                yield start, self._bare(url, plain(anchor[2]), start)

    def _addresses(
        self, body: str, taken: list[tuple[int, int]], seen: set[str]
    ) -> Iterator[tuple[int, Mention]]:
        """Yield the addresses that are only written down, outside the places `taken`."""
        offset = self._backlog.offset
        links = [(start - offset, end - offset) for start, end in taken]
        for address in find_addresses(body, without=links):
            start = offset + address.start
            url = escape.opened_url(
                address.url.partition("**")[0]
            )  # `https://e.org/1**Two**`: a lost line end
            if url in seen:
                continue
            if _SOURCE.search(body, max(0, address.start - 12), address.start):
                continue
            seen.add(url)
            yield start, self._bare(url, _words(self._before(start)), start)

    def _bare(self, url: str, title: str, start: int) -> Mention:
        number = self._number(start, is_bare=True)
        note = self._words_at(self._cited[number], title) if number in self._cited else ""
        return Mention(
            url, title or url, note, self._section(start, number), number, self._line(start)
        )

    def _words_at(self, at: int, title: str) -> str:
        """Return the words that an issue has about a link which is cited at a place.

        They are those of the paragraph or list item; for a heading, `### 1.2 Attention[3]`, those
        up to the next heading.
        """
        text = self._text
        place = bisect_right(self._headings, at) - 1
        heading = self._backlog.sections[place] if place >= 0 else None
        if heading and at < heading.body:
            start, end = heading.body, heading.end
        else:
            first = max(0, at - BEFORE_LENGTH)
            before = [found.end() for found in _PART_START.finditer(text, first, at)]
            start = before[-1] if before else first
            following = _PART_START.search(text, at)
            end = following.start() if following else len(text)
        part = text[start:end][: 2 * NOTE_LENGTH]
        own = _DEFINITION.split(part)[0]
        return _note(escape.visible(_MARKS.sub("", own)), title)

    def _line(self, start: int) -> int:
        """Return the number of a place's line."""
        return self._lines.number(start)

    def _before(self, start: int) -> str:
        """Return what stands before a place on its line, but no more than a long title."""
        line_start = self._text.rfind("\n", 0, start) + 1
        return self._text[max(line_start, start - BEFORE_LENGTH) : start]

    def _number(self, start: int, *, is_bare: bool = False) -> int:
        """Return the number of the reference whose line holds a place, or 0.

        Before a bare address it is the last one of the line, for entries run together:
        `[1] **One:** https://e.org/1[2] **Two:** https://e.org/2`.
        """
        if is_bare:
            entries = list(numbers.ANY_ENTRY.finditer(self._before(start)))
            if entries:
                return numbers.to_int(entries[-1][1])
        return numbers.number_of_line(self._text, start)

    def _section(self, start: int, number: int) -> str:
        at = self._cited.get(number, start) if number else start
        place = bisect_right(self._sections, at, key=lambda section: section[0]) - 1
        return self._sections[place][1] if place >= 0 else ""

    def _citations(self) -> dict[int, int]:
        """Return where each number is cited first; at the start of a line it is the reference."""
        cited: dict[int, int] = {}
        for found in numbers.ANY_CITATION.finditer(self._text, self._backlog.offset):
            line = self._text.rfind("\n", 0, found.start()) + 1
            if self._text[line : found.start()].strip():
                cited.setdefault(numbers.to_int(found[1]), found.start())
        return cited


def _note(around: str, title: str) -> str:
    """Return the words around a link, without its own, its number and what divides them."""
    note = around.replace(title, "", 1) if title else around
    if "[" in note:
        note = numbers.ANY_CITATION.sub("", note)
    note = _without_start(SEPARATOR, _without_start(_ITEM_NUMBER, note).strip())
    note = escape.one_line(note)
    return note[:NOTE_LENGTH] if any(map(str.isalnum, note)) else ""


def _without_start(pattern: Lazy, text: str) -> str:
    """Return a text without what a pattern matches at its start."""
    found = pattern.match(text)
    return text[found.end() :] if found else text


def _words(line: str) -> str:
    """Return the words before an address on its line, without marks, number and colon."""
    text = _MARKS.sub("", line)
    return escape.one_line(escape.visible(text.rstrip(" <(\"'"))).rstrip(" :-–|")
