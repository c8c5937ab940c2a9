"""The image of a post: copied into the site, and named as the site names its images."""

from __future__ import annotations

import os
import re
from heapq import nlargest
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from postgen.commands import Note, image_folders, note
from postgen.errors import PostgenError, UsageError
from postgen.files import store
from postgen.files.store import Change
from postgen.jekyll import frontmatter
from postgen.jekyll.document import Document
from postgen.jekyll.slugs import slugify
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from postgen.site import Site

FOLDERS = ("assets/images", "images", "assets/img", "img")
"""Where new images go, and where else a theme may look for one that is named without a folder."""

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
"""The keys that themes use for an image, where `image:` is a map."""

NEWEST = 50
"""How many of the newest posts are read to learn how the site names its images."""

LAST = 4
"""How many images say in which folder the next one goes: what their folders have in common."""


class ImageError(PostgenError):
    """A file cannot be used as the image of a post."""


class Picture(NamedTuple):
    """The image of a new post: the files to write, the keys to set, its address, and the notes."""

    changes: tuple[Change, ...] = ()
    values: Mapping[str, Any] = MappingProxyType({})
    address: str = ""
    notes: tuple[Note, ...] = ()


class ImageStyle(NamedTuple):
    """How a site names its images.

    `example` is a value of `image:`, `folder` the one that names count from, and `prefix` what is
    before them, such as `/`. New files go into `place`, else into the first of `FOLDERS`.
    """

    example: Any
    folder: Path
    prefix: str
    place: Path | None = None

    def name(self, path: Path) -> str:
        """Name a file of the site."""
        return self.prefix + os.path.relpath(path, self.folder).replace(os.sep, "/")


def take(site: Site, image: str, *, thumb: bool = False) -> Picture:
    """Take a file, from wherever it is, as the image of a post; a URL is taken as it is.

    A file that the site publishes already stays where it is. Raises `ImageError`,
    `UnreadableError`, with `thumb` also `ThumbnailError`, and `UsageError` for a thumbnail without
    an image file.
    """
    if not image:
        if thumb:
            raise UsageError(
                "There is no image to make a thumbnail of.",
                "Name an image file, too.",
                code="thumb-without-image",
            )
        return Picture()
    style = learn_style(site)
    if _URL.match(image):
        if thumb:
            raise UsageError(
                "No thumbnail is made of an image elsewhere.", "Download it, and name the file."
            )
        return Picture(values=front_matter_like(style.example, image), address=image)
    return _take_file(site, image, style, thumb=thumb)


_URL = Lazy(r"(?:https?:)?//", re.IGNORECASE)
_IMAGE_KEY = Lazy(r"^image[ \t]*:", re.MULTILINE)
_OTHER_SITE = Lazy(r"(?:[a-zA-Z]+:)?//|data:")
"""The beginning of a value of `image:` that names no file of the site."""


def _take_file(site: Site, image: str, style: ImageStyle, *, thumb: bool) -> Picture:
    path = _find(site, image, style)
    data = store.read(path)
    folder = style.place or style.folder
    if folder == site.source:
        folder = site.source / FOLDERS[0]
    changes: list[Change] = []
    notes: list[Note] = []
    if not site.publishes(path):
        wanted = folder / f"{_safe_name(site, path.stem)}{path.suffix.lower()}"
        path, changes = _place(wanted, data)
    if changes:
        notes.append(note("image", path=site.display_path(path)))
    small_name = ""
    if thumb:
        thumb_data, ending = _thumbnail(image, data)
        wanted = folder / f"{_safe_name(site, path.stem)}-thumb{ending}"
        small, thumb_changes = _place(wanted, thumb_data)
        changes += thumb_changes
        small_name = style.name(small)
        notes.append(note("thumbnail", path=site.display_path(small)))
    values = front_matter_like(style.example, style.name(path), small_name)
    address = f"{_baseurl(site)}/{site.relative(path)}"
    return Picture(tuple(changes), values, address, tuple(notes))


def _thumbnail(name: str, data: str) -> tuple[str, str]:
    from postgen.files.thumbnails import thumbnail

    small, ending = thumbnail(data.encode(errors="surrogateescape"), name)
    return small.decode(errors="surrogateescape"), ending


def _check_address(image: str) -> None:
    """Raise `ImageError` for an address that is not for the web: `file:…`, `javascript:…`."""
    from postgen.markdown import escape
    from postgen.urls.schemes import image_address

    if not image_address(image):
        scheme = image.strip().partition(":")[0][:20]
        raise ImageError(
            f"The image {escape.one_line(scheme)}:… is not there; nothing was written.",
            "Name a file, or give a URL of http or https.",
        )


def _find(site: Site, image: str, style: ImageStyle) -> Path:
    """Find an image file by its path from here, or by a name as the site's posts have it."""
    name = image.removeprefix(_baseurl(site)).lstrip("/")
    expanded = os.path.expanduser(image)  # noqa: PTH111 - as below
    from_here = Path(os.path.abspath(expanded))  # noqa: PTH100 - links are kept
    candidates = (from_here, site.source / name, style.folder / name)
    found = [path for path in candidates if _is_file(path)]
    if not found:
        _check_address(image)
        what = "a folder" if from_here.is_dir() else "not there"
        raise ImageError(
            f"The image {image} is {what}; nothing was written.", "Name a file, or give a URL."
        )
    path = found[0]
    if path.suffix.lower() not in ENDINGS:
        raise ImageError(
            f"{image} is not named as an image that browsers show; nothing was written.",
            f"Convert it, or name it by what it is: {', '.join(ENDINGS)}.",
        )
    return path


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name of thousands of letters, as of `data:`
        return False


def _safe_name(site: Site, name: str) -> str:
    return slugify(name, ascii_only=site.settings.slug == "ascii") or "image"


def _place(wanted: Path, data: str) -> tuple[Path, list[Change]]:
    """Find a free name, such as `a-2.png`, for new data.

    A file that holds the same data is used as it is.
    """
    number, path = 1, wanted
    while os.path.lexists(path):
        if path.is_file() and store.read(path) == data:
            return path, []
        number += 1
        path = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
    return path, [Change(path, None, data, raw=True)]


# How the site names its images


def learn_style(site: Site) -> ImageStyle:
    """Learn from the newest post whose image is a file of the site how the site names its images.

    Without such a post, its layouts say; where these do not either, it is `/assets/images/…`.
    """
    values = list(_values(site))
    newest = values[0] if values else None
    for value, name in _named_files(values):
        return _style(site, value, name)._replace(place=_common_folder(site, values))
    use = image_folders.use_in_layouts(site)
    if use is None:
        return ImageStyle(newest, site.source, "/")
    if newest is None:
        keys = [key for key in (*LARGE, *SMALL) if key in use.keys]
        newest = dict.fromkeys(keys, "") or None
    if not use.folder:
        return ImageStyle(newest, site.source, "/")
    return ImageStyle(newest, site.source / use.folder, "")


def _named_files(values: Iterable[Any]) -> Iterator[tuple[Any, str]]:
    """Yield the values of `image:` that name a file of the site, each with its first name."""
    for value in values:
        names = [each for each in images_of(value).values() if each and not _OTHER_SITE.match(each)]
        if names:
            yield value, names[0]


def _common_folder(site: Site, values: Iterable[Any]) -> Path | None:
    """Return the folder that the newest images are in, which are named from the site's root."""
    root = f"{_baseurl(site)}/"
    names = (name.removeprefix(root).removeprefix("/") for _, name in _named_files(values))
    files = (site.source / name for name in names)
    folders = [file.parent for file in islice(filter(Path.is_file, files), LAST)]
    return Path(os.path.commonpath(folders)) if folders else None


def _style(site: Site, value: Any, name: str) -> ImageStyle:
    """Return the style of a value of `image:` that names a file of the site, such as `cat.png`."""
    baseurl = f"{_baseurl(site)}/"
    prefixes = (baseurl, "/", "")
    prefix = next(each for each in prefixes if name.startswith(each))
    inside = name.removeprefix(prefix)
    for folder in ("", *FOLDERS):
        if (site.source / folder / inside).is_file():
            return ImageStyle(value, site.source / folder, prefix)
    has_folder = bool(prefix) or "/" in inside
    if has_folder:
        return ImageStyle(value, site.source, prefix)
    use = image_folders.use_in_layouts(site)
    if use and use.folder:
        return ImageStyle(value, site.source / use.folder, prefix)
    found = image_folders.folder_of(site, inside)
    return ImageStyle(value, found or site.source / FOLDERS[0], prefix)


def _values(site: Site) -> Iterator[Any]:
    """Yield the `image:` of the newest posts, and last the one of the site's `defaults:`."""
    for path in nlargest(NEWEST, site.posts(), key=lambda path: path.name):
        front = Document.parse(store.read_head(path)).front
        if not _IMAGE_KEY.search(front):
            continue
        try:
            value = frontmatter.load(front)["image"]
        except (frontmatter.YamlError, KeyError):  # nothing can be learned from a broken post
            continue
        if value:
            yield value
    default = site.defaults(site.posts_folder / "new.md", "posts").get("image")
    if default:
        yield default


def images_of(value: Any) -> dict[str, str]:
    """Return the addresses in a value of `image:` by their keys in a map.

    The key of a plain text is "".
    """
    if isinstance(value, str):
        return {"": value}
    if not isinstance(value, dict):
        return {}
    images = {}
    for key, each in value.items():
        is_image = key in {*SMALL, *LARGE} or str(each).lower().endswith(ENDINGS)
        if is_image:
            images[str(key)] = str(each or "")
    return images


def front_matter_like(example: Any, name: str, thumbnail: str = "") -> dict[str, Any]:
    """Return the keys of an image in the form of an example: a text, or a map with the same keys.

    A thumbnail is under the example's key for one, such as `thumb`; beside a text it has a key of
    its own.
    """
    if not isinstance(example, dict):
        values = {"image": name}
        if thumbnail:
            values["thumbnail"] = thumbnail
        return values
    keys = list(images_of(example)) or [LARGE[0]]
    if thumbnail:
        small_keys = [key for key in keys if key in SMALL]
        if not small_keys:  # `image: {path: a.png}`
            keys.append(SMALL[0])
        elif small_keys == keys:  # `image: {thumb: a-thumb.png}`
            keys.insert(0, LARGE[0])
    images = {}
    for key in keys:
        is_small = bool(thumbnail) and key in SMALL
        images[key] = thumbnail if is_small else name
    return {"image": images}


def _baseurl(site: Site) -> str:
    return f"/{str(site.config.get('baseurl') or '').strip('/')}".rstrip("/")
