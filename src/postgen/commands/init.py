"""`postgen init`: make a folder a site, or add the `postgen:` key to a site."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from postgen.commands import Note, Result, first_site, note
from postgen.errors import PostgenError
from postgen.files import store
from postgen.files.store import Change
from postgen.jekyll import frontmatter
from postgen.site import CONFIGS, ConfigError
from postgen.text.edits import newline_at

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from postgen.site import Site

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


_POSTGEN = re.compile(r"^postgen:[ \t]*(?:#.*)?\r?\n", re.MULTILINE)
_NEWSLETTER = re.compile(r"^(?P<indent>[ \t]+)newsletter:[ \t]*(?:#.*)?\r?\n", re.MULTILINE)
_INDENTATION = re.compile(r"(?:[ \t]*(?:#.*)?\r?\n)*(?P<indent>[ \t]+)(?=[^\s#])")


def init(
    folder: Path,
    shown: str,
    now: datetime,
    learned: Mapping[str, object] | None = None,
    *,
    offered: bool = False,
) -> Result:
    """Write what postgen needs into a folder, `shown` in messages; what is there stays as it is.

    An empty folder becomes a whole small site. `learned` is written as the settings of the
    newsletter; settings were `offered` if there are any to be added. Raises `ConfigError` where the
    configuration cannot be read or extended.
    """
    config = _config_in(folder)
    if config is None and first_site.is_empty(folder):
        return _result(
            folder, first_site.changes(folder, now), note("first-site-made", folder=shown)
        )
    if config is None:
        return _new_site(folder, shown)
    old = store.read(config)
    if config.suffix == ".toml":
        return _unchanged(config, note("config-is-toml", config=config.name))
    known = _read(old, config)
    if "postgen" in known and not learned:
        return _unchanged(config, note("site-is-set-up", config=config.name, offered=offered))
    if "postgen" in known:
        new = _with_settings(old, known, learned or {}, config)
        return _result(
            folder, [Change(config, old, new)], note("settings-added", config=config.name)
        )
    newline = newline_at(old, 0)
    new = old + _gap(old) + KEY.replace("\n", newline) + _newsletter(learned or {}, newline)
    if not _only_adds_key(new, known):
        raise ConfigError(
            f"Nothing can be added at the end of {config.name} without changing what is there.",
            "Write a line `postgen:` with its settings into it yourself.",
        )
    added = note("config-key-added", config=config.name)
    return _result(folder, [Change(config, old, new)], added)


def learned_settings(folder: Path, now: datetime) -> tuple[dict[str, object], tuple[Note, ...]]:
    """Return what was learned of a site's issues as settings of the newsletter, and notes on it.

    There are none where the site has no issues, and none for what its settings say already.
    """
    from postgen import site as sites
    from postgen.commands import habit_report

    config = _config_in(folder)
    try:
        if config is None:
            return {}, ()
        site = sites.load(folder)
        found = habit_report.settings_of(site, _backlog(site), now)
    except PostgenError:
        return {}, ()
    if not found.like:
        return {}, ()
    first, *others = found.like
    notes = [note("learned", path=first, others=len(others))]
    own = (site.config.get("postgen") or {}).get("newsletter") or {}
    values = {key: value for key, value in found.values.items() if key not in own}
    lines = frontmatter.dump(values).splitlines() if values else []
    notes += [note("learned-setting", line=line) for line in lines]
    return values if config.suffix != ".toml" else {}, tuple(notes)


def _backlog(site: Site) -> Path | None:
    from postgen.commands.backlog_file import NoBacklogError, backlog_path

    try:
        return backlog_path(site, None)
    except NoBacklogError:
        return None


def _newsletter(values: Mapping[str, object], newline: str) -> str:
    """Return settings of the newsletter as lines below `postgen:`."""
    if not values:
        return ""
    lines = [f"    {line}" for line in frontmatter.dump(values).splitlines()]
    return "".join(line + newline for line in ("  newsletter:", *lines))


def _with_settings(
    old: str, known: dict[str, Any], values: Mapping[str, object], config: Path
) -> str:
    """Return a configuration with settings of the newsletter added; every other byte stays."""
    newline = newline_at(old, 0)
    key = _POSTGEN.search(old)
    place = key.end() if key else 0
    inside = _INDENTATION.match(old, place)
    indent = inside["indent"] if inside else "  "
    section = _NEWSLETTER.search(old, place)
    head = f"{indent}newsletter:{newline}"
    if section and section["indent"] == indent:
        place, head = section.end(), ""
        inside = _INDENTATION.match(old, place)
        deeper = inside["indent"] if inside and len(inside["indent"]) > len(indent) else ""
    else:
        deeper = ""
    deeper = deeper or indent * 2
    lines = [f"{deeper}{line}{newline}" for line in frontmatter.dump(values).splitlines()]
    new = old[:place] + head + "".join(lines) + old[place:]
    own = known["postgen"] or {}
    expected = {
        **known,
        "postgen": {**own, "newsletter": {**(own.get("newsletter") or {}), **values}},
    }
    try:
        is_right = bool(key) and frontmatter.load(new) == expected
    except frontmatter.YamlError:
        is_right = False
    if not is_right:
        raise ConfigError(
            f"{config.name} is written in a way in which settings cannot be added.",
            "Write them below `postgen: newsletter:` yourself.",
        )
    return new


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
    return _result(folder, changes, note("site-made", folder=shown))


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


def _unchanged(config: Path, reason: Note) -> Result:
    return Result(notes=(reason,), data={"path": str(config)})


def _has_backlog(folder: Path) -> bool:
    """Whether a folder that is or becomes a site has a backlog."""
    from postgen import site as sites

    try:
        return _backlog(sites.load(folder)) is not None
    except PostgenError:
        return False


def _result(folder: Path, changes: list[Change], *done: Note) -> Result:
    path = changes[0].path
    following = "after-init-with-backlog" if _has_backlog(folder) else "after-init"
    return Result(
        changes=tuple(changes),
        paths=(str(path),),
        notes=(*done, note(following)),
        data={"path": str(path)},
        summary=note("init"),
    )
