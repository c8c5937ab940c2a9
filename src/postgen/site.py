"""A Jekyll site on disk: where it is, what its `_config.yml` says, which posts it has."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postgen import frontmatter, post, settings, store
from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postgen.settings import Settings

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
}
"""Jekyll's own (configuration.rb), of the keys that postgen reads."""

EXCLUDED = (
    ".sass-cache .jekyll-cache gemfiles Gemfile Gemfile.lock node_modules "
    "vendor/bundle/ vendor/cache/ vendor/gems/ vendor/ruby/"
).split()


class NoSiteError(PostgenError):
    """There is no site here."""


class ConfigError(PostgenError):
    """The site's configuration cannot be read."""


@dataclass(frozen=True, slots=True)
class Site:
    """A site: its folder, its configuration as Jekyll reads it, and its `postgen:` settings."""

    root: Path
    config: Mapping[str, Any]
    settings: Settings
    warnings: tuple[str, ...] = ()

    @property
    def source(self) -> Path:
        """The folder that Jekyll reads."""
        return self.root / (self.config["source"] or "")

    @property
    def collections(self) -> Path:
        """The folder that holds `_posts` and `_drafts`."""
        return self.source / (self.config["collections_dir"] or "")

    @property
    def extensions(self) -> tuple[str, ...]:
        """The endings of Markdown files, in lower case, with their dots."""
        return tuple(f".{each.strip().lower()}" for each in str(self.config["markdown_ext"]).split(","))

    @property
    def zone(self) -> tzinfo | None:
        """The zone of `timezone:`; None is the machine's own, which Jekyll then takes."""
        name = self.config["timezone"]
        if not name:
            return None
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        try:
            return ZoneInfo(str(name))
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ConfigError(
                f"{self.config_name}: `timezone: {name}` is no time zone.", "Write it as Europe/Paris."
            ) from error

    @property
    def config_name(self) -> str:
        """The configuration's file name, for messages."""
        return next((name for name in CONFIGS if (self.root / name).is_file()), CONFIGS[0])

    @property
    def posts_folder(self) -> Path:
        """The folder that new posts go into: the setting, `_posts`, or the only other one that the site has."""
        if self.settings.posts:
            return self.source / self.settings.posts
        usual = self.collections / "_posts"
        if usual.is_dir():
            return usual
        others = list(self._folders("_posts"))
        return others[0] if len(others) == 1 else usual

    def relative(self, path: Path) -> str:
        """Give a path from the source, with slashes."""
        return os.path.relpath(path, self.source).replace(os.sep, "/")

    def shown(self, path: Path) -> str:
        """Give a path as one would type it from the current folder."""
        return os.path.relpath(path)

    def now(self) -> datetime:
        """Give the time in the site's zone; `SOURCE_DATE_EPOCH` (seconds) sets it, for builds to repeat."""
        fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
        moment = datetime.fromtimestamp(int(fixed), UTC) if fixed.isdecimal() else datetime.now(UTC)
        return moment.astimezone(self.zone).replace(microsecond=0)

    def posts(self) -> Iterator[Path]:
        """Give the files that Jekyll takes for posts, newest name first within each `_posts`."""
        for folder in self._folders("_posts"):
            yield from sorted(self._files(folder), key=lambda path: path.name, reverse=True)

    def drafts(self) -> Iterator[Path]:
        """Give the files in all `_drafts`."""
        for folder in self._folders("_drafts"):
            for path in sorted(folder.rglob("*")):
                if path.is_file() and path.name[0] not in "._#~":
                    yield path

    def defaults(self, path: Path, kind: str) -> dict[str, Any]:
        """Give what `defaults:` supplies to a file."""
        return post.defaults_for(self.config, self.relative(path), kind)

    def _files(self, folder: Path) -> Iterator[Path]:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name[0] in "._#~":
                    continue
                if entry.is_dir():
                    yield from self._files(Path(entry.path))
                elif post.FILE_NAME.match(entry.name) and post.parse_name(entry.name):
                    yield Path(entry.path)

    def _folders(self, name: str) -> Iterator[Path]:
        """Give every folder of this name below the collections, as Jekyll walks: not in excluded or special ones."""
        patterns = [str(each) for each in [*(self.config["exclude"] or []), *EXCLUDED]]
        ignored = {os.path.normpath(self.root / str(self.config["destination"]))}

        def below(folder: str) -> Iterator[Path]:
            try:
                entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
            except OSError:
                return
            for entry in entries:
                if entry.name == name and entry.is_dir():
                    yield Path(entry.path)
                elif entry.name[0] not in "._#~" and entry.is_dir() and entry.path not in ignored:
                    place = os.path.relpath(entry.path, self.source)
                    if not any(_excludes(pattern, place) for pattern in patterns):
                        yield from below(entry.path)

        return below(str(self.collections))


def _excludes(pattern: str, place: str) -> bool:
    pattern = pattern.lstrip("/")
    return fnmatchcase(place, pattern) or place.startswith(pattern) or pattern == f"{place}/"


def find(start: Path) -> Site:
    """Find the site that holds a folder: the nearest `_config.yml` above it, else the nearest `_posts`.

    Raises `NoSiteError`, `ConfigError` and `SettingError`.
    """
    start = start.absolute()
    if not start.is_dir():
        raise NoSiteError(f"{start} is not a folder.")
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
    given = _read(root / name) if name else {}
    config = DEFAULTS | {key: value for key, value in given.items() if value is not None}
    for key in ("exclude", "include", "defaults"):
        if not isinstance(config[key], list):
            raise ConfigError(f"{name}: `{key}:` is not a list.", "Jekyll stops at this, too.")
    chosen, warnings = settings.load(given.get("postgen"), name)
    return Site(root, config, chosen, warnings)


def _read(path: Path) -> dict[str, Any]:
    text = store.read(path)
    if path.suffix == ".toml":
        import tomllib

        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"{path.name} is not valid TOML: {error}.") from error
    try:
        return frontmatter.load(text)
    except frontmatter.YamlError as error:
        raise ConfigError(
            f"{path.name}:{error.line}: {error.message}", "Mend the line; Jekyll stops at it, too."
        ) from error
