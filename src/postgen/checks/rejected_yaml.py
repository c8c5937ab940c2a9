"""Front matter that is not YAML: the post is published without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.checks import front_matter_fences
from postgen.checks.check import Check
from postgen.jekyll import yaml_entries
from postgen.model import Finding
from postgen.text.edits import Edit, apply
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject

CODE = "FM04"

MAX_FIXES = 20
"""How many lines of a front matter are fixed."""

_LISTS = frozenset({"tags", "categories", "tag", "category", "keywords"})
"""The keys whose text may be a list: quoting it is not certain."""

_MAPS = frozenset({"image", "author", "header", "cover", "feature", "seo", "toc"})
"""The keys whose value may be a map: `image: path: a.png` need not be one text."""

_INNER_PAIR = Lazy(r"[a-z_]+: ")
_PAIR = Lazy(
    r"(?P<indent>[ \t]*(?:- [ \t]*)?)(?P<key>[A-Za-z_][\w-]*)"
    r"(?P<colon>[ \t]*[:：])(?P<gap>\s*)"  # `：` is the colon of Chinese and Japanese
    r"(?P<value>\S.*?)(?P<end>[ \t\r]*)\Z"
)
_ESCAPES = Lazy(r"\\([\"\\/0abtnvfre N_LPxuU])")

_BETWEEN_LETTERS = Lazy(r"(?<=\w)['\"](?=\w)")

_REASONS = {
    "mapping values are not allowed in this context": "a colon and a space stand in a value",
    "found character that cannot start any token": "no value begins with this character",
    "could not find expected ':'": "a line is no `key: value`",
    "found undefined alias": "`*` begins an alias",
    "did not find expected alphabetic or numeric character": "`*` and `&` begin a name",
    "did not find expected key": "something follows a value that is closed",
    "found unknown escape character": "a `\\` in double quotes begins an escape that there is not",
}
"""What the parser says, in other words."""


def find(subject: Subject) -> Iterator[Finding]:
    """Find front matter that cannot be read, with the line at which the parser stops."""
    front = subject.document.front
    problem = subject.front.problem
    if not problem or not problem.is_syntax or any(front_matter_fences.find_unclosed(subject)):
        return
    offset = len(subject.document.head)
    edits = _edits(front)
    place = min(edits).start if edits else min(problem.place, max(len(front) - 1, 0))
    start = front.rfind("\n", 0, place) + 1
    end = front.find("\n", place)
    reason = _REASONS.get(problem.text, problem.text)
    message = f"This front matter is not YAML, and Jekyll loses all of it: {reason}."
    moved = tuple(Edit(each.start + offset, each.end + offset, each.new) for each in edits)
    yield Finding(CODE, start + offset, (end if end >= 0 else len(front)) + offset, message, moved)


def _edits(front: str) -> list[Edit]:
    """Return the edits that make a front matter YAML: values in quotes, and spaces before them.

    Return none where one line of it needs something else.
    """
    edits: list[Edit] = []
    for _ in range(MAX_FIXES):
        current = apply(front, edits)
        problem = yaml_entries.read(current).problem
        if not problem:
            return edits if _means_what_it_says(front, edits, current) else []
        edit = _next_edit(front, edits, _line_of(current, problem.place))
        if not edit:
            return []
        edits.append(edit)
    return []


def _line_of(text: str, place: int) -> int:
    return text.count("\n", 0, place)


def _next_edit(front: str, edits: list[Edit], number: int) -> Edit | None:
    """Return the edit of the line at which the parser stops, or of the one above it."""
    lines = front.split("\n")
    for at in (number, number - 1):
        if not 0 <= at < len(lines):
            continue
        start = sum(len(line) + 1 for line in lines[:at])
        edit = _edit_of_line(lines[at], start)
        if edit and all(each.start != edit.start for each in edits):
            return edit
    return None


def _edit_of_line(line: str, start: int) -> Edit | None:
    """Return the edit that makes a line YAML, None for no such one.

    It puts a space behind a colon, the value in quotes if it is a text, or spaces for tabs.
    """
    from postgen.jekyll.frontmatter import encode

    pair = _PAIR.match(line)
    tabs = len(line) - len(line.lstrip("\t"))
    if tabs:
        return Edit(start, start + tabs, "  " * tabs)
    if not pair:
        return None
    is_separated = pair["colon"].endswith(":") and pair["gap"][:1] in {" ", "\t"}
    if not is_separated:
        is_known = pair["key"] in front_matter_fences.KEYS and not pair["value"].startswith("//")
        return (
            Edit(start + pair.start("colon"), start + pair.end("gap"), ": ") if is_known else None
        )
    if pair["key"] in _LISTS:
        return None
    is_map = pair["key"] in _MAPS and _INNER_PAIR.match(pair["value"])
    meant = None if is_map else _meant(pair["value"])
    is_yaml = not yaml_entries.read(line.strip(" \t\r-") + "\n").problem
    if meant is None or is_yaml:
        return None
    return Edit(start + pair.start("value"), start + pair.end("value"), encode(meant))


def _meant(written: str) -> str | None:
    """Return the text that a value is meant as; None where it may be more than one.

    `'it's'` is `it's`, and `"A" and b` is as it stands.
    """
    if written.startswith(": "):  # a colon too many
        return None
    quote = written[0]
    if quote not in {'"', "'"}:
        is_open = quote in "[{" and written[-1] not in "]}" and not _is_closed(written)
        return None if is_open or quote in "|>!" or " #" in written else written
    inner = written[1:-1]
    is_quoted = len(written) > 1 and written[-1] == quote
    if not is_quoted:
        texts = _BETWEEN_LETTERS.sub("", written).count(quote)
        return written if texts % 2 == 0 and " #" not in written else None
    if quote == '"' and "\\" in inner:
        has_escapes = _ESCAPES.search(inner) or '"' in inner
        return None if has_escapes else inner
    if _BETWEEN_LETTERS.sub("", inner).count(quote) == 0:  # `'it's'`
        return inner
    has_two_texts = inner.count(quote) == 2 and inner.split(quote)[1][:1] == " "
    return written if has_two_texts else None  # `"A" and "b"`, but `"he said "no" to it"`


def _is_closed(written: str) -> bool:
    """Whether the bracket that begins a value is closed in it, as in `[Review] Boats`."""
    closing = "]" if written[0] == "[" else "}"
    return closing in written


def _means_what_it_says(front: str, edits: list[Edit], fixed: str) -> bool:
    """Whether a fixed front matter has a key for each line, and the texts that were quoted."""
    entries = yaml_entries.read(fixed).entries
    written = sum(bool(_PAIR.match(line)) for line in front.split("\n"))
    keys = sum(each.key_start >= 0 for each in entries)
    return bool(edits) and keys >= written


CHECKS = (
    Check(
        code=CODE,
        name="front matter is not YAML",
        summary="The front matter cannot be read as YAML.",
        why="""Jekyll says so in one line, publishes the post all the same, and exits with 0. It has
no title and no layout then, and its date is that of the build. Values with `: ` in them, or that
begin with `@`, `%`, `*`, `[`, `{` or a backtick, need quotes.""",
        bad="---\ntitle: Boats: a guide\n---\n\nA boat.\n",
        good='---\ntitle: "Boats: a guide"\n---\n\nA boat.\n',
        find=find,
        fixed_by="edits",
        part="text",
    ),
)
