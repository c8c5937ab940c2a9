"""How words compare: in any case, and however their marks are encoded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

_SENTENCE = Lazy(
    r".{8,}?"
    r"(?:[.!?](?=\s)"  # `A sentence. And more`
    r"|[。！？]"
    r"|[:：](?=\s))"  # `A title: and more`
)
"""The first sentence of a text, at least eight characters: `A short sentence. And more.`"""
_END = ".。:："

_QUOTES = dict.fromkeys(map(ord, "‘’‚‛′‵`´ʼʹ＇‹›"), "'")
_QUOTES |= dict.fromkeys(map(ord, "“”„‟″‶«»＂〝〞"), '"')
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－⸺⸻"), "-")
# What a page does not show: soft hyphens, zero-width blanks, marks of direction, and the
# selectors that ask for the text or the colour form of a sign.
_UNSEEN = dict.fromkeys(
    [
        0x00AD,
        0x061C,
        0x180E,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2065),
        *range(0x2066, 0x206A),
        *range(0xFE00, 0xFE10),
        0xFEFF,
        *range(0xE0100, 0xE01F0),
    ]
)
_SIGNS = {**_QUOTES, **_DASHES, **_UNSEEN, ord("⁄"): "/", ord("ı"): "i"}
_NUMBER = Lazy(r"\d+")
_TYPED_SIGNS = Lazy(r"-{2,}|<<|>>")
"""What kramdown shows as one sign: `--` as a dash, `<<` as a quote."""


def begins(word: str, prefix: str) -> bool:
    """Whether a word begins with another, compared as names are."""
    return same_name_key(word).startswith(same_name_key(prefix))


def folded(text: str) -> str:
    """Return a text as it is compared.

    Case folded, its marks composed (macOS stores them decomposed).
    """
    if text.isascii():
        return text.casefold()
    from unicodedata import normalize

    composed = normalize("NFC", text)
    return normalize("NFC", composed.casefold())


def same_name_key(name: str) -> str:
    """Return a name as it is compared: two that look the same on a page have the same key.

    Quotes, dashes and blanks count by their kind only (`What's new` and `What’s new`), case and the
    forms of Unicode (NFC, NFD, full width, ligatures) not at all, nor what a page does not show. A
    Turkish `İ` or `ı` is an `i`. The name is plain text.
    """
    if not name.isascii():
        from unicodedata import normalize

        name = normalize("NFKC", name.translate(_SIGNS))
        name = normalize("NFKC", name.casefold()).replace("i\u0307", "i").translate(_SIGNS)
    key = " ".join(name.casefold().replace("`", "'").split())
    has_typed_signs = "--" in key or "<<" in key or ">>" in key
    return _TYPED_SIGNS.sub(_typed_sign, key) if has_typed_signs else key


def _typed_sign(found: re.Match[str]) -> str:
    return "-" if found[0].startswith("-") else '"'


def near_names(key: str, keys: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the names of which another is a slip, the nearest first, and those that it begins.

    All are keys. Names that differ by their numbers (`Week 1`, `Week 2`) are no slips.
    """
    from difflib import get_close_matches

    letters = _unmarked(key)
    others = {_unmarked(other): other for other in keys}
    for same_but_numbers in [other for other in others if _differ_by_numbers(letters, other)]:
        del others[same_but_numbers]
    slips = get_close_matches(letters, others, n=5, cutoff=0.75)
    begun = [other for other in others if other.startswith(letters) and other not in slips]
    return [others[each] for each in slips], [others[each] for each in begun]


def _unmarked(key: str) -> str:
    """Return a key without accents: `resume` for `résumé`."""
    if key.isascii():
        return key
    from unicodedata import combining, normalize

    return "".join(sign for sign in normalize("NFKD", key) if not combining(sign))


def _differ_by_numbers(one: str, other: str) -> bool:
    return one != other and _NUMBER.sub("0", one) == _NUMBER.sub("0", other)


def first_words(text: str, limit: int = 80) -> str:
    """Cut prose down to a title.

    Its first sentence, or the whole words that `limit` characters hold.
    """
    sentence = _SENTENCE.match(text)
    if sentence and sentence.end() <= limit:
        return sentence[0].rstrip(_END)
    if len(text) <= limit:
        return text.rstrip(_END)
    start = text[:limit]
    whole_words, _, _ = start.rpartition(" ")
    cut = whole_words or start
    return cut.rstrip(" ,;:-–") + "…"
