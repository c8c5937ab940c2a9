"""Which lines of postgen an input reaches, and how many functions it enters."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import postgen

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, FrameType

PACKAGE = str(Path(postgen.__file__).parent)


MOST_ENTRIES = 20
"""So many times an input's way through the same code is traced; the rest of its calls are only counted."""


class Lines:
    """The lines that no input has reached yet, by the code that they stand in.

    Code whose lines were all reached is traced no more, so that what is run often costs little.
    """

    def __init__(self, wanted: dict[CodeType, set[int]] | None = None) -> None:
        self._left: dict[CodeType, set[int]] = wanted or {}
        self._is_open = wanted is None
        self.calls = 0
        self.new: dict[CodeType, set[int]] = {}
        self._entries: dict[CodeType, int] = {}

    def trace(self, run: Callable[[], Any]) -> Any:
        """Run something, and return what it returns; `new` and `calls` are what it reached."""
        self.new, self.calls, self._entries = {}, 0, {}
        before = sys.gettrace()
        sys.settrace(self._enter)
        try:
            return run()
        finally:
            sys.settrace(before)

    def _enter(self, frame: FrameType, _event: str, _argument: object) -> Any:
        self.calls += 1
        code = frame.f_code
        left = self._left.get(code)
        if left is None and self._is_open:
            left = self._left[code] = _lines(code)
        if not left:
            return None
        entries = self._entries[code] = self._entries.get(code, 0) + 1
        return self._reach if entries <= MOST_ENTRIES else None

    def _reach(self, frame: FrameType, event: str, _argument: object) -> Any:
        left = self._left[frame.f_code]
        if event == "line" and frame.f_lineno in left:
            left.discard(frame.f_lineno)
            self.new.setdefault(frame.f_code, set()).add(frame.f_lineno)
        return self._reach if left else None


def _lines(code: CodeType) -> set[int]:
    """Return the lines of code of postgen; of other code none."""
    if not code.co_filename.startswith(PACKAGE):
        return set()
    return {line for _, _, line in code.co_lines() if line}
