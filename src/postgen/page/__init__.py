"""What a fetched page says of itself: pure, from bytes to a `Page`; and a title for what was not fetched.

The way of a page: `reader` asks `charset` for text, `head` (on `markup`) and `jsonld` for what the tags say, `pdf`
for what is no HTML, `refusals` whether it is a page at all, `titles` for one plain line without the site's name.
`slugs` makes a title from a URL; `sites` knows who describes a page better than the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgen.page.slugs import title_from_url

if TYPE_CHECKING:
    from postgen.page.metadata import Page, enough, read, read_oembed, refresh_target

__all__ = ["Page", "enough", "read", "read_oembed", "refresh_target", "title_from_url"]


def __getattr__(name: str) -> Any:
    """Load the reader when first asked for: most commands need no more than a title for a URL."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from postgen.page import metadata

    return getattr(metadata, name)
