"""A table of contents, written from the headings of a body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple
from postgen.toc.headings import titles

if TYPE_CHECKING:
    from postgen.markdown import Markdown
    from postgen.toc.headings import Title

# What begins a block in an item: `- x`, `1. x`, `# x`, `> x`.
_BLOCK_MARK = Lazy(r"[-+*:](?=\s)|\d+\.(?=\s)|[#>=^~]")


class Style(NamedTuple):
    """How the list is written: its bullet, the indentation of a level, and whether it has links."""

    bullet: str = "-"
    step: str = "    "
    linked: bool = True


def contents(
    body: Markdown, *, style: Style | None = None, without: str = "", depth: int = 6
) -> str:
    """Return the table of contents of a body, in lines; the heading `without` is left out.

    At most `depth` levels are listed. The links lead to the ids that kramdown makes; a heading
    whose id Liquid decides is named without a link.
    """
    style = style or Style()
    lines: list[str] = []
    levels_above: list[int] = []
    for title in titles(body, bold=False):
        is_left_out = not title.listed or title.words == without
        if is_left_out or not title.text:
            continue
        while levels_above and levels_above[-1] >= title.level:
            levels_above.pop()
        if len(levels_above) >= depth:
            continue
        entry = _entry(title, linked=style.linked)
        lines.append(f"{style.step * len(levels_above)}{style.bullet} {entry}")
        levels_above.append(title.level)
    return "\n".join(lines)


def _entry(title: Title, *, linked: bool) -> str:
    if linked and title.id:
        return escape.link(title.text, f"#{title.id}")
    return guarded(title.text)


def guarded(text: str) -> str:
    """Escape the start of an entry, where it would begin a list, a heading or the like."""
    return escape.guard(text) if _BLOCK_MARK.match(text) else text
