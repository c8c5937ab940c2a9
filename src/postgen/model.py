"""The data that packages hand to each other: links, and findings of checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from postgen.text.edits import Edit

Severity = Literal["error", "warning", "info"]
"""An error fails `check`; a warning and an info do not."""


class Link(NamedTuple):
    """A link that somebody keeps: plain text, nothing escaped. `added` is `YYYY-MM-DD` or empty.

    `quote` is a passage of the page, its paragraphs with an empty line between them. `others` are
    links that stand in the note, each a text and its URL; `line` is where the link
    stood in a file that was imported, and is not part of the link.
    """

    url: str
    title: str
    note: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    via: str = ""
    image: str = ""
    added: str = ""
    others: tuple[tuple[str, str], ...] = ()
    author: str = ""
    quote: str = ""
    line: int = 0

    def __eq__(self, other: object) -> bool:
        """Whether it is the same link, wherever it stood."""
        return isinstance(other, Link) and self[:-1] == other[:-1]

    def __ne__(self, other: object) -> bool:
        """Whether it is another link."""
        return not self == other

    def __hash__(self) -> int:
        """Return the same for the same link."""
        return hash(self[:-1])

    def to_json(self) -> dict[str, Any]:
        """Return the link as it is in JSON, in an export and in what commands report."""
        return {
            "url": self.url, "title": self.title, "note": self.note, "category": self.category,
            "tags": list(self.tags), "via": self.via, "image": self.image, "added": self.added,
            "others": [{"title": title, "url": url} for title, url in self.others],
            "author": self.author, "quote": self.quote,
        }  # fmt: skip


class Finding(NamedTuple):
    """A fault in a text.

    `code` names the check (`KR01`), `start` and `end` the characters of the text that was checked,
    `fix` the edits of that text which repair it (none where the right answer is not certain),
    `path` the file as it is shown ("" for a text without one), and `line` the line in that file,
    from 1 (0 until it is known). `fixed` says that the command which reports the finding has
    repaired it, by these edits or by writing the references again.
    """

    code: str
    start: int
    end: int
    message: str
    fix: tuple[Edit, ...] = ()
    severity: Severity = "error"
    path: str = ""
    line: int = 0
    fixed: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the finding as `--json` prints it."""
        return {
            "code": self.code,
            "path": self.path,
            "line": self.line,
            "message": self.message,
            "severity": self.severity,
            "fixable": bool(self.fix),
            "fixed": self.fixed,
        }
