"""What the campaign breaks: a call of every command that writes, and more where it takes other ways."""

from __future__ import annotations

from typing import NamedTuple

from tests.writing import ADD, CALLS

EARLIER = "set other lang=en"
"""What is called before each command, so that there is something else to undo."""

INSTALLED = "--install-completion"

DESK = "desk: move a link"

EDITOR = "sed -i s/One/Uno/"
"""What is run as the person's editor."""

IMAGES = {
    "_mine/image.gif": bytes.fromhex(
        "47494638376101000100800000ffffff0000002c00000000010001000002024401003b"
    )
}
"""An image of one pixel, beside the files of `tests.writing`, which are not read as images."""


class Case(NamedTuple):
    """A call of a command, what was called before it, and what is on its pipe.

    With `git` the site is a repository.
    """

    name: str
    call: str
    before: tuple[str, ...] = ()
    stdin: str = ""
    git: bool = False

    @property
    def arguments(self) -> list[str]:
        """The words of the call."""
        return self.call.split()

    @property
    def undoes(self) -> bool:
        """Whether it takes commands back, each of several on its own."""
        return self.call.startswith("undo")

    @property
    def makes_site(self) -> bool:
        """Whether it makes a site in a folder where there is none."""
        return self.call.startswith("init sub")

    @property
    def site(self) -> list[str]:
        """The options that find the site in which the call writes."""
        return ["-C", self.arguments[1]] if self.call.startswith("init") else []


OTHERS = [
    Case(ADD, ADD),
    Case(
        "add-link -",
        "add-link - --no-fetch --category A",
        stdin="https://example.org/5 | Five\nhttps://example.org/6 | Six\n",
    ),
    Case(
        "add-link --to-issue",
        "add-link https://example.org/3 --title Three --no-fetch --to-issue",
        ("new newsletter --draft",),
    ),
    Case("move --to-backlog", "move One --to-backlog --yes", ("new newsletter --draft",)),
    Case("new newsletter --draft", "new newsletter --draft"),
    Case("new newsletter --append", "new newsletter --append", ("new newsletter --draft", ADD)),
    Case("publish a newsletter", "publish newsletter", ("new newsletter --draft",)),
    Case("new post --force", "new post Title --force --tag other", ("new post Title",)),
    Case("rename --redirect", "rename done Dusted --redirect"),
    Case("edit in the editor", "edit 1 --yes"),
    Case("new post --thumb", "new post Title --image _mine/image.gif --thumb"),
    Case("undo", "undo", ("new newsletter",)),
    Case("undo 2", "undo 2", ("publish idea", ADD)),
    Case("undo a new folder", "undo", ("export --format csv --output out/deep/links.csv",)),
    Case("add-link --commit", f"{ADD} --commit", git=True),
    Case("new newsletter --commit", "new newsletter --commit", git=True),
    Case("undo --commit", "undo --commit", ("new newsletter --commit",), git=True),
    Case(INSTALLED, INSTALLED),
    Case(DESK, DESK),
]

CASES = {
    each.name: each for each in [*(Case(call, call) for call in CALLS if call != ADD), *OTHERS]
}
"""All cases, by their names."""
