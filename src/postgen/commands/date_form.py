"""The form in which a site shows dates: that of its configuration, else that of its layouts."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from postgen.files import store
from postgen.jekyll.ruby_time import strftime

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from postgen.site import Site

ISO = "%Y-%m-%d"
FOLDERS = ("_layouts", "_includes")

_FILTER = re.compile(r"\|\s*date:\s*[\"'](?P<form>[^\"'{}\n]*%[^\"'{}\n]*)[\"']")
"""Liquid's filter: `{{ page.date | date: "%-d %B %Y" }}`."""

_CODE = re.compile(r"%[-0^_]?(?P<code>[A-Za-z%])")
_NAMES_DAY = frozenset("deDFxv")
"""Codes of which each says the day of the month (Ruby, `Time#strftime`)."""


def date_form(site: Site) -> str:
    """Return how a site shows days, as Liquid's filter `date` takes it; ISO 8601 if it never says.

    It is `date_format:` of the configuration, also below `minima:`, else the form that the layouts
    use most. A form without the day, such as `%Y`, does not count.
    """
    theme = site.config.get("minima")
    configured = [site.config.get("date_format")]
    if isinstance(theme, dict):
        configured.insert(0, theme.get("date_format"))
    for form in configured:
        if isinstance(form, str) and _shows_day(form):
            return form
    used = Counter(form for form in _forms_of_layouts(site) if _shows_day(form))
    return used.most_common(1)[0][0] if used else ISO


def _forms_of_layouts(site: Site) -> Iterator[str]:
    for path in _layouts(site):
        yield from (found["form"] for found in _FILTER.finditer(store.read(path)))


def _layouts(site: Site) -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted((site.source / folder).rglob("*.html"))


def _shows_day(form: str) -> bool:
    return any(found["code"] in _NAMES_DAY for found in _CODE.finditer(form))


def formatted(moment: datetime, form: str) -> str:
    """Return a date as Ruby writes it (`Time#strftime`); `%e` has no blank before the day."""
    return strftime(moment, form.replace("%e", "%-d"))
