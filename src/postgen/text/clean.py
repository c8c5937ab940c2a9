"""Text that comes from outside: of a file, a feed or a page that somebody else wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    import re

_PAIR = Lazy("[\ud800-\udbff][\udc00-\udfff]")
"""The two halves of one character, as JSON writes an emoji: `\\ud83d\\ude00`."""

_HALF = Lazy("[\ud800-\udfff]")
_BLANK = Lazy("[\x0b\x0c\x85\u2028\u2029]")
"""Line breaks that Markdown, YAML and terminals do not agree on."""

# ECMA-48: `ESC [ 31 m`, strings that a terminal obeys (`ESC ] 0 ; title BEL`), other escapes of
# which no letter is part. Then control characters, directions that reach beyond the text,
# byte order marks, and what Unicode keeps for programs.
_UNWANTED = Lazy(
    r"\x1b\[[0-?]*[ -/]*[@-~]"
    r"|\x1b[\]PX^_][^\x07\x1b\x9c]{0,200}(?:\x07|\x1b\\|\x9c)"
    r"|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
    "\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff]"
)


def clean(text: str) -> str:
    """Return text as a site may hold it: without control characters and halves of characters.

    What is left can be encoded as UTF-8 and written into XML. Half a character becomes U+FFFD;
    white space stays, on its lines.
    """
    if text.isprintable():
        return text
    text = _PAIR.sub(_joined, text)
    text = _HALF.sub("\ufffd", text)
    text = _BLANK.sub(" ", text)
    return _UNWANTED.sub("", text)


def _joined(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16", "surrogatepass").decode("utf-16")
