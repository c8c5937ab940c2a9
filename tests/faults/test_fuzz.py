"""A bounded run of what `make fuzz` does at length: no input ends in a traceback or takes for ever."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.fuzz.__main__ import names


@pytest.mark.processes
@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_mutated_input_is_read_or_refused_in_a_sentence(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", "2026", "60", name],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert "no fault" in done.stdout
