"""A newsletter's body, made of a backlog's items: chosen, numbered, rendered. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.backlog import SEPARATOR, TASK, VerificationError, footnotes, leading_link
from postgen.habits.standing import Occasion
from postgen.issue_ids import ids_of_sections
from postgen.jekyll.templates import Prose, render
from postgen.markdown import Markdown, escape
from postgen.page.titles_from_urls import host_of
from postgen.references import OUTSIDE
from postgen.references.compose import ComposedReferences
from postgen.text.edits import Edit, apply
from postgen.toc import contents
from postgen.urls.schemes import image_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from postgen.backlog import Backlog, Entry, Section
    from postgen.habits.body import BodyHabits
    from postgen.habits.item_form import ItemForm
    from postgen.issue_ids import Ids
    from postgen.markdown.source_map import View
    from postgen.markdown.tree import Span

TOC = "\ue001toc\ue001"
"""Stands for the table of contents until the headings are known."""

_WORD = re.compile(r"\w")


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
    """Choose the items of an issue: those with a link, in the order of the sections.

    At most `limit` items are chosen. `titles` maps a category (in lower case) to its title in the
    issue, in the order that the issue wants; categories that it does not name follow in the
    backlog's own order. Sections left empty are dropped.
    """
    chapters = []
    left = limit
    for section in _in_order(categories, titles):
        if left == 0:
            break
        taken = _take(backlog, section, wanted, left)
        if not taken:
            continue
        title = titles.get(section.name.casefold()) or section.name or "Links"
        chapters.append(Chapter(title, taken))
        if left is not None:
            left -= len(taken)
    return chapters


def _in_order(categories: Sequence[Section], titles: Iterable[str]) -> list[Section]:
    """Sort categories as `titles` names them; the others follow in their own order."""
    place_of = {name: place for place, name in enumerate(titles)}
    last = len(place_of)
    return sorted(categories, key=lambda section: place_of.get(section.name.casefold(), last))


def _take(
    backlog: Backlog, section: Section, wanted: Callable[[Entry], bool], limit: int | None
) -> tuple[Entry, ...]:
    """Return the first entries of a section that have a link and are wanted, at most `limit`."""
    taken: list[Entry] = []
    for entry in backlog.entries(section):
        if limit is not None and len(taken) >= limit:
            break
        if wanted(entry) and _leads_outside(entry):
            taken.append(entry)
    return tuple(taken)


def _leads_outside(entry: Entry) -> bool:
    """Whether an entry has a link that leads outside."""
    return any(OUTSIDE.match(url) for url in entry.urls)


class Shape(NamedTuple):
    """How an issue is written: with a template, or like the issues before it (`habits`).

    `name` is that of the template, for messages. `writes_intro` says that the last issue begins
    with what is in it. `front` is the front matter of a template, in Liquid.
    """

    template: str = ""
    name: str = "The issue"
    habits: BodyHabits | None = None
    occasion: Occasion = Occasion()
    writes_intro: bool = False
    front: str = ""

    def form_of(self, title: str) -> ItemForm | None:
        """Return how the items of a section are written, None where the template says it."""
        return self.habits.form_of(title) if self.habits else None

    def sets_links_apart(self, title: str) -> bool:
        """Whether the links of a section that have no note stand in a list of their own."""
        form = self.form_of(title)
        return form.bare != "" if form else "section.links" in self.template

    def in_order(self, backlog: Backlog, chapter: Chapter) -> Chapter:
        """Return a section with its items as they come on the page."""
        if not self.sets_links_apart(chapter.title):
            return chapter
        bare, noted = by_note(backlog, chapter.entries)
        return chapter._replace(entries=(*bare, *noted))

    def render(self, values: Mapping[str, Any]) -> str:
        """Write the body. Raises `TemplateError`."""
        if not self.habits:
            return render(self.template, values)
        from postgen.habits.render import render as render_like

        return render_like(self.habits, values, self.occasion)

    def file(self, front: str, body: str) -> str:
        """Return the issue's file, of its front matter and its body, with one kind of newline."""
        blank = "\n" * self.habits.lead if self.habits else "\n"
        has_returns = "\r\n" in front or (self.habits and self.habits.newline != "\n")
        text = f"---\n{front}---\n{blank}{body}".replace("\r\n", "\n")
        return text.replace("\n", "\r\n") if has_returns else text

    def contents(self, page: Markdown, heading: str) -> str:
        """Return the table of contents of a page, without the heading of its references."""
        form = self.habits.toc if self.habits else None
        if not form:
            return contents(page, without=heading)
        return contents(page, style=form.style, without=heading, depth=form.depth)


def compose(
    backlog: Backlog,
    chapters: Sequence[Chapter],
    references: ComposedReferences,
    shape: Shape,
    values: Mapping[str, Any],
    *,
    toc: bool,
) -> str:
    """Write the body of an issue.

    Raises `TemplateError`, and `VerificationError` when a link would be lost.
    """
    ids = ids_of_sections([chapter.title for chapter in chapters], references.heading)
    sections = [
        section_values(
            backlog,
            chapter,
            number,
            references,
            shape.form_of(chapter.title),
            ids,
            apart=shape.sets_links_apart(chapter.title),
        )
        for number, chapter in enumerate(chapters, 1)
    ]
    body = shape.render(
        {
            **values,
            "sections": sections,
            "toc": Prose(TOC) if toc else "",
            "references": Prose(references.list_text()),
        },
    )
    body = body.strip("\n") + "\n"
    if TOC in body:
        page = Markdown(body.replace(TOC, ""))
        body = body.replace(TOC, shape.contents(page, references.heading), 1)
    entries = [entry for chapter in chapters for entry in chapter.entries]
    body += footnotes.definitions(backlog, entries, references)
    _verify(body, chapters, references)
    return body


def section_values(  # noqa: PLR0913
    backlog: Backlog,
    chapter: Chapter,
    number: int,
    references: ComposedReferences,
    form: ItemForm | None,
    ids: Ids,
    *,
    apart: bool,
) -> dict[str, Any]:
    """Return what a template may show of a section; its items are numbered as `2.1`.

    With `apart`, links without a note stand above the items, in `links`: their headings would have
    nothing below them.
    """
    bare, noted = by_note(backlog, chapter.entries) if apart else ((), chapter.entries)
    marker = form.bare if form else "* "
    links = [marker + _item(backlog, entry, "", references, form)["line"] for entry in bare]
    items = [
        _item(backlog, entry, f"{number}.{place}", references, form) | {"id": ids.of(entry.title)}
        for place, entry in enumerate(noted, 1)
    ]
    return {
        "number": number,
        "title": chapter.title,
        "links": Prose("\n".join(links)),
        "items": items,
    }


def by_note(
    backlog: Backlog, entries: Sequence[Entry]
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Return the items without a note or an image, and the others."""
    plain = ComposedReferences("inline", "")
    bare = tuple(
        entry
        for entry in entries
        if not entry.metadata.image and not _words(backlog, entry, plain)[2]
    )
    return bare, tuple(entry for entry in entries if entry not in bare)


def _item(
    backlog: Backlog,
    entry: Entry,
    number: str,
    references: ComposedReferences,
    form: ItemForm | None,
) -> dict[str, Any]:
    """Return what a template may show of an item; its links become citations here, in order."""
    link = ""
    if form and form.link_words and entry.starts_with_link:
        heading, text, link = _apart(backlog, entry, references, form)
        line = heading
    else:
        line, heading, text = _words(backlog, entry, references)
    source = escape.one_line(entry.metadata.via or host_of(entry.url))
    return {
        "number": number,
        "title": entry.title,
        "url": entry.url,
        "note": entry.note,
        "heading": Prose(heading),
        "text": Prose(text),
        "link": Prose(link),
        "whole": Prose(line),
        "starts_with_link": entry.starts_with_link,
        "line": Prose(_indented(line)),
        "tags": list(entry.metadata.tags),
        "via": entry.metadata.via,
        "source": Prose(escape.guard(escape.inline(source))),
        "image": Prose(escape.address(image_address(entry.metadata.image))),
        "alt": Prose(escape.alt(entry.title)),
        "added": entry.metadata.added,
    }


def _words(backlog: Backlog, entry: Entry, references: ComposedReferences) -> tuple[str, str, str]:
    """Return an item's Markdown with its links cited: all of it, its heading, and the rest.

    The heading is the link that the item begins with, or its title; the rest stands below it.
    """
    source = backlog.body.source
    start, end = entry.item.text_start, entry.end - backlog.offset
    edits = _edits(backlog, entry, references)
    whole = _without_task(_cut(source, start, end, edits, entry))
    lead_end = _lead_end(backlog, entry)
    if lead_end is not None:
        lead_edits = [edit for edit in edits if edit.start < lead_end]
        lead = _without_task(_cut(source, start, lead_end, lead_edits, entry))
        rest = _cut(source, lead_end, end, edits, entry)
        return whole, escape.one_line(lead), _below_lead(rest)
    is_its_title = "\n" not in whole and entry.title == escape.one_line(_plain(backlog, entry))
    if is_its_title:
        return whole, whole, ""
    return whole, escape.heading_text(escape.inline(entry.title)), escape.guard(whole)


def _apart(
    backlog: Backlog, entry: Entry, references: ComposedReferences, form: ItemForm
) -> tuple[str, str, str]:
    """Return the title of an item, its note, and its link, which has words of its own.

    What comes first on the page is cited first.
    """
    lead_end = _lead_end(backlog, entry)
    if lead_end is None:
        _, heading, text = _words(backlog, entry, references)
        return heading, text, ""
    source = backlog.body.source
    end = entry.end - backlog.offset

    def note() -> str:
        edits = _edits(backlog, entry, references, entry.spans[1:])
        return _below_lead(_cut(source, lead_end, end, edits, entry))

    title = escape.heading_text(escape.inline(entry.title))
    if form.cites_link_first:
        link = _own_link(entry, references, form)
        return title, note(), link
    text = note()
    return title, text, _own_link(entry, references, form)


def _own_link(entry: Entry, references: ComposedReferences, form: ItemForm) -> str:
    """Write the link of an item with the words that the site gives to such links."""
    url = entry.url
    words = form.words_for(entry.title, host_of(url))
    if words is None:
        is_plain = not references.style.has_list
        return escape.autolink(url) if is_plain else references.cite(escape.inline(url), url)
    return references.cite(escape.inline(words), url)


def _without_task(text: str) -> str:
    """Return an item's text without the box of a task, `[ ] `."""
    return TASK.sub("", text, count=1)


def _below_lead(rest: str) -> str:
    """Return what stands below the link of an item, without ` - ` before it; "" without words."""
    has_words = _WORD.search(rest) is not None
    if not has_words:
        return ""
    return escape.guard(SEPARATOR.sub("", rest, count=1))


def _indented(text: str) -> str:
    """Indent all lines but the first, for an item of a list; blank lines stay empty."""
    return text.replace("\n", "\n  ").replace("\n  \n", "\n\n")


def _edits(
    backlog: Backlog,
    entry: Entry,
    references: ComposedReferences,
    links: Sequence[tuple[Span, View]] | None = None,
) -> list[Edit]:
    """Return the edits of an item: its links are cited, its prose escaped, its comments removed.

    `links` are those to cite, if not all.
    """
    body = backlog.body
    start, end = entry.item.text_start, entry.end - backlog.offset
    edits = _citations(backlog, entry, references) if links is None else []
    edits += references.cite_all(body, links or ())
    taken = [(view.at(span.start), view.end(span.end)) for span, view in entry.spans]
    edits += references.escape_prose(body.view.text, taken, start, end)
    edits += _comment_edits(entry)
    edits += footnotes.citation_edits(entry, references)
    return edits


def _citations(backlog: Backlog, entry: Entry, references: ComposedReferences) -> list[Edit]:
    """Return the edits that cite all links of an item, but for a title that stays a link."""
    body, links = backlog.body, entry.spans
    if not references.keeps_titles or not entry.starts_with_link:
        return references.cite_all(body, links)
    title, view = links[0]
    others = [(span, other) for span, other in links if other is not view or span.start > title.end]
    kept = ComposedReferences("inline", "").cite_all(body, links[:1])
    return kept + references.cite_all(body, others)


def _comment_edits(entry: Entry) -> Iterator[Edit]:
    """Remove the comments of an item, such as `<!-- added: 2026-01-01 -->`."""
    for view, spans in entry.texts:
        for span in spans:
            if span.kind == "comment":
                yield Edit(view.at(span.start), view.end(span.end), "")


def _first_view(entry: Entry) -> View | None:
    """Return the first text of an item."""
    return next((block.view for block in entry.item.blocks() if block.view), None)


def _plain(backlog: Backlog, entry: Entry) -> str:
    """Return the visible words of the first text of an item, without what ends a sentence."""
    view = _first_view(entry)
    if not view:
        return ""
    return escape.visible(view.text, backlog.body.spans(view)).rstrip(" .:")


def _lead_end(backlog: Backlog, entry: Entry) -> int | None:
    """Return where the link that an item begins with ends, attributes included; or None."""
    view = _first_view(entry)
    if not view or not entry.starts_with_link:
        return None
    found = leading_link(view.text, backlog.body.spans(view))
    if not found or not OUTSIDE.match(found[1].url):
        return None
    end = found[0].end
    for span in backlog.body.spans(view):
        if span.kind == "attributes" and span.start == end:
            end = span.end
    return view.end(end)


def _cut(source: str, start: int, end: int, edits: Iterable[Edit], entry: Entry) -> str:
    """Cut a part out of the backlog with edits made, its lines freed of the item's indentation."""
    inside = [edit for edit in edits if start <= edit.start]
    moved = [Edit(edit.start - start, edit.end - start, edit.new) for edit in inside]
    text = apply(source[start:end], moved)
    text = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    return _unindented(text, entry.item.indentation).strip(" \t\n\r\f\v")


def _unindented(text: str, indentation: int) -> str:
    """Take an item's indentation off its lines: all of it, or what a line has before its words."""
    margin = re.compile(rf"\n {{1,{indentation}}}(?=\S)|\n {{{indentation}}}")
    return margin.sub("\n", text)


def _verify(body: str, chapters: Sequence[Chapter], references: ComposedReferences) -> None:
    """Check that the issue has every URL of its items, and cites each number that it lists."""
    uncited = references.uncited(body)
    if uncited:
        raise VerificationError(
            f"The newsletter would list [{uncited[0]}], which nothing in it cites.",
            "Nothing was written. A template of your own must show each item's `heading` "
            "and `text`, or its `line`.",
        )
    lost = sorted(item_urls(chapters) - linked_urls(body))
    if lost:
        raise VerificationError(
            f"The newsletter would lose {lost[0]}.",
            "Nothing was written. A template of your own must show every item, and `references`; "
            "with a built-in one this is a fault of postgen's.",
        )


def linked_urls(body: str) -> set[str]:
    """Return the URLs that the links of an issue lead to."""
    links = [span for span, _ in Markdown(body).shown_links() if span.kind != "image"]
    urls = [escape.opened_url(span.url) for span in links if OUTSIDE.match(span.url)]
    return set(map(escape.address, urls))


def item_urls(chapters: Sequence[Chapter]) -> set[str]:
    """Return the URLs of the items that an issue takes."""
    entries = [entry for chapter in chapters for entry in chapter.entries]
    urls = [url for entry in entries for url in entry.urls]
    return {escape.address(url) for url in urls if OUTSIDE.match(url)}
