"""`postgen new link`: a post of one link, like the site's own.

`prepare` reads the site and looks the page up, outside the lock; `create` plans the post.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from postgen import backlog
from postgen.commands import Note, Result, new, note, templates
from postgen.commands.backlog_file import NoBacklogError, backlog_path
from postgen.commands.given_links import odd_address
from postgen.commands.known_links import (
    clean_url,
    credential_notes,
    find_in_backlog,
    find_in_posts,
)
from postgen.commands.new import PostRequest
from postgen.commands.vocabulary import front_of
from postgen.errors import PostgenError
from postgen.files import store
from postgen.habits import link_posts, link_text
from postgen.habits.link_text import LinkWords
from postgen.jekyll import frontmatter
from postgen.jekyll.document import Document
from postgen.jekyll.file_names import parse_name
from postgen.jekyll.yaml_style import write_like
from postgen.text.clean import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from postgen.commands.add_links import LookedUp
    from postgen.commands.known_links import Refusal
    from postgen.habits.link_posts import LinkHabits
    from postgen.site import Site

HISTORY = 300
"""How many of the newest posts are looked at for posts of a link."""


class KnownLinkError(PostgenError):
    """The link stands in the backlog or in a post already."""


class LinkRequest(NamedTuple):
    """A post of one link.

    Without a title it gets that of its page, or without `fetch` one made from its address. `via`
    is where it was found, in words or an address; `author` is who wrote the page. `draft` makes it
    a draft. `post` has what any new post may have: date, slug, categories, tags, further keys.
    """

    url: str
    title: str = ""
    note: str = ""
    quote: str = ""
    via: str = ""
    author: str = ""
    fetch: bool = True
    keep_url: bool = False
    allow_duplicate: bool = False
    draft: bool = False
    post: PostRequest = PostRequest("")


class Prepared(NamedTuple):
    """A post of a link that is ready to be planned: what it says, and what a person is to know."""

    request: LinkRequest
    words: LinkWords
    notes: tuple[Note, ...] = ()


def prepare(
    site: Site,
    request: LinkRequest,
    look_up: Callable[[list[str]], Mapping[str, LookedUp]],
) -> Prepared:
    """Find out what is known of a link, and look up its page where it has no title.

    Raises `UsageError` for what is not a web address, and `KnownLinkError` for a link that stands
    somewhere already, unless that is allowed.
    """
    url = clean_url(request.url, keep=request.keep_url)
    notes = _known(site, url, request)
    title = request.title.strip()
    if request.fetch and not title:
        page = look_up([url]).get(url)
        title = page.title if page else ""
        if page and page.moved_to:
            notes += [note("moved-for-good", url=url, new=page.moved_to)]
            notes += _known(site, page.moved_to, request)
            url = page.moved_to
    if not title:
        from postgen.page.titles_from_urls import title_from_url

        title = title_from_url(url)
    kind = odd_address(url)
    notes += [note(f"address-{kind}", url=url)] if kind else []
    notes += credential_notes([url])
    via = request.via.strip()
    words = LinkWords(
        url,
        " ".join(clean(title).split()),
        link_posts.host_of(url),
        request.note.strip(),
        request.quote.strip(),
        clean_url(via) if link_posts.is_url(via) else via,
        request.author.strip(),
    )
    return Prepared(request, words, tuple(notes))


def _known(site: Site, url: str, request: LinkRequest) -> list[Note]:
    """Return where a link stands already. Raises `KnownLinkError` unless that is allowed."""
    found = _places(site, url)
    if found and not request.allow_duplicate:
        raise KnownLinkError(
            f"{found.url} is {found.reason} ({found.where}).",
            "Nothing was changed.",
            code="known-link",
        )
    return [note("known", **found.to_json())] if found else []


def _places(site: Site, url: str) -> Refusal | None:
    """Return where a link stands: in the backlog, else in a post or a draft."""
    path = site.root / "_posts"
    try:
        path = backlog_path(site)
    except NoBacklogError:
        known: dict[str, Refusal] = {}
    else:
        known = find_in_backlog(site, path, backlog.read(store.read(path)), [url])
    known |= find_in_posts(site, path, [url], known, store.read)
    return known.get(url)


def create(site: Site, prepared: Prepared, now: datetime, *, force: bool = False) -> Result:
    """Plan the post of a link. Raises what `new.create` raises."""
    request, words = prepared.request, prepared.words
    habits, own = learned(site)
    newest = next(iter(own), None)
    fronts = [each.front for each in own.values()]
    post = request.post._replace(
        title=link_text.title_of(habits, words),
        slug=request.post.slug or habits.slug_before + words.title,
        categories=_joined(habits.categories, request.post.categories),
        tags=_joined(habits.tags, request.post.tags),
        keys=_keys(habits, words, fronts),
        body=link_text.body_of(habits, words),
        collection=site.kind_of(newest).removeprefix("posts") if newest else "",
    )
    kind = "draft" if request.draft else "link"
    notes = list(prepared.notes)
    if kind == "draft":
        has_template = "link" in templates.own(site)
        post = post._replace(collection="", template="link" if has_template else "")
    elif newest:
        post = _beside(site, post, newest, now, notes)
    result = new.create(site, kind, post, now, force=force, habits=habits.front)
    like = [site.display_path(path) for path in own]
    if like:
        notes.append(note("like", path=like[0], others=len(like) - 1))
    return result._replace(
        notes=(*notes, *result.notes),
        data={**result.data, "link": words.url, "like": like},
        summary=note("new", kind="link", title=" ".join(post.title.split())),
    )


def learned(site: Site) -> tuple[LinkHabits, dict[Path, link_posts.Sample]]:
    """Return what the last posts of a link are like, and these posts, the newest first."""
    key, samples = _samples(site)
    own = {path: _sample(path, store.read(path)) for path in samples}
    return link_posts.learn(list(own.values()), key) if own else link_posts.DEFAULT, own


def usual_key(site: Site) -> tuple[str, str]:
    """Return the key of the link in the site's link posts, and the collection that they are in."""
    key, samples = _samples(site)
    return key or link_posts.KEY, site.kind_of(samples[0]) if samples else "posts"


def _joined(usual: tuple[str, ...], asked: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*usual, *asked)))


def _keys(habits: LinkHabits, words: LinkWords, fronts: list[str]) -> dict[str, Any]:
    """Return the keys of the link, of where it was found and of its author, as others have them."""
    values = {habits.key: words.url, habits.via_key: words.via, habits.author_key: words.author}
    keys: dict[str, Any] = {}
    for key, value in values.items():
        if not key or not value:
            continue
        written = next(filter(None, (frontmatter.written_value(each, key) for each in fronts)), '"')
        keys[key] = frontmatter.RawYaml(write_like(" ".join(value.split()), written))
    return keys


def _samples(site: Site) -> tuple[str, list[Path]]:
    """Return the key of the site's link posts, and the last of them, the newest first."""
    paths = sorted(site.posts_and_documents(), key=lambda path: path.name, reverse=True)
    keys: dict[Path, str] = {}
    for path in paths[:HISTORY]:
        front = front_of(path)
        if "://" not in front:
            continue
        try:
            found = link_posts.key_in(frontmatter.load(front))
            frontmatter.written_value(front, "title")
        except (frontmatter.YamlError, frontmatter.EditError):
            continue
        if found:
            keys[path] = found
    key = link_posts.chosen_key(keys.values())
    return key, [path for path, own in keys.items() if own == key][: link_posts.LAST]


def _sample(path: Path, text: str) -> link_posts.Sample:
    document = Document.parse(text)
    named = parse_name(path.name)
    return link_posts.Sample(
        document.front,
        frontmatter.load(document.front),
        document.body,
        named.slug if named else path.stem,
    )


def _beside(
    site: Site, post: PostRequest, newest: Path, now: datetime, notes: list[Note]
) -> PostRequest:
    """Return a request for a file in the folder of the newest post of a link, with its ending."""
    from postgen.commands.since import read_date

    moment = read_date(site, post.date, now, []) if post.date else now
    slug = new.choose_slug(site, post.slug, "link", notes)
    has_day = parse_name(newest.name) is not None
    name = f"{moment.date().isoformat()}-{slug}" if has_day else slug
    return post._replace(slug=slug, path=newest.with_name(f"{name}{newest.suffix}"))
