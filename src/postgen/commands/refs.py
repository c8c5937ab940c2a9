"""`postgen refs`: the references of posts numbered, converted, fixed, or only checked."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from postgen import checks
from postgen.checks.references import findings_of
from postgen.commands import Result, note
from postgen.commands.markdown_processor import meaningless_codes
from postgen.commands.originals import Originals
from postgen.files import reading, store
from postgen.files.store import Change
from postgen.jekyll.document import Document
from postgen.markdown import Markdown
from postgen.references import anchors
from postgen.references.convert import convert
from postgen.references.parse import ParsedReferences
from postgen.text.edits import apply
from postgen.text.records import NamedTuple
from postgen.translation.differences import REFERENCE_LOST

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from postgen.commands.check_findings import Located
    from postgen.model import Finding
    from postgen.site import Site
    from postgen.translation.compare import Comparison, Original

CHECKS = ("REF", "KR", "LNK01", "LNK02", "TR")
"""The codes of the checks of references, and of what a repair fixes, or their beginnings."""


class RefsRequest(NamedTuple):
    """What is wanted of the references: a style ("" for their own), and what else is fixed.

    `every` numbers ordinary links, too, where the page has numbers already; `repair` makes the
    fixes of the structure; `heading` is that of a list which has none. `ignored` are the codes of
    checks, or their beginnings, that do not hold on this site.
    """

    to: str = ""
    every: bool = False
    repair: bool = False
    heading: str = "References"
    ignored: tuple[str, ...] = ()


class PostResult(NamedTuple):
    """What became of a text: the new one, its style, its number of references, and its findings.

    With a reason in `refusal`, the text is what it was, and one of the findings says why. A finding
    is an error if it fails a check of the post, a warning if only a repair would fix it, and an
    info if it may well be wanted so.
    """

    text: str
    style: str
    total: int
    findings: tuple[Finding, ...]
    refusal: str = ""

    @property
    def refused(self) -> bool:
        """Whether the text stays as it is because it cannot be written as it is wanted."""
        return self.refusal != ""


def read(text: str, request: RefsRequest, original: Original | None = None) -> PostResult:
    """Write the references of one post's text, and check it. Pure.

    A text that has an original is compared with it, and has its numbers.
    """
    document = Document.parse(text)
    reading = ParsedReferences(Markdown(document.body))
    comparison = _compared(document, reading, original)
    findings = _structure(document, reading, request)
    if request.repair:
        reading = _fixed(reading, findings, document.body_start)
    if comparison:
        restored = comparison.restored(reading.source, request.heading) if request.repair else None
        findings += comparison.findings(restored)
        if restored is not None and restored != reading.source:
            reading = ParsedReferences(Markdown(restored))
    body = reading.source
    conversion = convert(
        reading,
        request.to,
        heading=request.heading,
        every=request.every,
        repair=request.repair,
        numbers=comparison.numbers if comparison else {},
    )
    before = str(document._replace(body=body))
    found = [*findings_of(conversion), *checks.find_undefined(reading, ignore=request.ignored)]
    findings += checks.all_located(found, before, document.body_start)
    new = body
    if conversion.body != body:
        new = anchors.moved(reading.body, conversion.body)
        findings = _without_linked(findings, new)
    if request.repair and new != document.body:
        new = _repaired(new, request.ignored)
    findings.sort(key=lambda finding: (finding.line, finding.message, finding.fixed))
    return PostResult(
        str(document._replace(body=new)),
        conversion.style,
        conversion.total,
        tuple(findings),
        conversion.refused.message.rstrip(".") if conversion.refused else "",
    )


def _compared(
    document: Document, reading: ParsedReferences, original: Original | None
) -> Comparison | None:
    """Compare a translation with its original; None for any other post."""
    if original is None:
        return None
    from postgen.translation.compare import Comparison

    return Comparison.of(document, reading, original)


def _structure(
    document: Document, reading: ParsedReferences, request: RefsRequest
) -> list[Finding]:
    """Check the structure of a body: what a repair fixes is a warning until it is asked for."""
    found = checks.find(reading.body, without=reading.heading_words, ignore=request.ignored)
    structure: list[Finding] = []
    for finding in checks.all_located(found, str(document), document.body_start):
        is_repairable = finding.code in checks.STRUCTURE
        if request.repair and is_repairable:
            structure.append(finding._replace(severity="error", fixed=bool(finding.fix)))
        elif is_repairable:
            structure.append(finding._replace(severity="warning"))
        else:
            structure.append(finding)
    return structure


def _fixed(reading: ParsedReferences, findings: Iterable[Finding], offset: int) -> ParsedReferences:
    """Make the fixes of findings in a body that begins at `offset` of their text."""
    edits = [
        edit._replace(start=edit.start - offset, end=edit.end - offset)
        for each in findings
        for edit in each.fix
    ]
    return ParsedReferences(Markdown(apply(reading.source, edits))) if edits else reading


def _without_linked(findings: Iterable[Finding], body: str) -> list[Finding]:
    """Return findings without those of addresses which are links in the new body."""
    kept = list(findings)
    if not any(map(_is_unlinked, kept)):
        return kept
    found = checks.find(Markdown(body))
    left = Counter(each.message for each in found if _is_unlinked(each))
    kept = []
    for each in findings:
        if _is_unlinked(each):
            left[each.message] -= 1
            if left[each.message] < 0:
                continue
        kept.append(each)
    return kept


def _is_unlinked(finding: Finding) -> bool:
    """Whether a finding says of an address that it is not a link, and nothing fixes it."""
    return finding.code == "LNK01" and not finding.fixed


def _repaired(body: str, ignored: tuple[str, ...]) -> str:
    """Make the fixes that a body needs after its references were written."""
    reading = ParsedReferences(Markdown(body))
    found = checks.find(reading.body, without=reading.heading_words, ignore=ignored)
    return apply(body, [edit for each in found for edit in each.fix])


def convert_posts(site: Site, paths: Sequence[Path], request: RefsRequest) -> Result:
    """Write the references of posts as they are wanted.

    A post that cannot be written so stays as it is, and a note says why.
    """
    changes, notes, lines, posts = [], [], [], []
    refused = 0
    originals = Originals(site)
    request = request._replace(ignored=meaningless_codes(site))
    for path in reading.each(paths, len(paths)):
        text = store.read(path)
        result = read(text, request, originals.read(path))
        shown = site.display_path(path)
        is_changed = result.text != text
        for each in result.findings:
            if each.severity != "info":
                code = _note_code(each, request)
                notes.append(note(code, path=shown, line=each.line, message=_message(each)))
        refused += result.refused
        if is_changed:
            changes.append(Change(path, text, result.text))
            lines.append(shown)
        posts.append(_to_json(shown, result, is_changed=is_changed))
    data: dict[str, Any] = {"posts": posts}
    if request.repair:
        left = _left(site, paths, changes)
        refused += sum(each.severity == "error" for each in left)
        data["findings"] = [
            (each._replace(path=site.display_path(site.root / each.path))).to_json()
            for each in left
        ]
    count = len(changes)
    named = lines[0].rpartition("/")[2] if count == 1 else f"{count} posts"
    code = "refs-convert" if request.to else "refs-number"
    return Result(
        changes=tuple(changes),
        paths=tuple(lines),
        notes=tuple(notes),
        data=data,
        summary=note(code, style=request.to, posts=named),
        failed=refused,
    )


def _left(site: Site, paths: Sequence[Path], changes: Sequence[Change]) -> list[Located]:
    """Return what the checks of references find in posts once they are repaired."""
    from postgen.commands.check_run import Run

    checker = Run(site, CHECKS, ()).checker
    new = {change.path: change.new or "" for change in changes}
    files = reading.each(paths, len(paths))
    texts = ((path, new.get(path) or store.read(path)) for path in files)
    return [each for path, text in texts for each in checker.check_text(path, text)]


def would_change(site: Site, paths: Sequence[Path], request: RefsRequest) -> list[str]:
    """Return the posts that a run would change, as they are shown."""
    request = request._replace(ignored=meaningless_codes(site))
    originals = Originals(site)
    changed = []
    for path in reading.each(paths, len(paths)):
        text = store.read(path)
        if read(text, request, originals.read(path)).text != text:
            changed.append(site.display_path(path))
    return changed


def _note_code(finding: Finding, request: RefsRequest) -> str:
    """Return how a run reports a finding: with what was done, or what would fix it."""
    if finding.fixed:
        return "finding-fixed"
    if finding.severity == "warning" and finding.fix:
        return "finding-fixable"
    return _checked_code(finding, request)


def _checked_code(finding: Finding, request: RefsRequest) -> str:
    """Return how a check reports a finding.

    The message of a reference that only a repair can list again says that.
    """
    is_restorable = finding.code == REFERENCE_LOST and not request.repair
    return "finding-restorable" if is_restorable else "finding"


def _message(finding: Finding) -> str:
    return finding.message.rstrip(".")


def _to_json(path: str, result: PostResult, *, is_changed: bool) -> dict[str, Any]:
    return {
        "path": path,
        "style": result.style,
        "references": result.total,
        "changed": is_changed,
        "refused": result.refused,
        "findings": [
            {
                "line": each.line,
                "code": each.code,
                "severity": each.severity,
                "reason": each.message,
                "mended": each.fixed,
            }
            for each in result.findings
        ],
    }
