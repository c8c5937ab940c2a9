"""An input of several files: each after a line `@@@ NAME`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_HEAD = re.compile(rb"^@@@ ([^\n]*)\n", re.MULTILINE)


def joined(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Return parts as one input. A part that does not end in a line end gets one."""
    return b"".join(
        b"@@@ %s\n%s%s" % (name.encode(), data, b"" if data.endswith(b"\n") else b"\n")
        for name, data in parts
    )


def split(data: bytes) -> list[tuple[str, bytes]]:
    """Return the parts of an input; what stands before the first has no name."""
    first, *rest = _HEAD.split(data)
    names = [name.decode(errors="replace") for name in rest[::2]]
    return [*([("", first)] if first else []), *zip(names, rest[1::2], strict=True)]


def write(root: Path, parts: Iterable[tuple[str, bytes]]) -> None:
    """Write parts as the files of a site; leave out what is no path within it."""
    for name, data in parts:
        path = root / name
        if not name or "\0" in name or name.startswith("/") or ".." in path.parts:
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError:  # a name that is too long, a file where a folder should be
            continue
