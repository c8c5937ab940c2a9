"""How a module declares its commands without loading typer, which builds one when it has to.

The annotations of such a module are those of typer, too, but are read only then: what they name is
imported `if TYPE_CHECKING`, and found in `options.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Declared(NamedTuple):
    """A command: its name, its function, and the end of its help."""

    name: str
    callback: Callable[..., None]
    epilog: str


class Commands:
    """The commands of a module; has what is used of a `typer.Typer`."""

    def __init__(self) -> None:
        self.registered_commands: list[Declared] = []

    def command(self, name: str, *, epilog: str) -> Callable[[Any], Any]:
        """Declare a function a command."""

        def declare(function: Any) -> Any:
            self.registered_commands.append(Declared(name, function, epilog))
            return function

        return declare


def example(*commands: str) -> str:
    r"""Return the end of a command's help: lines to copy, which `\b` keeps from being wrapped."""
    return "\b\nExample:\n" + "\n".join(f"  {command}" for command in commands)
