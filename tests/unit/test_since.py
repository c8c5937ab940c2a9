"""How far back: what `--since` takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from postgen.commands.since import day_since
from postgen.errors import UsageError
from postgen.site import find

if TYPE_CHECKING:
    from pathlib import Path

    from postgen.site import Site


@pytest.fixture
def site(make_site: Any, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795255200")  # Saturday, 21 November 2026, 10:00
    root: Path = make_site({})
    return find(root)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("7", "2026-11-14"), ("7d", "2026-11-14"), ("2h", "2026-11-21"), ("12h", "2026-11-20"),
        ("48h", "2026-11-19"), ("2w", "2026-11-07"), ("1 week", "2026-11-14"), ("3 days", "2026-11-18"),
        ("yesterday", "2026-11-20"), ("friday", "2026-11-20"), ("monday", "2026-11-16"), ("last friday", "2026-11-20"),
        ("20 Nov 2026", "2026-11-20"), ("11/20/2026", "2026-11-20"), ("99999999d", "0001-01-01"), ("", ""),
        ("2026-11-01", "2026-11-01"), ("3 days ago", "2026-11-18"),
    ],
)  # fmt: skip
def test_since(site: Site, text: str, day: str) -> None:
    assert day_since(site, text) == day


@pytest.mark.parametrize("text", ["x", "7x", "d", "-7", "soon"])
def test_what_is_no_span_and_no_date_is_refused(site: Site, text: str) -> None:
    with pytest.raises(UsageError, match="is not a date") as caught:
        day_since(site, text)
    assert "7d" in caught.value.hint


def test_two_meanings_are_said(site: Site) -> None:
    with pytest.raises(UsageError, match="may be") as caught:
        day_since(site, "11/12/2026")
    assert caught.value.hint == "Write 2026-11-12 or 2026-12-11."
