"""Decide whether two URLs are the same page.

Two pages are never merged on a guess: a link kept twice is a blemish, a link refused is a loss.
What is merged is what RFC 3986 (section 6) and the WHATWG URL standard call equivalent, what every
web server does (`www.`, a trailing slash, `index.html`), and what `postgen.urls.site_rules` knows
of single sites.
"""

from __future__ import annotations

import re
from functools import lru_cache

from postgen.urls import parameters, redirects, site_rules
from postgen.urls.parts import (
    PLAIN,
    PLAIN_IN_PATH,
    PLAIN_URL,
    UNESCAPED,
    Parts,
    domains,
    escape,
    host_in_dns,
    parse,
)

_ANCHOR_LENGTH = 80  # letters: a longer one is a heading


@lru_cache(maxsize=1 << 17)
def canonical(url: str) -> str:
    """Return the key that `url` shares with the other spellings of its page, and no other page.

    The key is for comparing, not for people or browsers. What is no absolute http or https URL (a
    mail address, a path, garbage) is its own key. Never raises, and the key of a key is the key.
    """
    plain = PLAIN_URL.fullmatch(url)
    if plain:
        written_host, path, query, fragment = plain.groups("")
        host = _host_without_rules(written_host)
        if host and not path.endswith(_SHORTENED):
            query = _query(query, host, path)
            fragment = _fragment(fragment, path) if fragment else ""
            rest = f"?{query}" if query else ""
            return f"https://{host}{path}{rest}" + (f"#{fragment}" if fragment else "")
    page = resolve(url)
    return url if page is None else page.url


_SHORTENED = ("/index.html", "/index.htm", "amp", ".amp.html")
"""Ends of paths of which `_shorten` may drop something, beside slashes."""


@lru_cache(maxsize=1 << 14)
def _host_without_rules(written_host: str) -> str:
    """Return the host of a key; "" where `site_rules` may know something of its pages."""
    name = host_in_dns(written_host)
    if name is None:
        return ""
    host = _without_view(name, is_front_page=False)
    if host != _without_view(name, is_front_page=True):
        return ""
    return "" if has_rules(name) or has_rules(host) else host


def has_rules(host: str) -> bool:
    """Whether `site_rules` or `redirects` may know something of the pages of a host."""
    has_spellings = any(domain in site_rules.SPELLINGS for domain in domains(host))
    return has_spellings or host in site_rules.CASELESS or redirects.may_redirect(host)


def resolve(url: str) -> Parts | None:
    """Return the page behind `url` in its one spelling, or None when that is no web address."""
    page = parse(url)
    while page is not None:
        target = _target(page)
        if target is None:
            normal = _normalise(page)
            if normal == page:
                return page
            page = normal
            target = _target(page)  # an escape may have hidden the redirect
        if target is None:
            return page
        page = parse(target)
    return None


def _target(page: Parts) -> str | None:
    """Return the address behind an exit page, an AMP cache or an archive's copy, or None."""
    if ":/" in page.path:
        original = redirects.original_in(page.url)
        if original:
            return original
    return redirects.target(page)


def _normalise(page: Parts) -> Parts:
    """Return `page` with every part in its canonical form."""
    host = _without_view(page.host, is_front_page=False)
    path = _path(page.path, host)
    if host in site_rules.CASELESS:
        path = _with_names_in_lower_case(path)
    query = _query(page.query, host, path)
    if not path and not query:
        host = _without_view(page.host, is_front_page=True)
    fragment = _fragment(page.fragment, path) if page.fragment else ""
    return _in_one_spelling(page._replace(host=host, path=path, query=query, fragment=fragment))


# Hosts


def _without_view(host: str, *, is_front_page: bool) -> str:
    """Drop the labels of mobile and AMP views: `m.example.org` is `example.org`.

    The front page of `mobile.example.org` or `amp.example.org` may be that of a product.
    """
    label, _, rest = host.partition(".")
    while "." in rest and _is_view(label, is_front_page=is_front_page):
        is_someones = rest in site_rules.SHARED_DOMAINS
        is_suffix = re.fullmatch(site_rules.PUBLIC_SUFFIX, rest)
        if is_someones or is_suffix:  # `m.github.io`, `m.co.uk`
            break
        host = rest
        label, _, rest = host.partition(".")
    while ".m.wik" in host:  # en.m.wikipedia.org and its sisters
        host = host.replace(".m.wik", ".wik")
    if ".blogspot." in host:
        blog = re.fullmatch(site_rules.BLOGGER_HOST, host)
        if blog:  # `example.blogspot.co.uk`
            return f"{blog[1]}.blogspot.com"
    return site_rules.ALIASES.get(host, host)


def _is_view(label: str, *, is_front_page: bool) -> bool:
    """Return whether the first label of a host names a view of the site."""
    if label in {"m", "www"}:
        return True
    return label in {"amp", "mobile"} and not is_front_page


# Paths


def _path(path: str, host: str) -> str:
    """Resolve escapes and dots, and drop from the end what does not change the page."""
    if not UNESCAPED.fullmatch(path):
        path = escape(path, PLAIN_IN_PATH)
    before = None
    while path != before:  # `/a/index.html/amp/.`: each may bare another
        before = path
        if "/." in path:
            path = _without_dots(path)
        path = _shorten(path, host)
    return path


def _with_names_in_lower_case(path: str) -> str:
    """Write the owner and the repository in lower case; a path inside it has its case.

    `/Jane/Tool/blob/main/A.md` becomes `/jane/tool/blob/main/A.md`.
    """
    _, *parts = path.split("/", 3)
    names = [name.lower() for name in parts[:2]]
    rest = parts[2:]
    return "".join(f"/{part}" for part in names + rest)


def _without_dots(path: str) -> str:
    """Resolve `.` and `..` (RFC 3986, 5.2.4)."""
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "".join("/" + segment for segment in kept)


def _shorten(path: str, host: str) -> str:
    """Drop slashes, an index file, a session or an AMP view from the end of the path.

    `index.html` is what every static server answers for its folder, and where one does not, nobody
    links the folder. `index.php` and the like are programs: behind the folder may stand another.
    """
    if path.endswith("/"):
        return path.rstrip("/")
    folder, _, name = path.rpartition("/")
    if name in {"index.html", "index.htm"}:
        return folder
    if name == "amp" and _has_amp_view(folder, host):  # `/some-story/amp`
        return folder
    if ";jsessionid=" in name.lower():  # `/a;jsessionid=0A1B`
        return path[: path.lower().rindex(";jsessionid=")]
    if name.endswith(".amp.html") and name != ".amp.html":  # `/story.amp.html`
        return path.removesuffix(".amp.html") + ".html"
    has_name = name != ".amp"
    return path.removesuffix(".amp") if has_name else path  # `/story.amp`


def _has_amp_view(folder: str, host: str) -> bool:
    """Return whether `/amp` after `folder` is a view of a page, and not the name of a thing."""
    name = folder.rpartition("/")[2]
    if not name:
        return False
    if host in site_rules.NAMING_HOSTS or name in site_rules.NAMING_FOLDERS:
        return False
    is_language = re.fullmatch("[a-z]{2}", name)  # `/en/amp`
    return not is_language


# Queries and fragments


def _query(query: str, host: str, path: str) -> str:
    """Drop tracking and views, and sort the rest by name; what shares a name keeps its order."""
    if not query:
        return ""
    names_of_site = parameters.tracking_names(host)
    view = _view_of_site(host, path)
    kept = []
    for piece in query.split("&"):
        parameter = parameters.read(piece)
        is_empty = not any(parameter)  # `a=1&&b=2`
        if is_empty or parameters.is_tracking(parameter, names_of_site):
            continue
        if not _is_view_parameter(parameter.text, view):
            kept.append(parameter)
    kept.sort(key=lambda parameter: parameter.name)
    return "&".join(parameter.text for parameter in kept)


def _view_of_site(host: str, path: str) -> str:
    """Return the pattern of the parameters that only change how the pages of a site look."""
    if re.fullmatch(site_rules.BLOGGER_PATH, path):  # a blog at Blogger, on whatever domain
        return site_rules.VIEWS_AT["blogspot.com"]
    for domain in domains(host):
        if domain in site_rules.VIEWS_AT:
            return site_rules.VIEWS_AT[domain]
    return ""


def _is_view_parameter(parameter: str, view_of_site: str) -> bool:
    """Return whether a parameter only changes how the page looks, or for whom."""
    if re.fullmatch(site_rules.VIEWS, parameter, re.IGNORECASE):
        return True
    if not view_of_site:
        return False
    return re.fullmatch(view_of_site, parameter, re.IGNORECASE) is not None


def _fragment(fragment: str, path: str) -> str:
    """Return an anchor that is the point: a route, an application's state, a numbered part."""
    fragment = escape(fragment, PLAIN).partition(":~:")[0]
    if parameters.is_only_tracking(fragment):
        return ""
    place = site_rules.PLACE_IN_PDF if "pdf" in path.lower() else site_rules.PLACE
    if re.fullmatch(place, fragment, re.IGNORECASE):
        return ""
    if re.fullmatch(site_rules.STATE, fragment):
        return fragment
    if len(fragment) > _ANCHOR_LENGTH:
        return ""
    is_point = re.fullmatch(site_rules.POINT, fragment, re.IGNORECASE)
    return fragment if is_point else ""


# Sites that write their pages in several ways


def _in_one_spelling(page: Parts) -> Parts:
    """Choose one spelling of a page that its site writes in several ways; an anchor stays."""
    if ".wik" in page.host and re.fullmatch(site_rules.WIKIMEDIA, page.host):
        page = page._replace(path=page.path.replace("%20", "_"))
    if page.port:
        return page
    for domain in domains(page.host):
        for pattern, spelling in site_rules.SPELLINGS.get(domain, ()):
            match = re.match(rf"(?:{pattern})(?=[?&#]|\Z)", page.place)
            if match is not None:
                return _spelled(page, match, spelling)
    return page


def _spelled(page: Parts, match: re.Match[str], spelling: str) -> Parts:
    r"""Write a page in the one spelling of its site.

    `youtu.be/53YvP6gdD7U#t=10s` in the spelling `youtube.com/watch?v=\1`.
    """
    written_host, _, rest = match.expand(spelling).partition("/")
    host = written_host or page.host
    path, _, query = rest.partition("?")
    fragment = match.string[match.end() :].partition("#")[2]
    point = " ".join(match.groups())
    return Parts(page.origin, host, "", _path(f"/{path}", host), query, fragment, point)
