"""The files of a site that have a page: found by a path, or a part of a name or title, and read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from postgen.commands.vocabulary import front_of
from postgen.errors import NotFoundError, PostgenError
from postgen.files import store
from postgen.issue_number import issue_of
from postgen.jekyll import frontmatter, permalinks
from postgen.jekyll.dates import date_of
from postgen.jekyll.defaults import with_defaults
from postgen.jekyll.document import Document
from postgen.jekyll.file_names import parse_name
from postgen.text.records import NamedTuple
from postgen.text.words import same_name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from postgen.site import Site

NAMES = {"posts": "post", "drafts": "draft", "pages": "page"}
"""What a file of a kind is called."""

SHOWN = 20
"""So many candidates are listed at most."""


class UnreadableFrontMatterError(PostgenError):
    """A file's front matter cannot be read, or its date."""


class SiteFile(NamedTuple):
    """A file that has a page: its text, and its date in the site's zone.

    The date is None where there is none. `kind` is posts, drafts, pages, or the name of another
    collection. `undated` says why a date cannot be read.
    """

    path: Path
    kind: str
    document: Document
    front: Mapping[str, Any]
    moment: datetime | None
    undated: str = ""

    @property
    def title(self) -> str:
        """The title, or else the name."""
        return str(self.front.get("title") or self.slug)

    @property
    def slug(self) -> str:
        """The name without its day and its ending."""
        named = parse_name(self.path.name)
        return named.slug if named else self.path.stem


def read(site: Site, path: Path, kind: str, now: datetime) -> SiteFile:
    """Read a file that has a page. Raises `UnreadableFrontMatterError`."""
    return parse(site, path, kind, store.read(path), now)


def parse(site: Site, path: Path, kind: str, text: str, now: datetime) -> SiteFile:
    """Return a file as it is with a text. Raises `UnreadableFrontMatterError`."""
    try:
        front = frontmatter.read(text)
    except frontmatter.YamlError as error:
        raise UnreadableFrontMatterError(
            f"{site.display_path(path)}:{error.line}: {error.message}",
            "Fix the line; nothing was changed.",
        ) from error
    date = data_of(site, path, kind, front).get("date") or _day_in_name(path, kind)
    moment, undated = None, ""
    if date:
        try:
            moment = date_of(date, now, site.zone)
        except PostgenError:
            shown = site.display_path(path)
            undated = f"{shown}: `date: {date}` is in a form that postgen does not read."
    return SiteFile(path, kind, Document.parse(text), front, moment, undated)


def _day_in_name(path: Path, kind: str) -> str:
    """Return the day in a file's name, `YYYY-MM-DD`; "" for none, and for a page."""
    if kind == "pages":
        return ""
    named = parse_name(path.name)
    return named.day.isoformat() if named else ""


def data_of(site: Site, path: Path, kind: str, front: Mapping[str, Any]) -> dict[str, Any]:
    """Return a file's data as Jekyll does: its front matter over the site's `defaults:`."""
    kind_of_defaults = "posts" if kind == "drafts" else kind
    return with_defaults(site.defaults(path, kind_of_defaults), front)


def url_of(site: Site, path: Path, kind: str, front: Mapping[str, Any], moment: datetime) -> str:
    """Return the URL of a page; "" for a draft and for a document that is not written.

    Raises `PermalinkError`.
    """
    data = data_of(site, path, kind, front)
    if kind == "pages":
        return permalinks.page_url(site.config, data, site.relative(path))
    if kind != "posts" and not is_written(site, kind):
        return ""
    return permalinks.url_of(site.config, data, site.relative(path), moment, kind)


def url_of_post(site: Site, path: Path) -> str:
    """Return the URL of a post that exists.

    It is "" where the post's front matter or its date cannot be read.
    """
    name = parse_name(path.name)
    try:
        data = with_defaults(site.defaults(path, "posts"), frontmatter.read(store.read(path)))
        day = name.day.isoformat() if name else "now"
        moment = date_of(data.get("date") or day, site.now(), site.zone)
        return permalinks.url_of(site.config, data, site.relative(path), moment)
    except PostgenError:
        return ""


def is_written(site: Site, collection: str) -> bool:
    """Whether Jekyll writes pages for the documents of a collection: `output: true`."""
    collections = site.config["collections"]
    settings = collections.get(collection) if isinstance(collections, dict) else None
    return isinstance(settings, dict) and bool(settings.get("output"))


def is_public(site: Site, file: SiteFile, now: datetime) -> bool:
    """Whether Jekyll shows a file's page today."""
    published = data_of(site, file.path, file.kind, file.front).get("published", True)
    is_published = bool(published) or bool(site.config.get("unpublished"))
    if file.kind == "drafts" or not is_published:
        return False
    if file.kind == "pages" or not file.moment:
        return True
    return file.moment <= now or bool(site.config["future"])


# Finding


def find(site: Site, what: str, kinds: Iterable[str]) -> tuple[Path, str]:
    """Find the one file that a person means, and its kind.

    It is found by its path, its URL, its whole name or title, the number of its issue, or a part of
    its name or title, in this order. A path counts from the current folder, from the site's, or
    from that of its collections. Raises `NotFoundError` for none, with
    those that are near, and for several, with their list.
    """
    files = _files_of(site, kinds)
    path = _at(site, what, files) or _with_url(site, what, files)
    if path:
        return path, files[path]
    names = {path: _names_of(path) for path in files}
    found = _called(what, names) or _issues(what, files) or _called(what, names, part=True)
    if not found:
        raise _not_found(site, what, kinds, names)
    if len(found) > 1:
        raise NotFoundError(
            f"`{what}` may be one of {len(found)}; nothing was changed:\n{_listed(site, found)}",
            "Name one by its path.",
        )
    return found[0], files[found[0]]


def _called(what: str, names: Mapping[Path, list[str]], *, part: bool = False) -> list[Path]:
    """Return the files that have a name, or with `part` those that have it as a part of one."""
    wanted = same_name_key(what)
    if not wanted:
        return []
    if not part:
        return [path for path, own in names.items() if wanted in own]
    return [path for path, own in names.items() if any(wanted in name for name in own)]


def _issues(what: str, files: Mapping[Path, str]) -> list[Path]:
    """Return the posts that are the issue of a number: `12` and `#12`."""
    number = what.strip().removeprefix("#")
    if not (number.isascii() and number.isdecimal() and len(number) < 8):
        return []
    return [
        path
        for path, kind in files.items()
        if kind in NAMES and issue_of(store.read_head(path)) == int(number)
    ]


def _with_url(site: Site, what: str, files: Mapping[Path, str]) -> Path | None:
    """Return the post that has a URL: `https://blog.example/2026/11/20/a/`, `/2026/11/20/a`."""
    what = what.strip()
    if not (what.startswith("/") or "://" in what):
        return None
    wanted = _page_of(site, what)
    for path, kind in files.items():
        if kind == "posts" and _page_of(site, url_of_post(site, path)) == wanted:
            return path
    return None


def _page_of(site: Site, url: str) -> str:
    """Return the path of a page's URL as it is compared.

    It is without the host, `baseurl:`, and what a server adds: `/a/index.html` and `/a` are `/a`.
    """
    path = unquote(urlsplit(url).path)
    base = str(site.config.get("baseurl") or "").strip("/")
    if base and f"{path}/".startswith(f"/{base}/"):
        path = path[len(base) + 1 :]
    return path.removesuffix("index.html").removesuffix(".html").rstrip("/")


def _files_of(site: Site, kinds: Iterable[str]) -> dict[Path, str]:
    """Return the files of some kinds, each with its own kind.

    `documents` are those of all other collections.
    """
    files: dict[Path, str] = {}
    for kind in kinds:
        if kind == "documents":
            files |= {path: _collection_of(site, path) for path in site.documents()}
        elif kind == "pages":
            files |= dict.fromkeys(filter(has_front_matter, site.pages()), kind)
        elif kind == "posts":
            files |= dict.fromkeys(site.posts(), kind)
        else:
            files |= dict.fromkeys(site.drafts(), kind)
    return files


def has_front_matter(path: Path) -> bool:
    """Whether a file begins with front matter: Jekyll makes a page of it."""
    return store.read_head(path, 6).lstrip("\ufeff").startswith("---")


def _collection_of(site: Site, path: Path) -> str:
    return path.relative_to(site.collections).parts[0][1:]


def _at(site: Site, what: str, files: Iterable[Path]) -> Path | None:
    """Return the file at a path, through links and whatever folder the path counts from."""
    if not what.strip():
        return None
    bases = dict.fromkeys((Path.cwd(), site.root, site.source, site.collections))
    wanted = {_real(base / what) for base in bases}
    names = {each.rpartition(os.sep)[2] for each in wanted}
    for path in files:
        has_name = path.name in names  # asked first: `_real` asks the disk
        if has_name and _real(path) in wanted:
            return path
    return None


def _real(path: Path) -> str:
    """Return a path in the form in which it is compared; a file that is a link is itself."""
    path = Path(os.path.normpath(path))
    folder = os.path.realpath(path.parent)
    return os.path.join(folder, path.name)  # noqa: PTH118 - a text is compared


def _names_of(path: Path) -> list[str]:
    """Return what a file may be called.

    That is its name, with and without its ending and its day, and its title.
    """
    names = [path.name, path.stem]
    parsed = parse_name(path.name)
    names.append(parsed.slug if parsed else path.stem)
    names.append(_title(path))
    return [same_name_key(name) for name in names if name]


def _title(path: Path) -> str:
    """Read a title; the whole file only where its first bytes do not hold it."""
    from postgen.jekyll.head import title_of

    return title_of(front_of(path))


def _listed(site: Site, paths: list[Path]) -> str:
    lines = [f"  {site.display_path(path)}  {_title(path)}".rstrip() for path in paths[:SHOWN]]
    if len(paths) > SHOWN:
        lines.append(f"  and {len(paths) - SHOWN} more")
    return "\n".join(lines)


def name_of(kinds: Iterable[str]) -> str:
    """Return what files of some kinds are called: `post, draft or page`."""
    names = ", ".join(NAMES[kind] for kind in kinds if kind in NAMES)
    others, _, last = names.rpartition(", ")
    return f"{others} or {last}" if others else last


def _not_found(
    site: Site, what: str, kinds: Iterable[str], names: Mapping[Path, list[str]]
) -> NotFoundError:
    """Return the error for a file that does not exist.

    Its hint names a file of another kind, or some with similar names.
    """
    from difflib import get_close_matches

    kind = name_of(kinds)
    for other in {"posts", "drafts"} - set(kinds):
        if _at(site, what, _files_of(site, [other])):
            return NotFoundError(
                f"`{what}` is a {NAMES[other]}, not a {kind}.", "Nothing was changed."
            )
    paths = {name: path for path, own in names.items() for name in reversed(own)}
    close = get_close_matches(same_name_key(what), paths, n=5, cutoff=0.6)
    similar = dict.fromkeys(paths[name] for name in close)  # a file may have several close names
    hint = "Name it by its path."
    if similar:
        hint = f"Similar: {', '.join(site.display_path(path) for path in similar)}."
    return NotFoundError(f"There is no {kind} `{what}`.", hint)
