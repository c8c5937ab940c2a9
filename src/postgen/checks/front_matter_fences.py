"""Front matter that Jekyll does not see: not at the beginning, not closed, or badly fenced."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.jekyll import yaml_entries
from postgen.jekyll.document import Document
from postgen.model import Finding
from postgen.text.edits import Edit, apply, newline_at
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject

LATE = "FM01"
UNCLOSED = "FM02"
FENCE = "FM03"

KEYS = frozenset(
    "title layout date author authors tags tag categories category permalink description "
    "published slug excerpt image lang subtitle redirect_from comments".split()
)
"""The keys by which front matter is known."""

_BLANK = Lazy("[\\s\ufeff\u200b\u2060]*")
_COMMENT = Lazy(r"(?:[\s\ufeff]*<!--.*?-->)*\s*", re.DOTALL)
_FIRST_KEY = Lazy(r"[A-Za-z_][\w-]*[ \t]*:(?=\s)")
_OPENING = Lazy("\ufeff?(?P<fence>(?:---[^\n\\w]*|--|-{4,}|[—–]{1,3}|—-|-—))[ \t]*\r?\n")
_LINE = Lazy(r"[^\n]*(?:\n|\Z)")
_CLOSING = Lazy(r"[ \t]*(?:-{2,}|[—–]{1,3}-?|-—|\.{3,}|`{3}|\*{3})[ \t]*\r?\Z")
_YAML_LINE = Lazy(r"[A-Za-z_][\w .-]*[ \t]*:(?:[ \t]|\r?\Z)|[ \t]+\S|- |#|\r?\Z")


def is_front_matter(yaml: str) -> bool:
    """Whether a text is YAML with a key by which front matter is known."""
    entries = yaml_entries.read(yaml).entries
    return any(each.path[0] in KEYS for each in entries)


# Not at the beginning


def find_late(subject: Subject) -> Iterator[Finding]:
    """Find front matter below a blank line, a comment, or white space before its fence."""
    text = str(subject.document)
    if subject.document.has_front_matter or "---" not in text:
        return
    blank = _BLANK.match(text)
    start = blank.end() if blank else 0
    is_comment = text.startswith("<!--", start)
    if is_comment:
        found = _COMMENT.match(text)
        start = found.end() if found else 0
    fixed = _unindented(text, start)
    document = Document.parse(fixed)
    if not start or not is_front_matter(document.front):
        return
    what = "a comment" if is_comment else "white space"
    message = f"Jekyll sees no front matter here: {what} stands before it."
    is_moved = text[start:] == fixed
    fix = () if is_comment or not is_moved else (Edit(_bom(text), start, ""),)
    yield Finding(LATE, start, start + 3, message, fix)


def _bom(text: str) -> int:
    """Return where a text begins behind a byte-order mark, which Jekyll drops."""
    return 1 if text.startswith("\ufeff") else 0


def _unindented(text: str, start: int) -> str:
    """Return a text from a place on, with the fence that closes it at the start of its line."""
    rest = text[start:]
    return rest.replace("\n ---", "\n---", 1) if not Document.parse(rest).front else rest


# Not closed


def find_unclosed(subject: Subject) -> Iterator[Finding]:
    """Find front matter that no fence closes, or a rule far below in the text."""
    text = str(subject.document)
    opening = _OPENING.match(text)
    if not opening or opening["fence"].rstrip() != "---":
        return
    if subject.document.has_front_matter and not subject.front.problem:
        return
    if any(find_fence(subject)):
        return
    start = opening.end()
    lines = list(_lines(text, start))
    end = _end_of_yaml(lines)
    closing = next((line for line in lines if line.start() == end), None)
    is_closed = closing and closing[0].strip() and _CLOSING.match(closing[0].rstrip("\n"))
    if is_closed or not is_front_matter(text[start:end]):
        return
    rest = text[end:].strip()
    if not rest or (subject.document.has_front_matter and not _is_prose(subject, end)):
        return
    newline = newline_at(text, start)
    fix = (Edit(end, end, f"---{newline}"),)
    if Document.parse(apply(text, fix)).front != text[start:end]:
        return
    message = "No `---` closes the front matter."
    if subject.document.has_front_matter:
        line = text.count("\n", 0, subject.document.body_start - 1) + 1
        message = f"No `---` closes the front matter but the rule in line {line}, in the text."
    is_certain = not text[end:].split("\n", 1)[0].strip()
    yield Finding(UNCLOSED, 0, 3, message, fix if is_certain else ())


def _lines(text: str, start: int) -> Iterator[re.Match[str]]:
    for line in _LINE.finditer(text, start):
        if line[0]:
            yield line


def _end_of_yaml(lines: list[re.Match[str]]) -> int:
    """Return where the lines end that may be YAML, without the blank ones behind them.

    A blank line ends them, unless a key follows.
    """
    end = lines[0].start() if lines else 0
    is_behind_blank = False
    for line in lines:
        written = line[0].rstrip("\n")
        is_blank = not written.strip()
        is_key = _FIRST_KEY.match(written)
        if not _YAML_LINE.match(written) or (is_behind_blank and not is_blank and not is_key):
            break
        if is_blank:
            is_behind_blank = True
            continue
        is_behind_blank = False
        end = line.end()
    return end


def _is_prose(subject: Subject, end: int) -> bool:
    """Whether what stands between a place and the fence that Jekyll takes is no YAML."""
    document = subject.document
    between = document.front[end - len(document.head) :]
    is_apart = between.startswith(("\n", "\r\n"))
    return is_apart and bool(between.strip()) and not is_front_matter(between)


# Badly fenced


def find_fence(subject: Subject) -> Iterator[Finding]:
    """Find fences of another length, of dashes of another kind, indented, or left out."""
    if subject.document.has_front_matter:
        return
    text = str(subject.document)
    opening = _OPENING.match(text)
    start = opening.end() if opening else _bom(text)
    if not opening and not _FIRST_KEY.match(text, start):
        return
    lines = list(_lines(text, start))
    closing = next((line for line in lines if _CLOSING.match(line[0].rstrip("\n"))), None)
    if not closing or not is_front_matter(text[start : closing.start()]):
        return
    edits = []
    newline = newline_at(text, start)
    if not opening:
        edits.append(Edit(start, start, f"---{newline}"))
    elif opening["fence"].rstrip() != "---":
        edits.append(Edit(*opening.span("fence"), "---"))
    if closing[0].rstrip() != "---":
        edits.append(Edit(closing.start(), closing.start() + len(closing[0].rstrip()), "---"))
    if not edits or Document.parse(apply(text, edits)).front != text[start : closing.start()]:
        return
    first = edits[0]
    yield Finding(
        FENCE, first.start, max(first.end, first.start + 1), _fence_message(text, first), (*edits,)
    )


def _fence_message(text: str, edit: Edit) -> str:
    written = text[edit.start : edit.end].strip()
    if not written:
        return "Jekyll sees no front matter: no `---` opens it."
    return f"Jekyll sees no front matter: its fence is `{written}`, not `---`."


CHECKS = (
    Check(
        code=LATE,
        name="front matter not at the start",
        summary="The front matter is not at the very beginning of the file.",
        why="""Jekyll looks for `---` in the first byte of a file. A blank line, a space or a
comment before it, and the front matter is a paragraph of the page: the post has no title of its own
and no layout.""",
        bad="\n---\ntitle: Boats\n---\n\nA boat.\n",
        good="---\ntitle: Boats\n---\n\nA boat.\n",
        find=find_late,
        fixed_by="edits",
        part="text",
    ),
    Check(
        code=UNCLOSED,
        name="front matter not closed",
        summary="No line closes the front matter.",
        why="""Without a second `---` the page begins with the keys, as text. Where a rule stands in
the text below, all that is above it is taken for front matter: it is rejected, and that text is
lost.""",
        bad="---\ntitle: Boats\nlayout: post\n\nA boat.\n",
        good="---\ntitle: Boats\nlayout: post\n---\n\nA boat.\n",
        find=find_unclosed,
        fixed_by="edits",
        part="text",
    ),
    Check(
        code=FENCE,
        name="fence of the front matter",
        summary="The line that opens or closes the front matter is not `---`.",
        why="""Four hyphens, two, a dash that an editor made of them, a space before the second
fence: Jekyll sees no front matter, and shows it as text.""",
        bad="---\ntitle: Boats\n----\n\nA boat.\n",
        good="---\ntitle: Boats\n---\n\nA boat.\n",
        find=find_fence,
        fixed_by="edits",
        part="text",
    ),
)
