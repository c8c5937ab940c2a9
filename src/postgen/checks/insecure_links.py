"""Links by `http:` to hosts that answer by `https:`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from postgen.checks.check import Check
from postgen.checks.link_places import with_address, written
from postgen.markdown.source_map import OPAQUE
from postgen.model import Finding
from postgen.urls.parts import domains

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Proposal, Subject

CODE = "LNK23"

_WITH_ALL_BELOW = frozenset(
    "dropbox.com github.com stripe.com twitter.com wikidata.org wikimedia.org wikipedia.org "
    "wiktionary.org".split()
)
_ALONE = frozenset(
    "apple.com facebook.com gitlab.com google.com instagram.com linkedin.com medium.com "
    "mozilla.org paypal.com pinterest.com reddit.com wordpress.com x.com youtu.be "
    "youtube.com".split()
)
"""Hosts that browsers open by `https:` only (https://hstspreload.org), with those below, or alone.

Some of the second kind are not in that list, but redirect each page to `https:` themselves.
"""


def find(subject: Subject) -> Iterator[Proposal]:
    """Find those of hosts that the site links by `https:` elsewhere, or that are known."""
    if "http://" not in subject.body.source:
        return
    for each in written(subject):
        if not each.url.startswith("http://") or OPAQUE in each.url:
            continue
        host = _host(each.url)
        if host and _answers(subject, host):
            message = f"`{host}` answers by `https:`."
            finding = Finding(CODE, each.start, each.end, message, severity="warning")
            yield with_address(subject, each, finding, f"https{each.url[4:]}")


def _host(url: str) -> str:
    """Return the host of an address; "" for one with a port of its own."""
    try:
        parts = urlsplit(url)
        has_port = parts.port is not None
    except ValueError:
        return ""
    return "" if has_port else parts.hostname or ""


def _answers(subject: Subject, host: str) -> bool:
    is_known = host.removeprefix("www.") in _ALONE
    if is_known or any(domain in _WITH_ALL_BELOW for domain in domains(host)):
        return True
    return subject.site is not None and subject.site.has_https(host)


CHECKS = (
    Check(
        code=CODE,
        name="link without https",
        summary="A link leads by `http:` to a host that answers by `https:`.",
        why="""Others can read and change what comes by `http:`, and browsers warn of it. A host
counts where another post of the site links it by `https:`, and where browsers know it.""",
        bad="See [boats](http://en.wikipedia.org/wiki/Boat).\n",
        good="See [boats](https://en.wikipedia.org/wiki/Boat).\n",
        find=find,
        severity="warning",
        fixed_by="edits",
    ),
)
