"""`postgen new post`, `draft`, `page` and `backlog`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postgen import frontmatter, post, store
from postgen.errors import PostgenError, UsageError
from postgen.markdown import spell
from postgen.operations import Outcome
from postgen.store import Change

if TYPE_CHECKING:
    from collections.abc import Mapping
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


def create(site: Site, kind: str, wish: Wish, now: datetime, *, force: bool = False) -> Outcome:
    """Scaffold a post, a draft, a page or a backlog.

    Raises `UsageError` for words that make no sense, and `NameTakenError` unless `force`.
    """
    if not wish.title.strip():
        raise UsageError("The title is empty.", "Say what it is called.")
    moment = post.parse_date(wish.date, now, site.zone) if wish.date else now
    notes: list[str] = []
    slug = choose_slug(site, wish.slug or wish.title, kind, notes)
    path = place(site, kind, slug, moment)
    front = _front(site, kind, wish, moment if kind != "draft" else None)
    body = _body(wish)
    if wish.template:
        extra, body = _from_template(site, wish, moment, slug)
        front = front | {key: value for key, value in extra.items() if key not in _said(wish)}
    front |= _pairs(wish.values)
    written = undefaulted(front, site.defaults(path, KIND_OF[kind]))
    text = f"---\n{frontmatter.dump(written)}---\n{body}"
    data: dict[str, Any] = {"path": site.shown(path), "title": wish.title}
    if kind in {"post", "backlog"}:
        data["url"] = announce(site, path, front, now, notes)
    old = store.read(path) if path.exists() and force else None
    if path.exists() and not force:
        raise NameTakenError(
            f"{site.shown(path)} exists already.", f"Use --slug {free_slug(path)}, or --force to replace it."
        )
    _tell_new_words(site, wish, notes)
    return Outcome(
        changes=(Change(path, old, text),),
        lines=(site.shown(path),),
        notes=tuple(notes),
        data=data,
        message=f"Add {kind}: {spell.one_line(wish.title)}",
        opens=path,
    )


KIND_OF = {"post": "posts", "backlog": "posts", "newsletter": "posts", "draft": "drafts", "page": "pages"}
"""Jekyll's names of the types, for `defaults:`."""


def choose_slug(site: Site, text: str, kind: str, notes: list[str]) -> str:
    """Make a slug; where nothing is left of the text, take the kind's own name and say so."""
    slug = post.slugify(text, ascii_only=site.settings.slug == "ascii")
    if not slug:
        slug = kind
        notes.append(
            f"There is no letter or digit in `{text}` to name the file by: it is `{slug}`. --slug gives another."
        )
    return slug


def place(site: Site, kind: str, slug: str, moment: datetime) -> Path:
    """Give the file of a new post."""
    if kind == "page":
        return site.source / f"{slug}.md"
    if kind == "draft":
        folder = site.posts_folder.parent / "_drafts"
        return folder / f"{slug}.md"
    folder = site.posts_folder
    name = f"{moment:%Y-%m-%d}-{slug}"
    for ending in site.extensions:
        taken = folder / (name + ending)
        if taken.exists():
            return taken
    return folder / f"{name}.md"


def free_slug(path: Path) -> str:
    """Give a slug that is not taken: the one wanted, with a number."""
    found = post.parse_name(path.name)
    slug = found.slug if found else path.stem
    number = 2
    while path.with_name(path.name.replace(slug, f"{slug}-{number}")).exists():
        number += 1
    return f"{slug}-{number}"


def _front(site: Site, kind: str, wish: Wish, moment: datetime | None) -> dict[str, Any]:
    layout = wish.layout or ("page" if kind == "page" else site.settings.layout)
    values = {
        "layout": layout,
        "title": wish.title,
        "date": moment if kind != "page" else None,
        "author": wish.author or (site.settings.author if kind != "page" else ""),
        "categories": list(wish.categories),
        "tags": list(wish.tags),
        "image": wish.image,
        "lang": wish.lang,
    }
    return {key: value for key, value in values.items() if value}


def _body(wish: Wish) -> str:
    if not wish.sections:
        return "\n"
    return "\n" + "\n".join(f"## {spell.heading_text(spell.escape(spell.one_line(each)))}\n" for each in wish.sections)


def undefaulted(front: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what the site's `defaults:` supply anyhow."""
    return {key: value for key, value in front.items() if key not in defaults or defaults[key] != value}


def _said(wish: Wish) -> set[str]:
    """Give the keys that the person set themselves, which a template does not change."""
    given = {
        "title": True, "date": wish.date, "author": wish.author, "categories": wish.categories, "tags": wish.tags,
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
        pairs[key.strip()] = _meant(text)
    return pairs


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
    return templates.render_document(find_template(site, wish.template), values)


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


def announce(site: Site, path: Path, front: Mapping[str, Any], now: datetime, notes: list[str]) -> str:
    """Give the URL that Jekyll will give a new post; note what will keep it from being seen there."""
    moment = front.get("date", now)
    data = {**site.defaults(path, "posts"), **front}
    url = post.url_of(site.config, data, site.relative(path), moment)
    if moment > now and not site.config["future"]:
        notes.append(
            f"It is dated {moment:%Y-%m-%d %H:%M}, so Jekyll leaves it out until then (`future: true` would not)."
        )
    if data.get("published") is False:
        notes.append("`published: false` keeps it off the site.")
    if other := _same_url(site, path, url):
        notes.append(
            f"{site.shown(other)} has the URL {url} too; Jekyll writes only one of them. --slug gives another."
        )
    if path.parent.name == "_posts" and path.parent != site.collections / "_posts":
        notes.append(f"Its folder makes part of its URL: {url}")
    return url


def _same_url(site: Site, path: Path, url: str) -> Path | None:
    """Find another post with the same URL, among those whose file's slug is the same."""
    slug = getattr(post.parse_name(path.name), "slug", "")
    for other in site.posts():
        found = post.parse_name(other.name)
        if other != path and found and found.slug == slug and url_of(site, other) == url:
            return other
    return None


def url_of(site: Site, path: Path) -> str:
    """Give the URL of a post that is there; "" where its front matter or its date cannot be read."""
    name = post.parse_name(path.name)
    try:
        data = {**site.defaults(path, "posts"), **frontmatter.read(store.read(path))}
        day = f"{name.day:%Y-%m-%d}" if name else "now"
        moment = post.parse_date(str(data.get("date") or day), site.now(), site.zone)
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
