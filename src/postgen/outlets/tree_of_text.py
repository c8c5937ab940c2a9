"""A post's tree made ready for text alone: notes, links of images and bold titles.

What a mail shows by its form is put into words here, in the tree itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.outlets import elements
from postgen.outlets.elements import Element
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG_OF_BLOCK = Lazy(r"</?(?:p|div)>")
_BOLD_TITLE = "h6"
"""What a paragraph is read as that is bold as a whole: a title below all headings."""


def drop_tags_in_cells(tree: Element) -> None:
    """Drop `<p>` in the cells of tables, where kramdown shows it as it is written."""
    for cell in tree.all("td", "th"):
        cell.children = [
            _TAG_OF_BLOCK.sub("", each) if isinstance(each, str) else each for each in cell.children
        ]


def put_notes_in_place(tree: Element) -> None:
    """Put footnotes into brackets where they are cited first, and remove their list."""
    notes: dict[str, Element] = {}
    for block in tree.all("div"):
        if block.attributes.get("role") == "doc-endnotes":
            for note in block.all("li"):
                notes[note.attributes.get("id", "")] = note
            block.children = []
    if not notes:
        return
    for element in list(tree.walk()):
        element.children = [_note_or_child(each, notes) for each in element.children]


def _note_or_child(child: Element | str, notes: dict[str, Element]) -> Element | str:
    if not isinstance(child, Element) or child.name != "sup":
        return child
    links = [each.attributes.get("href", "") for each in child.all("a")]
    is_mark = len(links) == 1 and links[0].startswith("#fn:")
    if not is_mark:
        return child
    note = notes.pop(links[0][1:], None)
    inline = Element("span")
    if note is not None:
        inline.children = [" (", *_words_of_note(note), ")"]
    return inline


def _words_of_note(note: Element) -> list[Element | str]:
    """Return the running text of a note, its paragraphs and lists in one line."""
    words = list(_flat(note))
    while words and is_space(words[0]):
        del words[0]
    while words and is_space(words[-1]):
        words.pop()
    if words and isinstance(words[-1], str):
        return [*words[:-1], words[-1].rstrip()]
    return words


def _flat(element: Element) -> Iterator[Element | str]:
    for child in element.children:
        if isinstance(child, Element) and child.name in elements.BLOCKS:
            yield " "
            yield from _flat(child)
        elif _is_of_note(child):
            yield child


def _is_of_note(child: Element | str) -> bool:
    """Whether something is not the link back to the text, nor the mark of another note."""
    if isinstance(child, str):
        return True
    return child.name != "sup" and child.attributes.get("role") != "doc-backlink"


def put_words_into_links(tree: Element) -> None:
    """Add the words of the image, or its address, to a link that shows an image alone."""
    for link in tree.all("a"):
        url = link.attributes.get("href", "")
        alt = " ".join(each.words for each in link.all("img")).strip()
        has_words = link.words != alt
        if url and not has_words:
            link.children.append(alt or url)


def find_bold_titles(tree: Element) -> None:
    """Read paragraphs that are bold as a whole as titles: `**1.1 Turing-NLG**`."""
    for paragraph in tree.all("p"):
        shown = [each for each in paragraph.children if not is_space(each)]
        if len(shown) == 1 and isinstance(shown[0], Element) and shown[0].name in {"strong", "b"}:
            paragraph.name = _BOLD_TITLE


def is_space(child: Element | str) -> bool:
    """Whether something is white space or a break."""
    return not child.strip() if isinstance(child, str) else child.name == "br"
