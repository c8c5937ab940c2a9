"""The form in which text is searched, in the index and in a query alike."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

SEPARATOR = "\x1f"
"""Separates the names in a column of several."""

# Scripts that put no space between words (Thai, Lao, Burmese, Khmer, Chinese, Japanese): each
# character of them is a word, and several are a phrase.
_UNSPACED = (
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fff\u3005-\u3007\u3040-\u30ff"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U0001b000-\U0001b16f"
    "\U00020000-\U0003ffff])"
)
_ACCENTS = "[\u0300-\u036f]"


def folded(text: str) -> str:
    """Return text as it is compared: without case, accents and width, unspaced scripts spaced.

    "Café" becomes "cafe", "注意力" becomes " 注  意  力 ".
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    plain = unicodedata.normalize("NFC", re.sub(_ACCENTS, "", decomposed))
    return re.sub(_UNSPACED, r" \1 ", plain.casefold())


def storable(text: str) -> str:
    """Return text that UTF-8 can hold.

    Half an emoji becomes U+FFFD, as in a browser; `&#55357;&#56832;` is two halves.
    """
    if text.isascii():
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    return units.decode("utf-16-le", "replace")


@lru_cache(maxsize=256)
def joined(names: tuple[str, ...]) -> str:
    """Return names in lower case between separators, to be found whole or by their beginning."""
    return "".join(f"{SEPARATOR}{name.casefold()}" for name in names) + SEPARATOR
