"""What holds for the repairs of any text: they can be made at once, and then there is nothing more to fix."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from postgen import checks
from postgen.markdown import Markdown
from postgen.text.edits import apply, line_number
from postgen.toc import contents
from tests.oracle.test_kramdown import pieces

FLAWED = [
    "https://e.org/a", "https://e.org/b_c_", "(https://e.org/x)", "。", "中文", "text ", "[1] ", "\n\n", "\n",
    "##X\n", "###Head one\n", " ## Y\n", "##　Z\n", "# X\n", "## X\n", "\n# X y\n\n", "Head\n---\n", "Head\n===\n",
    "* X\n", "* [X](#x)\n", "  * X y\n", "1. X\n", "2. Head one\n", "* Head one\n", "**X**\n", "\n**X y**\n\n",
]  # fmt: skip
"""Pieces of documents with mistakes in them."""

texts = st.lists(
    st.sampled_from([*FLAWED, "{{ x }}"]) | st.sampled_from(pieces()), max_size=16
).map("".join)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(texts, st.booleans())
def test_repairs_are_made_once(text: str, crlf: bool) -> None:  # noqa: FBT001 - hypothesis's argument
    text = text.replace("\r\n", "\n").replace("\n", "\r\n") if crlf else text
    found = checks.find(Markdown(text))
    for each in found:
        assert 0 <= each.start <= each.end <= len(text)
        assert each.line == line_number(text, each.start)
    new = apply(text, [edit for each in found for edit in each.fix])
    assert [each for each in checks.find(Markdown(new)) if each.fix] == []
    if not found:
        assert new == text


@settings(max_examples=200, deadline=None, derandomize=True)
@given(texts)
def test_contents_are_up_to_date_when_they_are_made(text: str) -> None:
    body = text.replace("\r", "").replace("[1] ", "")
    made = contents(Markdown(f"\n\n{body}"))
    whole = f"{made}\n\n^\n\n{body}"
    messages = [each.message for each in checks.find(Markdown(whole)) if each.fix]
    assert not [reason for reason in messages if "leads to" in reason]
