"""Single values of a front matter, written as the site writes them: plain or in its quotes."""

from __future__ import annotations

from postgen.jekyll import frontmatter
from postgen.text.patterns import Lazy

_TAG = Lazy(r"![ \t]+")  # `title: ! 'Issue #100'`
_LIKE_NUMBER = Lazy(r"[-+.\d,_:eExX ]*\Z")
_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~"}
_QUOTABLE = Lazy(r"[^\x00-\x1f\x7f-\xa0\u200b\u2028\u2029\ufeff]*\Z")


def write_like(value: object, written: str) -> str:
    """Write a value in the style of another; in double quotes where it would read as another."""
    if not isinstance(value, str):
        return frontmatter.encode(value)
    tag = _TAG.match(written)
    prefix = tag[0] if tag else ""
    mark = written[len(prefix) :][:1]
    if not is_plain(value.replace("#", "").replace(":", "") or " "):
        prefix = ""  # `! 'yes'` is true for some loaders
    if mark == "'" and _QUOTABLE.match(value):
        quoted = value.replace("'", "''")
        return f"{prefix}'{quoted}'"
    if mark not in {"'", '"'} and is_plain(value):
        return prefix + value
    return prefix + frontmatter.encode(value)


def is_plain(text: str) -> bool:
    """Whether SafeYAML and Psych both read a text as itself where it has no quotes."""
    if not text or text != text.strip() or not _QUOTABLE.match(text):
        return False
    is_special = text[0] in ":=" or text.lower() in _WORDS or _LIKE_NUMBER.match(text)
    if is_special or ": " in text or " #" in text:
        return False
    try:
        return frontmatter.load(f"key: {text}\n") == {"key": text}
    except frontmatter.YamlError:
        return False
