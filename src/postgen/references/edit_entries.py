"""The rows of a list of references, as they are to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.references import cited_words, loose_numbers
from postgen.references.cited_words import is_letter
from postgen.references.model import NewList
from postgen.urls.bare import unescape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.references.model import (
        Citation,
        Entry,
        Group,
        Links,
        PlacedEntry,
        ReferenceList,
    )
    from postgen.references.plan import Plan
    from postgen.text.edits import Edit


class EntryRows:
    """The rows that a plan wants; how each is written is the style's answer."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.parsed = plan.parsed
        self.source = plan.source
        self.style = plan.style
        self._lists = {entry: each for each in plan.parsed.lists for entry in each.entries}

    def new_list(self, text_edits: Sequence[Edit]) -> NewList:
        """Return the list as it is to be, a row for each group.

        `text_edits` are the edits of the text, such as those of its citations.
        """
        plan, style = self.plan, self.style
        groups = plan.groups if style.has_list else []
        notes = frozenset(each.label for each in plan.chosen if each.footnote)
        return NewList(
            style=style,
            heading=plan.options.heading,
            rows=[style.group_row(self, group) for group in groups],
            labels=[group.labels for group in groups],
            kept=plan.kept_entries,
            notes=notes,
            remaining=plan.remaining,
            edited_headings=frozenset(self._edited_headings(text_edits)),
        )

    def _edited_headings(self, text_edits: Sequence[Edit]) -> Iterator[tuple[int, int]]:
        for each in self.parsed.lists:
            if not each.heading:
                continue
            start, end = each.heading
            if any(start <= edit.start < end for edit in text_edits):
                yield each.heading

    def list_of(self, placed: PlacedEntry) -> ReferenceList:
        """Return the list that an entry stands in."""
        return self._lists[placed]

    def text_of(self, placed: PlacedEntry) -> str:
        """Return an entry's text as it stands.

        An address that is only written down becomes a link, if asked for.
        """
        start, end = placed.text
        source, options = self.source, self.plan.options
        makes_links = options.repair or options.is_asked
        text = source[start:end]
        if placed.bare_url and makes_links:
            url_start, url_end = placed.bare_url
            url = unescape(source[url_start:url_end])
            before = source[start:url_start]
            link = f"<{url}>"
            if before.endswith("<"):  # `<<` is a quotation mark
                link = escape.link(escape.inline(url), url)
            text = f"{before}{link}{source[url_end:end]}"
        if placed.entry.rest and self.plan.moves_loose_numbers:
            text = loose_numbers.renumbered(text, self.parsed, self.plan.new_numbers)
        return text

    def new_row(self, group: Group) -> str:
        """Write an entry that is not in a list of the style yet."""
        words = [self._words_of(each) for each in group.citations]
        entry = group.entry._replace(name=_name(group, words))
        entry = self._with_kept_words(entry, words, group)
        return self.style.row(group.number, entry, cited=bool(group.citations))

    def with_words(self, row: str, placed: PlacedEntry, group: Group) -> str:
        """Return the row of an entry that stays, with the words of links that are numbers now."""
        entry = placed.entry
        is_cited_by_link = any(each.is_ordinary for each in group.citations)
        if not is_cited_by_link or entry.rest:
            return row
        words = [self._words_of(each) for each in group.citations]
        kept = self._with_kept_words(entry, words, group)
        if entry.words:
            row = row[: row.rindex("<!-- words:")]
        return row + cited_words.comment(kept)

    def _with_kept_words(self, entry: Entry, words: Sequence[str], group: Group) -> Entry:
        """Return an entry that keeps the words and links of its citations, where it must."""
        links = _own_links(group)
        must_keep = any(links) or self._must_keep(words, entry, group.citations)
        kept: tuple[str, ...] = ()
        if must_keep:
            pairs = zip(group.citations, words, strict=True)
            kept = tuple(self._with_blanks(citation, each) for citation, each in pairs)
        return entry._replace(words=kept, links=links if any(links) else ())

    def _words_of(self, citation: Citation) -> str:
        """Return the words that will stand before a number; "" where they are not known."""
        if citation.is_autolink:
            return escape.inline(citation.entries[0].url)
        if citation.words is None or len(citation.entries) > 1:
            return ""
        words = citation.source_words(self.source)
        if not citation.is_ordinary:
            return words
        words = self.style.escape_words(words)
        if citation.starts_line:
            words = escape.guard(words)
        return self.style.guard_words(words)

    def _with_blanks(self, citation: Citation, words: str) -> str:
        """Return the words of a citation with the blanks and comments of its link around them."""
        before, behind = cited_words.kept_around(self.source, citation)
        return f"{before}{words}{behind}" if words else ""

    def _must_keep(self, words: Sequence[str], entry: Entry, citations: Sequence[Citation]) -> bool:
        """Whether an entry must keep the words of its citations: its name does not lead to all."""
        name = self.style.list_name(entry)
        for citation, each in zip(citations, words, strict=True):
            has_blanks = any(citation.around)
            if each and (has_blanks or not self._is_found_again(citation, name, each)):
                return True
        return False

    def _is_found_again(self, citation: Citation, name: str, words: str) -> bool:
        """Whether an entry's name leads back to a citation's words: the same, as whole words."""
        if name != words:
            return False
        start = citation.start if citation.is_ordinary else citation.words_place[0]
        before = self.source[start - 1 : start] if start else ""
        is_in_word = before != "" and is_letter(before) and is_letter(words[:1])
        return not is_in_word  # `meta[data](https://e.org)`


def _own_links(group: Group) -> Links:
    """Return the titles and attributes of a group's links that its entry will not lead to."""
    entry = group.entry
    links: list[tuple[str, str] | None] = []
    for index, citation in enumerate(group.citations):
        own = citation.own_link
        if citation.is_ordinary:
            own = citation.entries[0].title, citation.entries[0].attributes
        known = entry.title, "" if index else entry.attributes
        links.append(None if own == known else own)
    return tuple(links)


def _name(group: Group, words: Sequence[str]) -> str:
    """Return the name of a new entry.

    It is the first words of its citations: those of links before the name in another list.
    """
    known_words = [each for each in words if each]
    first_words = known_words[0] if known_words else ""
    cites_by_link = bool(group.citations) and group.citations[0].is_ordinary
    if cites_by_link:
        return first_words
    return group.entry.name or first_words
