"""Names that other modules still import from here."""

from __future__ import annotations

from postgen.commands.backlog_file import NoBacklogError, backlog_path
from postgen.commands.items import SORTS, NotFoundError
from postgen.commands.known_links import Refusal, clean_url, known_links

__all__ = [
    "SORTS",
    "NoBacklogError",
    "NotFoundError",
    "Refusal",
    "backlog_path",
    "clean_url",
    "known_links",
]
