"""Sentences and hints that the desk has where those of the command line name options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from postgen.commands import Note, Result
    from postgen.errors import PostgenError


class Words(Protocol):
    """The sentences of results, which the command line has: `postgen.cli.report`."""

    def sentence(self, note: Note) -> str:
        """Return a note as the sentence that a person reads."""

    def summary(self, result: Result) -> str:
        """Return what a command did; "" where it did nothing."""

    def hint(self, error: PostgenError) -> str:
        """Return the next step after an error."""


SENTENCES = {
    "filed-unsorted": "Filed under `{category}`, for it has no category.",
    "fits-category": "`{category}` would fit {title}.",
    "fits-more": "{count} more would fit a category.",
    "moved-for-good": "{url} moved for good: filed as {new}.",
    "left-out": "Left out, published before: {links}.",
    "many-cards": "There are {count} cards.",
}
"""For codes of notes whose sentence has an option as its next step."""

HINTS = {
    "category-near": "Choose one of these, or make `{wanted}` a new category.",
    "category-several": "Write more of the name, or make `{wanted}` a new category.",
    "category-not-empty": "Merge it into another category first.",
    "backlog-exists": "It is the one that is shown.",
    "no-backlog": "Begin one under Backlog.",
    "backlog-missing": "Begin one under Backlog.",
    "no-draft-issue": "Begin one first.",
    "git-busy": "Finish it first: `git status` says how.",
    "git-unmerged": "Resolve them and `git add` them first.",
    "git-locked": "Wait for the other git to end; if there is none, remove that file.",
    "undated": "Write it as 2026-11-20 18:30.",
    "taken": "Choose another name.",
    "name-taken": "Choose another name.",
    "name-taken-by-title": "Choose another title.",
    "name-taken-rename": "Choose another name.",
}
"""The next step, for errors whose next step is an option on the command line."""


class DeskWords:
    """The words of the command line, or the desk's own."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def sentence(self, note: Note) -> str:
        """Return a note as the sentence that a person reads."""
        own = SENTENCES.get(note.code)
        return own.format_map(note.values) if own else self._words.sentence(note)

    def summary(self, result: Result) -> str:
        """Return what a command did; "" where it did nothing."""
        return self._words.summary(result)

    def hint(self, error: PostgenError) -> str:
        """Return the next step after an error; "" where it is an option of the command line."""
        own = HINTS.get(error.code)
        found = own.format_map(error.data) if own else self._words.hint(error)
        return "" if "--" in found else found
