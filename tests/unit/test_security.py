"""The lines of SECURITY.md: each names a test that is there; and the tests that no other file has."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from tests.fuzz import sites

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def site() -> Iterator[Path]:
    """Yield a small site in a place of its own, with the user's folders beside it."""
    with sites.folder() as root:
        for name, data in sites.FILES.items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_bytes(data)
        yield root


# Other users of the machine


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_what_is_kept_about_a_site_is_closed_to_other_users(site: Path) -> None:
    before = os.umask(0o022)
    try:
        os.utime(site / "_config.yml", (1, 1))
        for line in (
            "list",
            "check",
            "search link",
            "add-link https://e.example/ --no-fetch --category A",
        ):
            assert sites.command(line.split()).code == 0
    finally:
        os.umask(before)
    kept = [
        path
        for place in ("cache", "state")
        for path in (site.parent / place).rglob("*")
        if path.is_file()
    ]
    assert {path.name.partition("-")[0] for path in kept} >= {"config", "check", "search"}
    for path in kept:
        own = (path, *path.parents)
        assert any(
            not stat.S_IMODE(each.stat().st_mode) & 0o077 for each in own[: own.index(site.parent)]
        ), path
