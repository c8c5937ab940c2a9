"""The bare HTML of a post's text, with absolute addresses, for any other program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.outlets import elements
from postgen.outlets.post import Exported

if TYPE_CHECKING:
    from postgen.outlets.post import Post

NAME = "html"
SUFFIX = ".html"


def export(post: Post) -> Exported:
    """Return the HTML of a post's text: what Jekyll puts into `content`."""
    post = post.with_highlights()
    html = elements.serialize(post.tree())
    return Exported(html.rstrip("\n") + "\n", post.problems)
