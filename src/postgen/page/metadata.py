"""A page that a server sent, read for what it says of itself."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from postgen.page import charset, head, interstitials, jsonld, pdf
from postgen.page.slugs import host_of, is_front_page, words_of_path
from postgen.page.titles import one_line, site_names, squash, unbrand
from postgen.text import mojibake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.page.head import Head

MAX_DESCRIPTION = 1000
"""Characters kept of a description."""

REFRESH_AT_ONCE = 10
"""Seconds up to which a refresh leads on; a later one renews a page that is there to be read."""

UNTITLED_PDF = "the PDF has no title"

_START = 1024  # bytes that tell HTML, PDF and anything else apart
_HTML_TYPES = frozenset({"text/html"})
_XML_TYPES = frozenset(
    {
        "application/xhtml+xml",
        "application/xml",
        "text/xml",
        "application/rss+xml",
        "application/atom+xml",
    }
)
_PDF_TYPES = frozenset({"application/pdf", "application/x-pdf"})
_VAGUE_TYPES = frozenset(
    {"", "text/plain", "application/octet-stream", "binary/octet-stream", "*/*"}
)
_LOOKS_LIKE_HTML = (
    rb"(?is)(?:\xef\xbb\xbf|\s|<!--.*?-->)*<(?:!doctype html|html|head|title|meta|body)\b"
)
_BINARY = rb"(?s)\x89PNG|GIF8[79]a|\xff\xd8\xff|PK\x03\x04|\x1f\x8b|ID3|OggS|RIFF|Rar!|\x7fELF|.{4}ftyp|.*?\x00\x00"
_HEAD_ENDS = rb"(?i)</head[\s>]|<body[\s>]"
_REFRESH = r"(?is)\s*(\d*)[\d.]*\s*(?:[;,]\s*|\s)(?:url\s*=\s*)?(?:\"([^\"]*)|'([^']*)|(\S.*))"

_TITLES = ("og:title", "twitter:title", "citation_title", "dc.title", "dcterms.title")
_AUTHORS = (
    "author",
    "citation_author",
    "article:author",
    "dc.creator",
    "parsely-author",
    "twitter:creator",
)
_DATES = (
    "article:published_time",
    "og:article:published_time",
    "citation_publication_date",
    "citation_date",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "parsely-pub-date",
    "pubdate",
)
_DATE = (
    r"(\d{4})[-/](0?[1-9]|1[0-2])[-/](0?[1-9]|[12]\d|3[01])(?!\d)"
    r"(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)? ?(Z|[+-]\d\d:?\d\d)?)?"
)
_IMAGES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")

# What programs call a PDF that nobody gave a title, and file names that were taken for one.
_PDF_PLACEHOLDER = (
    r"(?i)microsoft (?:word|powerpoint|excel)\b.*|untitled.*|powerpoint presentation|word document|document\d*"
    r"|slide \d+|layout \d+|latex.*|pii: .*|doi: ?10\..*"
    r"|\S*\.(?:docx?|dvi|tex|indd|qxd|ps|pdf|pptx?|xlsx?|rtf|odt|wpd|fm|pages|p65|eps|ai|cdr)"
)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says of itself, each field one plain line; what it does not say is empty."""

    url: str
    """The address that was asked for, as given."""
    title: str = ""
    description: str = ""
    author: str = ""
    site: str = ""
    date: str = ""
    """When it was published, as in ISO 8601: a date, or a date and a time."""
    image: str = ""
    language: str = ""
    """A tag as in BCP 47, such as `en` or `pt-BR`."""
    canonical_url: str = ""
    feed: str = ""
    failure: str = ""
    """Why there is no title, in words for people; empty when there is one."""
    refresh: str = ""
    """Where the page sends its visitors at once; whoever fetched it should go there."""
    final_url: str = ""
    """The address that answered in the end, where that is another one."""


def read(body: bytes, *, url: str, content_type: str = "", status: int = 200) -> Page:
    """Return what a page says of itself, from its bytes (or the first of them).

    `url`: the address that answered. `content_type` and `status`: as the server sent them. A wall, a soft 404, an
    empty shell or no page at all is refused: `refusal` says why, and `title` is empty. Never raises.
    """
    kind = _kind(body, content_type)
    if kind in {"html", "xml"}:
        return _read_markup(body, url, content_type, status, is_xml=kind == "xml")
    if not _is_success(status):
        return Page(url, failure=_status(status))
    if kind == "pdf":
        return _read_pdf(body, url)
    return Page(
        url,
        failure=f"not a web page ({_label(content_type) or 'of unknown type'})"
        if body
        else "it is empty",
    )


def enough(body: bytes, *, url: str, content_type: str) -> bool:
    """Say whether more bytes of a page would change nothing: its head gave a title, or it is no page at all."""
    kind = _kind(body, content_type)
    if kind not in {"html", "xml"}:
        return not kind and len(body) >= _START
    if not re.search(_HEAD_ENDS, body):
        return False
    text = charset.decode(body, next(charset.candidates(body, content_type, host_of(url))))
    found = head.gather(head.unwrapped(text) if kind == "xml" else text, whole=False)
    page = _Reading(found, url, status=200).page()
    return found.is_complete and bool(page.title or page.refresh) and "\ufffd" not in page.title


def read_oembed(answer: bytes, *, url: str) -> Page:
    """Return what an oEmbed provider says of the page at `url` (https://oembed.com, section 2.3.4)."""
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError):
        said = None
    facts = said if isinstance(said, dict) else {}

    def fact(key: str) -> str:
        value = facts.get(key)
        return one_line(value) if isinstance(value, str) else ""

    title = fact("title")
    return Page(
        url,
        title=title,
        author=fact("author_name"),
        site=fact("provider_name"),
        image=_address(fact("thumbnail_url"), url),
        failure="" if title else "it has no title",
    )


def refresh_target(value: str, url: str) -> str:
    """Return where a refresh leads (`0; url=/new`, of a `<meta>` or a header); "" for none or a mere reload."""
    found = re.match(_REFRESH, value)
    if not found or int(found[1][:9] or 0) > REFRESH_AT_ONCE:
        return ""
    target = _address(next(filter(None, found.groups()[1:]), ""), url)
    return "" if target.partition("#")[0] == url.partition("#")[0] else target


def _is_success(status: int) -> bool:
    return 200 <= status < 300


def _status(status: int) -> str:
    known = status in HTTPStatus.__members__.values()
    return f"HTTP {status} {HTTPStatus(status).phrase}" if known else f"HTTP {status}"


def _label(content_type: str) -> str:
    return one_line(content_type.partition(";")[0].lower(), 60)


def _kind(body: bytes, content_type: str) -> str:
    """Return "html", "xml", "pdf", or "" for what has no title to read.

    The bytes decide where the label is vague or plainly wrong, as in browsers (https://mimesniff.spec.whatwg.org).
    """
    label, start = _label(content_type), body[:_START]
    if b"%PDF-" in start and label in _PDF_TYPES | _VAGUE_TYPES | _HTML_TYPES:
        return "pdf"
    if label in _HTML_TYPES:
        return "" if re.match(_BINARY, start.rstrip(b"\x00")) or not start else "html"
    if label in _XML_TYPES:
        return "xml"
    return "html" if label in _VAGUE_TYPES and re.match(_LOOKS_LIKE_HTML, start) else ""


def _read_pdf(body: bytes, url: str) -> Page:
    title, author = (one_line(text) for text in pdf.read(body))
    if title and not re.fullmatch(_PDF_PLACEHOLDER, title):
        return Page(url, title=title, author=author)
    reason = interstitials.quote(interstitials.PLACEHOLDER, title) if title else UNTITLED_PDF
    return Page(url, author=author, failure=reason)


def _read_markup(body: bytes, url: str, content_type: str, status: int, *, is_xml: bool) -> Page:
    """Read in the likeliest encoding; in the next one, should what matters have holes."""
    first: Page | None = None
    for codec in charset.candidates(body, content_type, host_of(url)):
        text = charset.decode(body, codec).replace("\x00", "")
        page = _read_text(head.unwrapped(text) if is_xml else text, url, status)
        first = first or page
        if "\ufffd" not in (page.title or text):
            break
    else:
        page = first or Page(url)
    is_feed = is_xml and re.search(rb"<(?:rss|feed)\b", body[:_START])
    return replace(page, feed=page.feed or url) if is_feed else page


def _read_text(text: str, url: str, status: int) -> Page:
    """Read the head; the whole page where the head does not give a title."""
    page = _Reading(head.gather(text, whole=False), url, status).page()
    return page if page.title or page.refresh else _Reading(head.gather(text), url, status).page()


class _Reading:
    """One page's words about itself, weighed against each other."""

    def __init__(self, found: Head, url: str, status: int) -> None:
        self.head, self.url, self.status, self.host = found, url, status, host_of(url)
        self.ld = jsonld.facts(found.json_ld)
        self.base = _address(found.base, url) or url
        self.site = _line(found.meta("og:site_name", "application-name") or self.ld.get("site", ""))
        declared = (self.site, found.meta("application-name"), self.ld.get("site", ""))
        self.names = site_names(self.host, declared)

    def page(self) -> Page:
        """Return the page: with its title, or why it has none."""
        meta, ld, link = self.head.meta, self.ld, partial(_address, base=self.base)
        refresh = refresh_target(self.head.refresh, self.base) if _is_success(self.status) else ""
        failure = "it leads on to another page" if refresh else self._wall()
        title, failure = ("", failure) if failure else self._title()
        description = meta("og:description", "description", "twitter:description") or ld.get(
            "description", ""
        )
        return Page(
            self.url,
            title=title,
            description=_line(description, MAX_DESCRIPTION),
            author=_author(self.head) or _line(ld.get("author", "")),
            site=self.site,
            date=_date(meta(*_DATES) or ld.get("date", "")),
            image=link(meta(*_IMAGES) or self.head.image or ld.get("image", "")),
            language=_language(self.head.language or meta("og:locale")),
            canonical_url=link(self.head.canonical or meta("og:url")),
            feed=link(self.head.feed),
            failure=failure,
            refresh=refresh,
        )

    def _wall(self) -> str:
        """Return why this is no page, as its status or its titles tell."""
        titles = [
            _line(self.head.title),
            _line(self.head.meta("og:title")),
            _line(self.head.heading),
        ]
        interstitial = interstitials.interstitial(
            dict.fromkeys(
                form for title in titles if title for form in (title, unbrand(title, self.names))
            ),
            visible=self.head.visible,
            asks_password=lambda: self.head.has_password,
        )
        if _is_success(self.status):
            return interstitial
        is_kept_out = interstitial.startswith(
            (interstitials.BLOCK, interstitials.LOGIN, interstitials.CONSENT)
        )
        return f"{interstitial} (HTTP {self.status})" if is_kept_out else _status(self.status)

    def _title(self) -> tuple[str, str]:
        """Return the best title and no refusal, or no title and why."""
        written = [line for text in self._written() if (line := _line(text))]
        meant = [line for line in written if not self._is_placeholder(line)]
        if telling := [line for line in meant if squash(line) not in self.names]:
            title = _whole(telling[0], telling[1:])
            return title if is_front_page(self.url) else unbrand(title, self.names), ""
        if meant and not self._should_tell_more():
            return meant[0], ""
        if written:
            reason = interstitials.BRAND if meant else interstitials.PLACEHOLDER
            return "", interstitials.quote(reason, (meant or written)[0])
        return "", "it has no title"

    def _written(self) -> Iterator[str]:
        """Yield what may be the title, the best first."""
        yield self.head.meta("og:title")
        yield self.head.title
        yield from (self.head.meta(name) for name in _TITLES)
        yield self.ld.get("title", "")
        yield self.head.heading

    def _is_placeholder(self, line: str) -> bool:
        forms = {line, unbrand(line, self.names)}
        return any(
            interstitials.is_placeholder(form, self.host, visible=self.head.visible)
            for form in forms
        )

    def _should_tell_more(self) -> bool:
        """Say whether a page that gives only the site's name is one of many, or has nothing to show."""
        if is_front_page(self.url):
            return False
        parts = urlsplit(self.url)
        is_one_of_many = (
            parts.query or re.search(r"\d", parts.path) or " " in words_of_path(parts.path)
        )
        return bool(is_one_of_many) or not self.head.visible()


def _whole(title: str, others: list[str]) -> str:
    """Return a title as another one on the page completes it: cut short, or with references escaped twice."""
    if title.endswith(("…", "...")):
        start = title.rstrip("….").rstrip()
        title = next(
            (other for other in others if other.startswith(start) and len(other) > len(title)),
            title,
        )
    if "&" in title and any(unescape(title) in other for other in others):
        title = unescape(title)
    return title


def _line(text: str, limit: int = 300) -> str:
    return one_line(mojibake.repair(text[: 10 * limit]), limit)


def _author(found: Head) -> str:
    """Return the names of the authors; addresses of profiles and accounts are no names."""
    for key in _AUTHORS:
        names = [_line(name) for name in found.metas.get(key, ())[:20]]
        names = [
            name for name in dict.fromkeys(names) if name and "://" not in name and name[0] != "@"
        ]
        if names:
            return one_line(", ".join(names))
    return ""


def _date(text: str) -> str:
    found = re.match(_DATE, text.strip())
    if not found:
        return ""
    year, month, day, time, zone = found.groups()
    return f"{year}-{month:0>2}-{day:0>2}" + (f"T{time}{zone or ''}" if time else "")


def _language(text: str) -> str:
    tag = text.strip().replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", tag) else ""


def _address(text: str, base: str) -> str:
    """Return an absolute http address, "" for anything else (`data:`, `javascript:`, nonsense)."""
    text = re.sub(r"[\t\r\n]", "", text.strip())
    if not text or len(text) > 4000:
        return ""
    try:
        address = urljoin(base, text)
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.hostname else ""
