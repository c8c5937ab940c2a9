"""Attribute lists: what `{:.class #id key="value" name}` gives to the element that it is for.

Ported from kramdown's `lib/kramdown/parser/kramdown/extensions.rb` and `update_attr_with_ial`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.markdown import block_grammar as g
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from postgen.markdown.tree import Block

_ATTRIBUTE = Lazy(
    r"""
    (?:\A|\s)
    (?: (?P<key>\w[\w-]*) = (?P<quote>["'])
        (?P<value> (?: \\\} | \\(?P=quote) | (?!(?P=quote))[^}] )*? ) (?P=quote)
      | (?P<name>\w[\w-]*)
      | (?P<marks> (?: \#[A-Za-z][\w:-]* | \.[^\s.\#]+ )+ )
    )
    (?=\s|\Z)
    """,
    re.ASCII | re.VERBOSE,
)
"""ALD_TYPE_ANY: `key="value"`, the `name` of an attribute list definition, or `#id.class`."""
_MARK = Lazy(r"#([A-Za-z][\w:-]*)|\.([^\s.#]+)", re.ASCII)
"""ALD_TYPE_ID_OR_CLASS: one of the marks in `#id.class`."""


class AttributeList(NamedTuple):
    """The attributes in a list, in its order, and the names of other lists, such as `toc`."""

    values: dict[str, str]
    names: tuple[str, ...] = ()


def read(text: str) -> AttributeList:
    """Read the inside of an attribute list, or of several with spaces between them."""
    values: dict[str, str] = {}
    names: list[str] = []
    for found in _ATTRIBUTE.finditer(text):
        if found["key"]:
            values[found["key"]] = re.sub(rf"\\(\}}|{found['quote']})", r"\1", found["value"])
        elif found["name"]:
            names.append(found["name"])
        else:
            _read_marks(found["marks"], values)
    return AttributeList(values, tuple(names))


def _read_marks(marks: str, values: dict[str, str]) -> None:
    """Add what `#id.class` says."""
    for mark in _MARK.finditer(marks):
        if mark[1]:
            values["id"] = mark[1]
        else:
            values["class"] = f"{values.get('class', '')} {mark[2]}".lstrip(" ")


def defined(blocks: Iterable[Block]) -> dict[str, AttributeList]:
    """Return the lists that have a name, `{:name: .class}`; a later one adds to an earlier one."""
    found: dict[str, str] = {}
    for block in blocks:
        if block.kind != "ald" or not block.place:
            continue
        view, start, _ = block.place
        definition = g.ALD.match(view.text, start)
        if definition:
            name, more = definition[1], definition[2]
            found[name] = f"{found.get(name, '')} {more}"
    return {name: read(text) for name, text in found.items()}


def apply(
    attributes: dict[str, str],
    given: AttributeList,
    named: Mapping[str, AttributeList],
    used: frozenset[str] = frozenset(),
) -> None:
    """Add a list to an element's attributes, after the lists that it names.

    Classes add up; of anything else the last one counts. `used` are the names of the lists around
    this one, which may not name itself.
    """
    for name in given.names:
        if name in named and name not in used:
            apply(attributes, named[name], named, used | {name})
    for key, value in given.values.items():
        is_added = key == "class"
        attributes[key] = f"{attributes.get(key, '')} {value}".lstrip(" ") if is_added else value
