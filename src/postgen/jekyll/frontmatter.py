"""YAML as Jekyll reads it: loaded, written so that it reads back the same, and edited key by key.

This is the only room that knows `yaml` and `python-frontmatter`.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.errors import PostgenError
from postgen.jekyll.document import Document
from postgen.text.edits import newline_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_PLAIN_KEY = re.compile(r"[A-Za-z_][\w-]*\Z")
BLANKS = " \t\r\n"
_AMBIGUOUS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}


class YamlError(PostgenError):
    """The YAML cannot be read; `line` counts from 1 within it."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem, "Quote the value, or mend the line.")
        self.line = line


class EditError(PostgenError):
    """An edit would harm the rest of the front matter."""


class Spelled(str):
    """A value that is YAML already, and is written as it is."""

    __slots__ = ()


BY_HAND = "Change it in the editor."


def _loader() -> Any:
    """Give libyaml, which is Psych's parser, too; PyYAML's own, where it must do, refuses some tabs."""
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(text: str) -> dict[str, Any]:
    """Read a mapping with the meaning that Psych gives it (YAML 1.1); empty text is an empty mapping.

    As Psych does, it reads the first document only. Raises `YamlError`.
    """
    import yaml

    try:
        value = next(yaml.load_all(text, Loader=_loader()), None)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise YamlError(
            f"This is not valid YAML: {problem}.", mark.line + 1 if mark else 1
        ) from error
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise YamlError(
            "This is not valid YAML: it holds bytes that are not UTF-8.", line
        ) from error
    except (ValueError, OverflowError, RecursionError) as error:  # such as the date 2024-02-31
        raise YamlError(f"This is not valid YAML: {error}.", 1) from error
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise YamlError("This YAML is not a list of `key: value` pairs.", 1)
    return {str(key): each for key, each in value.items()}


def read(text: str) -> dict[str, Any]:
    """Read the front matter of a file's text; `YamlError.line` counts within the file."""
    if not Document.parse(text).has_front_matter:  # the library drops blank lines before it looks
        return {}
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
    if isinstance(value, Spelled):
        return str(value)
    if value is None or isinstance(value, (bool, int, float, date)):
        return _plain(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)}: {spell(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(spell(each) for each in value) + "]"
    return f'"{_escaped(str(value))}"'


def _plain(value: float | date | None) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, datetime):
        return _moment(value)
    return _float(value) if isinstance(value, float) else str(value)


def _moment(value: datetime) -> str:
    """Spell a time; Psych misreads offsets with seconds and negative ones of less than an hour: those become UTC."""
    offset = value.utcoffset()
    if offset is not None and (
        offset.total_seconds() % 60 or timedelta(hours=-1) < offset < timedelta(0)
    ):
        value = value.astimezone(UTC)
    return f"{value.replace(tzinfo=None).isoformat(' ')} {value:%z}".rstrip()


def _float(value: float) -> str:
    """Spell a number; YAML 1.1 wants a point before an exponent, and before what is no number."""
    if not isfinite(value):
        return ".nan" if value != value else ".inf" if value > 0 else "-.inf"  # noqa: PLR0124 - NaN is not itself
    mantissa, exponent, power = repr(value).partition("e")
    return mantissa if not exponent else f"{mantissa}{'' if '.' in mantissa else '.0'}e{power}"


def _escaped(text: str) -> str:
    """Escape what a double-quoted YAML text cannot hold, and what nobody would see in it."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return text
    return "".join(_SHORT.get(each) or (_code(each) if _is_hidden(each) else each) for each in text)


def _is_hidden(character: str) -> bool:
    from unicodedata import category

    return category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} or character in "\xa0\ufffe\uffff"


def _code(character: str) -> str:
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:  # a byte that was not UTF-8: no YAML can hold it
        return "\ufffd"
    return (
        f"\\x{code:02X}"
        if code < 0x100
        else f"\\u{code:04X}"
        if code < 0x10000
        else f"\\U{code:08X}"
    )


def _key(name: object) -> str:
    text = str(name)
    return text if _PLAIN_KEY.match(text) and text.lower() not in _AMBIGUOUS else spell(text)


def dump(values: Mapping[str, object], newline: str = "\n") -> str:
    """Spell a mapping as front matter, a line a key, in the order given; a key without a value is there to fill in."""
    spelled = {
        _key(key): "" if value is None else f" {spell(value)}" for key, value in values.items()
    }
    return "".join(f"{key}:{value}{newline}" for key, value in spelled.items())


def set_key(front: str, key: str, value: object) -> str:
    """Give the front matter with one key set: replaced where it stands, or added at the end.

    Every other byte stays. A key given twice is set where it counts, the last time. Raises `YamlError`, and
    `EditError` where the edit would change the meaning of anything else.
    """
    pairs = _pairs(front)
    same = [pair for pair in pairs if pair.key == key]
    new = _replaced(front, same[-1], spell(value)) if same else _added(front, pairs, {key: value})
    return _checked(new, key, load(front) | load(dump({key: value})))


def add_to_list(front: str, key: str, value: object) -> str:
    """Give the front matter with one more entry in the list of a key, in the form of those that are there.

    A single value becomes a list. Raises like `set_key`.
    """
    held = load(front).get(key)
    every = [*(held if isinstance(held, list) else [] if held is None else [held]), value]
    pair = next((pair for pair in reversed(_pairs(front)) if pair.key == key), None)
    if pair and isinstance(held, list) and held:
        with suppress(EditError):
            return _checked(_longer(front, pair, spell(value)), key, load(front) | {key: every})
    return set_key(front, key, every)


def _longer(front: str, pair: _Pair, spelled: str) -> str:
    """Put an entry at the end of a list: before its bracket, or on a line of its own, like the one before."""
    if front[pair.end - 1] == "]":
        head = front[: pair.end - 1].rstrip(BLANKS)
        return f"{head}{'' if head.endswith(',') else ','} {spelled}{front[len(head) :]}"
    indent = front[front.rfind("\n", 0, pair.value) + 1 : pair.value]
    stop = front.find("\n", pair.end) + 1 or len(front)
    newline = newline_at(front, pair.value)
    glue = "" if front[stop - 1] == "\n" else newline
    return f"{front[:stop]}{glue}{indent}- {spelled}{newline}{front[stop:]}"


def spelling(front: str, key: str) -> str:
    """Give the value of a key as it is written, quotes and all; "" where there is none. Raises like `set_key`."""
    return next(
        (front[pair.value : pair.end] for pair in reversed(_pairs(front)) if pair.key == key), ""
    )


def remove_key(front: str, key: str) -> str:
    """Give the front matter without a key, its value and its line's end; every other byte stays.

    Raises `YamlError`, and `EditError` where others need what would go, such as an anchor.
    """
    new = front
    for pair in reversed([pair for pair in _pairs(front) if pair.key == key]):
        line = new.rfind("\n", 0, pair.start) + 1
        stop = new.find("\n", pair.end) + 1 or len(new)
        new = new[: pair.start if new[line : pair.start].strip(BLANKS + "?") else line] + new[stop:]
    wanted = load(front)
    wanted.pop(key, None)
    return _checked(new, key, wanted)


class _Pair(NamedTuple):
    """Where a top-level key starts, where its colon ends, and where its value starts and ends."""

    key: str
    start: int
    colon: int
    value: int
    end: int


def _pairs(front: str) -> list[_Pair]:
    """Find the top-level keys; all places are in characters."""
    import yaml

    load(front)
    events = iter(yaml.parse(front, Loader=_loader()))
    root = next((event for event in events if isinstance(event, yaml.NodeEvent)), None)
    if not isinstance(root, yaml.MappingStartEvent):
        return []
    if root.flow_style:
        raise EditError(
            "The front matter is written in braces, on which postgen changes nothing.", BY_HAND
        )
    pairs = []
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        start, after, name = _span(event, events)
        colon = front.index(":", after) + 1
        value, end, _ = _span(next(events), events)
        while end > colon and front[end - 1] in BLANKS:
            end -= 1
        pairs.append(_Pair(name, start, colon, max(value, colon), max(end, colon)))
    return pairs


def _span(first: Any, events: Iterator[Any]) -> tuple[int, int, str]:
    """Say where a node starts and ends, and its text if it is a scalar; goes on to its last event.

    A block collection's own end stands behind the comments that follow it: its last scalar's counts.
    """
    import yaml

    event, end, flows = first, first.end_mark.index, []
    while True:
        if isinstance(event, yaml.CollectionStartEvent):
            flows.append(event.flow_style)
        elif not isinstance(event, yaml.CollectionEndEvent) or flows.pop():
            end = event.end_mark.index
        if not flows:
            return first.start_mark.index, end, getattr(first, "value", "")
        event = next(events)


def _replaced(front: str, pair: _Pair, spelled: str) -> str:
    gap = front[pair.colon : pair.value]
    if "\n" in gap:  # a comment may stand between the colon and a value on the next line
        return f"{front[: pair.colon]} {spelled}{gap.rstrip(BLANKS)}{front[pair.end :]}"
    return front[: pair.colon] + (gap or " ") + spelled + front[pair.end :]


def _added(front: str, pairs: list[_Pair], values: Mapping[str, object]) -> str:
    newline = newline_at(front, max(0, len(front) - 2))
    glue = newline if front and not front.endswith("\n") else ""
    indent = front[front.rfind("\n", 0, pairs[0].start) + 1 : pairs[0].start] if pairs else ""
    return front + glue + indent + dump(values, newline)


def _checked(new: str, key: str, wanted: Mapping[str, Any]) -> str:
    """Give an edited front matter, if it means what it should; `repr` tells 1 from true, and knows itself."""
    try:
        if repr(load(new)) == repr(wanted):
            return new
    except YamlError:
        pass
    raise EditError(f"`{key}` cannot be changed without changing what other keys mean.", BY_HAND)
