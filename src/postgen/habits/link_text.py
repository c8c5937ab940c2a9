"""The title and the body of a post of one link, as the last such posts have theirs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postgen.habits.link_posts import HOST, OF_PAGE, TITLE, URL, host_of, is_url
from postgen.markdown import escape

if TYPE_CHECKING:
    from postgen.habits.link_posts import Kind, LinkHabits, Part


class LinkWords(NamedTuple):
    """What a post of a link says; `via` is a text or an address."""

    url: str
    title: str
    host: str
    note: str = ""
    quote: str = ""
    via: str = ""
    author: str = ""


def title_of(habits: LinkHabits, words: LinkWords) -> str:
    """Return the title of a post, as the earlier ones have theirs."""
    before, behind = (each.replace(HOST, words.host) for each in (habits.before, habits.behind))
    is_there = words.title.startswith(before) and words.title.endswith(behind)
    return words.title if is_there else f"{before}{words.title}{behind}"


def body_of(habits: LinkHabits, words: LinkWords) -> str:
    """Return the body of a post: the parts that there are words for, in the usual order."""
    has_link_line = any(part.kind == "link" for part in habits.parts)
    quotes_with_link = any(part.kind == "quote" and URL in part.text for part in habits.parts)
    is_in_quote = bool(words.quote) and quotes_with_link and habits.shows_it_once
    written: list[tuple[Kind, str]] = []
    for part in habits.parts:
        is_idle = (part.kind == "by" and not words.quote) or (part.kind == "link" and is_in_quote)
        if is_idle:
            continue
        text = _text_of(part, words)
        if text:
            written.append((part.kind, text))
    kinds = [kind for kind, _ in written]
    if words.quote and "quote" not in kinds:
        place = kinds.index("note") if "note" in kinds else len(written)
        mark = "— " if has_link_line or not habits.shows_link else f"— {URL}"
        written.insert(place, ("quote", _quote(mark, words)))
    if words.note and "note" not in kinds:
        place = kinds.index("via") if "via" in kinds else len(written)
        written.insert(place, ("note", _note(words)))
    texts = [text for _, text in written]
    is_shown = any(escape.address(words.url) in text or OF_PAGE.search(text) for text in texts)
    if habits.shows_link and not is_shown:
        by = f" by {_inline(words.author)}" if words.author and not words.quote else ""
        texts.insert(0, f"{_link(words)}{by}")
    return "".join(f"\n{text}\n" for text in texts) or "\n"


def _text_of(part: Part, words: LinkWords) -> str:
    if part.kind == "quote":
        return _quote(part.text, words) if words.quote else ""
    if part.kind == "by":
        return _by(part.text, words)
    if part.kind == "note":
        return _note(words)
    if part.kind == "via":
        return part.text.replace(URL, _via(words.via)) if words.via else ""
    if part.kind == "fixed":
        return part.text
    title = _inline(words.title)
    text = part.text.replace(TITLE, title).replace(HOST, escape.inline(words.host))
    return text.replace(URL, escape.address(words.url))


def _quote(mark: str, words: LinkWords) -> str:
    """Return the quotation as a blockquote, with whose words they are below."""
    paragraphs = _paragraphs(words.quote)
    by = _by(mark, words) if mark else ""
    lines = [f"> {line}" for line in [*paragraphs, by] if line]
    return "\n>\n".join(lines)


def _by(mark: str, words: LinkWords) -> str:
    """Return `— Ada Lovelace, [Notes](https://example.org/)`; "" where nothing is known."""
    link = _link(words) if URL in mark else ""
    names = ", ".join(each for each in (_inline(words.author), link) if each)
    sign = mark.replace(URL, "")
    closing = "</cite>" if sign.startswith("<cite>") else ""
    return f"{sign}{names}{closing}" if names else ""


def _note(words: LinkWords) -> str:
    return "\n\n".join(_paragraphs(words.note))


def _paragraphs(text: str) -> list[str]:
    parts = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))
    return [escape.guard(line) for line in map(_inline, parts) if line]


def _via(via: str) -> str:
    """Return where a link was found: its words, or its host as a link."""
    return escape.link(_inline(host_of(via)), via) if is_url(via) else _inline(via)


def _link(words: LinkWords) -> str:
    return escape.link(_inline(words.title), words.url)


def _inline(text: str) -> str:
    return escape.inline(escape.one_line(text))
