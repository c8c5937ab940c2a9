"""Previews without Jekyll and without a browser: what is copied, what is answered, and what is not."""

from __future__ import annotations

import asyncio
import errno
import os
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from postgen import site as sites
from postgen.cli import report
from postgen.commands import preview as command
from postgen.desk.desk import Desk
from postgen.desk.events import Events
from postgen.desk.forms import Form
from postgen.desk.preview_app import create_preview_app
from postgen.desk.routes.preview import state
from postgen.errors import NotFoundError
from postgen.preview import jekyll, names
from postgen.preview.addresses import Addresses
from postgen.preview.choice import ALL_POSTS, Choice, Listing, choose
from postgen.preview.jekyll import JekyllError, Resident, Start, starts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

POST = "_posts/2026-11-20-walks.md"


# What is copied


def chosen(root: Path, place: str, text: str = "") -> Choice:
    site = sites.load(root)
    path = root / place
    text = text or path.read_text(encoding="utf-8")
    return choose(Listing(site), path, text, site.now(), names.NOTHING)


def many_posts() -> dict[str, str]:
    count = ALL_POSTS + 50
    days = [f"20{10 + number // 12}-{1 + number % 12:02}-15" for number in range(count)]
    return {f"_posts/{day}-post.md": "---\ntitle: x\n---\n" for day in days}


def test_of_many_posts_those_are_copied_that_the_page_needs(
    make_site: Callable[..., Path],
) -> None:
    files = many_posts() | {
        "_layouts/post.html": "{% post_url 2010-01-15-post %} {% link about.md %}",
        "_posts/2015-06-14-hidden.md": "---\npublished: false\n---\n",
        "_posts/2015-06-15-walks.md": "---\nref: w\nlang: en\n---\n{% post_url 2011-01-15-post %}\n",
        "_posts/2018-02-01-paseos.md": "---\nref: w\nlang: es\n---\n",
        "_posts/2019-02-01-walks-fr.md": "---\ntitle: Promenades\n---\n",
        "about.md": "---\ntitle: About\n---\n",
        "index.html": "---\n---\n",
        "image.png": b"\x89PNG",
    }  # fmt: skip
    choice = chosen(make_site(files), "_posts/2015-06-15-walks.md")
    posts = sorted(place[7:17] for place in choice.whole if place.startswith("_posts/"))
    near = ["2015-04-15", "2015-05-15", "2015-06-15", "2015-06-15", "2015-07-15", "2015-08-15"]
    assert {"2010-01-15", "2011-01-15", "2018-02-01", "2019-02-01", *near} <= set(posts)
    assert len(posts) < 12
    assert {"_config.yml", "_layouts/post.html", "about.md", "index.html"} <= set(choice.whole)
    assert list(choice.linked) == ["image.png"]
    assert {"posts", "tags", "related_posts"} <= choice.incomplete
    assert "pages" not in choice.incomplete


def test_of_few_posts_all_are_copied(make_site: Callable[..., Path]) -> None:
    root = make_site({POST: "---\n---\n", "_posts/2010-01-01-old.md": "---\n---\n"})
    choice = chosen(root, POST)
    assert "_posts/2010-01-01-old.md" in choice.whole
    assert choice.incomplete == {"content"}


def test_posts_are_listed_again_only_when_a_folder_has_changed(
    make_site: Callable[..., Path],
) -> None:
    root = make_site({POST: "---\n---\n"})
    first = Listing(sites.load(root))
    again = Listing(sites.load(root), first)
    assert again.posts is first.posts
    for place in ("_posts/2026-11-21-new.md", "notes/_posts/2026-11-22-other.md"):
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_text("---\n---\n", encoding="utf-8")
        again = Listing(sites.load(root), again)
        assert again.posts[0] == root / place


def test_nothing_outside_of_the_site_is_copied(make_site: Callable[..., Path]) -> None:
    root = make_site({POST: "---\n---\n"})
    (root.parent / "secret.txt").write_text("x", encoding="utf-8")
    text = "{% link ../secret.txt %} {% include_relative ../../secret.txt %} {% link /etc/passwd %}"
    choice = chosen(root, POST, text)
    assert set(choice.whole) | set(choice.linked) == {"_config.yml", POST}


def test_names_in_tags_and_in_what_jekyll_misses() -> None:
    text = "{% post_url a/2026-01-01-b %}{%- link /about.md -%}{% include_relative x.md a=1 %}"
    assert names.in_text(text) == names.Names(
        frozenset({"a/2026-01-01-b"}), frozenset({"about.md"}), frozenset({"x.md"})
    )
    missed = "Could not find document '/c.md' in tag 'link'.\n\nMake sure the document exists"
    assert names.missing(missed).files == {"c.md"}
    assert names.in_text("{%link b.md-%}{% post_url 2026-01-01-c- %}") == names.Names(
        frozenset({"2026-01-01-c-"}), frozenset({"b.md"})
    )


def test_a_tag_that_is_not_closed_is_read_at_once() -> None:
    """With a cubic search this would take days."""
    assert names.in_text(f"{{% link{' ' * 50_000}x") == names.NOTHING


def test_a_link_to_a_folder_of_the_site_is_followed_once_and_none_out_of_it(
    make_site: Callable[..., Path],
) -> None:
    root = make_site({POST: "x", "shared/a.html": "A", "_includes/b.html": "B"})
    (root / "_includes/shared").symlink_to("../shared")
    (root / "_includes/again").symlink_to(".")
    (root / "_includes/all").symlink_to("/")
    own = {place for place in chosen(root, POST).whole if place.startswith("_includes/")}
    assert own == {"_includes/b.html", "_includes/shared/a.html"}


def test_jekyll_is_that_of_the_bundle_where_it_is_installed(tmp_path: Path) -> None:
    programs = {"bundle": "/x/bundle", "jekyll": "/x/jekyll"}
    (tmp_path / "Gemfile").touch()
    assert all(start.variables == {} for start in starts(tmp_path, programs.get))
    (tmp_path / "Gemfile.lock").touch()
    first = starts(tmp_path, programs.get)[0]
    assert first.command == ("/x/bundle", "exec", "ruby")
    assert first.variables["BUNDLE_FROZEN"] == "true"
    assert starts(tmp_path, lambda _: None) == []


# Which post, and the quick page


def test_the_post_is_the_newest_draft_of_an_issue_else_the_newest_post(
    make_site: Callable[..., Path],
) -> None:
    root = make_site()
    with pytest.raises(NotFoundError, match="no post yet"):
        command.find(sites.load(root), "")
    for place, text in (
        ("_drafts/notes.md", "---\ntitle: Notes\n---\n"),
        ("_posts/2026-01-01-old.md", "---\n---\n"),
        (POST, "---\ntitle: Walks\n---\n"),
        ("_posts/2026-12-01-backlog.md", "---\npublished: false\n---\n"),
        ("_drafts/issue.md", "---\ntitle: 'Newsletter #3'\nissue: 3\ntags: [newsletter]\n---\n"),
    ):
        (root / place).parent.mkdir(exist_ok=True)
        (root / place).write_text(text, encoding="utf-8")
        found = command.find(sites.load(root), "")
        assert found == root / (POST if "backlog" in place else place)
    assert command.find(sites.load(root), "walks").name == "2026-11-20-walks.md"


def test_the_quick_page_has_the_addresses_that_are_certain(make_site: Callable[..., Path]) -> None:
    config = "baseurl: /blog\nurl: https://e.example\nkramdown: {toc_levels: 2..3}\n"
    site = sites.load(make_site({POST: "---\n---\n"}, config))
    text = (
        "---\ntitle: T\n---\n[a]({{ site.baseurl }}/x) [b]({{ '/y' | absolute_url }}) "
        "[c]({% post_url 2026-11-20-walks %})\n"
    )
    found = command.quick(site, text)
    assert found.title == "T"
    assert 'href="/blog/x"' in found.html
    assert 'href="https://e.example/blog/y"' in found.html
    assert 'href="/blog/2026/11/20/walks.html"' in found.html
    assert found.unsure == ()


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("markdown: CommonMark\n", "the site's Markdown is commonmark"),
        ("kramdown: {hard_wrap: true}\n", "kramdown: hard_wrap is not used"),
        ("kramdown: {input: GFM, hard_wrap: false, toc_levels: [1, 2]}\n", ""),
    ],
)
def test_settings_that_the_quick_page_does_not_follow_are_named(
    make_site: Callable[..., Path], config: str, words: str
) -> None:
    unsure = command.quick(sites.load(make_site({}, config)), "text\n").unsure
    assert [words in each for each in unsure] == ([True] if words else [])


# Addresses


def test_addresses_lead_into_the_preview() -> None:
    lead = Addresses("/t/site", {"url": "https://e.example"})
    html = (
        '<a href="/x">/y url(/z)</a> <img src=/i.png srcset="/a.png 1x, b.png 2x, /c.png 3x">'
        "<link href='https://e.example/main.css'><a href='//other.example/'><a href='#x'>"
        "<p style=\"background: url('/b.png')\"><style>@import '/s.css'; a { b: url(/c.png) }</style>"
        '<script>f("<a href=/k>")</script><!-- <a href="/l"> --><a href="https://e.example.evil/">'
    )
    assert lead.html(html) == (
        '<a href="/t/site/x">/y url(/z)</a> <img src=/t/site/i.png srcset="/t/site/a.png 1x, b.png 2x, /t/site/c.png 3x">'
        "<link href='/t/site/main.css'><a href='//other.example/'><a href='#x'>"
        "<p style=\"background: url('/t/site/b.png')\"><style>@import '/t/site/s.css'; a { b: url(/t/site/c.png) }</style>"
        '<script>f("<a href=/k>")</script><!-- <a href="/l"> --><a href="https://e.example.evil/">'
    )  # fmt: skip


# What the second origin answers


def ask(desk: Desk, path: str, method: str = "GET", **options: Any) -> httpx.Response:
    """Ask the origin of a desk's previews."""

    async def answer() -> httpx.Response:
        transport = httpx.ASGITransport(create_preview_app(desk))
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1:4011"
        ) as client:
            return await client.request(method, path, **options)

    return asyncio.run(answer())


@pytest.fixture
def origin(make_site: Callable[..., Path]) -> Iterator[tuple[Desk, Callable[..., Any]]]:
    """Yield a desk, and what asks the origin of its previews for a path below its token."""
    root = make_site(
        {
            POST: "---\ntitle: Walks\n---\nSecret source\n",
            "main.css": "a { b: url(/x.png) }",
            "font.woff2": b"x",
            ".env": "secret",
            "_data/private.yml": "secret",
            "page.html": "---\n---\nsource of a page",
            "Gemfile": "secret",
        },
        "baseurl: /blog\n",
    )
    (root.parent / "outside.txt").write_text("secret", encoding="utf-8")
    (root / "leak.txt").symlink_to(root.parent / "outside.txt")
    desk = Desk(root, report, port=4010, preview_port=4011, events=Events(root))
    built = desk.previews.pages.built
    (built / "2026").mkdir()
    (built / "2026/index.html").write_text("<p>built</p>", encoding="utf-8")
    yield desk, lambda path, **options: ask(desk, f"{desk.previews.prefix}{path}", **options)
    desk.previews.close()


def test_pages_and_assets_are_answered_with_a_policy(
    origin: tuple[Desk, Callable[..., Any]],
) -> None:
    desk, get = origin
    for path in ("/site/2026/", "/site/2026", "/site/blog/2026/index.html"):
        answer = get(path)
        assert answer.text.startswith(f'<p>built</p><script src="{desk.previews.prefix}/own/')
    policy = answer.headers["content-security-policy"]
    assert "sandbox allow-scripts;" in policy
    assert "allow-same-origin" not in policy
    scripts = f"{desk.preview_origin}{desk.previews.prefix}/own/frame.js"
    assert f"default-src 'none'; script-src {scripts}; " in policy
    assert f"frame-ancestors http://127.0.0.1:{desk.port} " in policy
    assert "set-cookie" not in answer.headers
    for guess in ("?open", "?open=", "?open=open", f"?open={desk.previews.token}"):
        assert "default-src 'none'" in get(f"/site/2026/{guess}").headers["content-security-policy"]
    allowed = get(f"/site/2026/?open={desk.previews.open_key}")
    assert "default-src *" in allowed.headers["content-security-policy"]
    assert get("/site/main.css").text == f"a {{ b: url({desk.previews.prefix}/site/x.png) }}"
    assert get("/site/font.woff2").headers["access-control-allow-origin"] == "null"
    assert "access-control-allow-origin" not in get("/site/main.css").headers
    assert "Secret source" in get(f"/quick?post={POST}").text
    assert get("/own/frame.js").headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize(
    "path",
    [
        "/site/../site/_config.yml", "/site/%2e%2e/outside.txt", "/site/..%2foutside.txt", "/site/%2fetc/passwd",
        "/site//etc/passwd", "/site/..%5coutside.txt", "/site/leak.txt", "/site/.env", "/site/_data/private.yml",
        "/site/page.html", "/site/Gemfile", "/site/_config.yml", f"/site/{POST}", "/site/a%00.txt", "/site/",
        "/own/desk.js", "/own/..%2fdesk.js", f"/site/{'x' * 300}", f"/quick?post={'x' * 300}", "/quick?post=nothing", "/quick?post=../outside.txt",
    ],
)  # fmt: skip
def test_nothing_else_is_answered(origin: tuple[Desk, Callable[..., Any]], path: str) -> None:
    answer = origin[1](path)
    assert answer.status_code == 404
    assert "secret" not in answer.text.lower()


def test_only_the_token_and_the_right_host_open_it(
    origin: tuple[Desk, Callable[..., Any]],
) -> None:
    desk, get = origin
    assert ask(desk, "/x/site/2026/").status_code == 404
    assert ask(desk, "/é/site/2026/").status_code == 404
    assert get("/site/2026/", headers={"host": "evil.example"}).status_code == 421
    assert get("/site/2026/", method="POST").status_code == 405


def test_what_a_page_is_made_of_is_looked_at(
    origin: tuple[Desk, Callable[..., Any]],
) -> None:
    desk, get = origin
    for place in ("_sass/a.scss", "_includes/a.html"):
        (desk.root / place).parent.mkdir()
        (desk.root / place).touch()
    desk.previews.show(desk.site(), desk.root / POST, wants_quick=True)
    get("/site/main.css")
    for place in ("_sass/a.scss", "_includes/new.html", "main.css"):
        before = desk.events.position()
        (desk.root / place).write_text("a { b: c }", encoding="utf-8")
        assert desk.events.position() != before, place


def test_a_post_that_is_gone_is_said_where_the_page_was_made(
    origin: tuple[Desk, Callable[..., Any]],
) -> None:
    answer = state(origin[0], Form([("post", "_drafts/gone.md")]))
    html = bytes(answer.body).decode()
    assert html.startswith('<div class="preview-state" data-address=""')
    assert "There is no draft, post or page `_drafts/gone.md`" in html
    assert "made-by" not in html


def test_the_first_page_of_a_site_is_found(origin: tuple[Desk, Callable[..., Any]]) -> None:
    desk, get = origin
    (desk.previews.pages.built / "index.html").write_text("<p>first</p>", encoding="utf-8")
    for path in ("/site/", "/site/blog/", "/site/blog", "/site//index.html"):
        assert get(path).text.startswith("<p>first</p>"), path


def test_where_liquid_prints_is_marked(make_site: Callable[..., Path]) -> None:
    text = "A {{ page.title | upcase }} [b]({{ y }}) {% include x.html a='1 2' %} c\n"
    found = command.quick(sites.load(make_site({})), text)
    assert found.html == '<p>A {…} <a href="{…}">b</a> {…} c</p>\n'


def test_a_full_disk_is_a_sentence_with_the_quick_page(
    origin: tuple[Desk, Callable[..., Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, _ = origin

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("shutil.copy2", full)
    shown = desk.previews.show(desk.site(), desk.root / POST)
    assert shown.kind == "quick"
    assert shown.notices[0][0] == "error"
    assert shown.notices[0][1].startswith("The copy for Jekyll, ")
    assert "cannot be written: no space left on device. Make room" in shown.notices[0][1]


@pytest.mark.processes
@pytest.mark.skipif(os.name == "nt", reason="a program is a file with a mode")
def test_a_build_without_an_end_is_stopped_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "ruby"
    program.write_text('#!/bin/sh\necho \'{"version": "4"}\'\nexec sleep 1000\n', encoding="utf-8")
    program.chmod(0o700)
    resident = Resident(Start((str(program),), {}), tmp_path)
    monkeypatch.setattr(jekyll, "TIMEOUT", 0.01)
    with pytest.raises(JekyllError, match="a loop may have no end"):
        resident.ask({})
    resident.close()
