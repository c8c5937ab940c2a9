"""Titles in which some words are capitalised and others not: `The boats of Winter`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.checks.front_places import key_span
from postgen.jekyll.head import text_of, title_of
from postgen.model import Finding
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject

CODE = "TXT20"

_SMALL = frozenset(
    "a an and as at but by en for from if in into is nor of off on onto or out over per so than "
    "that the to up upon v via vs with without yet".split()
)
_WORD = Lazy(r"(?<![\w.@#/'’`-])[A-Za-z][A-Za-z'’]*(?![\w@/`-])(?!\.\w)")


def find(subject: Subject) -> Iterator[Finding]:
    """Find words in lower case that title case capitalises, in titles in English."""
    front = subject.document.front
    lang = text_of(front, "lang") if "lang" in front else ""
    if not lang and subject.site:
        lang = str(subject.site.config.get("lang") or "")
    title = title_of(front) if lang[:2].lower() == "en" else ""
    words = [found[0] for found in _WORD.finditer(title)]
    lowered = [word for word in words[1:] if word.islower() and word not in _SMALL]
    if lowered:
        start, end = key_span(subject.document, "title")
        shown = ", ".join(f"`{word}`" for word in lowered)
        message = f"In title case, these words begin with a capital: {shown}."
        yield Finding(CODE, start, end, message, severity="info")


CHECKS = (
    Check(
        code=CODE,
        name="title case",
        summary="A title in English is not in title case.",
        why="""Some publications capitalise all words of a title but short ones. Where that is the
rule, this check helps to keep it. It is off: most write titles as sentences.""",
        bad="---\ntitle: The Boats of winter\nlang: en\n---\n\nText.\n",
        good="---\ntitle: The Boats of Winter\nlang: en\n---\n\nText.\n",
        find=find,
        severity="info",
        is_on=False,
        part="text",
    ),
)
