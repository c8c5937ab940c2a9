"""What checks may know of a text's file, and of the site around it. `commands/check` fills it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from postgen.jekyll.settings import Settings


class PublishedLink(NamedTuple):
    """A link in a post: the post's file, what people call it (`issue #12`), and its number.

    The number is 0 where the post does not number its links.
    """

    path: str
    name: str
    number: int


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
    have a page. `addresses` leads from an address of the site, such as `/2026/11/21/a.html`, to the
    files that have it: several are a fault. `folders_of_others` are the beginnings of addresses
    under which a theme, a plugin or `_data` may write pages that nobody can see in the files;
    "/" is everything.

    `ids_of` returns the ids on the page of a file, None where that cannot be known.
    `published_links` returns where the address of a link was published, by its canonical form.
    `others_like` returns the posts of a post's own kind (its series, else its folder) without it,
    the newest first.
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
    published_links: Callable[[str], Sequence[PublishedLink]]
    others_like: Callable[[str], Sequence[SiteFile]]
