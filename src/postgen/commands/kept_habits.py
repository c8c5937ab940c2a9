"""What was learned of the bodies of a site's last issues, in the user's cache folder.

It is kept with a short text for the issues and for postgen itself, and learned again where either
differs, or where the file is gone or damaged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgen.commands.check_stamps import digest, program
from postgen.files import cache
from postgen.habits import body, cards, item_form, past, standing
from postgen.habits.votes import WEIGHTS
from postgen.jekyll.document import Document
from postgen.jekyll.head import text_of
from postgen.text import literals
from postgen.toc import Style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.habits.body import BodyHabits
    from postgen.habits.past import PastIssue
    from postgen.site import Site

_KINDS: dict[str, Any] = {
    f"{each.__module__}.{each.__name__}": each
    for each in (
        body.BodyHabits,
        body.SectionHabit,
        body.Slot,
        cards.CardForm,
        cards.Line,
        item_form.ItemForm,
        item_form.Line,
        past.TocForm,
        standing.Day,
        standing.Number,
        standing.Open,
        Style,
    )
}
"""What habits are made of, by the names that a file has for them."""


def learn(site: Site, issues: Sequence[PastIssue]) -> BodyHabits | None:
    """Return what `body.learn` does of the last issues, newest first."""
    issues = issues[: len(WEIGHTS)]
    name = f"habits-{cache.hash_of(str(site.root.absolute())):08x}.txt"
    key = _key(issues)
    kept = _read(cache.kept(name) or "", key)
    if kept:
        return kept[0]
    learned = body.learn(issues)
    text = repr(_plain(learned))
    if repr(_whole(literals.read(text))) == repr(learned):
        cache.keep(name, f"{key} {digest(text)}\n{text}")
    return learned


def _key(issues: Sequence[PastIssue]) -> str:
    """Return a short text for what is learned from: bodies and their languages.

    Numbers and days tell what several issues have in common; of one alone they say nothing.
    """
    parts: list[object] = [program()]
    for issue in issues:
        parts += [Document.parse(issue.text).body, text_of(issue.text, "lang")]
        if len(issues) > 1:
            parts += [issue.number, issue.day]
    return digest(*parts)


def _read(text: str, key: str) -> tuple[BodyHabits | None] | None:
    """Return what a file holds for a key; None for one of another key, or that is damaged."""
    head, _, rest = text.partition("\n")
    if head != f"{key} {digest(rest)}":
        return None
    return (_whole(literals.read(rest)),)


def _plain(value: Any) -> Any:
    """Return a value as literals alone: a tuple begins with the name of what it is."""
    if not isinstance(value, tuple):
        return value
    kind = type(value)
    name = "" if kind is tuple else f"{kind.__module__}.{kind.__name__}"
    return (name, *map(_plain, value))


def _whole(value: Any) -> Any:
    """Return a value of which `_plain` made literals."""
    if not isinstance(value, tuple):
        return value
    name, *parts = value
    whole = map(_whole, parts)
    return _KINDS[name](*whole) if name else tuple(whole)
