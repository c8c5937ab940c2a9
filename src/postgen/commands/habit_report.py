"""`postgen habits`: what is known of the next issue and the next post; and what `init` writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postgen.commands import habits, issue_body, newsletter
from postgen.files import store
from postgen.habits import front_matter, standing
from postgen.habits.model import KEEP, Habit
from postgen.habits.render import items_text
from postgen.habits.standing import Occasion
from postgen.jekyll import frontmatter, templates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from postgen.habits.body import BodyHabits
    from postgen.habits.learn import IssueHabits
    from postgen.site import Site


_LABELS = {"toc": "table of contents", "heading": "heading of references"}
"""What settings are called where front matter may have a key of their name, such as `toc`."""


def report(site: Site, backlog: Path | None, now: datetime) -> list[Habit]:
    """Return what is known of the next issue and the next post, each with its source.

    Raises `UnclearError`.
    """
    found = habits.issue_habits(site, _posts(site, backlog))
    return [*_issue_report(site, found, now), *_post_report(site), *_link_report(site)]


def _issue_report(site: Site, found: IssueHabits | None, now: datetime) -> Iterator[Habit]:
    settings = site.settings.newsletter
    like = tuple(each.path for each in found.samples[:4]) if found else ()
    learned: dict[str, object] = {}
    if found is None:
        tags = list(habits.DEFAULT_TAGS)
        learned = {"title": newsletter.TITLE, "layout": "post", "tags": tags}
    else:
        numbers = found.numbers(None)
        day = now.date()
        title = found.next_title(day, numbers)
        slug = found.next_slug(day, numbers, title, "")
        stem = found.next_name(day, slug)
        yield Habit("newsletter: folder", found.folder.render(day), "learned", like)
        yield Habit("newsletter: file", stem + found.ext, "learned", like)
        if found.next_number is not None:
            yield Habit("newsletter: number", found.next_number, "learned", like)
        upcoming = front_matter.Next(now, day, title, slug, stem, numbers)
        front = frontmatter.load(front_matter.learn(found.samples, upcoming).front)
        learned = front
    compose = site.compose_front_matter("posts")
    for key in dict.fromkeys((*learned, *compose)):
        own = getattr(settings, key, None)
        if own:
            yield Habit(f"newsletter: {key}", own, "setting")
        elif key in compose and key not in {"title", "date"}:
            yield Habit(f"newsletter: {key}", compose[key], "jekyll-compose")
        else:
            source = "learned" if found else "default"
            yield Habit(f"newsletter: {key}", learned[key], source, like)
    yield from _body_report(site, found, now, like)


def _body_report(
    site: Site, found: IssueHabits | None, now: datetime, like: tuple[str, ...]
) -> Iterator[Habit]:
    """Yield how the body of the next issue is written."""
    settings = site.settings.newsletter
    shape = issue_body.habits_of(site, found) if found and not settings.template else None
    if shape is None:
        source = "setting" if settings.template else "default"
        yield Habit("newsletter: template", settings.template or issue_body.TEMPLATE, source)
    learned: dict[str, object] = {}
    if found and shape:
        learned = _body_rows(shape, Occasion(found.next_number, now.date()))
    usual = {"references": issue_body.REFERENCES, "heading": issue_body.HEADING}
    for key in dict.fromkeys((*learned, *usual, "toc", "sections")):
        own = getattr(settings, key, None)
        what = f"newsletter: {_LABELS.get(key, key)}"
        if own or own is False:
            yield Habit(what, own, "setting")
        elif key in learned:
            yield Habit(what, learned[key], "learned", like)
        elif key in usual and not shape:
            yield Habit(what, usual[key], "default")


def _body_rows(shape: BodyHabits, occasion: Occasion) -> dict[str, object]:
    """Return what is known of a body: its standing texts, sections, items and references."""
    rows: dict[str, object] = {}
    for key, slots in (("above", shape.above), ("below", shape.below)):
        texts = [standing.write(slot.pieces, occasion) for slot in slots if slot.kind == "text"]
        if texts:
            rows[f"text {key}"] = texts
    if shape.has_intro:
        rows["introduction"] = KEEP
    rows["toc"] = shape.toc is not None
    if shape.head:
        _, opening, closing = shape.head
        number = "" if shape.numbered is None else f"1{shape.numbered}"
        underline = closing in {"=", "-"}
        end = f"\n{closing * 3}" if underline else closing
        rows["section heading"] = f"{opening}{number}Section{end}"
    if shape.sections:
        rows["sections"] = [section.name for section in shape.sections]
    rows["item"] = _example(shape)
    rows["references"] = shape.style
    if shape.heading:
        rows["heading"] = shape.heading
    return rows


def _example(shape: BodyHabits) -> str:
    """Return an item as the issues write it: `- [Title](URL): note`."""
    words = shape.item.link_words
    link = f"[{shape.item.words_for('Title', 'host')}](URL)" if words else ""
    heading = "Title" if words else "[Title](URL)"
    item = {
        "number": "1.1", "id": "title", "heading": heading, "text": "note", "link": link,
        "note": "note", "title": "Title", "whole": f"{heading} - note", "starts_with_link": True,
        "source": "host", "added": "date", "alt": "Title",
        "image": "image" if shape.item.card else "",
    }  # fmt: skip
    return items_text(shape.item, {"links": "", "items": [item]})[0]


def _post_report(site: Site) -> Iterator[Habit]:
    from postgen.commands import post_folders
    from postgen.commands.new import PostRequest

    folder = site.posts_folder
    found = post_folders.habits_of(site, "post", PostRequest("x"), folder / "x")
    own = {"layout": site.settings.layout, "author": site.settings.author}
    values = {**found.constants, **found.missing} if found else {"layout": "post"}
    yield Habit(
        "post: folder", site.relative(folder), "setting" if site.settings.posts else "learned"
    )
    for key in dict.fromkeys((*(found.order if found else ()), *values, *own)):
        if own.get(key):
            yield Habit(f"post: {key}", own[key], "setting")
        elif key in values:
            yield Habit(f"post: {key}", values[key], "learned" if found else "default")


def _link_report(site: Site) -> Iterator[Habit]:
    """Yield what the next post of a link will be like, where the site has any."""
    from postgen.commands import new_link
    from postgen.habits import link_text

    found, samples = new_link.learned(site)
    if not samples:
        return
    like = tuple(site.relative(path) for path in samples)
    words = link_text.LinkWords("URL", "Title", "host", "note", "quotation", "source", "author")
    rows: dict[str, object] = {
        "folder": like[0].rpartition("/")[0],
        "key": found.key,
        "title": link_text.title_of(found, words),
        "categories": list(found.categories),
        "tags": list(found.tags),
        "body": link_text.body_of(found, words).strip().split("\n\n"),
    }
    for key, value in rows.items():
        if value:
            yield Habit(f"link: {key}", value, "learned", like)


class LearnedSettings(NamedTuple):
    """Values of `postgen: newsletter:`, and the posts that they were learned from."""

    values: dict[str, object]
    like: tuple[str, ...] = ()


def settings_of(site: Site, backlog: Path | None, now: datetime) -> LearnedSettings:
    """Return what was learned of the last issues as the settings `postgen: newsletter:`.

    It is what a setting can say: a title with no more than a number, the layout, the categories and
    tags, the references and the table of contents. Raises `UnclearError`.
    """
    found = habits.issue_habits(site, _posts(site, backlog))
    if found is None:
        return LearnedSettings({})
    rows = {each.key: each for each in _issue_report(site, found, now)}
    known: dict[str, object] = {}
    for key in ("layout", "categories", "tags", "lang", "toc", "references", "heading"):
        row = rows.get(f"newsletter: {_LABELS.get(key, key)}")
        if row and row.source == "learned" and _is_plain(row.value):
            known[key] = row.value
    title = _title_setting(found, now)
    values = {"title": title, **known} if title else known
    return LearnedSettings(values, tuple(each.path for each in found.samples[:4]))


def _is_plain(value: object) -> bool:
    """Whether a setting can hold a value, and it says something."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(each, str) for each in value)
    return isinstance(value, bool) or (isinstance(value, str) and value not in {"", KEEP})


def _title_setting(found: IssueHabits, now: datetime) -> str:
    """Return the pattern of the titles in Liquid, `Issue #{{ issue }}`; "" where it has more."""
    if not found.title:
        return ""
    kinds = [slot.kind for slot in found.title.slots]
    if kinds.count("count") != 1 or {*kinds} - {"text", "count"}:
        return ""
    numbers = found.numbers(None)
    text = "".join(
        "{{ issue }}" if slot.kind == "count" else slot.text for slot in found.title.slots
    )
    title = found.next_title(now.date(), numbers)
    has_same = templates.render_text(text, {"issue": found.next_number}) == title
    return text if has_same else ""


def _posts(site: Site, backlog: Path | None) -> Mapping[Path, str]:
    """Return the posts and documents that are not the backlog."""
    return {path: store.read(path) for path in site.posts_and_documents() if path != backlog}
