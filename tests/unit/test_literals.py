"""Literals of postgen's own memory."""

from __future__ import annotations

import gc
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from postgen.text import literals

WRITTEN = repr([[[(number, [str(number)])]] for number in range(100)])


def read_below(depth: int) -> Any:
    return read_below(depth - 1) if depth else literals.read(WRITTEN)


def test_threads_read_at_once() -> None:
    """Two acts of the desk may; without a lock, most of these raise `SystemError`."""

    def change_thread(_phase: str, _facts: object) -> None:
        time.sleep(0)

    usual = gc.get_threshold()
    gc.callbacks.append(change_thread)
    gc.set_threshold(20)
    try:
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(read_below, range(0, 40, 2)))
    finally:
        gc.callbacks.remove(change_thread)
        gc.set_threshold(*usual)
    assert all(repr(each) == WRITTEN for each in found)
