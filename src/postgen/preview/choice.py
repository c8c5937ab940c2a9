"""Which files of a site the copy holds: what a page is made of, and what it names."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from postgen.files import reading
from postgen.jekyll.file_names import parse_name
from postgen.jekyll.head import text_of, value_of
from postgen.preview import names
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from postgen.preview.names import Names
    from postgen.site import Site

ALL_POSTS = 100
"""A site with no more posts than this is copied with all of them: its lists are whole."""

MANY = 300
"""So many pages, documents of a collection and other files are copied at most, and those named."""

NEAR = 2
"""How many posts on either side are copied: the next one, the previous one, and theirs."""

_SIBLING_KEYS = ("translation_of", "ref", "lang_ref", "lang-ref", "translation_key", "page_id")
"""Front matter that translations of one page share."""

_LANGUAGE = Lazy(r"(?:[-.][a-z]{2,3}(?:-[A-Za-z]{2,4})?)?\Z")
"""What a translation has behind the slug of its original: `-fr`, `-pt-BR`, nothing."""

_STYLES = (".css", ".scss", ".sass", ".js", ".coffee")
_MEDIA = frozenset(
    ".png .jpg .jpeg .gif .webp .avif .ico .pdf .zip .gz .mp3 .mp4 .webm .mov .ogg .woff .woff2 "
    ".ttf .otf .eot .docx .epub".split()
)
"""The endings of files that hold no front matter."""


class Choice(NamedTuple):
    """The files of a copy, by their paths from the source.

    `whole` are copied, of `linked` only the names and places count. `incomplete` are the lists of
    the site that would hold more, and `content`: of other pages only the source is there.
    """

    whole: dict[str, Path]
    linked: dict[str, Path]
    incomplete: frozenset[str]


class Listing:
    """The files of a site, listed once.

    The posts are those of an older listing while no folder has changed: to list thousands takes
    longer than to build a page.
    """

    def __init__(self, site: Site, older: Listing | None = None) -> None:
        self.site = site
        if older and older.site.config == site.config and older.is_current:
            self.posts = older.posts
            self.by_slug = older.by_slug
        self._folders = self._folders_now()

    @property
    def is_current(self) -> bool:
        """Whether no folder that may hold a post has changed since."""
        return self._folders == self._folders_now()

    def _folders_now(self) -> dict[str, int]:
        """Return when each folder that may hold a post changed."""
        with_posts = {str(path).rpartition(os.sep)[0] for path in self.posts}
        changed = {}
        for folder in {*map(str, self.site.folders()), *with_posts}:
            with suppress(FileNotFoundError):
                changed[folder] = Path(folder).stat().st_mtime_ns
        return changed

    @cached_property
    def posts(self) -> list[Path]:
        """The posts, by the names of their files, the newest first."""
        return sorted(self.site.posts(), key=lambda path: path.name, reverse=True)

    @cached_property
    def by_slug(self) -> dict[str, list[Path]]:
        """The posts of each slug."""
        return names.by_slug(self.posts)

    @cached_property
    def documents(self) -> dict[str, list[Path]]:
        """The files of each other collection."""
        found: dict[str, list[Path]] = {label: [] for label in self.site.labels}
        for path in self.site.files_of_collections():
            found[self.site.kind_of(path)].append(path)
        return found

    @cached_property
    def pages(self) -> list[Path]:
        """The files with front matter outside of collections."""
        return self._others[0]

    @cached_property
    def static_files(self) -> list[Path]:
        """The files that Jekyll copies as they are."""
        return self._others[1]

    @cached_property
    def _others(self) -> tuple[list[Path], list[Path]]:
        pages: list[Path] = []
        static: list[Path] = []
        for path in self.site.files():
            may_be_page = path.suffix.lower() not in _MEDIA
            is_page = may_be_page and reading.read_head(path, 8).lstrip("\ufeff")[:3] == "---"
            (pages if is_page else static).append(path)
        return pages, static


def choose(listing: Listing, path: Path, text: str, now: datetime, more: Names) -> Choice:
    """Return what the copy for one post, draft, page or document holds, itself included.

    `text` is what it says now. `more` are names that Jekyll has missed.
    """
    site = listing.site
    shared = dict(shared_files(site))
    named = names.in_text(text) | more
    data = f"{str(site.config['data_dir']).strip('/')}/"
    for place, source in shared.items():
        if not place.startswith(data) and source.suffix.lower() not in _MEDIA:
            named |= names.in_text(reading.read(source))
    has_all_posts = len(listing.posts) <= ALL_POSTS
    near = listing.posts if has_all_posts else _near(listing, path, text, now)
    for each in near:
        if each != path:
            named |= names.in_text(reading.read(each))
    chosen = [path, *near, *names.posts_named(named.posts, listing.by_slug)]
    incomplete = {"content"}
    if not has_all_posts:
        incomplete |= {"posts", "tags", "categories", "related_posts"}
    for label, documents in listing.documents.items():
        chosen += _few(documents, label, incomplete)
    pages = _few(listing.pages, "pages", incomplete)
    chosen += pages or [each for each in listing.pages if is_style(each)]
    linked = _few(listing.static_files, "static_files", incomplete)
    for place in (*named.files, *(_beside(site, path, each) for each in named.beside)):
        found = _inside(site.collections, place) or _inside(site.source, place)
        if found:
            is_text = found.suffix.lower() not in _MEDIA
            (chosen if is_text else linked).append(found)
    return Choice(
        shared | {site.relative(each): each for each in chosen},
        {site.relative(each): each for each in linked},
        _lists(incomplete),
    )


def is_style(path: Path) -> bool:
    """Whether a file is a style sheet or a script."""
    return path.suffix.lower() in _STYLES


def _few(paths: Sequence[Path], label: str, incomplete: set[str]) -> list[Path]:
    """Return files, unless they are too many: then their list is incomplete."""
    if len(paths) <= MANY:
        return list(paths)
    incomplete.add(label)
    return []


def _lists(incomplete: set[str]) -> frozenset[str]:
    """Return the lists that a template sees less of."""
    if "pages" in incomplete:
        incomplete.add("html_pages")
    if incomplete - {"content", "pages", "html_pages", "static_files"}:
        incomplete |= {"documents", "collections"}
    return frozenset(incomplete)


# What pages share


def shared_files(site: Site) -> Iterator[tuple[str, Path]]:
    """Yield the configuration, and what is in the folders of layouts, includes, styles, data.

    Each has its path from the source.
    """
    config = site.root / site.config_name
    if config.is_file():
        yield config.name, config
    root = site.root.resolve()
    for folder in _folders(site):
        for path in _below(folder, root):
            yield site.relative(path), path


def _folders(site: Site) -> Iterator[Path]:
    config = site.config
    sass = config.get("sass")
    styles = sass if isinstance(sass, dict) else {}
    plugins = config.get("plugins_dir") or "_plugins"
    load_paths = styles.get("load_paths")
    named = [
        config["layouts_dir"],
        config["includes_dir"],
        styles.get("sass_dir") or "_sass",
        *(plugins if isinstance(plugins, list) else [plugins]),
        *(load_paths if isinstance(load_paths, list) else []),
        config["data_dir"],
    ]
    for name in dict.fromkeys(map(str, named)):
        folder = _within(site.source, name.strip("/"))
        if folder and folder.is_dir():
            yield folder


def _below(folder: Path, root: Path) -> Iterator[Path]:
    """Yield the files below a folder of a site.

    Links to folders of the site are followed, as by Jekyll, each once; those that lead out of it
    are not: they may lead to all that the machine has.
    """
    known: set[Path] = set()
    for above, folders, files in os.walk(folder, followlinks=True):
        place = Path(os.path.realpath(above))
        is_elsewhere = Path(above) != folder and not place.is_relative_to(root)
        if is_elsewhere or place in known:
            folders.clear()
            continue
        known.add(place)
        folders[:] = sorted(each for each in folders if each not in {".git", "node_modules"})
        for name in sorted(files):
            path = Path(above, name)
            if path.is_file():
                yield path


# What is near a post


def _near(listing: Listing, path: Path, text: str, now: datetime) -> list[Path]:
    """Return the posts next to one by date, those of its own day, and its translations."""
    posts = listing.posts
    own = parse_name(path.name)
    day = str(value_of(text, "date") or (own.day if own else now.date()))[:10]
    later = [each for each in posts if each.name[:10] > day]
    same = [each for each in posts if each.name[:10] == day]
    earlier = posts[len(later) + len(same) :]
    is_future_shown = bool(listing.site.config["future"])
    last = "9999" if is_future_shown else str(now.date())
    near = [*_visible(reversed(later), last), *same, *_visible(earlier, last)]
    return near + _siblings(listing, path, text)


def _visible(posts: Iterable[Path], last: str) -> Iterator[Path]:
    """Yield the first posts that readers see; the hidden ones before them are not needed."""
    count = 0
    for path in posts:
        if path.name[:10] > last:
            return
        if value_of(reading.read_head(path), "published") is False:
            continue
        yield path
        count += 1
        if count == NEAR:
            return


def _siblings(listing: Listing, path: Path, text: str) -> list[Path]:
    """Return the translations of a post: they share a key, or a slug but for the language."""
    lang = text_of(text, "lang")
    own = parse_name(path.name)
    base = (own.slug if own else path.stem).removesuffix(f"-{lang}")
    day = path.name[:10]
    found = [
        post
        for slug, posts in listing.by_slug.items()
        if slug.startswith(base) and _LANGUAGE.match(slug, len(base))
        for post in posts
        if slug != base or post.name.startswith(day)
    ]
    named = text_of(text, "translation_of").strip("/").rpartition("/")[2].removesuffix(".html")
    found += listing.by_slug.get(named, ())
    keys = {key: text_of(text, key) for key in _SIBLING_KEYS}
    wanted = {key: value for key, value in keys.items() if value}
    if wanted:
        found += [post for post in listing.posts if _has(reading.read_head(post), wanted)]
    return found


def _has(head: str, wanted: dict[str, str]) -> bool:
    return any(value in head and text_of(head, key) == value for key, value in wanted.items())


# Paths


def _beside(site: Site, path: Path, name: str) -> str:
    """Return the path from the source of a file that is named from a page's own folder."""
    return site.relative(path.parent / name)


def _within(folder: Path, place: str) -> Path | None:
    """Return a path below a folder; None for one that leads out of it."""
    path = Path(os.path.normpath(folder / place))
    return path if path != folder and path.is_relative_to(folder) else None


def _inside(folder: Path, place: str) -> Path | None:
    """Return a file below a folder by its path from there."""
    path = _within(folder, place)
    return path if path and path.is_file() else None
