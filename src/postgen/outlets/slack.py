"""Messages for Slack, in its own markup (https://docs.slack.dev/messaging/formatting-message-text).

A message may have 40,000 characters and should have no more than 4,000; `&`, `<` and `>` are
escaped. There is no escape for `*`, `_`, `~` and a backtick: words that hold them stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from postgen.outlets.chat import Chat
from postgen.outlets.cutting import Piece, Size
from postgen.outlets.post import Exported
from postgen.outlets.service import SEPARATOR

if TYPE_CHECKING:
    from postgen.outlets.post import Post

NAME = "slack"
SUFFIX = ".txt"

LIMIT = Size(4000)

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


class Slack(Chat):
    """Links as `<https://example.org/|words>`, headings in bold."""

    limit = LIMIT
    bullet = "• "

    def escape(self, text: str) -> str:
        """Escape the three characters that begin something in Slack."""
        return text.translate(_ENTITIES)

    def escape_url(self, url: str) -> str:
        """Return an address without what would end it."""
        return "".join(quote(each) if each in "|<> " else each for each in url).replace(
            "&", "&amp;"
        )

    def named(self, words: str, url: str) -> str:
        """Return a link of words."""
        return f"<{url}|{words}>"

    def heading(self, words: list[Piece]) -> list[Piece]:
        """Return words in bold."""
        star = Piece("*", Size(1))
        return [star._replace(sticks=True), *words, star] if words else []


def export(post: Post) -> Exported:
    """Return the messages of a post, with a line between them."""
    service = Slack()
    messages = service.messages(post)
    text = SEPARATOR.join(messages) + "\n"
    return Exported(text, (*post.problems, *service.problems))
