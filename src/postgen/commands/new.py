"""`postgen new post`, `draft`, `page` and `backlog`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from postgen.commands import Result, images
from postgen.commands.scaffold import DATED, Plan, text_of
from postgen.errors import PostgenError, UsageError
from postgen.files import store
from postgen.files.store import Change
from postgen.jekyll import frontmatter, rules

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from pathlib import Path

    from postgen.site import Site


class NameTakenError(PostgenError):
    """A post of that name is there already."""


@dataclass(frozen=True, slots=True)
class PostRequest:
    """What a person asked for in a new post; empty where nothing was said."""

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


def create(
    site: Site, kind: str, request: PostRequest, now: datetime, *, force: bool = False
) -> Result:
    """Scaffold a post, a draft, a page, a backlog, or with `collection` a document of another collection.

    Raises `UsageError` for words that make no sense, `NameTakenError` unless `force`, `TemplateError`, and
    `ImageError`, `ThumbnailError` and `UnreadableError` for its image.
    """
    _see_words(site, request)
    moment = rules.parse_date(request.date, now, site.zone) if request.date else now
    notes: list[str] = []
    slug = choose_slug(
        site, request.slug or request.title, "document" if request.collection else kind, notes
    )
    path = place(site, kind, slug, moment, request.collection)
    if path.exists() and not force:
        raise NameTakenError(
            f"{site.display_path(path)} exists already.",
            f"Use --slug {free_slug(path)}, or --force to replace it.",
        )
    picture = images.take(site, request.image, thumb=request.thumb)
    text = text_of(site, Plan(kind, request, moment, slug, path, picture))
    data: dict[str, Any] = {
        "path": site.display_path(path),
        "title": request.title,
        **picture.values,
    }
    if kind in DATED:
        front = frontmatter.read(text) | {"date": moment}
        if request.collection:
            tell_hidden(site, path, front, now, notes, kind=request.collection)
        else:
            data["url"] = announce(site, path, front, now, notes)
    _tell_new_words(site, request, notes)
    return Result(
        changes=(*picture.changes, Change(path, store.read(path) if path.exists() else None, text)),
        lines=(site.display_path(path),),
        notes=(*notes, *picture.notes),
        data=data,
        message=f"Add {kind}: {' '.join(request.title.split())}",
        opens=path,
    )


def _see_words(site: Site, request: PostRequest) -> None:
    if request.collection and request.collection not in site.labels:
        known = ", ".join(site.labels) or "none"
        raise UsageError(
            f"The site has no collection `{request.collection}`.",
            f"Name it under `collections:` in {site.config_name}; there: {known}.",
        )
    if not request.title.strip():
        raise UsageError("The title is empty.", "Say what it is called.")
    for name in request.__slots__:
        value = getattr(request, name)
        for text in value if isinstance(value, tuple) else (str(value),):
            try:
                text.encode()
            except UnicodeEncodeError as error:
                raise UsageError(
                    f"The {name} {text!a} holds bytes that are not UTF-8.",
                    "Say it in UTF-8, as Jekyll reads it.",
                ) from error


def choose_slug(site: Site, text: str, kind: str, notes: list[str]) -> str:
    """Make a slug; where nothing is left of the text, take the kind's own name and say so."""
    slug = rules.slugify(text, ascii_only=site.settings.slug == "ascii")
    if not slug:
        slug = kind
        notes.append(
            f"There is no letter or digit in `{text}` to name the file by: it is `{slug}`. --slug gives another."
        )
    if (
        kind in {"draft", "page", "document"} and slug in rules.RESERVED
    ):  # posts begin with their day
        notes.append(
            f"Windows has no files of the name `{slug}`: it is `{slug}-{kind}`. --slug gives another."
        )
        slug = f"{slug}-{kind}"
    return slug


def place(site: Site, kind: str, slug: str, moment: datetime, collection: str = "") -> Path:
    """Give the file of a new post: one that has its name already, whatever its ending, or else a new one."""
    folder, name = site.source, slug
    if collection:
        folder = site.collections / f"_{collection}"
    elif kind == "draft":
        folder = site.drafts_folder
    elif kind != "page":
        folder, name = site.posts_folder, f"{moment.date().isoformat()}-{slug}"
    endings = site.extensions if ".md" not in site.extensions else (".md", *site.extensions)
    taken = (folder / (name + ending) for ending in (*endings, ".html"))
    return next((path for path in taken if path.exists()), folder / (name + endings[0]))


def free_slug(path: Path) -> str:
    """Give a slug that is not taken: the one wanted, with a number."""
    found = rules.parse_name(path.name)
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
    notes: list[str],
    gone: Path | None = None,
) -> str:
    """Give the URL that Jekyll will give a new post; note what will keep it from being seen there.

    `front` is its front matter, as it is written or with what is defaulted; `gone` is the file that it comes from, if
    any. Raises `PermalinkError`.
    """
    moment = front.get("date", now)
    data = tell_hidden(site, path, front, now, notes)
    url = rules.url_of(site.config, data, site.relative(path), moment)
    slug = "" if "permalink" in data else getattr(rules.parse_name(path.name), "slug", "")
    if other := _same_url(site, {path, gone}, url, slug, moment if _has_day(site, data) else None):
        notes.append(
            f"{site.display_path(other)} has the URL {url} too, and Jekyll keeps only one: give another --slug."
        )
    elif url != rules.url_of(site.config, data, f"_posts/{path.name}", moment):
        notes.append(f"Its folder is a category, so its URL is {url}.")
    return url


def tell_hidden(
    site: Site,
    path: Path,
    front: Mapping[str, Any],
    now: datetime,
    notes: list[str],
    kind: str = "posts",
) -> dict[str, Any]:
    """Note what will keep a new document from being seen; give its data, with what is defaulted."""
    data = rules.with_defaults(site.defaults(path, kind), front)
    moment = front.get("date", now)
    if moment > now and not site.config["future"]:
        notes.append(
            f"It is dated {moment:%Y-%m-%d %H:%M}: until then Jekyll leaves it out, unless told `future: true`."
        )
    if not data.get("published", True) and not site.config.get("unpublished"):
        notes.append("Jekyll leaves it out because its `published:` is false.")
    return data


def _has_day(site: Site, data: Mapping[str, Any]) -> bool:
    """Say whether the URLs of the site's posts hold their day."""
    template, supplied = rules.permalink_of(site.config), str(site.config["defaults"])
    has_day = ":year" in template and (
        ":y_day" in template or (":month" in template and ":day" in template)
    )
    return (
        has_day
        and "permalink" not in data
        and "permalink" not in supplied
        and "date" not in supplied
    )


def _same_url(
    site: Site, own: Collection[Path | None], url: str, slug: str, moment: datetime | None
) -> Path | None:
    """Find a post other than its `own` file with the same URL, among those with the same slug in their names.

    With `moment` only those of about its day are read, or that have a `permalink:`.
    """
    days = [moment + timedelta(days=shift) for shift in (-1, 0, 1)] if moment else []
    near = re.compile(
        "|".join(["permalink", *(f"{day.year}-0?{day.month}-0?{day.day}" for day in days)])
    )
    for other in site.posts(slug):
        if other in own or (days and not near.search(f"{other.name} {store.read_head(other)}")):
            continue
        if url_of(site, other) == url:
            return other
    return None


def url_of(site: Site, path: Path) -> str:
    """Give the URL of a post that is there; "" where its front matter or its date cannot be read."""
    name = rules.parse_name(path.name)
    try:
        data = rules.with_defaults(site.defaults(path, "posts"), frontmatter.read(store.read(path)))
        day = name.day.isoformat() if name else "now"
        moment = rules.date_of(data.get("date") or day, site.now(), site.zone)
        return rules.url_of(site.config, data, site.relative(path), moment)
    except PostgenError:
        return ""


def _tell_new_words(site: Site, request: PostRequest, notes: list[str]) -> None:
    """Point out a tag or a category that is nearly one of the site's own."""
    if not request.tags and not request.categories:
        return
    from postgen.commands.vocabulary import near_miss, terms_of

    known = terms_of(site)
    for kind, given in (("tag", request.tags), ("category", request.categories)):
        near = [(word, near_miss(word, known[kind])) for word in given]
        notes += [
            f"The {kind} `{word}` is new here; did you mean `{known_word}`?"
            for word, known_word in near
            if known_word
        ]
