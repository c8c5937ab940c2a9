"""What a person reads of a result: its sentences, its commit message, and the hints that name options.

Commands return data (`postgen.commands.Result`); errors carry data. Every sentence about a result, and every name of an
option in a hint, stands here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.cli import console

if TYPE_CHECKING:
    from postgen.commands import Note, Result
    from postgen.errors import PostgenError

SENTENCES: dict[str, str] = {
    # the backlog
    "filed": "Filed under `{category}`: {title}",
    "filed-unsorted": "No --category was given: filed under `{category}`.",
    "fits-category": "`{category}` would fit {title}: postgen move {url} --to {quoted}",
    "fits-more": "{count} more would fit a category; `postgen list --category {unsorted}` shows them.",
    "category-called": "`{wanted}` is `{name}` here.",
    "category-new": "`{name}` is a new category.",
    "category-near": "`{name}` is a new category; did you mean `{near}`?",
    "known": "{url} is {reason} ({where}).",
    "same-title": "`{title}` is also the title of {other} ({where}).",
    "dropped": "Dropped: {title}",
    "moved": "Moved to `{category}`: {title}",
    "moved-already": "It is under `{category}` already.",
    "edited": "Edited: {title}",
    "unchanged": "Nothing was changed.",
    # new files
    "slug-from-kind": "There is no letter or digit in `{text}` to name the file by: it is `{slug}`. --slug gives another.",
    "slug-reserved": "Windows has no files of the name `{reserved}`: it is `{slug}`. --slug gives another.",
    "url-taken": "{path} has the URL {url} too, and Jekyll keeps only one: give another --slug.",
    "url-in-folder": "Its folder is a category, so its URL is {url}.",
    "future": "It is dated {moment}: until then Jekyll leaves it out, unless told `future: true`.",
    "unpublished": "Jekyll leaves it out because its `published:` is false.",
    "term-near": "The {kind} `{word}` is new here; did you mean `{near}`?",
    "left-out": "Left out, published before: {links}. --allow-repeat takes them all the same.",
}
"""A sentence for each code of a note."""

SUMMARIES: dict[str, str] = {
    "add-one": "Add {title}",
    "add-many": "Add {count} links to the backlog",
    "drop": "Drop {title}",
    "move": "Move {title}",
    "edit": "Edit {title}",
    "new": "Add {kind}: {title}",
    "publish-issue": "Publish {title}",
}
"""A commit message for each code of a summary."""

HINTS: dict[str, str] = {
    "name-taken": "Use --slug {slug}, or --force to replace it.",
    "name-taken-by-title": "Give another title ({slug}), or --force to replace it.",
    "no-backlog": "Run `postgen new backlog`, or name a file with --backlog PATH.",
    "backlog-missing": "Run `postgen new backlog`, or name another with --backlog PATH.",
    "set-form": "Write it as --set comments=true.",
    "set-date": "Use --date.",
}
"""The next step, for errors whose next step is an option: by the error's `code`, formatted with its data."""


def sentence(note: Note | str) -> str:
    """Return a note as the sentence that a person reads."""
    if isinstance(note, str):
        return note
    return SENTENCES[note.code].format_map(note.values)


def summary(result: Result) -> str:
    """Return what a command did, as a commit says it; "" where it did nothing."""
    if result.message is None:
        return ""
    if isinstance(result.message, str):
        return result.message
    return SUMMARIES[result.message.code].format_map(result.message.values)


def hint(error: PostgenError) -> str:
    """Return the next step after an error."""
    template = HINTS.get(error.code)
    return template.format_map(error.data) if template else error.hint


def notes(result: Result) -> None:
    """Print what a person should know besides the result, each sentence once."""
    for each in dict.fromkeys(map(sentence, result.notes)):
        console.note(each)


def result(result: Result) -> None:
    """Print a result: the files, or the text that it is."""
    console.result(result.lines)
