"""`postgen new post`, `draft`, `page` and `backlog`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from postgen import frontmatter, post, store
from postgen.errors import PostgenError, UsageError
from postgen.operations import Outcome
from postgen.store import Change

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from pathlib import Path

    from postgen.site import Site

KINDS = ("post", "draft", "page", "backlog")


class NameTakenError(PostgenError):
    """A post of that name is there already."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked for in a new post; empty where nothing was said."""

    title: str
    date: str = ""
    slug: str = ""
    author: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    image: str = ""
    layout: str = ""
    lang: str = ""
    values: tuple[str, ...] = ()
    template: str = ""
    sections: tuple[str, ...] = ()
    body: str = ""


def create(site: Site, kind: str, wish: Wish, now: datetime, *, force: bool = False) -> Outcome:
    """Scaffold a post, a draft, a page or a backlog.

    Raises `UsageError` for words that make no sense, and `NameTakenError` unless `force`.
    """
    _see_words(wish)
    moment = post.parse_date(wish.date, now, site.zone) if wish.date else now
    notes: list[str] = []
    slug = choose_slug(site, wish.slug or wish.title, kind, notes)
    path = place(site, kind, slug, moment)
    front, said, body = _contents(site, kind, wish, moment, slug)
    written = undefaulted(front, site.defaults(path, KIND_OF[kind]), said)
    text = f"---\n{frontmatter.dump(written)}---\n{body}"
    data: dict[str, Any] = {"path": site.shown(path), "title": wish.title}
    if kind in {"post", "backlog"}:
        data["url"] = announce(site, path, written, now, notes)
    if path.exists() and not force:
        raise NameTakenError(
            f"{site.shown(path)} exists already.", f"Use --slug {free_slug(path)}, or --force to replace it."
        )
    old = store.read(path) if path.exists() else None
    _tell_new_words(site, wish, notes)
    return Outcome(
        changes=(Change(path, old, text),),
        lines=(site.shown(path),),
        notes=tuple(notes),
        data=data,
        message=f"Add {kind}: {' '.join(wish.title.split())}",
        opens=path,
    )


KIND_OF = {"post": "posts", "backlog": "posts", "newsletter": "posts", "draft": "posts", "page": "pages"}
"""Jekyll's names of the types, for `defaults:`; a draft is one of the posts (document.rb)."""


def _see_words(wish: Wish) -> None:
    if not wish.title.strip():
        raise UsageError("The title is empty.", "Say what it is called.")
    for name in wish.__slots__:
        value = getattr(wish, name)
        for text in (value,) if isinstance(value, str) else value:
            try:
                text.encode()
            except UnicodeEncodeError as error:
                raise UsageError(
                    f"The {name} {text!a} holds bytes that are not UTF-8.", "Say it in UTF-8, as Jekyll reads it."
                ) from error


def _contents(site: Site, kind: str, wish: Wish, moment: datetime, slug: str) -> tuple[dict[str, Any], set[str], str]:
    """Give the front matter, those of its keys that were asked for, and the body."""
    front, said, body = _front(site, kind, wish, moment), _said(wish), _body(wish)
    if wish.template:
        extra, body = _from_template(site, wish, moment, slug)
        extra = {key: value for key, value in extra.items() if key not in {*said, "date"}}
        front, said = front | extra, said | set(extra)
    given = _pairs(wish.values)
    return front | given, said | set(given), body


def choose_slug(site: Site, text: str, kind: str, notes: list[str]) -> str:
    """Make a slug; where nothing is left of the text, take the kind's own name and say so."""
    slug = post.slugify(text, ascii_only=site.settings.slug == "ascii")
    if not slug:
        slug = kind
        notes.append(
            f"There is no letter or digit in `{text}` to name the file by: it is `{slug}`. --slug gives another."
        )
    if kind in {"draft", "page"} and slug in post.RESERVED:  # posts begin with their day
        notes.append(f"Windows has no files of the name `{slug}`: it is `{slug}-{kind}`. --slug gives another.")
        slug = f"{slug}-{kind}"
    return slug


def place(site: Site, kind: str, slug: str, moment: datetime) -> Path:
    """Give the file of a new post: one that has its name already, whatever its ending, or else a new one."""
    folder, name = site.source, slug
    if kind == "draft":
        folder = site.drafts_folder
    elif kind != "page":
        folder, name = site.posts_folder, f"{moment.date().isoformat()}-{slug}"
    endings = site.extensions if ".md" not in site.extensions else (".md", *site.extensions)
    taken = (folder / (name + ending) for ending in (*endings, ".html"))
    return next((path for path in taken if path.exists()), folder / (name + endings[0]))


def free_slug(path: Path) -> str:
    """Give a slug that is not taken: the one wanted, with a number."""
    found = post.parse_name(path.name)
    slug = found.slug if found else path.stem
    before = path.stem.removesuffix(slug)
    number = 2
    while path.with_name(f"{before}{slug}-{number}{path.suffix}").exists():
        number += 1
    return f"{slug}-{number}"


def _front(site: Site, kind: str, wish: Wish, moment: datetime) -> dict[str, Any]:
    layout = wish.layout or ("page" if kind == "page" else site.settings.layout)
    values = {
        "layout": layout,
        "title": wish.title,
        "date": moment if kind in {"post", "backlog"} else None,
        "author": wish.author or (site.settings.author if kind != "page" else ""),
        "categories": list(wish.categories),
        "tags": list(wish.tags),
        "image": wish.image,
        "lang": wish.lang,
    }
    return {key: value for key, value in values.items() if value}


def _body(wish: Wish) -> str:
    if not wish.sections:
        return wish.body or "\n"
    from postgen.markdown import spell

    return "\n" + "\n".join(f"## {spell.heading_text(spell.escape(spell.one_line(each)))}\n" for each in wish.sections)


def undefaulted(front: Mapping[str, Any], defaults: Mapping[str, Any], said: Collection[str] = ()) -> dict[str, Any]:
    """Leave out what the site's `defaults:` supply anyhow; a layout that nobody asked for gives way to theirs."""

    def is_supplied(key: str, value: object) -> bool:
        supplied = defaults.get(key)
        return supplied == value or (key == "layout" and value in LAYOUTS and key not in said)

    return {key: value for key, value in front.items() if defaults.get(key) is None or not is_supplied(key, value)}


LAYOUTS = ("post", "page")
"""What is written where neither the person, nor the settings, nor the site's `defaults:` say otherwise."""


def _said(wish: Wish) -> set[str]:
    """Give the keys that the person set themselves, which a template does not change."""
    given = {
        "title": True, "date": True, "author": wish.author, "categories": wish.categories, "tags": wish.tags,
        "image": wish.image, "layout": wish.layout, "lang": wish.lang,
    }  # fmt: skip
    return {key for key, value in given.items() if value}


def _pairs(values: tuple[str, ...]) -> dict[str, Any]:
    """Read `KEY=VALUE`: the value is YAML where that gives a plain value, and text otherwise."""
    pairs = {}
    for value in values:
        key, equals, text = value.partition("=")
        if not equals or not key.strip():
            raise UsageError(f"`--set {value}` is not KEY=VALUE.", "Write it as --set comments=true.")
        key = key.strip()
        if key == "date":
            raise UsageError("`--set date` would not name the file.", "Use --date.")
        pairs[key] = _listed(_meant(text)) if key in {"categories", "tags"} else _meant(text)
    return pairs


def _listed(value: Any) -> list[str]:
    """Give words as the list of texts that Jekyll wants."""
    return [str(each) for each in value] if isinstance(value, list) else str(value).split()


def _meant(text: str) -> Any:
    if text in {"true", "false"}:
        return text == "true"
    if text.isascii() and text.isdecimal() and not (text.startswith("0") and len(text) > 1):
        return int(text)
    if text[:1] in {"[", "{"}:
        try:
            return frontmatter.load(f"value: {text}")["value"]
        except frontmatter.YamlError:
            return text
    return text


def _from_template(site: Site, wish: Wish, moment: datetime, slug: str) -> tuple[dict[str, Any], str]:
    from postgen import templates

    values = {
        "title": wish.title, "slug": slug, "date": moment, "author": wish.author or site.settings.author,
        "categories": list(wish.categories), "tags": list(wish.tags), "image": wish.image, "lang": wish.lang,
        "site": {key: value for key, value in site.config.items() if isinstance(value, (str, int, bool))},
    }  # fmt: skip
    template = find_template(site, wish.template)
    with templates.naming(wish.template):
        return templates.render_document(template, values)


def find_template(site: Site, name: str) -> str:
    """Read the template of a name: the user's in `_templates/`, else a built-in one. Raises `TemplateError`."""
    from postgen import templates

    folder = site.source / "_templates"
    path = folder / (name if name.endswith(site.extensions) else f"{name}.md")
    if path.is_file():
        return store.read(path)
    if name in templates.BUILT_IN:
        return templates.built_in(name)
    known = sorted({*templates.BUILT_IN, *(each.stem for each in folder.glob("*.m*d*"))})
    raise templates.TemplateError(
        f"There is no template `{name}`: {site.shown(path)} is not there.", f"Known are {', '.join(known)}."
    )


def announce(
    site: Site, path: Path, front: Mapping[str, Any], now: datetime, notes: list[str], gone: Path | None = None
) -> str:
    """Give the URL that Jekyll will give a new post; note what will keep it from being seen there.

    `front` is its front matter, as it is written or with what is defaulted; `gone` is the file that it comes from, if
    any. Raises `PermalinkError`.
    """
    moment = front.get("date", now)
    data = post.with_defaults(site.defaults(path, "posts"), front)
    url = post.url_of(site.config, data, site.relative(path), moment)
    if moment > now and not site.config["future"]:
        notes.append(
            f"It is dated {moment:%Y-%m-%d %H:%M}: until then Jekyll leaves it out, unless told `future: true`."
        )
    if not data.get("published", True) and not site.config.get("unpublished"):
        notes.append("Jekyll leaves it out because its `published:` is false.")
    slug = "" if "permalink" in data else getattr(post.parse_name(path.name), "slug", "")
    if other := _same_url(site, {path, gone}, url, slug, moment if _has_day(site, data) else None):
        notes.append(f"{site.shown(other)} has the URL {url} too, and Jekyll keeps only one: give another --slug.")
    elif url != post.url_of(site.config, data, f"_posts/{path.name}", moment):
        notes.append(f"Its folder is a category, so its URL is {url}.")
    return url


def _has_day(site: Site, data: Mapping[str, Any]) -> bool:
    """Say whether the URLs of the site's posts hold their day."""
    template, supplied = post.permalink_of(site.config), str(site.config["defaults"])
    has_day = ":year" in template and (":y_day" in template or (":month" in template and ":day" in template))
    return has_day and "permalink" not in data and "permalink" not in supplied and "date" not in supplied


def _same_url(site: Site, own: Collection[Path | None], url: str, slug: str, moment: datetime | None) -> Path | None:
    """Find a post other than its `own` file with the same URL, among those with the same slug in their names.

    With `moment` only those of about its day are read, or that have a `permalink:`.
    """
    days = [moment + timedelta(days=shift) for shift in (-1, 0, 1)] if moment else []
    near = re.compile("|".join(["permalink", *(f"{day.year}-0?{day.month}-0?{day.day}" for day in days)]))
    for other in site.posts(slug):
        if other in own or (days and not near.search(f"{other.name} {store.read_head(other)}")):
            continue
        if url_of(site, other) == url:
            return other
    return None


def url_of(site: Site, path: Path) -> str:
    """Give the URL of a post that is there; "" where its front matter or its date cannot be read."""
    name = post.parse_name(path.name)
    try:
        data = post.with_defaults(site.defaults(path, "posts"), frontmatter.read(store.read(path)))
        day = name.day.isoformat() if name else "now"
        moment = post.date_of(data.get("date") or day, site.now(), site.zone)
        return post.url_of(site.config, data, site.relative(path), moment)
    except PostgenError:
        return ""


def _tell_new_words(site: Site, wish: Wish, notes: list[str]) -> None:
    """Point out a tag or a category that is nearly one of the site's own."""
    if not wish.tags and not wish.categories:
        return
    from postgen.operations.words import near_miss, words_of

    known = words_of(site)
    for kind, given in (("tag", wish.tags), ("category", wish.categories)):
        near = [(word, near_miss(word, known[kind])) for word in given]
        notes += [
            f"The {kind} `{word}` is new here; did you mean `{known_word}`?" for word, known_word in near if known_word
        ]
