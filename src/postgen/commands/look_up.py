"""The titles of pages as the web has them, for callers without a progress bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.commands.add_links import LookedUp

if TYPE_CHECKING:
    from collections.abc import Mapping


def look_up(urls: list[str]) -> Mapping[str, LookedUp]:
    """Fetch pages; return what is found of each by its address."""
    from postgen import web

    return {page.url: LookedUp(page.title, page.description) for page in web.fetch_all(urls)}
