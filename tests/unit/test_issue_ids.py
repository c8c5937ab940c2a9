"""The ids of an issue's items."""

from __future__ import annotations

import pytest

from postgen.issue_ids import Ids, id_of, ids_of_sections


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The Illustrated Transformer", "the-illustrated-transformer"),
        ("kramdown's syntax", "kramdowns-syntax"),
        ("RFC 3339", "rfc-3339"),
        ("3D printing at home", "item-3d-printing-at-home"),
        ("Größe – ein Überblick", "grosse-ein-uberblick"),
        ("新港口", "xin-gang-kou"),
        ("Привет", "privet"),
        ("🦊", "item"),
        ("snake_case in C", "snake-case-in-c"),
        ("ref-1", "item-ref-1"),
        ("word " * 40, "-".join(["word"] * 12)),
    ],
)
def test_an_id_is_made_of_the_title(title: str, expected: str) -> None:
    found = id_of(title)
    assert found == expected or (expected == "item" and found.startswith("item"))


def test_an_id_stands_once_in_a_page() -> None:
    ids = Ids()
    assert [ids.of("A thing"), ids.of("a thing"), ids.of("A thing!")] == [
        "a-thing",
        "a-thing-2",
        "a-thing-3",
    ]


def test_sections_and_references_keep_theirs() -> None:
    ids = ids_of_sections(["Tools"], "References")
    assert [ids.of("Tools"), ids.of("References")] == ["tools-2", "references-2"]
