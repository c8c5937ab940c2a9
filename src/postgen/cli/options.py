"""The options that commands share, each written once, and how typer gets those of a command.

The groups in which commands take them stand in `option_groups.py`.
"""

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from postgen.cli import completion_values, console
from postgen.cli.completion_values import (
    complete_categories,
    complete_collections,
    complete_items,
    complete_languages,
    complete_tags,
    complete_templates,
    complete_terms,
)
from postgen.cli.option_groups import OptionGroup
from postgen.errors import UsageError


def be_quiet(wanted: bool) -> bool:
    """Print errors only, if that is wanted; return whether it is."""
    console.be_quiet(wanted=wanted)
    return wanted


SiteDir = Annotated[
    Path | None,
    typer.Option("--site", "-C", metavar="DIR", help="The site; else the one around this folder."),
]
DryRun = Annotated[
    bool,
    typer.Option("--dry-run", "-n", help="Show what would change as a diff; change nothing."),
]
Quiet = Annotated[
    bool,
    typer.Option(
        "--quiet",
        "-q",
        help="Print errors only, beside the result.",
        callback=be_quiet,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Commit = Annotated[bool, typer.Option("--commit", help="Commit exactly the files that change.")]
BacklogFile = Annotated[
    Path | None, typer.Option("--backlog", metavar="PATH", help="The backlog's file.")
]

# New files

Title = Annotated[
    str, typer.Argument(metavar="[TITLE]", help="Its title; asked for on a terminal.")
]
IssueTitle = Annotated[
    str, typer.Argument(metavar="[TITLE]", help="Its title; else that of the settings.")
]
Date = Annotated[
    str,
    typer.Option(metavar="DATE", help="Its date: 2026-11-20 18:30, friday, 27 Nov 2026; else now."),
]
Slug = Annotated[
    str,
    typer.Option(
        metavar="SLUG", help="Its name in the file and the URL; else made from the title."
    ),
]
Author = Annotated[str, typer.Option(metavar="NAME", help="Its author.")]
Categories = Annotated[
    list[str] | None,
    typer.Option(
        "--category",
        "-c",
        metavar="NAME",
        help="A category; may be repeated.",
        autocompletion=complete_terms,
    ),
]
Tags = Annotated[
    list[str] | None,
    typer.Option(
        "--tag",
        "-t",
        metavar="NAME",
        help="A tag; may be repeated.",
        autocompletion=complete_tags,
    ),
]
Image = Annotated[
    str,
    typer.Option(
        metavar="FILE",
        help="Its image: a file, which is copied into assets/images/, or a URL.",
    ),
]
Thumb = Annotated[bool, typer.Option("--thumb", help="Make a thumbnail of the image, too.")]
Layout = Annotated[str, typer.Option(metavar="NAME", help="Its layout.")]


def language_code(value: str) -> str:
    """Return the code of a language that is named in an option.

    Raises `UsageError` for what is not a language.
    """
    if not value.strip():
        return ""
    from postgen.text.languages import code_of

    code = code_of(value)
    if not code:
        raise UsageError(f"`{value}` is not a language.", "Name its code, such as en or pt-BR.")
    return code


Lang = Annotated[
    str,
    typer.Option(
        metavar="LANG",
        help="Its language, such as en.",
        autocompletion=complete_languages,
        callback=language_code,
    ),
]
Values = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Another key; may be repeated."),
]
Template = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="A template; else the one of _templates/ for its category or kind.",
        autocompletion=complete_templates,
    ),
]
Collection = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="Another of the site's collections than posts.",
        autocompletion=complete_collections,
    ),
]
From = Annotated[
    str,
    typer.Option(
        "--from", metavar="FILE", help="A text that was pasted, to make it of; - is the pipe."
    ),
]
Intro = Annotated[str, typer.Option(metavar="TEXT", help="The first paragraph, in Markdown.")]
AllowRepeat = Annotated[
    bool, typer.Option("--allow-repeat", help="Take links that were published before.")
]
Force = Annotated[bool, typer.Option("--force", "-f", help="Replace a file that is there.")]
Edit = Annotated[bool, typer.Option("--edit", help="Open it in the editor.")]

# Links and posts

Category = Annotated[
    str,
    typer.Option(
        "--category",
        "-c",
        metavar="NAME",
        help="The category, or its beginning.",
        autocompletion=complete_categories,
    ),
]
Items = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[WHAT]...",
        help="A URL, an id or a number of `postgen list`, a range (3-5), or a part of a title; "
        "asked for on a terminal.",
        autocompletion=complete_items,
    ),
]
Note = Annotated[
    str, typer.Option("--note", "-m", metavar="TEXT", help="A few words behind the link.")
]
NewCategory = Annotated[
    bool,
    typer.Option("--new-category", help="Make the category if none has exactly this name."),
]
Yes = Annotated[
    bool,
    typer.Option("--yes", help="Ask nothing; take numbers without a list that was shown."),
]

NAMED = "Its path, URL or issue number, or a part of its name or title."
"""How a post is named on the command line."""


_NAMES = {**vars(completion_values), **globals()}
"""What an annotation may name that is read only here."""


def spread(command: Callable[..., Any]) -> Callable[..., Any]:
    """Return a command as typer takes it.

    Each group among its parameters is replaced by the group's own options.
    """
    own = parameters(command)
    groups = {
        name: options_of(parameter.annotation)
        for name, parameter in own.items()
        if is_group(parameter.annotation)
    }

    def gathered(**values: Any) -> Any:
        for name, options in groups.items():
            taken = {option.name: values.pop(option.name) for option in options}
            values[name] = own[name].annotation(**taken)
        return command(**values)

    gathered.__name__ = command.__name__
    gathered.__doc__ = command.__doc__
    gathered.__wrapped__ = command  # type: ignore[attr-defined]
    gathered.__annotations__ = {}  # typer looks there for what the signature does not say
    gathered.__signature__ = _spread_signature(own, groups)  # type: ignore[attr-defined]
    return gathered


def parameters(command: Callable[..., Any]) -> Mapping[str, inspect.Parameter]:
    """Return a command's parameters, each with its annotation as an object."""
    names = {**_NAMES, **inspect.unwrap(command).__globals__}
    return inspect.signature(command, globals=names, eval_str=True).parameters


def is_group(annotation: Any) -> bool:
    """Whether a parameter takes a group of options."""
    return isinstance(annotation, type) and issubclass(annotation, OptionGroup)


def options_of(group: type[OptionGroup]) -> list[inspect.Parameter]:
    """Return the options of a group, those of its bases first."""
    annotations: dict[str, Any] = {}
    for base in reversed(group.__mro__):
        annotations |= inspect.get_annotations(base, globals=_NAMES, eval_str=True)
    return [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=getattr(group, name),
            annotation=annotation,
        )
        for name, annotation in annotations.items()
    ]


def _spread_signature(
    own: Mapping[str, inspect.Parameter], groups: Mapping[str, list[inspect.Parameter]]
) -> inspect.Signature:
    parameters: list[inspect.Parameter] = []
    for name, parameter in own.items():
        if name in groups:
            parameters += groups[name]
        else:
            parameters.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))
    return inspect.Signature(parameters)
