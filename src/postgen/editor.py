"""Opens a file in the person's editor."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from postgen.errors import PostgenError
from postgen.store import shown

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

    name = next((each for each in VARIABLES if os.environ.get(each, "").strip()), "")
    if not name:
        raise EditorError("No editor is set.", f"Set EDITOR, or open {shown(path)} yourself.")
    command = os.environ[name]
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the editor's, as under git
    try:
        done = subprocess.run([*_words(command, name), str(path)], check=False)
    except OSError as error:
        raise EditorError(
            f"The editor `{command}` cannot be started: {(error.strerror or str(error)).lower()}.", f"Mend {name}."
        ) from error
    finally:
        signal.signal(signal.SIGINT, before)
    if done.returncode:
        raise EditorError(f"The editor `{command}` ended with code {done.returncode}.", "Look at the file again.")


def _words(command: str, name: str, *, windows: bool = os.name == "nt") -> list[str]:
    """Split a command as a shell does; one that is a file's path is not split, whatever blanks it holds.

    On Windows backslashes part folders, and a program may be a script, such as `code.cmd`, that is found by `which`.
    """
    import shlex
    import shutil

    if found := shutil.which(command):
        return [found if windows else command]
    try:
        words = shlex.split(command, posix=not windows)
    except ValueError as error:
        raise EditorError(f"{name} cannot be read: {error}.", f"Mend {name}.") from error
    if not windows:
        return words
    program, *rest = (word.strip('"') for word in words)
    return [shutil.which(program) or program, *rest]
