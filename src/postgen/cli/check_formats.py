"""The report of `postgen check` in each of its formats."""

from __future__ import annotations

import sys
from collections import Counter
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

from postgen import checks
from postgen.cli import console
from postgen.cli.report import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postgen.checks.check import Check
    from postgen.commands.check import Report
    from postgen.commands.check_findings import Located
    from postgen.site import Site

INDENT = "    "
UNSHOWN_COLUMNS = 120
"""How many columns a line may have that is not shown on a terminal."""

_COLOURS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "info": "\x1b[1;36m"}
_FIXED = {
    "": "no; what is right cannot be known",
    "edits": "with --fix",
    "numbering": "with --fix, or by `postgen refs`",
    "restoring": "with --fix",
}


def show(site: Site, report: Report, name: str, *, statistics: bool = False) -> None:
    """Print a report in a format, or how many findings there are of each check; sum it up."""
    show_findings(site, report, name, statistics=statistics)
    is_baseline = report.result.changes and not report.fixed
    if not is_baseline:
        console.note(summary(report))


def show_findings(site: Site, report: Report, name: str, *, statistics: bool = False) -> None:
    """Print a report in a format, or how many findings there are of each check."""
    paths = {each.path for each in report.findings}
    shown = {path: site.display_path(site.root / path) for path in paths}
    findings = [each._replace(path=shown[each.path]) for each in report.findings]
    if name == "json":
        rows = {"statistics": statistics_of(findings)} if statistics else {}
        console.data({"findings": [each.to_json() for each in findings], "links": [], **rows})
    elif statistics:
        rows_of_text = statistics_of(findings)
        console.result(f"{row['count']}\t{row['code']}\t{row['name']}" for row in rows_of_text)
    elif name == "text":
        _show_text(findings)
    elif name == "sarif":
        from postgen.cli.check_sarif import log

        console.data(log(findings))
    else:
        from postgen.cli import check_github

        lines = check_github.commands if name == "github" else check_github.summary
        console.result(lines(findings))


def summary(report: Report) -> str:
    """Return how much was found: `1 error and 2 warnings in 3 files; --fix fixes 1`."""
    checked = count(report.checked, "file")
    fixed = f"Fixed {report.fixed}. " if report.fixed else ""
    if not report.findings:
        return f"{fixed}Nothing is left." if fixed else f"Nothing found in {checked}."
    by_severity = Counter(each.severity for each in report.findings)
    parts = [count(by_severity[each], each) for each in ("error", "warning") if by_severity[each]]
    if by_severity["info"]:
        parts.append(f"{by_severity['info']} for information")
    fixable = sum(each.fixable for each in report.findings)
    fixes = f"; --fix fixes {fixable}" if fixable else ""
    *first, last = parts
    found = f"{', '.join(first)} and {last}" if first else last
    return f"{fixed}{found} in {checked}{fixes}."


def statistics_of(findings: Iterable[Located]) -> list[dict[str, Any]]:
    """Return how often each check has found something, the most often first."""
    counts = Counter(each.code for each in findings)
    rows = []
    for code, times in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        check = checks.get(code)
        row = {"code": code, "name": check.name, "count": times, "fixable": check.fixable}
        rows.append(row)
    return rows


def _show_text(findings: Sequence[Located]) -> None:
    """Print each finding with its place, and its line with the spot marked."""
    from postgen.cli.check_excerpt import excerpt

    has_colours = console.colours(sys.stdout)
    columns = get_terminal_size().columns if console.shows() else UNSHOWN_COLUMNS
    for each in findings:
        colour, end = (_COLOURS[each.severity], "\x1b[0m") if has_colours else ("", "")
        place = _in_one_line(f"{each.path}:{each.line}:{each.column}")
        message = _in_one_line(each.message)
        console.print_line(f"{place} {colour}{each.code}{end} {message}")
        line, marks = excerpt(each, columns - len(INDENT))
        if line:
            console.print_line(f"{INDENT}{line}")
            console.print_line(f"{INDENT}{colour}{marks}{end}")


def _in_one_line(text: str) -> str:
    return console.safe(text.replace("\n", "\\n").replace("\t", "\\t"))


def explain(code: str, *, as_json: bool) -> None:
    """Print what a check finds, and why. Raises `UsageError` for a code that does not exist."""
    check = checks.get(code)
    if as_json:
        console.data(_explained(check))
        return
    console.result(_explanation(check))


def _explained(check: Check) -> dict[str, Any]:
    return {
        "code": check.code,
        "name": check.name,
        "summary": check.summary,
        "why": " ".join(check.why.split()),
        "severity": check.severity,
        "on": check.is_on,
        "fixable": check.fixable,
        "bad": check.bad,
        "good": check.good,
    }


def _explanation(check: Check) -> Iterable[str]:
    yield f"{check.code}: {check.name}"
    yield ""
    yield check.summary
    yield ""
    yield from _wrapped(check.why)
    yield ""
    on = "" if check.is_on else f" It is off unless it is selected: --select {check.code}."
    yield f"Severity: {check.severity}. Fixed: {_FIXED[check.fixed_by]}.{on}"
    beside = [
        (f"`{path}` is there, too:", text) for path, text in check.others.items() if "\n" in text
    ]
    for title, text in (("Found:", check.bad), ("Right:", check.good), *beside[:1]):
        yield ""
        yield title
        yield ""
        yield from (f"{INDENT}{line}".rstrip() for line in text.rstrip("\n").split("\n"))


def _wrapped(text: str) -> list[str]:
    from textwrap import wrap

    columns = get_terminal_size().columns if console.shows() else 80
    return wrap(" ".join(text.split()), max(columns, 20), break_long_words=False)
