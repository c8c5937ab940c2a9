"""The filters that Jekyll adds to Liquid (filters.rb, filters/*.rb), for what posts use. Pure."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

from postgen.errors import PostgenError
from postgen.jekyll.dates import date_of
from postgen.jekyll.ruby_time import RubyTime, strftime
from postgen.jekyll.slugs import lower, slugify
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import tzinfo

_ABSOLUTE = Lazy(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WHITE = Lazy(r"\s+")
_INTEGER = Lazy(r"-?[0-9]+\Z")
_FLOAT = Lazy(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)\Z")
_LEADING_INTEGER = Lazy(r"\s*[+-]?[0-9]+")
_NOT_LETTERS = {
    "": r"[^\w\d]+|_",
    "raw": r"\s+",
    "pretty": r"[^\w._~!$&'()+,;=@]+",
    "ascii": r"[^A-Za-z0-9]+",
}
_CJK = Lazy(
    "[々〇〡-〩〸-〻⺀-⿟ᄀ-ᇿ㄰-㆏가-힯ꥠ-꥿ힰ-퟿ぁ-ゖゝ-ゟァ-ヺヽ-ヿㇰ-ㇿ㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]"
)
"""Han, Hiragana, Katakana and Hangul."""
_INDEX = Lazy(r"/index\.html?\Z")
_SAFE = "/-._~!$&'()*+,;=:@?#%"


def filters(
    config: Mapping[str, Any],
    zone: tzinfo | None,
    now: datetime,
    markdownify: Callable[[str], str],
) -> dict[str, Callable[..., Any]]:
    """Return the filters of a site by their names.

    `now` is the time that `"now" | date` is; `markdownify` returns the HTML of Markdown.
    """

    def relative_url(value: Any) -> Any:
        return None if value is None else relative(config, str(value))

    def absolute_url(value: Any) -> Any:
        if value is None or _ABSOLUTE.match(str(value)):
            return value
        return f"{config.get('url') or ''}{relative(config, str(value))}"

    return {
        "relative_url": relative_url,
        "absolute_url": absolute_url,
        "markdownify": lambda value: markdownify(_text(value)),
        **_of_dates(lambda value: _time_of(value, now, zone)),
        **_OF_VALUES,
    }


def _of_dates(time_of: Callable[[Any], RubyTime | None]) -> dict[str, Callable[..., Any]]:
    def date_filter(value: Any, form: Any = "") -> Any:
        moment = time_of(value)
        return strftime(moment, str(form)) if moment and form else value

    def dated(month: str) -> Callable[..., Any]:
        def filter_(value: Any, kind: Any = None, style: Any = None) -> Any:
            moment = time_of(value)
            if not moment:
                return value
            if kind != "ordinal":
                return strftime(moment, f"%d {month} %Y")
            day = f"{moment.day}{_ordinal(moment.day)}"
            return strftime(moment, f"{month} {day}, %Y" if style == "US" else f"{day} {month} %Y")

        return filter_

    def in_form(form: str) -> Callable[[Any], Any]:
        return lambda value: date_filter(value, form)

    return {
        "date": date_filter,
        "date_to_string": dated("%b"),
        "date_to_long_string": dated("%B"),
        "date_to_xmlschema": in_form("%Y-%m-%dT%H:%M:%S%:z"),
        "date_to_rfc822": in_form("%a, %d %b %Y %H:%M:%S %z"),
    }


def relative(config: Mapping[str, Any], address: str) -> str:
    """Return an address of the site with its `baseurl:`, percent-encoded (`relative_url`)."""
    if _ABSOLUTE.match(address):
        return address
    base = str(config.get("baseurl") or "").removesuffix("/")
    parts = [part if part.startswith("/") or not part else f"/{part}" for part in (base, address)]
    return quote("".join(parts), safe=_SAFE)


def _time_of(value: Any, now: datetime, zone: tzinfo | None) -> RubyTime | None:
    """Return a value as a time in the site's zone; None for one that is none."""
    if value in {"now", "today"}:
        return RubyTime.of(now)
    if isinstance(value, datetime) and value.tzinfo:
        return RubyTime.of(value.astimezone(zone))
    if not isinstance(value, (str, date)) or not str(value).strip():
        return None
    try:
        return RubyTime.of(date_of(value, now, zone))
    except PostgenError:
        return None


def _ordinal(day: int) -> str:
    if 11 <= day <= 13:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _slugify(value: Any, mode: Any = "") -> str:
    import re
    import unicodedata

    text = _text(value)
    mode = str(mode or "default")
    if mode == "none":
        return text
    if mode in {"default", ""}:
        return slugify(text)
    if mode == "latin":
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(each for each in decomposed if not unicodedata.combining(each))
        mode = "ascii"
    pattern = _NOT_LETTERS.get(mode, _NOT_LETTERS["pretty"])
    return lower(re.sub(pattern, "-", text).strip("-"))


def _xml_escape(value: Any) -> str:
    text = _text(value)
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(character, entity)
    return text


def _sentence(values: Sequence[Any], connector: str = "and") -> str:
    words = list(map(_text, values))
    if len(words) < 3:
        return f" {connector} ".join(words)
    return f"{', '.join(words[:-1])}, {connector} {words[-1]}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _number_of_words(value: Any, mode: Any = None) -> int:
    """Return the number of words; by `cjk`, and by `auto` where there are any, 漢字 is two."""
    text = _text(value)
    others, characters = _CJK.sub(" ", text), len(_CJK.findall(text))
    is_counted = mode == "cjk" or (mode == "auto" and characters > 0)
    return characters + len(others.split()) if is_counted else len(text.split())


# Lists


def _property(item: Any, name: Any) -> Any:
    """Return a property of an item, or `a.b` within it; the text of a number is one."""
    value = item
    for key in str(name).split("."):
        value = value.get(key) if isinstance(value, dict) else None
    text = "" if isinstance(value, bool) or value is None else str(value).strip()
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else value


def _where(values: Any, name: Any, target: Any) -> Any:
    """Return the items that have a value, or have it among several."""
    items = list(values.values()) if isinstance(values, dict) else values
    if not name or not isinstance(items, list) or isinstance(target, (list, dict)):
        return values
    return [each for each in items if _is_target(_property(each, name), target)]


def _is_target(value: Any, target: Any) -> bool:
    if target is None:
        return value is None
    if isinstance(value, list):
        return _liquid_text(target) in map(_liquid_text, value)
    return value is not None and _liquid_text(value) == _liquid_text(target)


def _liquid_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _sort(values: Any, name: Any = None, nils: Any = "first") -> Any:
    """Return items in their order, or in that of a property; those without it go first."""

    def order(item: Any) -> tuple[bool, Any]:
        value = item if name is None else _property(item, name)
        return (value is None) == (nils == "last"), 0 if value is None else value

    try:
        return sorted(values, key=order)
    except TypeError:  # numbers and texts are not compared as such
        return sorted(values, key=lambda item: (order(item)[0], _text(order(item)[1])))


def _group_by(values: Any, name: Any) -> Any:
    """Return groups of items by a property, each with its `name`, `items` and `size`."""
    if not isinstance(values, list):
        return values
    groups: dict[str, list[Any]] = {}
    for each in values:
        groups.setdefault(_text(_property(each, name)), []).append(each)
    return [{"name": name, "items": items, "size": len(items)} for name, items in groups.items()]


def _integer(value: Any) -> int:
    found = _LEADING_INTEGER.match(_text(value)) if not isinstance(value, (bool, float)) else None
    return int(found[0]) if found else int(value) if isinstance(value, (bool, float)) else 0


_OF_VALUES: dict[str, Callable[..., Any]] = {
    "array_to_sentence_string": _sentence,
    "group_by": _group_by,
    "pop": lambda values, count=1: list(values)[: -int(count) or None],
    "push": lambda values, value: [*values, value],
    "shift": lambda values, count=1: list(values)[int(count) :],
    "sort": _sort,
    "to_integer": _integer,
    "unshift": lambda values, value: [value, *values],
    "where": _where,
    "cgi_escape": lambda value: quote_plus(_text(value)),
    "jsonify": _json,
    "normalize_whitespace": lambda value: _WHITE.sub(" ", _text(value)).strip(),
    "number_of_words": _number_of_words,
    "slugify": _slugify,
    "strip_index": lambda value: _INDEX.sub("/", _text(value)),
    "uri_escape": lambda value: quote(_text(value), safe=_SAFE),
    "xml_escape": _xml_escape,
}
