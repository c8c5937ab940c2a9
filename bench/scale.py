"""How time and memory grow: every command on sites, backlogs and posts of three sizes, and on text that no person writes.

    make scale                            all of it, into bench/results/scale.json, which keeps two runs of each part
    python bench/scale.py posts links     these parts: posts, links, post, shapes
    python bench/scale.py shapes=refs     of a part, the commands with this in their name

CPU time and peak memory are those of the whole process, less what the command takes on a site of almost nothing. The
exponents are the slopes of both over the size, all as logarithms: 1 is in proportion, 2 is with the square. Memory is
also compared with the bytes of what the command has to read. The last line says how many figures are beyond the limits.
"""

from __future__ import annotations

import compileall
import math
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import shapes
import sites
from machine import POSTGEN, ROOT, Usage, kept, save, scratch, state, usage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Job = Callable[[], Iterable[tuple[str, list["Point"]]]]

STEEP = 1.25
"""The exponent from which a row counts as a finding; CPU time of one run varies by a fifth."""

SHORT = 0.3
"""Seconds of CPU time below which no exponent is fitted: start-up varies by a tenth of that."""

SMALL = 30.0
"""MiB of memory below which no exponent is fitted."""

SIZES = {
    "posts": (10, 1_000, 3_000, 10_000),
    "links": (1_000, 10_000, 30_000, 100_000),
    "post": (10, 570, 5_700, 57_000),
    "shapes": (1_000, 250_000, 1_000_000, 10_000_000),
}
"""Posts of a site, links of a backlog, links of a post (180 bytes each), bytes of a text; the first is almost nothing."""

AT_ONCE = 2
"""How many jobs run at once: CPU time hardly changes with that."""

LIMIT = 120
"""Seconds of CPU time after which a process is stopped."""

QUICK = 4.0
"""Seconds of CPU time that the largest text of a shape may take, as the one before lets expect; else it is left out."""


class Step(NamedTuple):
    """A command to measure, and how it may end beside 0."""

    name: str
    words: tuple[str, ...]
    code: int = 0


class Point(NamedTuple):
    """What a command took for so many bytes."""

    size: int
    used: Usage


def step(words: str, name: str = "", code: int = 0) -> Step:
    """Return a step of words, which are its name where it has none."""
    return Step(name or words, tuple(words.split()), code)


NEW = "https://bench.org/new"

SITE = [
    step("", name="(alone)"),
    step("--version"),
    step("templates"),
    step("habits"),
    step("feeds list"),
    step("pull", name="pull, no feeds", code=1),
    step("list"),
    step(f"add-link {NEW} --title T --category Links --no-fetch", name="add-link --no-fetch"),
    step(f"edit {NEW} --note words --yes", name="edit"),
    step(f"open {NEW}", name="open"),
    step(f"move {NEW} --to Other", name="move"),
    step(f"drop {NEW} --yes", name="drop"),
    step("undo"),
    step("undo --list"),
    step("category list"),
    step("category rename Other Rest --yes", name="category rename"),
    step("category merge Rest Links --yes", name="category merge"),
    step("undo 2", code=1),  # of 13 MB, one command alone is kept
    step("export --format netscape"),
    step("inbox ../event.json", name="inbox"),
    step("import ../bookmarks.html --no-fetch", name="import, 100 links"),
    step("new post Title", name="new post"),
    step("new page Page", name="new page"),
    step("new draft Draft", name="new draft"),
    step("publish draft", name="publish"),
    step("set draft layout=page", name="set"),
    step("rename draft Other", name="rename"),
    step("unpublish other", name="unpublish"),
    step("new link https://bench.org/link --title L --no-fetch", name="new link"),
    step("new newsletter Issue#1 --limit 100 --slug issue", name="new newsletter, 100 links"),
    step("refs issue --to footnotes", name="refs of a newsletter"),
    step("new translation issue --lang zh", name="new translation"),
    step("export issue --format email", name="export of a newsletter"),
    step("new index"),
    step("new digest --allow-empty", name="new digest, no feeds", code=1),
    step("search https://bench.org/link", name="search, first"),
    step("search https://bench.org/link", name="search, later"),
    step("search paragraph something --limit 10", name="search, words"),
    step("check", name="check, first", code=1),
    step("check", name="check, later", code=1),
    step("refs --check", name="refs --check, first", code=1),
    step("refs --check", name="refs --check, later", code=1),
    step("stats --html", name="stats"),
    step("init"),
]
"""Every command once, in an order in which each finds what it needs."""

BACKLOG = [
    *(each for each in SITE if each.name in {
        "(alone)", "list", "add-link --no-fetch", "edit", "open", "move", "drop", "undo", "undo --list",
        "category list", "category rename", "category merge", "undo 2", "export --format netscape", "inbox",
        "import, 100 links", "new link", "habits", "search, first", "search, later", "stats", "new post",
    }),
    step("list --json"),
    step("list --search page --sort title", name="list, searched and sorted"),
    *(step(f"export --format {name}") for name in ("json", "csv", "markdown", "opml")),
    step("check", name="check, first", code=1),
    step("new newsletter --keep", name="new newsletter of all, kept"),
    step("new newsletter --limit 1000", name="new newsletter, all published before", code=1),
    step("new newsletter --limit 1000 --allow-repeat", name="new newsletter, 1,000 links"),
    step("refs --check", name="refs --check, first", code=1),
]  # fmt: skip
"""What reads the backlog."""

POST = [
    step("check _posts", name="check", code=1),
    step("refs many --check", name="refs --check", code=1),
    *(step(f"refs many --to {style}", code=1) for style in ("linked", "plain")),  # of 57,000 links, refused
    *(step(f"refs many --to {style}") for style in ("reflinks", "footnotes", "inline")),
    step("refs many --repair", name="refs --repair", code=1),
    step("check --fix _posts", name="check --fix", code=1),
    *(step(f"export many --format {name}") for name in ("email", "text", "html", "buttondown", "slack", "bluesky")),
    step("set many layout=page", name="set"),
    step("rename many Other --slug other", name="rename"),
    step("unpublish other", name="unpublish"),
    step("publish other", name="publish"),
    step("new translation other --lang zh", name="new translation"),
    step("search something", name="search, first"),
    step("stats"),
    step("new post Title", name="new post"),
]  # fmt: skip
"""What reads one post."""

SHAPE = [
    step("refs shape --to linked --dry-run", name="refs --to linked", code=1),
    step("check _posts/2026-01-01-shape.md", name="check", code=1),
    step(f"add-link {NEW} --title T --category Links --no-fetch --backlog _posts/2026-01-01-shape.md --dry-run",
         name="add-link", code=1),
    step("export shape --format email", name="export --format email", code=1),
]  # fmt: skip
"""What reads a text whole, each in another way."""


def main(words: list[str]) -> int:
    """Measure two parts at once, print each row as it comes, and keep the figures of whole parts."""
    chosen = dict(word.partition("=")[::2] for word in words) or dict.fromkeys(PARTS, "")
    jobs = [(part, job) for part, only in chosen.items() for job in PARTS[part](only)]
    rows: dict[str, list[dict[str, Any]]] = {part: [] for part in chosen}
    left = [part for part, _ in jobs]
    writing = threading.Lock()

    def run(part: str, job: Job) -> None:
        for name, points in job():
            with writing:
                rows[part].append(show(part, name, points))
        with writing:
            left.remove(part)
            if part not in left and not chosen[part]:
                keep(part, rows[part])

    compileall.compile_dir(str(ROOT / "src"), quiet=2)  # or the first commands would do it
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in [pool.submit(run, *each) for each in jobs]:
            done.result()
    measured = [row for each in rows.values() for row in each]
    beyond = sum(bool(row["findings"]) for row in measured)
    runs = sum(len(row["cpu"]) for row in measured)
    print(f"{len(measured)} rows, {runs} processes; beyond the limits: {beyond or 'nothing'}")
    return 0


def keep(part: str, rows: list[dict[str, Any]]) -> None:
    """Write the figures of a part beside those of its run before."""
    parts = kept("scale").get("parts", {})
    parts[part] = [*parts.get(part, []), rows][-2:]
    save("scale", {"sizes": SIZES, "parts": parts})


def series(
    steps: Iterable[Step],
    sizes: Sequence[int],
    make: Callable[[Path, int], int],
    only: str,
    most: float = math.inf,
) -> Iterator[tuple[str, list[Point]]]:
    """Run the steps on a site of each size; yield each with its points. `make` returns the bytes.

    The last size is left out where a step would take more seconds there than `most`.
    """
    points: dict[str, list[Point]] = {}
    for size in sizes:
        with scratch() as place:
            folder = Path(place)
            length = make(folder, size)
            own = {**state(folder / "state"), "BROWSER": "true"}
            for each in steps:
                if only not in each.name:
                    continue
                before = points.get(each.name, [])
                if size == sizes[-1] and before[-1].used.cpu * size / before[-1].size > most:
                    continue
                used = usage([POSTGEN, *each.words], folder / "site", own, LIMIT)
                known = used if used.code != each.code else used._replace(code=0)
                points.setdefault(each.name, []).append(Point(length, known))
    yield from points.items()


def of_posts(only: str) -> list[Job]:
    """Return the job of every command on sites of more and more posts, with ten links each."""

    def make(folder: Path, posts: int) -> int:
        return made(folder, posts=posts, links=300, links_each=10)

    return [partial(series, SITE, SIZES["posts"], make, only)]


def of_links(only: str) -> list[Job]:
    """Return the job of what reads the backlog, with more and more links."""

    def make(folder: Path, links: int) -> int:
        return made(folder, posts=10, links=links)

    return [partial(series, BACKLOG, SIZES["links"], make, only)]


def of_one_post(only: str) -> list[Job]:
    """Return the job of what reads a post of 0.1, 1 and 10 MB."""

    def make(folder: Path, links: int) -> int:
        made(folder, posts=0, links=10)
        return written(folder / "site" / "_posts" / "2026-01-01-many.md", sites.linked(links))

    return [partial(series, POST, SIZES["post"], make, only)]


def of_shapes(only: str) -> list[Job]:
    """Return a job for each shape of text that no person writes."""
    return [partial(of_shape, name, only) for name in (*shapes.SHAPES, *shapes.NESTED)]


def of_shape(name: str, only: str) -> Iterator[tuple[str, list[Point]]]:
    """Yield what reads a text of one shape."""

    def make(folder: Path, size: int) -> int:
        made(folder, posts=0, links=10)
        text = shapes.text(name, size)
        return written(folder / "site" / "_posts" / "2026-01-01-shape.md", text)

    for command, points in series(SHAPE, SIZES["shapes"], make, only, QUICK):
        yield f"{name}: {command}", points


PARTS = {"posts": of_posts, "links": of_links, "post": of_one_post, "shapes": of_shapes}


def made(folder: Path, **sizes: int) -> int:
    """Make a site, and what is imported into it; return the bytes of its posts."""
    root = sites.site(folder / "site", **sizes)
    written(root / "_config.yml", f"{sites.CONFIG}url: https://bench.org\n")
    backlog = next((root / "_posts").glob("*-backlog.md"))
    text = backlog.read_text(encoding="utf-8")
    written(backlog, text.replace("\n---", "\npublished: false\n---", 1))
    written(folder / "bookmarks.html", sites.bookmarks(100))
    written(folder / "event.json", sites.EVENT)
    return sum(path.stat().st_size for path in (root / "_posts").iterdir())


def written(path: Path, text: str) -> int:
    """Write a file; return its bytes."""
    return path.write_bytes(text.encode())


# What the figures say


def show(part: str, name: str, points: list[Point]) -> dict[str, Any]:
    """Print a row, and return it; the first point is what the command takes for almost nothing."""
    least, *grown = points
    size, used = grown[-1]
    slope = exponent(points, attrgetter("cpu"), SHORT)
    memory_slope = exponent(points, attrgetter("memory"), SMALL)
    ratio = (used.memory - least.used.memory) * 2**20 / size
    found = list(findings(points, slope, memory_slope))
    row = {
        "part": part,
        "command": name,
        "bytes": [point.size for point in points],
        "cpu": [round(point.used.cpu, 3) for point in points],
        "memory": [round(point.used.memory, 1) for point in points],
        "exponent": slope and round(slope, 2),
        "memory_exponent": memory_slope and round(memory_slope, 2),
        "times": round(ratio, 1),
        "findings": found,
    }
    seconds = "  ".join(f"{point.used.cpu:7.2f}" for point in points)
    shown = f"{slope:5.2f}" if slope else "    -"
    print(f"{name:58.58} {seconds} s  exponent {shown}  {used.memory:5.0f} MiB, {ratio:5.1f} x  "
          f"{'; '.join(found)}", flush=True)  # fmt: skip
    return row


def exponent(points: list[Point], of: Callable[[Usage], float], least: float) -> float | None:
    """Return the slope of a figure over size, both as logarithms; None where it hardly grows, by less than `least`.

    What the first point takes is taken from the others; those that hardly take more are left out.
    """
    first, *grown = points
    more = [(point.size, of(point.used) - of(first.used)) for point in grown]
    known = [(math.log(size), math.log(grown)) for size, grown in more if grown > least / 3]
    if len(known) < 2 or more[-1][1] < least:
        return None
    x_mean = sum(x for x, _ in known) / len(known)
    y_mean = sum(y for _, y in known) / len(known)
    across = sum((x - x_mean) ** 2 for x, _ in known)
    return sum((x - x_mean) * (y - y_mean) for x, y in known) / across


def findings(points: list[Point], slope: float | None, memory_slope: float | None) -> Iterator[str]:
    """Yield what is beyond the limits."""
    for point in points:
        if point.used.code < 0:
            yield f"stopped after {point.used.cpu:.0f} s at {point.size:,} bytes"
        elif point.used.code:
            reason = point.used.error.partition("\n")[0][:160]
            yield f"ended with {point.used.code} at {point.size:,} bytes: {reason}"
    if slope and slope > STEEP:
        yield f"grows with the power {slope:.2f}"
    if memory_slope and memory_slope > STEEP:
        yield f"memory grows with the power {memory_slope:.2f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
