"""Follow feeds from other programs: add them to `postgen: feeds:` in the configuration."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from postgen.commands import Result, note
from postgen.errors import PostgenError
from postgen.files import store
from postgen.files.store import Change
from postgen.jekyll import frontmatter
from postgen.page.feeds import subscriptions
from postgen.text.edits import Edit, apply, newline_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.importers import Subscribed
    from postgen.page.feeds import Subscription
    from postgen.site import Site

# `postgen:` at the beginning of a line, and nothing behind it but a comment.
_KEY = re.compile(r"^postgen:[ \t]*(?:#.*)?\r?\n", re.MULTILINE)
# `  feeds:` and its rows: `- …` as deep or deeper, what belongs to a row, empty lines.
_ROWS = re.compile(
    r"(?P<indent>[ \t]+)feeds:[ \t]*(?:#.*)?\r?\n"
    r"(?P<rows>(?:(?:(?P=indent)[ \t]*-.*|(?P=indent)[ \t]+.*|[ \t]*)(?:\r?\n|\Z))*)"
)
# `  feeds: [https://example.org/a.xml]`
_FLOW = re.compile(r"^[ \t]+feeds:[ \t]*\[(?P<values>[^\n]*)\][ \t]*(?:#.*)?\r?$", re.MULTILINE)
_ROW = re.compile(r"([ \t]*)-")
# The space before a setting, not before a comment.
_INDENTATION = re.compile(r"[ \t]+(?=[^\s#])")
# What belongs to `postgen:`: lines that are indented, empty, or comments.
_BLOCK = re.compile(r"(?:(?:[ \t]+.*|[ \t]*|#.*)(?:\r?\n|\Z))*?(?=\S|\Z)")


class ConfigFormError(PostgenError):
    """The configuration is in a form that postgen does not edit."""


def subscribe(site: Site, result: Result, feeds: Sequence[Subscribed]) -> Result:
    """Add feeds to those that the site follows; return the result of their import with that change.

    Feeds that are followed already are left as they are. Raises `ConfigFormError` when the
    configuration cannot be changed so that only these are new.
    """
    known = {feed.url for feed in followed(site)}
    new = {feed.url: feed for feed in feeds if feed.url not in known}  # each once
    rows = [_row(feed) for feed in new.values()]
    data = {**result.data, "feeds": rows}
    notes = (*result.notes, note("feeds-added", count=len(new), total=len(feeds)))
    if not new:
        return result._replace(notes=notes, data=data)
    path = site.root / site.config_name
    old = store.read(path)
    change = Change(path, old, with_feeds(old, rows, site.config_name))
    return result._replace(
        changes=(*result.changes, change),
        paths=result.paths or (site.display_path(path),),
        notes=notes,
        data=data,
        summary=result.summary if result.changes else note("follow", count=len(new)),
        failed=0,
    )


def followed(site: Site) -> list[Subscription]:
    """Return the feeds that the site follows; none is no error. Raises `SettingError`."""
    return subscriptions(site.settings.feeds, site.config_name)


def _row(feed: Subscribed) -> dict[str, Any]:
    """Return a feed as it is written in the configuration, without what is empty."""
    row = {"url": feed.url, "title": feed.title, "category": feed.category, "tags": list(feed.tags)}
    return {key: value for key, value in row.items() if value}


def with_feeds(text: str, rows: list[dict[str, Any]], name: str) -> str:
    """Return a configuration with feeds added to `postgen: feeds:`, every other byte as it is.

    `name` is that of the file. Raises `ConfigFormError` if that is not possible.
    """
    new = apply(text, [_insertion(text, rows)])
    is_yaml = not name.endswith(".toml")
    if not is_yaml or not _adds_only(text, new, rows):
        raise ConfigFormError(
            f"{name} is written in a way in which feeds cannot be added.",
            "Write them below `postgen: feeds:` yourself.",
        )
    return new


def _insertion(text: str, rows: list[dict[str, Any]]) -> Edit:
    """Return the edit that adds rows: to `feeds:`, to `postgen:` without feeds, or at the end."""
    newline = newline_at(text, 0)

    def lines(indent: str) -> str:
        return "".join(f"{indent}- {frontmatter.encode(row)}{newline}" for row in rows)

    key = _KEY.search(text)
    if not key:
        is_line_open = bool(text) and not text.endswith("\n")
        ending = newline if is_line_open else ""
        gap = newline if text.strip() else ""
        head = f"{ending}{gap}postgen:{newline}  feeds:{newline}"
        return Edit(len(text), len(text), head + lines("    "))
    start = key.end()
    block_end = _block_end(text, start)
    flow = _FLOW.search(text, start, block_end)
    if flow:
        values = ", ".join(map(frontmatter.encode, rows))
        separator = ", " if flow["values"].strip() else ""
        at = flow.start("values") + len(flow["values"].rstrip())
        return Edit(at, at, separator + values)
    feeds = _ROWS.search(text, start, block_end)
    if not feeds:
        setting = _INDENTATION.match(text, start)
        indent = setting[0] if setting else "  "
        return Edit(start, start, f"{indent}feeds:{newline}{lines(indent + '  ')}")
    rows_text = feeds["rows"]
    # Behind the last row: empty lines after it stay where they are.
    last = feeds.start("rows") + len(rows_text.rstrip())
    end = text.find("\n", last) + 1 or len(text)
    first_row = _ROW.match(rows_text)
    indent = first_row[1] if first_row else feeds["indent"] + "  "
    is_line_open = text[end - 1 : end] != "\n"
    ending = newline if is_line_open else ""
    return Edit(end, end, ending + lines(indent))


def _block_end(text: str, start: int) -> int:
    found = _BLOCK.match(text, start)
    return found.end() if found else start


def _adds_only(old: str, new: str, rows: list[dict[str, Any]]) -> bool:
    """Whether a new configuration has the old one's values, and rows at the end of its feeds."""
    try:
        before = frontmatter.load(old)
        after = frontmatter.load(new)
    except frontmatter.YamlError:
        return False
    expected = dict(before.get("postgen") or {})
    listed = expected.get("feeds") or []
    expected["feeds"] = [*(listed if isinstance(listed, list) else [listed]), *rows]
    return after == {**before, "postgen": expected}
