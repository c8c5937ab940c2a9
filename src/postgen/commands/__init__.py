"""One function a command: a request in, a `Result` out.

What a command decides is decided here; nothing is written.

The command line, a Python program and any other front end call the same functions and get the same
decisions. Texts, options and commit messages are made of a result by whoever shows it: see
`postgen.cli.report`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from postgen.files.store import Change


class Note(NamedTuple):
    """Something that a person should know, as data.

    `code` says what it is (`new-category`), `values` what it is about. `postgen.cli.report` has a
    sentence for each code.
    """

    code: str
    values: Mapping[str, Any]


def note(code: str, /, **values: Any) -> Note:
    """Return a note."""
    return Note(code, values)


class Result(NamedTuple):
    """What a command comes to.

    `changes` are the files to write, in the order of writing; `paths` are the files that are the
    result, as they are shown. `data` is what `--json` prints, with stable keys. `notes` are for the
    person; `findings` are what a check found, and the result of a command that writes nothing.
    `summary` says what was done, for a commit and for `undo`. `opens` is the file to edit next;
    `failed` counts what could not be done although the rest was; `interrupted` says that a person
    wanted no more than that. `text` is a result that is a text
    itself.
    """

    changes: tuple[Change, ...] = ()
    paths: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    data: Mapping[str, Any] = MappingProxyType({})
    summary: Note | None = None
    findings: tuple[Note, ...] = ()
    opens: Path | None = None
    failed: int = 0
    interrupted: bool = False
    text: str = ""
