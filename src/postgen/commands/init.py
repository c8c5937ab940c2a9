"""`postgen init`: make a folder a site, or add the `postgen:` key to a site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgen.commands import Note, Result, first_site, note
from postgen.errors import PostgenError
from postgen.files import store
from postgen.files.store import Change
from postgen.jekyll import frontmatter
from postgen.site import CONFIGS, ConfigError
from postgen.text.edits import newline_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

ZONE = """\
# The zone that dates are written and read in, such as Europe/Paris.
timezone: "UTC"
permalink: /:year/:month/:day/:title/
"""
"""Written where there are no posts yet; posts that are there keep their URLs."""

KEY = """\
# What postgen does; see its docs/settings.md for all there is. What is not set is learned of the
# site's own posts, as `postgen habits` shows.
postgen:
  commit: false
"""
"""Nothing that would go before what is learned of the site."""


def init(folder: Path, shown: str, now: datetime) -> Result:
    """Write what postgen needs into a folder, `shown` in messages; what is there stays as it is.

    An empty folder becomes a whole small site. Raises `ConfigError` where the configuration cannot
    be read or extended.
    """
    config = _config_in(folder)
    if config is None and first_site.is_empty(folder):
        return _result(first_site.changes(folder, now), note("first-site-made", folder=shown))
    if config is None:
        return _new_site(folder, shown)
    old = store.read(config)
    is_toml = config.suffix == ".toml"
    known = {} if is_toml else _read(old, config)
    if is_toml or "postgen" in known:
        return Result(
            notes=(note("site-is-set-up", config=config.name),),
            data={"path": str(config)},
        )
    new = old + _gap(old) + KEY.replace("\n", newline_at(old, 0))
    if not _only_adds_key(new, known):
        raise ConfigError(
            f"Nothing can be added at the end of {config.name} without changing what is there.",
            "Write a line `postgen:` with its settings into it yourself.",
        )
    added = note("config-key-added", config=config.name)
    return _result([Change(config, old, new)], added, *_learned(folder))


def _learned(folder: Path) -> Iterator[Note]:
    """Yield a note on the issues that new ones will be like, if the site has any."""
    from postgen import site as sites
    from postgen.commands import habits

    try:
        site = sites.load(folder)
        heads = {path: store.read_head(path) for path in site.posts() if "backlog" not in path.name}
        learned = habits.issue_habits(site, heads)
    except PostgenError:
        return
    if learned:
        first, *others = learned.samples[:4]
        yield note("learned", path=first.path, others=len(others))


def _config_in(folder: Path) -> Path | None:
    for name in CONFIGS:
        config = folder / name
        if config.is_file():
            return config
    return None


def _new_site(folder: Path, shown: str) -> Result:
    zone = "" if (folder / "_posts").is_dir() else ZONE
    text = f"title: {frontmatter.encode(folder.resolve().name)}\n{zone}\n{KEY}"
    folders = [folder / name for name in ("_posts", "assets/images")]
    changes = [Change(folder / CONFIGS[0], None, text)]
    changes += [Change(path / ".gitkeep", None, "") for path in folders if not path.exists()]
    return _result(changes, note("site-made", folder=shown))


def _gap(text: str) -> str:
    """Return what is needed before a new key: a blank line, unless the text is empty."""
    if not text.strip("\ufeff \t\r\n"):
        return ""
    newline = newline_at(text, 0)
    return newline if text.endswith("\n") else newline * 2


def _read(text: str, config: Path) -> dict[str, Any]:
    try:
        return frontmatter.load(text)
    except frontmatter.YamlError as error:
        raise ConfigError(
            f"{config.name}:{error.line}: {error.message}",
            "Fix the line; Jekyll stops at it, too.",
        ) from error


def _only_adds_key(new: str, known: dict[str, Any]) -> bool:
    """Whether a configuration means what is known of it, and `postgen:`."""
    try:
        values = frontmatter.load(new)
    except frontmatter.YamlError:
        return False
    added = values.pop("postgen", None)
    return isinstance(added, dict) and repr(values) == repr(known)


def _result(changes: list[Change], *done: Note) -> Result:
    path = changes[0].path
    return Result(
        changes=tuple(changes),
        paths=(str(path),),
        notes=(*done, note("after-init")),
        data={"path": str(path)},
        summary=note("init"),
    )
