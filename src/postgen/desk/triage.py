"""The backlog as a browser's tab has it, and what changes in it.

A tab keeps the hash of the text that it shows. What that text had in its sections is remembered
here, so that an act is answered with what differs: the sections whose order is another one, and the
rows that are new. Ten thousand links are no more work than ten.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

from postgen.backlog import read
from postgen.commands import backlog_rows
from postgen.desk import pages, seen
from postgen.desk.triage_row import row_html

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from postgen.commands.backlog_rows import Group, Mark
    from postgen.site import Site

MOST_ROWS = 400
"""So many rows a page or an answer has at most; a tab asks for more when they come into view."""

MOST_IN_SECTION = 100

REMEMBERED = 8
"""So many texts are remembered: those that tabs may have."""

_states: OrderedDict[str, State] = OrderedDict()
_lock = Lock()


class State:
    """A text of the backlog: its hash, its sections, and where each item stands."""

    def __init__(self, text: str, hash_: str) -> None:
        self.text = text
        self.seen = hash_
        self.groups = backlog_rows.groups(read(text))

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each item, by its key, counted from 0."""
        return backlog_rows.places_of(self.groups)

    @property
    def names(self) -> list[str]:
        """The names of the sections."""
        return [group.name for group in self.groups]


def state_of(text: str) -> State:
    """Return the state of a text."""
    with _lock:
        hash_ = next((state.seen for state in reversed(_states.values()) if state.text == text), "")
        if not hash_:
            hash_ = seen.of_text(text)
            _states[hash_] = State(text, hash_)
        _states.move_to_end(hash_)
        while len(_states) > REMEMBERED:
            _states.popitem(last=False)
        return _states[hash_]


def known_state(hash_: str) -> State | None:
    """Return the state that a tab has, if it is remembered."""
    return _states.get(hash_)


class Marks:
    """What is known of links, by their addresses: `found`, as of the last time that a page asked.

    The posts are searched for an address once, as long as none of them changes.
    """

    def __init__(self) -> None:
        self.found: Mapping[str, list[Mark]] = {}
        self._posts: object = None
        self._published: dict[str, Mark] = {}
        self._asked: set[str] = set()

    def update(self, site: Site, path: Path, urls: Iterable[str]) -> None:
        """Learn what is known of links of the backlog at `path`. Raises `UnreadableError`."""
        wanted = list(dict.fromkeys(urls))
        posts = backlog_rows.stamp_of_posts(site, path)
        if posts != self._posts:
            self._posts, self._published, self._asked = posts, {}, set()
        new = [url for url in wanted if url not in self._asked]
        if new:
            self._published |= backlog_rows.published(site, path, new)
            self._asked.update(new)
        health = backlog_rows.health(site, wanted)
        self.found = {
            url: [mark for mark in (self._published.get(url), health.get(url)) if mark]
            for url in wanted
            if url in self._published or url in health
        }


class Rows:
    """Writes the rows of a state; `marks` is what is known of links so far."""

    def __init__(
        self, state: State, today: date, marks: Mapping[str, Sequence[Mark]], words: str = ""
    ) -> None:
        self.state = state
        self.today = today
        self.marks = marks
        self.words = words
        self._backlog = read(state.text)

    def html(self, key: str) -> str:
        """Return the HTML of a row."""
        entry = self._backlog.all_entries()[self.state.places[key]]
        row = backlog_rows.row_of(entry, self.today)
        return row_html(key, row, self.marks.get(row.url, ()))

    def some(self, keys: Iterable[str]) -> dict[str, str]:
        """Return the HTML of rows by their keys: of items that are there, and not too many."""
        there = [key for key in keys if key in self.state.places]
        return {key: self.html(key) for key in there[:MOST_ROWS]}

    def sections(self) -> str:
        """Return the HTML of all sections; those rows come first that fit into a page."""
        left = MOST_ROWS
        shown = []
        for at, group in enumerate(self._wanted()):
            loaded = group.keys[: min(left, MOST_IN_SECTION)]
            left -= len(loaded)
            if self.words and not group.keys:
                continue
            shown.append(
                {
                    "at": at,
                    "name": group.name,
                    "size": len(group.keys),
                    "keys": " ".join(group.keys),
                    "left": len(group.keys) - len(loaded),
                    "rows": pages.safe("".join(map(self.html, loaded))),
                }
            )
        return pages.fragment("triage_sections", sections=shown, words=self.words)

    def _wanted(self) -> list[Group]:
        """Return the sections with the items that have the words that are searched for."""
        if not self.words:
            return self.state.groups
        found = backlog_rows.matching(self._backlog, self.words)
        places = self.state.places
        return [
            group._replace(keys=tuple(key for key in group.keys if places[key] in found))
            for group in self.state.groups
        ]

    def changes(self, old: State | None) -> dict[str, Any]:
        """Return what a tab that shows an old text has to change, as JSON."""
        new = self.state
        answer: dict[str, Any] = {"seen": new.seen, "total": len(new.places)}
        if old is None or old.names != new.names or self.words:
            return {**answer, "html": self.sections()}
        pairs = enumerate(zip(old.groups, new.groups, strict=True))
        changed = {at: group.keys for at, (before, group) in pairs if before.keys != group.keys}
        added = [key for keys in changed.values() for key in keys if key not in old.places]
        return {
            **answer,
            "sections": [{"at": at, "keys": keys} for at, keys in changed.items()],
            "rows": self.some(added),
        }
