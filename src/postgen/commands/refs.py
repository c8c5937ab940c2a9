"""`postgen refs`: the references of posts numbered, converted, mended, or only looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen import checks
from postgen.commands import Result
from postgen.commands.originals import Originals
from postgen.files import store
from postgen.files.store import Change
from postgen.jekyll.document import Document
from postgen.markdown import Markdown
from postgen.references import anchors
from postgen.references.convert import convert
from postgen.references.parse import ParsedReferences
from postgen.text.edits import apply, line_number
from postgen.translation.compare import Original, Twin

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from postgen.site import Site

MANY = 200
"""More posts than these are read by several processes, where they are only looked at."""


@dataclass(frozen=True, slots=True)
class RefsRequest:
    """What is wanted of the references: a style ("" for their own), and what else is mended."""

    to: str = ""
    every: bool = False
    repair: bool = False
    heading: str = "References"


class Told(NamedTuple):
    """What is wrong on a line of a file, whether a run mends it, and whether only `--repair` would.

    `is_meant` is told by `--check`, and is no failure.
    """

    line: int
    reason: str
    is_mended: bool
    is_hint: bool = False
    is_meant: bool = False


class PostResult(NamedTuple):
    """What became of a text: the new one, its style, how many references it has, and what was found.

    A text that was `refused` is what it was; the last of `told` says why.
    """

    text: str
    style: str
    total: int
    told: tuple[Told, ...]
    refused: bool = False


def read(text: str, request: RefsRequest, original: Original | None = None) -> PostResult:
    """Work on one post's text; one that has an original is compared with it, and has its numbers. Pure."""
    document = Document.parse(text)
    above = line_number(text, document.body_start) - 1
    told: list[Told] = []
    reading = ParsedReferences(Markdown(document.body))
    twin = Twin.of(document, reading, original) if original else None
    reading = _mended(reading, request, told, above)
    if twin:
        reading = _restored(reading, twin, request, told)
    body = reading.source
    numbers = twin.numbers if twin else {}
    found = convert(
        reading,
        request.to,
        heading=request.heading,
        every=request.every,
        repair=request.repair,
        numbers=numbers,
    )
    told += [
        Told(above + line_number(body, each.start), each.message, each.fixed)
        for each in found.findings
    ]
    new = anchors.moved(body, found.body) if found.body != body else body
    if request.repair and new != document.body:
        new = _mended(ParsedReferences(Markdown(new)), request, [], above).source
    if found.refused:
        told.append(
            Told(
                above + line_number(body, found.refused.start),
                found.refused.message,
                is_mended=False,
            )
        )
    changed = str(document._replace(body=new))
    return PostResult(
        changed, found.style, found.total, tuple(sorted(told)), found.refused is not None
    )


def _mended(
    reading: ParsedReferences, request: RefsRequest, told: list[Told], above: int
) -> ParsedReferences:
    """Make the repairs that are wanted, and tell of all that there are."""
    found = checks.find(reading.body, without=reading.heading_words)
    told += [
        Told(
            above + each.line,
            each.reason,
            request.repair and bool(each.edits),
            is_hint=not request.repair,
        )
        for each in found
    ]
    edits = [edit for each in found for edit in each.edits] if request.repair else []
    return ParsedReferences(Markdown(apply(reading.source, edits))) if edits else reading


def _restored(
    reading: ParsedReferences, twin: Twin, request: RefsRequest, told: list[Told]
) -> ParsedReferences:
    """Put back what a translation has lost, if that is wanted, and tell how it differs from its original."""
    body = twin.restored(reading.source, request.heading) if request.repair else reading.source
    found = twin.told(body if request.repair else None)
    told += [Told(each.line, each.reason, each.is_mended, is_meant=each.is_meant) for each in found]
    return ParsedReferences(Markdown(body)) if body != reading.source else reading


def convert_posts(site: Site, paths: Sequence[Path], request: RefsRequest) -> Result:
    """Write the references of posts as they are wanted; one that cannot be is told, and stays as it is."""
    changes, notes, lines, told = [], [], [], []
    refused = 0
    originals = Originals(site)
    for path in paths:
        text = store.read(path)
        result = read(text, request, originals.read(path))
        shown = site.display_path(path)
        notes += [
            f"{shown}:{each.line}: {_said(each)}" for each in result.told if not each.is_meant
        ]
        refused += result.refused
        if result.text != text:
            changes.append(Change(path, text, result.text))
            lines.append(shown)
        told.append(_json(shown, result, is_changed=result.text != text))
    count = len(changes)
    named = lines[0].rpartition("/")[2] if count == 1 else f"{count} posts"
    verb = f"Convert to {request.to}" if request.to else "Number"
    return Result(
        changes=tuple(changes),
        lines=tuple(lines),
        notes=tuple(notes),
        data={"posts": told},
        message=f"{verb}: the references of {named}",
        failed=refused,
    )


def check_posts(site: Site, paths: Sequence[Path], request: RefsRequest) -> Result:
    """Tell what is wrong with the references of posts, and what a run would change; nothing is changed."""
    lines, told, failed = [], [], 0
    for path, (result, is_changed) in zip(paths, _all(site, paths, request), strict=True):
        shown = site.display_path(path)
        lines += [f"{shown}:{each.line}: {each.reason.rstrip('.')}." for each in result.told]
        if is_changed and not any(each.is_mended for each in result.told):
            lines.append(
                f"{shown}: Its references would be {'written as ' + request.to if request.to else 'numbered anew'}."
            )
        is_wrong = is_changed or any(not (each.is_hint or each.is_meant) for each in result.told)
        failed += is_wrong
        if is_wrong or result.told:
            told.append(_json(shown, result, is_changed=is_changed))
    return Result(lines=tuple(lines), data={"posts": told, "checked": len(paths)}, failed=failed)


def _all(
    site: Site, paths: Sequence[Path], request: RefsRequest
) -> Iterable[tuple[PostResult, bool]]:
    """Read all posts; where there are many, on all cores."""
    originals = Originals(site)
    work = [(path, request, originals.find(path)) for path in paths]
    if len(paths) <= MANY:
        return map(_looked_at, work)
    import os
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(_looked_at, work, chunksize=32))


def _looked_at(work: tuple[Path, RefsRequest, tuple[Path, bool] | None]) -> tuple[PostResult, bool]:
    path, request, found = work
    text = store.read(path)
    result = read(text, request, Original(store.read(found[0]), found[1]) if found else None)
    return result._replace(text=""), result.text != text


def _said(told: Told) -> str:
    reason = told.reason.rstrip(".")
    return (
        f"{reason}. Mended."
        if told.is_mended
        else f"{reason}.{' --repair mends it.' if told.is_hint else ''}"
    )


def _json(path: str, result: PostResult, *, is_changed: bool) -> dict[str, Any]:
    return {
        "path": path,
        "style": result.style,
        "references": result.total,
        "changed": is_changed,
        "refused": result.refused,
        "findings": [
            {"line": each.line, "reason": each.reason, "mended": each.is_mended}
            for each in result.told
        ],
    }
