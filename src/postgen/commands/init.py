"""`postgen init`: make a folder a site, or give a site its `postgen:` key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgen.commands import Result
from postgen.files import store
from postgen.files.store import Change
from postgen.jekyll import frontmatter
from postgen.site import CONFIGS, ConfigError
from postgen.text.edits import newline_at

if TYPE_CHECKING:
    from pathlib import Path

ZONE = """\
# The zone that dates are written and read in, such as Europe/Paris.
timezone: "UTC"
permalink: /:year/:month/:day/:title/
"""
"""Written where there are no posts yet: those that are there keep their URLs."""

KEY = """\
# What postgen does; see its docs/settings.md for all there is.
postgen:
  newsletter:
    title: "Newsletter #{{ issue }}"
    references: "linked"
"""


def init(folder: Path, shown: str) -> Result:
    """Give a folder what postgen needs of a site; what is there stays as it is."""
    config = next((folder / name for name in CONFIGS if (folder / name).is_file()), None)
    if config is None:
        zone = "" if (folder / "_posts").is_dir() else ZONE
        text = f"title: {frontmatter.encode(folder.resolve().name)}\n{zone}\n{KEY}"
        keeps = [
            Change(folder / name / ".gitkeep", None, "")
            for name in ("_posts", "assets/images")
            if not (folder / name).exists()
        ]
        return _told([Change(folder / CONFIGS[0], None, text), *keeps], f"{shown} is a site now.")
    old = store.read(config)
    if config.suffix == ".toml" or "postgen" in (known := _read(old, config)):
        return Result(
            notes=(f"{config.name} has what postgen needs; nothing was changed.",),
            data={"path": str(config)},
        )
    newline = newline_at(old, 0)
    gap = "" if not old.strip("\ufeff \t\r\n") else newline if old.endswith("\n") else newline * 2
    new = old + gap + KEY.replace("\n", newline)
    if not _adds_only(new, known):
        raise ConfigError(
            f"Nothing can be added at the end of {config.name} without changing what stands there.",
            "Write a line `postgen:` with its settings into it yourself.",
        )
    return _told([Change(config, old, new)], f"{config.name} has a `postgen:` key now.")


def _read(text: str, config: Path) -> dict[str, Any]:
    try:
        return frontmatter.load(text)
    except frontmatter.YamlError as error:
        raise ConfigError(
            f"{config.name}:{error.line}: {error.message}",
            "Mend the line; Jekyll stops at it, too.",
        ) from error


def _adds_only(new: str, known: dict[str, Any]) -> bool:
    """Say whether the text means what it meant, and `postgen:`."""
    try:
        values = frontmatter.load(new)
    except frontmatter.YamlError:
        return False
    return isinstance(values.pop("postgen", None), dict) and repr(values) == repr(known)


def _told(changes: list[Change], note: str) -> Result:
    path = changes[0].path
    return Result(
        changes=tuple(changes),
        lines=(str(path),),
        notes=(note, "Next: `postgen new backlog`, then `postgen add-link URL --category NAME`."),
        data={"path": str(path)},
        message="Set up postgen",
    )
