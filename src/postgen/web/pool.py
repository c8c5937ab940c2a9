"""Many errands at once: a few to each host, each with a deadline that holds.

Threads, because the look-up of a host's name can hang and cannot be interrupted: a worker that overstays is left
behind and another takes its place. Every decision is taken in the calling thread, so that nothing needs a lock,
`on_done` may print, and Ctrl-C ends it all. Each worker has a session of its own: a connection pool that many
threads wait for is slower than many pools.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Item = TypeVar("Item")
Result = TypeVar("Result")
Result_co = TypeVar("Result_co", covariant=True)

MAX_PAUSE = 5.0
"""Seconds that a host may ask for; who asks for more is not waited for."""

MAX_TRIES = 3
"""How often one errand is run, the first time included."""

MAX_PAUSES = 3
"""Pauses in a row, with no success between them, after which a host is given up."""

_GRACE = 0.25  # seconds past its deadline that a session has for noticing by itself


@dataclass(frozen=True, slots=True)
class Pause(Generic[Item, Result]):
    """A host's wish to be asked again later."""

    seconds: float
    otherwise: Callable[[Item], Result]
    """The result of an errand that cannot wait."""
    is_for_all: bool = False
    """Whether the wish goes for everything at this host."""


class Session(Protocol[Item, Result_co]):
    """What one worker does errands with, one after the other."""

    def do(self, item: Item, deadline: float) -> Result_co | Pause[Item, Result_co]:
        """Run one errand; `deadline` is a time of `time.monotonic`. Exceptions end the whole run."""

    def hang_up(self) -> None:
        """Make a `do` that overstays return; called from another thread."""

    def close(self) -> None:
        """Give back what the session holds."""


@dataclass(slots=True, eq=False)
class _Job(Generic[Item]):
    item: Item
    host: _Host[Item]
    places: list[int]
    deadline: float = 0.0
    tries: int = 0


@dataclass(slots=True, eq=False)
class _Host(Generic[Item]):
    waiting: deque[_Job[Item]] = field(default_factory=deque)
    active: int = 0
    resumes: float = 0.0
    pauses: int = 0


def run(
    items: Iterable[Item],
    *,
    host_of: Callable[[Item], str],
    session: Callable[[], Session[Item, Result]],
    late: Callable[[Item], Result],
    limits: tuple[float, int, int],
    on_done: Callable[[Result], object] | None = None,
) -> list[Result]:
    """Run an errand for every item and return the results in the order of the items; equal items share one.

    `limits`: seconds for each errand from its first start, errands at once, errands at once to one host (as named by
    `host_of`). `late` makes the result of an errand that was left behind. `on_done` gets each result as it comes, in
    the calling thread.
    """
    return _Pool(session, late, limits, on_done).run(items, host_of)


class _Worker(Generic[Item, Result]):
    """A thread that runs errands until it is dismissed."""

    def __init__(
        self,
        session: Callable[[], Session[Item, Result]],
        reports: SimpleQueue[_Report[Item, Result]],
    ) -> None:
        self._session, self._reports = session(), reports
        self._inbox: SimpleQueue[_Job[Item] | None] = SimpleQueue()
        self._thread = Thread(target=self._work, daemon=True)
        self._thread.start()

    def start(self, job: _Job[Item]) -> None:
        self._inbox.put(job)

    def dismiss(self, *, is_busy: bool) -> None:
        """Let the thread end: at once if it is idle, else as soon as it can."""
        self._inbox.put(None)
        if is_busy:
            self._session.hang_up()
        else:
            self._thread.join(timeout=1)

    def _work(self) -> None:
        while job := self._inbox.get():
            outcome: Result | Pause[Item, Result] | BaseException
            try:
                outcome = self._session.do(job.item, job.deadline)
            except BaseException as error:  # noqa: BLE001 - raised again in the calling thread
                outcome = error
            self._reports.put((self, job, outcome))
        self._session.close()


_Report = tuple[_Worker[Item, Result], _Job[Item], Result | Pause[Item, Result] | BaseException]


class _Pool(Generic[Item, Result]):
    """One run, directed from the calling thread."""

    def __init__(
        self,
        session: Callable[[], Session[Item, Result]],
        late: Callable[[Item], Result],
        limits: tuple[float, int, int],
        on_done: Callable[[Result], object] | None,
    ) -> None:
        self._session, self._late, self._on_done = session, late, on_done
        self._timeout, self._at_once, self._per_host = limits
        self._reports: SimpleQueue[_Report[Item, Result]] = SimpleQueue()
        self._hosts: dict[str, _Host[Item]] = {}
        self._idle: list[_Worker[Item, Result]] = []
        self._busy: dict[_Worker[Item, Result], _Job[Item]] = {}
        self._results: dict[int, Result] = {}

    def run(self, items: Iterable[Item], host_of: Callable[[Item], str]) -> list[Result]:
        total = self._enlist(items, host_of)
        try:
            while len(self._results) < total:
                self._send_out()
                self._take_report()
                self._leave_behind()
        finally:
            for worker in (*self._idle, *self._busy):
                worker.dismiss(is_busy=worker in self._busy)
        return [self._results[place] for place in range(total)]

    def _enlist(self, items: Iterable[Item], host_of: Callable[[Item], str]) -> int:
        jobs: dict[Item, _Job[Item]] = {}
        place = -1
        for place, item in enumerate(items):
            if item not in jobs:
                host = self._hosts.setdefault(host_of(item), _Host())
                jobs[item] = _Job(item, host, [])
                host.waiting.append(jobs[item])
            jobs[item].places.append(place)
        return place + 1

    def _send_out(self) -> None:
        now = time.monotonic()
        for name, host in list(self._hosts.items()):
            while host.waiting and host.active < self._per_host and now >= host.resumes:
                if len(self._busy) >= self._at_once:
                    return
                job = host.waiting.popleft()
                job.deadline = job.deadline or now + self._timeout
                job.tries += 1
                host.active += 1
                worker = self._idle.pop() if self._idle else _Worker(self._session, self._reports)
                self._busy[worker] = job
                worker.start(job)
            if not (host.waiting or host.active):
                del self._hosts[name]

    def _take_report(self) -> None:
        """Wait for what comes first: a report, a deadline, or the end of a pause."""
        now = time.monotonic()
        times = [job.deadline + _GRACE for job in self._busy.values()]
        times += [
            host.resumes for host in self._hosts.values() if host.waiting and host.resumes > now
        ]
        try:
            worker, job, outcome = self._reports.get(timeout=max(0.0, min(times) - now))
        except Empty:
            return
        if self._busy.pop(worker, None) is None:
            return  # it was left behind
        self._idle.append(worker)
        job.host.active -= 1
        if isinstance(outcome, BaseException):
            raise outcome
        if isinstance(outcome, Pause):
            self._pause(job, outcome)
        else:
            job.host.pauses = 0
            self._settle(job, outcome)

    def _leave_behind(self) -> None:
        now = time.monotonic()
        for worker, job in list(self._busy.items()):
            if now >= job.deadline + _GRACE:
                del self._busy[worker]
                worker.dismiss(is_busy=True)
                job.host.active -= 1
                self._settle(job, self._late(job.item))

    def _pause(self, job: _Job[Item], pause: Pause[Item, Result]) -> None:
        """Wait, if the host asks for little and has not asked too often; else do without."""
        now, host = time.monotonic(), job.host
        is_patient = pause.seconds <= MAX_PAUSE and host.pauses < MAX_PAUSES
        if is_patient and job.tries < MAX_TRIES and now + pause.seconds < job.deadline:
            host.pauses += now >= host.resumes
            host.resumes = max(host.resumes, now + pause.seconds)
            host.waiting.appendleft(job)
            return
        self._settle(job, pause.otherwise(job.item))
        while pause.is_for_all and not is_patient and host.waiting:
            other = host.waiting.popleft()
            self._settle(other, pause.otherwise(other.item))

    def _settle(self, job: _Job[Item], result: Result) -> None:
        self._results.update(dict.fromkeys(job.places, result))
        if self._on_done:
            self._on_done(result)
