"""A newsletter's body, made of a backlog's items: chosen, numbered, rendered. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgen.backlog import VerificationError, footnotes
from postgen.habits.standing import Occasion
from postgen.issue_ids import ids_of_sections
from postgen.issue_item import has_words_below, item_values
from postgen.jekyll.templates import Prose, render
from postgen.markdown import Markdown, escape
from postgen.references import OUTSIDE
from postgen.text.records import NamedTuple
from postgen.toc import contents, outermost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from postgen.backlog import Backlog, Entry, Section
    from postgen.habits.body import BodyHabits
    from postgen.habits.item_form import ItemForm
    from postgen.issue_ids import Ids
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
) -> tuple[str, list[str]]:
    """Write the body of an issue; return it, and the words of its outermost headings.

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
    page = Markdown(body.replace(TOC, ""))
    if TOC in body:
        body = body.replace(TOC, shape.contents(page, references.heading), 1)
    entries = [entry for chapter in chapters for entry in chapter.entries]
    body += footnotes.definitions(backlog, entries, references)
    written = Markdown(body) if body != page.source else page
    _verify(written, chapters, references)
    return body, [title.words for title in outermost(page)]


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
    links = [marker + item_values(backlog, entry, "", references, form)["line"] for entry in bare]
    items = [
        item_values(backlog, entry, f"{number}.{place}", references, form)
        | {"id": ids.of(entry.title)}
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
    bare: list[Entry] = []
    noted: list[Entry] = []
    for entry in entries:
        has_more = entry.metadata.image or has_words_below(backlog, entry)
        (noted if has_more else bare).append(entry)
    return tuple(bare), tuple(noted)


def _verify(body: Markdown, chapters: Sequence[Chapter], references: ComposedReferences) -> None:
    """Check that the issue has every URL of its items, and cites each number that it lists."""
    uncited = references.uncited(body.source)
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


def linked_urls(body: Markdown) -> set[str]:
    """Return the URLs that the links of an issue lead to."""
    found = body.shown_links(without=_leads_nowhere)
    links = [span for span, _ in found if span.kind != "image"]
    urls = [escape.opened_url(span.url) for span in links if OUTSIDE.match(span.url)]
    return set(map(escape.address, urls))


def _leads_nowhere(text: str) -> bool:
    """Whether no address that leads outside can stand in a text, and no mark of a footnote."""
    return ":" not in text and "//" not in text and "[^" not in text


def item_urls(chapters: Sequence[Chapter]) -> set[str]:
    """Return the URLs of the items that an issue takes."""
    entries = [entry for chapter in chapters for entry in chapter.entries]
    urls = [url for entry in entries for url in entry.urls]
    return {escape.address(url) for url in urls if OUTSIDE.match(url)}
