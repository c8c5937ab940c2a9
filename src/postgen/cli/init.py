"""`postgen init`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postgen.cli import console, report
from postgen.cli.completion_values import complete_choices, complete_workflows
from postgen.cli.lazy_group import example
from postgen.cli.option_groups import ChangeOptions
from postgen.cli.run import carry_out, recover
from postgen.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from postgen.commands import Result
    from postgen.site import Site

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
            autocompletion=complete_choices(["feed-links", "links"]),
        ),
    ] = None,
    github: Annotated[
        bool,
        typer.Option(
            "--github", help="Write workflows of GitHub into .github/; leave a site as it is."
        ),
    ] = False,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            metavar="NAME",
            help="With --github: only this workflow; may be repeated.",
            autocompletion=complete_workflows,
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
    if only and not github:
        raise UsageError("--only is for workflows.", "Add --github.")
    add = _additions(pages or [], only or [], github=github)
    site = Site(directory, DEFAULTS, settings.Settings())
    if not write.dry_run:  # what an earlier call has left half done is no site
        recover(site)
    if (pages or github) and any((directory / name).is_file() for name in CONFIGS):
        loaded = load(directory)
        carry_out(loaded, lambda: add(loaded, None), write)
        return
    learned, notes = command.learned_settings(directory, site.now())
    report.each(notes)
    wanted = _wanted(learned) if learned and not write.as_json and console.interactive() else {}

    def make() -> Result:
        made = command.init(directory, str(directory), site.now(), wanted, offered=bool(learned))
        return add(site, made)

    carry_out(site, make, write)


def _additions(
    pages: list[str], names: list[str], *, github: bool
) -> Callable[[Site, Result | None], Result]:
    """Return what adds pages and workflows to a site, and to the result that makes it.

    Raises `UsageError` for those that do not exist.
    """
    from postgen.commands import Result

    if pages:
        from postgen.commands import link_pages

        link_pages.check(pages)
    if github:
        from postgen.commands import workflows

        workflows.check(names)

    def add(site: Site, made: Result | None) -> Result:
        result = made or Result()
        if pages and made:
            result = link_pages.added_to(made, site, pages, site.now())
        elif pages:
            result = link_pages.add(site, pages, site.now())
        return workflows.added_to(result, site, names) if github else result

    return add


def _wanted(learned: dict[str, object]) -> dict[str, object]:
    """Ask whether what was learned is written as settings; return what is."""
    answer = console.ask("Write these as settings (y, n)", default="n", choices=("y", "n"))
    return learned if answer.lower() in {"y", "yes"} else {}
