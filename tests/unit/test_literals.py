"""Literals of postgen's own memory."""

from __future__ import annotations

import ast
import gc
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postgen.text import literals

WRITTEN = repr([[[(number, [str(number)])]] for number in range(100)])


def read_below(depth: int) -> Any:
    return read_below(depth - 1) if depth else literals.read(WRITTEN)


def test_threads_read_at_once() -> None:
    """Two acts of the desk may; without a lock, most of these raise `SystemError`."""

    def change_thread(_phase: str, _facts: object) -> None:
        time.sleep(0)

    usual = gc.get_threshold()
    gc.callbacks.append(change_thread)
    gc.set_threshold(20)
    try:
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(read_below, range(0, 40, 2)))
    finally:
        gc.callbacks.remove(change_thread)
        gc.set_threshold(*usual)
    assert all(repr(each) == WRITTEN for each in found)


PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.binary()
)


@given(
    st.recursive(
        PLAIN,
        lambda each: (
            st.lists(each)
            | st.lists(each).map(tuple)
            | st.dictionaries(PLAIN, each)
            | st.sets(PLAIN, min_size=1)
        ),
        max_leaves=20,
    )
)
def test_what_is_written_is_read(value: Any) -> None:
    assert literals.read(repr(value)) == value == ast.literal_eval(repr(value))
    assert repr(literals.read(repr(value))) == repr(ast.literal_eval(repr(value)))


@given(st.text("()[]{},:-1'a *+=.", max_size=12))
def test_what_is_no_literal_is_none_here_either(text: str) -> None:
    try:
        expected = ast.literal_eval(text)
    except Exception:  # noqa: BLE001 - whatever it is
        with pytest.raises(Exception):  # noqa: B017, PT011
            literals.read(text)
        return
    try:
        found = literals.read(text)
    except ValueError:  # such as `+1`, which `repr` does not write
        return
    assert repr(found) == repr(expected)
