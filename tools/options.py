"""Writes docs/options.md and the man page from the commands themselves, as `--help` shows them.

And what `cli/plain_line.py` reads: the help and the options of each command, as typer makes them.
"""

from __future__ import annotations

import inspect
import os
import re
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch

from typer.main import get_command

from postgen import __version__
from postgen.cli import completion_values, options, plain_line
from postgen.cli.app import app
from postgen.cli.lazy_group import MAY_STAND_ALONE

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parent.parent / "docs"
PAGE = DOCS / "options.md"
MANUAL = DOCS / "postgen.1"


class CommandHelp(NamedTuple):
    """What `--help` shows of a command; `rows` are its arguments and options, `commands` those below it."""

    path: str
    usage: str
    text: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    commands: tuple[tuple[str, str], ...]
    examples: tuple[str, ...]


def commands() -> Iterator[CommandHelp]:
    """Return every command, in the order of the listings, each group before its own."""
    return _below(get_command(app), "postgen", None)


def _below(command: Any, name: str, parent: Any) -> Iterator[CommandHelp]:
    with command.make_context(name, [], parent=parent, resilient_parsing=True) as ctx:
        names = command.list_commands(ctx) if hasattr(command, "list_commands") else []
        yield CommandHelp(
            ctx.command_path,
            " ".join([ctx.command_path, *command.collect_usage_pieces(ctx)]),
            tuple(re.sub(r"\s+", " ", part) for part in re.split(r"\n\s*\n", command.help.strip())),
            tuple(
                record for each in command.get_params(ctx) if (record := each.get_help_record(ctx))
            ),
            tuple((each, command.lines()[each]) for each in names),
            tuple(line.strip() for line in (command.epilog or "").splitlines()[2:]),
        )
        for each in names:
            yield from _below(command.get_command(ctx, each), each, ctx)


# The page


def page() -> str:
    """Return the whole page."""
    return "\n\n".join([
        "# Options",
        "Every command with every option, as `--help` shows it. [commands.md](commands.md) shows them at work.",
        *(_section(each) for each in commands()),
    ]) + "\n"  # fmt: skip


def _section(command: CommandHelp) -> str:
    parts = [f"## {command.path}", f"`{command.usage}`", "\n\n".join(command.text)]
    if command.rows:
        parts.append(_table(("option", "what it is"), command.rows))
    if command.commands:
        parts.append(_table(("command", "what it does"), command.commands))
    if command.examples:
        parts.append("\n".join(["```sh", *command.examples, "```"]))
    return "\n\n".join(parts)


def _table(head: tuple[str, str], rows: tuple[tuple[str, str], ...]) -> str:
    cells = [(f"`{name}`", text.replace("|", "\\|")) for name, text in rows]
    lines = [head, ("---", "---"), *cells]
    return "\n".join(f"| {name} | {re.sub('  +', ' ', text)} |" for name, text in lines)


# The man page


def manual() -> str:
    """Return the man page, in roff."""
    first, *others = commands()
    return "\n".join([
        '.\\" Written by tools/options.py.',
        f'.TH POSTGEN 1 "" "postgen {__version__}" "User Commands"',
        ".SH NAME",
        f"postgen \\- {_roff(first.text[0][0].lower() + first.text[0][1:].rstrip('.'))}",
        ".SH SYNOPSIS",
        f".B {_roff(first.usage)}",
        ".SH DESCRIPTION",
        *(line for text in first.text for line in (".PP", _roff(text))),
        ".SH OPTIONS",
        *_entries(first.rows),
        ".SH COMMANDS",
        *(line for each in others if not each.commands for line in _subsection(each)),
        ".SH EXIT STATUS",
        *_entries((
            ("0", "Done."),
            ("1", "It could not be done, or only in part; every file that it names is as it was."),
            ("2", "The command was called in a wrong way."),
            ("130", "Ctrl-C."),
        )),
        ".SH EXAMPLES",
        *_examples(first.examples),
        ".SH SEE ALSO",
        ".BR jekyll (1)",
    ]) + "\n"  # fmt: skip


def _subsection(command: CommandHelp) -> list[str]:
    lines = [f'.SS "{_roff(command.usage)}"']
    for text in command.text:
        lines += [".PP", _roff(text)]
    return [*lines, *_entries(command.rows), *_examples(command.examples)]


def _entries(rows: tuple[tuple[str, str], ...]) -> list[str]:
    return [line for name, text in rows for line in (".TP", f".B {_roff(name)}", _roff(text))]


def _examples(lines: tuple[str, ...]) -> list[str]:
    return [".PP", ".nf", ".RS", *map(_roff, lines), ".RE", ".fi"]


def _roff(text: str) -> str:
    """Encode text for roff: escape its special characters, and no line is read as a request."""
    for character, escape in (
        ("\\", "\\e"),
        ("-", "\\-"),
        ("`", "\\(ga"),
        ('"', "\\(dq"),
        ("'", "\\(aq"),
    ):
        text = text.replace(character, escape)
    return f"\\&{text}" if text.startswith(".") else text


# What is prepared for lines that have nothing unusual

PREPARED = plain_line.PREPARED


def prepared() -> dict[str, str]:
    """Return the texts of `cli/prepared/` by their names."""
    with patch.dict(os.environ, COLUMNS=str(plain_line.COLUMNS)):
        return dict(_prepared(get_command(app), "postgen", None))


def _prepared(command: Any, name: str, parent: Any) -> Iterator[tuple[str, str]]:
    with command.make_context(name, [], parent=parent, resilient_parsing=True) as ctx:
        file = ctx.command_path.replace(" ", "_")
        yield f"{file}.help", command.get_help(ctx) + "\n"
        for each in command.list_commands(ctx) if hasattr(command, "list_commands") else ():
            yield from _prepared(command.get_command(ctx, each), each, ctx)
        if not hasattr(command, "list_commands") and (text := _options(command)):
            yield f"{file}.options", text


def _options(command: Any) -> str:
    """Return what can be given to a command; "" where something has to be that is not for here."""
    function = inspect.unwrap(command.callback)
    parameters = options.parameters(function)
    if "ctx" not in parameters:
        return ""
    heads = []
    targets = dict.fromkeys(parameters, "")
    annotations = {name: each.annotation for name, each in parameters.items()}
    for name, group in [*annotations.items()]:
        if options.is_group(group):
            heads.append(f"{name}={group.__name__}")
            for each in options.options_of(group):
                targets[each.name] = f"{name}."
                annotations[each.name] = each.annotation
    lines = [" ".join([function.__module__, function.__name__, *heads])]
    for each in command.params:
        kind = _kind(each)
        is_argument = each.param_type_name == "argument"
        if each.required and not (kind and is_argument):
            return ""
        names = [] if is_argument else each.opts
        notes = ["required"] * each.required + _completer(annotations[each.name])
        target = f"{targets[each.name]}{each.name}"
        if kind:
            lines.append(" ".join([kind, target, *names, *notes]))
        if kind == "flag" and each.secondary_opts:
            lines.append(" ".join(["unflag", target, *each.secondary_opts]))
    return "\n".join(lines) + "\n"


def _completer(annotation: Any) -> list[str]:
    """Return the name of the function that completes an option, if it has one."""
    (declared,) = annotation.__metadata__
    found = (
        name for name, each in vars(completion_values).items() if each is declared.autocompletion
    )
    return [] if declared.autocompletion is None else [*islice(found, 1)]


def _kind(parameter: Any) -> str:
    """Return how the value of an option or argument is read; "" leaves it to typer."""
    is_known = parameter.name == "quiet" or not parameter.callback
    may_stand_alone = not MAY_STAND_ALONE.isdisjoint(parameter.opts)
    if not is_known or may_stand_alone or parameter.envvar or parameter.nargs not in {1, -1}:
        return ""
    name = parameter.type.name
    if getattr(parameter, "is_flag", False):
        return "flag"
    if name == "str":
        return "many" if parameter.multiple or parameter.nargs == -1 else "text"
    if name == "path":
        return "path"
    is_positive = getattr(parameter.type, "min", None) in {0, 1} and not parameter.type.max
    return "number" if name == "int range" and is_positive else ""


if __name__ == "__main__":
    PREPARED.mkdir(exist_ok=True)
    for old in PREPARED.iterdir():
        old.unlink()
    for name, text in prepared().items():
        (PREPARED / name).write_text(text, encoding="utf-8", newline="\n")
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    MANUAL.write_text(manual(), encoding="utf-8", newline="\n")
