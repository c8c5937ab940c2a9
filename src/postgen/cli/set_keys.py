"""`postgen set`."""

from __future__ import annotations

from typing import Annotated

import typer

from postgen.cli.completion_values import complete_files
from postgen.cli.lazy_group import example
from postgen.cli.menu import named_or_chosen
from postgen.cli.option_groups import WriteOptions
from postgen.cli.options import NAMED
from postgen.cli.run import carry_out, open_site

app = typer.Typer()


@app.command("set", epilog=example("postgen set newsletter-4 lang=en tags+=nlp image.alt='A hut'"))
def set_keys(
    ctx: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="[POST]", help=NAMED, autocompletion=complete_files("posts", "drafts")
        ),
    ] = "",
    pairs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="KEY=VALUE...",
            help="A key and its value; KEY+=VALUE adds to a list, KEY= removes the key.",
        ),
    ] = None,
    *,
    write: WriteOptions,
) -> None:
    """Set any keys in the front matter of a post, a draft or a page."""
    from postgen.commands import set_keys as command

    if command.is_pair(what):  # `postgen set lang=en`: which post is asked for
        pairs, what = [what, *(pairs or ())], ""
    request = command.read_pairs(pairs or ())
    site = open_site(ctx, write.site)
    what = named_or_chosen(site, what, ["posts", "drafts"], "POST", write)
    carry_out(site, lambda: command.set_keys(site, what, request, site.now()), write)
