"""Keys of a front matter that lead to another site: `link: https://example.org/a`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple
from postgen.urls.bare import is_web_address

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = (
    "link", "linkurl", "linked", "linkedurl", "external", "externalurl", "externallink", "outlink",
    "linkto", "linksto", "bookmark", "bookmarkof", "targeturl", "sourceurl", "sourcelink", "source",
)  # fmt: skip
"""The names of keys of a post's link, as `name_of` returns them; `source` may be in any post."""

VIA = ("via", "viaurl", "vialink", "hattip", "ht", "foundvia")
"""The names of keys of where a link was found."""

_LINE = Lazy(
    r"^(?P<key>[\w-]+)[ \t]*:[ \t]*(?P<quote>[\"']?)(?P<url>[^\s\"']*//[^\s\"']+)"
    r"(?P=quote)[ \t]*(?:[ \t]#.*)?\r?$"
)


class KeyedLink(NamedTuple):
    """A link in a front matter: its key, its address, and where that starts and ends."""

    key: str
    url: str
    start: int
    end: int

    @property
    def is_via(self) -> bool:
        """Whether it is where the post's link was found."""
        return name_of(self.key) in VIA


def name_of(key: str) -> str:
    """Return the name of a key as it is compared: `externalurl` for `external-URL`."""
    return key.lower().replace("_", "").replace("-", "")


def links_in(text: str, end: int) -> Iterator[KeyedLink]:
    """Yield the links that keys name in the front matter, which ends at `end` of a text."""
    position = 0
    while position < end:
        stop = text.find("\n", position, end)
        stop = end if stop < 0 else stop
        found = _LINE.match(text[position:stop])
        if found and name_of(found["key"]) in {*NAMES, *VIA}:
            url = found["url"]
            if is_web_address(f"https:{url}" if url.startswith("//") else url):
                start = position + found.start("url")
                yield KeyedLink(found["key"], url, start, start + len(url))
        position = stop + 1
