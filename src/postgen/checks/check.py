"""What a check is, and what it reads."""

from __future__ import annotations

from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from postgen.markdown import Markdown
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from postgen.checks.site_addresses import Written
    from postgen.checks.site_facts import SiteFacts, SiteFile
    from postgen.checks.verify_fixes import Fact
    from postgen.jekyll.document import Document
    from postgen.jekyll.yaml_entries import YamlEntries
    from postgen.markdown.source_map import View
    from postgen.markdown.tree import Block, Span
    from postgen.model import Finding, Severity
    from postgen.references.convert import Conversion
    from postgen.references.parse import ParsedReferences
    from postgen.translation.compare import Comparison, Original

Part = Literal["body", "text"]
"""What the positions of a finding count in: the body alone, or the text with its front matter."""

Needs = Literal["text", "original", "file", "site"]
"""What a check needs to know.

It is the text alone, its original too, its file's name and place, or the other files of the site.
"""

_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""The severities, the most severe first."""

FixedBy = Literal["", "edits", "numbering", "restoring"]
"""How a finding is fixed: not at all, by its own edits, or by writing or restoring references."""


class Proposal(NamedTuple):
    """A finding whose fix is to be verified, and what the text says then that it did not before.

    `gains` are the facts that the fix adds, `losses` those that it takes out, and `freed` the
    places, before the fix, at which a block begins afterwards that is not part of another one.
    Nothing else may change.
    """

    finding: Finding
    gains: tuple[Fact, ...] = ()
    freed: tuple[int, ...] = ()
    losses: tuple[Fact, ...] = ()


class Subject:
    """What checks read: a text, its body and its references, and its original, if it has one.

    `style` is one in which the references are to be written, "" for their own. `file` is where the
    text stands and `site` what is around it; both are None for a text alone.
    """

    def __init__(
        self,
        document: Document,
        *,
        original: Original | None = None,
        style: str = "",
        list_heading: str | None = None,
        file: SiteFile | None = None,
        site: SiteFacts | None = None,
    ) -> None:
        self.document = document
        self.original = original
        self.style = style
        self.file = file
        self.site = site
        self._list_heading = list_heading

    @cached_property
    def body(self) -> Markdown:
        """The body, parsed."""
        return Markdown(self.document.body)

    @cached_property
    def leaves(self) -> tuple[Block, ...]:
        """The blocks of the body that hold text, in their order."""
        return tuple(self.body.leaves())

    @cached_property
    def links(self) -> tuple[tuple[Span, View], ...]:
        """Every link, image and autolink of the body, with the view that its places belong to."""
        return tuple(self.body.links())

    @cached_property
    def addresses(self) -> tuple[Written, ...]:
        """What the body links to and shows, in Markdown and in HTML, as it is written."""
        from postgen.checks.site_addresses import addresses_in

        return tuple(addresses_in(self))

    @cached_property
    def front(self) -> YamlEntries:
        """The front matter as it is written, key by key; its places are its own."""
        from postgen.jekyll import yaml_entries

        return yaml_entries.read(self.document.front)

    @cached_property
    def reading(self) -> ParsedReferences:
        """The body as a text with references."""
        from postgen.references.parse import ParsedReferences

        return ParsedReferences(self.body)

    @cached_property
    def conversion(self) -> Conversion:
        """What becomes of the references when they are written.

        Those of a translation have the numbers of its original.
        """
        from postgen.references.convert import convert

        numbers = self.comparison.numbers if self.comparison else {}
        return convert(self.reading, self.style, numbers=numbers)

    @cached_property
    def comparison(self) -> Comparison | None:
        """The text beside its original; None where there is none."""
        if self.original is None:
            return None
        from postgen.translation.compare import Comparison

        return Comparison.of(self.document, self.reading, self.original)

    @cached_property
    def differences(self) -> tuple[Finding, ...]:
        """How the text differs from its original."""
        return tuple(self.comparison.findings()) if self.comparison else ()

    @property
    def list_heading(self) -> str:
        """The words of the heading above the list of references, "" for none.

        No table of contents need name it.
        """
        if self._list_heading is None:
            self._list_heading = self.reading.heading_words
        return self._list_heading

    def with_body(self, body: str) -> Subject:
        """Return the text with another body."""
        return Subject(
            self.document._replace(body=body),
            original=self.original,
            style=self.style,
            list_heading=self.list_heading,
            file=self.file,
            site=self.site,
        )


class Check(NamedTuple):
    """A check: what it is called, why it matters, and the function that finds it.

    `code` is two or three letters and two digits (`KR01`), never reused; `name` is what people call
    it; `summary` is one line; `why` says in a few sentences what happens to the page. `bad` and
    `good` are examples: the first yields exactly one finding, of this code, and the second none.
    They are its documentation and its tests; `original` is the text that they translate and `style`
    the one they are to be written in, where that matters.

    `find` reads a subject. It yields `Proposal`s, whose fixes are made only if the text says the
    same afterwards plus what they gain, or `Finding`s as they are. A check that comes `last` sees
    the body as the fixes of the others leave it, and has verified its own. `severity` is that of
    its findings; `find` needs to set it only where a finding is less severe. A check that is not on
    runs only where it is selected; one that is not built says what another Jekyll does, one with
    SafeYAML such as 3.10, which no test builds with. Of a check of files, `file` is the name under
    which the examples are tried, and `others` are the files of the site beside it, by their places.
    """

    code: str
    name: str
    summary: str
    why: str
    bad: str
    good: str
    find: Callable[[Subject], Iterable[Finding | Proposal]]
    severity: Severity = "error"
    fixed_by: FixedBy = ""
    is_on: bool = True
    is_built: bool = True
    part: Part = "body"
    needs: Needs = "text"
    last: bool = False
    original: str = ""
    style: str = ""
    file: str = "_posts/2026-11-21-example.md"
    others: Mapping[str, str] = MappingProxyType({})

    @property
    def fixable(self) -> bool:
        """Whether postgen can fix what it finds, where the right answer is certain."""
        return bool(self.fixed_by)

    def run(self, subject: Subject) -> Iterator[Proposal]:
        """Return what the check finds in a subject; no finding is more severe than the check."""
        for found in self.find(subject):
            proposal = found if isinstance(found, Proposal) else Proposal(found)
            finding = _at_most(proposal.finding, self.severity)
            yield proposal._replace(finding=finding)

    def applies_to(self, subject: Subject) -> bool:
        """Whether everything that the check needs is there."""
        if self.needs == "original":
            return subject.comparison is not None
        if self.needs == "file":
            return subject.file is not None
        if self.needs == "site":
            return subject.file is not None and subject.site is not None
        return True


def _at_most(finding: Finding, severity: Severity) -> Finding:
    """Return a finding that is not more severe than `severity`."""
    is_too_severe = _SEVERITIES.index(finding.severity) < _SEVERITIES.index(severity)
    return finding._replace(severity=severity) if is_too_severe else finding
