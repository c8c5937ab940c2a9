"""From what was observed of a link, over days, to the verdict on it. Pure.

No living link is ever called dead or taken over: where the evidence allows for another explanation,
the verdict is `unsure`.
"""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from postgen.links import signs
from postgen.links.model import LOST, Record
from postgen.page import interstitials
from postgen.page.titles_from_urls import host_of
from postgen.urls.parameters import without_tracking
from postgen.urls.redirects import may_follow

if TYPE_CHECKING:
    from datetime import datetime

    from postgen.links.model import Answer, Known

FAILURES = 3
"""How many days with a failure make a link dead, if there was no success between them."""

SPAN = 3
"""Least days from the first of these failures to the last."""

BLOCKED = frozenset({401, 402, 403, 407, 429, 451, 999})
"""Statuses of servers that refuse us; LinkedIn's is 999."""

GONE = frozenset({404, 410, 500, 501, 502, 504, 508, 521, 522, 523, 530})
"""Statuses of failures. 503 is a pause, and the other ones are about how we asked."""

_PERMANENT = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})

_WALLS = (interstitials.BLOCK, interstitials.LOGIN, interstitials.CONSENT)


def judge(
    known: Known, record: Record | None, answer: Answer, now: datetime, *, is_online: bool
) -> Record:
    """Return what is to be remembered of a link after an answer: the verdict, and why.

    `record` is what was remembered before, `is_online` whether another public host answered in the
    same run: without that, a host that is not reached proves nothing.
    """
    before = record or Record(known.url, "ok")
    checked = before._replace(url=known.url, checked=now.isoformat(timespec="minutes"), to="")
    wall = _wall(known.url, answer)
    if wall:
        return checked._replace(verdict="blocked", reason=wall)
    failure = _failure(answer, is_online=is_online)
    if failure:
        return _failed(checked, failure, now)
    doubt = _doubt(answer)
    if doubt and answer.trouble in {"name", "connection"}:  # to be asked again by the next run
        return checked._replace(verdict="unsure", reason=doubt, checked="")
    if doubt:
        return checked._replace(verdict="unsure", reason=doubt)
    return _answered(known, record, answer, checked, now)


def _wall(url: str, answer: Answer) -> str:
    """Return why a server does not let us in, as a sentence, or ""."""
    failure = answer.page.failure if answer.page else ""
    if failure.startswith(_WALLS) and answer.status != HTTPStatus.GONE:
        return _sentence(failure)
    if answer.status in BLOCKED:
        return f"The server answers {_status(answer.status)} to programs."
    if answer.final and answer.final != url:
        wall = interstitials.interstitial_address(answer.final, host_of(answer.final))
        if wall and not interstitials.interstitial_address(url, host_of(url)):
            return _sentence(wall)
    return ""


def _failure(answer: Answer, *, is_online: bool) -> str:
    """Return why an answer is a failure that counts, or ""."""
    if answer.trouble in {"name", "connection"}:
        return answer.failure if is_online else ""
    if answer.trouble == "loop":
        return "its redirects have no end"
    if answer.status in GONE:
        return f"the server answers {_status(answer.status)}"
    return ""


def _failed(record: Record, failure: str, now: datetime) -> Record:
    """Add a day of failure; the third makes the link dead."""
    today = now.date().isoformat()
    failed = tuple(sorted({*record.failed, today}))
    days = (date.fromisoformat(failed[-1]) - date.fromisoformat(failed[0])).days
    if len(failed) >= FAILURES and days >= SPAN:
        reason = f"{_sentence(failure)[:-1]}, on {len(failed)} days since {failed[0]}."
        return record._replace(verdict="dead", reason=reason, failed=failed)
    count = "" if len(failed) == 1 else f", on {len(failed)} days since {failed[0]}"
    return record._replace(
        verdict="unsure", reason=f"{_sentence(failure)[:-1]}{count}.", failed=failed
    )


def _doubt(answer: Answer) -> str:
    """Return why an answer proves nothing, as a sentence, or ""."""
    if answer.trouble in {"name", "connection"}:
        return f"{_sentence(answer.failure)[:-1]}, and no other public host answered."
    if answer.trouble:
        return _sentence(answer.failure)
    if not answer.is_success:
        return f"The server answers {_status(answer.status)}."
    if answer.page and answer.page.failure.startswith(interstitials.MISSING):
        return f"{_sentence(answer.page.failure)[:-1]}, and the server answers 200."
    return ""


def _answered(
    known: Known, record: Record | None, answer: Answer, checked: Record, now: datetime
) -> Record:
    """Judge a link whose address was answered with a page or a file."""
    found = signs.find(known, record, answer)
    count = len(found.sentences)
    if count > 1 and not found.is_confirmed:
        reason = _sentence("; ".join(found.sentences))
        return checked._replace(verdict="taken over", reason=reason)
    only_moved = count == 1 and found.is_elsewhere and found.is_confirmed
    if count and not only_moved:
        return checked._replace(verdict="unsure", reason=_sentence("; ".join(found.sentences)))
    title, language = _seen(answer, checked)
    good = checked._replace(failed=(), good=now.date().isoformat(), title=title, language=language)
    if record and record.verdict in LOST:
        return good._replace(verdict="came back", reason=f"It was {record.verdict}, and is there.")
    moved = _moved(known.url, answer, is_confirmed=found.is_confirmed)
    if moved:
        return good._replace(
            verdict="moved", to=moved, reason=f"It moved for good ({_chain(answer)})."
        )
    return good._replace(verdict="ok", reason=_remark(known.url, answer))


def _seen(answer: Answer, record: Record) -> tuple[str, str]:
    """Return the title and the language of a page that is as it should be."""
    page = answer.page
    if not page or not page.title:
        return record.title, record.language
    return page.title, page.language


def _moved(url: str, answer: Answer, *, is_confirmed: bool) -> str:
    """Return where a page moved for good, as it is to be written, or ""."""
    final = answer.final
    is_permanent = bool(answer.chain) and set(answer.chain) <= _PERMANENT
    if not is_permanent or not final or answer.status != HTTPStatus.OK:
        return ""
    if signs.is_language_redirect(url, final):
        return ""
    target = without_tracking(final)
    fragment = urlsplit(url).fragment
    if fragment and not urlsplit(target).fragment:
        target = f"{target}#{fragment}"
    if target == url:
        return ""
    return target if may_follow(url, target) or is_confirmed else ""


def _remark(url: str, answer: Answer) -> str:
    """Return what a person may want to know of a link that works, as a sentence, or ""."""
    if not answer.has_fragment:
        return f"The page has no part `#{urlsplit(url).fragment}`."
    return ""


def _chain(answer: Answer) -> str:
    return ", ".join(map(str, answer.chain))


def _status(status: int) -> str:
    """Return a status with its name: `404 Not Found`."""
    if status not in HTTPStatus.__members__.values():
        return str(status)
    return f"{status} {HTTPStatus(status).phrase}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
