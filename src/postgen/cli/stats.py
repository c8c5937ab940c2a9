"""`postgen stats`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from postgen.cli import console, tables
from postgen.cli.lazy_group import example
from postgen.cli.option_groups import WriteOptions
from postgen.cli.report import count
from postgen.cli.run import carry_out, open_site
from postgen.errors import UsageError
from postgen.stats.model import days_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.cli.status import Part
    from postgen.stats.model import Cadence, Named, Statistics

SHOWN = 10
"""So many rows of a part are shown."""

app = typer.Typer()


@app.command(
    "stats",
    epilog=example("postgen stats", "postgen stats --year 2025 --html -o 2025.html"),
)
def stats(
    ctx: typer.Context,
    year: Annotated[
        int | None,
        typer.Option(
            "--year", min=1970, max=9999, metavar="YYYY", help="The year; else this one, so far."
        ),
    ] = None,
    html: Annotated[
        bool, typer.Option("--html", help="As one page, with plots and without scripts.")
    ] = False,
    page: Annotated[
        bool,
        typer.Option("--page", help="That page with a front matter, for the site to publish."),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write a new file; else stdout."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", "-f", help="Overwrite the file.")] = False,
    *,
    write: WriteOptions,
) -> None:
    """Show the year in numbers: issues, links, categories, hosts, and what became of them."""
    from postgen.commands import stats as command

    is_page = html or page
    if output and not is_page:
        raise UsageError("--output is of the page.", "Add --html, or --page.")
    site = open_site(ctx, write.site)
    found = command.count(site, year)
    if is_page:
        request = command.PageRequest(output, force, is_of_site=page)
        result = command.write_page(site, found, request)
        if output:
            carry_out(site, lambda: result, write)
        elif write.as_json:
            console.data(result.data)
        else:
            console.document(result.text)
    elif write.as_json:
        console.data(found.to_json())
    else:
        tables.outline(_parts(found))


def _parts(found: Statistics) -> Iterator[Part]:
    period = found.period
    before = period.before.start.year
    until = "" if period.is_whole_year else f", until {period.end}"
    tallies = (("issues", found.issues), ("links", found.links), ("posts", found.posts))
    rows: list[tuple[Any, ...]] = [
        (name, tally.now, f"{tally.before} in {before}") for name, tally in tallies
    ]
    yield f"{found.site}: {period.start.year}{until}", rows
    most = max(row.links for row in found.months)
    yield (
        "Months: issues, links",
        [
            (
                row.month,
                row.issues,
                row.links,
                tables.bar(row.links, most),
                f"{row.before} in {before}",
            )
            for row in found.months
        ],
    )
    yield from _cadence(found.cadence)
    yield from _named("Categories", found.categories, before)
    yield from _named("Hosts", found.hosts, before)
    if found.authors:
        rows = [(each.name, count(each.posts, "post")) for each in found.authors[:SHOWN]]
        yield _head("Authors", found.authors), rows
    yield from _fate(found)


def _named(title: str, rows: Sequence[Named], before: int) -> Iterator[Part]:
    if not rows:
        return
    most = rows[0].links
    shown = rows[:SHOWN]
    yield (
        _head(title, rows),
        [
            (
                row.links,
                row.name or "(none)",
                tables.bar(row.links, most),
                f"{row.before} in {before}",
            )
            for row in shown
        ],
    )


def _head(title: str, rows: Sequence[Any]) -> str:
    return f"{title}: {SHOWN} of {len(rows)}" if len(rows) > SHOWN else f"{title}: {len(rows)}"


def _cadence(cadence: Cadence) -> Iterator[Part]:
    rows: list[tuple[Any, ...]] = []
    if cadence.usual is not None:
        rows.append(("usual", days_text(cadence.usual), ""))
    gap = cadence.longest
    if gap:
        rows.append(("longest", days_text(gap.days), f"{gap.start} to {gap.end}"))
    if cadence.since is not None:
        rows.append(("since the last", days_text(cadence.since), ""))
    if rows:
        yield "Between issues", rows


def _fate(found: Statistics) -> Iterator[Part]:
    if found.again:
        rows = [
            (count(len(each.posts), "time"), each.title, ", ".join(each.posts))
            for each in found.again[:SHOWN]
        ]
        yield _head("Linked again", found.again), rows
    if found.checked:
        dead = [(each.verdict, each.title, each.post) for each in found.dead[:SHOWN]]
        yield f"Dead links: {len(found.dead)} of {found.checked} checked", dead
    if found.backlog:
        ages = found.backlog.to_json()
        names = {"week": "under a week", "month": "under a month", "older": "older"}
        rows_of_ages = [(name, ages[key]) for key, name in names.items()]
        if ages["unknown"]:
            rows_of_ages.append(("unknown", ages["unknown"]))
        oldest = f", the oldest {days_text(ages['oldest'])}" if ages["oldest"] is not None else ""
        yield f"Backlog: {count(ages['items'], 'item')}{oldest}", rows_of_ages
