"""Sites that have a better way to say what a page is called than the page itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

# oEmbed endpoints (https://oembed.com, providers.json): the addresses that each speaks for.
OEMBED = {
    "https://www.youtube.com/oembed": (
        r"(?:(?:www|m|music)\.)?youtube\.com/(?:watch\?(?:.*&)?v=|playlist\?(?:.*&)?list=|shorts/|live/|embed/|v/).+"
        r"|(?:www\.)?youtube-nocookie\.com/embed/.+"
        r"|youtu\.be/.+"
    ),
    "https://vimeo.com/api/oembed.json": (
        r"(?:www\.)?vimeo\.com/(?:\d+|channels/[\w-]+/\d+|groups/[\w-]+/videos/\d+|showcase/.+/video/\d+)(?:[/?].*)?"
        r"|player\.vimeo\.com/video/\d+.*"
    ),
}
_ARXIV_PAPER = (
    r"/(?:pdf|ps|html|format|e-print|src)/((?:[a-z-]+(?:\.[A-Z]{2})?/)?[\d.]+(?:v\d+)?)(?:\.pdf)?/?"
)


def described_at(url: str) -> str:
    """Return the address of the page that describes what stands at `url`: arXiv's abstract for a paper's PDF."""
    parts = urlsplit(url)
    found = re.fullmatch(_ARXIV_PAPER, parts.path)
    if parts.hostname in {"arxiv.org", "www.arxiv.org", "export.arxiv.org"} and found:
        return f"{parts.scheme}://{parts.netloc}/abs/{found[1]}"
    return url


def oembed_address(url: str, endpoints: Mapping[str, str] | None = None) -> str:
    """Return where oEmbed describes a video, "" where it does not.

    `endpoints` puts other addresses in the place of those of `OEMBED`, for tests and mirrors.
    """
    parts = urlsplit(url)
    rest = f"{parts.hostname}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    for endpoint, pattern in OEMBED.items():
        if re.fullmatch(pattern, rest):
            return (
                f"{(endpoints or {}).get(endpoint, endpoint)}?url={quote(url, safe='')}&format=json"
            )
    return ""
