"""Take the screenshots of the documentation, of the worked example's newsletter, in Chromium.

The README shows it as Jekyll builds it, docs/outlets.md as a mail. Both programs come from Debian:
`apt-get install jekyll chromium`.
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
from typing import Literal

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "images"
PAGE = "/2026/11/20/margin-notes-1/"
SHOTS = {
    "newsletter-light.png": (),
    "newsletter-dark.png": ("--blink-settings=preferredColorScheme=0",),
}
WIDTH, HEIGHT = 1000, 900

MAILS: dict[str, tuple[int, Literal["light", "dark"]]] = {
    "mail-600-light.png": (600, "light"),
    "mail-600-dark.png": (600, "dark"),
    "mail-360-light.png": (360, "light"),
    "mail-360-dark.png": (360, "dark"),
}
"""The mail: its width in pixels, and the colours that its reader prefers."""

POST = "_posts/2026-11-20-margin-notes-1.md"


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
        take_mails(chromium, mail(Path(folder) / "source"))
    return 0


def mail(folder: Path) -> str:
    """Return the worked example's newsletter as a mail of a site at margin-notes.example."""
    from postgen import site
    from postgen.commands.export_post import PostExportRequest, export_post

    for name in ("_config.yml", "_posts", "assets"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        folder.mkdir(exist_ok=True)
        copy(ROOT / name, folder / name)
    with (folder / "_config.yml").open("a", encoding="utf-8") as config:
        config.write('url: "https://margin-notes.example"\n')
    request = PostExportRequest(str(folder / POST), "email")
    return export_post(site.find(folder), request).text


def take_mails(chromium: str, html: str) -> None:
    """Take the screenshots of a mail; nothing is loaded from elsewhere."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, (width, scheme) in MAILS.items():
            context = browser.new_context(
                viewport={"width": width, "height": 640},
                color_scheme=scheme,
                device_scale_factor=1.5,
                offline=True,
            )
            page = context.new_page()
            page.set_content(html)
            page.screenshot(path=TARGET / name)
            print(TARGET / name)
        browser.close()


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
