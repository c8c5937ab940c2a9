"""The checks that there are: those of this package's modules, and those of other packages.

A module of this package that has `CHECKS`, a tuple of them, is all that it takes. Another package
names such a module in the entry-point group `postgen.checks`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from postgen import plugins
from postgen.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postgen.checks.check import Check

GROUP = "postgen.checks"
"""The group of entry points in which other packages name their modules of checks."""


@cache
def built_in() -> tuple[Check, ...]:
    """Return the checks of this package's modules, by their codes."""
    modules = plugins.built_in("postgen.checks", "CHECKS")
    return _sorted(check for module in modules for check in module.CHECKS)


@cache
def every() -> tuple[Check, ...]:
    """Return all checks, those of other packages too, by their codes."""
    guests = plugins.find_all(GROUP, ("CHECKS",))
    return _sorted([*built_in(), *(check for module in guests for check in module.CHECKS)])


def _sorted(found: Iterable[Check]) -> tuple[Check, ...]:
    """Sort checks by their codes; of two with one code this is a bug of the second."""
    by_code: dict[str, Check] = {}
    for check in found:
        if by_code.setdefault(check.code, check) is not check:
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
    raise UsageError(f"`{code}` is not the code of a check.", _known())


def select(
    checks: Sequence[Check], chosen: Iterable[str] = (), ignored: Iterable[str] = ()
) -> list[Check]:
    """Return the checks whose codes begin with one of `chosen` and none of `ignored`.

    If nothing is chosen, all are. Both are codes or their beginnings, such as `REF`. Raise
    `UsageError` for one that no code begins with.
    """
    wanted = tuple(each.upper() for each in chosen)
    unwanted = tuple(each.upper() for each in ignored)
    for prefix in (*wanted, *unwanted):
        if not prefix or not any(check.code.startswith(prefix) for check in checks):
            raise UsageError(f"`{prefix}` is not the code of a check.", _known())
    selected = [check for check in checks if not wanted or check.code.startswith(wanted)]
    return [check for check in selected if not check.code.startswith(unwanted)]


def _known() -> str:
    groups = dict.fromkeys(check.code.rstrip("0123456789") for check in every())
    return f"Codes begin with {', '.join(groups)}."
