"""Fetch pages and feeds, many at once, within limits that hold.

`fetch_pages` leads from a URL to the page's metadata; it uses `network` (the connections, and all
that is known of httpx), `private` (addresses where no stranger leads us), `pool` (many jobs at
once, a few a host) and `cache` (pages read before).
`download` gets bytes of any kind.
"""

from __future__ import annotations

from postgen.page.metadata import Page
from postgen.web.fetch_pages import fetch, fetch_all
from postgen.web.network import OFFLINE, USER_AGENT, FetchLimits

__all__ = ["OFFLINE", "USER_AGENT", "FetchLimits", "Page", "fetch", "fetch_all"]
