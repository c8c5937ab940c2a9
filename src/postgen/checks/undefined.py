"""Citations of what is not defined: `[^2]` without its footnote, `[words][label]` without its URL.

kramdown shows them as they are written. Which brackets were intended as a link is certain only by
what else the text says: `[Fix][Core]` may well be text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.checks.running_text import is_escaped
from postgen.markdown import block_grammar as g
from postgen.markdown import targets
from postgen.markdown.html import RAW_TAGS
from postgen.markdown.source_map import OPAQUE
from postgen.model import Finding
from postgen.references import numbers
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from postgen.checks.check import Subject
    from postgen.markdown import Markdown
    from postgen.markdown.source_map import View
    from postgen.markdown.spans import Span
    from postgen.markdown.tree import Block
    from postgen.references.parse import ParsedReferences

FOOTNOTE, LABEL, NUMBER = "REF12", "REF13", "REF14"

_MARK = Lazy(r"\[\^([^\[\]\s]+)\]")
"""`[^2]`, `[^note]`."""

_NAME = Lazy(rf"{g.NAME_ID}\Z", re.ASCII)
"""A name that kramdown reads: `note-2`, not `note.2`."""

_RANGES = Lazy(r"(?:\w-\w|\\w)+\w*\Z")
"""What stands in `[^a-z]`, an expression."""

_BEFORE_NOTE = Lazy(r"[\w.,;:!?)\"'’”»*_。，、；：！？）」』]\Z")
"""What a footnote follows: a word or its punctuation."""

_AFTER_EXPRESSION = frozenset("*+?{")
"""What follows an expression, `[^ab]*`, and no footnote."""

_IDS = Lazy(r"\{:?[^}\n]{0,200}?#(ref-\d+)|\b(?:id|name)\s*=\s*[\"']?(ref-\d+)", re.IGNORECASE)
"""The ids of entries: `{:#ref-3}`, `<a id="ref-3">`."""

_CLOSING = frozenset("_])}")
_OPENING = frozenset("([:")
"""What stands before and behind brackets that are no link: `a[0][1]`, `[a][b](c)`."""

_BRACKET = Lazy(r"\\.|[\[\]]", re.DOTALL)

_ALONE = Lazy(r"(?<![\]\w\\!\[])\[([^\[\]\n]+)\](?![\[(:\]]| \[)")
"""`[label]`, and neither `a[0]` nor `[a](b)`."""

_LINE = Lazy(
    r"^(?P<before>[ \t>]*(?:[-*+][ \t]+)?)\[(?P<label>\^?[^\[\]\n]+)\]:(?P<rest>[^\n]*)",
    re.MULTILINE,
)
"""A line that was intended as a definition: `[label]: https://example.org`, `[^2]: text`."""

_INCLUDE = Lazy(
    r"\{%-?\s*(?:include|include_relative|include_cached|render)\s+(?P<file>[^\s%]+)"
    r"|^[ \t]*\{\{[^\n]*\}\}[ \t]*\r?$"
    r"|\[[^\[\]\n]{0,200}\{[{%][^\[\]\n]{0,200}\]:"
    r"|\}\}[ \t]*\[[^\[\]\n]+\]:",
    re.MULTILINE,
)
"""What may put definitions on the page: a file, or an output that is alone on its line, in the
label of a definition, `[#{{ issue }}]: …`, or before one."""

_IDENTIFIER = Lazy(r"[a-z0-9][\w.:-]*\Z")
"""A label that is more likely the name of a definition than text: `git-email`, not `Core`."""

_NO_MARKDOWN = (".html", ".htm", ".svg", ".xml", ".js", ".css", ".json", ".liquid")

_SHOWN = 60
"""How many characters of a citation a message shows."""


def find_footnotes(subject: Subject) -> Iterator[Finding]:
    """Find the marks of footnotes that are not defined; `[^a-z]` in the text is an expression."""
    body = subject.body
    if "[^" not in body.source or _may_be_defined_elsewhere(body.source):
        return
    intended: Mapping[str, re.Match[str]] | None = None
    for view, closed in _texts(subject.reading):
        if "[^" not in view.text:
            continue
        for found in _MARK.finditer(view.text):
            name = found[1]
            is_defined = name in body.footnotes and _NAME.match(name)
            if is_defined or closed.hold(found.start()) or is_escaped(view.text, found.start()):
                continue
            if OPAQUE in name or _is_definition(view.text, found):
                continue
            if intended is None:
                intended = _intended_definitions(body.source)
            label = f"^{name}"
            if label in intended or _may_be_footnote(subject, view.text, found):
                message = f"The footnote `[{_short(label)}]` is not defined."
                reason = _reason(body, intended.get(label))
                yield _finding(FOOTNOTE, view, found.span(), message + reason)


def _may_be_footnote(subject: Subject, text: str, found: re.Match[str]) -> bool:
    """Whether a mark that nothing defines is a footnote's, not an expression: `[^a-z]`."""
    name = found[1]
    if not _NAME.match(name) or _RANGES.match(name):
        return False
    if name.isdecimal() or subject.body.footnotes:
        return True
    before = text[max(0, found.start() - 1) : found.start()]
    follows_words = _BEFORE_NOTE.match(before) is not None
    return follows_words and text[found.end() : found.end() + 1] not in _AFTER_EXPRESSION


def find_labels(subject: Subject) -> Iterator[Finding]:
    """Find `[words][label]`, `[label][]` and `[label]` whose label is not defined."""
    body = subject.body
    may_have_any = "]:" in body.source or _may_have_labels(body.source)
    if not may_have_any or _may_be_defined_elsewhere(body.source):
        return
    intended = _intended_definitions(body.source)
    unread = {label: line for label, line in intended.items() if label not in body.definitions}
    shown = {label for label, line in unread.items() if not _is_in_code(body, line.start())}
    if not unread and not _may_have_labels(body.source):
        return
    listed = numbers.listed_numbers(body.source)
    for view, closed in _texts(subject.reading):
        for each in (*_labelled(view.text), *_alone(view.text, shown)):
            label = targets.label_of(each.label)
            is_known = label in body.definitions or each.label in listed
            if is_known or closed.hold(each.start) or OPAQUE in each.written:
                continue
            if label in unread or _is_link(each, label, body):
                message = f"`{_short(each.written)}` is not a link: `{label}` is not defined."
                reason = _reason(body, unread.get(label))
                yield _finding(LABEL, view, (each.start, each.end), message + reason)


def _is_in_code(body: Markdown, place: int) -> bool:
    block = _block_at(body, place)
    return block is not None and block.kind in {"code", "comment", "html"}


def _alone(text: str, unread: Collection[str]) -> Iterator[_Labelled]:
    """Find `[label]` where a line looks like its definition, `[label]:`, and is not read as one."""
    if not unread:
        return
    for found in _ALONE.finditer(text):
        label = targets.label_of(found[1])
        if label in unread and label[0] != "^":
            yield _Labelled(*found.span(), found[0], found[1], found[1], starts_line=False)


def _may_have_labels(text: str) -> bool:
    return "][" in text or "] [" in text


def _is_link(found: _Labelled, label: str, body: Markdown) -> bool:
    """Whether brackets that touch were intended as a link, not as text: `[Fix][Core]`.

    `label` is the second one, as kramdown compares it.
    """
    words = targets.label_of(found.words.strip())
    if words == label:  # `[the guide][]`
        return not found.words.isupper()
    if label in words and not found.label.isupper():
        pattern = rf"(?<!\w){re.escape(label)}(?!\w)"
        if re.search(pattern, words):  # `[the guide][guide]`
            return True
    is_apart = "] [" in found.written  # `[the guide] [guide]`, but `[one] [two]` is text
    if is_apart or not _IDENTIFIER.match(found.label):
        return False
    if found.written[0] == "!":
        return True
    if body.definitions:
        return label.isdecimal() or _is_used_so(body)
    is_sentence = " " in words and any(map(str.islower, found.words))
    return is_sentence and not found.starts_line


def _is_used_so(body: Markdown) -> bool:
    """Whether another link has a label: `[words][label]`."""
    return any(span.form in {"full", "collapsed"} for span, _ in body.links())


def find_numbers(subject: Subject) -> Iterator[Finding]:
    r"""Find numbers that lead nowhere, but for those that the list on the page lacks.

    `[\[3\]](#ref-3)` without an entry, and `[3]` where `[1]` and `[2]` have definitions.
    """
    reading = subject.reading
    if "[" not in reading.source or _may_be_defined_elsewhere(reading.source):
        return
    found = (*_shortcuts(reading), *_anchors(reading))
    reported = {each.start for each in reading.unlisted} if found else set()
    yield from (each for each in found if each.start not in reported)


def _shortcuts(reading: ParsedReferences) -> Iterator[Finding]:
    """Find `[3]` where other numbers alone are links: `[1]`, `[2]`."""
    if not reading.defined:
        return
    used = {int(label) for label in _shortcut_labels(reading.body) if label.isdecimal()}
    if not used:
        return
    listed = numbers.listed_numbers(reading.source)
    highest = numbers.highest_cited(max(used))
    for mark in reading.text_numbers():
        number = mark.numbers[0]
        is_one = mark.bracket == "[" and len(mark.numbers) == 1
        is_known = str(number) in listed or str(number) in reading.defined
        if is_one and 0 < number <= highest and not is_known:
            message = f"`[{number}]` is not a link: `{number}` is not defined."
            yield _finding(NUMBER, mark.view, (mark.start, mark.end), message)


def _shortcut_labels(body: Markdown) -> Iterator[str]:
    return (span.label for span, _ in body.links() if span.form == "shortcut")


def _anchors(reading: ParsedReferences) -> Iterator[Finding]:
    r"""Find `[\[3\]](#ref-3)` where nothing has the id `ref-3`."""
    if "](#ref-" not in reading.source:
        return
    ids = {a or b for a, b in _IDS.findall(reading.source)}
    for span, view in reading.body.links():
        number = span.url.removeprefix("#ref-")
        is_number = span.url != number and number.isdecimal()
        if not is_number or span.url[1:] in ids:
            continue
        if numbers.are_words_of_citation(view.text, span.inner_start, span.inner_end):
            message = f"[{number}] is cited but not listed."
            yield _finding(NUMBER, view, (span.start, span.end), message)


# Brackets


class _Labelled(NamedTuple):
    """`[words][label]` or `[label][]`, as it stands in a text."""

    start: int
    end: int
    written: str
    words: str
    label: str
    starts_line: bool


def _labelled(text: str) -> Iterator[_Labelled]:
    """Find two pairs of brackets that touch, outside of others, and of words: `a[0][1]`."""
    for start, middle, inner, end in _touching(text):
        words, label = text[start + 1 : middle], text[inner : end - 1]
        before, after = text[max(0, start - 1) : start], text[end : end + 1]
        follows_code = (before.isascii() and before.isalnum()) or before in _CLOSING
        is_link_behind = after in _OPENING
        is_text = not words.strip() or words[0] == "^" or label[:1] == "^"
        is_number = words.strip().isdecimal() or "[" in label
        is_box = inner > middle + 2 and not label.strip()  # `[x] []`
        if follows_code or is_link_behind or is_text or is_number or is_box:
            continue
        is_image = before == "!"
        first = start - 1 if is_image else start
        if is_image and text[max(0, first - 1) : first].isalnum():  # `vec![a][b]`
            continue
        label = label.strip() or words
        yield _Labelled(first, end, text[first:end], words, label, _begins_line(text, first))


def _touching(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield where `[words][label]` begins, its first `]`, where its label begins, and its end."""
    if not _may_have_labels(text):
        return
    opened: list[int] = []
    pair: tuple[int, int] | None = None  # the last pair that closed
    for found in _BRACKET.finditer(text):
        place, mark = found.start(), found[0]
        if mark == "[":
            opened.append(place)
        elif mark == "]" and opened:
            start = opened.pop()
            if pair and (pair[1] + 1 == start or text[pair[1] + 1 : start] == " "):
                yield pair[0], pair[1], start + 1, place + 1
            pair = start, place


def _is_definition(text: str, found: re.Match[str]) -> bool:
    """Whether a mark begins a line as a definition does: `[^2]: text`."""
    return text.startswith(":", found.end()) and _begins_line(text, found.start())


def _begins_line(text: str, place: int) -> bool:
    """Whether nothing but blanks stands before a place in its line."""
    while place and text[place - 1].isspace() and text[place - 1] != "\n":
        place -= 1
    return place == 0 or text[place - 1] == "\n"


# What the text defines, or seems to


def _intended_definitions(source: str) -> dict[str, re.Match[str]]:
    """Return the lines that look like definitions, by their labels."""
    found: dict[str, re.Match[str]] = {}
    for line in _LINE.finditer(source):
        label = line["label"]
        key = label if label[0] == "^" else targets.label_of(label)
        found.setdefault(key, line)
    return found


def _reason(body: Markdown, line: re.Match[str] | None) -> str:
    """Return why a line that looks like a definition is none; "" where there is no such line."""
    if line is None:
        return ""
    shown = f"`[{_short(line['label'])}]:`"
    is_footnote = line["label"][0] == "^"
    if is_footnote and not _NAME.match(line["label"][1:]):
        return " A name may have letters a to z, digits, `_` and `-`."
    if not is_footnote and not line["rest"].strip():
        return f" Its address must stand on the line {shown}."
    block = _block_at(body, line.start())
    if block and block.kind == "table":
        return f" kramdown makes a table of the line {shown}, for the `|` in it."
    if _continues_text(body, block, line.start()):
        return f" A blank line must stand above {shown}."
    return f" kramdown does not read the line {shown} as a definition."


def _block_at(body: Markdown, place: int) -> Block | None:
    """Return the outermost block that a place is in."""
    index = bisect_right(body.blocks, place, key=lambda block: block.start) - 1
    if index < 0 or place >= body.blocks[index].end:
        return None
    return body.blocks[index]


def _continues_text(body: Markdown, block: Block | None, place: int) -> bool:
    """Whether a line is in a paragraph or an item that begins above it with other words."""
    if not block or block.kind not in {"paragraph", "list"}:
        return False
    above = body.source.rfind("\n", 0, max(0, place - 1)) + 1
    is_blank_above = not body.source[above:place].strip()
    is_first = block.start >= place or _LINE.match(body.source, block.start) is not None
    return not is_first and not is_blank_above


def _may_be_defined_elsewhere(source: str) -> bool:
    """Whether Liquid may put definitions on the page: `{% include links.md %}`."""
    if "{%" not in source and "{{" not in source:
        return False
    for found in _INCLUDE.finditer(source):
        file = found["file"]
        if file is None or not file.lower().endswith(_NO_MARKDOWN):
            return True
    return False


def _texts(reading: ParsedReferences) -> Iterator[tuple[View, numbers.Places]]:
    """Yield the texts of a page, each with the places that are not text to kramdown."""
    for view in _shown_views(reading.body):
        if "[" in view.text:
            yield view, numbers.Places(_closed(reading.body.spans(view)))


def _shown_views(body: Markdown) -> Iterator[View]:
    """Yield the texts of a page: a footnote that nothing cites is not on it."""
    notes = {}
    if body.footnotes:
        notes = {
            each.attributes: each for each in body.walk(body.blocks) if each.kind == "footnote"
        }
    queue = [body.blocks]
    for within in queue:  # it grows: a footnote may cite another one
        for block in body.leaves(within, notes=False):
            if not block.view:
                continue
            yield block.view
            for span in body.spans(block.view) if notes else ():
                cited = [each.label for each in span.walk() if each.kind == "footnote"]
                queue += [notes.pop(label).children for label in cited if label in notes]


def _closed(spans: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """Find the places in which no citation can stand: code, links, tags."""
    for span in spans:
        is_raw = span.kind == "html" and span.label in RAW_TAGS
        if span.kind in numbers.CLOSED or span.kind == "link" or is_raw:
            yield span.start, span.end
            continue
        if span.kind == "html":
            yield span.start, span.inner_start
        yield from _closed(span.children)


def _finding(code: str, view: View, place: tuple[int, int], message: str) -> Finding:
    return Finding(code, view.at(place[0]), view.end(place[1]), message)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"


CHECKS = (
    Check(
        code=FOOTNOTE,
        name="undefined footnote",
        summary="A footnote is cited that the text does not have.",
        why="""kramdown shows the mark as it is written, `[^2]`. The footnote may be missing, have
another name, or stand directly below a paragraph, where it is a part of that.""",
        bad="A boat[^1] and a train[^2].\n\n[^1]: It sails.\n",
        good="A boat[^1] and a train[^2].\n\n[^1]: It sails.\n\n[^2]: It runs.\n",
        find=find_footnotes,
        last=True,
    ),
    Check(
        code=LABEL,
        name="undefined label",
        summary="A link has a label that the text does not define.",
        why="""kramdown shows `[words][label]` with its brackets. The definition may be missing,
have another name, have its address on the next line, or stand directly below a paragraph. Nothing
is reported where an include may define the label.""",
        bad="A [boat][] and a [train][], the [one][trian].\n\n"
        "[boat]: https://boat.example/\n[train]: https://train.example/\n",
        good="A [boat][] and a [train][], the [one][train].\n\n"
        "[boat]: https://boat.example/\n[train]: https://train.example/\n",
        find=find_labels,
        last=True,
    ),
    Check(
        code=NUMBER,
        name="undefined number",
        summary="A number is cited that the text does not define.",
        why="""Where `[1]` and `[2]` are links because the text defines them, a `[3]` that it does
not define stays text; and a number that leads to an entry leads nowhere without a list.""",
        bad="A boat ([1]) and a train ([2]).\n\n[1]: https://boat.example/\n",
        good="A boat ([1]) and a train ([2]).\n\n"
        "[1]: https://boat.example/\n[2]: https://train.example/\n",
        find=find_numbers,
        last=True,
    ),
)
