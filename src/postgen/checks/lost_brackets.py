"""Numbers that lose their brackets: `See [1]` is a link whose words are `1`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.checks.check import Check, Proposal
from postgen.model import Finding
from postgen.references import numbers
from postgen.text.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject

CODE = "KR07"

_AROUND = frozenset({"()", "[]", "（）", "【】"})
"""What stands around a number that shows brackets on the page all the same: `([1])`."""


def find(subject: Subject) -> Iterator[Proposal]:
    """Find numbers alone that are links, since the text defines them: `[1]: url`."""
    body = subject.body
    if not any(label.isdecimal() for label in body.definitions):
        return
    raised = numbers.Places(_raised(subject))
    for span, view in subject.links:
        if span.kind != "link" or span.form != "shortcut" or not span.label.isdecimal():
            continue
        around = view.text[span.start - 1 : span.start] + view.text[span.end : span.end + 1]
        start, end = view.at(span.start), view.end(span.end)
        if around in _AROUND or raised.hold(start):
            continue
        number = span.label
        message = f"`[{number}]` is a link with the words `{number}`: its brackets are not shown."
        fix = (Edit(start, end, f"[\\[{number}\\]][{number}]"),)
        yield Proposal(Finding(CODE, start, end, message, fix))


def _raised(subject: Subject) -> Iterator[tuple[int, int]]:
    """Yield the places in the source of what is set small: `<sup>[1]</sup>`."""
    if "<su" not in subject.body.source:
        return
    for block in subject.leaves:
        view = block.view
        if not view or "<su" not in view.text:
            continue
        for outer in subject.body.spans(view):
            for span in outer.walk():
                if span.kind == "html" and span.label in {"sup", "sub"}:
                    yield view.at(span.start), view.end(span.end)


CHECKS = (
    Check(
        code=CODE,
        name="lost brackets",
        summary="A number in brackets is shown without them.",
        why="""Where a text defines `[1]: url`, a `[1]` in it is a link, and its words are `1`: what
looks like the number of a reference in the file is a digit behind a word on the page. Written
`[\\[1\\]][1]`, it leads to the same place and keeps its brackets.""",
        bad="A new boat [1].\n\n[1]: https://boat.example/\n",
        good="A new boat [\\[1\\]][1].\n\n[1]: https://boat.example/\n",
        find=find,
        fixed_by="edits",
    ),
)
