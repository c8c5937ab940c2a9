"""What checks may know of a text's file, and of the site around it.

`commands/site_facts` fills it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from postgen.jekyll.settings import Settings


class PublishedLink(NamedTuple):
    """A link in a post: the post's file, what people call it (`issue #12`), and its number.

    The number is 0 where the post does not number its links. `line` is the line of the link.
    """

    path: str
    name: str
    number: int
    line: str = ""


class SiteFile(NamedTuple):
    """A file that has a page.

    `path` is its place in the site, with slashes; `kind` is posts, drafts, pages or the label of
    another collection; `front` its front matter over the site's defaults, {} where that cannot be
    read; `moment` its date in the site's zone, None for none that can be read; `url` its address
    ("" for none); `is_public` whether readers see it today.
    """

    path: str
    kind: str = "posts"
    front: Mapping[str, Any] = {}
    moment: datetime | None = None
    url: str = ""
    is_public: bool = True


class SiteFacts(NamedTuple):
    """What is known of a site.

    `files` has the places of all files that Jekyll reads or copies, and `pages` those of them that
    have a page; of the files that are checked, those without one, too. `addresses` leads from each
    file of the built site, such as `/2026/11/21/a/index.html`, to the files that it is made of:
    several are a fault, if they are public. Those of pages that are not public yet are there too,
    and those that a plugin may write for a page, as for `redirect_from:`, with no file. Ask `at`
    for the files at an address. `folders_of_others` are the beginnings of addresses under which a
    theme, a plugin or a server may have pages that nobody can see in the files; "/" is everything.

    `ids_of` returns the ids on the page of a file, None where that cannot be known. `others_like`
    returns posts of a post's own kind (of its folder, layout and language, numbered as issues or
    not), the nearest in time, the newest first; `keys_of` the keys of a file's own front matter.
    `published_links` returns where a URL of a post, whose path comes first, was published in the
    earlier posts of its kind, the newest first; the last number is how many of these count.
    `has_https` says whether the posts of the site link a host by `https:`, and `templates_have`
    whether a word is in its layouts and includes.
    `gems` are the plugins that Jekyll loads, and `includes` the names of the files that a text can
    include; both are None where there may be others, of a theme or in `_plugins`.
    """

    config: Mapping[str, Any]
    settings: Settings
    zone: tzinfo | None
    now: datetime
    files: frozenset[str]
    pages: Mapping[str, SiteFile]
    addresses: Mapping[str, Sequence[str]]
    folders_of_others: tuple[str, ...]
    ids_of: Callable[[str], frozenset[str] | None]
    published_links: Callable[[str, str, int], Sequence[PublishedLink]]
    others_like: Callable[[str], Sequence[SiteFile]]
    keys_of: Callable[[str], frozenset[str]]
    has_https: Callable[[str], bool]
    templates_have: Callable[[str], bool]
    gems: frozenset[str] | None = None
    includes: frozenset[str] | None = None

    def at(self, address: str) -> Sequence[str]:
        """Return the files at an address of the site, such as `/a/`, `/a`, `/a.html?b#c`.

        It begins with a slash, and is without `baseurl:`.
        """
        found = (self.addresses.get(built) for built in _built_files(address))
        return next(filter(None, found), ())

    def is_missing(self, address: str) -> bool:
        """Whether there is certainly nothing at an address of the site, now or later."""
        if address.startswith(self.folders_of_others):
            return False
        return not any(built in self.addresses for built in _built_files(address))


def _built_files(address: str) -> list[str]:
    """Return the files that a server may send for an address: of `/a`, `/a.html`, too."""
    path = unquote(address.partition("#")[0].partition("?")[0])
    if path.endswith("/"):
        return [f"{path}index.html"]
    return [path, f"{path}.html", f"{path}/index.html"]
