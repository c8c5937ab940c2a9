"""Run many jobs at once: a few for each host, each with a deadline that is enforced.

The jobs run in threads, because the look-up of a host's name can hang and cannot be interrupted: a
worker that misses its deadline is abandoned and another takes its place. Every decision is made in
the calling thread, so that nothing needs a lock, `on_done` may print, and Ctrl-C ends the run. Each
worker has a session of its own: one connection pool that many threads wait for is slower than many
pools.
"""

from __future__ import annotations

import sys
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
"""Most seconds that are waited for a host that asks for a pause."""

MAX_TRIES = 3
"""How often one job is run, the first time included."""

MAX_PAUSES = 3
"""Pauses in a row, with no success between them, after which a host is not waited for any more."""

TURN = 0.05
"""Seconds that a thread may compute before others interrupt it: with the usual 5 ms, a hundred
threads spend a fifth of their time on waking up to ask for their turn."""

_GRACE = 0.25
"""Seconds past the deadline in which a session may notice it by itself."""


@dataclass(frozen=True, slots=True)
class Pause(Generic[Item, Result]):
    """A host asks for a pause before the next request."""

    seconds: float
    otherwise: Callable[[Item], Result]
    """Makes the result of a job that cannot wait."""
    is_for_all: bool = False
    """Whether the pause is for every job of this host."""


class Session(Protocol[Item, Result_co]):
    """What one worker runs its jobs with, one after the other."""

    def do(self, item: Item, deadline: float) -> Result_co | Pause[Item, Result_co]:
        """Run one job; `deadline` is a time of `time.monotonic`. Exceptions end the whole run."""

    def hang_up(self) -> None:
        """Make a `do` that is past its deadline return; called from another thread."""

    def close(self) -> None:
        """Release what the session holds."""


@dataclass(slots=True, eq=False)
class _Job(Generic[Item]):
    """The work for one item; `positions` are those of the item in what was asked for."""

    item: Item
    host: _Host[Item]
    positions: list[int]
    deadline: float = 0.0
    tries: int = 0


@dataclass(slots=True, eq=False)
class _Host(Generic[Item]):
    """The queue of one host; it is asked nothing before the time `resumes`."""

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
    """Run a job for every item; return the results in order. Equal items share a job.

    `limits`: seconds for each job from its first start, jobs at the same time, jobs at the same
    time for one host (as named by `host_of`). `late` makes the result of a job that missed its
    deadline. `on_done` is called with each result as it arrives, in the calling thread.
    """
    return _Pool(session, late, limits, on_done).run(items, host_of)


class _Worker(Generic[Item, Result]):
    """A thread that runs jobs until it is dismissed."""

    def __init__(
        self,
        session: Callable[[], Session[Item, Result]],
        reports: SimpleQueue[_Report[Item, Result]],
    ) -> None:
        self._session = session()
        self._reports = reports
        self._inbox: SimpleQueue[_Job[Item] | None] = SimpleQueue()
        self._thread = Thread(target=self._work, daemon=True)
        self._thread.start()

    def start(self, job: _Job[Item]) -> None:
        """Hand the worker a job."""
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
        self._session = session
        self._late = late
        self._on_done = on_done
        self._timeout, self._concurrency, self._per_host = limits
        self._reports: SimpleQueue[_Report[Item, Result]] = SimpleQueue()
        self._hosts: dict[str, _Host[Item]] = {}
        self._paused: set[_Host[Item]] = set()
        self._idle: list[_Worker[Item, Result]] = []
        self._busy: dict[_Worker[Item, Result], _Job[Item]] = {}
        self._results: dict[int, Result] = {}

    def run(self, items: Iterable[Item], host_of: Callable[[Item], str]) -> list[Result]:
        total = self._queue(items, host_of)
        before = sys.getswitchinterval()
        sys.setswitchinterval(TURN)
        try:
            while len(self._results) < total:
                self._start_jobs()
                self._take_report()
                self._abandon_late()
        finally:
            sys.setswitchinterval(before)
            for worker in (*self._idle, *self._busy):
                worker.dismiss(is_busy=worker in self._busy)
        return [self._results[position] for position in range(total)]

    def _queue(self, items: Iterable[Item], host_of: Callable[[Item], str]) -> int:
        """Put a job for each item into the queue of its host; return the number of items."""
        jobs: dict[Item, _Job[Item]] = {}
        total = 0
        for position, item in enumerate(items):
            if item not in jobs:
                host = self._hosts.setdefault(host_of(item), _Host())
                jobs[item] = _Job(item, host, [])
                host.waiting.append(jobs[item])
            jobs[item].positions.append(position)
            total += 1
        return total

    def _start_jobs(self) -> None:
        """Start as many jobs as the limits and the pauses allow."""
        now = time.monotonic()
        for name, host in list(self._hosts.items()):
            while host.waiting and host.active < self._per_host and now >= host.resumes:
                if len(self._busy) >= self._concurrency:
                    return
                self._start(host, now)
            if not host.waiting and not host.active:
                del self._hosts[name]

    def _start(self, host: _Host[Item], now: float) -> None:
        job = host.waiting.popleft()
        job.deadline = job.deadline or now + self._timeout
        job.tries += 1
        host.active += 1
        worker = self._idle.pop() if self._idle else _Worker(self._session, self._reports)
        self._busy[worker] = job
        worker.start(job)

    def _take_report(self) -> None:
        """Wait for what comes first: a report, a deadline, or the end of a pause."""
        now = time.monotonic()
        times = [job.deadline + _GRACE for job in self._busy.values()]
        self._paused = {host for host in self._paused if host.resumes > now}
        times += [host.resumes for host in self._paused if host.waiting]
        try:
            worker, job, outcome = self._reports.get(timeout=max(0.0, min(times) - now))
        except Empty:
            return
        if self._busy.pop(worker, None) is None:
            return  # it was abandoned
        self._idle.append(worker)
        job.host.active -= 1
        if isinstance(outcome, BaseException):
            raise outcome
        if isinstance(outcome, Pause):
            self._pause(job, outcome)
        else:
            job.host.pauses = 0
            self._settle(job, outcome)

    def _abandon_late(self) -> None:
        """Abandon the jobs that are past their deadline; their threads end when they can."""
        now = time.monotonic()
        for worker, job in list(self._busy.items()):
            if now < job.deadline + _GRACE:
                continue
            del self._busy[worker]
            worker.dismiss(is_busy=True)
            job.host.active -= 1
            self._settle(job, self._late(job.item))

    def _pause(self, job: _Job[Item], pause: Pause[Item, Result]) -> None:
        """Wait, if the host asks for little and has not asked too often; else settle the job."""
        now = time.monotonic()
        host = job.host
        is_bearable = pause.seconds <= MAX_PAUSE and host.pauses < MAX_PAUSES
        has_time = now + pause.seconds < job.deadline
        if is_bearable and has_time and job.tries < MAX_TRIES:
            is_first_to_ask = now >= host.resumes  # not a second job with the same answer
            if is_first_to_ask:
                host.pauses += 1
            host.resumes = max(host.resumes, now + pause.seconds)
            self._paused.add(host)
            host.waiting.appendleft(job)
            return
        self._settle(job, pause.otherwise(job.item))
        if not pause.is_for_all or is_bearable:
            return
        while host.waiting:
            other = host.waiting.popleft()
            self._settle(other, pause.otherwise(other.item))

    def _settle(self, job: _Job[Item], result: Result) -> None:
        """Note the result of a job, for every item that shares it."""
        self._results.update(dict.fromkeys(job.positions, result))
        if self._on_done:
            self._on_done(result)
