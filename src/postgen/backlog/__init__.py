"""The backlog: sections of links in a post that people write.

`model` and `entry` have its objects, `parse` what its Markdown says, `edit` the edits, `metadata`
the comment behind a link. Pure.
"""

from __future__ import annotations

from postgen.backlog.entry import Entry, Section
from postgen.backlog.model import UNSORTED, Backlog, CategoryError, read
from postgen.backlog.parse import (
    BOLD_LINE,
    SEPARATOR,
    TASK,
    category_name,
    fold,
    in_code,
    is_balanced,
    leading_link,
    quote_of,
)
from postgen.errors import VerificationError

__all__ = [
    "BOLD_LINE",
    "SEPARATOR",
    "TASK",
    "UNSORTED",
    "Backlog",
    "CategoryError",
    "Entry",
    "Section",
    "VerificationError",
    "category_name",
    "fold",
    "in_code",
    "is_balanced",
    "leading_link",
    "quote_of",
    "read",
]
