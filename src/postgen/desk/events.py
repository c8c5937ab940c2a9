"""What changes while the desk is open: files are looked at, and browsers are sent an event.

A file is looked at by `stat`, twenty times a second and only while a browser listens: the
configuration, the backlog, all drafts, what a view has asked for with `watch`, and the folders of
posts, whose time changes when a file comes or goes. So a site of 10,000 posts costs a few dozen
calls.

Each event has a number. A page says up to which one it is, and gets the later ones when it listens,
also after its tab was in the background or the connection broke. One that is from another run of
the desk, or too old, is told that everything may have changed.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import threading
from collections import deque
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen import site
from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from postgen.site import Site

INTERVAL = 0.05
"""Seconds between two looks at the files."""

MOST_LOOKS = 10
"""How many looks a change is waited for that goes on."""

MAX_WAITING = 100
"""How many events wait for a browser that does not read them; the oldest are dropped."""

MAX_SENT = 50
"""How many events are kept for browsers that come back; no more than can wait."""

MAX_WATCHED = 200
"""How many files views can have asked for; the first ones are forgotten."""

Stamps = dict[str, tuple[int, ...]]


class Event(NamedTuple):
    """An event that is sent to all browsers."""

    number: int
    name: str
    data: Any


class Events:
    """The browsers that listen, and the files that they hear of."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._usual: tuple[str, ...] = ()
        self._asked: dict[str, None] = {}
        self._stamps: Stamps = {}
        self._last: Stamps = {}
        self._looks = 0
        self._listeners: set[asyncio.Queue[str | None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._run = secrets.token_hex(4)
        self._count = 0
        self._sent: deque[Event] = deque(maxlen=MAX_SENT)
        self._lock = threading.RLock()

    def watch(self, *paths: Path) -> None:
        """Look at these files, too, from now on: those that a view is about to read and show."""
        with self._lock:
            for path in paths:
                self._asked.pop(str(path), None)
                self._asked[str(path)] = None
                self._stamps.setdefault(str(path), _stamp(str(path)))
            for name in list(self._asked)[:-MAX_WATCHED]:
                del self._asked[name]

    def position(self) -> str:
        """Return up to which event a page is that is made now."""
        with self._lock:
            if not self._listeners:
                self.look_once()
            return f"{self._run}-{self._count}"

    @contextmanager
    def listener(self, since: str = "") -> Iterator[asyncio.Queue[str | None]]:
        """Yield the queue of a browser's events, each as the text that is sent; None is the end.

        It begins with those after the position `since`.
        """
        queue: asyncio.Queue[str | None] = asyncio.Queue(MAX_WAITING)
        self._loop = asyncio.get_running_loop()
        with self._lock:
            if not self._listeners:
                self.look_once()
            for event in self._missed(since):
                queue.put_nowait(self._text(event))
            self._listeners.add(queue)
        try:
            yield queue
        finally:
            with self._lock:
                self._listeners.discard(queue)

    def _missed(self, since: str) -> list[Event]:
        """Return the events after a position; one that says that all may have changed, else."""
        run, _, number = since.partition("-")
        count = int(number) if number.isascii() and number.isdecimal() else -1
        missed = [event for event in self._sent if event.number > count]
        if run == self._run and len(missed) == self._count - count:
            return missed
        return [Event(self._count, "changed", {"paths": [], "all": True})] if since else []

    def _text(self, event: Event) -> str:
        data = json.dumps(event.data)
        return f"id: {self._run}-{event.number}\nevent: {event.name}\ndata: {data}\n\n"

    def send(self, name: str, data: Any) -> None:
        """Send an event to all browsers, from any thread: `progress`, with what JSON can hold."""
        with self._lock:
            self._count += 1
            event = Event(self._count, name, data)
            self._sent.append(event)
            if self._loop and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._put, self._text(event))

    def changed(self, paths: Iterable[str]) -> None:
        """Send which files changed, by their paths from the site's folder."""
        self.send("changed", {"paths": sorted(paths), "all": False})

    def close(self) -> None:
        """End the streams of all browsers."""
        self._put(None)

    def _put(self, text: str | None) -> None:
        for queue in self._listeners:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(text)

    async def look(self, interval: float = INTERVAL) -> None:
        """Look at the files for ever, and send what changed."""
        while True:
            await asyncio.sleep(interval)
            if self._listeners:
                self.look_twice()

    def look_twice(self) -> None:
        """Send what changed, once it is the same in two looks.

        An editor may empty a file before it writes the new text. What goes on changing is sent all
        the same after some looks.
        """
        with self._lock:
            now = self._looked_at()
            is_settled = now == self._last or self._looks >= MOST_LOOKS
            self._last = now
            if now == self._stamps:
                self._looks = 0
            elif is_settled:
                self._looks = 0
                self.look_once()
            else:
                self._looks += 1

    def look_once(self) -> None:
        """Send what changed since the last look.

        Which files there are is only asked again after a change: it takes a walk through the site.
        """
        with self._lock:
            if not self._usual:  # the first look
                self._list()
                self._stamps = self._looked_at()
            before = self._stamps
            if self._looked_at() == before:
                return
            self._list()
            self._stamps = now = self._looked_at()
            names = [name for name in before | now if before.get(name) != now.get(name)]
            self.changed(os.path.relpath(name, self._root).replace(os.sep, "/") for name in names)

    def _list(self) -> None:
        """List what is always looked at."""
        with suppress(PostgenError):  # what is wrong with the site, its pages say
            self._usual = tuple(_watched(site.load(self._root)))

    def _looked_at(self) -> Stamps:
        return {name: _stamp(name) for name in (*self._usual, *self._asked)}


def _watched(found: Site) -> Iterator[str]:
    """Yield the files and folders of a site that are always looked at."""
    from postgen.commands.backlog_file import backlog_path

    for name in site.CONFIGS:
        yield str(found.root / name)
    for folder in (found.posts_folder, found.drafts_folder):
        yield str(folder)
        with suppress(OSError):
            yield from (each.path for each in os.scandir(folder) if each.is_dir())
    with suppress(OSError):
        yield from (each.path for each in os.scandir(found.drafts_folder))
    with suppress(PostgenError):
        yield str(backlog_path(found))


def _stamp(name: str) -> tuple[int, ...]:
    """Return what changes when a file does; () where there is none."""
    try:
        status = os.stat(name)  # noqa: PTH116 - thousands of times a minute
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_size, status.st_ino
