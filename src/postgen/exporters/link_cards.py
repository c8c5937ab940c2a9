"""The "daily newspaper": a table of cards, images left and right in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.exporters.fields import markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.model import Link


def write(links: Sequence[Link]) -> str:
    """Write a table of cards for each source, below its name."""
    groups: dict[str, list[str]] = {}
    for number, link in enumerate(links):
        side = "left" if number % 2 else "right"
        groups.setdefault(link.via, []).append(_card(link, side))
    return "\n".join(f"| {_cell(via)} |\n|---|\n{''.join(cards)}" for via, cards in groups.items())


def _card(link: Link, side: str) -> str:
    """Spell a card; the `title` of its link says that this is one, whatever it looks like."""
    title = _cell(link.title)
    image = (
        f'<img width="100" height="80" align="{side}" src="{_cell(link.image)}" alt="">'
        if link.image
        else ""
    )
    return f'| <p><a href="{_cell(link.url)}" title="{title}">{image}{title}</a></p> |\n'


def _cell(text: str) -> str:
    """Escape a text for HTML in a cell of Markdown: no mark of Markdown or Liquid is left in it."""
    return "".join(f"&#{ord(each)};" if each in "|\\`*_[]{}$~'^" else each for each in markup(text))
