"""What the rest of a site needs when one of its pages moves: its links led to the new place, or pointed out."""

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
"""So many links that could not be changed are told at most; `--json` has all."""

DATA = {".yml", ".yaml", ".json", ".csv", ".tsv", ".toml"}


class Relinked(NamedTuple):
    """The text of the page that moves, the changes of other files, and where links were changed and were not."""

    text: str
    changes: tuple[Change, ...]
    changed: tuple[dict[str, Any], ...]
    left: tuple[dict[str, Any], ...]

    def notes(self, gone: str) -> list[str]:
        """Say where links lead to the new place now, and where they do not; `gone` says what is wrong with those."""
        told = list(dict.fromkeys(f"{each['path']}:{each['line']}" for each in self.changed))
        more = f" and {len(told) - SHOWN} more" if len(told) > SHOWN else ""
        notes = [f"Its links were changed in {', '.join(told[:SHOWN])}{more}."] if told else []
        spots = list(
            dict.fromkeys(
                f"{each['path']}:{each['line']}: `{each['text']}` {gone}." for each in self.left
            )
        )
        return [
            *notes,
            *spots[:SHOWN],
            *([f"--json lists {len(spots) - SHOWN} more."] if len(spots) > SHOWN else []),
        ]


def relink(site: Site, old: Path, new: Path, text: str, places: tuple[Place, Place]) -> Relinked:
    """Find what leads to a page in the whole site, and lead it to the page's new place where that is certain.

    `old` and `new` are its file before and after, `text` what that will hold.
    """
    posts = [each for each in site.posts() if each != old]
    rivals = tuple(site.from_collections(each) for each in posts if each.stem == old.stem)
    markdown = site.extensions
    url, baseurl = (str(site.config.get(key) or "") for key in ("url", "baseurl"))
    leads = Backlinks(*places, url, baseurl.rstrip("/"), rivals)
    changes: list[Change] = []
    changed: list[dict[str, Any]] = []
    left: list[dict[str, Any]] = []
    others = chain(posts, site.drafts(), site.documents(), site.pages(), site.template_files())
    for path in dict.fromkeys([new, *(each for each in others if each != old)]):
        held = text if path == new else store.read(path)
        body = Document.parse(held).body_start if path == new else 0
        found = [lead for lead in leads.find(held, _kind(path, markdown)) if lead.start >= body]
        edited = apply(held, [Edit(*lead) for lead in found if lead.new is not None])  # type: ignore[arg-type]
        for lead in found:
            spot = {
                "path": site.display_path(path),
                "line": line_number(held, lead.start),
                "text": held[lead.start : lead.end],
            }
            (left if lead.new is None else changed).append(spot)
        if path == new:
            text = edited
        elif edited != held:
            changes.append(Change(path, held, edited))
    return Relinked(text, tuple(changes), tuple(changed), tuple(left))


def _kind(path: Path, markdown: tuple[str, ...]) -> Kind:
    suffix = path.suffix.lower()
    if suffix in markdown:
        return "markdown"
    return "data" if suffix in DATA else "html"
