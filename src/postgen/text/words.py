"""How words compare: in any case, and however their marks are encoded."""

from __future__ import annotations

import re


def begins(word: str, begun: str) -> bool:
    """Say whether a word begins like another, in any case, and however its marks are spelled (as on macOS's disks)."""
    return folded(word).startswith(folded(begun))


def folded(text: str) -> str:
    """Spell a text as it is compared: in one case, its marks in one way."""
    if text.isascii():
        return text.casefold()
    from unicodedata import normalize

    return normalize("NFC", normalize("NFC", text).casefold())


def first_words(text: str, limit: int = 80) -> str:
    """Cut prose down to a title: its first sentence, or as many whole words as fit in `limit` characters."""
    found = re.match(r".{8,}?(?:[.!?](?=\s)|[。！？]|[:：](?=\s))", text)
    if found and found.end() <= limit:
        return found[0].rstrip(".。:：")
    if len(text) <= limit:
        return text.rstrip(".。:：")
    cut = text[:limit].rpartition(" ")[0] or text[:limit]
    return cut.rstrip(" ,;:-–") + "…"
