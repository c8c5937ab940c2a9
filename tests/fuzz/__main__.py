"""Try mutated inputs: `python -m tests.fuzz [TARGET…] [--seed N] [--count N | --seconds N] [--json FILE]`.

An input that reaches something new is made as small as it can be, and kept in `.fuzz/`; so is one that fails, and the
line is printed that tries it again. `--merge` takes over into the repository what its own inputs do not reach, and all
that failed once and does not fail any more.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
from pathlib import Path

from tests.conftest import ROOT
from tests.fuzz import corpus
from tests.fuzz.campaign import Campaign, Outcome, attempt, failure, names, target
from tests.fuzz.coverage import Lines

sys.path.insert(0, str(ROOT / "bench"))

from machine import machine

BYTES = 2_000_000_000
"""How much memory the process may have."""


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(names()))
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--count", type=int, default=0, help="inputs a target")
    parser.add_argument("--seconds", type=float, default=30, help="a target, without --count")
    parser.add_argument("--json", type=Path, help="where the outcome is written")
    parser.add_argument("--again", type=Path, help="one input to try again, with its traceback")
    parser.add_argument("--merge", action="store_true", help="into the inputs of the repository")
    return parser.parse_args()


def main() -> int:
    """Do what the options say; return the exit code."""
    given = options()
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    chosen = given.targets or names()
    if given.again:
        attempt(target(chosen[0]), given.again.read_bytes(), Lines({}))
        print(f"{chosen[0]}: {given.again} does not fail.")
        return 0
    if given.merge:
        for name in chosen:
            print(f"{name}: {merge(name)} new inputs")
        return 0
    outcomes: dict[str, Outcome] = {}
    for name in chosen:
        found = outcomes[name] = Campaign(name, given.seed).run(given.count, given.seconds)
        print(
            f"{name}: {found.tried} inputs in {found.seconds:.0f} s, {found.lines} lines, {found.new} new, "
            f"{len(found.failures)} failed",
            flush=True,
        )
    report = {
        "machine": machine(),
        "seed": given.seed,
        "tried": sum(each.tried for each in outcomes.values()),
        "by_target": {name: each.to_json() for name, each in outcomes.items()},
        "new_in_corpus": sum(each.new for each in outcomes.values()),
        "failures": [
            f"{name}: {line}" for name, each in outcomes.items() for line in each.failures
        ],
    }
    if given.json:
        given.json.parent.mkdir(parents=True, exist_ok=True)
        given.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(
        f"Seed {given.seed}: {report['tried']} inputs of {len(outcomes)} targets, "
        f"{report['new_in_corpus']} reached something new, {len(report['failures']) or 'none'} failed."
    )
    return 1 if report["failures"] else 0


def merge(name: str) -> int:
    """Take over what the repository's inputs do not reach, the smallest first; return how many."""
    module, lines, words, taken = target(name), Lines(), set[str](), 0
    for data in (*module.seeds(), *(path.read_bytes() for path in corpus.committed(name))):
        words.add(attempt(module, data, lines))
    for path in corpus.failures(name):
        if not failure(module, path.read_bytes()):
            path.rename(corpus.keep(corpus.COMMITTED / name, path.read_bytes(), "fixed-"))
            taken += 1
    for path in sorted(corpus.local(name), key=lambda path: path.stat().st_size):
        data = path.read_bytes()
        if len(data) > corpus.MOST_BYTES:
            continue
        word = attempt(module, data, lines)
        if lines.new or word not in words:
            words.add(word)
            corpus.keep(corpus.COMMITTED / name, data)
            taken += 1
    return taken


if __name__ == "__main__":
    sys.exit(main())
