"""The links of a whole site to a page that moves: changed to its new place, or pointed out."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.files import store
from postgen.files.store import Change
from postgen.jekyll.backlinks import Backlinks, Place
from postgen.jekyll.document import Document
from postgen.text.edits import Edit, apply, line_number

if TYPE_CHECKING:
    from pathlib import Path

    from postgen.jekyll.backlinks import Kind
    from postgen.site import Site

SHOWN = 20
"""How many links that could not be changed are listed at most; the JSON has all."""

DATA = {".yml", ".yaml", ".json", ".csv", ".tsv", ".toml"}


class Relinked(NamedTuple):
    """The new text of the page that moves, the changes of other files, and the links.

    `changed` are the links that were changed, `left` those that were not.
    """

    text: str
    changes: tuple[Change, ...]
    changed: tuple[dict[str, Any], ...]
    left: tuple[dict[str, Any], ...]

    def notes(self, problem: str) -> list[str]:
        """Return sentences on the links that were changed and not.

        `problem` ends those on the latter.
        """
        notes = []
        places = list(dict.fromkeys(f"{each['path']}:{each['line']}" for each in self.changed))
        if places:
            rest = len(places) - SHOWN
            more = f" and {rest} more" if rest > 0 else ""
            notes.append(f"Its links were changed in {', '.join(places[:SHOWN])}{more}.")
        left = (f"{each['path']}:{each['line']}: `{each['text']}` {problem}." for each in self.left)
        sentences = list(dict.fromkeys(left))
        notes += sentences[:SHOWN]
        rest = len(sentences) - SHOWN
        if rest > 0:
            notes.append(f"--json lists {rest} more.")
        return notes


def relink(site: Site, old: Path, new: Path, text: str, places: tuple[Place, Place]) -> Relinked:
    """Change the links of the whole site to a page that moves, where they certainly lead to it.

    `old` and `new` are its file before and after, `text` what that will hold, `places` where it was
    and will be.
    """
    posts = [path for path in site.posts() if path != old]
    rivals = tuple(site.from_collections(path) for path in posts if path.stem == old.stem)
    url, baseurl = (str(site.config.get(key) or "") for key in ("url", "baseurl"))
    backlinks = Backlinks(*places, url, baseurl.rstrip("/"), rivals)
    files = chain(posts, site.drafts(), site.documents(), site.pages(), site.template_files())
    others = dict.fromkeys(path for path in files if path not in {old, new})
    changes: list[Change] = []
    changed: list[dict[str, Any]] = []
    left: list[dict[str, Any]] = []

    def edit(path: Path, before: str, body_start: int = 0) -> str:
        """Return the text of a file with its links changed, and put them on the lists."""
        edits = []
        for link in backlinks.find(before, _kind(path, site.extensions)):
            if link.start < body_start:
                continue
            spot = {
                "path": site.display_path(path),
                "line": line_number(before, link.start),
                "text": before[link.start : link.end],
            }
            if link.new is None:
                left.append(spot)
            else:
                changed.append(spot)
                edits.append(Edit(link.start, link.end, link.new))
        return apply(before, edits)

    text = edit(new, text, Document.parse(text).body_start)
    for path in others:
        before = store.read(path)
        after = edit(path, before)
        if after != before:
            changes.append(Change(path, before, after))
    return Relinked(text, tuple(changes), tuple(changed), tuple(left))


def _kind(path: Path, markdown: tuple[str, ...]) -> Kind:
    suffix = path.suffix.lower()
    if suffix in markdown:
        return "markdown"
    return "data" if suffix in DATA else "html"
