"""A bounded part of the run over damaged feeds, pages and PDFs (`tests/fuzz/feeds.py`)."""

from __future__ import annotations

import pytest

from tests.fuzz import feeds


@pytest.mark.parametrize("seed", range(4))
def test_damaged_feeds_pages_and_pdfs_are_read_or_refused(seed: int) -> None:
    assert sum(1 for _ in feeds.run(seed, 100)) == 100
