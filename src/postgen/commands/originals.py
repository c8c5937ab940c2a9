"""Which post another one is a translation of."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote

from postgen.commands.lookup import url_of_post
from postgen.commands.vocabulary import front_of, lang_of
from postgen.files import store
from postgen.issue_number import issue_of
from postgen.jekyll.file_names import parse_name
from postgen.jekyll.head import text_of, title_of, value_of
from postgen.text import languages
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from postgen.site import Site
    from postgen.translation.compare import Original

KEY = "translation_of"
"""The key that names the original, by its URL; the name of its file will do."""

_OWN_URL = ("permalink", "slug")
"""The keys by which a URL need not hold the slug in a file's name."""


def own_language(site: Site) -> str:
    """Return the language that a site's configuration names, "" for none.

    `lang` is the key of jekyll-seo-tag, `locale` that of some themes, `default_lang` that of
    jekyll-polyglot.
    """
    for key in ("lang", "default_lang", "locale"):
        value = site.config.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def read_original(found: tuple[Path, bool] | None) -> Original | None:
    """Read the original that `Originals.find` has found."""
    if found is None:
        return None
    from postgen.translation.compare import Original

    path, is_sure = found
    return Original(store.read(path), is_sure)


# A letter of another script than the Latin one: Greek to Tibetan, kana, Chinese, Korean.
_NOT_LATIN = Lazy("[\u0370-\u1cff\u3040-\ud7a3]")
_NOT_IN_LATIN = frozenset(
    "am ar be bg bn el fa gu he hi hy ja ka kk km kn ko ky lo mk ml mn mr my ne pa ps ru si sr ta "
    "te tg th ti ug uk ur yi zh".split()
)
"""The languages that are written in other letters, and those that are written in several."""


class _Head(NamedTuple):
    """What a post's front matter says of its language.

    `original` names the post that it translates, "" for none; `tag` is the language in a tag of its
    title, "" for none, and `has_own_url` says that its URL need not hold the slug of its file.
    `day` is that in its file's name, a late one for a file without. `is_not_latin` says that its
    title has letters of another script.
    """

    slug: str
    day: str
    original: str
    lang: str
    tag: str
    issue: int
    has_own_url: bool
    is_not_latin: bool


class Originals:
    """Finds the originals of translations."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._own = own_language(site)

    def read(self, path: Path) -> Original | None:
        """Read the original of a post; None for a post that is not a translation."""
        return read_original(self.find(path))

    def find(self, path: Path) -> tuple[Path, bool] | None:
        """Find the original of a post, and whether it is sure, which it is if the post names it.

        Else it is the one with the same slug before the language, or with the same number of an
        issue, if no other can be meant: the only one in the site's own language, or the earliest
        one where that is not known. An original is never later than its translations.
        """
        front = front_of(path)
        original = text_of(front, KEY)
        if original:
            named = self._named(original.strip())
            if named is None or named == path:
                return None
            return named, True
        lang = _lang(front)
        is_own = bool(self._own) and languages.is_same(lang, self._own)
        if not lang or is_own:
            return None
        head = _head(path, front)
        for found in (self._with_same_slug(path, head), self._with_same_issue(path, head)):
            among = self._original_among(found, head)
            if among:
                return among, False
        return None

    def _original_among(self, found: list[Path], head: _Head) -> Path | None:
        """Return the original of a post among its namesakes; None where that is not certain."""
        earlier = [each for each in found if self._may_be_original(each, head)]
        if self._own:
            earlier = [each for each in earlier if self._is_main(self._heads[each])]
        if not earlier:
            return None
        first, *others = sorted(earlier, key=lambda each: self._heads[each].day)
        first_head = self._heads[first]
        if self._own:
            return None if others else first
        is_later = head.day > first_head.day
        is_only_first = not others or self._heads[others[0]].day > first_head.day
        is_plain = not first_head.lang and bool(head.lang)
        return first if is_only_first and (is_later or is_plain) else None

    def _may_be_original(self, path: Path, head: _Head) -> bool:
        """Whether a post is in another language, not later, and names no original itself."""
        other = self._heads[path]
        if other.original or other.day > head.day:
            return False
        return not languages.is_same(self._lang_of(path), head.lang)

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

    def _with_same_issue(self, path: Path, head: _Head) -> list[Path]:
        """Find the other posts of the same issue."""
        if not head.issue:
            return []
        same = []
        for other, other_head in self._heads.items():
            if other_head.issue == head.issue and other != path:
                same.append(other)
        return same

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
        return {path: _head(path, front_of(path)) for path in self.site.posts()}

    def _is_main(self, head: _Head) -> bool:
        """Whether a post is in the site's own language, and does not look like a translation.

        A title in Chinese letters is no English one, whatever else the post says.
        """
        own = languages.normal(self._own).partition("-")[0]
        is_in_other_letters = head.is_not_latin and bool(own) and own not in _NOT_IN_LATIN
        if head.original or is_in_other_letters:
            return False
        return all(languages.is_same(each, self._own) for each in (head.lang, head.tag) if each)

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


def _head(path: Path, front: str) -> _Head:
    named = parse_name(path.name)
    slug = named.slug if named else path.stem
    title = title_of(front)
    tag = languages.tag_in(title)
    day = named.day.isoformat() if named else "9999"
    return _Head(
        slug=slug,
        day=day,
        original=text_of(front, KEY),
        lang=_lang(front),
        tag=tag.lang if tag else "",
        issue=issue_of(front),
        has_own_url=any(value_of(front, key) is not None for key in _OWN_URL),
        is_not_latin=not title.isascii() and _NOT_LATIN.search(title) is not None,
    )


def _lang(front: str) -> str:
    """Return the language that a front matter names, by `lang:` or its title's tag; "" for none."""
    named = lang_of(front)
    if named:
        return named
    title = title_of(front)
    tag = languages.tag_in(title)
    return tag.lang if tag else ""
