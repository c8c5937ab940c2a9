"""A group of commands of which only the one that is called is built."""

from __future__ import annotations

from os.path import lexists
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_from_info
from typer.models import CommandInfo

from postgen.cli.declare import example

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from typer import Typer

    from postgen.cli.declare import Commands

__all__ = ["Command", "Group", "build", "example"]


MAY_STAND_ALONE = {"--append", "--to-issue", "--changed"}
"""Options that name the draft of an issue, or mean the only one; or a commit, or the last one."""

LEAST_WIDTH = 60
"""Below so many columns, descriptions of options are put below their names."""


class Group(TyperGroup):
    """Lists its commands without building them, and names the nearest one to an unknown one."""

    def lines(self) -> Mapping[str, str]:
        """Return the commands in the order of their listing, each with its line of help."""
        raise NotImplementedError

    def build(self, name: str) -> Any:
        """Build one command."""
        raise NotImplementedError

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - typer's signature
        """Return the names of the commands."""
        return list(self.lines())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - typer's signature
        """Build one command; None if there is none of this name."""
        return self.build(cmd_name) if cmd_name in self.lines() else None

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Complete a command's name without building it, or an option's."""
        from typer._click.shell_completion import CompletionItem

        begun = [(name, line) for name, line in self.lines().items() if name.startswith(incomplete)]
        return [CompletionItem(name, help=line) for name, line in begun] or super().shell_complete(
            ctx, incomplete
        )

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - typer's signature
        """List the commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.lines().items()))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that is called; name the nearest one for one that is not there."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in self.lines():
            from postgen.cli.words import unknown_command

            group = "" if ctx.parent is None else ctx.info_name
            ctx.fail(unknown_command(name, self.lines(), group))
        return super().resolve_command(ctx, args)

    def get_help(self, ctx: Any) -> str:
        """Return the help, as wide as the terminal."""
        return _help(super(), ctx)


class Command(TyperCommand):
    """A command whose line of usage reads as in a manual.

    Typer puts braces around what is required. Some options may stand without their value.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """Read the arguments; `--append` alone is `--append=*`, the one draft of an issue."""
        return super().parse_args(ctx, list(_with_values(args)))

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the parts of the line of usage: `FILE...`, `[TITLE]`."""
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]

    def get_help(self, ctx: Any) -> str:
        """Return the help, as wide as the terminal."""
        return _help(super(), ctx)


def _with_values(args: Sequence[str]) -> Iterator[str]:
    """Add the value of options that may stand without one.

    They stand alone before another option and before a URL; `--changed` does before a path, too.
    """
    following = [*args[1:], "-"] if args else []
    for arg, after in zip(args, following, strict=True):
        is_alone = after.startswith("-") or "://" in after
        if arg == "--changed":
            is_alone = is_alone or lexists(after)
        yield f"{arg}=*" if is_alone and arg in MAY_STAND_ALONE else arg


def _help(command: Any, ctx: Any) -> str:
    """Return the help of a command, as narrow as the terminal: typer stops at 50 columns."""
    from shutil import get_terminal_size

    columns = get_terminal_size().columns
    if columns < LEAST_WIDTH:
        ctx.terminal_width = max(columns, 20) - 1
        ctx.formatter_class = _narrow_formatter()
    text: str = command.get_help(ctx)
    return text


def _narrow_formatter() -> type[Any]:
    """Return a formatter that puts each description below its option, not beside it."""
    from typer._click.formatting import HelpFormatter

    class Narrow(HelpFormatter):  # type: ignore[misc, unused-ignore]
        """Writes definitions in one column."""

        def write_dl(self, rows: Any, col_max: int = 2, col_spacing: int = 2) -> None:
            super().write_dl(rows, min(col_max, 2), col_spacing)

    return Narrow


def build(app: Typer | Commands, name: str) -> Any:
    """Build one of a module's commands."""
    from postgen.cli.options import spread

    declared = next(each for each in app.registered_commands if each.name == name)
    function: Any = declared.callback
    info = CommandInfo(name, cls=Command, callback=spread(function), epilog=declared.epilog)
    return get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)
