"""Headings that kramdown shows as text: without a space behind the `#`, or with a space before it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.checks.verify import Repair, heading_fact
from postgen.text.edits import Edit, Finding, line_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.markdown import Markdown
    from postgen.markdown.tree import Block

_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Spaces that are none to kramdown."""

_LINE = re.compile(
    rf"^(?P<hashes>#{{1,6}})(?:(?P<spaced>[ \t]+)(?=\S)|(?P<odd>[{_SPACES}][{_SPACES} \t]*)(?=\S)|(?=[^\s#]))"
    r"(?P<words>[^\n]*)$",
    re.MULTILINE | re.ASCII,
)
_CLOSING = re.compile(r"(?<=[^\s#\\])(#+)[ \t]*\Z")
_HASHTAG = re.compile(r"(?:^|\s)#\w")
_BEGINS = re.compile(r"[*_\[\"'(`]*[^\W_]|[^\x00-\x7f]")


def find(body: Markdown) -> Iterator[Repair]:
    """Find lines that are headings to a reader; a single `#` only where the rest of the text says so."""
    if "#" not in body.source:
        return
    first_level = any(block.kind == "heading" and block.level == 1 for block in body.blocks)
    for number, block in enumerate(body.blocks):
        if block.kind != "paragraph" or not block.view or "#" not in block.view.text:
            continue
        alone = (
            first_level
            and number + 1 < len(body.blocks)
            and body.blocks[number + 1].kind != "heading"
        )
        for found in _LINE.finditer(block.view.text):
            repair = _repair(body, block, found, lone=alone and "\n" not in block.view.text)
            if repair:
                yield repair


def is_heading(hashes: str, words: str, *, sure: bool, lone: bool) -> bool:
    """Say whether a line of `#` and words without a space between is meant as a heading, and not as hashtags."""
    if not _BEGINS.match(words) or not re.search(r"[^\W_]", words) or _HASHTAG.search(words):
        return False
    if sure or len(hashes) > 1:
        return True
    return (
        lone
        and not words[0].isdecimal()
        and not words[0].islower()
        and not words.rstrip().endswith("#")
    )


def _repair(body: Markdown, block: Block, found: re.Match[str], *, lone: bool) -> Repair | None:
    if not block.view:
        return None
    view, source = block.view, body.source
    start = view.at(found.start())
    line = source.rfind("\n", 0, start) + 1
    indented = source[line:start] if not found.start() else ""
    if found["spaced"] and not indented:  # a heading in code or the like, or one that kramdown sees
        return None
    if indented.strip(" ") or any(
        span.start < found.start() < span.end for span in body.spans(view)
    ):
        return None
    sure = bool(found["spaced"] or found["odd"])
    if not is_heading(found["hashes"], found["words"], sure=sure, lone=lone):
        return None
    edits = [Edit(line, start, "")] if indented else []
    edits += spaced(
        view.at(found.end("hashes")), found["odd"] or "", "" if found["spaced"] else " "
    )
    closing = _CLOSING.search(found["words"])
    if not sure and closing and len(closing[1]) == len(found["hashes"]):
        at = view.at(found.start("words") + closing.start())
        edits.append(Edit(at, at, " "))
    reason = "This heading is plain text to kramdown: a space must follow its `#`."
    if found["spaced"]:
        reason = "This heading is plain text to kramdown: its `#` must begin the line."
    finding = Finding(
        start, view.end(found.end()), line_number(source, start), reason, tuple(edits)
    )
    return Repair(finding, (heading_fact(start, len(found["hashes"])),))


def spaced(at: int, odd: str, space: str) -> list[Edit]:
    """Give the edit that puts a space behind the `#`, in the place of others that are none to kramdown."""
    return [Edit(at, at + len(odd), space)] if space else []
