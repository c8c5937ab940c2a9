"""Findings as they are reported, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from postgen.model import Severity


class Located(NamedTuple):
    """A finding with its place, as people count: lines and columns from 1, in characters.

    `path` is the file's place in the site's folder, with slashes; `end_column` is behind the last
    character. `excerpt` is the line, or of a long one the part that begins at column `shown_from`.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    code: str
    message: str
    severity: Severity
    fixable: bool
    excerpt: str
    shown_from: int = 1

    def to_json(self) -> dict[str, Any]:
        """Return the finding as JSON has it."""
        return {
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "code": self.code,
            "message": self.message,
            "severity": self.severity,
            "fixable": self.fixable,
        }
