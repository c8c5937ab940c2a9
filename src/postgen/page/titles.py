"""A title as one plain line, without the name of the site that it stands on."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_LENGTH = 300
"""Characters kept of a title."""

# ECMA-48: control sequences, then strings that a terminal would obey, then any other escape.
_ESCAPES = (
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-~]?"
)
# Blank in every font though Unicode calls them letters or symbols: Hangul fillers, the empty Braille pattern.
_BLANKS = "[\u115f\u1160\u2800\u3164\uffa0]"
# Controls, soft hyphens, zero-width spaces, bidirectional embeddings, overrides and isolates, annotations,
# lone surrogates and noncharacters. Joiners (U+200C, U+200D) stay: Persian, Hindi and emoji need them.
_UNSEEN = (
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u180e\u200b\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff0-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
# Tag characters spell the flags of regions after a black flag; anywhere else they only hide text.
_HIDDEN_TAGS = "(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+"
_EDGES = " \u200c\u200d\u200e\u200f\u061c"

_SEPARATOR = (
    r"\s+(?:[|｜/\\·•‧∙»«›‹:~∶_⋆★–—―−-]|::|--|\|\||->|=>)\s+"
    r"|\s*[|｜]\s*"
    r"|(?<=[^\x00-\x7f])[_–—―·-](?=\S)"  # Chinese and Japanese sites set no blanks: 标题_新浪网
)
_NO_TITLE = frozenset(
    {"", "home", "homepage", "index", "welcome", "startpage", "startseite", "accueil"}
)

_SHARED_HOSTS = (
    "blogspot.com github.io gitlab.io ghost.io herokuapp.com medium.com netlify.app pages.dev readthedocs.io "
    "substack.com tumblr.com vercel.app wordpress.com"
)
_SECOND_LEVELS = frozenset(
    {"ac", "co", "com", "edu", "gob", "gov", "gouv", "ne", "net", "or", "org"}
)


def one_line(text: str, limit: int = MAX_LENGTH) -> str:
    """Return text as one line of at most `limit` characters that shows as what it is.

    White space is collapsed; control characters, terminal escapes, bidirectional controls and characters that
    nobody sees are removed; the rest is in Unicode's normal form C. Nothing visible in it: the empty string.
    """
    text = re.sub(_ESCAPES, "", text)
    text = re.sub(_BLANKS, " ", text)
    text = " ".join(text.split())
    text = re.sub(f"{_UNSEEN}|{_HIDDEN_TAGS}", "", text)
    text = " ".join(unicodedata.normalize("NFC", text).split()).strip(_EDGES)
    if not any(unicodedata.category(character)[0] in "LNPS" for character in text):
        return ""
    return _shorten(text, limit)


def squash(text: str) -> str:
    """Return the letters and digits of a name, without case and accents: what makes two spellings the same."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in folded if character.isalnum())


def site_names(host: str, declared: Iterable[str]) -> frozenset[str]:
    """Return the site's own names, squashed: those that it declares, and those that its host spells.

    `docs.example.co.uk` is called docs.example.co.uk, example.co.uk, Example, Docs Example or Example Docs;
    on hosts that many share (`ada.github.io`) the first label is the site's.
    """
    labels = [label for label in host.split(":", maxsplit=1)[0].split(".") if label]
    if labels[:1] == ["www"]:
        labels = labels[1:]
    names = {squash(name) for name in declared}
    if not labels or labels[-1].isdigit():  # an IP address spells no name
        return frozenset(names - {""})
    names |= {squash(".".join(labels[start:])) for start in range(max(1, len(labels) - 1))}
    cut = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS else 2
    if len(labels) >= cut:
        names |= _spoken(
            labels[:-cut], labels[-cut], shared=".".join(labels[-2:]) in _SHARED_HOSTS.split()
        )
    return frozenset(names - {""})


def unbrand(title: str, names: frozenset[str]) -> str:
    """Remove the site's own names from the end or the beginning of a title, where a separator sets them off.

    `names` are squashed names of the site. What would leave nothing, or nothing but "Home", is kept whole.
    """
    while (shorter := _without_name(title, names)) != title:
        title = shorter
    return title


def ends(title: str) -> list[str]:
    """Return the first and the last part of a title that separators divide; none if it is undivided."""
    parts = re.split(_SEPARATOR, title)
    return [parts[0], parts[-1]] if len(parts) > 1 else []


def _spoken(before: list[str], label: str, *, shared: bool) -> set[str]:
    """Return what people call a site by the label of its domain and the labels before it."""
    names = {squash(label), squash("the" + label)}
    for part in before[-1:]:
        names |= {squash(label + part), squash(part + label)}
    if shared and before:
        names.add(squash(before[-1]))
    return names


def _without_name(title: str, names: frozenset[str]) -> str:
    for separator in re.finditer(_SEPARATOR, title):
        before, after = title[: separator.start()].strip(), title[separator.end() :].strip()
        for name, rest in ((after, before), (before, after)):
            if squash(name) in names and squash(rest) not in names | _NO_TITLE:
                return rest
    return title


def _shorten(text: str, limit: int) -> str:
    """Cut a line at a word, never inside a character that several code points spell."""
    if len(text) <= limit:
        return text
    cut = limit - 1
    while cut > 1 and (
        unicodedata.category(text[cut])[0] == "M" or "\u200d" in text[cut - 1 : cut + 1]
    ):
        cut -= 1
    blank = text.rfind(" ", limit // 2, cut + 1)
    return text[: blank if blank > 0 else cut].rstrip(" ,;:-–—…") + "…"
