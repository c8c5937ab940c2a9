"""What checks know of a site: its files, their pages and addresses, its posts and their links.

Files are listed at once, and read when they are asked for: of most, only the beginning.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache, cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from postgen.checks.site_facts import SiteFacts, SiteFile
from postgen.commands.lookup import is_written
from postgen.commands.published_links import PublishedLinks
from postgen.commands.site_plugins import folders_of_others, gems_of, includes_of
from postgen.errors import PostgenError
from postgen.files import store
from postgen.jekyll import built_files, frontmatter, permalinks
from postgen.jekyll.dates import date_of
from postgen.jekyll.defaults import defaults_for, with_defaults
from postgen.jekyll.document import Document
from postgen.jekyll.file_names import parse_name
from postgen.jekyll.head import value_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from postgen.site import Site

_KEY = re.compile(r"^([A-Za-z_][\w.-]*)[ \t]*:(?=\s|\Z)", re.MULTILINE)
_ODD = re.compile(r"^[\"'{?&<]", re.MULTILINE)
"""What keys begin with that are not plain words: quotes, `{`, `<<:`."""

_CATEGORIES = re.compile(r"^categor(?:y|ies)[ \t]*:.*\n?(?:[ \t\-\r#].*\n?)*", re.MULTILINE)
_USUAL_DATE = re.compile(
    r"^date:[ \t]+(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:[ \t]+(?P<time>\d\d:\d\d)(?P<seconds>:\d\d)?(?P<offset>[ \t]*[+-]\d\d:?\d\d)?)?[ \t]*\r?$",
    re.MULTILINE,
)
"""A date that need not be read as YAML: `date: 2026-11-20 18:30:00 +0100`."""

_OF_ADDRESSES = ("permalink", "slug", "published", "layout", "redirect_from", "redirect_to")
"""The keys that say whether and where a page is, beside its date and its categories."""

_BINARY = frozenset(
    ".jpg .jpeg .png .gif .webp .avif .ico .pdf .mp3 .mp4 .mov .webm .ogg .zip .gz .woff .woff2 "
    ".ttf .otf .eot".split()
)
"""The endings of files that have no front matter, and need not be opened to see that."""

_IDS = re.compile(r"\b(?:id|name)\s*=\s*[\"']?([^\s\"'>]+)|\{:?[^}\n]*?#([A-Za-z][\w:-]*)")
"""`id="top"`, `<a name=top>`, `{: .x #top}`."""

_OUTPUT = re.compile(r"\{%-?\s*(?:include|include_relative|include_cached|render)\b|\{\{")
"""What may put text with ids on a page."""

_TEMPLATES = frozenset({".html", ".htm", ".xml", ".md", ".markdown", ".liquid"})
_IDS_OF_THEMES = frozenset(
    "top content main header footer comments disqus_thread toc markdown-toc respond nav".split()
)
"""Ids that the layouts of themes have often."""


def of(site: Site, checked: Mapping[Path, str] = MappingProxyType({})) -> SiteFacts:
    """Return what is known of a site.

    `checked` are files that are checked, each with its kind: some may have no page by a fault.
    """
    files = Files(site, checked)
    links = PublishedLinks(files)
    return SiteFacts(
        config=site.config,
        settings=site.settings,
        zone=site.zone,
        now=files.now,
        files=files.listed,
        pages=files,
        addresses=_Later(files.addresses),
        folders_of_others=folders_of_others(site),
        ids_of=cache(files.ids_of),
        published_links=links.before,
        others_like=lambda place: [files[each] for each in links.near(place)],
        keys_of=cache(lambda place: keys_in(files.front(place))),
        has_https=lambda host: host.lower() in links.https_hosts,
        templates_have=lambda word: word in files.templates,
        gems=gems_of(site),
        includes=includes_of(site),
    )


def keys_in(front: str) -> frozenset[str]:
    """Return the keys of a front matter, which need not be right otherwise."""
    return frozenset(_KEY.findall(front))


class _Later(Mapping[Any, Any]):
    """A mapping that is made when something is looked up in it."""

    def __init__(self, make: Callable[[], Mapping[Any, Any]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Mapping[Any, Any]:
        return self._make()

    def __getitem__(self, key: Any) -> Any:
        return self._made[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


class Files(Mapping[str, SiteFile]):
    """The files of a site that have a page, by their places; each is read once."""

    def __init__(self, site: Site, checked: Mapping[Path, str] = MappingProxyType({})) -> None:
        self.site = site
        self.now = site.now()
        self._source = site.source
        self._fronts: dict[str, str] = {}
        self._data: dict[str, dict[str, Any]] = {}
        self._read: dict[str, SiteFile] = {}
        self._kinds = dict.fromkeys(self._places(site.posts()), "posts")
        self._kinds |= dict.fromkeys(self._places(site.drafts()), "drafts")
        self._static: dict[str, str] = {}
        """The files without a page, each with its kind."""
        documents = {self._place(path): site.kind_of(path) for path in site.files_of_collections()}
        others = documents | dict.fromkeys(self._places(site.files()), "pages")
        for place, kind in others.items():
            has_page = self._has_front_matter(place)
            (self._kinds if has_page else self._static)[place] = kind
        self.listed = frozenset((*self._kinds, *self._static))
        named = {self._place(path): kind for path, kind in checked.items()}
        self._without_page = {
            place: kind for place, kind in named.items() if place not in self._kinds
        }
        self._kinds |= self._without_page

    # A mapping

    def __getitem__(self, place: str) -> SiteFile:
        found = self._read.get(place)
        if found is None:
            found = self._read[place] = self._file(place, self._kinds[place])
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)

    def __contains__(self, place: object) -> bool:
        return place in self._kinds

    # Reading

    def _places(self, paths: Iterable[Path]) -> Iterator[str]:
        return (self._place(path) for path in paths)

    def _place(self, path: Path) -> str:
        """Return a path from the source, with slashes."""
        source = f"{self._source}{os.sep}"
        written = str(path)
        if written.startswith(source):
            return written[len(source) :].replace(os.sep, "/")
        return self.site.relative(path)

    def kind_of(self, place: str) -> str:
        """Return the collection that a file is in, `drafts` or `pages`."""
        return self._kinds[place]

    def path(self, place: str) -> Path:
        """Return where a file is."""
        return self._source / place

    def _has_front_matter(self, place: str) -> bool:
        if place[place.rfind(".") :].lower() in _BINARY:
            return False
        return store.read_head(self.path(place), 6).lstrip("\ufeff").startswith("---")

    def front(self, place: str) -> str:
        """Return a file's front matter; "" where there is none."""
        front = self._fronts.get(place)
        if front is None:
            front = self._fronts[place] = self._front(self.path(place))
        return front

    @staticmethod
    def _front(path: Path) -> str:
        head = Document.parse(store.read_head(path))
        if not head.has_front_matter and head.body.lstrip("\ufeff").startswith("---"):
            try:
                head = Document.parse(store.read(path))
            except PostgenError:
                return ""
        return head.front

    def text(self, place: str) -> str:
        """Return a file's text; "" where it cannot be read."""
        try:
            return store.read(self.path(place))
        except PostgenError:
            return ""

    def data(self, place: str) -> dict[str, Any]:
        """Return what a file says of its address, over the site's `defaults:`."""
        data = self._data.get(place)
        if data is None:
            data = self._data[place] = self._read_data(place)
        return data

    def _read_data(self, place: str) -> dict[str, Any]:
        front = self.front(place)
        if _ODD.search(front):
            values = _load(front)
        else:
            keys = keys_in(front)
            values = {key: value_of(front, key) for key in _OF_ADDRESSES if key in keys}
            if "categories" in keys or "category" in keys:
                values |= _load("".join(_CATEGORIES.findall(front)))
            if "date" in keys:
                values["date"] = _date_in(front)
        return with_defaults(self._defaults(place), values)

    def _defaults(self, place: str) -> dict[str, Any]:
        kind = self._kinds[place]
        return defaults_for(self.site.config, place, "posts" if kind == "drafts" else kind)

    def _all_data(self, place: str) -> dict[str, Any]:
        try:
            own = frontmatter.load(self.front(place))
        except frontmatter.YamlError:
            return {}
        return with_defaults(self._defaults(place), own)

    def _file(self, place: str, kind: str) -> SiteFile:
        data = self.data(place)
        moment: datetime | None = None
        url = ""
        try:
            moment = self._moment(place, kind, data)
            url = self._url(place, kind, data, moment or self.now)
        except PostgenError:  # Jekyll stops at it
            pass
        published = data.get("published", True)
        is_published = (published is not None and published is not False) or bool(
            self.site.config.get("unpublished")
        )
        is_now = moment is None or moment <= self.now or bool(self.site.config["future"])
        has_page = place not in self._without_page
        is_public = has_page and is_published and kind != "drafts" and (is_now or kind == "pages")
        front = _Later(lambda: self._all_data(place))
        return SiteFile(place, kind, front, moment, url, is_public)

    def _moment(self, place: str, kind: str, data: Mapping[str, Any]) -> datetime | None:
        date = data.get("date")
        if not date and kind != "pages":
            named = parse_name(place.rpartition("/")[2])
            date = named.day.isoformat() if named else None
        return date_of(date, self.now, self.site.zone) if date else None

    def _url(self, place: str, kind: str, data: Mapping[str, Any], moment: datetime) -> str:
        config = self.site.config
        if place in self._without_page:
            return ""
        if kind == "pages":
            return permalinks.page_url(config, data, place)
        if kind == "drafts" or (kind != "posts" and not is_written(self.site, kind)):
            return ""
        return permalinks.url_of(config, data, place, moment, kind)

    # What is built

    def addresses(self) -> dict[str, tuple[str, ...]]:
        """Return the files of the built site, each with the files that it is made of."""
        found: dict[str, tuple[str, ...]] = {}
        maybe: set[str] = set()
        config = self.site.config
        for place, page in self.items():
            if not page.url:
                continue
            data = self.data(place)
            built = built_files.of_page(config, data, place, page.url, page.kind)
            found[built] = (*found.get(built, ()), place)
            maybe.update(built_files.of_redirects(data))
        for place, kind in self._static.items():
            if kind == "pages":
                built = f"/{place}"
                maybe.update(built_files.without_front_matter(config, place))
            elif is_written(self.site, kind):
                built = built_files.of_static(config, place, kind)
            else:
                continue
            found[built] = (*found.get(built, ()), place)
        return dict.fromkeys(maybe, ()) | found

    def ids_of(self, place: str) -> frozenset[str] | None:
        """Return the ids on a file's page; None where they cannot be known."""
        from postgen.markdown import Markdown

        if place not in self._kinds or not _has_usual_ids(self.site.config):
            return None
        document = Document.parse(self.text(place))
        if _OUTPUT.search(document.body):
            return None
        is_markdown = place.lower().endswith(self.site.extensions)
        body = Markdown(document.body)
        ids = {heading.id for heading in body.headings} if is_markdown else set()
        if "" in ids:
            return None
        for note in body.footnotes if is_markdown else ():
            ids |= {f"fn:{note}", f"fnref:{note}"}
        return frozenset(ids | _ids_in(document.body) | self._ids_of_templates)

    @cached_property
    def templates(self) -> str:
        """The layouts and includes, joined."""
        paths = self.site.template_files()
        return "\n".join(store.read(path) for path in paths if path.suffix in _TEMPLATES)

    @cached_property
    def _ids_of_templates(self) -> frozenset[str]:
        return _IDS_OF_THEMES | _ids_in(self.templates)


def _ids_in(text: str) -> set[str]:
    """Return the ids that are written in a text."""
    return {one or other for one, other in _IDS.findall(text)}


def _has_usual_ids(config: Mapping[str, Any]) -> bool:
    """Whether headings have the ids that kramdown gives them without further options."""
    options = config.get("kramdown")
    is_kramdown = str(config.get("markdown") or "kramdown").lower() == "kramdown"
    named = options if isinstance(options, dict) else {}
    is_gfm = str(named.get("input") or "GFM").upper() == "GFM"
    has_options = any(str(key).startswith(("auto_id", "transliterated")) for key in named)
    return is_kramdown and is_gfm and not has_options


def _date_in(front: str) -> Any:
    """Return the date of a front matter: as text, where YAML would mean the same."""
    found = _USUAL_DATE.findall(front)
    if len(found) != 1:
        return value_of(front, "date")
    day, time, seconds, offset = found[0]
    is_utc = bool(seconds) and not offset  # as YAML has it
    return f"{day} {time}{seconds}{'Z' if is_utc else offset}".strip()


@lru_cache(4096)
def _load(front: str) -> dict[str, Any]:
    try:
        return frontmatter.load(front)
    except frontmatter.YamlError:
        return {}
