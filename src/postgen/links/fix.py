"""New addresses in the place of old ones, everything else byte for byte. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from postgen.links import find
from postgen.text.edits import Edit, apply

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postgen.links.find import OutsideLink

_SAFE = ":/?#[]@!$&*+,;=%-._~"
"""What may stand in an address wherever it is written; brackets and quotes end some."""


def replace(
    text: str, links: Sequence[OutsideLink], new: Mapping[str, str], *, is_markdown: bool = True
) -> tuple[str, list[OutsideLink]]:
    """Return a text with new addresses, and the links that have them.

    `links` are those of the text, `new` has the new addresses by the old ones. Each edit is
    verified: read again, the text has the same links but for these. One that does not pass is left
    out.
    """
    edits = {}
    for place, link in enumerate(links):
        target = new.get(link.url)
        edit = _edit(text, link, target) if target and target != link.url else None
        if edit:
            edits[place] = edit
    if _is_as_intended(text, links, edits, is_markdown=is_markdown):
        passed = edits
    else:
        passed = {
            place: edit
            for place, edit in edits.items()
            if _is_as_intended(text, links, {place: edit}, is_markdown=is_markdown)
        }
        if not _is_as_intended(text, links, passed, is_markdown=is_markdown):
            return text, []
    return apply(text, passed.values()), [links[place] for place in passed]


def _edit(text: str, link: OutsideLink, target: str) -> Edit | None:
    """Return the edit of one address, or None where it is not written as it reads."""
    written = link.url if link.url in text[link.start : link.end] else ""
    for form in (link.url.replace("&", "&amp;"), link.url.partition(":")[2]):
        written = written or (form if form in text[link.start : link.end] else "")
    if not written:
        return None
    start = text.index(written, link.start, link.end)
    target = quote(target, safe=_SAFE)
    if written != link.url and "&amp;" in written:
        target = target.replace("&", "&amp;")
    return Edit(start, start + len(written), target)


def _is_as_intended(
    text: str, links: Sequence[OutsideLink], edits: Mapping[int, Edit], *, is_markdown: bool
) -> bool:
    """Whether a text has, after edits, the same links as before but for those that were edited."""
    if not edits:
        return True
    after = find.read(apply(text, edits.values()), is_markdown=is_markdown).links
    expected = [link.url for link in links]
    for place, edit in edits.items():
        expected[place] = edit.new.replace("&amp;", "&")
    return [link.url.replace("&amp;", "&") for link in after] == expected
