"""The importers: modules of this package that define `NAMES`, and those of other packages.

Another package registers a module with `NAMES`, `sniff()` and `read()` for each of its formats:

    [project.entry-points."postgen.importers"]
    gemtext = "postgen_gemtext"

"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from postgen import plugins
from postgen.errors import PostgenError, UsageError
from postgen.importers import looks
from postgen.importers.source import Confidence, Guess, SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from postgen.importers.source import ImportedRow, Importer

GROUP = "postgen.importers"
"""The group of entry points."""

SAMPLE = 64 * 1024
"""Characters of a file that are looked at to recognise its format."""

_REQUIRED = ("NAMES", "sniff", "read")


class UnknownFormatError(PostgenError):
    """A file has none of the formats that are known."""


@cache
def _built_in() -> dict[str, Importer]:
    modules = cast("list[Importer]", plugins.built_in("postgen.importers", "NAMES"))
    return {name: module for module in modules for name in module.NAMES}


def names() -> list[str]:
    """Return the names of the formats that are built in, sorted."""
    return sorted(_built_in())


def check_format(name: str) -> None:
    """Raise `UsageError` unless a name is `auto` or that of a format.

    Formats of other packages count, too.
    """
    if name != "auto":
        _find(name)


def _find(name: str) -> Importer:
    importer = _built_in().get(name)
    if importer is None:
        importer = cast("Importer | None", plugins.find(GROUP, name, _REQUIRED))
    if importer is None:
        raise UsageError(f"There is no format `{name}`.", f"Choose auto, {', '.join(names())}.")
    return importer


def detect(text: str, name: str) -> str:
    """Return the format that a text has: by its content, and only then by its file's name.

    Importers of other packages are asked where no built-in one recognises the content, or sees no
    more in it than an address somewhere. Raises `UnknownFormatError`, and `PluginError` for an
    importer that cannot be loaded.
    """
    sample = SourceFile(name, text[:SAMPLE].removeprefix("\ufeff"))
    modules = dict.fromkeys(_built_in().values())  # each once: some read several formats
    best = _best_guess(modules, sample)
    if best is None or best.confidence <= Confidence.SOME_ADDRESS:
        others = cast("list[Importer]", plugins.find_all(GROUP, _REQUIRED))
        other = _best_guess(others, sample)
        best = _better(best, other)
    if best is None:
        what = looks.of_text(sample.text)
        raise UnknownFormatError(
            f"{name} is {what or 'in no format that is known here'}.",
            f"Name its format: {', '.join(names())}.",
            code="unknown-format",
            formats=", ".join(names()),
        )
    return best.format


def _best_guess(importers: Iterable[Importer], sample: SourceFile) -> Guess | None:
    guesses = [importer.sniff(sample) for importer in importers]
    found = [guess for guess in guesses if guess]
    return max(found, key=lambda guess: guess.confidence, default=None)


def _better(one: Guess | None, other: Guess | None) -> Guess | None:
    """Return the guess that is more certain; the first one if they are alike."""
    if one is None or other is None:
        return one or other
    return other if other.confidence > one.confidence else one


def read(format_name: str, text: str, name: str) -> Iterator[ImportedRow]:
    """Read the links of a text, and the rows that are none, in a format or `auto`.

    `name` is the file's. Raises `UsageError` for a format that is not known, `UnknownFormatError`,
    and `BrokenFileError` for a file that is not what its format says.
    """
    if format_name == "auto":
        format_name = detect(text, name)
    importer = _find(format_name)
    return importer.read(SourceFile(name, text.removeprefix("\ufeff"), format_name))
