"""The words that a site uses: its categories and tags, for completion and near-misses."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from postgen import frontmatter, post, store
from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postgen.site import Site


def words_of(site: Site) -> dict[str, list[str]]:
    """Give the site's categories (`category`) and tags (`tag`), the most used first."""
    counts: dict[str, Counter[str]] = {"category": Counter(), "tag": Counter()}
    for path in site.posts():
        text = store.read(path)
        if "categor" not in text and "tag" not in text:
            continue
        try:
            front = frontmatter.read(text)
        except PostgenError:  # a post that is broken teaches no words; `check` is there to tell
            continue
        counts["category"].update(post.categories_of(front))
        counts["tag"].update(post.tags_of(front))
    return {kind: [word for word, _ in count.most_common()] for kind, count in counts.items()}


def near_miss(word: str, known: Iterable[str]) -> str:
    """Give the known word that a new one was probably meant to be, or ""."""
    known = list(known)
    if word in known:
        return ""
    folded = {each.casefold(): each for each in known}
    if word.casefold() in folded:
        return folded[word.casefold()]
    from difflib import get_close_matches

    near = get_close_matches(word.casefold(), folded, 1, 0.75)
    return folded[near[0]] if near else ""
