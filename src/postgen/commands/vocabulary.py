"""The terms that a site uses, for completion and near misses.

They are its categories, tags, languages, files and items.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from postgen.commands.text_cache import Texts
from postgen.errors import PostgenError
from postgen.files import store
from postgen.jekyll import frontmatter
from postgen.jekyll.categories import categories_of, tags_of
from postgen.jekyll.document import Document
from postgen.jekyll.file_names import parse_name
from postgen.text.words import begins

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from postgen.backlog import Backlog
    from postgen.site import Site


KEYS = re.compile(r"^(?:categor(?:y|ies)|tags?)[ \t]*:.*\n?(?:[ \t\-\r#].*\n?|\n)*", re.MULTILINE)
"""The keys that hold terms, with their values.

Reading these alone, and equal ones once, is far cheaper than reading all.
"""

LANG = re.compile(r"^lang(?:uage)?[ \t]*:[ \t]*[\"']?([A-Za-z][\w-]*)", re.MULTILINE)
"""`lang: en`, `language: "pt-BR"`."""


def terms_of(site: Site, texts: Texts | None = None) -> dict[str, list[str]]:
    """Return the site's categories (`category`) and tags (`tag`), the most used first.

    `texts` are those that the command has read already.
    """
    categories: Counter[str] = Counter()
    tags: Counter[str] = Counter()
    fronts = Counter("".join(KEYS.findall(front_of(path, texts))) for path in site.posts())
    for text, times in fronts.items():
        try:
            front = frontmatter.load(text)
        except PostgenError:  # a post that is broken has no terms
            continue
        categories.update(dict.fromkeys(categories_of(front), times))
        tags.update(dict.fromkeys(tags_of(front), times))
    return {
        "category": [term for term, _ in categories.most_common()],
        "tag": [term for term, _ in tags.most_common()],
    }


def front_of(path: Path, texts: Texts | None = None) -> str:
    """Return a post's front matter.

    The whole file is read only where its first bytes do not hold all of it.
    """
    texts = texts or Texts(keep=False)
    head = Document.parse(texts.head(path))
    return head.front if head.has_front_matter else Document.parse(texts.read(path)).front


def languages_of(site: Site) -> list[str]:
    """Return the languages of the site's posts, and those of its configuration.

    The most used ones come first.
    """
    used: Counter[str] = Counter()
    for path in site.posts():
        used.update(LANG.findall(store.read_head(path))[:1])
    listed = site.config.get("languages")
    configured = [site.config.get("lang"), *(listed if isinstance(listed, list) else ())]
    names = [name for name, _ in used.most_common()] + [str(each) for each in configured if each]
    return list(dict.fromkeys(names))


def files_of(site: Site, kinds: Iterable[str], beginning: str) -> list[tuple[str, str]]:
    """Return the names of `posts` and `drafts` that begin so, the newest first.

    Each comes with its day or `draft`. A name is that without day and ending where only one file
    has it, else the file's name, else its path.
    """
    paths: list[Path] = []
    for kind in kinds:
        paths += site.posts() if kind == "posts" else site.drafts()
    days = {path: _day_of(path) for path in paths}
    paths.sort(key=lambda path: days[path] or "~", reverse=True)
    names = {path: (_slug_of(path), path.name, site.display_path(path)) for path in paths}
    times = Counter(name for own in names.values() for name in dict.fromkeys(own))
    found = []
    for path, own in names.items():
        unique = (name for name in own if times[name] == 1 and begins(name, beginning))
        name = next(unique, "")
        if name:
            found.append((name, days[path] or "draft"))
    return found


def _day_of(path: Path) -> str:
    """Return the day in a post's name; "" for a draft, whose name may begin like one."""
    name = parse_name(path.name) if "_posts" in path.parts else None
    return name.day.isoformat() if name else ""


def _slug_of(path: Path) -> str:
    name = parse_name(path.name) if "_posts" in path.parts else None
    return name.slug if name else path.stem


def items_of(backlog: Backlog, beginning: str) -> list[tuple[str, str]]:
    """Return what the backlog's items may be called.

    Each comes with something else that distinguishes it. Titles come with their section; numbers,
    where `beginning` is one, and URLs, where there is one, with the title.
    """
    entries = list(enumerate(backlog.all_entries(), 1))
    titles = Counter(entry.title.casefold() for _, entry in entries)
    found = []
    if beginning.isdecimal():
        found += [(str(index), entry.title) for index, entry in entries]
    for _, entry in entries:
        is_option_or_url = entry.title[:1] == "-" or "://" in entry.title
        is_ambiguous = titles[entry.title.casefold()] > 1 or entry.title.isdecimal()
        if not is_option_or_url and not is_ambiguous:
            found.append((entry.title, entry.section.name))
    if beginning:
        found += [(entry.url, entry.title) for _, entry in entries if entry.url]
    return found


def near_miss(word: str, known: Iterable[str]) -> str:
    """Return the known word of which a new one is probably a misspelling, or ""."""
    known = list(known)
    if word in known:
        return ""
    folded = {each.casefold(): each for each in known}
    if word.casefold() in folded:
        return folded[word.casefold()]
    from difflib import get_close_matches

    near = get_close_matches(word.casefold(), folded, 1, 0.75)
    return folded[near[0]] if near else ""
