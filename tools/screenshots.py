"""Take the screenshots of the README: the worked example's newsletter, built by Jekyll, in Chromium.

Both come from Debian: `apt-get install jekyll chromium`.
"""

from __future__ import annotations

import functools
import http.server
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "images"
PAGE = "/2026/11/20/margin-notes-1/"
SHOTS = {
    "newsletter-light.png": (),
    "newsletter-dark.png": ("--blink-settings=preferredColorScheme=0",),
}
WIDTH, HEIGHT = 1000, 900


def main() -> int:
    """Write the screenshots into `docs/images/`; return the exit code."""
    chromium = shutil.which("chromium")
    if chromium is None or shutil.which("jekyll") is None:
        print("Install them first: apt-get install jekyll chromium", file=sys.stderr)
        return 1
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        build = ["jekyll", "build", "--quiet", "--source", str(ROOT), "--destination", str(site)]
        subprocess.run([*build, "--disable-disk-cache"], check=True)
        handler = functools.partial(Quiet, directory=str(site))
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            address = f"http://127.0.0.1:{server.server_port}{PAGE}"
            for name, options in SHOTS.items():
                take(chromium, address, TARGET / name, options, Path(folder) / "profile")
                print(TARGET / name)
            server.shutdown()
    return 0


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server of files that logs nothing."""

    def log_message(self, *args: object) -> None:
        """Log nothing."""


def take(chromium: str, address: str, path: Path, options: tuple[str, ...], profile: Path) -> None:
    """Take one screenshot, in a profile of its own, at twice the resolution of the page."""
    subprocess.run(
        [
            chromium,
            "--headless=new",
            "--no-sandbox",
            "--hide-scrollbars",
            "--disable-gpu",
            f"--user-data-dir={profile}",
            f"--window-size={WIDTH},{HEIGHT}",
            "--virtual-time-budget=2000",
            *options,
            f"--screenshot={path}",
            address,
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )


if __name__ == "__main__":
    sys.exit(main())
