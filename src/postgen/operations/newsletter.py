"""`postgen new newsletter`: an issue from the backlog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postgen import frontmatter, newsletter, post, store, templates
from postgen.backlog import Backlog
from postgen.errors import PostgenError
from postgen.library import Sought, issue_of, title_of
from postgen.markdown import spell
from postgen.operations import Outcome
from postgen.operations.new import (
    NameTakenError,
    announce,
    choose_slug,
    find_template,
    free_slug,
    place,
    undefaulted,
)
from postgen.references import References
from postgen.store import Change

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from postgen.backlog import Entry, Section
    from postgen.newsletter import Chapter
    from postgen.site import Site


class EmptyError(PostgenError):
    """There is nothing for an issue."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked for in an issue; None and empty leave it to the settings. `since` is `YYYY-MM-DD`."""

    title: str = ""
    issue: int | None = None
    categories: tuple[str, ...] = ()
    since: str = ""
    limit: int | None = None
    toc: bool | None = None
    references: str = ""
    template: str = ""
    lang: str = ""
    intro: str = ""
    date: str = ""
    image: str = ""
    keep: bool = False
    allow_repeat: bool = False


def create(site: Site, path: Path, wish: Wish, now: datetime, *, force: bool = False) -> Outcome:
    """Write an issue and take what it used out of the backlog; the issue is written first.

    Raises `EmptyError` when no item is left to publish, `NameTakenError`, `TemplateError`, and `SpoiltError`.
    """
    settings = site.settings.newsletter
    held = Backlog(store.read(path))
    earlier = [(each, store.read(each)) for each in site.posts() if each != path]
    issue = wish.issue or next_issue(earlier, settings.tags)
    notes: list[str] = []
    chapters = _choose(site, held, wish, earlier, notes)
    references = References(wish.references or settings.references, settings.heading)
    moment = post.parse_date(wish.date, now, site.zone) if wish.date else now
    title = wish.title or templates.render_text(settings.title, _about(site, issue, moment))
    count = sum(len(chapter.entries) for chapter in chapters)
    values = {
        **_about(site, issue, moment),
        "title": title,
        "intro": templates.Prose(wish.intro or _intro(settings.intro, chapters, count, issue)),
        "count": count,
    }
    template = find_template(site, wish.template or settings.template)
    toc = settings.toc if wish.toc is None else wish.toc
    body = newsletter.compose(held, chapters, references, template, values, toc=toc)
    slug = choose_slug(site, title, "newsletter", notes)
    target = place(site, "newsletter", slug, moment)
    if target.exists() and not force:
        raise NameTakenError(
            f"{site.shown(target)} exists already.",
            f"Give another title ({free_slug(target)}), or --force to replace it.",
        )
    front = _front(site, wish, title, issue, moment)
    written = undefaulted(front, site.defaults(target, "posts"))
    url = announce(site, target, front, now, notes)
    old = store.read(target) if target.exists() else None
    changes = [Change(target, old, f"---\n{frontmatter.dump(written)}---\n\n{body}")]
    if not wish.keep:
        used = [entry for chapter in chapters for entry in chapter.entries]
        changes.append(Change(path, held.text, held.take_out(used)))
    return Outcome(
        changes=tuple(changes),
        lines=(site.shown(target),),
        notes=tuple(notes),
        data={
            "path": site.shown(target),
            "url": url,
            "title": title,
            "issue": issue,
            "items": count,
            "references": len(references.numbers),
            "sections": [chapter.title for chapter in chapters],
            "backlog": site.shown(path),
            "kept": wish.keep,
        },
        message=f"Publish {title}",
        opens=target,
    )


def next_issue(earlier: Sequence[tuple[Path, str]], tags: Sequence[str]) -> int:
    """Give the last issue plus one; posts with an `issue:`, or with a `#12` in the title and one of the tags."""
    last = 0
    for _, text in earlier:
        number = issue_of(text)
        if number > last and ("\nissue:" in text[:4096] or _is_newsletter(text, tags)):
            last = number
    return last + 1


def _is_newsletter(text: str, tags: Sequence[str]) -> bool:
    head = text[:4096].casefold()
    return "newsletter" in head or any(tag.casefold() in head for tag in tags) or "newsletter" in title_of(head)


def _choose(
    site: Site, held: Backlog, wish: Wish, earlier: Sequence[tuple[Path, str]], notes: list[str]
) -> list[Chapter]:
    titles = _titles(site.settings.newsletter.sections)
    sections = _wanted_sections(held, wish.categories)
    published: Mapping[str, str] = {}
    if not wish.allow_repeat:
        published = _published(held, sections, earlier, site)
    repeated: list[str] = []

    def wanted(entry: Entry) -> bool:
        if wish.since and entry.kept.added < wish.since:
            return False
        if entry.url in published:
            repeated.append(f"{entry.title} ({published[entry.url]})")
            return False
        return True

    chapters = newsletter.choose(held, categories=sections, titles=titles, wanted=wanted, limit=wish.limit)
    if repeated:
        notes.append(f"Left out, published before: {'; '.join(repeated)}. --allow-repeat takes them all the same.")
    if not chapters:
        limits = " that was asked for" if wish.categories or wish.since or repeated else ""
        raise EmptyError(
            f"The backlog has no link{limits}; no issue was written.", "`postgen list` shows what is there."
        )
    return chapters


def _published(
    held: Backlog, sections: Sequence[Section], earlier: Sequence[tuple[Path, str]], site: Site
) -> dict[str, str]:
    """Find the items whose first link was published before: its URL, and where."""
    urls = [entry.url for section in sections for entry in held.entries(section) if entry.url]
    if not urls or not earlier:
        return {}
    sought = Sought(urls)
    found: dict[str, str] = {}
    for path, text in earlier:
        for url, spot in sought.find(text).items():
            issue = issue_of(text)
            found.setdefault(url, f"issue #{issue}" if issue else f"{site.shown(path)}:{spot.line}")
    return found


def _wanted_sections(held: Backlog, categories: Sequence[str]) -> list[Section]:
    if not categories:
        return held.sections
    chosen = []
    for name in categories:
        section = held.match_category(name)
        if section is None:
            known = ", ".join(f"`{each.name}`" for each in held.sections if each.name)
            raise EmptyError(f"The backlog has no category `{name}`.", f"There are {known}.")
        chosen.append(section)
    return chosen


def _titles(sections: Any) -> dict[str, str]:
    """Read `sections:`: a list gives the order, a map the names too."""
    if isinstance(sections, dict):
        return {spell.one_line(str(key)).casefold(): str(value or key) for key, value in sections.items()}
    names = sections if isinstance(sections, (list, tuple)) else [sections]
    return {spell.one_line(str(name)).casefold(): str(name) for name in names}


def _about(site: Site, issue: int, moment: datetime) -> dict[str, Any]:
    return {"issue": issue, "date": f"{moment:%Y-%m-%d}", "site": str(site.config.get("title") or "")}


def _intro(template: str, chapters: Sequence[Chapter], count: int, issue: int) -> str:
    """Write the first paragraph, which is the excerpt that Jekyll shows: what this issue holds."""
    names = [spell.escape(chapter.title) for chapter in chapters]
    if len(names) > 4:
        names = [*names[:3], f"{len(names) - 3} more topics"]
    listed = ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1]
    if template:
        return templates.render(template, {"issue": issue, "count": count, "sections": templates.Prose(listed)})
    return f"{count} {'link' if count == 1 else 'links'}: {listed}."


def _front(site: Site, wish: Wish, title: str, issue: int, moment: datetime) -> dict[str, Any]:
    settings = site.settings.newsletter
    values = {
        "layout": settings.layout,
        "title": title,
        "date": moment,
        "author": settings.author or site.settings.author,
        "issue": issue,
        "categories": list(settings.categories),
        "tags": list(settings.tags),
        "image": wish.image or settings.image,
        "lang": wish.lang or settings.lang,
    }
    return {key: value for key, value in values.items() if value}
