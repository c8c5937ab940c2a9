"""YAML as Jekyll reads it: loaded, written so that it reads back the same, and edited key by key.

This is the only room that knows `yaml` and `python-frontmatter`.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from postgen.document import Document
from postgen.errors import PostgenError
from postgen.text import newline_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import yaml

_ESCAPED = re.compile('[\\\\"\x00-\x1f\x7f-\xa0\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]')
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_PLAIN_KEY = re.compile(r"[A-Za-z_][\w-]*\Z")
_AMBIGUOUS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}


class YamlError(PostgenError):
    """The YAML cannot be read; `line` counts from 1 within it."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem, "Quote the value, or mend the line.")
        self.line = line


def load(text: str) -> dict[str, Any]:
    """Read a mapping with the meaning that Psych gives it (YAML 1.1); empty text is an empty mapping."""
    import yaml

    try:
        value = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise YamlError(f"This is not valid YAML: {problem}.", mark.line + 1 if mark else 1) from error
    except ValueError as error:  # a date such as 2024-02-31
        raise YamlError(f"This is not valid YAML: {error}.", 1) from error
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise YamlError("This YAML is not a list of `key: value` pairs.", 1)
    return {str(key): each for key, each in value.items()}


def read(text: str) -> dict[str, Any]:
    """Read the front matter of a file's text; `YamlError.line` counts within the file."""
    import frontmatter as library
    from frontmatter.default_handlers import YAMLHandler

    class Fences(YAMLHandler):  # type: ignore[misc, unused-ignore]
        """Jekyll's fences: the library's own differ on `...`, `----`, a BOM and a leading blank line."""

        def detect(self, text: str) -> bool:
            return Document.parse(text).has_front_matter

        def split(self, text: str) -> tuple[str, str]:
            document = Document.parse(text)
            return document.front, document.body

        def load(self, fm: str, **_: object) -> dict[str, Any]:
            return load(fm)

    try:
        return dict(library.parse(text, handler=Fences())[0])
    except YamlError as error:
        error.line += Document.parse(text).head.count("\n")
        raise


def spell(value: object) -> str:
    """Spell a value as YAML on one line, so that Psych and SafeYAML both read back exactly what was given.

    Strings are always double-quoted: unquoted ones turn into dates, numbers, booleans or errors too easily.
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S %z}".rstrip()
    if isinstance(value, (int, float, date)):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)}: {spell(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(spell(each) for each in value) + "]"
    return '"' + _ESCAPED.sub(_escape, str(value)) + '"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    return _SHORT.get(character) or (f"\\x{ord(character):02X}" if ord(character) < 256 else f"\\u{ord(character):04X}")


def _key(name: object) -> str:
    text = str(name)
    return text if _PLAIN_KEY.match(text) and text.lower() not in _AMBIGUOUS else spell(text)


def dump(values: Mapping[str, object], newline: str = "\n") -> str:
    """Spell a mapping as front matter, a line a key, in the order given."""
    return "".join(f"{_key(key)}: {spell(value)}{newline}" for key, value in values.items())


def set_key(front: str, key: str, value: object) -> str:
    """Give the front matter with one key set: replaced where it stands, or added at the end.

    Every other byte stays. A key given twice is set where it counts, the last time.
    """
    pairs = [pair for pair in _pairs(front) if pair[0].value == key]
    if not pairs:
        newline = newline_at(front, max(0, len(front) - 2))
        glue = newline if front and not front.endswith("\n") else ""
        return front + glue + dump({key: value}, newline)
    name, node = pairs[-1]
    start, end = _extent(front, name, node)
    kept = front[: start if "\n" not in front[name.end_mark.index : start] else _colon(front, name)]
    gap = "" if kept[-1:] in {" ", "\t"} else " "
    return kept + gap + spell(value) + front[end:]


def remove_key(front: str, key: str) -> str:
    """Give the front matter without a key, its value and its line's end; every other byte stays."""
    for name, node in reversed([pair for pair in _pairs(front) if pair[0].value == key]):
        _, end = _extent(front, name, node)
        stop = front.find("\n", end) + 1 or len(front)
        front = front[: name.start_mark.index] + front[stop:]
    return front


def _pairs(front: str) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    import yaml

    load(front)
    root = yaml.compose(front, Loader=yaml.SafeLoader)
    if root is None:
        return
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise YamlError("The front matter is written in braces, on which postgen changes nothing.", 1)
    yield from root.value


def _colon(front: str, name: yaml.ScalarNode) -> int:
    return front.index(":", name.end_mark.index) + 1


def _extent(front: str, name: yaml.ScalarNode, node: yaml.Node) -> tuple[int, int]:
    """Say where a value stands: up to its last written character, and never before its colon."""
    start = max(node.start_mark.index, _colon(front, name))
    end = max(_last(node), start)
    while end > start and front[end - 1].isspace():
        end -= 1
    return start, end


def _last(node: yaml.Node) -> int:
    """Give the end of a node's last scalar: a block's own end mark stands after the comments that follow it."""
    if isinstance(node.value, list) and not getattr(node, "flow_style", False) and node.value:
        last = node.value[-1]
        return _last(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)
