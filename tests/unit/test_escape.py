"""How text and addresses are spelled."""

from __future__ import annotations

import pytest

from postgen.markdown import Markdown, escape


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("plain, even so: (1) + 2 = 3", "plain, even so: (1) + 2 = 3"),
        ("snake_case", "snake_case"),
        ("_a", "\\_a"),
        ("C++ & Co", "C++ & Co"),
        ("&copy;", "&amp;copy;"),
        ("a -- b...", "a \\-\\- b\\.\\.\\."),
        ("{% x %}", "&#123;% x %}"),
        ('"q"', '\\"q\\"'),
        ("a\x1bb", "a&#27;b"),
        ("日本 | 語", "日本 \\| 語"),
    ],
)
def test_escape(text: str, spelled: str) -> None:
    assert escape.inline(text) == spelled
    assert escape.visible(spelled) == text


@pytest.mark.parametrize(
    ("line", "guarded"),
    [
        ("1. a", "1\\. a"),
        ("# a", "\\# a"),
        ("- a", "\\- a"),
        ("> a", "\\> a"),
        ("a", "a"),
        ("  a", "a"),
        (": a", "\\: a"),
    ],
)
def test_guard(line: str, guarded: str) -> None:
    assert escape.guard(line) == guarded


@pytest.mark.parametrize(
    ("url", "spelled"),
    [
        ("http://a.b/c?d=e&f=g#h", "http://a.b/c?d=e&f=g#h"),
        ("http://a.b/(c)", "http://a.b/(c)"),
        ("http://a.b/c)", "http://a.b/c%29"),
        ("http://a.b/ü", "http://a.b/ü"),
        ("http://a.b/c d", "http://a.b/c%20d"),
        ("http://a.b/{{c}}", "http://a.b/%7B%7Bc%7D%7D"),
        ("http://a.b/?x&copy;", "http://a.b/?x&amp;copy;"),
    ],
)
def test_address(url: str, spelled: str) -> None:
    assert escape.address(url) == spelled
    [(span, _)] = Markdown(escape.link("x", url)).links()
    assert span.url == spelled


def test_a_title_with_quotes() -> None:
    [(span, _)] = Markdown(escape.link("x", "u", 'a "b"')).links()
    assert (span.url, span.title) == ("u", 'a "b"')


@pytest.mark.parametrize(
    ("shown", "anchor"),
    [("A b\tc", "a-b-c"), ("C++: 1.2", "c-12"), ("ΑΣ", "ασ"), ("हिन्दी", "हिन्दी")],
)
def test_heading_id(shown: str, anchor: str) -> None:
    assert escape.heading_id(shown) == anchor
