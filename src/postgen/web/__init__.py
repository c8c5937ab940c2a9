"""Fetch pages and feeds, many at once, within limits that hold.

`fetch_pages` leads from a URL to the page's metadata, by `cache` (pages read before) and, for what
is not fresh there, by `visit`, which is loaded then. That uses `network` (the connections within
`limits`, and all that is known of httpx), `private` (addresses where no stranger leads us) and
`pool` (many jobs at once, a few a host).
`download` gets bytes of any kind.
"""

from __future__ import annotations

from postgen.page.model import Page
from postgen.web.fetch_pages import fetch, fetch_all
from postgen.web.limits import OFFLINE, USER_AGENT, FetchLimits

__all__ = ["OFFLINE", "USER_AGENT", "FetchLimits", "Page", "fetch", "fetch_all"]
