"""`postgen publish`, `unpublish` and `rename`."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from shlex import quote
from typing import TYPE_CHECKING

from postgen.commands import Note, Result, lookup, note
from postgen.commands.issue_body import note_open
from postgen.commands.lookup import SiteFile
from postgen.commands.new import announce, choose_slug
from postgen.commands.post_front import (
    moment_of,
    naming,
    redirects,
    with_date,
    with_key,
    with_redirect,
)
from postgen.commands.post_names import check_free, name_of, sibling_folder, slug_of
from postgen.commands.publish_issue import as_post
from postgen.commands.relink import relink
from postgen.errors import NotFoundError, PostgenError, UsageError
from postgen.files import store
from postgen.files.store import Change
from postgen.jekyll import frontmatter
from postgen.jekyll.backlinks import Place
from postgen.jekyll.file_names import parse_name
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from postgen.commands.publish_issue import IssuePost
    from postgen.jekyll.document import Document
    from postgen.site import Site

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
    draft = _draft(site, what, request, now)
    if draft.kind == "posts":
        return _discussed(site, draft, request, now)
    if draft.kind != "drafts":
        return _with_published(site, draft, now, value=None)
    if draft.undated and not request.date:
        raise UndatedError(
            draft.undated,
            "Write it as 2026-11-20 18:30, or name another date.",
            code="undated",
        )
    notes: list[Note] = []
    moment = moment_of(site, draft, request.date, now, notes) or now
    document = with_date(site, draft, moment)
    folder = sibling_folder(site, draft.path, "_drafts", "_posts")
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


def _draft(site: Site, what: str, request: RenameRequest, now: datetime) -> SiteFile:
    """Find what is to be published: a draft, or a document with `published: false`.

    It is a post, too, where only the address of its discussion is to be put into it.
    """
    try:
        return _find(site, what, ["drafts", "posts"] if request.discuss else ["drafts"], now)
    except NotFoundError:
        with suppress(NotFoundError):
            document = _find(site, what, ["documents"], now)
            is_hidden = document.front.get("published", True) is False
            if is_hidden and not (request.date or request.discuss):
                return document
        raise


def _with_published(site: Site, old: SiteFile, now: datetime, *, value: bool | None) -> Result:
    """Set or remove `published:` of a document: Jekyll has drafts of posts only."""
    with naming(site, old.path):
        if value is None:
            front = frontmatter.remove_key(old.document.front, "published")
            document = old.document.with_front(front)
        else:
            document = with_key(old.document, "published", value)
    new = _changed(old, old.path, old.kind, document, old.moment)
    gone = value is False
    result = _move(site, old, new, RenameRequest(redirect=False), now, gone=gone)
    if not result.changes:
        return result._replace(notes=(note("unchanged"),))
    title = " ".join(new.title.split())
    return result._replace(summary=note("unpublish" if gone else "publish", title=title))


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
    folder = sibling_folder(site, draft.path, "_drafts", "_posts")
    dated = SiteFile(
        draft.path, draft.kind, issue.document, frontmatter.read(str(issue.document)), moment
    )
    name = f"{moment.date()}-{issue.path.name}"
    return issue._replace(path=folder / name, document=with_date(site, dated, moment))


def unpublish(
    site: Site, what: str, request: RenameRequest, now: datetime, *, commits: bool = False
) -> Result:
    """Make a post a draft again; a document of another collection gets `published: false`.

    Its date is kept in the front matter, so that publishing it gives the same post. Without
    `keep_date` it loses its date. Raises like `publish`, and `IgnoredError` where the change is to
    be committed and git ignores the draft: the commit would only remove the post.
    """
    post = _find(site, what, ["posts", "documents"], now)
    if post.kind != "posts":
        return _with_published(site, post, now, value=False)
    document = post.document
    has_date = bool(post.front.get("date"))
    with naming(site, post.path):
        if request.keep_date:
            if not has_date and post.moment:
                document = with_key(document, "date", post.moment.date())
        elif "date" in post.front:
            document = document.with_front(frontmatter.remove_key(document.front, "date"))
    folder = sibling_folder(site, post.path, "_posts", "_drafts")
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
    slug = old.slug if keeps_name else slug_of(site, old, request, notes)
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
    target = old.path.with_name(name_of(old, slug, moment, redated=bool(request.date)))
    result = _move(site, old, _changed(old, target, old.kind, document, moment), request, now)
    return result._replace(notes=(*notes, *result.notes))


def _with_issue(document: Document, old: SiteFile, title: str) -> Document:
    """Set `issue:` to the number of a new title, if it had that of the old one."""
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


# Moving


def _move(
    site: Site,
    old: SiteFile,
    new: SiteFile,
    request: RenameRequest,
    now: datetime,
    *,
    gone: bool = False,
) -> Result:
    """Move a file to its new place, and change the site's links to it.

    Those to one that is `gone`, for readers, are named.
    """
    notes: list[Note] = []
    if old.undated:
        notes.append(note("links-not-followed", reason=old.undated))
    if new.path != old.path and not request.force:
        check_free(site, new.path, has_slug=old.kind == new.kind)
    old_url = _url(site, old, now)
    new_url = _new_url(site, old, new, now, notes)
    have_urls = bool(old_url and new_url)
    is_moved = have_urls and old_url != new_url
    is_lost = is_moved and lookup.is_public(site, old, now)
    redirected_url = old_url if is_lost and request.redirect else ""
    with naming(site, old.path):
        document = with_redirect(new.document, new.front, redirected_url, new_url)
    is_unpublished = gone or (old.kind == "posts" and new.kind == "drafts")
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
