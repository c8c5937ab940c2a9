"""Regular expressions that are compiled when they are first used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Lazy:
    """A regular expression that is compiled when it is first used.

    Compiling all of them when their modules are imported would double the time that it takes to
    start.
    """

    match: Callable[..., re.Match[str] | None]
    fullmatch: Callable[..., re.Match[str] | None]
    search: Callable[..., re.Match[str] | None]
    sub: Callable[..., str]
    finditer: Callable[..., Iterator[re.Match[str]]]
    findall: Callable[..., list[tuple[str, ...]]]

    def __init__(self, source: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self.source = source
        self.flags = flags

    def __getattr__(self, name: str) -> object:
        """Compile the expression, and keep the methods of the compiled one.

        Called for the first use only.
        """
        if name.startswith("_"):
            raise AttributeError(name)
        pattern = re.compile(self.source, self.flags)
        self.match = pattern.match
        self.fullmatch = pattern.fullmatch
        self.search = pattern.search
        self.sub = pattern.sub
        self.finditer = pattern.finditer
        self.findall = pattern.findall
        return getattr(pattern, name)
