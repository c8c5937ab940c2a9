"""The names of posts' files, and slugs, by Jekyll's rules (`document.rb`, `utils.rb`). Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import NamedTuple

FILE_NAME = re.compile(
    r"(?P<date>\d{2,4}-\d{1,2}-\d{1,2})-(?P<slug>[^/]*)(?P<ext>\.[^./]+)\Z", re.ASCII
)
"""The name of a post: `2026-11-20-attention-explained.md` (document.rb, DATE_FILENAME_MATCHER)."""

SLUG_BYTES = 180
"""Keeps `YYYY-MM-DD-slug.markdown` below the 255 bytes that file systems allow a name."""

_PORTS = [f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"]
RESERVED = frozenset(["con", "prn", "aux", "nul", *_PORTS])
"""The names of devices, which no file on Windows can have, whatever its ending."""


class PostName(NamedTuple):
    """What the name of a post's file says: its day, its slug, its ending with the dot."""

    day: date
    slug: str
    ext: str


def parse_name(name: str) -> PostName | None:
    """Read the name of a post's file; return None where Jekyll would ignore the file or stop at it.

    As with Ruby's `Time.parse`, `24-1-7` is in 2024, and `2024-02-30` is the first of March.
    """
    match = FILE_NAME.match(name)
    if not match or name.endswith("~") or match["ext"] in {".yml", ".yaml"}:
        return None
    year, month, day = (int(part) for part in match["date"].split("-"))
    has_short_year = match["date"].index("-") == 2
    if has_short_year:
        year += 1900 if year >= 69 else 2000
    if not 1 <= day <= 31:
        return None
    try:
        exact = date(year, month, 1) + timedelta(days=day - 1)
    except (ValueError, OverflowError):
        return None
    return PostName(exact, match["slug"].rstrip("."), match["ext"])


# Slugs


def slugify(text: str, *, ascii_only: bool = False) -> str:
    """Make a slug as Jekyll's default mode does.

    `Attention, explained!` becomes `attention-explained`. Runs of anything but letters, marks and
    digits become `-`. With `ascii_only`, python-slugify transliterates other scripts. Return ""
    where nothing is left.
    """
    text = unicodedata.normalize("NFC", text)
    if ascii_only:
        from slugify import slugify as transliterate

        return _shorten(transliterate(text))
    return _shorten(lower(_hyphenate(text).strip("-")))


def slugify_placeholder(text: str, also: str = "") -> str:
    """Make a slug as Jekyll's URL placeholders do, in any case.

    Only one hyphen is dropped at each end. `also` are characters that stay: `a_b!` is `a-b` for
    `:slug`, and `a_b!` for `:title`, which keeps `_` and `!`.
    """
    return re.sub(r"\A-|-\Z", "", _hyphenate(text, also))


def lower(text: str) -> str:
    """Lower each letter on its own, as Ruby does: a sigma at the end of a word is `σ`, not `ς`."""
    if text.isascii():
        return text.lower()
    return "".join(letter.lower() for letter in text)


def _hyphenate(text: str, also: str = "") -> str:
    """Replace each run of what is not a letter, a mark, a digit or one of `also` by a hyphen."""
    if text.isascii():
        return re.sub(rf"[^A-Za-z0-9{re.escape(also)}]+", "-", text)
    kept = (letter if letter in also or _is_word(letter) else "\0" for letter in text)
    return re.sub("\0+", "-", "".join(kept))


def _is_word(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] in "LM" or category == "Nd"


def _shorten(slug: str) -> str:
    """Cut a slug that is too long for a file's name, at the end of a word if there is one."""
    if len(slug.encode()) <= SLUG_BYTES:
        return slug
    short = slug.encode()[:SLUG_BYTES].decode(errors="ignore")
    return short.rpartition("-")[0] or short
