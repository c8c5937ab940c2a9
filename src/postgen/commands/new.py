"""`postgen new post`, `draft`, `page` and `backlog`."""

from __future__ import annotations

import re
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from postgen.commands import Note, Result, images, note, post_folders
from postgen.commands.scaffold import DATED, Plan, text_of
from postgen.commands.since import read_date
from postgen.errors import PostgenError, UsageError
from postgen.files import store
from postgen.files.store import Change
from postgen.jekyll import frontmatter, permalinks
from postgen.jekyll.defaults import with_defaults
from postgen.jekyll.file_names import RESERVED, parse_name
from postgen.jekyll.slugs import slugify
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from pathlib import Path

    from postgen.habits.post import PostHabits
    from postgen.site import Site


class NameTakenError(PostgenError):
    """A post of that name is there already."""


class PostRequest(NamedTuple):
    """What is asked for in a new post.

    What is empty is left to templates, settings and defaults. `values` are further keys as a person
    types them (`KEY=VALUE`), `keys` those that are values already.
    """

    title: str
    date: str = ""
    slug: str = ""
    author: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    image: str = ""
    thumb: bool = False
    layout: str = ""
    lang: str = ""
    values: tuple[str, ...] = ()
    template: str = ""
    collection: str = ""
    sections: tuple[str, ...] = ()
    body: str = ""
    path: Path | None = None
    like: str = ""
    no_habits: bool = False
    keys: Mapping[str, Any] = MappingProxyType({})


def create(
    site: Site,
    kind: str,
    request: PostRequest,
    now: datetime,
    *,
    force: bool = False,
    habits: PostHabits | None = None,
) -> Result:
    """Scaffold a post, a draft, a page or a backlog.

    With `collection`, it is a document of another collection. `habits` are those that it follows;
    without them, those of the last posts of its kind. Raises `UsageError` for a request
    that makes no sense, `NameTakenError` unless `force`, `TemplateError`, and `ImageError`,
    `ThumbnailError` and `UnreadableError` for its image.
    """
    _check_request(site, request)
    notes: list[Note] = []
    moment = read_date(site, request.date, now, notes) if request.date else now
    fallback = "document" if request.collection else kind
    slug = choose_slug(site, request.slug or request.title, fallback, notes)
    path = request.path
    if path is None:
        folder = post_folders.folder_for(site, kind, request)
        path = place(site, kind, slug, moment, request.collection, folder)
    if path.exists() and not force:
        raise name_taken(site, path)
    picture = images.take(site, request.image, thumb=request.thumb)
    learned = habits or post_folders.habits_of(site, kind, request, path)
    text = text_of(site, Plan(kind, request, moment, slug, path, picture, learned))
    shown = site.display_path(path)
    data: dict[str, Any] = {"path": shown, "title": request.title, **picture.values}
    if kind in DATED:
        front = frontmatter.read(text) | {"date": moment}
        if request.collection:
            note_hidden(site, path, front, now, notes, kind=request.collection)
        else:
            data["url"] = announce(site, path, front, now, notes)
    if kind == "backlog":  # hidden on purpose
        hidden = note("backlog-private")
        notes = [hidden if each.code == "unpublished" else each for each in notes]
    _note_near_terms(site, request, notes)
    old = store.read(path) if path.exists() else None
    result = Result(
        changes=(*picture.changes, Change(path, old, text)),
        paths=(shown,),
        notes=(*notes, *picture.notes),
        data=data,
        summary=note("new", kind=kind, title=" ".join(request.title.split())),
        opens=path,
    )
    if kind != "backlog":
        return result
    from postgen.commands.issue_form import with_form

    return with_form(site, path, result)


def _check_request(site: Site, request: PostRequest) -> None:
    """Raise `UsageError` for a request that makes no sense.

    Its collection does not exist, its title is empty, or its text is not UTF-8.
    """
    if request.collection and request.collection not in site.labels:
        known = ", ".join(site.labels) or "none"
        raise UsageError(
            f"The site has no collection `{request.collection}`.",
            f"Name it under `collections:` in {site.config_name}; there: {known}.",
        )
    if not request.title.strip():
        raise UsageError("The title is empty.", "Write a title.")
    for name, value in request._asdict().items():
        texts = value if isinstance(value, tuple) else (str(value),)
        for text in texts:
            try:
                text.encode()
            except UnicodeEncodeError as error:
                raise UsageError(
                    f"The {name} {text!a} holds bytes that are not UTF-8.",
                    "Write it in UTF-8, as Jekyll reads it.",
                ) from error


def name_taken(site: Site, path: Path, code: str = "name-taken") -> NameTakenError:
    """Return the error for a new file whose name is taken.

    `code` names the hint that the command has for it.
    """
    return NameTakenError(
        f"{site.display_path(path)} exists already.",
        "Choose another name for the new file.",
        code=code,
        slug=free_slug(path),
    )


def choose_slug(site: Site, text: str, kind: str, notes: list[Note]) -> str:
    """Return a slug made from a text; where it has no letter or digit, the kind's own name.

    Notes say so.
    """
    slug = slugify(text, ascii_only=site.settings.slug == "ascii")
    if not slug:
        slug = kind
        notes.append(note("slug-from-kind", text=text, slug=slug))
    has_no_day = kind in {"draft", "page", "document"}  # a post's name begins with its day
    if has_no_day and slug in RESERVED:
        notes.append(note("slug-reserved", reserved=slug, slug=f"{slug}-{kind}"))
        slug = f"{slug}-{kind}"
    return slug


def place(
    site: Site,
    kind: str,
    slug: str,
    moment: datetime,
    collection: str = "",
    posts: Path | None = None,
) -> Path:
    """Return the path of a new file; `posts` is the folder of a post, if it is known.

    Where a file has its name already, whatever its ending, it is the path of that one.
    """
    folder, name = site.source, slug
    if collection:
        folder = site.collections / f"_{collection}"
    elif kind == "draft":
        folder = site.drafts_folder
    elif kind != "page":
        folder, name = posts or site.posts_folder, f"{moment.date().isoformat()}-{slug}"
    endings = site.extensions
    if ".md" in endings:
        endings = (".md", *endings)
    for ending in (*endings, ".html"):
        path = folder / (name + ending)
        if path.exists():
            return path
    return folder / (name + endings[0])


def free_slug(path: Path) -> str:
    """Return a slug that is free: the one of a path, with a number."""
    found = parse_name(path.name)
    slug = found.slug if found else path.stem
    before = path.stem.removesuffix(slug)
    number = 2
    while path.with_name(f"{before}{slug}-{number}{path.suffix}").exists():
        number += 1
    return f"{slug}-{number}"


def announce(
    site: Site,
    path: Path,
    front: Mapping[str, Any],
    now: datetime,
    notes: list[Note],
    gone: Path | None = None,
) -> str:
    """Return the URL that a new post will have; note what will keep it from being seen.

    `front` is its front matter, as it is written or with what is defaulted; `gone` is the file that
    it comes from, if any. Raises `PermalinkError`.
    """
    moment = front.get("date", now)
    kind = site.kind_of(path)
    data = note_hidden(site, path, front, now, notes, kind)
    if kind != "posts":
        from postgen.commands.lookup import url_of

        return url_of(site, path, kind, front, moment)
    url = permalinks.url_of(site.config, data, site.relative(path), moment)
    slug = "" if "permalink" in data else getattr(parse_name(path.name), "slug", "")
    day = moment if _has_day(site, data) else None
    other = _same_url(site, {path, gone}, url, slug, day)
    if other:
        notes.append(note("url-taken", path=site.display_path(other), url=url))
    elif url != permalinks.url_of(site.config, data, f"_posts/{path.name}", moment):
        notes.append(note("url-in-folder", url=url))
    return url


def note_hidden(
    site: Site,
    path: Path,
    front: Mapping[str, Any],
    now: datetime,
    notes: list[Note],
    kind: str = "posts",
) -> dict[str, Any]:
    """Note what will keep a new document from being seen.

    Return its data, with what is defaulted.
    """
    data = with_defaults(site.defaults(path, kind), front)
    moment = front.get("date", now)
    if moment > now and not site.config["future"]:
        notes.append(note("future", moment=f"{moment:%Y-%m-%d %H:%M}"))
    if not data.get("published", True) and not site.config.get("unpublished"):
        notes.append(note("unpublished"))
    return data


def _has_day(site: Site, data: Mapping[str, Any]) -> bool:
    """Whether the URLs of the site's posts hold their day."""
    supplied = str(site.config["defaults"])
    if "permalink" in data or "permalink" in supplied or "date" in supplied:
        return False
    template = permalinks.permalink_of(site.config)
    has_day_of_month = ":month" in template and ":day" in template
    has_day_of_year = ":y_day" in template
    return ":year" in template and (has_day_of_month or has_day_of_year)


def _same_url(
    site: Site, own: Collection[Path | None], url: str, slug: str, moment: datetime | None
) -> Path | None:
    """Find a post other than its `own` file with the same URL.

    Only those with the same slug in their names are compared. With `moment` only those of about its
    day are read, or that have a `permalink:`.
    """
    may_have_url = _near(moment) if moment else None
    for other in site.posts(slug):
        if other in own:
            continue
        if may_have_url and not may_have_url.search(f"{other.name} {store.read_head(other)}"):
            continue
        from postgen.commands.lookup import url_of_post

        if url_of_post(site, other) == url:
            return other
    return None


def _near(moment: datetime) -> re.Pattern[str]:
    """Return what finds a `permalink:`, and the dates of about a day: `2026-1-02`, `2026-01-2`."""
    days = [moment + timedelta(days=shift) for shift in (-1, 0, 1)]
    dates = [f"{day.year}-0?{day.month}-0?{day.day}" for day in days]
    return re.compile("|".join(["permalink", *dates]))


def _note_near_terms(site: Site, request: PostRequest, notes: list[Note]) -> None:
    """Point out a tag or a category that is nearly one of the site's own."""
    if not request.tags and not request.categories:
        return
    from postgen.commands.vocabulary import near_miss, terms_of

    known = terms_of(site)
    for kind, words in (("tag", request.tags), ("category", request.categories)):
        for word in words:
            near = near_miss(word, known[kind])
            if near:
                notes.append(note("term-near", kind=kind, word=word, near=near))
