"""The text of the clipboard, by the system's own program."""

from __future__ import annotations

import os
import sys
from shutil import which

from postgen.errors import PostgenError

PROGRAMS = (
    ("wl-paste", "-n"),
    ("xclip", "-selection", "clipboard", "-out"),
    ("xsel", "-b", "-o"),
    ("pbpaste",),
    ("powershell.exe", "-NoProfile", "-Command", "Get-Clipboard"),
    ("powershell", "-NoProfile", "-Command", "Get-Clipboard"),
    ("termux-clipboard-get",),
)
"""The programs that print the clipboard: Wayland, X11, macOS, Windows and WSL, Android."""

LONGEST = 1_000_000
"""Most bytes that are read."""

TIMEOUT = 10
"""Seconds."""


class ClipboardError(PostgenError):
    """The clipboard cannot be read, or holds no text."""


def read() -> str:
    """Return the text of the clipboard. Raises `ClipboardError`."""
    found = [command for command in PROGRAMS if which(command[0])]
    if not os.environ.get("WAYLAND_DISPLAY"):  # both may be installed: that of the session first
        found.sort(key=lambda command: command[0] == "wl-paste")
    if not found:
        raise ClipboardError(
            "No program was found that reads the clipboard.", f"Install {_advice()}, or use a pipe."
        )
    for command in found:
        text = _output(command)
        if text.strip():
            return text
    raise ClipboardError(
        f"The clipboard is empty, or {found[0][0]} cannot read it.", "Copy a link first."
    )


def _output(command: tuple[str, ...]) -> str:
    """Return what a program prints, "" where it fails."""
    import subprocess

    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    if done.returncode:
        return ""
    return done.stdout[:LONGEST].decode(errors="replace").replace("\0", "")


def _advice() -> str:
    """Return what to install on this system."""
    if sys.platform.startswith("linux"):
        return "wl-clipboard (Wayland) or xclip (X11)"
    return "one for this system"
