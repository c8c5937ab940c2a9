"""The ids of an issue's items, made of their titles: a link to one stays right as numbers move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.jekyll.slugs import slugify
from postgen.markdown import escape
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postgen.markdown import Markdown

LONGEST = 60

_ID = Lazy(r"[A-Za-z][A-Za-z0-9-]*\Z")
"""What kramdown takes for an id behind a heading, `{#its-id}` (header.rb, `HEADER_ID`)."""

_OF_REFERENCES = Lazy(r"(?:ref|cite|fn|fnref)-?\d*\Z")


class Ids:
    """The ids of a page, each used once; `taken` are those that it has already."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {"toc", "markdown-toc", *taken}

    def of(self, title: str) -> str:
        """Return an id for an item: `the-illustrated-transformer`, `-2` for the second of them."""
        made = id_of(title)
        unique, number = made, 1
        while unique in self._taken:
            number += 1
            unique = f"{made}-{number}"
        self._taken.add(unique)
        return unique


def ids_of_sections(titles: Iterable[str], heading: str) -> Ids:
    """Return the ids of a page that has sections, numbered or not, and a list of references."""
    taken = [escape.heading_id(heading)]
    for number, title in enumerate(titles, 1):
        taken += [escape.heading_id(title), escape.heading_id(f"{number}. {title}")]
    return Ids(taken)


def ids_of_page(page: Markdown) -> Ids:
    """Return the ids that a page has."""
    return Ids(heading.id for heading in page.headings)


def id_of(title: str) -> str:
    """Return the id that kramdown would make of a title, in ASCII and beginning with a letter."""
    made = _shortened("-".join(escape.heading_id(title).replace("-", " ").split()))
    if not made.isascii() or "_" in made:
        made = _shortened(slugify(title.replace("_", "-"), ascii_only=True))
    is_own = _ID.match(made) and not _OF_REFERENCES.match(made)
    return made if is_own else f"item-{made}".rstrip("-")


def _shortened(made: str) -> str:
    """Cut an id between words."""
    if len(made) <= LONGEST:
        return made
    return made[: LONGEST + 1].rpartition("-")[0] or made[:LONGEST]
