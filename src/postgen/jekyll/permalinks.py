"""The URLs of posts, documents and pages, by Jekyll's rules. Pure.

From `url.rb`, `drops/url_drop.rb` and `page.rb`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from postgen.errors import PostgenError
from postgen.jekyll.categories import categories_of
from postgen.jekyll.file_names import FILE_NAME
from postgen.jekyll.slugs import lower, slugify_placeholder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

STYLES = {
    "none": "/:categories/:title:output_ext",
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
}
"""The templates that have a name in `permalink:`."""

_TITLE_KEEPS = "._~!$&'()+,;=@"
"""What stays in `:title`, beside letters and digits (utils.rb, SLUGIFY_PRETTY_REGEXP)."""

_DATE_CODES = {
    "month": "%m", "day": "%d", "hour": "%H", "minute": "%M", "second": "%S",
    "short_month": "%b", "long_month": "%B", "short_year": "%y", "w_year": "%G", "week": "%V",
    "w_day": "%u", "short_day": "%a", "long_day": "%A", "y_day": "%j",
}  # fmt: skip
"""The placeholders of a date, as codes of `strftime`."""

CONVERTED = {".scss": ".css", ".sass": ".css", ".coffee": ".js"}
"""What the endings of pages become, beside those of Markdown."""

_SAFE = "/-._~!$&'()*+,;=:@?"


class PermalinkError(PostgenError):
    """A permalink has a placeholder that Jekyll does not know; Jekyll stops at it."""


# Templates


def permalink_of(config: Mapping[str, Any], kind: str = "posts") -> str:
    """Return the template of the URLs of posts, or of the documents of another collection.

    It is that of the collection, else that of the site, where a name such as `pretty` stands for a
    template.
    """
    collections = config.get("collections")
    collection = collections.get(kind) if isinstance(collections, dict) else None
    own = collection.get("permalink") if isinstance(collection, dict) else None
    if own is not None:  # Jekyll takes no name of a style here
        return str(own)
    template = str(config.get("permalink") or "date")
    if kind != "posts":
        return f"/:collection/:path{_suffix(template)}"
    return STYLES.get(template, template)


def _suffix(style: str) -> str:
    """Return what the site's `permalink:` puts after the names of all but posts.

    From utils.rb, add_permalink_suffix.
    """
    if style in {"date", "ordinal", "none"} or style.endswith(":output_ext"):
        return ":output_ext"
    if style == "pretty" or style.endswith("/"):
        return "/"
    return ""


# URLs


def page_url(config: Mapping[str, Any], data: Mapping[str, Any], path: str) -> str:
    """Return the URL of a page, percent-encoded; Markdown becomes HTML (page.rb).

    `data` and `path` are as in `url_of`. `about/team.md` is `/about/team.html`, `about/index.md` is
    `/about/`.
    """
    folder, _, name = path.rpartition("/")
    stem, _, ending = name.rpartition(".")
    base, ext = stem.rstrip("."), f".{ending}"
    markdown = [f".{each.strip()}" for each in str(config.get("markdown_ext")).split(",")]
    if ext.lower() in markdown:
        ext = ".html"
    ext = CONVERTED.get(ext.lower(), ext)
    is_html = ext in {".html", ".htm", ".xhtml"}
    if not is_html:
        template = "/:path/:basename:output_ext"
    elif base == "index":
        template = "/:path/"
    else:
        suffix = _suffix(str(config.get("permalink") or "date"))
        template = f"/:path/:basename{suffix}"
    url = str(data.get("permalink") or template)
    for placeholder, value in ((":path", folder), (":basename", base), (":output_ext", ext)):
        url = url.replace(placeholder, _encode(value))
    return _sanitize(url)


def url_of(
    config: Mapping[str, Any],
    data: Mapping[str, Any],
    path: str,
    moment: datetime,
    kind: str = "posts",
) -> str:
    """Return the URL of a post, or of a document of another collection.

    It is percent-encoded, as Jekyll's `page.url` is. `data` is its front matter over the defaults
    (see `with_defaults`), `path` its file from the source, `moment` its date in the site's zone.
    Raises `PermalinkError` for what Jekyll stops at.
    """
    own = data.get("permalink")
    has_own = own is not None and own is not False
    template = str(own) if has_own else permalink_of(config, kind)
    values = _placeholders(config, data, path, moment, kind)
    dates = {name: code for name, code in _DATE_CODES.items() if name in template}
    values |= {name: moment.strftime(code) for name, code in dates.items()}

    def fill(placeholder: re.Match[str]) -> str:
        """Fill in `:title`.

        Of `:year_`, whose underscore the pattern takes too, fill in `:year`.
        """
        name = placeholder[1]
        for key in (name, name.removesuffix("_")):
            if key in values:
                return _encode(values[key]) + name[len(key) :]
        raise PermalinkError(
            f"The permalink has `:{name}`, which Jekyll does not know.", "Fix it in _config.yml."
        )

    filled = re.sub(r":([a-z_]+)", fill, template)
    return _sanitize(filled)


def _placeholders(
    config: Mapping[str, Any], data: Mapping[str, Any], path: str, moment: datetime, kind: str
) -> dict[str, str]:
    """Return the values of the placeholders of a permalink by their names (url_drop.rb).

    Those of `_DATE_CODES` are not among them.
    """
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0]
    match = FILE_NAME.match(name)
    slug_of_file = match["slug"].rstrip(".") if match else stem
    slug = str(data.get("slug") or slug_of_file)
    collections_dir = str(config.get("collections_dir") or "")
    folders = _category_folders(folder, collections_dir) if kind == "posts" else []
    categories = categories_of(data, folders)
    lowered = dict.fromkeys(lower(each) for each in categories)
    slugified = dict.fromkeys(lower(slugify_placeholder(each)) for each in categories)
    return {
        "title": slugify_placeholder(slug, _TITLE_KEEPS),
        "slug": lower(slugify_placeholder(slug)),
        "name": lower(slugify_placeholder(stem)),
        "categories": "/".join(lowered),
        "slugified_categories": "/".join(slugified),
        "collection": kind,
        "path": _path_value(path, collections_dir, f"_{kind}"),
        "output_ext": ".html",
        "year": f"{moment.year:04}",
        "i_day": str(moment.day),
        "i_month": str(moment.month),
    }


def _path_value(path: str, collections_dir: str, folder: str) -> str:
    """Return what `:path` stands for.

    Of `c/_recipes/soups/pho.md`, where `collections_dir` is `c`, that is `/soups/pho`.
    """
    inside = path.removeprefix(f"{collections_dir}/") if collections_dir else path
    return inside.rpartition(".")[0].replace(folder, "", 1).rstrip(".")


def _category_folders(folder: str, collections_dir: str) -> list[str]:
    """Return the folders above `_posts`, which are categories: `nlp` of `nlp/_posts`."""
    inside = folder.removeprefix(f"{collections_dir}/") if collections_dir else folder
    if inside.startswith("_posts"):
        return []
    return [part for part in inside.partition("_posts")[0].split("/") if part]


def _sanitize(url: str) -> str:
    without_dots = f"/{url}".replace("..", "/").replace("./", "")
    return re.sub("/+", "/", without_dots)


def _encode(text: str) -> str:
    """Encode a value as Addressable does, which takes it for a whole address.

    So `?` stays, and `R&D: news` is an error, since `R&D` is not a scheme.
    """
    scheme, colon, _ = text.partition(":")
    has_scheme = bool(colon) and not re.search(r"[/?#]", scheme)
    if has_scheme and not re.fullmatch(r"[A-Za-z][A-Za-z0-9.+-]*", scheme):
        raise PermalinkError(
            f"Jekyll makes no URL of `{text}`: it stops at the colon.",
            "Name the category without a colon.",
        )
    return quote(text, safe=_SAFE, errors="replace")
