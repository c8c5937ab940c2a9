"""`postgen publish`, `unpublish` and `rename`."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from shlex import quote
from typing import TYPE_CHECKING

from postgen.commands import Note, Result, lookup, note
from postgen.commands.issue_body import note_open
from postgen.commands.lookup import SiteFile
from postgen.commands.new import announce, choose_slug, name_taken
from postgen.commands.post_front import (
    moment_of,
    naming,
    redirects,
    with_date,
    with_key,
    with_redirect,
)
from postgen.commands.publish_issue import as_post
from postgen.commands.relink import relink
from postgen.errors import PostgenError, UsageError
from postgen.files import store
from postgen.files.store import Change
from postgen.jekyll import frontmatter
from postgen.jekyll.backlinks import Place
from postgen.jekyll.file_names import FILE_NAME, parse_name
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from postgen.commands.publish_issue import IssuePost
    from postgen.jekyll.document import Document
    from postgen.site import Site

AUTO = "auto"
"""The slug that is made from the title."""

_NUMBERS = Lazy(r"(?<!\d)\d{1,6}(?!\d)")


class UndatedError(PostgenError):
    """The date of a post is not known."""


class IgnoredError(PostgenError):
    """Git ignores the file that would be committed."""


@dataclass(frozen=True, slots=True)
class RenameRequest:
    """The options of `publish`, `unpublish` and `rename`, empty where they are not given.

    `redirect` makes the old URL lead to the new one, `keep_date` keeps the date of an unpublished
    post, `force` replaces a file of the new name. `discuss` is the address where a post is
    discussed.
    """

    title: str = ""
    date: str = ""
    slug: str = ""
    redirect: bool | None = None
    keep_date: bool = True
    force: bool = False
    discuss: str = ""


def publish(site: Site, what: str, request: RenameRequest, now: datetime) -> Result:
    """Make a draft a post, in the `_posts` beside its `_drafts`.

    Its date is the requested one, else its own, else now. A post that is one already only gets the
    address where it is discussed. Raises `NotFoundError`, `UndatedError`, `NameTakenError` unless
    forced, `EditError` and `PermalinkError`.
    """
    draft = _find(site, what, ["drafts", "posts"] if request.discuss else ["drafts"], now)
    if draft.kind == "posts":
        return _discussed(site, draft, request, now)
    if draft.undated and not request.date:
        raise UndatedError(
            draft.undated,
            "Write it as 2026-11-20 18:30, or name another date.",
            code="undated",
        )
    notes: list[Note] = []
    moment = moment_of(site, draft, request.date, now, notes) or now
    document = with_date(site, draft, moment)
    folder = _sibling_folder(site, draft.path, "_drafts", "_posts")
    target = folder / f"{moment.date()}-{draft.slug}{draft.path.suffix}"
    issue = _issue(site, draft, moment)
    if issue:
        notes += issue.notes
        target, document = issue.path, issue.document
    if request.discuss:
        from postgen.commands import discussion, set_keys

        wanted = discussion.request_for(site, draft, request.discuss)
        document = set_keys.with_keys(site, draft._replace(document=document), wanted, now, notes)
    post = _changed(draft, target, "posts", document, moment)
    result = _move(site, draft, post, request, now)
    notes += result.notes
    notes += note_open(result.paths[0], str(document))
    return result._replace(notes=tuple(notes))


def _discussed(site: Site, post: SiteFile, request: RenameRequest, now: datetime) -> Result:
    """Put the address of its discussion into a post."""
    from postgen.commands import discussion, set_keys

    shown = site.display_path(post.path)
    if request.date:
        raise UsageError(
            f"{shown} is a post already.", "`postgen rename` changes the date of a post."
        )
    wanted = discussion.request_for(site, post, request.discuss)
    return set_keys.set_keys(site, str(post.path), wanted, now)


def _issue(site: Site, draft: SiteFile, moment: datetime) -> IssuePost | None:
    """Return the post that the draft of an issue becomes; None for any other draft."""
    with naming(site, draft.path):
        issue = as_post(site, draft, moment)
    if not issue or issue.path.parent != draft.path.parent:
        return issue
    folder = _sibling_folder(site, draft.path, "_drafts", "_posts")
    dated = SiteFile(
        draft.path, draft.kind, issue.document, frontmatter.read(str(issue.document)), moment
    )
    name = f"{moment.date()}-{issue.path.name}"
    return issue._replace(path=folder / name, document=with_date(site, dated, moment))


def unpublish(
    site: Site, what: str, request: RenameRequest, now: datetime, *, commits: bool = False
) -> Result:
    """Make a post a draft again.

    Its date is kept in the front matter, so that publishing it gives the same post. Without
    `keep_date` it loses its date. Raises like `publish`, and `IgnoredError` where the change is to
    be committed and git ignores the draft: the commit would only remove the post.
    """
    post = _find(site, what, ["posts"], now)
    document = post.document
    has_date = bool(post.front.get("date"))
    with naming(site, post.path):
        if request.keep_date:
            if not has_date and post.moment:
                document = with_key(document, "date", post.moment.date())
        elif "date" in post.front:
            document = document.with_front(frontmatter.remove_key(document.front, "date"))
    folder = _sibling_folder(site, post.path, "_posts", "_drafts")
    target = folder / f"{post.slug}{post.path.suffix}"
    if commits:
        _check_kept(site, target)
    draft = _changed(post, target, "drafts", document, post.moment)
    return _move(site, post, draft, request, now)


def _check_kept(site: Site, draft: Path) -> None:
    from postgen.files import git

    if git.ignores(site.root, draft):
        raise IgnoredError(
            f"git ignores {site.display_path(draft)}: the commit would only remove the post.",
            "Leave the commit out, or take `_drafts` out of .gitignore.",
        )


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
    moment = moment_of(site, old, request.date, now, notes)
    is_live = old.kind == "posts" and lookup.is_public(site, old, now)
    keeps_name = is_live and not request.slug and not request.redirect
    slug = old.slug if keeps_name else _slug(site, old, request, notes)
    if keeps_name and request.title and choose_slug(site, request.title, "post", []) != slug:
        notes.append(note("name-stays", name=old.path.name))
    if request.redirect is None and (request.slug or request.date) and redirects(site):
        request = replace(request, redirect=True)
    document = old.document
    if request.date and moment:
        document = with_date(site, old, moment)
    with naming(site, old.path):
        if request.title and request.title != old.front.get("title"):
            document = with_key(document, "title", request.title)
            document = _with_issue(document, old, request.title)
        if "slug" in old.front and slug != old.slug:
            document = with_key(document, "slug", slug)
    target = old.path.with_name(_name(old, slug, moment, redated=bool(request.date)))
    result = _move(site, old, _changed(old, target, old.kind, document, moment), request, now)
    return result._replace(notes=(*notes, *result.notes))


def _with_issue(document: Document, old: SiteFile, title: str) -> Document:
    """Give `issue:` the number of a new title, if it had that of the old one."""
    number = str(old.front.get("issue", ""))
    old_numbers, new_numbers = (
        [found[0] for found in _NUMBERS.finditer(each)] for each in (old.title, title)
    )
    is_that_of_title = number.isdecimal() and number.lstrip("0") in [
        each.lstrip("0") for each in old_numbers
    ]
    if not is_that_of_title or len(new_numbers) != 1 or new_numbers[0] in old_numbers:
        return document
    written = frontmatter.written_value(document.front, "issue")
    new = new_numbers[0].lstrip("0").zfill(len(number))
    return document.with_front(
        frontmatter.set_key(
            document.front, "issue", frontmatter.RawYaml(written.replace(number, new))
        )
    )


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
    text = "" if request.slug == AUTO else request.slug
    if not text and not is_index:
        text = request.title
    if not text and request.slug == AUTO and not is_index:
        text = old.title
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
    with naming(site, old.path):
        document = with_redirect(new.document, new.front, redirected_url, new_url)
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
        return tuple(store.move(old.path, target, old_text, text, replaced))
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
