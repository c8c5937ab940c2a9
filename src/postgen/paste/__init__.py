"""Text that was pasted, from a mail, a page or a document, as the body of a post.

The page shows the words of the text, and these alone: all but lists, headings, quotes, code and
addresses is escaped. What is not certain is pointed out, never guessed. Text that is Markdown
already stays as it is.
"""

from __future__ import annotations

from postgen.paste.post import PastedText, read

__all__ = ["PastedText", "read"]
