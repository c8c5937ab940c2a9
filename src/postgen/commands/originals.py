"""Which post another one is a translation of."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from postgen.commands.lookup import url_of_post
from postgen.commands.vocabulary import front_of, lang_of
from postgen.files import store
from postgen.issue_number import issue_of
from postgen.jekyll.file_names import parse_name
from postgen.jekyll.head import text_of, title_of, value_of
from postgen.text import languages

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from postgen.site import Site
    from postgen.translation.compare import Original

KEY = "translation_of"
"""The key that names the original, by its URL; the name of its file will do."""

_OWN_URL = ("permalink", "slug")
"""The keys by which a URL need not hold the slug in a file's name."""


def read_original(found: tuple[Path, bool] | None) -> Original | None:
    """Read the original that `Originals.find` has found."""
    if found is None:
        return None
    from postgen.translation.compare import Original

    path, is_sure = found
    return Original(store.read(path), is_sure)


class _Head(NamedTuple):
    """What a post's front matter says of its language.

    `original` names the post that it translates, "" for none; `is_tagged` says that its title has
    the tag of a language, `has_own_url` that its URL need not hold the slug in its file's name.
    """

    slug: str
    original: str
    lang: str
    is_tagged: bool
    issue: int
    has_own_url: bool


class Originals:
    """Finds the originals of translations."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._own = str(site.config.get("lang") or "")

    def read(self, path: Path) -> Original | None:
        """Read the original of a post; None for a post that is not a translation."""
        return read_original(self.find(path))

    def find(self, path: Path) -> tuple[Path, bool] | None:
        """Find the original of a post, and whether it is sure, which it is if the post names it.

        Else it is the one with the same slug before the language, or the only one with the same
        number of an issue that is in the site's own language.
        """
        head = _head(path)
        if head.original:
            named = self._named(head.original.strip())
            if named is None or named == path:
                return None
            return named, True
        if not head.lang:
            return None
        found = self._with_same_slug(path, head) or self._with_same_issue(head)
        others = [each for each in found if not languages.is_same(self._lang_of(each), head.lang)]
        if len(others) != 1:
            return None
        return others[0], False

    def _lang_of(self, path: Path) -> str:
        """Return the language of a post; "?", which equals no other, where it is not known."""
        own_lang = self._heads[path].lang
        site_lang = self._own or "?"
        return own_lang or site_lang

    def _with_same_slug(self, path: Path, head: _Head) -> list[Path]:
        """Find the posts whose slug is that of a post without the language: `notes-4-zh`."""
        base = head.slug.casefold().removesuffix(f"-{head.lang.casefold()}")
        found = []
        for other, other_head in self._heads.items():
            has_same_slug = other_head.slug.casefold() == base
            if has_same_slug and other != path:
                found.append(other)
        return found

    def _with_same_issue(self, head: _Head) -> list[Path]:
        """Find the posts of the same issue that are in the site's own language."""
        if not head.issue or self._is_main(head):
            return []
        found = []
        for other, other_head in self._heads.items():
            is_same_issue = other_head.issue == head.issue
            if is_same_issue and self._is_main(other_head):
                found.append(other)
        return found

    def translations(self, path: Path, lang: str) -> Iterable[Path]:
        """Return the translations of a post into a language."""
        wanted = languages.normal(lang)
        for other, head in self._heads.items():
            has_language = bool(head.lang) and languages.normal(head.lang) == wanted
            if other == path or not has_language:
                continue
            found = self.find(other)
            if found is None:
                continue
            original, _ = found
            if original == path:
                yield other

    def tag_as_written(self, lang: str) -> str:
        """Return the tag of a language as the newest post that has it in its title; "" for none."""
        for path in self._heads:
            tag = languages.tag_in(title_of(store.read_head(path)))
            if tag and languages.is_same(tag.lang, lang):
                return tag.written
        return ""

    @cached_property
    def _heads(self) -> dict[Path, _Head]:
        return {path: _head(path) for path in self.site.posts()}

    def _is_main(self, head: _Head) -> bool:
        """Whether a post is in the site's own language, and does not look like a translation."""
        if head.original or head.is_tagged:
            return False
        if not head.lang:
            return True
        return bool(self._own) and languages.is_same(head.lang, self._own)

    def _named(self, name: str) -> Path | None:
        """Find the post of a URL, or of a file's name."""
        is_url = "/" in name
        plain = unquote(name)
        for path, head in self._heads.items():
            if name in {path.name, path.stem, head.slug, self.site.relative(path)}:
                return path
            if not is_url:
                continue
            may_be_its_url = head.has_own_url or head.slug in plain  # computing one takes long
            if may_be_its_url and url_of_post(self.site, path) == name:
                return path
        return None


def _head(path: Path) -> _Head:
    front = front_of(path)
    named = parse_name(path.name)
    slug = named.slug if named else path.stem
    return _Head(
        slug=slug,
        original=text_of(front, KEY),
        lang=_lang(front),
        is_tagged=languages.tag_in(title_of(front)) is not None,
        issue=issue_of(front),
        has_own_url=any(value_of(front, key) is not None for key in _OWN_URL),
    )


def _lang(front: str) -> str:
    """Return the language that a front matter names, by `lang:` or its title's tag; "" for none."""
    named = lang_of(front)
    if named:
        return named
    tag = languages.tag_in(title_of(front))
    return tag.lang if tag else ""
