"""What stands in a YAML text and where, as it is written, whether or not its values can be used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from postgen.jekyll.yaml_loader import MAX_DEPTH, loader
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Form = Literal["plain", "quoted", "block", "list", "map"]
"""How a value is written: a text without quotes, with them, after `|` or `>`, or a collection."""


class Entry(NamedTuple):
    """A value in a YAML text: its path of keys and places, its form, and where it is written.

    `key_start` and `key_end` are the place of its key, both -1 for an entry of a list; `text` is
    the text of a scalar. `is_flow` says that a collection is in brackets. Positions are in
    characters.
    """

    path: tuple[str | int, ...]
    form: Form
    text: str
    start: int
    end: int
    key_start: int = -1
    key_end: int = -1
    is_flow: bool = False

    @property
    def key(self) -> str:
        """The key, or that of the list in which it is."""
        return next((each for each in reversed(self.path) if isinstance(each, str)), "")


class Problem(NamedTuple):
    """What is wrong with a YAML text, and at which character.

    That may be a byte that is not UTF-8, and not its syntax.
    """

    text: str
    place: int
    is_syntax: bool = True


class YamlEntries(NamedTuple):
    """A YAML text, read: its values in their order, or the problem for which it has none."""

    entries: tuple[Entry, ...]
    problem: Problem | None = None

    def at(self, *path: str | int) -> Entry | None:
        """Return the value at a path that counts: the last one that is written."""
        return next((each for each in reversed(self.entries) if each.path == path), None)


def read(text: str) -> YamlEntries:
    """Return the values of a YAML text, those in lists and maps too; keys that repeat, repeat."""
    import yaml

    try:
        node = next(yaml.compose_all(text, Loader=loader()), None)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        return YamlEntries((), Problem(problem, mark.index if mark else 0))
    except UnicodeEncodeError as error:  # a byte that is not UTF-8
        return YamlEntries((), Problem("it is not UTF-8", error.start, is_syntax=False))
    if node is None:
        return YamlEntries(())
    if not isinstance(node, yaml.MappingNode):
        return YamlEntries((), Problem("it is not a list of `key: value` pairs", 0))
    return YamlEntries(tuple(_entries(text, node, ())))


def _entries(text: str, node: Any, path: tuple[str | int, ...]) -> Iterator[Entry]:
    """Yield what stands in a collection, but not what its aliases stand for."""
    if len(path) > MAX_DEPTH:
        return
    is_map = node.id == "mapping"
    position = node.start_mark.index + 1
    for place, each in enumerate(node.value):
        name, value = each if is_map else (None, each)
        key_start = key_end = -1
        own: str | int = place
        if name:
            key_start, key_end = name.start_mark.index, name.end_mark.index
            own = name.value if name.id == "scalar" else text[key_start:key_end]
            position = key_end
        start, end = value.start_mark.index, value.end_mark.index
        is_alias = start < position  # it has the place of what it stands for
        if is_alias:
            continue
        position = max(start, end)
        while end > start and text[end - 1] in " \t\r\n":
            end -= 1
        is_flow = bool(getattr(value, "flow_style", False))
        written = value.value if value.id == "scalar" else ""
        yield Entry((*path, own), _form(value), written, start, end, key_start, key_end, is_flow)
        if value.id != "scalar":
            yield from _entries(text, value, (*path, own))


def _form(node: Any) -> Form:
    if node.id == "mapping":
        return "map"
    if node.id == "sequence":
        return "list"
    if node.style in {"|", ">"}:
        return "block"
    return "quoted" if node.style else "plain"
