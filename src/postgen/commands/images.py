"""`--image`: a file is copied into the site, and named in the front matter in the way that the site names images."""

from __future__ import annotations

import os
import re
from heapq import nlargest
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.errors import PostgenError, UsageError
from postgen.files import store
from postgen.files.store import Change
from postgen.jekyll import frontmatter, rules
from postgen.jekyll.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postgen.site import Site

FOLDERS = ("assets/images", "images", "assets/img", "img")
"""Where images go, and the other folders in which a theme may look for those that are named without one."""

ENDINGS = (
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".webp",
    ".avif",
    ".svg",
    ".apng",
    ".bmp",
    ".ico",
    ".jxl",
)
SMALL = ("thumb", "thumbnail", "teaser")
LARGE = ("path", "feature", "image", "src", "url")
"""The keys of a map that hold an image, by the names that themes give them."""

NEWEST = 50
"""How many of the newest posts are looked at for how the site names its images."""


class ImageError(PostgenError):
    """A file cannot be used as the image of a post."""


class Picture(NamedTuple):
    """What `--image` comes to: the files to write, the keys to set, its address in a text, and what there is to say."""

    changes: tuple[Change, ...] = ()
    values: Mapping[str, Any] = MappingProxyType({})
    address: str = ""
    notes: tuple[str, ...] = ()


class Manner(NamedTuple):
    """How a site names its images: a value of `image:`, the folder that names count from, and what precedes them."""

    value: Any
    base: Path
    prefix: str

    def name(self, path: Path) -> str:
        """Name a file of the site."""
        return self.prefix + os.path.relpath(path, self.base).replace(os.sep, "/")


def take(site: Site, given: str, *, thumb: bool = False) -> Picture:
    """Take a file, from wherever it is, as the image of a post; a URL is taken as it is.

    A file that the site publishes already stays where it is. Raises `ImageError`, `UnreadableError`, with `thumb`
    also `ThumbnailError`, and `UsageError` for a thumbnail of nothing.
    """
    if not given and thumb:
        raise UsageError("There is no image to make a thumbnail of.", "Name a file with --image.")
    if not given:
        return Picture()
    manner = manner_of(site)
    if re.match(r"(?i)(?:https?:)?//|data:", given):
        if thumb:
            raise UsageError(
                "No thumbnail is made of an image elsewhere.", "Download it, and name the file."
            )
        return Picture(values=shaped(manner.value, given), address=given)
    file = _find(site, given, manner)
    text = store.read(file)
    folder = site.source / FOLDERS[0] if manner.base == site.source else manner.base
    path = file
    changes: list[Change] = []
    if not site.publishes(file):
        path, changes = _place(folder / f"{_safe(site, file.stem)}{file.suffix.lower()}", text)
    notes = [f"Its image: {site.display_path(path)}"] if changes else []
    small = ""
    if thumb:
        little, more = _place(*_thumbnail(given, text, folder / _safe(site, path.stem)))
        changes, small = [*changes, *more], manner.name(little)
        notes.append(f"Its thumbnail: {site.display_path(little)}")
    address = f"{_baseurl(site)}/{site.relative(path)}"
    return Picture(
        tuple(changes), shaped(manner.value, manner.name(path), small), address, tuple(notes)
    )


def _thumbnail(name: str, text: str, path: Path) -> tuple[Path, str]:
    from postgen.files.thumbnails import thumbnail

    data, ending = thumbnail(text.encode(errors="surrogateescape"), name)
    return path.with_name(f"{path.name}-thumb{ending}"), data.decode(errors="surrogateescape")


def _find(site: Site, given: str, manner: Manner) -> Path:
    """Find the file that is meant: from the current folder, or as the site's posts would name it."""
    inside = given.removeprefix(_baseurl(site)).lstrip("/")
    tried = (
        Path(os.path.abspath(os.path.expanduser(given))),  # noqa: PTH100, PTH111 - links stay
        site.source / inside,
        manner.base / inside,
    )
    path = next((each for each in tried if each.is_file()), None)
    if path is None:
        what = "a folder" if tried[0].is_dir() else "not there"
        raise ImageError(
            f"The image {given} is {what}; nothing was written.", "Name a file, or give a URL."
        )
    if path.suffix.lower() not in ENDINGS:
        raise ImageError(
            f"{given} is not named as an image that browsers show; nothing was written.",
            f"Convert it, or name it by what it is: {', '.join(ENDINGS)}.",
        )
    return path


def _safe(site: Site, name: str) -> str:
    return rules.slugify(name, ascii_only=site.settings.slug == "ascii") or "image"


def _place(wanted: Path, text: str) -> tuple[Path, list[Change]]:
    """Find a name that is free, with a number if need be; a file that holds the very bytes is used as it is."""
    number, path = 1, wanted
    while os.path.lexists(path):
        if path.is_file() and store.read(path) == text:
            return path, []
        number += 1
        path = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
    return path, [Change(path, None, text)]


# The way of the site


def manner_of(site: Site) -> Manner:
    """Learn from the newest posts how the site names its images: the newest that has a file of the site tells it.

    A site that has none yet begins with `/assets/images/…`.
    """
    first = None
    for value in _values(site):
        first = value if first is None else first
        for name in images_of(value).values():
            if name and not re.match(r"(?:[a-zA-Z]+:)?//|data:", name):
                return _manner(site, value, name)
    return Manner(first, site.source, "/")


def _manner(site: Site, value: Any, name: str) -> Manner:
    baseurl = f"{_baseurl(site)}/"
    prefix = baseurl if name.startswith(baseurl) else "/" if name.startswith("/") else ""
    inside = name.removeprefix(prefix)
    there = (folder for folder in ("", *FOLDERS) if (site.source / folder / inside).is_file())
    folder = next(there, "" if prefix or "/" in inside else FOLDERS[0])
    return Manner(value, site.source / folder, prefix)


def _values(site: Site) -> Iterator[Any]:
    """Give the `image:` of the newest posts, and at last the one of the site's `defaults:`."""
    for path in nlargest(NEWEST, site.posts(), key=lambda path: path.name):
        front = Document.parse(store.read_head(path)).front
        if re.search(r"^image[ \t]*:", front, re.MULTILINE):
            try:
                value = frontmatter.load(front)["image"]
            except (frontmatter.YamlError, KeyError):  # a post that is broken tells nothing
                continue
            if value:
                yield value
    if value := site.defaults(site.posts_folder / "new.md", "posts").get("image"):
        yield value


def images_of(value: Any) -> dict[str, str]:
    """Give the addresses that a value of `image:` holds, by their keys in a map; "" is that of the value itself."""
    if not isinstance(value, dict):
        return {"": value} if isinstance(value, str) else {}
    return {
        str(key): str(each or "")
        for key, each in value.items()
        if key in {*SMALL, *LARGE} or str(each).lower().endswith(ENDINGS)
    }


def shaped(like: Any, name: str, small: str = "") -> dict[str, Any]:
    """Give the keys of an image in the shape of another: one text, or a map that names it under the same keys.

    A thumbnail goes where the other has one; beside one text it has a key of its own.
    """
    if not isinstance(like, dict):
        return {"image": name, **({"thumbnail": small} if small else {})}
    keys = list(images_of(like)) or [LARGE[0]]
    if small and not set(keys) & set(SMALL):
        keys.append(SMALL[0])
    elif small and set(keys) <= set(SMALL):
        keys.insert(0, LARGE[0])
    return {"image": {key: small if small and key in SMALL else name for key in keys}}


def _baseurl(site: Site) -> str:
    return f"/{str(site.config.get('baseurl') or '').strip('/')}".rstrip("/")
