"""Changes as a unified diff, like git's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from postgen.files import store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.files.store import Change


def diff(changes: Sequence[Change], root: Path) -> str:
    """Return the unified diff of changes, as `git apply` and `patch -p1` take it.

    Names count from the current folder where all files are below it, else from `root`, the site's
    folder, or from the one above it that holds all. A `diff --git` line is only there where nothing
    else can say what changes: for an empty file that is made or removed, and for what is not text.
    The names after such a line count from the top of the repository, so git would silently skip
    them in a folder below. Such parts are last: git would take the names that follow for theirs.
    """
    paths = [Path(os.path.abspath(each.path)) for each in changes]  # noqa: PTH100 - links are kept
    base = Path.cwd()
    if not all(path.is_relative_to(base) for path in paths):
        base = Path(os.path.commonpath([root.absolute(), *paths]))
    parts = []
    for change, path in zip(changes, paths, strict=True):
        name = store.display_path(path, base).replace(os.sep, "/")
        parts.append(_diff(change, name))
    parts.sort(key=lambda part: part.startswith("diff"))
    return "".join(parts)


def _diff(change: Change, name: str) -> str:
    """Return the part of one change, for a file that is called `name`; "" where nothing changes."""
    from difflib import unified_diff

    old, new = change.old, change.new
    if old == new:
        return ""
    before = "/dev/null" if old is None else f"a/{name}"
    after = "/dev/null" if new is None else f"b/{name}"
    head = f"diff --git a/{name} b/{name}\n{_mode(change)}"
    is_binary = "\0" in f"{old}{new}"  # git's own sign
    if is_binary:
        return f"{head}Binary files {before} and {after} differ\n"
    if not old and not new:
        return head
    lines = unified_diff(_lines(old or ""), _lines(new or ""), _quoted(before), _quoted(after))
    return "".join(_ended(line) for line in lines)


def _ended(line: str) -> str:
    """Return a line of a diff with its newline; one that the file does not have is pointed out."""
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _mode(change: Change) -> str:
    if change.old is None:
        return "new file mode 100644\n"
    if change.new is None:
        return "deleted file mode 100644\n"
    return ""


def _quoted(name: str) -> str:
    """Return a name for the lines `---` and `+++`: without a tab after it, a blank would end it."""
    return f"{name}\t" if " " in name else name


def _lines(text: str) -> list[str]:
    """Split at LF only: `str.splitlines` knows ten more ends of a line, which `patch` does not."""
    *lines, rest = text.split("\n")
    ended = [f"{line}\n" for line in lines]
    return [*ended, rest] if rest else ended
