"""Which Latin code page a text is in, by the letters of the languages that are written in it."""

from __future__ import annotations

import re
from itertools import pairwise

from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

DEFAULT = "cp1252"
"""The code page of the West, which others must be clearly better than."""

_WEST = (
    "äöüßéà", "àâæçéèêëîïôœùûüÿ", "áéíñóúüç", "àçèéíïòóúü", "áâãàçéêíóôõúü", "àèéìíîòóùú",
    "áèéëïíóöúü", "åäöéàüšž", "æøåéèêòôóâáü", "áðéíóúýþæöø", "äõöüšž", "ëç",
)  # fmt: skip
"""The letters of German, French, Spanish, Catalan, Portuguese, Italian, Dutch, Swedish and Finnish,
Danish and Norwegian, Icelandic, Estonian, Albanian."""

_CENTRAL = (
    "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž",
)  # fmt: skip
"""The letters of Polish, Czech, Slovak, Hungarian, Romanian, Croatian and Slovene."""

_LANGUAGES: dict[str, tuple[str, ...]] = {
    DEFAULT: _WEST,
    "cp1250": _CENTRAL,
    "iso8859-2": _CENTRAL,
    "cp1254": ("çğıöşüâîûi̇",),  # Turkish
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž"),  # Lithuanian, Latvian
}
"""The likeliest first: windows-1250 and ISO 8859-2 differ in few letters."""

_MOST = 0.9
_BETTER = 0.05

_LETTER = Lazy(r"[^\W\d_\x00-\x7f]")
_NO_LETTER = Lazy(
    r"(?<=[^\W\d_])[¡-¿×÷]+(?=[^\W\d_])|[±¶¼½¾¹²³£¥¦][¡-¿]*(?=[^\W\d_])|[´¨¸¯˛ˇ˘˙˝\x80-\x9f\ufffd]"
)
"""No character, an accent alone, or a sign where only a letter can be: `ksi±¿ka`, `³±ka`, `£ód`;
but `¿Qué`, `m²`."""

_RUN = re.compile(rb"[\x80-\xff]+")
_BESIDE_ASCII = re.compile(rb"(?<=[A-Za-z])[\x80-\xff]+|[\x80-\xff]+(?=[A-Za-z])")


class LatinGuess(NamedTuple):
    """A code page, and whether the bytes are among ASCII letters, as they are in Latin words."""

    codec: str
    is_among_ascii: bool


def guess(sample: bytes) -> LatinGuess | None:
    """Return the code page whose languages have the letters of a text; None where none has them."""
    shares = {codec: _share(sample, codec) for codec in _LANGUAGES}
    best = max(shares, key=lambda codec: shares[codec])
    if shares[best] < _MOST:
        return None
    if shares[best] <= shares[DEFAULT] + _BETTER:
        best = DEFAULT
    runs = len(_RUN.findall(sample))
    return LatinGuess(best, 2 * len(_BESIDE_ASCII.findall(sample)) >= runs)


def _is_strange(first: str, second: str) -> bool:
    """Whether a capital follows a small letter, one of them beyond ASCII: `šŽ`."""
    return second.isupper() and first.islower() and not (first + second).isascii()


def _share(sample: bytes, codec: str) -> float:
    """Return the share of letters beyond ASCII that the fittest language of a code page has."""
    text = sample.decode(codec, "replace")
    letters = [found[0] for found in _LETTER.finditer(text.lower())]
    if not letters:
        return 0.0
    strange = len(_NO_LETTER.findall(text)) + sum(_is_strange(*two) for two in pairwise(text))
    known = (sum(each in alphabet for each in letters) for alphabet in _LANGUAGES[codec])
    return max(known) / (len(letters) + strange)
