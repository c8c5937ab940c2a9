"""Dates at which Jekyll stops, or that it takes for another day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.jekyll import date_text
from postgen.jekyll.file_names import FILE_NAME
from postgen.model import Finding

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.jekyll.date_text import Reading

FATAL = "DT01"
ROLLING = "DT02"
FATAL_NAME = "DT03"
ROLLING_NAME = "DT04"


def find_fatal(subject: Subject) -> Iterator[Finding]:
    """Find the `date:` of a post that Ruby does not read."""
    read = _date_of(subject)
    is_draft = subject.file is not None and subject.file.kind == "drafts"
    if read and read[0].problem:
        reading, start, end = read
        if is_draft and reading.problem == date_text.EMPTY:  # it is filled in when it is published
            return
        yield Finding(FATAL, start, end, f"Jekyll stops at this date: {reading.problem}.")


def find_rolling(subject: Subject) -> Iterator[Finding]:
    """Find the `date:` of a post that there is not in its month."""
    read = _date_of(subject)
    if read and read[0].rolls_to:
        reading, start, end = read
        message = f"There is no such date: Jekyll takes it for {reading.rolls_to}."
        yield Finding(ROLLING, start, end, message)


def _date_of(subject: Subject) -> tuple[Reading, int, int] | None:
    """Return what becomes of a post's `date:`, and where it stands; None for none."""
    is_page = subject.file is not None and subject.file.kind == "pages"
    entry = subject.front.at("date")
    if not entry or is_page or entry.form in {"list", "block"}:
        return None
    offset = len(subject.document.head)
    start, end = entry.key_start + offset, max(entry.end, entry.key_end) + offset
    written = entry.text
    if entry.form == "map":
        written = subject.document.front[entry.start : entry.end]  # `{{ date }}`
    elif entry.form == "plain" and written in {"~", "null", "Null", "NULL"}:
        written = ""
    elif entry.form == "plain" and _is_clock(written):
        return date_text.Reading("it is a time without a day"), start, end
    return date_text.read(written), start, end


def _is_clock(written: str) -> bool:
    """Whether YAML reads a text as a number of seconds: `10:30`."""
    return all(part.isdecimal() for part in written.split(":")) and ":" in written


# Names


def find_fatal_name(subject: Subject) -> Iterator[Finding]:
    """Find the name of a post that has a month 13, and no `date:` that counts instead."""
    name = _dated_name(subject)
    if name and (problem := date_text.read(name["date"]).problem):
        yield Finding(FATAL_NAME, 0, 0, f"Jekyll stops at this file's name: {problem}.")


def find_rolling_name(subject: Subject) -> Iterator[Finding]:
    """Find the name of a post with a day that its month does not have."""
    name = _dated_name(subject)
    if not name:
        return
    year = name["date"].partition("-")[0]
    day = date_text.read(name["date"]).rolls_to
    if len(year) == 3:
        day = f"a day in the year {int(year)}"
    if day:
        message = f"The day in this file's name does not exist: Jekyll takes it for {day}."
        if len(year) == 3:
            message = f"The year in this file's name has three digits: Jekyll takes it for {day}."
        yield Finding(ROLLING_NAME, 0, 0, message)


def _dated_name(subject: Subject) -> re.Match[str] | None:
    """Return the parts of the name of a post whose date is that of its name."""
    path = subject.file.path if subject.file else ""
    folder, _, name = f"/{path}".rpartition("/")
    is_post = "_posts" in folder.split("/") and not name.startswith((".", "_", "#", "~"))
    if not is_post or subject.front.at("date") or subject.front.problem:
        return None
    return FILE_NAME.match(name)


CHECKS = (
    Check(
        code=FATAL,
        name="date that stops the build",
        summary="Jekyll does not read the date of the post, and stops.",
        why="""Jekyll stops at the whole site where it cannot read one date: an empty one, a year or
a time alone, a number of seconds, a month 13, an hour 25, words such as `now`.""",
        bad="---\ntitle: Boats\ndate: 2026-13-01\n---\n\nA boat.\n",
        good="---\ntitle: Boats\ndate: 2026-12-01\n---\n\nA boat.\n",
        find=find_fatal,
        part="text",
    ),
    Check(
        code=ROLLING,
        name="date that does not exist",
        summary="The date of the post does not exist, and Jekyll takes it for another one.",
        why="""Ruby takes 30 February for the first or the second of March. The post has another
date than the one written, and another address.""",
        bad="---\ntitle: Boats\ndate: 2024-02-30\n---\n\nA boat.\n",
        good="---\ntitle: Boats\ndate: 2024-02-29\n---\n\nA boat.\n",
        find=find_rolling,
        part="text",
    ),
    Check(
        code=FATAL_NAME,
        name="name that stops the build",
        summary="The name of the file has a date at which Jekyll stops.",
        why="""Where a post has no `date:`, that of its name counts. Jekyll stops at one with a
month 13 or a day 32, and builds nothing.""",
        bad="---\ntitle: Boats\n---\n\nA boat.\n",
        good="---\ntitle: Boats\ndate: 2026-10-21\n---\n\nA boat.\n",
        find=find_fatal_name,
        part="text",
        needs="file",
        file="_posts/2026-13-21-boats.md",
    ),
    Check(
        code=ROLLING_NAME,
        name="name with a day that does not exist",
        summary="The name of the file has a day that its month does not have.",
        why="""Jekyll takes `2026-02-30` for the second of March, and the address of the post says
so.""",
        bad="---\ntitle: Boats\n---\n\nA boat.\n",
        good="---\ntitle: Boats\ndate: 2026-02-28\n---\n\nA boat.\n",
        find=find_rolling_name,
        part="text",
        needs="file",
        file="_posts/2026-02-30-boats.md",
    ),
)
