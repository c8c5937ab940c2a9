"""Read a command line that has nothing unusual, without loading typer.

That takes longer than the work of most commands.

Typer is what the commands are declared with, and what has the last word: `tools/options.py` writes
what it makes of them into `prepared/`, in a file for each command. `postgen_add-link.options` has
its function, the groups that it takes, and what can be given to it: a kind, the parameter, its
names on the command line, and the function that completes it. `postgen_add-link.help` is its help
at 80 columns.

    postgen.cli.links add_link write=ItemOptions
    many urls
    text category --category -c complete_categories
    flag write.dry_run --dry-run -n

A line is read here if each word is a value, or an option as it stands there, once. All else is left
to typer: help in a narrow terminal, what is missing, misspelt, joined (`-nq`) or behind `--`. The
defaults are those of the functions and of the groups.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postgen.cli import console, option_groups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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

_GROUPS = ("new", "category", "feeds")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz-")


class _Context:
    """What a command or a completer is told of its call: no site is named before the command."""

    obj = None

    def __init__(self, values: dict[str, Any]) -> None:
        self.params = {target.rpartition(".")[2]: value for target, value in values.items()}

    def find_root(self) -> _Context:
        return self


class _Parameter:
    """An argument, which has no names, or an option."""

    def __init__(self, line: str) -> None:
        self.kind, self.target, *words = line.split()
        self.names = [word for word in words if word.startswith("-")]
        self.is_required = "required" in words
        self.completer = next((word for word in words if word.startswith("complete_")), "")

    def put(self, word: str, values: dict[str, Any]) -> bool:
        """Put the value of a word to the others; return whether it is a usual one."""
        if self.kind == "many":
            values.setdefault(self.target, []).append(word)
            return True
        if self.target in values:
            return False
        if self.kind == "number":
            is_usual = word.isascii() and word.isdecimal() and len(word) < 10 and int(word) > 0
            values[self.target] = int(word) if is_usual else None
            return is_usual
        values[self.target] = Path(word) if self.kind == "path" else word
        return self.kind == "text" or (self.kind == "path" and bool(word))


class _Command:
    """A command that is prepared; `head` is its module, its function and its groups."""

    def __init__(self, text: str) -> None:
        head, *lines = text.splitlines()
        self.head = head.split()
        self.arguments: list[_Parameter] = []
        self.options: dict[str, _Parameter] = {}
        for parameter in map(_Parameter, lines):
            self.options.update((name, parameter) for name in parameter.names)
            if not parameter.names:
                self.arguments.append(parameter)

    def values(self, words: Sequence[str]) -> dict[str, Any] | None:
        """Return the values of the parameters that are given; None for an unusual line."""
        values: dict[str, Any] = {}
        free: list[str] = []
        rest = iter(words)
        for word in rest:
            if word == "-" or not word.startswith("-"):
                free.append(word)
            elif not self._take(word, rest, values):
                return None
        return values if self._place(free, values) else None

    def _take(self, word: str, rest: Iterator[str], values: dict[str, Any]) -> bool:
        """Take an option, and its value from the rest; return whether it is a usual one."""
        name, equals, value = word.partition("=")
        option = self.options.get(name)
        if option is None:
            return False
        if option.kind in {"flag", "unflag"}:
            is_usual = not equals and option.target not in values
            values[option.target] = option.kind == "flag"
            return is_usual
        if equals:
            return name.startswith("--") and option.put(value, values)
        value = next(rest, "-")
        return not value.startswith("-") and option.put(value, values)

    def _place(self, free: list[str], values: dict[str, Any]) -> bool:
        """Give the words that stand alone to the arguments; return whether they fit."""
        words = iter(free)
        for argument in self.arguments:
            taken = list(words) if argument.kind == "many" else list(islice(words, 1))
            if argument.is_required and not taken:
                return False
            if not all(argument.put(word, values) for word in taken):
                return False
        return next(words, None) is None

    def call(self, values: dict[str, Any]) -> object:
        """Call the function with its values, those of each group together."""
        module, name, *groups = self.head
        own = {target: value for target, value in values.items() if "." not in target}
        for group in groups:
            keyword, _, kind = group.partition("=")
            taken = {
                target.partition(".")[2]: value
                for target, value in values.items()
                if target.startswith(f"{keyword}.")
            }
            own[keyword] = getattr(option_groups, kind)(**taken)
        console.be_quiet(wanted=any(target.endswith("quiet") for target in values))
        return getattr(import_module(module), name)(_Context(values), **own)


def read(arguments: list[str]) -> Callable[[], object] | None:
    """Return what does the work of a command line, or None if typer has to read it."""
    if not _is_plain(arguments):
        return None
    if arguments[-1:] in (["--help"], ["-h"]):
        return _help(arguments[:-1])
    command, words = _command(arguments)
    values = command.values(words) if command else None
    if command is None or values is None:
        return None
    return lambda: command.call(values)


def completions(words: list[str]) -> list[tuple[str, str]] | None:
    """Return what the last of some words may become, each with a few words about it.

    None if typer has to know.
    """
    command, earlier = _command(words[:-1])
    if command is None or not _is_plain(words):
        return None
    name, equals, typed = words[-1].partition("=")
    if not (equals and name in command.options):
        typed = words[-1]
        name = earlier.pop() if earlier and earlier[-1] in command.options else ""
    values = command.values(earlier)
    first = command.arguments[0] if command.arguments else None
    asked = command.options[name] if name else first
    if values is None or asked is None or not asked.completer or typed.startswith("-"):
        return None
    if not name and asked.kind != "many" and asked.target in values:
        return None
    from postgen.cli import completion_values

    found = getattr(completion_values, asked.completer)(_Context(values), typed)
    return [(word, about) for word, about in found if word.startswith(typed)]


def _is_plain(words: list[str]) -> bool:
    return "POSTGEN_SITE" not in os.environ and all(map(str.isprintable, words))


def _command(words: list[str]) -> tuple[_Command | None, list[str]]:
    """Return the command that a line begins with, and the words behind its name."""
    words = [*ALIASES.get(words[0], words[:1]), *words[1:]] if words else []
    names = 2 if words[:1] and words[0] in _GROUPS else 1
    text = _prepared(words[:names], "options")
    return _Command(text) if text else None, words[names:]


def _prepared(path: list[str], kind: str) -> str:
    """Return the prepared text of a command; "" where there is none, or it is damaged."""
    are_names = all(_LETTERS.issuperset(name) and name[:1].isalpha() for name in path)
    if not are_names:
        return ""
    name = "_".join(["postgen", *path])
    try:
        return (PREPARED / f"{name}.{kind}").read_text(encoding="utf-8")
    except (OSError, UnicodeError):
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
