"""`postgen refs`: the references of posts numbered, converted, mended, or only looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen import repairs, store
from postgen.document import Document
from postgen.markdown import Markdown
from postgen.operations import Outcome
from postgen.operations.originals import Originals
from postgen.references import anchors
from postgen.references.conversion import convert
from postgen.references.reading import Reading
from postgen.store import Change
from postgen.text import apply, line_number
from postgen.translation.twin import Original, Twin

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from postgen.site import Site

MANY = 200
"""More posts than these are read by several processes, where they are only looked at."""


@dataclass(frozen=True, slots=True)
class Wish:
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


class Result(NamedTuple):
    """What became of a text: the new one, its style, how many references it has, and what was found.

    A text that was `refused` is what it was; the last of `told` says why.
    """

    text: str
    style: str
    total: int
    told: tuple[Told, ...]
    refused: bool = False


def read(text: str, wish: Wish, original: Original | None = None) -> Result:
    """Work on one post's text; one that has an original is compared with it, and has its numbers. Pure."""
    document = Document.parse(text)
    above = line_number(text, document.body_start) - 1
    told: list[Told] = []
    reading = Reading(Markdown(document.body))
    twin = Twin.of(document, reading, original) if original else None
    reading = _mended(reading, wish, told, above)
    if twin:
        reading = _restored(reading, twin, wish, told)
    body = reading.source
    numbers = twin.numbers if twin else {}
    found = convert(reading, wish.to, heading=wish.heading, every=wish.every, mend=wish.repair, numbers=numbers)
    told += [Told(above + line_number(body, each.start), each.reason, each.is_mended) for each in found.remarks]
    new = anchors.moved(body, found.body) if found.body != body else body
    if wish.repair and new != document.body:
        new = _mended(Reading(Markdown(new)), wish, [], above).source
    if found.refused:
        told.append(Told(above + line_number(body, found.refused.start), found.refused.reason, is_mended=False))
    changed = str(document._replace(body=new))
    return Result(changed, found.style, found.total, tuple(sorted(told)), found.refused is not None)


def _mended(reading: Reading, wish: Wish, told: list[Told], above: int) -> Reading:
    """Make the repairs that are wanted, and tell of all that there are."""
    found = repairs.find(reading.body, without=reading.heading_words)
    told += [
        Told(above + each.line, each.reason, wish.repair and bool(each.edits), is_hint=not wish.repair)
        for each in found
    ]
    edits = [edit for each in found for edit in each.edits] if wish.repair else []
    return Reading(Markdown(apply(reading.source, edits))) if edits else reading


def _restored(reading: Reading, twin: Twin, wish: Wish, told: list[Told]) -> Reading:
    """Put back what a translation has lost, if that is wanted, and tell how it differs from its original."""
    body = twin.restored(reading.source, wish.heading) if wish.repair else reading.source
    found = twin.told(body if wish.repair else None)
    told += [Told(each.line, each.reason, each.is_mended, is_meant=each.is_meant) for each in found]
    return Reading(Markdown(body)) if body != reading.source else reading


def convert_posts(site: Site, paths: Sequence[Path], wish: Wish) -> Outcome:
    """Write the references of posts as they are wanted; one that cannot be is told, and stays as it is."""
    changes, notes, lines, told = [], [], [], []
    refused = 0
    originals = Originals(site)
    for path in paths:
        text = store.read(path)
        result = read(text, wish, originals.read(path))
        shown = site.shown(path)
        notes += [f"{shown}:{each.line}: {_said(each)}" for each in result.told if not each.is_meant]
        refused += result.refused
        if result.text != text:
            changes.append(Change(path, text, result.text))
            lines.append(shown)
        told.append(_json(shown, result, is_changed=result.text != text))
    count = len(changes)
    named = lines[0].rpartition("/")[2] if count == 1 else f"{count} posts"
    verb = f"Convert to {wish.to}" if wish.to else "Number"
    return Outcome(
        changes=tuple(changes),
        lines=tuple(lines),
        notes=tuple(notes),
        data={"posts": told},
        message=f"{verb}: the references of {named}",
        failed=refused,
    )


def check_posts(site: Site, paths: Sequence[Path], wish: Wish) -> Outcome:
    """Tell what is wrong with the references of posts, and what a run would change; nothing is changed."""
    lines, told, failed = [], [], 0
    for path, (result, is_changed) in zip(paths, _all(site, paths, wish), strict=True):
        shown = site.shown(path)
        lines += [f"{shown}:{each.line}: {each.reason.rstrip('.')}." for each in result.told]
        if is_changed and not any(each.is_mended for each in result.told):
            lines.append(f"{shown}: Its references would be {'written as ' + wish.to if wish.to else 'numbered anew'}.")
        is_wrong = is_changed or any(not (each.is_hint or each.is_meant) for each in result.told)
        failed += is_wrong
        if is_wrong or result.told:
            told.append(_json(shown, result, is_changed=is_changed))
    return Outcome(lines=tuple(lines), data={"posts": told, "checked": len(paths)}, failed=failed)


def _all(site: Site, paths: Sequence[Path], wish: Wish) -> Iterable[tuple[Result, bool]]:
    """Read all posts; where there are many, on all cores."""
    originals = Originals(site)
    work = [(path, wish, originals.find(path)) for path in paths]
    if len(paths) <= MANY:
        return map(_looked_at, work)
    import os
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(os.cpu_count()) as crew:
        return list(crew.map(_looked_at, work, chunksize=32))


def _looked_at(work: tuple[Path, Wish, tuple[Path, bool] | None]) -> tuple[Result, bool]:
    path, wish, found = work
    text = store.read(path)
    result = read(text, wish, Original(store.read(found[0]), found[1]) if found else None)
    return result._replace(text=""), result.text != text


def _said(told: Told) -> str:
    reason = told.reason.rstrip(".")
    return f"{reason}. Mended." if told.is_mended else f"{reason}.{' --repair mends it.' if told.is_hint else ''}"


def _json(path: str, result: Result, *, is_changed: bool) -> dict[str, Any]:
    return {
        "path": path,
        "style": result.style,
        "references": result.total,
        "changed": is_changed,
        "refused": result.refused,
        "findings": [{"line": each.line, "reason": each.reason, "mended": each.is_mended} for each in result.told],
    }
