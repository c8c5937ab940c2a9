"""`postgen new digest`: the newest entries of the site's feeds as a post of cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from postgen.commands import Note, Result, images, note
from postgen.commands.digest_habits import (
    TITLE,
    body_like,
    front_like,
    last_digests,
    title_like,
)
from postgen.commands.known_links import clean_url, credential_notes
from postgen.commands.new import announce, choose_slug, name_taken, place
from postgen.commands.post_folders import check_folder
from postgen.commands.pull import notes_on_feeds
from postgen.commands.scaffold import undefaulted
from postgen.commands.since import read_date
from postgen.commands.templates import find_body
from postgen.errors import PostgenError, UsageError
from postgen.files import store
from postgen.files.store import Change
from postgen.issue_ids import Ids
from postgen.jekyll import frontmatter, templates
from postgen.markdown import escape
from postgen.page import feeds
from postgen.page.titles_from_urls import host_of
from postgen.urls import allowed_repeats
from postgen.urls.canonical import canonical
from postgen.urls.finder import Finder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from postgen.commands.pull import Fetched
    from postgen.habits.model import Sample
    from postgen.page.feeds import Entry
    from postgen.site import Site

MANY = 40
"""From this many cards on, a note says how to have fewer."""


TEMPLATE = "cards"
"""The template of a digest where neither the settings nor earlier digests say."""

_MAX_NAMES = 4  # of sources in the introduction


class NoEntriesError(PostgenError):
    """The feeds have no entries for a digest."""


@dataclass(frozen=True, slots=True)
class DigestRequest:
    """The options of a digest; an empty one is left to the settings. `since` is `YYYY-MM-DD`."""

    title: str = ""
    since: str = ""
    limit: int | None = None
    template: str = ""
    intro: str = ""
    lang: str = ""
    date: str = ""
    image: str = ""
    thumb: bool = False
    allow_repeat: bool = False
    allow_empty: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """An entry as it is in a digest; `day` is in the site's time zone, `YYYY-MM-DD`, or empty."""

    url: str
    entry: Entry
    source: str
    day: str


def create(
    site: Site,
    fetched: Sequence[Fetched],
    request: DigestRequest,
    now: datetime,
    *,
    force: bool = False,
) -> Result:
    """Write a post of cards, the newest first, without what was published before.

    Raises `NoEntriesError` when nothing is left, unless that is allowed, `NameTakenError` unless
    `force`, and `TemplateError`.
    """
    problems = [each.problem for each in fetched if each.problem]
    notes: list[Note] = []
    moment = read_date(site, request.date, now, notes) if request.date else now
    cards = _choose(site, fetched, request, now, notes)
    if not cards and request.allow_empty:
        return _empty(problems, notes)
    if not cards:
        raise NoEntriesError(
            "The feeds have nothing new; no digest was written.",
            " ".join(problems),
            code="nothing-new" if notes else "",
            count=notes[0].values["count"] if notes else 0,
            problems=" ".join(problems),
        )
    about = {"date": f"{moment:%Y-%m-%d}", "site": str(site.config.get("title") or "")}
    last = last_digests(site, request.title)
    title = request.title or _title(site, last, about, moment)
    body = _body(site, request, cards, {**about, "title": title}, last)
    slug = choose_slug(site, title, "digest", notes)
    if not last:
        check_folder(site)
    is_set = bool(site.settings.posts) or not last
    folder = None if is_set else site.source / last[0].folder
    target = place(site, "post", slug, moment, posts=folder)
    exists = target.exists()
    if exists and not force:
        raise name_taken(site, target, "name-taken-by-title")
    picture = images.take(site, request.image, thumb=request.thumb)
    front = _front(site, request, title, moment, picture)
    written = undefaulted(front_like(front, last), site.defaults(target, "posts"))
    url = announce(site, target, front, now, notes)
    old = store.read(target) if exists else None
    text = f"---\n{frontmatter.dump(written)}---\n\n{body}"
    return Result(
        changes=(*picture.changes, Change(target, old, text)),
        paths=(site.display_path(target),),
        notes=(
            *notes,
            *picture.notes,
            *notes_on_feeds(fetched),
            *credential_notes(card.url for card in cards),
            *(note("problem", text=each) for each in problems),
        ),
        data={
            "path": site.display_path(target),
            "url": url,
            "title": title,
            "items": [_to_json(card) for card in cards],
            "problems": problems,
            **picture.values,
        },
        summary=note("publish-issue", title=escape.one_line(title)),
        opens=target,
        failed=len(problems),
    )


def _empty(problems: Sequence[str], notes: Sequence[Note]) -> Result:
    """Return the result of a day without news."""
    return Result(
        notes=(
            *notes,
            note("digest-empty"),
            *(note("problem", text=each) for each in problems),
        ),
        data={"path": None, "url": None, "title": None, "items": [], "problems": list(problems)},
        failed=len(problems),
    )


# Choosing the entries


def _choose(
    site: Site,
    fetched: Sequence[Fetched],
    request: DigestRequest,
    now: datetime,
    notes: list[Note],
) -> list[Card]:
    """Return the cards of a digest, the newest first, each once; note what is left out."""
    cards: dict[str, Card] = {}
    for entry, feed_title in _newest_first(fetched, now):
        card = _card(entry, feed_title, site.zone, now.year)
        if not card:
            continue
        is_old = bool(card.day) and card.day < request.since
        if not is_old:
            cards.setdefault(canonical(card.url), card)
    chosen = list(cards.values())
    if not request.allow_repeat:
        known = _published(site, [card.url for card in chosen])
        chosen = [card for card in chosen if card.url not in known]
        if known:
            notes.append(note("left-out-count", count=len(known)))
    if request.limit is None and len(chosen) >= MANY:
        notes.append(note("many-cards", count=len(chosen)))
    return chosen[: request.limit]


def _newest_first(fetched: Sequence[Fetched], now: datetime) -> list[tuple[Entry, str]]:
    """Return all entries, the newest first, each with its feed's title in the settings.

    A date of tomorrow or later counts as none: it would lead every digest until then.
    """
    latest = now + timedelta(days=1)
    entries = [(entry, each.feed.title) for each in fetched for entry in each.entries]
    return sorted(entries, key=lambda row: feeds.age(row[0], latest))


def _card(entry: Entry, feed_title: str, zone: tzinfo | None, year: int) -> Card | None:
    """Return an entry as a card; None if it has no web address."""
    try:
        url = clean_url(entry.url)
    except UsageError:
        return None
    day = feeds.day_of(entry, zone, year)
    return Card(url, entry, feed_title or entry.source or host_of(url), day)


def _published(site: Site, urls: list[str]) -> set[str]:
    """Return the URLs that a post other than the backlog has, as `postgen: repeat:` counts."""
    from postgen.commands.backlog_file import NoBacklogError, backlog_path

    try:
        backlog = backlog_path(site, None)
    except NoBacklogError:
        backlog = None
    rule = site.settings.repeat
    finder = Finder([url for url in urls if not allowed_repeats.may_come_again(rule, url)])
    posts = [path for path in site.posts() if path != backlog]
    found: set[str] = set()
    for path in allowed_repeats.counted(rule, posts):
        found.update(finder.find(store.read(path)))
    return found


# Writing the post


def _title(site: Site, last: Sequence[Sample], about: dict[str, Any], moment: datetime) -> str:
    """Return the title as it is set, else as the last digests have it, else the usual one."""
    learned = "" if site.settings.digest.title else title_like(last, moment.date())
    return learned or templates.render_text(site.settings.digest.title or TITLE, about)


def _body(
    site: Site,
    request: DigestRequest,
    cards: Sequence[Card],
    values: dict[str, Any],
    last: Sequence[Sample],
) -> str:
    """Write the body with the template asked for or set, else as the last digests are."""
    name = request.template or site.settings.digest.template
    intro = templates.Prose(request.intro or _intro(cards))
    if not name and last:
        items = [_item(card, number) for number, card in enumerate(cards, 1)]
        day = date.fromisoformat(values["date"])
        written = body_like(last, items, str(intro), day, is_asked=bool(request.intro))
        if written is not None:
            return written
    template = find_body(site, name or TEMPLATE)
    with templates.naming(template.shown):
        return compose(cards, template.text, {**values, "issue": "", "intro": intro})


def compose(cards: Sequence[Card], template: str, values: dict[str, Any]) -> str:
    """Return the body of a digest: a template filled in. Raises `TemplateError`."""
    ids = Ids()
    items = [
        _item(card, number) | {"id": ids.of(card.entry.title)}
        for number, card in enumerate(cards, 1)
    ]
    body = templates.render(
        template,
        {
            **values,
            "count": len(items),
            "sections": [{"number": 1, "title": "", "links": "", "items": items}],
            "toc": "",
            "references": "",
        },
    )
    return body.strip("\n") + "\n"


def _item(card: Card, number: int) -> dict[str, Any]:
    """Return the values of a card in a template: the same as those of a newsletter's item."""
    entry = card.entry
    heading = escape.link(escape.inline(escape.one_line(entry.title)), card.url)
    summary = escape.inline(entry.summary)
    line = f"{heading} - {summary}" if entry.summary else heading
    source = escape.inline(escape.one_line(card.source))
    return {
        "number": str(number),
        "title": entry.title,
        "url": card.url,
        "note": entry.summary,
        "heading": templates.Prose(heading),
        "text": templates.Prose(escape.guard(summary)),
        "line": templates.Prose(line),
        "tags": [],
        "via": card.source,
        "source": templates.Prose(escape.guard(source)),
        "image": templates.Prose(escape.address(entry.image)),
        "alt": templates.Prose(escape.alt(entry.title)),
        "added": card.day,
    }


def _intro(cards: Sequence[Card]) -> str:
    """Return the first paragraph, which Jekyll shows as the excerpt: how many, and from whom."""
    names = list(dict.fromkeys(escape.inline(card.source) for card in cards))
    if len(names) > _MAX_NAMES:
        shown = names[: _MAX_NAMES - 1]
        names = [*shown, f"{len(names) - len(shown)} more"]
    *first, last = names
    listed = f"{', '.join(first)} and {last}" if first else last
    stories = "story" if len(cards) == 1 else "stories"
    return f"{len(cards)} {stories} from {listed}."


def _front(
    site: Site, request: DigestRequest, title: str, moment: datetime, picture: images.Picture
) -> dict[str, Any]:
    """Return the front matter, without what is empty."""
    settings = site.settings.digest
    values = {
        "layout": settings.layout,
        "title": title,
        "date": moment,
        "author": settings.author or site.settings.author,
        "categories": list(settings.categories),
        "tags": list(settings.tags),
        **picture.values,
        "lang": request.lang,
    }
    return {key: value for key, value in values.items() if value}


def _to_json(card: Card) -> dict[str, str]:
    return {
        "url": card.url,
        "title": card.entry.title,
        "source": card.source,
        "date": card.day,
        "image": card.entry.image,
        "summary": card.entry.summary,
    }
