"""What is printed: harmless on a terminal, exact in a pipe."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postgen.cli import console, tables

if TYPE_CHECKING:
    from collections.abc import Sequence


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, é, 注意, 🎉", "plain, é, 注意, 🎉"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\rb\x07", "a\\x0db\\x07"),
        ("\x9b2J", "\\x9b2J"),
        ("abc\u202edef", "abc\\u202edef"),
        ("caf\udce9", "caf\\udce9"),
        ("a\tb\nc", "a\tb\nc"),
    ],
)
def test_unsafe_characters_are_escaped(text: str, shown: str) -> None:
    assert console.safe(text) == shown


@settings(max_examples=60, derandomize=True)
@given(st.dictionaries(st.text(), st.text(st.characters(exclude_categories=[]))))
def test_json_holds_any_text(value: dict[str, str]) -> None:
    shown = console.harmless(json.dumps(value, ensure_ascii=False))
    assert json.loads(shown) == value
    shown.encode()
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in shown)


@pytest.mark.parametrize(
    ("line", "many", "expected"),
    [
        ("n", False, ["NLP - Basics", "News"]),
        ("nlp -", False, ["NLP - Basics"]),
        ("", False, ["NLP - Basics", "News", "a, b"]),
        ("a", False, ["a, b"]),
        ("News, n", True, ["News, NLP - Basics", "News, News"]),
        ("x", False, []),
    ],
)
def test_tab_completes_a_partial_name(line: str, expected: Sequence[str], *, many: bool) -> None:
    assert console.completions(line, ["NLP - Basics", "News", "a, b"], many=many) == expected


@settings(max_examples=300, derandomize=True)
@given(st.lists(st.integers(0, 300), min_size=3, max_size=6), st.integers(12, 250))
def test_columns_fit(widths: list[int], width: int) -> None:
    fitted = tables._fit([min(widths[0], 5), *widths[1:]], width)
    assert 2 <= len(fitted) <= len(widths)
    assert sum(fitted) + 2 * (len(fitted) - 1) <= width
    assert all(
        actual <= wanted
        for actual, wanted in zip(fitted, [min(widths[0], 5), *widths[1:]], strict=False)
    )
