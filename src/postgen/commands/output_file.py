"""The file that a command writes where a person names one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.files import store
from postgen.files.store import Change

if TYPE_CHECKING:
    from pathlib import Path


def write_to(output: Path | None, text: str, *, force: bool) -> tuple[Change, ...]:
    """Return the change that makes a file of a text; none for stdout, which is None.

    A file that is there is replaced with `force` alone.
    """
    if output is None:
        return ()
    old_text = store.read(output) if force and output.exists() else None
    return (Change(output.absolute(), old_text, text),)
