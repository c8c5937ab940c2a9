"""What the last posts have in common: the keys of their front matter, the order, what stays."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from postgen.habits.model import KEEP
from postgen.jekyll import frontmatter
from postgen.jekyll.document import Document
from postgen.jekyll.yaml_style import write_like
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LAST = 3
"""How many posts are needed, and looked at."""

_OWN = {
    "title", "date", "slug", "permalink", "published", "redirect_from", "translation_of",
    "original_hash", "image", "thumbnail",
    "tags", "tag", "categories", "category",
}  # fmt: skip
"""Keys whose values are each post's own."""


class PostHabits(NamedTuple):
    """The habits of the last posts.

    `order` are the keys that most of them have, as the newest orders them; `constants` are the
    values that all have, `missing` the keys that all have with different values, each with what
    stands for one: `TK` or an empty list. `titles` is a title as it is written, with its quotes,
    and `written` the constants and each `TK` so.
    """

    order: tuple[str, ...]
    constants: dict[str, Any]
    missing: dict[str, Any]
    titles: str
    written: dict[str, str]

    def writes(self, key: str) -> bool:
        """Whether most posts have a key."""
        return key in self.order


def learn(texts: Sequence[str]) -> PostHabits | None:
    """Learn from the texts of the last posts, the newest first; None from fewer than three."""
    fronts = list(_fronts(texts[:LAST]))
    if len(fronts) < LAST:
        return None
    values = [loaded for _, loaded in fronts]
    counts = Counter(key for each in values for key in each)
    usual = [key for key, count in counts.items() if count * 2 > LAST]
    order = [key for each in values for key in each if key in usual]
    always = [key for key in dict.fromkeys(order) if counts[key] == LAST and key not in _OWN]
    constants: dict[str, Any] = {}
    missing: dict[str, Any] = {}
    for key in always:
        found = [each[key] for each in values]
        if all(repr(each) == repr(found[0]) for each in found):
            constants[key] = found[0]
        elif all(isinstance(each, list) for each in found):
            missing[key] = []
        elif all(isinstance(each, str) for each in found):
            missing[key] = KEEP
    titles = ""
    if "title" in values[0]:
        titles = frontmatter.written_value(fronts[0][0], "title")
    newest = fronts[0][0]
    written = {key: frontmatter.written_value(newest, key) for key in constants}
    for key, value in missing.items():
        if value == KEEP:
            written[key] = write_like(KEEP, frontmatter.written_value(newest, key))
    one_line = {key: text for key, text in written.items() if text and "\n" not in text}
    return PostHabits(tuple(dict.fromkeys(order)), constants, missing, titles, one_line)


def _fronts(texts: Iterable[str]) -> Iterable[tuple[str, dict[str, Any]]]:
    for text in texts:
        front = Document.parse(text).front
        try:
            loaded = frontmatter.load(front)
            frontmatter.written_value(front, "title")
        except (frontmatter.YamlError, frontmatter.EditError):
            continue
        if loaded:
            yield front, loaded
