"""Pages that only send the reader on, and redirects that may be followed for good."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from postgen.urls import site_rules
from postgen.urls.parts import is_address

if TYPE_CHECKING:
    from postgen.urls.parts import Parts


_REDIRECTING = site_rules.AMP_CACHES.union(
    place.partition("/")[0] for place in site_rules.REDIRECTS
)


def may_redirect(host: str) -> bool:
    """Whether a host, as `parse` returns it, has pages that only send the reader on."""
    return _host_in_table(host) in _REDIRECTING


def target(page: Parts) -> str | None:
    """Return the address that a redirecting page or an AMP cache carries, or None.

    `https://www.google.com/url?q=https%3A%2F%2Fexample.org%2Fa` carries `https://example.org/a`.
    """
    host = _host_in_table(page.host)
    place = host + page.port + page.path.rstrip("/")
    names = site_rules.REDIRECTS.get(place)
    if names is None:
        names = site_rules.REDIRECTS.get(f"{host}/*")
    if names is not None:
        return next(filter(is_address, _values(page.query, names)), None)
    if "amp" in place:
        return _cached(page._replace(path=place))
    return None


def original_in(address: str) -> str:
    """Return the address of the page that an archive's address shows a copy of, or "".

    `https://web.archive.org/web/20160801000000/https://example.org/a` shows `https://example.org/a`.
    The form is that of the Wayback Machine and of its relatives (pywb, OpenWayback); archive.today
    has it without `/web`.
    """
    found = re.match(site_rules.ARCHIVED, address)
    return found["url"] if found and is_address(found["url"]) else ""


def may_follow(address: str, target: str) -> bool:
    """Whether a permanent redirect from an address leads to the same page under its new address.

    It stays on the registrable domain or leaves a shortener, and leads no deep link to a root.
    """
    try:
        old, new = urlsplit(address), urlsplit(target)
        old_host, new_host = (old.hostname or "").lower(), (new.hostname or "").lower()
    except ValueError:
        return False
    is_deep = bool(old.path.strip("/") or old.query)
    is_root = not (new.path.strip("/") or new.query)
    if new.scheme not in {"http", "https"} or not new_host or (is_deep and is_root):
        return False
    is_short = old_host.removeprefix("www.") in site_rules.SHORTENERS
    return is_short or registrable_domain(old_host) == registrable_domain(new_host)


def registrable_domain(host: str) -> str:
    """Return the domain that one owner has: `example.co.uk` for `www.example.co.uk`.

    On a domain that many share, each has a name of their own: `jane.github.io`.
    """
    labels = host.lower().rstrip(".").split(".")
    if labels[-1].isdecimal() or ":" in host:  # an IP address
        return host
    domain = ".".join(labels[-2:])
    is_suffix = re.fullmatch(site_rules.PUBLIC_SUFFIX, domain)
    is_shared = domain in site_rules.SHARED_DOMAINS
    size = 3 if is_suffix or is_shared else 2
    return ".".join(labels[-size:])


def _host_in_table(host: str) -> str:
    """Return the host under which the tables have a site that has many hosts."""
    if host.endswith(".safelinks.protection.outlook.com"):  # eur01, nam02 and so on
        return "safelinks.protection.outlook.com"
    if host.endswith((".cdn.ampproject.org", ".bing-amp.com")):  # example-org.cdn.ampproject.org
        return host.partition(".")[2]
    if host.startswith("google.") and re.fullmatch(site_rules.GOOGLE, host):
        return "google.com"
    return host


def _values(query: str, names: str) -> list[str]:
    """Return the values of parameters, those of the first name first; the query for no name."""
    if not names:  # `https://href.li/?https://example.org/a`
        return [unquote(query)]
    pairs = [piece.partition("=") for piece in query.split("&")]
    values = []
    for wanted in names.split(" "):
        for name, _, value in pairs:
            if name == wanted:
                values.append(unquote(value))
    return values


def _cached(page: Parts) -> str | None:
    """Return the address of the publisher's page that an AMP cache shows, or None.

    The path begins with the host of the cache: `google.com/amp/s/example.org/a`.
    """
    match = re.fullmatch(site_rules.AMP_CACHE, page.path)
    if match is None:
        return None
    is_secure, address = match.groups()
    host = address.partition("/")[0]
    if "." not in host:
        return None
    if "%3f" in address.lower():  # an escaped `?`: the publisher's query is in the path
        address = unquote(address)
    scheme = "https://" if is_secure else "http://"
    found = scheme + page._replace(path=address).place
    return found if is_address(found) else None
