"""Which links a change adds, for runs in CI."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from postgen.commands.link_places import Spot
    from postgen.site import Site

_BASES = ("GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
"""What GitHub and GitLab call the branch that a change is to go into."""


def added_in_ci(site: Site) -> Callable[[Spot], bool] | None:
    """Return whether a place of a link is one that the change adds; None where this is no CI.

    The change is what is between the branch that it goes into and the files as they are, else the
    last commit. Where git does not know it, nothing is added.
    """
    if os.environ.get("CI", "").lower() in {"", "0", "false"}:
        return None
    from postgen.files import git

    base = next((f"origin/{name}" for key in _BASES if (name := os.environ.get(key))), "HEAD^")
    added = git.added_lines(site.root, base)
    return lambda spot: spot.line in added.get(os.path.realpath(spot.path), ())
