from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from postgen.jekyll import frontmatter
from postgen.jekyll.frontmatter import (
    EditError,
    YamlError,
    dump,
    encode,
    load,
    read,
    remove_key,
    set_key,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", '"plain"'), ('say "hi" \\ bye', r'"say \"hi\" \\ bye"'), ("a\tb\nc\r", r'"a\tb\nc\r"'), ("", '""'),
        ("\x00\x1b\x85\xa0\xad", r'"\x85\xA0\xAD"'),
        ("\u200b\u2028\ufeff\uffff", r'"\u200B\u2028\uFEFF"'),
        ("日本 é 😀 \u3000", '"日本 é 😀 \u3000"'), ("\U000e0001", r'"\U000E0001"'),
        ("bad \udcff byte", '"bad \ufffd byte"'),
        (True, "true"), (None, "null"), (7, "7"), (1.5, "1.5"), (1e20, "1.0e+20"), (1.5e-7, "1.5e-07"),
        (float("inf"), ".inf"), (float("-inf"), "-.inf"), (float("nan"), ".nan"), (date(2024, 1, 2), "2024-01-02"),
        (["a", 1, []], '["a", 1, []]'), ({"k": {"yes": "x"}, "a b": 1}, '{k: {"yes": "x"}, "a b": 1}'), ((), "[]"),
        (datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC), "2024-01-02 03:04:05 +0000"),
        (datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
        "2024-01-02 03:04:05 -0330"),
        (datetime(1850, 1, 2, tzinfo=timezone(timedelta(seconds=561))), "1850-01-01 23:50:39 +0000"),
        (datetime(2024, 1, 2, tzinfo=timezone(timedelta(minutes=-30))), "2024-01-02 00:30:00 +0000"),
        (datetime(999, 1, 2, tzinfo=UTC), "0999-01-02 00:00:00 +0000"),
    ],
)  # fmt: skip
def test_values_are_encoded(value: Any, expected: Any) -> None:
    assert encode(value) == expected


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("a: 1\nb: 2\n", 'a: "x"\nb: 2\n'),
        ("a:   1  # why\n", 'a:   "x"  # why\n'),
        ("a:\nb: 2\n", 'a: "x"\nb: 2\n'),
        ("a: # why\n  - 1\n  # inside\n  - 2\n# after\nb: 2\n", 'a: "x" # why\n# after\nb: 2\n'),
        ("a:\n- 1\n- 2\n\nb: 2\n", 'a: "x"\n\nb: 2\n'),
        ("a: [1,\n  2] # c\nb: 2\n", 'a: "x" # c\nb: 2\n'),
        ("a: |\n  1\n\n  2\n\nb: 2\n", 'a: "x"\n\nb: 2\n'),
        ("a: 1\n  2\nb: 3\n", 'a: "x"\nb: 3\n'),
        ("a: 1\r\nb: 2\r\n", 'a: "x"\r\nb: 2\r\n'),
        ("\"a\" : 'it''s'", '"a" : "x"'),
        ("a: 1\nb: 2\na: 3\n", 'a: 1\nb: 2\na: "x"\n'),
        ("b: &n 1\na: *n\n", 'b: &n 1\na: "x"\n'),
        ("b: 2\n", 'b: 2\na: "x"\n'),
        ("b: 2\r\n", 'b: 2\r\na: "x"\r\n'),
        ("b: 2", 'b: 2\na: "x"\n'),
        ("  b: 2\n", '  b: 2\n  a: "x"\n'),
        ("", 'a: "x"\n'),
        ("# only\n", '# only\na: "x"\n'),
        ("<<: {a: 1}\nb: 2\n", '<<: {a: 1}\nb: 2\na: "x"\n'),
        ("a:\t1\n", 'a:\t"x"\n'),
        ("a: \u00e9 \U0001f600\nb: é\n", 'a: "x"\nb: é\n'),
    ],
)  # fmt: skip
def test_a_key_is_set(front: Any, expected: Any) -> None:
    assert set_key(front, "a", "x") == expected


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("a: 1\nb: 2\n", "b: 2\n"),
        ("b: 2\na: 1 # why", "b: 2\n"),
        ("a:\n- 1\n- 2\n# after\nb: 2\n", "# after\nb: 2\n"),
        ("a: 1\r\nb: 2\r\n", "b: 2\r\n"),
        ("a: 1\nb: 2\na: 3\n", "b: 2\n"),
        ("  a: 1\n  b: 2\n", "  b: 2\n"),
        ("? a\n: 1\nb: 2\n", "b: 2\n"),
        ("b: 2\n", "b: 2\n"),
        ("", ""),
    ],
)
def test_a_key_is_removed(front: Any, expected: Any) -> None:
    assert remove_key(front, "a") == expected


@pytest.mark.parametrize(
    "front", ["{a: 1}\n", "a: &n 1\nb: *n\n", "a: &n {x: 1}\nb:\n  <<: *n\n", "k: |+\n  x"]
)
def test_an_unsafe_edit_is_refused(front: Any) -> None:
    with pytest.raises(EditError) as caught:
        set_key(front, "a", "x")
    assert caught.value.hint == "Change it in the editor."
    if "a" in load(front):
        with pytest.raises(EditError):
            remove_key(front, "a")


def test_the_first_document_counts_as_it_does_for_psych() -> None:
    assert load("a: 1\n--- \nb: [\n") == {"a": 1}
    with pytest.raises(EditError):
        set_key("a: 1\n--- x\n", "b", 2)


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("a: 1\nb: c: d\n", 2, "mapping values are not allowed"), ("a: 1\n- b\n", 2, "did not find expected key"),
        ("- a\n", 1, "not a list of `key: value` pairs"), ("a: 1\nb: \udcff\n", 2, "bytes that are not UTF-8"),
        ("a: 2024-02-31\n", 1, "day is out of range"), ("a: \x00\n", 1, "control characters"), ("{[]: 1}", 1, ""),
    ],
)  # fmt: skip
def test_bad_yaml_is_one_sentence_with_its_line(text: Any, line: Any, part: Any) -> None:
    with pytest.raises(YamlError) as caught:
        load(text)
    assert caught.value.line == line
    assert part in caught.value.message
    assert caught.value.message.endswith(".")
    assert "\n" not in caught.value.message


def test_yaml_that_is_nested_too_deeply_is_one_sentence() -> None:
    with pytest.raises(
        YamlError
    ) as caught:  # libyaml reports the nesting, or else the end of the text, on the line below
        load("a: " + "[" * 9000)
    assert caught.value.line in {1, 2}
    assert caught.value.message.startswith("This is not valid YAML: ")


def test_a_files_front_matter_is_read_with_the_line_in_the_file() -> None:
    assert read("\ufeff---\r\na: yes\r\n...\r\nb: 2") == {"a": True}
    assert read("no front matter: [") == {}
    assert read("\n---\na: 1\n---\n") == read(" ---\na: 1\n---\n") == {}
    assert read("---\n---\n") == {}
    with pytest.raises(YamlError) as caught:
        read("---\na: 1\nb: c: d\n---\n")
    assert caught.value.line == 3


def test_keys_are_quoted_where_they_must_be() -> None:
    assert dump({"title": 1, "no": 2, "a b": 3, "1": 4, "": 5, "é": 6}, "\r\n") == (
        'title: 1\r\n"no": 2\r\n"a b": 3\r\n"1": 4\r\n"": 5\r\n"é": 6\r\n'
    )
    assert list(frontmatter.load(dump({"no": 1, "": 2, "on": 3}))) == ["no", "", "on"]


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("", 'k: ["new"]\n'), ("a: 1", 'a: 1\nk: ["new"]\n'), ("k: one # c\n", 'k: ["one", "new"] # c\n'),
        ("k: [ ]\n", 'k: ["new"]\n'), ("k:\na: 1\n", 'k: ["new"]\na: 1\n'), ("k: [a, b]\r\n", 'k: [a, b, "new"]\r\n'),
        ("k: [a,\n  b,\n]\n", 'k: [a,\n  b, "new"\n]\n'), ("k: [a # c\n]\n", 'k: ["a", "new"]\n'),
        ("k:\n  - a # c\na: 1\n", 'k:\n  - a # c\n  - "new"\na: 1\n'), ("k:\r\n- a", 'k:\r\n- a\r\n- "new"\r\n'),
        ("k:\n- a: 1\n  b: 2\n- |\n  text\n\n\na: 1\n", 'k:\n- a: 1\n  b: 2\n- |\n  text\n- "new"\n\n\na: 1\n'),
    ],
)  # fmt: skip
def test_a_list_is_extended_in_its_own_style(front: Any, expected: Any) -> None:
    assert frontmatter.add_to_list(front, "k", "new") == expected


def test_a_value_is_returned_as_it_is_written() -> None:
    front = "a: 'it''s' # c\nb: &x [1,\n 2]\nc: |\n  text\nd:\n"
    assert [frontmatter.written_value(front, key) for key in "abcde"] == [
        "'it''s'",
        "&x [1,\n 2]",
        "|\n  text",
        "",
        "",
    ]
    assert frontmatter.set_key(front, "a", frontmatter.RawYaml("0x10")).startswith("a: 0x10 # c\n")
