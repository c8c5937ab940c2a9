"""What templates, jekyll-compose's front matter and images come to, read by a real Jekyll."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from postgen import site
from postgen.commands import new
from postgen.commands.new import PostRequest
from postgen.files import store
from tests.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NASTY = [
    'C# is #1: "why"? ~ \\ {{ x }} {% y %}', "yes", "1,000", "- [x] y", "*a* _b_ `c` <d> & |e| $$f$$", "@x: %y",
    "É 東 🙂", "a -- b ... 'c'", "[1]: http://x", "12:30",
]  # fmt: skip
TEMPLATE = """---
# what it is about
subject: {{ title }}   # not {{ slug | upcase }}
words: {{ tags }}
about:
  title: {{ title }}
  image: {{ image }}
{% for each in tags -%}
"{{ each | size }}": {{ each }}
{% endfor -%}
---

# {{ title }}

![{{ title }}]({{ image }}) {{ tags }}

{% raw %}{{ page.subject }}{% endraw %}
"""
CONFIG = """timezone: Europe/Paris
collections: {recipes: {output: true}}
jekyll_compose:
  default_front_matter:
    posts: {description: , sitemap: false}
    recipes: {servings: 4, layout: null}
"""


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))


def written(root: Path, *posts: tuple[PostRequest, str]) -> None:
    here = site.find(root)
    for request, kind in posts:
        store.commit(new.create(here, kind, request, here.now()).changes)


def test_values_are_values_and_texts_are_texts(
    make_site: Callable[..., Path], jekyll: Any, tmp_path: Path
) -> None:
    (tmp_path / "Mein Bild.PNG").write_bytes(b"picture")
    root = make_site({"_templates/nlp.md": TEMPLATE}, CONFIG)
    requests = [
        PostRequest(
            title,
            slug=f"n{number}",
            categories=("nlp",),
            tags=(title, "x" * number),
            image="../Mein Bild.PNG",
        )
        for number, title in enumerate(NASTY, 11)
    ]
    written(root, *((request, "post") for request in requests))
    assert [path.name for path in (root / "assets/images").iterdir()] == ["mein-bild.png"]
    posts = {post["slug"]: post for post in jekyll(root, config=CONFIG)}
    assert len(posts) == len(requests)
    for request in requests:
        post = posts[request.slug]
        image = "/assets/images/mein-bild.png"
        assert (post["title"], post["subject"], post["words"]) == (
            request.title,
            request.title,
            list(request.tags),
        )
        assert (post["about"], post["image"]) == ({"title": request.title, "image": image}, image)
        assert (post["categories"], post["tags"]) == (["nlp"], list(request.tags))
        assert (post["description"], post["sitemap"]) == (None, False)
        assert post[str(len(request.tags[1]))] == request.tags[1]
        assert post["date"] == "2026-11-21 11:00:00 +0100"
        assert f'src="{image}"' in post["content"]
        assert "raw" not in post["content"]


SHOW = "---\nlayout: null\n---\n{{ site.recipes | jsonify }}\n"


def test_a_document_of_a_collection_is_in_the_collection(
    make_site: Callable[..., Path], jekyll: Any, tmp_path: Path
) -> None:
    root = make_site(
        {"recipes.json": SHOW, "_templates/recipes.md": "---\nkind: soup\n---\n\nStir.\n"}, CONFIG
    )
    written(
        root,
        (PostRequest("Soup: hot", collection="recipes"), "post"),
        (PostRequest("Plain", template="post"), "post"),
    )
    jekyll(root)
    (soup,) = json.loads((tmp_path / "jekyll-built/recipes.json").read_text())
    assert {key: soup[key] for key in ("title", "date", "servings", "kind", "layout", "url")} == {
        "title": "Soup: hot", "date": "2026-11-21 11:00:00 +0100", "servings": 4, "kind": "soup", "layout": None,
        "url": "/recipes/soup-hot.html",
    }  # fmt: skip
    assert "<p>Stir.</p>" in soup["content"]


@pytest.mark.parametrize(
    "old", ["{thumb: old.png}", "{path: /images/old.png, alt: x}", "images/old.png"]
)
def test_a_copied_image_is_on_the_built_site(
    make_site: Callable[..., Path], jekyll: Any, tmp_path: Path, old: str
) -> None:
    """Where the theme looks for the old image it finds the new one."""
    (tmp_path / "New.png").write_bytes(b"picture")
    files = {"_posts/2026-01-01-old.md": f"---\nimage: {old}\n---\n", "images/old.png": "old"}
    root = make_site(files, "timezone: UTC\n")
    written(root, (PostRequest("T", image="../New.png"), "post"))
    built = tmp_path / "jekyll-built"
    by_slug = {post["slug"]: post["image"] for post in jekyll(root)}
    names = [
        next(v for v in image.values() if v != "x") if isinstance(image, dict) else image
        for image in (by_slug["old"], by_slug["t"])
    ]
    folder = next(
        each for each in (built, built / "images") if (each / names[0].lstrip("/")).is_file()
    )
    assert (folder / names[1].lstrip("/")).read_bytes() == b"picture"


def test_a_commit_holds_the_post_and_its_images(
    make_site: Callable[..., Path], postgen: Any, tmp_path: Path
) -> None:
    image = pytest.importorskip("PIL.Image", reason="Pillow makes the thumbnails")
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    image.new("RGB", (500, 500), "red").save(tmp_path / "Red.JPG")
    root = make_site(
        {
            "other.md": "x",
            "_posts/2026-11-01-backlog.md": "---\n---\n\n## A\n\n* [One](https://e.org/1)\n",
        }
    )
    for command in (
        ["init", "-q"],
        ["config", "user.email", "me@e.org"],
        ["config", "user.name", "me"],
        ["add", "other.md"],
    ):
        subprocess.run(["git", *command], cwd=root, check=True)
    commands: dict[str, list[str]] = {
        "t": ["new", "post", "T"], "d": ["new", "draft", "D"], "about": ["new", "page", "About"],
        "other": ["new", "backlog", "--backlog", "_posts/2026-11-21-other.md"], "issue": ["new", "newsletter", "Issue", "--keep"],
    }  # fmt: skip
    for number, (name, command) in enumerate(commands.items()):
        done = postgen(*command, "--image", "../Red.JPG", "--thumb", "--commit", "--json")
        assert done.returncode == 0, done.stderr
        result = json.loads(done.stdout)
        assert (result["image"], result["thumbnail"]) == (
            "/assets/images/red.jpg",
            "/assets/images/red-thumb.jpg",
        )
        shown = subprocess.run(
            ["git", "show", "--name-only", "--format="],
            cwd=root,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split()
        copied = ["assets/images/red-thumb.jpg", "assets/images/red.jpg"] if not number else []
        assert sorted(shown) == sorted([*copied, result["path"]])
        assert name in result["path"]
    assert (root / "assets/images/red.jpg").read_bytes() == (tmp_path / "Red.JPG").read_bytes()
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=root, check=True, capture_output=True, text=True
    )
    assert "A  other.md" in status.stdout
