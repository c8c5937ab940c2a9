"""Files that were damaged at random are imported, or refused in a sentence."""

from __future__ import annotations

import pytest

from tests.fuzz import imports


@pytest.mark.parametrize("seed", range(4))
def test_damaged_files_are_read_or_refused(seed: int) -> None:
    assert imports.run(seed, 400) == 400


def test_the_same_seed_damages_a_file_in_the_same_way() -> None:
    assert imports.damaged("1/7") == imports.damaged("1/7")
