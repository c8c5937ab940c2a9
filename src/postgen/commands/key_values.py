"""Keys of a front matter as a person types them: `KEY=VALUE`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgen.errors import UsageError
from postgen.jekyll import frontmatter
from postgen.jekyll.yaml_loader import MAX_DIGITS
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable

LISTS = {"categories", "tags"}
"""The keys that are always written as a list of texts."""

_TEXTS = {"title", "slug", "permalink"}
"""The keys that are texts, whatever is typed: `title=1984`."""

_QUOTED = Lazy(r'"(?:[^"\\]|\\.)*"\Z')  # `"12"`, `""`

_SWITCH = {"yes": True, "on": True, "no": False, "off": False}


def key_values(pairs: Iterable[str]) -> dict[str, Any]:
    """Read `KEY=VALUE`, each with its value. Raises `UsageError`."""
    values = {}
    for pair in pairs:
        key, text = split(pair)
        if key == "date":
            raise UsageError("Another key `date` would not name the file.", code="set-date")
        values[key] = value_of(key, text)
    return values


def split(pair: str, code: str = "set-form") -> tuple[str, str]:
    """Split `KEY=VALUE`. Raises `UsageError`, whose `code` names the hint of an option."""
    key, equals, text = pair.partition("=")
    if not equals or not key.strip() or not key.strip().isprintable():
        raise UsageError(f"`{pair}` is not KEY=VALUE.", "Write it as comments=true.", code=code)
    return key.strip(), text


def value_of(key: str, text: str) -> Any:
    """Return what a person means by the value of a key.

    `true`, `12`, `[a, b]`, `{a: 1}` and `"12"` are what they are in YAML; `007` and `a: b` are
    text. Categories and tags are a list.
    """
    value = _parsed(text)
    if key == "published":
        return _SWITCH.get(text, value)
    if key in LISTS:
        return words(value)
    return text if key in _TEXTS and not isinstance(value, str) else value


def words(value: Any) -> Any:
    """Return words as the list of texts that Jekyll wants; what is not one stays as it is."""
    if isinstance(value, list):
        return [str(each) for each in value]
    return value if isinstance(value, dict) else str(value).split()


def _parsed(text: str) -> Any:
    if text in {"true", "false"}:
        return text == "true"
    is_number = text.isascii() and text.isdecimal()
    has_leading_zero = len(text) > 1 and text.startswith("0")
    if is_number and not has_leading_zero and len(text) <= MAX_DIGITS:
        return int(text)
    if text[:1] in {"[", "{"} or _QUOTED.match(text):
        try:
            return frontmatter.load(f"value: {text}")["value"]
        except frontmatter.YamlError:
            return text
    return text
