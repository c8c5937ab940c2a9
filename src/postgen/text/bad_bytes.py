"""Bytes that are not text, and numbers that are no character.

Everything that comes from outside goes through `text.clean` first.
"""

from __future__ import annotations

from postgen.text.patterns import Lazy

_SURROGATE = Lazy("[\ud800-\udfff]")

UNKNOWN = "\ufffd"
"""What a character is shown as that cannot be known."""


def with_own_bytes(text: str, own: str) -> str:
    """Return a text in which each surrogate is one that `own` has too, any other U+FFFD.

    In the text of a file they stand for bytes that are not UTF-8.
    """
    known = {each for each in own if "\udc80" <= each <= "\udcff"}
    return _SURROGATE.sub(lambda found: found[0] if found[0] in known else UNKNOWN, text)


def character_of(code: int) -> str:
    """Return the character of a number, as a page shows `&#128512;`, or U+FFFD."""
    is_character = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
    return chr(code) if is_character else UNKNOWN
