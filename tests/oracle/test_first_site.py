"""The site that `postgen init` writes into an empty folder, built by a real Jekyll."""

from __future__ import annotations

import os
import re
import subprocess
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from tests.conftest import need

if TYPE_CHECKING:
    from pathlib import Path

ATOM = "{http://www.w3.org/2005/Atom}"


class Page(HTMLParser):
    """The links, ids and images of a page, and whether its elements are closed in order."""

    VOID = ("meta", "link", "img", "br", "hr")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.links += [str(values["href"])] if tag == "a" and "href" in values else []
        self.ids += [str(values["id"])] if "id" in values else []
        self.images += [values] if tag == "img" else []
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)


def build(site: Path) -> tuple[Path, str]:
    """Build a site; return the folder of its pages, and what Jekyll said of it."""
    done = subprocess.run(
        ["jekyll", "build", "--quiet", "--strict_front_matter", "--future", "--disable-disk-cache"],
        cwd=site,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, "TZ": "UTC", "LANG": "C.UTF-8", "JEKYLL_NO_BUNDLER_REQUIRE": "true"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return site / "_site", done.stdout + done.stderr


@pytest.fixture
def first_site(tmp_path: Path, postgen: Any) -> Path:
    need("jekyll")
    postgen("init", "my-blog", cwd=tmp_path)
    return tmp_path / "my-blog"


def test_a_first_site_is_built_without_a_warning(first_site: Path) -> None:
    pages, said = build(first_site)
    assert said == ""
    built = {path.relative_to(pages).as_posix() for path in pages.rglob("*") if path.is_file()}
    assert built == {
        "2026/11/21/hello/index.html", "archive/index.html", "assets/css/site.css", "feed.xml", "index.html",
    }  # fmt: skip


def test_a_first_issue_stands_on_every_page_of_a_first_site(first_site: Path, postgen: Any) -> None:
    postgen("new", "backlog", "--category", "Tools", cwd=first_site)
    hostile = 'A & B <i>"x"</i> {{ y }}'
    postgen(
        "add-link", "https://one.example/?a=1&b=2", "--category", "Tools", "--title", hostile,
        "--note", "with words", "--no-fetch", cwd=first_site,
    )  # fmt: skip
    postgen("new", "newsletter", "Links & <b>more</b>", cwd=first_site)
    assert postgen("stats", "--page", "-o", "numbers.html", cwd=first_site).returncode == 0
    pages, said = build(first_site)
    assert said == ""
    (issue,) = pages.glob("2026/11/21/links*/index.html")
    address = "/" + issue.parent.relative_to(pages).as_posix() + "/"
    for name in ("index.html", "archive/index.html", "2026/11/21/hello/index.html"):
        assert address in Page((pages / name).read_text()).links, name
    for path in pages.rglob("*.html"):
        text = path.read_text()
        page = Page(text)
        assert not page.unbalanced, path
        assert not page.open, path
        assert len(page.ids) == len(set(page.ids)), path
        assert "{{" not in text.replace("{{ y }}", ""), path
        assert "<b>more" not in text, path
        inside = [link[1:] for link in page.links if link.startswith("#")]
        assert set(inside) <= set(page.ids), path
    title = re.search(r"<title>(.*)</title>", issue.read_text())
    assert title
    assert title[1] == "Links &amp; &lt;b&gt;more&lt;/b&gt; · My blog"


def test_the_feed_of_a_first_site_is_valid_atom(first_site: Path) -> None:
    config = first_site / "_config.yml"
    config.write_text(config.read_text().replace('url: ""', 'url: "https://blog.example"'))
    pages, _ = build(first_site)
    feed = ET.parse(pages / "feed.xml").getroot()  # noqa: S314 - Jekyll wrote it
    assert feed.findtext(f"{ATOM}title") == "My blog"
    assert feed.findtext(f"{ATOM}id") == "https://blog.example/"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\S+", feed.findtext(f"{ATOM}updated") or "")
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == "https://blog.example/2026/11/21/hello/"
    assert "<pre" in (entry.findtext(f"{ATOM}content") or "")
    for name in ("title", "updated", "published", "summary", "link"):
        assert entry.find(f"{ATOM}{name}") is not None, name


@pytest.mark.parametrize(
    ("image", "source", "alternative"),
    [
        ('"/assets/images/a.png"', "/assets/images/a.png", ""),
        ('"https://cdn.example/a.png"', "https://cdn.example/a.png", ""),
        ('{path: /b.png, alt: "A \\"b\\""}', "/b.png", 'A "b"'),
    ],
)
def test_the_layout_shows_the_image_of_a_post(
    first_site: Path, image: str, source: str, alternative: str
) -> None:
    (first_site / "_posts" / "2026-11-20-a.md").write_text(
        f"---\nlayout: post\ntitle: A\nimage: {image}\nauthor: {{name: Ada}}\n---\nText.\n"
    )
    pages, said = build(first_site)
    assert said == ""
    text = (pages / "2026" / "11" / "20" / "a" / "index.html").read_text()
    (shown,) = Page(text).images
    assert (shown["src"], shown["alt"]) == (source, alternative)
    assert "· Ada" in text
