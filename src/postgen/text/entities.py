"""Character references of HTML, in text from outside: `&amp;`, `&#228;`, `&#xE4;`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    import re

_NUMBER = Lazy("&#(?:0*([0-9]{9,})|([xX])0*([0-9a-fA-F]{9,}))")
_TOO_LARGE = "1" * 8
"""The number of no character, in either base."""


def unescape(text: str) -> str:
    """Return text with its references decoded, as browsers do.

    A number that is no character is U+FFFD, of thousands of digits too, which Python does not read.
    """
    if "&" not in text:
        return text
    from html import unescape as decode  # its table of names is large

    return decode(_NUMBER.sub(_shortened, text) if "&#" in text else text)


def _shortened(found: re.Match[str]) -> str:
    decimal, mark, hexadecimal = found.groups()
    digits = (decimal or hexadecimal).lstrip("0") or "0"
    return f"&#{mark or ''}{digits if len(digits) < 9 else _TOO_LARGE}"
