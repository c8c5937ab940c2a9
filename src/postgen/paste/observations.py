"""What was seen in a pasted text, as data."""

from __future__ import annotations

from typing import Literal

from postgen.text.records import NamedTuple


class Spot(NamedTuple):
    """A part of a text, and its line, counted from 1; 0 is the title that was passed."""

    line: int
    text: str

    def __str__(self) -> str:
        """Return the spot as it is pointed out."""
        return f"line {self.line} `{self.text}`"


class Observations(NamedTuple):
    """What a pasted text was read as, and what there is to point out.

    `markdown_signs` show that it is Markdown. `repaired` counts the runs of characters that were
    read in a wrong encoding and are restored; `lost` are those that cannot be. `headings`, `items`
    (of lists), `author`, `date` and `unlinked` are of plain text: `unlinked` are the places that
    may have been links, None where the text has URLs.
    """

    read_as: Literal["text", "markdown"]
    markdown_signs: tuple[str, ...] = ()
    repaired: int = 0
    lost: tuple[Spot, ...] = ()
    headings: tuple[Spot, ...] = ()
    items: int = 0
    author: Spot | None = None
    date: Spot | None = None
    unlinked: tuple[Spot, ...] | None = None

    def to_json(self) -> dict[str, object]:
        """Return the observations as `--json` prints them."""
        of_plain_text = {
            "headings": len(self.headings),
            "items": self.items,
            "unlinked": [str(spot) for spot in self.unlinked or ()],
        }
        return {
            "read_as": self.read_as,
            **(of_plain_text if self.read_as == "text" else {}),
            "repaired": self.repaired,
            "lost": [spot._asdict() for spot in self.lost],
        }
