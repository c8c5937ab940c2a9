"""Render many posts with a real Jekyll, in one process, and return what is on their pages."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from postgen.jekyll.document import Document
from postgen.markdown import Markdown
from postgen.markdown.source_map import OPAQUE
from tests.conftest import need, write_files

POSTS = {
    path.stem: path.read_bytes().decode()
    for path in sorted((Path(__file__).parent.parent / "posts").glob("*.md"))
}
"""Posts as people write them, in many languages and styles."""

SURROUNDINGS = {
    "_includes/note.html": "included",
    "_includes/box.html": "<div>included</div>",
    "_posts/2020-01-01-other.md": "---\n---\nA post to link to.\n",
}
"""What the posts include, and link to."""


class Link(NamedTuple):
    """A link or an image of a page; `kind` says which."""

    kind: str
    url: str
    title: str


class Page(NamedTuple):
    """What a post shows: the links of its Markdown and the footnotes it cites, in their order; and its HTML."""

    links: list[Link]
    cited: list[str]
    html: str


def pages(texts: list[str]) -> list[Page | None]:
    """Render posts, with their front matter; None for one that Jekyll or kramdown breaks on."""
    need("ruby")
    need("jekyll")
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder), SURROUNDINGS)
        done = subprocess.run(
            ["ruby", "-W0", str(Path(__file__).with_name("judge.rb")), folder],
            input=json.dumps(texts), capture_output=True, encoding="utf-8", check=False, timeout=600,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    results: list[Any] = json.loads(done.stdout)
    return [
        page and Page([Link(*link) for link in page["links"]], page["cited"], page["html"])
        for page in results
    ]


def links(text: str) -> list[Link]:
    """Return the links that we find in a post, as `pages` gives those of its page."""
    return [
        Link("image" if span.kind == "image" else "link", span.url, span.title)
        for span, _ in Markdown(Document.parse(text).body).shown_links()
    ]


def same(ours: list[Link], theirs: list[Link]) -> bool:
    """Return whether links are the same; what Liquid puts into ours is not known, and may be anything."""
    return len(ours) == len(theirs) and all(
        _fits(mine, other)
        for one, another in zip(ours, theirs, strict=True)
        for mine, other in zip(one, another, strict=True)
    )


def _fits(ours: str, theirs: str) -> bool:
    if OPAQUE not in ours:
        return ours == theirs
    pattern = ".*".join(map(re.escape, re.split(f"{OPAQUE}+", ours)))
    return re.fullmatch(pattern, theirs, re.DOTALL) is not None
