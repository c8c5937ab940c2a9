"""Links that were published in one of the last issues already."""

from __future__ import annotations

import re
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

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.checks.check import Subject
    from postgen.checks.link_places import Written
    from postgen.checks.site_facts import PublishedLink

CODE = "LNK20"

_IS_PAGE = Lazy(r"https?://[^/?#]+/+[^/#]", re.IGNORECASE)
_PROFILE = Lazy(
    r"https?://(?:www\.|m\.)?(?:"
    r"(?:twitter|x|github|gitlab|instagram|facebook|threads|tiktok|pinterest|patreon|ko-fi"
    r"|buymeacoffee|dribbble|codepen|kaggle)\.com/[^/?#]+"
    r"|t\.me/[^/?#]+|[^/?#]+/(?:@[^/?#]+|(?:in|company|channel|user|users|u|r|c|profile|author"
    r"|authors)/[^/?#]+)"
    r")/*(?:[?#].*)?\Z",
    re.IGNORECASE,
)
"""The page of a person or of a group, who are named again: `github.com/ada`, `/@ada`, `/in/ada`."""

MANY = 5
"""So many links make a post one of links, whatever it is called."""

STANDING = 2
"""A link of so many earlier issues is one that each issue has."""


def find(subject: Subject) -> Iterator[Finding]:
    """Find them in posts that are numbered as issues; what each issue links does not count."""
    file, site = subject.file, subject.site
    if file is None or site is None or not _is_issue(subject):
        return
    seen: set[str] = set()
    found: set[str] = set()
    most = site.settings.check.repeats
    own_url = str(site.config.get("url") or "")
    for each in written(subject) if most else ():
        if each.url in seen or not _is_page(each):
            continue
        seen.add(each.url)
        published = site.published_links(file.path, each.url, most)
        if not published or canonical(each.url) in found or _is_own(each.url, own_url):
            continue
        found.add(canonical(each.url))
        may_come_again = allowed_repeats.may_come_again(site.settings.repeat, each.url)
        if not may_come_again and not _is_standing(subject, each, published):
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
    line = source[source.rfind("\n", 0, each.start) + 1 :].partition("\n")[0].strip()
    return line == published[0].line


def _is_page(each: Written) -> bool:
    """Whether an address is that of a page: a site's front page is named again and again."""
    if each.url[:4].lower() != "http" or OPAQUE in each.url:
        return False
    if all(span.kind == "image" for span, _ in each.uses):
        return False
    return _IS_PAGE.match(each.url) is not None and _PROFILE.match(each.url) is None


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
