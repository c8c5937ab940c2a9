"""Links that were published in one of the last issues already."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from postgen.checks.check import Check
from postgen.checks.link_places import written
from postgen.habits import series
from postgen.issue_number import issue_of
from postgen.markdown.source_map import OPAQUE
from postgen.model import Finding
from postgen.text.patterns import Lazy
from postgen.urls import allowed_repeats
from postgen.urls.canonical import canonical
from postgen.urls.parts import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.checks.check import Subject
    from postgen.checks.link_places import Written
    from postgen.checks.site_facts import PublishedLink

CODE = "LNK20"

_OF_PEOPLE = frozenset(
    "twitter.com x.com github.com gitlab.com instagram.com facebook.com threads.net tiktok.com "
    "pinterest.com patreon.com ko-fi.com buymeacoffee.com dribbble.com codepen.io kaggle.com t.me "
    "bsky.app".split()
)
"""Hosts at which a path of one part is a person or a group: `github.com/ada`."""

_PERSON = Lazy(r"/@[^/]+|/(?:in|company|channel|user|users|u|r|c|profile|author|authors)/[^/]+")
"""The path of a person or a group, who are named again: `/@ada`, `/in/ada`."""

MANY = 5
"""So many links make a post one of links, whatever it is called."""

STANDING = 2
"""A link of so many earlier issues is one that each issue has."""


def find(subject: Subject) -> Iterator[Finding]:
    """Find them in posts that are numbered as issues; what each issue links does not count."""
    file, site = subject.file, subject.site
    if file is None or site is None or not _is_issue(subject):
        return
    own_url = str(site.config.get("url") or "")
    most = site.settings.check.repeats
    urls: set[str] = set()
    pages: set[str] = set()
    for each in written(subject) if most else ():
        if each.url in urls or not _leads_outside(each):
            continue
        urls.add(each.url)
        published = site.published_links(file.path, each.url, most)
        if not published or not _is_page(each.url) or _is_own(each.url, own_url):
            continue
        is_new = canonical(each.url) not in pages
        pages.add(canonical(each.url))
        may_come_again = allowed_repeats.may_come_again(site.settings.repeat, each.url)
        if is_new and not may_come_again and not _is_standing(subject, each, published):
            yield _finding(each, published[0])


def _is_issue(subject: Subject) -> bool:
    """Whether a post is an issue of links: it is numbered, and called so or full of links."""
    front = subject.document.front
    if not issue_of(f"---\n{front}---\n"):
        return False
    by_name = series.may_be_issue(front)
    if by_name is None:
        outside = {span.url for span, _ in subject.links if "://" in span.url}
        return len(outside) >= MANY
    return by_name


def _is_standing(subject: Subject, each: Written, published: Sequence[PublishedLink]) -> bool:
    """Whether each issue has a link, such as that to subscribe: several have it.

    Of the first issues, that cannot be known: what stands in the same line is taken for it.
    """
    file, site = subject.file, subject.site
    if len(published) >= STANDING or file is None or site is None:
        return True
    earlier = [
        other
        for other in site.others_like(file.path)
        if other.moment and file.moment and other.moment < file.moment
    ]
    if len(earlier) > STANDING:
        return False
    source = subject.body.source
    end = source.find("\n", each.start)
    line = source[source.rfind("\n", 0, each.start) + 1 : end if end >= 0 else None].strip()
    return line == published[0].line


def _leads_outside(each: Written) -> bool:
    is_web = each.url[:4].lower() == "http" and OPAQUE not in each.url
    return is_web and any(span.kind != "image" for span, _ in each.uses)


def _is_page(url: str) -> bool:
    """Whether an address is that of a page: sites and people are named again and again."""
    page = parse(url)
    if page is None:
        return False
    path = page.path.rstrip("/")
    is_person = page.host.removeprefix("www.") in _OF_PEOPLE and path.count("/") < 2
    return bool(path or page.query) and not is_person and not _PERSON.fullmatch(path)


def _is_own(url: str, site_url: str) -> bool:
    """Whether an address is one of the site itself."""
    try:
        host, own = urlsplit(url).hostname, urlsplit(site_url).hostname
    except ValueError:
        return False
    return bool(own) and host == own


def _finding(each: Written, found: PublishedLink) -> Finding:
    number = f", [{found.number}]" if found.number else ""
    message = f"This link is already in {found.name}{number}."
    return Finding(CODE, each.start, each.end, message, severity="warning")


CHECKS = (
    Check(
        code=CODE,
        name="repeated link",
        summary="An issue links a page that one of the last issues links.",
        why="""Readers have seen it. The same page counts however its address is written; the links
that each issue has, such as that to subscribe, do not. `postgen: check: repeats:` is the number of
issues that are looked at, and `postgen: repeat: allow:` names what may come again.""",
        bad='---\ntitle: "Newsletter #2"\n---\n\n[Boats](https://boat.example/sail/) sail.\n',
        good='---\ntitle: "Newsletter #2"\n---\n\n[Trains](https://train.example/run) run.\n',
        find=find,
        severity="warning",
        needs="site",
        others={
            "_posts/2026-11-14-notes-1.md": '---\ntitle: "Newsletter #1"\n---\n\n'
            "A boat[1] sails.\n\n[1] **Boats:** <https://www.boat.example/sail>\n",
        },
    ),
)
