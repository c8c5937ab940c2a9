"""Slugs, by Jekyll's rules (`utils.rb`). Pure."""

from __future__ import annotations

import re
import unicodedata

SLUG_BYTES = 180
"""Keeps `YYYY-MM-DD-slug.markdown` below the 255 bytes that file systems allow a name."""


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
    marked = ""
    for letter in text:
        is_kept = letter in also or _is_word(letter)
        marked += letter if is_kept else "\0"
    return re.sub("\0+", "-", marked)


def _is_word(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] in "LM" or category == "Nd"


def _shorten(slug: str) -> str:
    """Cut a slug that is too long for a file's name, at the end of a word if there is one."""
    if len(slug.encode()) <= SLUG_BYTES:
        return slug
    short = slug.encode()[:SLUG_BYTES].decode(errors="ignore")
    return short.rpartition("-")[0] or short
