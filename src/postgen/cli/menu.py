"""Menus of posts and of the backlog's items, for a person on a terminal who named none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.cli import console
from postgen.cli.run import may_ask
from postgen.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from postgen.cli.option_groups import AskOptions, ChangeOptions
    from postgen.commands.item_choice import Chooser, ItemRequest
    from postgen.site import Site

OFFERED = 20
"""So many are listed, the newest; others are found by a part of their name."""


def named_or_chosen(
    site: Site, what: str, kinds: Sequence[str], metavar: str, options: ChangeOptions
) -> str:
    """Return what names a file: as it was named, else as it is chosen from a menu.

    `kinds` are those of `postgen.commands.lookup`, and `metavar` is what the command calls it.
    Raises `UsageError` where nobody can be asked, and `NotFoundError` where there is none.
    """
    if what:
        return what
    if not may_ask(site, options):
        raise UsageError(
            f"{metavar} is missing.",
            "Name its path, URL, issue number or a part of its name.",
        )
    from postgen.commands.lookup import find, name_of
    from postgen.commands.vocabulary import newest

    paths = newest(site, kinds)
    called = name_of(kinds)
    if not paths:
        raise NotFoundError(f"There is no {called} yet.", "`postgen new` writes one.")
    if len(paths) > OFFERED:
        console.note(f"The newest {OFFERED} of {len(paths)}; a part of a name finds the others.")
    offered = [site.display_path(path) for path in paths[:OFFERED]]
    while True:
        answer = console.choose(f"Which {called}", offered)
        try:
            return site.display_path(find(site, answer, kinds)[0])
        except NotFoundError as error:
            console.note(error.message)


def items_or_chosen(
    site: Site, path: Path, whats: Sequence[str] | None, options: AskOptions
) -> ItemRequest:
    """Return which items of the backlog at `path` are meant: as named, else chosen from a menu.

    Raises `UsageError` where nobody can be asked, and `NotFoundError` for an empty backlog.
    """
    from postgen.commands.item_choice import ItemRequest

    if whats:
        return ItemRequest(tuple(whats), takes_numbers=options.yes)
    if not may_ask(site, options):
        raise missing_items("an id, a number of `postgen list`, a URL or a part of a title")
    return ItemRequest(_choose_items(path))


def issue_items_or_chosen(site: Site, whats: Sequence[str], options: AskOptions) -> list[str]:
    """Return which items of the draft of an issue are meant: as named, else chosen from a menu.

    Raises `UsageError` where nobody can be asked, and `NotFoundError` for a draft without items.
    """
    from postgen.cli import tables
    from postgen.commands.open_issue import items_of

    if whats:
        return list(whats)
    if not may_ask(site, options):
        raise missing_items("a URL or a part of a title in the issue")
    items = items_of(site)
    rows = [(number, each.title, each.section) for number, each in enumerate(items, 1)]
    for line in tables.numbered(rows):
        console.note(line)
    titles = [each.title for each in items]
    urls = [each.url for each in items]
    while True:
        answer = console.ask("Which items, with commas", choices=titles, many=True)
        chosen: list[str] = []
        for part in filter(None, map(str.strip, answer.split(","))):
            first, _, last = part.partition("-")
            is_range = first.strip().isdecimal() and (last or first).strip().isdecimal()
            if is_range and 0 < int(first) <= int(last or first) <= len(items):
                chosen += urls[int(first) - 1 : int(last or first)]
                continue
            found = [
                each.url
                for each in items
                if part.casefold() in each.title.casefold() and not is_range
            ]
            if len(found) != 1:
                several = "Several items of the issue are" if found else "Nothing in the issue is"
                console.note(f"{several} `{part}`.")
                break
            chosen += found
        else:
            if chosen:
                return list(dict.fromkeys(chosen))
            console.note("Type a number, a range such as 1-3 or a part of a title.")


def missing_items(ways: str) -> UsageError:
    """Return the error for items that are not named; `ways` says how they may be."""
    return UsageError("WHAT is missing.", f"Name it by {ways}.")


def _choose_items(path: Path) -> tuple[str, ...]:
    """Return the whole ids of the items that are chosen from a menu.

    The numbers are those of `postgen list`. Where the items are many, those added last are listed.
    """
    from postgen.backlog import Backlog
    from postgen.cli import tables
    from postgen.commands.item_choice import Chooser
    from postgen.commands.shown_list import remember
    from postgen.files import store

    backlog = Backlog(store.read(path))
    chooser = Chooser(backlog, path, takes_numbers=True)
    entries = list(enumerate(chooser.entries, 1))
    if not entries:
        raise NotFoundError("The backlog is empty.", code="backlog-empty")
    if len(entries) <= OFFERED:
        remember(path, backlog, chooser.ids)
    else:
        console.note(f"The newest {OFFERED} of {len(entries)}; a part of a title finds the others.")
        entries.sort(key=lambda pair: (pair[1].metadata.added, pair[0]))
        entries = sorted(entries[-OFFERED:], key=lambda pair: pair[0])
    rows = [(number, entry.title, entry.section.name) for number, entry in entries]
    for line in tables.numbered(rows):
        console.note(line)
    titles = [entry.title for entry in chooser.entries]
    while True:
        answer = console.ask("Which items, with commas", choices=titles, many=True)
        if not answer.strip(" ,"):
            console.note("Type a number, a range such as 1-3, an id or a part of a title.")
            continue
        try:
            return _ids_of(chooser, answer)
        except NotFoundError as error:
            console.note(error.message)


def _ids_of(chooser: Chooser, answer: str) -> tuple[str, ...]:
    """Return the ids of the items that an answer means: `1, 3-5`, `1 3`, or a part of a title.

    Raises `NotFoundError`.
    """
    has_words = any(character.isalpha() for character in answer)
    parts = [part for part in answer.split(",") if part.strip()]
    try:
        chosen = chooser.choose([answer] if has_words else answer.replace(",", " ").split())
    except NotFoundError:
        if not has_words or len(parts) < 2:
            raise
        chosen = chooser.choose(parts)
    ids = dict(zip((entry.start for entry in chooser.entries), chooser.ids, strict=True))
    return tuple(ids[entry.start] for entry in chosen)
