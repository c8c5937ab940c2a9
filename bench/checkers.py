"""What three checkers find in thirty bad posts, and in the same posts without their faults.

    make bench                    after the other measurements
    python bench/checkers.py      this alone

`found` counts the bad posts of which a checker says something that it does not say of the good one; `false` the good
posts of which it says anything. The rules that are off are matters of style: length of lines, levels of headings,
HTML in Markdown. Checkers that are not installed are named and left out. Nothing here fails: it is not a test.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.bad_posts import POSTS, BadPost  # noqa: E402 - it stands beside this folder

if TYPE_CHECKING:
    from collections.abc import Callable

Findings = dict[str, Counter[str]]
"""The rules that a checker names, by the names of posts."""

STYLE = ("MD001", "MD002", "MD013", "MD022", "MD025", "MD033", "MD041", "MD047", "MD060")
KINDS = (
    ("front matter", "FM DT"),
    ("Liquid", "LQ"),
    ("kramdown", "KR"),
    ("links and text", "LNK REF TXT IMG"),
)
_PLACE = re.compile(r"^(?P<path>[^\s:]+\.md):\d+.*?\b(?P<rule>MD\d{3})\b", re.MULTILINE)
_NAME = re.compile(r"\d{4}-\d\d-\d\d-(?P<name>[\w-]+)\.md$")


def name_of(path: str) -> str:
    """Return the name of a post by its path."""
    found = _NAME.search(path)
    return found["name"] if found else ""


def output(argv: list[str], folder: Path) -> str:
    """Return all that a process prints."""
    done = subprocess.run(argv, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    return done.stdout + done.stderr


def postgen(folder: Path) -> Findings:
    """Run postgen's checks."""
    argv = [sys.executable, "-m", "postgen", "check", "--site", str(folder), "--format", "json"]
    done = subprocess.run(argv, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    findings: Findings = {}
    for each in json.loads(done.stdout)["findings"]:
        findings.setdefault(name_of(each["path"]), Counter())[each["code"]] += 1
    return findings


def markdown_rules(text: str) -> Findings:
    """Read the lines of a Markdown checker: `a.md:3:1 … MD034 …`."""
    findings: Findings = {}
    for found in _PLACE.finditer(text):
        if found["rule"] not in STYLE:
            findings.setdefault(name_of(found["path"]), Counter())[found["rule"]] += 1
    return findings


def rumdl(folder: Path) -> Findings:
    """Run rumdl, which knows kramdown."""
    flavor = 'global.flavor = "kramdown"'
    argv = ["rumdl", "check", ".", "--no-cache", "--output-format", "concise", "--config", flavor]
    return markdown_rules(output(argv, folder))


def markdownlint(folder: Path) -> Findings:
    """Run markdownlint-cli2."""
    return markdown_rules(output(["markdownlint-cli2", "**/*.md"], folder))


CHECKERS: dict[str, Callable[[Path], Findings]] = {
    "postgen": postgen,
    "rumdl": rumdl,
    "markdownlint-cli2": markdownlint,
}


def write(folder: Path, posts: dict[str, str]) -> None:
    """Write a site of posts."""
    (folder / "_posts").mkdir(parents=True)
    (folder / "_config.yml").write_text("title: Boats\n", encoding="utf-8")
    for name, text in posts.items():
        (folder / "_posts" / f"2026-11-21-{name}.md").write_text(text, encoding="utf-8")


def kind_of(post: BadPost) -> str:
    """Return what a post is at fault in."""
    letters = post.code.rstrip("0123456789")
    return next(name for name, codes in KINDS if letters in codes.split())


def row(name: str, check: Callable[[Path], Findings], bad: Path, good: Path) -> list[str]:
    """Return what one checker finds, by kind and in all, and what it says of good posts."""
    in_bad, in_good = check(bad), check(good)
    found: Counter[str] = Counter()
    for post in POSTS:
        more = in_bad.get(post.name, Counter()) - in_good.get(post.name, Counter())
        found[kind_of(post)] += bool(more)
    false = sum(bool(in_good.get(post.name)) for post in POSTS)
    return [name, *(str(found[kind]) for kind, _ in KINDS), str(found.total()), str(false)]


def main() -> None:
    """Print the table."""
    totals = Counter(kind_of(post) for post in POSTS)
    rows = [
        ["", *(f"{kind} ({totals[kind]})" for kind, _ in KINDS), f"found ({len(POSTS)})", "false"]
    ]
    with tempfile.TemporaryDirectory() as place:
        bad, good = Path(place) / "bad", Path(place) / "good"
        write(bad, {post.name: post.bad for post in POSTS})
        write(good, {post.name: post.good for post in POSTS})
        for name, check in CHECKERS.items():
            if name != "postgen" and not shutil.which(name):
                print(f"{name} is not installed: it is left out")
                continue
            rows.append(row(name, check, bad, good))
    widths = [max(len(each[at]) for each in rows) for at in range(len(rows[0]))]
    for cells in rows:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
        )


if __name__ == "__main__":
    main()
