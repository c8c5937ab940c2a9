"""Fixes of links: moved and secure addresses, copies of what is lost, originals that came back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from postgen.commands import Result, note
from postgen.commands import link_places as places
from postgen.commands.check_links import report
from postgen.files import store
from postgen.files.store import Change
from postgen.links import archives, fix
from postgen.links.model import LOST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from postgen.commands.check_links import Checked, Progress, Run
    from postgen.links.archives import Copy
    from postgen.site import Site


def prepare(site: Site, found: Run, progress: Progress, *, replaces_lost: bool = True) -> Run:
    """Ask for what fixes need: pages under `https:`, and copies of lost ones unless they stay."""
    from postgen.web import archive, ask_links

    lost = [each for each in found.checked if each.record.verdict in LOST and replaces_lost]
    wanted = {
        each.linked.known.url: archive.Wanted(
            site.settings.links.archive, each.linked.known.url, _day(each, site.now().date())
        )
        for each in lost
    }
    with progress("Asking the archive", len(wanted)) as advance:
        answers = archive.copies_of(wanted.values(), on_done=advance)
    notes = [
        note("archive-failed", url=each.url, reason=each.failure)
        for each in answers
        if each.failure
    ]
    notes += [
        note("no-copy", url=each.url) for each in answers if not each.failure and not each.copies
    ]
    plain = [
        each.linked.known.url
        for each in found.checked
        if each.record.verdict == "ok" and each.linked.known.url.startswith("http://")
    ]
    secure = [f"https{url.removeprefix('http')}" for url in plain if ask_links.is_public(url)]
    with progress("Looking for https", len(secure)) as advance:
        answered = ask_links.ask_all(secure, on_done=advance)
    titles = {each.linked.known.url: each.record.title for each in found.checked}
    return found._replace(
        copies={each.url: each.copies for each in answers},
        secure=frozenset(
            old
            for each in answered
            if (old := f"http{each.url.removeprefix('https')}") in titles
            and each.status == 200
            and not each.chain
            and (each.page.title if each.page else "") == titles[old]
        ),
        notes=(*found.notes, *notes),
    )


def plan(site: Site, found: Run) -> Result:
    """Return the edits of single addresses that the verdicts ask for, everything else as it is."""
    changes, notes = [], []
    fixed: dict[str, str] = {}
    for path in _paths(found):
        text = store.read(path)
        new = {
            address: target
            for each in found.checked
            if any(spot.path == path for spot in each.linked.spots)
            for address, target in _targets(site, each, found, path).items()
        }
        links = places.read_file(site, path, text).links
        is_markdown = path.suffix.lower() in site.extensions
        after, done = fix.replace(text, links, new, is_markdown=is_markdown)
        shown = site.display_path(path)
        done_lines = {(link.url, link.line) for link in done}
        for link in links:
            target = new.get(link.url)
            if target:
                code = "link-fixed" if (link.url, link.line) in done_lines else "link-not-fixed"
                place = f"{shown}:{link.line}"
                notes.append(note(code, place=place, url=link.url, to=target))
        fixed |= {link.url: new[link.url] for link in done}
        if after != text:
            changes.append(Change(path, text, after))
    reported = report(site, found)
    lost = [each for each in found.checked if each.record.verdict in LOST]
    left = [each for each in lost if not set(each.linked.addresses) <= set(fixed)]
    rows = [{**row, "to": fixed.get(row["url"], row["to"])} for row in reported.data["links"]]
    return reported._replace(
        changes=tuple(changes),
        paths=tuple(site.display_path(change.path) for change in changes),
        notes=(*found.notes, *notes),
        data={"links": rows},
        summary=note("links-fix", links=len(fixed)),
        failed=len(left),
    )


def _paths(found: Run) -> list[Path]:
    return list(
        dict.fromkeys(
            spot.path
            for each in found.checked
            if each.record.verdict in {*LOST, "moved", "came back"}
            or each.linked.known.url in found.secure
            for spot in each.linked.spots
        )
    )


def _targets(site: Site, checked: Checked, found: Run, path: Path) -> Mapping[str, str]:
    """Return the new address of each spelling of a link in a file."""
    linked, record = checked
    target = ""
    if record.verdict == "moved":
        target = record.to
    elif record.verdict == "came back" and linked.known.url not in linked.addresses:
        target = linked.known.url
    elif record.verdict in LOST:
        target = _copy(site, checked, found.copies.get(linked.known.url, ()), path)
    elif linked.known.url in found.secure:
        target = f"https{linked.known.url.removeprefix('http')}"
    return dict.fromkeys(linked.addresses, target) if target else {}


def _copy(site: Site, checked: Checked, copies: Sequence[Copy], path: Path) -> str:
    """Return the address of the copy nearest to the day of a post, or "".

    That of an address which was taken over is one of before.
    """
    record = checked.record
    today = site.now().date()
    day = places.day_of(path) or _day(checked, today)
    before = None
    if record.verdict == "taken over" and record.good:
        before = date.fromisoformat(record.good)
    copy = archives.nearest(list(copies), day, before) or archives.nearest(list(copies), day)
    return copy.address(site.settings.links.archive) if copy else ""


def _day(checked: Checked, today: date) -> date:
    """Return the day of the first post that has a link."""
    days = [day for spot in checked.linked.spots if (day := places.day_of(spot.path))]
    return min(days, default=today)
