"""What is learned from: posts as samples; and what comes of it: habits with their evidence."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from postgen.jekyll.document import Document
from postgen.jekyll.file_names import FILE_NAME, parse_name
from postgen.jekyll.head import HEAD, title_of
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from datetime import date

_DATE = Lazy(r"^date:[ \t]*[\"']?(\d{4})[-/](\d{1,2})[-/](\d{1,2})", re.MULTILINE)
_LANG = Lazy(r"^lang(?:uage)?:[ \t]*[\"']?([A-Za-z][\w-]*)", re.MULTILINE)

KEEP = "TK"
"""What stands for words that only a person can write ("to come")."""

SUMMARIES = ("description", "summary", "excerpt", "subtitle", "tagline")
"""The keys under which sites keep what a post is about."""


class Sample(NamedTuple):
    """A post to learn from: its path from the site's source, its day, and its whole text.

    `stamp` is the date as the file's name has it (`2016-5-30`), "" for a document of another
    collection; `slug` is the rest of the name, `ext` its ending with the dot.
    """

    path: str
    day: date
    stamp: str
    slug: str
    ext: str
    text: str

    @property
    def folder(self) -> str:
        """The folder, from the site's source."""
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.rpartition("/")[2]

    @property
    def front(self) -> str:
        """The source of the front matter."""
        return Document.parse(self.text).front

    @property
    def body(self) -> str:
        """The text below the front matter."""
        return Document.parse(self.text).body

    @property
    def title(self) -> str:
        """The title, or ""."""
        return _title(self.text[:HEAD])

    @property
    def lang(self) -> str:
        """The language that its front matter names, in lower case, or ""."""
        found = _LANG.search(self.text[:4096])
        return found[1].lower() if found else ""


@lru_cache(2048)
def _title(head: str) -> str:
    return title_of(head)


def sample(path: str, text: str) -> Sample | None:
    """Return a post as a sample; None for one that has no day.

    The day is that of the file's name, else that of the front matter's `date:`.
    """
    name = path.rpartition("/")[2]
    parsed = parse_name(name)
    match = FILE_NAME.match(name)
    if parsed and match:
        return Sample(path, parsed.day, match["date"], match["slug"], match["ext"], text)
    found = _DATE.search(Document.parse(text).front)
    stem, dot, ext = name.rpartition(".")
    if not found or not dot:
        return None
    from datetime import date

    try:
        day = date(*(int(each) for each in found.groups()))
    except ValueError:
        return None
    return Sample(path, day, "", stem, f".{ext}", text)


class Habit(NamedTuple):
    """One thing that is known of the site: `key` is what, such as `title` or `front matter: tags`.

    `source` says how it is known: `option`, `template`, `setting`, `jekyll-compose`, `learned` or
    `default`; `evidence` names the posts it was learned from.
    """

    key: str
    value: Any
    source: str
    evidence: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the habit as `--json` prints it."""
        return self._asdict() | {"evidence": list(self.evidence)}
