"""`postgen habits`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from postgen.cli import console, tables
from postgen.cli.lazy_group import example
from postgen.cli.option_groups import ReadOptions
from postgen.cli.options import BacklogFile
from postgen.cli.run import open_site

if TYPE_CHECKING:
    from postgen.habits.model import Habit

app = typer.Typer()


@app.command("habits", epilog=example("postgen habits"))
def habits(ctx: typer.Context, *, backlog: BacklogFile = None, read: ReadOptions) -> None:
    """Show what the next issue and the next post will be like.

    Each value is shown with where it is from: a setting, earlier posts, or what is usual.
    """
    from postgen.commands import habit_report
    from postgen.commands.backlog_file import NoBacklogError, backlog_path

    site = open_site(ctx, read.site)
    try:
        path = backlog_path(site, backlog)
    except NoBacklogError:
        path = None
    found = habit_report.report(site, path, site.now())
    if read.as_json:
        console.data({"habits": [each.to_json() for each in found]})
    else:
        tables.table(
            [_row(each) for each in found], {"what": "What", "value": "Value", "from": "From"}
        )


def _row(habit: Habit) -> dict[str, str]:
    evidence = ""
    if habit.evidence:
        first, *others = habit.evidence
        evidence = f": {first.rpartition('/')[2]}" + (f" and {len(others)} more" if others else "")
    return {"what": habit.key, "value": _shown(habit.value), "from": habit.source + evidence}


def _shown(value: Any) -> str:
    """Return a value as it is shown: a text as it is, others as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
