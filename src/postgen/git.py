"""Commits exactly the files that a command changed."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Sequence


class GitError(PostgenError):
    """git refused."""


def repository(folder: Path) -> Path:
    """Give the `.git` folder that a folder belongs to. Raises `GitError` before anything is written."""
    while not folder.is_dir():
        folder = folder.absolute().parent
    code, said = _run(folder, "rev-parse", "--absolute-git-dir")
    if code:
        raise GitError(
            f"{folder.absolute()} is not in a git repository; nothing was written.",
            "Run `git init` there, or leave out --commit.",
        )
    return Path(said.strip())


def commit(folder: Path, paths: Sequence[Path], message: str) -> str:
    """Commit the given files alone; what else is staged or changed stays as it is. Give the commit's short name.

    Where somebody else's commit holds them already, it is that one's name. Raises `GitError` with git's own
    words; the files stay as they were written.
    """
    names = [os.path.realpath(path) for path in paths]
    new = [name for name in names if not _git(folder, "ls-files", "--", name)]
    gone = {name for name in new if not os.path.lexists(name)}  # removed, and never git's
    names, new = ([name for name in each if name not in gone] for each in (names, new))
    if new:
        _git(folder, "add", "--intent-to-add", "--", *new)
    try:
        if names and _git(folder, "status", "--porcelain", "--", *names):
            _git(folder, "commit", "--quiet", "--only", "-m", message, "--", *names)
    except BaseException:
        with suppress(GitError):
            if new:
                _git(folder, "reset", "--quiet", "--", *new)
        raise
    return _git(folder, "rev-parse", "--short", "HEAD").strip()


def _git(folder: Path, *arguments: str) -> str:
    code, said = _run(folder, *arguments)
    if code:
        words = "; ".join(line.strip() for line in said.splitlines() if line.strip())
        raise GitError(
            f"The files are written, but git {arguments[0]} refused: {words[:500] or f'code {code}'}.",
            "Mend what it says, and commit them yourself.",
        )
    return said


def _run(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run git; give its exit code, and what it printed: on stdout when it is content, on stderr else."""
    import subprocess

    try:
        done = subprocess.run(
            ["git", "--literal-pathspecs", *arguments],
            cwd=folder, capture_output=True, stdin=subprocess.DEVNULL, encoding="utf-8", errors="replace", check=False,
        )  # fmt: skip
    except OSError as error:
        raise GitError("git is not installed.", "Install it, or leave out --commit.") from error
    return done.returncode, (done.stderr or done.stdout) if done.returncode else done.stdout
