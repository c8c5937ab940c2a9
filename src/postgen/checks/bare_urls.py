"""Addresses that are written down in running text: kramdown links only those in angle brackets."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from postgen.checks.check import Check, Proposal
from postgen.checks.verify_fixes import link_fact
from postgen.markdown import escape
from postgen.markdown.source_map import OPAQUE
from postgen.model import Finding
from postgen.references import numbers
from postgen.text.edits import Edit
from postgen.text.patterns import Lazy
from postgen.urls import bare

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from postgen.checks.check import Subject
    from postgen.markdown import Markdown
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span
    from postgen.markdown.tree import Block
    from postgen.urls.bare import Address

CODE = "LNK01"

_LINE_WITH_PIPE = Lazy(r"^[^|\n]*+\|.*", re.MULTILINE)

# A line of the list of references, `[1] `, or one that was intended as a definition, `\[1\]:`: they
# have other rules. Behind `{% include defs.md %}` it is one, if the include ends its line.
_REFERENCE = Lazy(
    rf"(?:^[ \t{OPAQUE}]*|{OPAQUE}[ \t]*)"
    rf"\\?\[\\?\[?\^?[^\]\n]{{1,500}}\\?\]:|^[ \t{OPAQUE}]*{numbers.PLAIN}",
    re.MULTILINE,
)
# What stands before the address of a link that is written wrongly, which other checks report:
# `[map] (https://e.org)`, `[map](https://e.org "Map)`, `(map)[https://e.org]`.
_LETTER = r"[^\W\d_]"
_IN_LINK = Lazy(rf"(?:{_LETTER}[^\[\]]*\][ \t]?\n?[ \t]?\(|\]\(|\)\[)<?\Z")
_REACH = 100
"""How far the words of such a link are looked for."""

_NOT_IN_LINK = Lazy(r"://(?<!\]\(http://)(?<!\]\(https://)")
"""What an address has that is not that of a link, `](https://e.org)`: see `_is_in_link`."""

_OPAQUE_SPANS = frozenset(
    {
        "link",
        "image",
        "autolink",
        "code",
        "html",
        "comment",
        "math",
        "footnote",
        "attributes",
        "extension",
    }
)
_LEAVES = frozenset({"paragraph", "text", "heading", "term"})
_MAX_SHOWN = 60
"""How many characters of an address a message shows."""


def find(subject: Subject) -> Iterator[Proposal]:
    """Find the addresses that a reader takes for links, but not those in code, HTML and tables."""
    body = subject.body
    if "://" not in body.source:
        return
    for view in _leaves(body.blocks):
        if _NOT_IN_LINK.search(view.text):
            yield from _in_leaf(body, view)


def _leaves(blocks: Iterable[Block]) -> Iterator[View]:
    for block in blocks:
        if block.kind in _LEAVES and block.view:
            yield block.view
        elif block.kind not in {"html", "table"}:
            yield from _leaves(block.inside())


def _web_addresses(text: str, limit: int, opaque: Sequence[tuple[int, int]]) -> Iterator[Address]:
    """Find the addresses of the web that a reader takes for links; nobody reads `ftp:` any more."""
    for address in bare.find_addresses(text, 0, limit, without=opaque):
        is_web = address.url[:4].lower() == "http"
        if is_web and bare.may_begin(text, address.start) and not _is_in_link(text, address.start):
            yield address


def _is_in_link(text: str, start: int) -> bool:
    """Whether an address is that of a link which is written wrongly."""
    if text[start - 1 : start] not in {"(", "[", "（"}:
        return False
    return _IN_LINK.search(text, max(0, start - _REACH), start) is not None


def _in_leaf(body: Markdown, view: View) -> Iterator[Proposal]:
    text = view.text
    spans = body.spans(view)
    opaque = list(_opaque(spans))
    if _are_within(text, opaque):
        return
    reference = _REFERENCE.search(text)
    limit = reference.start() if reference else len(text)
    marks: list[int] = []
    closings: set[int] = set()
    for span in spans:
        for each in span.walk():
            marks += (each.start, each.end)
            closings.add(each.inner_end)
    marks.sort()
    with_pipe = numbers.Places(found.span() for found in _LINE_WITH_PIPE.finditer(text))
    for found in _web_addresses(text, limit, opaque):
        if with_pipe.hold(found.start):  # it may be a table's row, perhaps only after an edit
            continue
        address = _within_its_span(text, found, marks, closings)
        if address is None:
            continue
        if numbers.ANY_CITATION.match(text, address.end):
            continue  # `https://e.org/a[2]`: the address is the words of a citation
        # a tag of Liquid in it or beside it: what it becomes is not known
        written_there = body.source[view.at(address.start) : view.end(address.end)]
        touches_liquid = OPAQUE in text[max(0, found.start - 1) : found.run_end + 1]
        if written_there == text[address.start : address.end] and not touches_liquid:
            yield _proposal(view, address)


def _are_within(text: str, opaque: Sequence[tuple[int, int]]) -> bool:
    """Whether all addresses of a text stand in spans that nobody looks into: a quick look."""
    place = 0
    for start, end in opaque:
        if text.find("://", place, start) >= 0:
            return False
        place = max(place, end)
    return text.find("://", place) < 0


def _within_its_span(
    text: str, address: Address, marks: Sequence[int], closings: Collection[int]
) -> Address | None:
    """Return an address cut at the first mark of a span that stands in it.

    In `**https://e.org/a**` the address ends where the emphasis does; in `https://e.org/*a*b`
    nobody knows.
    """
    behind = bisect_right(marks, address.start)
    if behind == len(marks) or marks[behind] >= address.run_end:
        return address
    first_mark = marks[behind]
    cut = bare.address_at(text, address.start, first_mark)
    if cut is None or first_mark in closings:
        return cut
    return cut._replace(is_certain=False)


def _opaque(spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    for span in spans:
        if span.kind in _OPAQUE_SPANS:
            yield span.start, span.end
        else:
            yield from _opaque(span.children)


def _proposal(view: View, address: Address) -> Proposal:
    start, end = view.at(address.start), view.end(address.end)
    url = address.url
    shown = url if len(url) <= _MAX_SHOWN else f"{url[: _MAX_SHOWN - 1]}…"
    if not address.is_certain:
        message = (
            f"The address `{shown}` is not a link, and where it ends cannot be known: "
            "put it in `<…>`."
        )
        return Proposal(Finding(CODE, start, end, message, severity="warning"))
    message = f"The address `{shown}` is not a link: kramdown wants it in `<…>`."
    # kramdown links only lower-case schemes in angle brackets.
    if url.startswith("http"):
        kind, new = "autolink", f"<{url}>"
    else:
        kind, new = "link", escape.link(escape.inline(url), url)
    finding = Finding(CODE, start, end, message, (Edit(start, end, new),), "warning")
    return Proposal(finding, (link_fact(kind, start, url),))


CHECKS = (
    Check(
        code=CODE,
        name="bare URL",
        summary="An address in the text is not a link.",
        why="""GitHub and many editors link an address wherever it stands; kramdown shows it as
plain text, which nobody can click. In angle brackets it is a link. Where an address is followed by
words without a space it is not certain where it ends, and it is left alone.""",
        bad="See https://example.org/map.\n",
        good="See <https://example.org/map>.\n",
        find=find,
        severity="warning",
        fixed_by="edits",
    ),
)
