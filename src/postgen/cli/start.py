"""The start and the end of every command: errors are caught here alone."""

from __future__ import annotations

import atexit
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from postgen.cli import console, plain_line
from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def run() -> None:
    """Run the `postgen` command, and end the process at once.

    Taking a thousand modules down costs more than most work. An exception that nobody expects is
    left to Python, which shows it.
    """
    console.prepare()
    try:
        arguments = sys.argv[1:]
        code = code_of(lambda: _run(arguments), arguments)
    except SystemExit as end:
        code = end.code
    except KeyboardInterrupt:
        code = 130
    code = console.finish() or code
    atexit._run_exitfuncs()  # noqa: SLF001 - what others have asked for is done all the same
    os._exit(code if isinstance(code, int) else 1)


def _run(arguments: list[str]) -> None:
    """Do what a command line asks for, without typer if it has nothing unusual."""
    shell = os.environ.get("_POSTGEN_COMPLETE", "")
    if shell:
        from postgen.cli import completion

        is_done = completion.answer_without_typer(shell, arguments)
    else:
        work = plain_line.read(arguments)
        is_done = work is not None
        if work:
            with reporting():
                work()
    if not is_done:
        from postgen.cli.app import app

        app(prog_name="postgen")


def code_of(work: Callable[[], Any], arguments: list[str]) -> Any:
    """Do the work of a command line; return the exit code, and print what goes wrong."""
    try:
        return work() or 0
    except PostgenError as error:
        _print_error(error, arguments)
        return error.exit_code
    except BrokenPipeError:  # of `--help`, before a command is run
        console.hang_up()
        return 0
    except OSError as error:
        from postgen.files import reading

        _print_error(reading.unusable(error), arguments)
        return 1


@contextmanager
def reporting() -> Iterator[None]:
    """Report what stops a command; Ctrl-C is printed as one sentence."""
    try:
        yield
    except KeyboardInterrupt as interrupt:
        console.note(f"\n{str(interrupt) or 'Interrupted; nothing was changed.'}")
        sys.exit(128 + getattr(interrupt, "number", 2))  # else SIGINT
    except BrokenPipeError:  # the reader has had enough
        console.hang_up()
        sys.exit(0)
    except OSError as error:  # a folder that may not be entered, a disk that fails
        from postgen.files import reading

        raise reading.unusable(error) from error


def _print_error(error: PostgenError, arguments: list[str]) -> None:
    """Print an error, as JSON for a command that was asked for it."""
    from postgen.cli import report

    if "--json" in arguments:
        console.error_data(report.error_data(error))
    else:
        console.error(error.message, report.hint(error))
