"""Character references: as Python decodes them, and those that it does not read."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postgen.page import metadata
from postgen.text.entities import unescape
from postgen.urls.schemes import image_address

PIECES = (
    "& # x X 0 9 41 65 110000 D800 ; a amp lt; 000000000 111111111 FFFFFFFFFF &# &#x &#0".split()
)


@given(st.lists(st.sampled_from([*PIECES, " "]), max_size=9).map("".join))
def test_a_text_is_decoded_as_python_does(text: str) -> None:
    assert unescape(text) == html.unescape(text)


@pytest.mark.parametrize("number", ["9" * 5000, "x" + "f" * 5000, "X" + "9" * 5000])
def test_a_number_of_thousands_of_digits_is_no_character(number: str) -> None:
    assert unescape(f"a&#{number};b&#{number} c") == "a\ufffdb\ufffd c"
    assert unescape(f"&#{'0' * 5000}65;&#x{'0' * 5000}41;") == "AA"


def test_a_page_with_such_numbers_is_read() -> None:
    number = "9" * 5000
    body = f"<title>A page &#{number};</title><meta property=og:image content='&amp;#{number};'>"
    page = metadata.read(body.encode(), url="https://e.org/", content_type="text/html")
    assert page.title.startswith("A page")
    assert not image_address(f"&#{number}")
