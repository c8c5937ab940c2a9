"""The checks that there are: those of this package's modules, and those of other packages.

A module of this package that has `CHECKS`, a tuple of them, is all that it takes. Another package
names such a module in the entry-point group `postgen.checks`.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from postgen import plugins
from postgen.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import ModuleType

    from postgen.checks.check import Check

GROUP = "postgen.checks"
"""The group of entry points in which other packages name their modules of checks."""


@cache
def built_in() -> tuple[Check, ...]:
    """Return the checks of this package's modules, by their codes."""
    modules = plugins.built_in("postgen.checks", "CHECKS")
    return _sorted(_checks_of(modules))


def of_modules(names: Iterable[str]) -> tuple[Check, ...]:
    """Return the checks of some modules of this package, by their codes; no other is loaded."""
    return _sorted(_checks_of(import_module(f"postgen.checks.{name}") for name in names))


@cache
def every() -> tuple[Check, ...]:
    """Return all checks, those of other packages too, by their codes."""
    guests = plugins.find_all(GROUP, ("CHECKS",))
    return _sorted([*built_in(), *_checks_of(guests)])


def _checks_of(modules: Iterable[ModuleType]) -> list[Check]:
    return [check for module in modules for check in module.CHECKS]


def _sorted(checks: Iterable[Check]) -> tuple[Check, ...]:
    """Sort checks by their codes; two with one code are a bug of the second, a `ValueError`."""
    by_code: dict[str, Check] = {}
    for check in checks:
        known = by_code.setdefault(check.code, check)
        if known is not check:
            raise ValueError(f"two checks have the code {check.code}")
    return tuple(by_code[code] for code in sorted(by_code))


def get(code: str) -> Check:
    """Return the check of a code, in capital letters or not.

    Raises `UsageError` for a code that does not exist.
    """
    wanted = code.upper()
    for check in every():
        if check.code == wanted:
            return check
    raise UsageError(f"`{code}` is not the code of a check.", _known_groups())


def select(
    checks: Sequence[Check], chosen: Iterable[str] = (), ignored: Iterable[str] = ()
) -> list[Check]:
    """Return the checks whose codes begin with one of `chosen` and none of `ignored`.

    If nothing is chosen, all that are on by default are. Both are codes or their beginnings, such
    as `REF`. Raise `UsageError` for one that no code begins with.
    """
    wanted = tuple(each.upper() for each in chosen)
    unwanted = tuple(each.upper() for each in ignored)
    for prefix in (*wanted, *unwanted):
        _check_prefix(prefix, checks)
    return [check for check in checks if _is_selected(check, wanted, unwanted)]


def _check_prefix(prefix: str, checks: Iterable[Check]) -> None:
    """Raise `UsageError` where no check has a code that begins so."""
    is_known = any(check.code.startswith(prefix) for check in checks)
    if not prefix or not is_known:
        raise UsageError(f"`{prefix}` is not the code of a check.", _known_groups())


def _is_selected(check: Check, chosen: tuple[str, ...], ignored: tuple[str, ...]) -> bool:
    if check.code.startswith(ignored):
        return False
    return check.code.startswith(chosen) if chosen else check.is_on


def _known_groups() -> str:
    """Return the hint with the letters of all codes: `KR`, `REF`, `TR`."""
    groups = dict.fromkeys(check.code.rstrip("0123456789") for check in every())
    return f"Codes begin with {', '.join(groups)}."
