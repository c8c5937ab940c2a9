"""The words that a site uses: its categories and tags, for completion and near-misses."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from postgen import frontmatter, post, store
from postgen.document import Document
from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from postgen.site import Site


def words_of(site: Site) -> dict[str, list[str]]:
    """Give the site's categories (`category`) and tags (`tag`), the most used first."""
    counts: dict[str, Counter[str]] = {"category": Counter(), "tag": Counter()}
    lines = Counter("".join(KEYS.findall(_front(path))) for path in site.posts())
    for text, times in lines.items():
        try:
            front = frontmatter.load(text)
        except PostgenError:  # a post that is broken teaches no words; `check` is there to tell
            continue
        for kind, words in (("category", post.categories_of(front)), ("tag", post.tags_of(front))):
            counts[kind].update(dict.fromkeys(words, times))
    return {kind: [word for word, _ in count.most_common()] for kind, count in counts.items()}


KEYS = re.compile(r"^(?:categor(?:y|ies)|tags?)[ \t]*:.*\n?(?:[ \t\-\r#].*\n?|\n)*", re.MULTILINE)
"""The keys that hold words, with their values: reading these alone, and equal ones once, is far cheaper than all."""


def _front(path: Path) -> str:
    """Read a post's front matter; the whole file only where its first bytes do not hold it."""
    head = Document.parse(store.read_head(path))
    return head.front if head.has_front_matter else Document.parse(store.read(path)).front


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
