"""Read the metadata of a page or feed, from bytes to a `Page`; make a title for a URL. Pure.

`metadata` reads a page: it asks `charset` for the text, `html_head` (with `html_tokens`) and
`jsonld` for what its tags say, `pdf` for what is not HTML, `interstitials` whether it is the page
that was linked at all, and `titles` for the best of its titles, which `site_names` frees from the
name of the site and `one_line` from all that is invisible. `titles_from_urls` makes a title for a
URL. `providers` knows what describes a page better than the page itself. `feeds` reads RSS, Atom
and JSON Feed: `feed_text` decodes the bytes, `feed_xml` makes broken XML well-formed within bounds,
`json_feed` reads the other kind, `feed_html` the HTML in both, and `feed_entry` is what comes out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgen.page.model import Page
from postgen.page.titles_from_urls import title_from_url

if TYPE_CHECKING:
    from postgen.page.metadata import enough, read, read_oembed, refresh_target

__all__ = ["Page", "enough", "read", "read_oembed", "refresh_target", "title_from_url"]


def __getattr__(name: str) -> Any:
    """Import `metadata` when it is first needed: most commands need only a title for a URL."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from postgen.page import metadata

    return getattr(metadata, name)
