"""The groups in which commands take the options that they share, each added in one place.

A command names a group as one keyword (`*, write: WriteOptions`); `options.spread` makes of it the
options that typer shows. Each annotated attribute of a group is one, its value the default. An
option that is added to a group here is thereby an option of every command that takes the group.

The annotations are read when typer builds a command; those that are named here stand in
`options.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

if TYPE_CHECKING:
    import typer

    from postgen.cli.options import (
        AllowRepeat,
        Categories,
        Commit,
        Date,
        DryRun,
        Edit,
        Force,
        Image,
        Intro,
        Json,
        Lang,
        Layout,
        Quiet,
        SiteDir,
        Tags,
        Template,
        Thumb,
        Values,
        Yes,
    )


class OptionGroup:
    """Options that commands take together.

    A dataclass would be as good; making half a dozen of them costs every command 3 ms.
    """

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


class SiteOptions(OptionGroup):
    """Which site a command is about."""

    site: SiteDir = None
    quiet: Quiet = False


class ReadOptions(SiteOptions):
    """What every command takes that only reports."""

    as_json: Json = False


class ChangeOptions(OptionGroup):
    """How every command that writes shows and keeps its changes."""

    dry_run: DryRun = False
    as_json: Json = False
    commit: Commit = False
    quiet: Quiet = False


class WriteOptions(ChangeOptions, SiteOptions):
    """What every command takes that writes to a site."""


class AskOptions(OptionGroup):
    """Whether a person may be asked."""

    yes: Yes = False


class ItemOptions(WriteOptions, AskOptions):
    """What every command takes that changes items of the backlog."""


class TermOptions(OptionGroup):
    """The categories and tags of a new post."""

    category: Categories = None
    tag: Tags = None


class PictureOptions(OptionGroup):
    """The image of a new post."""

    image: Image = ""
    thumb: Thumb = False


class LookOptions(PictureOptions):
    """The image of a new post, and the front matter that every kind of it may have."""

    layout: Layout = ""
    lang: Lang = ""
    values: Values = None
    template: Template = ""


class NewFileOptions(OptionGroup):
    """What becomes of a new file."""

    force: Force = False
    edit: Edit = False


class CompiledOptions(OptionGroup):
    """The repeats, language, first paragraph and date of a post that is made of many links."""

    allow_repeat: AllowRepeat = False
    lang: Lang = ""
    intro: Intro = ""
    date: Date = ""


class HabitOptions(OptionGroup):
    """What a new file is to be like."""

    like: Annotated[
        str, typer.Option(metavar="POST", help="A post to follow; else the last ones of its kind.")
    ] = ""
    no_habits: Annotated[bool, typer.Option("--no-habits", help="Follow no earlier posts.")] = False


class IssueOptions(NewFileOptions, PictureOptions, CompiledOptions):
    """What `new newsletter` and `new digest` both take; the options of the last base come first."""


class OpenOptions(SiteOptions, AskOptions):
    """What `open` takes."""
