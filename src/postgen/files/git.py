"""Commit exactly the files that a command changed."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.errors import PostgenError
from postgen.files.lock import deferred_signals, handled_signals, lock, raise_if_interrupted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PATIENCE = 1.0
"""For how many seconds another git may keep its lock."""

_IN_PROGRESS = {
    "MERGE_HEAD": "merge",
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "sequencer": "cherry-pick or revert",
    "BISECT_LOG": "bisect",
}
"""The files in `.git` while git is in the middle of something, and what it is.

A commit would become part of that, or, in a bisect, be on no branch.
"""


class GitError(PostgenError):
    """git cannot make the commit."""


class Committed(NamedTuple):
    """The short name of the commit, None where there was none to make, and the ignored files."""

    name: str | None
    ignored: tuple[Path, ...] = ()


def repository(folder: Path) -> Path:
    """Return the `.git` folder of the repository that a folder is in.

    It is called before anything is written. Raises `GitError` where there is no repository, where
    git does not trust it, in the middle of a merge or the like, and while its index is locked.
    """
    code, output = run(folder, "rev-parse", "--is-inside-work-tree", "--absolute-git-dir")
    is_inside, _, git_folder = output.rstrip("\n").partition("\n")
    if code and "safe.directory" in output:
        raise GitError(f"git refuses {folder.absolute()}; nothing was written.", _one_line(output))
    if code or is_inside != "true":
        raise GitError(
            f"{folder.absolute()} is not in a git repository; nothing was written.",
            "Run `git init` there, or run the command without a commit.",
            code="no-repository",
        )
    for name, task in _IN_PROGRESS.items():
        if not Path(git_folder, name).exists():
            continue
        raise GitError(
            f"git is in the middle of a {task} in {folder.absolute()}; nothing was written.",
            "Finish it first (`git status` says how), or run the command without a commit.",
            code="git-busy",
        )
    _refuse_locked(Path(git_folder, "index.lock"))
    _refuse_unmerged(folder)
    return Path(git_folder)


def _refuse_locked(index_lock: Path) -> None:
    """Refuse while git's index is locked: by a git at work, which may end soon, or a killed one."""
    if not index_lock.exists():
        return
    with lock(index_lock.parent):  # until another postgen has made its commit
        end = time.monotonic() + _PATIENCE
        while index_lock.exists():
            if time.monotonic() > end:
                raise GitError(
                    f"git's index is locked by {index_lock}; nothing was written.",
                    "Wait for the other git to end; if there is none, remove that file.",
                    code="git-locked",
                )
            time.sleep(0.02)


def _refuse_unmerged(folder: Path) -> None:
    """Refuse as `git commit` does: a merge, a stash or a patch has left conflicts.

    A commit of single files would not notice, and commit the marks between the two sides.
    """
    _, output = run(folder, "diff", "--name-only", "--diff-filter=U", "-z")
    names = sorted(filter(None, output.split("\0")))
    if names:
        raise GitError(
            f"git has unmerged files in {folder.absolute()}: {', '.join(names[:5])}; "
            "nothing was written.",
            "Resolve them and `git add` them first, or run the command without a commit.",
            code="git-unmerged",
        )


def commit(folder: Path, paths: Sequence[Path], message: str) -> Committed:
    """Commit only these files, removed ones as removed.

    What else is staged or changed stays as it is. Where somebody else's commit holds the changes
    already, return that commit. Raises `GitError` with git's own words; the files stay as they were
    written.
    """
    top = Path(_git(folder, "rev-parse", "--show-toplevel").rstrip("\n"))
    names = [os.path.realpath(path) for path in paths]
    while True:
        before = _stamps(names)
        states = _states(top, names)
        ignored = tuple(top / name for name, state in states.items() if state == _IGNORED)
        changed = [name for name, state in states.items() if state != _IGNORED]
        if not changed:
            are_committed = not ignored and any(os.path.lexists(name) for name in names)
            if not are_committed:
                return Committed(None, ignored)
            break
        if all(states[name] == _STAGED_AND_GONE for name in changed):
            return Committed(None, ignored)
        new = [name for name in changed if states[name] == _UNTRACKED]
        if not new and run(top, "diff", "--quiet", "HEAD", "--", *changed)[0] == 0:
            _git(top, "add", "--", *changed)  # only the index is behind
            break
        try:
            _commit(top, changed, new, message)
        except GitError:
            if _stamps(names) == before:
                raise
        else:
            break
    return Committed(_git(top, "rev-parse", "--short", "HEAD").strip(), ignored)


def _stamps(names: Sequence[str]) -> list[object]:
    """Return what tells whether a file was written again, while git read it twice.

    `git commit` reads a file once for the commit and once for the index: when somebody writes
    between the two, the index is behind, and the next commit may find that nothing has changed.
    """
    stamps: list[object] = []
    for name in names:
        try:
            status = Path(name).stat()
        except OSError:
            stamps.append(None)
        else:
            stamps.append((status.st_ino, status.st_size, status.st_mtime_ns))
    return stamps


_IGNORED, _UNTRACKED = "!!", "??"
_STAGED_AND_GONE = "AD"
"""Staged but never committed, and removed since: there is nothing to commit."""


def ignores(folder: Path, path: Path) -> bool:
    """Whether git ignores a file, which may not be there yet."""
    code, _ = run(folder, "--no-literal-pathspecs", "check-ignore", "--quiet", "--", str(path))
    return code == 0


def added_lines(folder: Path, base: str) -> dict[str, set[int]]:
    """Return the lines of files that are new since a commit, by the real paths of the files.

    None where git does not know the commit, or there is no repository. Raises `GitError` without
    git.
    """
    code, top = run(folder, "rev-parse", "--show-toplevel")
    if code:
        return {}
    options = ["--unified=0", "--no-color", "--no-ext-diff", "--no-renames", "--no-prefix"]
    code, output = run(folder, "-c", "core.quotePath=false", "diff", *options, "--merge-base", base)
    added: dict[str, set[int]] = {}
    lines: set[int] = set()
    for line in output.split("\n") if not code else ():
        if line.startswith("+++ "):
            name = line[4:].rstrip("\t")
            lines = added.setdefault(os.path.realpath(Path(top.strip(), name)), set())
        elif line.startswith("@@ "):
            start, _, count = line.split(" ")[2].removeprefix("+").partition(",")
            lines.update(range(int(start), int(start) + int(count or 1)))
    return added


def _commit(top: Path, names: Sequence[str], new: Sequence[str], message: str) -> None:
    """Commit files; `new` are those that git does not track yet, and will not if it fails."""
    try:
        if new:
            _git(top, "add", "--intent-to-add", "--", *new)
        _git(top, "commit", "--quiet", "--only", "-m", message, "--", *names)
    except BaseException:
        with suppress(GitError), deferred_signals():
            if new:
                _git(top, "reset", "--quiet", "--", *new)
        raise


def _states(top: Path, names: Sequence[str]) -> dict[str, str]:
    """Return the two letters of `git status` for files that differ from the last commit.

    Their paths are from `top`.
    """
    options = ["--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignored"]
    output = _git(top, "status", *options, "--", *names)
    return {entry[3:]: entry[:2] for entry in output.split("\0") if entry}


def _git(folder: Path, *arguments: str) -> str:
    """Run git after the files were written, and return its output. Raises `GitError`."""
    code, output = run(folder, *arguments)
    if code:
        reason = _one_line(output) or f"code {code}"
        raise GitError(
            f"The files are written, but git {arguments[0]} refused: {reason}.",
            "Fix that, and commit them yourself.",
        )
    return output


def _one_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines()]
    return "; ".join(filter(None, lines))[:500]


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run git in a folder, or in the nearest one above that exists.

    Return its exit code and its output. The output is that of stdout, and after a failure that of
    stderr, if there is any.
    """
    import subprocess

    folder = folder.absolute()
    while not folder.is_dir():
        folder = folder.parent
    # hooks and signatures may ask a person, who may press Ctrl-C; the others are short
    is_own_session = arguments[0] != "commit"
    try:
        with _forwarded_signals() as signals:
            process = subprocess.Popen(
                ["git", "--literal-pathspecs", *arguments],
                cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                stdin=subprocess.DEVNULL, encoding="utf-8", errors="surrogateescape",
                start_new_session=is_own_session,
            )  # fmt: skip
            if not is_own_session:
                signals.process = process
            output, errors = process.communicate()
    except OSError as error:
        raise GitError(
            "git is not installed.",
            "Install it, or run the command without a commit.",
            code="no-git",
        ) from error
    if process.returncode or is_own_session:
        raise_if_interrupted(signals.received)
    if process.returncode:
        return process.returncode, errors or output
    return 0, output


class _Signals:
    """The signals that came while git runs; they are passed on to `process`."""

    def __init__(self) -> None:
        self.received: list[int] = []
        self.process: Any = None

    def __call__(self, number: int, _: object) -> None:
        self.received.append(number)
        if self.process is not None:
            self.process.send_signal(number)


@contextmanager
def _forwarded_signals() -> Iterator[_Signals]:
    """Let git end by itself after Ctrl-C and the like: killed, it would leave its lock behind."""
    received = _Signals()
    with handled_signals(received):
        yield received
