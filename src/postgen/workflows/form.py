"""The issue form of the inbox: its categories, and what an issue says that was written with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from postgen.jekyll import frontmatter
from postgen.text.edits import newline_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LABELS = {"url": "Address", "category": "Category", "note": "Why", "quote": "Quotation"}
"""The fields of the form, in their order, each with its label where no form says another."""

TITLE = "Link"
"""The title of an issue for which nobody wrote one."""

_OPTIONS = re.compile(
    r"(?P<head>^(?P<indent>[ \t]*)# The backlog's categories: [^\r\n]*\r?\n)"
    r"(?P<options>(?:[ \t]*(?:[-#][^\r\n]*)?\r?\n)*?)"
    r"(?P<foot>[ \t]*# End of the categories\.[ \t]*(?:\r?\n|\Z))",
    re.MULTILINE,
)
"""The lines of the drop-down's choices, between two comments."""

_EMPTY = "_No response_"
"""What GitHub writes for a field that was left empty."""

_NO_CHOICE = "None"
"""What GitHub writes for a drop-down of which nothing was chosen again."""


def options(categories: Iterable[str]) -> list[str]:
    """Return the choices of the drop-down, a line each; `Unsorted` where there is no category.

    GitHub takes a name once only, and not `None`, which is what choosing nothing is called.
    """
    names = [name for name in dict.fromkeys(categories) if name.casefold() != "none"]
    return [f"- {frontmatter.encode(name)}" for name in names or ["Unsorted"]]


def with_categories(text: str, categories: Iterable[str]) -> str | None:
    """Return the text of a form with other choices; None without the two comments."""
    found = _OPTIONS.search(text)
    if not found:
        return None
    newline = newline_at(text, found.start())
    lines = "".join(f"{found['indent']}{line}{newline}" for line in options(categories))
    return text[: found.start("options")] + lines + text[found.end("options") :]


def read_form(text: str) -> tuple[dict[str, str], str]:
    """Return the labels of a form's fields by their ids, and the title that it begins with.

    A form that is not YAML has none: what is missing is as postgen writes it.
    """
    try:
        form: Any = frontmatter.load(text)
    except frontmatter.YamlError:
        form = {}
    labels = dict(LABELS)
    body = form.get("body")
    for field in body if isinstance(body, list) else ():
        name = field.get("id") if isinstance(field, dict) else None
        attributes = field.get("attributes") if isinstance(field, dict) else None
        label = attributes.get("label") if isinstance(attributes, dict) else None
        if name in labels and isinstance(label, str) and label.strip():
            labels[name] = label.strip()
    title = form.get("title")
    return labels, title.strip() if isinstance(title, str) else TITLE


def read_fields(body: str, labels: Mapping[str, str]) -> dict[str, str] | None:
    """Return the fields of an issue's body; None if it was not written with the form.

    GitHub writes `### Label`, an empty line and the value, for each field in the form's order. A
    heading that is not the next label is a part of the value.
    """
    text = "\n".join(body.splitlines()).strip()
    place = 0
    starts: dict[str, tuple[int, int]] = {}
    for name, label in labels.items():
        heading = re.compile(rf"^### {re.escape(label)}[ \t]*$", re.MULTILINE)
        found = heading.search(text, place)
        if found:
            starts[name] = found.span()
            place = found.end()
    if not starts or starts.get("url", (1, 1))[0] != 0:
        return None
    _, *begins = (start for start, _ in starts.values())
    ends = [*begins, len(text)]
    values = {
        name: text[begin:end].strip()
        for (name, (_, begin)), end in zip(starts.items(), ends, strict=True)
    }
    if values.get("category") == _NO_CHOICE:
        values["category"] = ""
    return {name: "" if value == _EMPTY else value for name, value in values.items()}
