"""Where a post is discussed: an address in its front matter, under the key of the site's posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.commands.known_links import clean_url
from postgen.commands.set_keys import SetRequest
from postgen.commands.vocabulary import front_of
from postgen.jekyll import frontmatter
from postgen.page.titles_from_urls import host_of
from postgen.urls.bare import is_web_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from postgen.commands.lookup import SiteFile
    from postgen.site import Site

KEY = "discuss"
"""The key where no earlier post has one."""

HISTORY = 100
"""How many of the newest posts are read."""

_ANYWHERE = {
    "discuss", "discussed", "discussion", "discussions", "comment", "comments", "thread", "forum",
}  # fmt: skip
"""The names of such keys, without `_url` or `-link` at their end."""

_KEYS = _ANYWHERE | {
    "hn", "hackernews", "lobsters", "reddit", "mastodon", "fediverse", "toot", "bluesky", "tweet",
}  # fmt: skip
"""The same, and the keys for one place of discussion."""


class Place(NamedTuple):
    """A key that holds such an address: in a list of them, or alone."""

    key: str
    url: str
    is_list: bool = False


def request_for(site: Site, file: SiteFile, url: str) -> SetRequest:
    """Return the request that puts the address of a discussion into a file.

    Raises `UsageError` for what is not a web address.
    """
    address = clean_url(url)
    place = _place(site, address, file)
    pair = (place.key, address)
    return SetRequest(added=(pair,)) if place.is_list else SetRequest(dict([pair]))


def _place(site: Site, url: str, file: SiteFile) -> Place:
    """Return where an address goes.

    That is where the file itself or a post has one of its host, else where they have one of any.
    """
    own = list(_places(file.front))
    posts = sorted(site.posts(), key=lambda path: path.name, reverse=True)[:HISTORY]
    known = [*own, *(place for path in posts for place in _places(_values_of(path)))]
    wanted = host_of(url)
    same_host = (place for place in known if host_of(place.url) == wanted)
    of_any = (place for place in known if _name(place.key.partition(".")[0]) in _ANYWHERE)
    return next(same_host, None) or next(of_any, Place(KEY, ""))


def _values_of(path: Path) -> dict[str, Any]:
    try:
        return frontmatter.load(front_of(path))
    except frontmatter.YamlError:
        return {}


def _places(front: Mapping[str, Any]) -> Iterator[Place]:
    """Yield the addresses of discussions in a front matter: alone, in a list, in a map."""
    for key, value in front.items():
        if _name(key) not in _KEYS:
            continue
        if isinstance(value, dict):
            named = {f"{key}.{name}": each for name, each in value.items()}
            yield from (Place(name, each) for name, each in named.items() if _is_url(each))
        elif isinstance(value, list):
            yield from (Place(key, each, is_list=True) for each in value if _is_url(each))
        elif _is_url(value):
            yield Place(key, value)


def _name(key: str) -> str:
    name = key.lower().replace("-", "_")
    for ending in ("_url", "_link", "_thread"):
        name = name.removesuffix(ending)
    return name.replace("_", "")


def _is_url(value: object) -> bool:
    return isinstance(value, str) and is_web_address(value)
