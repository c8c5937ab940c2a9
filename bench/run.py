"""How fast postgen is, as ratios: whole processes, in turn with a peer or a floor, medians of the same run.

    make bench                    all rows
    python bench/run.py list add  rows with one of these words in their name

A row prints the median of postgen, of each yardstick, and their ratio; memory is the peak of the process.
Peers that are not installed are named and left out. Nothing here fails: it is not a test.
"""

from __future__ import annotations

import compileall
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pages
import sites
import slow_server

from postgen.web.network import FetchLimits

ROUNDS = 9
PEERS = ("hugo", "jekyll", "pandoc", "cmark", "buku", "rumdl", "lychee")
Command = Callable[[int], Sequence[str]]


@dataclass(frozen=True)
class Row:
    """One thing to measure: postgen's command, its yardsticks by name, and its target as text.

    `memory` names the yardstick that its peak memory is compared with.
    """

    name: str
    folder: Path
    command: Command
    against: dict[str, Command]
    target: str = ""
    memory: str = ""
    rounds: int = ROUNDS


def run(argv: Sequence[str], folder: Path) -> float:
    """Run one process to its end; return its seconds."""
    start = time.perf_counter()
    done = subprocess.run(
        argv,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=ENVIRONMENT,
        check=False,
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        message = (done.stderr or done.stdout).decode(errors="replace").strip().rpartition("\n")[2]
        print(f"  {' '.join(argv[:4])} … ended with {done.returncode}: {message}")
    return seconds


def peak(argv: Sequence[str], folder: Path) -> float:
    """Return the peak memory of a process, in MiB; a small one starts it, for a child begins with its parent's."""
    launcher = [PYTHON, "-I", "-S", "-c", LAUNCHER, *argv]
    done = subprocess.run(
        launcher,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=ENVIRONMENT,
        check=True,
    )
    return int(done.stdout.split()[-1]) / (2**20 if sys.platform == "darwin" else 2**10)


LAUNCHER = """
import os, resource, sys
argv = sys.argv[1:]
null = os.open(os.devnull, os.O_WRONLY)
child = os.posix_spawnp(argv[0], argv, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, null, 1)])
os.waitpid(child, 0)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def measure(row: Row) -> dict[str, float]:
    """Run a row's commands in turn, A B C A B C …, after one of each that does not count; return the medians."""
    commands = {"postgen": row.command, **row.against}
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for index in range(-1, row.rounds):
        for name, command in commands.items():
            taken = run(command(index), row.folder)
            if index >= 0:
                seconds[name].append(taken)
    return {name: statistics.median(each) for name, each in seconds.items()}


def report(row: Row, seconds: dict[str, float]) -> None:
    """Print one row."""
    print(
        f"{row.name:30} {seconds['postgen'] * 1000:6.0f} ms   {row.target and 'target: ' + row.target}"
    )
    for name in row.against:
        ratio = seconds["postgen"] / seconds[name]
        comparison = f"{ratio:5.2f} x" if ratio >= 1 else f"{1 / ratio:5.1f} x faster than"
        print(f"    {comparison} {name} ({seconds[name] * 1000:.0f} ms)")
    if row.memory:
        ours = peak(row.command(row.rounds), row.folder)
        theirs = peak(row.against[row.memory](row.rounds), row.folder)
        print(f"    peak {ours:.0f} MiB, {ours / theirs:.2f} x {row.memory} ({theirs:.0f} MiB)")


ENVIRONMENT = {
    **os.environ,
    "POSTGEN_OFFLINE": "1",
    "PYTHONDONTWRITEBYTECODE": "",
    "XDG_DATA_HOME": tempfile.gettempdir(),
    "XDG_STATE_HOME": tempfile.gettempdir(),
    "_TYPER_COMPLETE_ARGS": "postgen add-link --category N",
}
PYTHON = sys.executable
POSTGEN = str(Path(PYTHON).with_name("postgen"))


def postgen(*words: str) -> Command:
    """Return a command of postgen; `NEW` in it is a number that was never used before."""
    return lambda _: [POSTGEN, *(word.replace("NEW", str(time.time_ns())) for word in words)]


def program(*words: str) -> Command:
    """Return a command of another program, in the same way."""
    return lambda _: [word.replace("NEW", str(time.time_ns())) for word in words]


def peers(**commands: Command) -> dict[str, Command]:
    """Keep those whose program is installed; `_` in a name is a space."""
    return {
        name.replace("_", " "): command
        for name, command in commands.items()
        if shutil.which(name.split("_")[0])
    }


def rows(folder: Path) -> list[Row]:
    """Make the sites and files; return what is measured on them."""
    bare, copy = folder / "bare_typer.py", folder / "read_and_write.py"
    bare.write_text(sites.BARE_TYPER, encoding="utf-8")
    copy.write_text(sites.COPY, encoding="utf-8")
    typer = {"bare typer": program(PYTHON, str(bare))}
    help_ = {"bare typer --help": program(PYTHON, str(bare), "--help")}
    site = sites.site(folder / "site", posts=300, links=300)
    add = postgen(
        "add-link", "https://bench.org/NEW", "--title", "T", "--category", "Links", "--no-fetch"
    )
    others = peers(
        buku_add=program(
            "buku", "--nostdin", "--np", "-a", "http://127.0.0.1:9/NEW", "--title", "T"
        ),
        jekyll_post=program("jekyll", "post", "Title NEW"),
        hugo_new=program("hugo", "new", "posts/title-NEW.md"),
    )
    return [
        Row("python -c pass, for scale", site, program(PYTHON, "-c", "pass"), typer),
        Row("--help", site, postgen("--help"), help_, "1.15 x"),
        Row(
            "completing a category",
            site,
            program("env", "_POSTGEN_COMPLETE=zsh", POSTGEN, "add-link", "--category", "N"),
            typer,
            "1.3 x",
        ),
        Row(
            "add-link",
            site,
            add,
            typer | others,
            "1.3 x, memory 1.6 x; 2 x buku, 4 x jekyll",
            memory="bare typer",
        ),
        Row("new post", site, postgen("new", "post", "T NEW"), typer, "1.3 x"),
        Row(
            "move",
            site,
            lambda n: [POSTGEN, "move", f"Title {200 + n} of", "--to", ("Links", "Other")[n % 2]],
            typer,
            "1.3 x",
        ),
        Row("list", site, postgen("list"), typer),
        *_large(folder, add, copy),
        *_capture(folder, typer),
        *_references(folder),
        *_checks(folder, typer),
        *_web(folder, site, typer),
        *_link_care(folder, typer),
    ]


def _capture(folder: Path, typer: dict[str, Command]) -> list[Row]:
    # No peers: with these sizes one run takes `buku --import` and `jekyll build` more than two minutes each.
    bookmarks = folder / "bookmarks.html"
    bookmarks.write_text(sites.bookmarks(100_000), encoding="utf-8")
    import_ = (
        "import",
        "--format",
        "netscape",
        "--dry-run",
        "-C",
        str(sites.site(folder / "empty", posts=0, links=0)),
    )
    published = sites.site(folder / "published", posts=10_000, links=0)
    cache = f"XDG_CACHE_HOME={folder}/searched"
    later_search = program("env", cache, POSTGEN, "search", "https://example.com/5000/3")
    first_search = program(
        "env", f"XDG_CACHE_HOME={folder}/NEW", POSTGEN, "search", "https://example.com/5000/3"
    )
    return [
        Row(
            "import, 100,000 bookmarks",
            folder,
            postgen(*import_, str(bookmarks)),
            typer,
            "2 x faster than buku",
            rounds=1,
        ),
        Row(
            "search 10,000 posts, first",
            published,
            first_search,
            typer,
            "1/3 of jekyll build",
            rounds=1,
        ),
        Row("search 10,000 posts, later", published, later_search, typer, "1.5 x"),
    ]


def _references(folder: Path) -> list[Row]:
    site = sites.site(folder / "references", posts=0, links=0)
    posts = {}
    for name, links in (("one", 5_700), ("ten", 57_000)):
        posts[name] = site / "_posts" / f"2026-01-01-{name}.md"
        posts[name].write_text(sites.linked(links), encoding="utf-8")

    def convert(name: str) -> Command:  # from the same bytes each time
        original = folder / f"{name}.md"
        shutil.copyfile(posts[name], original)
        refs = f"cp {original} {posts[name]} && {POSTGEN} refs --to reflinks {posts[name].stem}"
        return program("sh", "-c", refs)

    others = peers(
        pandoc=program(
            "pandoc", "-f", "gfm", "-t", "gfm", "--reference-links", str(folder / "one.md")
        ),
        cmark=program("cmark", str(folder / "one.md")),
    )
    return [
        Row(
            "refs, 1 MB, 5,700 links",
            site,
            convert("one"),
            others,
            "20 x faster than pandoc",
            rounds=5,
        ),
        Row("refs, 10 MB", site, convert("ten"), {"1 MB": convert("one")}, "10 x", rounds=3),
    ]


def _checks(folder: Path, typer: dict[str, Command]) -> list[Row]:
    """Check posts of 30 links, with an empty cache folder and again, beside a linter and a build."""
    one = sites.site(folder / "some", posts=1_000, links=0, links_each=30)
    many = sites.site(folder / "many", posts=10_000, links=0, links_each=30)

    def first(site: Path) -> Command:
        return program("env", f"XDG_CACHE_HOME={folder}/NEW", POSTGEN, "check", "-C", str(site))

    def later(site: Path) -> Command:
        return program("env", f"XDG_CACHE_HOME={folder}/kept", POSTGEN, "check", "-C", str(site))

    built = ("jekyll", "build", "--quiet", "--future", "--destination", str(folder / "built"))
    others = peers(
        rumdl_check=program("rumdl", "check", "--no-cache", "--silent", "--fail-on", "never", "."),
        jekyll_build=program(*built),
    )
    return [
        Row("check, 1,000 posts, first", one, first(one), others, "1 s; 10 x faster", rounds=3),
        Row("check, 1,000 posts, later", one, later(one), typer, "0.15 s"),
        Row(
            "check, 10,000 posts, first",
            many,
            first(many),
            {"1,000 posts": first(one)},
            "10 x",
            rounds=1,
        ),
        Row(
            "check, 10,000 posts, later",
            many,
            later(many),
            {"1,000 posts": later(one)},
            "10 x",
            rounds=3,
        ),
    ]


def _large(folder: Path, add: Command, copy: Path) -> list[Row]:
    large = sites.site(folder / "large", posts=0, links=100_000)
    backlog = next((large / "_posts").glob("*backlog.md"))
    size = f"12 x, memory 12 x the file ({backlog.stat().st_size / 2**20:.0f} MiB)"
    copying = {"reading and writing it": program(PYTHON, str(copy), str(backlog))}
    site = sites.site(folder / "ten", posts=0, links=10_000)
    newsletter = postgen(
        "new", "newsletter", "T", "--limit", "1000", "--keep", "--force", "--date", "2026-01-01"
    )
    run(newsletter(0), site)
    issue = str(site / "_posts" / "2026-01-01-t.md")
    pandoc = peers(pandoc=program("pandoc", "-f", "gfm", "-t", "gfm", "--reference-links", issue))
    return [
        Row(
            "add-link, 100,000 links",
            large,
            add,
            copying,
            size,
            memory="reading and writing it",
            rounds=5,
        ),
        Row("newsletter, 1,000 of 10,000", site, newsletter, pandoc, "10 x faster", rounds=5),
    ]


def _web(folder: Path, site: Path, typer: dict[str, Command]) -> list[Row]:
    client = folder / "bare_client.py"
    client.write_text(f"import httpx\n{sites.BARE_TYPER}", encoding="utf-8")
    floor = {"bare typer that imports httpx": program(PYTHON, str(client))}
    (address,) = pages.serve()
    online = ["env", "POSTGEN_OFFLINE=0", f"XDG_CACHE_HOME={folder}"]
    hosts = pages.serve(hosts=20, latency=0.1)
    limits = FetchLimits()
    rounds = max(-(-10 // limits.per_host), -(-200 // limits.concurrency))
    requests = {f"{rounds} rounds of 100 ms": program("sleep", str(rounds / 10))}

    def pipe(kind: str) -> Command:
        urls = folder / f"{kind}.txt"
        urls.write_text(
            "".join(f"{host}/{kind}/{n}\n" for n in range(10) for host in hosts), encoding="utf-8"
        )
        return program(
            *online, "sh", "-c", f"{POSTGEN} add-link --category Links --dry-run < {urls}"
        )

    return [
        Row(
            "add-link, a page of 300 kB",
            site,
            program(*online, POSTGEN, "add-link", f"{address}/NEW", "--category", "Links"),
            floor,
            "the same + 30 ms",
        ),
        Row("add-link, 200 URLs, 20 hosts", site, pipe("new"), requests, "3 x", rounds=5),
        Row("the same from the cache", site, pipe("kept"), typer, rounds=5),
    ]


def _link_care(folder: Path, typer: dict[str, Command]) -> list[Row]:
    """Check 1,000 links on a server of its own process, with the limits of both programs lifted."""
    address = slow_server.start()
    site = sites.site(folder / "links", posts=0, links=0)
    post = site / "_posts" / "2026-11-01-links.md"
    links = (f"* [Page {number}]({address}/{number})\n" for number in range(1000))
    post.write_text(f"---\ntitle: Links\n---\n{''.join(links)}", encoding="utf-8")
    check = (POSTGEN, "check", "--links", str(post))
    fresh = program("env", "POSTGEN_OFFLINE=0", f"XDG_CACHE_HOME={folder}/NEW", *check)
    later = program("env", "POSTGEN_OFFLINE=0", f"XDG_CACHE_HOME={folder}/checked", *check)
    lychee = ("lychee", "--no-progress", "--quiet", "--max-concurrency", "128")
    lifted = ("--host-concurrency", "1000", "--host-request-interval", "0ms", str(post))
    others = peers(lychee=program(*lychee, *lifted))
    return [
        Row("check --links, 1,000 at 100 ms", site, fresh, others, "2 x", rounds=5),
        Row("the same from its history", site, later, typer, "2 x"),
    ]


def main(words: list[str]) -> None:
    """Measure the rows that were asked for."""
    missing = [peer for peer in PEERS if not shutil.which(peer)]
    if missing:
        print(
            f"Not installed, and left out: {', '.join(missing)} (apt-get install {' '.join(missing)})"
        )
    compileall.compile_dir(sys.prefix, quiet=2)
    compileall.compile_dir(str(Path(__file__).parent.parent / "src"), quiet=2)
    with tempfile.TemporaryDirectory() as folder:
        for row in rows(Path(folder)):
            if not words or any(word in row.name for word in words):
                report(row, measure(row))


if __name__ == "__main__":
    main(sys.argv[1:])
