"""The files of a site that have a page: found by what a person calls them, and read."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postgen.errors import PostgenError
from postgen.files import store
from postgen.jekyll import frontmatter, rules
from postgen.jekyll.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from postgen.site import Site

TITLE = re.compile(r"^title[ \t]*:.*\n?(?:[ \t]+.*\n?)*", re.MULTILINE)
NAMES = {"posts": "post", "drafts": "draft", "pages": "page"}
"""What a file of a kind is called."""

SHOWN = 20
"""So many candidates are listed at most."""


class NotFoundError(PostgenError):
    """No file of the site is meant by these words, or several are."""


class UnreadableFrontMatterError(PostgenError):
    """A file's front matter cannot be read, or its date."""


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file that has a page: what it says, and when it is dated, in the site's zone; None where nothing says so.

    `kind` is posts, drafts, pages, or the name of another collection. `undated` says why a date cannot be read.
    """

    path: Path
    kind: str
    document: Document
    front: Mapping[str, Any]
    moment: datetime | None
    undated: str = ""

    @property
    def title(self) -> str:
        """The title, or else the name."""
        return str(self.front.get("title") or self.slug)

    @property
    def slug(self) -> str:
        """The name without its day and its ending."""
        named = rules.parse_name(self.path.name)
        return named.slug if named else self.path.stem


def read(site: Site, path: Path, kind: str, now: datetime) -> SiteFile:
    """Read a file that has a page. Raises `UnreadableFrontMatterError`."""
    text = store.read(path)
    try:
        front = frontmatter.read(text)
    except frontmatter.YamlError as error:
        raise UnreadableFrontMatterError(
            f"{site.display_path(path)}:{error.line}: {error.message}",
            "Mend the line; nothing was changed.",
        ) from error
    named = rules.parse_name(path.name)
    day = named.day.isoformat() if named and kind != "pages" else None
    said = data_of(site, path, kind, front).get("date") or day
    try:
        moment, undated = rules.date_of(said, now, site.zone) if said else None, ""
    except PostgenError:
        moment, undated = (
            None,
            f"{site.display_path(path)}: `date: {said}` is in a form that postgen does not read.",
        )
    return SiteFile(path, kind, Document.parse(text), front, moment, undated)


def data_of(site: Site, path: Path, kind: str, front: Mapping[str, Any]) -> dict[str, Any]:
    """Return a file's data as Jekyll does: its front matter over the site's `defaults:`."""
    return rules.with_defaults(site.defaults(path, "posts" if kind == "drafts" else kind), front)


def url_of(site: Site, path: Path, kind: str, front: Mapping[str, Any], moment: datetime) -> str:
    """Return the URL of a page; "" for a draft and for a document that is not written. Raises `PermalinkError`."""
    data = data_of(site, path, kind, front)
    if kind == "pages":
        return rules.page_url(site.config, data, site.relative(path))
    collections = site.config["collections"]
    about = collections.get(kind) if isinstance(collections, dict) else None
    if kind != "posts" and not (isinstance(about, dict) and about.get("output")):
        return ""
    return rules.url_of(site.config, data, site.relative(path), moment, kind)


def is_public(site: Site, held: SiteFile, now: datetime) -> bool:
    """Whether Jekyll shows a file's page today."""
    published = data_of(site, held.path, held.kind, held.front).get("published", True)
    dated = held.moment if held.kind != "pages" else None
    shown = bool(published) or bool(site.config.get("unpublished"))
    return (
        held.kind != "drafts" and shown and bool(not dated or dated <= now or site.config["future"])
    )


# Finding


def find(site: Site, what: str, kinds: Iterable[str]) -> tuple[Path, str]:
    """Find the one file that a person means, and its kind: by its path, or by a part of its name or title.

    A path counts from the current folder, from the site's, or from that of its collections. Raises `NotFoundError`
    for none, with those that are near, and for several, with their list.
    """
    every = _every(site, kinds)
    if path := _at(site, what, every):
        return path, every[path]
    wanted = what.strip().casefold()
    called = {path: _called(path) for path in every}
    for fits in (lambda name: wanted == name, lambda name: wanted in name):
        found = [path for path, names in called.items() if wanted and any(map(fits, names))]
        if len(found) == 1:
            return found[0], every[found[0]]
        if found:
            raise NotFoundError(
                f"`{what}` may be one of {len(found)}; nothing was changed:\n{_listed(site, found)}",
                "Name one by its path.",
            )
    raise _absent(site, what, kinds, called)


def _every(site: Site, kinds: Iterable[str]) -> dict[Path, str]:
    """Return the files of some kinds; `documents` are those of all other collections."""
    every: dict[Path, str] = {}
    for kind in kinds:
        if kind == "documents":
            every |= {path: _label(site, path) for path in site.documents()}
        elif kind == "pages":
            every |= {
                path: kind
                for path in site.pages()
                if store.read_head(path, 6).lstrip("\ufeff")[:3] == "---"
            }
        else:
            every |= dict.fromkeys(site.posts() if kind == "posts" else site.drafts(), kind)
    return every


def _label(site: Site, path: Path) -> str:
    return path.relative_to(site.collections).parts[0][1:]


def _at(site: Site, what: str, every: Iterable[Path]) -> Path | None:
    """Find the file at a path, however its folder is spelled."""
    if not what.strip():
        return None
    bases = dict.fromkeys((Path.cwd(), site.root, site.source, site.collections))
    wanted = {_real(base / what) for base in bases}
    names = {each.rpartition(os.sep)[2] for each in wanted}
    return next((path for path in every if path.name in names and _real(path) in wanted), None)


def _real(path: Path) -> str:
    """Spell a path so that it can be compared; a file that is a link is itself."""
    path = Path(os.path.normpath(path))
    return os.path.join(os.path.realpath(path.parent), path.name)  # noqa: PTH118 - a text is compared


def _called(path: Path) -> list[str]:
    """Return what a file goes by: its name, with and without its ending and its day, and its title."""
    named = rules.parse_name(path.name)
    names = [path.name, path.stem, named.slug if named else path.stem, _title(path)]
    return [name.casefold() for name in names if name]


def _title(path: Path) -> str:
    """Read a title; the whole file only where its first bytes do not hold it."""
    head = Document.parse(store.read_head(path))
    front = head.front if head.has_front_matter else Document.parse(store.read(path)).front
    found = TITLE.search(front)
    try:
        return str(frontmatter.load(found[0]).get("title") or "") if found else ""
    except (
        PostgenError
    ):  # a title that needs the rest of its front matter, such as an alias, or is broken
        return found[0].partition(":")[2].strip() if found else ""


def _listed(site: Site, paths: list[Path]) -> str:
    lines = [f"  {site.display_path(path)}  {_title(path)}".rstrip() for path in paths[:SHOWN]]
    return "\n".join([*lines, f"  and {len(paths) - SHOWN} more"] if len(paths) > SHOWN else lines)


def _absent(
    site: Site, what: str, kinds: Iterable[str], called: Mapping[Path, list[str]]
) -> NotFoundError:
    from difflib import get_close_matches

    kind = " or ".join(NAMES[each] for each in kinds if each in NAMES)
    for other in {"posts", "drafts"} - set(kinds):
        if _at(site, what, _every(site, [other])):
            return NotFoundError(
                f"`{what}` is a {NAMES[other]}, not a {kind}.", "Nothing was changed."
            )
    spoken = {name: path for path, names in called.items() for name in reversed(names)}
    near = dict.fromkeys(
        spoken[name] for name in get_close_matches(what.casefold(), spoken, 5, 0.6)
    )
    hint = (
        f"Near it: {', '.join(site.display_path(path) for path in near)}."
        if near
        else "Name it by its path."
    )
    return NotFoundError(f"There is no {kind} `{what}`.", hint)
