"""Feeds from other programs, into `postgen: feeds:` of the site's configuration."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from postgen.errors import PostgenError
from postgen.files import store
from postgen.files.store import Change
from postgen.jekyll import frontmatter
from postgen.page.feeds import subscriptions
from postgen.text.edits import Edit, apply, newline_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.commands import Result
    from postgen.importers import Subscribed
    from postgen.site import Site

_KEY = re.compile(r"^postgen:[ \t]*(?:#.*)?\r?\n", re.MULTILINE)
_ROWS = re.compile(
    r"(?P<gap>[ \t]+)feeds:[ \t]*(?:#.*)?\r?\n(?P<rows>(?:(?:(?P=gap)[ \t]*-.*|(?P=gap)[ \t]+.*|[ \t]*)(?:\r?\n|\Z))*)"
)
_BLOCK = re.compile(r"(?:(?:[ \t]+.*|[ \t]*|#.*)(?:\r?\n|\Z))*?(?=\S|\Z)")


class ConfigFormError(PostgenError):
    """The configuration is written in a form that is not edited."""


def subscribe(site: Site, outcome: Result, feeds: Sequence[Subscribed]) -> Result:
    """Add to what an import comes to that its feeds are followed; those that are already are left alone.

    Raises `ConfigFormError` when the configuration cannot be changed so that only this is new.
    """
    known = {each.url for each in subscriptions(site.settings.feeds, site.config_name)}
    fresh = {each.url: each for each in feeds if each.url not in known}
    data = {**outcome.data, "feeds": [_row(each) for each in fresh.values()]}
    notes = [
        *outcome.notes,
        f"Following {len(fresh)} of {len(feeds)} feeds anew; `postgen pull` brings what they have.",
    ]
    if not fresh:
        return outcome._replace(notes=tuple(notes), data=data)
    path = site.root / site.config_name
    old = store.read(path)
    return outcome._replace(
        changes=(
            *outcome.changes,
            Change(path, old, with_feeds(old, list(data["feeds"]), site.config_name)),
        ),
        lines=outcome.lines or (site.display_path(path),),
        notes=tuple(notes),
        data=data,
        message=outcome.message if outcome.changes else f"Follow {len(fresh)} feeds",
        failed=0,
    )


def _row(each: Subscribed) -> dict[str, Any]:
    row = {"url": each.url, "title": each.title, "category": each.category, "tags": list(each.tags)}
    return {key: value for key, value in row.items() if value}


def with_feeds(text: str, rows: list[dict[str, Any]], name: str) -> str:
    """Give a configuration's text with feeds added to `postgen: feeds:`, every other byte as it is."""
    newline = newline_at(text, 0)
    key = _KEY.search(text)
    start = key.end() if key else len(text)
    held = _ROWS.search(text, start, _end_of(text, start)) if key else None
    inside = re.compile(r"[ \t]+(?=[^\s#])").match(text, start) if key else None
    gap = held["gap"] if held else inside[0] if inside else "  "
    lines = "".join(f"{_dash(held, gap)}- {frontmatter.encode(row)}{newline}" for row in rows)
    if held:
        at = held.start("rows") + len(held["rows"].rstrip())
        at = text.find("\n", at) + 1 or len(text)
        edit = Edit(at, at, lines if text[at - 1 : at] == "\n" else newline + lines)
    else:
        glue = "" if not text or text.endswith("\n") or key else newline
        head = "" if key else f"{glue}{newline if text.strip() else ''}postgen:{newline}"
        edit = Edit(start, start, f"{head}{gap}feeds:{newline}{lines}")
    new = apply(text, [edit])
    if name.endswith(".toml") or not _says(text, new, rows):
        raise ConfigFormError(
            f"{name} is written in a way in which feeds cannot be added.",
            "Write them below `postgen: feeds:` yourself.",
        )
    return new


def _end_of(text: str, start: int) -> int:
    found = _BLOCK.match(text, start)
    return found.end() if found else start


def _dash(held: re.Match[str] | None, gap: str) -> str:
    """Give the indentation of the rows that are there, or that of new ones."""
    first = re.match(r"([ \t]*)-", held["rows"]) if held else None
    return first[1] if first else gap + "  "


def _says(old: str, new: str, rows: list[dict[str, Any]]) -> bool:
    """See that the new configuration says what the old one said, and these feeds at the end of its own."""
    try:
        before, after = frontmatter.load(old), frontmatter.load(new)
    except frontmatter.YamlError:
        return False
    wanted = dict(before.get("postgen") or {})
    wanted["feeds"] = [*(wanted.get("feeds") or []), *rows]
    return after == {**before, "postgen": wanted}
