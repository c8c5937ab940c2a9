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

FILE_NAME = re.compile(r"(?P<date>\d{2,4}-\d{1,2}-\d{1,2})-(?P<slug>[^/]*)(?P<ext>\.[^./]+)\Z", re.ASCII)
STYLES = {
    "none": "/:categories/:title:output_ext",
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
}
SLUG_BYTES = 180
"""Keeps `YYYY-MM-DD-slug.markdown` below the 255 bytes that file systems allow a name."""


class PermalinkError(PostgenError):
    """A permalink has a placeholder that Jekyll does not know; Jekyll stops at it."""


class PostName(NamedTuple):
    """What a post's file name says."""

    day: date
    slug: str
    ext: str


def parse_name(name: str) -> PostName | None:
    """Read the name of a post's file; None where Jekyll would pass it over or stop."""
    found = FILE_NAME.match(name)
    if not found or name[0] in "._#~" or name.endswith("~"):
        return None
    year, month, day = (int(part) for part in found["date"].split("-"))
    try:
        return PostName(date(year, month, day), found["slug"].rstrip("."), found["ext"])
    except ValueError:
        return None


# Slugs


def slugify(text: str, *, ascii_only: bool = False) -> str:
    """Make a slug as Jekyll's default mode does: runs of anything but letters, marks and digits become `-`.

    With `ascii_only` other scripts are transliterated by python-slugify. Gives "" where nothing is left.
    """
    text = unicodedata.normalize("NFC", text)
    if ascii_only:
        from slugify import slugify as transliterate

        return _shorten(transliterate(text))
    return _shorten(_hyphenate(text, "").strip("-").lower())


def _hyphenate(text: str, also: str) -> str:
    if text.isascii():
        return re.sub(rf"[^A-Za-z0-9{re.escape(also)}]+", "-", text)
    kept = (
        c if unicodedata.category(c)[0] in "LM" or unicodedata.category(c) == "Nd" or c in also else "\0" for c in text
    )
    return re.sub("\0+", "-", "".join(kept))


def _shorten(slug: str) -> str:
    if len(slug.encode()) <= SLUG_BYTES:
        return slug
    short = slug.encode()[:SLUG_BYTES].decode(errors="ignore")
    return short.rpartition("-")[0] or short


def _drop_slugify(text: str, also: str = "", *, lower: bool = True) -> str:
    """Make a slug as Jekyll's URL placeholders do; only one hyphen is dropped at each end."""
    slug = re.sub(r"\A-|-\Z", "", _hyphenate(text, also))
    return slug.lower() if lower else slug


# Dates

_OFFSET = re.compile(r"\s*(?:Z|UTC|([+-])(\d\d):?(\d\d)?)\Z")
_MOMENT = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[T\s]+(?P<H>\d{1,2}):(?P<M>\d\d)(?::(?P<S>\d\d)(?:[.,]\d*)?)?)?\Z",
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
    offset = _OFFSET.search(text) if ":" in text else None
    found = _MOMENT.match(text[: offset.start()].strip() if offset else text.strip())
    try:
        if not found:
            raise ValueError(text)  # noqa: TRY301 - one sentence for all that is no date
        parts = [int(found[name] or 0) for name in "ymdHMS"]
        moment = datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError as error:
        raise UsageError(f"`{text}` is not a date.", "Write it as 2026-11-20, or 2026-11-20 18:30.") from error
    if not offset:
        return localise(moment, zone)
    minutes = int(offset[2] or 0) * 60 + int(offset[3] or 0)
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes)))
    return aware.astimezone(zone)


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
        scope = entry.get("scope") or {}
        if "scope" in entry and not _applies(scope, path.removeprefix(prefix), kind, prefix):
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


def _sanitized(path: object) -> str:
    return path.strip("/") if isinstance(path, str) and path.startswith("/") else str(path or "")


def _applies(scope: Mapping[str, Any], path: str, kind: str, prefix: str) -> bool:
    wanted = scope.get("type")
    if wanted is not None and {"post": "posts", "draft": "drafts", "page": "pages"}.get(wanted, wanted) != kind:
        return False
    where = scope.get("path")
    if not isinstance(where, str) or not where:
        return True
    where = where.removeprefix(prefix) if prefix else where
    if "*" not in where:
        return path.startswith(where)
    return bool(_glob(where).match(path))


def _glob(pattern: str) -> re.Pattern[str]:
    parts = {"**/": "(?:.*/)?", "*": "[^/]*", "?": "[^/]"}
    return re.compile(re.sub(r"\*\*/|\*|\?|[^*?]+", lambda found: parts.get(found[0], re.escape(found[0])), pattern))


# URLs


def permalink_of(config: Mapping[str, Any]) -> str:
    """Give the template of the posts' URLs: that of the collection, or the site's, a style's name resolved."""
    collections = config.get("collections")
    posts = collections.get("posts") if isinstance(collections, dict) else None
    own = posts.get("permalink") if isinstance(posts, dict) else None
    template = str(own or config.get("permalink") or "date")
    return template if own else STYLES.get(template, template)


def url_of(config: Mapping[str, Any], data: Mapping[str, Any], path: str, moment: datetime) -> str:
    """Give the URL of a post, percent-encoded as Jekyll's `page.url` is.

    `data` is its front matter over the defaults, `path` its file from the source, `moment` its date in the
    site's zone. Raises `PermalinkError`.
    """
    folder, _, name = path.rpartition("/")
    found = FILE_NAME.match(name)
    slug = str(data.get("slug") or (found["slug"].rstrip(".") if found else name.rpartition(".")[0]))
    categories = categories_of(data, _categories_from(folder, str(config.get("collections_dir") or "")))
    values = {
        "title": _drop_slugify(slug, "._~!$&'()+,;=@", lower=False),
        "slug": _drop_slugify(slug),
        "name": _drop_slugify(name.rpartition(".")[0]),
        "categories": "/".join(dict.fromkeys(each.lower() for each in categories)),
        "slugified_categories": "/".join(dict.fromkeys(_drop_slugify(each) for each in categories)),
        "collection": "posts",
        "path": path.rpartition(".")[0],
        "output_ext": ".html",
        **{name: moment.strftime(code) for name, code in _MOMENTS.items()},
        "i_day": str(moment.day),
        "i_month": str(moment.month),
    }

    def fill(placeholder: re.Match[str]) -> str:
        name = placeholder[1]
        for key in (name, name.removesuffix("_")):
            if key in values:
                return _encoded(values[key]) + name[len(key) :] * (key == name)
        raise PermalinkError(f"The permalink has `:{name}`, which Jekyll does not know.", "Mend it in _config.yml.")

    url = "/" + re.sub(r":([a-z_]+)", fill, str(data.get("permalink") or permalink_of(config)))
    return re.sub("/+", "/", url.replace("..", "/").replace("./", ""))


_MOMENTS = {
    "year": "%Y", "month": "%m", "day": "%d", "hour": "%H", "minute": "%M", "second": "%S", "short_month": "%b",
    "long_month": "%B", "short_year": "%y", "w_year": "%G", "week": "%V", "w_day": "%u", "short_day": "%a",
    "long_day": "%A", "y_day": "%j",
}  # fmt: skip


def _encoded(text: str) -> str:
    return quote(text, safe="/-._~!$&'()*+,;=:@")


def categories_of(data: Mapping[str, Any], above: Iterable[str] = ()) -> list[str]:
    """Give a post's categories: those of the folders above `_posts`, then `categories:`, else `category:`."""
    found = list(above)
    many = data.get("categories")
    found += many.split() if isinstance(many, str) else [str(each) for each in many or [] if each is not None]
    one = data.get("category")
    found += [str(each) for each in (one if isinstance(one, list) else [one]) if each is not None]
    return list(dict.fromkeys(found))


def tags_of(data: Mapping[str, Any]) -> list[str]:
    """Give a post's tags: `tag:`, else `tags:`."""
    one, many = data.get("tag"), data.get("tags")
    if one is not None:
        return [str(each) for each in (one if isinstance(one, list) else [one])]
    return many.split() if isinstance(many, str) else [str(each) for each in many or [] if each is not None]


def _categories_from(folder: str, collections_dir: str) -> list[str]:
    inside = folder.removeprefix(f"{collections_dir}/") if collections_dir else folder
    if inside.startswith("_posts"):
        return []
    return [part for part in inside.partition("_posts")[0].split("/") if part]
