"""The parameters of a query: which of them track readers, and how each is written in one way."""

from __future__ import annotations

import re
from functools import lru_cache

from postgen.text.records import NamedTuple
from postgen.urls import redirects, tracking
from postgen.urls.parts import (
    EDGES,
    PLAIN,
    PLAIN_IN_VALUE,
    PLAIN_URL,
    UNESCAPED,
    domains,
    escape,
    host_in_dns,
    parse,
)


class Parameter(NamedTuple):
    """A parameter: `name=value`, or a name without an equals sign."""

    name: str
    equals: str
    value: str

    @property
    def text(self) -> str:
        """The parameter as it stands in a query."""
        return f"{self.name}{self.equals}{self.value}"


def without_tracking(url: str) -> str:
    """Return `url` without its tracking parameters and without pages that only redirect.

    All else stays byte for byte: order, encoding, anchors, text fragments (`#:~:text=`), and
    parameters such as a gift link's that are no part of `canonical`. What holds nothing to remove
    comes back as it is.
    """
    plain = PLAIN_URL.fullmatch(url)
    if plain and not _may_redirect(plain[1]):
        has_parameters = plain[3] is not None or plain[4] is not None
        return _strip(url, host_in_dns(plain[1]) or "") if has_parameters else url
    return _without_tracking(url)


def _without_tracking(url: str) -> str:
    """Return any URL without its tracking parameters, be it plain or not."""
    page = parse(url)
    while page is not None:
        target = redirects.target(page)
        if target is None:
            return _strip(url, page.host)
        is_clean = target.isprintable() and " " not in target
        if not is_clean:
            return _strip(url, page.host)
        url = target
        page = parse(target)
    return url


@lru_cache(maxsize=1 << 14)
def _may_redirect(written_host: str) -> bool:
    host = host_in_dns(written_host)
    return host is None or redirects.may_redirect(host)


def read(piece: str) -> Parameter:
    """Split one parameter into name, equals sign and value, each in its one spelling."""
    name, equals, value = piece.replace("+", "%20").partition("=")
    while name.startswith("amp;"):  # copied out of HTML
        name = name[4:]
    if not UNESCAPED.fullmatch(name):
        name = escape(name, PLAIN)
    if not UNESCAPED.fullmatch(value):
        value = escape(value, PLAIN_IN_VALUE)
    return Parameter(name, equals, value)


def is_tracking(parameter: Parameter, names_of_site: frozenset[str]) -> bool:
    """Return whether a parameter only says where the reader came from.

    `names_of_site` are those that track on the URL's own site, as `tracking_names` returns them.
    """
    name = parameter.name.lower()
    if name in tracking.TRACKING or name in names_of_site:
        return True
    if name.startswith(tracking.TRACKING_PREFIXES):
        return True
    return re.fullmatch(tracking.TRACKING_PAIR, parameter.text, re.IGNORECASE) is not None


def is_only_tracking(fragment: str) -> bool:
    """Return whether a fragment holds tracking parameters and nothing else: `#utm_source=rss`."""
    if "=" not in fragment:
        return False
    return all(is_tracking(read(piece), frozenset()) for piece in fragment.split("&"))


@lru_cache(maxsize=1 << 14)
def tracking_names(host: str) -> frozenset[str]:
    """Return the names that track on the site of a host, and perhaps not elsewhere."""
    for domain in domains(host):
        if domain in tracking.TRACKING_AT:
            return tracking.TRACKING_AT[domain]
    return frozenset()


def may_track(url: str) -> bool:
    """Whether a URL may hold tracking parameters: a quick look, False is certain."""
    if url[:4].lower() != "http":
        return False
    base, _, rest = url.replace("#", "?").partition("?")
    if not rest:
        return False
    host = base.partition("://")[2].partition("/")[0]
    if "%" in rest or "@" in host or tracking_names(host.lower().removeprefix("www.")):
        return True
    return any(_may_be_tracking(piece) for piece in rest.replace("?", "&").split("&"))


def _may_be_tracking(piece: str) -> bool:
    name = piece.partition("=")[0].lower().removeprefix("amp;")
    if name in tracking.TRACKING or name.startswith(tracking.TRACKING_PREFIXES):
        return True
    return re.fullmatch(tracking.TRACKING_PAIR, piece, re.IGNORECASE) is not None


def _strip(url: str, host: str) -> str:
    """Cut the tracking parameters of the site `host`, and everyone's, out of `url`."""
    text = url.strip(EDGES)
    head, mark, fragment = text.partition("#")
    head = _strip_query(head, tracking_names(host))
    rest = head if is_only_tracking(fragment) else head + mark + fragment
    # a blank that stood before what was cut would be at the end now
    is_unchanged = rest == text or rest[-1] in EDGES
    return url if is_unchanged else rest


def _strip_query(head: str, names_of_site: frozenset[str]) -> str:
    """Cut tracking parameters out of a URL without a fragment."""
    base, _, query = head.partition("?")
    pieces = query.split("&")
    kept = [piece for piece in pieces if not is_tracking(read(piece), names_of_site)]
    if kept == pieces:
        return head
    if kept and kept[0] != pieces[0]:
        kept[0] = kept[0].removeprefix("amp;")  # its ampersand, copied out of HTML, is gone
    query = "&".join(kept)
    return f"{base}?{query}" if query.strip("&") else base
