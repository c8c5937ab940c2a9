"""`postgen check`: what Jekyll would swallow, lose or break on, in the files of a site."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from postgen.commands import Result, check_baseline, note
from postgen.commands.check_files import named_files
from postgen.commands.check_run import Run
from postgen.commands.check_settings import without_ignored
from postgen.files import store
from postgen.files.store import Change
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from postgen.commands.check_findings import Located
    from postgen.site import Site


MAX_ROUNDS = 3
"""How often what a fix has brought to light is fixed, too."""


class CheckRequest(NamedTuple):
    """What is to be checked.

    `named` are paths of files and folders, or other names of posts; none are all files. `select`
    and `ignore` are codes of checks, or their beginnings. With `changed`, a commit, only lines that
    were added or changed since count. `baseline` is a file of findings that do not count; it is
    made where it is not there. `style` is one in which references are to be written.
    """

    named: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    changed: str = ""
    baseline: Path | None = None
    style: str = ""


class Report(NamedTuple):
    """What was found, in the order of the files; how many files there were.

    `skipped` are the names of files of which Jekyll makes no page. `fixed` counts the findings that
    were fixed. `result` has what is to be written: fixes, or a baseline.
    """

    findings: tuple[Located, ...]
    checked: int
    skipped: tuple[str, ...] = ()
    fixed: int = 0
    result: Result = Result()

    @property
    def errors(self) -> int:
        """How many of the findings are errors."""
        return sum(each.severity == "error" for each in self.findings)

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON has it."""
        return {"findings": [each.to_json() for each in self.findings], "links": []}


def check(site: Site, request: CheckRequest) -> Report:
    """Check files of a site.

    Raises `UsageError` for a code or a commit that does not exist, and `NotFoundError` for a file.
    """
    return _check(site, request, _run(site, request))


def _run(site: Site, request: CheckRequest) -> Run:
    return Run(site, request.select, request.ignore, request.style)


def _check(site: Site, request: CheckRequest, run: Run) -> Report:
    known = run.remembered()
    paths = known[0] if known else list(run.files)
    skipped: list[str] = []
    if request.named:
        paths, skipped = named_files(site, request.named, paths)
    findings = _of_files(site, paths, known[1]) if known else run.findings(paths)
    found = without_ignored(site, findings)
    if request.changed:
        found = _on_changed_lines(site, found, request.changed)
    report = Report(tuple(found), len(paths), tuple(skipped))
    return _beyond_baseline(site, report, request.baseline) if request.baseline else report


def _of_files(site: Site, paths: Iterable[Path], findings: Iterable[Located]) -> list[Located]:
    """Return the findings of some files."""
    places = set(map(site.from_root, paths))
    return [each for each in findings if each.path in places]


def _on_changed_lines(site: Site, findings: Iterable[Located], revision: str) -> list[Located]:
    from postgen.files.git_lines import changed_lines

    changed = changed_lines(site.root, revision)
    return [
        each
        for each in findings
        if changed.holds(os.path.realpath(site.root / each.path), each.line, each.end_line)
    ]


def _beyond_baseline(site: Site, report: Report, path: Path) -> Report:
    """Return a report without the findings of a baseline, or with the baseline to be written."""
    if path.exists():
        known = check_baseline.read(store.read(path), site.display_path(path))
        return report._replace(findings=tuple(check_baseline.without(report.findings, known)))
    count = len(report.findings)
    result = Result(
        changes=(Change(path, None, check_baseline.written(report.findings)),),
        notes=(note("baseline", path=site.display_path(path), count=count),),
        summary=note("baseline", count=count),
    )
    return report._replace(findings=(), result=result)


def fix(site: Site, request: CheckRequest) -> Report:
    """Check files of a site, and fix what is certain; the report has what is left.

    Raises what `check` raises.
    """
    run = _run(site, request)
    report = _check(site, request, run)
    if report.result.changes:  # a baseline is made of what is there
        return report
    by_path: dict[str, list[Located]] = {}
    for each in report.findings:
        by_path.setdefault(each.path, []).append(each)
    changes: list[Change] = []
    left: list[Located] = []
    for place, found in by_path.items():
        change, unfixed = _fixed(site, run, place, found)
        left += unfixed
        if change:
            changes.append(change)
    paths = [site.display_path(change.path) for change in changes]
    fixed = max(len(report.findings) - len(left), 0)
    named = paths[0].rpartition("/")[2] if len(paths) == 1 else f"{len(paths)} files"
    result = Result(
        changes=tuple(changes),
        paths=tuple(paths),
        summary=note("check-fix", count=fixed, files=named),
    )
    return report._replace(findings=tuple(left), fixed=fixed, result=result)


def _fixed(
    site: Site, run: Run, place: str, found: list[Located]
) -> tuple[Change | None, list[Located]]:
    """Fix what was found in a file; return the change, and what is left.

    A fix may bring more to light, which is fixed, too. What was not to be reported stays.
    """
    from postgen.commands.check_fix import with_fixes

    if not any(each.fixable for each in found):
        return None, found
    path = site.root / place
    old = text = store.read(path)
    every = run.checker.check_text(path, text)
    hidden = check_baseline.without(every, check_baseline.counted(found))
    left = found
    for _ in range(MAX_ROUNDS):
        new = with_fixes(run.checker, path, text, [each for each in left if each.fixable])
        if new == text:
            break
        text = new
        every = run.checker.check_text(path, text)
        left = check_baseline.without_hidden(every, hidden)
    return (Change(path, old, text) if text != old else None), left
