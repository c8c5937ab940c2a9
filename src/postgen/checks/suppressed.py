"""What a text itself says of checks: `<!-- postgen: ignore KR03 -->`. Pure.

Such a comment is for its own line, or, alone on its line, for the next one that is not empty. With
`ignore-file` it is for the whole file. In front matter it is `# postgen: ignore FM02`, which is for
the first line of the file, too. There may be several codes, or their beginnings (`REF`), and a
reason behind a dash; without codes it is for all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.text.edits import Lines
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.markdown import Markdown
    from postgen.markdown.source_map import View
    from postgen.model import Finding

_SIGN = "postgen:"

# `postgen: ignore KR03, REF`, `postgen: ignore-file TXT01 - a quotation`
_CODE = r"(?:[A-Za-z]{2,4}[0-9]{1,2}|[A-Z]{2,4})\b"
_WORDS = rf"postgen:[ \t]*ignore(?P<file>-file)?(?P<codes>(?:[ \t]*[ \t,][ \t]*{_CODE})*)"
_REASON = r"(?:(?:[ \t]+(?!-->)[-–—(#]|[ \t]*[:;])"

_IN_BODY = Lazy(rf"<!--[ \t\n]*{_WORDS}{_REASON}(?:(?!-->).)*)?[ \t\n]*-->", re.DOTALL)
_IN_FRONT = Lazy(rf"(?:^|(?<=[ \t]))#[ \t]*{_WORDS}{_REASON}[^\n]*)?[ \t\r]*$", re.MULTILINE)
_SEPARATOR = Lazy(r"[ \t,]+")


class _Comment(NamedTuple):
    """A comment: the beginnings of codes that it is for, and the lines, none for the whole file."""

    codes: tuple[str, ...]
    lines: tuple[int, ...] = ()

    def hides(self, finding: Finding) -> bool:
        is_here = not self.lines or finding.line in self.lines
        return is_here and finding.code.startswith(self.codes)


def without(findings: list[Finding], subject: Subject) -> list[Finding]:
    """Return findings of a text without those that the text says to ignore.

    Their lines are those of the whole text.
    """
    text = str(subject.document)
    if not findings or _SIGN not in text:
        return findings
    comments = list(_comments(text, subject))
    return [each for each in findings if not any(one.hides(each) for one in comments)]


def _comments(text: str, subject: Subject) -> Iterator[_Comment]:
    lines = Lines(text)
    start = subject.document.body_start
    for found in _IN_FRONT.finditer(text[:start]):
        comment = _comment(text, found, found.span(), lines)
        # the first line is that of what is wrong with the file as a whole
        yield comment._replace(lines=(*comment.lines, 1)) if comment.lines else comment
    found_in_body = list(_IN_BODY.finditer(subject.document.body))
    code = list(_code(subject.body)) if found_in_body else []
    for found in found_in_body:
        if not any(first <= found.start() < end for first, end in code):
            span = found.start() + start, found.end() + start
            yield _comment(text, found, span, lines)


def _comment(text: str, found: re.Match[str], span: tuple[int, int], lines: Lines) -> _Comment:
    named = [code.upper() for code in _SEPARATOR.sub(" ", found["codes"]).split()]
    codes = tuple(named) or ("",)
    if found["file"]:
        return _Comment(codes)
    start, end = span
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    is_alone = not f"{text[line_start:start]}{text[end:line_end]}".strip(" \t\r>")
    if not is_alone:
        return _Comment(codes, (lines.number(start),))
    rest = text[line_end:]
    next_line = line_end + len(rest) - len(rest.lstrip())
    return _Comment(codes, (lines.number(next_line),))


def _code(body: Markdown) -> Iterator[tuple[int, int]]:
    """Yield where code stands, which only shows a comment."""
    for outer in body.blocks:
        for block in outer.walk():
            if block.kind == "code":
                yield block.start, block.end
            elif block.view:
                yield from _code_spans(body, block.view)


def _code_spans(body: Markdown, view: View) -> Iterator[tuple[int, int]]:
    for span in body.spans(view):
        for each in span.walk():
            if each.kind == "code":
                yield view.at(each.start), view.end(each.end)
