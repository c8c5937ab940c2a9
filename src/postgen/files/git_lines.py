"""Which lines of a site's files git says were added or changed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from postgen.errors import UsageError
from postgen.files.git import GitError, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Ranges = tuple[tuple[int, int], ...]
"""The first and the last line of each group of changed lines, from 1."""

ALL: Ranges = ((1, 10**12),)
"""All lines of a file that git does not know yet."""

_DIFF = (
    "-c", "core.quotePath=off", "diff", "--unified=0", "--inter-hunk-context=0", "--no-color",
    "--no-ext-diff", "--no-textconv", "--find-renames", "--ignore-submodules", "--no-relative",
    "--src-prefix=a/", "--dst-prefix=b/",
)  # fmt: skip
"""The options of `git diff` whose defaults a person can set otherwise."""

_NEW_NAME = re.compile(r'\+\+\+ (?:b/(?P<plain>[^\t\n]*)|"b/(?P<quoted>.*)")\t?\Z', re.DOTALL)
# `@@ -3,0 +4,2 @@ a heading`: two lines were added, of which the first is line 4
_HUNK = re.compile(r"@@ -\d+(?:,(?P<old>\d+))? \+(?P<first>\d+)(?:,(?P<count>\d+))? @@")

_ESCAPE = re.compile(rb'\\([0-7]{3}|[abtnvfr"\\])')
_ESCAPED = {
    b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r",
}  # fmt: skip


class Changed(NamedTuple):
    """The changed lines of files, by their real paths."""

    lines: Mapping[str, Ranges]

    def holds(self, path: str, first: int, last: int) -> bool:
        """Whether one of the lines from `first` to `last` of a file was changed."""
        return any(start <= last and first <= end for start, end in self.lines.get(path, ()))


def changed_lines(folder: Path, revision: str) -> Changed:
    """Return the lines that are not in a commit, or in the last one that it shares with HEAD.

    What others have committed there since then is not blamed on the one who asks. Files that git
    does not know yet are changed as a whole. Raises `GitError` where there is no repository, and
    `UsageError` for what is not a commit.
    """
    code, output = run(folder, "rev-parse", "--show-toplevel")
    if code:
        raise GitError(
            f"{folder.absolute()} is not in a git repository.",
            "Run `git init` there, or check all lines.",
        )
    top = Path(output.rstrip("\n"))
    base = _base(top, revision)
    lines = {
        str((top / name).resolve()): ranges
        for name, ranges in _read(_git(top, *_DIFF, base, "--"))
        if ranges
    }
    untracked = _git(top, "ls-files", "--others", "--exclude-standard", "-z")
    for name in filter(None, untracked.split("\0")):
        lines[str((top / name).resolve())] = ALL
    return Changed(lines)


def _base(top: Path, revision: str) -> str:
    """Return the commit to compare with: where HEAD and the revision parted.

    Before the first commit that is the empty tree.
    """
    named = f"{revision}^{{commit}}"
    code, commit = run(top, "rev-parse", "--verify", "--quiet", "--end-of-options", named)
    if code and revision == "HEAD":
        return _git(top, "hash-object", "-t", "tree", "--stdin").strip()
    if code:
        raise UsageError(f"`{revision}` is not a commit.", "Name a branch, a tag or a commit.")
    commit = commit.strip()
    code, parted = run(top, "merge-base", commit, "HEAD")
    return commit if code else parted.strip()


def _git(top: Path, *arguments: str) -> str:
    code, output = run(top, *arguments)
    if code:
        first = output.strip().partition("\n")[0]
        raise GitError(f"git cannot say what was changed: {first or code}.", "Check all lines.")
    return output


def _read(diff: str) -> Iterator[tuple[str, Ranges]]:
    """Read the names and the new lines of files from a diff without context.

    The lines of a file are counted, for one of them may look like a name: `++ b/a.md`.
    """
    name = ""
    ranges: list[tuple[int, int]] = []
    left = 0
    for line in diff.split("\n"):
        if left:
            left -= line[:1] in {"+", "-"}
            continue
        named = _NEW_NAME.match(line)
        hunk = _HUNK.match(line)
        if named:
            yield name, tuple(ranges)
            name, ranges = _name(named), []
        elif line == "+++ /dev/null":
            yield name, tuple(ranges)
            name, ranges = "", []
        elif hunk:
            count = int(hunk["count"] or 1)
            first = int(hunk["first"])
            left = count + int(hunk["old"] or 1)
            if count:
                ranges.append((first, first + count - 1))
    yield name, tuple(ranges)


def _name(found: re.Match[str]) -> str:
    r"""Return a file's name, which git quotes as C does: `"b/a\tb.md"`."""
    if found["quoted"] is None:
        return found["plain"]

    def unescaped(escape: re.Match[bytes]) -> bytes:
        sign = escape[1]
        return bytes([int(sign, 8)]) if len(sign) == 3 else _ESCAPED.get(sign, sign)

    quoted = found["quoted"].encode(errors="surrogateescape")
    return _ESCAPE.sub(unescaped, quoted).decode(errors="surrogateescape")
