"""What is wrong with numbered references: what a conversion to their style finds on its way."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from postgen.checks.check import Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.model import Finding
    from postgen.references.convert import Conversion


def findings_of(conversion: Conversion) -> list[Finding]:
    """Return what a conversion found, and why it was refused; positions are those of its source."""
    refused = [conversion.refused] if conversion.refused else []
    return [*conversion.findings, *refused]


def _find(code: str, subject: Subject) -> Iterator[Finding]:
    for each in findings_of(subject.conversion):
        if each.code == code:
            yield each


_LIST = "\n\n## References\n\n"
_BOAT = "[1] **Boat:** <https://boat.example/>\n"
_TRAIN = "[2] **Train:** <https://train.example/>\n"
_BOAT_LINKED = "[\\[1\\]](#cite-1){:#ref-1} [Boat](https://boat.example/)\n"
_TRAIN_LINKED = "[\\[2\\]](#cite-2){:#ref-2} [Train](https://train.example/)\n"
_BOTH = f"A boat[1] and a train[2].{_LIST}{_BOAT}\n{_TRAIN}"


def _check(code: str, name: str, summary: str, why: str, **details: Any) -> Check:
    """Declare a check of a code that a conversion reports; `details` are fields of `Check`."""
    find = partial(_find, code)
    return Check(code=code, name=name, summary=summary, why=why, find=find, last=True, **details)


CHECKS = (
    _check(
        "REF01",
        "cited but not listed",
        "A number is cited that the list of references does not have.",
        """The number leads nowhere. Which reference was intended cannot be known: add an entry, or
take the number out.""",
        bad="A boat[\\[1\\]](#ref-1){:#cite-1} and a train[\\[2\\]](#ref-2)."
        + _LIST
        + _BOAT_LINKED,
        good="A boat[\\[1\\]](#ref-1){:#cite-1} and a train[\\[2\\]](#ref-2){:#cite-2}."
        f"{_LIST}{_BOAT_LINKED}\n{_TRAIN_LINKED}",
    ),
    _check(
        "REF02",
        "listed but not cited",
        "The list of references has an entry that nothing cites.",
        """A reader of the list looks for its number in the text in vain; often the sentence that
cited it was taken out, and the entry was forgotten. It stays, and comes last when the references
are numbered.""",
        bad=f"A boat[1] and a train.{_LIST}{_BOAT}\n{_TRAIN}",
        good=_BOTH,
    ),
    _check(
        "REF03",
        "numbers skip",
        "The numbers of the list of references have a gap.",
        """A reader thinks that an entry is missing. Written again, the numbers go from 1 to the
number of references.""",
        bad=f"A boat[1] and a train[3].{_LIST}{_BOAT}\n{_TRAIN.replace('[2]', '[3]')}",
        good=_BOTH,
        fixed_by="numbering",
    ),
    _check(
        "REF04",
        "entries run together",
        "Two entries of the list of references stand on one line.",
        """The second entry looks like a part of the first one. Written again, each stands in a
paragraph of its own.""",
        bad="A boat[1] and a train[2]."
        f"{_LIST}[1] **Boat:** https://boat.example/[2] **Train:** https://train.example/\n",
        good=_BOTH,
        fixed_by="numbering",
    ),
    _check(
        "REF05",
        "not in order",
        "The references are not numbered by their first appearance.",
        """A reader expects that a higher number comes later. Written again, the first reference of
the text is 1; a translation has the numbers of its original instead.""",
        bad=f"A train[2] and a boat[1].{_LIST}{_BOAT}\n{_TRAIN}",
        good=_BOTH,
        fixed_by="numbering",
    ),
    _check(
        "REF06",
        "same address twice",
        "Two numbers of the list of references lead to the same address.",
        """A reader takes them for two sources. Written again, an address has one number and one
entry.""",
        bad=f"A boat[1] and a ferry[2].{_LIST}{_BOAT}\n[2] **Ferry:** <https://boat.example/>\n",
        good=f"A boat[1] and a ferry[1].{_LIST}{_BOAT}",
        fixed_by="numbering",
    ),
    _check(
        "REF07",
        "number listed twice",
        "The list of references has a number twice, for different addresses.",
        """Which of the two is cited cannot be known, so nothing is changed: give one of them
another number.""",
        bad=f"A boat[1] and a train[2].{_LIST}{_BOAT}\n"
        f"[1] **Ferry:** <https://ferry.example/>\n\n{_TRAIN}",
        good=_BOTH,
    ),
    _check(
        "REF08",
        "unused definition",
        "A numbered definition of a link is not used.",
        """Nobody sees `[2]: url` on the page; often the link that used it was taken out. It stays,
and keeps its number.""",
        bad="A [boat][1] and a train.\n\n[1]: https://boat.example/\n[2]: https://train.example/\n",
        good="A [boat][1] and a [train][2].\n\n"
        "[1]: https://boat.example/\n[2]: https://train.example/\n",
    ),
    _check(
        "REF09",
        "unused footnote",
        "A footnote with a reference is not cited.",
        """kramdown leaves a footnote out that nothing cites, and its link with it.""",
        bad="A boat[^1] and a train.\n\n"
        "[^1]: [Boat](https://boat.example/)\n\n[^2]: [Train](https://train.example/)\n",
        good="A boat[^1] and a train[^2].\n\n"
        "[^1]: [Boat](https://boat.example/)\n\n[^2]: [Train](https://train.example/)\n",
    ),
    _check(
        "REF10",
        "entry says too much",
        "An entry says more than the link can hold that it would become.",
        """Inline and reference links can have an address and a title. An entry with other
words, or several links, is not shortened: it stays, or the text stays as it is.""",
        bad=f"A boat[1].{_LIST}[1] **Boat:** <https://boat.example/>, by Ada and others\n",
        good=f"A boat[1].{_LIST}{_BOAT}",
        style="reflinks",
    ),
    _check(
        "REF11",
        "would change the page",
        "The references cannot be written in a style without changing the page.",
        """Whatever postgen writes is read again before it is saved, and must say the same words and
lead to the same places; else the text stays as it is. The finding is the place where the page would
change.""",
        bad="See [the map](https://map.example/).\n\n{% include notes.md %} as in [^1].\n",
        good="See [the map](https://map.example/).\n\n{% include notes.md %} as in `[^1]`.\n",
        style="footnotes",
    ),
    _check(
        "REF15",
        "number left behind",
        "A number cites a reference where it cannot become a link.",
        """A caption in HTML, a parameter of an include, the text of an image and an entry of a list
can cite a reference as text, `[2]`. Such a number goes along while the page has numbers; in another
style it would name nothing: write the source there yourself.""",
        bad=f"A boat[1].\n\n<figure>\n<figcaption>As in [1]</figcaption>\n</figure>{_LIST}{_BOAT}",
        good=f"A boat[1].\n\n<figure>\n<figcaption>A boat</figcaption>\n</figure>{_LIST}{_BOAT}",
        style="inline",
    ),
)
