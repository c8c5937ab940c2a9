"""`postgen templates`."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from postgen.cli import console, tables
from postgen.cli.completion_values import complete_templates
from postgen.cli.lazy_group import example
from postgen.cli.option_groups import ReadOptions
from postgen.cli.run import open_site

if TYPE_CHECKING:
    from postgen.commands.templates import ListedTemplate, TemplateUse

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
    *,
    read: ReadOptions,
) -> None:
    """List the templates, or show one, to copy and change."""
    from postgen.commands import templates as command

    site = open_site(ctx, read.site)
    rows = [_row(each) for each in command.list_templates(site)]
    if name:
        template = command.find(site, name)
        if read.as_json:
            about = next((row for row in rows if row["name"] == template.name), {})
            console.data({**about, "text": template.text})
        else:
            console.document(template.text)
    elif read.as_json:
        console.data({"items": rows})
    else:
        tables.table(rows, {"name": "Name", "from": "From", "for": "For"})


def _row(template: ListedTemplate) -> dict[str, str]:
    uses = ", ".join(map(_command, template.uses))
    return {"name": template.name, "from": template.source, "for": uses}


def _command(use: TemplateUse) -> str:
    """Return the command that uses a template, as one would type it."""
    return f"new {use.kind} --{use.by} {quote(use.name)}" if use.by else f"new {use.kind}"
