"""Single keys of a front matter, read without the rest of it, with the meaning that YAML gives.

Reading the titles of ten thousand posts must not cost as much as reading their front matters.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from postgen.jekyll.document import Document
from postgen.text.patterns import Lazy

HEAD = 4096
"""How many characters are looked at where the end of the front matter is not known."""

_SIMPLE = Lazy(
    r"[ \t]+(?:"
    r'"(?P<double>[^"\\\n]*)"'  # `"A title"`
    r"|'(?P<single>(?:[^'\n]|'')*)'"  # `'It''s a title'`
    r"|(?P<plain>[^\W\d_](?:[^\n:#]|:(?!\s)|(?<!\s)\#)*)"  # `A title: no; A title:x`
    r")(?:[ \t]+\#[^\n]*)?[ \t]*\r?(?:\n|\Z)(?![ \t\r\n]|\Z)"
)
"""A value that is a text on one line, with another key or the end of the front matter below it."""

_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""What YAML 1.1 reads as something else than text."""

_BROKEN = Lazy(r"[ \t]*[\"']?(.*?)[\"']?[ \t\r]*\Z")


def front_in(text: str) -> str:
    """Return the front matter of a text, or as much of it as there is in the beginning of one.

    A text without fences is taken for a front matter itself.
    """
    document = Document.parse(text)
    if document.has_front_matter:
        return document.front
    if not text.lstrip("\ufeff").startswith("---"):
        return text
    return text[:HEAD].partition("\n")[2]


def value_of(text: str, key: str) -> Any:
    """Return the value of a key in a text's front matter; None where it has none.

    Only the lines of the key are read, unless they refer to others. Where they are not YAML, what
    is written is returned.
    """
    may_be_there = key in text or "{" in text  # `{"\x69ssue": 3}`
    if not may_be_there:
        return None
    front = front_in(text)
    places = list(_key(key).finditer(front))
    found = places[-1] if places else None  # the last one counts
    if found is None:
        may_be_quoted = f'"{key}"' in front or f"'{key}'" in front or front.lstrip()[:1] == "{"
        return _load(front).get(key) if may_be_quoted or f"? {key}" in front else None
    simple = _SIMPLE.match(f"{front}-", found.end())
    if simple is not None:
        double, single, plain = simple.groups()
        if plain is None:
            return double if single is None else single.replace("''", "'")
        if plain.rstrip().lower() not in _WORDS:
            return plain.rstrip()
    rest = front[found.end() :]
    lines = front[found.start() : found.end()] + rest[: _end_of_value(rest)]
    values = _load(lines) or _load(front)
    if key in values:
        return values[key]
    written = _BROKEN.match(rest.partition("\n")[0])
    return written[1] if written else None


def text_of(text: str, key: str) -> str:
    """Return the value of a key as text on one line; "" for none, and for a list and the like."""
    value = value_of(text, key)
    if value is None or isinstance(value, (dict, list)):
        return ""
    return " ".join(str(value).split())


def title_of(text: str) -> str:
    """Return the title in a text's front matter; "" where there is none."""
    return text_of(text, "title")


@cache
def _key(key: str) -> re.Pattern[str]:
    return re.compile(rf"^{re.escape(key)}[ \t]*:(?=\s|\Z)", re.MULTILINE)


_NEXT = Lazy(r"\n(?=[^\s#-]|-\S|---|\.\.\.)")
"""The end of a value: a line that begins with neither white space nor `- ` nor a comment."""


def _end_of_value(rest: str) -> int:
    found = _NEXT.search(rest)
    return found.end() if found else len(rest)


def _load(yaml: str) -> dict[str, Any]:
    """Return what YAML means; nothing where it cannot be read."""
    from postgen.jekyll import frontmatter

    try:
        return frontmatter.load(yaml)
    except frontmatter.YamlError:
        return {}
