"""Links to pages and files, and images, that the site does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from postgen.checks.check import Check, Proposal
from postgen.checks.site_addresses import address_of, alike, is_missing
from postgen.checks.verify_fixes import Changes
from postgen.model import Finding
from postgen.text.edits import Edit
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.checks.site_addresses import Written
    from postgen.checks.site_facts import SiteFacts

PAGE, IMAGE = "LNK07", "IMG01"

_SHOWN = 60
"""How many characters of an address a message shows."""
_LINKS = (["link"], ["image"])
"""The facts that a fix changes."""
_SCRIPTS = Lazy(r"\.(?:js|mjs|css|map|scss)(?:[?#]|\Z)")
"""What a program may make that runs before Jekyll."""


_MAIL = Lazy(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HOST = Lazy(
    r"(?:www\.[\w-]+|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|edu|gov|co\.uk|de|fr))(?:/|\Z)"
)


def find_pages(subject: Subject) -> Iterator[Finding | Proposal]:
    """Find links to pages and files of the site that are not there."""
    yield from _missing(subject, "link")


def find_images(subject: Subject) -> Iterator[Finding | Proposal]:
    """Find images of the site that are not there."""
    yield from _missing(subject, "image")


def _missing(subject: Subject, kind: str) -> Iterator[Finding | Proposal]:
    site = subject.site
    if site is None:
        return
    found: list[Finding] = []
    for each in subject.addresses:
        if each.kind != kind or (each.url[:4] == "http" and not _is_at_home(site, each.url)):
            continue
        address = address_of(subject, each.url)
        if not address or _SCRIPTS.search(address):
            continue
        if is_missing(site, address, is_image=kind == "image"):
            code = IMAGE if kind == "image" else PAGE
            near = alike(site, unquote(address.partition("#")[0].partition("?")[0]))
            message = _intended(each.url) or _message(address, kind, near)
            found.append(Finding(code, each.start, each.end, message, _fix(subject, each, near)))
    yield from _verified(subject, found)


def _is_at_home(site: SiteFacts, url: str) -> bool:
    home = str(site.config.get("url") or "")
    return bool(home) and url.startswith(home)


def _intended(url: str) -> str:
    """Return what is missing before an address of another site, or of a person; "" for nothing."""
    if url[0] == "<":  # `[map]: <url> (A map)`, which other programs read
        return f"`{url}` is read as the address as a whole: a title stands in quotes."
    if _MAIL.fullmatch(url):
        return f"`{url}` is read as a page of this site: `mailto:` is missing before it."
    if _HOST.match(url):
        return f"`{url}` is read as a page of this site: `https://` is missing before it."
    return ""


def _message(address: str, kind: str, near: str) -> str:
    path = unquote(address.partition("#")[0].partition("?")[0])
    shown = path if len(path) <= _SHOWN else f"…{path[1 - _SHOWN :]}"
    what = "image" if kind == "image" else "page or file"
    message = f"There is no {what} `{shown}` on this site."
    return f"{message} There is `{near}`." if near else message


def _fix(subject: Subject, link: Written, near: str) -> tuple[Edit, ...]:
    """Return the edit that is certain: `mailto:`, or the letters of the address that is near."""
    written = subject.body.source[link.start : link.end]
    if not written.endswith(f"({link.url})"):
        return ()
    start = link.end - 1 - len(link.url)
    if _MAIL.fullmatch(link.url):
        return (Edit(start, start, "mailto:"),)
    place = link.url.casefold().find(near.casefold()) if near.isascii() else -1
    if not near or place < 0:
        return ()
    return (Edit(start + place, start + place + len(near), near),)


def _verified(subject: Subject, found: list[Finding]) -> Iterator[Finding | Proposal]:
    """Propose fixes that change the addresses of links, and nothing else."""
    edits = [edit for each in found for edit in each.fix]
    if not edits:
        yield from found
        return
    changes = Changes(subject.body, edits)
    for each in found:
        gains, losses = changes.within(each.start, each.end)
        kinds = [kind for kind, _, _ in gains]
        if each.fix and kinds == [kind for kind, _, _ in losses] and kinds in _LINKS:
            yield Proposal(each, gains, losses=losses)
        else:
            yield each._replace(fix=())


_HEAD = "---\ntitle: A trip\n---\n\n"

CHECKS = (
    Check(
        code=PAGE,
        name="dead link of the site",
        summary="A link leads to a page or a file that the site does not have.",
        why="""Readers come to an error page. The file may have been moved, renamed or forgotten; a
relative address counts from the page's own address, not from its file. Nothing is said of addresses
under which a theme, a plugin, a server or another site of the same host may have a page. Where
capital letters alone are wrong, they are put right.""",
        bad=_HEAD + "See [the map](/maps/Boats.html).\n",
        good=_HEAD + "See [the map](/maps/boats.html).\n",
        find=find_pages,
        fixed_by="edits",
        needs="site",
        others={"maps/boats.html": "---\n---\nA map.\n"},
    ),
    Check(
        code=IMAGE,
        name="missing image",
        summary="An image of the site is not there.",
        why="""Readers see a broken picture, or its words alone. Servers tell small letters from
capital ones, which many computers do not.""",
        bad=_HEAD + "![A boat](/images/Boats.jpg)\n",
        good=_HEAD + "![A boat](/images/boats.jpg)\n",
        find=find_images,
        fixed_by="edits",
        needs="site",
        others={"images/boats.jpg": ""},
    ),
)
