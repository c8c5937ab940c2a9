"""Posts, front matter and `_config.yml` with faults, through the commands that read them."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from tests.fuzz.mutate import mutate

if TYPE_CHECKING:
    from collections.abc import Iterator

BACKLOG = "_posts/2026-11-01-backlog.md"
POST = "_posts/2026-11-02-issue.md"
OTHER = "_posts/2026-11-03-issue-zh.md"
DRAFT = "_drafts/idea.md"

FILES: dict[str, bytes] = {
    "_config.yml": b"title: &t A site\ndescription: *t\nlang: en\ntimezone: Europe/Paris\nexclude: [vendor]\ndefaults:\n"
    b"  - scope: {path: '', type: posts}\n    values: {layout: post}\npostgen:\n  backlog:\n    stamp: true\n",
    BACKLOG: b"---\ntitle: Backlog\nlayout: post\n---\n\n## A\n\n* [One](https://example.org/1?a=1&amp;b=2) - a *note* <!-- added: 2026-01-02 -->\n"
    b'* Prose with [two](https://example.org/2) and <https://example.org/3>.\n\n## B\n\n1. [Three](https://example.org/4 "t")\n',
    POST: "---\ntitle: ! 'Issue #3'\ndate: 2026-11-02 10:00:00 +0100\ntags: [a, \"b c\"]\ncategories:\n  - x\nissue: 3\n"
    "description: >-\n  folded\n  text\n---\n\n## Toc\n\n* [Kopf – ü](#kopf)\n\n## Kopf\n\nA [link](https://example.org/a_(b)) [1], text[^1] and "
    "[words][ref] {% post_url 2026-11-03-issue-zh %}.\n\n| a | b |\n|---|---|\n| [x](https://e.example/x) | y |\n\n> quote\n\n```ruby\ncode\n```\n\n"
    '[^1]: A note https://example.org/n.\n[ref]: https://example.org/r "title"\n\n## References\n\n[1] **link:** <https://example.org/a_(b)>\n'.encode(),
    OTHER: "---\ntitle: '期刊 #3 [ZH]'\nlang: zh\ntranslation_of: /2026/11/02/issue/\n---\n\n正文（https://example.org/中文）。&#128512; [一](https://example.org/1)\n".encode(),
    DRAFT: b"---\ntitle: >\n  An idea\n  of two lines\ntags: &x [a]\nkeywords: *x\n---\n\nText.\n",
}
"""A small site; one or two of its files get faults each time."""

COMMANDS = [
    "search link --json", "list", "list --json", "refs --check", "refs _posts/2026-11-02-issue.md --to linked",
    "refs _posts/2026-11-02-issue.md --to footnotes", "refs _posts/2026-11-02-issue.md --check", "refs _posts/2026-11-02-issue.md --to reflinks",
    "export --format json", "new post A-title --tag a", "new newsletter", "new index", "rename issue Another", "publish idea",
    "unpublish issue", "undo", "drop 1", "move 1 --to B", "add-link https://example.org/9 --no-fetch --category A", "--json",
    "new translation issue --lang de --dry-run",
]  # fmt: skip


@contextmanager
def _quiet() -> Iterator[None]:
    kept = sys.stdout, sys.stderr, sys.stdin
    sys.stdout = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace")
    sys.stderr = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace")
    sys.stdin = io.TextIOWrapper(io.BytesIO())
    try:
        yield
    finally:
        sys.stdout, sys.stderr, sys.stdin = kept


def command(line: str) -> None:
    """Run a command in this process; any exception that it does not report itself is raised."""
    from postgen.cli.app import app

    with _quiet(), suppress(SystemExit):
        app(line.split(), prog_name="postgen")


def damaged(random: Random) -> dict[str, bytes]:
    """Return the files of the site, one or two of them with faults."""
    files = dict(FILES)
    corpus = list(FILES.values())
    names = [*FILES, POST, POST, OTHER, BACKLOG]
    for name in random.sample(names, random.choice((1, 1, 2))):
        files[name] = mutate(files[name], random, corpus)
    return files


def run(seed: int, count: int) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Try so many inputs; yield each before it is tried, with the command and the files."""
    random = Random(seed)
    home = Path.cwd()
    with tempfile.TemporaryDirectory() as place:
        os.environ.update(XDG_STATE_HOME=f"{place}/state", XDG_CACHE_HOME=f"{place}/cache")
        for number in range(count):
            files = damaged(random)
            lines = random.sample(COMMANDS, 3)
            root = Path(place, f"site-{number}")
            for name, data in files.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_bytes(data)
            os.chdir(root)
            try:
                for line in lines:
                    yield line, files
                    command(line)
            finally:
                os.chdir(home)
