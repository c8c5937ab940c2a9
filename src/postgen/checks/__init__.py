"""Faults in a text, each with a code, and a fix where that is certain. Pure.

A check is one module of this package: it declares itself in `CHECKS`, with examples that are its
tests and its page of documentation. `registry` finds them, `fixes` makes sure that all their fixes
can be made at once and change nothing else, `verify_fixes` is the proof.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.checks.registry import built_in, get, select
from postgen.checks.registry import every as all  # noqa: A004 - `checks.all()` reads as what it is

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postgen.checks.check import Check, Subject
    from postgen.markdown import Markdown
    from postgen.model import Finding
    from postgen.references.parse import ParsedReferences
    from postgen.translation.compare import Original

__all__ = [
    "STRUCTURE",
    "all",
    "all_located",
    "built_in",
    "find",
    "find_undefined",
    "get",
    "run",
    "run_on",
    "select",
]

STRUCTURE = ("KR01", "KR02", "KR03", "LNK01")
"""The checks of what kramdown does not see as intended; `postgen refs` makes their fixes."""

FENCES = ("FM01", "FM02", "FM03")
"""The checks of where the front matter ends: what they find is fixed before a body is looked at."""

UNDEFINED = ("REF12", "REF13", "REF14")
"""The checks of citations that lead nowhere, whatever the style of the references."""

_MODULES = {
    STRUCTURE: ("bare_urls", "headings", "swallowed_sections", "table_of_contents"),
    UNDEFINED: ("undefined",),
}
"""The modules of these checks: `postgen refs` loads no others, which would take longer than it."""


def run(
    text: str,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    original: Original | None = None,
    style: str = "",
) -> list[Finding]:
    """Check a text, front matter included; return what is found in the order of the text.

    `select` and `ignore` are codes or their beginnings, such as `REF`. Checks that compare a
    translation run only with the `original`. `style` is one in which references are to be written,
    "" for their own. The fixes of all findings can be made at once. Raises `UsageError` for a code
    that does not exist.
    """
    from postgen.checks import registry
    from postgen.checks.check import Subject
    from postgen.jekyll.document import Document

    subject = Subject(Document.parse(text), original=original, style=style)
    return run_on(subject, registry.select(all(), select, ignore))


def run_on(subject: Subject, checks: Iterable[Check]) -> list[Finding]:
    """Run those of the checks that apply to a subject; return what they find, in its order.

    Positions and lines are those of the whole text, and the fixes of all findings can be made at
    once.
    """
    from postgen.checks import fixes

    text = str(subject.document)
    chosen = [check for check in checks if check.applies_to(subject)]
    of_text = (check for check in chosen if check.part == "text")
    in_text = [each.finding for check in of_text for each in check.run(subject)]
    found = all_located(fixes.apart(in_text), text)
    has_other_body = any(finding.code in FENCES for finding in in_text)
    if not has_other_body:
        in_body = fixes.find(subject, [check for check in chosen if check.part == "body"])
        found += all_located(in_body, text, subject.document.body_start)
    return sorted(found, key=lambda finding: (finding.start, finding.code, finding.message))


def find(body: Markdown, *, without: str = "", ignore: Iterable[str] = ()) -> list[Finding]:
    """Check the structure of a body; return what is found in the order of the text.

    Links that are lost to a table are found too, without a fix.

    Lines are those of the body. All fixes can be made at once; made, there are no more to make. The
    heading `without` (that of the references) need not be in the table of contents. `ignore` are
    codes or their beginnings.
    """
    from postgen.checks import fixes, lost_links
    from postgen.checks.check import Subject
    from postgen.jekyll.document import Document

    subject = Subject(Document("", "", "", body.source), list_heading=without)
    subject.body = body
    ignored = tuple(ignore)
    found = fixes.find(subject, _checks_of(STRUCTURE, ignored))
    if not lost_links.CODE.startswith(ignored):
        lost = [each._replace(fix=()) for each in lost_links.in_body(body)]
        found += all_located(lost, body.source)
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.message))


def find_undefined(reading: ParsedReferences, *, ignore: Iterable[str] = ()) -> list[Finding]:
    """Return the citations of a body that lead nowhere; positions and lines are the body's.

    `ignore` are codes or their beginnings.
    """
    from postgen.checks.check import Subject
    from postgen.jekyll.document import Document

    subject = Subject(Document("", "", "", reading.source))
    subject.body, subject.reading = reading.body, reading
    chosen = _checks_of(UNDEFINED, tuple(ignore))
    return [proposal.finding for check in chosen for proposal in check.run(subject)]


def _checks_of(codes: tuple[str, ...], ignored: tuple[str, ...]) -> list[Check]:
    """Return the checks of `STRUCTURE` or `UNDEFINED`, without those whose codes are ignored."""
    from postgen.checks import registry

    known = registry.of_modules(_MODULES[codes])
    return [each for each in known if each.code in codes and not each.code.startswith(ignored)]


def all_located(found: Iterable[Finding], text: str, offset: int = 0) -> list[Finding]:
    """Return findings of a part of a text with the positions and the lines of the whole text.

    `offset` is where the part begins.
    """
    from postgen.text.edits import Edit, Lines

    every = list(found)
    if not every:
        return []
    lines = Lines(text)
    moved = []
    for finding in every:
        start, end = finding.start + offset, finding.end + offset
        fix = tuple(Edit(edit.start + offset, edit.end + offset, edit.new) for edit in finding.fix)
        line = lines.number(start)
        moved.append(finding._replace(start=start, end=end, fix=fix, line=line))
    return moved
