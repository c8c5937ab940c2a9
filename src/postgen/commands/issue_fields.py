"""The front matter of an issue as fields: the keys that it has, and those that the others have."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from postgen.commands import key_values, set_keys
from postgen.jekyll import frontmatter
from postgen.jekyll.document import Document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postgen.commands import Result
    from postgen.habits.learn import IssueHabits
    from postgen.site import Site

Kind = Literal["text", "long", "list", "switch", "date", "yaml"]
"""How a field is filled in; `yaml` is what only the text of the front matter can hold."""

LAST = 3
"""So many of the last issues say which keys an issue may have."""

LONG = 60
"""A text of more characters has a field of several lines."""


class Field(NamedTuple):
    """A key and its value as it is shown, a list with one entry on each line.

    `is_new` marks one that the issue does not have.
    """

    name: str
    kind: Kind
    value: str
    is_new: bool = False


def fields(text: str, learned: IssueHabits | None) -> list[Field]:
    """Return the keys of an issue in their order, then those that most of the last ones have.

    Raises `YamlError` for a front matter that cannot be read.
    """
    front = frontmatter.read(text)
    written = Document.parse(text).front
    found = [_field(name, value, written) for name, value in front.items()]
    samples = [_front(each.text) for each in learned.samples[:LAST]] if learned else []
    counts = Counter(name for each in samples for name in each)
    for sample in samples:
        for name, value in sample.items():
            is_usual = 2 * counts[name] > len(samples)
            is_known = name in front or any(each.name == name for each in found)
            if is_usual and not is_known and name != "date":
                found.append(_field(name, value, "")._replace(value="", is_new=True))
    return found


def _front(text: str) -> dict[str, Any]:
    try:
        return frontmatter.read(text)
    except frontmatter.YamlError:
        return {}


def _field(name: str, value: Any, written: str) -> Field:
    name = str(name)
    kind, shown = _shown(name, value)
    if kind == "date" and written:
        shown = frontmatter.written_value(written, name).strip("\"'")
    return Field(name, kind, shown)


def _shown(name: str, value: Any) -> tuple[Kind, str]:
    """Return how a value is filled in, and what stands there."""
    found: tuple[Kind, str] = "yaml", ""
    if isinstance(value, bool):
        found = "switch", "true" if value else "false"
    elif name == "date" or isinstance(value, (date, datetime)):
        found = "date", str(value)
    elif name in key_values.LISTS and isinstance(value, str):
        found = "list", "\n".join(value.split())
    elif isinstance(value, list) and all(isinstance(each, str) for each in value):
        found = "list", "\n".join(value)
    elif isinstance(value, str):
        found = "long" if len(value) > LONG or "\n" in value else "text", value
    elif value is None or isinstance(value, (int, float)):
        found = "text", "" if value is None else str(value)
    return found


def set_fields(
    site: Site,
    what: str,
    text: str,
    learned: IssueHabits | None,
    new: Mapping[str, str],
    now: datetime,
) -> Result:
    """Set the keys whose fields were filled in otherwise; those of an emptied date or list go.

    Raises what `set_keys` does.
    """
    values: dict[str, Any] = {}
    removed: list[str] = []
    for field in fields(text, learned):
        value = new.get(field.name, field.value).replace("\r\n", "\n")
        is_same = value.strip() == field.value.strip()
        if is_same or field.kind == "yaml":
            continue
        if not value.strip() and field.kind in {"switch", "date", "list"}:
            removed.append(field.name)
        else:
            values[field.name] = _value(field, value)
    request = set_keys.SetRequest(values, removed=tuple(removed))
    return set_keys.set_keys(site, what, request, now)


def _value(field: Field, value: str) -> Any:
    if field.kind == "switch":
        return value == "true"
    if field.kind == "list":
        return [line.strip() for line in value.split("\n") if line.strip()]
    if (
        field.kind == "text"
        and field.value
        and not isinstance(key_values.value_of(field.name, field.value), str)
    ):  # what was a number stays one
        return key_values.value_of(field.name, value)
    return value.strip("\n")
