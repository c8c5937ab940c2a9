"""The `postgen` command with all its commands: none is built before it is called.

Errors are caught in `start.py`.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from postgen import __version__
from postgen.cli import console, start
from postgen.cli.lazy_group import Group, build, example
from postgen.cli.options import Quiet
from postgen.cli.plain_line import ALIASES
from postgen.errors import UsageError

COMMANDS = {
    "init": ("init", "Make a folder a site, or add the postgen settings to a site."),
    "new": ("new", "Write a new post, page, newsletter, translation and the like."),
    "templates": ("templates", "List the templates, or show one."),
    "habits": ("habits", "Show what the next issue and the next post will be like."),
    "add-link": ("links", "File links in the backlog."),
    "list": ("items", "Show the backlog."),
    "move": ("items", "Put items of the backlog into another category."),
    "drop": ("items", "Take items out of the backlog."),
    "edit": ("items", "Change items of the backlog."),
    "open": ("items", "Open the links of items in the browser."),
    "category": ("categories", "List, rename, merge or drop categories of the backlog."),
    "import": ("import_export", "File the links of other programs in the backlog."),
    "export": (
        "import_export",
        "Export the backlog's links, or one post for an outlet.",
    ),
    "pull": ("feeds", "File what is new in the site's feeds, each entry once ever."),
    "inbox": ("inbox", "File the link of an issue on GitHub."),
    "feeds": ("feed_list", "List, add or remove feeds that the site follows."),
    "check": ("check", "Find what Jekyll would swallow, lose or break on."),
    "refs": ("refs", "Put the references of posts in order."),
    "publish": ("publish", "Make a draft a post."),
    "unpublish": ("publish", "Make a post a draft again."),
    "rename": ("publish", "Change the title, name or date of a post, a draft or a page."),
    "set": ("set_keys", "Set any keys in the front matter of a post, a draft or a page."),
    "search": ("search", "Find links in the backlog and in everything ever published."),
    "stats": ("stats", "Show the year in numbers."),
    "desk": ("desk", "Open the backlog, the issue and its page in the browser."),
    "preview": ("desk", "Show a post as Jekyll will, in the browser."),
    "undo": ("undo", "Take back the last command that wrote."),
}
"""The commands, the module of each, and its first line of help.

None is imported before it is called.
"""

MISUSED: Any = typer.BadParameter.__mro__[1]
"""What typer raises for wrong usage; it does not export the class."""


class Commands(Group):
    """All commands; what goes wrong in any of them is reported here."""

    def lines(self) -> dict[str, str]:
        """Return the commands in the order of a week's work."""
        return {name: line for name, (_, line) in COMMANDS.items()}

    def build(self, name: str) -> Any:
        """Import one command and build it."""
        app = import_module(f"postgen.cli.{COMMANDS[name][0]}").app
        is_group = isinstance(app, typer.Typer) and app.info.name == name
        return typer.main.get_group(app) if is_group else build(app, name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that is called, also by another name; `help X` is `X --help`."""
        name, *behind = args
        if name == "help" and not behind:
            console.result([ctx.get_help()])
            raise typer.Exit
        if name == "help":
            return super().resolve_command(ctx, [*behind, "--help"])
        return super().resolve_command(ctx, [*ALIASES.get(name, (name,)), *behind])

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        with start.reporting():
            return super().invoke(ctx)

    def main(self, args: Any = None, prog_name: Any = None, *more: Any, **extra: Any) -> Any:
        """Run the command line and end the process.

        The exit code is 0 for done, 1 for not done, 2 for wrong usage, 130 for interrupted.
        """
        arguments = list(sys.argv[1:] if args is None else args)

        def work() -> Any:
            shell = os.environ.get("_POSTGEN_COMPLETE", "")
            if shell and _answer(self, shell, arguments):
                return 0
            _refuse_undecodable(arguments)
            words = [_without_controls(each) for each in arguments]
            try:
                return run(words, prog_name, *more, **{**extra, "standalone_mode": False})
            except MISUSED as error:
                from postgen.cli.words import usage_hint, usage_message

                hint = usage_hint(error, words)
                raise UsageError(usage_message(error), hint) from error

        run = super().main
        sys.exit(start.code_of(work, arguments))


def _refuse_undecodable(arguments: list[str]) -> None:
    """Refuse arguments that are not text in the person's encoding.

    They could not be written to any file.
    """
    for number, each in enumerate(arguments, 1):
        if any("\ud800" <= character <= "\udfff" for character in each):
            raise UsageError(
                f"Argument {number} (`{each}`) is not valid UTF-8.", "Type it in UTF-8."
            )


def _without_controls(argument: str) -> str:
    """Drop control characters, which a page and its feed cannot hold, unless a file is named so."""
    if argument.isprintable() or os.path.lexists(argument):
        return argument
    from postgen.text.clean import clean

    return clean(argument)


def _answer(command: Any, shell: str, arguments: list[str]) -> bool:
    from postgen.cli.completion import answer

    return answer(command, shell, arguments)


app = typer.Typer(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    add_completion=False,  # there is a better one in cli/completion.py
)


def _version(ctx: typer.Context, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:  # a completion behind it only reads it
        console.result([f"postgen {__version__}"])
        raise typer.Exit


def _completion(step: str) -> Any:
    """Make the callback of an option that installs or shows completion."""

    def carry_out(ctx: typer.Context, wanted: bool) -> None:
        if wanted and not ctx.resilient_parsing:
            from postgen.cli import completion

            with start.reporting():  # it is done before a command is invoked
                getattr(completion, step)()
            raise typer.Exit

    return carry_out


@app.callback(
    epilog=example(
        "postgen add-link https://jekyllrb.com/docs/ --category Tools",
        "postgen new newsletter --since 7d",
        "git add --all && git commit --message 'This week'",
    )
)
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
    as_json: Annotated[bool, typer.Option("--json", help="Alone: print one JSON object.")] = False,
    quiet: Quiet = False,
    _: Annotated[
        bool,
        typer.Option("--version", "-V", help="Show the version.", callback=_version, is_eager=True),
    ] = False,
    __: Annotated[
        bool,
        typer.Option(
            "--install-completion",
            help="Set up Tab for this shell: bash, zsh, fish or PowerShell.",
            callback=_completion("install"),
            is_eager=True,
        ),
    ] = False,
    ___: Annotated[
        bool,
        typer.Option(
            "--show-completion",
            help="Show what that would install.",
            callback=_completion("show"),
            is_eager=True,
        ),
    ] = False,
) -> None:
    """From a backlog of links to a numbered-reference newsletter, in any Jekyll blog.

    Alone, in a site, it says where things stand.
    """
    ctx.obj = site
    console.be_quiet(wanted=quiet)
    if not ctx.invoked_subcommand:
        from postgen.cli.status import show

        show(ctx, as_json=as_json)
    elif as_json:
        raise UsageError(
            "--json belongs behind the command.",
            f"Run `postgen {ctx.invoked_subcommand} --json`.",
        )
