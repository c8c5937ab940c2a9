"""The references of a new text, such as a newsletter: its links are numbered one by one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.references import OUTSIDE, numbers, styles
from postgen.references.edit_lists import list_text
from postgen.references.model import Entry
from postgen.text.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span

_ATTRIBUTES = re.compile(r"(?:\{:(?:\\\}|[^}])*\})+")
"""`{:.class}` and `{:target="_blank"}`; a brace within them is escaped, `\\}`."""


class ComposedReferences:
    """The numbers of a new text's links, one a URL, and their list, in one style.

    `heading` are the words above the list, a heading of a level. With `link_titles`, the link that
    is an item's title stays a link. `numbers` are those of the URLs that were cited so far. Raises
    `UnknownStyleError`.
    """

    def __init__(
        self, style: str, heading: str, level: int = 2, *, link_titles: bool = False
    ) -> None:
        self.style = styles.get(style)
        self.keeps_titles = link_titles and self.style.shows_numbers
        self.heading = heading
        self.level = level
        self.numbers: dict[str, int] = {}
        self._entries: dict[str, Entry] = {}
        self._list_text = ""

    def cite(
        self, words: str, url: str, title: str = "", after: str = "", attributes: str = ""
    ) -> str:
        """Write a link of the text.

        `words` and `title` are Markdown, `after` is the character that follows the link, and
        `attributes` are its attribute lists, where a number does not have them: `{:.wide}`.
        """
        self._list_text = ""
        style = self.style
        known = self._entries.get(url)
        if not style.has_list:
            return style.cite(words, Entry(url, title=title), 0)
        if known and not style.shows_numbers and known.title != title:
            return escape.link(words, url, title)  # the definition has another title
        number = self.numbers.setdefault(url, len(self.numbers) + 1)
        words = style.escape_words(words)
        shown = escape.one_line(style.guard_words(words))
        entry = known or Entry(url, shown, title, attributes)
        is_known = entry.title == title and attributes == ("" if known else entry.attributes)
        own = None if is_known else (title, attributes)
        self._entries[url] = entry._replace(words=(*entry.words, shown), links=(*entry.links, own))
        return style.cite(words, entry, number, after=after, first=not known)

    def cite_all(self, body: Markdown, links: Sequence[tuple[Span, View]]) -> list[Edit]:
        """Return the edits that turn the outside links among `links` into citations.

        Positions are the body's.
        """
        edits: list[Edit] = []
        for span, view in links:
            start = view.at(span.start)
            # In `[see <https://a.org>](https://b.org)` the autolink is a part of the words.
            is_in_words = bool(edits) and edits[-1].start <= start < edits[-1].end
            if span.kind == "image" or is_in_words:
                continue
            edit = self._edit_of(body, span, view)
            if edit:
                edits.append(edit)
        return edits

    def _edit_of(self, body: Markdown, span: Span, view: View) -> Edit | None:
        """Return the edit of a link; None for one that stays as it is."""
        if OUTSIDE.match(span.url):
            return self._cite_link(body, span, view)
        is_reference = span.kind == "link" and span.form != "inline"
        if is_reference:  # `[words][label]`, whose definition stays behind
            return _inline(body, span, view)
        return None

    def _cite_link(self, body: Markdown, span: Span, view: View) -> Edit | None:
        """Return the edit of a link that is numbered."""
        is_autolink = span.kind == "autolink"
        if is_autolink and not self.style.has_list:
            return None
        start, end = view.at(span.start), view.end(span.end)
        attributes = ""
        if self.style.shows_numbers:  # `[words](url){:.class}`: a number is not a link to have them
            found = _ATTRIBUTES.match(body.view.text, end)
            attributes = found[0] if found else ""
        end += len(attributes)
        url = escape.opened_url(span.url)
        words = escape.inline(url) if is_autolink else _words(body, span, view)
        after = body.source[end : end + 1]
        new = self.cite(_guarded(span, view, words), url, _title(span), after, attributes)
        return Edit(start, end, new)

    def escape_prose(
        self, text: str, taken: Sequence[tuple[int, int]], start: int, end: int
    ) -> list[Edit]:
        """Return the edits that keep numbers of the prose from becoming citations.

        The places `taken` are left out.
        """
        if not self.style.reads_numbers:
            return []
        return numbers.escape_prose(text, taken, start, end)

    def list_text(self) -> str:
        """Write the list of references, with its heading where the style shows one.

        It is "" for a style without a list.
        """
        if not self.numbers or self._list_text:
            return self._list_text
        rows = [self._row(self.numbers[url], entry) for url, entry in self._entries.items()]
        heading = f"{'#' * self.level} {escape.heading_text(escape.inline(self.heading))}"
        self._list_text = list_text(self.style, heading, rows, "\n")
        return self._list_text

    def _row(self, number: int, entry: Entry) -> str:
        """Write an entry, with the words of its citations if its name is not all of them."""
        name = self.style.list_name(entry)
        if not any(entry.links):
            is_name = all(words == name for words in entry.words)
            entry = entry._replace(words=() if is_name else entry.words, links=())
        return self.style.row(number, entry)

    def uncited(self, body: str) -> list[int]:
        """Return the numbers that a page's Markdown lists and does not cite."""
        listed = self.list_text()
        if not listed or listed not in body:
            return []
        cited = self.style.cited_numbers(body.replace(listed, "", 1))
        return [number for number in self.numbers.values() if number not in cited]


def _words(body: Markdown, span: Span, view: View) -> str:
    return body.source[view.at(span.inner_start) : view.end(span.inner_end)]


def _title(span: Span) -> str:
    return " ".join(span.title.split())


def _guarded(span: Span, view: View, words: str) -> str:
    """Return words as they may stand where a link stood.

    At the start of a line they would begin a block.
    """
    line_start = view.text.rfind("\n", 0, span.start) + 1
    starts_line = not view.text[line_start : span.start].strip()
    return escape.guard(words) if starts_line else words


def _inline(body: Markdown, span: Span, view: View) -> Edit:
    """Return the edit of a link by a label, `[words][label]`, which gets its address."""
    words = _guarded(span, view, _words(body, span, view))
    new = escape.link(words, escape.opened_url(span.url), _title(span))
    return Edit(view.at(span.start), view.end(span.end), new)
