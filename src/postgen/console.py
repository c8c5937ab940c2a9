"""What people see: results on stdout, everything else on stderr. The only room that prints, or knows rich."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from postgen.errors import PostgenError

_HIDDEN = {
    code: f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
    for code in [
        *range(32),
        *range(127, 160),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *range(0xDC80, 0xDD00),
    ]
    if code not in {9, 10}
}
"""Characters that would act on a terminal, and how they are shown instead."""


def safe(text: str) -> str:
    """Make a text harmless: what came from a page or a file must not act on the terminal."""
    return text.translate(_HIDDEN)


def colours(stream: Any) -> bool:
    """Say whether a stream takes colours."""
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def interactive() -> bool:
    """Say whether a person can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def result(lines: Iterable[str]) -> None:
    """Print a command's result."""
    for line in lines:
        print(safe(line))  # noqa: T201


def data(value: Mapping[str, Any]) -> None:
    """Print a command's result as JSON."""
    import json

    print(json.dumps(value, ensure_ascii=False, indent=2).encode(errors="backslashreplace").decode())  # noqa: T201


def note(text: str) -> None:
    """Tell the person something beside the result."""
    print(safe(text), file=sys.stderr)  # noqa: T201


def error(problem: PostgenError) -> None:
    """Say what went wrong, and the next step."""
    word = "\x1b[1;31merror:\x1b[0m" if colours(sys.stderr) else "error:"
    print(word, safe(problem.message), file=sys.stderr)  # noqa: T201
    if problem.hint:
        note(problem.hint)


def diff(text: str) -> None:
    """Print a unified diff, coloured on a terminal."""
    if not colours(sys.stdout):
        sys.stdout.write(safe(text))
        return
    paint = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}
    for line in safe(text).splitlines():
        colour = "" if line.startswith(("+++", "---")) else paint.get(line[:1], "")
        print(f"{colour}{line}\x1b[0m" if colour else line)  # noqa: T201


def table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> None:
    """Print rows: a table on a terminal, tab-separated values elsewhere. `columns` maps keys to headings."""
    if not sys.stdout.isatty():
        result("\t".join(_cell(row[key]).replace("\t", " ") for key in columns) for row in rows)
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=SIMPLE_HEAD, pad_edge=False)
    for key, heading in columns.items():
        ratio = {"title": 3, "category": 1, "url": 2}.get(key)
        shown.add_column(
            heading,
            justify="right" if key == "index" else "left",
            overflow="ellipsis",
            no_wrap=True,
            ratio=ratio,
        )
    for row in rows:
        shown.add_row(*(Text(_cell(row[key])) for key in columns))
    Console(no_color=not colours(sys.stdout)).print(shown)


def _cell(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    return safe(text.replace("\n", " "))


def ask(question: str, *, default: str = "", choices: Sequence[str] = (), many: bool = False) -> str:
    """Ask a person on the terminal; Tab completes the choices, of which `many` may be given, with commas."""
    with _completing(choices, many=many):
        shown = f" [{safe(default)}]" if default else ""
        sys.stderr.write(f"{question}{shown}: ")
        sys.stderr.flush()
        return input().strip() or default


def _completing(choices: Sequence[str], *, many: bool) -> Any:
    from contextlib import contextmanager

    @contextmanager
    def completing() -> Iterator[None]:
        try:
            import readline
        except ImportError:  # pragma: no cover - Windows has none: one types in full
            yield
            return

        def complete(_: str, state: int) -> str | None:
            line = readline.get_line_buffer()
            head, comma, word = line.rpartition(",") if many else ("", "", line)
            fits = [each for each in choices if each.casefold().startswith(word.strip().casefold())]
            return f"{head}{comma}{' ' if comma else ''}{fits[state]}" if state < len(fits) else None

        readline.set_completer_delims("")
        readline.set_completer(complete)
        readline.parse_and_bind("tab: complete")
        try:
            yield
        finally:
            readline.set_completer(None)

    return completing()
