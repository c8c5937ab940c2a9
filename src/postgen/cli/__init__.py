"""The command line: parse, one operation, report. The only room that knows typer, and catches errors."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command_from_info

from postgen import __version__, console
from postgen.errors import PostgenError

COMMANDS = {
    "init": ("setup", "Make a folder a site, or give a site its postgen settings."),
    "new": ("new", "Write a new post, draft, page, backlog or newsletter."),
    "add-link": ("links", "File links in the backlog."),
    "list": ("links", "Show the backlog."),
    "move": ("links", "Put an item of the backlog into another category."),
    "drop": ("links", "Take an item out of the backlog."),
    "edit": ("links", "Change an item of the backlog."),
}
"""The commands, the module of each, and its first line of help: none is imported before it is called."""


class Commands(TyperGroup):
    """Imports a command when it is called, and reports what goes wrong in one place."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - typer's signature
        """Name the commands in the order of a week's work."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - typer's signature
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        app = import_module(f"postgen.cli.{COMMANDS[cmd_name][0]}").app
        if app.info.name == cmd_name:
            return typer.main.get_group(app)
        info = next(info for info in app.registered_commands if info.name == cmd_name)
        return get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - typer's signature
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Name the nearest command for one that is not there."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            from difflib import get_close_matches

            near = get_close_matches(name, COMMANDS, 1)
            ctx.fail(f"There is no command '{name}'." + (f" Did you mean '{near[0]}'?" if near else ""))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; an error is told in a sentence or two, and Ctrl-C in one."""
        try:
            return super().invoke(ctx)
        except PostgenError as error:
            console.error(error)
            raise typer.Exit(error.exit_code) from error
        except KeyboardInterrupt:
            console.note("\nInterrupted; nothing was changed.")
            raise typer.Exit(130) from None


app = typer.Typer(cls=Commands, rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True)


def _version(wanted: bool) -> None:
    if wanted:
        console.result([f"postgen {__version__}"])
        raise typer.Exit


@app.callback(epilog="A week: postgen add-link URL --category NLP … then postgen new newsletter, and git commit.")
def root(
    ctx: typer.Context,
    site: Annotated[
        Path | None,
        typer.Option(
            "--site",
            "-C",
            metavar="DIR",
            help="The site; else the one around this folder.",
            envvar="POSTGEN_SITE",
        ),
    ] = None,
    _: Annotated[bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)] = False,
) -> None:
    """From a backlog of links to a numbered-reference newsletter, in any Jekyll blog."""
    ctx.obj = site
