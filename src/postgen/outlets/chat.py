"""Messages for chats, which have a Markdown of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.outlets import cutting, graphemes
from postgen.outlets.cutting import ITEM_BREAK, ROW_BREAK, Piece, Size, break_piece
from postgen.outlets.items import items
from postgen.outlets.passages import Run
from postgen.outlets.post import Problem
from postgen.outlets.service import Service, is_address, text_of, without_addresses

if TYPE_CHECKING:
    from postgen.outlets.post import Post


class Chat(Service):
    """A service that has Markdown of its own: all items in as few messages as they need."""

    def measure(self, text: str) -> Size:
        """Return the length of a text as JavaScript counts it, which is never too little."""
        return Size(graphemes.utf16_units(text))

    def messages(self, post: Post) -> list[str]:
        """Return the messages, cut between items; the first begins with title and excerpt."""
        found = self.heading(self.title(post))
        if post.excerpt:
            found += [break_piece("\n\n", self.measure), *self.text(post.excerpt)]
        follows_row = False
        for item in items(post):
            is_row = len(item.passages) == 1 and item.passages[0].kind == "item"
            is_next_row = follows_row and is_row and not item.headings
            between = ROW_BREAK if is_next_row else ITEM_BREAK
            found += [break_piece(between, self.measure), *self.pieces(item)]
            follows_row = is_row
        return [text_of(each) for each in cutting.cut(found, self.limit)]

    def title(self, post: Post) -> list[Piece]:
        """Return the title of a post, which leads to its page."""
        return self.link(Run(post.title, post.url), is_alone=True) if post.url else []

    def link(self, run: Run, *, is_alone: bool) -> list[Piece]:  # noqa: ARG002
        """Return a link, which is never cut; words that are too long stand before the address."""
        url = self.escape_url(run.url)
        if is_address(run.text, run.url):
            whole = self.bare(url)
        else:
            words = " ".join(without_addresses(run.text).split())
            whole = self.named(self.escape(self.quiet(words)), url)
        if 2 * self.measure(whole).characters <= self.limit.characters:
            return [Piece(whole, self.measure(whole))]
        address = self.bare(url)
        size = self.measure(address)
        if not size.fits(self.limit):
            problem = {"url": run.url, "length": len(run.url), "limit": self.limit.characters}
            self.problems.append(Problem("address-too-long", problem))
            return self.text(run.text)
        blank = Piece(" ", Size(1), sticks=True)
        return [*self.text(run.text), blank, Piece(address, size)]

    def escape_url(self, url: str) -> str:
        """Return an address as it stands in a link."""
        raise NotImplementedError

    def bare(self, url: str) -> str:
        """Return a link that shows its address."""
        return f"<{url}>"

    def named(self, words: str, url: str) -> str:
        """Return a link of words, which are escaped already."""
        raise NotImplementedError
