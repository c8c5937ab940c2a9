"""`postgen new translation`: a post begun in another language, as a copy to be translated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postgen.commands import Note, Result, lookup, note
from postgen.commands.new import NameTakenError, announce, choose_slug, name_taken
from postgen.commands.originals import KEY, Originals, own_language
from postgen.commands.translation_habits import keys_like, name_like, pairs_of
from postgen.errors import UsageError
from postgen.files import store
from postgen.files.store import Change
from postgen.habits.model import SUMMARIES, sample
from postgen.jekyll import frontmatter
from postgen.jekyll.file_names import FILE_NAME, parse_name
from postgen.jekyll.yaml_style import write_like
from postgen.markdown import escape
from postgen.text import languages
from postgen.translation import fingerprint
from postgen.translation.compare import language_of
from postgen.translation.skeleton import skeleton

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from postgen.commands.lookup import SiteFile
    from postgen.commands.translation_habits import Pair
    from postgen.site import Site

_LANG = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")
PARTS = ("folder", "slug", "ext")
"""The parts of a file's path in which a translation may differ from its original."""

_OWN = ("redirect_from", "redirect_to", KEY, fingerprint.KEY)
"""The keys that are the original's alone."""


@dataclass(frozen=True, slots=True)
class TranslationRequest:
    """What is asked for: a language, and a title and a slug, "" for those of the original."""

    lang: str
    title: str = ""
    slug: str = ""


def create(
    site: Site, what: str, request: TranslationRequest, now: datetime, *, force: bool = False
) -> Result:
    """Begin the translation of a post, beside it and dated as it is.

    Raises `UsageError` for what is not a language, or the post's own, `NotFoundError`,
    `UnreadableFrontMatterError`, and `NameTakenError` where there is a translation already, unless
    `force`.
    """
    if not _LANG.fullmatch(request.lang):
        raise UsageError(f"`{request.lang}` is not a language.", "Use a code such as zh or pt-BR.")
    path, kind = lookup.find(site, what, ["posts", "documents"])
    original = lookup.read(site, path, kind, now)
    if original.undated:
        raise lookup.UnreadableFrontMatterError(
            original.undated, "Correct the line; nothing was changed."
        )
    if not original.moment:  # in a collection, neither its name nor its front matter need one
        raise lookup.UnreadableFrontMatterError(
            f"{site.display_path(path)} has no date.",
            "Write `date:` into its front matter; nothing was changed.",
        )
    own = language_of(original.front) or own_language(site)
    if own and languages.normal(own) == languages.normal(request.lang):
        raise UsageError(
            f"{site.display_path(path)} is in `{own}` already.", "Name another language."
        )
    notes: list[Note] = []
    originals = Originals(site)
    pairs = pairs_of(site, originals, request.lang, own)
    target = _target(site, path, request, own, pairs, notes)
    others = list(originals.translations(path, request.lang))
    if not force:
        _check_is_free(site, target, others, request.lang)
    old_title = _title_of(original)
    title = request.title.strip() or _title(old_title, request.lang, originals)
    url = lookup.url_of(site, path, kind, original.front, original.moment)
    front = _front(site, original, target, request, title, url, own, pairs)
    data = frontmatter.load(front)
    words = escape.inline(escape.one_line(old_title))
    link = f'*Translated from [{words}]({{{{ "{url}" | relative_url }}}})*'
    document = original.document.with_front(front)
    text = str(document._replace(body=skeleton(document.body, link)))
    new_url = announce(site, target, data | {"date": original.moment}, now, notes)
    notes.append(note("translate-next", keys=_keys_to_translate(original)))
    replaced = store.read(target) if target.exists() else None
    return Result(
        changes=(Change(target, replaced, text),),
        paths=(site.display_path(target),),
        notes=tuple(notes),
        data={
            "path": site.display_path(target), "url": new_url, "title": title, "lang": request.lang,
            "original": site.display_path(path), "original_url": url,
        },
        summary=note("translate", lang=request.lang, title=escape.one_line(old_title)),
        opens=target,
    )  # fmt: skip


def _target(
    site: Site,
    path: Path,
    request: TranslationRequest,
    own: str,
    pairs: Sequence[Pair],
    notes: list[Note],
) -> Path:
    """Return the new file: as the site's last translations lie beside their originals, else so."""
    post = sample(site.relative(path), "")
    if post and pairs:
        learned = [name_like(pairs, part, getattr(post, part), request.lang) for part in PARTS]
        is_new = learned[:2] != [post.folder, post.slug]
        if None not in learned and (is_new or request.slug):
            slug = str(learned[1])
            if request.slug:
                slug = choose_slug(site, request.slug, "post", notes)
            stamp = f"{post.stamp}-" if post.stamp else ""
            return site.source / str(learned[0]) / f"{stamp}{slug}{learned[2]}"
    folder = _folder_of_language(site, path, own, request.lang)
    if folder and not request.slug:
        return folder / path.name
    return (folder or path.parent) / _name(site, path, request, own, notes)


def _folder_of_language(site: Site, path: Path, own: str, lang: str) -> Path | None:
    """Return the folder of a language, `_posts/de` for a post of `_posts/en`.

    None where the site's posts have no such folders: none of that language, or of another.
    """
    for above in path.parents:
        if above == site.source:
            return None
        if own and languages.is_same(above.name, own):
            beside = [each.name for each in above.parent.iterdir() if each.is_dir()]
            others = [each for each in beside if each != above.name and _is_language(each)]
            named = [each for each in others if languages.is_same(each, lang)]
            if not others:
                return None
            name = named[0] if named else lang.lower().replace("_", "-")
            return above.with_name(name) / path.parent.relative_to(above)
    return None


def _is_language(name: str) -> bool:
    """Whether a folder is named as a language: `de`, `pt-br`."""
    return len(name.partition("-")[0]) == 2 and languages.name_of(name) != name


def _name(site: Site, path: Path, request: TranslationRequest, own: str, notes: list[Note]) -> str:
    """Return the name of the new file: the original's with the new language in place of its own."""
    day, slug = "", path.stem
    found = FILE_NAME.match(path.name)
    if found:
        day, slug = f"{found['date']}-", found["slug"].rstrip(".")
    if request.slug:
        new_slug = choose_slug(site, request.slug, "post", notes)
    else:
        language = request.lang.lower().replace("_", "-")
        new_slug = f"{slug.removesuffix(f'-{own.lower()}')}-{language}"
    return f"{day}{new_slug}{path.suffix}"


def _title_of(post: SiteFile) -> str:
    """Return the title of a post; one without is called after its slug, as Jekyll does."""
    title = post.front.get("title")
    if title:
        return str(title)
    return " ".join(word.capitalize() for word in post.slug.split("-"))


def _check_is_free(site: Site, target: Path, others: list[Path], lang: str) -> None:
    """Raise `NameTakenError` where there are `others`, translations already, or the new file is."""
    if others:
        raise NameTakenError(
            f"{site.display_path(others[0])} translates it into {lang} already.",
            "Continue that one.",
            code="translated-already",
        )
    if target.exists():
        raise name_taken(site, target)


def _title(title: str, lang: str, originals: Originals) -> str:
    """Return a title with the tag of a language, as the site's other posts write it."""
    new = languages.tagged(title, lang)
    tag, written = languages.tag_in(new), originals.tag_as_written(lang)
    if not tag or not written:
        return new
    return f"{new[: tag.start]}[{written}]{new[tag.end :]}"


def _front(  # noqa: PLR0913, PLR0917
    site: Site,
    original: SiteFile,
    target: Path,
    request: TranslationRequest,
    title: str,
    url: str,
    own: str,
    pairs: Sequence[Pair],
) -> str:
    """Return the original's front matter with the translation's keys; all other bytes stay."""
    front, data = original.document.front, original.front
    for key in _OWN:
        if key in data:
            front = frontmatter.remove_key(front, key)
    named = parse_name(target.name)
    values: dict[str, Any] = {"title": title, "lang": request.lang, KEY: url, "published": False}
    values[fingerprint.KEY] = fingerprint.of(original.document.body)
    if "language" in data:
        values["language"] = request.lang
    if "slug" in data and named:
        values["slug"] = named.slug
    permalink = str(data.get("permalink") or "")
    if permalink:
        values["permalink"] = _permalink(permalink, request.lang.lower(), own.lower())
    return _with_keys(front, *keys_like(site, pairs, values, original.path, url))


def _with_keys(front: str, values: dict[str, Any], gone: Sequence[str]) -> str:
    """Return a front matter with keys set, in the quotes that they have, and others removed."""
    for key in gone:
        if key not in values and frontmatter.written_value(front, key):
            front = frontmatter.remove_key(front, key)
    for key, value in values.items():
        written = frontmatter.written_value(front, key)
        is_quoted_alike = written and type(value) is str and "\n" not in written
        new = frontmatter.RawYaml(write_like(value, written)) if is_quoted_alike else value
        front = frontmatter.set_key(front, key, new)
    return front


def _permalink(permalink: str, lang: str, own: str) -> str:
    """Return the permalink of a translation: another one, unless its name is a part of it."""
    if own and f"/{own}/" in permalink:  # `/en/letters/12/`
        return permalink.replace(f"/{own}/", f"/{lang}/", 1)
    if re.search(r":(?:title|slug|name)\b", permalink):
        return permalink
    # `/about.html` becomes `/about-de.html`, `/about/` becomes `/about-de/`.
    found = re.fullmatch(r"(.*?)((?:\.\w+|/)?)", permalink, re.DOTALL)
    if not found or not found[1]:
        return f"/{lang}/"
    return f"{found[1]}-{lang}{found[2]}"


def _keys_to_translate(original: SiteFile) -> tuple[str, ...]:
    """Return the keys of the front matter whose words readers see."""
    found = []
    for key in SUMMARIES:
        value = original.front.get(key)
        if isinstance(value, str) and value.strip():
            found.append(key)
    return tuple(found)
