"""Keys that were set mean to a real Jekyll what was asked for, and all others what they meant before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgen import site
from postgen.commands import set_keys
from postgen.commands.set_keys import SetRequest
from postgen.files import store
from postgen.jekyll import frontmatter
from tests.conftest import NOW

if TYPE_CHECKING:
    import pytest

FRONT = """\
title: 'It''s'  # why
plain: a word
quoted: "x"
block: |
  one

  two
tags:
- a # first
- 'b'
flow: [a, 'b, c']
image: {path: a.png, alt: A}
nested:
  inner: 1 # c
  more: [1]
"""
VALUES: list[Any] = [
    "it's: # \"q\" {{ x }} | - *", "no", "12:30", "007", "1,000", ":focus", "~", "@x", "%x", "- a", "[x] y", "a: b",
    "é 日本 😀", "\u200b\u2028\xa0", "", "C# is #1", True, 12, 1.5, ["a, b", "c: d", "no"], {"k v": [1, "x"]},
]  # fmt: skip
KEYS = (
    "title",
    "plain",
    "quoted",
    "block",
    "new",
    "image.alt",
    "image.new",
    "nested.inner",
    "nested.new",
    "fresh.key",
)


def test_values_are_what_was_asked_for(
    make_site: Any, jekyll: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))
    files = {f"_posts/2026-05-01-p{n}.md": f"---\n{FRONT}---\n" for n in range(len(VALUES))}
    root = make_site(files, "timezone: UTC\n")
    here = site.find(root)
    for n, value in enumerate(VALUES):
        keys = {key: value for key in KEYS if key != "title" or isinstance(value, str)}
        lists = {"tags": ["b", str(value) or "x"], "flow": [value, "a"]}
        request = SetRequest({**keys, **lists})
        store.commit(set_keys.set_keys(here, f"p{n}", request, here.now()).changes)
    built = {each["slug"]: each for each in jekyll(root)}
    for n, value in enumerate(VALUES):
        data = built[f"p{n}"]
        before = frontmatter.load(FRONT)
        for key in KEYS:
            top, _, inner = key.partition(".")
            if key == "title" and not isinstance(value, str):
                continue
            assert (data[top][inner] if inner else data[top]) == value, (key, value)
        assert data["image"]["path"] == before["image"]["path"]
        assert data["nested"]["more"] == [1]
        assert data["flow"] == [value, "a"]
        assert data["tags"] == ["b", str(value) or "x"]
