"""How the issues of a site write one link: `- [Title](url) - note`, a heading with a note below."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from postgen.backlog import leading_link
from postgen.habits.votes import vote
from postgen.markdown import escape
from postgen.references import OUTSIDE
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple
from postgen.urls.bare import find_addresses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postgen.habits.cards import CardForm
    from postgen.markdown import Markdown
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span

Kind = Literal["list", "heading", "paragraph"]
LinkPlace = Literal["title", "middle", "end", "above", "below"]
"""Where an item's link is: its title; between title and note; behind the note; a paragraph of its
own above or below the note."""

HOST = "\ue010host"
TITLE = "\ue010title"
ADDRESS = "\ue010address"
"""Words of a link that differ with the item: its host, its title, or the address itself."""

_SEPARATOR = Lazy(
    r"[ \t]*(?:&[mn]dash;|-{1,3}|[–—:：|·•,.→(])?[ \t]*(?:(?:\\\\|<br ?/?>)?[ \t]*\n[ \t]*)?"
)
_ENDING = Lazy(r"(?:[ \t]*(?:&[mn]dash;|-{1,3}|[–—:|·•→(])?[ \t]*|[ \t]*(?:\\\\|<br ?/?>)?\n)\Z")
_SYMBOLS = Lazy(r"[^\w*_\[<`!\\]*")
_DEFAULT_SEPARATOR = " - "


class Line(NamedTuple):
    """How a line writes an item: `prefix open TITLE close separator NOTE`, and where its link is.

    `words` are those of a link that is not the title; `ending` and `after` stand around it where it
    is behind the note.
    """

    prefix: str = ""
    opening: str = ""
    closing: str = ""
    separator: str = _DEFAULT_SEPARATOR
    place: LinkPlace = "title"
    words: str = ""
    ending: str = " "
    after: str = ""


class ReadLine(NamedTuple):
    """A line as it was read, with whether it has a note, and its title."""

    line: Line
    has_note: bool
    title: str


class ItemForm(NamedTuple):
    """How an item is written.

    `marker` is that of a list, `- `; `blanks` the blank lines between items. `head` is what stands
    before and behind a title that is a heading: `### ` and ``; `numbered` is what stands behind its
    number, `2.1`, None without. `quoted` notes are quotations. `has_id` says that an id stands
    behind a heading, and `bare` is the marker of a list above the headings, of links without notes.
    `card` is what stands below a heading that has more than a note there.
    """

    kind: Kind = "list"
    marker: str = "* "
    blanks: int = 0
    head: tuple[str, str] = ("### ", "")
    numbered: str | None = None
    line: Line | None = Line()
    quoted: bool = False
    has_id: bool = False
    bare: str = ""
    card: CardForm | None = None

    @property
    def is_below_linked_title(self) -> bool:
        """Whether it is a heading, without number and id, whose title is the link."""
        is_plain = self.numbered is None and not self.has_id and not self.quoted
        return self.kind == "heading" and is_plain and not self.link_words

    @property
    def has_images(self) -> bool:
        """Whether an item's image stands below its heading: in cards, and in `full` issues."""
        return self.card is not None or (self.kind == "heading" and self.has_id)

    @property
    def link_words(self) -> str:
        """The words of a link that is not the title; "" where the title is the link."""
        return self.line.words if self.line and self.line.place != "title" else ""

    @property
    def cites_link_first(self) -> bool:
        """Whether the link stands before the note."""
        return self.line is not None and self.line.place in {"middle", "above"}

    def words_for(self, title: str, host: str) -> str | None:
        """Return the words of an item's link; None for its address."""
        return {HOST: host, TITLE: title, ADDRESS: None}.get(self.link_words, self.link_words)


def read_line(body: Markdown, view: View, start: int = 0) -> ReadLine | None:
    """Read how a text writes an item; None for prose, and where it has no link.

    The characters before `start` are left out: the number of a heading.
    """
    text = " " * start + view.text.rstrip()[start:]
    spans = [span for span in body.spans(view) if span.kind != "comment"]
    links = [span for each in spans for span in each.walk() if _leads_outside(span)]
    prefix_end = _SYMBOLS.match(text).end()  # type: ignore[union-attr]
    if links and spans and spans[0].start == prefix_end:
        lead = leading_link(" " * prefix_end + text[prefix_end:], spans)
        if lead and lead[1] is links[0] and lead[1].kind == "link":
            return _linked_title(text, prefix_end, *lead)
    return _title_beside_link(text, spans, links)


def _leads_outside(span: Span) -> bool:
    return span.kind in {"link", "autolink"} and OUTSIDE.match(span.url) is not None


def _linked_title(text: str, start: int, outer: Span, link: Span) -> ReadLine:
    """Read `[Title](url) - note`."""
    rest = text[outer.end :]
    found = _SEPARATOR.match(rest)
    separator = found[0] if found else ""
    note = rest[len(separator) :]
    title = escape.one_line(escape.visible(text, link.children, link.inner_start, link.inner_end))
    line = Line(
        prefix=text[:start].lstrip(),
        opening=text[outer.start : link.start],
        closing=text[link.end : outer.end],
        separator=separator,
    )
    return ReadLine(line, bool(note.strip()), title)


def _title_beside_link(text: str, spans: Sequence[Span], links: Sequence[Span]) -> ReadLine | None:
    """Read `**Title** - note [link](url)`, `Title: <url>` and the like; None for prose."""
    place = _link_extent(text, links)
    if not place:
        return None
    start, end, words = place
    starts_text = bool(spans) and not text[: spans[0].start].strip()
    is_bold = starts_text and spans[0].kind in {"strong", "em"}
    if is_bold and spans[0].end <= start:
        title = spans[0]
        opening, closing = text[: title.inner_start], text[title.inner_end : title.end]
        words_of_title = text[title.inner_start : title.inner_end]
        between = text[title.end : start]
    else:
        opening = closing = ""
        found = re.search(r"[ \t]+[-–—|·]{1,3}[ \t]+|:[ \t]+", text[:start])
        if not found:
            return None
        words_of_title, between = text[: found.start()], text[found.start() : start]
        is_short = len(words_of_title.split()) <= 20
        if not is_short:
            return None
    after = text[end:]
    if words in {words_of_title, escape.one_line(words_of_title)}:
        words = TITLE
    has_words = re.search(r"\w", between) is not None
    separator = _SEPARATOR.match(between)[0]  # type: ignore[index]
    if not has_words:
        behind = _SEPARATOR.match(after)[0]  # type: ignore[index]
        line = Line("", opening, closing, behind, "middle", words, between)
        return ReadLine(line, bool(after[len(behind) :].strip()), words_of_title)
    if re.search(r"\w", after):
        return None
    ending = _ENDING.search(between)
    line = Line(
        "", opening, closing, separator, "end", words, ending[0] if ending else " ", after.strip()
    )
    return ReadLine(line, has_note=True, title=words_of_title)


def _link_extent(text: str, links: Sequence[Span]) -> tuple[int, int, str] | None:
    """Return where the one link of a text is, and its words; None where it has none or several."""
    if len(links) == 1:
        link = links[0]
        return link.start, link.end, link_words(text, link)
    bare = [] if links else list(find_addresses(text))
    if len(bare) != 1:
        return None
    return bare[0].start, bare[0].end, ADDRESS


def link_words(text: str, link: Span) -> str:
    """Return the words of a link, or what they are: its address or its host."""
    if link.kind == "autolink":
        return ADDRESS
    words = escape.one_line(escape.visible(text, link.children, link.inner_start, link.inner_end))
    host = re.sub(r"^(?:[a-z]+:)?//(?:www\.)?|[/?#:].*$", "", link.url, flags=re.DOTALL)
    if words.removeprefix("www.").casefold() == host.casefold():
        return HOST
    return ADDRESS if "://" in words else words


def vote_line(read: Sequence[ReadLine | None], weights: Sequence[float]) -> Line | None:
    """Return the line that most items have; None where most are prose.

    The words of a link that is not the title must be the same in most of them.
    """
    if not read:
        return Line()
    shapes = [each and each.line._replace(separator="", after="", ending="") for each in read]
    chosen = vote(shapes, weights)
    if chosen is None:
        return None
    same = [
        (each, weight)
        for each, shape, weight in zip(read, shapes, weights, strict=True)
        if each and shape == chosen
    ]
    separators = [(each.line.separator, weight) for each, weight in same if each.has_note]
    endings = [((each.line.ending, each.line.after), weight) for each, weight in same]
    separator = vote(*zip(*separators, strict=True)) if separators else _DEFAULT_SEPARATOR
    ending, after = vote(*zip(*endings, strict=True))
    return chosen._replace(separator=separator, ending=ending, after=after)


# Writing


def write(form: ItemForm, item: Mapping[str, Any]) -> str:
    """Write an item, with its heading; `item` has what templates may show of one.

    `link` is that of an item whose title is not its link.
    """
    if form.kind == "heading":
        return _write_below_heading(form, item)
    text = _write_line(form, item)
    if form.kind == "paragraph":
        return text
    marker = form.marker
    if marker.strip()[:-1].isdecimal():
        marker = re.sub(r"\d+", str(item["number"]).rpartition(".")[2], marker)
    indentation = "\n" + " " * len(form.marker)
    return marker + re.sub(r"\n(?=[^\n])", indentation, text)


def _write_line(form: ItemForm, item: Mapping[str, Any]) -> str:
    line = form.line
    heading, note = str(item["heading"]), str(item["text"])
    is_prose = line is None or not item["starts_with_link"]
    if line is None or is_prose:
        return str(item["whole"])
    title = line.prefix + line.opening + _bare(heading, line) + line.closing
    if line.place == "middle":
        title += line.ending + item["link"]
    if line.place == "end" and item["link"]:
        text = title + (line.separator + note if note else "")
        return text + (line.ending if note else " ") + str(item["link"]) + line.after
    if not note:
        return title.rstrip()
    separator = line.separator
    if separator.strip().endswith("("):
        note += ")"
    return title + (separator if separator.strip() or separator else " ") + note


def _bare(heading: str, line: Line) -> str:
    """Return a title without the emphasis that the line puts around it."""
    mark = line.opening
    is_marked = (
        mark
        and heading.startswith(mark)
        and heading.endswith(mark)
        and len(heading) > 2 * len(mark)
    )
    return heading[len(mark) : -len(mark)] if is_marked else heading


def _write_below_heading(form: ItemForm, item: Mapping[str, Any]) -> str:
    number = "" if form.numbered is None else f"{item['number']}{form.numbered}"
    before, behind = form.head
    line = form.line or Line()
    heading = f"{before}{number}{_bare(str(item['heading']), line)}{behind}"
    if form.has_id:
        heading += f" {{#{item['id']}}}"
    note = str(item["text"])
    if note and form.quoted:
        note = re.sub(r"^", "> ", note, flags=re.MULTILINE).replace("> \n", ">\n")
    link = str(item["link"])
    if not link:
        parts = [heading, note]
    elif line.place == "above":
        parts = [heading, link, note]
    elif line.place == "end" and note:
        parts = [heading, note + line.ending + link + line.after]
    else:
        parts = [heading, note, link]
    if form.has_images and item["image"]:
        parts.insert(1, f"![{item['alt']}]({item['image']})")
    return "\n\n".join(part for part in parts if part)
