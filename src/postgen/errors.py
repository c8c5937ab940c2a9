"""Everything that can go wrong for a person, one class a situation.

An error is one sentence that says what is wrong and where, and a hint with the next step. Where the
next step is an option of the command line, the error carries a `code` and data instead, and the
command line words the hint. Only the command line catches these; any other exception is a bug and
shows as one.
"""

from __future__ import annotations

from typing import Any


class PostgenError(Exception):
    """What went wrong, in one sentence, and what to do next.

    `code` names the hint that the command line has for it (see `postgen.cli.hints`), `data`
    is what that hint mentions; `hint` is the next step for everybody else.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "", *, code: str = "", **data: Any) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code
        self.data = data


class UsageError(PostgenError):
    """The command was called with words that make no sense."""

    exit_code = 2


class NotFoundError(PostgenError):
    """Nothing is called as a person says, or several things are: an item, a category, a file."""


class VerificationError(PostgenError):
    """An edit would not have the intended meaning.

    The fault is postgen's, or the text has a part that is left open.
    """
