"""Tries mutated inputs of one target, and keeps those that reach something new and those that fail."""

from __future__ import annotations

import importlib
import pkgutil
import random
import signal
import time
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fuzz import corpus, targets
from tests.fuzz.coverage import PACKAGE, Lines
from tests.fuzz.minimise import minimise
from tests.fuzz.mutate import mutate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

SECONDS = 20
"""How long one input may take at most, on a machine that does other things too."""

CALLS, CALLS_A_BYTE = 3_000_000, 3_000
"""How many functions one input may enter: so many, and so many for each of its bytes."""


class TooSlowError(BaseException):
    """An input has taken too long: no `except Exception` may hide it."""


class TooMuchWorkError(AssertionError):
    """An input has entered more functions than its size explains."""


@dataclass
class Outcome:
    """What came of a campaign: how many inputs, how many lines they reached, what is new, what failed."""

    tried: int = 0
    lines: int = 0
    new: int = 0
    seconds: float = 0.0
    most_calls: int = 0
    failures: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "seconds": round(self.seconds, 1)}


def names() -> list[str]:
    """Return the targets."""
    return sorted(each.name for each in pkgutil.iter_modules(targets.__path__))


def target(name: str) -> ModuleType:
    """Return a target by its name."""
    return importlib.import_module(f"tests.fuzz.targets.{name}")


@contextmanager
def _limited() -> Iterator[None]:
    def too_slow(*_: object) -> None:
        raise TooSlowError(f"more than {SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, too_slow)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def attempt(module: ModuleType, data: bytes, lines: Lines) -> str:
    """Try one input, and return how it came out. Raises what must not be."""
    with _limited():
        word = lines.trace(lambda: module.check(data))
    most = CALLS + CALLS_A_BYTE * len(data)
    if lines.calls > most:
        raise TooMuchWorkError(f"{lines.calls} calls for {len(data)} bytes")
    return word or ""


def place_of(error: BaseException) -> str:
    """Return the kind of a failure, and the last place in postgen that it came through."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [each for each in frames if each.filename.startswith(PACKAGE)] or [*frames]
    last = own[-1]
    return f"{type(error).__name__} at {last.filename.rpartition('/src/')[2]}:{last.lineno}"


class Campaign:
    """The tries at one target, from one seed of the dice."""

    def __init__(self, name: str, seed: int) -> None:
        self.name, self.module = name, target(name)
        self.dice = random.Random(f"{seed}/{name}")
        self.lines, self.words = Lines(), set[str]()
        self.outcome = Outcome()
        self.inputs: list[bytes] = []
        self._places: set[str] = set()

    def run(self, count: int, seconds: float) -> Outcome:
        """Try the known inputs, then so many mutated ones, or as many as there is time for."""
        started = time.monotonic()
        known = [
            path.read_bytes() for path in (*corpus.committed(self.name), *corpus.local(self.name))
        ]
        for data in (*self.module.seeds(), *known):
            self.inputs.append(data)
            self._try(data, is_known=True)
        mixed = [*self.inputs, *getattr(self.module, "PIECES", [])]
        end = self.outcome.tried + count
        while self.outcome.tried < end if count else time.monotonic() - started < seconds:
            # The newest inputs are mutated more often: they reach what others do not.
            late = self.inputs[-20:] if self.dice.random() < 0.3 else self.inputs
            self._try(mutate(self.dice.choice(late), self.dice, mixed), is_known=False)
        self.outcome.seconds = time.monotonic() - started
        return self.outcome

    def _try(self, data: bytes, *, is_known: bool) -> None:
        self.outcome.tried += 1
        try:
            word = attempt(self.module, data, self.lines)
        except (Exception, TooSlowError) as error:  # noqa: BLE001 - any is a fault
            self._keep_failure(data, error)
            return
        new = {code: set(found) for code, found in self.lines.new.items()}
        self.outcome.lines += sum(map(len, new.values()))
        self.outcome.most_calls = max(self.outcome.most_calls, self.lines.calls)
        is_new = bool(new) or word not in self.words
        self.words.add(word)
        if is_new and not is_known:
            self.outcome.new += 1
            small = minimise(data, lambda each: self._reaches(each, new, word), 60)
            self.inputs.append(small)
            corpus.keep(corpus.LOCAL / self.name, small)

    def _reaches(self, data: bytes, wanted: dict[Any, set[int]], word: str) -> bool:
        lines = Lines({code: set(each) for code, each in wanted.items()})
        try:
            again = attempt(self.module, data, lines)
        except (Exception, TooSlowError):  # noqa: BLE001 - this one fails: it is another input
            return False
        return lines.new == wanted and (bool(wanted) or again == word)

    def _keep_failure(self, data: bytes, error: BaseException) -> None:
        place = place_of(error)
        if place in self._places:
            return
        self._places.add(place)
        tries = 10 if isinstance(error, TooSlowError) else 150
        small = minimise(data, lambda each: failure(self.module, each) == place, tries)
        path = corpus.keep(corpus.LOCAL / "failures" / self.name, small)
        shown = "".join(traceback.format_exception(error)[-6:])
        self.outcome.failures.append(f"{place}: {error}")
        print(f"{shown}{self.name}: {place}\n  {again(self.name, path)}", flush=True)


def failure(module: ModuleType, data: bytes) -> str:
    """Try an input, and return the place where it fails, "" if it does not."""
    try:
        attempt(module, data, Lines({}))
    except (Exception, TooSlowError) as error:  # noqa: BLE001 - any is a fault
        return place_of(error)
    return ""


def again(name: str, path: Path) -> str:
    """Return the line that tries an input again."""
    return f"python -m tests.fuzz {name} --again {path}"
