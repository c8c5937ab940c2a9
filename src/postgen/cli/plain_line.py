"""Read a command line that has nothing unusual, without loading typer.

That takes longer than the work of most commands.

Typer is what the commands are declared with, and what has the last word: `tools/options.py` writes
what it makes of them into `prepared/`, in a file for each command. `postgen_add-link.options` has
its function, the groups that it takes, and what can be given to it: a kind, the parameter, and its
names on the command line. `postgen_add-link.help` is its help at 80 columns.

    postgen.cli.links add_link write=ItemOptions
    many urls
    text category --category -c
    flag write.dry_run --dry-run -n

A line is read here if each word is a value, or an option as it stands there, once. All else is left
to typer: help in a narrow terminal, what is missing, misspelt, joined (`-nq`) or behind `--`. The
defaults are those of the functions and of the groups.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postgen.cli import console, option_groups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

ALIASES = {
    "add": ("add-link",),
    "post": ("new", "post"),
    "draft": ("new", "draft"),
    "page": ("new", "page"),
}
"""Other names of commands: those of jekyll-compose, and what people type."""

COLUMNS = 80
"""A terminal as wide as this, or wider, shows the help as it is prepared."""

PREPARED = Path(__file__).with_name("prepared")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz-")


class _Place:
    """What a command is told of where it was called: no site is named before it."""

    obj = None

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.params = {target.rpartition(".")[2]: value for target, value in values.items()}

    def find_root(self) -> _Place:
        return self


def read(arguments: list[str]) -> Callable[[], object] | None:
    """Return what does the work of a command line, or None if typer has to read it."""
    if os.environ.keys() & {"_POSTGEN_COMPLETE", "POSTGEN_SITE"}:
        return None
    if not all(map(str.isprintable, arguments)):
        return None
    if arguments[-1:] in (["--help"], ["-h"]):
        return _help(arguments[:-1])
    path, words = _command(arguments)
    head, *options = _prepared(path, "options").splitlines() or [""]
    values = _values(options, words) if head else None
    return None if values is None else _call(head.split(), values)


def _command(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Return the names of a command, and the words behind it: `["new", "post"]`, `["Title"]`."""
    words = [*ALIASES.get(arguments[0], arguments[:1]), *arguments[1:]] if arguments else []
    names = 2 if words[:1] in (["new"], ["category"], ["feeds"]) else 1
    return words[:names], words[names:]


def _prepared(path: list[str], kind: str) -> str:
    """Return the prepared text of a command; "" where there is none."""
    are_names = all(_LETTERS.issuperset(name) and name[:1].isalpha() for name in path)
    if not are_names:
        return ""
    name = "_".join(["postgen", *path])
    try:
        return (PREPARED / f"{name}.{kind}").read_text(encoding="utf-8")
    except OSError:
        return ""


def _help(path: list[str]) -> Callable[[], object] | None:
    text = _prepared(path, "help")
    if not text or not _is_wide():
        return None

    def show() -> None:
        sys.stdout.write(text)
        sys.stdout.flush()

    return show


def _is_wide() -> bool:
    """Whether the help is shown as it is prepared; what is no terminal has 80 columns."""
    if not os.environ.get("COLUMNS") and not console.shows():
        return True
    from shutil import get_terminal_size

    return get_terminal_size().columns >= COLUMNS


def _values(options: Iterable[str], words: Iterable[str]) -> dict[str, Any] | None:
    """Return the values of the parameters that are given; None for an unusual line."""
    named: dict[str, tuple[str, str]] = {}
    places: list[tuple[str, str, bool]] = []
    for option in options:
        kind, target, *names = option.split()
        if not names or names == ["required"]:
            places.append((kind, target, bool(names)))
        else:
            named.update((name, (kind, target)) for name in names)
    values: dict[str, Any] = {}
    free: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "-" or not word.startswith("-"):
            free.append(word)
        elif not _take(named, word, rest, values):
            return None
    return values if _place(places, free, values) else None


def _take(
    named: dict[str, tuple[str, str]], word: str, rest: Iterator[str], values: dict[str, Any]
) -> bool:
    """Take an option, and its value from the words behind it; return whether it is a usual one."""
    name, equals, value = word.partition("=")
    kind, target = named.get(name, ("", ""))
    if kind in {"flag", "unflag"}:
        is_usual = not equals and target not in values
        values[target] = kind == "flag"
        return is_usual
    if equals:
        return name.startswith("--") and _put(values, kind, target, value)
    value = next(rest, "-")
    return not value.startswith("-") and _put(values, kind, target, value)


def _place(places: list[tuple[str, str, bool]], free: list[str], values: dict[str, Any]) -> bool:
    """Give the words that stand alone to the arguments; return whether they fit."""
    words = iter(free)
    for kind, target, is_required in places:
        taken = (
            [*words]
            if kind == "many"
            else [word for word in [next(words, None)] if word is not None]
        )
        if is_required and not taken:
            return False
        if not all(_put(values, kind, target, word) for word in taken):
            return False
    return next(words, None) is None


def _put(values: dict[str, Any], kind: str, target: str, word: str) -> bool:
    """Put the value of a word to those of the parameters; return whether it is a usual one."""
    if kind == "many":
        values.setdefault(target, []).append(word)
        return True
    if target in values:
        return False
    if kind == "number":
        is_usual = word.isascii() and word.isdecimal() and 0 < len(word) < 10 and int(word) > 0
        values[target] = int(word) if is_usual else None
        return is_usual
    values[target] = Path(word) if kind == "path" else word
    return kind in {"path", "text"}


def _call(head: list[str], values: dict[str, Any]) -> Callable[[], object]:
    """Return the call of a command's function with its values, those of each group together."""
    module, name, *groups = head
    own = {target: value for target, value in values.items() if "." not in target}
    for group in groups:
        keyword, _, kind = group.partition("=")
        taken = {
            target.partition(".")[2]: value
            for target, value in values.items()
            if target.startswith(f"{keyword}.")
        }
        own[keyword] = getattr(option_groups, kind)(**taken)

    def call() -> object:
        console.be_quiet(wanted=any(target.endswith("quiet") for target in values))
        return getattr(import_module(module), name)(_Place(values), **own)

    return call
