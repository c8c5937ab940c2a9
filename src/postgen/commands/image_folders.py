"""Where a site keeps the images of its posts, as its layouts use them and as its files lie.

A layout with `{{ site.url }}/images/{{ page.image.thumb }}` has them in `images/`, and a post's
`image: {thumb: cat.png}` is only the file's name.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from postgen.files import store
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from postgen.site import Site

_IMAGE = r"(?:page|post|include|item|article)\.image(?:\.(?P<key>\w+))?\b"

_USES = (
    # `{{ site.url }}/images/{{ page.image.thumb }}`, `{{ page.image | prepend: '/images/' }}`
    Lazy(rf"(?P<before>[\w./-]*)\{{\{{-?\s*{_IMAGE}(?P<filters>[^}}]*)\}}\}}"),
    # `{{ '/images/' | append: page.image }}`
    Lazy(rf"[\"'](?P<before>[\w./-]*)[\"']\s*\|\s*append:\s*{_IMAGE}(?P<filters>)"),
)
_PREPEND = Lazy(r"\|\s*prepend:\s*[\"'](?P<before>[\w./-]*/)[\"']")
"""Liquid's filter: `{{ page.image | prepend: "/images/" | relative_url }}`."""


class Use(NamedTuple):
    """How layouts use `page.image`: the folder before it, "" for none, and its keys in a map."""

    folder: str
    keys: tuple[str, ...] = ()


def use_in_layouts(site: Site) -> Use | None:
    """Return how the layouts use the image of a post; None where they do not."""
    uses = list(_uses(site))
    if not uses:
        return None
    folder = Counter(folder for folder, _ in uses).most_common(1)[0][0]
    keys = dict.fromkeys(key for own, key in uses if own == folder and key)
    return Use(folder, tuple(keys))


def _uses(site: Site) -> Iterator[tuple[str, str]]:
    for path in site.template_files():
        text = store.read(path)
        for pattern in _USES:
            for found in pattern.finditer(text):
                prepended = _PREPEND.search(found["filters"])
                before = prepended["before"] if prepended else found["before"]
                is_address = text[: found.start()].endswith(":")  # `https://example.org/images/`
                if is_address:
                    before = before.lstrip("/").partition("/")[2]
                folder = before.strip("/") if before.endswith("/") else ""
                yield folder, found["key"] or ""


def folder_of(site: Site, name: str) -> Path | None:
    """Return the folder from which a file of the site has a name, such as `2026/cat.png`."""
    import glob

    for path in site.source.rglob(glob.escape(name.rpartition("/")[2])):
        if site.relative(path).endswith(f"/{name}") and site.publishes(path) and path.is_file():
            return path.parents[name.count("/")]
    return None
