"""`postgen set`: keys of a front matter, set, added to and removed; every other byte stays."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.commands import Note, Result, key_values, lookup, note
from postgen.commands.backlog_file import NoBacklogError, backlog_path
from postgen.commands.new import announce
from postgen.commands.post_front import moment_of, naming, redirects, with_date, with_key
from postgen.errors import NotFoundError, PostgenError, UsageError
from postgen.files.store import Change
from postgen.jekyll import frontmatter, key_paths
from postgen.jekyll.categories import categories_of, tags_of
from postgen.jekyll.file_names import parse_name
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from postgen.commands.lookup import SiteFile
    from postgen.jekyll.document import Document
    from postgen.model import Finding
    from postgen.site import Site

KINDS = ("posts", "drafts", "documents", "pages")
"""The kinds of files whose keys can be set."""

_PAIR = Lazy(r"[^\W\d][\w.-]*\+?=")

_SINGULAR = {"categories": "category", "tags": "tag"}
"""Keys that Jekyll reads beside the plural, or instead of it."""


class RefusedValueError(PostgenError):
    """Jekyll would stop at a value, or lose the front matter for it."""


class SetRequest(NamedTuple):
    """The keys to set, to add to and to remove.

    `values` are values by their keys, `added` entries for the lists of keys, in their order. A key
    may name one in a map: `image.path`. A `date` is a `datetime`, or a text as a person writes it.
    """

    values: Mapping[str, Any] = {}
    added: tuple[tuple[str, Any], ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys that change, each once."""
        added = (key for key, _ in self.added)
        return tuple(dict.fromkeys((*self.values, *added, *self.removed)))


def is_pair(text: str) -> bool:
    """Whether a text is `KEY=VALUE`, and no address: `https://blog.example/?p=12`."""
    return bool(_PAIR.match(text))


def read_pairs(pairs: Iterable[str]) -> SetRequest:
    """Read `KEY=VALUE`, `KEY+=VALUE` for one more entry of a list, and `KEY=`, which removes.

    Raises `UsageError`.
    """
    values: dict[str, Any] = {}
    added: list[tuple[str, Any]] = []
    removed: list[str] = []
    for pair in pairs:
        key, text = key_values.split(pair, "")
        name = key.removesuffix("+").rstrip()
        if not name:
            raise UsageError(f"`{pair}` has no key.", "Write it as tags+=sea.")
        if name != key:
            added.append((name, key_values.value_of("", text)))
        elif text:
            values[name] = key_values.value_of(name, text)
        else:
            removed.append(name)
    request = SetRequest(values, tuple(added), tuple(removed))
    if not request.keys:
        raise UsageError("What to set is missing.", "Write it as KEY=VALUE, such as lang=en.")
    return request


def set_keys(site: Site, what: str, request: SetRequest, now: datetime) -> Result:
    """Set keys in the front matter of a post, a draft, a page or a document.

    It is found as by `lookup.find`. Raises `NotFoundError`, `UnreadableFrontMatterError`,
    `EditError`, `UsageError` for a date that cannot be read, `PermalinkError`, and
    `RefusedValueError` for what Jekyll would not take.
    """
    old = lookup.read(site, *_find(site, what), now)
    notes: list[Note] = []
    document = with_keys(site, old, request, now, notes)
    text = str(document)
    shown = site.display_path(old.path)
    if text == str(old.document):
        return Result(
            paths=(shown,), notes=(*notes, note("unchanged")), data=_data(shown, old, (), "", "")
        )
    _refuse_harm(shown, old, text)
    new = lookup.parse(site, old.path, old.kind, text, now)
    old_url, new_url = _url(site, old, now), _url(site, new, now)
    notes += _visibility(site, old, new, now)
    if old_url != new_url:
        notes += _moved(site, old, new, (old_url, new_url), now)
    return Result(
        changes=(Change(old.path, str(old.document), text),),
        paths=(shown,),
        notes=tuple(notes),
        data=_data(shown, new, request.keys, old_url, new_url),
        summary=note("set", keys=", ".join(request.keys), title=" ".join(new.title.split())),
        opens=old.path,
    )


def _find(site: Site, what: str) -> tuple[Path, str]:
    """Find a file as `lookup.find` does, and a backlog that Jekyll does not read by its name."""
    try:
        return lookup.find(site, what, KINDS)
    except NotFoundError:
        with suppress(NoBacklogError):
            path = backlog_path(site)
            names = {"backlog", path.name, path.stem, site.relative(path), str(path)}
            if what in names:
                return path, site.kind_of(path) if parse_name(path.name) else "pages"
        raise


def _data(
    shown: str, file: SiteFile, keys: tuple[str, ...], old_url: str, url: str
) -> dict[str, Any]:
    return {
        "path": shown,
        "title": file.title,
        "keys": list(keys),
        "url": url or None,
        "old_url": old_url or None,
    }


# Edits


def with_keys(
    site: Site, old: SiteFile, request: SetRequest, now: datetime, notes: list[Note]
) -> Document:
    """Return a file's document with the keys as they are requested. Raises as `set_keys` does."""
    with naming(site, old.path):
        return _with_keys(site, old, request, now, notes)


def _with_keys(
    site: Site, old: SiteFile, request: SetRequest, now: datetime, notes: list[Note]
) -> Document:
    document = old.document
    for key, value in request.values.items():
        if key == "date":
            document = _with_date(site, old._replace(document=document), value, now, notes)
            continue
        is_list = key in key_values.LISTS
        document = _with_value(document, key, key_values.words(value) if is_list else value)
    for key, value in request.added:
        document = _with_entry(document, key, value)
    for key in request.removed:
        front = frontmatter.load(document.front)
        path = key_paths.path_of(front, key)
        if not _has(front, path):
            notes.append(note("no-such-key", key=key))
        else:
            document = document.with_front(key_paths.remove_at(document.front, path))
    return document


def _has(values: Mapping[str, Any], path: key_paths.Path) -> bool:
    above = key_paths.value_at(values, path[:-1])
    return isinstance(above, dict) and path[-1] in above


def _with_value(document: Document, key: str, value: Any) -> Document:
    """Return a document with a key set; of categories and tags, without the singular beside it."""
    values = frontmatter.load(document.front)
    singular = _SINGULAR.get(key)
    if singular in values:
        document = document.with_front(frontmatter.remove_key(document.front, singular))
    path = key_paths.path_of(values, key)
    if document.front:
        return document.with_front(key_paths.set_at(document.front, path, value))
    for name in reversed(path[1:]):
        value = {name: value}
    return with_key(document, path[0], value)


def _with_entry(document: Document, key: str, value: Any) -> Document:
    """Return a document with one more entry in the list of a key, unless it is there."""
    values = frontmatter.load(document.front)
    entries = value if isinstance(value, list) else [value]
    path = key_paths.path_of(values, key)
    current = key_paths.value_at(values, path)
    if key in key_values.LISTS:
        read = categories_of if key == "categories" else tags_of
        known: list[Any] = read(values)
        entries = key_values.words(entries)
    elif isinstance(current, list):
        known = current
    else:
        known = [] if current is None else [current]
    new = [each for each in entries if each not in known]
    return _with_value(document, key, [*known, *new]) if new else document


def _with_date(site: Site, old: SiteFile, value: Any, now: datetime, notes: list[Note]) -> Document:
    """Return a document with another date, in the form of the old one."""
    is_moment = isinstance(value, datetime)
    moment = value if is_moment else moment_of(site, old, str(value), now, notes)
    if moment and old.front.get("date"):
        return with_date(site, old, moment)
    return with_key(old.document, "date", moment)


# What a person should know


def _refuse_harm(shown: str, old: SiteFile, text: str) -> None:
    """Raise `RefusedValueError` for what the checks call an error in the new front matter alone."""
    before = {finding.message for finding in _errors(str(old.document))}
    for finding in _errors(text):
        if finding.message not in before:
            raise RefusedValueError(
                f"{shown} is left as it is: {finding.message.rstrip('.')}.",
                "Write the value in another way.",
                code="harmful-value",
                rule=finding.code,
            )


def _errors(text: str) -> list[Finding]:
    from postgen import checks

    found = checks.run(text, select=("FM", "DT"))
    return [finding for finding in found if finding.severity == "error"]


def _url(site: Site, file: SiteFile, now: datetime) -> str:
    """Return the URL of a file; "" where it has none, or its date cannot be read."""
    if file.undated:
        return ""
    return lookup.url_of(site, file.path, file.kind, file.front, file.moment or now)


def _visibility(site: Site, old: SiteFile, new: SiteFile, now: datetime) -> list[Note]:
    """Return why readers do not see a page any longer, if they did."""
    if not lookup.is_public(site, old, now) or lookup.is_public(site, new, now):
        return []
    if new.moment and new.moment > now:
        return [note("future", moment=f"{new.moment:%Y-%m-%d %H:%M}")]
    return [note("unpublished")]


def _moved(
    site: Site, old: SiteFile, new: SiteFile, urls: tuple[str, str], now: datetime
) -> list[Note]:
    """Return what becomes of a page's address, which a key has changed."""
    old_url, new_url = urls
    notes: list[Note] = []
    if new.kind == "posts" and new.moment:
        front = {**new.front, "date": new.moment}
        found: list[Note] = []
        announce(site, new.path, front, now, found, new.path)
        notes += [each for each in found if each.code == "url-taken"]
    if old.kind == "drafts" or not old_url:
        return notes
    notes.append(note("url-changed", url=new_url, old_url=old_url))
    is_lost = lookup.is_public(site, old, now)
    if is_lost and redirects(site) and old_url not in str(new.front.get("redirect_from", "")):
        notes.append(note("url-could-lead", old_url=old_url))
    return notes
