"""What the last digests of a site are like: which they are, their title, their cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgen.commands.habits import samples_of
from postgen.commands.open_issue import masked
from postgen.commands.scaffold import LAYOUTS, in_style
from postgen.files import store
from postgen.habits import body, cards, learn, post, render, series
from postgen.habits.body import PastIssue
from postgen.habits.standing import Occasion
from postgen.issue_number import issue_of
from postgen.jekyll import frontmatter
from postgen.jekyll.categories import tags_of
from postgen.jekyll.slugs import slugify
from postgen.jekyll.yaml_style import write_like
from postgen.markdown import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from postgen.habits.model import Sample
    from postgen.site import Site

TITLE = "Digest, {{ date }}"
"""The title of a digest where neither the settings nor earlier digests say."""

HISTORY = 12
"""How many of the newest digests are read."""


def last_digests(site: Site, title: str) -> list[Sample]:
    """Return the last digests, the newest first; those with a title like `title`, if there are any.

    They are the posts with the tags of digests; of several series, those of the newest.
    """
    found = samples_of(site, dict(_digests(site)))
    if not found:
        return []
    alike = [each for each in found if title and masked(each.title) == masked(title)]
    newest = (alike or found)[0]
    members = list(series.around(newest, found).members)
    return alike or (members if len(members) > 1 else found)


def _digests(site: Site) -> Iterator[tuple[Path, str]]:
    """Yield the newest posts that have a tag of digests, or their name."""
    settings = site.settings.digest
    start = slugify((settings.title or TITLE).partition("{{")[0]) or "digest"
    wanted = {tag.casefold() for tag in settings.tags}
    count = 0
    for path in sorted(site.posts(), key=lambda path: path.name, reverse=True):
        head = store.read_head(path)
        is_candidate = path.name[11:].startswith(start) or "tag" in head
        if is_candidate and _has_tag(head, wanted):
            yield path, store.read(path)
            count += 1
            if count == HISTORY:
                return


def is_digest(site: Site, text: str) -> bool:
    """Whether the text of a post is that of a digest, by its tags."""
    wanted = {tag.casefold() for tag in site.settings.digest.tags}
    return bool(wanted) and not issue_of(text) and _has_tag(text, wanted)


def _has_tag(head: str, wanted: set[str]) -> bool:
    if not wanted:
        return True
    if not any(tag in head.casefold() for tag in wanted):
        return False
    try:
        return any(tag.casefold() in wanted for tag in tags_of(frontmatter.read(head)))
    except frontmatter.YamlError:
        return False


def title_like(last: Sequence[Sample], day: date) -> str:
    """Return the title that follows those of the last digests; "" where it cannot be known."""
    if len(last) < 2:
        return ""
    learned = learn.learn(last)
    if not learned.title or learned.title.has_free:
        return ""
    return learned.next_title(day, learned.numbers(None))


def front_like(front: dict[str, Any], last: Sequence[Sample]) -> dict[str, Any]:
    """Return a front matter with the keys, the order and the quotes of the last digests."""
    learned = post.learn([each.text for each in last])
    if learned is None:
        return front
    values = {**learned.constants, **learned.missing, **front}
    if front.get("layout") in LAYOUTS:
        values.pop("layout")
        values |= {key: learned.constants[key] for key in learned.constants if key == "layout"}
    if not learned.writes("date"):
        values.pop("date", None)
    if learned.titles:
        values["title"] = frontmatter.RawYaml(write_like(front["title"], learned.titles))
    newest = frontmatter.load(last[0].front)
    for key in ("tags", "categories"):  # each post has its own, but those of digests are the same
        written = frontmatter.written_value(last[0].front, key)
        if values.get(key) and values[key] == newest.get(key) and "\n" not in written:
            values[key] = frontmatter.RawYaml(written)
    return in_style(values, learned)


def body_like(
    last: Sequence[Sample],
    items: Sequence[Mapping[str, Any]],
    intro: str,
    day: date,
    *,
    is_asked: bool,
) -> str | None:
    """Return the body of a digest, written as the last ones are; None where none has a link.

    Unless the introduction `is_asked` for, it stands where the last digests have one.
    """
    form = cards.learn([each.text for each in last])
    if form:
        above = intro if form.above is None or is_asked else form.above
        return f"{above}\n\n{cards.write(form, items)}".strip("\n") + "\n"
    learned = body.learn([PastIssue(each.text, day=each.day) for each in last])
    if not learned or learned.head:  # sections have names, which nobody can know
        return None
    sections = [{"number": 1, "title": "", "links": "", "items": [_item(each) for each in items]}]
    if not is_asked and not learned.has_intro:
        intro = ""
    values = {"intro": intro, "toc": "", "references": "", "sections": sections}
    return render.render(learned, values, Occasion(day=day)).strip("\n") + "\n"


def _item(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return a card as an item of an issue, whose title is its link."""
    title, url = escape.inline(escape.one_line(str(item["title"]))), str(item["url"])
    return {
        **item,
        "number": f"1.{item['number']}",
        "heading": escape.link(title, url),
        "link": "",
        "whole": item["line"],
        "starts_with_link": True,
    }
