"""How time and memory grow: every command on sites, backlogs and posts of three sizes, and on text that no person writes.

    make scale                            all of it, into bench/results/scale.json, which keeps the last two runs
    python bench/scale.py posts links     these parts: posts, links, post, shapes
    python bench/scale.py shapes=refs     of a part, the commands with this in their name

CPU time and peak memory are those of the whole process, less what the command takes on a site of almost nothing. The
exponent is the slope of the CPU time over the size, both as logarithms: 1 is in proportion, 2 is with the square. Memory
is compared with the bytes of what the command has to read. The last line says how many figures are beyond the limits.
"""

from __future__ import annotations

import math
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import shapes
import sites
from machine import POSTGEN, Usage, kept, save, scratch, state, usage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

STEEP = 1.25
"""The exponent from which a row counts as a finding; CPU time of one run varies by a fifth."""

HEAVY = 10.0
"""How many times the bytes that it reads a command may have in memory."""

SHORT = 0.3
"""Seconds of CPU time below which no exponent is fitted: start-up varies by a tenth of that."""

SIZES = {
    "posts": (10, 1_000, 3_000, 10_000),
    "links": (300, 10_000, 30_000, 100_000),
    "post": (10, 5_700, 17_100, 57_000),
    "shapes": (1_000, 1_000_000, 2_000_000, 5_000_000),
}
"""Posts of a site, links of a backlog, links of a post (180 bytes each), bytes of a text; the first is almost nothing."""

LIMIT = 240
"""Seconds of CPU time after which a process is stopped."""


class Step(NamedTuple):
    """A command to measure; `{new}` in its words is a number of its own. `code` is how it may end beside 0."""

    name: str
    words: tuple[str, ...]
    code: int = 0


class Point(NamedTuple):
    """What a command took for so many bytes."""

    size: int
    used: Usage


def step(words: str, *more: str, name: str = "", code: int = 0) -> Step:
    """Return a step of words and of arguments with blanks in them; the words are its name."""
    return Step(name or words, (*words.split(), *more), code)


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
    step("undo 2", name="undo 2"),
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
    step("new newsletter --limit 100 --slug issue", name="new newsletter, 100 links"),
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
    step("new newsletter --limit 1000", name="new newsletter, 1,000 links"),
    step("refs --check", name="refs --check, first", code=1),
]  # fmt: skip
"""What reads the backlog."""

POST = [
    step("check _posts", name="check", code=1),
    step("refs many --check", name="refs --check", code=1),
    *(step(f"refs many --to {style}") for style in ("linked", "plain", "reflinks", "footnotes", "inline")),
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
    step("export shape --format html", name="export --format html", code=1),
]  # fmt: skip
"""What reads a text whole, each in another way."""


def main(words: list[str]) -> int:
    """Measure, print each row as it comes, and write the figures; return 1 where one is beyond the limits."""
    chosen = dict(word.partition("=")[::2] for word in words) or dict.fromkeys(PARTS, "")
    began = time.time()
    rows = [
        show(part, name, points)
        for part, only in chosen.items()
        for name, points in PARTS[part](only)
    ]
    beyond = [f"{row['part']}, {row['command']}: {why}" for row in rows for why in row["findings"]]
    result = {
        "seconds": round(time.time() - began),
        "rows": rows,
        "findings": beyond,
        "sizes": SIZES,
    }
    if not words:
        save("scale", {"passes": [*kept("scale").get("passes", []), result][-2:]})
    runs = sum(len(row["cpu"]) for row in rows)
    print(f"{len(rows)} rows, {runs} processes; beyond the limits: {len(beyond) or 'nothing'}")
    return 0


def series(
    steps: Iterable[Step], sizes: Iterable[int], make: Callable[[Path, int], int], only: str
) -> Iterator[tuple[str, list[Point]]]:
    """Run the steps on a site of each size; yield each with its points. `make` returns the bytes."""
    points: dict[str, list[Point]] = {}
    for size in sizes:
        with scratch() as place:
            folder = Path(place)
            length = make(folder, size)
            own = {**state(folder / "state"), "BROWSER": "true"}
            for each in steps:
                if only not in each.name:
                    continue
                used = usage([POSTGEN, *each.words], folder / "site", own, LIMIT)
                known = used if used.code != each.code else used._replace(code=0)
                points.setdefault(each.name, []).append(Point(length, known))
    yield from points.items()


def of_posts(only: str) -> Iterator[tuple[str, list[Point]]]:
    """Yield every command on sites of more and more posts, with ten links each."""

    def make(folder: Path, posts: int) -> int:
        return made(folder, posts=posts, links=300, links_each=10)

    return series(SITE, SIZES["posts"], make, only)


def of_links(only: str) -> Iterator[tuple[str, list[Point]]]:
    """Yield what reads the backlog, with more and more links."""

    def make(folder: Path, links: int) -> int:
        return made(folder, posts=10, links=links)

    return series(BACKLOG, SIZES["links"], make, only)


def of_one_post(only: str) -> Iterator[tuple[str, list[Point]]]:
    """Yield what reads a post of 1, 3 and 10 MB."""

    def make(folder: Path, links: int) -> int:
        made(folder, posts=0, links=10)
        return written(folder / "site" / "_posts" / "2026-01-01-many.md", sites.linked(links))

    return series(POST, SIZES["post"], make, only)


def of_shapes(only: str) -> Iterator[tuple[str, list[Point]]]:
    """Yield what reads text that no person writes, at 1, 2 and 5 MB."""
    names = [*shapes.SHAPES, *shapes.NESTED]
    for name in names:

        def make(folder: Path, size: int, name: str = name) -> int:
            made(folder, posts=0, links=10)
            text = shapes.text(name, size)
            return written(folder / "site" / "_posts" / "2026-01-01-shape.md", text)

        for command, points in series(SHAPE, SIZES["shapes"], make, only):
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
    slope = exponent(least, grown)
    ratio = (used.memory - least.used.memory) * 2**20 / size
    found = list(findings(points, slope, ratio))
    row = {
        "part": part,
        "command": name,
        "bytes": [point.size for point in points],
        "cpu": [round(point.used.cpu, 3) for point in points],
        "memory": [round(point.used.memory, 1) for point in points],
        "exponent": slope and round(slope, 2),
        "times": round(ratio, 1),
        "findings": found,
    }
    seconds = "  ".join(f"{point.used.cpu:7.2f}" for point in points)
    shown = f"{slope:5.2f}" if slope else "    -"
    print(f"{name:58.58} {seconds} s  exponent {shown}  {used.memory:5.0f} MiB, {ratio:5.1f} x  "
          f"{'; '.join(found)}", flush=True)  # fmt: skip
    return row


def exponent(least: Point, grown: list[Point]) -> float | None:
    """Return the slope of CPU time over size, both as logarithms; None where almost no time is taken."""
    known = [
        (math.log(point.size), math.log(point.used.cpu - least.used.cpu))
        for point in grown
        if point.used.cpu - least.used.cpu > SHORT / 3
    ]
    if len(known) < 2 or grown[-1].used.cpu - least.used.cpu < SHORT:
        return None
    x_mean = sum(x for x, _ in known) / len(known)
    y_mean = sum(y for _, y in known) / len(known)
    across = sum((x - x_mean) ** 2 for x, _ in known)
    return sum((x - x_mean) * (y - y_mean) for x, y in known) / across


def findings(points: list[Point], slope: float | None, ratio: float) -> Iterator[str]:
    """Yield what is beyond the limits."""
    for point in points:
        if point.used.code < 0:
            yield f"stopped after {point.used.cpu:.0f} s at {point.size:,} bytes"
        elif point.used.code:
            reason = point.used.error.partition("\n")[0][:160]
            yield f"ended with {point.used.code} at {point.size:,} bytes: {reason}"
    if slope and slope > STEEP:
        yield f"grows with the power {slope:.2f}"
    if ratio > HEAVY and points[-1].size > 1_000_000:
        yield f"memory {ratio:.0f} x"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
