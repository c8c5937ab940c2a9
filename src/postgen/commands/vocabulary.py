"""The words that a site uses, for completion and near-misses: its categories, tags, languages, files and items."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from postgen.errors import PostgenError
from postgen.files import store
from postgen.jekyll import frontmatter, rules
from postgen.jekyll.document import Document
from postgen.text.words import begins

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from postgen.backlog import Backlog
    from postgen.site import Site


def terms_of(site: Site) -> dict[str, list[str]]:
    """Return the site's categories (`category`) and tags (`tag`), the most used first."""
    counts: dict[str, Counter[str]] = {"category": Counter(), "tag": Counter()}
    lines = Counter("".join(KEYS.findall(front_of(path))) for path in site.posts())
    for text, times in lines.items():
        try:
            front = frontmatter.load(text)
        except PostgenError:  # a post that is broken teaches no words; `check` is there to tell
            continue
        for kind, words in (
            ("category", rules.categories_of(front)),
            ("tag", rules.tags_of(front)),
        ):
            counts[kind].update(dict.fromkeys(words, times))
    return {kind: [word for word, _ in count.most_common()] for kind, count in counts.items()}


KEYS = re.compile(r"^(?:categor(?:y|ies)|tags?)[ \t]*:.*\n?(?:[ \t\-\r#].*\n?|\n)*", re.MULTILINE)
"""The keys that hold words, with their values: reading these alone, and equal ones once, is far cheaper than all."""


def front_of(path: Path) -> str:
    """Read a post's front matter; the whole file only where its first bytes do not hold it."""
    head = Document.parse(store.read_head(path))
    return head.front if head.has_front_matter else Document.parse(store.read(path)).front


def languages_of(site: Site) -> list[str]:
    """Return the languages of the site's posts, the most used first, and those of its configuration."""
    found: Counter[str] = Counter()
    for path in site.posts():
        found.update(LANG.findall(store.read_head(path))[:1])
    listed = site.config.get("languages")
    own = [site.config.get("lang"), *(listed if isinstance(listed, list) else ())]
    return list(
        dict.fromkeys(
            [*(word for word, _ in found.most_common()), *(str(each) for each in own if each)]
        )
    )


LANG = re.compile(r"^lang(?:uage)?[ \t]*:[ \t]*[\"']?([A-Za-z][\w-]*)", re.MULTILINE)


def files_of(site: Site, kinds: Iterable[str], begun: str) -> list[tuple[str, str]]:
    """Return what `posts` and `drafts` may be called that fits a beginning, the newest first, with a post's day.

    That is the name without its day and ending where only one file has it, else the file's name, else its path.
    """
    paths = [
        path for kind in kinds for path in (site.posts() if kind == "posts" else site.drafts())
    ]
    dated = [
        (rules.parse_name(path.name) if "_posts" in path.parts else None, path) for path in paths
    ]
    dated.sort(key=lambda each: each[0].day.isoformat() if each[0] else "~", reverse=True)
    names = [
        ((named.slug if named else path.stem), path.name, site.display_path(path))
        for named, path in dated
    ]
    times = Counter(name for three in names for name in dict.fromkeys(three))
    found = []
    for (named, _), three in zip(dated, names, strict=True):
        name = next((each for each in three if times[each] == 1 and begins(each, begun)), "")
        found += [(name, named.day.isoformat() if named else "draft")] if name else []
    return found


def items_of(held: Backlog, begun: str) -> list[tuple[str, str]]:
    """Return what the backlog's items may be called that fits a beginning: titles, numbers or URLs, told by another."""
    rows = [
        (index, entry.title, entry.url, entry.section.name)
        for index, entry in enumerate(held.all_entries(), 1)
    ]
    titles = Counter(title.casefold() for _, title, _, _ in rows)
    numbers = [(str(index), title) for index, title, _, _ in rows if begun.isdecimal()]
    urls = [(url, title) for _, title, url, _ in rows if url and begun]
    plain = [
        (title, section)
        for _, title, _, section in rows
        if titles[title.casefold()] == 1
        and not title.isdecimal()
        and "://" not in title
        and title[:1] != "-"
    ]
    return numbers + plain + urls


def near_miss(word: str, known: Iterable[str]) -> str:
    """Return the known word that a new one was probably meant to be, or ""."""
    known = list(known)
    if word in known:
        return ""
    folded = {each.casefold(): each for each in known}
    if word.casefold() in folded:
        return folded[word.casefold()]
    from difflib import get_close_matches

    near = get_close_matches(word.casefold(), folded, 1, 0.75)
    return folded[near[0]] if near else ""
