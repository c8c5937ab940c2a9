"""Checks of many files: each is read once, on all cores, and not again while nothing changed."""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from postgen.commands.check_cache import Cache, Kept
from postgen.commands.check_stamps import digest, outline, program, stamps, surroundings
from postgen.files import many, store
from postgen.files.cache import RACY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from postgen.checks.check import Check
    from postgen.checks.site_facts import SiteFacts
    from postgen.commands.check_findings import Located
    from postgen.commands.check_one import Checker
    from postgen.commands.check_stamps import Stamp
    from postgen.site import Site


class Run:
    """The checks of a site for a request.

    `select` and `ignore` are codes, or their beginnings; `style` is one in which references are to
    be written, "" for their own.
    """

    def __init__(
        self, site: Site, select: Sequence[str], ignore: Sequence[str], style: str = ""
    ) -> None:
        self.site = site
        self.style = style
        self.select = select
        self.ignore = ignore
        self._now = site.now()

    @cached_property
    def chosen(self) -> list[Check]:
        """The checks that run. Raises `UsageError` and `SettingError` for an unknown code."""
        from postgen.commands.check_settings import chosen_checks

        return chosen_checks(self.site, self.select, self.ignore)

    @cached_property
    def files(self) -> Mapping[Path, str]:
        """The files that can be checked, each with its kind."""
        from postgen.commands.check_files import files_with_pages

        return files_with_pages(self.site)

    @cached_property
    def facts(self) -> SiteFacts | None:
        """What is known of the site, if a check asks for it."""
        if not any(each.needs in {"file", "site"} for each in self.chosen):
            return None
        from postgen.commands import site_facts

        return site_facts.of(self.site, self.files)

    @cached_property
    def checker(self) -> Checker:
        """Checks one file."""
        from postgen.commands.check_one import Checker

        return Checker(self.site, self.chosen, self.facts, self.style)

    # What is known from before

    @cached_property
    def _stamps(self) -> dict[str, Stamp]:
        return stamps(self.site)

    @cached_property
    def _all_stamps(self) -> str:
        return digest(*self._stamps.items())

    @cached_property
    def _cache(self) -> Cache:
        name = digest(self.select, self.ignore, self.style)
        key = digest(
            program(), self.site.config, self.site.settings, self._now.date(), self._now.tzinfo
        )
        return Cache(self.site, name, key)

    def remembered(self) -> tuple[list[Path], list[Located]] | None:
        """Return all files and what was found in them, if nothing has changed since."""
        found = self._cache.whole(self._all_stamps, self._now.timestamp())
        if found is None:
            return None
        return [self.site.root / each for each in found[0]], found[1]

    def findings(self, paths: Sequence[Path]) -> list[Located]:
        """Return what is found in files, in their order."""
        around, kept = self._known()
        places = [self.site.from_root(path) for path in paths]
        new = [path for path, place in zip(paths, places, strict=True) if place not in kept]
        checked = dict(zip(map(self.site.from_root, new), self._checked(new), strict=True))
        now_kept = kept | checked
        if len(now_kept) == len(self.files):
            self._keep(around, now_kept)
        return [each for place in places for each in now_kept[place].found]

    def _known(self) -> tuple[str, dict[str, Kept]]:
        """Return what is known of files that are the same, among others that are the same.

        The first value says what these are, "" if that is not known yet.
        """
        before, kept = self._cache.files()
        if not before:
            return "", {}
        same: dict[str, Kept] = {}
        outlines: dict[str, str] = {}
        for place in map(self.site.from_root, self.files):
            known = kept.get(place)
            if known and known.stamp and known.stamp == self._stamps.get(place):
                same[place] = known
                outlines[place] = known.outline
                continue
            text = store.read(self.site.root / place)
            outlines[place] = outline(text)
            if known and known.text == digest(text):
                same[place] = known._replace(stamp=self._safe_stamp(place))
        around = surroundings(self.site, self._stamps, outlines)
        seconds = self._now.timestamp()
        is_over = any(each.until is not None and each.until <= seconds for each in kept.values())
        if around != before or is_over:
            return around, {}
        return around, {place: each for place, each in same.items() if each.text}

    def _keep(self, around: str, kept: Mapping[str, Kept]) -> None:
        if not around:
            outlines = {place: each.outline for place, each in kept.items()}
            around = surroundings(self.site, self._stamps, outlines)
        self._cache.keep_files(around, kept)
        if any(map(_is_racy, self._stamps.values())):
            return
        until = min((each.until for each in kept.values() if each.until is not None), default=None)
        places = [self.site.from_root(path) for path in self.files]
        found = [each for place in places for each in kept[place].found]
        self._cache.keep_whole(self._all_stamps, until, places, found)

    def _safe_stamp(self, place: str) -> Stamp | None:
        stamp = self._stamps.get(place)
        return None if stamp is None or _is_racy(stamp) else stamp

    # Checking

    def _checked(self, paths: Sequence[Path]) -> Iterable[Kept]:
        """Check files, on all cores where there are many."""
        if self.facts and len(paths) > many.MANY:
            len(self.facts.pages)  # listed once, for all processes
        return many.mapped(self.check, paths)

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what makes a run in another process: what it knows is found out there again."""
        return Run, (self.site, self.select, self.ignore, self.style)

    def check(self, path: Path) -> Kept:
        """Check a file. Raises `UnreadableError`."""
        text = store.read(path)
        place = self.site.from_root(path)
        page = self.facts.pages.get(self.site.relative(path)) if self.facts else None
        moment = page.moment if page else None
        return Kept(
            stamp=self._safe_stamp(place),
            text="" if self.checker.has_original(path) else digest(text),
            outline=outline(text),
            until=moment.timestamp() if moment and moment > self._now else None,
            found=tuple(self.checker.check_text(path, text)),
        )


def _is_racy(stamp: Stamp) -> bool:
    return time.time_ns() - stamp[1] < RACY
