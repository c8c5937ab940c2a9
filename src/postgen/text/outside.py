"""Text that comes from outside: made text that a file, a page and a feed of the site can hold."""

from __future__ import annotations

from postgen.text.patterns import Lazy

_CONTROL = Lazy("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""Control characters and what is no character: XML has no place for most of them."""

_PAIR = Lazy("[\ud800-\udbff][\udc00-\udfff]")
"""Two surrogates that mean one character, as JSON writes it: `\\ud83d\\ude00`."""

_SURROGATE = Lazy("[\ud800-\udfff]")

UNKNOWN = "\ufffd"
"""What a character is shown as that cannot be known."""


def clean(text: str) -> str:
    """Return a text without control characters, and without anything that is no character.

    A pair of surrogates becomes the character that it means, a lone one U+FFFD. Tabs and newlines
    stay.
    """
    if text.isprintable():
        return text
    return _CONTROL.sub("", without_surrogates(text))


def without_surrogates(text: str) -> str:
    """Return a text in which a pair of surrogates is its character, and a lone one U+FFFD."""
    if text.isascii() or not _SURROGATE.search(text):
        return text
    joined = _PAIR.sub(lambda pair: _joined(pair[0]), text)
    return _SURROGATE.sub(UNKNOWN, joined)


def with_own_bytes(text: str, own: str) -> str:
    """Return a text in which each surrogate is one that `own` has too, any other U+FFFD.

    In the text of a file they stand for bytes that are not UTF-8.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        known = {each for each in own if "\udc80" <= each <= "\udcff"}
        return _SURROGATE.sub(lambda found: found[0] if found[0] in known else UNKNOWN, text)
    return text


def character(code: int) -> str:
    """Return the character of a number, as a page shows `&#128512;`, or U+FFFD."""
    is_character = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
    return chr(code) if is_character else UNKNOWN


def _joined(pair: str) -> str:
    return pair.encode("utf-16", "surrogatepass").decode("utf-16")
