"""What must be true after many commands and an editor have written to one site.

Each link is named by its address. What a successful command reported must be in the files, unless a save of the editor,
made of an older reading, took the place of it: such a save is known byte for byte.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.concurrency.editor import Save

_LINK = re.compile(r"^\* \[[^\]]*\]\((?P<url>\S+?)\)(?P<rest>.*)$")
_ADDRESS = re.compile(r"https://e\.example/\w+-\d+")
_EDIT = re.compile(r"^Edit (\d+)\.$", re.MULTILINE)


class Act(NamedTuple):
    """A command that has ended: what it was to do with which link or draft, its exit code, and what it said.

    `value` is the category or the note that it gives. The code of one that was killed is negative.
    """

    kind: str
    target: str
    value: str
    code: int
    out: str
    error: str


class Place(NamedTuple):
    """Where a link stands in the backlog, and what stands behind it."""

    category: str
    rest: str


class Outcome(NamedTuple):
    """What is on the disk at the end: the backlog, the other posts by their names, the drafts, all else."""

    backlog: str
    posts: Mapping[str, str]
    drafts: Sequence[str]
    litter: Sequence[str]


class Verdict(NamedTuple):
    """What was lost or is wrong, and how many links the editor's own saves took or brought back."""

    wrong: list[str]
    overwritten: int


def links(text: str) -> dict[str, Place]:
    """Return the links of a backlog."""
    found: dict[str, Place] = {}
    category = ""
    for line in text.splitlines():
        if line.startswith("## "):
            category = line[3:]
        elif link := _LINK.match(line):
            found[link["url"]] = Place(category, link["rest"])
    return found


def frame(text: str) -> list[str]:
    """Return the lines that are neither a link nor an edit: nobody is to change these."""
    lines = (line for line in text.splitlines() if line.strip())
    return [line for line in lines if not _LINK.match(line) and not _EDIT.match(line)]


def judge(before: str, acts: Sequence[Act], saves: Sequence[Save], after: Outcome) -> Verdict:
    """Compare what the commands reported with what is there."""
    changed = {url for each in saves for url in _changed(each)}
    wrong = [
        *_torn(before, saves, after),
        *_edits(saves, after),
        *(line for act in acts for line in _reported(act, saves, changed, after)),
        *_lost(before, acts, changed, after),
        *(f"litter: {name}" for name in after.litter),
    ]
    return Verdict(wrong, len(changed))


def _changed(save: Save) -> set[str]:
    """Return the links that a save brought, took, or put elsewhere."""
    there, now = links(save.overwritten), links(save.saved)
    return {url for url in there.keys() | now.keys() if there.get(url) != now.get(url)}


def _torn(before: str, saves: Sequence[Save], after: Outcome) -> Iterator[str]:
    """Yield the texts that were never whole: what the editor read or replaced, and what is there."""
    seen = [(f"what edit {at} read", each.read) for at, each in enumerate(saves, 1)]
    seen += [(f"what edit {at} replaced", each.overwritten) for at, each in enumerate(saves, 1)]
    for name, text in (*seen, ("the backlog", after.backlog)):
        if frame(text) != frame(before):
            yield f"torn: {name}"
        for url, count in _counts(text):
            if count > 1:
                yield f"filed twice in {name}: {url}"


def _counts(text: str) -> Iterator[tuple[str, int]]:
    urls = [link["url"] for line in text.splitlines() if (link := _LINK.match(line))]
    yield from ((url, urls.count(url)) for url in set(urls))


def _edits(saves: Sequence[Save], after: Outcome) -> Iterator[str]:
    """Yield the editor's lines that are gone: it reads before each edit, so all of them must be there."""
    there = {int(number) for number in _EDIT.findall(after.backlog)}
    for number, each in enumerate(saves, 1):
        if number not in there:
            yield f"edit {number} is lost ({each.way}, {'blind' if each.blind else 'careful'})"


def _reported(act: Act, saves: Sequence[Save], changed: set[str], after: Outcome) -> Iterator[str]:
    """Yield where a command did not do what it reported."""
    name = f"{act.kind} {act.target}"
    if act.code < 0:  # it was killed: before or after its step
        return
    if act.code not in {0, 1} or "Traceback" in act.error:
        yield f"{name} ended with {act.code}: {act.error.rpartition(chr(10))[2]}"
        return
    if act.code == 1 and not act.error.startswith("error: "):
        yield f"{name} said no error: {act.error}"
    if act.kind in {"publish", "newsletter"}:
        if not _of_files(act, after):
            yield f"{name} ended with {act.code}, and its files say otherwise"
    elif wrong := _of_backlog(act, saves, changed, after):
        yield f"{name} {wrong}"


def _of_files(act: Act, after: Outcome) -> bool:
    """Whether a draft was published, or an issue written, as the command reported."""
    done = act.code == 0
    if act.kind == "newsletter":
        return act.out.rpartition("/")[2] in after.posts if done else not act.out
    has_post = any(key.endswith(f"-{act.target}.md") for key in after.posts)
    return (act.target in after.drafts, has_post) == (not done, done)


def _of_backlog(act: Act, saves: Sequence[Save], changed: set[str], after: Outcome) -> str:
    """Return what is wrong with the line of a link, or nothing."""
    place = links(after.backlog).get(act.target)
    if not place:
        return ""
    if act.code:
        read = any(act.target in each.saved for each in saves)  # while it was taken back
        return "failed, and was filed" if act.kind == "add" and not read else ""
    wrong = {
        "drop": "is there",
        "move": "" if place.category == act.value else f"is in {place.category}",
        "edit": "" if act.value in place.rest else f"has no {act.value}",
    }
    return "" if act.target in changed else wrong.get(act.kind, "")


def _lost(before: str, acts: Sequence[Act], changed: set[str], after: Outcome) -> Iterator[str]:
    """Yield the links that are nowhere, and those in two issues."""
    filed = {act.target for act in acts if act.kind == "add" and act.code == 0}
    dropped = {act.target for act in acts if act.kind == "drop" and act.code <= 0}
    there = links(after.backlog)
    issues = [set(_ADDRESS.findall(text)) for text in after.posts.values()]
    for url in sorted(filed | links(before).keys()):
        published = sum(url in each for each in issues)
        if published > 1:
            yield f"in {published} issues: {url}"
        if not published and url not in there and url not in dropped | changed:
            yield f"lost: {url}"
