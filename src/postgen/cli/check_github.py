"""Reports for GitHub: commands of a workflow, which annotate lines, and a summary in Markdown."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from postgen import checks
from postgen.cli.console import safe
from postgen.cli.report import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.commands.check_findings import Located

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_ORDER = ("error", "warning", "info")

_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}
"""How values of commands are escaped (actions/toolkit, command.ts)."""

_SIGNS = re.compile(r"[\\`*_{}\[\]<>#@~$]")
"""Characters that begin something in GitHub's Markdown."""

_LINKED = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=\bGH)(?=-\d)", re.IGNORECASE)
"""Where GitHub would make a link of plain text: `https:` | `//a.example`."""

_APART = "<!-- -->"
"""Keeps GitHub from seeing both sides as one, which a backslash does not."""

MOST_ROWS = 500
"""So many findings are in a summary, which GitHub cuts at 1 MiB."""


def commands(findings: Iterable[Located]) -> Iterator[str]:
    """Return a command for each finding: `::error file=_posts/a.md,line=5,…::message`."""
    for each in findings:
        properties = {
            "title": f"{each.code} {checks.get(each.code).name}",
            "file": repository_path(each.path),
            "line": str(each.line),
            "endLine": str(each.end_line),
        }
        if each.end_line == each.line:  # columns are for findings in one line alone
            properties |= {"col": str(each.column), "endColumn": str(each.end_column)}
        yield command(_COMMANDS[each.severity], properties, each.message)


def command(level: str, properties: dict[str, str], message: str) -> str:
    """Return a command that annotates a line."""
    pairs = [f"{key}={_escaped(value, _PROPERTY)}" for key, value in properties.items()]
    return f"::{level} {','.join(pairs)}::{_escaped(message, _DATA)}"


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(each) or safe(each) for each in text)


def repository_path(path: str) -> str:
    """Return a path from the top of the checkout, as GitHub names files, with slashes."""
    workspace = os.environ.get("GITHUB_WORKSPACE", "")
    if workspace:
        inside = os.path.relpath(os.path.realpath(path), os.path.realpath(workspace))
        if not inside.startswith(os.pardir):
            path = inside
    return Path(path).as_posix()


def summary(findings: Sequence[Located]) -> Iterator[str]:
    """Return a table of findings, the errors first."""
    by_severity = {each: [one for one in findings if one.severity == each] for each in _ORDER}
    if not findings:
        yield "Nothing found."
        return
    yield "| where | check | what |"
    yield "| --- | --- | --- |"
    rows = [each for severity in _ORDER for each in by_severity[severity]]
    for each in rows[:MOST_ROWS]:
        where = f"{repository_path(each.path)}:{each.line}:{each.column}"
        name = f"{each.code} ({each.severity})"
        yield f"| {code(where)} | {name} | {cell(each.message)} |"
    if len(rows) > MOST_ROWS:
        yield ""
        yield f"And {count(len(rows) - MOST_ROWS, 'more finding')}."


def code(text: str, *, in_table: bool = True) -> str:
    """Return a text as code, in a table or elsewhere: its backquotes must not end it."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    blank = " " if longest else ""
    line = _line(text) if in_table else _one_line(text)
    return f"{fence}{blank}{line}{blank}{fence}"


def cell(message: str) -> str:
    """Return a message in a table: only what stands in backquotes is not plain text.

    It mentions nobody, and nothing in it is a link: neither an address nor `#12`.
    """
    parts = re.split(r"(`[^`\n]+`)", message)
    shown = []
    for each in parts:
        is_code = each.startswith("`") and each.endswith("`") and len(each) > 2
        line = _line(each)
        shown.append(line if is_code else _plain(line))
    return "".join(shown)


def _plain(text: str) -> str:
    escaped = _SIGNS.sub(r"\\\g<0>", text)
    return _LINKED.sub(_APART, re.sub(r"\\([@#])", rf"\1{_APART}", escaped))


def _line(text: str) -> str:
    """Return a text in one line, in which no bar begins a cell."""
    return _one_line(text).replace("|", "\\|")


def _one_line(text: str) -> str:
    return safe(re.sub(r"\s+", " ", text))
