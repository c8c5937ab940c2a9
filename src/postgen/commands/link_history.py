"""The history of a site's links: in the cache folder, or beside the site to be shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.errors import UsageError
from postgen.files import cache, store
from postgen.files.store import Change
from postgen.links import history

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from postgen.links.model import Record
    from postgen.site import Site


def load(site: Site) -> dict[str, Record]:
    """Return what is remembered of links, by their addresses. Raises `UnreadableError`."""
    path = _shared(site)
    if path is None:
        return history.read(cache.kept(_name(site)) or "")
    return history.read(store.read(path)) if path.exists() else {}


def save(site: Site, records: Mapping[str, Record]) -> None:
    """Remember what was learned, beside what others have written since.

    Raises what writing a file of the site raises.
    """
    path = _shared(site)
    if path is None:
        cache.keep(_name(site), history.write({**load(site), **records}.values()))
        return
    with store.lock(site.root):
        old = store.read(path) if path.exists() else None
        new = history.write({**history.read(old or ""), **records}.values())
        if new != old:
            store.commit([Change(path, old, new)])


def _name(site: Site) -> str:
    return f"links-{cache.hash_of(str(site.root)):08x}.jsonl"


def _shared(site: Site) -> Path | None:
    """Return the file that the site's settings name. Raises `UsageError` for one outside it."""
    name = site.settings.links.history
    if not name:
        return None
    path = site.root / name
    if not path.resolve().is_relative_to(site.root.resolve()):
        raise UsageError(
            f"{site.config_name}: `postgen: links: history: {name}` is not in the site's folder.",
            "Name a file in it, such as _links.jsonl.",
        )
    return path
