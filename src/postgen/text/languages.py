"""Languages: how a title's tag and `lang:` name one, and what it calls itself. Pure.

Names are those of the Unicode CLDR (https://cldr.unicode.org, `localeDisplayNames`), begun with a capital.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from postgen.text.patterns import Lazy
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

_COUNTRIES = {
    "br": "pt-BR", "ch": "zh", "cn": "zh", "cz": "cs", "dk": "da", "gb": "en", "gr": "el", "iw": "he",
    "jp": "ja", "kr": "ko", "se": "sv", "tw": "zh-TW", "ua": "uk", "us": "en", "vn": "vi",
}  # fmt: skip
"""Countries, and codes of old, that are written where the language is meant; `ch` is Chinese to translators."""

_OTHERWISE = frozenset({"ml", "us"})
"""What a title may hold in brackets and mean something else by it, as `[ML]` machine learning."""

_CODE = Lazy(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?\Z")
_BRACKETS = Lazy(r"\[([^\[\]\n]{2,24})\](?!\()")
_NUMBER = Lazy(r"#\s?\d+\b")


class Tag(NamedTuple):
    """A language tag in a title: where its brackets stand, what is in them, and the language that it means."""

    start: int
    end: int
    written: str
    lang: str


class _Known(NamedTuple):
    """What is known of languages: the own name of each, and each by its folded names."""

    names: dict[str, str]
    langs: dict[str, str]


def tag_in(title: str) -> Tag | None:
    """Find the language tag in a title: `[CH]`, `[pt-BR]`, `[中文]`; the first of several.

    A code in small letters counts only at the title's start, or where no word follows: `What [is] new` has none.
    """
    for found in _BRACKETS.finditer(title):
        written = found[1].strip()
        lang = normal(written)
        if lang not in _known().names and lang.partition("-")[0] not in _known().names:
            continue
        if _CODE.match(written) and (
            written.lower() in _OTHERWISE
            or (written.islower() and _is_amid(title, found.start(), found.end()))
        ):
            continue
        return Tag(found.start(), found.end(), written, lang)
    return None


def tag_of(lang: str) -> str:
    """Spell a language as the tag of a title, without its brackets: `ZH`, `pt-BR`."""
    lang = normal(lang)
    return lang if "-" in lang else lang.upper()


def tagged(title: str, lang: str) -> str:
    """Give a title the tag of a language: in place of the one that it has, else behind its `#4`, else at its end."""
    tag = f"[{tag_of(lang)}]"
    old = tag_in(title)
    if old:
        return title[: old.start] + tag + title[old.end :]
    number = _NUMBER.search(title)
    at = number.end() if number else len(title.rstrip())
    return f"{title[:at]} {tag}{title[at:]}"


def normal(lang: str) -> str:
    """Spell a `lang:`, a tag or a name as BCP 47 has it: `zh_cn` is `zh-CN`, `CH` `zh`, `Deutsch` `de`.

    What names no language that is known comes back as it is; a code of an unknown one, in the usual letters.
    """
    text = lang.strip()
    if found := _known().langs.get(folded(text)):
        return found
    if not _CODE.match(text):
        return text
    first, *rest = re.split("[-_]", text)
    spelled = [part.title() if len(part) == 4 else part.upper() for part in rest]
    language = first.lower() if rest else _COUNTRIES.get(first.lower(), first.lower())
    return "-".join([language, *spelled])


def name_of(lang: str) -> str:
    """Give what a language calls itself: `中文`, `Português (Brasil)`, `Español (MX)`; else its code."""
    code = normal(lang)
    names = _known().names
    if code in names:
        return names[code]
    language, _, rest = code.partition("-")
    return f"{names[language]} ({rest})" if rest and language in names else code


def _is_amid(title: str, start: int, end: int) -> bool:
    return bool(title[:start].strip()) and title[end:].lstrip()[:1].isalnum()


_kept: list[_Known] = []


def _known() -> _Known:
    """Read the table, when it is first asked for."""
    if not _kept:
        rows = [line.strip().partition(" ") for line in _NAMES.strip().splitlines()]
        names: dict[str, str] = {}
        langs: dict[str, str] = {}
        for code, _, rest in rows:
            own, _, english = rest.partition(" = ")
            names[code] = own
            for name in (own, *english.split(", ")):
                langs.setdefault(folded(name), code)
        _kept.append(_Known(names, langs))
    return _kept[0]
