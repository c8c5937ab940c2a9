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
from postgen.text.words import begins, same_name_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from postgen.backlog import Backlog
    from postgen.jekyll.file_names import PostName
    from postgen.site import Site


KEYS = re.compile(
    r"^(?:categor(?:y|ies)|tags?)[ \t]*:.*\n?"  # `tags: [nlp, vision]`, or `tags:`
    r"(?:[ \t\-\r#].*\n?|\n)*",  # `- nlp`, `  - nlp`, `# a comment`, an empty line
    re.MULTILINE,
)
"""The keys that hold terms, with their values.

Reading these alone, and equal ones once, is far cheaper than reading all.
"""


def lang_of(front: str) -> str:
    """Return the language that a front matter names: `lang: en`, `language: "pt-BR"`.

    YAML reads `lang: no`, which is Norwegian, as false.
    """
    from postgen.jekyll.head import text_of

    lang = text_of(front, "lang") or text_of(front, "language")
    return "no" if lang == "False" else lang


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
    if head.has_front_matter:
        return head.front
    return Document.parse(texts.read(path)).front


def languages_of(site: Site) -> list[str]:
    """Return the languages of the site's posts, and those of its configuration.

    The most used ones come first.
    """
    used: Counter[str] = Counter()
    for path in site.posts():
        lang = lang_of(store.read_head(path))
        if lang:
            used[lang] += 1
    configured = [site.config.get("lang")]
    listed = site.config.get("languages")
    if isinstance(listed, list):
        configured += listed
    names = [name for name, _ in used.most_common()]
    names += [str(each) for each in configured if each]
    return list(dict.fromkeys(names))


def files_of(site: Site, kinds: Iterable[str], beginning: str) -> list[tuple[str, str]]:
    """Return the names of `posts` and `drafts` that begin so, the newest first.

    Each comes with its day or `draft`. A name is that without day and ending where only one file
    has it, else the file's name, else its path.
    """
    paths = newest(site, kinds)
    days = {path: _day_of(path) for path in paths}
    names = {path: (_slug_of(path), path.name, site.display_path(path)) for path in paths}
    files_called: Counter[str] = Counter()
    for own in names.values():
        files_called.update(set(own))
    found = []
    for path, own in names.items():
        unique = [name for name in own if files_called[name] == 1]
        fitting = [name for name in unique if begins(name, beginning)]
        if fitting:
            found.append((fitting[0], days[path] or "draft"))
    return found


def newest(site: Site, kinds: Iterable[str]) -> list[Path]:
    """Return the site's `posts` and `drafts`: drafts first, then posts from the newest on."""
    paths: list[Path] = []
    for kind in kinds:
        paths += site.posts() if kind == "posts" else site.drafts() if kind == "drafts" else ()
    return sorted(paths, key=lambda path: _day_of(path) or "~", reverse=True)


def _day_of(path: Path) -> str:
    """Return the day in a post's name; "" for a draft."""
    name = _post_name(path)
    return name.day.isoformat() if name else ""


def _slug_of(path: Path) -> str:
    name = _post_name(path)
    return name.slug if name else path.stem


def _post_name(path: Path) -> PostName | None:
    """Return the day and the slug of a post; None for a draft, whose name may begin like one."""
    if "_posts" not in path.parts:
        return None
    return parse_name(path.name)


def items_of(backlog: Backlog, beginning: str) -> list[tuple[str, str]]:
    """Return what the backlog's items may be called.

    Each comes with something else that distinguishes it. Titles come with their section; numbers,
    where `beginning` is one, and URLs, where there is one, with the title.
    """
    entries = backlog.all_entries()
    items_called = Counter(same_name_key(entry.title) for entry in entries)
    found = []
    if beginning.isdecimal():
        found += [(str(index), entry.title) for index, entry in enumerate(entries, 1)]
    for entry in entries:
        is_unique = items_called[same_name_key(entry.title)] == 1
        if is_unique and _is_taken_for_title(entry.title):
            found.append((entry.title, entry.section.name))
    if beginning:
        found += [(entry.url, entry.title) for entry in entries if entry.url]
    return found


def _is_taken_for_title(title: str) -> bool:
    """Whether a command takes a title for one, and not for an option, a URL or a number."""
    if title.startswith("-") or "://" in title:
        return False
    return not title.isdecimal()


def near_miss(word: str, known: Iterable[str]) -> str:
    """Return the known word of which a new one is probably a misspelling, or ""."""
    known = list(known)
    if word in known:
        return ""
    wanted = same_name_key(word)
    folded = {same_name_key(each): each for each in known}
    if wanted in folded:
        return folded[wanted]
    from difflib import get_close_matches

    near = get_close_matches(wanted, folded, n=1, cutoff=0.75)
    return folded[near[0]] if near else ""
