"""A Jekyll site on disk: where it is, what its `_config.yml` says, which posts it has."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postgen.errors import PostgenError
from postgen.files import cache, folders, store
from postgen.jekyll import settings
from postgen.jekyll.entry_filter import entry_filter
from postgen.jekyll.file_names import parse_name
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from postgen.jekyll.entry_filter import EntryFilter
    from postgen.jekyll.settings import Settings

CONFIGS = ("_config.yml", "_config.yaml", "_config.toml")
DEFAULTS: dict[str, Any] = {
    "source": "",
    "destination": "_site",
    "collections_dir": "",
    "markdown_ext": "markdown,mkdown,mkdn,mkd,md",
    "include": [".htaccess"],
    "exclude": [],
    "future": False,
    "permalink": "date",
    "timezone": None,
    "defaults": [],
    "collections": {},
    "layouts_dir": "_layouts",
    "includes_dir": "_includes",
    "data_dir": "_data",
}
"""Jekyll's own (configuration.rb), of the keys that postgen reads."""

PAGE_ENDINGS = (".html", ".htm", ".xhtml", ".xml", ".txt")
"""The endings of files that may become pages, beside those of Markdown."""

_TEMPLATE_ENDINGS = {
    *PAGE_ENDINGS, ".md", ".markdown", ".liquid", ".yml", ".yaml", ".json", ".csv", ".tsv",
}  # fmt: skip
"""The endings of layouts, includes and data that may link to a page."""


class NoSiteError(PostgenError):
    """There is no site in this folder or above it."""


class ConfigError(PostgenError):
    """The site's configuration cannot be read."""


class Site(NamedTuple):
    """A site: its folder, its configuration as Jekyll reads it, and its `postgen:` settings."""

    root: Path
    config: Mapping[str, Any]
    settings: Settings
    warnings: tuple[str, ...] = ()

    @property
    def source(self) -> Path:
        """The folder that Jekyll reads."""
        return Path(os.path.normpath(self.root / str(self.config["source"] or "")))

    @property
    def collections(self) -> Path:
        """The folder that holds `_posts` and `_drafts`."""
        return self.source / str(self.config["collections_dir"] or "").strip("/")

    @property
    def extensions(self) -> tuple[str, ...]:
        """The endings of Markdown files, in lower case, with their dots."""
        return tuple(
            f".{each.strip().lower()}" for each in str(self.config["markdown_ext"]).split(",")
        )

    @property
    def zone(self) -> tzinfo | None:
        """The zone of `timezone:`; None is the machine's own, which Jekyll takes then.

        Raises `ConfigError`.
        """
        name = self.config["timezone"]
        if name is None or name is False:
            return None
        if str(name) in {"", "UTC"}:
            return UTC
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        try:
            return ZoneInfo(str(name))
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ConfigError(
                f"{self.config_name}: `timezone: {name}` is not a time zone.",
                "Write it as Europe/Paris.",
            ) from error

    @property
    def config_name(self) -> str:
        """The configuration's file name, for messages."""
        return next((name for name in CONFIGS if (self.root / name).is_file()), CONFIGS[0])

    @property
    def posts_folder(self) -> Path:
        """The folder that new posts go into.

        It is that of the settings, else `_posts`, else the only other `_posts` of the site. Raises
        `SettingError` for a folder in which Jekyll finds no posts.
        """
        if self.settings.posts:
            return self.source / settings.posts_folder(self.settings.posts, self.config_name)
        usual = self.collections / "_posts"
        if usual.is_dir():
            return usual
        others = list(self._folders_named("_posts"))
        return others[0] if len(others) == 1 else usual

    def relative(self, path: Path) -> str:
        """Return a path from the source, with slashes."""
        return folders.inside(self.source, path)

    def from_root(self, path: Path) -> str:
        """Return a path from the site's folder, with slashes."""
        return folders.inside(self.root, path)

    def from_collections(self, path: Path) -> str:
        """Return a path from the folder of collections, with slashes, as `{% link %}` takes it."""
        return os.path.relpath(path, self.collections).replace(os.sep, "/")

    def display_path(self, path: Path) -> str:
        """Return a path as one would type it in the current folder."""
        return store.display_path(path)

    def now(self) -> datetime:
        """Return the time in the site's zone, to the second.

        `SOURCE_DATE_EPOCH` (seconds) sets it
        (https://reproducible-builds.org/specs/source-date-epoch/).
        """
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        moment = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now(UTC)
        return moment.astimezone(self.zone).replace(microsecond=0)

    @property
    def drafts_folder(self) -> Path:
        """The folder that new drafts go into: `_drafts` beside the `_posts` of new posts."""
        folder = self.posts_folder
        above = (folder, *folder.parents)
        return next(each for each in above if each.name == "_posts").with_name("_drafts")

    def posts(
        self, slug: str = "", *, containing: str = "", with_pipes: bool = False
    ) -> Iterator[Path]:
        """Yield the files that Jekyll takes for posts, the newest name first within each `_posts`.

        With a `slug`, only the posts of that slug; with `containing`, only those whose names
        contain it, which is in lower case, in any case. `with_pipes`, also the named pipes and
        devices there, which stop Jekyll: no command reads them.
        """

        def is_post(name: str) -> bool:
            may_be = slug in name and containing in name.lower()
            parsed = parse_name(name) if may_be else None
            return parsed is not None and slug in {"", parsed.slug}

        for folder in self._folders_named("_posts"):
            files = self._files(folder, is_post, folders.exists if with_pipes else folders.is_file)
            yield from sorted(files, key=lambda path: path.name, reverse=True)

    def misnamed_posts(self) -> Iterator[Path]:
        """Yield the Markdown files in `_posts` that Jekyll passes over because of their names."""

        def is_misnamed(name: str) -> bool:
            return name.lower().endswith(self.extensions) and not parse_name(name)

        for folder in self._folders_named("_posts"):
            yield from sorted(self._files(folder, is_misnamed))

    def drafts(self) -> Iterator[Path]:
        """Yield the files that Jekyll takes for drafts, when it is asked to show them."""

        def is_draft(name: str) -> bool:
            return Path(name).suffix not in {"", ".yml", ".yaml"}

        for folder in self._folders_named("_drafts"):
            yield from sorted(self._files(folder, is_draft))

    def publishes(self, path: Path) -> bool:
        """Whether a file is part of the built site, if only as a copy."""
        place = self.relative(path)
        destination = self.relative(self.root / str(self.config["destination"]))
        if place.startswith("../") or f"{place}/".startswith(f"{destination}/"):
            return False
        passes = self._filter()
        ends = [at for at, character in enumerate(place) if character == "/"]
        folders = (place[:end] for end in ends)
        if not all(passes(folder.rpartition("/")[2], folder, "/") for folder in folders):
            return False
        return passes(place.rpartition("/")[2], place, "")

    def compose_front_matter(self, kind: str) -> dict[str, Any]:
        """Return jekyll-compose's `default_front_matter:` for `posts`, `drafts` or a collection."""
        by_kind = _compose_settings(self.config).get("default_front_matter")
        values = by_kind.get(kind) if isinstance(by_kind, dict) else None
        if not isinstance(values, dict):
            return {}
        return {str(key): value for key, value in values.items()}

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the site's collections, without `posts`."""
        collections = self.config["collections"]
        if not isinstance(collections, (dict, list)):
            return ()
        return tuple(str(label) for label in collections if label != "posts")

    def documents(self) -> Iterator[Path]:
        """Yield the files of the site's other collections that may become pages."""
        for label in self.labels:
            yield from sorted(self._files(self.collections / f"_{label}", self._may_be_page))

    def posts_and_documents(self) -> Iterator[Path]:
        """Yield the posts, then the documents of other collections: issues may be either."""
        yield from self.posts()
        yield from self.documents()

    def kind_of(self, path: Path) -> str:
        """Return the collection that a post or document is in: `posts`, or another label."""
        label = self.from_collections(path).partition("/")[0].removeprefix("_")
        return label if label in self.labels else "posts"

    def pages(self) -> Iterator[Path]:
        """Yield the other files that may become pages, by their endings."""
        return self.files(self._may_be_page)

    def files(self, has_name: Callable[[str], bool] = bool) -> Iterator[Path]:
        """Yield the files outside of collections that Jekyll reads or copies, by their names."""
        passes = self._filter()
        for folder, folder_path in self._walk():
            for entry in folders.entries(folder):
                if not has_name(entry.name) or not folders.is_file(entry):
                    continue
                if passes(entry.name, folders.join(folder_path, entry.name), ""):
                    yield Path(entry.path)

    def folders(self) -> Iterator[Path]:
        """Yield the folders outside of collections that Jekyll reads."""
        for folder, _ in self._walk():
            yield Path(folder)

    def files_of_collections(self) -> Iterator[Path]:
        """Yield the files of the site's other collections, documents or not."""
        for label in self.labels:
            yield from self._files(self.collections / f"_{label}", bool)

    def template_files(self) -> Iterator[Path]:
        """Yield the files that pages share: layouts, includes, data, the configuration."""
        for key in ("layouts_dir", "includes_dir", "data_dir"):
            folder = self.source / str(self.config[key]).strip("/")
            for path in sorted(folders.files_below(folder)):
                if path.suffix.lower() in _TEMPLATE_ENDINGS and path.is_file():
                    yield path
        config = self.root / self.config_name
        if config.is_file():
            yield config

    def _may_be_page(self, name: str) -> bool:
        return name.lower().endswith((*self.extensions, *PAGE_ENDINGS))

    def defaults(self, path: Path, kind: str) -> dict[str, Any]:
        """Return what `defaults:` supplies to a file."""
        from postgen.jekyll.defaults import defaults_for

        return defaults_for(self.config, self.relative(path), kind)

    def _files(
        self,
        folder: Path,
        has_name: Callable[[str], bool],
        is_file: Callable[[os.DirEntry[str]], bool] | None = None,
    ) -> Iterator[Path]:
        """Yield the files below a folder whose names are right and which pass Jekyll's filter.

        The folder is `_posts` or the like. Jekyll does not filter the folders there.
        """
        passes = self._filter()
        base = self.relative(folder)
        is_file = is_file or folders.is_file

        def below(path: str) -> Iterator[Path]:
            for entry in folders.entries(folder / path):
                if entry.name.startswith("."):
                    continue
                inside = folders.join(path, entry.name)
                if entry.is_dir(follow_symlinks=False):
                    yield from below(inside)
                elif not has_name(entry.name) or not is_file(entry):
                    continue
                elif passes(inside, f"{base}/{inside}", ""):
                    yield Path(entry.path)

        return below("")

    def _folders_named(self, name: str) -> Iterator[Path]:
        """Yield the folders of this name that Jekyll reads, below `collections_dir` if set."""
        collections_dir = str(self.config["collections_dir"] or "")
        for folder, folder_path in self._walk(collections_dir):
            if not folder_path.startswith(collections_dir):
                continue
            for entry in folders.entries(folder):
                if entry.name == name and folders.is_dir(entry):
                    yield Path(entry.path)

    def _walk(self, only: str = "") -> Iterator[tuple[Path | str, str]]:
        """Yield every folder that Jekyll reads, with its path from the source.

        With `only`, those above and below that path.
        """
        passes = self._filter()
        destination = os.path.normpath(self.root / str(self.config["destination"]))

        def below(
            folder: Path | str, folder_path: str, linked: frozenset[str]
        ) -> Iterator[tuple[Path | str, str]]:
            yield folder, folder_path
            for entry in folders.entries(folder):
                inside = folders.join(folder_path, entry.name)
                is_on_the_way = inside.startswith(only) or only.startswith(f"{inside}/")
                if not is_on_the_way or not folders.is_dir(entry) or entry.path == destination:
                    continue
                if not passes(entry.name, inside, "/"):
                    continue
                if not entry.is_symlink():
                    yield from below(entry.path, inside, linked)
                    continue
                real = os.path.realpath(entry.path)
                leads_back = f"{os.path.realpath(folder)}/".startswith(f"{real}/")
                if not leads_back and real not in linked:
                    yield from below(entry.path, inside, linked | {real})

        return below(self.source, "", frozenset())

    def _filter(self) -> EntryFilter:
        return entry_filter(self.config["include"], self.config["exclude"])


# Finding and reading a site


def find(start: Path) -> Site:
    """Find the site that a folder is in.

    It is at the nearest `_config.yml` above it, else at the nearest `_posts`. Raises `NoSiteError`,
    `ConfigError` and `SettingError`.
    """
    start = Path(os.path.abspath(start))  # noqa: PTH100 - `..` goes, links stay as they are
    if not start.is_dir():
        raise NoSiteError(f"{start} is not a folder.", "Name the folder of a site.")
    for is_site in (_has_config, _has_posts):
        for folder in (start, *start.parents):
            try:
                found = is_site(folder)
            except OSError as error:
                raise store.unreadable(folder, error) from error
            if found:
                return load(folder)
    raise NoSiteError(
        f"There is no Jekyll site in {start} or above it.",
        "Run `postgen init` to begin one here.",
        code="no-site",
    )


def _has_config(folder: Path) -> bool:
    return any((folder / name).is_file() for name in CONFIGS)


def _has_posts(folder: Path) -> bool:
    return (folder / "_posts").is_dir()


def load(root: Path) -> Site:
    """Read a site's configuration. Raises `ConfigError` and `SettingError`."""
    name = next((name for name in CONFIGS if (root / name).is_file()), "")
    own = cache.recall(root / name, lambda: _read(root / name)) if name else {}
    config = DEFAULTS | {key: value for key, value in own.items() if value is not None}
    for key in ("exclude", "include", "defaults"):
        if not isinstance(config[key], list):
            raise ConfigError(f"{name}: `{key}:` is not a list.", "Jekyll stops at this, too.")
    own_settings, warnings = settings.load(_postgen_settings(own), name, _style_names)
    return Site(root, config, own_settings, warnings)


def _style_names(style: str) -> tuple[str, ...]:
    from postgen.references import styles

    return styles.names(style)


def _postgen_settings(config: Mapping[str, Any]) -> object:
    """Return the value of `postgen:`; jekyll-compose's `auto_open:` is the default of `edit:`."""
    values = config.get("postgen")
    opens = _compose_settings(config).get("auto_open") not in (None, False)
    if opens and isinstance(values or {}, dict):
        return {"edit": True} | (values or {})
    return values


def _compose_settings(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of jekyll-compose, which postgen follows."""
    values = config.get("jekyll_compose")
    return values if isinstance(values, dict) else {}


def _read(path: Path) -> dict[str, Any]:
    text = store.read(path)
    if path.suffix == ".toml":
        return _read_toml(text, path.name)
    from postgen.jekyll import frontmatter

    try:
        return frontmatter.load(text)
    except frontmatter.YamlError as error:
        raise ConfigError(
            f"{path.name}:{error.line}: {error.message}", "Fix the line; Jekyll stops at it, too."
        ) from error


def _read_toml(text: str, name: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # such as `Unclosed array (at line 2, column 8)`
        line = re.search(r"line (\d+)", str(error))
        place = f"{name}:{line[1]}" if line else name
        problem = str(error).partition(" (at ")[0].rstrip(".")
        raise ConfigError(
            f"{place}: This is not valid TOML: {problem}.", "Fix the line."
        ) from error
