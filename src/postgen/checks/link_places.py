"""Where the address of a link is written, and what the text says once it is another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.checks.check import Proposal
from postgen.markdown import targets
from postgen.text.edits import Edit
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.checks.verify_fixes import Fact
    from postgen.markdown.source_map import View
    from postgen.markdown.targets import Definition
    from postgen.markdown.tree import Span
    from postgen.model import Finding


class Written(NamedTuple):
    """An address that links lead to, and its place in the body.

    `uses` are its links: several, where it is that of a `definition`. `is_plain` is whether the
    place holds the address as it is, and not with escapes.
    """

    url: str
    start: int
    end: int
    is_plain: bool
    uses: tuple[tuple[Span, View], ...]
    definition: Definition | None = None


def written(subject: Subject) -> Iterator[Written]:
    """Yield the addresses of a body's links and images, each place once."""
    by_label: dict[str, list[tuple[Span, View]]] = {}
    for span, view in subject.links:
        if span.form in {"", "inline"}:
            yield _in_text(span, view)
        else:
            by_label.setdefault(targets.label_of(span.label), []).append((span, view))
    source = subject.body.source
    for label, uses in by_label.items():
        definition = subject.body.definitions.get(label)
        if definition:
            start, end = definition.start, definition.end
            behind_label = source.find("]:", start, end)
            place = source.find(definition.url, behind_label, end)
            is_plain = behind_label >= 0 and place >= 0
            if is_plain:
                start, end = place, place + len(definition.url)
            yield Written(definition.url, start, end, is_plain, tuple(uses), definition)


def _in_text(span: Span, view: View) -> Written:
    from_place = span.inner_start if span.kind == "autolink" else span.inner_end
    place = view.text.find(span.url, from_place, span.end)
    if place < 0:
        return Written(span.url, view.at(span.start), view.end(span.end), False, ((span, view),))
    start, end = view.at(place), view.end(place + len(span.url))
    return Written(span.url, start, end, True, ((span, view),))


def with_address(subject: Subject, each: Written, finding: Finding, url: str) -> Proposal:
    """Return a finding with the fix that writes another address; without, where that is not plain.

    The address has no sign that needs an escape unless the old one has it.
    """
    source = subject.body.source
    is_there = source[each.start : each.end] == each.url
    if not each.is_plain or not is_there:
        return Proposal(finding)
    fix = (Edit(each.start, each.end, url),)
    losses = list(_facts(each, each.url))
    gains = list(_facts(each, url))
    if each.definition:
        start, end = each.definition.start, each.definition.end
        before, behind = source[start : each.start], source[each.end : end]
        place = start + len(before) - len(before.lstrip(" \t"))
        losses.append(("definition", place, f"{before}{each.url}{behind}".strip()))
        gains.append(("definition", place, f"{before}{url}{behind}".strip()))
    return Proposal(finding._replace(fix=fix), tuple(gains), losses=tuple(losses))


def _facts(each: Written, url: str) -> Iterator[Fact]:
    """Yield the facts of the links of an address, if it is `url`."""
    for span, view in each.uses:
        yield span.kind, view.at(span.start), f"{url} {span.title}"
