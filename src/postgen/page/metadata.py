"""Read the metadata of a page that a server sent."""

from __future__ import annotations

import json
import re
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal

from postgen.page import charset, html_head, interstitials, jsonld, pdf, titles
from postgen.page.model import Page
from postgen.page.one_line import one_line, repaired_line
from postgen.page.site_names import site_names, unbrand
from postgen.page.titles_from_urls import host_of
from postgen.urls.schemes import web_address

if TYPE_CHECKING:
    from postgen.page.html_head import Head

MAX_DESCRIPTION = 1000
"""Most characters of a description."""

REFRESH_AT_ONCE = 10
"""Most seconds of a refresh that redirects; a later one reloads a page that is there to be read."""

UNTITLED_PDF = "the PDF has no title"

_START = 1024  # bytes by which HTML, PDF and anything else are recognized
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
# PNG, GIF, JPEG, ZIP, gzip, MP3, Ogg, WAV and WebP, RAR, ELF, MP4; or two zero bytes.
_BINARY = (
    rb"(?s)\x89PNG|GIF8[79]a|\xff\xd8\xff|PK\x03\x04|\x1f\x8b|ID3|OggS|RIFF|Rar!|\x7fELF|.{4}ftyp"
    rb"|.*?\x00\x00"
)
_HEAD_ENDS = rb"(?i)</head[\s>]|<body[\s>]"
# `5; url=/new`, `0;URL='/new'`, `3, /new`: the seconds, and the address in one of three groups.
_REFRESH = r"(?is)\s*(\d*)[\d.]*\s*(?:[;,]\s*|\s)(?:url\s*=\s*)?(?:\"([^\"]*)|'([^']*)|(\S.*))"

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
# `2024-05-01`, `2024/5/1`, `2024-05-01T10:30:00.000+02:00`, `2024-05-01 10:30 Z`
_DATE = (
    r"(\d{4})[-/](0?[1-9]|1[0-2])[-/](0?[1-9]|[12]\d|3[01])(?!\d)"
    r"(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)? ?(Z|[+-]\d\d:?\d\d)?)?"
)
_IMAGES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")

# What programs call a PDF without a title, and file names in the place of one.
_PDF_PLACEHOLDER = (
    r"(?i)microsoft (?:word|powerpoint|excel)\b.*|untitled.*|powerpoint presentation"
    r"|word document|document\d*|slide \d+|layout \d+|latex.*|pii: .*|doi: ?10\..*"
    r"|\S*\.(?:docx?|dvi|tex|indd|qxd|ps|pdf|pptx?|xlsx?|rtf|odt|wpd|fm|pages|p65|eps|ai|cdr)"
)


_MAX_AUTHORS = 20

Kind = Literal["html", "xml", "pdf", ""]


def read(body: bytes, *, url: str, content_type: str = "", status: int = 200) -> Page:
    """Return the metadata of a page from its bytes, or the first of them; never raises.

    `url`: the address that answered. `content_type` and `status`: as the server sent them. For an
    interstitial, a soft 404, an empty shell or what is not a page, `title` is empty and `failure`
    says why.
    """
    kind = _kind(body, content_type)
    if kind in {"html", "xml"}:
        return _read_markup(body, url, content_type, status, is_xml=kind == "xml")
    if not _is_success(status):
        return Page(url, failure=_status(status))
    if kind == "pdf":
        return _read_pdf(body, url)
    if not body:
        return Page(url, failure="it is empty")
    return Page(url, failure=f"not a web page ({_label(content_type) or 'of unknown type'})")


def enough(body: bytes, *, url: str, content_type: str) -> bool:
    """Whether more bytes would change nothing: the head has a title, or it is not a page."""
    kind = _kind(body, content_type)
    if kind not in {"html", "xml"}:
        return not kind and len(body) >= _START
    if not re.search(_HEAD_ENDS, body):
        return False
    text = charset.decode(body, next(charset.candidates(body, content_type, host_of(url))))
    if kind == "xml":
        text = html_head.xml_as_html(text)
    found = html_head.gather(text, whole=False)
    if not found.is_complete:
        return False
    page = _Reading(found, url, status=200).page()
    has_result = bool(page.title or page.refresh)
    return has_result and "\ufffd" not in page.title


def read_oembed(answer: bytes, *, url: str) -> Page:
    """Return the metadata of `url` in an oEmbed response (https://oembed.com, section 2.3.4)."""
    try:
        parsed = json.loads(answer)
    except (ValueError, RecursionError):
        parsed = None
    fields = parsed if isinstance(parsed, dict) else {}

    def line(key: str) -> str:
        value = fields.get(key)
        return one_line(value) if isinstance(value, str) else ""

    title = line("title")
    return Page(
        url,
        title=title,
        author=line("author_name"),
        site=line("provider_name"),
        image=web_address(line("thumbnail_url"), url),
        failure="" if title else "it has no title",
    )


def refresh_target(value: str, url: str) -> str:
    """Return where a refresh (`0; url=/new`) leads; "" for none, or for a mere reload.

    `value`: that of a `<meta http-equiv="refresh">` or of a `Refresh` header.
    """
    found = re.match(_REFRESH, value)
    if not found:
        return ""
    seconds, double_quoted, single_quoted, bare = found.groups()
    if int(seconds[:9] or 0) > REFRESH_AT_ONCE:
        return ""
    target = web_address(double_quoted or single_quoted or bare or "", url)
    is_reload = target.partition("#")[0] == url.partition("#")[0]
    return "" if is_reload else target


def _is_success(status: int) -> bool:
    return 200 <= status < 300


def _status(status: int) -> str:
    if status not in HTTPStatus.__members__.values():
        return f"HTTP {status}"
    return f"HTTP {status} {HTTPStatus(status).phrase}"


def _label(content_type: str) -> str:
    return one_line(content_type.partition(";")[0].lower(), 60)


def _kind(body: bytes, content_type: str) -> Kind:
    """Return "html", "xml", "pdf", or "" for what has no title to read.

    The bytes decide where the label is vague or plainly wrong, as in browsers
    (https://mimesniff.spec.whatwg.org).
    """
    label = _label(content_type)
    start = body[:_START]
    may_be_pdf = label in _PDF_TYPES | _VAGUE_TYPES | _HTML_TYPES
    if may_be_pdf and b"%PDF-" in start:
        return "pdf"
    if label in _HTML_TYPES:
        is_binary = re.match(_BINARY, start.rstrip(b"\x00"))
        return "html" if start and not is_binary else ""
    if label in _XML_TYPES:
        return "xml"
    looks_like_html = label in _VAGUE_TYPES and re.match(_LOOKS_LIKE_HTML, start)
    return "html" if looks_like_html else ""


def _read_pdf(body: bytes, url: str) -> Page:
    title, author = (one_line(text) for text in pdf.read(body))
    if title and not re.fullmatch(_PDF_PLACEHOLDER, title):
        return Page(url, title=title, author=author)
    failure = interstitials.quote(interstitials.PLACEHOLDER, title) if title else UNTITLED_PDF
    return Page(url, author=author, failure=failure)


def _read_markup(body: bytes, url: str, content_type: str, status: int, *, is_xml: bool) -> Page:
    """Read in the likeliest encoding; in the next one, if what matters cannot be decoded."""
    first: Page | None = None
    for codec in charset.candidates(body, content_type, host_of(url)):
        text = charset.decode(body, codec).replace("\x00", "")
        if is_xml:
            text = html_head.xml_as_html(text)
        page = _read_text(text, url, status)
        first = first or page
        if "\ufffd" not in (page.title or text):
            break
    else:
        page = first or Page(url)
    is_feed = is_xml and re.search(rb"<(?:rss|feed)\b", body[:_START])
    return page._replace(feed=page.feed or url) if is_feed else page


def _read_text(text: str, url: str, status: int) -> Page:
    """Read the head; the whole page where the head does not give a title."""
    page = _Reading(html_head.gather(text, whole=False), url, status).page()
    if page.title or page.refresh:
        return page
    return _Reading(html_head.gather(text), url, status).page()


class _Reading:
    """The sources of a page's metadata, of which the best is chosen for each field."""

    def __init__(self, found: Head, url: str, status: int) -> None:
        self.head = found
        self.url = url
        self.status = status
        self.host = host_of(url)
        self.json_ld = jsonld.facts(found.json_ld)
        self.base = web_address(found.base, url) or url
        site_in_json_ld = self.json_ld.get("site", "")
        self.site = repaired_line(found.meta("og:site_name", "application-name") or site_in_json_ld)
        declared = (self.site, found.meta("application-name"), site_in_json_ld)
        self.names = site_names(self.host, declared)

    def page(self) -> Page:
        """Return the page: with its title, or with the reason why it has none."""
        meta = self.head.meta
        json_ld = self.json_ld
        link = partial(web_address, base=self.base)
        refresh = refresh_target(self.head.refresh, self.base) if _is_success(self.status) else ""
        title = ""
        failure = "it leads on to another page" if refresh else self._interstitial()
        if not failure:
            title, failure = titles.choose(
                self.head, self.url, json_ld.get("title", ""), self.names
            )
        described = meta("og:description", "description", "twitter:description")
        return Page(
            self.url,
            title=title,
            description=repaired_line(described or json_ld.get("description", ""), MAX_DESCRIPTION),
            author=_author(self.head) or repaired_line(json_ld.get("author", "")),
            site=self.site,
            date=_date(meta(*_DATES) or json_ld.get("date", "")),
            image=link(meta(*_IMAGES) or self.head.image or json_ld.get("image", "")),
            language=_language(self.head.language or meta("og:locale")),
            canonical_url=link(self.head.canonical or meta("og:url")),
            feed=link(self.head.feed),
            failure=failure,
            refresh=refresh,
        )

    def _interstitial(self) -> str:
        """Return why this is not the page that was linked, by its status or its titles."""
        written = (self.head.title, self.head.meta("og:title"), self.head.heading)
        forms: dict[str, None] = {}
        for title in map(repaired_line, written):
            if title:
                forms |= dict.fromkeys((title, unbrand(title, self.names)))
        reason = interstitials.interstitial(
            forms,
            visible=self.head.visible,
            asks_password=lambda: self.head.has_password,
        )
        if _is_success(self.status):
            return reason
        # "the server sent a login page (HTTP 401)" is more helpful than the status alone.
        is_barred = reason.startswith(
            (interstitials.BLOCK, interstitials.LOGIN, interstitials.CONSENT)
        )
        return f"{reason} (HTTP {self.status})" if is_barred else _status(self.status)


def _author(found: Head) -> str:
    """Return the names of the authors; addresses of profiles and account names are left out."""
    for key in _AUTHORS:
        lines = dict.fromkeys(
            repaired_line(name) for name in found.metas.get(key, ())[:_MAX_AUTHORS]
        )
        names = [line for line in lines if _is_name(line)]
        if names:
            return one_line(", ".join(names))
    return ""


def _is_name(line: str) -> bool:
    return bool(line) and "://" not in line and not line.startswith("@")


def _date(text: str) -> str:
    """Return a date in the form of ISO 8601; "" for anything else."""
    found = re.match(_DATE, text.strip())
    if not found:
        return ""
    year, month, day, time, zone = found.groups()
    date = f"{year}-{month:0>2}-{day:0>2}"
    return f"{date}T{time}{zone or ''}" if time else date


def _language(text: str) -> str:
    """Return a language tag (`pt_BR` as `pt-BR`); "" for anything else."""
    tag = text.strip().replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", tag) else ""
