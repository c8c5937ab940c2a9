"""The links of a whole site to a page that moves: changed to its new place, or pointed out."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.commands import Note, note
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

    def notes(self, *, gone: bool) -> list[Note]:
        """Return notes on the links that were changed, and on those that were not.

        `gone` says that the page is not on the site any more.
        """
        notes = []
        places = list(dict.fromkeys(_place(each) for each in self.changed))
        if places:
            rest = max(0, len(places) - SHOWN)
            notes.append(note("links-changed", places=", ".join(places[:SHOWN]), rest=rest))
        code = "link-lost" if gone else "link-left"
        left = list(dict.fromkeys((_place(each), each["text"]) for each in self.left))
        notes += [note(code, place=place, text=text) for place, text in left[:SHOWN]]
        if len(left) > SHOWN:
            notes.append(note("more-in-json", count=len(left) - SHOWN))
        return notes


def _place(link: dict[str, Any]) -> str:
    return f"{link['path']}:{link['line']}"


def relink(site: Site, old: Path, new: Path, text: str, places: tuple[Place, Place]) -> Relinked:
    """Change the links of the whole site to a page that moves, where they certainly lead to it.

    `old` and `new` are its file before and after, `text` what that will hold, `places` where it was
    and will be.
    """
    posts = [path for path in site.posts() if path != old]
    same_name = [path for path in posts if path.stem == old.stem]
    rivals = tuple(site.from_collections(path) for path in same_name)
    url = str(site.config.get("url") or "")
    baseurl = str(site.config.get("baseurl") or "").rstrip("/")
    backlinks = Backlinks(*places, url, baseurl, rivals)
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
