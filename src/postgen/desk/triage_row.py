"""The HTML of a row of the backlog, written without a template: a page has hundreds of them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postgen.commands.backlog_rows import Mark, Row


LONG = 160
"""From so many characters on, only the first lines of a title are shown."""


def row_html(key: str, row: Row, marks: Iterable[Mark]) -> str:
    """Return the HTML of a row; all that it says is escaped."""
    parts = [
        f'<li class="item" id="i-{key}">',
        '<span class="grip" draggable="true" aria-hidden="true"></span>',
        f'<label class="box"><input type="checkbox" name="item" value="{key}"',
        f' aria-labelledby="t-{key}"></label>',
        f'<div class="words" dir="auto"><p class="title">{_title(key, row)}</p>',
        _part("p", "note", row.note),
        _part("blockquote", "quote", row.quote),
        f'<p class="meta">{_age(row)}{_tags(row.tags)}',
        f'<span class="marks">{marks_html(marks)}</span></p></div>',
        '<button type="button" class="quiet more" aria-expanded="false">',
        '<span aria-hidden="true">⋯</span>',
        f'<span class="unseen">Acts for {escape(row.title)}</span></button></li>',
    ]
    return "".join(parts)


def marks_html(marks: Iterable[Mark]) -> str:
    """Return the HTML of what is known of a link."""
    return "".join(
        f'<span class="mark {escape(mark.kind.replace(" ", "-"))}"'
        f' title="{escape(mark.where)}">{escape(mark.text)}</span>'
        for mark in marks
    )


def _title(key: str, row: Row) -> str:
    title = escape(row.title)
    name = "go long" if len(row.title) > LONG else "go"
    if not row.url:
        return f'<span class="{name}" id="t-{key}" tabindex="-1">{title}</span>'
    more = f" and {row.links - 1} more" if row.links > 1 else ""
    return (
        f'<a class="{name}" id="t-{key}" href="{escape(row.url)}" target="_blank"'
        f' rel="noopener noreferrer">{title}</a>'
        f' <span class="host">{escape(row.host)}{more}</span>'
    )


def _part(tag: str, name: str, text: str) -> str:
    return f'<{tag} class="{name}" dir="auto">{escape(text)}</{tag}>' if text else ""


def _age(row: Row) -> str:
    if row.age is None:
        return ""
    day = escape(row.added)
    return f'<time datetime="{day}" title="added {day}">{ago(row.age)}</time>'


def _tags(tags: Iterable[str]) -> str:
    return "".join(f'<span class="tag" dir="auto">{escape(tag)}</span>' for tag in tags)


def ago(days: int) -> str:
    """Return an age in words: `today`, `3 days ago`, `5 weeks ago`."""
    if days == 0:
        return "today"
    for unit, length, least in (("year", 365, 730), ("month", 30, 90), ("week", 7, 14)):
        if days >= least:
            return f"{days // length} {unit}s ago"
    return "1 day ago" if days == 1 else f"{days} days ago"
