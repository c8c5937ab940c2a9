"""Whole sites with faults, and the commands that read and write them."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import yaml

from postgen.jekyll.document import Document
from tests.fuzz import parts, sites

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = [
    "search link --json", "list", "list --json", "refs --check", "refs _posts/2026-11-02-issue.md --to linked",
    "refs _posts/2026-11-02-issue.md --to footnotes", "refs _posts/2026-11-02-issue.md --check", "refs _posts/2026-11-02-issue.md --to reflinks",
    "refs _posts/2026-11-02-issue.md --repair", "export --format json", "export --format csv", "export --format opml", "new post A-title --tag a",
    "new newsletter", "new newsletter --template brief", "new newsletter --draft --references footnotes", "new index", "rename issue Another",
    "publish idea", "unpublish issue", "undo", "undo --list", "drop 1", "move 1 --to B", "--json", "check", "check --fix", "check --statistics",
    "add-link https://example.org/9 --no-fetch --category A", "add-link https://example.org/9 --title <b>{{x}}|[y](z) --note {%x%} --no-fetch --category ZZ",
    "new translation issue --lang de", "new translation issue --lang zh --dry-run", "set issue title=x", "set issue image.path=/a.png tags+=z",
    "set idea keywords= date=2026-11-20", "set issue n=99999999999999999999", "category rename A Z", "category merge A B", "category list --json",
    "habits", "habits --json", "stats --json", "stats --html", "templates", "feeds list", "new digest --allow-empty", "new link https://example.org/x --no-fetch --note n",
    "export issue --format email", "export issue --format text", "export issue --format mastodon", "export issue --format slack",
    "check --format sarif", "check --format github", "check --format markdown", "paste idea", "init", "import links.txt --category A",
]  # fmt: skip
PIECES = [line.encode() + b"\n" for line in COMMANDS]

ALLOWED = set(
    "search list refs export new rename publish unpublish undo drop move check add-link set category habits stats templates "
    "feeds init import edit inbox help --json --help".split()
)
REFUSED = (
    "-C",
    "--site",
    "--edit",
    "--output",
    "-o",
    "--clipboard",
    "--commit",
    "--links",
    "--archive",
    "--from",
    "--github",
    "--changed",
)
"""What leads out of the site, or starts another program."""

KEEPING = {
    "new",
    "rename",
    "publish",
    "unpublish",
    "move",
    "add-link",
    "category",
    "import",
    "init",
    "check",
    "search",
}
"""The commands behind which each link is still somewhere."""

_URL = re.compile(rb"https?://example\.org/\d+")


def seeds() -> list[bytes]:
    """Return the site with each of the commands."""
    return [
        parts.joined([("$", line.encode()), *sites.FILES.items(), *_extra(line)])
        for line in COMMANDS
    ]


def _extra(line: str) -> list[tuple[str, bytes]]:
    name = "links.txt"
    return (
        [(name, b"https://example.org/20\nA title | https://example.org/21\n")]
        if name in line
        else []
    )


def check(data: bytes) -> str:
    """Run the commands of an input; return how they ended."""
    files = parts.split(data)
    lines = [
        line for name, text in files if name == "$" for line in text.decode("latin-1").splitlines()
    ]
    words = []
    with sites.folder() as root:
        parts.write(root, ((name, text) for name, text in files if name != "$"))
        for line in lines[:3]:
            arguments = _arguments(line)
            if arguments and arguments[0] in ALLOWED and not _leads_out(arguments):
                words.append(_run(root, arguments))
    return " ".join(words)


def _arguments(line: str) -> list[str]:
    try:
        return [each for each in shlex.split(line) if "\0" not in each]
    except ValueError:
        return line.split()


def _leads_out(arguments: list[str]) -> bool:
    return any(each.startswith((*REFUSED, "/", "..", "~")) or "=/" in each for each in arguments)


def _run(root: Path, arguments: list[str]) -> str:
    before = _urls(root)
    ran = sites.command(arguments)
    assert ran.code in {0, 1, 2}, ran
    assert "Traceback" not in ran.stderr
    assert not re.search("[\0-\x08\x0b-\x1f\x7f\x80-\x9f\u202e\ufffe]", ran.stderr), ran.stderr
    beside = {path.name for path in root.parent.iterdir()}
    assert beside <= {"site", "state", "cache", "home"}, beside
    assert not list(root.rglob("*.tmp*")), "litter"
    if arguments[0] in KEEPING:
        assert before <= _urls(root), before - _urls(root)
    if (
        arguments[0] == "new"
        and ran.code == 0
        and len(arguments) > 1
        and "--dry-run" not in arguments
    ):
        _check_new(root, ran.stdout.strip())
    return f"{arguments[0]}:{ran.code}"


def _urls(root: Path) -> set[bytes]:
    found: set[bytes] = set()
    for path in root.rglob("*"):
        if path.is_file():
            found.update(_URL.findall(path.read_bytes()))
    return found


def _check_new(root: Path, name: str) -> None:
    """What was made has front matter that any YAML loader reads."""
    path = root / name
    if name and "\n" not in name and path.suffix == ".md" and path.is_file():
        front = Document.parse(path.read_bytes().decode(errors="surrogateescape")).front
        if front:
            yaml.safe_load(front.encode(errors="replace"))
