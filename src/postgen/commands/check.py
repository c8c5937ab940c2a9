"""`postgen check`: what Jekyll would swallow, lose or break on, in the files of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from postgen import checks
from postgen.commands import site_facts
from postgen.commands.check_files import files_with_pages, named_files
from postgen.commands.check_one import Checker
from postgen.commands.markdown_processor import meaningless_codes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from postgen.checks.check import Check
    from postgen.commands.check_one import Located
    from postgen.site import Site


class CheckRequest(NamedTuple):
    """What is to be checked.

    `named` are paths of files and folders, or other names of posts; none are all files. `select`
    and `ignore` are codes of checks, or their beginnings.
    """

    named: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


class Report(NamedTuple):
    """What was found, in the order of the files; how many files there were.

    `skipped` are the names of files of which Jekyll makes no page.
    """

    findings: tuple[Located, ...]
    checked: int
    skipped: tuple[str, ...] = ()

    @property
    def errors(self) -> int:
        """How many of the findings are errors."""
        return sum(each.severity == "error" for each in self.findings)

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON has it."""
        return {"findings": [each.to_json() for each in self.findings]}


def check(site: Site, request: CheckRequest) -> Report:
    """Check files of a site.

    Raises `UsageError` for a code that does not exist, and `NotFoundError` for a file.
    """
    chosen = chosen_checks(site, request)
    every = files_with_pages(site)
    paths = list(every)
    skipped: list[str] = []
    if request.named:
        paths, skipped = named_files(site, request.named, every)
    found = _findings(site, paths, every, chosen)
    return Report(tuple(found), len(paths), tuple(skipped))


def chosen_checks(site: Site, request: CheckRequest) -> list[Check]:
    """Return the checks that a request selects and that have a meaning on the site."""
    chosen = checks.select(checks.all(), request.select, request.ignore)
    meaningless = meaningless_codes(site)
    return [each for each in chosen if not each.code.startswith(meaningless)]


def _findings(
    site: Site, paths: Sequence[Path], every: dict[Path, str], chosen: Sequence[Check]
) -> list[Located]:
    needs_facts = any(each.needs in {"file", "site"} for each in chosen)
    facts = site_facts.of(site, every) if needs_facts else None
    checker = Checker(site, chosen, facts)
    return [each for path in paths for each in checker.check(path)]
