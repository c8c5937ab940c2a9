"""`postgen new …`: the group of the kinds of files that can be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from postgen.cli import console
from postgen.cli.declare import Commands, example
from postgen.cli.feeds import digest
from postgen.cli.lazy_group import Group, build
from postgen.cli.new_files import draft, index, new_backlog, page, post
from postgen.cli.new_link import link
from postgen.cli.new_newsletter import newsletter
from postgen.cli.translation import translation
from postgen.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

commands = Commands()
commands.command(
    "post",
    epilog=example("postgen new post 'Attention, explained' --category nlp --tag transformers"),
)(post)
commands.command("draft", epilog=example("postgen new draft 'Half a thought'"))(draft)
commands.command("page", epilog=example("postgen new page About"))(page)
commands.command("backlog", epilog=example("postgen new backlog --category NLP --category Tools"))(
    new_backlog
)
commands.command(
    "newsletter", epilog=example("postgen new newsletter --since 7d --references footnotes")
)(newsletter)
commands.command("digest", epilog=example("postgen new digest --since 1d --limit 20"))(digest)
commands.command("link", epilog=example("postgen new link https://jekyllrb.com/ -m 'Still fast'"))(
    link
)
commands.command("translation", epilog=example("postgen new translation newsletter-4 --lang zh"))(
    translation
)
commands.command("index", epilog=example("postgen new index 'All issues' --slug issues"))(index)

ASKABLE = ("post", "draft", "page", "link", "backlog", "newsletter", "digest", "index")
"""The kinds that need nothing but what a person can be asked for."""


class Kinds(Group):
    """The kinds of files that can be written."""

    def lines(self) -> Mapping[str, str]:
        """Return the kinds, with their first line of help."""
        return {
            str(info.name): str(info.callback.__doc__).partition("\n")[0]
            for info in commands.registered_commands
        }

    def build(self, name: str) -> object:
        """Build the command of one kind."""
        return build(commands, name)


app = typer.Typer(name="new", cls=Kinds, rich_markup_mode=None, invoke_without_command=True)


@app.callback(epilog=example("postgen new post 'What I read this week' --tag reading"))
def new(ctx: typer.Context) -> None:
    """Write a new post, page, newsletter, translation and the like."""
    if ctx.invoked_subcommand:
        return
    if not console.interactive():
        raise UsageError(
            "The kind of file to write is missing.",
            "Name post, draft, page, link, backlog, newsletter, digest, index or translation; "
            "see postgen new --help.",
        )
    kind = console.ask(f"What ({', '.join(ASKABLE)})", default="post", choices=ASKABLE)
    if kind not in ASKABLE:
        raise UsageError(f"There is no `{kind}`.", f"Name one of {', '.join(ASKABLE)}.")
    command = build(commands, kind)
    with command.make_context(kind, [], parent=ctx) as context:
        command.invoke(context)
