from __future__ import annotations

from typing import Any

import pytest

from postgen.jekyll.document import Document


@pytest.mark.parametrize(
    ("text", "front", "body"),
    [
        ("---\na: 1\n---\nBody", "a: 1\n", "Body"),
        ("---\r\na: 1\r\n---\r\nBody\r\n", "a: 1\r\n", "Body\r\n"),
        ("\ufeff---\na: 1\n---\nBody", "a: 1\n", "Body"),
        ("---\na: 1\n...\nBody", "a: 1\n", "Body"),
        ("---\n---\n", "", ""),
        ("--- \t\na: 1\n---  \n\n\nBody", "a: 1\n", "\n\nBody"),
        ("---\na: 1\n---", "a: 1\n", ""),
        ("---\na: 1\n----\nb: 2\n---\nBody\n---\nmore", "a: 1\n----\nb: 2\n", "Body\n---\nmore"),
        ("---\na: |\n ---\n---\n", "a: |\n ---\n", ""),
        ("---\n\n\na: 1\n---\n", "\n\na: 1\n", ""),
    ],
)
def test_front_matter_is_split_off(text: Any, front: Any, body: Any) -> None:
    document = Document.parse(text)
    assert (document.front, document.body, str(document)) == (front, body, text)
    assert document.has_front_matter
    assert text[document.body_start :] == body


@pytest.mark.parametrize(
    "text",
    ["", "Body", "\n---\na: 1\n---\n", "----\na: 1\n---\n", "---\na: 1\n", " ---\na: 1\n---\n",
    "---\u00a0\na: 1\n---\n",
     "---\na: 1\n ---\n", "---\ra: 1\r---\r", "--- # c\na: 1\n---\n", "\ufeff\ufeff---\na: 1\n---\n"],
)  # fmt: skip
def test_everything_else_is_body(text: Any) -> None:
    document = Document.parse(text)
    assert (document.has_front_matter, document.body, str(document), document.body_start) == (
        False,
        text,
        text,
        0,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\na: 1\n...\nBody", "---\nb: 2\n...\nBody"),
        ("Body\n", "---\nb: 2\n---\nBody\n"),
        ("\ufeffBody", "\ufeff---\nb: 2\n---\nBody"),
        ("Body\r\n", "---\r\nb: 2\n---\r\nBody\r\n"),
        ("", "---\nb: 2\n---\n"),
    ],
)
def test_front_matter_is_replaced(text: Any, expected: Any) -> None:
    document = Document.parse(text).with_front("b: 2\n")
    assert str(document) == expected
    assert Document.parse(expected) == document
