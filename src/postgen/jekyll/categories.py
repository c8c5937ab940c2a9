"""What `categories:`, `category:`, `tags:` and `tag:` mean, by Jekyll's rules. Pure.

From `document.rb` and `utils.rb`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def categories_of(data: Mapping[str, Any], folders: Iterable[str] = ()) -> list[str]:
    """Return a post's categories: the folders above `_posts`, `categories:`, `category:`."""
    own = [*words_of(data.get("categories")), *_one_or_more(data.get("category"))]
    return list(dict.fromkeys([*folders, *own]))


def tags_of(data: Mapping[str, Any]) -> list[str]:
    """Return a post's tags: `tag:`, else `tags:`."""
    return _one_or_more(data.get("tag")) or words_of(data.get("tags"))


def words_of(value: object) -> list[str]:
    """Read a plural key, such as `tags:`: a text is split at its blanks."""
    if isinstance(value, str):
        return value.split()
    if not isinstance(value, list):
        return []
    return [_text(each) for each in value if each is not None]


def _one_or_more(value: object) -> list[str]:
    """Read a singular key, such as `tag:`: a text is one word, whatever it holds."""
    if value is None or value is False:
        return []
    return words_of(value) if isinstance(value, list) else [_text(value)]


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
