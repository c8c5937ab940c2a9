"""Writes docs/promises.md from SECURITY.md, the README and the counts in bench/results."""

from __future__ import annotations

import re
from typing import Any

from results import ROOT, duration, load, machine_of, table

PAGE = ROOT / "docs" / "promises.md"

INTRO = """# Promises

What postgen promises, and how that is shown. The counts are those of the campaigns' last runs, as they came out; each
is run again by one command, from a clone of the repository, and `make figures` then makes this page of its counts.
A bounded part of each runs in `make test`.
"""

WRITING = "make faults, make concurrency"

EVIDENCE: dict[str, tuple[str, tuple[str, ...]]] = {
    "Your files stay yours": (WRITING, ("tests/properties/test_add_and_drop.py", "tests/properties/test_backlog.py", "tests/oracle")),
    "It knows Jekyll": ("make test", ("tests/oracle",)),
    "Your next issue looks like your last ones": ("make bench", ("tests/unit/test_habits.py", "bench/habits.py")),
    "Numbers without gaps": ("make test", ("tests/properties/test_references.py", "tests/unit/test_references.py")),
    "Files are never torn": (WRITING, ("tests/faults", "tests/concurrency")),
    "Nothing is written outside the site": ("make test", ("tests/faults", "tests/test_architecture.py")),
    "Fetched pages are bounded": ("make fuzz", ("tests/unit/test_web.py", "tests/unit/test_page.py")),
    "The work grows with the text": ("make scale, make fuzz", ("tests/unit/test_proportion.py", "tests/work.py")),
    "Text stays text": ("make fuzz", ("tests/hostile.py", "tests/unit/test_escape.py", "tests/oracle")),
    "Strangers file nothing": ("make test", ("tests/unit/test_inbox.py", "tests/cli/test_workflows.py")),
    "The desk is yours alone": ("make test", ("tests/unit/test_desk.py", "tests/browser")),
    "A preview reaches nothing": ("make test", ("tests/unit/test_preview.py", "tests/browser")),
    "An export is a file, and nothing is posted": ("make test", ("tests/unit/test_outlets.py", "tests/unit/test_exporters.py")),
    "Nothing is started but git, the editor and the browser that you set, and, for previews, Ruby with Jekyll":
        ("make test", ("tests/test_architecture.py",)),
    "Nothing is sent": ("make test", ("tests/unit/test_web.py", "tests/unit/test_private_addresses.py")),
}  # fmt: skip
"""What shows each promise: how it is run, and the tests and campaigns."""

_PROMISE = re.compile(r"^\* \*\*(?P<name>[^*]+?)\.?\*\*", re.MULTILINE)

PAGES = ("README.md", "SECURITY.md")


def promises() -> dict[str, str]:
    """Return the names of all promises with the page that makes them."""
    return {
        found["name"]: name
        for name in PAGES
        for found in _PROMISE.finditer((ROOT / name).read_text(encoding="utf-8"))
        if found["name"] in EVIDENCE or name == "SECURITY.md"
    }


def page() -> str:
    """Return the page."""
    rows = []
    for name, made_in in promises().items():
        how, tests = EVIDENCE.get(name, ("", ()))
        shown = ", ".join(f"[{each}](../{each})" for each in tests)
        again = ", ".join(f"`{command}`" for command in how.split(", ") if command)
        rows.append([name, f"[{made_in}](../{made_in})", shown, again])
    parts = [INTRO, table(["promise", "made in", "shown by", "again"], rows)]
    parts += [*_faults(load("faults")), *_concurrency(load("concurrency"))]
    parts += [*_fuzz(load("fuzz")), *_scale(load("scale"))]
    return "\n".join(parts)


def _nothing(lost: list[str]) -> str:
    """Say what a campaign lost."""
    if not lost:
        return "Lost: nothing.\n"
    return f"Lost: {len(lost)}.\n\n" + "".join(f"* {line}\n" for line in lost)


def _counted(kinds: dict[str, Any]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in kinds.items())


def _faults(found: dict[str, Any]) -> list[str]:
    if not found:
        return []
    injections = found.get("injections", {})
    names = {"strace": "under strace", "shim": "in front of the C library"}
    ways = ", ".join(f"{count:,} {names.get(way, way)}" for way, count in injections.items())
    rows = [
        [f"`{name}`", f"{each.get('tried', 0):,}", _counted(each.get("outcomes", {}))]
        for name, each in found.get("commands", {}).items()
    ]
    lost = found.get("lost") or []
    return [
        "## Faults: `make faults`\n",
        (
            "Every command that writes is made to fail, or is killed, at each call of the system that touches its site. After each: "
            "old bytes or new, no link lost, nothing left behind, and the same command succeeds.\n"
        ),
        (
            f"{sum(injections.values()):,} faults ({ways}) in {duration(found.get('seconds', 0))}. "
            f"{machine_of(found.get('machine'))}\n"
        ),
        table(["command", "faults", "how it ended"], rows),
        _nothing(lost if isinstance(lost, list) else [str(lost)]),
    ]


def _concurrency(found: dict[str, Any]) -> list[str]:
    if not found:
        return []
    commands, saves = found["commands"], found["saves"]
    tried = sum(sum(each.values()) for each in commands.values())
    edits = sum(sum(each.values()) for each in saves.values())
    rows = [[f"`{name}`", _counted(each)] for name, each in commands.items()]
    rows += [[f"an editor's save: {name}", _counted(each)] for name, each in saves.items()]
    return [
        "## At once: `make concurrency`\n",
        (
            f"{found['processes']} commands at once on one site, while an editor that knows nothing of postgen reads the backlog, "
            "adds a line, and saves in four ways at its own pace; three of ten saves do not look first. What a save takes the place of is known "
            "byte for byte. What a successful command reported must be there at the end, unless such a save overwrote it; so must "
            "every line of the editor; a command that was refused has written nothing, and a killed one all or nothing.\n"
        ),
        (
            f"{tried:,} commands in {found['rounds']} rounds, {edits:,} saves, in {duration(found['seconds'])}. The editor's own "
            f"saves took or brought back {found['overwritten']:,} links. {machine_of(found.get('machine'))}\n"
        ),
        table(["what", "how it ended"], rows),
        _nothing(found["lost"]),
    ]


def _fuzz(found: dict[str, Any]) -> list[str]:
    if not found:
        return []
    targets = found.get("by_target", {})
    rows = [
        [
            name,
            *(f"{each.get(key, 0):,}" for key in ("tried", "lines", "new")),
            str(len(each.get("failures", []))),
        ]
        for name, each in targets.items()
    ]
    return [
        "## Hostile input: `make fuzz`\n",
        (
            f"Inputs that are mutated, and kept where they reach lines that none has reached before: {found.get('tried', 0):,} of "
            f"{len(targets)} readers, seed {found.get('seed')}. {machine_of(found.get('machine'))}\n"
        ),
        table(["reader", "inputs", "lines reached", "kept", "failed"], rows, 4),
        _nothing(found.get("failures", [])),
    ]


def _scale(found: dict[str, Any]) -> list[str]:
    rows = [row for runs in found.get("parts", {}).values() for row in runs[-1]]
    if not rows:
        return []
    slopes = [row["exponent"] for row in rows if row["exponent"]]
    steep = sum("power" in why for row in rows for why in row["findings"])
    return [
        "## Scale: `make scale`\n",
        (
            f"{len(rows)} rows of three sizes: every command on sites, backlogs and posts, and Markdown that no person writes. "
            f"{len(slopes)} take long enough for an exponent, of which the largest is {max(slopes, default=0):.2f}; {steep} of time and "
            "memory are steeper than 1.25. "
            "[Performance](performance.md#how-it-grows) has the tables.\n"
        ),
    ]
