"""What is done with each of many files: on all cores, where that is worth their start."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, TypeVar

from postgen.files import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    Work = Callable[[Path], "Found"]

Found = TypeVar("Found")

MANY = 100
"""More files than these are worth several processes."""

CHUNK = 16
"""So many files are given to a process at a time."""


def mapped(work: Callable[[Path], Found], paths: Sequence[Path]) -> Iterator[Found]:
    """Yield what a function makes of each file, in their order.

    Where a process cannot be split, the function is pickled. Whatever it raises is raised; what a
    process leaves undone, because it was killed or could not be started, is done in this one.
    """
    cores = os.cpu_count() or 1
    done = 0
    if len(paths) > MANY and cores > 1 and _is_alone():
        from concurrent.futures.process import BrokenProcessPool

        try:
            for found in reading.each(_in_processes(work, paths, cores), len(paths)):
                done += 1
                yield found
        except (BrokenProcessPool, OSError, NotImplementedError, ImportError):
            pass
    rest = paths[done:]
    yield from reading.each(map(work, rest), len(rest))


def _is_alone() -> bool:
    """Whether no other thread runs in this process: one may hold a lock while it is split."""
    import threading

    return threading.active_count() == 1


_work: list[Callable[[Path], Any]] = []
"""What the processes that are started do."""


def _in_processes(
    work: Callable[[Path], Found], paths: Sequence[Path], cores: int
) -> Iterator[Found]:
    """Work in as many processes as there are cores.

    Where a process can be split, each has what is known of the site already.
    """
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    is_split = sys.platform == "linux"
    context = get_context("fork" if is_split else None)
    _work.append(work)
    try:
        with ProcessPoolExecutor(cores, context, _begin, () if is_split else (work,)) as pool:
            yield from pool.map(_do, paths, chunksize=CHUNK)
    finally:
        _work.pop()


def _begin(*work: Callable[[Path], Any]) -> None:
    """Begin the work of a process; Ctrl-C is for the one that started it."""
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _work.extend(work)


def _end_with_parent() -> None:
    """End this process once the one is gone that started it: nobody would read what it does."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _do(path: Path) -> Any:
    return _work[-1](path)
