"""How a translation differs from its original; these checks run only with the original's text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from postgen.checks.check import Check
from postgen.translation import differences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.model import Finding

_ORIGINAL = """---
title: "Notes"
lang: en
---

## Boats

A boat[1] sails.

## Trains

A train[2] runs.

## References

[1] **Boat:** <https://boat.example/>

[2] **Train:** <https://train.example/>
"""
_TRANSLATION = """---
title: "Notizen [DE]"
lang: de
---

## Boote

Ein Boot[1] segelt.

## Züge

Ein Zug[2] fährt.

## References

[1] **Boat:** <https://boat.example/>

[2] **Train:** <https://train.example/>
"""
_LINKED_ORIGINAL = "A [boat](https://boat.example/) and a [train](https://train.example/).\n"
_LINKED_TRANSLATION = "Ein [Boot](https://boat.example/) und ein [Zug](https://train.example/).\n"


def _find(code: str, subject: Subject) -> Iterator[Finding]:
    return (each for each in subject.differences if each.code == code)


def _check(code: str, name: str, summary: str, why: str, **details: Any) -> Check:
    """Declare a check of a code that a comparison reports; `details` are fields of `Check`."""
    examples = {"good": _TRANSLATION, "original": _ORIGINAL} | details
    return Check(
        code=code,
        name=name,
        summary=summary,
        why=why,
        find=partial(_find, code),
        part="text",
        needs="original",
        **examples,
    )


CHECKS = (
    _check(
        differences.REFERENCE_LOST,
        "reference lost",
        "A reference of the original is not in the translation.",
        """Readers of the translation do not find the source. It can be listed again, as the
original lists it; where it was cited is not known, and not guessed.""",
        bad=_TRANSLATION.replace("\n[2] **Train:** <https://train.example/>\n", ""),
        fixed_by="restoring",
    ),
    _check(
        differences.LINK_LOST,
        "link lost",
        "A link of the original is not in the translation.",
        """Readers of the translation cannot follow it. Where it belongs is not known, so nothing is
changed.""",
        bad="Ein [Boot](https://boat.example/) und ein Zug.\n",
        good=_LINKED_TRANSLATION,
        original=_LINKED_ORIGINAL,
    ),
    _check(
        differences.LEADS_ELSEWHERE,
        "leads elsewhere",
        "A reference leads to another address than the original's of the same number.",
        """It may be an address that was mistyped, or a source in the other language: then it stays
as it is.""",
        bad=_TRANSLATION.replace("https://train.example/", "https://zug.example/"),
    ),
    _check(
        differences.OTHER_NUMBER,
        "other number",
        "A reference has another number than in the original.",
        """People who read both, or who write about one, cite by number. Written again, the
references of a translation have the numbers of its original.""",
        bad=_TRANSLATION.replace("[2]", "[3]"),
        fixed_by="numbering",
    ),
    _check(
        differences.REFERENCE_ADDED,
        "reference added",
        "A reference of the translation is not in the original.",
        """Either the original has lost it, or it has been added since: readers of the two should
find the same sources.""",
        bad=_TRANSLATION.replace("fährt.", "fährt, ein Rad[3] auch.")
        + "\n[3] **Rad:** <https://rad.example/>\n",
    ),
    _check(
        differences.LINK_ADDED,
        "link added",
        "A link of the translation is not in the original.",
        """It may well be wanted so: a translator thanks somebody, or leads to a page in the other
language.""",
        bad=_TRANSLATION.replace("fährt.", "fährt. Dank an [Ada](https://ada.example/)."),
        severity="info",
    ),
    _check(
        differences.OTHER_LEVEL,
        "other level",
        "A section of the translation has another level than in the original.",
        """The translation then has another outline, and another table of contents.""",
        bad=_TRANSLATION.replace("## Züge", "### Züge"),
    ),
    _check(
        differences.SECTION_LOST,
        "section lost",
        "A section of the original is not in the translation.",
        """A part of the original is missing, or its heading alone: what stands below it is then
read as a part of the section above.""",
        bad=_TRANSLATION.replace("## Züge\n\n", ""),
    ),
    _check(
        differences.SECTION_ADDED,
        "section added",
        "A section of the translation is not in the original.",
        """It may well be wanted so, such as notes of the translator.""",
        bad=_TRANSLATION + "\n## Anmerkungen\n\nKeine.\n",
        severity="info",
    ),
    _check(
        differences.TAG_DISAGREES,
        "language tag disagrees",
        "The title names another language than `lang:`.",
        """Readers go by the tag in the title, browsers and search engines by `lang:`. One of them
is wrong.""",
        bad=_TRANSLATION.replace("[DE]", "[FR]"),
    ),
    _check(
        differences.SAME_LANGUAGE,
        "language of the original",
        "The translation names the language of its original.",
        """The front matter was copied with the text: `lang:` must name the language of the
translation.""",
        bad=_TRANSLATION.replace(" [DE]", "").replace("lang: de", "lang: en"),
    ),
    _check(
        differences.UNTRANSLATED,
        "not translated yet",
        "A passage still says what the comment above it says.",
        """`postgen new translation` puts each passage of the original in a comment above itself.
What is below the comment is to be translated, and the comment to be taken out. While the post is
not published, this is not an error.""",
        bad=_TRANSLATION.replace(
            "Ein Zug[2] fährt.", "<!-- original: A train[2] runs. -->\nA train[2] runs."
        ),
    ),
)
