"""How the digests of a site write one entry below a heading: image, source, day and summary."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from postgen.backlog import leading_link
from postgen.jekyll.document import Document
from postgen.markdown import Markdown
from postgen.references import OUTSIDE
from postgen.text.patterns import Lazy

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
    starts = list(_heads(body))
    if not starts:
        return None
    ends = [*(start for start, _ in starts[1:]), len(body)]
    cards = [
        list(_lines(body[start:end], head)) for (start, head), end in zip(starts, ends, strict=True)
    ]
    fullest = max(cards, key=lambda card: len({line.kind for line in card}))
    afters = [line.after for card in cards for line in card if line.kind == "image"]
    return CardForm(tuple(fullest), tuple(afters[:2]), _above(texts, body[: starts[0][0]]))


def _heads(body: str) -> Iterator[tuple[int, Line]]:
    """Yield where the headings that begin with a link start, each with its form."""
    read = Markdown(body)
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
            found.append((block.start, Line("head", line[:start], "", after)))
    levels = Counter(line.before for _, line in found)
    usual = levels.most_common(1)[0][0] if levels else ""
    return (each for each in found if each[1].before == usual)


def _lines(card: str, head: Line) -> Iterator[Line]:
    """Yield the lines of a card by what they are; lines of one summary are one."""
    yield head
    before: Kind = "head"
    for text in card.rstrip().split("\n")[1:]:
        line = _line(text, before)
        if line.kind != "text" or before != "text":
            yield line
        before = line.kind


def _line(text: str, before: Kind) -> Line:
    if not text.strip():
        return Line("blank")
    if _ATTRIBUTES.match(text):
        return Line("attributes", text)
    image = _IMAGE.match(text)
    if image:
        return Line("image", after=image["after"])
    source = _SOURCE.match(text)
    if source and len(text) <= _LONGEST_SOURCE and "](" not in text and before != "text":
        is_marked = bool(source["before"].strip()) and bool(source["name"])
        if source["day"] or before == "image" or is_marked:
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
    cards = []
    count = 0
    for item in items:
        after = form.afters[count % len(form.afters)] if form.afters else ""
        count += bool(str(item["image"]))
        lines = [_written(line, item, after) for line in form.lines]
        cards.append(_without_gaps(line for line in lines if line is not None))
    return "\n\n".join(cards)


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
