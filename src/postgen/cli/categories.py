"""`postgen category`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from postgen.cli import console, tables
from postgen.cli.completion_values import complete_categories
from postgen.cli.lazy_group import Group, build, example
from postgen.cli.option_groups import ItemOptions, ReadOptions
from postgen.cli.options import BacklogFile
from postgen.cli.run import carry_out, open_backlog

if TYPE_CHECKING:
    from typing import Any

LINES = {
    "list": "List the categories of the backlog.",
    "rename": "Rename a category.",
    "merge": "Put the items of a category under another.",
    "drop": "Take a category out.",
}

commands = typer.Typer()
Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        help="The category, or its beginning.",
        autocompletion=complete_categories,
    ),
]


class Categories(Group):
    """The commands of `postgen category`, built when they are called."""

    def lines(self) -> dict[str, str]:
        """Return the commands, each with its line of help."""
        return LINES

    def build(self, name: str) -> Any:
        """Build one command."""
        return build(commands, name)


app = typer.Typer(name="category", cls=Categories, rich_markup_mode=None)


@app.callback(epilog=example("postgen category rename Tools 'Tools and libraries'"))
def category() -> None:
    """List, rename, merge or drop categories of the backlog."""


@commands.command("list", epilog=example("postgen category list"))
def list_(ctx: typer.Context, backlog: BacklogFile = None, *, read: ReadOptions) -> None:
    """List the categories of the backlog."""
    from postgen.commands import categories

    site, path = open_backlog(ctx, read.site, backlog)
    rows = categories.list_categories(path)
    if read.as_json:
        console.data({"path": site.display_path(path), "categories": rows})
    elif rows:
        tables.table(rows, {"name": "Category", "items": "Items"})
    else:
        console.note("The backlog has no categories. `postgen add-link URL --category NAME`")


@commands.command("rename", epilog=example("postgen category rename Tools 'Tools and libraries'"))
def rename(
    ctx: typer.Context,
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD",
            help="The category, or its beginning.",
            autocompletion=complete_categories,
        ),
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Its new name.")],
    backlog: BacklogFile = None,
    *,
    write: ItemOptions,
) -> None:
    """Rename a category."""
    from postgen.commands.categories import rename as command

    site, path = open_backlog(ctx, write.site, backlog)
    carry_out(site, lambda: command(site, path, old, new), write)


@commands.command("merge", epilog=example("postgen category merge Films Video"))
def merge(
    ctx: typer.Context,
    from_: Annotated[
        str,
        typer.Argument(
            metavar="FROM",
            help="The category that goes.",
            autocompletion=complete_categories,
        ),
    ],
    into: Annotated[
        str,
        typer.Argument(
            metavar="INTO",
            help="The category that gets its items.",
            autocompletion=complete_categories,
        ),
    ],
    backlog: BacklogFile = None,
    *,
    write: ItemOptions,
) -> None:
    """Put the items of a category under another."""
    from postgen.commands import categories

    site, path = open_backlog(ctx, write.site, backlog)
    carry_out(site, lambda: categories.merge(site, path, from_, into), write)


@commands.command("drop", epilog=example("postgen category drop Films"))
def drop(
    ctx: typer.Context,
    name: Name,
    force: Annotated[
        bool, typer.Option("--force", "-f", help="Its items too, if it has any.")
    ] = False,
    backlog: BacklogFile = None,
    *,
    write: ItemOptions,
) -> None:
    """Take a category out."""
    from postgen.commands import categories

    site, path = open_backlog(ctx, write.site, backlog)
    is_meant = force or write.yes
    carry_out(site, lambda: categories.drop(site, path, name, with_items=is_meant), write)
