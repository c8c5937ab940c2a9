"""What `bench/run.py` measures: the commands, what each is compared with, and the goals."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING, NamedTuple

import pages
import sites
import slow_server
from machine import POSTGEN, PYTHON

from postgen.web.limits import FetchLimits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Command = Callable[[int], Sequence[str]]

ROUNDS = 9
PEERS = ("hugo", "jekyll", "pandoc", "cmark", "buku", "rumdl", "lychee")
TYPER = "bare typer"


class Goal(NamedTuple):
    """How long a command may take: `most` times what it is compared with, and `plus` seconds."""

    text: str
    against: str = ""
    most: float = 0
    plus: float = 0

    def is_met(self, seconds: dict[str, float]) -> bool | None:
        """Whether it is met; None where there is no goal, or the peer is not installed."""
        if not self.text or (self.against and self.against not in seconds):
            return None
        return seconds["postgen"] <= self.most * seconds.get(self.against, 0) + self.plus


class Row(NamedTuple):
    """One thing to measure: postgen's command, its yardsticks by name, and its goal.

    `memory` names the yardstick that its peak memory is compared with.
    """

    name: str
    folder: Path
    command: Command
    against: dict[str, Command]
    goal: Goal = Goal("")
    memory: str = ""
    rounds: int = ROUNDS


def times(most: float, against: str = TYPER) -> Goal:
    """Return the goal of so many times another program."""
    return Goal(f"{most:g} x {against}", against, most)


def faster(by: float, than: str) -> Goal:
    """Return the goal of being so many times faster than another program."""
    return Goal(f"{by:g} x faster than {than}", than, 1 / by)


def within(seconds: float) -> Goal:
    """Return the goal of so many seconds, whatever they are compared with."""
    return Goal(f"{seconds:g} s", plus=seconds)


def postgen(*words: str) -> Command:
    """Return a command of postgen; `NEW` in it is a number that was never used before."""
    return program(POSTGEN, *words)


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
    bare = folder / "bare_typer.py"
    bare.write_text(sites.BARE_TYPER, encoding="utf-8")
    typer = {TYPER: program(PYTHON, str(bare))}
    site = sites.site(folder / "site", posts=300, links=300)
    return [
        *_start(bare, site, typer),
        *_large(folder),
        *_capture(folder, typer),
        *_references(folder),
        *_checks(folder, typer),
        *_web(folder, site, typer),
        *_link_care(folder, typer),
    ]


def add(url: str = "https://bench.org/NEW") -> Command:
    """Return the command that files a link with a title."""
    return postgen("add-link", url, "--title", "T", "--category", "Links", "--no-fetch")


def _start(bare: Path, site: Path, typer: dict[str, Command]) -> list[Row]:
    """Return the commands of every day, most of which is start-up."""
    help_ = {"bare typer --help": program(PYTHON, str(bare), "--help")}
    words = ("--nostdin", "--np", "-a", "http://127.0.0.1:9/NEW", "--title", "T")
    others = peers(
        buku_add=program("buku", *words),
        jekyll_post=program("jekyll", "post", "Title NEW"),
        hugo_new=program("hugo", "new", "posts/title-NEW.md"),
    )
    completing = program("env", "_POSTGEN_COMPLETE=zsh", POSTGEN, "add-link", "--category", "N")

    def move(n: int) -> list[str]:
        return [POSTGEN, "move", f"Title {200 + n} of", "--to", ("Links", "Other")[n % 2]]

    urls = "; ".join(f"echo https://bench.org/NEW/{n}" for n in range(200))
    many = program(
        "sh", "-c", f"({urls}) | {POSTGEN} add-link --category Links --no-fetch --dry-run"
    )
    return [
        Row("python -c pass, for scale", site, program(PYTHON, "-c", "pass"), typer),
        Row("--help", site, postgen("--help"), help_, times(0.75, "bare typer --help")),
        Row("completing a category", site, completing, typer, times(1.1)),
        Row("add-link", site, add(), typer | others, times(1.15), memory=TYPER),
        Row("new post", site, postgen("new", "post", "T NEW"), typer, times(1.15)),
        Row("move", site, move, typer, times(1.15)),
        Row("list", site, postgen("list"), typer, times(1.15)),
        Row("add-link, 200 URLs from a pipe", site, many, typer),
    ]


def _large(folder: Path) -> list[Row]:
    """Return what reads a large backlog."""
    copy = folder / "read_and_write.py"
    copy.write_text(sites.COPY, encoding="utf-8")
    large = sites.site(folder / "large", posts=0, links=100_000)
    backlog = next((large / "_posts").glob("*backlog.md"))
    same = shutil.copy(backlog, folder / "backlog.md")  # beside it, the copy would be a post
    copying = {"reading and writing it": program(PYTHON, str(copy), str(same))}
    site = sites.site(folder / "ten", posts=0, links=10_000)
    words = ("T", "--limit", "1000", "--keep", "--force", "--date", "2026-01-01")
    issue = str(site / "_posts" / "2026-01-01-t.md")
    pandoc = ("pandoc", "-f", "gfm", "-t", "gfm", "--reference-links", issue)
    return [
        Row("add-link, 100,000 links", large, add(), copying, times(8, "reading and writing it"),
            memory="reading and writing it", rounds=5),
        Row("newsletter, 1,000 of 10,000", site, postgen("new", "newsletter", *words),
            peers(pandoc=program(*pandoc)), faster(10, "pandoc"), rounds=5),
    ]  # fmt: skip


def _capture(folder: Path, typer: dict[str, Command]) -> list[Row]:
    """Return what reads other programs' files, and the search; buku syncs each bookmark to the disk, so it gets few."""
    empty = str(sites.site(folder / "empty", posts=0, links=0))
    files = {}
    for count in (500, 100_000):
        files[count] = str(folder / f"bookmarks-{count}.html")
        (folder / f"bookmarks-{count}.html").write_text(sites.bookmarks(count), encoding="utf-8")

    def imports(count: int) -> Command:
        return postgen(
            "import", "--format", "netscape", "--no-fetch", "--dry-run", "-C", empty, files[count]
        )

    words = ("--nostdin", "--np", "--nc", "--tacit", "-i", files[500])
    buku = peers(buku=program("env", f"XDG_DATA_HOME={folder}/buku-NEW", "buku", *words))
    published = sites.site(folder / "published", posts=10_000, links=0)
    search = (POSTGEN, "search", "https://example.com/5000/3")
    first = program("env", f"XDG_CACHE_HOME={folder}/NEW", *search)
    later = program("env", f"XDG_CACHE_HOME={folder}/searched", *search)
    return [
        Row("import, 500 bookmarks", folder, imports(500), buku, faster(2, "buku"), rounds=1),
        Row("import, 100,000 bookmarks", folder, imports(100_000), typer, within(3), rounds=3),
        Row("search 10,000 posts, first", published, first, typer, within(4), rounds=1),
        Row("search 10,000 posts, later", published, later, typer, times(1.3)),
    ]


def _references(folder: Path) -> list[Row]:
    """Return the conversion of a post's references, from the same bytes each time."""
    site = sites.site(folder / "references", posts=0, links=0)
    commands = {}
    for name, links in (("one", 5_700), ("ten", 57_000)):
        post = site / "_posts" / f"2026-01-01-{name}.md"
        original = folder / f"{name}.md"
        original.write_text(sites.linked(links), encoding="utf-8")
        refs = f"cp {original} {post} && {POSTGEN} refs --to reflinks {name}"
        commands[name] = program("sh", "-c", refs)
    one = str(folder / "one.md")
    others = peers(
        pandoc=program("pandoc", "-f", "gfm", "-t", "gfm", "--reference-links", one),
        cmark=program("cmark", one),
    )
    return [
        Row("refs, 1 MB, 5,700 links", site, commands["one"], others, faster(20, "pandoc"), rounds=5),
        Row("refs, 10 MB", site, commands["ten"], {"1 MB": commands["one"]}, times(10, "1 MB"), rounds=1),
    ]  # fmt: skip


def _checks(folder: Path, typer: dict[str, Command]) -> list[Row]:
    """Check posts of 30 links, with an empty cache folder and again, beside a linter and a build."""
    one = sites.site(folder / "some", posts=1_000, links=0, links_each=30)
    many = sites.site(folder / "many", posts=10_000, links=0, links_each=30)
    check, refs = ("check",), ("refs", "--check")

    def first(site: Path, words: tuple[str, ...]) -> Command:
        return program("env", f"XDG_CACHE_HOME={folder}/NEW", POSTGEN, *words, "-C", str(site))

    def later(site: Path, words: tuple[str, ...]) -> Command:
        own = f"XDG_CACHE_HOME={folder}/kept-{words[0]}"
        return program("env", own, POSTGEN, *words, "-C", str(site))

    built = ("jekyll", "build", "--quiet", "--future", "--destination", str(folder / "built"))
    others = peers(
        rumdl_check=program("rumdl", "check", "--no-cache", "--silent", "--fail-on", "never", "."),
        jekyll_build=program(*built),
    )
    thousand_first = {"1,000 posts": first(one, check)}
    thousand_later = {"1,000 posts": later(one, check)}
    return [
        Row("check, 1,000 posts, first", one, first(one, check), others, within(1), rounds=3),
        Row("check, 1,000 posts, later", one, later(one, check), typer, within(0.15)),
        Row("check, 10,000 posts, first", many, first(many, check), thousand_first,
            times(10, "1,000 posts"), rounds=1),
        Row("check, 10,000 posts, later", many, later(many, check), thousand_later,
            times(10, "1,000 posts"), rounds=3),
        Row("refs --check, 10,000 posts, first", many, first(many, refs), typer, within(2.5), rounds=1),
        Row("refs --check, 10,000 posts, later", many, later(many, refs), typer, within(0.5), rounds=3),
    ]  # fmt: skip


def _web(folder: Path, site: Path, typer: dict[str, Command]) -> list[Row]:
    """Return what fetches pages, from servers of this process."""
    client = folder / "bare_client.py"
    client.write_text(f"import httpx\n{sites.BARE_TYPER}", encoding="utf-8")
    name = "bare typer that imports httpx"
    (address,) = pages.serve()
    online = ["env", "POSTGEN_OFFLINE=0", f"XDG_CACHE_HOME={folder}"]
    one = program(*online, POSTGEN, "add-link", f"{address}/NEW", "--category", "Links")
    hosts = pages.serve(hosts=20, latency=0.1)
    limits = FetchLimits()
    rounds = max(-(-10 // limits.per_host), -(-200 // limits.concurrency))
    requests = f"{rounds} rounds of 100 ms"

    def pipe(kind: str) -> Command:
        urls = folder / f"{kind}.txt"
        urls.write_text(
            "".join(f"{host}/{kind}/{n}\n" for n in range(10) for host in hosts), encoding="utf-8"
        )
        words = f"{POSTGEN} add-link --category Links --dry-run < {urls}"
        return program(*online, "sh", "-c", words)

    return [
        Row("add-link, a page of 300 kB", site, one, {name: program(PYTHON, str(client))},
            Goal(f"{name} + 30 ms", name, 1, 0.03)),
        Row("add-link, 200 URLs, 20 hosts", site, pipe("new"),
            {requests: program("sleep", str(rounds / 10))}, times(2.5, requests), rounds=5),
        Row("the same from the cache", site, pipe("kept"), typer, times(2), rounds=5),
    ]  # fmt: skip


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
        Row("check --links, 1,000 at 100 ms", site, fresh, others, times(2, "lychee"), rounds=3),
        Row("the same from its history", site, later, typer, times(2)),
    ]
