"""Definitions and footnotes that are not used, or that stand twice: one of them is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.checks.undefined import find_labels
from postgen.markdown import targets
from postgen.markdown.source_map import OPAQUE
from postgen.model import Finding
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.markdown.tree import Block

UNUSED, NOTE, TWICE, NOTE_TWICE = "REF16", "REF17", "REF18", "REF19"

_INCLUDE = Lazy(r"\{%-?\s*(?:include|include_relative|include_cached|render)\b|\{\{")
"""What may put text on the page that uses a definition."""
_COMMENT = Lazy(r"\[[^\]\n]*\]:[ \t]*(?:#|<>)[ \t]*(?:[\"'(]|\n|\Z)")
"""`[//]: # (a comment)`, `[comment]: # "a note"`."""
_PASTED = 4
"""Of so many definitions, most may be those of other pages, which people paste as a whole."""
_SHOWN = 40
"""How many characters of a label a message shows."""


def find_unused(subject: Subject) -> Iterator[Finding]:
    """Find definitions that no link uses, but for those that are references (REF08)."""
    body = subject.body
    if not body.definitions or _INCLUDE.search(body.source):
        return
    used = {targets.label_of(span.label) for span, _ in subject.links if span.label}
    is_pasted = len(body.definitions) >= _PASTED and 2 * len(used) < len(body.definitions)
    unused = {label: each for label, each in body.definitions.items() if label not in used}
    if is_pasted or not unused or next(find_labels(subject), None):  # a label that is misspelled
        return
    reported = {each.start for each in subject.conversion.findings if each.code == "REF08"}
    for label, each in unused.items():
        written = body.source[each.start : each.end]
        if each.start in reported or label[:1] == "^" or OPAQUE in label:
            continue
        if _COMMENT.match(written.lstrip()):
            continue
        end = each.start + len(written.rstrip())
        yield Finding(UNUSED, each.start, end, f"`[{_short(label)}]` is defined but not used.")


def find_twice(subject: Subject) -> Iterator[Finding]:
    """Find definitions that a later one with another address overwrites."""
    body = subject.body
    if not body.definitions or body.source.count("]:") == len(body.definitions):
        return
    used = {targets.label_of(span.label) for span, _ in subject.links if span.label}
    for block in body.walk(body.blocks):
        if block.kind != "definition" or not block.view:
            continue
        written = targets.definition(block.view.text, 0)
        if not written:
            continue
        label = targets.label_of(written[0])
        kept = body.definitions.get(label)
        if not kept or kept.start == block.start or label not in used:
            continue
        if written[1] != kept.url and OPAQUE not in f"{written[1]}{kept.url}":
            message = f"`[{_short(label)}]` is defined again below: all its links lead there."
            yield Finding(TWICE, block.start, _end(subject, block), message)


def find_unused_notes(subject: Subject) -> Iterator[Finding]:
    """Find footnotes without a number that nothing cites; numbered ones are references (REF09)."""
    body = subject.body
    if not body.footnotes or _INCLUDE.search(body.source):
        return
    cited = _cited(subject)
    reported = {each.start for each in subject.conversion.findings if each.code == "REF09"}
    for block in body.walk(body.blocks):
        if block.kind == "footnote" and block.attributes not in cited:
            if block.start in reported:
                continue
            message = f"The footnote `[^{_short(block.attributes)}]` is not cited: nobody sees it."
            yield Finding(NOTE, block.start, _end(subject, block), message)


def _cited(subject: Subject) -> set[str]:
    return {
        span.label
        for block in subject.leaves
        if block.view and "[^" in block.view.text
        for outer in subject.body.spans(block.view)
        for span in outer.walk()
        if span.kind == "footnote"
    }


def find_notes_twice(subject: Subject) -> Iterator[Finding]:
    """Find footnotes that a later one with the same name overwrites."""
    body = subject.body
    if not body.footnotes:
        return
    last: dict[str, Block] = {}
    for block in body.walk(body.blocks):
        if block.kind != "footnote":
            continue
        earlier = last.get(block.attributes)
        last[block.attributes] = block
        if earlier and _text(subject, earlier) != _text(subject, block):
            name = _short(block.attributes)
            message = f"The footnote `[^{name}]` is defined again below: this one is lost."
            yield Finding(NOTE_TWICE, earlier.start, _end(subject, earlier), message)


def _text(subject: Subject, block: Block) -> str:
    return " ".join(subject.body.source[block.start : block.end].split())


def _end(subject: Subject, block: Block) -> int:
    """Return where the first line of a block ends."""
    written = subject.body.source[block.start : block.end]
    return block.start + len(written.partition("\n")[0].rstrip())


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


CHECKS = (
    Check(
        code=UNUSED,
        name="unused label",
        summary="A definition of a link is not used.",
        why="""Nobody sees `[map]: url` on the page. The link that used it was taken out, or has
another label.""",
        bad="A [boat][].\n\n[boat]: https://boat.example/\n[map]: https://map.example/\n",
        good="A [boat][] on a [map][].\n\n"
        "[boat]: https://boat.example/\n[map]: https://map.example/\n",
        find=find_unused,
        severity="warning",
    ),
    Check(
        code=NOTE,
        name="footnote that nobody sees",
        summary="A footnote without a link is not cited.",
        why="""kramdown leaves a footnote out that nothing cites, with all that it says.""",
        bad="A boat[^boat] and a train.\n\n[^boat]: It sails.\n\n[^train]: It runs.\n",
        good="A boat[^boat] and a train[^train].\n\n[^boat]: It sails.\n\n[^train]: It runs.\n",
        find=find_unused_notes,
    ),
    Check(
        code=TWICE,
        name="label defined twice",
        summary="A label is defined twice, for different addresses.",
        why="""kramdown keeps the last definition without a word: links that were written for the
first one lead elsewhere.""",
        bad="A [boat][] and a [boat][].\n\n"
        "[boat]: https://boat.example/\n[boat]: https://ferry.example/\n",
        good="A [boat][] and a [ferry][].\n\n"
        "[boat]: https://boat.example/\n[ferry]: https://ferry.example/\n",
        find=find_twice,
    ),
    Check(
        code=NOTE_TWICE,
        name="footnote defined twice",
        summary="A footnote is defined twice, with different words.",
        why="""kramdown keeps the last one without a word, and the words of the first are lost.""",
        bad="A boat[^1] and a train[^1].\n\n[^1]: It sails.\n\n[^1]: It runs.\n",
        good="A boat[^1] and a train[^2].\n\n[^1]: It sails.\n\n[^2]: It runs.\n",
        find=find_notes_twice,
    ),
)
