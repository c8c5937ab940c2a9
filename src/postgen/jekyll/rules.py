"""Jekyll's rules for posts: file names, slugs, dates, defaults and URLs. All of it pure.

Read in Jekyll 4.3.1 and 4.4.1 (`document.rb`, `utils.rb`, `url.rb`, `drops/url_drop.rb`,
`frontmatter_defaults.rb`) and judged by a real Jekyll in `tests/oracle`.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from postgen.errors import PostgenError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FILE_NAME = re.compile(
    r"(?P<date>\d{2,4}-\d{1,2}-\d{1,2})-(?P<slug>[^/]*)(?P<ext>\.[^./]+)\Z", re.ASCII
)
STYLES = {
    "none": "/:categories/:title:output_ext",
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
}
SLUG_BYTES = 180
"""Keeps `YYYY-MM-DD-slug.markdown` below the 255 bytes that file systems allow a name."""


RESERVED = frozenset(
    [
        "con",
        "prn",
        "aux",
        "nul",
        *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"),
    ]
)
"""Names of devices, which Windows gives to no file, whatever its ending."""


class PermalinkError(PostgenError):
    """A permalink has a placeholder that Jekyll does not know; Jekyll stops at it."""


class PostName(NamedTuple):
    """What a post's file name says."""

    day: date
    slug: str
    ext: str


def parse_name(name: str) -> PostName | None:
    """Read the name of a post's file; None where Jekyll would pass it over or stop.

    As Ruby's `Time.parse` does it, `24-1-7` is in 2024, and the 30th of February some day in March.
    """
    found = FILE_NAME.match(name)
    if not found or name.endswith("~") or found["ext"] in {".yml", ".yaml"}:
        return None
    year, month, day = (int(part) for part in found["date"].split("-"))
    if found["date"].index("-") == 2:
        year += 1900 if year >= 69 else 2000
    if not 1 <= day <= 31:
        return None
    try:
        exact = date(year, month, 1) + timedelta(days=day - 1)
    except (ValueError, OverflowError):
        return None
    return PostName(exact, found["slug"].rstrip("."), found["ext"])


# Slugs


def slugify(text: str, *, ascii_only: bool = False) -> str:
    """Make a slug as Jekyll's default mode does: runs of anything but letters, marks and digits become `-`.

    With `ascii_only` other scripts are transliterated by python-slugify. Gives "" where nothing is left.
    """
    text = unicodedata.normalize("NFC", text)
    if ascii_only:
        from slugify import slugify as transliterate

        return _shorten(transliterate(text))
    return _shorten(_lower(_hyphenate(text, "").strip("-")))


def _hyphenate(text: str, also: str) -> str:
    if text.isascii():
        return re.sub(rf"[^A-Za-z0-9{re.escape(also)}]+", "-", text)
    kept = (
        c
        if unicodedata.category(c)[0] in "LM" or unicodedata.category(c) == "Nd" or c in also
        else "\0"
        for c in text
    )
    return re.sub("\0+", "-", "".join(kept))


def _lower(text: str) -> str:
    """Lower letters one by one as Ruby does: its Greek sigma knows no last place of a word."""
    return text.lower() if text.isascii() else "".join(letter.lower() for letter in text)


def _shorten(slug: str) -> str:
    if len(slug.encode()) <= SLUG_BYTES:
        return slug
    short = slug.encode()[:SLUG_BYTES].decode(errors="ignore")
    return short.rpartition("-")[0] or short


def _drop_slugify(text: str, also: str = "", *, lower: bool = True) -> str:
    """Make a slug as Jekyll's URL placeholders do; only one hyphen is dropped at each end."""
    slug = re.sub(r"\A-|-\Z", "", _hyphenate(text, also))
    return _lower(slug) if lower else slug


# Dates

_OFFSET = re.compile(r"\s*(?:Z|UTC|([+-])(\d\d):?(\d\d)?)\Z", re.ASCII | re.IGNORECASE)
_MOMENT = re.compile(
    r"(?P<y>\d{4})(?P<dash>[-/])(?P<m>\d{1,2})(?P=dash)(?P<d>\d{1,2})(?:[Tt\s]+(?P<H>\d{1,2}):(?P<M>\d\d)"
    r"(?::(?P<S>\d\d)(?:[.,]\d*)?)?)?\Z",
    re.ASCII,
)


def parse_date(text: str, now: datetime, zone: tzinfo | None) -> datetime:
    """Read a date that a person gave: ISO 8601 in any of its usual spellings, or today, tomorrow, yesterday, now.

    A date without an offset is local to `zone` (None: the machine's); without a time it is midnight. An hour
    that the change of clocks skips becomes the one an hour later. Raises `UsageError`.
    """
    word = text.strip().lower()
    if word == "now":
        return now
    days = {"today": 0, "tomorrow": 1, "yesterday": -1}
    if word in days:
        day = now.date() + timedelta(days=days[word])
        return localise(datetime(day.year, day.month, day.day), zone)  # noqa: DTZ001 - localise gives the zone
    try:
        return _parse_moment(text.strip(), zone)
    except (ValueError, OverflowError, OSError) as error:  # Windows knows no local time before 1970
        raise UsageError(
            f"`{text}` is not a date.", "Write it as 2026-11-20, or 2026-11-20 18:30."
        ) from error


def _parse_moment(text: str, zone: tzinfo | None) -> datetime:
    offset = _OFFSET.search(text) if ":" in text else None
    found = _MOMENT.match(text[: offset.start()].strip() if offset else text)
    if not found:
        raise ValueError(text)
    parts = [int(found[name] or 0) for name in "ymdHMS"]
    moment = datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - its zone follows
    if not offset:
        return localise(moment, zone)
    minutes = int(offset[2] or 0) * 60 + int(offset[3] or 0)
    aware = moment.replace(
        tzinfo=timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    )
    return aware.astimezone(zone)


def date_of(value: object, now: datetime, zone: tzinfo | None) -> datetime:
    """Read the `date:` of a front matter as Jekyll does: a time without an offset is UTC, unless it is quoted.

    Raises `UsageError` for what is no date; Jekyll stops at it.
    """
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(zone)
    return parse_date(str(value), now, zone)


def localise(moment: datetime, zone: tzinfo | None) -> datetime:
    """Give a naive local time its zone (None: the machine's), as a time that exists."""
    aware = moment.replace(tzinfo=zone) if zone else moment.astimezone()
    return aware.astimezone(UTC).astimezone(zone)


# Defaults


def defaults_for(config: Mapping[str, Any], path: str, kind: str) -> dict[str, Any]:
    """Give what `defaults:` supplies to the file at `path` (from the source) of the type `kind` (`posts` …)."""
    values: dict[str, Any] = {}
    best: tuple[int, bool] | None = None
    prefix = f"{config.get('collections_dir') or ''}/".lstrip("/")
    for entry in config.get("defaults") or []:
        if not isinstance(entry, dict) or not isinstance(entry.get("values"), dict):
            continue
        scope = entry.get("scope")
        scope = scope if isinstance(scope, dict) else {}
        if "scope" in entry and not _applies(scope, path, kind, prefix):
            continue
        rank = (len(_sanitized(scope.get("path"))), "type" in scope)
        if best is None or rank[0] > best[0] or (rank[0] == best[0] and rank[1] >= best[1]):
            best, values = rank, _merge(values, entry["values"])
        else:
            values = _merge(entry["values"], values)
    return values


def _merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            merged[key] = _merge(old, value)
        elif value is not None or key not in merged:
            merged[key] = value
    return merged


def with_defaults(defaults: Mapping[str, Any], front: Mapping[str, Any]) -> dict[str, Any]:
    """Give a file's data as Jekyll does: its front matter over the defaults, and the categories of both."""
    data = _merge(defaults, front)
    if "categories" in data:
        data["categories"] = [*_words(defaults.get("categories")), *_words(front.get("categories"))]
    return data


def _sanitized(path: object) -> str:
    return path.removeprefix("/") if isinstance(path, str) else ""


def _applies(scope: Mapping[str, Any], path: str, kind: str, prefix: str) -> bool:
    wanted = str(scope.get("type", kind))
    if {"post": "posts", "draft": "drafts", "page": "pages"}.get(wanted, wanted) != kind:
        return False
    where = scope.get("path")
    if not isinstance(where, str) or not where:
        return True
    if "*" not in where:
        return path.removeprefix(prefix).startswith(where.removeprefix(prefix))
    glob = _glob(where)
    below = len(prefix) if path.startswith(prefix) else 0
    ends = [place for place, character in enumerate(path) if character == "/" and place > below]
    return any(glob.fullmatch(path[:end]) for end in [*ends, len(path)])


def _glob(pattern: str) -> re.Pattern[str]:
    """Make a regular expression of a pattern of Ruby's `Dir.glob`."""
    parts = {"**/": r"(?:[^./][^/]*/)*", "**": "[^/]*", "*": "[^/]*", "?": "[^/]"}

    def part(found: re.Match[str]) -> str:
        text = found[0]
        return (
            text.replace("[!", "[^", 1)
            if len(text) > 2 and text[0] == "["
            else parts.get(text, re.escape(text))
        )

    return re.compile(re.sub(r"\*\*/?|[*?]|\[[^]\\/]+\]|.", part, pattern, flags=re.DOTALL))


# URLs


def permalink_of(config: Mapping[str, Any], kind: str = "posts") -> str:
    """Give the template of the URLs of posts, or of another collection: its own, or the site's, a style resolved."""
    collections = config.get("collections")
    about = collections.get(kind) if isinstance(collections, dict) else None
    own = about.get("permalink") if isinstance(about, dict) else None
    if own is not None:  # Jekyll knows no styles here
        return str(own)
    template = str(config.get("permalink") or "date")
    return (
        STYLES.get(template, template)
        if kind == "posts"
        else f"/:collection/:path{_ending(template)}"
    )


def _ending(style: str) -> str:
    """Give what the site's `permalink:` puts behind the names of all but posts (utils.rb, add_permalink_suffix)."""
    if style in {"date", "ordinal", "none"}:
        return ":output_ext"
    return (
        "/"
        if style == "pretty" or style.endswith("/")
        else ":output_ext"
        if style.endswith(":output_ext")
        else ""
    )


def page_url(config: Mapping[str, Any], data: Mapping[str, Any], path: str) -> str:
    """Give the URL of a page, as `url_of` does that of a post; Markdown becomes HTML (page.rb)."""
    folder, _, name = path.rpartition("/")
    base, ext = name.rpartition(".")[0].rstrip("."), f".{name.rpartition('.')[2]}"
    markdown = [f".{each.strip()}" for each in str(config.get("markdown_ext")).split(",")]
    ext = ".html" if ext.lower() in markdown else ext
    is_html = ext in {".html", ".htm", ".xhtml"}
    ending = _ending(str(config.get("permalink") or "date")) if is_html else ":output_ext"
    plain = "/:path/" if base == "index" and is_html else f"/:path/:basename{ending}"
    url = str(data.get("permalink") or plain)
    for placeholder, value in ((":path", folder), (":basename", base), (":output_ext", ext)):
        url = url.replace(placeholder, _encoded(value))
    return _sanitized_url(url)


def url_of(
    config: Mapping[str, Any],
    data: Mapping[str, Any],
    path: str,
    moment: datetime,
    kind: str = "posts",
) -> str:
    """Give the URL of a post, or of a document of another collection, percent-encoded as Jekyll's `page.url` is.

    `data` is its front matter over the defaults (see `with_defaults`), `path` its file from the source, `moment`
    its date in the site's zone. Raises `PermalinkError` for what Jekyll stops at.
    """
    folder, _, name = path.rpartition("/")
    found = FILE_NAME.match(name)
    slug = str(
        data.get("slug") or (found["slug"].rstrip(".") if found else name.rpartition(".")[0])
    )
    within = str(config.get("collections_dir") or "")
    categories = categories_of(data, _categories_from(folder, within) if kind == "posts" else ())
    values = {
        "title": _drop_slugify(slug, "._~!$&'()+,;=@", lower=False),
        "slug": _drop_slugify(slug),
        "name": _drop_slugify(name.rpartition(".")[0]),
        "categories": "/".join(dict.fromkeys(_lower(each) for each in categories)),
        "slugified_categories": "/".join(dict.fromkeys(_drop_slugify(each) for each in categories)),
        "collection": kind,
        "path": _cleaned(path, within, f"_{kind}"),
        "output_ext": ".html",
        **{name: moment.strftime(code) for name, code in _MOMENTS.items()},
        "year": f"{moment.year:04}",
        "i_day": str(moment.day),
        "i_month": str(moment.month),
    }

    def fill(placeholder: re.Match[str]) -> str:
        name = placeholder[1]
        for key in (name, name.removesuffix("_")):
            if key in values:
                return _encoded(values[key]) + name[len(key) :]
        raise PermalinkError(
            f"The permalink has `:{name}`, which Jekyll does not know.", "Mend it in _config.yml."
        )

    own = data.get("permalink")
    template = permalink_of(config, kind) if own is None or own is False else str(own)
    return _sanitized_url(re.sub(r":([a-z_]+)", fill, template))


def _sanitized_url(url: str) -> str:
    return re.sub("/+", "/", f"/{url}".replace("..", "/").replace("./", ""))


_MOMENTS = {
    "month": "%m", "day": "%d", "hour": "%H", "minute": "%M", "second": "%S", "short_month": "%b",
    "long_month": "%B", "short_year": "%y", "w_year": "%G", "week": "%V", "w_day": "%u", "short_day": "%a",
    "long_day": "%A", "y_day": "%j",
}  # fmt: skip


def _encoded(text: str) -> str:
    """Encode as Addressable does what it takes for a whole address: `?` stays, and `a b:` is no scheme."""
    scheme, colon, _ = text.partition(":")
    if (
        colon
        and not re.search(r"[/?#]", scheme)
        and not re.fullmatch(r"[A-Za-z][A-Za-z0-9.+-]*", scheme)
    ):
        raise PermalinkError(
            f"Jekyll makes no URL of `{text}`: it stops at the colon.",
            "Name the category without a colon.",
        )
    return quote(text, safe="/-._~!$&'()*+,;=:@?", errors="replace")


def categories_of(data: Mapping[str, Any], above: Iterable[str] = ()) -> list[str]:
    """Give a post's categories: those of the folders above `_posts`, then `categories:` and `category:`."""
    return list(
        dict.fromkeys(
            [*above, *_words(data.get("categories")), *_one_or_more(data.get("category"))]
        )
    )


def tags_of(data: Mapping[str, Any]) -> list[str]:
    """Give a post's tags: `tag:`, else `tags:`."""
    return _one_or_more(data.get("tag")) or _words(data.get("tags"))


def _words(value: object) -> list[str]:
    """Read a plural key: a text is split at its blanks."""
    if isinstance(value, str):
        return value.split()
    return [_text(each) for each in value if each is not None] if isinstance(value, list) else []


def _one_or_more(value: object) -> list[str]:
    """Read a singular key: a text is one word, whatever it holds."""
    if value is None or value is False:
        return []
    return _words(value) if isinstance(value, list) else [_text(value)]


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _cleaned(path: str, collections_dir: str, folder: str) -> str:
    """Give the path that `:path` stands for: without the collections' folder, the collection's own and the ending."""
    inside = path.removeprefix(f"{collections_dir}/") if collections_dir else path
    return inside.rpartition(".")[0].replace(folder, "", 1).rstrip(".")


def _categories_from(folder: str, collections_dir: str) -> list[str]:
    inside = folder.removeprefix(f"{collections_dir}/") if collections_dir else folder
    if inside.startswith("_posts"):
        return []
    return [part for part in inside.partition("_posts")[0].split("/") if part]
