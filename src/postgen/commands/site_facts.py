"""What checks know of a site: its files, their pages and addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.checks.site_facts import SiteFacts, SiteFile
from postgen.commands.check_files import files_with_pages
from postgen.commands.lookup import data_of, url_of
from postgen.errors import PostgenError
from postgen.files import store
from postgen.jekyll import frontmatter
from postgen.jekyll.dates import date_of
from postgen.jekyll.file_names import parse_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from postgen.site import Site


def of(site: Site, files: Mapping[Path, str] | None = None) -> SiteFacts:
    """Return what is known of a site. `files` are those with pages, each with its kind."""
    now = site.now()
    found = files_with_pages(site) if files is None else files
    pages = {site.relative(path): file_of(site, path, kind, now) for path, kind in found.items()}
    addresses: dict[str, list[str]] = {}
    for place, page in pages.items():
        if page.url:
            addresses.setdefault(page.url, []).append(place)
    return SiteFacts(
        config=site.config,
        settings=site.settings,
        zone=site.zone,
        now=now,
        files=frozenset(pages),
        pages=pages,
        addresses=addresses,
        folders_of_others=("/",),
        ids_of=lambda _: None,
        published_links=lambda _: (),
        others_like=lambda _: (),
    )


def file_of(site: Site, path: Path, kind: str, now: datetime) -> SiteFile:
    """Return what is known of a file that has a page."""
    try:
        front = data_of(site, path, kind, frontmatter.read(store.read(path)))
    except PostgenError:
        front = {}
    named = parse_name(path.name) if kind != "pages" else None
    date = front.get("date") or (named.day.isoformat() if named else "")
    moment, url = None, ""
    try:
        moment = date_of(date, now, site.zone) if date else None
        url = url_of(site, path, kind, front, moment or now)
    except PostgenError:
        url = ""
    is_published = bool(front.get("published", True)) and kind != "drafts"
    is_now = moment is None or moment <= now or bool(site.config["future"])
    return SiteFile(site.relative(path), kind, front, moment, url, is_published and is_now)
