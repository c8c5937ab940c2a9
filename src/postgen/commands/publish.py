"""`postgen publish`, `unpublish` and `rename`."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from shlex import quote
from typing import TYPE_CHECKING, Any

from postgen.commands import Note, Result, lookup, note
from postgen.commands.issue_body import note_open
from postgen.commands.lookup import SiteFile
from postgen.commands.new import announce, choose_slug, name_taken
from postgen.commands.publish_issue import as_post
from postgen.commands.relink import relink
from postgen.commands.since import read_date
from postgen.errors import PostgenError, UsageError
from postgen.files import store
from postgen.files.store import Change
from postgen.jekyll import dates, frontmatter
from postgen.jekyll.backlinks import Place
from postgen.jekyll.file_names import FILE_NAME, parse_name
from postgen.text.edits import newline_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from postgen.commands.publish_issue import IssuePost
    from postgen.jekyll.document import Document
    from postgen.site import Site

_GEM = re.compile(r"^[^#\n]*\bgem\b[\s(]*[\"']jekyll-redirect-from[\"']", re.MULTILINE)
"""A line of a Gemfile: `gem "jekyll-redirect-from", "~> 0.16"`."""


class UndatedError(PostgenError):
    """The date of a post is not known."""


@dataclass(frozen=True, slots=True)
class RenameRequest:
    """The options of `publish`, `unpublish` and `rename`, empty where they are not given.

    `redirect` makes the old URL lead to the new one, `keep_date` keeps the date of an unpublished
    post, `force` replaces a file of the new name.
    """

    title: str = ""
    date: str = ""
    slug: str = ""
    redirect: bool | None = None
    keep_date: bool = True
    force: bool = False


def publish(site: Site, what: str, request: RenameRequest, now: datetime) -> Result:
    """Make a draft a post, in the `_posts` beside its `_drafts`.

    Its date is the requested one, else its own, else now. Raises `NotFoundError`, `UndatedError`,
    `NameTakenError` unless forced, `EditError` and `PermalinkError`.
    """
    draft = _find(site, what, ["drafts"], now)
    if draft.undated and not request.date:
        raise UndatedError(
            draft.undated,
            "Write it as 2026-11-20 18:30, or name another date.",
            code="undated",
        )
    notes: list[Note] = []
    moment = _moment(site, draft, request.date, now, notes) or now
    document = _with_date(site, draft, moment)
    folder = _sibling_folder(site, draft.path, "_drafts", "_posts")
    target = folder / f"{moment.date()}-{draft.slug}{draft.path.suffix}"
    issue = _issue(site, draft, moment)
    if issue:
        notes += issue.notes
        target, document = issue.path, issue.document
    post = _changed(draft, target, "posts", document, moment)
    result = _move(site, draft, post, request, now)
    notes += result.notes
    notes += note_open(result.paths[0], str(document))
    return result._replace(notes=tuple(notes))


def _issue(site: Site, draft: SiteFile, moment: datetime) -> IssuePost | None:
    """Return the post that the draft of an issue becomes; None for any other draft."""
    with _naming(site, draft.path):
        issue = as_post(site, draft, moment)
    if not issue or issue.path.parent != draft.path.parent:
        return issue
    folder = _sibling_folder(site, draft.path, "_drafts", "_posts")
    dated = SiteFile(
        draft.path, draft.kind, issue.document, frontmatter.read(str(issue.document)), moment
    )
    name = f"{moment.date()}-{issue.path.name}"
    return issue._replace(path=folder / name, document=_with_date(site, dated, moment))


def unpublish(site: Site, what: str, request: RenameRequest, now: datetime) -> Result:
    """Make a post a draft again.

    Its date is kept in the front matter, so that publishing it gives the same post. Without
    `keep_date` it loses its date. Raises like `publish`.
    """
    post = _find(site, what, ["posts"], now)
    document = post.document
    has_date = bool(post.front.get("date"))
    with _naming(site, post.path):
        if request.keep_date:
            if not has_date and post.moment:
                document = _with_key(document, "date", post.moment.date())
        elif "date" in post.front:
            document = document.with_front(frontmatter.remove_key(document.front, "date"))
    folder = _sibling_folder(site, post.path, "_posts", "_drafts")
    target = folder / f"{post.slug}{post.path.suffix}"
    draft = _changed(post, target, "drafts", document, post.moment)
    return _move(site, post, draft, request, now)


def rename(site: Site, what: str, request: RenameRequest, now: datetime) -> Result:
    """Change the title of a post, a draft, a page or a document, and the name with it, or its date.

    Raises like `publish`, and `UsageError` where nothing is requested.
    """
    is_blank_title = bool(request.title) and not request.title.strip()
    has_changes = request.title or request.slug or request.date
    if is_blank_title or not has_changes:
        raise UsageError(
            "The new title is missing.", f"Run `postgen rename {quote(what)} 'A title'`."
        )
    old = _find(site, what, ["posts", "drafts", "documents", "pages"], now)
    notes: list[Note] = []
    moment = _moment(site, old, request.date, now, notes)
    slug = _slug(site, old, request, notes)
    document = old.document
    if request.date and moment:
        document = _with_date(site, old, moment)
    with _naming(site, old.path):
        if request.title and request.title != old.front.get("title"):
            document = _with_key(document, "title", request.title)
        if "slug" in old.front and slug != old.slug:
            document = _with_key(document, "slug", slug)
    target = old.path.with_name(_name(old, slug, moment, redated=bool(request.date)))
    result = _move(site, old, _changed(old, target, old.kind, document, moment), request, now)
    return result._replace(notes=(*notes, *result.notes))


def _find(site: Site, what: str, kinds: list[str], now: datetime) -> SiteFile:
    return lookup.read(site, *lookup.find(site, what, kinds), now)


def _changed(
    old: SiteFile, path: Path, kind: str, document: Document, moment: datetime | None
) -> SiteFile:
    """Return a file as it will be."""
    return old._replace(
        path=path,
        kind=kind,
        document=document,
        front=frontmatter.read(str(document)),
        moment=moment,
        undated="" if moment else old.undated,
    )


# Names


def _sibling_folder(site: Site, path: Path, folder: str, other: str) -> Path:
    """Return a file's folder with `_posts` instead of `_drafts` in it, or the other way round."""
    parts = list(path.parent.relative_to(site.source).parts)
    parts[parts.index(folder)] = other
    return site.source.joinpath(*parts)


def _slug(site: Site, old: SiteFile, request: RenameRequest, notes: list[Note]) -> str:
    """Return the new slug.

    A new title does not change that of a page `index`, which is named by its folder.
    """
    is_index = old.kind == "pages" and old.slug == "index"
    text = request.slug
    if not text and not is_index:
        text = request.title
    if not text:
        return old.slug
    kind_name = lookup.NAMES.get(old.kind, "document")
    return choose_slug(site, text, kind_name, notes)


def _name(old: SiteFile, slug: str, moment: datetime | None, *, redated: bool) -> str:
    """Return the new name.

    A post's has its date, another keeps the one in its name, unless it is `redated`.
    """
    suffix = old.path.suffix
    match = FILE_NAME.match(old.path.name)
    if not match:
        return f"{slug}{suffix}"
    day = match["date"]
    takes_date = redated or old.kind == "posts"
    if moment and takes_date:
        day = moment.date().isoformat()
    return f"{day}-{slug}{suffix}"


def _check_free(site: Site, target: Path, *, has_slug: bool) -> None:
    """Raise `NameTakenError` where a file exists.

    `has_slug` says that the command takes another slug.
    """
    if not os.path.lexists(target):
        return
    raise name_taken(site, target, code="name-taken" if has_slug else "name-taken-rename")


# Dates


def _moment(
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


def _with_date(site: Site, old: SiteFile, moment: datetime) -> Document:
    """Write a date in the form of the old one if it differs, or the file's name cannot hold it."""
    has_date = bool(old.front.get("date"))
    if has_date and moment == old.moment:
        return old.document
    is_midnight = moment.time() == time()
    if not has_date and old.moment and is_midnight:  # the name says all of it
        return old.document
    value: object = moment
    with _naming(site, old.path):
        if has_date and old.moment:
            form = _in_old_form(site, old.document.front, old.moment, moment)
            if form:
                value = frontmatter.RawYaml(form)
        return _with_key(old.document, "date", value)


def _in_old_form(site: Site, front: str, old: datetime, new: datetime) -> str:
    """Return a date in the form of the old one: `2026-11-20 18:30`; "" where that would not do."""
    written = frontmatter.written_value(front, "date")
    form = dates.reformat(written, old, new, site.zone)
    return form if form and _date_in(form, site, new) == new else ""


def _date_in(form: str, site: Site, now: datetime) -> datetime:
    """Read a date as it is written in YAML."""
    value = frontmatter.load(f"date: {form}")["date"]
    return dates.date_of(value, now, site.zone)


# Front matter


@contextmanager
def _naming(site: Site, path: Path) -> Iterator[None]:
    """Add to an `EditError` which file it is about."""
    try:
        yield
    except frontmatter.EditError as error:
        raise frontmatter.EditError(
            f"{site.display_path(path)}: {error.message}", error.hint
        ) from error


def _with_key(document: Document, key: str, value: object) -> Document:
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


def _with_redirect(
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
        return _with_key(document, "redirect_from", [old_url])
    return document.with_front(frontmatter.add_to_list(document.front, "redirect_from", old_url))


def _with_redirects(document: Document, urls: list[str]) -> Document:
    if not urls:
        return document.with_front(frontmatter.remove_key(document.front, "redirect_from"))
    return document.with_front(frontmatter.set_key(document.front, "redirect_from", urls))


# Moving


def _move(
    site: Site, old: SiteFile, new: SiteFile, request: RenameRequest, now: datetime
) -> Result:
    """Move a file to its new place, and change the site's links to it."""
    notes: list[Note] = []
    if old.undated:
        notes.append(note("links-not-followed", reason=old.undated))
    if new.path != old.path and not request.force:
        _check_free(site, new.path, has_slug=old.kind == new.kind)
    old_url = _url(site, old, now)
    new_url = _new_url(site, old, new, now, notes)
    have_urls = bool(old_url and new_url)
    is_moved = have_urls and old_url != new_url
    is_lost = is_moved and lookup.is_public(site, old, now)
    redirected_url = old_url if is_lost and request.redirect else ""
    with _naming(site, old.path):
        document = _with_redirect(new.document, new.front, redirected_url, new_url)
    is_unpublished = old.kind == "posts" and new.kind == "drafts"
    old_place = _place(site, old, old_url)
    new_place = Place("") if is_unpublished else _place(site, new, new_url)
    relinked = relink(site, old.path, new.path, str(document), (old_place, new_place))
    notes += relinked.notes(gone=is_unpublished)
    if is_lost:
        notes += _redirect_notes(site, old_url, request)
    changes = _changes(old, new.path, relinked.text)
    if not changes:
        notes = [note("named-already", title=new.title)]
    return Result(
        changes=(*changes, *relinked.changes),
        paths=(site.display_path(new.path),),
        notes=tuple(notes),
        data={
            "path": site.display_path(new.path),
            "from": site.display_path(old.path),
            "title": new.title,
            "url": new_url or None,
            "old_url": old_url or None,
            "redirect": bool(request.redirect) if is_lost else None,
            "changed": list(relinked.changed),
            "left": list(relinked.left),
        },
        summary=_summary(old, new),
    )


def _changes(old: SiteFile, target: Path, text: str) -> tuple[Change, ...]:
    old_text = str(old.document)
    if target != old.path:
        replaced = store.read(target) if os.path.lexists(target) else None
        return Change(target, replaced, text), Change(old.path, old_text, None)
    if text == old_text:
        return ()
    return (Change(target, old_text, text),)


def _url(site: Site, page: SiteFile, now: datetime) -> str:
    if page.undated:
        return ""
    return lookup.url_of(site, page.path, page.kind, page.front, page.moment or now)


def _new_url(site: Site, old: SiteFile, new: SiteFile, now: datetime, notes: list[Note]) -> str:
    """Return the URL of the page in its new place; note what one may not expect of a new post."""
    if new.kind != "posts" or not new.moment:
        return _url(site, new, now)
    front = {**new.front, "date": new.moment}
    url = announce(site, new.path, front, now, notes, old.path)
    is_renamed_post = old.kind == "posts" and new.slug != old.slug
    if is_renamed_post and new.front.get("permalink"):
        notes.append(note("permalink-stays", url=url))
    return url


def _place(site: Site, page: SiteFile, url: str) -> Place:
    """Return what links may call a page by: its path, its URL, and the day and name of a post."""
    if page.kind == "pages":
        return Place(site.relative(page.path), url)
    path = site.from_collections(page.path)
    if page.kind != "posts":
        return Place(path, url)
    name = parse_name(page.path.name)
    day = str(name.day) if name else ""
    if page.moment:
        day = str(page.moment.date())
    return Place(path, url, day, str(page.front.get("slug") or page.slug))


def _redirect_notes(site: Site, old_url: str, request: RenameRequest) -> list[Note]:
    """Return what happens to a URL that others may have linked to."""
    has_plugin = redirects(site)
    if request.redirect:
        return [] if has_plugin else [note("redirect-needs-plugin")]
    is_refused = request.redirect is False
    if is_refused or not has_plugin:
        return [note("old-url-lost", url=old_url)]
    return [note("old-url-could-lead", url=old_url)]


def _summary(old: SiteFile, new: SiteFile) -> Note:
    new_title = " ".join(new.title.split())
    if old.kind != new.kind:
        return note("publish" if new.kind == "posts" else "unpublish", title=new_title)
    old_title = " ".join(old.title.split())
    if old_title == new_title:
        return note("move-file", title=new_title, name=new.path.name)
    return note("rename", old=old_title, new=new_title)
