"""Opens a file in the person's editor."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from postgen.errors import PostgenError
from postgen.files.store import display_path

if TYPE_CHECKING:
    from pathlib import Path

VARIABLES = ("JEKYLL_EDITOR", "VISUAL", "EDITOR")
"""Where an editor is named: the one for sites goes before the one for everything."""


class EditorError(PostgenError):
    """The editor cannot be used."""


def edit(path: Path) -> None:
    """Run the editor on a file and wait for it. Raises `EditorError`."""
    import signal
    import subprocess
    import sys

    name = next((each for each in VARIABLES if os.environ.get(each, "").strip()), "")
    if not name:
        raise EditorError(
            "No editor is set.", f"Set EDITOR, or open {display_path(path)} yourself."
        )
    command = os.environ[name]
    words = [*_words(command, name), str(path)]
    screen = (
        None if sys.stdout is None or sys.stdout.isatty() else 2
    )  # a pipe that waits for the path is no screen
    before = signal.signal(
        signal.SIGINT, lambda *_: None
    )  # Ctrl-C is the editor's; what is ignored it would inherit
    try:
        done = subprocess.run(words, check=False, stdout=screen)
    except OSError as error:
        raise EditorError(
            f"The editor `{command}` cannot be started: {(error.strerror or str(error)).lower()}.",
            f"Mend {name}.",
        ) from error
    finally:
        signal.signal(signal.SIGINT, before)
    if done.returncode:
        how = (
            f"with code {done.returncode}"
            if done.returncode > 0
            else f"by signal {-done.returncode}"
        )
        raise EditorError(f"The editor `{command}` ended {how}.", "Look at the file again.")


def _words(command: str, name: str, *, windows: bool = os.name == "nt") -> list[str]:
    """Split a command as a shell does, but for the path of a program that is there: its blanks are its own.

    On Windows backslashes part folders, and a program may be a script, such as `code.cmd`, that is found by `which`.
    """
    import shlex
    import shutil

    command = command.strip()
    ends = [len(command), *(at for at in range(len(command) - 1, 0, -1) if command[at] == " ")]
    program = next((command[:end] for end in ends if shutil.which(command[:end])), "")
    try:
        words = shlex.split(command[len(program) :], posix=not windows)
    except ValueError as error:
        raise EditorError(f"{name} cannot be read: {error}.", f"Mend {name}.") from error
    words = [program, *words] if program else words
    if not windows:
        return words
    program, *rest = (word.strip('"') for word in words)
    return [shutil.which(program) or program, *rest]
