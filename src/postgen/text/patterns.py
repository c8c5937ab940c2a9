"""Regular expressions that are compiled when they are first used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Lazy:
    """A regular expression that is compiled when it is first used: compiling them all would double the start-up."""

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
        """Compile, and become as good as the compiled pattern."""
        if name.startswith("_"):
            raise AttributeError(name)
        pattern = re.compile(self.source, self.flags)
        self.match, self.fullmatch, self.search = pattern.match, pattern.fullmatch, pattern.search
        self.sub, self.finditer, self.findall = pattern.sub, pattern.finditer, pattern.findall
        return getattr(pattern, name)
