"""Caches, journals and what else is kept for a user, with faults: a command says the same without them."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fuzz import parts, sites

MAKING = ["check", "search link", "list", "set issue title=New"]
READING = ["search link --json", "list --json", "check --format json"]
CHANGING = ["undo", "add-link https://example.org/9 --no-fetch --category A", "undo"]
PLACES = ("cache", "state")


def _kind(path: Path) -> str:
    """Return the name of a file without what is of one machine: `config-` for `config-1f.txt`."""
    return "/".join(each.split("-")[0].rstrip("0123456789abcdef") for each in path.parts)


@cache
def _kept() -> dict[str, bytes]:
    with sites.folder() as root:
        _make(root)
        return {
            _kind(path.relative_to(root.parent)): path.read_bytes()
            for place in PLACES
            for path in sorted((root.parent / place).rglob("*"))
            if path.is_file() and path.stat().st_size < 90_000
        }


def _make(root: Path) -> None:
    parts.write(root, sites.FILES.items())
    for line in MAKING:
        sites.command(line.split())


def seeds() -> list[bytes]:
    """Return each file that the commands keep, after a line with its kind."""
    return [kind.encode() + b"\n" + data for kind, data in _kept().items()]


@cache
def _expected() -> list[str]:
    with sites.folder() as root:
        _make(root)
        for place in PLACES:
            shutil.rmtree(root.parent / place, ignore_errors=True)
        return [sites.command(line.split()).stdout for line in READING]


def check(data: bytes) -> str:
    """Write the data over the files of its kind; run commands that read them."""
    first, _, content = data.partition(b"\n")
    with sites.folder() as root, TemporaryDirectory() as pristine:
        _make(root)
        if first.startswith(b"cache"):
            _overwrite(root.parent, first.decode("latin-1"), content)
            said = [sites.command(line.split()).stdout for line in READING]
            assert said == _expected()
            return ""
        for place in PLACES:
            shutil.copytree(root.parent / place, Path(pristine, place))
        _overwrite(root.parent, first.decode("latin-1"), content)
        words = []
        for line in CHANGING:
            ran = sites.command(line.split())
            assert ran.code in {0, 1}, ran
            assert "Traceback" not in ran.stderr
            words.append(str(ran.code))
        assert {path.name for path in root.parent.iterdir()} <= {"site", "home", *PLACES}
    return " ".join(words)


def _overwrite(place: Path, kind: str, content: bytes) -> None:
    for path in place.rglob("*"):
        if path.is_file() and _kind(path.relative_to(place)) == kind:
            path.write_bytes(content)
