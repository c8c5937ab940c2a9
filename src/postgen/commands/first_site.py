"""A whole small site for an empty folder: layouts, front page, archive, feed, style, a first post.

Its files lie in `postgen/first_site/`, as Jekyll reads them; only a title and a date are filled in.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from postgen.files.store import Change
from postgen.jekyll import frontmatter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

SOURCE = Path(__file__).parent.parent / "first_site"
FIRST_POST = "_posts/hello.md"
NEEDS_NO_SITE = {"README", "LICENSE", "COPYING", "CNAME"}
"""Files that a folder may have and still be empty: a host makes them with the repository."""


def is_empty(folder: Path) -> bool:
    """Whether a folder is not there, or has nothing but hidden files and those of a new repository.

    Raises `OSError` where it cannot be read.
    """
    if not folder.exists():
        return True
    return all(
        path.name.startswith(".") or path.stem.upper() in NEEDS_NO_SITE for path in folder.iterdir()
    )


def changes(folder: Path, now: datetime) -> list[Change]:
    """Return the changes that write the site, its configuration first; what is there stays.

    The folder's name becomes the title: `my-blog` is "My blog".
    """
    name = folder.resolve().name
    words = name.replace("-", " ").replace("_", " ").strip() or name
    title = words[:1].upper() + words[1:]
    files = {folder / name: text for name, text in _files(title, now)}
    return [Change(path, None, text) for path, text in files.items() if not path.exists()]


def _files(title: str, now: datetime) -> Iterator[tuple[str, str]]:
    """Return each file's name in the new site, and its text."""
    config = _read("_config.yml").replace("{title}", frontmatter.encode(title))
    yield "_config.yml", config
    for path in sorted(SOURCE.rglob("*")):
        name = path.relative_to(SOURCE).as_posix()
        if path.is_dir() or name in {"_config.yml", FIRST_POST}:
            continue
        yield name.replace("gitignore", ".gitignore"), _read(name)
    post = _read(FIRST_POST).replace("{date}", frontmatter.encode(now))
    yield f"_posts/{now:%Y-%m-%d}-hello.md", post
    yield "assets/images/.gitkeep", ""


def _read(name: str) -> str:
    return (SOURCE / name).read_text(encoding="utf-8")
