"""Everything that can go wrong for a person, one class a situation.

An error is one sentence that says what is wrong and where, and a hint with the next step.
Only the command line catches these; any other exception is a bug and shows as one.
"""

from __future__ import annotations


class PostgenError(Exception):
    """What went wrong, in one sentence, and what to do next."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(PostgenError):
    """The command was called with words that make no sense."""

    exit_code = 2


class VerificationError(PostgenError):
    """An edit would not mean what it should: the fault is postgen's, or the text has a part that is left open."""
