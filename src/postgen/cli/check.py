"""`postgen check`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from postgen.cli import console
from postgen.cli.declare import Commands, example
from postgen.cli.option_groups import ChangeOptions, WriteOptions
from postgen.cli.run import carry_out, open_site
from postgen.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import typer

    from postgen.cli.completion_values import complete_choices, complete_codes, complete_posts
    from postgen.commands import Result
    from postgen.commands.check import CheckRequest, Report
    from postgen.site import Site

app = Commands()

NAMES = ("text", "json", "github", "sarif", "markdown")
"""The formats of a report."""


@app.command(
    "check", epilog=example("postgen check", "postgen check _drafts --select KR,LNK --fix")
)
def check(
    ctx: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Files, folders, or names of posts; else all that Jekyll builds, and drafts.",
            autocompletion=complete_posts,
        ),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODES",
            help="Only these checks: KR03, or REF for all that begin so.",
            autocompletion=complete_codes,
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(metavar="CODES", help="Not these checks.", autocompletion=complete_codes),
    ] = None,
    output_format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help=f"How to report: {', '.join(NAMES)}.",
            autocompletion=complete_choices(NAMES),
        ),
    ] = "",
    explain: Annotated[
        str,
        typer.Option(
            metavar="CODE",
            help="Explain a check: what it finds, and why.",
            autocompletion=complete_codes,
        ),
    ] = "",
    fix: Annotated[bool, typer.Option("--fix", help="Fix what is certain.")] = False,
    changed: Annotated[
        str,
        typer.Option(
            metavar="[REF]",
            help="Only lines that git says were added or changed since REF, else since HEAD.",
        ),
    ] = "",
    baseline: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Pass over the findings of a file, which is made if not there."
        ),
    ] = None,
    statistics: Annotated[
        bool, typer.Option("--statistics", help="Count what each check finds.")
    ] = False,
    links: Annotated[
        bool, typer.Option("--links", help="Check the links to other sites instead, on the web.")
    ] = False,
    archive: Annotated[
        bool, typer.Option("--archive", help="Ask a web archive to keep the links.")
    ] = False,
    *,
    write: WriteOptions,
) -> None:
    """Find what Jekyll would swallow, lose or break on."""
    shown_as = _format(output_format, as_json=write.as_json)
    if links or archive:
        from postgen.cli import check_links

        site = open_site(ctx, write.site)
        if links:
            check_links.run(site, paths or (), shown_as, write, fix=fix, archive=archive)
        else:
            check_links.keep(site, paths or (), shown_as, dry_run=write.dry_run)
        return
    from postgen.cli import check_formats
    from postgen.commands import check as command

    if explain:
        check_formats.explain(explain, as_json=shown_as == "json")
        return
    site = open_site(ctx, write.site)
    request = command.CheckRequest(
        named=tuple(paths or ()),
        select=_codes(select),
        ignore=_codes(ignore),
        changed="HEAD" if changed == "*" else changed,
        baseline=baseline,
    )
    if fix or (baseline and not baseline.exists()):
        report = _written(site, command.fix if fix else command.check, request, write)
    else:
        report = command.check(site, request)
    for name in report.skipped:
        console.note(f"{name}: Jekyll makes no page of it; it was not checked.")
    if not (fix and write.dry_run):
        with console.reader_may_leave():
            check_formats.show(site, report, shown_as, statistics=statistics)
    if report.errors:
        sys.exit(1)


def _written(
    site: Site,
    check: Callable[[Site, CheckRequest], Report],
    request: CheckRequest,
    write: WriteOptions,
) -> Report:
    """Run a check that writes, under the site's lock; return its report, which is printed yet."""
    reports: list[Report] = []

    def run() -> Result:
        reports.append(check(site, request))
        return reports[-1].result._replace(paths=(), data=reports[-1].to_json())

    as_json = write.as_json and write.dry_run  # else it is printed with what is left
    carry_out(site, run, ChangeOptions(dry_run=write.dry_run, as_json=as_json, commit=write.commit))
    return reports[0]


def _format(name: str, *, as_json: bool) -> str:
    """Return the format that is wanted. Raises `UsageError` for one that does not exist."""
    if not name:
        return "json" if as_json else "text"
    if name not in NAMES:
        known = ", ".join(NAMES)
        raise UsageError(f"`--format {name}` is not a format of a report.", f"Known are {known}.")
    if as_json and name != "json":
        raise UsageError(f"--json and --format {name} are two formats.", "Choose one of them.")
    return name


def _codes(given: Iterable[str] | None) -> tuple[str, ...]:
    """Return the codes of an option that may be repeated: `KR03,REF`."""
    return tuple(code for each in given or () for part in each.split(",") if (code := part.strip()))
