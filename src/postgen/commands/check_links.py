"""`postgen check --links`: every outside link asked for, judged by its history, and reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.commands import Note, Result, note
from postgen.commands import link_history as histories
from postgen.commands import link_places as places
from postgen.errors import PostgenError
from postgen.links import history
from postgen.links.model import HARM, LOST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from postgen.commands.link_places import Linked, Spot
    from postgen.links.archives import Copy
    from postgen.links.model import Answer, Record
    from postgen.site import Site
    from postgen.web.limits import FetchLimits

    Progress = Callable[[str, int], AbstractContextManager[Callable[[object], object]]]
    """Shows that several things are done: what, and how many; see `console.progress`."""

CONTROLS = 3
"""How many links that worked lately are asked where no other one is reached, to see who is off."""

_PORTAL = 5
"""Hosts that all lead to one other host from which on it is taken for the login of a network."""

_GATEWAY = frozenset({502, 503, 504})
"""What a proxy answers for a host that it does not reach."""


class OfflineError(PostgenError):
    """Nothing was reached, and nothing is known of any link therefore."""


class LinksRequest(NamedTuple):
    """What is wanted: that links are fixed, and which places a change adds (None: all count).

    In CI, `unsure` and `dead` are only said of links that the change adds, and no lost page is
    replaced by a copy: a runner's verdict alone condemns nothing.
    """

    fix: bool = False
    is_added: Callable[[Spot], bool] | None = None


class Checked(NamedTuple):
    """A link and the verdict on it."""

    linked: Linked
    record: Record


class Run(NamedTuple):
    """What a run found: the links with their verdicts, the most harmful first.

    `asked` counts those that were asked for now. `copies` are those of an archive, by address,
    `secure` the `http:` addresses whose page is there under `https:`, too.
    """

    checked: tuple[Checked, ...]
    asked: int = 0
    interrupted: bool = False
    copies: Mapping[str, Sequence[Copy]] = {}
    secure: frozenset[str] = frozenset()
    notes: tuple[Note, ...] = ()


def run(
    site: Site, paths: Iterable[Path], request: LinksRequest, progress: Progress, *, keep: bool
) -> Run:
    """Check the outside links of files; remember what was learned, in the site only if `keep`.

    Raises `OfflineError` where nothing is reached, and `UnreadableError`.
    """
    now = site.now()
    records = histories.load(site)
    linked = [*_judged(places.read(site, paths), records)]
    due = [each for each in linked if not history.is_fresh(records.get(each.known.url), now)]
    new: dict[str, Record] = {}
    interrupted = False
    if due:
        new, interrupted = _ask(site, due, linked, records, progress, now)
        if keep or not site.settings.links.history:
            histories.save(site, new)
    records |= new
    checked = [
        Checked(each, records[each.known.url]) for each in linked if each.known.url in records
    ]
    checked = [each for each in checked if _is_said(each, request)]
    checked.sort(key=lambda each: HARM.index(each.record.verdict))
    found = Run(tuple(checked), len(new), interrupted)
    if request.fix and not interrupted:
        from postgen.commands.fix_links import prepare

        found = prepare(site, found, progress, replaces_lost=request.is_added is None)
    return found


def _judged(linked: Iterable[Linked], records: Mapping[str, Record]) -> Iterable[Linked]:
    """Yield links as they are asked for: in the place of a copy, an original that was lost.

    Who links a copy by choice goes on doing so: only an original that this site's history knows to
    be lost is asked for again.
    """
    for each in linked:
        yield each
        if not each.is_copy:
            continue
        from postgen.urls.redirects import original_in

        original = original_in(each.known.url)
        record = records.get(original)
        if record and (record.verdict in LOST or record.verdict == "came back"):
            yield each._replace(known=each.known._replace(url=original))


def _is_said(checked: Checked, request: LinksRequest) -> bool:
    """Whether a verdict is reported.

    Where links are checked in CI, doubts are about links that a change adds; a lost original whose
    copy is linked is as it should be.
    """
    linked, record = checked
    is_original = linked.is_copy and linked.known.url not in linked.addresses
    if is_original and record.verdict != "came back":
        return False
    if request.is_added is None or record.verdict not in {"unsure", "dead"}:
        return True
    return any(map(request.is_added, linked.spots))


# Asking


def _ask(
    site: Site,
    due: Sequence[Linked],
    linked: Sequence[Linked],
    records: Mapping[str, Record],
    progress: Progress,
    now: datetime,
) -> tuple[dict[str, Record], bool]:
    """Ask for links; return the new records, and whether a person interrupted.

    Raises `OfflineError`.
    """
    from postgen.links import verdicts
    from postgen.web import ask_links

    settings = site.settings.links
    limits = ask_links.LINKS.with_settings(
        settings.concurrency, settings.per_host, settings.timeout
    )
    urls = list(dict.fromkeys(each.known.url for each in due))
    answers, interrupted = _answers(urls, limits, progress)
    reached = [answer for answer in answers if _is_reached(answer)]
    if answers and not reached:
        known = _controls(linked, records, {each.url for each in answers})
        reached = [each for each in ask_links.ask_all(known, limits=limits) if _is_reached(each)]
    if answers and (not reached or _is_portal(answers)) and not interrupted:
        raise OfflineError(
            "No link was reached: this machine seems to be offline."
            if not reached
            else "All links lead to one page, as where a network wants you to log in.",
            "Nothing was recorded. Run it again when the network is there.",
        )
    is_online = any(ask_links.is_public(each.final or each.url) for each in reached)
    by_url = {answer.url: answer for answer in answers}
    new = {}
    for each in due:
        url = each.known.url
        if url in by_url:
            old = records.get(url)
            new[url] = verdicts.judge(each.known, old, by_url[url], now, is_online=is_online)
            if old and each.is_copy and url not in each.addresses:
                new[url] = _original(old, new[url])
    return new, interrupted


def _original(old: Record, new: Record) -> Record:
    """Return the record of a lost original: it is lost until it is certainly there again."""
    if new.verdict in {"ok", "moved"}:
        reason = (
            old.reason if old.verdict == "came back" else f"It was {old.verdict}, and is there."
        )
        return new._replace(verdict="came back", reason=reason, to="")
    return new if new.verdict in {*LOST, "came back"} else old._replace(checked=new.checked)


def _answers(
    urls: Sequence[str], limits: FetchLimits, progress: Progress
) -> tuple[list[Answer], bool]:
    """Ask for addresses; return what had arrived, and whether a person interrupted."""
    from postgen.web import ask_links

    arrived: list[Answer] = []
    try:
        with progress("Checking links", len(urls)) as advance:

            def done(answer: Answer) -> None:
                arrived.append(answer)
                advance(answer)

            return ask_links.ask_all(urls, limits=limits, on_done=done), False
    except KeyboardInterrupt:
        return arrived, True


def _controls(
    linked: Iterable[Linked], records: Mapping[str, Record], asked: set[str]
) -> list[str]:
    """Return a few links that worked lately, each of another host."""
    from postgen.page.titles_from_urls import host_of

    found: dict[str, str] = {}
    for each in linked:
        url = each.known.url
        if url not in asked and url in records and records[url].verdict in {"ok", "moved"}:
            found.setdefault(host_of(url), url)
    return list(found.values())[:CONTROLS]


def _is_reached(answer: Answer) -> bool:
    """Whether a host answered; what a proxy says of one that it cannot reach is no answer."""
    from postgen.web import ask_links

    is_proxys = answer.status in _GATEWAY and ask_links.has_proxy()
    return answer.status > 0 and not is_proxys


def _is_portal(answers: Sequence[Answer]) -> bool:
    """Whether the pages of many hosts all lead to one other host, as in a hotel."""
    from postgen.page.titles_from_urls import host_of

    asked = {host_of(answer.url) for answer in answers}
    ends = {host_of(answer.final) for answer in answers if answer.final}
    is_one = len(ends) == 1 and all(answer.final for answer in answers)
    return is_one and len(asked) >= _PORTAL and not ends & asked


# The report


def to_json(site: Site, found: Run, fixed: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Return the links as `--json` prints them; `fixed` has the new addresses of some."""
    paths = {spot.path for each in found.checked for spot in each.linked.spots}
    shown = {path: site.display_path(path) for path in paths}
    return [
        {
            "url": each.linked.known.url,
            "verdict": each.record.verdict,
            "reason": each.record.reason,
            "to": (fixed or {}).get(each.linked.known.url) or each.record.to,
            "places": [f"{shown[spot.path]}:{spot.line}" for spot in each.linked.spots],
        }
        for each in found.checked
    ]


def report(site: Site, found: Run) -> Result:
    """Return the verdicts as a result: data, and findings for a person; nothing is changed."""
    lost = [each for each in found.checked if each.record.verdict in LOST]
    return Result(
        data={"links": to_json(site, found)},
        findings=tuple(findings(site, found)),
        notes=found.notes,
        failed=len(lost),
        interrupted=found.interrupted,
    )


def findings(site: Site, found: Run) -> Iterable[Note]:
    """Yield a note for each link of which there is something to say."""
    for row in to_json(site, found):
        if row["verdict"] != "ok" or row["reason"]:
            yield note("link", **row)
