"""Providers that describe a page better than the page itself: oEmbed, and arXiv's abstracts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

# oEmbed endpoints (https://oembed.com, providers.json), each with the addresses that it describes.
OEMBED = {
    "https://www.youtube.com/oembed": (
        r"(?:(?:www|m|music)\.)?youtube\.com/"
        r"(?:watch\?(?:.*&)?v=|playlist\?(?:.*&)?list=|shorts/|live/|embed/|v/).+"
        r"|(?:www\.)?youtube-nocookie\.com/embed/.+"
        r"|youtu\.be/.+"
    ),
    "https://vimeo.com/api/oembed.json": (
        r"(?:www\.)?vimeo\.com/"
        r"(?:\d+|channels/[\w-]+/\d+|groups/[\w-]+/videos/\d+|showcase/.+/video/\d+)(?:[/?].*)?"
        r"|player\.vimeo\.com/video/\d+.*"
    ),
}

_VIDEO_HOSTS = ("youtu", "vimeo")
"""What the hosts of `OEMBED` contain: a look at these spares most addresses the patterns."""

_ARXIV_HOSTS = frozenset({"arxiv.org", "www.arxiv.org", "export.arxiv.org"})
# The files of a paper: `/pdf/1706.03762v5.pdf`, `/html/1706.03762`, `/ps/math.AG/0601001`.
_ARXIV_FILE = (
    r"/(?:pdf|ps|html|format|e-print|src)"
    r"/((?:[a-z-]+(?:\.[A-Z]{2})?/)?[\d.]+(?:v\d+)?)(?:\.pdf)?/?"
)


def description_address(url: str) -> str:
    """Return the address that describes a URL: for a PDF on arXiv its abstract, else the URL."""
    parts = urlsplit(url)
    paper = re.fullmatch(_ARXIV_FILE, parts.path) if parts.hostname in _ARXIV_HOSTS else None
    if paper:
        return f"{parts.scheme}://{parts.netloc}/abs/{paper[1]}"
    return url


def oembed_address(url: str, endpoints: Mapping[str, str] | None = None) -> str:
    """Return the address at which oEmbed describes a video, "" for any other page.

    `endpoints` maps endpoints of `OEMBED` to those to use in their place, for tests and mirrors.
    """
    parts = urlsplit(url)
    if not any(name in (parts.hostname or "") for name in _VIDEO_HOSTS):
        return ""
    query = f"?{parts.query}" if parts.query else ""
    address = f"{parts.hostname}{parts.path}{query}"
    for endpoint, pattern in OEMBED.items():
        if re.fullmatch(pattern, address):
            used = (endpoints or {}).get(endpoint, endpoint)
            return f"{used}?url={quote(url, safe='')}&format=json"
    return ""
