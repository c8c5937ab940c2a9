"""The table of contents that stands for `{:toc}`: `generate_toc_tree` of kramdown's converter."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown.render_text import attributes, indented, spaces

if TYPE_CHECKING:
    from collections.abc import Iterable


class TocEntry(NamedTuple):
    """A heading: its level and id, and its words as HTML."""

    level: int
    id: str
    html: str


def render(entries: Iterable[TocEntry], name: str, given: dict[str, str]) -> str:
    """Render the table of contents as a list; `name` is `ul` or `ol`, `given` its attributes."""
    given.setdefault("id", "markdown-toc")
    root = _Node(TocEntry(0, "", ""))
    above = [root]
    for entry in entries:
        while above[-1].entry.level >= entry.level:
            above.pop()
        node = _Node(entry)
        above[-1].children.append(node)
        above.append(node)
    if not root.children:
        return ""
    inner = "".join(child.html(name, given["id"], 2) for child in root.children)
    return indented(name, given, inner, 0)


class _Node:
    """An entry, with those below it."""

    def __init__(self, entry: TocEntry) -> None:
        self.entry = entry
        self.children: list[_Node] = []

    def html(self, name: str, list_id: str, indent: int) -> str:
        """Return the entry as an item of a list."""
        given = {"href": f"#{self.entry.id}", "id": f"{list_id}-{self.entry.id}"}
        link = f"<a{attributes(given)}>{self.entry.html}</a>"
        if not self.children:
            return f"{spaces(indent)}<li>{link}</li>\n"
        inner = "".join(child.html(name, list_id, indent + 4) for child in self.children)
        nested = indented(name, {}, inner, indent + 2)
        return f"{spaces(indent)}<li>{link}{nested}{spaces(indent)}</li>\n"
