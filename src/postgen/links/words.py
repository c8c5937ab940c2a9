"""The words that say what a text is about, and the language that it is written in."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache, lru_cache

from postgen.text.patterns import Lazy

SCRIPTS = {
    "CJK": "zh",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "THAI": "th",
    "CYRILLIC": "cyrillic",
    "ARABIC": "arabic",
    "HEBREW": "he",
    "GREEK": "el",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "KHMER": "km",
    "LAO": "lo",
    "MYANMAR": "my",
}
"""The first word of a character's name in Unicode, and the language or the script that it shows."""

SCRIPT_OF = dict.fromkeys(("ru", "uk", "bg", "sr", "be", "mk", "kk"), "cyrillic")
SCRIPT_OF |= dict.fromkeys(("ar", "fa", "ur"), "arabic")

# The commonest words, by language. They say nothing of what a text is about, and show its language.
COMMON = {
    "en": "the a an of and to in is are was for on with that this it as by from at be or not how "
    "what why you your we our i my has have can will about new more its but they their",
    "de": "der die das den dem des ein eine einen und ist sind nicht mit auf für von zu im in wie "
    "was warum ich du wir sie es auch als bei aus nach über oder aber werden wird zur zum",
    "fr": "le la les un une des du de et est sont pas avec pour dans sur par que qui ce cette il "
    "elle nous vous je au aux plus comment pourquoi mais ou son ses sa en",
    "es": "el la los las un una de del y es son no con para en por que se su como al lo más pero "
    "sus este esta nos cómo qué porque",
    "pt": "o a os as um uma de do da dos das e é são não com para em por que se seu sua como no na "
    "mais mas este esta você nós",
    "it": "il lo la i gli le un una di del della dei e è sono non con per in da che si come al più "
    "ma questo questa nel alla",
    "nl": "de het een van en is zijn niet met voor op in te dat die er aan om ook als bij naar hoe "
    "wat waarom je we maar deze",
    "sv": "och att det som en ett är av för på med den till i har inte om från du vi hur men de",
    "da": "og at det som en et er af for på med den til i har ikke om fra du vi hvordan men de jeg",
    "pl": "i w na z do nie się to jest że o jak za od po dla są ale czy co ten przez oraz",
    "tr": "ve bir bu için ile de da en çok olarak olan gibi daha ne ya siz biz var nasıl her veya",
    "id": "dan yang di ke dari untuk dengan ini itu adalah pada dalam tidak akan juga anda kami "
    "situs bisa atau karena oleh sebagai secara",
    "vi": "và của là có cho được các những không với trong một này khi người để tại nhà về đến",
    "cs": "a se na je v že to s z do o i k pro jak ale za jako by jsou nebo od",
    "hu": "a az és hogy nem is egy ez van de meg csak ha mint vagy volt már",
    "fi": "ja on ei se että hän oli mutta ovat kun niin myös kuin tai jos ole",
    "ro": "și de la în cu nu este un o pe care că din pentru mai sunt ca dar sau",
}

_WORD = Lazy(r"[^\W_]+")
_UNSPACED = Lazy(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fff\u3005-\u3007\u3040-\u30ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_STEM = 5
"""Letters of a word that count: `training`, `trained` and `trains` are one."""

_SAMPLE = 2000
"""Characters of a text that show its language."""

_ENOUGH = 40
"""Words in a text from which on its language shows."""

# What names the kind of a page, or how one links it, and not its subject.
_VAGUE = frozenset(
    "here link links post article page blog site website read source video paper home welcome "
    "index http https www com org net html via thread tweet comment comments discussion".split()
)


@lru_cache(maxsize=4096)
def subject(text: str) -> frozenset[str]:
    """Return the stems of the words of a text that say what it is about.

    Case, accents and endings do not count. Scripts without spaces give pairs of characters, Thai
    and its relatives groups of three.
    """
    found: set[str] = set()
    for word in _words(text):
        if _UNSPACED.match(word):
            size = 2 if word[0] >= "\u2e80" else 3
            found.update(word[i : i + size] for i in range(max(1, len(word) - size + 1)))
        elif "\uac00" <= word[0] <= "\ud7a3":  # a Korean word ends in particles
            found.add(word[:2])
        elif len(word) > 2 and word not in _common_words() and word not in _VAGUE:
            found.add(word.removesuffix("s")[:_STEM])
    return frozenset(found)


def language_of(text: str) -> str:
    """Return the language of a text, or its script where several share it; "" where it is open."""
    text = text[:_SAMPLE]
    script = script_of(text)
    if script != "latin":
        return script
    found = _words(text, accents=True)
    if len(found) < _ENOUGH:
        return ""
    counts: Counter[str] = Counter()
    for word, times in Counter(found).items():
        for language in _languages_of().get(word, ()):
            counts[language] += times
    (best, most), (_, second) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    is_clear = most * 8 >= len(found) and most * 3 >= second * 4
    return best if is_clear else ""


def script_of(text: str) -> str:
    """Return the script of most letters of a text, `latin` or as `language_of` names it."""
    text = text[:_SAMPLE]
    if text.isascii():
        return "latin" if any(map(str.isalpha, text)) else ""
    scripts = _scripts(text)
    if not scripts:
        return ""
    letters = sum(scripts.values())
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    if kana * 10 > letters:
        return "ja"
    name, count = scripts.most_common(1)[0]
    return SCRIPTS.get(name, name.lower()) if count * 2 > letters else ""


def script_of_language(language: str) -> str:
    """Return the script of a language as `script_of` names it: `latin` for `de`."""
    if language in COMMON:
        return "latin"
    return SCRIPT_OF.get(language, language)


def is_same_language(one: str, other: str) -> bool:
    """Whether two languages, or the scripts of some, may be the same."""
    return one == other or SCRIPT_OF.get(one, one) == SCRIPT_OF.get(other, other)


def _scripts(text: str) -> Counter[str]:
    names = (_script_name(sign) for sign in text if sign.isalpha())
    return Counter(filter(None, names))


@lru_cache(maxsize=4096)
def _script_name(sign: str) -> str:
    if sign.isascii():
        return "LATIN"
    return unicodedata.name(sign, "").partition(" ")[0]


def _words(text: str, *, accents: bool = False) -> list[str]:
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKC" if accents else "NFKD", text)
        if not accents:
            kept = (sign for sign in text if not "\u0300" <= sign <= "\u036f")
            text = unicodedata.normalize("NFC", "".join(kept))
        text = _UNSPACED.sub(lambda run: f" {run[0]} ", text)
    return [found[0] for found in _WORD.finditer(text)]


@cache
def _languages_of() -> dict[str, list[str]]:
    """Return the languages in which a word is common, by the word."""
    found: dict[str, list[str]] = {}
    for lang, common in COMMON.items():
        for word in set(common.split()):
            found.setdefault(word, []).append(lang)
    return found


@cache
def _common_words() -> frozenset[str]:
    """Return the common words of every language, without accents."""
    return frozenset(_words(" ".join(COMMON.values())))
