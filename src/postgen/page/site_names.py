"""A title without the name of its site: `Title | Site` is `Title`."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# What sets off a site's name: `Title | Site`, `Title - Site`, `Title|Site`, `标题_新浪网`.
_SEPARATOR = (
    r"\s+(?:[|｜/\\·•‧∙»«›‹:~∶_⋆★–—―−-]|::|--|\|\||->|=>)\s+"
    r"|\s*[|｜]\s*"
    r"|(?<=[^\x00-\x7f])[_–—―·-](?=\S)"  # Chinese and Japanese sites set no spaces
)
_NO_TITLE = frozenset(
    {"", "home", "homepage", "index", "welcome", "startpage", "startseite", "accueil"}
)

_SHARED_HOSTS = frozenset(
    "blogspot.com github.io gitlab.io ghost.io herokuapp.com medium.com netlify.app pages.dev "
    "readthedocs.io substack.com tumblr.com vercel.app wordpress.com".split()
)
_SECOND_LEVELS = frozenset(
    {"ac", "co", "com", "edu", "gob", "gov", "gouv", "ne", "net", "or", "org"}
)


def squash(text: str) -> str:
    """Return the letters and digits of a name, without case and accents, to compare names."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in folded if character.isalnum())


def site_names(host: str, declared: Iterable[str]) -> frozenset[str]:
    """Return the site's own names, squashed: those that it declares, and those that its host means.

    `docs.example.co.uk` is called docs.example.co.uk, example.co.uk, Example, The Example, Docs
    Example or Example Docs. On a host that many share (`ada.github.io`) the first label is a name
    of the site, too.
    """
    labels = [label for label in host.split(":", maxsplit=1)[0].split(".") if label]
    if labels[:1] == ["www"]:
        labels = labels[1:]
    names = {squash(name) for name in declared}
    is_ip_address = bool(labels) and labels[-1].isdigit()
    if labels and not is_ip_address:
        names |= _domains(labels) | _spoken_names(labels)
    return frozenset(names - {""})


def unbrand(title: str, names: frozenset[str]) -> str:
    """Remove the site's own names from both ends of a title, where a separator sets them off.

    `names` are squashed names of the site. What would leave nothing, or only "Home", is not
    removed.
    """
    while True:
        shorter = _without_name(title, names)
        if shorter == title:
            return title
        title = shorter


def ends(title: str) -> list[str]:
    """Return the first and the last part of a title with separators; none if it has none."""
    parts = re.split(_SEPARATOR, title)
    return [parts[0], parts[-1]] if len(parts) > 1 else []


def _domains(labels: list[str]) -> set[str]:
    """Return the host and the domains above it: a.example.org, example.org."""
    top = max(1, len(labels) - 1)
    return {squash(".".join(labels[start:])) for start in range(top)}


def _spoken_names(labels: list[str]) -> set[str]:
    """Return what people call a site by the label of its domain and the label before it."""
    is_country = len(labels[-1]) == 2
    has_second_level = len(labels) > 2 and is_country and labels[-2] in _SECOND_LEVELS
    suffix_length = 2 if has_second_level else 1
    if len(labels) <= suffix_length:
        return set()
    *before, label = labels[:-suffix_length]
    names = {squash(label), squash("the" + label)}
    if not before:
        return names
    part = before[-1]
    names |= {squash(label + part), squash(part + label)}
    is_shared = ".".join(labels[-2:]) in _SHARED_HOSTS
    if is_shared:
        names.add(squash(part))
    return names


def _without_name(title: str, names: frozenset[str]) -> str:
    """Remove one name of the site from the end or the beginning of a title."""
    for separator in re.finditer(_SEPARATOR, title):
        before = title[: separator.start()].strip()
        after = title[separator.end() :].strip()
        for name, rest in ((after, before), (before, after)):
            if squash(name) not in names:
                continue
            squashed = squash(rest)
            if squashed not in names and squashed not in _NO_TITLE:
                return rest
    return title
