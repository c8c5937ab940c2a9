"""Text in a wrong encoding: `cafÃ©` for `café`, `itâ€™s` for `it’s`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.checks.check import Check, Proposal
from postgen.checks.verify_fixes import Changes
from postgen.model import Finding
from postgen.references import numbers
from postgen.text import mojibake
from postgen.text.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject

BODY, FRONT = "TXT02", "TXT03"

_ASCII = re.compile(r"([\x00-\x7f]+)")
_SHOWN = 40
"""How many characters a message shows."""


def find_in_body(subject: Subject) -> Iterator[Proposal]:
    """Find lines in which UTF-8 was read as something else, but not in code, where it may be meant.

    A text about such characters shows both forms, and is left alone by `mojibake`.
    """
    body = subject.body
    edits = _edits(body.source)
    if not edits:
        return
    code = numbers.Places(
        (block.start, block.end) for block in body.walk(body.blocks) if block.kind == "code"
    )
    spans = numbers.Places(_code_spans(subject))
    shown = [each for each in edits if not code.hold(each.start) and not spans.hold(each.start)]
    if not shown:
        return
    changes = Changes(body, shown)
    done = 0
    for edit, next_edit in zip(shown, [*shown[1:], None], strict=True):
        line_start = body.source.rfind("\n", 0, edit.start) + 1
        until = next_edit.start if next_edit else len(body.source) + 1
        line_end = body.source.find("\n", edit.end)
        if 0 <= line_end < until:
            until = line_end
        gains, losses = changes.within(max(done, line_start), until)
        done = until
        message = _message(body.source[edit.start : edit.end], edit.new)
        finding = Finding(BODY, edit.start, edit.end, message, (edit,))
        yield Proposal(finding, gains, losses=losses)


def _code_spans(subject: Subject) -> Iterator[tuple[int, int]]:
    if "`" not in subject.body.source and "<code" not in subject.body.source:
        return
    for block in subject.leaves:
        view = block.view
        if not view or view.text.isascii():
            continue
        for outer in subject.body.spans(view):
            for span in outer.walk():
                if span.kind == "code" or (span.kind == "html" and span.label == "code"):
                    yield view.at(span.start), view.end(span.end)


def find_in_front(subject: Subject) -> Iterator[Finding]:
    """Find the same in front matter."""
    document = subject.document
    start = len(document.head)
    for edit in _edits(document.front):
        message = _message(document.front[edit.start : edit.end], edit.new)
        yield Finding(FRONT, start + edit.start, start + edit.end, message)


def _edits(text: str) -> list[Edit]:
    """Return the edits that restore a text."""
    if not mojibake.may_be_misread(text):
        return []
    lines = text.split("\n")
    suspects = [line for line in lines if mojibake.may_be_misread(line)]
    if mojibake.restore("\n".join(suspects)).runs == 0:
        return []
    restored = mojibake.restore(text)
    new_lines = restored.text.split("\n")
    if not restored.runs or len(new_lines) != len(lines):
        return []
    edits: list[Edit] = []
    start = 0
    for line, new in zip(lines, new_lines, strict=True):
        if line != new:
            edits += _differences(line, new, start)
        start += len(line) + 1
    return edits


def _differences(line: str, new: str, start: int) -> Iterator[Edit]:
    """Yield the edits that make a line another one, whose ASCII is the same."""
    parts, new_parts = _ASCII.split(line), _ASCII.split(new)
    if len(parts) != len(new_parts):
        return
    for part, new_part in zip(parts, new_parts, strict=True):
        if part != new_part:
            yield Edit(start, start + len(part), new_part)
        start += len(part)


def _message(written: str, restored: str) -> str:
    shown, right = (
        each if len(each) <= _SHOWN else f"{each[: _SHOWN - 1]}…" for each in (written, restored)
    )
    return f"`{shown}` was read in a wrong encoding: it is `{right}`."


CHECKS = (
    Check(
        code=BODY,
        name="misread characters",
        summary="Characters were read in a wrong encoding.",
        why="""`cafÃ©` was `café`, in UTF-8, until a program read it in another encoding and wrote
it again; every reader sees it. It is restored where nothing else can be meant. A text that shows
both forms, and code, are left alone.""",
        bad="In the cafÃ© by the station.\n",
        good="In the café by the station.\n",
        find=find_in_body,
        fixed_by="edits",
    ),
    Check(
        code=FRONT,
        name="misread characters in front matter",
        summary="The front matter has characters that were read in a wrong encoding.",
        why="""The title and the description stand in lists, feeds and results of searches: `cafÃ©`
was `café` there, until a program read it in another encoding and wrote it again.""",
        bad='---\ntitle: "The cafÃ©"\n---\n\nBy the station.\n',
        good='---\ntitle: "The café"\n---\n\nBy the station.\n',
        find=find_in_front,
        part="text",
    ),
)
