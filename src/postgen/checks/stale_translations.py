"""Translations whose original says something else by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.checks.front_places import key_span
from postgen.jekyll.document import Document
from postgen.jekyll.head import text_of
from postgen.model import Finding
from postgen.translation import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject

CODE = "TR20"


def find(subject: Subject) -> Iterator[Finding]:
    """Compare the original with what it was when it was translated, if that is known."""
    front = subject.document.front
    if subject.original is None or f"{fingerprint.KEY}:" not in front:
        return
    known = text_of(front, fingerprint.KEY)
    body = Document.parse(subject.original.text).body
    now = fingerprint.of(body)
    if known and known != now:
        start, end = key_span(subject.document, fingerprint.KEY)
        message = (
            "The original has changed since it was translated. Once the translation says the same, "
            f'write `{fingerprint.KEY}: "{now}"`.'
        )
        yield Finding(CODE, start, end, message, severity="warning")


_ORIGINAL = '---\ntitle: "Notes"\nlang: en\n---\n\nA boat sails.\n'
_TRANSLATION = '---\ntitle: "Notizen"\nlang: de\noriginal_hash: "{}"\n---\n\nEin Boot segelt.\n'

CHECKS = (
    Check(
        code=CODE,
        name="original changed",
        summary="The original of a translation has changed since it was translated.",
        why="""`postgen new translation` notes in `original_hash:` what the original says. What was
added to it since, or put right, is missing in the translation. Only words count: not the date, not
blanks at the ends of lines, not the numbers of references. The message has the value to write once
the translation is up to date.""",
        bad=_TRANSLATION.format("0123456789ab"),
        good=_TRANSLATION.format(fingerprint.of("A boat sails.")),
        original=_ORIGINAL,
        find=find,
        severity="warning",
        part="text",
        needs="original",
    ),
)
