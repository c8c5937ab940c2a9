"""Links that are written so that kramdown does not read them, and shows their brackets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.checks.check import Check, Proposal
from postgen.checks.running_text import is_escaped, read_places
from postgen.checks.verify_fixes import link_fact
from postgen.markdown.source_map import OPAQUE
from postgen.model import Finding
from postgen.text.edits import Edit
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from postgen.checks.check import Subject
    from postgen.checks.verify_fixes import Fact
    from postgen.markdown.source_map import View
    from postgen.markdown.tree import Block, Span
    from postgen.references import numbers

BROKEN, REVERSED = "LNK03", "LNK05"

# What an address begins with: a scheme, `www.`, or a path of the site.
_FILE = r"[\w-]+(?:/[\w.-]+)*\.(?:html?|md|pdf|png|jpe?g|gif|svg|webp)(?![\w.])"
_ADDRESS = (
    rf"(?:(?i:https?://|mailto:|www\.)|\.{{0,2}}/(?![\s/)])|<(?=https?:)|#[A-Za-z]|{OPAQUE}"
    rf"|{_FILE})"
)
# `[words] (https://e.org)`, the space between them perhaps a newline; or with nothing between.
_APART = Lazy(
    r"(?P<image>!?)\[(?P<words>[^\[\]\n]+)\](?P<gap>[ \t]?\n?[ \t]?)"
    rf"\((?:<(?P<angled>https?:[^<>\n]+)>|(?P<url>{_ADDRESS}[^\s()<>]*))\)"
)
# `[词](https://e.org)` with the brackets of Chinese: `（` and `）`.
_WIDE = Lazy(
    r"(?P<image>!?)\[(?P<words>[^\[\]\n]+)\]"
    r"(?P<open>[（(])(?P<url>https?:[^\s()<>（）]+)(?P<close>[）)])"
)
# `](https://…` wherever it is left on the page.
_LEFT = Lazy(rf"\]\(\s?(?={_ADDRESS})[^\s)]*\)?")
# What stands before it where its `[` is in a paragraph above: words, but none that quote `](`.
_ENDS_WORDS = Lazy(rf"(?:(?!&#91;|&lbrack;)[^{OPAQUE}])*(?<![^\w*_.!?)])\Z")
# `(words)[https://e.org]`
_REVERSED = Lazy(
    r"(?<![\w\]\\)])(?P<image>!?)\((?P<words>[^()\[\]\n]+)\)"
    r"\[(?P<url>(?i:https?://|www\.)[^\s\[\]()<>\"']+|/[\w./#?=&%-]+)\](?![(\[:])"
)
_APART_MARKS = ("] (", "]\n(", "]（")
"""What stands in a link that is not read for what is between its brackets: a quick look."""
_DIGITS = Lazy(r"[\d\W_]+\Z")

# What of an HTML block is not text, or shows what is written as it is.
_NOT_TEXT = Lazy(
    r"<!--.*?-->|<(?P<tag>script|style|pre|code|textarea|svg|math|kbd|samp|template)\b.*?"
    r"</(?P=tag)\s*>|<[^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_RENDERED = Lazy(r"markdown=[\"']?0|data-markdown|text/markdown|mermaid|x-template|v-pre")
"""What says that a block is no Markdown, or that a script renders its text in the browser."""
_WHOLE = Lazy(rf"!?\[[^\[\]\n]+\]\({_ADDRESS}[^\s()<>]*\)")


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
    if not any(each in source for each in _APART_MARKS):
        inline = sum(span.form == "inline" for span, _ in subject.links)
        if source.count("](") == inline:  # all of them are read
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
        if not view or not ("[" in view.text or "](" in view.text):
            continue
        text = view.text
        spans = subject.body.spans(view)
        if not any(each in text for each in _APART_MARKS):
            count = text.count("](")
            if not count or count == sum(span.form == "inline" for span in _links(spans)):
                continue
        yield view, read_places(subject.body, view)


def _links(spans: Iterable[Span]) -> Iterator[Span]:
    for span in spans:
        if span.kind in {"link", "image"}:
            yield span
        yield from _links(span.children)


def _in_text(view: View, closed: numbers.Places) -> Iterator[Finding | Proposal]:
    text = view.text
    known = 0
    for found in _WIDE.finditer(text):
        is_read = closed.hold(found.end("words")) or is_escaped(text, found.start())
        if not is_read and found["open"] + found["close"] != "()":
            known = found.end()
            yield _wide(_Place(view, *found.span()), found)
    for found in _APART.finditer(text):
        is_read = closed.hold(found.end("words")) or is_escaped(text, found.start())
        is_number = _DIGITS.match(found["words"]) is not None  # `as in [2] (https://e.org)`
        if found["gap"] and not is_read and not is_number:
            yield _apart(_Place(view, *found.span()), found)
    for found in _LEFT.finditer(text, known):
        opening = text.rfind("[", 0, found.start())
        is_text = is_escaped(text, found.start()) or is_escaped(text, max(opening, 0))
        if opening < 0 or is_text or closed.hold(found.start()):
            continue
        start = opening - 1 if text[opening - 1 : opening] == "!" else opening
        place = _Place(view, start, found.end())
        yield place.finding(BROKEN, "This is no link: kramdown cannot read where it ends.")
    yield from _end_alone(view, closed)


def _end_alone(view: View, closed: numbers.Places) -> Iterator[Finding]:
    """Find the end of a link whose beginning is in a paragraph above: `words](https://e.org)`."""
    text = view.text
    found = _LEFT.search(text)
    if not found or "[" in text[: found.start()] or closed.hold(found.start()):
        return
    if not is_escaped(text, found.start()) and _ENDS_WORDS.match(text[: found.start()]):
        message = "This is no link: its `[` is not in the same paragraph."
        yield _Place(view, *found.span()).finding(BROKEN, message)


def _wide(place: _Place, found: re.Match[str]) -> Proposal:
    """Propose to write `(` and `)` for those of Chinese."""
    what = "image" if found["image"] else "link"
    message = f"This is no {what}: kramdown wants `(` and `)` around its address."
    view = place.view
    edits = [
        Edit(view.at(found.start(name)), view.end(found.end(name)), written)
        for name, written in (("open", "("), ("close", ")"))
        if found[name] != written
    ]
    gain = link_fact(what, view.at(found.start()), found["url"])
    return Proposal(place.finding(BROKEN, message, *edits), (gain,))


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


def _in_html(subject: Subject, block: Block) -> Iterator[Finding]:
    """Find links of Markdown in a block of HTML, where none are read."""
    text = subject.body.view.text[block.start : block.end]
    if "](" not in text or _RENDERED.search(text) or _reads_html(subject):
        return
    for child in block.inside():
        start, end = child.start - block.start, child.end - block.start
        text = text[:start] + " " * (end - start) + text[end:]
    text = _NOT_TEXT.sub(lambda found: " " * len(found[0]), text)
    links = [found for found in _WHOLE.finditer(text) if not is_escaped(text, found.start())]
    if not links:
        return
    first, count = links[0], len(links)
    start, end = block.start + first.start(), block.start + first.end()
    what = f"This and {count - 1} more are no links" if count > 1 else "This is no link"
    message = (
        f"{what}: kramdown reads no Markdown in a block of HTML. "
        'Add to its tag `markdown="1"`, or write `<a href="…">`.'
    )
    yield Finding(BROKEN, start, end, message)


def _reads_html(subject: Subject) -> bool:
    """Whether the site has kramdown read Markdown in all blocks of HTML."""
    options = subject.site.config.get("kramdown") if subject.site else None
    return isinstance(options, dict) and bool(options.get("parse_block_html"))


def find_reversed(subject: Subject) -> Iterator[Finding | Proposal]:
    """Find links whose brackets are in the wrong order: `(words)[https://e.org]`."""
    source = subject.body.source
    if ")[" not in source:
        return
    for block in subject.leaves:
        view = block.view
        if not view or ")[" not in view.text:
            continue
        closed = read_places(subject.body, view)
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
    fix = Edit(start, end, f"{found['image']}[{words}]({url})")
    kind = "image" if found["image"] else "link"
    return Proposal(place.finding(REVERSED, message, fix), (link_fact(kind, start, url),))


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
