"""`postgen export POST`, as a process and as a function."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from postgen import plugins
from postgen import site as sites
from postgen.commands.export_post import PostExportRequest, export_post
from postgen.commands.post_of_site import ExportError, read_post
from tests.conftest import NOW, sentences

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CONFIG = 'title: "A blog"\nurl: "https://blog.example"\nbaseurl: /notes\nlang: de-AT\n'
POST = "_posts/2026-11-20-boats.md"
TEXT = (
    '---\ntitle: "Boats & <b>"\ndate: 2026-11-20 18:30:00 +0100\nimage:\n  path: /a.png\n  alt: "A boat"\n---\n'
    '[a](/a) [b](b.html) [c]({{ "/c" | relative_url }}) [d](https://d.example/) ![e](/e.png)\n'
)
DRAFT = "---\ntitle: Trains\n---\nA [train](https://t.example/).\n"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))


@pytest.fixture
def site(make_site: Callable[..., Path]) -> Path:
    return make_site({POST: TEXT, "_drafts/trains.md": DRAFT}, CONFIG)


def test_a_post_is_printed_or_written_to_a_file(site: Path, postgen: Callable[..., Any]) -> None:
    done = postgen("export", "boats", "--format", "text")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Boats & <b>\n===========\n")
    written = postgen("export", POST, "--format", "email", "--output", "out/mail.html")
    assert (written.returncode, written.stdout) == (0, "out/mail.html\n")
    html = (site / "out/mail.html").read_text(encoding="utf-8")
    assert "<title>Boats &amp; &lt;b&gt;</title>" in html
    again = postgen("export", POST, "--format", "text", "-o", "out/mail.html")
    assert again.returncode == 1
    assert (site / "out/mail.html").read_text(encoding="utf-8") == html
    shown = postgen("export", POST, "--format", "text", "-o", "out/mail.html", "--force", "-n")
    assert "+Boats & <b>" in shown.stdout
    assert (site / "out/mail.html").read_text(encoding="utf-8") == html


def test_json_has_the_text_and_the_address(site: Path, postgen: Callable[..., Any]) -> None:
    data = json.loads(postgen("export", "boats", "--format", "html", "--json").stdout)
    assert data["url"] == "https://blog.example/notes/2026/11/20/boats.html"
    assert (data["post"], data["path"], data["format"]) == (POST, None, "html")
    assert data["text"].startswith('<p><a href="https://blog.example/a">')
    assert site.is_dir()


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        ("boats", "The outlet of the post is missing."),
        ("boats --format csv", "`csv` is a format of links, and not of a post."),
        ("boats --format gopher", "There is no outlet `gopher` for posts."),
        ("--format email", "`email` is for a post, and none is named."),
        ("--format gopher", "Links cannot be written as `gopher`."),
        ("boats --format text --category A", "--category and --backlog are of the backlog's links"),
        ("--text", "--text is for a post."),
    ],
)
def test_what_makes_no_sense_is_refused(
    call: str, sentence: str, site: Path, postgen: Callable[..., Any]
) -> None:
    done = postgen("export", *call.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert site.is_dir()


def test_a_post_in_another_markup_is_refused(make_site: Callable[..., Path]) -> None:
    root = make_site(
        {"_posts/2026-11-20-a.textile": "---\ntitle: A\n---\nh1. Not Markdown\n"}, CONFIG
    )
    with pytest.raises(ExportError, match=r"a\.textile is neither Markdown nor HTML"):
        read_post(sites.find(root), "_posts/2026-11-20-a.textile")
    config = f"{CONFIG}markdown_ext: md,textile\n"
    root = make_site({}, config)
    assert read_post(sites.find(root), "_posts/2026-11-20-a.textile")[1].title == "A"


def test_addresses_count_from_the_page_and_liquid_from_the_base(site: Path) -> None:
    _, post, _ = read_post(sites.find(site), POST)
    links = [each.attributes["href"] for each in post.tree().all("a")]
    assert links == [
        "https://blog.example/a",
        "https://blog.example/notes/2026/11/20/b.html",
        "https://blog.example/notes/c",
        "https://d.example/",
    ]
    assert (post.image, post.image_alt) == ("https://blog.example/notes/a.png", "A boat")
    assert (post.language, post.site_title) == ("de-AT", "A blog")
    assert post.home == "https://blog.example/notes/"


def test_an_image_is_where_the_layouts_look_for_it(make_site: Callable[..., Path]) -> None:
    def image(folder: Path) -> str:
        return read_post(sites.find(folder), "a")[1].image

    text = {"_posts/2026-11-20-a.md": "---\ntitle: A\nimage:\n  thumb: cat.png\n---\n"}
    layout = {"_layouts/post.html": "{{ site.url }}/images/{{ page.image.thumb }}"}
    assert image(make_site(text, CONFIG)) == ""
    assert image(make_site(text | {"img/cat.png": ""}, CONFIG)).endswith("/notes/img/cat.png")
    assert image(make_site(text | layout, CONFIG)) == "https://blog.example/notes/images/cat.png"


def test_a_draft_has_the_address_of_today(site: Path) -> None:
    result = export_post(sites.find(site), PostExportRequest("trains", "html"))
    assert re.fullmatch(r"https://blog.example/notes/20[\d/]+/trains.html", result.data["url"])
    assert sentences(result) == (
        "_drafts/trains.md is a draft: its address holds when it is published today.",
    )


def test_a_post_that_is_not_there_yet_is_pointed_out(make_site: Callable[..., Path]) -> None:
    root = make_site({POST: TEXT.replace("title:", "published: false\ntitle:")}, CONFIG)
    result = export_post(sites.find(root), PostExportRequest("boats", "text"))
    assert sentences(result) == (
        f"{POST} is not on the site yet: readers find nothing at its address.",
    )


def test_without_an_address_of_the_site_nothing_is_exported(make_site: Callable[..., Path]) -> None:
    for config in ("title: x\n", 'url: ""\n', "url: /blog\n", "url: javascript:alert(1)\n"):
        root = make_site({POST: TEXT}, config)
        with pytest.raises(ExportError, match=r"there is no `url:`"):
            export_post(sites.find(root), PostExportRequest("boats", "html"))


def test_the_address_that_github_gives_a_site_is_proposed(make_site: Callable[..., Path]) -> None:
    remote = {".git/config": "[remote]\n\turl = git@github.com:Ada/notes.git\n"}
    with pytest.raises(ExportError) as error:
        read_post(sites.find(make_site({POST: TEXT} | remote, "title: A\n")), "boats")
    assert error.value.hint == "Set `url: https://ada.github.io`, the address of the site."
    with pytest.raises(ExportError) as error:
        read_post(
            sites.find(make_site({POST: TEXT, "CNAME": "ada.example\n"}, "title: A\n")), "boats"
        )
    assert "`url: https://ada.example`" in error.value.hint


def test_bytes_of_other_systems(make_site: Callable[..., Path]) -> None:
    plain = "---\ntitle: Boats\n---\nA [boat](/b){% comment %}x{% endcomment %}.\n\n* c\n"
    root = make_site(
        {
            "_posts/2026-11-20-a.md": plain,
            "_posts/2026-11-21-a.md": plain.replace("\n", "\r\n"),
            "_posts/2026-11-22-a.md": "\ufeff" + plain,
        },
        CONFIG,
    )
    for outlet in ("buttondown", "email", "html", "text"):
        texts = []
        for day in ("20", "21", "22"):
            request = PostExportRequest(f"_posts/2026-11-{day}-a.md", outlet)
            text = export_post(sites.find(root), request).text
            texts.append(text.replace(f"11-{day}", "11-20").replace(f"11/{day}", "11/20"))
        assert texts[0] == texts[1] == texts[2]


def test_bytes_that_are_no_text_and_control_characters(make_site: Callable[..., Path]) -> None:
    text = "---\ntitle: Boats\n---\nA \x1b[31mb\xffat\x00 [c](/d\xff).\n".encode("latin-1")
    root = make_site({POST: text}, CONFIG)
    for outlet in ("buttondown", "email", "html", "text"):
        found = export_post(sites.find(root), PostExportRequest("boats", outlet)).text
        assert "A [31mb\ufffdat" in found
        assert found.encode()


def test_settings_that_are_not_followed_are_named(make_site: Callable[..., Path]) -> None:
    root = make_site({POST: TEXT}, CONFIG + "markdown: CommonMark\n")
    result = export_post(sites.find(root), PostExportRequest("boats", "email"))
    assert sentences(result) == (
        "The page may show it otherwise: the site's Markdown is commonmark, not kramdown.",
    )


def test_another_package_brings_an_outlet(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    from postgen.outlets.post import Exported

    def export(post: Any) -> Exported:
        return Exported(f"# {post.title}\n")

    module = SimpleNamespace(NAME="gemini", SUFFIX=".gmi", export=export)
    monkeypatch.setattr(plugins, "find", lambda *_: module)
    result = export_post(sites.find(site), PostExportRequest("boats", "gemini"))
    assert result.text == "# Boats & <b>\n"
