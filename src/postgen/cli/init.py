"""`postgen init`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postgen.cli import console, report
from postgen.cli.lazy_group import example
from postgen.cli.options import ChangeOptions
from postgen.cli.run import carry_out
from postgen.errors import UsageError

if TYPE_CHECKING:
    from postgen.commands import Result

app = typer.Typer()


@app.command("init", epilog=example("postgen init my-blog"))
def init(
    directory: Annotated[
        Path,
        typer.Argument(
            metavar="[DIR]", help="The folder; this one if none is named.", show_default=False
        ),
    ] = Path(),
    pages: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="PAGE",
            help="Add feed-links or links, a feed and a page of a link log; may be repeated.",
        ),
    ] = None,
    *,
    write: ChangeOptions,
) -> None:
    """Make a folder a site, or add the postgen settings to a site."""
    from postgen.commands import init as command
    from postgen.jekyll import settings
    from postgen.site import CONFIGS, DEFAULTS, Site, load

    if directory.exists() and not directory.is_dir():
        raise UsageError(f"{directory} is a file.", "Name a folder.")
    if pages:
        from postgen.commands import link_pages

        link_pages.check(pages)
    if pages and any((directory / name).is_file() for name in CONFIGS):
        loaded = load(directory)
        carry_out(loaded, lambda: link_pages.add(loaded, pages, loaded.now()), write)
        return
    site = Site(directory, DEFAULTS, settings.Settings())
    learned, notes = command.learned_settings(directory, site.now())
    report.each(notes)
    wanted = _wanted(learned) if learned and not write.as_json and console.interactive() else {}

    def make() -> Result:
        made = command.init(directory, str(directory), site.now(), wanted, offered=bool(learned))
        return link_pages.added_to(made, site, pages, site.now()) if pages else made

    carry_out(site, make, write)


def _wanted(learned: dict[str, object]) -> dict[str, object]:
    """Ask whether what was learned is written as settings; return what is."""
    answer = console.ask("Write these as settings (y, n)", default="n", choices=("y", "n"))
    return learned if answer.lower() in {"y", "yes"} else {}
