"""How a site writes one link as a card, in digests and issues: image, source, day and summary."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

from postgen.backlog import leading_link
from postgen.jekyll.document import Document
from postgen.markdown import Markdown
from postgen.page.titles_from_urls import host_of
from postgen.references import OUTSIDE
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Kind = Literal["head", "blank", "attributes", "image", "source", "text"]

_IMAGE = Lazy(r"!\[[^\]]*\]\([^)\s]*\)(?P<after>.*)\Z")
_ATTRIBUTES = Lazy(r"\{:[^}]*\}\s*\Z")
_SOURCE = Lazy(  # `*Via The Example Daily* · 2026-11-20`
    r"(?P<before>(?:[*_(>~]|(?:via|from|source)\b:?|\s)*)(?P<name>[^\s*_].*?)"
    r"(?:(?P<gap>[*_]*\s*[·|,–—:(-]\s*)(?P<day>\d{4}-\d\d-\d\d))?(?P<after>[*_)~\s]*)\Z",
    re.IGNORECASE,
)
_LONGEST_SOURCE = 80


class Line(NamedTuple):
    """A line of a card: of an image or a source, what is `before`, in the `middle` and `after`."""

    kind: Kind
    before: str = ""
    middle: str = ""
    after: str = ""


class CardForm(NamedTuple):
    """How a card is written, from its heading on; `afters` follow the images in turn.

    `above` is the text above the first card, where it stands in all digests; None: an introduction.
    """

    lines: tuple[Line, ...]
    afters: tuple[str, ...]
    above: str | None


def learn(texts: Sequence[str]) -> CardForm | None:
    """Learn from the texts of the last digests, newest first; None from one without such cards."""
    if not texts:
        return None
    body = Document.parse(texts[0]).body.replace("\r\n", "\n")
    starts = list(_heads(Markdown(body)))
    if not starts:
        return None
    ends = [*(start for start, *_ in starts[1:]), len(body)]
    cards = [
        list(_lines(body[start:end], head))
        for (start, head, _), end in zip(starts, ends, strict=True)
    ]
    return _fullest(cards)._replace(above=_above(texts, body[: starts[0][0]]))


def in_issues(bodies: Sequence[Markdown]) -> CardForm | None:
    """Learn from the last issues, newest first; None where the newest does not write cards.

    Most of its items have more than a heading and a note: attributes, an image or a source.
    """
    newest, *others = ([*_cards_of(body)] for body in bodies)
    if 2 * sum(map(_is_card, newest)) <= len(newest):
        return None
    form = _fullest([card for cards in (newest, *others) for card in cards if _is_card(card)])
    has_text = any(line.kind == "text" for line in form.lines)
    lines = form.lines if has_text else (*form.lines, Line("blank"), Line("text"))
    return form._replace(lines=lines)


def note_in(text: str, url: str) -> str:
    """Return the note of a card: what stands below its heading, attributes, image and source."""
    lines = text.split("\n")
    before: Kind = "head"
    for place, each in enumerate(lines):
        before = _line(each, before, host_of(url)).kind
        if before == "text":
            return "\n".join(lines[place:])
    return ""


def _cards_of(body: Markdown) -> Iterator[list[Line]]:
    """Yield the cards of an issue; each ends at the next heading."""
    heads = [block.start for block in body.blocks if block.kind == "heading"]
    for start, head, url in _heads(body):
        end = next((each for each in heads if each > start), len(body.source))
        yield list(_lines(body.source[start:end], head, host_of(url)))


def _is_card(lines: Iterable[Line]) -> bool:
    return not {line.kind for line in lines} <= {"head", "blank", "text"}


def _fullest(cards: Sequence[Sequence[Line]]) -> CardForm:
    lines = max(cards, key=lambda card: len({line.kind for line in card}))
    sources = [line for card in cards for line in card if line.kind == "source"]
    dated = next((line for line in sources if line.middle), None)
    lines = [dated if dated and line.kind == "source" else line for line in lines]
    afters = [line.after for card in cards for line in card if line.kind == "image"]
    return CardForm(tuple(lines), tuple(afters[:2]), None)


def _heads(read: Markdown) -> Iterator[tuple[int, Line, str]]:
    """Yield where the headings that begin with a link start, each with its form and its URL."""
    body = read.source
    found = []
    for block in read.blocks:
        view = block.view
        if block.kind != "heading" or view is None:
            continue
        text = view.text
        marks = re.match(r"[^\w*_\[<`!\\]*", text)  # `→ ` of `### → [Title](url)`
        text = " " * marks.end() + text[marks.end() :] if marks else text
        lead = leading_link(text, read.spans(view))
        if lead and OUTSIDE.match(lead[1].url):
            line = body[block.start : body.find("\n", block.start)]
            start = view.at(lead[0].start) - block.start
            after = line[view.end(lead[0].end) - block.start :]
            found.append((block.start, Line("head", line[:start], "", after), lead[1].url))
    levels = Counter(line.before for _, line, _ in found)
    usual = levels.most_common(1)[0][0] if levels else ""
    return (each for each in found if each[1].before == usual)


def _lines(card: str, head: Line, host: str = "") -> Iterator[Line]:
    """Yield the lines of a card by what they are; lines of one summary are one.

    With the `host` of its link, only that name, or one with a day, is a source.
    """
    yield head
    before: Kind = "head"
    for text in card.rstrip().split("\n")[1:]:
        line = _line(text, before, host)
        if line.kind != "text" or before != "text":
            yield line
        before = line.kind


def _line(text: str, before: Kind, host: str = "") -> Line:
    if not text.strip():
        return Line("blank")
    if _ATTRIBUTES.match(text):
        return Line("attributes", text)
    image = _IMAGE.match(text)
    if image:
        return Line("image", after=image["after"])
    source = _SOURCE.match(text)
    if source and len(text) <= _LONGEST_SOURCE and "](" not in text and before != "text":
        is_marked = bool(source["before"].strip()) or before == "image"
        is_source = source["name"].replace("\\", "") == host if host else is_marked
        if source["day"] or is_source:
            return Line("source", source["before"], source["gap"] or "", source["after"])
    return Line("text")


def _above(texts: Sequence[str], own: str) -> str | None:
    """Return what stands above the first card of the newest digest; None for an introduction."""
    if not own.strip():
        return ""
    others = texts[1:]
    is_standing = bool(others) and all(own.strip() in other for other in others)
    return own.strip() if is_standing else None


def write(form: CardForm, items: Iterable[Mapping[str, Any]]) -> str:
    """Write cards; an item has what templates may show of one."""
    return "\n\n".join(write_each(form, items))


def write_each(form: CardForm, items: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the cards of items."""
    count = 0
    for item in items:
        after = form.afters[count % len(form.afters)] if form.afters else ""
        count += bool(str(item["image"]))
        lines = [_written(line, item, after) for line in form.lines]
        yield _without_gaps(line for line in lines if line is not None)


def _written(line: Line, item: Mapping[str, Any], after: str) -> str | None:
    """Return a line of a card; None where the item has nothing for it."""
    if line.kind == "head":
        return f"{line.before}{item['heading']}{line.after}"
    if line.kind == "image":
        return f"![{item['alt']}]({item['image']}){after}" if str(item["image"]) else None
    if line.kind == "source":
        day = f"{line.middle}{item['added']}" if line.middle and item["added"] else ""
        return f"{line.before}{item['source']}{day}{line.after}"
    if line.kind == "text":
        return str(item["text"]) or None
    return line.before


def _without_gaps(lines: Iterable[str]) -> str:
    """Join lines; where one is left out, two blank lines do not remain."""
    joined: list[str] = []
    for line in lines:
        is_second_blank = not line and joined and not joined[-1]
        if not is_second_blank:
            joined.append(line)
    return "\n".join(joined).rstrip("\n")
