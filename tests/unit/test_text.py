"""Edits of a text, and the newlines of its lines."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postgen.text.edits import Edit, Lines, apply, line_number, newline_at


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("", 0, "\n"), ("no end", 3, "\n"), ("a\r\nb\n", 0, "\r\n"), ("a\r\nb\n", 3, "\n"),
        ("a\r\nb", 3, "\r\n"),
        ("a\nb\r\nc", 5, "\n"), ("\n", 0, "\n"), ("\r\n", 1, "\r\n"),
    ],
)  # fmt: skip
def test_the_newline_of_a_line(text: Any, position: Any, expected: Any) -> None:
    assert newline_at(text, position) == expected


def test_edits_are_made_in_the_order_of_their_places() -> None:
    assert apply("abcdef", [Edit(4, 5, "E"), Edit(0, 0, "<"), Edit(1, 3, "")]) == "<adEf"
    assert apply("same", []) == "same"


def test_edits_that_overlap_are_an_error() -> None:
    with pytest.raises(ValueError, match="overlap at 1"):
        apply("abc", [Edit(0, 2, "x"), Edit(1, 3, "y")])


@settings(max_examples=100, derandomize=True)
@given(st.text(), st.data())
def test_an_edit_keeps_all_around_it(text: Any, data: Any) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert apply(text, [Edit(start, end, "new")]) == f"{text[:start]}new{text[end:]}"


def test_lines_count_from_one() -> None:
    assert [line_number("a\nb\r\nc", place) for place in (0, 1, 2, 5)] == [1, 1, 2, 3]


@pytest.mark.parametrize("text", ["", "\n", "one", "one\n", "\n\none\ntwo\r\n\nthree"])
def test_the_place_of_a_line_is_from_its_first_character_to_its_newline(text: str) -> None:
    lines = Lines(text)
    for position in range(len(text) + 1):
        start, end = lines.place(position)
        assert start == text.rfind("\n", 0, position) + 1
        assert end == (text + "\n").index("\n", position)
        assert lines.number(position) == text.count("\n", 0, position) + 1
