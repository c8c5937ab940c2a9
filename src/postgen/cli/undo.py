"""`postgen undo`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from postgen.cli import console, tables
from postgen.cli.declare import Commands, example
from postgen.cli.option_groups import WriteOptions
from postgen.cli.run import carry_out, open_site
from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import typer

    from postgen.commands import Result

app = Commands()


@app.command("undo", epilog=example("postgen undo --dry-run", "postgen undo --list"))
def undo(
    ctx: typer.Context,
    count: Annotated[
        int, typer.Argument(metavar="[N]", min=1, help="So many commands, from the last on.")
    ] = 1,
    every: Annotated[
        bool, typer.Option("--list", help="List what can be undone, the last one first.")
    ] = False,
    *,
    write: WriteOptions,
) -> None:
    """Take back the last command that wrote, as long as its files are as it left them.

    Once more, it takes back the one before. With a number, it takes back so many.
    """
    from postgen.commands import undo as command
    from postgen.files import journal

    site = open_site(ctx, write.site)
    if every:
        _list(command.commands(site), as_json=write.as_json)
        return

    steps: list[Result] = []
    problems: list[PostgenError] = []

    def plan() -> Result:
        steps.extend(command.undo_several(site, count))
        return command.joined(steps)

    def take_back(result: Result) -> None:
        for number, step in enumerate(steps):  # on its own: a kill leaves whole commands
            try:
                journal.undo(site.root, step.changes)
            except (PostgenError, OSError, KeyboardInterrupt) as error:
                if not number:
                    raise
                raise _stopped(error, number, count) from None
        if not write.as_json:
            problems.extend(_show(result.data["diff"]))

    try:
        carry_out(site, plan, write, write=take_back)
    except command.ChangedSinceError as error:
        console.note(error.diff.rstrip("\n"))
        raise
    for problem in problems:
        raise problem


def _stopped(error: BaseException, number: int, count: int) -> BaseException:
    """Return an error that says how many of several commands were undone before it."""
    done = f"only {number} of {count} commands could be undone."
    if isinstance(error, KeyboardInterrupt):
        error.args = (f"Interrupted; {done}",)
        return error
    if isinstance(error, OSError):
        from postgen.files import reading

        error = reading.unusable(error)
    if isinstance(error, PostgenError):
        why = error.message.partition("; ")[0].rstrip(".")
        error.message = f"{why}; {done}"
    return error


def _list(commands: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        console.data({"commands": commands})
    elif commands:
        columns = {"number": "N", "message": "Command", "paths": "Files"}
        if console.shows() and console.is_narrow():
            del columns["paths"]
        tables.table(commands, columns)
    else:
        console.note("There is no command to undo.")


def _show(diff: str) -> Iterator[PostgenError]:
    """Print what was taken back; yield the error if that cannot be written."""
    try:
        console.diff(diff)
        console.flush()
    except BrokenPipeError:  # the reader has had enough
        console.hang_up()
    except console.UnprintableError as error:
        message = f"The files are written, but {error.message[0].lower()}{error.message[1:]}"
        yield console.UnprintableError(message, error.hint)
