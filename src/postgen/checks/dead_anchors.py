"""Links to places that a page does not have: `#boats`, or `/trips/#boats` on another page."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import unquote

from postgen.checks.check import Check, Proposal
from postgen.checks.site_addresses import address_of
from postgen.checks.verify_fixes import Changes
from postgen.markdown.liquid import SILENT
from postgen.model import Finding
from postgen.text.edits import Edit
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.checks.site_addresses import Written
    from postgen.checks.site_facts import SiteFacts
    from postgen.checks.verify_fixes import Fact
    from postgen.markdown import Markdown

HERE, ELSEWHERE = "LNK06", "LNK08"

_IDS = Lazy(r"\b(?:id|name)\s*=\s*[\"']?([^\s\"'>]+)|\{:?[^}\n]*?#([A-Za-z][\w:-]*)")
"""`id="top"`, `<a name=top>`, `{: .x #top}`."""

_MARKS = ("](#", "]: #", "]:#", 'href="#', "href='#")
"""What an address of the page itself begins with: a quick look."""
_TAGS = Lazy(r"\{\{|\{%-?\s*(?P<name>\w*)")
_TAGS_WITHOUT_IDS = frozenset(
    "link post_url highlight raw comment cycle increment decrement gist youtube twitter".split()
)
"""Tags that put no id on the page, beside those that put nothing there."""

_MARKDOWN = Lazy(r"\.(?:md|markdown|mkdn?|mkdown)\Z", re.IGNORECASE)

_NAME = Lazy(r"[^\W_][\w.:,'’&+!-]*\Z")
"""An anchor that may be the id of a heading: no route of a program, `#/a`, no `#page=3`."""

# Anchors of layouts, of scripts, and of references, which have checks of their own.
_OTHERS = Lazy(
    r"(?:top|bottom|up|home|content|contents|main|header|footer|nav|navigation|menu|sidebar|toc"
    r"|search|share|related|comments?|respond|reply|contact|subscribe|newsletter|author|archive"
    r"|tags?|categories|page|wrapper|body|site|start|end|skip|null|void|none|nogo|todo"
    r"|markdown-toc|table-of-contents|disqus\w*|comment-?\w*|utterances|giscus|(?:ref|cite|fn|fnref"
    r"|note|mjx|eq|eqn|fig|tab|sec|bib|code|line|lst|lb|L|p)[-:_.]?\d[\w:.-]*"
    r"|fnref.*|fn:.*|mjx-.*|markdown-toc-.*)\Z",
    re.IGNORECASE,
)


def find_here(subject: Subject) -> Iterator[Finding | Proposal]:
    """Find links to places of their own page that it does not have.

    Nothing is said where an include, Liquid or a layout may have the place.
    """
    source = subject.body.source
    if not any(each in source for each in _MARKS):
        return
    links = [each for each in subject.addresses if _is_to_place(each)]
    if not links or _may_put_ids(source) or "\\label" in source:
        return
    ids = _ids(subject)
    if ids is None:
        return
    dead = [each for each in links if unquote(each.url[1:]) not in ids]
    if not dead:
        return
    in_contents = _places_of_contents(subject.body)
    headings: dict[str, list[str]] = {}
    for heading in subject.body.headings:
        headings.setdefault(_letters(heading.id), []).append(heading.id)
    found = []
    for each in dead:
        if any(first <= each.start < last for first, last in in_contents):
            continue
        alike = headings.get(_letters(unquote(each.url[1:])), [])
        found.append(_finding(source, each, alike[0] if len(alike) == 1 else ""))
    yield from _verified(subject.body, found)


def _finding(source: str, link: Written, near: str) -> Finding:
    """Return the finding of a dead link; `near` is the id of a heading with the same letters."""
    message = f"Nothing on this page has the id `{unquote(link.url[1:])}`."
    fix: tuple[Edit, ...] = ()
    if near:
        message += f" That of the heading is `{near}`."
        written = source[link.start : link.end]
        if written.endswith(f"({link.url})"):
            end = link.end - 1
            fix = (Edit(end - len(link.url), end, f"#{near}"),)
    return Finding(HERE, link.start, link.end, message, fix)


def _may_put_ids(source: str) -> bool:
    """Whether Liquid may put text with ids on the page: an include, an output, a plugin's tag."""
    for found in _TAGS.finditer(source):
        name = found["name"]
        if name is None:
            if _is_address(source, found.start()):
                continue
            return True
        is_end = name.startswith("end")
        if not is_end and name not in SILENT and name not in _TAGS_WITHOUT_IDS:
            return True
    return False


def _is_address(source: str, place: int) -> bool:
    """Whether an output of Liquid begins an address: `]({{ site.url }}/a)`."""
    return (
        source[max(0, place - 20) : place].rstrip(" <\"'").endswith(("](", "]:", "href=", "src="))
    )


def _is_to_place(link: Written) -> bool:
    if link.url[:1] != "#" or link.kind != "link" or "{" in link.url:
        return False
    anchor = unquote(link.url[1:])
    return _NAME.match(anchor) is not None and not _OTHERS.match(anchor)


def _ids(subject: Subject) -> frozenset[str] | None:
    """Return the ids of a subject's page; None where they cannot be known."""
    ids = {heading.id for heading in subject.body.headings}
    if "" in ids:
        return None
    ids.update(one or other for one, other in _IDS.findall(subject.body.source))
    if subject.site and subject.file:
        known = subject.site.ids_of(subject.file.path)
        if known is None:
            return None
        ids |= known
    return frozenset(ids)


def _places_of_contents(body: Markdown) -> list[tuple[int, int]]:
    """Return the places of the entries of a table of contents, which KR03 compares."""
    from postgen.toc.find import find

    table = find(body)
    if table is None:
        return []
    return [(row.view.at(0), row.view.end(len(row.view.text))) for row in table.rows]


def _letters(anchor: str) -> str:
    """Return the letters and digits of an id: other programs make other ids of the same words."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFC", anchor).casefold()))


def _verified(body: Markdown, found: list[Finding]) -> Iterator[Finding | Proposal]:
    """Propose fixes that change the addresses of links, and nothing else."""
    edits = [edit for each in found for edit in each.fix]
    if not edits:
        yield from found
        return
    changes = Changes(body, edits)
    for each in found:
        gains, losses = changes.within(each.start, each.end)
        if each.fix and _are_links(gains) and _are_links(losses):
            yield Proposal(each, gains, losses=losses)
        else:
            yield each._replace(fix=())


def _are_links(facts: tuple[Fact, ...]) -> bool:
    return [kind for kind, _, _ in facts] == ["link"]


def find_elsewhere(subject: Subject) -> Iterator[Finding]:
    """Find links to places of other pages of the site that these do not have."""
    site = subject.site
    if site is None or "#" not in subject.body.source:
        return
    for each in subject.addresses:
        if "#" not in each.url or each.url[0] == "#" or each.kind != "link":
            continue
        address = address_of(subject, each.url)
        if not address:
            continue
        anchor = unquote(address.partition("#")[2])
        if not _NAME.match(anchor) or _OTHERS.match(anchor):
            continue
        places = site.at(address)
        is_known = len(places) == 1 and _shows_its_text(site, places[0])
        ids = site.ids_of(places[0]) if is_known else None
        if ids is not None and anchor not in ids:
            message = f"Nothing on the page of `{places[0]}` has the id `{anchor}`."
            yield Finding(ELSEWHERE, each.start, each.end, message)


def _shows_its_text(site: SiteFacts, place: str) -> bool:
    """Whether a page is Markdown that readers see: no program adds to it, no redirect hides it."""
    page = site.pages.get(place)
    if page is None or not _MARKDOWN.search(place):
        return False
    is_redirect = "redirect" in str(page.front.get("layout")) or "redirect_to" in page.front
    return not is_redirect


_HEAD = "---\ntitle: A trip\n---\n\n"

CHECKS = (
    Check(
        code=HERE,
        name="dead anchor",
        summary="A link leads to a place that its page does not have.",
        why="""Nothing happens when it is clicked. kramdown makes the id of a heading from its words
in its own way; a heading that was reworded has another one. Nothing is said of anchors that a
layout or an include may have, such as `#top`. Where one heading has the same letters, the link is
led to it.""",
        bad="See [below](#TwoBoats).\n\n## Two boats\n",
        good="See [below](#two-boats).\n\n## Two boats\n",
        find=find_here,
        fixed_by="edits",
    ),
    Check(
        code=ELSEWHERE,
        name="dead anchor of another page",
        summary="A link leads to a place that another page of the site does not have.",
        why="""Readers come to the top of the page, and look for what the link promised. Often its
heading was reworded.""",
        bad=_HEAD + "See [the boats](/trips/#boats).\n",
        good=_HEAD + "See [the boats](/trips/#two-boats).\n",
        find=find_elsewhere,
        needs="site",
        others={"trips.md": "---\npermalink: /trips/\n---\n\n## Two boats\n"},
    ),
)
