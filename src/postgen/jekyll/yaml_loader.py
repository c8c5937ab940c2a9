"""YAML as Jekyll reads it, in bounds: what no person writes must not take hours or gigabytes."""

from __future__ import annotations

from functools import cache
from typing import Any

from postgen.errors import PostgenError

MAX_DIGITS = 1000
"""A longer number is text."""

MAX_DEPTH = 60
"""How deep lists and mappings may be in one another."""

MAX_NODES = 100_000
"""How many values the aliases of a front matter may come to, each character of a text counted."""


class YamlError(PostgenError):
    """The YAML cannot be read; `line` counts from 1 within it."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem, "Quote the value, or fix the line.")
        self.line = line


@cache
def loader() -> Any:
    """Return the loader of libyaml, the parser that Psych uses too.

    Where PyYAML is built without it, return PyYAML's own, which refuses some tabs.
    """
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc, unused-ignore]
        """Reads a number of thousands of digits as text, which Python cannot write otherwise."""

        def construct_number(self, node: Any) -> Any:
            if len(node.value) > MAX_DIGITS:
                return str(node.value)
            return self.construct_yaml_int(node)

    Loader.add_constructor("tag:yaml.org,2002:int", Loader.construct_number)
    return Loader


def _refuse_endless(text: str) -> None:
    """Raise `YamlError` for aliases that come to more than a person would write, or go in circles.

    Ten lines of ten aliases each are ten thousand million values.
    """
    import yaml

    sizes: dict[str | None, int] = {}  # by anchor; those of all without one are at None
    open_nodes: list[tuple[str | None, int]] = []  # the anchor of each, and its size so far
    limit = MAX_NODES + 2 * len(text)
    for event in yaml.parse(text, Loader=loader()):
        size = 1
        anchor = getattr(event, "anchor", None)
        if isinstance(event, yaml.CollectionStartEvent):
            open_nodes.append((anchor, 0))
            sizes[anchor] = limit  # within itself it has no end
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, size = open_nodes.pop()
            sizes[anchor] = size
        elif isinstance(event, yaml.ScalarEvent):
            sizes[anchor] = size = 1 + len(event.value)
        elif isinstance(event, yaml.AliasEvent):
            size = sizes.get(anchor, 1)  # one that is not defined is an error of its own
        if open_nodes:
            outer, total = open_nodes[-1]
            open_nodes[-1] = outer, total + size
            _check_size(total + size, limit, event)


def _check_size(size: int, limit: int, event: Any) -> None:
    if size > limit:
        line = event.start_mark.line + 1
        raise YamlError("This is not valid YAML: its aliases have no end.", line)


def _is_too_deep(value: object) -> bool:
    """Whether lists and mappings are deeper in one another than `MAX_DEPTH`."""
    level = [value]
    for _ in range(MAX_DEPTH):
        inner: list[object] = []
        for each in level:
            if isinstance(each, dict):
                inner += [one for one in each.values() if isinstance(one, (dict, list))]
            elif isinstance(each, list):
                inner += [one for one in each if isinstance(one, (dict, list))]
        if not inner:
            return False
        level = inner
    return True


def load(text: str) -> dict[str, Any]:
    """Read a mapping with the meaning that Psych gives it (YAML 1.1).

    Empty text is an empty mapping. Like Psych, it reads only the first document. Raises
    `YamlError`.
    """
    import yaml

    try:
        if "&" in text and "*" in text:
            _refuse_endless(text)
        value = next(yaml.load_all(text, Loader=loader()), None)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise YamlError(f"This is not valid YAML: {problem}.", line) from error
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
    if _is_too_deep(value):
        raise YamlError("This YAML is nested too deeply.", 1)
    return {str(key): each for key, each in value.items()}
