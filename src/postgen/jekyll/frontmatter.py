"""YAML as Jekyll reads it: loaded, written so that it reads back the same, and edited key by key.

This is the only module that imports `python-frontmatter`; `yaml` is known to `yaml_loader`, too.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from math import isinf, isnan
from typing import TYPE_CHECKING, Any

from postgen.errors import PostgenError
from postgen.jekyll.document import Document
from postgen.jekyll.yaml_loader import YamlError, load, loader
from postgen.text.edits import newline_at
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "EditError",
    "RawYaml",
    "YamlError",
    "add_to_list",
    "dump",
    "encode",
    "load",
    "means",
    "read",
    "remove_key",
    "set_key",
    "written_value",
]

_SHORT_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_PLAIN_KEY = Lazy(r"[A-Za-z_][\w-]*\Z")
_BLANKS = " \t\r\n"
_AMBIGUOUS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
"""Keys that YAML 1.1 reads as something else than text, unless they are quoted."""

_BY_HAND = "Change it in the editor."


class EditError(PostgenError):
    """An edit would change the rest of the front matter."""


class RawYaml(str):
    """A value that is YAML already, and is written as it is."""

    __slots__ = ()


# Reading


def read(text: str) -> dict[str, Any]:
    """Read the front matter of a file's text; `YamlError.line` counts within the file."""
    if not Document.parse(text).has_front_matter:  # the library drops blank lines before it looks
        return {}
    import frontmatter as library
    from frontmatter.default_handlers import YAMLHandler

    class Fences(YAMLHandler):  # type: ignore[misc, unused-ignore]
        """Jekyll's fences: the library's own differ on `...`, `----`, a BOM, a first blank line."""

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


# Writing


def encode(value: object) -> str:
    """Encode a value as YAML on one line, so that Psych and SafeYAML both read it back.

    Strings are always in double quotes: without, they turn into dates, numbers, booleans or errors
    too easily.
    """
    if isinstance(value, RawYaml):
        return str(value)
    if value is None or isinstance(value, (bool, int, float, date)):
        return _encode_scalar(value)
    if isinstance(value, dict):
        pairs = (f"{_encode_key(key)}: {encode(each)}" for key, each in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(encode(each) for each in value)}]"
    return f'"{_escape(str(value))}"'


def _encode_scalar(value: float | date | None) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, datetime):
        return _encode_datetime(value)
    if isinstance(value, float):
        return _encode_float(value)
    return str(value)


def _encode_datetime(value: datetime) -> str:
    """Write `2026-11-20 18:30:00 +0100`, in UTC where Psych would misread the offset.

    It does so for offsets with seconds, and for negative ones of less than an hour.
    """
    offset = value.utcoffset()
    if offset is not None:
        has_seconds = bool(offset.total_seconds() % 60)
        is_less_than_an_hour_behind = timedelta(hours=-1) < offset < timedelta(0)
        if has_seconds or is_less_than_an_hour_behind:
            value = value.astimezone(UTC)
    return f"{value.replace(tzinfo=None).isoformat(' ')} {value:%z}".rstrip()


def _encode_float(value: float) -> str:
    """Write a number; YAML 1.1 wants a point before an exponent (`1.0e+16`), and `.nan`, `.inf`."""
    if isnan(value):
        return ".nan"
    if isinf(value):
        return ".inf" if value > 0 else "-.inf"
    mantissa, exponent, power = repr(value).partition("e")
    if not exponent:
        return mantissa
    point = "" if "." in mantissa else ".0"
    return f"{mantissa}{point}e{power}"


def _escape(text: str) -> str:
    """Escape what a double-quoted YAML text cannot hold, and what nobody would see in it."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return text
    return "".join(_escape_character(each) for each in text)


def _escape_character(character: str) -> str:
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    if not _is_hidden(character):
        return character
    code = ord(character)
    is_control = code < 0x20 or (0x7F <= code < 0xA0 and code != 0x85)
    if is_control or code in {0xFFFE, 0xFFFF}:  # the site's feed could not hold it
        return ""
    if 0xD800 <= code <= 0xDFFF:  # a byte that was not UTF-8: YAML cannot hold it
        return "\ufffd"
    if code < 0x100:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def _is_hidden(character: str) -> bool:
    from unicodedata import category

    return category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} or character in "\xa0\ufffe\uffff"


def _encode_key(name: object) -> str:
    text = str(name)
    is_plain = _PLAIN_KEY.match(text) and text.lower() not in _AMBIGUOUS
    return text if is_plain else encode(text)


def dump(values: Mapping[str, object], newline: str = "\n") -> str:
    """Write a mapping as front matter, a line a key, in the order given.

    None is a key to fill in: `image:`.
    """
    lines = []
    for key, value in values.items():
        text = "" if value is None else f" {encode(value)}"
        lines.append(f"{_encode_key(key)}:{text}{newline}")
    return "".join(lines)


# Editing


def set_key(front: str, key: str, value: object) -> str:
    """Return the front matter with one key set: replaced where it is, or added at the end.

    Every other byte stays. A key that is there twice is set where it counts, the last time. Raises
    `YamlError`, and `EditError` where the edit would change the meaning of anything else.
    """
    pairs = _pairs(front)
    pair = _last(pairs, key)
    expected = load(front) | load(dump({key: value}))
    if pair is None:
        return _verified(_append_pair(front, pairs, {key: value}), key, expected)
    return _verified(_replace_value(front, pair, encode(value)), key, expected)


def add_to_list(front: str, key: str, value: object) -> str:
    """Return the front matter with one more entry in the list of a key.

    It has the form of those that are there. A single value becomes a list. Raises like `set_key`.
    """
    current = load(front).get(key)
    entries = [value]
    if current is not None:
        entries = [*(current if isinstance(current, list) else [current]), value]
    pair = _last(_pairs(front), key)
    if pair and isinstance(current, list) and current:
        with suppress(EditError):
            new = _append_entry(front, pair, encode(value))
            return _verified(new, key, load(front) | {key: entries})
    return set_key(front, key, entries)


def written_value(front: str, key: str) -> str:
    """Return the value of a key as it is written, quotes and all; "" where there is none.

    Raises like `set_key`.
    """
    pair = _last(_pairs(front), key)
    return front[pair.value : pair.end] if pair else ""


def remove_key(front: str, key: str) -> str:
    """Return the front matter without a key, its value and the end of its line.

    Every other byte stays. Raises `YamlError`, and `EditError` where others need what would go,
    such as an anchor.
    """
    new = front
    for pair in reversed([pair for pair in _pairs(front) if pair.key == key]):
        line = new.rfind("\n", 0, pair.start) + 1
        is_first_on_line = not new[line : pair.start].strip(_BLANKS + "?")
        start = line if is_first_on_line else pair.start
        stop = new.find("\n", pair.end) + 1 or len(new)
        new = new[:start] + new[stop:]
    expected = load(front)
    expected.pop(key, None)
    return _verified(new, key, expected)


def list_spans(text: str, *keys: str) -> list[tuple[int, int]]:
    """Return where the entries of a list start and end, which is found by its keys from the top.

    Positions are in characters; there are none for what is no list. Raises `YamlError`.
    """
    import yaml

    load(text)
    node = yaml.compose(text.partition("\n---")[0], Loader=loader())
    for key in keys:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((value for name, value in pairs if name.value == key), None)
    entries = node.value if isinstance(node, yaml.SequenceNode) else []
    return [(each.start_mark.index, each.end_mark.index) for each in entries]


class _Pair(NamedTuple):
    """A top-level key: where it starts, its colon ends, and its value starts and ends."""

    key: str
    start: int
    colon: int
    value: int
    end: int


def _last(pairs: list[_Pair], key: str) -> _Pair | None:
    """Return the pair of a key that counts: the last one."""
    return next((pair for pair in reversed(pairs) if pair.key == key), None)


def _pairs(front: str) -> list[_Pair]:
    """Find the top-level keys; all positions are in characters."""
    import yaml

    load(front)
    events = iter(yaml.parse(front, Loader=loader()))
    root = next((event for event in events if isinstance(event, yaml.NodeEvent)), None)
    if not isinstance(root, yaml.MappingStartEvent):
        return []
    if root.flow_style:
        raise EditError(
            "The front matter is written in braces, in which postgen changes nothing.", _BY_HAND
        )
    pairs = []
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        start, after, name = _extent(event, events)
        colon = front.index(":", after) + 1
        value, end, _ = _extent(next(events), events)
        while end > colon and front[end - 1] in _BLANKS:
            end -= 1
        pairs.append(_Pair(name, start, colon, max(value, colon), max(end, colon)))
    return pairs


def _extent(first: Any, events: Iterator[Any]) -> tuple[int, int, str]:
    """Return where a node starts and ends, and its text if it is a scalar.

    Read `events` up to its last one. The parser places the end of a block collection after the
    comments that follow it, so the end of its last scalar counts.
    """
    import yaml

    event: Any = first
    end: int = first.end_mark.index
    open_flow_styles: list[bool | None] = []
    while True:
        ends_text: bool | None = True
        if isinstance(event, yaml.CollectionStartEvent):
            open_flow_styles.append(event.flow_style)
            ends_text = False
        elif isinstance(event, yaml.CollectionEndEvent):
            ends_text = open_flow_styles.pop()  # `]` or `}`; a block ends without a character
        if ends_text:
            end = event.end_mark.index
        if not open_flow_styles:
            return first.start_mark.index, end, getattr(first, "value", "")
        event = next(events)


def _replace_value(front: str, pair: _Pair, encoded: str) -> str:
    gap = front[pair.colon : pair.value]
    if "\n" in gap:  # a comment may be between the colon and a value on the next line
        return f"{front[: pair.colon]} {encoded}{gap.rstrip(_BLANKS)}{front[pair.end :]}"
    return front[: pair.colon] + (gap or " ") + encoded + front[pair.end :]


def _append_pair(front: str, pairs: list[_Pair], values: Mapping[str, object]) -> str:
    """Add a pair at the end, as far indented as the first one."""
    newline = newline_at(front, max(0, len(front) - 2))
    glue = newline if front and not front.endswith("\n") else ""
    indent = front[front.rfind("\n", 0, pairs[0].start) + 1 : pairs[0].start] if pairs else ""
    indent = indent.partition("?")[0]  # `? key`
    return front + glue + indent + dump(values, newline)


def _append_entry(front: str, pair: _Pair, encoded: str) -> str:
    """Put an entry at the end of a list: in the brackets of `[a, b]`, or on a line `- b`."""
    is_in_brackets = front[pair.end - 1] == "]"
    if is_in_brackets:
        head = front[: pair.end - 1].rstrip(_BLANKS)
        comma = "" if head.endswith(",") else ","
        return f"{head}{comma} {encoded}{front[len(head) :]}"
    indent = front[front.rfind("\n", 0, pair.value) + 1 : pair.value]
    stop = front.find("\n", pair.end) + 1 or len(front)
    newline = newline_at(front, pair.value)
    glue = "" if front[stop - 1] == "\n" else newline
    return f"{front[:stop]}{glue}{indent}- {encoded}{newline}{front[stop:]}"


def means(front: str, expected: Mapping[str, Any]) -> bool:
    """Whether a front matter is YAML with exactly the expected values.

    The comparison is by `repr`, which differs for 1 and true, and is equal for two NaN.
    """
    try:
        return repr(load(front)) == repr(expected)
    except YamlError:
        return False


def _verified(new: str, key: str, expected: Mapping[str, Any]) -> str:
    """Return an edited front matter if it means what it should; else raise `EditError`."""
    if not means(new, expected):
        raise EditError(
            f"`{key}` cannot be changed without changing what other keys mean.", _BY_HAND
        )
    return new


class Scalar(NamedTuple):
    """A single value in a front matter: its path of keys and places, and where it is written."""

    path: tuple[str | int, ...]
    start: int
    end: int


def scalars(front: str) -> list[Scalar]:
    """Find every single value, those in lists and maps too. Raises `YamlError`."""
    import yaml

    load(front)
    found: list[Scalar] = []

    def walk(node: Any, path: tuple[str | int, ...]) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                walk(value, (*path, str(key.value)))
        elif isinstance(node, yaml.SequenceNode):
            for place, value in enumerate(node.value):
                walk(value, (*path, place))
        else:
            start, end = node.start_mark.index, node.end_mark.index
            while end > start and front[end - 1] in _BLANKS:
                end -= 1
            found.append(Scalar(path, start, end))

    root = yaml.compose(front, Loader=loader())
    if root is not None:  # as it is for nothing but comments
        walk(root, ())
    return found


def extent_of_key(front: str, key: str) -> tuple[int, int]:
    """Return where the lines of a key and its value start and end; (0, 0) where there are none.

    Raises like `set_key`.
    """
    pair = _last(_pairs(front), key)
    if not pair:
        return 0, 0
    stop = front.find("\n", pair.end) + 1 or len(front)
    return front.rfind("\n", 0, pair.start) + 1, stop
