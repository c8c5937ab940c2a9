"""The comment that keeps what a link's text does not show."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from postgen.backlog.metadata import Metadata, format_comment, parse

words = st.text(max_size=30).map(str.strip)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.builds(
        Metadata, words, st.lists(words.filter(bool), max_size=4).map(tuple), words, words, words
    )
)
def test_metadata_reads_back(metadata: Metadata) -> None:
    comment = format_comment(metadata)
    assert (parse(comment) or Metadata()) == metadata
    assert comment.count("-->") == bool(comment)
    assert "\n" not in comment
    assert "{%" not in comment
    assert "--" not in comment.removeprefix("<!--").removesuffix("-->")


def test_comments_written_by_hand_are_read() -> None:
    assert parse("<!-- added: 2026-11-20; tags: a, b; via: hn -->") == Metadata(
        "2026-11-20", ("a", "b"), "hn"
    )
    assert parse("<!--tags:a,b-->") == Metadata(tags=("a", "b"))
    assert parse("<!-- a note -->") is None
    assert parse("<!-- added: today; then more -->") is None
    assert format_comment(Metadata()) == ""
