"""How words compare: in any case, and however their marks are encoded."""

from __future__ import annotations

from postgen.text.patterns import Lazy

_SENTENCE = Lazy(
    r".{8,}?"
    r"(?:[.!?](?=\s)"  # `A sentence. And more`
    r"|[。！？]"
    r"|[:：](?=\s))"  # `A title: and more`
)
"""The first sentence of a text, at least eight characters: `A short sentence. And more.`"""
_END = ".。:："


def begins(word: str, prefix: str) -> bool:
    """Whether a word begins with another, in any case and however their marks are encoded."""
    return folded(word).startswith(folded(prefix))


def folded(text: str) -> str:
    """Return a text as it is compared.

    Case folded, its marks composed (macOS stores them decomposed).
    """
    if text.isascii():
        return text.casefold()
    from unicodedata import normalize

    composed = normalize("NFC", text)
    return normalize("NFC", composed.casefold())


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
