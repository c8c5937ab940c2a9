"""Open a file in the person's editor."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from postgen.errors import PostgenError
from postgen.files.store import display_path

if TYPE_CHECKING:
    from pathlib import Path

VARIABLES = ("JEKYLL_EDITOR", "VISUAL", "EDITOR")
"""Where an editor is named: the one for Jekyll sites goes before the one for everything."""


SYSTEM_EDITORS = ("editor", "nano", "vi", "notepad")
"""What is tried where nothing is set, in this order."""


class EditorError(PostgenError):
    """The editor cannot be used."""


def edit(path: Path) -> None:
    """Run the editor on a file and wait for it. Raises `EditorError`."""
    import signal
    import subprocess
    import sys

    name, command = _chosen()
    if not command:
        raise EditorError(
            "No editor is set.", f"Set EDITOR, or open {display_path(path)} yourself."
        )
    words = [*_words(command, name), str(path)]
    is_terminal = sys.stdout is None or sys.stdout.isatty()
    screen = None if is_terminal else 2  # stdout is a pipe that waits for the path
    # Ctrl-C is for the editor. SIG_IGN would not do: the editor would inherit it.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        code = subprocess.run(words, check=False, stdout=screen).returncode
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise EditorError(
            f"The editor `{command}` cannot be started: {reason}.", f"Fix {name or 'EDITOR'}."
        ) from error
    finally:
        signal.signal(signal.SIGINT, before)
    if code:
        how = f"with code {code}" if code > 0 else f"by signal {-code}"
        raise EditorError(f"The editor `{command}` ended {how}.", "Look at the file again.")


def _chosen() -> tuple[str, str]:
    """Return the variable that names the editor, and the command in it.

    Without a variable it is git's own setting, else the system's editor, on a terminal that is not
    dumb (as in git's editor.c); "" for none.
    """
    for name in VARIABLES:
        if os.environ.get(name, "").strip():
            return name, os.environ[name]
    from_git = _gits()
    return ("core.editor", from_git) if from_git else ("", _systems())


def _gits() -> str:
    """Return what git has as `core.editor`, "" for nothing or where there is no git."""
    import subprocess

    try:
        done = subprocess.run(
            ["git", "config", "core.editor"], capture_output=True, encoding="utf-8", check=False
        )
    except OSError:
        return ""
    return done.stdout.strip()


def _systems() -> str:
    """Return the system's editor: Debian's choice, else one that is there."""
    import shutil
    import sys

    is_terminal = sys.stdin is not None and sys.stdin.isatty()
    if os.environ.get("TERM", "dumb") == "dumb" or not is_terminal:
        return ""
    return next((name for name in SYSTEM_EDITORS if shutil.which(name)), "")


def _words(command: str, name: str, *, windows: bool = os.name == "nt") -> list[str]:
    """Split a command as a shell does, except the path of a program that exists.

    It may hold blanks: `/Applications/My Editor -w` is two words. On Windows backslashes separate
    folders, and a program may be a script, such as `code.cmd`, that `which` finds.
    """
    import shlex
    import shutil

    command = command.strip()
    program = _program(command)
    try:
        words = shlex.split(command[len(program) :], posix=not windows)
    except ValueError as error:
        raise EditorError(f"{name} cannot be read: {error}.", f"Fix {name}.") from error
    if program:
        words = [program, *words]
    if not windows:
        return words
    program, *rest = (word.strip('"') for word in words)
    return [shutil.which(program) or program, *rest]


def _program(command: str) -> str:
    """Return the longest beginning of a command, up to a blank, that is a program; "" for none."""
    import shutil

    end = len(command)
    while end > 0:
        if shutil.which(command[:end]):
            return command[:end]
        end = command.rfind(" ", 0, end)
    return ""
