"""How text and addresses are escaped."""

from __future__ import annotations

import pytest

from postgen.markdown import Markdown, escape


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("plain, even so: (1) + 2 = 3", "plain, even so: (1) + 2 = 3"),
        ("snake_case", "snake_case"),
        ("_a", "\\_a"),
        ("C++ & Co", "C++ & Co"),
        ("&copy;", "&amp;copy;"),
        ("a -- b...", "a \\-\\- b\\.\\.\\."),
        ("{% x %}", "&#123;% x %}"),
        ('"q"', '\\"q\\"'),
        ("日本 | 語", "日本 \\| 語"),
    ],
)
def test_escaped_text_is_rendered_as_the_original(text: str, escaped: str) -> None:
    assert escape.inline(text) == escaped
    assert escape.visible(escaped) == text


@pytest.mark.parametrize(
    "character", ["\0", "\b", "\x0b", "\x0c", "\x1b", "\x7f", "\x80", "\x9b", "\ufffe", "\uffff"]
)
def test_a_control_character_is_left_out(character: str) -> None:
    """A feed of the site that held one would not be XML."""
    assert escape.inline(f"a{character}b") == "ab"
    assert escape.one_line(f" a{character}  b ").replace(" ", "") == "ab"


@pytest.mark.parametrize(
    ("entity", "shown"),
    [
        ("&#55357;&#56832;", "\ufffd\ufffd"),
        ("&#xDCFF;", "\ufffd"),
        ("&#xD800;", "\ufffd"),
        ("&#0;", "\ufffd"),
        ("&#1114112;", "\ufffd"),
        ("&#99999999999999999999999;", "\ufffd"),
        (f"&#x{'F' * 5000};", "\ufffd"),
        (f"&#{'9' * 5000};", "\ufffd"),
        ("&#0000000000128512;", "😀"),
    ],
)
def test_a_number_that_is_no_character(entity: str, shown: str) -> None:
    assert escape.visible(entity) == shown
    assert escape.decode_entities(entity) == shown


@pytest.mark.parametrize(
    ("line", "escaped"),
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
def test_a_line_that_would_begin_a_block_is_escaped(line: str, escaped: str) -> None:
    assert escape.guard(line) == escaped


@pytest.mark.parametrize(
    ("url", "written"),
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
def test_an_address_is_parsed_as_the_url(url: str, written: str) -> None:
    assert escape.address(url) == written
    [(span, _)] = Markdown(escape.link("x", url)).links()
    assert span.url == written


def test_a_title_may_hold_quotes() -> None:
    [(span, _)] = Markdown(escape.link("x", "u", 'a "b"')).links()
    assert (span.url, span.title) == ("u", 'a "b"')


@pytest.mark.parametrize(
    ("text", "heading_id"),
    [("A b\tc", "a-b-c"), ("C++: 1.2", "c-12"), ("ΑΣ", "ασ"), ("हिन्दी", "हिन्दी")],
)
def test_the_id_of_a_heading(text: str, heading_id: str) -> None:
    assert escape.heading_id(text) == heading_id
