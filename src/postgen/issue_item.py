"""What an issue shows of one item of the backlog: its heading, its text and its link. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from postgen.backlog import SEPARATOR, TASK, VerificationError, footnotes, leading_link
from postgen.jekyll.templates import Prose
from postgen.markdown import escape
from postgen.page.titles_from_urls import host_of
from postgen.references import OUTSIDE
from postgen.references.compose import ComposedReferences
from postgen.text.edits import Edit, apply
from postgen.urls.schemes import image_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.backlog import Backlog, Entry
    from postgen.backlog.plain_item import PlainItem
    from postgen.habits.item_form import ItemForm
    from postgen.markdown.source_map import View
    from postgen.markdown.tree import Span

_WORD = re.compile(r"\w")
_BLANKS = " \t\n\r\f\v"


def item_values(
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
        line, heading, text = item_words(backlog, entry, references)
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


def item_words(
    backlog: Backlog, entry: Entry, references: ComposedReferences
) -> tuple[str, str, str]:
    """Return an item's Markdown with its links cited: all of it, its heading, and the rest.

    The heading is the link that the item begins with, or its title; the rest stands below it.
    """
    if entry.plain and OUTSIDE.match(entry.url):
        return _plain_words(backlog, entry, entry.plain, references)
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


def has_words_below(backlog: Backlog, entry: Entry) -> bool:
    """Whether an item has a note that stands below its heading."""
    if entry.plain and OUTSIDE.match(entry.url):
        return bool(_below_lead(entry.plain.behind.strip(_BLANKS)))
    return bool(item_words(backlog, entry, ComposedReferences("inline", ""))[2])


def _plain_words(
    backlog: Backlog, entry: Entry, plain: PlainItem, references: ComposedReferences
) -> tuple[str, str, str]:
    """Return what `item_words` does of an item that is a link with a note on one line."""
    after_link = entry.start - backlog.offset + plain.after
    after = backlog.body.source[after_link : after_link + 1]
    keeper = ComposedReferences("inline", "") if references.keeps_titles else references
    cited = keeper.cite(escape.guard(plain.words), entry.url, "", after)
    whole = _without_task(f"{cited}{plain.behind}".strip(_BLANKS))
    lead = escape.one_line(_without_task(cited))
    return whole, lead, _below_lead(plain.behind.strip(_BLANKS))


def _apart(
    backlog: Backlog, entry: Entry, references: ComposedReferences, form: ItemForm
) -> tuple[str, str, str]:
    """Return the title of an item, its note, and its link, which has words of its own.

    What comes first on the page is cited first.
    """
    lead_end = _lead_end(backlog, entry)
    if lead_end is None:
        _, heading, text = item_words(backlog, entry, references)
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
    cited = list(edits)
    edits += _comment_edits(entry)
    for edit in footnotes.citation_edits(entry, references):
        if any(each.start <= edit.start < each.end for each in cited):
            raise VerificationError(
                f"A footnote stands in the words of a link of `{entry.title}`.",
                "Put it behind the link in the backlog.",
            )
        edits.append(edit)
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
    return _unindented(text, entry.item.indentation).strip(_BLANKS)


def _unindented(text: str, indentation: int) -> str:
    """Take an item's indentation off its lines: all of it, or what a line has before its words."""
    margin = re.compile(rf"\n {{1,{indentation}}}(?=\S)|\n {{{indentation}}}")
    return margin.sub("\n", text)
