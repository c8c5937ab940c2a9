"""How much work a call does, counted and not timed: a count is the same on a slow machine and on a busy one."""

from __future__ import annotations

import gc
import re
import sys
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

METHODS = ("match", "fullmatch", "search", "sub", "finditer", "findall")
CHARACTERS = 20
"""How many characters that a pattern scans count as one call."""

SLACK = 1000
"""Work that does not grow: tables that are built once, collections of garbage."""


def count_work(run: Callable[[], object]) -> int:
    """Return how many functions a call enters, and how many characters its regular expressions scan."""
    work = 0

    def enter(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal work
        if event in {"call", "c_call"} and frame.f_code.co_filename != __file__:
            work += 1

    def scan(characters: int) -> None:
        nonlocal work
        work += 1 + characters // CHARACTERS

    with _counted_patterns(scan):
        before = sys.getprofile()
        sys.setprofile(enter)
        try:
            run()
        finally:
            sys.setprofile(before)
    return work


def grows_with_the_text(read: Callable[[str], object], piece: str, times: int) -> bool:
    """Whether three times the text takes three times the work; nine times would be a quadratic search."""
    short, long = piece * times, piece * 3 * times
    for text in (short, long):  # what is done once: imports, patterns to compile
        read(text)
    return count_work(lambda: read(long)) < 5 * count_work(lambda: read(short)) + SLACK


@contextmanager
def _counted_patterns(scan: Callable[[int], None]) -> Iterator[None]:
    """Make all patterns, and the functions of `re`, report how many characters they scan."""
    patterns = _patterns(len(sys.modules))
    originals = [(each, name, getattr(each, name)) for each in (*patterns, re) for name in METHODS]
    for owner, name, method in originals:
        setattr(owner, name, _counted(method, scan, first=1 if owner is re else 0))
    try:
        yield
    finally:
        for owner, name, method in originals:
            setattr(owner, name, method)


@cache
def _patterns(_modules: int) -> list[Any]:
    """Return all patterns of so many modules, compiled, so that all their methods are there."""
    patterns: list[Any] = [each for each in gc.get_objects() if isinstance(each, Lazy)]
    assert all(pattern.search for pattern in patterns)
    return patterns


def _counted(method: Any, scan: Callable[[int], None], first: int) -> Any:
    """Wrap a method of a pattern; `first` is the index of its text among the arguments."""
    name = method.__name__

    def call(*arguments: Any, **options: Any) -> Any:
        found = method(*arguments, **options)
        if isinstance(found, re.Match):
            scan(found.end() - found.pos)
        elif name in {"match", "fullmatch"}:
            scan(0)
        elif name == "sub" or first:
            scan(len(arguments[first + (name == "sub")]))
        else:  # text, where it begins, where it ends
            text, begin, end = (*arguments, *(0, len(arguments[0]))[len(arguments) - 1 :])[:3]
            scan(min(end, len(text)) - begin)
        return found

    return call
