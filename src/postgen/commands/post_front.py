"""The front matter of a post that is published, unpublished or renamed: its date, its redirects."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from postgen.commands.since import read_date
from postgen.files import store
from postgen.jekyll import dates, frontmatter
from postgen.text.edits import newline_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from postgen.commands import Note
    from postgen.commands.lookup import SiteFile
    from postgen.jekyll.document import Document
    from postgen.site import Site

_GEM = re.compile(r"^[^#\n]*\bgem\b[\s(]*[\"']jekyll-redirect-from[\"']", re.MULTILINE)
"""A line of a Gemfile: `gem "jekyll-redirect-from", "~> 0.16"`."""


def moment_of(
    site: Site, old: SiteFile, text: str, now: datetime, notes: list[Note]
) -> datetime | None:
    """Return the date that a file will have: the one in `text`, else its own.

    A day alone keeps the time.
    """
    if not text:
        return old.moment
    moment = read_date(site, text, now, notes)
    has_time = moment.time() != time() or ":" in text or text.strip().lower() == "now"
    if has_time or not old.moment:
        return moment
    return dates.localise(datetime.combine(moment.date(), old.moment.time()), site.zone)


def with_date(site: Site, old: SiteFile, moment: datetime) -> Document:
    """Write a date in the form of the old one if it differs, or the file's name cannot hold it."""
    has_date = bool(old.front.get("date"))
    if has_date and moment == old.moment:
        return old.document
    is_midnight = moment.time() == time()
    if not has_date and old.moment and is_midnight:  # the name says all of it
        return old.document
    value: object = moment
    with naming(site, old.path):
        if has_date and old.moment:
            form = _in_old_form(site, old.document.front, old.moment, moment)
            if form:
                value = frontmatter.RawYaml(form)
        return with_key(old.document, "date", value)


def _in_old_form(site: Site, front: str, old: datetime, new: datetime) -> str:
    """Return a date in the form of the old one: `2026-11-20 18:30`; "" where that would not do."""
    written = frontmatter.written_value(front, "date")
    form = dates.reformat(written, old, new, site.zone)
    return form if form and _date_in(form, site, new) == new else ""


def _date_in(form: str, site: Site, now: datetime) -> datetime:
    """Read a date as it is written in YAML."""
    value = frontmatter.load(f"date: {form}")["date"]
    return dates.date_of(value, now, site.zone)


@contextmanager
def naming(site: Site, path: Path) -> Iterator[None]:
    """Add to an `EditError` which file it is about."""
    try:
        yield
    except frontmatter.EditError as error:
        raise frontmatter.EditError(
            f"{site.display_path(path)}: {error.message}", error.hint
        ) from error


def with_key(document: Document, key: str, value: object) -> Document:
    """Set a key of a document's front matter; one that has none gets one, with its own newlines."""
    if not document.front:
        return document.with_front(frontmatter.dump({key: value}, newline_at(str(document), 0)))
    return document.with_front(frontmatter.set_key(document.front, key, value))


def redirects(site: Site) -> bool:
    """Whether the site uses jekyll-redirect-from."""
    for key in ("plugins", "gems"):
        plugins = site.config.get(key)
        if isinstance(plugins, list) and "jekyll-redirect-from" in plugins:
            return True
    gemfile = site.root / "Gemfile"
    if not gemfile.is_file():
        return False
    return bool(_GEM.search(store.read(gemfile)))


def with_redirect(
    document: Document, front: Mapping[str, Any], old_url: str, new_url: str
) -> Document:
    """Add the old URL, if any, to `redirect_from:`, and remove the page's own URL.

    That one would lead away from the page.
    """
    value = front.get("redirect_from") or []
    urls = value if isinstance(value, list) else [value]
    if new_url in urls:
        kept = [url for url in urls if url != new_url]
        document = _with_redirects(document, kept)
    if not old_url or old_url in urls:
        return document
    if not document.front:
        return with_key(document, "redirect_from", [old_url])
    return document.with_front(frontmatter.add_to_list(document.front, "redirect_from", old_url))


def _with_redirects(document: Document, urls: list[str]) -> Document:
    if not urls:
        return document.with_front(frontmatter.remove_key(document.front, "redirect_from"))
    return document.with_front(frontmatter.set_key(document.front, "redirect_from", urls))
