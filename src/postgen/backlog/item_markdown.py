"""A link as the Markdown of an item: its title, its note and the comment behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.backlog import metadata
from postgen.backlog.metadata import metadata_of
from postgen.backlog.model import Backlog
from postgen.markdown import escape
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from postgen.backlog.entry import Entry
    from postgen.model import Link

_BLANK_LINE = Lazy(r"\n[ \t]*\n")


def format_item(link: Link, *, stamped: bool = True) -> str:
    """Write a link as the text of an item, without a bullet.

    The other links that stand in its note are in it, its quotation below; the lines below the first
    are not indented. `stamped` says whether the day on which it was added is kept.
    """
    item, _ = _written(link, stamped=stamped)
    return item


def fitting_item(link: Link, *, stamped: bool) -> str | None:
    """Return a link as `format_item` does; None where that text, by itself, reads otherwise."""
    item, is_plain = _written(link, stamped=stamped)
    if is_plain:
        return item
    entries = Backlog(f"* {indented(item, 2)}\n").all_entries()
    reads_back = len(entries) == 1 and is_entry_of(entries[0], link, stamped=stamped)
    return item if reads_back else None


def _written(link: Link, *, stamped: bool) -> tuple[str, bool]:
    """Return the text of an item, and whether it is plain.

    In a plain one nothing had to be escaped or encoded, so that it reads back.
    """
    title = escape.one_line(link.title)
    words = escape.inline(title)
    head = escape.link(words, link.url) if words else escape.autolink(link.url)
    note, visible_note = _note(link)
    comment = metadata.format_comment(metadata_of(link, stamped=stamped))
    item = _joined(head, note, comment)
    if link.quote:
        item = "\n\n".join(filter(None, [item, quotation(link.quote)]))
    has_encoded_metadata = "%" in comment
    has_entity = "&" in link.url  # `?a=1&copy=2`
    if not title or has_encoded_metadata or has_entity:
        return item, False
    return item, item == _joined(f"[{title}]({link.url})", visible_note, comment)


def paragraphs_of(quote: str) -> list[str]:
    """Return the paragraphs of a quotation, each on one line."""
    lines = (escape.one_line(part) for part in _BLANK_LINE.sub("\0", quote).split("\0"))
    return [line for line in lines if line]


def quotation(quote: str) -> str:
    """Return a quotation as a blockquote, `> Words`; "" for an empty one."""
    return "\n>\n".join(f"> {escape.guard(escape.inline(line))}" for line in paragraphs_of(quote))


def indented(item: str, columns: int) -> str:
    """Return the text of an item with its lines below the first indented; blank ones stay empty."""
    first, *rest = item.split("\n")
    return "\n".join([first, *(" " * columns + line if line else line for line in rest)])


def _joined(head: str, note: str, comment: str) -> str:
    text = head
    if note:
        text += f" - {note}"
    if comment:
        text += f" {comment}"
    return text


def _note(link: Link) -> tuple[str, str]:
    """Return a note as Markdown, and as a reader sees it.

    The other links of `link` stand where their words stand in the note, or else behind it, in
    brackets.
    """
    note = escape.one_line(link.note)
    if not note and not link.others:
        return "", ""
    parts: list[str] = []
    behind: list[tuple[str, str]] = []
    at = 0
    for title, url in link.others:
        words = escape.one_line(title) or url
        found = note.find(words, at)
        if found < 0:
            behind.append((words, url))
            continue
        parts.append(escape.inline(note[at:found]))
        parts.append(escape.link(escape.inline(words), url))
        at = found + len(words)
    parts.append(escape.inline(note[at:]))
    visible = note
    for words, url in behind:
        parts.append(f" ({escape.link(escape.inline(words), url)})")
        visible += f" ({words})"
    return "".join(parts).strip(" "), visible.strip(" ")


def is_entry_of(entry: Entry, link: Link, *, stamped: bool) -> bool:
    """Return whether an entry says what a link says, and no more."""
    if not entry.starts_with_link:
        return False
    urls = [link.url, *(url for _, url in link.others)]
    expected_urls = [escape.decode_entities(escape.address(url)) for url in urls]
    if entry.urls != expected_urls:
        return False
    comment = metadata.format_comment(metadata_of(link, stamped=stamped))
    kept = metadata.parse(comment) or metadata.Metadata()
    title = escape.one_line(link.title) or link.url
    _, note = _note(link)
    if (entry.title, entry.note, entry.metadata) != (title, note, kept):
        return False
    return entry.quote == "\n\n".join(paragraphs_of(link.quote))
