"""Images of front matter that are not there: `image: /assets/boat.png`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from postgen.checks.check import Check
from postgen.checks.front_places import key_span
from postgen.model import Finding
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postgen.checks.check import Subject
    from postgen.checks.site_facts import SiteFacts

CODE = "IMG21"

_KEYS = ("image", "header", "thumbnail", "cover", "og_image", "cover_image", "feature_image")
_IN_MAP = (
    "path", "src", "feature", "thumb", "thumbnail", "teaser", "image", "overlay_image", "og_image",
)  # fmt: skip
_IMAGE = Lazy(r"[^{}<>\n]+\.(?:png|jpe?g|gif|webp|avif|svg)\Z", re.IGNORECASE)


def find(subject: Subject) -> Iterator[Finding]:
    """Find images of the site that none of its files is; what others may write is not known."""
    file, site = subject.file, subject.site
    if file is None or site is None or not subject.document.front:
        return
    front = subject.document.front
    if not any(f"{key}:" in front for key in _KEYS):
        return
    if "/" in site.folders_of_others or _has_other_host(site.config):
        return
    for key in _KEYS:
        if f"{key}:" not in front or key not in site.keys_of(file.path):
            continue
        for image in _images(file.front.get(key)):
            if not _is_there(site, file.path, image) and _may_know(site, file.path, key, image):
                start, end = key_span(subject.document, key, image)
                message = f"The image `{image}` is not there."
                yield Finding(CODE, start, end, message, severity="warning")


def _images(value: Any) -> Iterator[str]:
    """Yield the images of the site in the value of a key: it is one, or a map of several."""
    values = [value.get(key) for key in _IN_MAP] if isinstance(value, dict) else [value]
    for each in values:
        if isinstance(each, str) and _is_local(each) and _IMAGE.match(each.strip()):
            yield each.strip()


def _is_local(image: str) -> bool:
    return "://" not in image and not image.startswith("//")


def _has_other_host(config: Mapping[str, Any]) -> bool:
    """Whether images may come from elsewhere: `img_cdn: https://cdn.example/`."""
    return any("cdn" in str(key) and value for key, value in config.items())


def _may_know(site: SiteFacts, path: str, key: str, image: str) -> bool:
    """Whether the files of the site have such images: those of a submodule may not be here.

    Images without a slash before them may be in a folder that a theme knows: then those of other
    posts must be among the files.
    """
    if image.startswith("/"):
        base = str(site.config.get("baseurl") or "").strip("/")
        place = image.lstrip("/").removeprefix(f"{base}/" if base else "")
        folder = place.rpartition("/")[0].partition("/")[0]
        return any(each.startswith(f"{folder}/" if folder else "") for each in site.files)
    others = site.others_like(path)
    theirs = [each for other in others for each in _images(other.front.get(key))]
    return any(_is_there(site, path, each) for each in theirs if not each.startswith("/"))


def _is_there(site: SiteFacts, path: str, image: str) -> bool:
    """Whether a file of the site may be an image: themes put a folder of theirs before it."""
    base = str(site.config.get("baseurl") or "").strip("/")
    place = unquote(image).removeprefix("./").lstrip("/")
    if base:
        place = place.removeprefix(f"{base}/")
    if place in site.files or f"/{place}" in site.addresses:
        return True
    beside = path.rpartition("/")[0]
    if f"{beside}/{place}" in site.files:
        return True
    return any(each.endswith(f"/{place}") for each in site.files)


CHECKS = (
    Check(
        code=CODE,
        name="missing card image",
        summary="The image of a post is not among the files of the site.",
        why="""`image:` is what others show with a link to the post, and what many themes put on top
of it. Where no file has that name, they show nothing, or a broken image.""",
        bad="---\ntitle: Boats\nimage: /assets/boat.png\n---\n\nA boat sails.\n",
        good="---\ntitle: Boats\nimage: /assets/boats.png\n---\n\nA boat sails.\n",
        find=find,
        severity="warning",
        part="text",
        needs="site",
        others={"assets/boats.png": "x"},
    ),
)
