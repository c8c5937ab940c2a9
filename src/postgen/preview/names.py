"""What a text names of its site: the posts and files that Jekyll must find to make a page of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postgen.jekyll.file_names import parse_name
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

_TAG = Lazy(r"\{%-?\s*(post_url|link|include_relative)\s([^%]*)%\}")
"""`{% post_url 2026-11-20-attention %}`, `{% link about.md %}`."""

_MISSING_POST = Lazy(r"Could not find post \"([^\"]+)\" in tag 'post_url'")
_MISSING_FILE = Lazy(r"Could not find document '([^']+)' in tag 'link'")
_MISSING_INCLUDE = Lazy(r"Could not locate the included file '([^']+)' in any of")
_POST = Lazy(r"/?(?:.+/)?(\d+-\d+-\d+)-(.*)\Z")


_MOST = 50
"""So many posts of one slug are taken at most."""


class Names(NamedTuple):
    """The posts that are named by `post_url`, and the files by `link` and `include_relative`."""

    posts: frozenset[str]
    files: frozenset[str]
    beside: frozenset[str] = frozenset()

    def __or__(self, other: Names) -> Names:
        """Join what two texts name."""
        return Names(self.posts | other.posts, self.files | other.files, self.beside | other.beside)


NOTHING = Names(frozenset(), frozenset())


def in_text(text: str) -> Names:
    """Return what the tags of a text name."""
    if "{%" not in text:
        return NOTHING
    found: dict[str, set[str]] = {"post_url": set(), "link": set(), "include_relative": set()}
    for tag, markup in _TAG.findall(text):
        name = markup.removesuffix("-").strip()
        found[tag].add(name.lstrip("/") if tag == "link" else name)
    beside = (name.split()[0] for name in found["include_relative"] if name)
    return Names(frozenset(found["post_url"]), frozenset(found["link"]), frozenset(beside))


def missing(message: str) -> Names:
    """Return what Jekyll says that it has not found."""
    return Names(
        frozenset(found[1] for found in _MISSING_POST.finditer(message)),
        frozenset(found[1].lstrip("/") for found in _MISSING_FILE.finditer(message)),
        frozenset(found[1] for found in _MISSING_INCLUDE.finditer(message)),
    )


def posts_named(names: Iterable[str], posts: Mapping[str, Sequence[Path]]) -> list[Path]:
    """Return the posts that `post_url` may take a name for; `posts` are those of each slug.

    A post whose own date differs from its file's is found by the slug: where no file has the day,
    all of that slug are taken.
    """
    found: list[Path] = []
    for name in names:
        written = _POST.match(name)
        if written:
            same = posts.get(written[2].rpartition("/")[2].rstrip("."), ())
            exact = [path for path in same if path.name.startswith(f"{written[1]}-")]
            found += exact or same[:_MOST]
    return found


def by_slug(posts: Iterable[Path]) -> dict[str, list[Path]]:
    """Return the posts of each slug."""
    found: dict[str, list[Path]] = {}
    for path in posts:
        name = parse_name(path.name)
        if name:
            found.setdefault(name.slug, []).append(path)
    return found
