"""The first paragraph of an issue, which is its excerpt: what is in it.

`This issue has links on NLP and Tools: The Illustrated Transformer, ripgrep and 3 more.`
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.habits.standing import has_written_intro
from postgen.markdown import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.habits.body import BodyHabits

MOST_TOPICS = 4
MOST_TITLES = 3
NO_TOPICS = frozenset({"", "Links", "Unsorted"})
"""Titles of sections that say nothing of what is in them."""


def write(topics: Sequence[str], titles: Sequence[str]) -> str:
    """Write what an issue has, in Markdown; its sections are about `topics`, its items `titles`."""
    own = [topic for topic in topics if topic not in NO_TOPICS]
    things = "a link" if len(titles) == 1 else "links"
    on = f" on {list_topics(own)}" if own else ""
    end = _listed(titles, MOST_TITLES, "")
    return f"This issue has {things}{on}: {end}" + ("" if end.endswith(("?", "!", "…")) else ".")


def list_topics(topics: Sequence[str]) -> str:
    """Return `NLP, Tools and Talks`, as Markdown; of more than four, the first three."""
    return _listed(topics, MOST_TOPICS, "topics")


def updated(old: str, new: str, habits: BodyHabits) -> str:
    """Return an issue's new text, with its first paragraph as `write` makes it of its items.

    It stays where it was not that of the `old` text: a person wrote it, or changed it.
    """
    if not has_written_intro(old):
        return new
    was = _of_issue(old, habits)
    return new.replace(f"\n{was}\n", f"\n{_of_issue(new, habits)}\n", 1) if was else new


def _of_issue(text: str, habits: BodyHabits) -> str:
    """Return what `write` makes of an issue; "" for one without items."""
    from postgen.habits import past
    from postgen.habits.past import PastIssue
    from postgen.issue_removal import item_markdown, units

    found = past.read(PastIssue(text.replace("\r\n", "\n")))
    topics, titles = [], []
    for unit in units(found, habits):
        topics.append(unit.section.head.name if unit.section.head else "")
        titles.append(escape.inline(item_markdown(found, unit, "")[1]))
    names = [escape.inline(name) for name in dict.fromkeys(topics)]
    return write(names, titles) if titles else ""


def _listed(names: Sequence[str], most: int, things: str) -> str:
    """Return `A`, `A and B`, `A, B and C`, or the first of many and how many more there are."""
    shown = [name.rstrip(".") for name in names]
    if len(shown) > most:
        left = len(shown) - most + 1
        shown = [*shown[: most - 1], f"{left} more {things}".rstrip()]
    *first, last = shown
    return f"{', '.join(first)} and {last}" if first else last
