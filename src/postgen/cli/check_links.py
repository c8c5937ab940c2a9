"""`postgen check --links`: what became of the outside links, in each format."""

from __future__ import annotations

import sys
from collections import Counter
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

from postgen.cli import console, report
from postgen.cli.option_groups import ChangeOptions
from postgen.cli.run import carry_out
from postgen.commands import Result, check_links
from postgen.commands.check_files import files_with_pages, named_files
from postgen.links.model import HARM, LOST

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from postgen.commands.check_links import Run
    from postgen.site import Site

    Row = Mapping[str, Any]

SHOWN = 3
"""So many places of a link are shown in a text; JSON has all."""

MOST_PLACES = 10
"""So many places of a link are in a list for GitHub, where a text has an end."""

_COLOURS = {"dead": "\x1b[1;31m", "taken over": "\x1b[1;31m", "unsure": "\x1b[1;33m"}
_LEVELS = dict.fromkeys(HARM, "notice") | dict.fromkeys(LOST, "error") | {"unsure": "warning"}


def run(
    site: Site,
    named: Iterable[str],
    shown_as: str,
    options: ChangeOptions,
    *,
    fix: bool,
    archive: bool,
) -> None:
    """Check the links of files that are named, or of all; fix and report them.

    With `archive`, an archive is asked to keep those that are there. Raises `SystemExit` with 1
    where a link is lost, and 130 after Ctrl-C.
    """
    paths = paths_of(site, named)
    request = check_links.LinksRequest(fix, added_in_ci(site))
    found = check_links.run(site, paths, request, _progress, keep=not options.dry_run)
    data: dict[str, Any] = {}
    if archive and not found.interrupted and not options.dry_run:
        lost = {each.linked.known.url for each in found.checked if each.record.verdict in LOST}
        data = dict(ask_archive(site, paths, lost).data)
    if not fix or found.interrupted:
        with console.reader_may_leave():
            _show(site, found, shown_as, data)
        raise_for(found)
        return
    from postgen.commands.fix_links import plan

    options.as_json = shown_as == "json"
    carry_out(site, lambda: _as_shown(plan(site, found), shown_as, data), options)


def keep(site: Site, named: Iterable[str], shown_as: str, *, dry_run: bool) -> None:
    """Ask the archive to keep the links of files, or print them in a dry run.

    Raises `SystemExit` with 1 where it kept not all of them.
    """
    paths = paths_of(site, named)
    if dry_run:
        from postgen.commands.archive_links import to_keep

        urls = to_keep(site, paths)
        if shown_as == "json":
            console.data({"archived": [], "dry_run": True, "links": urls})
        else:
            console.result(urls)
        return
    result = ask_archive(site, paths)
    if shown_as == "json":
        console.data(result.data)
    if result.failed:
        sys.exit(1)


def ask_archive(site: Site, paths: Iterable[Path], lost: Collection[str] = ()) -> Result:
    """Ask the archive to keep the links of files but those that are `lost`; print what it did."""
    from postgen.commands import archive_links

    result = archive_links.keep(site, paths, _progress, lost)
    report.notes(result)
    return result


def paths_of(site: Site, named: Iterable[str]) -> list[Path]:
    """Return the files that are named, or all; print which of them are no pages."""
    every = list(files_with_pages(site))
    names = list(named)
    if not names:
        return every
    paths, skipped = named_files(site, names, every)
    for name in skipped:
        console.note(f"{name}: Jekyll makes no page of it; it was not checked.")
    return paths


def raise_for(found: Run) -> None:
    """Raise `SystemExit` where a run was interrupted, or found a link that is lost."""
    if found.interrupted:
        sys.exit(130)
    if any(each.record.verdict in LOST for each in found.checked):
        sys.exit(1)


def added_in_ci(site: Site) -> Any:
    """Return whether a place is added by the change that CI checks; None elsewhere."""
    from postgen.commands import link_changes

    return link_changes.added_in_ci(site)


def _progress(what: str, total: int) -> Any:
    return console.progress(what, total, estimate=True)


def _as_shown(result: Result, shown_as: str, more: Mapping[str, Any]) -> Result:
    """Return a result with the data, and with the lines of links only where they are not JSON."""
    data = {"findings": [], **result.data, **more}
    return result._replace(data=data, findings=() if shown_as == "json" else result.findings)


def _show(site: Site, found: Run, shown_as: str, more: Mapping[str, Any]) -> None:
    rows = check_links.to_json(site, found)
    if shown_as == "json":
        console.data({"findings": [], "links": rows, **more})
    elif shown_as == "sarif":
        console.data(_sarif(rows))
    elif shown_as == "markdown":
        console.result(_markdown(rows))
    elif shown_as == "github":
        console.result(_commands(rows))
    else:
        _show_text(rows)
    report.each(found.notes)
    console.note(summary(found))


def summary(found: Run) -> str:
    """Return how many links have which verdict, such as `3 links: 1 dead, 2 ok`."""
    counts = Counter(each.record.verdict for each in found.checked)
    total = report.count(len(found.checked), "link")
    if not counts:
        return "There are no links to other sites."
    verdicts = ", ".join(f"{counts[each]} {each}" for each in HARM if counts[each])
    rest = (
        "" if found.asked >= len(found.checked) else f" {found.asked} asked now, the others lately."
    )
    if not found.asked:
        rest = " All were asked lately, none now."
    stopped = "Interrupted; what was learned is kept. " if found.interrupted else ""
    return f"{stopped}{total}: {verdicts}.{rest}"


def _show_text(rows: Iterable[Row]) -> None:
    """Print a place, the verdict and the link in a line, and why below it."""
    has_colours = console.colours(sys.stdout)
    for row in _worth_saying(rows):
        colour, end = (_COLOURS.get(row["verdict"], ""), "\x1b[0m") if has_colours else ("", "")
        verdict = f"{colour}{row['verdict']}{end if colour else ''}"
        place, *others = row["places"]
        console.print_line(f"{console.safe(place)} {verdict} {console.safe(row['url'])}")
        for line in _wrapped(_reason(row)):
            console.print_line(f"    {console.safe(line)}")
        for other in others[: SHOWN - 1]:
            console.print_line(f"    also {console.safe(other)}")
        if len(others) >= SHOWN:
            console.print_line(f"    and {len(others) - SHOWN + 1} more places")


def _worth_saying(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["verdict"] != "ok" or row["reason"]]


def _reason(row: Row) -> str:
    """Return why a link has its verdict, with the new address where there is one."""
    to = f" {row['to']}" if row["to"] else ""
    return f"{row['reason']}{to}".strip()


def _wrapped(text: str) -> list[str]:
    from textwrap import wrap

    if not console.shows():
        return [text] if text else []
    columns = max(20, get_terminal_size().columns - 4)
    return wrap(text, columns, break_long_words=False, break_on_hyphens=False)


def _markdown(rows: Iterable[Row]) -> Iterable[str]:
    """Yield one list, the most harmful first, with a box to tick for each."""
    from postgen.cli.check_github import cell, code, repository_path

    said = _worth_saying(rows)
    if not said:
        yield "All links work."
    for row in said:
        places = ", ".join(code(repository_path(each)) for each in row["places"][:MOST_PLACES])
        more = len(row["places"]) - MOST_PLACES
        places += f" and {more} more" if more > 0 else ""
        url = code(row["url"])
        to = f" → {code(row['to'])}" if row["to"] else ""
        yield f"- [ ] **{row['verdict']}** {url}{to} ({places}): {cell(row['reason'])}"


def _sarif(rows: Iterable[Row]) -> dict[str, Any]:
    """Return the links as a log in SARIF, with a result for each place."""
    from postgen.cli import check_sarif

    names = sorted({row["verdict"] for row in _worth_saying(rows)})
    rules = [{"id": name, "shortDescription": {"text": f"A link is {name}."}} for name in names]
    results = []
    for row in _worth_saying(rows):
        level = "note" if _LEVELS[row["verdict"]] == "notice" else _LEVELS[row["verdict"]]
        message = f"{row['url']}: {_reason(row)}"
        for place in row["places"]:
            path, _, line = place.rpartition(":")
            results.append(
                {
                    "ruleId": row["verdict"],
                    "ruleIndex": names.index(row["verdict"]),
                    "level": level,
                    "message": {"text": message},
                    "locations": [check_sarif.location(path, {"startLine": int(line)})],
                }
            )
    return check_sarif.log_of(rules, results)


def _commands(rows: Iterable[Row]) -> Iterable[str]:
    """Yield a command for each place of a link: `::error file=_posts/a.md,line=5::message`."""
    from postgen.cli.check_github import command, repository_path

    for row in _worth_saying(rows):
        for place in row["places"]:
            path, _, line = place.rpartition(":")
            properties = {"title": row["verdict"], "file": repository_path(path), "line": line}
            yield command(_LEVELS[row["verdict"]], properties, f"{row['url']}: {_reason(row)}")
