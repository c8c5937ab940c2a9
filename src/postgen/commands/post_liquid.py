"""What Liquid in a post may ask a site for: its values, its files' addresses, its includes."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from postgen.commands.site_facts import Files
from postgen.files import store
from postgen.jekyll import categories, frontmatter
from postgen.jekyll.ruby_time import RubyTime
from postgen.jekyll.templates import TemplateError, post_liquid
from postgen.jekyll.templates.jekyll_filters import filters
from postgen.markdown import Markdown
from postgen.markdown.render import render as render_markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from postgen.commands.lookup import SiteFile
    from postgen.site import Site

_OF_SITE = frozenset(
    "posts pages data related_posts static_files html_pages html_files collections categories tags "
    "documents github".split()
)
_OF_PAGE = frozenset("content excerpt next previous output".split())
_POST = re.compile(r"/?(?P<folder>(?:.+/)*)(?P<day>\d+-\d+-\d+)-(?P<slug>.*)")


def render_body(site: Site, file: SiteFile, front: Mapping[str, Any], url: str) -> str:
    """Return the body of a post after Liquid; `url` is its address from the root of the site.

    Raises `TemplateError`, with the path and the line of what cannot be rendered.
    """
    body = file.document.body
    if front.get("render_with_liquid") is False:
        return body
    asked = _AskedSite(site)
    zone, now = site.zone, RubyTime.of(site.now())
    context = post_liquid.PageContext(
        config=site.config,
        site={**site.config, "time": now, **asked.data},
        page=_page(site, file, front, url),
        unknown_of_site=_OF_SITE | set(site.labels),
        unknown_of_page=_OF_PAGE - front.keys(),
        post_url=asked.post_url,
        link=asked.link,
        include=asked.include,
        include_relative=lambda name: _text_at(file.path.parent / name),
        filters=filters(site.config, zone, now, _markdownify),
    )
    lines_before = str(file.document)[: file.document.body_start].count("\n")
    return post_liquid.render(body, context, site.display_path(file.path), lines_before)


def _markdownify(text: str) -> str:
    return render_markdown(Markdown(text, has_liquid=False)).html


def _page(site: Site, file: SiteFile, front: Mapping[str, Any], url: str) -> dict[str, Any]:
    place = site.relative(file.path)
    values = {
        **front,
        "title": front.get("title") or file.slug.replace("-", " ").title(),
        "url": url,
        "path": place,
        "relative_path": place,
        "slug": front.get("slug") or file.slug,
        "categories": categories.categories_of(front),
        "tags": categories.tags_of(front),
        "id": url.removesuffix(".html").rstrip("/"),
        "collection": "posts" if file.kind == "drafts" else file.kind,
        "ext": file.path.suffix,
        "draft": file.kind == "drafts",
    }
    if file.moment or file.kind != "pages":  # a document without a date has that of the build
        values["date"] = RubyTime.of(file.moment or site.now())
    return values


class _AskedSite:
    """A site of which Liquid asks for files; nothing is read before that."""

    def __init__(self, site: Site) -> None:
        self.site = site

    @cached_property
    def files(self) -> Files:
        """Its files that have a page."""
        return Files(self.site)

    def post_url(self, name: str) -> str | None:
        """Return the address of a post, by its day and slug, as `post_url` takes it."""
        found = _POST.fullmatch(name)
        if not found:
            return None
        folder, stem = found["folder"], f"{found['day']}-{found['slug']}"
        for place in self.files:
            if self.files.kind_of(place) != "posts":
                continue
            above, _, file = place.rpartition("/")
            if file.rpartition(".")[0] != stem:
                continue
            wanted = folder.rstrip("/")
            if not wanted or f"{above}/".endswith((f"/{wanted}/", f"/{wanted}/_posts/")):
                return self.files[place].url or None
            if above == f"{wanted}/_posts":
                return self.files[place].url or None
        return None

    def link(self, name: str) -> str | None:
        """Return the address of a file, by its path, as `link` takes it."""
        place = name.lstrip("/")
        folder = str(self.site.config.get("collections_dir") or "").strip("/")
        for each in (place, f"{folder}/{place}".lstrip("/")):
            if each in self.files:
                return self.files[each].url or None
            if each in self.files.listed:
                return f"/{each}"
        return None

    def include(self, name: str) -> str | None:
        """Return the text of an include of the site."""
        folder = self.site.source / str(self.site.config["includes_dir"]).strip("/")
        return _text_at(folder / name)

    @property
    def data(self) -> dict[str, Callable[[], Any]]:
        """`site.data`, to be read when it is asked for; {} where not all of it can be."""
        folder = self.site.source / str(self.site.config["data_dir"]).strip("/")
        others = {".csv", ".tsv"}
        if not folder.is_dir() or any(path.suffix in others for path in folder.rglob("*")):
            return {}
        return {"data": lambda: _data_in(folder)}


def _text_at(path: Path) -> str | None:
    return store.read(path) if path.is_file() else None


def _data_in(folder: Path) -> dict[str, Any]:
    """Return the data of a folder by the names of its files and folders."""
    found: dict[str, Any] = {}
    for path in sorted(folder.iterdir()):
        name = "_".join(re.sub(r"[^\w\s-]+", "", path.stem).split())
        if path.is_dir():
            found[path.name] = _data_in(path)
        elif path.suffix == ".json":
            found[name] = _json(path)
        elif path.suffix in {".yml", ".yaml"}:
            found[name] = _yaml(path)
    return found


def _json(path: Path) -> Any:
    import json

    try:
        return json.loads(store.read(path))
    except (ValueError, RecursionError) as error:
        raise TemplateError(
            f"{store.display_path(path)}: This is not valid JSON: {error}.",
            "Fix it; Jekyll stops at it, too.",
        ) from error


def _yaml(path: Path) -> Any:
    """Return the value of a YAML file, which need not be a mapping."""
    text = store.read(path).removeprefix("\ufeff").replace("\r\n", "\n")
    lines = text.removeprefix("---\n").replace("\n", "\n  ")
    try:
        return frontmatter.load(f"data:\n  {lines}").get("data")
    except frontmatter.YamlError as error:
        raise TemplateError(
            f"{store.display_path(path)}: {error.message}", "Fix it; Jekyll stops at it, too."
        ) from error
