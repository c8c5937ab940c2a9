"""The files of the built site that a page or a file becomes, by Jekyll's rules. Pure.

From `page.rb`, `document.rb`, `static_file.rb`, `renderer.rb`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from postgen.jekyll.permalinks import CONVERTED, permalink_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def of_page(
    config: Mapping[str, Any], data: Mapping[str, Any], path: str, url: str, kind: str
) -> str:
    """Return the file that a page is written to: `/a/` is `/a/index.html`, `/a` is `/a.html`.

    `data` is its front matter over the defaults, `path` its file from the source, `kind` its
    collection, or `pages`.
    """
    own = str(data.get("permalink") or "")
    ending = _ending(own) or _output_ending(config, path)
    built = unquote(url)
    if built.endswith("/"):
        return f"{built}index{ending if kind == 'pages' else '.html'}"
    return built if built.endswith(ending) else built + ending


def of_static(config: Mapping[str, Any], path: str, kind: str) -> str:
    """Return the file that a file without front matter in a collection is copied to."""
    prefix = f"{config.get('collections_dir') or ''}/".lstrip("/")
    inside = path.removeprefix(prefix).removeprefix(f"_{kind}")
    ending = _ending(path)
    url = permalink_of(config, kind)
    values = {":collection": kind, ":path": inside.removesuffix(ending), ":output_ext": ""}
    stem = path.rpartition("/")[2].removesuffix(ending)
    for placeholder, value in (values | {":name": stem, ":title": ""}).items():
        url = url.replace(placeholder, value)
    url = "/" + "/".join(part for part in url.split("/") if part)
    return url.rstrip("/") + ending


def of_redirects(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the files that jekyll-redirect-from writes for `redirect_from:`."""
    value = data.get("redirect_from")
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str) and each.strip():
            path = "/" + unquote(each.strip()).lstrip("/")
            if path.endswith("/"):
                yield f"{path}index.html"
            else:
                yield path if _ending(path) else f"{path}.html"


def without_front_matter(config: Mapping[str, Any], path: str) -> Iterator[str]:
    """Yield the files that GitHub Pages makes of a Markdown file without front matter.

    From jekyll-optional-front-matter and jekyll-readme-index.
    """
    if _output_ending(config, path) != ".html" or _ending(path) == ".html":
        return
    stem = path.removesuffix(_ending(path))
    folder, _, name = f"/{stem}".rpartition("/")
    yield f"/{stem}.html"
    yield f"/{stem}/index.html"
    if name.lower() == "readme":
        yield f"{folder}/index.html"


def _ending(path: str) -> str:
    """Return the ending of a path's last part, with the dot: "" of `/a/` and of `.htaccess`."""
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    return name[dot:] if dot > 0 else ""


def _output_ending(config: Mapping[str, Any], path: str) -> str:
    """Return the ending of what a file becomes."""
    ending = _ending(path)
    markdown = str(config.get("markdown_ext") or "").lower().split(",")
    if ending[1:].lower() in [each.strip() for each in markdown]:
        return ".html"
    return CONVERTED.get(ending.lower(), ending)
