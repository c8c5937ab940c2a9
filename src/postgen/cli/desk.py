"""`postgen desk` and `preview`: what is shown in the browser, on this machine only."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from postgen.cli import console
from postgen.cli.completion_values import complete_files
from postgen.cli.lazy_group import example
from postgen.cli.option_groups import SiteOptions
from postgen.cli.options import NAMED
from postgen.cli.run import open_site

if TYPE_CHECKING:
    from postgen.desk.desk import Desk
    from postgen.site import Site

app = typer.Typer()


Previewed = Annotated[
    str,
    typer.Argument(
        metavar="[POST]",
        help=f"{NAMED} Else the newest draft of an issue, or the newest post.",
        autocompletion=complete_files("posts", "drafts"),
    ),
]
Port = Annotated[
    int,
    typer.Option(
        metavar="PORT", min=0, max=65535, show_default=False, help="Its port; else the site's own."
    ),
]
NoBrowser = Annotated[
    bool, typer.Option("--no-browser", help="Print the address, and open no browser.")
]


@app.command("desk", epilog=example("postgen desk", "postgen desk --no-browser --port 4010"))
def desk(
    ctx: typer.Context, port: Port = 0, no_browser: NoBrowser = False, *, options: SiteOptions
) -> None:
    """Open the backlog, the issue and its page in the browser.

    It is on this machine only, and ends with Ctrl-C, with its terminal, and after an hour without a
    visit.
    """
    site = open_site(ctx, options.site)
    if console.shows():
        console.note("Ctrl-C ends the desk.")
    _serve(site, port, opens=not no_browser)


@app.command("preview", epilog=example("postgen preview", "postgen preview 12 --no-browser"))
def preview(
    ctx: typer.Context,
    post: Previewed = "",
    port: Port = 0,
    no_browser: NoBrowser = False,
    *,
    options: SiteOptions,
) -> None:
    """Show a post as Jekyll will, in the browser, and again whenever it is saved."""
    from urllib.parse import quote

    from postgen.commands.preview import find
    from postgen.desk.server import require
    from postgen.preview.jekyll import starts

    require()
    site = open_site(ctx, options.site)
    path = find(site, post)
    console.note(f"{site.display_path(path)}: Ctrl-C ends the preview.")
    if not starts(site.root):
        console.note("Jekyll is not installed: this is the quick page, without the site's layout.")
    shows = f"/preview?post={quote(site.from_root(path))}"
    _serve(site, port, opens=not no_browser, shows=shows)


def _serve(site: Site, port: int, *, opens: bool, shows: str = "") -> None:
    """Run a desk until it ends; the first line of the result is its address."""
    from threading import Thread

    from postgen.cli import report
    from postgen.desk import server

    def ready(desk: Desk) -> None:
        console.result([desk.address])
        console.flush()
        if opens:  # a browser in the terminal is waited for until it ends
            Thread(target=_open_browser, args=[desk.address], daemon=True).start()

    os.chdir(site.root)  # the desk shows paths from there
    code = server.serve(site, report, port=port, shows=shows, ready=ready)
    sys.exit(code)


def _open_browser(address: str) -> None:
    import webbrowser

    if not webbrowser.open(address):
        console.note("No browser could be started; open the address yourself.")
