"""Opens a file in the person's editor."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from postgen.errors import PostgenError

if TYPE_CHECKING:
    from pathlib import Path


class EditorError(PostgenError):
    """The editor cannot be used."""


def edit(path: Path) -> None:
    """Run `$VISUAL`, `$EDITOR` or `$JEKYLL_EDITOR` on a file and wait for it. Raises `EditorError`."""
    import shlex
    import subprocess

    command = next((os.environ[name] for name in ("VISUAL", "EDITOR", "JEKYLL_EDITOR") if os.environ.get(name)), "")
    if not command:
        raise EditorError("No editor is set.", f"Set EDITOR, or open {path} yourself.")
    arguments = [command] if os.path.exists(command) else shlex.split(command)  # noqa: PTH110 - a path with spaces
    try:
        done = subprocess.run([*arguments, str(path)], check=False)
    except OSError as error:
        raise EditorError(f"The editor `{command}` cannot be started: {error.strerror}.", "Mend EDITOR.") from error
    if done.returncode:
        raise EditorError(f"The editor `{command}` ended with code {done.returncode}.")
