"""Commits exactly the files that a command changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class GitError(PostgenError):
    """git refused."""


def commit(folder: Path, paths: Sequence[Path], message: str) -> str:
    """Commit the given files alone; what else is staged or changed stays as it is. Give the commit's short name.

    Raises `GitError` with git's own words; the files stay as they were written.
    """
    names = [str(path) for path in paths]
    _git(folder, "add", "--intent-to-add", "--", *names)
    _git(folder, "commit", "--quiet", "--only", "-m", message, "--", *names)
    return _git(folder, "rev-parse", "--short", "HEAD").strip()


def _git(folder: Path, *arguments: str) -> str:
    import subprocess

    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise GitError("git is not installed; the files are written.", "Install it, or leave out --commit.") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().replace("\n", "; ")
        raise GitError(f"git {arguments[0]} refused: {said}. The files are written.", "Commit them yourself.")
    return done.stdout
