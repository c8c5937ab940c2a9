"""`postgen templates`."""

from __future__ import annotations

from typing import Annotated

import typer

from postgen.cli import console
from postgen.cli.group import example
from postgen.cli.shared import Json, SiteDir, complete_templates, open_site

app = typer.Typer()


@app.command(
    "templates", epilog=example("postgen templates", "postgen templates post > _templates/post.md")
)
def templates(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="[NAME]", help="The one to show.", autocompletion=complete_templates
        ),
    ] = "",
    site: SiteDir = None,
    as_json: Json = False,
) -> None:
    """List the templates, or show one, to copy and change."""
    from postgen.commands import templates as commands

    where = open_site(ctx, site)
    rows = commands.rows(where)
    if name:
        template = commands.find(where, name)
        if as_json:
            about = next((row for row in rows if row["name"] == template.name), {})
            console.data({**about, "text": template.text})
        else:
            console.document(template.text)
    elif as_json:
        console.data({"items": rows})
    else:
        console.table(rows, {"name": "Name", "from": "From", "for": "For"})
