"""The `postgen:` key of `_config.yml`: every setting, its default and its documentation. Pure.

The annotations are not postponed: for so many fields, evaluating them from their text takes longer.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from postgen.errors import PostgenError
from postgen.text.records import NamedTuple

SLUGS = ("jekyll", "ascii")
CHOICES = {"slug": SLUGS}
CHECKED_LATER = {"feeds", "sections", "front_matter", "per_path"}
"""Settings of any type, whose values are checked where they are used."""

_SEE_DOCS = "See docs/settings.md."


class SettingError(PostgenError):
    """A setting has a value that it cannot have."""


class Backlog(NamedTuple):
    """`postgen: backlog:`."""

    path: Annotated[
        str, "the backlog's file, from the site's folder; else the newest post named `backlog`"
    ] = ""
    public: Annotated[bool, "readers see a new backlog; else it has `published: false`"] = False
    stamp: Annotated[bool, "note the day on which a link was added, in a comment behind it"] = True


class Newsletter(NamedTuple):
    """`postgen: newsletter:`."""

    title: Annotated[
        str,
        "the title of an issue, in Liquid: `issue`, `date`, `site`; else as the last ones have it, "
        "else `Newsletter #{{ issue }}`",
    ] = ""
    layout: Annotated[str, "the layout of an issue; else that of the last ones, else `post`"] = ""
    author: Annotated[str, "its author; else that of `postgen: author:`"] = ""
    categories: Annotated[tuple[str, ...], "its categories; they become part of its URL"] = ()
    tags: Annotated[
        tuple[str, ...], "its tags; else as the last ones have them, else `newsletter`"
    ] = ()
    image: Annotated[str, "its image"] = ""
    lang: Annotated[str, "its language, such as `en`"] = ""
    intro: Annotated[str, "its first paragraph, in Liquid: `issue`, `count`, `sections`"] = ""
    sections: Annotated[Any, "categories in the order wanted, or a map that also renames them"] = ()
    front_matter: Annotated[
        Any, "a map of other keys of its front matter, in Liquid: `issue`, `date`, `title`, `site`"
    ] = ()
    toc: Annotated[
        bool | None, "begin with a table of contents; else as the last issues, or if it is long"
    ] = None
    references: Annotated[
        str, "the style of the references; else that of the last ones, else `linked`"
    ] = ""
    heading: Annotated[
        str, "the heading of their list; else that of the last ones, else `References`"
    ] = ""
    link_titles: Annotated[
        bool | None,
        "the title of an item is its link, without a number; else as the last issues have it",
    ] = None
    template: Annotated[
        str, "`full`, `brief`, or a file of `_templates/`; else as the last ones look, else `full`"
    ] = ""


class Digest(NamedTuple):
    """`postgen: digest:`."""

    title: Annotated[
        str,
        "the title of a digest, in Liquid: `date`, `site`; else as the last ones have it, "
        "else `Digest, {{ date }}`",
    ] = ""
    layout: Annotated[str, "its layout"] = "post"
    author: Annotated[str, "its author; else that of `postgen: author:`"] = ""
    categories: Annotated[tuple[str, ...], "its categories; they become part of its URL"] = ()
    tags: Annotated[tuple[str, ...], "its tags"] = ("digest",)
    template: Annotated[
        str,
        "`cards`, `full`, `brief`, or a file of `_templates/`; else as the last ones look, "
        "else `cards`",
    ] = ""


class Repeat(NamedTuple):
    """`postgen: repeat:`."""

    allow: Annotated[
        tuple[str, ...],
        "links that may be published again: addresses, with `*` for any part of one",
    ] = ()
    within: Annotated[int, "how many of the last posts count as published; 0: all"] = 0


class Check(NamedTuple):
    """`postgen: check:`."""

    select: Annotated[tuple[str, ...], "only these checks run: codes, or their beginnings"] = ()
    ignore: Annotated[tuple[str, ...], "these checks do not run"] = ()
    per_path: Annotated[
        Any, "a map of paths or patterns (`_drafts/`, `*.html`) to the codes to ignore there"
    ] = ()
    repeats: Annotated[int, "in how many of the last issues a link must not be; 0: none"] = 12


class Links(NamedTuple):
    """`postgen: links:`, for `check --links`."""

    history: Annotated[
        str, "the file of what is known of each link, from the site's folder; else in the cache"
    ] = ""
    archive: Annotated[str, "the archive whose copies replace links that are dead"] = (
        "https://web.archive.org"
    )
    archive_published: Annotated[bool, "ask it to keep the links of what is published"] = False
    concurrency: Annotated[int, "how many links are asked for at once"] = 128
    per_host: Annotated[int, "how many of them at one host"] = 2
    timeout: Annotated[int, "seconds for one link, its redirects included"] = 20


class Desk(NamedTuple):
    """`postgen: desk:`."""

    port: Annotated[int, "the port of `postgen desk`; 0: one that is chosen once for this site"] = 0


class Settings(NamedTuple):
    """`postgen:`."""

    posts: Annotated[str, "the folder for new posts, if the site has several"] = ""
    slug: Annotated[str, "`jekyll` keeps every script in a slug; `ascii` transliterates"] = "jekyll"
    author: Annotated[str, "the author of new posts"] = ""
    layout: Annotated[str, "the layout of new posts; else that of the last ones, else `post`"] = ""
    edit: Annotated[
        bool,
        "open a new post in the editor, on a terminal; else as jekyll-compose's `auto_open` says",
    ] = False
    ask: Annotated[bool, "ask on a terminal for what was not given"] = True
    commit: Annotated[bool, "commit what a command changed"] = False
    feeds: Annotated[
        Any, "the feeds to `pull`: addresses, or maps of `url`, `category`, `tags` and `title`"
    ] = ()
    backlog: Backlog = Backlog()
    newsletter: Newsletter = Newsletter()
    digest: Digest = Digest()
    repeat: Repeat = Repeat()
    check: Check = Check()
    links: Links = Links()
    desk: Desk = Desk()


def load(
    values: object, config_name: str, style_names: Callable[[str], Sequence[str]] | None = None
) -> tuple[Settings, tuple[str, ...]]:
    """Check the value of `postgen:`.

    Return the settings, and a warning for each key that is not known. `config_name` is the file's
    name, for messages. `style_names` returns the styles of references that there are, asked with
    the one that is set. Raises `SettingError` for a value that a setting cannot have.
    """
    warnings: list[str] = []
    settings: Settings = _load(Settings, values, "postgen", config_name, warnings)
    style = settings.newsletter.references
    is_default = style == Newsletter().references
    known: Sequence[str] = (style,)
    if style_names and not is_default:
        known = style_names(style)
    if style not in known:
        raise SettingError(
            f"{config_name}: `postgen: newsletter: references: {style}` "
            f"is not one of {', '.join(known)}.",
            _SEE_DOCS,
        )
    return settings, tuple(warnings)


def posts_folder(path: str, config_name: str) -> str:
    """Check the value of `posts:`.

    Raises `SettingError` for a folder in which Jekyll finds no posts.
    """
    parts = path.strip("/").split("/")
    if "_posts" not in parts or ".." in parts:
        named = "/".join(part for part in parts if part not in {"", ".."})
        raise SettingError(
            f"{config_name}: `postgen: posts: {path}` is not in a `_posts` folder, "
            "the only place of posts for Jekyll.",
            f"Write it as {named}/_posts.",
        )
    return "/".join(parts)


def _load(kind: type[Any], values: object, path: str, config_name: str, warnings: list[str]) -> Any:
    """Read a group of settings, such as `Newsletter`.

    `path` is how a message names it: `postgen: newsletter`.
    """
    if values is None:
        return kind()
    if not isinstance(values, dict):
        raise SettingError(f"{config_name}: `{path}:` holds {values!r}, not keys.", _SEE_DOCS)
    defaults: dict[str, Any] = kind._field_defaults
    settings = {}
    for written, value in values.items():
        setting = f"{path}: {written}"
        key = str(written).replace("-", "_")
        if key not in defaults:
            nearest = _nearest(key, defaults)
            warnings.append(f"{config_name}: `{setting}:` is not a setting{nearest}")
        elif value is not None:
            default = defaults[key]
            if hasattr(default, "_fields"):
                settings[key] = _load(type(default), value, setting, config_name, warnings)
            else:
                settings[key] = _value(key, default, value, setting, config_name)
    return kind(**settings)


def _value(key: str, default: Any, value: object, path: str, config_name: str) -> Any:
    """Check the value of one setting, by the type of its default, and return it as that type."""
    choices = CHOICES.get(key, ())
    if choices and value not in choices:
        raise SettingError(
            f"{config_name}: `{path}: {value}` is not one of {', '.join(choices)}.", _SEE_DOCS
        )
    if key == "front_matter" and not isinstance(value, dict):
        raise SettingError(f"{config_name}: `{path}:` holds {value!r}, not a map.", _SEE_DOCS)
    if key in CHECKED_LATER:
        return value
    if isinstance(default, tuple):
        texts = value if isinstance(value, list) else [value]
        return tuple(str(each) for each in texts)
    if default is None or isinstance(default, bool):
        expected, is_right = "true or false", isinstance(value, bool)
    elif isinstance(default, int):
        expected, is_right = "a number", type(value) is int and value >= 0
    else:
        expected, is_right = "one text", not isinstance(value, (bool, dict, list))
    if not is_right:
        raise SettingError(f"{config_name}: `{path}:` holds {value!r}, not {expected}.", _SEE_DOCS)
    return value if default is None or isinstance(default, int) else str(value)


def _nearest(key: str, known: Mapping[str, object]) -> str:
    """Return the end of a warning: the nearest known key, else all of them."""
    from difflib import get_close_matches

    near = get_close_matches(key, known, 1)
    return f"; did you mean `{near[0]}`?" if near else f"; known are {', '.join(known)}."
