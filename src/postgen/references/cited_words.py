"""The words of citations: those before a number, or in the comment behind an entry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.markdown import escape
from postgen.markdown.liquid import mask
from postgen.references import numbers
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.spans import Span
    from postgen.references.model import Citation, Entry

_COMMENT = re.compile(r"<!-- words: (\[.*\]) -->\Z", re.DOTALL)
_CLOSERS = Lazy(r"[\"'”’»」』》）)\]*_~]{0,4}[ \t\u00a0]?\Z")
"""What may stand between words and their number: `“words”[3]`, `*words* [3]`."""

_LAST_SPACED_SCRIPT = 0x0E00


# The comment


def comment(words: tuple[str, ...]) -> str:
    """Write the comment that keeps words of citations; "" for none."""
    if not words:
        return ""
    import json

    text = json.dumps(words, ensure_ascii=False)
    text = re.sub(r"[<>|{}]|-(?=-)", lambda found: f"\\u{ord(found[0]):04x}", text)
    return f"<!-- words: {text} -->"


def read_comment(text: str) -> tuple[str, ...] | None:
    """Read the words of citations from a comment; None for any other comment."""
    found = _COMMENT.match(text)
    if not found:
        return None
    import json

    try:
        words = json.loads(found[1])
    except ValueError:
        return None
    return tuple(map(str, words)) if isinstance(words, list) else None


# The words before a number


def find_words(body: Markdown, citations: Sequence[Citation]) -> None:
    """Find the words before each number: those that its entry keeps for it, or the entry's name."""
    by_entry: dict[object, list[Citation]] = {}
    for citation in citations:
        if len(citation.entries) == 1:
            key = citation.footnote or citation.listed[0]
            by_entry.setdefault(key, []).append(citation)
    for same_entry in by_entry.values():
        entry = same_entry[0].entries[0]
        is_kept = len(entry.words) == len(same_entry)
        for index, citation in enumerate(same_entry):
            kept = entry.words[index] if is_kept else None
            citation.words = _words_before(body, citation, kept, entry)


def _words_before(
    body: Markdown, citation: Citation, kept: str | None, entry: Entry
) -> tuple[int, int] | None:
    """Return the place of the words before a number.

    `kept` are those that the entry keeps, "" for none.
    """
    if kept == "":
        return None
    text = citation.view.text[: citation.place]
    spans = body.spans(citation.view)
    guesses = sorted({*entry.words, entry.name, escape.inline(entry.url)}, key=len, reverse=False)
    tries = [(kept, True)] if kept else []
    tries += [(guess, False) for guess in reversed(guesses)]
    for words, is_sure in tries:
        found = _at_end(text, words, is_sure=is_sure)
        if found and all(_is_apart(span, *found) for span in spans):
            return found
    return None


def _at_end(text: str, words: str, *, is_sure: bool) -> tuple[int, int] | None:
    """Find words at the end of a text, followed only by what closes a quotation or the like."""
    found = _last(text, mask(words.strip())[0])
    if not found or not _CLOSERS.match(text, found[1]):
        return None
    start = found[0]
    is_cut = start > 0 and is_letter(text[start]) and is_letter(text[start - 1])
    return None if is_cut and not is_sure else found


def _last(text: str, words: str) -> tuple[int, int] | None:
    """Find words where they stand last, near the end, on one line or on several."""
    if not words:
        return None
    at = text.rfind(words, max(0, len(text) - len(words) - 5))
    if at >= 0:
        return at, at + len(words)
    if " " not in words:
        return None
    pattern = r"\s+".join(re.escape(each) for each in words.split())
    start = max(0, len(text) - 2 * len(words) - 100)
    found = list(re.finditer(pattern, text[start:]))
    return (found[-1].start() + start, found[-1].end() + start) if found else None


def _is_apart(span: Span, start: int, end: int) -> bool:
    """Whether words can be those of a link: without a link in them, or a cut through the span."""
    if span.end <= start or span.start >= end:
        return True
    if start <= span.start and span.end <= end:
        return all(each.kind not in {"link", "autolink", "footnote"} for each in span.walk())
    is_inside = span.inner_start <= start and end <= span.inner_end
    if not is_inside or span.kind in numbers.CLOSED or span.kind == "link":
        return False
    return all(_is_apart(child, start, end) for child in span.children)


def is_letter(character: str) -> bool:
    """Whether a letter belongs to a script that puts blanks between words."""
    return character.isalpha() and ord(character) < _LAST_SPACED_SCRIPT
