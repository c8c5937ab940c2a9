"""Where links lead within a site: without `baseurl`, from the root, whatever Liquid writes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

from postgen.markdown.source_map import OPAQUE
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from postgen.checks.check import Subject
    from postgen.checks.site_facts import SiteFacts
    from postgen.markdown import Markdown
    from postgen.markdown.source_map import View
    from postgen.markdown.tree import Block, Span

_TARGET = Lazy(r"\]\(\s*<?(?P<url>(?:\{\{.*?\}\}|[^\s()<>])*)")
"""`](url`, which may hold Liquid with spaces."""

_BASE = r"\{\{-?\s*site\.(?:github\.)?baseurl\s*-?\}\}"
_WITH_BASE = Lazy(
    rf"(?:\{{\{{-?\s*site\.url\s*-?\}}\}})?{_BASE}(?P<one>/[^{{}}]*)\Z"
    r"|\{\{-?\s*(?P<quote>[\"'])(?P<two>[^\"'{}]*)(?P=quote)\s*"
    r"(?:\|\s*(?:relative_url|absolute_url|prepend:\s*site\.(?:base)?url)\s*)+-?\}\}"
    r"(?P<more>[^{}]*)\Z"
)
"""`{{ site.baseurl }}/map/`, `{{ "/map/" | relative_url }}#top`."""
_SITE_URL = Lazy(r"\{\{-?\s*site\.url\s*-?\}\}(?=/)")
_SCHEME = Lazy(r"[A-Za-z][\w+.-]*:|//")
_FILE = Lazy(
    r"\.(?:html?|md|markdown|pdf|txt|xml|json|zip|png|jpe?g|gif|svg|webp|avif|mp3|mp4)\Z",
    re.IGNORECASE,
)
"""What no folder of another site on the host is named like, as `/next.js/` may be."""
_MARKDOWN = Lazy(r"\.(?:md|markdown|mkdn?|mkdown)\Z", re.IGNORECASE)

_EVERYTHING = "/"
"""Where a plugin may write pages, of `SiteFacts.folders_of_others`: everywhere."""

# Folders that programs fill which run before or behind Jekyll.
_MADE = frozenset(
    "tag tags topic topics category categories author authors page pages archive archives search "
    "feed feeds rss atom api admin cdn-cgi cgi-bin wp-content wp-admin wp-json pagefind".split()
)
_TAG = Lazy(r"<(?P<name>a|img)\b(?P<rest>[^<>]*)>", re.IGNORECASE)
_NO_HTML = Lazy(
    r"<!--.*?-->|<(?P<tag>script|style|pre|code|textarea|template|noscript)\b.*?</(?P=tag)\s*>",
    re.DOTALL | re.IGNORECASE,
)
_VALUE = r"\s*=\s*(?:\"((?:\{\{.*?\}\}|[^\"])*)\"|'((?:\{\{.*?\}\}|[^'])*)')"
_ADDRESSES = {
    "a": re.compile(rf"\shref{_VALUE}", re.IGNORECASE),
    "img": re.compile(rf"\ssrc{_VALUE}", re.IGNORECASE),
}


class Written(NamedTuple):
    """An address that a text leads to or shows: `kind` is link or image, `url` as it is written."""

    kind: str
    url: str
    start: int
    end: int


def addresses_in(subject: Subject) -> Iterator[Written]:
    """Yield the addresses of a subject's Markdown and HTML, as they are written, with Liquid."""
    body = subject.body
    for span, view in subject.links:
        if span.kind == "autolink":
            continue
        url = written_url(body, span, view)
        yield Written(span.kind, url, view.at(span.start), view.end(span.end))
    yield from html_addresses(subject)


def written_url(body: Markdown, span: Span, view: View) -> str:
    """Return the address of a link as its source has it; "" where that cannot be known."""
    if OPAQUE not in span.url:
        return span.url
    if span.form != "inline":
        return ""
    written = body.source[view.at(span.inner_end) : view.end(span.end)]
    found = _TARGET.match(written)
    return found["url"] if found else ""


def html_addresses(subject: Subject) -> Iterator[Written]:
    """Yield the addresses of the tags of a body: `<a href>`, `<img src>`."""
    source = subject.body.source
    if not any(each in source for each in ("<a", "<img", "<A", "<IMG")):
        return
    for block in subject.body.walk(subject.body.blocks):
        if block.kind == "html":
            yield from _of_tags(subject, block)
    for block in subject.leaves:
        view = block.view
        if not view or "<" not in view.text:
            continue
        for outer in subject.body.spans(view):
            for span in outer.walk():
                if span.kind == "html" and span.label in _ADDRESSES:
                    start, end = view.at(span.start), view.end(span.inner_start)
                    yield from _of_tag(source[start:end], start)


def _of_tags(subject: Subject, block: Block) -> Iterator[Written]:
    """Yield the addresses of the tags of a block, besides those of the text in it."""
    text = subject.body.source[block.start : block.end]
    masked = _NO_HTML.sub(lambda found: " " * len(found[0]), text)
    for child in block.inside():
        start, end = child.start - block.start, child.end - block.start
        if child.kind != "html":
            masked = masked[:start] + " " * (end - start) + masked[end:]
    if not any(child.kind == "html" for child in block.inside()):
        for found in _TAG.finditer(masked):
            yield from _of_tag(text[found.start() : found.end()], block.start + found.start())


def _of_tag(tag: str, start: int) -> Iterator[Written]:
    found = _TAG.match(tag)
    if not found:
        return
    name = found["name"].lower()
    value = _ADDRESSES[name].search(tag)
    if value:
        kind = "image" if name == "img" else "link"
        url = value[1] or value[2] or ""
        yield Written(kind, url.replace("&amp;", "&"), start, start + len(tag))


def address_of(subject: Subject, url: str) -> str:
    """Return the address in the site, from its root, that a link leads to.

    It is "" for one that leads elsewhere, and where that cannot be known.
    """
    site, file = subject.site, subject.file
    if site is None or file is None or not url or url[0] in "#?":
        return ""
    base = str(site.config.get("baseurl") or "").rstrip("/")
    with_base = _WITH_BASE.match(url)
    if with_base:
        path = with_base["one"] or f"{with_base['two'] or ''}{with_base['more'] or ''}"
        return path if path.startswith("/") else f"/{path}"
    path = _SITE_URL.sub("", url)
    home = str(site.config.get("url") or "").rstrip("/")
    if home and path.startswith(f"{home}/"):
        path = path[len(home) :]
    if "{" in path or _SCHEME.match(path):
        return ""
    if not path.startswith("/"):
        return _relative(subject, path)
    if not base:
        return path
    return path[len(base) :] if path.startswith(f"{base}/") else ""


def _relative(subject: Subject, path: str) -> str:
    """Return where a relative address leads, seen from the page that it stands on."""
    file, site = subject.file, subject.site
    if site is None or file is None or not file.url or file.kind == "drafts":
        return ""
    plain = unquote(path.partition("#")[0].partition("?")[0])
    beside = urljoin(f"/{file.path}", plain)
    if _MARKDOWN.search(plain) and beside[1:] in site.files:  # jekyll-relative-links leads there
        return ""
    return urljoin(file.url, path)


def is_missing(site: SiteFacts, address: str, *, is_image: bool = False) -> bool:
    """Whether there is certainly nothing at an address of the site.

    Nothing is certain of folders that other programs fill, and of those that the site does not
    have: on a host of many sites, `/other/` may be another one.
    """
    path = unquote(address.partition("#")[0].partition("?")[0])
    first, _, rest = path[1:].partition("/")
    if not first or first.lower() in _MADE or "/../" in path:
        return False
    if is_image and _EVERYTHING not in site.folders_of_others:
        # a theme has styles and fonts below `/assets/`, and no pictures of a post
        site = site._replace(folders_of_others=tuple(set(site.folders_of_others) - {"/assets/"}))
    if not site.is_missing(address):
        return False
    has_base = bool(str(site.config.get("baseurl") or "").strip("/"))
    if has_base or (not rest and _FILE.search(path)):
        return True
    return first.casefold() in _index(site.addresses).folders


def alike(site: SiteFacts, path: str) -> str:
    """Return the one address that differs from a path only in small and capital letters."""
    by_letters = _index(site.addresses).by_letters
    found: list[str] = []
    for end in ("", ".html", "/index.html", "index.html"):
        found += by_letters.get(f"{path}{end}".casefold(), [])
    return found[0].removesuffix("index.html") if len(found) == 1 else ""


class _Index:
    """The addresses of a site by their letters, and the names of its outermost folders."""

    def __init__(self, addresses: Mapping[str, Sequence[str]]) -> None:
        self.addresses = addresses
        self.folders = set()
        self.by_letters: dict[str, list[str]] = {}
        for built in addresses:
            letters = built.casefold()
            self.by_letters.setdefault(letters, []).append(built)
            first, slash, _ = letters[1:].partition("/")
            if slash:
                self.folders.add(first)


_last_index: list[_Index] = []


def _index(addresses: Mapping[str, Sequence[str]]) -> _Index:
    """Return the index of a site's addresses, made once for all of its files."""
    if not _last_index or _last_index[0].addresses is not addresses:
        _last_index[:] = [_Index(addresses)]
    return _last_index[0]
