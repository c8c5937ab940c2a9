"""The true page of a post: what a whole build of the site makes, byte for byte, from a copy of little."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from postgen import site as sites
from postgen.preview.build import TruePages
from postgen.preview.jekyll import JekyllError, NoJekyllError
from tests.conftest import ROOT, need, write_files
from tests.oracle.sites import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LAYOUT = """<html><head><link rel="stylesheet" href="{{ '/assets/main.css' | absolute_url }}"></head>
<body>{% include nav.html %}<h1>{{ page.title | shout }}</h1>{{ content }}{{ site.data.people.ann }}
{% for page in site.pages %}{{ page.title }} {{ page.url | relative_url }} {% endfor %}</body></html>
"""

POST_LAYOUT = """---
layout: default
---
{{ content }} {{ page.date | date_to_string }} {{ page.excerpt | strip_html }} {{ page.categories | join: " " }}
<a href="{{ page.previous.url }}">{{ page.previous.title }}: {{ page.previous.excerpt }}</a>
<a href="{{ page.next.url }}">{{ page.next.title }}</a>
{% assign siblings = site.posts | where: "ref", page.ref %}{% for each in siblings %}{{ each.lang }} {% endfor %}
{% for post in site.related_posts limit: 3 %}{{ post.title }} {% endfor %}
{% for recipe in site.recipes %}{{ recipe.title }} {% endfor %}
"""

RICH = {
    "_config.yml": (
        "title: Rich\ntimezone: Europe/Paris\nfuture: true\nurl: https://rich.example\nbaseurl: /blog\n"
        "collections: {recipes: {output: true, permalink: /r/:name/}}\n"
        "defaults:\n- scope: {path: '', type: posts}\n  values: {layout: post}\n"
    ),
    "_layouts/default.html": LAYOUT,
    "_layouts/post.html": POST_LAYOUT,
    "_includes/nav.html": "{% post_url 2026-01-01-a %} {% link about.md %} {% link assets/a.png %}",
    "_data/people.yml": "ann: Ann\n",
    "_plugins/shout.rb": (
        "module Shout; def shout(text); text.to_s.upcase; end; end\n"
        "Liquid::Template.register_filter(Shout)\nputs 'what a plugin prints'\n"
    ),
    "_sass/_base.scss": "a { b: c }\n",
    "assets/main.scss": "---\n---\n@import 'base';\n",
    "assets/a.png": "x",
    "_posts/2026-01-01-a.md": "---\ntitle: A\nref: r\nlang: en\n---\nFirst\n\n{% include_relative part.txt %}\n",
    "_posts/part.txt": "A part.",
    "_posts/2026-01-02-b.md": (
        "---\ntitle: B\nref: r\nlang: fr\n---\n{% post_url 2026-01-01-a %} {% link _recipes/pho.md %}\n\n~~~ruby\nputs 1\n~~~\n"
    ),
    "_posts/2026-01-03-hidden.md": "---\ntitle: Hidden\npublished: false\n---\nNo\n",
    "nlp/_posts/2026-01-04-d.md": "---\ntitle: D\n---\na | table\n\n$$x$$ {{ page.id }}\n",
    "_posts/2036-01-04-future.md": "---\ntitle: Future\n---\nLater\n",
    "_recipes/pho.md": "---\ntitle: Pho\nlayout: default\n---\n{{ page.next.title }}\n",
    "_recipes/ramen.md": "---\ntitle: Ramen\nlayout: default\n---\n{{ page.previous.title }}\n",
    "about.md": "---\ntitle: About\nlayout: default\n---\nAbout\n",
    "index.html": "---\nlayout: default\n---\n{% for post in site.posts %}{{ post.title }}{{ post.excerpt }}{% endfor %}\n",
}  # fmt: skip

ELSEWHERE = {
    "_config.yml": (
        "timezone: UTC\nfuture: true\ncollections_dir: texts\nlayouts_dir: frames\n"
        "collections: {notes: {output: true}}\npermalink: /:slug/\ndata_dir: facts\n"
    ),
    "frames/post.html": "{{ page.path }} {{ content }} {{ site.data.names.a }} {{ page.previous.url }}",
    "facts/names.yml": "a: b\n",
    "texts/_posts/en/2026-01-01-a b.md": "---\nlayout: post\n---\n{% link _notes/n.md %}\n",
    "texts/_posts/2026-01-02-ü.markdown": "---\nlayout: post\n---\n{% post_url en/2026-01-01-a b %}\n",
    "texts/_notes/n.md": "---\nlayout: post\n---\nNote\n",
}  # fmt: skip
"""A site whose folders have other names."""

MANY = {
    "_config.yml": "timezone: UTC\npermalink: pretty\nfuture: true\n",
    "_layouts/post.html": "{{ page.previous.title }}<{{ content }}>{{ page.next.title }}",
    "_layouts/list.html": "{{ content }}{% for post in site.posts %}{{ post.title }}{% endfor %}",
    "_includes/any.html": "{% for name in include.names %}{{ name }}{% endfor %}",
    "link.md": "A page.",
} | {
    f"_posts/20{10 + number // 12}-{1 + number % 12:02}-15-post-{number}.md": (
        f"---\nlayout: {'list' if number == 7 else 'post'}\ntitle: Post {number}\n---\n"
        f"Words {{% post_url 2010-0{1 + number % 9}-15-post-{number % 9} %}}\n"
    )
    for number in range(120)
}  # fmt: skip
"""A site with more posts than are copied."""


@pytest.fixture
def pages() -> Iterator[TruePages]:
    need("jekyll")
    building = TruePages()
    yield building
    building.close()


def site_of(files: dict[str, str], root: Path) -> sites.Site:
    write_files(root, files)
    return sites.load(root)


def own_files(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


def test_true_pages_are_those_of_a_whole_build(
    postgen: Callable[..., object], tmp_path: Path
) -> None:
    need("jekyll")
    postgen("init", "first", cwd=tmp_path)
    project = ("_posts", "_layouts", "assets")
    own = {
        f"{name}/{path}": text for name in project for path, text in own_files(ROOT / name).items()
    }
    own |= {
        name: (ROOT / name).read_text(encoding="utf-8")
        for name in ("_config.yml", "index.html", "archive.html")
    }
    some = ("post-0.md", "post-7.md", "post-50.md", "post-119.md")
    every = [own_files(tmp_path / "first"), own, RICH, ELSEWHERE, MANY]
    for number, (files, whole) in enumerate(zip(every, build(every), strict=True)):
        assert not whole.error
        site = site_of(files, tmp_path / str(number))
        starts: list[Path] = []
        building = TruePages(starts.append)
        found = [*site.posts(), *site.documents(), *site.pages()]
        for path in found if number < 4 else [each for each in found if each.name.endswith(some)]:
            if not path.read_bytes().startswith(b"---") or path.name == "feed.xml":
                continue
            page = building.build(site, path)
            built = page.file.relative_to(building.built).as_posix()
            is_hidden = path.name.endswith("-hidden.md")
            assert is_hidden or page.partial or page.file.read_text() == whole.pages[built], path
            assert page.partial == (("posts",) if path.name.endswith("post-7.md") else ()), path
        building.close()
        assert len(starts) == 1, "Jekyll is started once for all pages"
        assert not building.built.exists()
        assert own_files(tmp_path / str(number)) == files, "the site is not written"


def test_a_draft_is_the_newest_post_and_is_read_as_it_is_written(
    pages: TruePages, tmp_path: Path
) -> None:
    config = RICH["_config.yml"].replace("future: true\n", "")  # with it, Jekyll sorts no drafts
    draft = {"_config.yml": config, "_drafts/new.md": "---\ntitle: New\n---\nx\n"}
    site = site_of(RICH | draft, tmp_path)
    os.utime(tmp_path / "_drafts/new.md", (1_800_000_000, 1_800_000_000))
    page = pages.build(site, tmp_path / "_drafts/new.md", "---\ntitle: Newer\n---\nwritten\n")
    shown = page.file.read_text(encoding="utf-8")
    assert page.url == "/2027/01/15/new.html"
    assert "<h1>NEWER</h1><p>written</p>" in shown
    assert '<a href="/nlp/2026/01/04/d.html">D: ' in shown
    assert "@import" not in (pages.built / "assets/main.css").read_text(encoding="utf-8")


def test_what_stops_jekyll_is_said_with_its_place(pages: TruePages, tmp_path: Path) -> None:
    site = site_of({**RICH, "_includes/bad.html": "\n{% if %}"}, tmp_path)
    path = tmp_path / "_posts/2026-01-02-b.md"
    start = "_posts/2026-01-02-b.md"
    for body, message in (
        ("\n\none\n\n{% foo %}\n", f"{start}:8: Liquid syntax error: Unknown tag 'foo'"),
        ("{% post_url 2020-01-01-no %}", f'{start}:4: Could not find post "2020-01-01-no"'),
        ("\n{% link no\x1b[31m.md %}", "Could not find document 'no.md'"),
        ("{% include bad.html %}", "Liquid syntax error (_includes/bad.html line 2): Syntax Error"),
        ("{{ 1 | divided_by: 0 }}", f"{start}:4: Liquid error: divided by 0"),
    ):
        with pytest.raises(JekyllError, match=r".") as stopped:
            pages.build(site, path, f"---\ntitle: B\n---\n{body}")
        assert message in stopped.value.message
        assert str(tmp_path) not in stopped.value.message
    (tmp_path / "_layouts/post.html").write_text("---\nlayout: default\n---\n\n{% bar %}")
    with pytest.raises(JekyllError, match=r"_layouts/post.html:5: .*Unknown tag 'bar'"):
        pages.build(site, path)
    (tmp_path / "_layouts/post.html").write_text("{{ content }}")
    assert pages.build(site, path, "---\nlayout: nope\n---\n").warnings == (
        f"Build Warning: Layout 'nope' requested in {start} does not exist.",
    )
    (tmp_path / "_config.yml").write_text("plugins: [jekyll-of-nobody]\n")
    with pytest.raises(JekyllError, match="needs jekyll-of-nobody, which is not installed"):
        pages.build(sites.load(tmp_path), path)
    (tmp_path / "_config.yml").write_text("remote_theme: a/b\n")
    with pytest.raises(NoJekyllError, match="from the network"):
        pages.build(sites.load(tmp_path), path)
    (tmp_path / "_config.yml").write_text("title: Plain\n")
    (tmp_path / "_plugins/end.rb").write_text("exit! 3\n")
    with pytest.raises(JekyllError):
        pages.build(sites.load(tmp_path), path)
    (tmp_path / "_plugins/end.rb").unlink()
    assert pages.build(sites.load(tmp_path), path, "---\ntitle: B\n---\nfine\n").version


def test_names_that_only_jekyll_finds_are_copied_and_tried_again(
    pages: TruePages, tmp_path: Path
) -> None:
    site = site_of(MANY, tmp_path)
    text = "---\nname: _posts/2012-04-15-post-27.md\n---\n{% link {{ page.name }} %} {% link link.md %}\n"
    page = pages.build(site, tmp_path / "_posts/2019-12-15-post-119.md", text)
    assert "<p>/2012/04/15/post-27/ /link.md</p>" in page.file.read_text(encoding="utf-8")


def test_jekyll_is_started_again_when_it_has_ended(pages: TruePages, tmp_path: Path) -> None:
    site = site_of(
        {"_config.yml": "title: x\n", "_posts/2026-01-01-a.md": "---\n---\na\n"}, tmp_path
    )
    path = tmp_path / "_posts/2026-01-01-a.md"
    pages.build(site, path)
    assert pages._resident
    pages._resident.kill()
    assert "<p>b</p>" in pages.build(site, path, "---\n---\nb\n").file.read_text(encoding="utf-8")


@pytest.mark.parametrize("building", ["", "a page", "for ever"])
def test_the_copy_is_removed_and_jekyll_ends_when_nobody_is_left(
    tmp_path: Path, building: str
) -> None:
    """As after `kill -9`: Jekyll sees the end of its input, whatever it does."""
    need("jekyll")
    endless = (
        "Jekyll::Hooks.register(:site, :pre_render) { loop { 1 } if File.exist?('_config.yml.on') }"
    )
    site = site_of(
        {
            "_config.yml": "title: x\n",
            "_posts/2026-01-01-a.md": "---\n---\n",
            "_plugins/endless.rb": endless,
        },
        tmp_path,
    )
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        pages = TruePages()
        pages.build(site, tmp_path / "_posts/2026-01-01-a.md")
        os.write(writer, str(pages.built).encode())
        resident = pages._resident
        if building == "for ever":
            (pages.built.parent / "source/_config.yml.on").touch()
        if building and resident:
            resident._stdin.write(b'{"wanted": []}\n')
            resident._stdin.flush()
        os.kill(os.getpid(), signal.SIGKILL)
    os.close(writer)
    built = Path(os.read(reader, 1000).decode())
    os.waitpid(child, 0)
    os.close(reader)
    deadline = time.monotonic() + 60
    while built.exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
