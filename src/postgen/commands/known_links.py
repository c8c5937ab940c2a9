"""Which links stand in the backlog, a post or a draft already, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from postgen import backlog
from postgen.commands import Note, note
from postgen.errors import UsageError
from postgen.files import reading, store
from postgen.text.records import NamedTuple
from postgen.urls import allowed_repeats
from postgen.urls.bare import is_host_without_scheme, is_web_address
from postgen.urls.finder import Finder
from postgen.urls.parameters import without_tracking

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from pathlib import Path

    from postgen.backlog import Backlog
    from postgen.model import Link
    from postgen.page.model import Page
    from postgen.site import Site
    from postgen.urls.finder import Place


class Refusal(NamedTuple):
    """A link that is not filed, and why; `where` is `path:line`."""

    url: str
    reason: str
    where: str

    def to_json(self) -> dict[str, str]:
        """Return the refusal as `--json` prints it."""
        return {"url": self.url, "reason": self.reason, "where": self.where}


def clean_url(url: str, *, keep: bool = False) -> str:
    """Return a URL as it will be written.

    It is as it was typed, less its tracking parameters, which `keep` leaves. An address without a
    scheme (`example.org/a`) gets `https://`. Raises `UsageError` for what is not an address.
    """
    url = url.strip()
    if not is_web_address(url) and is_host_without_scheme(url):
        url = f"https://{url}"
    has_blank = len(url.split()) > 1
    if has_blank or not is_web_address(url) or not _has_host(url):
        raise UsageError(f"`{url}` is not a web address.", "Write it as https://example.org/page.")
    return url if keep else without_tracking(url)


def permanent_address(page: Page) -> str:
    """Return the address to which a page moved for good, as it will be written, or "".

    It is "" too where that is the same page in another spelling.
    """
    if not page.is_permanent or not page.final_url or page.failure:
        return ""
    from postgen.urls.redirects import may_follow

    target = page.final_url
    fragment = urlsplit(page.url).fragment
    if fragment and not urlsplit(target).fragment:
        target = f"{target}#{fragment}"
    return without_tracking(target) if may_follow(page.url, target) else ""


def _has_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # half of an IPv6 address, or a port beyond 65535
        return False


def known_links(site: Site, path: Path, urls: Sequence[str]) -> dict[str, Refusal]:
    """Return those of the URLs that are in the backlog at `path`, or in any post or draft.

    What may be published again (`postgen: repeat:`) is looked for in the backlog only, and posts of
    too long ago do not count. Raises `UnreadableError`.
    """
    known = find_in_backlog(site, path, backlog.read(store.read(path)), urls)
    return known | find_in_posts(site, path, urls, known, store.read)


def find_in_backlog(
    site: Site, path: Path, backlog: Backlog, urls: Sequence[str]
) -> dict[str, Refusal]:
    """Return those of the URLs that are in a backlog, whose file is at `path`."""
    known = {}
    for url, place in Finder(list(urls)).find(backlog.text).items():
        name = backlog.section_of(place.start)
        section = f", under `{name}`" if name else ""
        where = f"{site.display_path(path)}:{place.line}"
        known[url] = Refusal(url, f"already in the backlog{section}", where)
    return known


def find_in_posts(
    site: Site,
    path: Path,
    urls: Sequence[str],
    known: Collection[str],
    read: Callable[[Path], str],
    look: Callable[[Path, str], object] | None = None,
) -> dict[str, Refusal]:
    """Return those of the URLs that are in a post or a draft, apart from those that are `known`.

    `path` is the backlog, which does not count; `read` returns the text of a file. `look` is called
    with each file and its text; without it the search ends when all is found.
    """
    rule = site.settings.repeat
    unknown = (url for url in urls if url not in known)
    wanted = [url for url in unknown if not allowed_repeats.may_come_again(rule, url)]
    finder = Finder(wanted, _number_at)
    found: dict[str, Refusal] = {}
    posts = counted_posts(site, path)
    for post in reading.each(posts, len(posts)):
        are_all_found = all(url in found for url in wanted)
        if are_all_found and not look:
            break
        text = read(post)
        if look:
            look(post, text)
        for url, place in finder.find(text).items():
            found.setdefault(url, _published_at(site, post, text, url, place))
    return found


def _number_at(text: str, start: int) -> int:
    """Return the number of the reference whose line holds a place, or 0."""
    from postgen.references import numbers  # needed only where a link is known already

    return numbers.number_of_line(text, start)


def _published_at(site: Site, post: Path, text: str, url: str, place: Place) -> Refusal:
    number = f", [{place.number}]" if place.number else ""
    reason = f"already in {name_of_post(post, text)}{number}"
    return Refusal(url, reason, f"{site.display_path(post)}:{place.line}")


def counted_posts(site: Site, path: Path) -> list[Path]:
    """Return the posts and drafts in which a link counts as published.

    The backlog at `path` is not among them.
    """
    posts = (each for each in site.posts_and_documents() if each != path)
    return [*allowed_repeats.counted(site.settings.repeat, posts), *site.drafts()]


def credential_notes(urls: Iterable[str]) -> list[Note]:
    """Return what to say of URLs that hold a user name or a password, before all can read it."""
    suspicious = [url for url in urls if "@" in url]
    if not suspicious:
        return []
    from postgen.urls.schemes import credentials

    return [note("credentials", url=url) for url in suspicious if credentials(url)]


def image_notes(links: Iterable[Link]) -> list[Note]:
    """Return how many links lose their image, whose address no page may have."""
    with_image = [link for link in links if link.image or type(link.image) is not str]
    if not with_image:
        return []
    from postgen.urls.schemes import image_address

    lost = sum(not image_address(link.image) for link in with_image)
    return [note("images-unfit", count=lost)] if lost else []


def name_of_post(path: Path, text: str) -> str:
    """Return what a post is called in a message, which has its path beside: `issue #12`."""
    from postgen.issue_number import issue_of

    issue = issue_of(text)
    if issue:
        return f"issue #{issue}"
    return "a draft" if "_drafts" in path.parts else "a post"
