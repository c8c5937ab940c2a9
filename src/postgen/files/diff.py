"""What changes would do: a unified diff, as git shows one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from postgen.files import store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.files.store import Change


def diff(changes: Sequence[Change], root: Path) -> str:
    """Give the unified diff of changes, as `git apply` and `patch -p1` take it.

    Names are from the current folder where all files are below it, else from `root`, the site's folder. There is no
    `diff --git` line, save for an empty file that comes or goes and for what is no text, which nothing else can say:
    the names after it count from the top of the repository, so that in a folder below git would pass over them and
    say nothing. Such lines are last: git would take the names that follow for theirs.
    """
    here = Path.cwd()
    paths = [Path(os.path.abspath(change.path)) for change in changes]  # noqa: PTH100 - links are kept
    base = here if all(path.is_relative_to(here) for path in paths) else root.absolute()
    parts = [
        _diff(change, store.display_path(path, base).replace(os.sep, "/"))
        for change, path in zip(changes, paths, strict=True)
    ]
    return "".join(sorted(parts, key=lambda part: part.startswith("diff")))


def _diff(change: Change, name: str) -> str:
    from difflib import unified_diff

    old, new = change.old, change.new
    if old == new:
        return ""
    before = "/dev/null" if old is None else f"a/{name}"
    after = "/dev/null" if new is None else f"b/{name}"
    mode = (
        "new file mode 100644\n"
        if old is None
        else "deleted file mode 100644\n"
        if new is None
        else ""
    )
    head = f"diff --git a/{name} b/{name}\n{mode}"
    if "\0" in f"{old}{new}":  # git's own sign of what is no text
        return f"{head}Binary files {before} and {after} differ\n"
    if not old and not new:
        return head
    before, after = (
        f"{each}\t" if " " in each else each for each in (before, after)
    )  # else a blank ends the name
    lines = unified_diff(_lines(old or ""), _lines(new or ""), before, after)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _lines(text: str) -> list[str]:
    """Split at LF alone: `str.splitlines` knows ten more ends of a line, which `patch` does not."""
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines
