"""What a check of a site reads, as short numbers: they say whether anything has changed.

A finding in one file may depend on others: on their names, their front matter, their links and
headings, never on their sentences. `outline` is what of a text others may read.
"""

from __future__ import annotations

import os
import re
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import postgen
from postgen.jekyll.document import Document
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from postgen.site import Site

Stamp = tuple[int, int, int]
"""The size, the time of the last change in nanoseconds, and the number of the file on its disk."""

_SKIPPED = {"node_modules", "vendor", "__pycache__"}
"""Folders that are large and hold nothing of the site."""

_UNDERLINE = r"[ \t]*(?:=+|-+)[ \t]*\r?$"
_PROSE = Lazy(
    rf"^(?!{_UNDERLINE})(?:[^\n#\[\]<>`{{:~$]++|:(?!//)|~(?!~~)|\$(?!\$))*+$(?!\n{_UNDERLINE})\n?",
    re.MULTILINE,
)
"""A line that has nothing of a heading, a link, an id, code or Liquid."""


def digest(*parts: object) -> str:
    """Return a short text that differs where one of the parts does."""
    joined = "\0".join(map(str, parts))
    return blake2b(joined.encode(errors="surrogateescape"), digest_size=12).hexdigest()


def outline(text: str) -> str:
    """Return a short text for what other files may read of a text: all but its sentences."""
    document = Document.parse(text)
    return digest(document.front, _PROSE.sub("", document.body))


def stamps(site: Site) -> dict[str, Stamp]:
    """Return the stamps of all files of a site, by their paths from its folder."""
    found = dict(_below(site, site.root, "", frozenset({os.path.realpath(site.root)})))
    source = site.source
    if not source.is_relative_to(site.root):
        place = os.path.relpath(source, site.root).replace(os.sep, "/")
        found |= _below(site, source, f"{place}/", frozenset({os.path.realpath(source)}))
    return found


def _below(
    site: Site, folder: Path | str, inside: str, above: frozenset[str]
) -> Iterator[tuple[str, Stamp]]:
    included = {str(each).strip("/") for each in site.config["include"]}
    destination = os.path.normpath(site.root / str(site.config["destination"]))
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        name = entry.name
        if (name[0] == "." and name not in included) or name in _SKIPPED:
            continue
        place = f"{inside}{name}"
        try:
            is_folder = entry.is_dir()
            status = entry.stat()
        except OSError:
            continue
        if not is_folder:
            yield place, (status.st_size, status.st_mtime_ns, status.st_ino)
        elif entry.path != destination:
            real = os.path.realpath(entry.path) if entry.is_symlink() else ""
            if not real:
                yield from _below(site, entry.path, f"{place}/", above)
            elif real not in above:
                yield from _below(site, entry.path, f"{place}/", above | {real})


@cache
def program() -> str:
    """Return a short text for postgen itself, and for the packages that may add checks to it."""
    root = Path(postgen.__file__).parent
    own = [
        (entry.name, entry.stat().st_size, entry.stat().st_mtime_ns)
        for folder in (root, *_packages(root))
        for entry in os.scandir(folder)
        if entry.name.endswith(".py")
    ]
    return digest(postgen.__version__, sorted(own), list(_times_of_path()))


def _packages(root: Path) -> Iterable[Path]:
    return (Path(entry.path) for entry in os.scandir(root) if entry.is_dir())


def _times_of_path() -> Iterator[int]:
    """Yield when packages were installed or removed last."""
    import sys

    for each in sys.path:
        try:
            yield Path(each).stat().st_mtime_ns if each.endswith("-packages") else 0
        except OSError:
            yield 0


def surroundings(site: Site, found: Mapping[str, Stamp], outlines: Mapping[str, str]) -> str:
    """Return a short text for what the checks of each file may read of all others.

    Of texts that is their outline, of layouts and the like all, of others that they are there.
    """
    shared = tuple(
        f"{os.path.relpath(site.source / str(site.config[key]), site.root)}/"
        for key in ("layouts_dir", "includes_dir", "data_dir")
    )
    parts = []
    for place, stamp in found.items():
        own = outlines.get(place, "")
        is_shared = place.startswith((*shared, "_plugins/")) or "/" not in place
        parts.append(f"{place} {own or (stamp if is_shared else '')}")
    return digest(*parts)
