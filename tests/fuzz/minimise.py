"""The smallest input that does the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def minimise(data: bytes, does_it: Callable[[bytes], bool], tries: int) -> bytes:
    """Return data without the pieces that are not needed, after at most so many tries.

    Lines go first, then bytes; each round tries pieces half as long (delta debugging).
    """
    for pieces in (data.splitlines(keepends=True), None):
        parts = pieces if pieces is not None else [bytes([each]) for each in data]
        size = max(1, len(parts) // 2)
        while tries > 0 and parts:
            at, before = 0, len(parts)
            while at < len(parts) and tries > 0:
                rest = parts[:at] + parts[at + size :]
                tries -= 1
                if does_it(b"".join(rest)):
                    parts = rest
                else:
                    at += size
            if size == 1 and len(parts) == before:
                break
            size = max(1, size // 2)
        data = b"".join(parts)
    return data
