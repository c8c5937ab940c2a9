"""What changes while the desk is open: files are looked at, and browsers are sent an event.

A file is looked at by `stat`, ten times a second and only while a browser listens: the
configuration, the backlog, all drafts, what a view has asked for with `watch`, and the folders of
posts, whose time changes when a file comes or goes. So a site of 10,000 posts costs a few dozen
calls.
"""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from postgen import site
from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from postgen.site import Site

INTERVAL = 0.1
"""Seconds between two looks at the files."""

MAX_WAITING = 100
"""How many events wait for a browser that does not read them; the oldest are dropped."""

MAX_WATCHED = 200
"""How many files views can have asked for; the first ones are forgotten."""

Stamps = dict[str, tuple[int, ...]]


class Events:
    """The browsers that listen, and the files that they hear of."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._usual: tuple[str, ...] = ()
        self._listeners: set[asyncio.Queue[str | None]] = set()
        self._asked: dict[str, None] = {}
        self._stamps: Stamps = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def watch(self, *paths: Path) -> None:
        """Look at these files, too, from now on: those that a view shows."""
        for path in paths:
            self._asked.pop(str(path), None)
            self._asked[str(path)] = None
            self._stamps.setdefault(str(path), _stamp(str(path)))
        for name in list(self._asked)[:-MAX_WATCHED]:
            del self._asked[name]

    @contextmanager
    def listener(self) -> Iterator[asyncio.Queue[str | None]]:
        """Yield the queue of a browser's events, each as the text that is sent; None is the end."""
        queue: asyncio.Queue[str | None] = asyncio.Queue(MAX_WAITING)
        self._loop = asyncio.get_running_loop()
        if not self._listeners:
            self._list()
            self._stamps = self._looked_at()
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    def send(self, name: str, data: Any) -> None:
        """Send an event to all browsers, from any thread: `progress`, with what JSON can hold."""
        text = f"event: {name}\ndata: {json.dumps(data)}\n\n"
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._put, text)

    def changed(self, paths: Iterable[str]) -> None:
        """Say which files changed, by their paths from the site's folder."""
        self.send("changed", {"paths": sorted(paths)})

    def close(self) -> None:
        """End the streams of all browsers."""
        self._put(None)

    def _put(self, text: str | None) -> None:
        for queue in self._listeners:
            with suppress(asyncio.QueueEmpty):
                if queue.full():
                    queue.get_nowait()
            queue.put_nowait(text)

    async def look(self, interval: float = INTERVAL) -> None:
        """Look at the files for ever, and send what changed."""
        while True:
            await asyncio.sleep(interval)
            if self._listeners:
                self.look_once()

    def look_once(self) -> None:
        """Send what changed since the last look.

        Which files there are is only asked again after a change: it takes a walk through the site.
        """
        now = self._looked_at()
        if now == self._stamps:
            return
        self._list()
        before, self._stamps = self._stamps, self._looked_at()
        names = [name for name in before | self._stamps if before.get(name) != now.get(name)]
        self.changed({os.path.relpath(name, self._root).replace(os.sep, "/") for name in names})

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
