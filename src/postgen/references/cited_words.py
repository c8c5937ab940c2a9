"""The words of citations: those before a number, or in the comment behind an entry."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from postgen.markdown import escape, quotes
from postgen.markdown.liquid import mask
from postgen.references import numbers
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postgen.markdown import Markdown
    from postgen.markdown.spans import Span
    from postgen.references.model import Citation, Entry, Footnote, Links, PlacedEntry

_COMMENT = re.compile(r"<!-- words: (\[.*\]) -->\Z", re.DOTALL)
_CLOSERS = Lazy(r"[\"'”’»」』》）)\]*_~]{0,4}[ \t\u00a0]?\Z")
"""What may stand between words and their number: `“words”[3]`, `*words* [3]`."""

LONGEST_CLOSERS = 5
"""How many characters `_CLOSERS` takes at the most."""

_ENDS_COMMENT = Lazy(r"[<>|{}]|-(?=-)")
"""What has a meaning to HTML, Liquid or a table within a comment: `-->`, `{{`, `|`."""

_LINE_END = Lazy(r"[ \t]*(?:[\r\n]|\Z)")
_AROUND = Lazy(r"(?:\s|<!--.*?-->)*", re.DOTALL)
"""What a link may have before its words, and the page does not show: `[<!-- by --> Ada](url)`."""

_LINKS = frozenset({"link", "autolink", "footnote"})
_FIRST_UNSPACED_SCRIPT = 0x0E00
"""Where Thai begins: the scripts from here on, such as Chinese, write words without blanks."""


# The comment


def comment(entry: Entry) -> str:
    r"""Write the comment that keeps words of citations, `<!-- words: ["a", "b"] -->`; "" for none.

    A link with another title or other attributes than its entry is `["b", "title", "{:.x}"]`. What
    would end the comment, or run as Liquid or a table, is written as JSON's `\u003e`.
    """
    if not entry.words:
        return ""
    import json

    kept: list[object] = list(entry.words)
    for index, own in enumerate(entry.links):
        if own:
            kept[index] = [entry.words[index], *own]
    text = json.dumps(kept, ensure_ascii=False)
    text = _ENDS_COMMENT.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return f"<!-- words: {text} -->"


def read_comment(text: str) -> tuple[tuple[str, ...], Links] | None:
    """Read the words of citations from a comment, and their links; None for any other comment."""
    found = _COMMENT.match(text)
    if not found:
        return None
    import json

    try:
        words = json.loads(found[1])
    except ValueError:
        return None
    if not isinstance(words, list):
        return None
    lists = [each if isinstance(each, list) and each else [each] for each in words]
    links = [tuple(map(str, each[1:])) if len(each) == 3 else None for each in lists]
    kept = tuple(str(each[0]) for each in lists)
    return kept, tuple(links) if any(links) else ()  # type: ignore[arg-type]


# The blanks and comments around the words of a link


def breaks_line(source: str, citation: Citation) -> bool:
    """Whether the blanks behind a link's words stand at the end of a line, `[Ada ](url)`."""
    behind = citation.around[1]
    if not behind or behind.strip(" \t\r\n") or "  \n" in behind:
        return False
    return _LINE_END.match(source, citation.end + len(citation.attributes)) is not None


def kept_around(source: str, citation: Citation) -> tuple[str, str]:
    """Return the blanks and comments around a link's words, as the entry of its number has them."""
    before, behind = citation.around
    return before, " " if breaks_line(source, citation) else behind


def linked_place(source: str, citation: Citation) -> tuple[int, int, str]:
    """Return the place of a number and its words with the blanks and comments of their link.

    With it go the blanks that are no longer there: those at the end of a line.
    """
    before, behind = citation.around
    start, end = citation.words_place[0], citation.end
    if source.endswith(before, 0, start):
        start -= len(before)
    if source.startswith(behind, end):
        return start, end + len(behind), ""
    return start, end, behind if behind == " " else ""


# The words before a number


def find_words(body: Markdown, citations: Sequence[Citation]) -> None:
    """Find the words before each number: those that its entry keeps for it, or the entry's name."""
    for same_entry in _by_entry(citations):
        entry = same_entry[0].entries[0]
        keeps_words = len(entry.words) == len(same_entry)
        for index, citation in enumerate(same_entry):
            kept = None
            if keeps_words:
                before, kept, behind = _split(entry.words[index])
                citation.around = before, behind
            citation.words = _words_before(body, citation, kept)
            known = entry.title, "" if index else entry.attributes
            kept_link = entry.links[index] if keeps_words and entry.links else None
            citation.own_link = kept_link or known


def _split(kept: str) -> tuple[str, str, str]:
    """Return words with what an entry keeps around them: `<!-- by -->`, `Ada` and a blank."""
    before = _AROUND.match(kept)
    start = before.end() if before else 0
    end = start + len(kept[start:].rstrip())
    while kept.endswith("-->", start, end) and kept.find("<!--", start, end) >= 0:
        end = kept.rindex("<!--", start, end)
        end = start + len(kept[start:end].rstrip())
    return kept[:start], kept[start:end], kept[end:]


def _by_entry(citations: Sequence[Citation]) -> Iterable[list[Citation]]:
    """Group the citations of one entry each, `[3]`; those of several, `[1, 2]`, have no words."""
    groups: dict[Footnote | PlacedEntry, list[Citation]] = {}
    for citation in citations:
        if len(citation.entries) == 1:
            key = citation.footnote or citation.listed[0]
            groups.setdefault(key, []).append(citation)
    return groups.values()


def _words_before(body: Markdown, citation: Citation, kept: str | None) -> tuple[int, int] | None:
    """Return the place of the words before a number.

    `kept` are those that its entry keeps for it, "" for none, and None where it keeps nothing.
    """
    if kept == "":
        return None
    text, end = citation.view.text, citation.place
    spans = body.spans(citation.view)
    for words in _as_text(kept or ""):
        found = _find_last(text, end, words)
        if found and _may_be_linked(spans, *found):
            return found
    for guess in _guesses(citation.entries[0]):
        found = _find_last(text, end, guess)
        if found and not _cuts_word(text, found[0]) and _may_be_linked(spans, *found):
            return found
    return None


def _guesses(entry: Entry) -> list[str]:
    """Return what an entry's words in the text may be, the longest first."""
    names = [*entry.words, entry.name, escape.inline(entry.url)]
    guesses = dict.fromkeys(each for name in names for each in _as_text(name))
    return sorted(guesses, key=len, reverse=True)


def _as_text(words: str) -> Iterable[str]:
    r"""Return how words may stand in the text: a number in them may be escaped, `\[3]`."""
    if "[" not in words and numbers.ENTITY not in words:
        yield words
        return
    shown = numbers.unescape_all(words)
    escaped = numbers.escape_all(shown)
    yield from dict.fromkeys([words, shown, escaped, numbers.as_entities(escaped)])


def _find_last(text: str, end: int, words: str) -> tuple[int, int] | None:
    """Find words before a place, from which only the end of a quotation or the like parts them."""
    words, _ = mask(words.strip())
    if not words:
        return None
    found = _find_near(text, end, words)
    if found is None and " " in words:
        found = _find_wrapped(text, end, words)
    if found is None:
        return None
    is_right_before = _CLOSERS.match(text, found[1], end)
    return found if is_right_before else None


def _find_near(text: str, end: int, words: str) -> tuple[int, int] | None:
    """Find words as they are, where they stand last before a place and near it."""
    first = max(0, end - len(words) - LONGEST_CLOSERS)
    start = text.rfind(words, first, end)
    if start < 0:  # a quote beside a number may be written as it curls
        place = quotes.straight(text[first:end]).rfind(quotes.straight(words))
        start = first + place if place >= 0 else place
    if start < 0 or _is_escaped(text, start):
        return None
    return start, start + len(words)


def _is_escaped(text: str, place: int) -> bool:
    r"""Whether a backslash escapes the character at a place: `\[`, and not `\\[`."""
    before = text[:place] if place < 9 else text[place - 9 : place]
    backslashes = len(before) - len(before.rstrip("\\"))
    return backslashes % 2 == 1


def _find_wrapped(text: str, end: int, words: str) -> tuple[int, int] | None:
    """Find words that stand on several lines, where they stand last before a place."""
    pattern = r"\s+".join(re.escape(each) for each in quotes.straight(words).split())
    start = max(0, end - 2 * len(words) - 100)
    matches = list(re.finditer(pattern, quotes.straight(text[start:end])))
    if not matches:
        return None
    last = matches[-1]
    return start + last.start(), start + last.end()


def _cuts_word(text: str, start: int) -> bool:
    """Whether words begin in the midst of one, as `data` in `metadata[3]`."""
    return start > 0 and is_letter(text[start]) and is_letter(text[start - 1])


def _may_be_linked(spans: Sequence[Span], start: int, end: int) -> bool:
    """Whether words can be those of a link: they hold no link, and no span is cut in two."""
    first = bisect_right(spans, start, key=lambda span: span.end)
    last = bisect_left(spans, end, key=lambda span: span.start)
    return all(_allows_link(span, start, end) for span in spans[first:last])


def _allows_link(span: Span, start: int, end: int) -> bool:
    """Whether words that share a place with a span hold all of it, or stand within its marks."""
    is_in_words = start <= span.start and span.end <= end
    if is_in_words:
        return all(each.kind not in _LINKS for each in span.walk())
    is_around_words = span.inner_start <= start and end <= span.inner_end
    if not is_around_words:
        return False
    if span.kind == "link" or span.kind in numbers.CLOSED:
        return False
    return _may_be_linked(span.children, start, end)


def is_letter(character: str) -> bool:
    """Whether a letter belongs to a script that puts blanks between words."""
    return character.isalpha() and ord(character) < _FIRST_UNSPACED_SCRIPT
