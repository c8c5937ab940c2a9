"""An issue as it is written: its pieces, in which order they stand, and what stands in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postgen import issue_edit, issue_intro, issue_order, issue_pieces, issue_write
from postgen.commands import Result, habits, issue_body, note, open_issue
from postgen.errors import NotFoundError, VerificationError
from postgen.files import store
from postgen.files.store import Change
from postgen.habits import standing
from postgen.habits.standing import Occasion
from postgen.issue import Shape
from postgen.issue_number import issue_of, newsletter_number
from postgen.jekyll.file_names import parse_name
from postgen.jekyll.head import title_of
from postgen.text.bad_bytes import with_own_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from postgen.habits.body import BodyHabits
    from postgen.habits.learn import IssueHabits
    from postgen.issue_pieces import Cut
    from postgen.site import Site

MOST_ISSUES = 12
"""So many published issues are offered."""


class Surroundings(NamedTuple):
    """What is known of a site's issues, beside the one that is written; it takes all posts to know.

    `of_site` is what their bodies have in common, None where there are none.
    """

    learned: IssueHabits | None
    of_site: BodyHabits | None
    style: issue_edit.Style


class Writing(NamedTuple):
    """An issue to be written: its text, its shape, and the pieces that it is cut into.

    `shown` is what a person writes in: with links in the place of numbers, if that can be.
    """

    text: str
    habits: BodyHabits | None
    texts: tuple[str, ...]
    cut: Cut
    shown: Cut


class Choice(NamedTuple):
    """An issue that can be written: its file, what it is called, and whether it is a draft."""

    path: Path
    title: str
    is_draft: bool


def choices(site: Site) -> list[Choice]:
    """Return the drafts, those of issues first, and the last issues that are published."""
    learned = open_issue.learned_of(site)
    tags = site.settings.newsletter.tags or habits.DEFAULT_TAGS

    def is_other(path: Path) -> bool:
        text = store.read(path)
        is_issue = newsletter_number(text, tags) or open_issue.has_title_of(learned, title_of(text))
        return not is_issue

    drafts = sorted(site.drafts(), key=lambda path: (is_other(path), path.name))
    found = [Choice(path, _title(path), True) for path in drafts]
    for each in learned.samples[:MOST_ISSUES] if learned else ():
        path = site.source / each.path
        found.append(Choice(path, with_own_bytes(title_of(each.text), "") or path.stem, False))
    return found


def _title(path: Path) -> str:
    return with_own_bytes(title_of(store.read(path)), "") or path.stem


def surroundings(site: Site, path: Path) -> Surroundings:
    """Return what is known of the issues of a site, without the one at `path`."""
    learned = open_issue.learned_of(site, path)
    of_site = issue_body.habits_of(site, learned) if learned else None
    references = issue_body.references_of(site, "", Shape(habits=of_site))
    links_titles = site.settings.newsletter.link_titles
    if links_titles is None:
        links_titles = bool(of_site and of_site.links_titles)
    style = issue_edit.Style(references.style.name, references.heading, links_titles)
    return Surroundings(learned, of_site, style)


def read(path: Path, text: str, around: Surroundings) -> Writing:
    """Cut an issue's text into its pieces. Raises `VerificationError` for two kinds of newlines."""
    own = issue_edit.habits_of(text, around.of_site)
    texts: tuple[str, ...] = ()
    if own:
        name = parse_name(path.name)
        occasion = Occasion(issue_of(text) or None, name.day if name else None)
        slots = [*own.below, *(slot for each in own.sections for slot in each.after)]
        texts = tuple(
            standing.write(slot.pieces, occasion) for slot in slots if slot.kind == "text"
        )
    document, _ = issue_edit.plain_lines(text)
    cut = issue_pieces.cut(str(document), own, texts)
    return Writing(text, own, texts, cut, issue_write.linked(cut, own, texts) or cut)


def with_texts(writing: Writing, new: Mapping[str, str], around: Surroundings) -> str:
    """Return an issue's text with texts in its pieces. Raises `VerificationError`."""
    written = issue_write.with_texts(writing.text, new, writing.habits, around.style, writing.texts)
    return _with_intro(writing, written.text, new)


def _with_intro(writing: Writing, text: str, new: Mapping[str, str]) -> str:
    """Return a text whose intro follows its items, where nobody has written it."""
    if not writing.habits or any(name.startswith("intro") for name in new):
        return text
    return issue_intro.updated(writing.text, text, writing.habits)


def write(site: Site, path: Path, new: str) -> Result:
    """Write the text of an issue: what was written in its pieces, or all of it."""
    old = store.read(path)
    title = title_of(new) or path.stem
    return _result(site, Change(path, old, new), "write-issue", title)


def with_newlines_of(old: str, new: str) -> str:
    """Return a text that a browser sent, with LF alone, in the newlines of the old one.

    Each line that is there still has its own.
    """
    from difflib import SequenceMatcher

    if "\r" not in old:
        return new
    lines = re.split(r"(\r\n|\n|\r)", old)
    before, ends = lines[::2], [*lines[1::2], ""]
    after = new.split("\n")
    usual = ends[0] or "\n"
    kept = {}
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        for place in range(block.size):
            kept[block.b + place] = ends[block.a + place]
    last = len(after) - 1
    return "".join(
        line + ("" if place == last else kept.get(place) or usual)
        for place, line in enumerate(after)
    )


def move(
    site: Site,
    path: Path,
    around: Surroundings,
    name: str,
    to: str,
    *,
    behind: bool = False,
) -> tuple[Result, str]:
    """Move an item or a section, and return its new name.

    `to` is `up`, `down`, or the name of the item or the section before which it is to stand, or
    `behind` which. Raises `VerificationError`.
    """
    old = store.read(path)
    writing = read(path, old, around)
    cut = writing.cut
    piece = cut.piece(name)
    if not piece:
        raise VerificationError("That is not in the issue any more.", "Load it again.")
    if piece.kind == "section":
        place = _section_place(cut, name, to, behind=behind)
        moved = issue_order.move_section(old, name, place, writing.habits, writing.texts)
    else:
        where = _item_place(cut, name, to, behind=behind)
        moved = issue_order.move_item(old, name, where, writing.habits, writing.texts)
    text = _with_intro(writing, moved.text, {})
    result = _result(site, Change(path, old, text), "move-in-issue", piece.heading)
    if moved.keeps_numbers and result.changes:
        result = result._replace(notes=(note("numbers-kept"),))
    return result, moved.name


def _item_place(cut: Cut, name: str, to: str, *, behind: bool) -> tuple[int, int]:
    item = cut.piece(name)
    other = cut.piece(to)
    if not item:
        raise VerificationError("That is not in the issue any more.", "Load it again.")
    if other:
        return issue_order.place_at(cut, item, other, behind=behind or other.kind == "section")
    where = issue_order.steps(cut, item).get(to)
    if not where:
        raise VerificationError(f"`{item.title}` cannot go further.", "It stands at the edge.")
    return where


def _section_place(cut: Cut, name: str, to: str, *, behind: bool) -> int:
    names = [each.name for each in cut.of("section")]
    index = names.index(name)
    if to in {"up", "down"}:
        return max(0, min(len(names) - 1, index + (1 if to == "down" else -1)))
    other = cut.piece(to)
    others = [each for each in cut.of("section") if each.name != name]
    if not other:
        raise VerificationError("That is not in the issue any more.", "Load it again.")
    return sum(each.section < other.section + behind for each in others)


def fix(site: Site, path: Path, code: str, line: int, column: int) -> Result:
    """Fix one finding of the checks. Raises `NotFoundError` where it is not there."""
    from postgen.commands import check_fix
    from postgen.commands.check_run import Run

    checker = Run(site, (), ()).checker
    old = store.read(path)
    wanted = [
        each
        for each in checker.check_text(path, old)
        if (each.code, each.line, each.column) == (code, line, column)
    ]
    text = check_fix.with_fixes(checker, path, old, wanted)
    if text == old:
        raise NotFoundError("That cannot be fixed any more.", "Load the issue again.")
    return _result(site, Change(path, old, text), "write-issue", title_of(text) or path.stem)


def _result(site: Site, change: Change, code: str, title: str) -> Result:
    shown = site.display_path(change.path)
    if change.old == change.new:
        return Result(paths=(shown,), notes=(note("unchanged"),))
    return Result(
        changes=(change,),
        paths=(shown,),
        data={"path": shown, "title": title},
        summary=note(code, title=" ".join(title.split())),
    )
