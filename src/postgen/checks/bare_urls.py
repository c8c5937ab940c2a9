"""Addresses that are written down in running text: kramdown links only those in angle brackets."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from postgen.checks.verify import Repair, link_fact
from postgen.markdown import escape
from postgen.markdown.source_map import OPAQUE
from postgen.markdown.targets import ESCAPED
from postgen.text.edits import Edit, Finding, line_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span
    from postgen.markdown.tree import Block

_PUNCTUATION = (
    "\u00a0\u00ab\u00bb\u060c\u061b\u061f\u06d4\u0964\u2000-\u200d\u2010-\u202f\u2039\u203a\u205f\u3000-\u3004"
    "\u3008-\u3020\u3030\ufe30-\ufe4f\ufeff\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
_ADDRESS = re.compile(
    rf"https?://(?:[^\s<>\"`|\\^{{}}\[\]{OPAQUE}{_PUNCTUATION}]|\\[_*~#.()!+&=-])+", re.IGNORECASE
)
_HOST = re.compile(r"https?://[\w%.-]*\w", re.IGNORECASE)
_NO_SPACES = (
    "CJK",
    "HIRAGANA",
    "KATAKANA",
    "HANGUL",
    "THAI",
    "LAO",
    "KHMER",
    "MYANMAR",
    "TIBETAN",
    "BOPOMOFO",
)
"""The scripts whose words follow an address without a space: where it ends cannot be known."""

_BEFORE = frozenset(" \t\n([\"':,;>*_~")
_BEHIND = ".,;:!?'*_~\\"
"""Punctuation that is none of an address at its end."""

_ENTITY = re.compile(r"&[A-Za-z0-9]+;\Z")
_REFERENCE = re.compile(r"^[ \t]*\\?\[\\?\[?\^?[^\]\n]+\\?\]:|^[ \t]*\[\d+\]", re.MULTILINE)
"""A line of the list of references, or one that was meant as a definition: they have rules of their own."""

_MARKED = re.compile(r"\[(?:\^?\d+\\?\]|\\\[\d)")
_OPAQUE = {
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


def find(body: Markdown) -> Iterator[Repair]:
    """Find the addresses that a reader takes for links; not in code, HTML, tables and lists of references."""
    if "://" in body.source:
        for view in _leaves(body.blocks):
            if "://" in view.text:
                yield from _in_leaf(body, view)


def written(text: str) -> Iterator[tuple[int, str]]:
    """Find the addresses in words that are no Markdown yet, where it is known where they end."""
    for found in _ADDRESS.finditer(text):
        place, end = found.span()
        url, known = _trimmed(found[0], text[place - 1 : place], text[end : end + 9])
        if known and "\\" not in url and _HOST.match(url) and _may_begin(text, place):
            yield place, url


def _leaves(blocks: Iterable[Block]) -> Iterator[View]:
    for block in blocks:
        if block.kind in {"paragraph", "text", "heading", "term"} and block.view:
            yield block.view
        elif block.kind not in {"html", "table"}:
            yield from _leaves(block.inside())


def _in_leaf(body: Markdown, view: View) -> Iterator[Repair]:
    reference = _REFERENCE.search(view.text)
    limit = reference.start() if reference else len(view.text)
    spans = body.spans(view)
    opaque = list(_opaque(spans))
    marks = [place for span in spans for each in span.walk() for place in (each.start, each.end)]
    for found in _ADDRESS.finditer(view.text, 0, limit):
        start, end = found.span()
        if (
            any(a <= start < b for a, b in opaque)
            or not _may_begin(view.text, start)
            or _is_piped(view.text, start)
        ):
            continue
        inner = min((place for place in marks if start < place < end), default=end)
        closing = (
            {each.inner_end for span in spans for each in span.walk()} if inner < end else set()
        )
        url, known = _trimmed(
            view.text[start:inner], view.text[start - 1 : start], view.text[inner : inner + 9]
        )
        known = known and (inner == end or inner in closing)
        if _MARKED.match(view.text, start + len(url)):  # it is the words of a citation
            continue
        whole = (
            body.source[view.at(start) : view.end(start + len(url))] == url
        )  # no tag of Liquid is in it
        if whole and _HOST.match(url) and OPAQUE not in view.text[max(0, start - 1) : end + 1]:
            yield _repair(body, view, start, url, known=known)


def _opaque(spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    for span in spans:
        if span.kind in _OPAQUE:
            yield span.start, span.end
        else:
            yield from _opaque(span.children)


def _may_begin(text: str, place: int) -> bool:
    """Say whether an address may begin here: not within a word, another address or an attribute."""
    last = text[place - 1 : place]
    if not last or last in _BEFORE:
        return text[place - 2 : place] != '="'
    return not last.isascii() and (not last.isalpha() or _is_unspaced(last))


def _is_piped(text: str, place: int) -> bool:
    """Say whether the line holds a pipe: it may be a table's to a reader, or to kramdown after an edit."""
    end = text.find("\n", place)
    return "|" in text[text.rfind("\n", 0, place) + 1 : end if end >= 0 else len(text)]


def _is_unspaced(character: str) -> bool:
    return not character.isascii() and unicodedata.name(character, "").startswith(_NO_SPACES)


def _trimmed(written: str, before: str, after: str) -> tuple[str, bool]:
    """Cut off the punctuation behind an address; say whether it is known where it ends."""
    url, known = written, True
    for place, character in enumerate(written):
        if not character.isascii() and unicodedata.category(character)[0] not in "LMN":
            url = written[:place]
            break
        known = known and not _is_unspaced(character)
    if closed := _unbalanced(url):
        known = known and (before == "(" or not url[closed:].strip(_BEHIND + ")"))
        url = url[:closed]
    while (entity := _ENTITY.search(url)) or url.endswith(tuple(_BEHIND)):
        url = url[: entity.start()] if entity else url[:-1]
    if url == written and after.startswith(("{:", "[")):
        known = False
    return url, known


def _unbalanced(url: str) -> int:
    """Give the place of the first `)` that closes nothing in an address; 0 where there is none."""
    depth = 0
    for place, character in enumerate(url):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return place
    return 0


def _repair(body: Markdown, view: View, at: int, written: str, *, known: bool) -> Repair:
    start, end = view.at(at), view.end(at + len(written))
    url = ESCAPED.sub(r"\1", written)
    shown = url if len(url) <= 60 else f"{url[:59]}…"
    line = line_number(body.source, start)
    if not known:
        reason = f"The address `{shown}` is not a link, and where it ends cannot be known: put it in `<…>`."
        return Repair(Finding(start, end, line, reason))
    kind, new = (
        ("autolink", f"<{url}>")
        if url.startswith("http")
        else ("link", escape.link(escape.inline(url), url))
    )
    reason = f"The address `{shown}` is not a link: kramdown wants it in `<…>`."
    return Repair(
        Finding(start, end, line, reason, (Edit(start, end, new),)), (link_fact(kind, start, url),)
    )
