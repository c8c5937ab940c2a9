"""Ctrl-C where no command runs yet, or none runs any more."""

from __future__ import annotations

import gc

import pytest

from postgen.cli import console


def _interrupt() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("step", ["prepare", "finish"])
def test_ctrl_c_before_and_after_a_command_ends_without_a_traceback(
    step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = gc.get_threshold()
    from postgen.__main__ import main

    gc.set_threshold(*usual)
    monkeypatch.setattr("sys.argv", ["postgen", "list", "--help"])
    monkeypatch.setattr(console, step, _interrupt)
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 130
