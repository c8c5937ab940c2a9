"""The "daily newspaper": a table of cards, images left and right in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.exporters.fields import markup
from postgen.exporters.formats import Format
from postgen.urls.schemes import image_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.model import Link

_MARKS = {ord(mark): f"&#{ord(mark)};" for mark in "|\\`*_[]{}$~'^"}


def write(links: Sequence[Link]) -> str:
    """Write a table of cards for each source, below its name."""
    cards_by_source: dict[str, list[str]] = {}
    for number, link in enumerate(links):
        side = "left" if number % 2 else "right"
        cards_by_source.setdefault(link.via, []).append(_card(link, side))
    tables = [
        f"| {_cell(source)} |\n|---|\n{''.join(cards)}" for source, cards in cards_by_source.items()
    ]
    return "\n".join(tables)


def _card(link: Link, side: str) -> str:
    """Write a card.

    The attribute `title` of its link says that it is a title, whatever it looks like.
    """
    title = _cell(link.title)
    image = ""
    address = image_address(link.image)
    if address:
        image = f'<img width="100" height="80" align="{side}" src="{_cell(address)}" alt="">'
    return f'| <p><a href="{_cell(link.url)}" title="{title}">{image}{title}</a></p> |\n'


def _cell(text: str) -> str:
    """Escape a text for HTML in a cell of Markdown: no mark of Markdown or Liquid is left in it."""
    return markup(text).translate(_MARKS)


FORMATS = (Format("newspaper", write, frozenset({"title", "image", "via"})),)
