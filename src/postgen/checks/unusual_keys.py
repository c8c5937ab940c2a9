"""Keys of front matter that are nearly one that Jekyll knows, and keys that a post lacks."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.checks.front_places import key_span
from postgen.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.checks.check import Subject

NEAR, MISSING = "FM41", "FM42"

KNOWN = (
    "layout", "title", "date", "categories", "category", "tags", "permalink", "published",
    "excerpt", "description", "author", "redirect_from", "last_modified_at",
)  # fmt: skip
"""Keys that Jekyll, its plugins or nearly all themes read."""

_OTHER_WORDS = frozenset(
    "titel titre titolo titulo autor autore auteur categoria categorias categorie categoriën "
    "kategorie kategorien kategori tag data dates dated titles author_id authors authored "
    "descriptions excerpts layouts permalinks publish publisher redirect redirect_to".split()
)
"""Keys that are near a known one, and mean something, or the same in another language."""

_OF_IMPORTS = re.compile(
    r"wordpress|wp_|blogger|medium|tumblr|disqus|ghost|dsq|thread|guid|(?:^|_)id\Z|uuid|alias|old_|"
    r"original_?url|redirect|imported|meta\Z|status\Z|type\Z|parent\Z|post_?format|modified|slug|"
    r"permalink|translation_of|original_hash|date\Z|comments?\Z|url\Z|link\Z|published|pinned|math|"
    r"mermaid|toc|hidden|featured|sticky|draft|video|audio|updated?|issue"
)
"""Keys that came with older posts, or that only some posts need."""

ENOUGH = 10
"""So many posts of a kind must have a key that is missed."""

_KEY = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*:(?=\s|\Z)", re.MULTILINE)


def find_near(subject: Subject) -> Iterator[Finding]:
    """Find keys that no layout reads, one slip away from one that is known and not there."""
    front = subject.document.front
    keys = _KEY.findall(front)
    own = frozenset(keys)
    for key in dict.fromkeys(keys):
        known = "" if key in KNOWN else _nearest(key)
        if known and known not in own and not _is_read(subject, key):
            start, _ = key_span(subject.document, key)
            message = f"Nothing reads the key `{key}`: it is probably to be `{known}`."
            yield Finding(NEAR, start, start + len(key), message, severity="warning")


@cache
def _nearest(key: str) -> str:
    """Return the known key that a key is one slip away from; "" for none."""
    lowered = key.lower().replace("-", "_")
    has_digit = any(character.isdigit() for character in key)  # `title2`
    if has_digit or lowered in _OTHER_WORDS:
        return ""
    if lowered in KNOWN:
        return lowered
    for known in KNOWN:
        is_plural = f"{known}s" == lowered or f"{lowered}s" == known
        if len(known) > 3 and not is_plural and _is_one_slip(lowered, known):
            return known
    return ""


def _is_one_slip(one: str, other: str) -> bool:
    """Whether two words differ by a letter, or by two that have changed places.

    Short words differ only by letters that have changed places: `data` is not `date`.
    """
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    longest = min(len(one), len(other)) - start
    while end < longest and one[-1 - end] == other[-1 - end]:
        end += 1
    first, second = one[start : len(one) - end], other[start : len(other) - end]
    if len(first) == len(second) == 2:
        return first == second[::-1]
    return len(other) > 4 and len(first) <= 1 and len(second) <= 1


def _is_read(subject: Subject, key: str) -> bool:
    """Whether a layout or an include of the site names a key."""
    return subject.site is not None and subject.site.templates_have(key)


def _keys_near(subject: Subject) -> Sequence[frozenset[str]]:
    file, site = subject.file, subject.site
    if file is None or site is None:
        return ()
    public = (each for each in site.others_like(file.path) if each.is_public)
    return [site.keys_of(each.path) for each in public]


def find_missing(subject: Subject) -> Iterator[Finding]:
    """Find the keys that all posts of its kind near a post have, and that it lacks."""
    file = subject.file
    if file is None or not file.is_public or file.kind in {"pages", "drafts"}:
        return
    if subject.front.problem:  # no key of it is read
        return
    near = _keys_near(subject)
    if len(near) < ENOUGH:
        return
    own = frozenset(_KEY.findall(subject.document.front))
    always = frozenset.intersection(*near)
    missing = [each for each in sorted(always - own) if not _OF_IMPORTS.search(each)]
    missing = [each for each in missing if each not in file.front and not _may_be(each, own)]
    if missing:
        shown = ", ".join(f"`{each}:`" for each in missing)
        message = f"The front matter lacks {shown}, which the {len(near)} posts around it have."
        yield Finding(MISSING, 0, len(subject.document.head.rstrip()), message, severity="warning")


def _may_be(key: str, own: frozenset[str]) -> bool:
    """Whether a post has a key in another form: `category` for `categories`."""
    others = {"category": "categories", "categories": "category", "tag": "tags", "tags": "tag"}
    return others.get(key) in own or any(_nearest(each) == key for each in own)


_BEFORE = {
    f"_posts/2026-10-{day:02}-walk.md": (
        f"---\nlayout: post\ntitle: Walk {day}\nsummary: We walked.\n---\n\nText.\n"
    )
    for day in range(1, 13)
}

CHECKS = (
    Check(
        code=NEAR,
        name="nearly a known key",
        summary="A key of the front matter is nearly one that is known, and not it.",
        why="""Jekyll takes any key, and says nothing of `tilte:` or `Layout:`: the post has no
title, or no layout. A key that a layout or an include of the site names is left alone.""",
        bad="---\ntilte: Boats\n---\n\nText.\n",
        good="---\ntitle: Boats\n---\n\nText.\n",
        find=find_near,
        severity="warning",
        part="text",
        needs="site",
    ),
    Check(
        code=MISSING,
        name="missing key",
        summary="A post lacks a key that the posts around it have.",
        why=f"""It is probably forgotten: at least {ENOUGH} posts of its kind, those before and
behind it, all have the key. Posts are of one kind if they have the same folder, layout and
language, and are numbered as issues or not. Keys that imports leave behind do not count.""",
        bad="---\nlayout: post\ntitle: A late walk\n---\n\nText.\n",
        good="---\nlayout: post\ntitle: A late walk\nsummary: It was dark.\n---\n\nText.\n",
        find=find_missing,
        severity="warning",
        part="text",
        needs="site",
        others=_BEFORE,
    ),
)
