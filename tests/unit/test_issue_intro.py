"""The first paragraph of an issue."""

from __future__ import annotations

import pytest

from postgen.habits.standing import has_written_intro
from postgen.issue_intro import write


@pytest.mark.parametrize(
    ("topics", "titles", "expected"),
    [
        (["NLP"], ["A"], "This issue has a link on NLP: A."),
        (["NLP"], ["A", "B"], "This issue has links on NLP: A and B."),
        (["NLP", "Tools"], ["A", "B", "C"], "This issue has links on NLP and Tools: A, B and C."),
        (["NLP"], ["A", "B", "C", "D"], "This issue has links on NLP: A, B and 2 more."),
        (["Links"], ["A", "B"], "This issue has links: A and B."),
        (["Unsorted"], ["What is it?"], "This issue has a link: What is it?"),
        (
            ["A.", "B", "C", "D", "E"],
            ["x."],
            "This issue has a link on A, B, C and 2 more topics: x.",
        ),
    ],
)
def test_it_is_a_sentence(topics: list[str], titles: list[str], expected: str) -> None:
    assert write(topics, titles) == expected
    assert has_written_intro(f"---\ntitle: x\n---\n\n{expected}\n\n## A\n")


def test_other_words_are_not_taken_for_it() -> None:
    assert not has_written_intro("This issue has been hard.\n")
