"""Where the image of a new post goes, and how it is named, as layouts and earlier posts say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from postgen.jekyll import frontmatter

if TYPE_CHECKING:
    from pathlib import Path

POST = "_posts/2026-11-01-old.md"


def taken(root: Path, postgen: Any) -> tuple[Any, list[str]]:
    """Write a post with an image; return its `image:`, and where the file is."""
    source = root.parent / "new cat.png"
    source.write_bytes(b"\x89PNG new")
    path = postgen("new", "post", "T", "--image", str(source)).stdout.strip().splitlines()[-1]
    found = sorted(str(each.relative_to(root)) for each in root.rglob("new-cat.png"))
    return frontmatter.read((root / path).read_text())["image"], found


@pytest.mark.parametrize(
    ("layout", "image", "folder"),
    [
        ("{{ site.url }}/images/{{ page.image.thumb }}", {"thumb": "new-cat.png"}, "images"),
        ('<img src="/media/pics/{{ page.image }}">', "new-cat.png", "media/pics"),
        ("{{ page.image | prepend: '/images/' | relative_url }}", "new-cat.png", "images"),
        ("{{ '/img/posts/' | append: page.image | relative_url }}", "new-cat.png", "img/posts"),
        ("{%- if page.image -%}https://e.org/pics/{{- page.image -}}", "new-cat.png", "pics"),
        (
            "{{ site.url }}/images/{{ page.image.feature }}, /images/{{ post.image.thumb }}",
            {"feature": "new-cat.png", "thumb": "new-cat.png"},
            "images",
        ),
        ("{{ page.image | relative_url }}", "/assets/images/new-cat.png", "assets/images"),
        ("{{ page.title }}", "/assets/images/new-cat.png", "assets/images"),
    ],
)
def test_layouts_say_where_images_are(
    make_site: Any, postgen: Any, layout: str, image: object, folder: str
) -> None:
    root = make_site({"_layouts/post.html": f"<p>{layout}</p>\n"})
    assert taken(root, postgen) == (image, [f"{folder}/new-cat.png"])


@pytest.mark.parametrize(
    ("value", "file", "image", "folder"),
    [
        ("a.png", "static/pics/a.png", "new-cat.png", "static/pics"),
        ("{feature: a.png, credit: Me}", "images/a.png", {"feature": "new-cat.png"}, "images"),
        ("/static/pics/a.png", "static/pics/a.png", "/static/pics/new-cat.png", "static/pics"),
        ("/a.png", "a.png", "/assets/images/new-cat.png", "assets/images"),
    ],
)
def test_files_of_earlier_posts_say_where_images_are(
    make_site: Any, postgen: Any, value: str, file: str, image: object, folder: str
) -> None:
    root = make_site({POST: f"---\nimage: {value}\n---\n", file: "png"})
    assert taken(root, postgen) == (image, [f"{folder}/new-cat.png"])
