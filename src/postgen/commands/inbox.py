"""`postgen inbox`: file the link of an issue on GitHub, which somebody wrote with the form.

The event that started the workflow is a file of JSON
(https://docs.github.com/en/webhooks/webhook-events-and-payloads#issues). Nothing in it is trusted:
not its types, not its texts. What it says is text, and an address in it is not asked where it leads
into a private network.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.commands import Note, Result, note
from postgen.commands.issue_form import FORM, github_folder
from postgen.errors import PostgenError, UsageError
from postgen.files import store
from postgen.model import Link
from postgen.text.clean import clean
from postgen.workflows import form

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from postgen.commands.add_links import LookedUp
    from postgen.site import Site

LABEL = "link"
"""The label with which an issue of somebody else is let in."""

_MOST_BYTES = 25_000_000
"""How large an event may be: GitHub sends no more than 25 MB."""

_MOST_NAME = 300
"""Characters of a title or a category."""

_MOST_LINKS = 20
"""So many links are taken from the text of one issue."""


class EventError(PostgenError):
    """The file is not an event of GitHub."""


class Suggestion(NamedTuple):
    """What an issue says: the line with the address, and the details of the link, all as text."""

    address: str
    title: str = ""
    category: str = ""
    note: str = ""
    quote: str = ""


def read_event(site: Site, path: Path) -> Suggestion | Note:
    """Return what an event suggests, or a note on why it is not for the inbox.

    Raises `EventError` for what is not an event, and `UnreadableError`.
    """
    try:
        event = json.loads(store.read_bytes(path, _MOST_BYTES))
    except (ValueError, RecursionError) as error:
        raise EventError(
            f"{site.display_path(path)} is not JSON.", "Name the file of an event of GitHub."
        ) from error
    if not isinstance(event, dict):
        raise EventError(
            f"{site.display_path(path)} is not an event of GitHub.", "Name the file of one."
        )
    reason = _why_not(event)
    if reason:
        return note(f"inbox-{reason}")
    written = github_folder(site.root) / FORM
    labels, usual = form.read_form(store.read(written) if written.is_file() else "")
    title = " ".join(_text(event, "issue", "title").split())
    if title.casefold() in {usual.casefold(), form.TITLE.casefold()}:
        title = ""
    body = _text(event, "issue", "body")
    fields = form.read_fields(body, labels)
    if fields is None:
        fields = _lone_address(title, body)
    if fields is None and event.get("action") == "labeled":  # somebody has chosen it
        fields = _addresses(body)
    if fields is None:
        return note("inbox-other-form")
    if title == fields["url"]:
        title = ""
    return Suggestion(
        " ".join(fields["url"].split()),
        title[:_MOST_NAME],
        " ".join(fields.get("category", "").split())[:_MOST_NAME].rstrip(),
        fields.get("note", ""),
        fields.get("quote", ""),
    )


def _why_not(event: Mapping[str, Any]) -> str:
    """Return why an event is not for the inbox, "" if it is.

    An issue counts that the owner has opened, or that a person labelled. GitHub lets only those
    label an issue who have at least the role of triage; an author's own label counts for those
    alone whom the repository knows, because a form can give one in the author's name.
    """
    issue = event.get("issue")
    if not isinstance(issue, dict) or "pull_request" in issue:
        return "no-issue"
    if issue.get("state", "open") != "open":
        return "closed"
    association = _text(issue, "author_association")
    author = _text(issue, "user", "login").casefold()
    owner = _text(event, "repository", "owner", "login").casefold()
    is_owner = association == "OWNER" or (bool(author) and author == owner)
    if event.get("action") == "opened":
        return "" if is_owner else "stranger"
    if event.get("action") != "labeled":
        return "other-event"
    is_known = is_owner or association in {"MEMBER", "COLLABORATOR"}
    return _why_not_labelled(event, author, is_known=is_known)


def _why_not_labelled(event: Mapping[str, Any], author: str, *, is_known: bool) -> str:
    if _text(event, "label", "name").casefold() != LABEL:
        return "other-label"
    if _text(event, "sender", "type") != "User":
        return "no-person"
    is_own_label = _text(event, "sender", "login").casefold() == author
    return "stranger" if is_own_label and not is_known else ""


def _text(values: Any, *keys: str) -> str:
    """Return a text inside of objects, without control characters; "" where there is none."""
    for key in keys:
        values = values.get(key) if isinstance(values, dict) else None
    return clean(values) if isinstance(values, str) else ""


def _lone_address(title: str, body: str) -> dict[str, str] | None:
    """Return an issue that is nothing but an address, as a phone shares it; None for others.

    Some apps share the title above it.
    """
    from postgen.urls.bare import is_web_address

    words = (body.strip() or title).split()
    *before, last = words or [""]
    is_alone = not before or before == title.split()
    return {"url": last} if is_alone and is_web_address(last) else None


def _addresses(body: str) -> dict[str, str] | None:
    """Return an issue with the first addresses that its text leads to; None without one."""
    from postgen.references.outbound_links import mentions

    found = list(dict.fromkeys(each.url for each in mentions(body)))
    return {"url": " ".join(found[:_MOST_LINKS])} if found else None


def file(
    site: Site,
    path: Path,
    suggestion: Suggestion,
    look_up: Callable[[list[str]], Mapping[str, LookedUp]],
) -> Callable[[], Result]:
    """Look up what is suggested; return the command that files it in the backlog at `path`.

    Hold the lock for that. A category that is not clear is `Unsorted`. What cannot be filed is a
    result that says so, with `failed`. Raises `UnreadableError` and `VerificationError`.
    """
    from postgen.backlog import Backlog
    from postgen.commands import add_links
    from postgen.commands.category_notes import nearest_category
    from postgen.commands.given_links import clean_links

    try:
        given, _ = clean_links([suggestion.address])
    except UsageError:
        return lambda: _refused(suggestion.address)
    category, about = "", None
    if suggestion.category:
        category, about = nearest_category(Backlog(store.read(path)), suggestion.category)
    details = Link(
        "",
        suggestion.title if len(given) == 1 else "",
        suggestion.note,
        category,
        added=f"{site.now():%Y-%m-%d}",
        quote=suggestion.quote,
    )
    links = tuple(
        details._replace(url=each.url, title=details.title or each.title) for each in given
    )
    request = add_links.AddRequest(links, new_category=True)
    prepared = add_links.prepare(site, path, request, look_up)

    def command() -> Result:
        result = add_links.add(site, path, prepared)
        notes = (about, *result.notes) if about else result.notes
        data = {**result.data, "suggested": dict(prepared.suggestions)}
        return result._replace(notes=notes, data=data, failed=0)

    return command


def _refused(address: str) -> Result:
    """Return the result for an issue in which the address has to be changed first."""
    nothing: dict[str, Any] = {"path": None, "added": [], "refused": [], "suggested": {}}
    return Result(data={**nothing, "bad": [address]}, failed=1)
