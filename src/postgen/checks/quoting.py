"""Putting a value of a front matter in quotes, where that is all that it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.jekyll import yaml_entries
from postgen.text.edits import Edit, apply

if TYPE_CHECKING:
    from postgen.jekyll.yaml_entries import Entry, YamlEntries


def _quotes(front: str, before: YamlEntries, path: tuple[str | int, ...], edit: Edit) -> bool:
    """Whether an edit makes one value of a front matter a quoted text, and changes no other."""
    after = yaml_entries.read(apply(front, [edit]))
    if after.problem:
        return False
    changed = after.at(*path)
    if not changed or changed.form != "quoted":
        return False
    return _others(before, path) == _others(after, path)


def _others(read: YamlEntries, path: tuple[str | int, ...]) -> list[tuple[object, ...]]:
    return [
        (each.path, each.form, each.text) for each in read.entries if each.path[: len(path)] != path
    ]


def fix(front: str, before: YamlEntries, entry: Entry, end: int = 0) -> tuple[Edit, ...]:
    """Return the edit of a front matter that quotes what stands from a value's start to `end`.

    Without an `end` it is the value. Return nothing where it would change another value.
    """
    from postgen.jekyll.frontmatter import encode

    stop = end or entry.end
    written = front[entry.start : stop].rstrip()
    gap = " " if front[entry.start - 1 : entry.start] == ":" else ""
    edit = Edit(entry.start, entry.start + len(written), gap + encode(written))
    return (edit,) if _quotes(front, before, entry.path, edit) else ()
