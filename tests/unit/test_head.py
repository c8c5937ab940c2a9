"""Single keys of a front matter: the same as YAML says of them, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postgen.issue_number import issue_of
from postgen.jekyll import frontmatter, yaml_loader
from postgen.jekyll.head import text_of, title_of, value_of

FRONTS = [
    "title: ! 'Issue #3'\n",
    "title: >-\n  Issue\n  #3\n",
    "title: |\n  Issue #3\n",
    'title: "Issue \\"x\\" \\u0023\\x33"\n',
    'title: "Issue\n  #3"\n',
    "title: &t Issue\nx: *t\n",
    "x: &t Issue\ntitle: *t\n",
    "title: Issue\n  three\nlayout: x\n",
    "title: A # c\n",
    "title: A#b\n",
    "title: 'a''b' # c\n",
    "'title': x\n",
    '"title": x\n',
    "{title: x, y: 1}\n",
    "? title\n: x\n",
    "title: 2024\n",
    "title: yes\n",
    "title: !!str 12\n",
    "title: !ruby/symbol x\n",
    "title:\n  Next line\n",
    "title:\n\n  # c\n  Next line\n",
    "title: A\ntitle: B\n",
    "title: ~\n",
    "title:\n",
    "title: a\r\nx: y\r\n",
    "title: 中文：标题\n",
    "title : X\n",
    "subtitle: no\ntitle: yes it is\n",
    "title: http://x.y/#a b\n",
    "base: &b {title: merged}\nlayout: x\n",
]


@pytest.mark.parametrize("front", FRONTS)
def test_a_key_means_what_yaml_says(front: str) -> None:
    try:
        expected = frontmatter.load(front).get("title")
    except frontmatter.YamlError:
        expected = None
    for text in (front, f"---\n{front}---\nbody\n", f"\ufeff---\r\n{front}---\r\n"):
        assert value_of(text, "title") == expected or front.startswith("{") or "!ruby" in front


@pytest.mark.parametrize("front", ["title: x: y\n", 'title: "open\n', "title: %x\n", "title: a:\n"])
def test_what_is_broken_is_shown_as_it_is_written(front: str) -> None:
    assert title_of(f"---\n{front}---\n")


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20))
def test_any_line_means_what_yaml_says(text: str) -> None:
    front = f"layout: x\ntitle: {text}\ntags: [a]\n"
    try:
        expected = frontmatter.load(front).get("title")
    except frontmatter.YamlError:
        return
    found = value_of(f"---\n{front}---\n", "title")
    assert found == expected or found != found  # noqa: PLR0124 - not a number


@pytest.mark.parametrize(
    ("front", "number"),
    [
        ("title: ! 'Issue #3'\n", 3),
        ("title: >-\n  Issue\n  #3\n", 3),
        ('title: "Issue \\u00233"\n', 3),
        ("issue: ! '12'\n", 12),
        ("issue: !!int 12\n", 12),
        ("issue: &n 12\nx: *n\n", 12),
        ("issue: >\n  12\n", 12),
        ("'issue': 12\n", 12),
        (f"issue: {'9' * 5000}\n", 0),
        ("title: 'A # 3'\n", 3),
    ],
)
def test_an_issue_has_its_number_however_it_is_written(front: str, number: int) -> None:
    assert issue_of(f"---\n{front}---\n") == number


def test_text_of_a_list_is_nothing() -> None:
    assert text_of("title: [a]\n", "title") == ""
    assert text_of("title: {a: b}\n", "title") == ""
    assert text_of("title: >\n  a\n  b\n", "title") == "a b"


# Bounds

_TENFOLD = "".join(f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 10)}]\n" for n in range(1, 10))
_MERGES = "".join(f"b{n}: &b{n}\n  <<: [{', '.join([f'*b{n - 1}'] * 10)}]\n" for n in range(1, 10))
ENDLESS = [
    "b0: &b0 [x, x]\n" + _TENFOLD,
    "b0: &b0 {x: 1}\n" + _MERGES,
    "a: &a [*a]\n",
    "a: &a\n  b: *a\n",
    'a: &a "' + "y" * 100_000 + '"\nb: [' + ", ".join(["*a"] * 1000) + "]\n",
    "a: " + "[" * 100_000,
    "a: " + "[" * 500 + "]" * 500 + "\n",
    "a: " + "{b: " * 900 + "}" * 900 + "\n",
    "a:\n  " + "- " * 5000 + "x\n",
    "? " * 50_000 + "a\n",
]


@pytest.mark.parametrize("front", ENDLESS, ids=range(len(ENDLESS)))
def test_what_would_take_gigabytes_is_refused(front: str) -> None:
    with pytest.raises(frontmatter.YamlError):
        frontmatter.load(front)
    with pytest.raises((frontmatter.YamlError, frontmatter.EditError)):
        frontmatter.set_key(front, "title", "x")


@pytest.mark.parametrize(
    "number",
    ["9" * 5000, "-" + "9" * 5000, "0x" + "F" * 5000, "0b" + "1" * 5000, ":".join(["10"] * 2000)],
)
def test_a_number_of_thousands_of_digits_is_text(number: str) -> None:
    front = f"a: {number}\n"
    assert frontmatter.load(front) == {"a": number}
    assert "title" in frontmatter.set_key(front, "title", "x")
    assert frontmatter.load("a: 12\nb: 0x10\n") == {"a": 12, "b": 16}


def test_aliases_that_a_person_writes_are_read() -> None:
    front = "a: &a {x: [1, 2]}\nb: *a\nc:\n  <<: *a\n  y: 1\n"
    assert yaml_loader.load(front)["c"] == {"x": [1, 2], "y": 1}
