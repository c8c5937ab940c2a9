"""Decode a page by the rules of the web.

The order is that of the HTML standard
(https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding): a byte
order mark, what the server declares, what the page declares, a guess. Labels mean what they mean in
the Encoding Standard (https://encoding.spec.whatwg.org/#names-and-labels), which differs from
Python: `latin1` is windows-1252.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from postgen.page import html_tokens, latin_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.page.latin_letters import LatinGuess

SAMPLE = 64 * 1024
"""Bytes that are searched for a declaration, and guessed from."""

# Python's codec: the labels of the Encoding Standard that mean it. Left out are labels that are not
# met, and those of encodings that the standard forbids (UTF-7, HZ, ISO-2022-KR), which count as if
# nothing was declared.
_LABELS = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 x-unicode20utf8 utf-8-sig utf8mb4",
    "cp1252": "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso_8859-1 latin1 latin-1 l1 "
    "us-ascii ascii ansi_x3.4-1968 cp819 ibm819 iso-ir-100 iso88591 iso_8859-1:1987 csisolatin1",
    "utf-16-le": "utf-16 utf-16le unicode ucs-2 iso-10646-ucs-2",
    "utf-16-be": "utf-16be",
    "cp866": "ibm866 cp866 866 csibm866",
    "iso8859-2": "iso-8859-2 iso8859-2 iso_8859-2 latin2 l2 csisolatin2",
    "iso8859-3": "iso-8859-3 iso8859-3 iso_8859-3 latin3 l3",
    "iso8859-4": "iso-8859-4 iso8859-4 iso_8859-4 latin4 l4",
    "iso8859-5": "iso-8859-5 iso8859-5 iso_8859-5 cyrillic csisolatincyrillic",
    "iso8859-6": "iso-8859-6 iso8859-6 iso_8859-6 arabic asmo-708 ecma-114",
    "iso8859-7": "iso-8859-7 iso8859-7 iso_8859-7 greek greek8 ecma-118 elot_928 sun_eu_greek",
    "iso8859-8": "iso-8859-8 iso8859-8 iso_8859-8 iso-8859-8-i iso-8859-8-e hebrew visual logical",
    "iso8859-10": "iso-8859-10 iso8859-10 latin6 l6",
    "iso8859-13": "iso-8859-13 iso8859-13",
    "iso8859-14": "iso-8859-14 iso8859-14",
    "iso8859-15": "iso-8859-15 iso8859-15 iso_8859-15 latin9 l9 csisolatin9",
    "iso8859-16": "iso-8859-16",
    "koi8-r": "koi8-r koi8 koi8_r koi cskoi8r",
    "koi8-u": "koi8-u koi8-ru",
    "mac-roman": "macintosh mac x-mac-roman csmacintosh",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "cp874": "windows-874 dos-874 iso-8859-11 iso8859-11 tis-620",
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251 win-1251",
    "cp1253": "windows-1253 cp1253 x-cp1253",
    "cp1254": "windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 iso_8859-9 latin5 l5 csisolatin5",
    "cp1255": "windows-1255 cp1255 x-cp1255",
    "cp1256": "windows-1256 cp1256 x-cp1256",
    "cp1257": "windows-1257 cp1257 x-cp1257",
    "cp1258": "windows-1258 cp1258 x-cp1258",
    "gb18030": "gb18030 gbk x-gbk gb2312 gb_2312 gb_2312-80 csgb2312 chinese iso-ir-58",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "euc_jp": "euc-jp x-euc-jp cseucpkdfmtjapanese",
    "iso2022_jp_2": "iso-2022-jp csiso2022jp",
    "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji ms932 windows-31j csshiftjis",
    "cp949": "euc-kr euckr cseuckr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 "
    "korean windows-949 cp949",
}

# The likely encodings of a page without a declaration, by its language (its `lang`, or the country
# of its host): the suggested defaults of the HTML standard, with their older rivals that are still
# met.
_BY_LANGUAGE = {
    "ja jp": ("cp932", "euc_jp"),
    "zh cn sg": ("gb18030", "big5hkscs"),
    "zh-tw zh-hk zh-hant tw hk": ("big5hkscs", "gb18030"),
    "ko kr": ("cp949",),
    "ru be by bg mk kk kz su рф": ("cp1251", "koi8-r"),
    "uk ua": ("cp1251", "koi8-u"),
    "pl cs cz sk hu sl si hr ro": ("cp1250",),
    "el gr": ("cp1253",),
    "tr": ("cp1254",),
    "he iw il": ("cp1255",),
    "ar fa ir sa eg": ("cp1256",),
    "lt lv et ee": ("cp1257",),
    "th": ("cp874",),
    "vi vn": ("cp1258",),
}

# A guess from the letters alone, tried in this order: a codec, the commonest letters of its
# languages, and the share that they must have among all that is not ASCII. Multi-byte codecs also
# refuse most text of other encodings.
_KANA = "[\u3041-\u3096\u30a1-\u30fc]"
_HAN = "[\u4e00-\u9fff\u3000-\u3002\uff01-\uff1f]"
_BY_LETTERS = (
    ("cp932", _KANA, 0.3),
    ("euc_jp", _KANA, 0.3),
    ("cp949", "[가-힣]", 0.9),
    (
        "gb18030",
        "[的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就要下以生会]",
        0.04,
    ),
    (
        "big5hkscs",
        "[的一是不了在人有我他這中大來上國個到說們為子和你地出道也時年得就要下以生會]",
        0.04,
    ),
    ("cp1255", "[א-ת]", 0.98),  # no capitals; the bytes of ы, ь, я are not in it
    ("cp1251", "[оеаинтсрвл]", 0.45),  # small letters, which koi8-r reads as capitals
    ("koi8-r", "[оеаинтсрвл]", 0.45),
    ("cp1253", "[αοιετνσρςηκάέήίόύώ]", 0.45),
    ("cp874", "[านรอกเงมยลวดทสต่้ิีั]", 0.6),
    ("gb18030", _HAN, 0.9),
    ("big5hkscs", _HAN, 0.9),
    ("cp1256", "[\u0621-\u064a]", 0.8),
)
_OF_JAPAN = frozenset({"cp932", "euc_jp"})
_OF_EAST_ASIA = frozenset({"cp949", "gb18030", "big5hkscs"})
_LATIN_RUN = 1.6
"""Bytes beyond ASCII in a row, on average: French has 1.0, any other script 2 and more."""


_KOREAN = re.compile(rb"[\xa1-\xac\xb0-\xc8][\xa1-\xfe]")
_RARE = 8
"""One syllable of Korean in so many may be rare."""

_IN_LATIN_WORD = re.compile(rb"[A-Za-z][\x80-\xff]+(?=[A-Za-z])")  # the `öß` of `Größe`

_ENOUGH_SEQUENCES = 5
_MAX_TAGS = 2000
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


def candidates(body: bytes, content_type: str = "", host: str = "") -> Iterator[str]:
    """Yield the codecs that a page may be in, the likeliest first, for `decode`; at least one.

    The first is the one that a browser takes, except for pages that are plainly UTF-8 and declare
    another encoding. The others are for callers who find replacement characters in the text that
    they need.
    """
    seen: set[str] = set()
    for codec in _in_order(body, content_type, host):
        if codec and codec not in seen:
            seen.add(codec)
            yield codec


def decode(body: bytes, codec: str) -> str:
    """Decode a page, without its byte order mark; bytes of no character become U+FFFD."""
    if codec == "cp1252":
        return body.decode("latin-1").translate(_windows_1252())
    text = body.decode(codec, "replace")
    return text.removeprefix("\ufeff")


def codec_of(label: str) -> str:
    """Return Python's codec for a label of the web ("" if the label means nothing)."""
    return _codecs().get(label.strip().strip("\"'").lower(), "")


def _in_order(body: bytes, content_type: str, host: str) -> Iterator[str]:
    """Yield the codecs in the standard's order; "" and repetitions among them."""
    sample = body[:SAMPLE]
    yield _of_byte_order_mark(body)
    is_utf8 = _decode_strictly(sample, "utf-8") is not None
    # Five valid sequences and no invalid one are no accident, whatever is declared.
    is_plainly_utf8 = is_utf8 and len(re.findall(rb"[\xc2-\xf4]", sample)) >= _ENOUGH_SEQUENCES
    if is_plainly_utf8:
        yield "utf-8"
    # `Content-Type: text/html; charset=utf-8`
    parameter = re.search(r"charset\s*=\s*([^\s;,]+)", content_type, re.IGNORECASE)
    yield codec_of(parameter[1]) if parameter else ""
    yield _utf16_without_mark(body)
    declared, language = _declared(sample)
    yield declared
    has_iso2022_escape = b"\x1b$" in sample and sample.isascii()
    if has_iso2022_escape:
        yield "iso2022_jp_2"
    if is_utf8:
        yield "utf-8"
    yield from _guess(sample, language, host)


def _of_byte_order_mark(body: bytes) -> str:
    for mark, codec in _MARKS.items():
        if body.startswith(mark):
            return codec
    return ""


def _utf16_without_mark(body: bytes) -> str:
    r"""Recognize UTF-16 by the zero bytes around its first tag: `<\0!\0d\0`, `\0<\0h\0t`."""
    begins_with_tag = re.match(rb"\s*\x00?<\x00[!?a-zA-Z]", body[:64])
    alternates_with_zeros = body[1:4:2] == b"\x00\x00"
    if not begins_with_tag and not alternates_with_zeros:
        return ""
    return "utf-16-be" if body[:1] == b"\x00" else "utf-16-le"


def _declared(sample: bytes) -> tuple[str, str]:
    """Return the codec that the page itself declares, and its language; "" for what it does not."""
    text = sample.decode("latin-1")
    # `<?xml version="1.0" encoding="utf-8"?>`
    xml = re.match(r"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\bencoding\s*=\s*[\"']([\w.:-]+)", text)
    codec = codec_of(xml[1]) if xml else ""
    language = ""
    for tag in islice(html_tokens.tags(text), _MAX_TAGS):
        if tag.name == "html" and not language:
            language = tag.attributes.get("lang", "").lower()
        if tag.name == "meta" and not codec and "charset" in tag.source.lower():
            codec = _meta_codec(tag.attributes)
        is_known = codec and language
        if is_known or tag.name == "body":
            break
    # A page of which the ASCII could be read is not in UTF-16, whatever it declares (a rule of the
    # standard).
    if codec.startswith("utf-16"):
        codec = "utf-8"
    return codec, language


def _meta_codec(attributes: dict[str, str]) -> str:
    """Return the codec of `<meta charset="…">` or `<meta http-equiv="Content-Type" …>`."""
    if "charset" in attributes:
        return codec_of(attributes["charset"])
    if attributes.get("http-equiv", "").strip().lower() != "content-type":
        return ""
    content = attributes.get("content", "")
    label = re.search(r"charset\s*=\s*[\"']?([^\s;\"']+)", content, re.IGNORECASE)
    return codec_of(label[1]) if label else ""


def _guess(sample: bytes, language: str, host: str) -> Iterator[str]:
    """Guess from the language, the host's country and the letters; last, windows-1252."""
    likely = _likely(language, host)
    latin = latin_letters.guess(sample)
    runs = re.findall(rb"[\x80-\xff]+", sample)
    is_not_latin = len(_IN_LATIN_WORD.findall(sample)) < len(runs)
    is_not_latin = is_not_latin and sum(map(len, runs)) >= _LATIN_RUN * len(runs)
    if is_not_latin:
        for codec, common, share in sorted(_BY_LETTERS, key=lambda row: row[0] not in likely):
            if latin and _is_rather_latin(latin, codec):
                continue
            if codec == "cp949" and not _is_korean(runs):
                continue
            letters = _letters(sample, codec)
            if letters and len(re.findall(common, letters)) >= share * len(letters):
                yield codec
    if latin and latin.codec != latin_letters.DEFAULT:
        yield latin.codec
    yield from (codec for codec in likely if _decode_strictly(sample, codec) is not None)
    yield "cp1252"


def _is_rather_latin(latin: LatinGuess, codec: str) -> bool:
    """Whether words of Latin letters are likelier than another script. Nothing looks like kana."""
    if codec in _OF_JAPAN:
        return False
    is_western = latin.codec == latin_letters.DEFAULT
    if codec in _OF_EAST_ASIA:
        return latin.is_among_ascii or (codec == "cp949" and not is_western)
    return latin.is_among_ascii and not is_western


def _is_korean(runs: Sequence[bytes]) -> bool:
    r"""Whether bytes beyond ASCII are the common syllables and signs of Korean, but for a few.

    Among the rare ones of windows-949 are `\xbfy` and `\x9c\xe6`, the `ży` and `ść` of Polish.
    """
    common = sum(2 * len(_KOREAN.findall(run)) for run in runs)
    return _RARE * (sum(map(len, runs)) - common) <= common


def _likely(language: str, host: str) -> list[str]:
    """Return the codecs of a language (`zh-tw`, else `zh`) and of a host's country."""
    country = host.split(":", maxsplit=1)[0].rpartition(".")[2]
    likely: list[str] = []
    for hint in (language, language.split("-", maxsplit=1)[0], country):
        for names, codecs_of_names in _BY_LANGUAGE.items():
            if hint in names.split():
                likely += codecs_of_names
    return likely


def _letters(sample: bytes, codec: str) -> str | None:
    """Return the characters beyond ASCII; None if some cannot be decoded."""
    text = _decode_strictly(sample, codec)
    return None if text is None else re.sub(r"[\x00-\x7f\x80-\xa0]+", "", text)


def _decode_strictly(sample: bytes, codec: str) -> str | None:
    """Decode bytes that may end within a character; None if they are in another encoding."""
    try:
        return codecs.getincrementaldecoder(codec)("strict").decode(sample, final=False)
    except UnicodeError:
        return None


@cache
def _windows_1252() -> dict[int, int]:
    """Return what windows-1252 has in the place of the controls 0x80 to 0x9F of Latin-1."""
    table = {}
    for byte in range(0x80, 0xA0):
        character = bytes([byte]).decode("cp1252", "ignore")
        if character:
            table[byte] = ord(character)
    return table


@cache
def _codecs() -> dict[str, str]:
    return {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
