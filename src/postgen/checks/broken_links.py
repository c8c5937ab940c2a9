"""Links that are written so that kramdown does not read them, and shows their brackets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postgen.checks.check import Check, Proposal
from postgen.checks.verify_fixes import link_fact
from postgen.markdown.html import RAW_TAGS
from postgen.markdown.source_map import OPAQUE
from postgen.model import Finding
from postgen.references import numbers
from postgen.text.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from postgen.checks.check import Subject
    from postgen.checks.verify_fixes import Fact
    from postgen.markdown.source_map import View
    from postgen.markdown.tree import Block, Span

BROKEN, REVERSED = "LNK03", "LNK05"

# What an address begins with: a scheme, `www.`, or a path of the site.
_ADDRESS = rf"(?:(?i:https?://|mailto:|www\.)|\.{{0,2}}/(?![\s/)])|<(?=https?:)|#[A-Za-z]|{OPAQUE})"
# `[words] (https://e.org)`, the space between them perhaps a newline; or with nothing between.
_APART = re.compile(
    r"(?P<image>!?)\[(?P<words>[^\[\]\n]+)\](?P<gap>[ \t]?\n?[ \t]?)"
    rf"\((?:<(?P<angled>https?:[^<>\n]+)>|(?P<url>{_ADDRESS}[^\s()<>]*))\)"
)
# `](https://…` wherever it is left on the page.
_LEFT = re.compile(rf"\]\(\s?(?={_ADDRESS})[^\s)]*\)?")
# `(words)[https://e.org]`
_REVERSED = re.compile(
    r"(?<![\w\]\\)])\((?P<words>[^()\[\]\n]+)\)"
    r"\[(?P<url>(?i:https?://|www\.)[^\s\[\]()<>\"']+|/[\w./#?=&%-]+)\](?![(\[:])"
)
_DIGITS = re.compile(r"[\d\W_]+\Z")

# What of an HTML block is not text, or shows what is written as it is.
_NOT_TEXT = re.compile(
    r"<!--.*?-->|<(?P<tag>script|style|pre|code|textarea|svg|math|kbd|samp|template)\b.*?"
    r"</(?P=tag)\s*>|<[^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_WHOLE = re.compile(rf"!?\[[^\[\]\n]+\]\({_ADDRESS}[^\s()<>]*\)")


class _Place(NamedTuple):
    """A place in a text that says where it is in the source."""

    view: View
    start: int
    end: int

    def finding(self, code: str, message: str, *fix: Edit) -> Finding:
        """Return the finding of this place."""
        return Finding(code, self.view.at(self.start), self.view.end(self.end), message, fix)


def find_broken(subject: Subject) -> Iterator[Finding | Proposal]:
    """Find the brackets of links on the page: with a space between, unbalanced, in a block of HTML.

    Brackets behind which no address stands, `a[i](x)`, are text.
    """
    source = subject.body.source
    if "](" not in source and "] (" not in source and "]\n(" not in source:
        return
    for view, closed in _texts(subject):
        yield from _in_text(view, closed)
    for block in subject.body.walk(subject.body.blocks):
        if block.kind == "html":
            yield from _in_html(subject, block)


def _texts(subject: Subject) -> Iterator[tuple[View, numbers.Places]]:
    """Yield the texts in which something is left of a link, with the places that are read."""
    for block in subject.leaves:
        view = block.view
        if not view or "[" not in view.text:
            continue
        text = view.text
        spans = subject.body.spans(view)
        if "] (" not in text and "]\n(" not in text:
            count = text.count("](")
            if not count or count == sum(span.form == "inline" for span in _links(spans)):
                continue
        yield view, numbers.Places(_read(spans))


def _links(spans: Iterable[Span]) -> Iterator[Span]:
    for span in spans:
        if span.kind in {"link", "image"}:
            yield span
        yield from _links(span.children)


def _read(spans: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """Yield the places of a text at which kramdown has read something."""
    for span in spans:
        if span.kind in {"em", "strong", "del"}:
            yield from _read(span.children)
        elif span.kind == "html" and span.label not in RAW_TAGS:
            yield span.start, span.inner_start
            yield from _read(span.children)
        elif span.kind == "link":
            yield span.inner_end, span.end
            yield from _read(span.children)
        else:
            yield span.start, span.end


def _in_text(view: View, closed: numbers.Places) -> Iterator[Finding | Proposal]:
    text = view.text
    done = 0
    for found in _APART.finditer(text):
        if not found["gap"] or _is_escaped(text, found.start()) or closed.hold(found.end("words")):
            continue
        if _DIGITS.match(found["words"]):  # `as in [2] (https://e.org)`
            continue
        done = found.end()
        place = _Place(view, found.start(), found.end())
        yield _apart(place, found)
    for found in _LEFT.finditer(text, done):
        opening = text.rfind("[", 0, found.start())
        if opening < 0 or closed.hold(found.start()) or _is_escaped(text, found.start()):
            continue
        if _is_escaped(text, opening):
            continue
        start = opening - 1 if text[opening - 1 : opening] == "!" else opening
        place = _Place(view, start, found.end())
        yield place.finding(BROKEN, "This is no link: kramdown cannot read where it ends.")


def _apart(place: _Place, found: re.Match[str]) -> Finding | Proposal:
    """Propose to bring together what a space takes apart: `[words] (https://e.org)`."""
    what = "image" if found["image"] else "link"
    message = f"This is no {what}: nothing may stand between `]` and `(`."
    if OPAQUE in found[0] or "\n" in found["gap"]:
        return place.finding(BROKEN, message)
    view = place.view
    gap = Edit(view.at(found.start("gap")), view.end(found.end("gap")), "")
    gain = link_fact(what, view.at(found.start()), found["url"] or found["angled"])
    losses: tuple[Fact, ...] = ()
    if found["angled"]:
        losses = (link_fact("autolink", view.at(found.start("angled") - 1), found["angled"]),)
    return Proposal(place.finding(BROKEN, message, gap), (gain,), losses=losses)


def _is_escaped(text: str, place: int) -> bool:
    first = place
    while first and text[first - 1] == "\\":
        first -= 1
    return (place - first) % 2 == 1


def _in_html(subject: Subject, block: Block) -> Iterator[Finding]:
    """Find links of Markdown in a block of HTML, where none are read."""
    text = subject.body.view.text[block.start : block.end]
    if "](" not in text:
        return
    for child in block.inside():
        start, end = child.start - block.start, child.end - block.start
        text = text[:start] + " " * (end - start) + text[end:]
    text = _NOT_TEXT.sub(lambda found: " " * len(found[0]), text)
    links = [found for found in _WHOLE.finditer(text) if not _is_escaped(text, found.start())]
    if not links:
        return
    first, count = links[0], len(links)
    start, end = block.start + first.start(), block.start + first.end()
    what = f"This and {count - 1} more are no links" if count > 1 else "This is no link"
    message = (
        f"{what}: kramdown reads no Markdown in a block of HTML. "
        'Give its tag `markdown="1"`, or write `<a href="…">`.'
    )
    yield Finding(BROKEN, start, end, message)


def find_reversed(subject: Subject) -> Iterator[Finding | Proposal]:
    """Find links whose brackets are in the wrong order: `(words)[https://e.org]`."""
    source = subject.body.source
    if ")[" not in source:
        return
    for block in subject.leaves:
        view = block.view
        if not view or ")[" not in view.text:
            continue
        closed = numbers.Places(_read(subject.body.spans(view)))
        for found in _REVERSED.finditer(view.text):
            if closed.hold(found.start()) or closed.hold(found.end() - 1):
                continue
            yield _reversed(_Place(view, found.start(), found.end()), found)


def _reversed(place: _Place, found: re.Match[str]) -> Finding | Proposal:
    message = "This is no link: its words stand in `[…]`, and its address in `(…)`."
    words, url = found["words"], found["url"]
    if OPAQUE in found[0] or url[:4].lower() == "www.":
        return place.finding(REVERSED, message)
    start, end = place.view.at(place.start), place.view.end(place.end)
    fix = Edit(start, end, f"[{words}]({url})")
    return Proposal(place.finding(REVERSED, message, fix), (link_fact("link", start, url),))


CHECKS = (
    Check(
        code=BROKEN,
        name="broken link",
        summary="A link is shown on the page as it is written.",
        why="""A space between `]` and `(`, a bracket without its fellow, or a block of HTML around
it: kramdown reads no link, and readers see the brackets and the address. The space is taken out;
what else is wrong cannot be known.""",
        bad="See [the map] (/map.html).\n",
        good="See [the map](/map.html).\n",
        find=find_broken,
        fixed_by="edits",
    ),
    Check(
        code=REVERSED,
        name="reversed link",
        summary="A link has its words in round brackets, and its address in square ones.",
        why="""`(words)[address]` is text to kramdown: readers see both, with their brackets.""",
        bad="See (the map)[https://map.example/].\n",
        good="See [the map](https://map.example/).\n",
        find=find_reversed,
        fixed_by="edits",
    ),
)
