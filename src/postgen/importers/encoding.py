"""The text of a file's bytes, in whatever encoding another program wrote them."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before that of UTF-16, with which it begins
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 64 * 1024
_LONGEST = 4  # bytes of a character in UTF-8

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f\ufffd]")


def decode(data: bytes) -> str:
    """Decode a file; bytes that are no text become U+FFFD, and take nothing with them.

    Its byte order mark counts first, then UTF-16 and UTF-8, or else what it says of itself and a
    sound guess.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return data.decode(codec, errors="replace").removeprefix("\ufeff")
    wide = _wide_codec(data[:_SAMPLE])
    if wide:
        return data.decode(wide, errors="replace")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        is_at_end = error.start >= len(data) - _LONGEST
        is_cut_off = is_at_end and error.reason == "unexpected end of data"
        text = data.decode(errors="replace")
        if is_cut_off or _is_utf8(text):
            return text
    from postgen.page import charset

    codec = next(charset.candidates(data))
    if codec == "cp1252" and _BEYOND_ASCII.search(text):  # `Ã¶` is no text of Windows-1252
        return _of_two_programs(data)
    return charset.decode(data, codec)


def _of_two_programs(data: bytes) -> str:
    """Decode UTF-8 among which another program has written Windows-1252."""
    from postgen.page import charset

    def as_windows(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        return charset.decode(error.object[error.start : error.end], "cp1252"), error.end

    codecs.register_error("as-windows-1252", as_windows)
    return data.decode(errors="as-windows-1252")


def _wide_codec(sample: bytes) -> str:
    r"""Return the codec of text that has zero bytes in each ASCII character: `h\0t\0t\0p\0`."""
    units = len(sample) // 4
    if not units or b"\0" not in sample:
        return ""
    first, second, third, fourth = (
        sample[start : 4 * units : 4].count(0) > units // 4 for start in range(4)
    )
    zeros = {
        "utf-32-le": (False, True, True, True),
        "utf-32-be": (True, True, True, False),
        "utf-16-le": (False, True, False, True),
        "utf-16-be": (True, False, True, False),
    }
    for codec, places in zeros.items():
        if places == (first, second, third, fourth):
            return codec
    return ""


def _is_utf8(text: str) -> bool:
    """Whether no less was decoded than was lost: no other encoding looks like that."""
    lost = text.count("\ufffd")
    found = sum(1 for _ in _BEYOND_ASCII.finditer(text))
    return found >= lost
