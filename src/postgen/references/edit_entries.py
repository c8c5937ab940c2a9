"""The rows of a list of references, as they are to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.references.cited_words import is_letter
from postgen.references.model import NewList
from postgen.urls.bare import unescape

if TYPE_CHECKING:
    from postgen.references.model import Citation, Group, PlacedEntry, ReferenceList
    from postgen.references.plan import Plan


class EntryRows:
    """The rows that a plan wants; how each is written is the style's answer."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.parsed = plan.parsed
        self.source = plan.source
        self.style = plan.style
        self._lists = {entry: each for each in plan.parsed.lists for entry in each.entries}

    def new_list(self) -> NewList:
        """Return the list as it is to be, a row for each group."""
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
        )

    def list_of(self, placed: PlacedEntry) -> ReferenceList:
        """Return the list that an entry stands in."""
        return self._lists[placed]

    def text_of(self, placed: PlacedEntry) -> str:
        """Return an entry's text as it stands.

        An address that is only written down becomes a link, if asked for.
        """
        start, end = placed.text
        options = self.plan.options
        if not placed.bare_url or not (options.repair or options.is_asked):
            return self.source[start:end]
        first, last = placed.bare_url
        url = unescape(self.source[first:last])
        return f"{self.source[start:first]}<{url}>{self.source[last:end]}"

    def new_row(self, group: Group) -> str:
        """Write an entry that is not in a list of the style yet."""
        citations = group.citations
        words = [self._words_of(each) for each in citations]
        first_words = next((each for each in words if each), "")
        is_link = bool(citations) and citations[0].is_ordinary
        name = first_words if is_link else group.entry.name or first_words
        entry = group.entry._replace(name=name, words=())
        shown = self.style.list_name(entry)
        for citation, each in zip(citations, words, strict=True):
            if each and not self._is_found_again(citation, shown, each):
                entry = entry._replace(words=tuple(words))
                break
        return self.style.row(group.number, entry, cited=bool(citations))

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
        return self.style.guard_words(escape.guard(words) if citation.starts_line else words)

    def _is_found_again(self, citation: Citation, name: str, words: str) -> bool:
        """Whether an entry's name leads back to a citation's words: the same, as whole words."""
        if name != words:
            return False
        start = citation.start if citation.is_ordinary else citation.words_place[0]
        before = self.source[start - 1 : start] if start else ""
        return not (before and is_letter(before) and is_letter(words[:1]))
