"""`postgen init`: make a folder a site, or give a site its `postgen:` key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen import frontmatter, store
from postgen.operations import Outcome
from postgen.site import CONFIGS
from postgen.store import Change

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """\
title: {title}
# The zone that dates are written and read in, such as Europe/Paris.
timezone: {zone}
permalink: /:year/:month/:day/:title/

"""

KEY = """\
# What postgen does; see its docs/settings.md for all there is.
postgen:
  newsletter:
    title: "Newsletter #{{ issue }}"
    references: "linked"
"""


def init(folder: Path, shown: str) -> Outcome:
    """Give a folder what postgen needs of a site; what is there stays as it is."""
    config = next((folder / name for name in CONFIGS if (folder / name).is_file()), None)
    if config is None:
        title = frontmatter.spell(folder.resolve().name)
        text = CONFIG.format(title=title, zone=frontmatter.spell("UTC")) + KEY
        keeps = [
            Change(folder / name / ".gitkeep", None, "")
            for name in ("_posts", "assets/images")
            if not (folder / name).exists()
        ]
        return _told([Change(folder / CONFIGS[0], None, text), *keeps], f"{shown} is a site now.")
    old = store.read(config)
    if config.suffix == ".toml" or "postgen" in frontmatter.load(old):
        return Outcome(
            notes=(f"{config.name} has what postgen needs; nothing was changed.",), data={"path": str(config)}
        )
    newline = "\r\n" if "\r\n" in old else "\n"
    gap = "" if not old.strip() else newline if old.endswith("\n") else newline * 2
    new = old + gap + KEY.replace("\n", newline)
    frontmatter.load(new)
    return _told([Change(config, old, new)], f"{config.name} has a `postgen:` key now.")


def _told(changes: list[Change], note: str) -> Outcome:
    path = changes[0].path
    return Outcome(
        changes=tuple(changes),
        lines=(str(path),),
        notes=(note, "Next: `postgen new backlog`, then `postgen add-link URL --category NAME`."),
        data={"path": str(path)},
        message="Set up postgen",
    )
