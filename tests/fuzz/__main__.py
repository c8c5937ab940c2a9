"""Try mutated inputs: `python -m tests.fuzz [SEED [COUNT [MODULE…]]]`.

Each module of this folder has a function `run(seed, count)` that tries so many, and returns how many,
or yields each input before it is tried. An exception, an input that takes longer than `SECONDS`, or more memory than `BYTES` is
a failure: the input is kept, and the seed printed.
"""

from __future__ import annotations

import importlib
import pkgutil
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

SECONDS = 20
"""How long one input may take at most, on a machine that does other things too."""

BYTES = 2_000_000_000
"""How much memory the process may have."""

HELPERS = {"__main__", "mutate"}


class TooSlowError(Exception):
    """An input has taken too long."""


def names() -> list[str]:
    """Return the modules that try inputs."""
    here = str(Path(__file__).parent)
    return sorted({each.name for each in pkgutil.iter_modules([here])} - HELPERS)


def _too_slow(*_: object) -> None:
    raise TooSlowError(f"more than {SECONDS} seconds")


def campaign(name: str, seed: int, count: int) -> tuple[int, float]:
    """Try a module's inputs; return how many and in how many seconds. Raises what they raise."""
    module = importlib.import_module(f"tests.fuzz.{name}")
    started = time.monotonic()
    tried = 0
    last: Any = None
    before = signal.signal(signal.SIGALRM, _too_slow)
    try:
        signal.alarm(SECONDS * count)
        outcome = module.run(seed, count)
        if isinstance(outcome, int):
            tried = outcome
        else:
            for each in outcome:
                last = each
                tried += 1
                signal.alarm(SECONDS)
    except BaseException:
        kept = Path(tempfile.gettempdir(), f"postgen-fuzz-{name}-{seed}.txt")
        kept.write_text(repr(last), encoding="utf-8")
        print(f"{name}: seed {seed}, input {tried}, kept in {kept}", file=sys.stderr)
        raise
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    return tried, time.monotonic() - started


def main() -> int:
    """Run all modules, or those named; return the exit code."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.randrange(1_000_000)
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    failed = 0
    for name in sys.argv[3:] or names():
        try:
            tried, seconds = campaign(name, seed, count)
        except Exception:  # noqa: BLE001 - any is a fault
            traceback.print_exc()
            failed += 1
            continue
        print(f"{name}: {tried} inputs in {seconds:.0f} s, seed {seed}: no fault")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
