"""What every importer works with: a file, what it holds, and how it is recognised."""

from __future__ import annotations

from enum import IntEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Protocol

    from postgen.importers.fields import Rejected, Subscribed, Untitled
    from postgen.model import Link

    ImportedRow = Link | Rejected | Subscribed | Untitled

    class Importer(Protocol):
        """What the module of an importer defines; one that another package registers does, too."""

        NAMES: Iterable[str]
        """The formats that it reads."""

        def sniff(self, file: SourceFile) -> Guess | None:
            """Return which of the formats the beginning of a file has; None for none."""

        def read(self, file: SourceFile) -> Iterator[ImportedRow]:
            """Read the links of a file, and the rows that are none."""


class SourceFile(NamedTuple):
    """A file to import: its name as the person knows it, its text, and its format, if known.

    `in_archive` says that it is one of the files of a zip file; `fault` why that one has no text.
    """

    name: str
    text: str
    format: str = ""
    in_archive: bool = False
    fault: str = ""

    def has_ending(self, *endings: str) -> bool:
        """Whether the name ends in one of `endings`, such as `.csv`, in capitals or not."""
        return PurePosixPath(self.name).suffix.lower() in endings


class Confidence(IntEnum):
    """How much of a format shows in a text.

    Of several guesses, the one with the highest confidence counts.
    """

    FILE_NAME = 10
    """Only the ending of the file's name says so."""
    SOME_ADDRESS = 20
    """An address stands somewhere in it, which is true of nearly every file of links."""
    LINK_MARKUP = 30
    """Links are marked up, as Markdown's are."""
    EVERY_LINE = 40
    """Each line is an address."""
    COLUMNS = 45
    """One of its columns is filled with addresses."""
    HEADER_ROW = 50
    """Its first line names columns."""
    HTML_LINKS = 60
    """It is a page or a bookmark file with links."""
    CARDS = 70
    """Cells of a table hold HTML links."""
    ROOT_ELEMENT = 80
    """It has the elements of one language of XML."""
    SYNTAX = 90
    """It begins as nothing else does."""


class Guess(NamedTuple):
    """The format that a text seems to have."""

    format: str
    confidence: Confidence
