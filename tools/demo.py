"""The main job on the worked example: file a link in the backlog, write the newsletter, show where it is.

It works in a copy below `build/`, so that it can be run again and again; the clock is that of the example.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
CLOCK = "1795161600"  # 2026-11-20 08:00 UTC, in seconds
COMMANDS = (
    ["add-link", "https://commonmark.org/help/", "--category", "Writing",
     "--title", "Markdown in 60 seconds", "--note", "for whoever asks you what all the asterisks are"],
    ["list"],
    ["new", "newsletter"],
)  # fmt: skip


def main(target: Path) -> Path:
    """Run the demo in a folder, which is emptied first; return the newsletter's path."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in ("_config.yml", "_layouts", "assets", "index.html", "archive.html", "feed.xml"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target / name)
    (target / "_posts").mkdir()
    for backlog in (ROOT / "_posts").glob("*-backlog.md"):
        shutil.copy(backlog, target / "_posts")
    environment = {**os.environ, "SOURCE_DATE_EPOCH": CLOCK, "POSTGEN_OFFLINE": "1"}
    written = ""
    for command in COMMANDS:
        print(f"$ postgen {shlex.join(command)}", flush=True)
        done = subprocess.run(
            [sys.executable, "-m", "postgen", *command],
            cwd=target,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        if command[0] != "new":
            print(done.stdout)
        written = done.stdout.strip()
    return target / written


if __name__ == "__main__":
    path = main(ROOT / "build" / "demo")
    print(
        f"The newsletter, with {path.read_text(encoding='utf-8').count('](#ref-')} citations, is in"
    )
    print(os.path.relpath(path))
