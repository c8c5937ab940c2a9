"""Python literals, as the files of postgen's own memory hold them."""

from __future__ import annotations

from _thread import RLock  # `threading` takes longer to import
from typing import Any

_lock = RLock()


def read(text: str) -> Any:
    """Read a literal, as `ast.literal_eval` does, whose errors it raises.

    Two threads that read at once may get a `SystemError`, "AST constructor recursion depth
    mismatch": the depth is counted in one place for all threads, up to Python 3.12
    (https://github.com/python/cpython/issues/106905).
    """
    from ast import literal_eval

    with _lock:
        return literal_eval(text)
