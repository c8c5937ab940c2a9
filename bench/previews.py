"""How quick previews are: the quick page after a keystroke, and the true page of a site with 10,000 posts.

Both are timed in Chromium, to the moment in which the frame has changed. Nothing is asserted.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import chromium
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

POSTS = 10_000
TIMES = 15
LAYOUT = """<!doctype html><html><head><link rel="stylesheet" href="{{ '/assets/main.css' | relative_url }}"></head>
<body><h1>{{ page.title }}</h1>{{ content }}<a href="{{ page.previous.url }}">{{ page.previous.title }}</a></body></html>
"""
NOW = "performance.timeOrigin + performance.now()"


def main() -> int:
    """Print the figures; return the exit code."""
    if shutil.which("jekyll") is None:
        print("Install it first: apt-get install jekyll", file=sys.stderr)
        return 1
    chromium.show_load()
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        chromium.browser(playwright) as browser,
    ):
        root = Path(folder) / "site"
        post = make_site(root)
        with chromium.served(root, "preview", str(post)) as server, chromium.tab(browser) as page:
            previews(server, page, post)
    return 0


def previews(server: chromium.Server, page: Page, post: Path) -> None:
    """Time the true page, then the quick one."""
    start = time.perf_counter()
    page.goto(server.address)
    page.frame_locator("#preview-page").locator("h1").wait_for()
    chromium.show(
        f"the true page of {POSTS:,} posts, the first", [seconds(start)], 1500, server.cpu()
    )
    page.locator("html[data-connected]").wait_for()
    before = server.cpu()
    found = [saved(page, post, at) for at in range(TIMES)]
    chromium.show("the true page after a save", found, 1500, (server.cpu() - before) / TIMES)
    page.locator("#preview-quick").click()
    page.frame_locator("#preview-page").locator("#quick h2").first.wait_for()
    before = server.cpu()
    found = [typed(page, at) for at in range(TIMES)]
    chromium.show("the quick page after a keystroke", found, 50, (server.cpu() - before) / TIMES)


def saved(page: Page, post: Path, at: int) -> float:
    """Time from the moment that a file is written to that in which its page shows it."""
    start = time.perf_counter()
    post.write_text(text_of(f"Saved {at}"), encoding="utf-8")
    page.frame_locator("#preview-page").locator("h1", has_text=f"Saved {at}").wait_for()
    return seconds(start)


def typed(page: Page, at: int) -> float:
    """Time from a keystroke to the change in the frame."""
    frame = next(each for each in page.frames if "/quick?" in each.url)
    watch(frame)
    start: float = page.evaluate(
        f"text => {{ const start = {NOW}; preview.show(text); return start; }}",
        text_of("Typed").replace("words", f"words {at}", 1),
    )
    end: float = frame.evaluate("window.changed")
    return end - start


def watch(frame: Frame) -> None:
    """Note when the quick page changes."""
    frame.evaluate(
        "() => { window.changed = new Promise(done => new MutationObserver((_, observer) => {"
        f" observer.disconnect(); done({NOW}); }}).observe(document.getElementById('quick'), {{childList: true}})); }}"
    )


def seconds(start: float) -> float:
    """Return the milliseconds since then."""
    return (time.perf_counter() - start) * 1000


def make_site(root: Path) -> Path:
    """Make a site of many posts; return the one in the middle."""
    files = {
        "_config.yml": "title: Bench\npermalink: pretty\n",
        "_layouts/post.html": LAYOUT,
        "_sass/base.scss": "body { color: #222; }\n" * 50,
        "assets/main.scss": "---\n---\n@import 'base';\n",
    }
    for number in range(POSTS):
        day = f"{1990 + number // 336}-{1 + number // 28 % 12:02}-{1 + number % 28:02}"
        text = "---\ntitle: Post\n---\nSome words of it.\n"
        files[f"_posts/{day}-post-{number}.md"] = text
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    post = next((root / "_posts").glob(f"*-post-{POSTS // 2}.md"))
    post.write_text(text_of("Begun"), encoding="utf-8")
    return post


def text_of(title: str) -> str:
    """Return an issue of forty items with references, about 10 kB."""
    items = [
        f"### {number}. An item [\\[{number}\\]](#ref-{number}){{:#cite-{number}}}\n\n"
        "Some words about it, *why* one reads it and what is in it, over a line or two of text.\n"
        for number in range(1, 41)
    ]
    references = [
        f"[\\[{number}\\]](#cite-{number}){{:#ref-{number}}} [A title](https://example.org/{number})\n"
        for number in range(1, 41)
    ]
    body = "\n".join(["## News\n", *items, "## References\n", *references])
    return f"---\nlayout: post\ntitle: {title}\n---\n{{% post_url 1990-01-01-post-0 %}}\n\n{body}"


if __name__ == "__main__":
    sys.exit(main())
