"""Values of a front matter, set and removed by the path of their keys, as they are written there.

`("image", "path")` is `path` in the map `image`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgen.jekyll import frontmatter, yaml_entries
from postgen.jekyll.yaml_style import write_like
from postgen.text.edits import newline_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from postgen.jekyll.yaml_entries import Entry, YamlEntries

Path = tuple[str, ...]


def path_of(values: Mapping[str, Any], key: str) -> Path:
    """Return the path that a key names: `image.path`, unless the front matter has it as one key."""
    parts = tuple(key.split("."))
    return parts if key not in values and all(parts) else (key,)


def value_at(values: Mapping[str, Any], path: Path) -> Any:
    """Return the value at a path; None where there is none."""
    value: Any = values
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def set_at(front: str, path: Path, value: object) -> str:
    """Return a front matter with the value at a path replaced or added; other bytes stay.

    It is written as the old one is, in its quotes or on lines of its own. Raises `YamlError` and
    `EditError`.
    """
    values = frontmatter.load(front)
    expected = _with(values, path, value)
    if repr(values) == repr(expected):
        return front
    entries = yaml_entries.read(front)
    for new in _attempts(front, entries, path, value_at(values, path), value):
        if frontmatter.means(new, expected):
            return new
    if len(path) == 1:
        return frontmatter.set_key(front, path[0], value)
    above = entries.at(*path[:-1])
    if above is None or _is_empty(above):
        return set_at(front, path[:-1], {path[-1]: value})
    name, *_ = path
    raise frontmatter.EditError(
        f"`{'.'.join(path)}` cannot be set where `{name}:` is as it is.", "Change it in the editor."
    )


def remove_at(front: str, path: Path) -> str:
    """Return a front matter without the value at a path, and without a map that would be empty.

    Raises like `set_at`.
    """
    if len(path) == 1:
        return frontmatter.remove_key(front, path[0])
    entries = yaml_entries.read(front)
    entry = entries.at(*path)
    if entry is None:
        return front
    if len(_inside(entries, path[:-1])) == 1:
        return remove_at(front, path[:-1])
    expected = _without(frontmatter.load(front), path)
    for new in _cuts(front, entry):
        if frontmatter.means(new, expected):
            return new
    raise frontmatter.EditError(
        f"`{'.'.join(path)}` cannot be removed without changing other keys.",
        "Change it in the editor.",
    )


def _attempts(
    front: str, entries: YamlEntries, path: Path, old: object, value: object
) -> Iterator[str]:
    """Yield the front matter with the value in each way to write it, the likest first."""
    entry = entries.at(*path)
    inner = _inside(entries, path)
    if entry and inner and value and isinstance(value, list) and isinstance(old, list):
        if not entry.is_flow:
            yield _as_lines(front, inner, old, value)
        else:
            if _alike(old, value) == len(old):
                texts = "".join(
                    f", {_in_style(front, inner[-1], each)}" for each in value[len(old) :]
                )
                yield f"{front[: inner[-1].end]}{texts}{front[inner[-1].end :]}"
            texts = ", ".join(_in_style(front, inner[0], each) for each in value)
            yield f"{front[: entry.start]}[{texts}]{front[entry.end :]}"
    if entry and entry.form in {"plain", "quoted", "block"}:
        styled = frontmatter.RawYaml(write_like(value, front[entry.start : entry.end]))
        if len(path) == 1:
            yield from _tried(front, path[0], styled)
        for text in (styled, frontmatter.encode(value)):
            gap = " " if front[entry.start - 1] == ":" else ""
            yield f"{front[: entry.start]}{gap}{text}{front[entry.end :]}"
    if entry and len(path) > 1:
        end = max(each.end for each in entries.entries if each.path[: len(path)] == path)
        yield f"{front[: entry.key_end]}: {frontmatter.encode(value)}{front[end:]}"
    above = entries.at(*path[:-1])
    if not entry and above and above.form == "map":
        yield _added(front, above, _inside(entries, path[:-1]), path[-1], value)


def _tried(front: str, key: str, styled: str) -> Iterator[str]:
    try:
        yield frontmatter.set_key(front, key, styled)
    except frontmatter.EditError:
        return


def _as_lines(
    front: str, inner: Sequence[Entry], old: Sequence[object], new: Sequence[object]
) -> str:
    """Return a list of lines `- a` with other values; those that stay at its ends are untouched."""
    before = _alike(old, new)
    behind = _alike(old[before:][::-1], new[before:][::-1])
    changed = inner[before : len(inner) - behind]
    newline = newline_at(front, inner[0].start)
    head = front[_line(front, inner[0].start) : inner[0].start]  # `  - `
    texts = (_in_style(front, inner[0], each) for each in new[before : len(new) - behind])
    lines = "".join(f"{head}{text}{newline}" for text in texts)
    if changed:
        start, stop = _line(front, changed[0].start), _line_end(front, changed[-1].end)
    else:
        start = _line_end(front, inner[before - 1].end) if before else _line(front, inner[0].start)
        stop = start
    glue = "" if front[:start].endswith("\n") else newline
    return front[:start] + glue + lines + front[stop:]


def _alike(old: Sequence[object], new: Sequence[object]) -> int:
    """Return how many values both lists begin with."""
    pairs = zip(old, new, strict=False)
    return next(
        (count for count, (one, other) in enumerate(pairs) if repr(one) != repr(other)),
        min(len(old), len(new)),
    )


def _line(front: str, place: int) -> int:
    return front.rfind("\n", 0, place) + 1


def _line_end(front: str, place: int) -> int:
    return front.find("\n", place) + 1 or len(front)


def _in_style(front: str, sample: Entry, value: object) -> str:
    """Return a value of a list as another one is written, or in quotes where that would not do."""
    written = front[sample.start : sample.end]
    text = write_like(value, written)
    return frontmatter.encode(value) if set(text) & set(",[]{}") and text[:1] != "'" else text


def _added(front: str, above: Entry, inner: Sequence[Entry], key: str, value: object) -> str:
    """Return a map with one more key, in its braces or on a line below its last."""
    if above.is_flow:
        pair = frontmatter.encode({key: value})[1:-1]
        head = front[: above.end - 1].rstrip()
        comma = ", " if inner else ""
        return f"{head}{comma}{pair}{front[len(head) :]}"
    pair = frontmatter.dump({key: value}, "")
    last = inner[-1]
    line, stop = _line(front, last.key_start), _line_end(front, last.end)
    newline = newline_at(front, line)
    glue = "" if front[:stop].endswith("\n") else newline
    return f"{front[:stop]}{glue}{front[line : last.key_start]}{pair}{newline}{front[stop:]}"


def _cuts(front: str, entry: Entry) -> Iterator[str]:
    """Yield the front matter without an entry of a map: without its lines, or its part of one."""
    yield front[: _line(front, entry.key_start)] + front[_line_end(front, entry.end) :]
    head, tail = front[: entry.key_start], front[entry.end :].lstrip()
    if tail.startswith(","):
        yield head + tail[1:].lstrip()
    yield head.rstrip().removesuffix(",") + front[entry.end :]


def _inside(entries: YamlEntries, path: Path) -> list[Entry]:
    """Return the values directly in a collection."""
    return [
        each
        for each in entries.entries
        if len(each.path) == len(path) + 1 and each.path[: len(path)] == path
    ]


def _is_empty(entry: Entry) -> bool:
    return entry.form == "plain" and entry.text in {"", "~", "null"}


def _with(values: Mapping[str, Any], path: Path, value: object) -> dict[str, Any]:
    """Return values with another at a path, as it will be loaded."""
    key, *rest = path
    if not rest:
        return {**values, **frontmatter.load(frontmatter.dump({key: value}))}
    inner = values.get(key)
    return {**values, key: _with(inner if isinstance(inner, dict) else {}, tuple(rest), value)}


def _without(values: Mapping[str, Any], path: Path) -> dict[str, Any]:
    key, *rest = path
    if not rest:
        return {name: value for name, value in values.items() if name != key}
    return {**values, key: _without(values[key], tuple(rest))}
