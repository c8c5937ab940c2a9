"""A small site for the targets that run commands, and the commands in this process."""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BACKLOG = "_posts/2026-11-01-backlog.md"
POST = "_posts/2026-11-02-issue.md"
OTHER = "_posts/2026-11-03-issue-zh.md"
DRAFT = "_drafts/idea.md"

FILES: dict[str, bytes] = {
    "_config.yml": b"title: &t A site\ndescription: *t\nlang: en\nurl: https://blog.example\ntimezone: Europe/Paris\nexclude: [vendor]\n"
    b"defaults:\n  - scope: {path: '', type: posts}\n    values: {layout: post}\npostgen:\n  backlog:\n    stamp: true\n",
    BACKLOG: b"---\ntitle: Backlog\nlayout: post\n---\n\n## A\n\n* [One](https://example.org/1?a=1&amp;b=2) - a *note* <!-- added: 2026-01-02 -->\n"
    b'* Prose with [two](https://example.org/2) and <https://example.org/3>.\n\n## B\n\n1. [Three](https://example.org/4 "t")\n',
    POST: "---\ntitle: ! 'Issue #3'\ndate: 2026-11-02 10:00:00 +0100\ntags: [a, \"b c\"]\ncategories:\n  - x\nissue: 3\n"
    "description: >-\n  folded\n  text\n---\n\n## Toc\n\n* [Kopf – ü](#kopf)\n\n## Kopf\n\nA [link](https://example.org/a_(b)) [1], text[^1] and "
    "[words][ref] {% post_url 2026-11-03-issue-zh %}.\n\n| a | b |\n|---|---|\n| [x](https://e.example/x) | y |\n\n> quote\n\n```ruby\ncode\n```\n\n"
    '[^1]: A note https://example.org/n.\n[ref]: https://example.org/r "title"\n\n## References\n\n[1] **link:** <https://example.org/a_(b)>\n'.encode(),
    OTHER: "---\ntitle: '期刊 #3 [ZH]'\nlang: zh\ntranslation_of: /2026/11/02/issue/\n---\n\n正文（https://example.org/中文）。&#128512; [一](https://example.org/1)\n".encode(),
    DRAFT: b"---\ntitle: >\n  An idea\n  of two lines\ntags: &x [a]\nkeywords: *x\n---\n\nText.\n",
}  # fmt: skip
"""A small site."""


class Ran(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    stdout: str
    stderr: str


class _Kept(io.BytesIO):
    """Bytes that can be read after a command has closed its stream."""

    def close(self) -> None:
        pass


def command(words: Sequence[str]) -> Ran:
    """Run a command in this process; any exception that it does not report itself is raised."""
    from postgen.cli.app import app

    kept = sys.stdout, sys.stderr, sys.stdin
    out, errors = _Kept(), _Kept()
    sys.stdout = io.TextIOWrapper(out, encoding="utf-8", errors="backslashreplace")
    sys.stderr = io.TextIOWrapper(errors, encoding="utf-8", errors="backslashreplace")
    sys.stdin = io.TextIOWrapper(io.BytesIO())
    code = 0
    try:
        app(list(words), prog_name="postgen")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    finally:
        for stream in (sys.stdout, sys.stderr):
            if not stream.closed:
                stream.flush()
        sys.stdout, sys.stderr, sys.stdin = kept
    return Ran(code, out.getvalue().decode(), errors.getvalue().decode())


@contextmanager
def folder() -> Iterator[Path]:
    """Yield an empty folder, beside which are the user's own; both are gone afterwards."""
    home, before = Path.cwd(), dict(os.environ)
    place = Path(tempfile.mkdtemp(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))  # noqa: S108
    root = place / "site"
    root.mkdir()
    os.environ.update(
        XDG_STATE_HOME=f"{place}/state", XDG_CACHE_HOME=f"{place}/cache", HOME=f"{place}/home",
        POSTGEN_OFFLINE="1", SOURCE_DATE_EPOCH="1795255200", EDITOR="true", BROWSER="true",
    )  # fmt: skip
    os.chdir(root)
    try:
        yield root
    finally:
        os.chdir(home)
        os.environ.clear()
        os.environ.update(before)
        shutil.rmtree(place)
