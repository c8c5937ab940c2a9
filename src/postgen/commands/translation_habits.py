"""How a site's translations differ from their originals: folder, name, keys, quotes."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.commands.lookup import url_of_post
from postgen.commands.originals import KEY
from postgen.files import store
from postgen.habits.model import KEEP, Sample, sample
from postgen.jekyll import frontmatter
from postgen.jekyll.yaml_style import write_like
from postgen.text import languages
from postgen.text.patterns import Lazy
from postgen.translation import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from postgen.commands.originals import Originals
    from postgen.site import Site

LAST = 3
"""How many translations are looked at, the newest."""

_WORD_AT_END = Lazy(r"[^\W_]+\Z")
_OWN = {
    "title", "lang", "language", "slug", "permalink", "date", "published", "redirect_from",
    fingerprint.KEY,
}  # fmt: skip
"""Keys that each translation has as its original or its language asks for."""


class Pair(NamedTuple):
    """A translation and its original."""

    original: Sample
    translation: Sample

    @property
    def fronts(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The front matters of both."""
        return frontmatter.load(self.original.front), frontmatter.load(self.translation.front)


def pairs_of(site: Site, originals: Originals, lang: str, own: str) -> list[Pair]:
    """Return the last translations of a site with their originals, the newest first.

    They are those into `lang`, else those into other languages. `own` is that of the original.
    """
    same: list[Pair] = []
    others: list[Pair] = []
    for pair in _pairs(site, originals, own):
        is_same = languages.is_same(pair.translation.lang, lang)
        (same if is_same else others).append(pair)
        if len(same) == LAST:
            break
    return same or others[:LAST]


def _pairs(site: Site, originals: Originals, own: str) -> Iterator[Pair]:
    """Yield translations whose front matters can be read; one of the same day is an original."""
    posts = sorted(site.posts(), key=lambda path: path.name, reverse=True)
    by_day: dict[str, list[Sample]] = {}
    samples = {path: sample(site.relative(path), store.read_head(path)) for path in posts}
    for each in samples.values():
        if each and (not each.lang or languages.is_same(each.lang, own)):
            by_day.setdefault(each.stamp, []).append(each)
    for path, each in samples.items():
        if not each or not each.lang or languages.is_same(each.lang, own):
            continue
        found = originals.find(path)
        original = samples.get(found[0]) if found else None
        same_day = by_day.get(each.stamp, [])
        if original is None and len(same_day) == 1:
            original = same_day[0]
        if original is None:
            continue
        pair = Pair(original, each)
        try:
            pair.fronts  # noqa: B018 - whether they can be read
        except frontmatter.YamlError:
            continue
        yield pair


def name_like(pairs: Sequence[Pair], part: str, text: str, lang: str) -> str | None:
    """Return a text changed as the translations' were: `issue-4.en` to `issue-4.de`.

    `part` is the attribute of a sample, `slug`, `ext` or `folder`. None where they do not agree.
    """
    found = set()
    for original, translation in pairs:
        old, new, is_at_start = _change(getattr(original, part), getattr(translation, part))
        if not languages.is_same(translation.lang, lang):
            new = _in_language(new, translation.lang, lang)
        found.add((old, new, is_at_start))
    if len(found) != 1:
        return None
    old, new, is_at_start = found.pop()
    if is_at_start:
        return new + text.removeprefix(old) if text.startswith(old) else None
    return text.removesuffix(old) + new if text.endswith(old) else None


def _change(old: str, new: str) -> tuple[str, str, bool]:
    """Return what is another in a text, in whole words, and whether that is at its start."""
    count = _at_word(old, new, _common(old, new))
    if count:
        return old[count:], new[count:], False
    # `en/issue-4` and `de/issue-4`
    back = _common(old[::-1], new[::-1])
    return old[: len(old) - back], new[: len(new) - back], back > 0


def _common(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their start."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _at_word(old: str, new: str, count: int) -> int:
    """Return where the word begins in which two texts begin to differ."""
    is_inside = old[count : count + 1].isalnum() or new[count : count + 1].isalnum()
    word = _WORD_AT_END.search(old[:count])
    return word.start() if is_inside and word else count


def _in_language(text: str, old: str, new: str) -> str:
    return text.replace(old, new.lower().replace("_", "-")) if old else text


def keys_like(
    site: Site, pairs: Sequence[Pair], values: Mapping[str, Any], path: Path, url: str
) -> tuple[dict[str, Any], list[str]]:
    """Return the keys of a new translation as the last ones have them, and those it has not.

    `values` are what it would have; `path` and `url` are its original's.
    """
    original = sample(site.relative(path), "")
    if not pairs or original is None:
        return dict(values), []
    fronts = [pair.fronts for pair in pairs]
    always = set.intersection(*(set(translation) for _, translation in fronts))
    result = dict(values)
    for key in ("lang", KEY):
        is_usual = any(key in translation for _, translation in fronts)
        if not is_usual and not (key == "lang" and "language" not in always):
            result.pop(key)
    newest = pairs[0].translation.front
    for key in (key for key in fronts[0][1] if key in always and key not in _OWN):
        value = _value(site, pairs, key, original, url)
        if value is not None:
            result[key] = value
    for key, value in result.items():
        written = frontmatter.written_value(newest, key)
        if isinstance(value, str) and written and "\n" not in written:
            result[key] = frontmatter.RawYaml(write_like(value, written))
    gone = [
        key
        for key in set.intersection(*(set(first) for first, _ in fronts))
        if key not in _OWN and not any(key in translation for _, translation in fronts)
    ]
    return result, gone


def _value(site: Site, pairs: Sequence[Pair], key: str, original: Sample, url: str) -> Any:
    """Return what a key says in the new translation; None where it is as in the original."""
    fronts = [pair.fronts for pair in pairs]
    if all(repr(first.get(key)) == repr(second[key]) for first, second in fronts):
        return None
    ways = {
        "url": url,
        "path": original.path,
        "name": original.name,
        "stem": original.name.rpartition(".")[0],
        "slug": original.slug,
    }
    for way, value in ways.items():
        if all(pair.fronts[1][key] == _way(site, pair, way) for pair in pairs):
            return value
    if any(key in first for first, _ in fronts):
        return None
    texts = [second[key] for _, second in fronts]
    return texts[0] if all(repr(each) == repr(texts[0]) for each in texts) else KEEP


def _way(site: Site, pair: Pair, way: str) -> str:
    """Return what a translation may say of its original."""
    original = pair.original
    if way == "url":
        return url_of_post(site, site.source / original.path)
    if way == "stem":
        return original.name.rpartition(".")[0]
    return str(getattr(original, way))
