"""The runs of a passage for social outlets: each link has words, and leads to a web address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.outlets.passages import Run
from postgen.text.patterns import Lazy
from postgen.urls.bare import find_addresses, is_web_address, may_begin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.outlets.passages import Passage

_LAST_WORD = Lazy(r"([^\s,.;:!?()，。、；：！？（）]+)\s*\Z")


def with_linked_words(passage: Passage) -> Passage:
    """Return a passage whose bare addresses are links, and whose links within the page are text."""
    runs: list[Run] = []
    for run in passage.runs:
        if is_web_address(run.url):
            runs += _trimmed(run)
        elif run.url:  # within the page, or to another program: `mailto:`
            runs.append(Run(run.text))
        else:
            runs += _split(run.text)
    return passage._replace(runs=tuple(_with_words(_without_blank_start(runs))))


def _without_blank_start(runs: Sequence[Run]) -> Iterator[Run]:
    """Yield the runs of a passage without the white space before the first word."""
    has_begun = False
    for run in runs:
        text = run.text if has_begun else run.text.lstrip()
        has_begun = has_begun or bool(text)
        if text:
            yield run._replace(text=text)


def _with_words(runs: Iterable[Run]) -> list[Run]:
    """Make a link of the word before a number that is one, `REALM [10]`; the number is left out."""
    found: list[Run] = []
    for run in runs:
        is_number = bool(run.url) and _is_number(run.text)
        before = found[-1] if is_number and found and not found[-1].url else None
        word = _LAST_WORD.search(before.text) if before else None
        if not before or not word:
            found.append(run)
            continue
        found[-1:] = [Run(before.text[: word.start()])] if word.start() else []
        found.append(Run(word[1], run.url))
    return found


def _is_number(words: str) -> bool:
    """Whether words are a number as references have it: `[10]`."""
    return words.startswith("[") and words.endswith("]") and words[1:-1].isdecimal()


def _split(text: str) -> Iterator[Run]:
    start = 0
    for address in find_addresses(text):
        if address.start >= start and may_begin(text, address.start):
            if address.start > start:
                yield Run(text[start : address.start])
            yield Run(text[address.start : address.end], address.url)
            start = address.end
    if start < len(text):
        yield Run(text[start:])


def _trimmed(run: Run) -> Iterator[Run]:
    """Yield a link without the blanks at its ends, which are text around it."""
    words = run.text.strip()
    before, _, after = run.text.partition(words) if words else (run.text, "", "")
    for each in (Run(before), Run(words, run.url), Run(after)):
        if each.text:
            yield each
