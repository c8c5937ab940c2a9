"""The items of the backlog that a person means.

Each is a URL, an id, a number of the list, a range of numbers or a part of a title, tried in this
order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.backlog.ids import is_id, shown_ids
from postgen.backlog.model import with_url, with_words
from postgen.commands.shown_list import ids_of, last_shown
from postgen.errors import NotFoundError
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple
from postgen.text.words import first_words, same_name_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from postgen.backlog import Backlog, Entry

CANDIDATES = 10
"""So many items are listed where one name fits several."""

_RANGE = Lazy(r"(\d{1,9})(?:[-–]|\.\.)(\d{1,9})")


class ItemRequest(NamedTuple):
    """Which items are meant.

    `takes_numbers` says that numbers are those of the backlog as it is now, whether or not its list
    was shown.
    """

    whats: tuple[str, ...]
    takes_numbers: bool = False


class Chooser:
    """Finds items of the backlog at `path`; ids are made when they are needed."""

    def __init__(self, backlog: Backlog, path: Path, *, takes_numbers: bool = False) -> None:
        self.entries = backlog.all_entries()
        self._backlog = backlog
        self._path = path
        self._takes_numbers = takes_numbers
        self._ids: list[str] = []

    @property
    def ids(self) -> list[str]:
        """The whole ids of all items."""
        if not self._ids:
            self._ids = ids_of(self._path, self._backlog)
        return self._ids

    def choose(self, whats: Sequence[str]) -> list[Entry]:
        """Return the items that are meant, each once, in the order in which they are named.

        Several words that are a title together, which lacks its quotes, mean that title. Raises
        `NotFoundError` for what means none, and for what means several, with their list.
        """
        are_numbers = self._takes_numbers and all(each.isdecimal() for each in whats)
        is_title = len(whats) > 1 and not are_numbers
        together = self._titled(" ".join(whats)) if is_title else []
        if len(together) == 1:
            return together
        chosen: dict[int, Entry] = {}
        for what in whats:
            for entry in self._choose(what):
                chosen[entry.start] = entry
        return list(chosen.values())

    def one(self, what: str) -> Entry:
        """Return the one item that is meant. Raises `NotFoundError`."""
        found = self._choose(what)
        if len(found) > 1:
            raise self._ambiguous(what, found)
        return found[0]

    def _choose(self, what: str) -> list[Entry]:
        if not self.entries:
            raise NotFoundError("The backlog is empty.", code="backlog-empty")
        what = what.strip()
        numbered = None
        if "://" in what:
            found = with_url(what, self.entries)
        else:
            found = self._with_id(what)
            if not found:
                numbered = self._numbered(what)
        if numbered:
            return numbered
        if not found and "://" not in what:
            found = self._titled(what)
        if len(found) == 1:
            return found
        if found:
            raise self._ambiguous(what, found)
        raise NotFoundError(
            f"Nothing in the backlog is `{what}`.",
            "`postgen list` shows all; name one by id, URL or title.",
        )

    def _with_id(self, what: str) -> list[Entry]:
        """Return the items whose id begins so.

        Where it begins several, or is a word of another item's title too, it may be a title.
        """
        word = what.casefold()
        if not is_id(word):
            return []
        pairs = zip(self.entries, self.ids, strict=True)
        found = [entry for entry, own in pairs if own.startswith(word)]
        if not found:
            return []
        titled = [each for each in self.entries if word in same_name_key(each.title).split()]
        if len(found) > 1 and titled:
            return titled
        return found + [entry for entry in titled if entry.start != found[0].start]

    def _numbered(self, what: str) -> list[Entry]:
        """Return the items of a number or of a range; none where there are not so many."""
        pair = _RANGE.fullmatch(what)
        is_number = what.isascii() and what.isdecimal() and len(what) < 10
        if pair:
            first, last = int(pair[1]), int(pair[2])
        elif is_number:
            first = last = int(what)
        else:
            return []
        if not 0 < first <= last <= len(self.entries):
            return []
        self._check_numbers(what, first, last)
        return self.entries[first - 1 : last]

    def _check_numbers(self, what: str, first: int, last: int) -> None:
        """Check that numbers mean what they meant in the list that was shown.

        Raises `NotFoundError`.
        """
        if self._takes_numbers:
            return
        shown = last_shown(self._path)
        if shown == self.ids:
            return
        if shown is None:
            raise NotFoundError(
                f"`{what}` is a number of a list that was not shown yet.",
                "Name the item by its id, URL or title.",
                code="list-not-shown",
            )
        raise NotFoundError(
            f"The list has changed since it was shown, so `{what}` may be another item now"
            f"{self._what_it_was(shown[first - 1 : last])}.",
            "Run `postgen list` again; an id stays the same.",
        )

    def _what_it_was(self, ids: Sequence[str]) -> str:
        """Return the id and the title of what a number was: `: it was bcdf, A title`."""
        if len(ids) != 1 or ids[0] not in self.ids:
            return ""
        place = self.ids.index(ids[0])
        title = first_words(self.entries[place].title)
        return f": it was {shown_ids(self.ids)[place]}, `{title}`"

    def _titled(self, what: str) -> list[Entry]:
        word = same_name_key(what)
        if not word:
            return []
        return with_words(word, self.entries) or with_url(f"https://{what}", self.entries)

    def _ambiguous(self, what: str, found: Sequence[Entry]) -> NotFoundError:
        ids = dict(zip((each.start for each in self.entries), shown_ids(self.ids), strict=True))
        starts = list(ids)
        lines = []
        for entry in found[:CANDIDATES]:
            number = starts.index(entry.start) + 1
            lines.append(f"  {number:>4}  {ids[entry.start]}  {first_words(entry.title)}")
        if len(found) > CANDIDATES:
            lines.append(f"        and {len(found) - CANDIDATES} more")
        listing = "\n".join(lines)
        return NotFoundError(
            f"`{what}` may be one of {len(found)}; nothing was changed:\n{listing}",
            "Name one by its id.",
        )
