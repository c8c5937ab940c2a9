"""Checks of many files: each is read once, on all cores, and not again while nothing changed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from postgen.commands import site_facts
from postgen.commands.check_one import Checker

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from postgen.checks.check import Check
    from postgen.checks.site_facts import SiteFacts
    from postgen.commands.check_one import Located
    from postgen.site import Site


class Run:
    """The checks of a site that were chosen, and the files, each with its kind."""

    def __init__(self, site: Site, chosen: Sequence[Check], files: Mapping[Path, str]) -> None:
        self.site = site
        self.chosen = chosen
        self.files = files

    @cached_property
    def facts(self) -> SiteFacts | None:
        """What is known of the site, if a check asks for it."""
        needs_facts = any(each.needs in {"file", "site"} for each in self.chosen)
        return site_facts.of(self.site, self.files) if needs_facts else None

    @cached_property
    def checker(self) -> Checker:
        """Checks one file."""
        return Checker(self.site, self.chosen, self.facts)

    def findings(self, paths: Sequence[Path]) -> list[Located]:
        """Return what is found in files, in their order."""
        return [each for path in paths for each in self.checker.check(path)]
