"""How citations and entries are spelled, style by style."""

from __future__ import annotations

import re
from typing import NamedTuple

from postgen.markdown import escape

OUTSIDE = re.compile(r"(?:https?|ftps?):|//", re.IGNORECASE)
"""The links that are numbered; anchors, mail, the site's own pages and Liquid stay as they are."""

VISIBLE = frozenset({"linked", "plain"})
"""The styles whose list is a part of the page."""

NUMBERED = frozenset({"linked", "plain", "footnotes"})
"""The styles that show a number in the place of a link."""


class Entry(NamedTuple):
    """What a list says of a URL. All but `url` is Markdown.

    `rest` is the whole text of an entry that says more than a name and a URL; its `url` is "" where it holds none
    or several. `words` are those of each of its citations, kept where its name does not tell them.
    """

    url: str
    name: str = ""
    title: str = ""
    attributes: str = ""
    rest: str = ""
    words: tuple[str, ...] = ()


def citation(style: str, number: int, after: str = "", *, first: bool = False) -> str:
    """Spell the mark that cites a number; `after` is the character that follows it, `first` opens the way back."""
    if style == "footnotes":
        return f"[^{number}]"
    if style == "plain":
        return f"[{number}\\]" if after in set("([:{") else f"[{number}]"
    return f"[\\[{number}\\]](#ref-{number})" + (f"{{:#cite-{number}}}" if first else "")


def cited_words(style: str, words: str) -> str:
    """Spell the words before a mark: a `!` there would make an image of it."""
    if style in NUMBERED and words.endswith("!") and not words.endswith("\\!"):
        return words[:-1] + "\\!"
    return words


def freed(words: str) -> str:
    """Spell numbers in a link's words as they are: there they cite nothing, and brackets must be balanced."""
    return _KEPT.sub(r"[\1]", words)


_KEPT = re.compile(r"(?<!\\)(?:\\\[|&#91;)(\d{1,4}[\d ,，–-]*)\]", re.ASCII)


def mark(style: str, number: int, *, cited: bool = True) -> str:
    """Spell what an entry of a list begins with; one that is not `cited` has no way back."""
    if style == "reflinks":
        return f"[{number}]: "
    if style == "footnotes":
        return f"[^{number}]: "
    if style == "plain":
        return f"[{number}] "
    return f"[\\[{number}\\]](#{'cite' if cited else 'ref'}-{number}){{:#ref-{number}}} "


def row(style: str, number: int, entry: Entry, *, cited: bool = True) -> str:
    """Spell an entry of a list."""
    return mark(style, number, cited=cited) + told(style, entry)


def told(style: str, entry: Entry) -> str:
    """Spell what an entry says behind its mark."""
    title = f' "{entry.title}"' if '"' not in entry.title else f" '{entry.title}'"
    title = title if entry.title else ""
    if style == "reflinks":
        return escape.address(entry.url) + title
    if entry.rest:
        return entry.rest
    name = listed_name(style, entry)
    if style == "plain":
        text = f"**{name}:** {escape.autolink(entry.url)}{entry.attributes}"
    else:
        text = f"{escape.link(name, entry.url, entry.title)}{entry.attributes}"
    return text + (_kept(entry.words) if entry.words else "")


def listed_name(style: str, entry: Entry) -> str:
    """Give the name of an entry as its list shows it: its words, but an image shows as its text."""
    if "![" in entry.name:
        name = escape.inline(escape.one_line(escape.visible(entry.name))) or escape.inline(
            entry.url
        )
    else:
        name = escape.one_line(freed(entry.name)) or escape.inline(entry.url)
    if style == "plain" and set("*_") & set(name):
        return escape.inline(escape.visible(name))
    return name


# The comment behind an entry, for the words of its citations

_COMMENT = re.compile(r"<!-- words: (\[.*\]) -->\Z", re.DOTALL)


def _kept(words: tuple[str, ...]) -> str:
    import json

    text = json.dumps(words, ensure_ascii=False)
    text = re.sub(r"[<>|{}]|-(?=-)", lambda found: f"\\u{ord(found[0]):04x}", text)
    return f"<!-- words: {text} -->"


def kept_words(comment: str) -> tuple[str, ...] | None:
    """Read the words of citations from a comment; None for any other comment."""
    found = _COMMENT.match(comment)
    if not found:
        return None
    import json

    try:
        words = json.loads(found[1])
    except ValueError:
        return None
    return tuple(map(str, words)) if isinstance(words, list) else None
