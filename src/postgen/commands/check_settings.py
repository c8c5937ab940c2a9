"""Which checks run where: what the command line and `postgen: check:` say."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from postgen import checks
from postgen.commands.markdown_processor import meaningless_codes
from postgen.errors import UsageError
from postgen.jekyll.settings import SettingError
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from postgen.checks.check import Check
    from postgen.commands.check_findings import Located
    from postgen.site import Site

_SIGNS = Lazy(r"(?:^|(?<=/))\*\*/|\*\*|\*|\?|\[!?[^\]\[\\/]+\]")


def chosen_checks(site: Site, select: Sequence[str], ignore: Sequence[str]) -> list[Check]:
    """Return the checks that run on a site.

    Those of the settings run if the command line selects none. Raises `UsageError` for a code that
    does not exist, and `SettingError` for one in the settings.
    """
    every = checks.all()
    if select:
        chosen = checks.select(every, select, ignore)
    else:
        unwanted = {each.code for each in checks.select(every, ignore)} if ignore else set()
        chosen = [each for each in _of_settings(site, every) if each.code not in unwanted]
    meaningless = meaningless_codes(site)
    return [each for each in chosen if not each.code.startswith(meaningless)]


def _of_settings(site: Site, every: Sequence[Check]) -> list[Check]:
    own = site.settings.check
    with _named_in(site, "select"):
        checks.select(every, own.select)
    with _named_in(site, "ignore"):
        return checks.select(every, own.select, own.ignore)


@contextmanager
def _named_in(site: Site, key: str) -> Iterator[None]:
    """Name the setting in which a code stands that does not exist."""
    try:
        yield
    except UsageError as error:
        message = f"{site.config_name}: `postgen: check: {key}:`: {error.message}"
        raise SettingError(message, error.hint) from error


def without_ignored(site: Site, findings: Iterable[Located]) -> list[Located]:
    """Return findings without those of codes that the settings ignore in their files.

    Raises `SettingError` for a setting that is not such a map.
    """
    rules = _rules(site)
    if not rules:
        return list(findings)
    return [
        each
        for each in findings
        if not any(each.code.startswith(codes) and fits(each.path) for fits, codes in rules)
    ]


def _rules(site: Site) -> list[tuple[Callable[[str], object], tuple[str, ...]]]:
    """Return what the settings ignore: whether a path is meant, and the codes to ignore there."""
    given = site.settings.check.per_path or {}
    if not isinstance(given, dict):
        raise SettingError(
            f"{site.config_name}: `postgen: check: per_path:` holds {given!r}, not a map.",
            "Write it as `_drafts/: [LNK]`.",
        )
    rules = []
    for pattern, value in given.items():
        codes = value if isinstance(value, list) else str(value or "").split(",")
        codes = [str(code).strip() for code in codes]
        with _named_in(site, f"per_path: {pattern}"):
            checks.select(checks.all(), codes)
        rules.append((_matcher(str(pattern)), tuple(code.upper() for code in codes)))
    return rules


def _matcher(pattern: str) -> Callable[[str], object]:
    """Return whether a path from the site's folder is meant by a pattern, such as `_drafts/`."""
    inner = pattern.removeprefix("./").strip("/")
    anywhere = "" if "/" in pattern.rstrip("/") or pattern.startswith("/") else "(?:.*/)?"
    parts = []
    at = 0
    for found in _SIGNS.finditer(inner):
        parts += [re.escape(inner[at : found.start()]), _sign(found[0])]
        at = found.end()
    expression = f"{anywhere}{''.join(parts)}{re.escape(inner[at:])}(?:/.*)?"
    return re.compile(expression, re.DOTALL).fullmatch


def _sign(sign: str) -> str:
    """Return a part of a glob as a regular expression: `**/`, `*`, `?`, `[ab]`."""
    if sign.startswith("["):
        return sign.replace("[!", "[^", 1)
    return {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}[sign]
