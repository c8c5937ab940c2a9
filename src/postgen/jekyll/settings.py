"""The `postgen:` key of `_config.yml`: every setting, its default and its documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

SLUGS = ("jekyll", "ascii")
CHOICES = {"slug": SLUGS}
OF_ANY_KIND = {"feeds", "sections"}
"""Settings whose values are checked where they are used."""


class SettingError(PostgenError):
    """A setting has a value that it cannot have."""


class Backlog(NamedTuple):
    """`postgen: backlog:`."""

    path: Annotated[
        str, "the backlog's file, from the site's folder; else the newest post named `backlog`"
    ] = ""
    stamp: Annotated[bool, "note the day on which a link was added, in a comment behind it"] = True


class Newsletter(NamedTuple):
    """`postgen: newsletter:`."""

    title: Annotated[str, "the title of an issue, in Liquid: `issue`, `date`, `site`"] = (
        "Newsletter #{{ issue }}"
    )
    layout: Annotated[str, "the layout of an issue"] = "post"
    author: Annotated[str, "its author; else that of `postgen: author:`"] = ""
    categories: Annotated[tuple[str, ...], "its categories; they become part of its URL"] = ()
    tags: Annotated[tuple[str, ...], "its tags"] = ("newsletter",)
    image: Annotated[str, "its image"] = ""
    lang: Annotated[str, "its language, such as `en`"] = ""
    intro: Annotated[str, "its first paragraph, in Liquid: `issue`, `count`, `sections`"] = ""
    sections: Annotated[Any, "categories in the order wanted, or a map that also renames them"] = ()
    toc: Annotated[bool, "begin with a table of contents"] = True
    references: Annotated[str, "the style of the references"] = "linked"
    heading: Annotated[str, "the heading of the list of references"] = "References"
    template: Annotated[str, "`full`, `brief`, or a file of `_templates/`"] = "full"


class Digest(NamedTuple):
    """`postgen: digest:`."""

    title: Annotated[str, "the title of a digest, in Liquid: `date`, `site`"] = "Digest, {{ date }}"
    layout: Annotated[str, "its layout"] = "post"
    author: Annotated[str, "its author; else that of `postgen: author:`"] = ""
    categories: Annotated[tuple[str, ...], "its categories; they become part of its URL"] = ()
    tags: Annotated[tuple[str, ...], "its tags"] = ("digest",)
    template: Annotated[str, "`cards`, `full`, `brief`, or a file of `_templates/`"] = "cards"


class Repeat(NamedTuple):
    """`postgen: repeat:`."""

    allow: Annotated[
        tuple[str, ...],
        "links that may be published again: addresses, with `*` for any part of one",
    ] = ()
    within: Annotated[int, "how many of the last posts count as published; 0: all"] = 0


class Settings(NamedTuple):
    """`postgen:`."""

    posts: Annotated[str, "the folder for new posts, if the site has several"] = ""
    slug: Annotated[str, "`jekyll` keeps every script in a slug; `ascii` transliterates"] = "jekyll"
    author: Annotated[str, "the author of new posts"] = ""
    layout: Annotated[str, "the layout of new posts"] = "post"
    edit: Annotated[
        bool,
        "open a new post in the editor, on a terminal; else as jekyll-compose's `auto_open` says",
    ] = False
    commit: Annotated[bool, "commit what a command changed"] = False
    feeds: Annotated[
        Any, "the feeds to `pull`: addresses, or maps of `url`, `category`, `tags` and `title`"
    ] = ()
    backlog: Backlog = Backlog()
    newsletter: Newsletter = Newsletter()
    digest: Digest = Digest()
    repeat: Repeat = Repeat()


def load(
    values: object, where: str, style_names: Callable[[str], Sequence[str]] | None = None
) -> tuple[Settings, tuple[str, ...]]:
    """Check the value of `postgen:`; return the settings, and a warning for each key that is not known.

    `style_names` returns the styles of references that there are, asked with the one that is set. Raises
    `SettingError` for a value that a setting cannot have.
    """
    warnings: list[str] = []
    settings: Settings = _load(Settings, values, "postgen", where, warnings)
    style = settings.newsletter.references
    known = style_names(style) if style_names else (style,)
    if style not in known:
        raise SettingError(
            f"{where}: `postgen: newsletter: references: {style}` is none of {', '.join(known)}.",
            "See docs/settings.md.",
        )
    return settings, tuple(warnings)


def posts_folder(path: str, where: str) -> str:
    """Check the value of `posts:`. Raises `SettingError` for a folder in which Jekyll looks for no posts."""
    parts = path.strip("/").split("/")
    if "_posts" not in parts or ".." in parts:
        raise SettingError(
            f"{where}: `postgen: posts: {path}` is not in a `_posts` folder, the only place of posts for Jekyll.",
            f"Write it as {'/'.join(part for part in parts if part not in {'', '..'})}/_posts.",
        )
    return "/".join(parts)


def _load(kind: type[Any], values: object, path: str, where: str, warnings: list[str]) -> Any:
    if values is None:
        return kind()
    if not isinstance(values, dict):
        raise SettingError(
            f"{where}: `{path}:` holds {values!r}, not keys.", "See docs/settings.md."
        )
    known: dict[str, Any] = kind._field_defaults
    given = {}
    for key, value in values.items():
        if key not in known:
            warnings.append(
                f"{where}: `{path}: {key}:` is not a setting{_nearest(str(key), known)}"
            )
        elif value is not None:
            given[key] = _value(str(key), known[key], value, f"{path}: {key}", where, warnings)
    return kind(**given)


def _value(
    key: str, default: Any, value: object, path: str, where: str, warnings: list[str]
) -> Any:
    if hasattr(default, "_fields"):
        return _load(type(default), value, path, where, warnings)
    choices = CHOICES.get(key, ())
    if choices and value not in choices:
        raise SettingError(
            f"{where}: `{path}: {value}` is none of {', '.join(choices)}.", "See docs/settings.md."
        )
    if key in OF_ANY_KIND:
        return value
    if isinstance(default, tuple):
        return tuple(str(each) for each in value) if isinstance(value, list) else (str(value),)
    wanted = {bool: "true or false", int: "a number"}.get(type(default), "one text")
    is_number = type(value) is int and value >= 0
    is_wrong = (
        not is_number
        if type(default) is int
        else isinstance(default, bool) != isinstance(value, bool)
    )
    if is_wrong or isinstance(value, (dict, list)):
        raise SettingError(
            f"{where}: `{path}:` holds {value!r}, not {wanted}.", "See docs/settings.md."
        )
    return value if isinstance(default, int) else str(value)


def _nearest(key: str, known: Mapping[str, object]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key, known, 1)
    return f"; did you mean `{near[0]}`?" if near else f"; known are {', '.join(known)}."
