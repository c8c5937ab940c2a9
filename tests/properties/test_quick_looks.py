"""What a quick look leaves out has nothing to find: the long way answers the same."""

from __future__ import annotations

import re
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from postgen import checks
from postgen.checks import bare_urls
from postgen.markdown import escape
from postgen.text.clean import clean
from postgen.urls import bare

PIECES = st.sampled_from([
    "a", "Words", " ", "  ", "\n", "\t", "\r", "\\", "*", "&amp;", "&#169;", "&", "--", "---", "...", "..", '"', "'", "<<", ">", "{:.x}",
    "\x00", "\x1b[31m", "\u2028", "\ud83d", "é", "https://e.org/a", "https://e.org/a,https://e.org/b", "http://", "(", ")", "[1]", "=",
])  # fmt: skip
TEXTS = st.lists(PIECES, max_size=14).map("".join)


@given(TEXTS)
def test_text_is_shown_as_it_was(text: str) -> None:
    assert escape._as_shown(text) == escape._TYPED.sub(escape._shown, text)


@given(TEXTS)
def test_a_text_on_one_line_is_what_cleaning_makes_of_it(text: str) -> None:
    assert escape.one_line(text) == escape.WHITE.sub(" ", clean(text)).strip(" ")


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_addresses_outside_of_places_are_the_same(text: str, places: list[tuple[int, int]]) -> None:
    without = sorted((min(each), max(each)) for each in places)
    found = list(bare.find_addresses(text, without=without))
    with mock.patch.object(bare, "_is_within", return_value=False):
        assert found == list(bare.find_addresses(text, without=without))


LINKS = st.sampled_from([
    "[a](", "](", "(", "<", ")", ">", "https://e.org/a", "http://e.org", "ftp://e.org", "HTTP://e.org", "://", "\\", "`", "**", "\n", " ",
    "\n\n> ", "* ", "[1]: ", "[a]", "|", "{{ a }}", "?u=https://e.org", ",https://e.org", "[::1]", "!", "words", "：", "（",
])  # fmt: skip


@given(st.lists(LINKS, max_size=14).map("".join))
def test_addresses_that_are_no_links_are_found_by_a_quick_look(text: str) -> None:
    found = checks.run(text, select=["LNK01"])
    with mock.patch.object(bare_urls, "_NOT_IN_LINK", re.compile("://")):
        assert found == checks.run(text, select=["LNK01"])
