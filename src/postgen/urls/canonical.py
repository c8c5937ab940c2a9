"""Decide whether two URLs are the same page, and take the tracking out of one.

Two pages are never merged on a guess: a link kept twice is a blemish, a link refused is a loss.
What is merged is what RFC 3986 (section 6) and the WHATWG URL standard call equivalent, what every
web server does (`www.`, a trailing slash, `index.html`), and what `postgen.urls.site_rules` knows
of single sites.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from postgen.urls import site_rules, tracking

_URL = re.compile(
    r"(?:(https?):)?//(?:([^/?#]*)@)?([^/?#@:\[\]\s\\\x00-\x1f\x7f]+|\[[0-9a-f:.%]+\])"
    r"(?::([0-9]*))?"
    r"(/[^?#]*)?(?:\?([^#]*))?(?:#(.*))?",
    re.IGNORECASE | re.DOTALL,
)
_HOST = re.compile(r"[^/?#@:\[\]\s\\\x00-\x1f\x7f]+|\[.*\]")
_HOST_LENGTH = 253  # octets, RFC 1035
_URL_LENGTH = 16_384  # letters: what is longer holds data, and is compared letter by letter
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_EDGES = "".join(map(chr, range(0x21)))  # what browsers ignore around a URL,
_IGNORED = dict.fromkeys(map(ord, "\t\r\n"))  # and anywhere in it

_UNESCAPED = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/-]*")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})|[^A-Za-z0-9._~!$&'()*+,;=:@/?-]")
# What means the same with and without an escape: everywhere, in a path, and in the value of a
# parameter.
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$'()*,:@")
_PLAIN_IN_PATH = _PLAIN | frozenset(b"&+;=")
_PLAIN_IN_VALUE = _PLAIN | frozenset(b"/?=")

_RUN = re.compile(r"[A-Za-z0-9-]+")
_RUN_IN_POINT = re.compile(r"[A-Za-z0-9.-]+")
_ESCAPED_BYTE = re.compile(r"%[0-9A-F]{2}")
_NEEDLESS_ESCAPE = re.compile(r"%(?:25)*(?:2[DdEe]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa])")
_NEEDLE_LENGTH = 4  # letters: a shorter word stands in almost any text
_ANCHOR_LENGTH = 80  # letters: a longer one is a heading


class Needle(NamedTuple):
    """A few letters that every spelling of a page's URL contains, for a first look at a text."""

    text: str
    ignore_case: bool  # True for a piece of a host name: `text` is then in lower case
    words: tuple[str, ...] = ()  # all words of its path and query, each in every spelling too

    def found_in(self, text: str) -> bool:
        """Return whether `text` may link the page: False is certain, True is to be looked into.

        `text` is Markdown, HTML or a URL. One that escapes plain letters (`%61`) always counts as
        possible.
        """
        if self.ignore_case and self.text not in text.lower():
            return False
        has_words = all(word in text for word in self.words)
        has_text = self.ignore_case or self.text in text
        if has_words and has_text:
            return True
        return _NEEDLESS_ESCAPE.search(text) is not None


class _Page(NamedTuple):
    """A URL in its parts; `point` identifies the page where its site has several spellings."""

    origin: str  # scheme and user as in the key: "https://user@"
    host: str
    port: str  # with its colon, or empty
    path: str
    query: str
    fragment: str
    point: str = ""

    @property
    def place(self) -> str:
        """The page on its site: path?query#fragment."""
        query, fragment = self.query and "?" + self.query, self.fragment and "#" + self.fragment
        return f"{self.path}{query}{fragment}"

    @property
    def url(self) -> str:
        """The whole, put together again."""
        return f"{self.origin}{self.host}{self.port}{self.place}"


def canonical(url: str) -> str:
    """Return the key that `url` shares with the other spellings of its page, and no other page.

    The key is for comparing, not for people or browsers. What is no absolute http or https URL (a
    mail address, a path, garbage) is its own key. Never raises, and the key of a key is the key.
    """
    page = _resolve(url)
    return url if page is None else page.url


def without_tracking(url: str) -> str:
    """Return `url` without its tracking parameters and without pages that only redirect.

    All else stays byte for byte: order, encoding, anchors, text fragments (`#:~:text=`), and
    parameters such as a gift link's that are no part of `canonical`. What holds nothing to remove
    comes back as it is.
    """
    page = _parse(url)
    while page is not None:
        target = _target(page)
        if target is None or " " in target or not target.isprintable():
            break
        url, page = target, _parse(target)
    return url if page is None else _strip(url, page.host)


def needle(url: str) -> Needle:
    """Return what to look for in a text before its links are parsed and compared by `canonical`.

    It is the longest word of the path or query, or of the identifier on a site with several
    spellings; where that is too short, the longest label of the host, in lower case. An empty one
    is found in any text.
    """
    page = _resolve(url)
    if page is None:
        return Needle(_longest(_RUN, url), ignore_case=False)
    if page.point:
        return Needle(_longest(_RUN_IN_POINT, page.point), ignore_case=False)
    words = tuple(_RUN.findall(_ESCAPED_BYTE.sub(" ", page.place)))
    word = max(words, key=len, default="")
    if page.host in site_rules.CASELESS and len(word) >= _NEEDLE_LENGTH:
        return Needle(word.lower(), ignore_case=True)
    if page.host in site_rules.ALIASES.values():
        return Needle(word, ignore_case=False)
    if len(word) >= _NEEDLE_LENGTH:
        return Needle(word, ignore_case=False, words=words)
    labels = " ".join(label for label in page.host.split(".") if not label.startswith("xn--"))
    return Needle(_longest(_RUN, labels), ignore_case=True, words=words)


def _longest(run: re.Pattern[str], text: str) -> str:
    """Return the longest run of letters that no spelling escapes, the first of several."""
    return max(run.findall(_ESCAPED_BYTE.sub(" ", text)), key=len, default="")


def _resolve(url: str) -> _Page | None:
    """Return the page behind `url` in its one spelling, or None when that is no web address."""
    page = _parse(url)
    while page is not None:
        target = _target(page)
        if target is None:
            page = _normalise(page)
            target = _target(page)  # an escape may have hidden the wrapper
        if target is None:
            return page
        page = _parse(target)
    return None


def _parse(url: str) -> _Page | None:
    """Return the parts of `url`, its host as the DNS has it, or None for another text."""
    url = url.strip(_EDGES)
    match = _URL.fullmatch(url if url.isprintable() else url.translate(_IGNORED))
    if match is None or len(url) > _URL_LENGTH:
        return None
    scheme, user, name, port, path, query, fragment = match.groups("")
    host = _host(name)
    if host is None:
        return None
    scheme = scheme.lower() or "https"
    if port:
        port = port.lstrip("0") or "0"
    protocol = "http" if scheme == "http" and port == "443" else "https"
    is_default = not port or port == _DEFAULT_PORTS[scheme]
    origin = f"{protocol}://{user}@" if user else f"{protocol}://"
    return _Page(origin, host, "" if is_default else f":{port}", path, query, fragment)


def _host(name: str) -> str | None:
    """Return the host in lower case and ASCII without `www.`, or None when it cannot be one."""
    host = name.lower()
    if not host.isascii() and len(host) <= _HOST_LENGTH:
        host = _in_ascii(host)
    host = host.rstrip(".")
    while host.startswith("www.") and "." in host[4:]:
        host = host[4:]
    return host if len(host) <= _HOST_LENGTH and _HOST.fullmatch(host) else None


def _in_ascii(host: str) -> str:
    """Write an international host in ASCII (RFC 3492 after UTS 46; browsers keep `ß`)."""
    from unicodedata import normalize

    labels = normalize("NFKC", normalize("NFKC", host).lower()).replace("\u3002", ".").split(".")
    if sum(map(len, labels)) > _HOST_LENGTH:
        return ""
    return ".".join(
        x if x.isascii() else "xn--" + x.encode("punycode").decode("ascii") for x in labels
    )


def _target(page: _Page) -> str | None:
    """Return the address that a redirecting page or an AMP cache carries, or None."""
    host = page.host
    if host.endswith(".safelinks.protection.outlook.com"):
        host = "safelinks.protection.outlook.com"
    elif host.endswith((".cdn.ampproject.org", ".bing-amp.com")):
        host = host.partition(".")[2]
    elif host.startswith("google.") and re.fullmatch(site_rules.GOOGLE, host):
        host = "google.com"
    place = host + page.port + page.path.rstrip("/")
    names = site_rules.WRAPPERS.get(place, site_rules.WRAPPERS.get(host + "/*"))
    if names is None:
        return _cached(page._replace(path=place)) if "amp" in place else None
    pairs = (
        [piece.partition("=") for piece in page.query.split("&")]
        if names
        else [("", "", page.query)]
    )
    values = [
        unquote(value) for wanted in names.split(" ") for name, _, value in pairs if name == wanted
    ]
    return next(filter(_is_address, values), None)


def _cached(page: _Page) -> str | None:
    """Return the address of the publisher's page that an AMP cache shows, or None."""
    match = re.fullmatch(site_rules.AMP_CACHE, page.path)
    if match is None or "." not in match[2].partition("/")[0]:
        return None
    path = unquote(match[2]) if "%3f" in match[2].lower() else match[2]
    target = ("https://" if match[1] else "http://") + page._replace(path=path).place
    return target if _is_address(target) else None


def _is_address(text: str) -> bool:
    """Return whether `text` is a whole web address that was decoded without loss."""
    return text[:4].lower() == "http" and "\ufffd" not in text and _parse(text) is not None


def _normalise(page: _Page) -> _Page:
    """Return `page` with every part in its canonical form."""
    host = _without_view(page.host, bare=False)
    path = _path(page.path, host)
    if host in site_rules.CASELESS:  # owner and repository; a path inside it has its case
        _, *parts = path.split("/", 3)
        path = "".join(
            f"/{part.lower() if place < 2 else part}" for place, part in enumerate(parts)
        )
    query = _query(page.query, host, path)
    if not path and not query:
        host = _without_view(page.host, bare=True)
    fragment = _fragment(page.fragment, path) if page.fragment else ""
    return _in_one_spelling(page._replace(host=host, path=path, query=query, fragment=fragment))


def _without_view(host: str, *, bare: bool) -> str:
    """Drop the labels of mobile and AMP views; `mobile.` and `amp.` alone may be products."""
    label, _, rest = host.partition(".")
    while "." in rest and (label in {"m", "www"} or (label in {"amp", "mobile"} and not bare)):
        if rest in site_rules.SHARED_DOMAINS or re.fullmatch(site_rules.PUBLIC_SUFFIX, rest):
            break
        host = rest
        label, _, rest = host.partition(".")
    while ".m.wik" in host:  # en.m.wikipedia.org and its sisters
        host = host.replace(".m.wik", ".wik")
    if ".blogspot." in host and (blog := re.fullmatch(site_rules.BLOGGER_HOST, host)):
        return f"{blog[1]}.blogspot.com"
    return site_rules.ALIASES.get(host, host)


def _path(path: str, host: str) -> str:
    """Resolve escapes and dots, and drop from the end what does not change the page."""
    if not _UNESCAPED.fullmatch(path):
        path = _escape(path, _PLAIN_IN_PATH)
    before = None
    while path != before:  # `/a/index.html/amp/.`: each may bare another
        before = path
        path = _shorten(_without_dots(path) if "/." in path else path, host)
    return path


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
    if name in {"index.html", "index.htm"} or (name == "amp" and _has_amp_view(folder, host)):
        return folder
    if ";jsessionid=" in name.lower():
        return path[: path.lower().rindex(";jsessionid=")]
    if name.endswith(".amp.html") and name != ".amp.html":
        return path.removesuffix(".amp.html") + ".html"
    return path.removesuffix(".amp") if name != ".amp" else path


def _has_amp_view(folder: str, host: str) -> bool:
    """Return whether `/amp` after `folder` is a view of a page, and not the name of a thing."""
    name = folder.rpartition("/")[2]
    if host in site_rules.NAMING_HOSTS or name in site_rules.NAMING_FOLDERS:
        return False
    return bool(name) and not re.fullmatch("[a-z]{2}", name)  # a language: /en/amp


def _query(query: str, host: str, path: str) -> str:
    """Drop tracking and dress, and sort the rest by name; what shares a name keeps its order."""
    if not query:
        return ""
    own = _of_site(tracking.TRACKING_AT, host)
    blogger = re.fullmatch(site_rules.BLOGGER_PATH, path)
    dress = site_rules.DRESS_AT["blogspot.com"] if blogger else _of_site(site_rules.DRESS_AT, host)
    pairs = [
        pair for pair in map(_pair, query.split("&")) if any(pair) and not _is_tracking(pair, own)
    ]
    kept = [pair for pair in pairs if not _is_dress("".join(pair), dress)]
    kept.sort(key=lambda pair: pair[0])
    return "&".join(map("".join, kept))


def _pair(piece: str) -> tuple[str, str, str]:
    """Split one parameter into name, equals sign and value, each in its one spelling."""
    name, equals, value = piece.replace("+", "%20").partition("=")
    while name.startswith("amp;"):  # copied out of HTML
        name = name[4:]
    if not _UNESCAPED.fullmatch(name):
        name = _escape(name, _PLAIN)
    if not _UNESCAPED.fullmatch(value):
        value = _escape(value, _PLAIN_IN_VALUE)
    return name, equals, value


def _is_tracking(pair: tuple[str, str, str], of_site: str) -> bool:
    """Return whether a parameter only says where the reader came from."""
    name = pair[0].lower()
    return (
        name in tracking.TRACKING
        or name.startswith(tracking.TRACKING_PREFIXES)
        or name in of_site.split()
        or re.fullmatch(tracking.TRACKING_PAIR, "".join(pair), re.IGNORECASE) is not None
    )


def _is_dress(pair: str, of_site: str) -> bool:
    """Return whether a parameter only changes how the page looks, or for whom."""
    return any(
        re.fullmatch(dress, pair, re.IGNORECASE) for dress in (site_rules.DRESS, of_site) if dress
    )


def _of_site(table: dict[str, str], host: str) -> str:
    """Return the entry of the site that `host` belongs to, or an empty one."""
    return next((table[domain] for domain in _domains(host) if domain in table), "")


def _domains(host: str) -> list[str]:
    """Return `host` and the domains above it, down to two labels."""
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def _fragment(fragment: str, path: str) -> str:
    """Return an anchor that is the point: a route, an application's state, a numbered part."""
    fragment = _escape(fragment, _PLAIN).partition(":~:")[0]
    place = site_rules.PLACE_IN_PDF if "pdf" in path.lower() else site_rules.PLACE
    if _is_only_tracking(fragment) or re.fullmatch(place, fragment, re.IGNORECASE):
        return ""
    if re.fullmatch(site_rules.STATE, fragment):
        return fragment
    is_point = len(fragment) <= _ANCHOR_LENGTH and re.fullmatch(
        site_rules.POINT, fragment, re.IGNORECASE
    )
    return fragment if is_point else ""


def _is_only_tracking(fragment: str) -> bool:
    """Return whether a fragment holds tracking parameters and nothing else."""
    return "=" in fragment and all(_is_tracking(_pair(piece), "") for piece in fragment.split("&"))


def _in_one_spelling(page: _Page) -> _Page:
    """Choose one spelling of a page that its site writes in several ways; an anchor stays."""
    if ".wik" in page.host and re.fullmatch(site_rules.WIKIMEDIA, page.host):
        page = page._replace(path=page.path.replace("%20", "_"))
    if page.port:
        return page
    rows = [row for domain in _domains(page.host) for row in site_rules.SPELLINGS.get(domain, ())]
    for pattern, spelling in rows:
        match = re.match(rf"(?:{pattern})(?=[?&#]|\Z)", page.place)
        if match is not None:
            host, _, rest = match.expand(spelling).partition("/")
            path, _, query = rest.partition("?")
            host, path = host or page.host, _path("/" + path, host or page.host)
            fragment = match.string[match.end() :].partition("#")[2]
            return _Page(page.origin, host, "", path, query, fragment, " ".join(match.groups()))
    return page


def _escape(text: str, plain: frozenset[int]) -> str:
    """Escape what no URL may hold, and unescape what means the same without (RFC 3986, 6.2.2)."""

    def encode(match: re.Match[str]) -> str:
        if match[1] is None:
            return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogatepass"))
        code = int(match[1], 16)
        return chr(code) if code in plain else match[0].upper()

    return _ESCAPE.sub(encode, text)


def _strip(url: str, host: str) -> str:
    """Cut the tracking parameters of the site `host`, and everyone's, out of `url`."""
    text = url.strip(_EDGES)
    head, mark, fragment = text.partition("#")
    base, _, query = head.partition("?")
    of_site = _of_site(tracking.TRACKING_AT, host)
    pieces = query.split("&")
    kept = [piece for piece in pieces if not _is_tracking(_pair(piece), of_site)]
    if kept != pieces:
        if kept and kept[0] != pieces[0]:
            kept[0] = kept[0].removeprefix("amp;")  # its ampersand, copied out of HTML, is gone
        query = "&".join(kept)
        head = f"{base}?{query}" if query.strip("&") else base
    rest = head if _is_only_tracking(fragment) else head + mark + fragment
    return url if rest == text or rest[-1] in _EDGES else rest
