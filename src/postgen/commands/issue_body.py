"""The body of an issue: with the template asked for, else in the shape of the last issues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgen import issue_intro
from postgen.commands import Note, note
from postgen.commands.templates import find_parts
from postgen.habits.standing import TK, Occasion, has_written_intro
from postgen.issue import Shape, compose
from postgen.jekyll import templates
from postgen.markdown import Markdown, escape
from postgen.references import OUTSIDE
from postgen.references.compose import ComposedReferences
from postgen.text.edits import Lines
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple
from postgen.toc import outermost

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postgen.backlog import Backlog
    from postgen.commands.newsletter import Issue, IssueRequest
    from postgen.habits.body import BodyHabits, PastIssue
    from postgen.habits.learn import IssueHabits
    from postgen.issue import Chapter
    from postgen.jekyll.settings import Newsletter
    from postgen.site import Site

REFERENCES = "linked"
HEADING = "References"
TEMPLATE = "full"
LONG = 12
"""What an issue is like where neither the settings nor earlier issues say; from so many links on,
it has a table of contents."""


_TK = Lazy(r"\bTK\b")
_NUMBER = Lazy(r"\A\d+[.)]?\s+")


class IssueBody(NamedTuple):
    """The body of an issue, the words of its outermost headings, and its references."""

    text: str
    heads: list[str]
    references: ComposedReferences


def shape_of(site: Site, request: IssueRequest, issue: Issue, learned: IssueHabits | None) -> Shape:
    """Return how an issue is written. Raises `TemplateError`."""
    name = request.template or site.settings.newsletter.template
    if learned and not name:
        habits = habits_of(site, learned)
        if habits:
            return Shape(
                habits=habits,
                occasion=Occasion(issue.number, issue.moment.date()),
                writes_intro=has_written_intro(learned.samples[0].text),
            )
    template, front = find_parts(site, name or TEMPLATE)
    return Shape(template.text, template.shown, front=front)


def habits_of(site: Site, learned: IssueHabits) -> BodyHabits | None:
    """Return what the bodies of the last issues look like; None where none has a link."""
    from postgen.commands import kept_habits

    return kept_habits.learn(site, past_issues(learned))


def past_issues(learned: IssueHabits) -> list[PastIssue]:
    """Return the texts of the last issues with their numbers and days, newest first."""
    from postgen.habits.body import PastIssue

    return [PastIssue(each.text, learned.number_of(each), each.day) for each in learned.samples]


def titles_of(site: Site, shape: Shape, categories: Iterable[str]) -> dict[str, str]:
    """Return the titles that categories have in an issue, in the order of its sections.

    They are those of the settings, else those of the last issues. Categories are in lower case.
    """
    sections = site.settings.newsletter.sections
    if sections:
        return _titles(sections)
    return shape.habits.titles(categories) if shape.habits else {}


def _titles(sections: Any) -> dict[str, str]:
    """Read `sections:`: a list gives the order, a map the names too."""
    if isinstance(sections, dict):
        return {
            escape.one_line(str(key)).casefold(): str(value or "")
            for key, value in sections.items()
        }
    names = sections if isinstance(sections, (list, tuple)) else [sections]
    return {escape.one_line(str(name)).casefold(): "" for name in names}


def write(
    site: Site,
    backlog: Backlog,
    request: IssueRequest,
    issue: Issue,
    chapters: Sequence[Chapter],
    shape: Shape,
) -> IssueBody:
    """Write the body of an issue. Raises `TemplateError` and `VerificationError`."""
    settings, habits = site.settings.newsletter, shape.habits
    references = references_of(site, request.references, shape)
    urls: set[str] = set()
    for chapter in chapters:
        for entry in chapter.entries:
            urls.update(url for url in entry.urls if OUTSIDE.match(url))
    count = len(urls)
    intro = request.intro
    if not intro and habits and not settings.intro and not shape.writes_intro:
        intro = TK if habits.has_intro else ""
    elif not intro:
        in_order = [shape.in_order(backlog, chapter) for chapter in chapters]
        intro = _intro(settings.intro, in_order, count, issue.number or 0)
    values = {**issue.about(site), "intro": templates.Prose(intro), "count": count}
    toc = _has_toc(request, settings, habits, count)
    with templates.naming(shape.name):
        text, heads = compose(backlog, chapters, references, shape, values, toc=toc)
    return IssueBody(text, heads, references)


def references_of(site: Site, style: str, shape: Shape) -> ComposedReferences:
    """Return the references of an issue: in the style asked for, set, learned, or the usual one."""
    settings, habits = site.settings.newsletter, shape.habits
    style = style or settings.references or (habits.style if habits else "")
    heading = settings.heading or (habits.heading if habits else "")
    level = habits.heading_level if habits else 2
    links_titles = settings.link_titles
    if links_titles is None:
        links_titles = habits is not None and habits.links_titles
    return ComposedReferences(
        style or REFERENCES, heading or HEADING, level, link_titles=links_titles
    )


def _has_toc(
    request: IssueRequest, settings: Newsletter, habits: BodyHabits | None, count: int
) -> bool:
    """Whether the issue has a table of contents: as asked for, else as learned, else a long one."""
    asked = settings.toc if request.toc is None else request.toc
    if asked is not None:
        return asked
    return habits.toc is not None if habits else count >= LONG


def _intro(template: str, chapters: Sequence[Chapter], count: int, issue: int) -> str:
    """Write the first paragraph, which is the excerpt that Jekyll shows: what this issue holds."""
    names = [escape.inline(chapter.title) for chapter in chapters]
    if template:
        listed = templates.Prose(issue_intro.list_topics(names))
        return templates.render(template, {"issue": issue, "count": count, "sections": listed})
    titles = [escape.inline(entry.title) for each in chapters for entry in each.entries]
    return issue_intro.write(names, titles)


def note_open(path: str, text: str, heads: Sequence[str] | None = None) -> list[Note]:
    """Note what a person still has to do in an issue: `TK`, and a section without a name.

    `heads` are the words of its outermost headings, where they are known already.
    """
    from postgen.backlog import UNSORTED
    from postgen.jekyll.document import Document

    body = Document.parse(text).body
    start = len(text) - len(body)
    notes = []
    found = [each.start() for each in _TK.finditer(text, start)] if TK in body else []
    lines = Lines(text) if found else None
    places = [f"{path}:{line}" for line in dict.fromkeys(map(lines.number, found))] if lines else []
    if places:
        notes.append(note("tk-left", count=len(places), places=", ".join(places[:5])))
    if heads is None:
        heads = [title.words for title in outermost(Markdown(body))]
    names = [_NUMBER.sub("", head) for head in heads]
    if UNSORTED in names:
        notes.append(note("unsorted-left", name=UNSORTED))
    notes += _near_sections(names)
    return notes


def _near_sections(names: Sequence[str]) -> list[Note]:
    """Note sections with nearly the same name: `Tools` and `Toolls`."""
    from postgen.text.words import near_names, same_name_key

    known: dict[str, str] = {}
    notes = []
    for name in names:
        key = same_name_key(name)
        slips, _ = near_names(key, [each for each in known if each != key])
        if slips:
            notes.append(note("section-near", name=name, near=known[slips[0]]))
        known[key] = name
    return notes
