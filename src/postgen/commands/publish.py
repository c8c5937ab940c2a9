"""`postgen publish`, `unpublish` and `rename`."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time
from shlex import quote
from typing import TYPE_CHECKING, Any

from postgen.commands import Result, lookup
from postgen.commands.new import NameTakenError, announce, choose_slug, free_slug
from postgen.commands.relink import relink
from postgen.errors import PostgenError, UsageError
from postgen.files import store
from postgen.files.store import Change
from postgen.jekyll import dates, frontmatter, rules
from postgen.jekyll.backlinks import Place
from postgen.text.edits import newline_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from postgen.commands.lookup import SiteFile
    from postgen.jekyll.document import Document
    from postgen.site import Site

_GEM = re.compile(r"^[^#\n]*\bgem\b[\s(]*[\"']jekyll-redirect-from[\"']", re.MULTILINE)


class UndatedError(PostgenError):
    """A post's date cannot be known."""


@dataclass(frozen=True, slots=True)
class RenameRequest:
    """What a person asked for; empty where nothing was said. `redirect` leads the old URL to the new one."""

    title: str = ""
    date: str = ""
    slug: str = ""
    redirect: bool | None = None
    keep_date: bool = True
    force: bool = False


def publish(site: Site, what: str, request: RenameRequest, now: datetime) -> Result:
    """Make a draft a post: in the `_posts` beside its `_drafts`, under its own date, or the one wished for, or now.

    Raises `NotFoundError`, `UndatedError`, `NameTakenError` unless forced, `EditError` and `PermalinkError`.
    """
    was = _held(site, what, ["drafts"], now)
    if was.undated and not request.date:
        raise UndatedError(was.undated, "Write it as 2026-11-20 18:30, or give --date.")
    moment = _moment(site, was, request.date, now) or now
    folder = _beside(site, was.path, "_drafts", "_posts")
    target = folder / f"{moment.date()}-{was.slug}{was.path.suffix}"
    return _moved(
        site, was, _become(was, target, "posts", _dated(site, was, moment), moment), request, now
    )


def unpublish(site: Site, what: str, request: RenameRequest, now: datetime) -> Result:
    """Make a post a draft again, with its date in the front matter, so that publishing it gives the same post.

    Without `keep_date` it loses its date. Raises like `publish`.
    """
    was = _held(site, what, ["posts"], now)
    document = was.document
    with _telling(site, was.path):
        if not request.keep_date and "date" in was.front:
            document = document.with_front(frontmatter.remove_key(document.front, "date"))
        elif request.keep_date and not was.front.get("date") and was.moment:
            document = _with_key(document, "date", was.moment.date())
    target = _beside(site, was.path, "_posts", "_drafts") / f"{was.slug}{was.path.suffix}"
    return _moved(site, was, _become(was, target, "drafts", document, was.moment), request, now)


def rename(site: Site, what: str, request: RenameRequest, now: datetime) -> Result:
    """Give a post, a draft, a page or a document another title and the name that goes with it, or another date.

    Raises like `publish`, and `UsageError` where nothing is asked for.
    """
    if not request.title.strip() and (request.title or not (request.slug or request.date)):
        raise UsageError(
            "The new title is missing.", f"Say postgen rename {quote(what)} 'A title'."
        )
    was = _held(site, what, ["posts", "drafts", "documents", "pages"], now)
    notes: list[str] = []
    moment, slug = _moment(site, was, request.date, now), _slug(site, was, request, notes)
    document = _dated(site, was, moment) if request.date and moment else was.document
    with _telling(site, was.path):
        if request.title and request.title != was.front.get("title"):
            document = _with_key(document, "title", request.title)
        if "slug" in was.front and slug != was.slug:
            document = _with_key(document, "slug", slug)
    target = was.path.with_name(_name(was, slug, moment, redated=bool(request.date)))
    outcome = _moved(site, was, _become(was, target, was.kind, document, moment), request, now)
    return outcome._replace(notes=(*notes, *outcome.notes))


def _held(site: Site, what: str, kinds: list[str], now: datetime) -> SiteFile:
    return lookup.read(site, *lookup.find(site, what, kinds), now)


def _become(
    was: SiteFile, path: Path, kind: str, document: Document, moment: datetime | None
) -> SiteFile:
    front, undated = frontmatter.read(str(document)), "" if moment else was.undated
    return replace(
        was, path=path, kind=kind, document=document, front=front, moment=moment, undated=undated
    )


# Names


def _beside(site: Site, path: Path, folder: str, other: str) -> Path:
    """Give the folder of a file as it is in `_posts` instead of `_drafts`, or the other way round."""
    parts = list(path.parent.relative_to(site.source).parts)
    parts[parts.index(folder)] = other
    return site.source.joinpath(*parts)


def _slug(site: Site, was: SiteFile, request: RenameRequest, notes: list[str]) -> str:
    """Give the new slug. A page's `index` is its folder's name, so to speak: only --slug changes it."""
    if not request.slug and (not request.title or (was.kind == "pages" and was.slug == "index")):
        return was.slug
    return choose_slug(
        site, request.slug or request.title, lookup.NAMES.get(was.kind, "document"), notes
    )


def _name(was: SiteFile, slug: str, moment: datetime | None, *, redated: bool) -> str:
    """Give the new name: a post's has its date; others keep the one they have, unless they are given another."""
    found = rules.FILE_NAME.match(was.path.name)
    day = found["date"] if found else ""
    if found and moment and (was.kind == "posts" or redated):
        day = moment.date().isoformat()
    return f"{day}{'-' if day else ''}{slug}{was.path.suffix}"


def _see_free(site: Site, target: Path, *, slugged: bool) -> None:
    if os.path.lexists(target):
        first = (
            f"Use --slug {free_slug(target)}"
            if slugged
            else "Give it another name with `postgen rename`"
        )
        raise NameTakenError(
            f"{site.display_path(target)} exists already.", f"{first}, or --force to replace it."
        )


# Dates


def _moment(site: Site, was: SiteFile, given: str, now: datetime) -> datetime | None:
    """Give the date that a file will have: its own, or the one given, of which a day alone leaves the time."""
    if not given:
        return was.moment
    moment = rules.parse_date(given, now, site.zone)
    if was.moment and ":" not in given and given.strip().lower() != "now":
        moment = rules.localise(datetime.combine(moment.date(), was.moment.time()), site.zone)
    return moment


def _dated(site: Site, was: SiteFile, moment: datetime) -> Document:
    """Write a date in the form that its writer used, where it is another one, or where the name cannot say it."""
    has_own = bool(was.front.get("date"))
    if (moment == was.moment) if has_own else (was.moment and moment.time() == time()):
        return was.document
    value: object = moment
    with _telling(site, was.path):
        if has_own and was.moment:
            written = frontmatter.written_value(was.document.front, "date")
            form = dates.reformat(written, was.moment, moment, site.zone)
            if (
                form
                and rules.date_of(frontmatter.load(f"date: {form}")["date"], moment, site.zone)
                == moment
            ):
                value = frontmatter.RawYaml(form)
        return _with_key(was.document, "date", value)


# Front matter


@contextmanager
def _telling(site: Site, path: Path) -> Iterator[None]:
    """Say in which file an edit failed."""
    try:
        yield
    except frontmatter.EditError as error:
        raise frontmatter.EditError(
            f"{site.display_path(path)}: {error.message}", error.hint
        ) from error


def _with_key(document: Document, key: str, value: object) -> Document:
    """Set a key of a document's front matter; one that has none is given one, in its own newlines."""
    if not document.front:
        return document.with_front(frontmatter.dump({key: value}, newline_at(str(document), 0)))
    return document.with_front(frontmatter.set_key(document.front, key, value))


def redirects(site: Site) -> bool:
    """Say whether the site uses jekyll-redirect-from."""
    listed = [site.config.get(key) for key in ("plugins", "gems")]
    if any(isinstance(each, list) and "jekyll-redirect-from" in each for each in listed):
        return True
    gemfile = site.root / "Gemfile"
    return gemfile.is_file() and bool(_GEM.search(store.read(gemfile)))


def _redirected(document: Document, front: Mapping[str, Any], old: str, new: str) -> Document:
    """Have jekyll-redirect-from lead a URL (if any) to a page; from the page's own it would lead away."""
    held_now = front.get("redirect_from")
    froms = held_now if isinstance(held_now, list) else [held_now] if held_now else []
    if new in froms:
        kept = [each for each in froms if each != new]
        text = document.front
        text = (
            frontmatter.set_key(text, "redirect_from", kept)
            if kept
            else frontmatter.remove_key(text, "redirect_from")
        )
        document = document.with_front(text)
    if not old or old in froms:
        return document
    if not document.front:
        return _with_key(document, "redirect_from", [old])
    return document.with_front(frontmatter.add_to_list(document.front, "redirect_from", old))


# Moving


def _moved(
    site: Site, was: SiteFile, becomes: SiteFile, request: RenameRequest, now: datetime
) -> Result:
    """Put a file into its new place, and lead the site's links there."""
    target = becomes.path
    notes = [f"{was.undated} What leads to its URL is not looked for."] if was.undated else []
    if target != was.path and not request.force:
        _see_free(site, target, slugged=was.kind == becomes.kind)
    old_url, new_url = _url(site, was, now), _new_url(site, was, becomes, now, notes)
    document = becomes.document
    is_lost = bool(old_url and new_url and old_url != new_url and lookup.is_public(site, was, now))
    with _telling(site, was.path):
        document = _redirected(
            document, becomes.front, old_url if is_lost and request.redirect else "", new_url
        )
    gone = becomes.kind == "drafts" and was.kind == "posts"
    places = _place(site, was, old_url), Place("") if gone else _place(site, becomes, new_url)
    linked = relink(site, was.path, target, str(document), places)
    notes += linked.notes(
        "led to it, and it is not on the site now" if gone else "may lead to its old place"
    )
    if is_lost:
        notes += _about_redirect(site, old_url, request)
    changes = _changes(was, target, linked.text)
    if not changes:
        notes = [f"It is called so already: {becomes.title}"]
    return Result(
        changes=(*changes, *linked.changes),
        lines=(site.display_path(target),),
        notes=tuple(notes),
        data={
            "path": site.display_path(target), "from": site.display_path(was.path), "title": becomes.title,
            "url": new_url or None, "old_url": old_url or None, "redirect": bool(request.redirect) if is_lost else None,
            "changed": list(linked.changed), "left": list(linked.left),
        },
        message=_message(was, becomes),
    )  # fmt: skip


def _changes(was: SiteFile, target: Path, text: str) -> tuple[Change, ...]:
    old = str(was.document)
    if target == was.path:
        return (Change(target, old, text),) if text != old else ()
    taken = store.read(target) if os.path.lexists(target) else None
    return Change(target, taken, text), Change(was.path, old, None)


def _url(site: Site, page: SiteFile, now: datetime) -> str:
    return (
        ""
        if page.undated
        else lookup.url_of(site, page.path, page.kind, page.front, page.moment or now)
    )


def _new_url(site: Site, was: SiteFile, becomes: SiteFile, now: datetime, notes: list[str]) -> str:
    """Give the URL of the page in its new place; note what a new post's reader would not expect."""
    if becomes.kind != "posts" or not becomes.moment:
        return _url(site, becomes, now)
    url = announce(
        site, becomes.path, {**becomes.front, "date": becomes.moment}, now, notes, was.path
    )
    if was.kind == "posts" and becomes.front.get("permalink") and becomes.slug != was.slug:
        notes.append(f"Its URL stays {url}, because its `permalink:` says so.")
    return url


def _place(site: Site, page: SiteFile, url: str) -> Place:
    if page.kind == "pages":
        return Place(site.relative(page.path), url)
    path = site.from_collections(page.path)
    if page.kind != "posts":
        return Place(path, url)
    named = rules.parse_name(page.path.name)
    day = page.moment.date() if page.moment else named.day if named else ""
    return Place(path, url, str(day), str(page.front.get("slug") or page.slug))


def _about_redirect(site: Site, old: str, request: RenameRequest) -> list[str]:
    """Say what becomes of a URL that others may have linked to."""
    uses = redirects(site)
    if request.redirect:
        return (
            []
            if uses
            else [
                "`redirect_from:` needs the plugin jekyll-redirect-from, which this site does not use."
            ]
        )
    if not uses or request.redirect is False:
        return [f"Its old URL {old} leads nowhere now."]
    return [f"Its old URL {old} leads nowhere now; with --redirect it leads to the new one."]


def _message(was: SiteFile, becomes: SiteFile) -> str:
    title = " ".join(becomes.title.split())
    if was.kind != becomes.kind:
        return f"{'Publish' if becomes.kind == 'posts' else 'Unpublish'} {title}"
    old = " ".join(was.title.split())
    return f"Rename {old} to {title}" if old != title else f"Move {title} to {becomes.path.name}"
