"""Text of a page as one plain line, of which every character is visible."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 300
"""Most characters of a title."""

# ECMA-48: control sequences (`ESC [ 31 m`), strings that a terminal obeys (`ESC ] 0 ; title BEL`),
# other escapes.
_ESCAPES = (
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-~]?"
)
# Letters and symbols that are blank in every font: Hangul fillers, the empty Braille pattern.
_BLANKS = "[\u115f\u1160\u2800\u3164\uffa0]"
# Controls, soft hyphens, zero-width spaces, bidirectional embeddings, overrides and isolates,
# annotations, lone surrogates and noncharacters. Joiners (U+200C, U+200D) stay: Persian, Hindi and
# emoji need them.
_UNSEEN = (
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u180e\u200b\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff0-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
# Tag characters make the flags of regions after a black flag; anywhere else they only hide text.
_HIDDEN_TAGS = "(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+"
_EDGES = " \u200c\u200d\u200e\u200f\u061c"


def one_line(text: str, limit: int = MAX_LENGTH) -> str:
    """Return text as one line of at most `limit` characters, all of them visible.

    White space is collapsed; control characters, terminal escapes, bidirectional controls and
    invisible characters are removed; the rest is in Unicode's normal form C. "" if nothing visible
    is in it.
    """
    if text.isascii() and text.isprintable():  # as most are: there is nothing to remove
        return _shorten(" ".join(text.split()), limit)
    text = re.sub(_ESCAPES, "", text)
    text = re.sub(_BLANKS, " ", text)
    text = " ".join(text.split())
    text = re.sub(f"{_UNSEEN}|{_HIDDEN_TAGS}", "", text)
    text = " ".join(unicodedata.normalize("NFC", text).split()).strip(_EDGES)
    # Letters, numbers, punctuation, symbols; marks and joiners alone show nothing.
    is_visible = any(unicodedata.category(character)[0] in "LNPS" for character in text)
    return _shorten(text, limit) if is_visible else ""


def repaired_line(text: str, limit: int = MAX_LENGTH) -> str:
    """Return text as one line, with what was decoded wrongly (`cafÃ©`) repaired."""
    from postgen.text import mojibake

    return one_line(mojibake.repair(text[: 10 * limit]), limit)


def _shorten(text: str, limit: int) -> str:
    """Cut a line at a word, never within a character of several code points."""
    if len(text) <= limit:
        return text
    cut = limit - 1
    while cut > 1 and _is_within_character(text, cut):
        cut -= 1
    space = text.rfind(" ", limit // 2, cut + 1)
    end = space if space > 0 else cut
    return text[:end].rstrip(" ,;:-–—…") + "…"


def _is_within_character(text: str, position: int) -> bool:
    """Whether a mark (`e` and U+0301) or a joiner (of an emoji) is at or just before a position."""
    is_mark = unicodedata.category(text[position])[0] == "M"
    return is_mark or "\u200d" in text[position - 1 : position + 1]
