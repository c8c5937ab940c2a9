"""The `postgen:` key of `_config.yml`: every setting, its default and its documentation."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Mapping

REFERENCES = ("linked", "plain", "reflinks", "footnotes", "inline")
SLUGS = ("jekyll", "ascii")


class SettingError(PostgenError):
    """A setting has a value that it cannot have."""


def _doc(default: Any, text: str, choices: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"doc": text, "choices": choices})


@dataclass(frozen=True, slots=True)
class Backlog:
    """`postgen: backlog:`."""

    path: str = _doc("", "the backlog's file, from the site's folder; else the newest post named `backlog`")
    stamp: bool = _doc(True, "note the day on which a link was added, in a comment behind it")


@dataclass(frozen=True, slots=True)
class Newsletter:
    """`postgen: newsletter:`."""

    title: str = _doc("Newsletter #{{ issue }}", "the title of an issue, in Liquid: `issue`, `date`, `site`")
    layout: str = _doc("post", "the layout of an issue")
    author: str = _doc("", "its author; else that of `postgen: author:`")
    categories: tuple[str, ...] = _doc((), "its categories; they become part of its URL")
    tags: tuple[str, ...] = _doc(("newsletter",), "its tags")
    image: str = _doc("", "its image")
    lang: str = _doc("", "its language, such as `en`")
    intro: str = _doc("", "its first paragraph, in Liquid: `issue`, `count`, `sections`")
    sections: Any = _doc((), "categories in the order wanted, or a map that also renames them")
    toc: bool = _doc(True, "begin with a table of contents")
    references: str = _doc("linked", "the style of the references", REFERENCES)
    heading: str = _doc("References", "the heading of the list of references")
    template: str = _doc("full", "`full`, `brief`, or a file of `_templates/`")


@dataclass(frozen=True, slots=True)
class Digest:
    """`postgen: digest:`."""

    title: str = _doc("Digest, {{ date }}", "the title of a digest, in Liquid: `date`, `site`")
    layout: str = _doc("post", "its layout")
    author: str = _doc("", "its author; else that of `postgen: author:`")
    categories: tuple[str, ...] = _doc((), "its categories; they become part of its URL")
    tags: tuple[str, ...] = _doc(("digest",), "its tags")
    template: str = _doc("cards", "`cards`, `full`, `brief`, or a file of `_templates/`")


@dataclass(frozen=True, slots=True)
class Repeat:
    """`postgen: repeat:`."""

    allow: tuple[str, ...] = _doc((), "links that may be published again: addresses, with `*` for any part of one")
    within: int = _doc(0, "how many of the last posts count as published; 0: all")


@dataclass(frozen=True, slots=True)
class Settings:
    """`postgen:`."""

    posts: str = _doc("", "the folder for new posts, if the site has several")
    slug: str = _doc("jekyll", "`jekyll` keeps every script in a slug; `ascii` transliterates", SLUGS)
    author: str = _doc("", "the author of new posts")
    layout: str = _doc("post", "the layout of new posts")
    edit: bool = _doc(False, "open a new post in the editor")
    commit: bool = _doc(False, "commit what a command changed")
    feeds: Any = _doc((), "the feeds to `pull`: addresses, or maps of `url`, `category`, `tags` and `title`")
    backlog: Backlog = field(default_factory=Backlog)
    newsletter: Newsletter = field(default_factory=Newsletter)
    digest: Digest = field(default_factory=Digest)
    repeat: Repeat = field(default_factory=Repeat)


def load(values: object, where: str) -> tuple[Settings, tuple[str, ...]]:
    """Check the value of `postgen:`; give the settings, and a warning for each key that is not known.

    Raises `SettingError` for a value that a setting cannot have.
    """
    warnings: list[str] = []
    return _load(Settings, values, "postgen", where, warnings), tuple(warnings)


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
        raise SettingError(f"{where}: `{path}:` holds {values!r}, not keys.", "See docs/settings.md.")
    known = {each.name: each for each in fields(kind)}
    given = {}
    for key, value in values.items():
        if key not in known:
            warnings.append(f"{where}: `{path}: {key}:` is not a setting{_nearest(str(key), known)}")
        elif value is not None:
            given[key] = _value(known[key], value, f"{path}: {key}", where, warnings)
    return kind(**given)


def _value(known: Any, value: object, path: str, where: str, warnings: list[str]) -> Any:
    if isinstance(known.default_factory, type):
        return _load(known.default_factory, value, path, where, warnings)
    default = known.default
    choices = known.metadata["choices"]
    if choices and value not in choices:
        raise SettingError(f"{where}: `{path}: {value}` is none of {', '.join(choices)}.", "See docs/settings.md.")
    if known.type == "Any":
        return value
    if isinstance(default, tuple):
        return tuple(str(each) for each in value) if isinstance(value, list) else (str(value),)
    wanted = {bool: "true or false", int: "a number"}.get(type(default), "one text")
    is_number = type(value) is int and value >= 0
    is_wrong = not is_number if type(default) is int else isinstance(default, bool) != isinstance(value, bool)
    if is_wrong or isinstance(value, (dict, list)):
        raise SettingError(f"{where}: `{path}:` holds {value!r}, not {wanted}.", "See docs/settings.md.")
    return value if isinstance(default, int) else str(value)


def _nearest(key: str, known: Mapping[str, object]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key, known, 1)
    return f"; did you mean `{near[0]}`?" if near else f"; known are {', '.join(known)}."
