"""A newsletter's body, made of a backlog's items: chosen, numbered, rendered. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.backlog import SEPARATOR, TASK, VerificationError, leading_link
from postgen.jekyll.templates import Prose, render
from postgen.markdown import Markdown, escape
from postgen.page.slugs import host_of
from postgen.references import OUTSIDE
from postgen.text.edits import Edit, apply
from postgen.toc import contents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from postgen.backlog import Backlog, Entry, Section
    from postgen.references.compose import ComposedReferences

TOC = "\ue001toc\ue001"
"""Stands for the table of contents until the headings are known."""


class Chapter(NamedTuple):
    """A section of the issue: its title, and the entries of the backlog that it takes."""

    title: str
    entries: tuple[Entry, ...]


def choose(
    backlog: Backlog,
    *,
    categories: Sequence[Section],
    titles: Mapping[str, str],
    wanted: Callable[[Entry], bool],
    limit: int | None,
) -> list[Chapter]:
    """Choose what goes into an issue: items with a link, in the sections' order, `limit` of them at most.

    `titles` maps a category (in lower case) to its title in the issue, in the order that the issue wants;
    categories that it does not name follow in the backlog's own order. Sections left empty are dropped.
    """
    order = {name: place for place, name in enumerate(titles)}
    named = sorted(categories, key=lambda section: order.get(section.name.casefold(), len(order)))
    chapters = []
    left = limit
    for section in named:
        if left == 0:
            break
        taken: list[Entry] = []
        for entry in backlog.entries(section):
            if left is not None and len(taken) >= left:
                break
            if any(OUTSIDE.match(url) for url in entry.urls) and wanted(entry):
                taken.append(entry)
        left = None if left is None else left - len(taken)
        if taken:
            chapters.append(
                Chapter(
                    titles.get(section.name.casefold()) or section.name or "Links", tuple(taken)
                )
            )
    return chapters


def compose(
    backlog: Backlog,
    chapters: Sequence[Chapter],
    references: ComposedReferences,
    template: str,
    values: Mapping[str, Any],
    *,
    toc: bool,
) -> str:
    """Write the body of an issue. Raises `TemplateError`, and `SpoiltError` when a link would be lost."""
    sections = []
    for number, chapter in enumerate(chapters, 1):
        items = [
            _item(backlog, entry, f"{number}.{place}", references)
            for place, entry in enumerate(chapter.entries, 1)
        ]
        sections.append({"number": number, "title": chapter.title, "items": items})
    body = render(
        template,
        {
            **values,
            "sections": sections,
            "toc": Prose(TOC) if toc else "",
            "references": Prose(references.list_text()),
        },
    )
    body = body.strip("\n") + "\n"
    if TOC in body:
        body = body.replace(
            TOC, contents(Markdown(body.replace(TOC, "")), without=references.heading), 1
        )
    _verify(body, chapters, references)
    return body


def _item(
    backlog: Backlog, entry: Entry, number: str, references: ComposedReferences
) -> dict[str, Any]:
    """Give what a template may say of an item; its links become citations here, in their order."""
    line, heading, text = _words(backlog, entry, references)
    return {
        "number": number,
        "title": entry.title,
        "url": entry.url,
        "note": entry.note,
        "heading": Prose(heading),
        "text": Prose(text),
        "line": Prose(line.replace("\n", "\n  ").replace("\n  \n", "\n\n")),
        "tags": list(entry.metadata.tags),
        "via": entry.metadata.via,
        "source": Prose(
            escape.guard(escape.inline(escape.one_line(entry.metadata.via or host_of(entry.url))))
        ),
        "image": Prose(escape.address(entry.metadata.image)),
        "alt": Prose(escape.alt(entry.title)),
        "added": entry.metadata.added,
    }


def _words(backlog: Backlog, entry: Entry, references: ComposedReferences) -> tuple[str, str, str]:
    """Give an item's Markdown with its links cited: all of it, as a heading, and what stands below that heading."""
    body, offset = backlog.body, backlog.offset
    start, end = entry.item.text_start, entry.end - offset
    edits = references.cite_all(body, entry.spans)
    taken = [(view.at(span.start), view.end(span.end)) for span, view in entry.spans]
    edits += references.escape_prose(body.view.text, taken, start, end)
    comments = [
        (view, span) for view, spans in entry.texts for span in spans if span.kind == "comment"
    ]
    edits += [Edit(view.at(span.start), view.end(span.end), "") for view, span in comments]
    lead = _lead(backlog, entry)
    whole = _cut(body.source, start, end, edits, entry)
    whole = TASK.sub("", whole, count=1)
    if lead:
        _, outer_end = lead
        heading = _cut(
            body.source, start, outer_end, [edit for edit in edits if edit.start < outer_end], entry
        )
        rest = _cut(
            body.source, outer_end, end, [edit for edit in edits if edit.start >= outer_end], entry
        )
        rest = escape.guard(SEPARATOR.sub("", rest, count=1)) if re.search(r"\w", rest) else ""
        return whole, escape.one_line(TASK.sub("", heading, count=1)), rest
    if "\n" not in whole and entry.title == escape.one_line(_plain(backlog, entry)):
        return whole, whole, ""
    return whole, escape.heading_text(escape.inline(entry.title)), escape.guard(whole)


def _plain(backlog: Backlog, entry: Entry) -> str:
    view = next((block.view for block in entry.item.blocks() if block.view), None)
    return escape.visible(view.text, backlog.body.spans(view)).rstrip(" .:") if view else ""


def _lead(backlog: Backlog, entry: Entry) -> tuple[int, int] | None:
    """Say where the link that an item begins with stands, in the body."""
    view = next((block.view for block in entry.item.blocks() if block.view), None)
    found = (
        leading_link(view.text, backlog.body.spans(view))
        if entry.starts_with_link and view
        else None
    )
    if not found or not view or not OUTSIDE.match(found[1].url):
        return None
    end = view.end(found[0].end)
    return view.at(found[0].start), end


def _cut(source: str, start: int, end: int, edits: Iterable[Edit], entry: Entry) -> str:
    """Cut a part out of the backlog with edits made, its lines freed of the item's indentation."""
    moved = [
        Edit(edit.start - start, edit.end - start, edit.new)
        for edit in edits
        if start <= edit.start
    ]
    text = apply(source[start:end], moved).replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    margin = re.compile(rf"\n {{1,{entry.item.indentation}}}(?=\S)|\n {{{entry.item.indentation}}}")
    return margin.sub("\n", text).strip(" \t\n\r\f\v")


def _verify(body: str, chapters: Sequence[Chapter], references: ComposedReferences) -> None:
    """See that the issue opens exactly the URLs of the items that it took, and cites each number that it lists."""
    uncited = references.uncited(body)
    if uncited:
        raise VerificationError(
            f"The newsletter would list [{uncited[0]}], which nothing in it cites.",
            "Nothing was written. A template of your own must show each item's `heading` and `text`, or its `line`.",
        )
    told = {
        _same(span.url)
        for span, _ in Markdown(body).shown_links()
        if span.kind != "image" and OUTSIDE.match(span.url)
    }
    meant = {
        _same(escape.address(url))
        for chapter in chapters
        for entry in chapter.entries
        for url in entry.urls
        if OUTSIDE.match(url)
    }
    if lost := sorted(meant - told):
        raise VerificationError(
            f"The newsletter would lose {lost[0]}.",
            "Nothing was written. A template of your own must show every item, and `references`; "
            "with a built-in one this is a fault of postgen's.",
        )


def _same(url: str) -> str:
    return url.replace("&amp;", "&")
