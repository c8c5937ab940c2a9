"""A post of a site as outlets get it: its address, its image, and its text after Liquid."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from postgen.commands import image_folders, lookup, note
from postgen.commands.post_liquid import render_body
from postgen.commands.preview import settings_unsure, toc_levels
from postgen.errors import PostgenError
from postgen.files import store
from postgen.jekyll import permalinks
from postgen.markdown.render import Options
from postgen.outlets.post import Post, plain
from postgen.text.clean import clean
from postgen.text.languages import code_of
from postgen.translation.compare import language_of
from postgen.urls.schemes import web_address

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from postgen.commands import Note
    from postgen.site import Site

_KINDS = ("posts", "drafts", "documents", "pages")
_IMAGE_KEYS = ("image", "og_image", "cover_image", "feature_image", "thumbnail", "cover", "header")
_KEYS_OF_MAP = ("path", "src", "feature", "og_image", "image", "overlay_image", "teaser", "thumb")
_DESCRIPTIONS = ("description", "excerpt", "summary", "subtitle")
_BAD_BYTES = re.compile("[\ud800-\udfff]")
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_OWNER = re.compile(r"github\.com[:/]([A-Za-z0-9-]+)/")
_EXAMPLE = "https://example.org"
_HTML = (".html", ".htm", ".xhtml")
_SAFE = "/-._~!$&'()*+,;=:@?%#"


class ExportError(PostgenError):
    """A post cannot be exported: it has no address, or not all of it is known."""


def read_post(site: Site, what: str) -> tuple[Path, Post, list[Note]]:
    """Find a post that a person names, and read it; return notes about it, too.

    Raises `NotFoundError`, `UnreadableFrontMatterError`, `ExportError` and `TemplateError`.
    """
    path, kind = lookup.find(site, what, _KINDS)
    if not path.name.lower().endswith((*site.extensions, *_HTML)):
        raise ExportError(
            f"{site.display_path(path)} is neither Markdown nor HTML: only Jekyll can convert it.",
            "Name another post; `markdown_ext:` of the settings may name more endings.",
        )
    home = home_of(site)
    now = site.now()
    file = lookup.read(site, path, kind, now)
    front = lookup.data_of(site, path, kind, file.front)
    notes = []
    moment = file.moment or now
    if kind == "drafts":
        notes.append(note("export-draft", path=site.display_path(path)))
        published = site.relative(path).replace("_drafts/", "_posts/", 1)
        place = permalinks.url_of(site.config, front, published, moment)
    else:
        if not lookup.is_public(site, file, now):
            notes.append(note("export-hidden", path=site.display_path(path)))
        place = lookup.url_of(site, path, kind, file.front, moment)
    url = f"{home}{place or '/'}"
    body = clean_body(render_body(site, file, front, place))
    image, alt = _image(site, front, home)
    language = language_of(front) or str(site.config.get("lang") or site.config.get("locale") or "")
    post = Post(
        title=one_line(front.get("title") or file.title),
        url=url,
        body=body,
        excerpt=_description(front),
        image=image,
        image_alt=alt,
        site_title=one_line(site.config.get("title")),
        home=f"{home}/",
        language=code_of(language.replace("_", "-")),
        slug=str(front.get("slug") or file.slug),
        moment=file.moment,
        front=front,
        options=Options(highlights=False, toc_levels=toc_levels(site)),
        unsure=tuple(settings_unsure(site)),
    )
    return path, post, notes


def clean_body(body: str) -> str:
    """Return a body without what neither HTML nor UTF-8 can hold; bad bytes become U+FFFD."""
    return _UNFIT.sub("", _BAD_BYTES.sub("\ufffd", body))


def home_of(site: Site) -> str:
    """Return the absolute address of a site, without a slash at its end.

    Raises `ExportError` where `_config.yml` has none.
    """
    base = str(site.config.get("baseurl") or "").strip("/")
    home = str(site.config.get("url") or "").strip().rstrip("/")
    if not web_address(home):
        raise ExportError(
            f"{site.config_name}: there is no `url:`, so the post has no address that readers "
            "elsewhere can open.",
            f"Set `url: {_likely_home(site)}`, the address of the site.",
        )
    return f"{home}/{quote(base, safe=_SAFE)}" if base else home


def _likely_home(site: Site) -> str:
    """Return the address that GitHub Pages gives a site, by its `CNAME` or its repository."""
    domain = site.source / "CNAME"
    if domain.is_file():
        return f"https://{one_line(store.read(domain))}"
    for folder in (site.root, *site.root.parents):
        config = folder / ".git" / "config"
        if config.is_file():
            owner = _OWNER.search(store.read(config))
            return f"https://{owner[1].lower()}.github.io" if owner else _EXAMPLE
    return _EXAMPLE


def one_line(value: Any) -> str:
    """Return a value of front matter as text on one line; "" for none."""
    return clean(" ".join(str(value).split())) if value is not None else ""


def _description(front: Mapping[str, Any]) -> str:
    for key in _DESCRIPTIONS:
        value = front.get(key)
        if isinstance(value, str) and value.strip():
            return plain(value)
    return ""


def _image(site: Site, front: Mapping[str, Any], home: str) -> tuple[str, str]:
    """Return the absolute address of the image of a post, and its alternative text."""
    for key in _IMAGE_KEYS:
        value = front.get(key)
        alt = ""
        if isinstance(value, dict):
            alt = one_line(value.get("alt"))
            value = next((value[each] for each in _KEYS_OF_MAP if value.get(each)), None)
        if isinstance(value, str) and value.strip():
            address = value.strip()
            is_whole = "://" in address or address.startswith("//")
            place = "" if is_whole else _place_of_image(site, address)
            found = web_address(address if is_whole else place and f"{home}/{place}", home)
            if found:
                return found, alt
    return "", ""


def _place_of_image(site: Site, written: str) -> str:
    """Return the path of an image on the site, "" where it is not known.

    A name alone, `cat.png`, stands in the folder that the layouts name, or where the file is.
    """
    if "/" in written or (site.source / written).is_file():
        return written.lstrip("/")
    use = image_folders.use_in_layouts(site)
    if use and use.folder:
        return f"{use.folder}/{written}"
    folder = image_folders.folder_of(site, written)
    return site.relative(folder / written) if folder else ""
