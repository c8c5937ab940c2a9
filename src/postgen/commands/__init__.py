"""One function a command: read, transform, and say what to write. The command line commits the changes."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from postgen.files.store import Change


class Result(NamedTuple):
    """What a command comes to: the changes in the order of writing, the lines of its result, and its notes.

    `data` is what `--json` prints; `message` is that of the git commit; `opens` is the file to edit next;
    `failed` counts what could not be done although the rest was. `text` goes to stdout as it is.
    """

    changes: tuple[Change, ...] = ()
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    data: Mapping[str, Any] = MappingProxyType({})
    message: str = ""
    opens: Path | None = None
    failed: int = 0
    text: str = ""
