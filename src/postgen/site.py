"""A Jekyll site on disk: where it is, what its `_config.yml` says, which posts it has."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, tzinfo
from fnmatch import translate
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.errors import PostgenError
from postgen.files import cache, store
from postgen.jekyll import rules, settings
from postgen.references import styles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

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

TEXTS = (".html", ".htm", ".xhtml", ".xml", ".txt")
"""The endings of files that may become pages, beside those of Markdown."""

PARTS = {*TEXTS, ".md", ".markdown", ".liquid", ".yml", ".yaml", ".json", ".csv", ".tsv"}
"""The endings of layouts, includes and data that may name a page."""

EXCLUDED = (
    ".sass-cache .jekyll-cache gemfiles Gemfile Gemfile.lock node_modules "
    "vendor/bundle/ vendor/cache/ vendor/gems/ vendor/ruby/"
).split()


class NoSiteError(PostgenError):
    """There is no site here."""


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
        """The zone of `timezone:`; None is the machine's own, which Jekyll then takes. Raises `ConfigError`."""
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
                f"{self.config_name}: `timezone: {name}` is no time zone.",
                "Write it as Europe/Paris.",
            ) from error

    @property
    def config_name(self) -> str:
        """The configuration's file name, for messages."""
        return next((name for name in CONFIGS if (self.root / name).is_file()), CONFIGS[0])

    @property
    def posts_folder(self) -> Path:
        """The folder that new posts go into: the setting, `_posts`, or the only other one that the site has.

        Raises `SettingError` for a folder in which Jekyll looks for no posts.
        """
        if self.settings.posts:
            return self.source / settings.posts_folder(self.settings.posts, self.config_name)
        usual = self.collections / "_posts"
        if usual.is_dir():
            return usual
        others = list(self._folders("_posts"))
        return others[0] if len(others) == 1 else usual

    def relative(self, path: Path) -> str:
        """Give a path from the source, with slashes."""
        return os.path.relpath(path, self.source).replace(os.sep, "/")

    def from_collections(self, path: Path) -> str:
        """Give a path from the folder of collections, with slashes, as Jekyll's tags name posts and documents."""
        return os.path.relpath(path, self.collections).replace(os.sep, "/")

    def display_path(self, path: Path) -> str:
        """Give a path as one would type it from the current folder."""
        return store.display_path(path)

    def now(self) -> datetime:
        """Give the time in the site's zone; `SOURCE_DATE_EPOCH` (seconds) sets it, for builds to repeat."""
        fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
        moment = datetime.fromtimestamp(int(fixed), UTC) if fixed.isdecimal() else datetime.now(UTC)
        return moment.astimezone(self.zone).replace(microsecond=0)

    @property
    def drafts_folder(self) -> Path:
        """The folder that new drafts go into: `_drafts` beside the `_posts` of new posts."""
        folder = self.posts_folder
        return next(each for each in (folder, *folder.parents) if each.name == "_posts").with_name(
            "_drafts"
        )

    def posts(self, slug: str = "") -> Iterator[Path]:
        """Give the files that Jekyll takes for posts, newest name first within each `_posts`; those of a slug only."""

        def takes(name: str) -> bool:
            found = rules.parse_name(name) if slug in name else None
            return bool(found and slug in {"", found.slug})

        for folder in self._folders("_posts"):
            yield from sorted(self._files(folder, takes), key=lambda path: path.name, reverse=True)

    def drafts(self) -> Iterator[Path]:
        """Give the files that Jekyll takes for drafts, when it is asked to show them."""
        for folder in self._folders("_drafts"):
            yield from sorted(
                self._files(folder, lambda name: Path(name).suffix not in {"", ".yml", ".yaml"})
            )

    def publishes(self, path: Path) -> bool:
        """Say whether a file is among those that Jekyll takes to the built site, if only as a copy."""
        place = self.relative(path)
        destination = self.relative(self.root / str(self.config["destination"]))
        if place.startswith("../") or f"{place}/".startswith(f"{destination}/"):
            return False
        passes = self._filter()
        ends = [at for at, character in enumerate(place) if character == "/"]
        return all(
            passes(place[:end].rpartition("/")[2], place[:end], "/") for end in ends
        ) and passes(place.rpartition("/")[2], place, "")

    def drafted_by_compose(self, kind: str) -> dict[str, Any]:
        """Give the `default_front_matter:` of jekyll-compose for `posts`, `drafts` or another collection."""
        every = _compose(self.config).get("default_front_matter")
        values = every.get(kind) if isinstance(every, dict) else None
        return (
            {str(key): value for key, value in values.items()} if isinstance(values, dict) else {}
        )

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the site's collections, without `posts`."""
        held = self.config["collections"]
        return (
            tuple(str(each) for each in held if each != "posts")
            if isinstance(held, (dict, list))
            else ()
        )

    def documents(self) -> Iterator[Path]:
        """Give the files of the site's other collections that may become pages."""
        for label in self.labels:
            yield from sorted(self._files(self.collections / f"_{label}", self._is_text))

    def pages(self) -> Iterator[Path]:
        """Give the other files that may become pages: those with the ending of a text."""
        passes = self._filter()
        for folder, place in self._walk():
            for entry in _entries(folder):
                inside = f"{place}/{entry.name}" if place else entry.name
                if self._is_text(entry.name) and entry.is_file() and passes(entry.name, inside, ""):
                    yield Path(entry.path)

    def parts(self) -> Iterator[Path]:
        """Give the files that pages are made of beside their own: layouts, includes, data, the configuration."""
        for key in ("layouts_dir", "includes_dir", "data_dir"):
            folder = self.source / str(self.config[key]).strip("/")
            yield from sorted(
                path
                for path in folder.rglob("*")
                if path.suffix.lower() in PARTS and path.is_file()
            )
        if (path := self.root / self.config_name).is_file():
            yield path

    def _is_text(self, name: str) -> bool:
        return name.lower().endswith((*self.extensions, *TEXTS))

    def defaults(self, path: Path, kind: str) -> dict[str, Any]:
        """Give what `defaults:` supplies to a file."""
        return rules.defaults_for(self.config, self.relative(path), kind)

    def _files(self, folder: Path, takes: Callable[[str], bool]) -> Iterator[Path]:
        """Give the files of certain names below a folder that pass Jekyll's filter, which looks at files only."""
        passes = self._filter()
        base = self.relative(folder)

        def below(place: str) -> Iterator[Path]:
            for entry in _entries(folder / place):
                inside = f"{place}/{entry.name}" if place else entry.name
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    yield from below(inside)
                elif (
                    takes(entry.name) and entry.is_file() and passes(inside, f"{base}/{inside}", "")
                ):
                    yield Path(entry.path)

        return below("")

    def _folders(self, name: str) -> Iterator[Path]:
        """Give every folder of this name in the folders that Jekyll reads, below `collections_dir` if that is set."""
        only = str(self.config["collections_dir"] or "")
        for folder, place in self._walk(only):
            if place.startswith(only):
                yield from (
                    Path(entry.path)
                    for entry in _entries(folder)
                    if entry.name == name and entry.is_dir()
                )

    def _walk(self, only: str = "") -> Iterator[tuple[Path | str, str]]:
        """Give every folder that Jekyll reads, with its path from the source; only those below one, and above it."""
        passes = self._filter()
        destination = os.path.normpath(self.root / str(self.config["destination"]))

        def below(folder: Path | str, place: str) -> Iterator[tuple[Path | str, str]]:
            yield folder, place
            for entry in _entries(folder):
                inside = f"{place}/{entry.name}" if place else entry.name
                leads = inside.startswith(only) or only.startswith(f"{inside}/")
                if (
                    leads
                    and entry.is_dir()
                    and entry.path != destination
                    and passes(entry.name, inside, "/")
                ):
                    yield from below(entry.path, inside)

        return below(self.source, "")

    def _filter(self) -> Callable[[str, str, str], bool]:
        """Make Jekyll's filter of entries (entry_filter.rb).

        It is asked with an entry's path as Jekyll reads it, its path from the source, and "/" for a folder.
        """
        include = [str(each) for each in self.config["include"]]
        exclude = [
            str(each) for each in [*self.config["exclude"], *EXCLUDED] if each not in include
        ]
        is_included, is_excluded = _matcher(include), _matcher(exclude)

        def passes(entry: str, place: str, slash: str) -> bool:
            name = entry.rpartition("/")[2]
            if entry.endswith("."):
                return False
            if is_included(entry + slash) or (name != entry and is_included(name + slash)):
                return True
            return not (
                entry[0] in SPECIAL
                or name[0] in SPECIAL
                or name[-1] == "~"
                or is_excluded(place + slash)
            )

        return passes


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    """List a folder by name; one that cannot be read holds nothing."""
    try:
        return sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return []


SPECIAL = "._#~"
"""What begins a name that Jekyll passes over."""


def _matcher(patterns: list[str]) -> Callable[[str], object]:
    """Make Jekyll's comparison of a path, a folder's with a slash at its end, with glob patterns or beginnings."""
    patterns = [pattern.lstrip("/") for pattern in patterns]
    starts = tuple(patterns)
    globs = [
        translate(pattern.replace("[^", "[!"))
        for pattern in patterns
        if any(each in pattern for each in "*?[")
    ]
    if not globs:
        return lambda path: path.startswith(starts)
    match = re.compile("|".join(globs)).match
    return lambda path: path.startswith(starts) or match(path.removesuffix("/"))


def find(start: Path) -> Site:
    """Find the site that holds a folder: the nearest `_config.yml` above it, else the nearest `_posts`.

    Raises `NoSiteError`, `ConfigError` and `SettingError`.
    """
    start = Path(os.path.abspath(start))  # noqa: PTH100 - `..` goes, links stay as they are
    if not start.is_dir():
        raise NoSiteError(f"{start} is not a folder.", "Name the folder of a site.")
    above = (start, *start.parents)
    for holds in (
        lambda folder: any((folder / name).is_file() for name in CONFIGS),
        lambda folder: (folder / "_posts").is_dir(),
    ):
        for folder in above:
            if holds(folder):
                return load(folder)
    raise NoSiteError(
        f"There is no Jekyll site in {start} or above it.",
        "Run `postgen init` to begin one here, or name one with --site DIR.",
    )


def load(root: Path) -> Site:
    """Read a site's configuration. Raises `ConfigError` and `SettingError`."""
    name = next((name for name in CONFIGS if (root / name).is_file()), "")
    given = cache.recall(root / name, lambda: _read(root / name)) if name else {}
    config = DEFAULTS | {key: value for key, value in given.items() if value is not None}
    for key in ("exclude", "include", "defaults"):
        if not isinstance(config[key], list):
            raise ConfigError(f"{name}: `{key}:` is not a list.", "Jekyll stops at this, too.")
    chosen, warnings = settings.load(_own(given), name, styles.names)
    return Site(root, config, chosen, warnings)


def _own(config: Mapping[str, Any]) -> object:
    """Give what stands under `postgen:`; where that does not say `edit:`, jekyll-compose's `auto_open:` does."""
    given = config.get("postgen")
    opens = _compose(config).get("auto_open") not in (None, False)
    return {"edit": True} | (given or {}) if opens and isinstance(given or {}, dict) else given


def _compose(config: Mapping[str, Any]) -> dict[str, Any]:
    """Give the settings of jekyll-compose: who comes from there needs no new ones."""
    held = config.get("jekyll_compose")
    return held if isinstance(held, dict) else {}


def _read(path: Path) -> dict[str, Any]:
    text = store.read(path)
    if path.suffix == ".toml":
        import tomllib

        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            where = f"{path.name}:{line[1]}" if line else path.name
            problem = str(error).partition(" (at ")[0].rstrip(".")
            raise ConfigError(
                f"{where}: This is not valid TOML: {problem}.", "Mend the line."
            ) from error
    from postgen.jekyll import frontmatter

    try:
        return frontmatter.load(text)
    except frontmatter.YamlError as error:
        raise ConfigError(
            f"{path.name}:{error.line}: {error.message}", "Mend the line; Jekyll stops at it, too."
        ) from error
