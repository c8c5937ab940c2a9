"""Languages: their codes and names, and how a title's tag and `lang:` name one.

Names are those of the Unicode CLDR (https://cldr.unicode.org, `localeDisplayNames`), with a capital
first letter.
"""

from __future__ import annotations

import re
from functools import cache

from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple
from postgen.text.words import folded

_NAMES = """
    af Afrikaans = Afrikaans
    am አማርኛ = Amharic
    ar العربية = Arabic
    az Azərbaycan = Azerbaijani
    be Беларуская = Belarusian
    bg Български = Bulgarian
    bn বাংলা = Bangla, Bengali
    bs Bosanski = Bosnian
    ca Català = Catalan
    cs Čeština = Czech
    cy Cymraeg = Welsh
    da Dansk = Danish
    de Deutsch = German
    el Ελληνικά = Greek
    en English = English
    eo Esperanto = Esperanto
    es Español = Spanish
    et Eesti = Estonian
    eu Euskara = Basque
    fa فارسی = Persian, Farsi
    fi Suomi = Finnish
    fil Filipino = Filipino
    fr Français = French
    ga Gaeilge = Irish
    gl Galego = Galician
    gu ગુજરાતી = Gujarati
    ha Hausa = Hausa
    he עברית = Hebrew
    hi हिन्दी = Hindi
    hr Hrvatski = Croatian
    hu Magyar = Hungarian
    hy Հայերեն = Armenian
    id Indonesia = Indonesian, Bahasa Indonesia
    ig Igbo = Igbo
    is Íslenska = Icelandic
    it Italiano = Italian
    ja 日本語 = Japanese
    ka ქართული = Georgian
    kk Қазақ тілі = Kazakh
    km ខ្មែរ = Khmer
    kn ಕನ್ನಡ = Kannada
    ko 한국어 = Korean
    lt Lietuvių = Lithuanian
    lv Latviešu = Latvian
    mk Македонски = Macedonian
    ml മലയാളം = Malayalam
    mn Монгол = Mongolian
    mr मराठी = Marathi
    ms Melayu = Malay
    my မြန်မာ = Burmese
    nb Norsk bokmål = Norwegian Bokmål
    ne नेपाली = Nepali
    nl Nederlands = Dutch
    nn Norsk nynorsk = Norwegian Nynorsk
    no Norsk = Norwegian
    pa ਪੰਜਾਬੀ = Punjabi
    pl Polski = Polish
    pt Português = Portuguese
    pt-BR Português (Brasil) = Brazilian Portuguese
    pt-PT Português (Portugal) = European Portuguese
    ro Română = Romanian
    ru Русский = Russian
    si සිංහල = Sinhala
    sk Slovenčina = Slovak
    sl Slovenščina = Slovenian
    sq Shqip = Albanian
    sr Српски = Serbian
    sv Svenska = Swedish
    sw Kiswahili = Swahili
    ta தமிழ் = Tamil
    te తెలుగు = Telugu
    th ไทย = Thai
    tl Tagalog = Tagalog
    tr Türkçe = Turkish
    uk Українська = Ukrainian
    ur اردو = Urdu
    uz O‘zbek = Uzbek
    vi Tiếng Việt = Vietnamese
    yo Èdè Yorùbá = Yoruba
    zh 中文 = Chinese
    zh-CN 简体中文 = Simplified Chinese
    zh-Hans 简体中文 = Simplified Chinese
    zh-Hant 繁體中文 = Traditional Chinese
    zh-HK 繁體中文（香港） = Chinese (Hong Kong)
    zh-TW 繁體中文（台灣） = Chinese (Taiwan)
    zu isiZulu = Zulu
"""

"""Each line: the code, the language's own name, and its English names."""

_COUNTRIES = {
    "br": "pt-BR", "ch": "zh", "cn": "zh", "cz": "cs", "dk": "da", "gb": "en", "gr": "el",
    "iw": "he", "jp": "ja", "kr": "ko", "se": "sv", "tw": "zh-TW", "ua": "uk", "us": "en",
    "vn": "vi",
}  # fmt: skip
"""Countries, and former codes, that are written for a language; `ch` is Chinese to translators."""

_AMBIGUOUS = frozenset({"ml", "us"})
"""Codes that a title may hold in brackets with another meaning, as `[ML]` for machine learning."""

_CODE = Lazy(
    r"[A-Za-z]{2,3}"  # the language: `zh`
    r"(?:[-_][A-Za-z]{4})?"  # the script: `-Hant`
    r"(?:[-_](?:[A-Za-z]{2}|\d{3}))?\Z"  # the country or the region: `-TW`, `-419`
)
"""A language tag of BCP 47, with `_` too: `pt`, `pt-BR`, `zh_hant`, `zh-Hant-TW`, `es-419`."""
_BRACKETS = Lazy(r"\[([^\[\]\n]{2,24})\](?!\()")
"""`[ZH]` or `[Spanish]`, and no link such as `[fr](https://example.org)`."""
_NUMBER = Lazy(r"#\s?\d+\b")
"""The number of an issue: `#4`."""


class Tag(NamedTuple):
    """A language tag in a title: the place of its brackets, what is in them, and its code."""

    start: int
    end: int
    written: str
    lang: str


class _Languages(NamedTuple):
    """The known languages: the own name of each code, and the code of each name, folded."""

    names: dict[str, str]
    codes: dict[str, str]


def tag_in(title: str) -> Tag | None:
    """Return the first language tag in a title: `[CH]`, `[pt-BR]`, `[中文]`.

    A code in small letters counts only at the title's start, or where no word follows: `What [is]
    new` has none.
    """
    names = _languages().names
    for found in _BRACKETS.finditer(title):
        written = found[1].strip()
        lang = normal(written)
        language = lang.partition("-")[0]
        is_known = lang in names or language in names
        if not is_known:
            continue
        is_code = _CODE.match(written) is not None  # `ML`, not `Malayalam`
        if is_code and _is_word(title, found, written):
            continue
        return Tag(found.start(), found.end(), written, lang)
    return None


def _is_word(title: str, found: re.Match[str], written: str) -> bool:
    """Whether the code in brackets is rather a word of the title: `[ML]`, `What [is] new`."""
    if written.lower() in _AMBIGUOUS:
        return True
    if not written.islower():
        return False
    before = title[: found.start()].strip()
    after = title[found.end() :].lstrip()
    is_before_word = after[:1].isalnum()
    return bool(before) and is_before_word


def tag_of(lang: str) -> str:
    """Return the tag of a language in a title, without its brackets: `ZH`, `pt-BR`."""
    lang = normal(lang)
    return lang if "-" in lang else lang.upper()


def tagged(title: str, lang: str) -> str:
    """Return a title with the tag of a language.

    The tag goes into the place of the title's own, else behind its `#4`, else to its end.
    """
    tag = f"[{tag_of(lang)}]"
    old = tag_in(title)
    if old:
        return title[: old.start] + tag + title[old.end :]
    number = _NUMBER.search(title)
    at = number.end() if number else len(title.rstrip())
    return f"{title[:at]} {tag}{title[at:]}"


def normal(lang: str) -> str:
    """Return the BCP 47 code for a `lang:`, a tag or a name.

    `zh_cn` is `zh-CN`, `CH` `zh`, `Deutsch` `de`. A name that is not known comes back as it is; a
    code that is not, in the usual case.
    """
    text = lang.strip()
    known = _languages().codes.get(folded(text))
    if known:
        return known
    if not _CODE.match(text):
        return text
    first, *rest = re.split("[-_]", text)
    language = first.lower()
    if not rest:
        return _COUNTRIES.get(language, language)
    parts = [language]
    for part in rest:
        is_script = len(part) == 4  # `Hant`; a country is `TW`
        parts.append(part.title() if is_script else part.upper())
    return "-".join(parts)


def code_of(text: str) -> str:
    """Return the code of a language as a person names it; "" where it names none.

    A code stays as it is written, for sites differ: `zh_CN`. A name becomes its code: `german`.
    """
    text = text.strip()
    if _CODE.match(text):
        return text
    return _languages().codes.get(folded(text), "")


def name_of(lang: str) -> str:
    """Return a language's own name: `中文`, `Português (Brasil)`, `Español (MX)`; else its code."""
    code = normal(lang)
    names = _languages().names
    if code in names:
        return names[code]
    language, _, rest = code.partition("-")
    if rest and language in names:
        return f"{names[language]} ({rest})"
    return code


@cache
def _languages() -> _Languages:
    """Return the table, which is read when it is first asked for."""
    names: dict[str, str] = {}
    codes: dict[str, str] = {}
    for line in _NAMES.strip().splitlines():
        code, _, rest = line.strip().partition(" ")
        own, _, english = rest.partition(" = ")
        names[code] = own
        for name in (own, *english.split(", ")):
            codes.setdefault(folded(name), code)
    return _Languages(names, codes)


def is_same(one: str, other: str) -> bool:
    """Return whether two codes name the same language; `pt` names that of all countries."""
    shorter, longer = sorted((normal(one), normal(other)), key=len)
    return shorter in {longer, longer.partition("-")[0]}
