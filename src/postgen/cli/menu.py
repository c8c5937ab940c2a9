"""A menu of posts, for a person on a terminal who named none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.cli import console
from postgen.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.site import Site

OFFERED = 20
"""So many are listed, the newest; others are found by a part of their name."""


def named_or_chosen(site: Site, what: str, kinds: Sequence[str], metavar: str) -> str:
    """Return what names a file: as it was named, else as it is chosen from a menu.

    `kinds` are those of `postgen.commands.lookup`, and `metavar` is what the command calls it.
    Raises `UsageError` where nobody can be asked, and `NotFoundError` where there is none.
    """
    if what:
        return what
    if not console.interactive():
        raise UsageError(
            f"{metavar} is missing.",
            "Name its path, URL, issue number or a part of its name.",
        )
    from postgen.commands.lookup import NAMES, find
    from postgen.commands.vocabulary import newest

    paths = newest(site, kinds)
    called = " or ".join(NAMES[kind] for kind in kinds if kind in NAMES)
    if not paths:
        raise NotFoundError(f"There is no {called} yet.", "`postgen new` writes one.")
    if len(paths) > OFFERED:
        console.note(f"The newest {OFFERED} of {len(paths)}; a part of a name finds the others.")
    options = [site.display_path(path) for path in paths[:OFFERED]]
    while True:
        answer = console.choose(f"Which {called}", options)
        try:
            return site.display_path(find(site, answer, kinds)[0])
        except NotFoundError as error:
            console.note(error.message)
