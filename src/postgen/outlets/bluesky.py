"""A thread for Bluesky: at most 300 graphemes and 3,000 bytes a post, links by facets.

The limits are those of the lexicon `app.bsky.feed.post` (`maxGraphemes`, `maxLength`); facets have
places in bytes (`app.bsky.richtext.facet#byteSlice`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.outlets import graphemes
from postgen.outlets.cutting import Piece, Size
from postgen.outlets.passages import Run
from postgen.outlets.post import Exported
from postgen.outlets.service import is_address, shown_address
from postgen.outlets.thread import Thread, to_json, to_text

if TYPE_CHECKING:
    from postgen.outlets.post import Post

NAME = "bluesky"
SUFFIX = ".json"

LIMIT = Size(300, 3000)
_ASCII = Size(1, 1)


class Bluesky(Thread):
    """Words are links by themselves; addresses need not be shown."""

    limit = LIMIT

    def measure(self, text: str) -> Size:
        """Return the graphemes and the bytes of a cluster."""
        if len(text) == 1 and text.isascii():
            return _ASCII
        return Size(graphemes.count(text), len(text.encode()))

    def link(self, run: Run, *, is_alone: bool) -> list[Piece]:  # noqa: ARG002
        """Return the words of a link."""
        words = shown_address(run.url) if is_address(run.text, run.url) else run.text
        return self.text(words, run.url, self.number())

    def address(self, url: str) -> list[Piece]:
        """Return an address as its own words."""
        return self.link(Run(url, url), is_alone=True)


def export(post: Post) -> Exported:
    """Return the thread of a post as JSON, and for a person to read."""
    service = Bluesky()
    thread = service.thread(post)
    readable = to_text(thread, with_links=True)
    return Exported(to_json(thread), (*post.problems, *service.problems), readable)
