r"""Messages for Discord, in its Markdown: at most 2,000 characters each.

`[words](<address>)` is a link without a preview below it; `\` escapes what would format
(https://support.discord.com/hc/en-us/articles/210298617).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from postgen.outlets import cutting
from postgen.outlets.chat import Chat
from postgen.outlets.cutting import Piece, Size
from postgen.outlets.post import Exported
from postgen.outlets.service import JOINER, SEPARATOR
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from postgen.outlets.post import Post

NAME = "discord"
SUFFIX = ".md"

LIMIT = Size(2000)

_CALLS = Lazy(r"@(?=everyone|here|[!&]?\d)")
_FORMATS = Lazy(r"[\\`*_~|<>\[\]#]")
_UNSAFE = Lazy(r"[()<>\\ ]")


class Discord(Chat):
    """Links as `[words](<https://example.org/>)`, headings in bold."""

    limit = LIMIT
    bullet = "- "

    def quiet(self, words: str) -> str:
        """Return words that call nobody, as `@everyone` does even within a word, and `<@&12>`."""
        quiet = super().quiet(words)
        return _CALLS.sub("@" + JOINER, quiet)

    def escape(self, text: str) -> str:
        """Escape what formats text."""
        return _FORMATS.sub(r"\\\g<0>", text)

    def sign(self, prefix: str) -> list[Piece]:
        """Return the sign of an item or a quotation, which formats it."""
        return cutting.pieces(prefix, self.measure)

    def escape_url(self, url: str) -> str:
        """Return an address without what would end it."""
        return _UNSAFE.sub(lambda found: quote(found[0], safe=""), url)

    def named(self, words: str, url: str) -> str:
        """Return a link of words."""
        return f"[{words}](<{url}>)"

    def heading(self, words: list[Piece]) -> list[Piece]:
        """Return words in bold."""
        stars = Piece("**", Size(2))
        return [stars._replace(sticks=True), *words, stars] if words else []


def export(post: Post) -> Exported:
    """Return the messages of a post, with a line between them."""
    service = Discord()
    messages = service.messages(post)
    text = SEPARATOR.join(messages) + "\n"
    return Exported(text, (*post.problems, *service.problems))
