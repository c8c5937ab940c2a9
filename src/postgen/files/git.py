"""Commits exactly the files that a command changed."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Sequence

_UNDER_WAY = {
    "MERGE_HEAD": "merge",
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "sequencer": "cherry-pick or revert",
    "BISECT_LOG": "bisect",
}
"""What git keeps in its folder while it is in the middle of something: a commit would become part of that, or, in a
bisect, hang on no branch."""


class GitError(PostgenError):
    """git refused."""


class Committed(NamedTuple):
    """The short name of the commit that holds the files, None where there was nothing to commit; what git ignores."""

    name: str | None
    ignored: tuple[Path, ...] = ()


def repository(folder: Path) -> Path:
    """Give the `.git` folder that a folder belongs to. Raises `GitError` before anything is written.

    That is where there is no repository, where git does not trust it, and in the middle of a merge or the like.
    """
    code, said = _run(folder, "rev-parse", "--is-inside-work-tree", "--absolute-git-dir")
    inside, _, place = said.rstrip("\n").partition("\n")
    if code and "safe.directory" in said:
        raise GitError(f"git refuses {folder.absolute()}; nothing was written.", _words(said))
    if code or inside != "true":
        raise GitError(
            f"{folder.absolute()} is not in a git repository; nothing was written.",
            "Run `git init` there, or leave out --commit.",
        )
    for name, what in _UNDER_WAY.items():
        if Path(place, name).exists():
            raise GitError(
                f"git is in the middle of a {what} in {folder.absolute()}; nothing was written.",
                "Finish it first (`git status` says how), or leave out --commit.",
            )
    return Path(place)


def commit(folder: Path, paths: Sequence[Path], message: str) -> Committed:
    """Commit the given files alone, removed ones as removed; what else is staged or changed stays as it is.

    Where somebody else's commit holds them already, it is that one's. Raises `GitError` with git's own words; the
    files stay as they were written.
    """
    top = Path(_git(folder, "rev-parse", "--show-toplevel").rstrip("\n"))
    names = [os.path.realpath(path) for path in paths]
    states = _states(top, names)
    ignored = tuple(top / name for name, state in states.items() if state == "!!")
    changed = [name for name, state in states.items() if state != "!!"]
    if not changed and (ignored or not any(map(os.path.lexists, names))):
        return Committed(None, ignored)
    if changed and {states[name] for name in changed} == {
        "AD"
    }:  # staged and never committed, and now gone
        return Committed(None, ignored)
    if changed:
        _commit(top, changed, [name for name in changed if states[name] == "??"], message)
    return Committed(_git(top, "rev-parse", "--short", "HEAD").strip(), ignored)


def _commit(top: Path, names: Sequence[str], new: Sequence[str], message: str) -> None:
    if new:
        _git(top, "add", "--intent-to-add", "--", *new)
    try:
        _git(top, "commit", "--quiet", "--only", "-m", message, "--", *names)
    except BaseException:
        with suppress(GitError):
            if new:
                _git(top, "reset", "--quiet", "--", *new)
        raise


def _states(top: Path, names: Sequence[str]) -> dict[str, str]:
    """Give the two letters of `git status` for files that are not as in the last commit, by their names from `top`."""
    said = _git(
        top,
        "status",
        "--porcelain",
        "-z",
        "--no-renames",
        "--untracked-files=all",
        "--ignored",
        "--",
        *names,
    )
    return {entry[3:]: entry[:2] for entry in said.split("\0") if entry}


def _git(folder: Path, *arguments: str) -> str:
    code, said = _run(folder, *arguments)
    if code:
        raise GitError(
            f"The files are written, but git {arguments[0]} refused: {_words(said) or f'code {code}'}.",
            "Mend what it says, and commit them yourself.",
        )
    return said


def _words(said: str) -> str:
    return "; ".join(line.strip() for line in said.splitlines() if line.strip())[:500]


def _run(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run git; give its exit code, and what it printed: on stdout when it is content, on stderr else.

    A folder that is not there, yet or any more, is that of the nearest one above it.
    """
    import subprocess

    folder = folder.absolute()
    while not folder.is_dir():
        folder = folder.parent
    try:
        done = subprocess.run(
            ["git", "--literal-pathspecs", *arguments],
            cwd=folder, capture_output=True, stdin=subprocess.DEVNULL, encoding="utf-8", errors="surrogateescape",
            check=False,
        )  # fmt: skip
    except OSError as error:
        raise GitError("git is not installed.", "Install it, or leave out --commit.") from error
    return done.returncode, (done.stderr or done.stdout) if done.returncode else done.stdout
