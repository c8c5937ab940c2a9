"""Writes docs/performance.md and its charts from the figures in bench/results."""

from __future__ import annotations

from typing import Any

import charts
from results import ROOT, duration, load, machine_of, milliseconds, ratio, size, table

PAGE = ROOT / "docs" / "performance.md"
IMAGES = ROOT / "docs" / "images"

PARTS = {
    "posts": "Posts of a site, ten links each",
    "links": "Links of a backlog",
    "post": "One post with links",
}
DRAWN = (
    "check, first",
    "search, first",
    "new newsletter, 100 links",
    "publish",
    "add-link --no-fetch",
    "list",
)
"""The commands whose growth is drawn."""

INTRO = """# Performance

How long commands take, beside other programs, and how time and memory grow. The figures are as they came out, of whole
processes; on another machine the times differ, and the ratios hardly do. `make bench`, `make scale` and then
`make figures` make this page again.
"""


SHORT_OF_GOALS = """### What keeps three rows from their goals

Profiles of November 2026, in ms of CPU time on this machine. An issue of 1,000 links (goal: ten times as fast as pandoc, about
140 ms in all; 285): start and imports 88, of which YAML takes 12 and hashes 3; the contents 40 and the verification 31, which
each parse the text that was written; the values of the items 18; the choice of the items 24; the habits of the last issues 39.
References of a post of 1 MB (goal: twenty times as fast, about 90 ms): start and imports 60; the blocks of the text 19, and of
the new one with its 5,700 definitions 35; their links 30; checks 11; citations 45; the plan 33; numbers of the new text 15; the
comparison 30. No part stands out: each is a few microseconds a link, which is what some calls in Python take. To trust the
text that was written without parsing it again would save a third, and is what postgen promises not to do; and as each paragraph
of that post is edited, none of what was parsed before could be used again. Compiled with mypyc, `markdown/` (30 modules, all
but `body.py`, whose `cached_property` it cannot compile) finds the links of 1 MB in 56 instead of 80 ms, and those of 382 kB of
real posts in 51 instead of 85; but the whole `refs` takes 867 instead of 758 ms, for loading 30 shared objects and for the
calls between compiled and other code. So no wheels are compiled.

A link filed among 100,000 others (12 MB; goal: eight times reading and writing them, about 350 ms; 353) is at its goal or just
above it, as the floor is 44 or 50 ms: start and imports 60; the old and the new text parsed as blocks 150; reading, comparing
and writing both, with the copy for `undo`, 90; the rest 50.
"""


def page() -> str:
    """Return the page."""
    parts = [INTRO, *_speed(load("speed")), *_growth(load("scale"))]
    return "\n".join(parts)


def images() -> dict[str, str]:
    """Return the charts by their file names."""
    made = {}
    if rows := _start_up(load("speed")):
        made["start-up.svg"] = charts.bars(rows, *START_UP)
    if drawn := _drawn(load("scale")):
        made["growth.svg"] = charts.lines(drawn, *GROWTH, ("posts of the site", "CPU seconds"))
    return made


START_UP = ("Commands of every day, as multiples of a Typer program that does nothing",
            "Two bars a command, one for each run; the line across them is the goal. The table has the same figures.")  # fmt: skip
GROWTH = ("CPU time over the number of posts, both logarithmic",
          "All lines rise with the slope of proportion or less. The table has the same figures.")  # fmt: skip


# Speed


def _runs(found: dict[str, Any]) -> list[tuple[dict[str, Any], ...]]:
    """Return the rows of both runs, side by side; those of the first alone where the second was stopped."""
    passes = [each["rows"] for each in found.get("passes", []) if each["rows"]]
    names = [{row["name"]: row for row in rows} for rows in passes]
    return (
        [tuple(rows[name] for rows in names if name in rows) for name in names[0]] if names else []
    )


def _ratios(runs: tuple[dict[str, Any], ...], other: str) -> list[float]:
    times = [row["milliseconds"] for row in runs]
    return [each["postgen"] / each[other] for each in times if other in each]


def _speed(found: dict[str, Any]) -> list[str]:
    rows = _runs(found)
    if not rows:
        return []
    seconds = " and ".join(duration(each["seconds"]) for each in found["passes"])
    load_ = " and ".join(f"{each['load']:g}" for each in found["passes"])
    left_out = ", ".join(found["missing"])
    lines = [
        "## Beside other programs\n",
        f"{machine_of(found['machine'])} {len(found['passes'])} runs of {seconds}, at a load of {load_} when they began. "
        "Each command and what it is compared with take turns, after one turn that does not count; the times are medians. "
        "*bare typer* is a program of one command that does nothing, with the same command-line library."
        + (f" Not installed, and left out: {left_out}." if left_out else "")
        + "\n",
    ]
    cells = []
    for runs in rows:
        times = runs[0]["milliseconds"]
        others = [name for name in times if name != "postgen"]
        for number, other in enumerate(others):
            own = [runs[0]["name"], milliseconds(times["postgen"])] if number == 0 else ["", ""]
            said = [ratio(value) for value in (*_ratios(runs, other), 0)[:2] if value]
            goal = [runs[0]["goal"], _met(runs)] if number == 0 else ["", ""]
            cells.append(
                [
                    *own,
                    f"{other}, {milliseconds(times[other])}",
                    *said,
                    *[""] * (2 - len(said)),
                    *goal,
                ]
            )
        if not others:
            cells.append(
                [
                    runs[0]["name"],
                    milliseconds(times["postgen"]),
                    "",
                    "",
                    "",
                    runs[0]["goal"],
                    _met(runs),
                ]
            )
    lines.append(
        table(["work", "postgen", "beside", "first run", "second run", "goal", "met"], cells)
    )
    lines.append(_agreement(rows))
    if _start_up(found):
        lines.append(f"![{START_UP[0]}: {START_UP[1]}](images/start-up.svg)\n")
    lines += _memory(rows)
    lines.append(SHORT_OF_GOALS)
    return lines


def _met(runs: tuple[dict[str, Any], ...]) -> str:
    said = ["yes" if row["met"] else "no" for row in runs if row["met"] is not None]
    return said[0] if len(set(said)) == 1 else " / ".join(said)


def _agreement(rows: list[tuple[dict[str, Any], ...]]) -> str:
    """Say how far the ratios of both runs are apart."""
    apart = []
    for runs in rows:
        for other in runs[0]["milliseconds"]:
            both = _ratios(runs, other)
            if other != "postgen" and len(both) == 2:
                apart.append(max(both) / min(both) - 1)
    if not apart:
        return "There was one run.\n"
    close = sum(each <= 0.1 for each in apart)
    apart.sort()
    return (
        f"Of {len(apart)} ratios, {close} differ by a tenth at most between the two runs; half of them by "
        f"{apart[len(apart) // 2]:.1%} or less, the one that differs most by {apart[-1]:.0%}.\n"
    )


def _start_up(found: dict[str, Any]) -> list[charts.Bar]:
    """Return the rows that are compared with a bare Typer, below six times it."""
    bars = []
    for runs in _runs(found):
        values = _ratios(runs, "bare typer")
        if values and max(values) < 6:
            times, _, other = runs[0]["goal"].partition(" x ")
            goal = float(times) if other == "bare typer" else None
            bars.append(charts.Bar(runs[0]["name"], values, goal))
    return bars


def _memory(rows: list[tuple[dict[str, Any], ...]]) -> list[str]:
    cells = []
    for runs in rows:
        if runs[0]["memory"]:
            (_, ours), (name, other) = runs[0]["memory"].items()
            again = [f"{each['memory']['postgen'] / each['memory'][name]:.2f} x" for each in runs]
            cells.append(
                [
                    runs[0]["name"],
                    f"{ours:.0f} MiB",
                    f"{name}, {other:.0f} MiB",
                    *again,
                    *[""] * (2 - len(again)),
                ]
            )
    return (
        [table(["peak of memory", "postgen", "beside", "first run", "second run"], cells)]
        if cells
        else []
    )


# Growth


def _growth(found: dict[str, Any]) -> list[str]:
    parts = found.get("parts", {})
    if not parts:
        return []
    count = sum(len(row["cpu"]) for runs in parts.values() for row in runs[-1])
    lines = [
        "## How it grows\n",
        (
            f"{machine_of(found['machine'])} {count} processes a run, two at once. The first size is almost "
            "nothing: what the command takes to start. The exponent is the slope of the rest of the CPU time over the size, as "
            "logarithms: 1 is in proportion, 2 with the square; there is none below 0.3 s. Memory is the peak at the largest "
            "size, and what comes on top of that of the first size, as a multiple of the bytes to read, with its own exponent "
            "from 30 MiB on. *Again* is the run before.\n"
        ),
    ]
    if _drawn(found):
        lines.append(f"![{GROWTH[0]}: {GROWTH[1]}](images/growth.svg)\n")
    for part, title in PARTS.items():
        if part in parts:
            lines += [f"### {title}\n", _part(parts[part])]
    if "shapes" in parts:
        lines += ["### Markdown that no person writes\n", _shapes(parts["shapes"][-1])]
    return [*lines, _findings(parts)]


def _exponent(row: dict[str, Any], of: str = "exponent") -> str:
    return f"{row[of]:.2f}" if row[of] else "-"


def _part(runs: list[list[dict[str, Any]]]) -> str:
    rows, again = runs[-1], {row["command"]: row for row in runs[0]} if len(runs) > 1 else {}
    sizes = max((row["bytes"] for row in rows), key=len)
    head = [
        "command",
        *(f"{size(count)}, s" for count in sizes),
        "exponent",
        "again",
        "memory",
        "times",
        "exponent",
    ]
    cells = []
    for row in rows:
        seconds = [f"{each:.2f}" for each in row["cpu"]] + [""] * (len(sizes) - len(row["cpu"]))
        other = again.get(row["command"])
        cells.append([f"`{row['command']}`", *seconds, _exponent(row), _exponent(other) if other else "",
                      f"{row['memory'][-1]:.0f} MiB", f"{max(row['times'], 0):.1f}",
                      _exponent(row, "memory_exponent")])  # fmt: skip
    return table(head, cells, len(head) - 1)


def _shapes(rows: list[dict[str, Any]]) -> str:
    """Return a line for each shape: for each command the seconds of its largest text, its size, the exponent, the memory."""
    shapes: dict[str, dict[str, str]] = {}
    commands: dict[str, None] = {}
    for row in rows:
        name, _, command = row["command"].partition(": ")
        said = f"{row['cpu'][-1]:.1f} s, {size(row['bytes'][-1])}, {_exponent(row)}, {max(row['times'], 0):.0f} x"
        shapes.setdefault(name, {})[command] = said
        commands.setdefault(command)
    head = [f"`{command}`" for command in commands]
    cells = [
        [name, *(each.get(command, "") for command in commands)]
        for name, each in sorted(shapes.items())
    ]
    intro = (
        "One shape again and again: the CPU time of the largest text, its size, the exponent of 250 kB and more, and the "
        "memory as a multiple of the size. 10 MB are tried where 1 MB lets expect less than four seconds.\n\n"
    )
    return intro + table(["shape", *head], cells, len(head))


def _findings(parts: dict[str, list[list[dict[str, Any]]]]) -> str:
    found = [
        f"* {PARTS.get(part, 'Markdown')}, `{row['command']}`: {why}\n"
        for part, runs in parts.items()
        for row in runs[-1]
        for why in row["findings"]
    ]
    if not found:
        return "Neither time nor memory is steeper than an exponent of 1.25.\n"
    return "Beyond an exponent of 1.25, or the time limit:\n\n" + "".join(found)


def _drawn(found: dict[str, Any]) -> list[charts.Line]:
    """Return the lines of the commands that are drawn, over the number of posts."""
    rows = {row["command"]: row for row in found.get("parts", {}).get("posts", [[]])[-1]}
    sizes = found.get("sizes", {}).get("posts", [])[1:]
    return [
        charts.Line(name, list(zip(sizes, rows[name]["cpu"][1:], strict=False)))
        for name in DRAWN
        if name in rows
    ]
