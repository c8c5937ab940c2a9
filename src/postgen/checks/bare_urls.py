"""Addresses that are written down in running text: kramdown links only those in angle brackets."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from postgen.checks.check import Check, Proposal
from postgen.checks.verify_fixes import link_fact
from postgen.markdown import escape
from postgen.markdown.source_map import OPAQUE
from postgen.markdown.targets import ESCAPED
from postgen.model import Finding
from postgen.text.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.checks.check import Subject
    from postgen.markdown import Markdown
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span
    from postgen.markdown.tree import Block

CODE = "LNK01"

# Punctuation of all scripts that is not part of an address.
_PUNCTUATION = (
    "\u00a0\u00ab\u00bb\u060c\u061b\u061f\u06d4\u0964\u2000-\u200d\u2010-\u202f\u2039\u203a"
    "\u205f\u3000-\u3004"
    "\u3008-\u3020\u3030\ufe30-\ufe4f\ufeff\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
# An address, with the backslashes that Markdown may have in it: `https://e.org/a\_b`.
_ADDRESS = re.compile(
    rf"https?://(?:[^\s<>\"`|\\^{{}}\[\]{OPAQUE}{_PUNCTUATION}]|\\[_*~#.()!+&=-])+", re.IGNORECASE
)
_HOST = re.compile(r"https?://[\w%.-]*\w", re.IGNORECASE)

# Scripts whose words follow an address without a space: where it ends cannot be known.
_WITHOUT_SPACES = (
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

_BEFORE = frozenset(" \t\n([\"':,;>*_~")
# Punctuation at the end of an address that is not part of it.
_BEHIND = ".,;:!?'*_~\\"
_ENTITY = re.compile(r"&[A-Za-z0-9]+;\Z")

# A line of the list of references, `[1] `, or one that was intended as a definition, `\[1\]:`: they
# have other rules.
_REFERENCE = re.compile(r"^[ \t]*\\?\[\\?\[?\^?[^\]\n]+\\?\]:|^[ \t]*\[\d+\]", re.MULTILINE)
# The citation behind an address that is its words: `https://e.org/a[2]`.
_CITATION = re.compile(r"\[(?:\^?\d+\\?\]|\\\[\d)")
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
        if "://" in view.text:
            yield from _in_leaf(body, view)


def written(text: str) -> Iterator[tuple[int, str]]:
    """Find the addresses in words that are not Markdown yet, each with its place.

    Those of which it is not certain where they end are left out.
    """
    for found in _ADDRESS.finditer(text):
        place, end = found.span()
        url, is_known = _trimmed(found[0], text[place - 1 : place], text[end : end + 9])
        is_address = is_known and "\\" not in url and _HOST.match(url)
        if is_address and _may_begin(text, place):
            yield place, url


def _leaves(blocks: Iterable[Block]) -> Iterator[View]:
    for block in blocks:
        if block.kind in _LEAVES and block.view:
            yield block.view
        elif block.kind not in {"html", "table"}:
            yield from _leaves(block.inside())


def _in_leaf(body: Markdown, view: View) -> Iterator[Proposal]:
    reference = _REFERENCE.search(view.text)
    limit = reference.start() if reference else len(view.text)
    spans = body.spans(view)
    opaque = list(_opaque(spans))
    every = [each for span in spans for each in span.walk()]
    marks = [place for each in every for place in (each.start, each.end)]
    closings = {each.inner_end for each in every}
    for found in _ADDRESS.finditer(view.text, 0, limit):
        start, end = found.span()
        if any(a <= start < b for a, b in opaque):
            continue
        if not _may_begin(view.text, start) or _has_pipe(view.text, start):
            continue
        # In `**https://e.org/a**` the address ends where the emphasis does; in `https://e.org/*a*b`
        # nobody knows.
        inner = min((place for place in marks if start < place < end), default=end)
        before, behind = view.text[start - 1 : start], view.text[inner : inner + 9]
        url, is_known = _trimmed(view.text[start:inner], before, behind)
        is_known = is_known and (inner == end or inner in closings)
        url_end = start + len(url)
        if _CITATION.match(view.text, url_end):  # the address is the words of a citation
            continue
        if body.source[view.at(start) : view.end(url_end)] != url:  # a tag of Liquid is in it
            continue
        touches_liquid = OPAQUE in view.text[max(0, start - 1) : end + 1]
        if _HOST.match(url) and not touches_liquid:
            yield _proposal(view, start, url, is_known=is_known)


def _opaque(spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    for span in spans:
        if span.kind in _OPAQUE_SPANS:
            yield span.start, span.end
        else:
            yield from _opaque(span.children)


def _may_begin(text: str, place: int) -> bool:
    """Whether an address may begin here: not within a word, or an attribute (`x="https://…"`)."""
    last = text[place - 1 : place]
    if not last or last in _BEFORE:
        return text[place - 2 : place] != '="'
    if last.isascii():
        return False
    return not last.isalpha() or _is_written_without_spaces(last)


def _has_pipe(text: str, place: int) -> bool:
    """Whether the line holds a pipe: it may be a table's row, perhaps only after an edit."""
    end = text.find("\n", place)
    line = text[text.rfind("\n", 0, place) + 1 : end if end >= 0 else len(text)]
    return "|" in line


def _is_written_without_spaces(character: str) -> bool:
    if character.isascii():
        return False
    return unicodedata.name(character, "").startswith(_WITHOUT_SPACES)


def _trimmed(address: str, before: str, behind: str) -> tuple[str, bool]:
    """Cut off the punctuation at the end of an address; return it, and whether its end is known.

    `before` is the character before it, `behind` are some behind it.
    """
    url, is_known = address, True
    for place, character in enumerate(address):
        if not character.isascii() and unicodedata.category(character)[0] not in "LMN":
            url = address[:place]
            break
        is_known = is_known and not _is_written_without_spaces(character)
    closing = _unbalanced(url)
    if closing:
        # `(https://e.org/a)` and `https://e.org/a).` end there; `https://e.org/a)b` may go on.
        is_known = is_known and (before == "(" or not url[closing:].strip(_BEHIND + ")"))
        url = url[:closing]
    url = _without_punctuation(url)
    # `https://e.org/a{:.x}` and `https://e.org/a[x]`: what follows may be part of it.
    if url == address and behind.startswith(("{:", "[")):
        is_known = False
    return url, is_known


def _without_punctuation(url: str) -> str:
    """Cut off punctuation and entities at the end, as in `https://e.org/a&quot;.`."""
    while True:
        entity = _ENTITY.search(url)
        if entity:
            url = url[: entity.start()]
        elif url.endswith(tuple(_BEHIND)):
            url = url[:-1]
        else:
            return url


def _unbalanced(url: str) -> int:
    """Return the place of the first `)` that closes nothing in an address, or else 0."""
    depth = 0
    for place, character in enumerate(url):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return place
    return 0


def _proposal(view: View, at: int, address: str, *, is_known: bool) -> Proposal:
    start, end = view.at(at), view.end(at + len(address))
    url = ESCAPED.sub(r"\1", address)
    shown = url if len(url) <= _MAX_SHOWN else f"{url[: _MAX_SHOWN - 1]}…"
    if not is_known:
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
