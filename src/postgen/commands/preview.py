"""What `postgen preview` shows: which post, and its quick page, without Jekyll."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postgen.commands import lookup, open_issue
from postgen.errors import NotFoundError
from postgen.files import store
from postgen.jekyll.document import Document
from postgen.jekyll.file_names import parse_name
from postgen.jekyll.head import title_of, value_of
from postgen.markdown import Markdown
from postgen.markdown.liquid import OPAQUE
from postgen.markdown.render import Options, render
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator
    from pathlib import Path

    from postgen.site import Site

_VALUE = Lazy(r"\{\{-?\s*site\.(url|baseurl)\s*-?\}\}")
_FILTERED = Lazy(
    r"\{\{-?\s*(?P<quote>[\"'])(?P<path>[^\"'{}|]*)(?P=quote)\s*\|\s*"
    r"(?P<filter>relative_url|absolute_url)\s*-?\}\}"
)
_POST_URL = Lazy(r"\{%-?\s*post_url\s+/?([^\s%{}]+)\s*-?%\}")
_PRINTED = Lazy(rf"{OPAQUE}+(?:\s+{OPAQUE}+)*")
"""What stands for a tag of Liquid, `{{ page.title }}`, in the HTML."""

_SILENT = Lazy(r"\{%-?\s*(?:raw|comment)\b")

_KNOWN = {"input": "gfm", "hard_wrap": "false", "auto_ids": "true"}
"""Settings of kramdown that are as the quick page is, if they have this value."""

_WITHOUT_MEANING = {
    "toc_levels", "syntax_highlighter", "syntax_highlighter_opts", "show_warnings", "math_engine",
    "footnote_nr", "parse_block_html", "template",
}  # fmt: skip
"""Settings that the quick page follows, or that change only colours."""


class Quick(NamedTuple):
    """The quick page: the title and the HTML of the body, and what in it is not certain."""

    title: str
    html: str
    unsure: tuple[str, ...]


def find(site: Site, what: str) -> Path:
    """Return the post that a person means: a draft, a post, a page or a document.

    Without a name it is the newest draft of an issue, else the newest post that readers see. Raises
    `NotFoundError`.
    """
    if what and _is_post(site, what):
        return site.root / what
    if what:
        return lookup.find(site, what, ["drafts", "posts", "documents", "pages"])[0]
    drafts = sorted(site.drafts(), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in drafts:
        if open_issue.is_issue(site, path):
            return path
    posts = sorted(site.posts(), key=lambda path: path.name, reverse=True)
    shown = next(filter(_is_shown, posts), None)
    found = [*([shown] if shown else []), *posts, *drafts]
    if found:
        return found[0]
    raise NotFoundError("The site has no post yet.", "Run `postgen new post TITLE` to begin one.")


def _is_shown(path: Path) -> bool:
    """Whether a post is not hidden, as a backlog is."""
    return value_of(store.read_head(path), "published") is not False


def _is_post(site: Site, what: str) -> bool:
    """Whether a path from the site's folder is that of a post: no other needs to be looked at."""
    path = site.root / what
    if ".." in path.parts or not (path.is_file() and parse_name(path.name)):
        return False
    return path.is_relative_to(site.posts_folder)


def quick(site: Site, text: str) -> Quick:
    """Return the quick page of a post's text: its body as kramdown makes it.

    Where Liquid prints something, it says `{…}`.
    """
    body = _with_addresses(site, Document.parse(text).body)
    found = render(Markdown(body), Options(toc_levels=toc_levels(site)))
    html = _PRINTED.sub("{…}", found.html)
    return Quick(title_of(text), html, (*found.unsure, *settings_unsure(site)))


def settings_unsure(site: Site) -> Iterator[str]:
    """Yield what the site's settings change that the quick page does not know."""
    markdown = str(site.config.get("markdown") or "kramdown").casefold()
    if markdown != "kramdown":
        yield f"the site's Markdown is {markdown}, not kramdown"
        return
    options = site.config.get("kramdown")
    for key, value in (options if isinstance(options, dict) else {}).items():
        usual = _KNOWN.get(key)
        if key not in _WITHOUT_MEANING and str(value).casefold() != usual:
            yield f"the setting kramdown: {key} is not used"


def toc_levels(site: Site) -> range:
    """Return the levels of headings in a table of contents: `1..6`, `[2, 3]`."""
    options = site.config.get("kramdown")
    levels = options.get("toc_levels") if isinstance(options, dict) else None
    if isinstance(levels, list) and levels and all(type(each) is int for each in levels):
        return range(min(levels), max(levels) + 1)
    first, dots, last = str(levels or "").partition("..")
    if dots and first.isdecimal() and last.isdecimal():
        return range(int(first), int(last) + 1)
    return Options().toc_levels


def _with_addresses(site: Site, body: str) -> str:
    """Return a body with the addresses that Liquid would write for certain."""
    if ("{{" not in body and "{%" not in body) or _SILENT.search(body):
        return body
    base = str(site.config.get("baseurl") or "").rstrip("/")
    url = str(site.config.get("url") or "").rstrip("/")

    def filtered(found: re.Match[str]) -> str:
        path = f"{base}/{found['path'].lstrip('/')}"
        return url + path if found["filter"] == "absolute_url" else path

    def post(found: re.Match[str]) -> str:
        for ending in site.extensions:
            path = site.posts_folder / f"{found[1]}{ending}"
            if path.is_file():
                return base + lookup.url_of_post(site, path)
        return found[0]

    body = _VALUE.sub(lambda found: url if found[1] == "url" else base, body)
    return _POST_URL.sub(post, _FILTERED.sub(filtered, body))
