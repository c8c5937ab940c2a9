"""Front matter: an edit changes one key and not another byte; what is encoded is read back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postgen.jekyll import frontmatter
from postgen.jekyll.document import Document

quick = settings(max_examples=300, deadline=None, derandomize=True)

TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20
) | st.sampled_from(
    [
        "1,000",
        "yes",
        "2024-01-01",
        ":focus",
        "~",
        "- a",
        "a: b",
        "#",
        "'",
        '"',
        "\\",
        "\u2028",
        "\ufeff",
        "---",
    ]
)
MOMENTS = st.datetimes(
    datetime(1000, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(9000, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-3, minutes=-30))]),
)
VALUES = st.recursive(
    TEXTS
    | st.integers()
    | st.floats(allow_nan=False)
    | st.booleans()
    | st.none()
    | st.dates(date(1000, 1, 1)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)

KEYS = ["title", "tags", "a", "b", "date", "x-y", "é"]
WRITTEN = [
    " plain words", " 'it''s' # why", ' "q\\"q"   ', "", " ", " # only a comment", " ~", " [a, b]",
    " [a,\n  b # c\n  ]",
    " {x: 1, y: [2]}", " {x: 1,\n\n  y: 2}  # c", "\n- one\n- two # c\n", "\n  - one\n\n  - two\n",
    "\n  k: v\n  # c\n  l:\n    - m",
    " |\n  text\n\n  more: text\n", " >-\n  folded\n  text\n\n", " |+\n  kept\n\n\n", " word\n  goes\n\n  on",
    " 'two\n\n  lines'",
    ' "two \\\n  lines"', " &anchor [1]", " *anchor", " &other x", " !!str 12", " # c\n  value",
    " # c\n  # d\n  - x\n  # e", "\n\n  later",
    " 2024-01-01 10:00:00 +0100", " 12:30", " - not a list", " a: b", " |2\n    deep\n", " ? odd", "\t tab",
    " \u00a0nbsp\u00a0",
]  # fmt: skip
SPELLINGS = ["{}:", '"{}":', "'{}':", "{} :", "{}  :", "? {}\n:"]


@st.composite
def fronts(draw: Any) -> Any:
    lines = []
    for key in draw(st.lists(st.sampled_from(KEYS), max_size=6)):
        written = draw(st.sampled_from([*SPELLINGS[:1] * 6, *SPELLINGS])).format(key)
        lines.append(written + draw(st.sampled_from(WRITTEN)).rstrip("\n") + "\n")
        lines.append(draw(st.sampled_from(["", "", "", "# comment\n", "\n", "  # indented\n"])))
    text = "".join(lines)
    if draw(st.integers(0, 5)) == 0:
        text = "".join(
            "  " + line if line.strip() else line for line in text.splitlines(keepends=True)
        )
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


@settings(quick, max_examples=700)
@given(fronts(), st.sampled_from([*KEYS, "new"]), VALUES)
def test_a_set_key_is_all_that_changes(front: Any, key: Any, value: Any) -> None:
    try:
        before = frontmatter.load(front)
    except frontmatter.YamlError:
        with pytest.raises(frontmatter.YamlError):
            frontmatter.set_key(front, key, value)
        return
    try:
        after = frontmatter.set_key(front, key, value)
    except frontmatter.EditError:
        assert any(sign in front for sign in "&?|")  # anchors, explicit keys, kept ends of blocks
        return
    assert repr(frontmatter.load(after)) == repr(before | {key: value})
    if not set(front) & set("|>"):
        assert front.count("# comment") == after.count("# comment")
    start = next(
        (n for n, (one, other) in enumerate(zip(front, after, strict=False)) if one != other),
        len(front),
    )
    if key not in before:
        assert after.startswith(front)
    else:
        assert key in front[: start + len(key) + 8]
    try:
        removed = frontmatter.remove_key(after, key)
    except frontmatter.EditError:
        assert set(front) & set(
            "&?|>"
        )  # an indented comment would become text of the block above it
        return
    assert repr(frontmatter.load(removed)) == repr({k: v for k, v in before.items() if k != key})


@settings(quick, max_examples=400)
@given(fronts(), st.sampled_from(KEYS))
def test_a_removed_key_is_all_that_goes(front: Any, key: Any) -> None:
    try:
        before = frontmatter.load(front)
        after = frontmatter.remove_key(front, key)
    except (frontmatter.YamlError, frontmatter.EditError):
        return
    before.pop(key, None)
    assert repr(frontmatter.load(after)) == repr(before)
    rest = iter(front)
    assert all(character in rest for character in after)  # nothing is added or moved


@quick
@given(st.dictionaries(TEXTS.filter(bool), VALUES, max_size=4))
def test_a_dump_is_read_back(values: Any) -> None:
    front = frontmatter.dump(values)
    assert len(front.splitlines()) == front.count("\n") == len(values)
    assert repr(frontmatter.load(front)) == repr(values)


@quick
@given(MOMENTS)
def test_a_time_is_read_back(moment: Any) -> None:
    # PyYAML takes an offset without a colon for text; Psych, which Jekyll asks, does not
    encoded = frontmatter.encode(moment)
    assert datetime.fromisoformat(encoded.replace(" +", "+").replace(" -", "-")) == moment


@quick
@given(st.text())
def test_any_text_survives_being_split(text: Any) -> None:
    assert str(Document.parse(text)) == text
    for fenced in (f"---\n{text}", f"\ufeff---\r\n{text}\r\n---\r\n{text}"):
        assert str(Document.parse(fenced)) == fenced


@quick
@given(st.binary())
def test_any_bytes_survive_being_split(data: Any) -> None:
    text = data.decode(errors="surrogateescape")
    assert (
        str(Document.parse(f"---\n{text}\n---\n{text}"))
        .encode(errors="surrogateescape")
        .endswith(b"\n---\n" + data)
    )
