"""A bounded run of what `make faults` does at length: no fault of a disk, and no kill, costs a byte of a site."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.faults.campaign.__main__ import NO_COMPILER
from tests.faults.campaign.commands import CASES
from tests.writing import CALLS

if TYPE_CHECKING:
    from pathlib import Path


def test_every_call_that_writes_is_broken() -> None:
    """That `CALLS` has every command that writes is a test of `tests/cli/test_undo.py`."""
    assert {each.call for each in CASES.values()} >= {*CALLS, "undo"}


@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("gcc"), reason="the campaign needs Linux and gcc"
)
@pytest.mark.parametrize("share", ["1/2", "2/2"])
def test_nothing_is_lost(tmp_path: Path, share: str) -> None:
    """Each command, at some of its calls; strace takes part where it may trace."""
    kept = tmp_path / "faults.json"
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.campaign", "--bounded", "--jobs=1", f"--share={share}", f"--json={kept}"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if NO_COMPILER in done.stderr:
        pytest.skip(NO_COMPILER)
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-2000:]}"
    found = json.loads(kept.read_text(encoding="utf-8"))
    assert found["lost"] == 0
    assert all(each["tried"] for each in found["commands"].values())
    assert done.stdout.splitlines()[-1].endswith("lost: nothing.")
