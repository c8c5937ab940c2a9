"""Links to pages and files, and images, that the site does not have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from postgen.checks.check import Check
from postgen.checks.site_addresses import address_of, addresses_in, is_missing
from postgen.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.checks.site_facts import SiteFacts

PAGE, IMAGE = "LNK07", "IMG01"

_SHOWN = 60
"""How many characters of an address a message shows."""
_SCRIPTS = re.compile(r"\.(?:js|mjs|css|map|scss)(?:[?#]|\Z)")
"""What a program may make that runs before Jekyll."""


_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HOST = re.compile(
    r"(?:www\.[\w-]+|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|edu|gov|co\.uk|de|fr))(?:/|\Z)"
)


def find_pages(subject: Subject) -> Iterator[Finding]:
    """Find links to pages and files of the site that are not there."""
    yield from _missing(subject, "link")


def find_images(subject: Subject) -> Iterator[Finding]:
    """Find images of the site that are not there."""
    yield from _missing(subject, "image")


def _missing(subject: Subject, kind: str) -> Iterator[Finding]:
    site = subject.site
    if site is None:
        return
    for each in addresses_in(subject):
        if each.kind != kind or (each.url[:4] == "http" and not _is_at_home(site, each.url)):
            continue
        address = address_of(subject, each.url)
        if not address or _SCRIPTS.search(address):
            continue
        if is_missing(site, address, is_image=kind == "image"):
            code = IMAGE if kind == "image" else PAGE
            message = _intended(each.url) or _message(site, address, kind)
            yield Finding(code, each.start, each.end, message)


def _is_at_home(site: SiteFacts, url: str) -> bool:
    home = str(site.config.get("url") or "")
    return bool(home) and url.startswith(home)


def _intended(url: str) -> str:
    """Return what is missing before an address of another site, or of a person; "" for nothing."""
    if _MAIL.fullmatch(url):
        return f"`{url}` is read as a page of this site: `mailto:` is missing before it."
    if _HOST.match(url):
        return f"`{url}` is read as a page of this site: `https://` is missing before it."
    return ""


def _message(site: SiteFacts, address: str, kind: str) -> str:
    path = unquote(address.partition("#")[0].partition("?")[0])
    shown = path if len(path) <= _SHOWN else f"…{path[1 - _SHOWN :]}"
    what = "image" if kind == "image" else "page or file"
    message = f"There is no {what} `{shown}` on this site."
    alike = _alike(site, path)
    return f"{message} There is `{alike}`." if alike else message


def _alike(site: SiteFacts, path: str) -> str:
    """Return the one address that differs from a path only in small and capital letters."""
    wanted = {f"{path}{end}".casefold() for end in ("", ".html", "/index.html", "index.html")}
    found = [built for built in site.addresses if built.casefold() in wanted]
    return found[0].removesuffix("index.html") if len(found) == 1 else ""


_HEAD = "---\ntitle: A trip\n---\n\n"

CHECKS = (
    Check(
        code=PAGE,
        name="dead link of the site",
        summary="A link leads to a page or a file that the site does not have.",
        why="""Readers come to an error page. The file may have been moved, renamed or forgotten; a
relative address counts from the page's own address, not from its file. Nothing is said of addresses
under which a theme, a plugin, a server or another site of the same host may have a page.""",
        bad=_HEAD + "See [the map](/maps/boat.html).\n",
        good=_HEAD + "See [the map](/maps/boats.html).\n",
        find=find_pages,
        needs="site",
        others={"maps/boats.html": "---\n---\nA map.\n"},
    ),
    Check(
        code=IMAGE,
        name="missing image",
        summary="An image of the site is not there.",
        why="""Readers see a broken picture, or its words alone. Servers tell small letters from
capital ones, which many computers do not.""",
        bad=_HEAD + "![A boat](/images/boat.jpg)\n",
        good=_HEAD + "![A boat](/images/boats.jpg)\n",
        find=find_images,
        needs="site",
        others={"images/boats.jpg": ""},
    ),
)
