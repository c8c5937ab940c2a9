"""What people see: results on stdout, everything else on stderr.

The only module that prints. Tables are laid out in `tables.py`.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_HIDDEN = {
    code: f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
    for code in [
        *range(32),
        *range(127, 160),
        0x2028,
        0x2029,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *range(0xDC80, 0xDD00),
        0xFFFE,
        0xFFFF,
    ]
    if code not in {9, 10}
}
"""Characters that would act on a terminal, and how they are shown instead."""


NARROW = 60
"""A terminal of fewer columns is narrow."""


def safe(text: str) -> str:
    """Return a text that cannot act on the terminal, wherever it came from."""
    return text if text.isprintable() else text.translate(_HIDDEN)


class UnprintableError(PostgenError):
    """The result cannot be printed."""


def prepare() -> None:
    """Set up the streams.

    Characters that their encoding does not have are escaped, and lines end in LF.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed before the start
            # It stays open for as long as the process runs.
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace", newline="\n")


def finish() -> int:
    """Flush the streams; return the exit code, 1 where the result cannot be printed.

    A reader that has left is not an error.
    """
    try:
        flush()
        sys.stderr.flush()
    except BrokenPipeError:
        hang_up()
    except UnprintableError as problem:
        error(problem.message, problem.hint)
        return 1
    return 0


def flush() -> None:
    """Send what was printed on its way. Raises `UnprintableError`."""
    _print_with(sys.stdout.flush)  # printing "" would write nothing, which a full disk refuses


def hang_up() -> None:
    """Print nothing more on stdout."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Go on, and print nothing more, when the reader has had enough: `postgen check | head`.

    The exit code is then that of what was found.
    """
    try:
        yield
    except BrokenPipeError:
        hang_up()


def print_line(text: str, *, end: str = "\n") -> None:
    """Print a line of the result that is safe already. Raises `UnprintableError`."""
    _print_with(lambda: print(text, end=end))  # noqa: T201


def _print_with(write: Callable[[], object]) -> None:
    try:
        write()
    except BrokenPipeError:
        raise
    except OSError as problem:
        if problem.errno == errno.EINVAL:  # what Windows says of a pipe that is closed
            raise BrokenPipeError from problem
        hang_up()
        raise UnprintableError(
            f"The result cannot be printed: {(problem.strerror or str(problem)).lower()}.",
            "Send it elsewhere.",
        ) from problem


def colours(stream: Any) -> bool:
    """Whether a stream takes colours."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    if not _terminal(stream):
        return False
    return os.name != "nt" or _enable_escapes(stream)


def _enable_escapes(stream: Any) -> bool:  # pragma: no cover
    """Turn escape sequences on in Windows' console; return whether it has them."""
    import ctypes
    import msvcrt

    handle = msvcrt.get_osfhandle(stream.fileno())  # type: ignore[attr-defined, unused-ignore]
    console = ctypes.windll.kernel32  # type: ignore[attr-defined, unused-ignore]
    mode = ctypes.c_ulong()
    return bool(
        console.GetConsoleMode(handle, ctypes.byref(mode))
        and console.SetConsoleMode(handle, mode.value | 4)
    )


def interactive() -> bool:
    """Whether a person can be asked."""
    return _terminal(sys.stdin) and _terminal(sys.stderr)


def shows() -> bool:
    """Whether a person sees the result, and not another program."""
    return _terminal(sys.stdout)


def _terminal(stream: Any) -> bool:
    """Whether a stream is a terminal; an input that was closed before the start is None."""
    return stream is not None and bool(stream.isatty())


def result(lines: Iterable[str]) -> None:
    """Print a command's result."""
    for line in lines:
        print_line(safe(line))


def data(value: Mapping[str, Any]) -> None:
    """Print a command's result as JSON.

    Characters that the encoding does not have are written with JSON's own escapes.
    """
    import json

    text = harmless(json.dumps(value, ensure_ascii=False, indent=2))
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, indent=2)
    print_line(text)


def harmless(text: str) -> str:
    """Escape in JSON what would act on the terminal.

    JSON's own escapes end at 31, and surrogates are not characters.
    """
    codes = [*(code for code in _HIDDEN if code > 31), *range(0xD800, 0xE000)]
    return text.translate({code: f"\\u{code:04x}" for code in codes})


def is_narrow() -> bool:
    """Whether the terminal is narrow."""
    from shutil import get_terminal_size

    return get_terminal_size().columns < NARROW


def be_quiet(*, wanted: bool = True) -> None:
    """Print errors only from here on, beside the result."""
    global _is_quiet  # noqa: PLW0603 - the streams are the process's own, and so is this
    _is_quiet = _is_quiet or wanted


_is_quiet = False


def note(text: str) -> None:
    """Report the person something beside the result."""
    if not _is_quiet:
        _print_note(text)


def _print_note(text: str) -> None:
    print(_wrapped(safe(text)), file=sys.stderr)  # noqa: T201


def _wrapped(text: str) -> str:
    """Return a sentence in lines as wide as the terminal; a command in backquotes stays whole.

    What has lines of its own, or is indented, stays as it is.
    """
    has_lines = "\n" in text or text[:1].isspace()
    if has_lines or not _terminal(sys.stderr):
        return text
    from shutil import get_terminal_size

    width = get_terminal_size().columns
    if len(text) <= width:
        return text
    import re

    lines = [""]
    for word in re.findall(r"(?:`[^`]*`|\S)+", text):
        longer = f"{lines[-1]} {word}".lstrip()
        if len(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def error(message: str, hint: str = "") -> None:
    """Print what went wrong, and the next step."""
    shown = _wrapped(f"error: {safe(message)}")
    if colours(sys.stderr):
        shown = shown.replace("error:", "\x1b[1;31merror:\x1b[0m", 1)
    print(shown, file=sys.stderr)  # noqa: T201
    if hint:
        _print_note(hint)


def error_data(value: Mapping[str, Any]) -> None:
    """Print what went wrong as one line of JSON, on stderr."""
    import json

    print(harmless(json.dumps(value, ensure_ascii=False)), file=sys.stderr)  # noqa: T201


def document(text: str) -> None:
    """Print a text that is the result.

    It is printed byte for byte, except on a terminal, where its control characters are escaped.
    """
    if _terminal(sys.stdout):
        print_line(safe(text), end="")
        return
    flush()
    data = text.encode(errors="surrogateescape")
    _print_with(lambda: sys.stdout.buffer.write(data))


def diff(text: str) -> None:
    """Print a unified diff.

    It is coloured on a terminal, and printed byte for byte elsewhere, for `patch` to read.
    """
    if not _terminal(sys.stdout):
        document(text)
        return
    paint = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"} if colours(sys.stdout) else {}
    for line in text.split("\n")[:-1]:
        colour = "" if line.startswith(("+++", "---")) else paint.get(line[:1], "")
        print_line(f"{colour}{safe(line)}\x1b[0m" if colour else safe(line))


@contextmanager
def progress(
    what: str, total: int, *, estimate: bool = False
) -> Iterator[Callable[[object], object]]:
    """Show a bar on a terminal while several things are done.

    Call the function that it yields after each of them. With an `estimate`, it shows how long it
    will take.
    """
    if _is_quiet or total < 2 or not _terminal(sys.stderr) or os.environ.get("TERM") == "dumb":
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    columns: list[ProgressColumn] = [
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
    ]
    if estimate:
        columns.append(TimeRemainingColumn(compact=True))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda _: bar.advance(task)


class UnansweredError(PostgenError):
    """A question was left without an answer."""


def ask(
    question: str, *, default: str = "", choices: Sequence[str] = (), many: bool = False
) -> str:
    """Ask a person on the terminal; Tab completes the choices.

    With `many`, the answer may be several of them, with commas. Raises `UnansweredError` at the end
    of the input (Ctrl-D).
    """
    prompt = f"{question} [{safe(default)}]: " if default else f"{question}: "
    sys.stderr.flush()
    with _completing(choices, many=many):
        try:
            if not _terminal(sys.stdout):  # input() would print the prompt into the result
                sys.stderr.write(prompt)
                sys.stderr.flush()
                prompt = ""
            answer = input(prompt)
        except EOFError:
            note("")
            raise UnansweredError(
                "There was no answer; nothing was changed.", "See --help for the options."
            ) from None
    from postgen.text.clean import clean

    return clean(answer).strip() or default


def choose(question: str, options: Sequence[str]) -> str:
    """Offer numbered options on the terminal; return the one that is chosen, or another answer.

    A number is that of an option; anything else is returned as it was typed. Raises
    `UnansweredError` at the end of the input.
    """
    for number, option in enumerate(options, 1):
        note(f"{number:>3}  {option}")
    while True:
        answer = ask(question, choices=options)
        if answer.isdecimal() and 1 <= int(answer[:9]) <= len(options):
            return options[int(answer) - 1]
        if answer and not answer.isdecimal():
            return answer
        note(f"Type a number from 1 to {len(options)}, or a part of a name.")


@contextmanager
def _completing(choices: Sequence[str], *, many: bool) -> Iterator[None]:
    try:
        import readline
    except ImportError:  # pragma: no cover - Windows has none: one types in full
        yield
        return

    def complete(_: str, state: int) -> str | None:
        fits = completions(readline.get_line_buffer(), choices, many=many)
        return fits[state] if state < len(fits) else None

    readline.set_completer_delims("")
    readline.set_completer(complete)
    readline.parse_and_bind(
        "bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab: complete"
    )
    try:
        yield
    finally:
        readline.set_completer(None)


def completions(line: str, choices: Sequence[str], *, many: bool) -> list[str]:
    """Return what a line may become: its last word completed.

    With `many`, that is the word behind the last comma.
    """
    head, comma, word = line.rpartition(",") if many else ("", "", line)
    begun = word.strip().casefold()
    return [
        f"{head}{comma}{' ' if comma else ''}{each}"
        for each in choices
        if each.casefold().startswith(begun)
    ]
