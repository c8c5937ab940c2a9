"""Headings that kramdown shows as text: no space behind the `#`, or a space before it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.checks.check import Check, Proposal
from postgen.checks.verify_fixes import heading_fact
from postgen.model import Finding
from postgen.text.edits import Edit
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.markdown import Markdown
    from postgen.markdown.source_map import View

CODE = "KR01"

# Spaces that kramdown does not take for any.
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"

# `## Head` in a paragraph (indented), `##\u3000Head` with an odd space, or `##Head`.
_LINE = Lazy(
    r"^(?P<hashes>#{1,6})"
    rf"(?:(?P<spaced>[ \t]+)(?=\S)|(?P<odd>[{_SPACES}][{_SPACES} \t]*)(?=\S)|(?=[^\s#]))"
    r"(?P<words>[^\n]*)$",
    re.MULTILINE | re.ASCII,
)
# The hashes that may close a heading: `##Head##`.
_CLOSING = Lazy(r"(?<=[^\s#\\])(#+)[ \t]*\Z")
_HASHTAG = Lazy(r"(?:^|\s)#\w")
# What words of a heading begin with: a letter or a digit, perhaps in quotes or emphasis, or another
# script.
_BEGINS = Lazy(r"[*_\[\"'(`]*[^\W_]|[^\x00-\x7f]")
_LETTER_OR_DIGIT = Lazy(r"[^\W_]")


def find(subject: Subject) -> Iterator[Proposal]:
    """Find lines that are headings to a reader; a single `#` only where the text says so."""
    body = subject.body
    if "#" not in body.source:
        return
    has_first_level = any(block.kind == "heading" and block.level == 1 for block in body.blocks)
    for number, block in enumerate(body.blocks):
        if block.kind != "paragraph" or not block.view:
            continue
        text = block.view.text
        if "#" not in text:
            continue
        is_one_line = "\n" not in text
        is_alone = has_first_level and is_one_line and _has_text_below(body, number)
        for found in _LINE.finditer(text):
            proposal = _proposal(body, block.view, found, is_alone=is_alone)
            if proposal:
                yield proposal


def _has_text_below(body: Markdown, number: int) -> bool:
    """Whether the block of a number has another one below it that is not a heading."""
    below = number + 1
    return below < len(body.blocks) and body.blocks[below].kind != "heading"


def is_heading(hashes: str, words: str, *, sure: bool, is_alone: bool) -> bool:
    """Whether a line of `#` and words is intended as a heading, not as hashtags (`#python #rust`).

    `sure` says that a space stands between them, or one that kramdown does not know; `is_alone`
    that the line is a paragraph of its own above text, in a body that has headings with one `#`.
    """
    has_words = _BEGINS.match(words) and _LETTER_OR_DIGIT.search(words)
    if not has_words or _HASHTAG.search(words):
        return False
    if sure or len(hashes) > 1:
        return True
    if not is_alone:
        return False
    first = words[0]
    if first.isdecimal() or first.islower():  # `#1 of three`, `#python`
        return False
    return not words.rstrip().endswith("#")  # as in `#topic#`


def _proposal(
    body: Markdown, view: View, found: re.Match[str], *, is_alone: bool
) -> Proposal | None:
    """Propose to make a line a heading; None for one that is not intended as one, or is one."""
    start = view.at(found.start())
    line_start = body.source.rfind("\n", 0, start) + 1
    is_first_line = found.start() == 0
    indentation = body.source[line_start:start] if is_first_line else ""
    has_space = bool(found["spaced"])
    if has_space and not indentation:  # kramdown sees the heading, or it is in code or the like
        return None
    is_nested = bool(indentation.strip(" "))  # `* ##Head`
    if is_nested or _is_in_span(body, view, found.start()):
        return None
    hashes = found["hashes"]
    sure = has_space or bool(found["odd"])
    if not is_heading(hashes, found["words"], sure=sure, is_alone=is_alone):
        return None
    fix = []
    if indentation:
        fix.append(Edit(line_start, start, ""))
    fix += _space(view, found)
    if not sure:
        fix += _space_before_closing(view, found)
    needed = "its `#` must begin the line" if has_space else "a space must follow its `#`"
    message = f"This heading is plain text to kramdown: {needed}."
    finding = Finding(CODE, start, view.end(found.end()), message, tuple(fix))
    return Proposal(finding, (heading_fact(start, len(hashes)),))


def _is_in_span(body: Markdown, view: View, place: int) -> bool:
    return any(span.start < place < span.end for span in body.spans(view))


def _space(view: View, found: re.Match[str]) -> list[Edit]:
    """Return the edit that puts a space behind the `#`, in place of odd ones."""
    if found["spaced"]:
        return []
    start = view.at(found.end("hashes"))
    odd_spaces = found["odd"] or ""
    return [Edit(start, start + len(odd_spaces), " ")]


def _space_before_closing(view: View, found: re.Match[str]) -> list[Edit]:
    """Return the edit that puts a space before the hashes that close a heading: `##Head##`."""
    closing = _CLOSING.search(found["words"])
    if not closing:
        return []
    if len(closing[1]) != len(found["hashes"]):
        return []
    at = view.at(found.start("words") + closing.start())
    return [Edit(at, at, " ")]


CHECKS = (
    Check(
        code=CODE,
        name="heading without space",
        summary="A line that is intended as a heading is plain text to kramdown.",
        why="""Other Markdown programs take `##Head` for a heading, and ` ## Head` too; kramdown
shows the line with its hashes. The heading is then missing from the table of contents, and no link
can lead to it. Hashtags (`#python #rust`) are left alone.""",
        bad="##Reading\n\nA book.\n",
        good="## Reading\n\nA book.\n",
        find=find,
        fixed_by="edits",
    ),
)
