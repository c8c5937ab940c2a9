from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from postgen import site
from postgen.commands import habit_report, link_pages, new_link
from postgen.commands.add_links import LookedUp
from postgen.commands.new import NameTakenError, PostRequest
from postgen.commands.new_link import KnownLinkError, LinkRequest
from postgen.errors import UsageError
from postgen.files import store
from postgen.jekyll import frontmatter
from postgen.links import find
from postgen.references.outbound_links import mentions
from tests.conftest import NOW, sentences

if TYPE_CHECKING:
    from collections.abc import Callable

URL = "https://new.example/a"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))


@pytest.fixture
def run(make_site: Any) -> Callable[..., Any]:
    """Return a function that writes a post of a link into a new site, and returns its path and text."""

    def run(files: dict[str, str] | None = None, config: str = "", **options: Any) -> Any:
        here = site.find(make_site(files or {}, config))
        request = LinkRequest(**{"url": URL, "title": "A new one", "fetch": False, **options})
        prepared = new_link.prepare(here, request, lambda _: {})
        result = new_link.create(here, prepared, here.now())
        store.commit(result.changes)
        change = result.changes[-1]
        return here.relative(change.path), change.new, result

    return run


def test_the_first_post_has_the_link_a_quotation_the_note_and_the_source(run: Any) -> None:
    path, text, result = run(
        note="Good.\n\nTwice.",
        quote="One.\n\nTwo: # it",
        via="https://lobste.rs/s/a",
        author="Ada L.",
    )
    assert path == "_posts/2026-11-21-a-new-one.md"
    assert text == (
        '---\nlayout: "post"\ntitle: "A new one"\ndate: 2026-11-21 10:00:00 +0000\n'
        f'link: "{URL}"\nvia: "https://lobste.rs/s/a"\nlink_author: "Ada L."\n---\n\n'
        f"> One.\n>\n> Two: # it\n>\n> — Ada L., [A new one]({URL})\n\n"
        "Good.\n\nTwice.\n\nVia [lobste.rs](https://lobste.rs/s/a).\n"
    )
    assert result.data["link"] == URL
    assert sentences(result) == ()


@pytest.mark.parametrize(
    "options",
    [
        {"note": "Good."},
        {"quote": "Words."},
        {"quote": "Words.", "note": "Good.", "via": "HN"},
        {},
        {"author": "Ada"},
    ],
)
def test_the_second_post_is_like_the_first(run: Any, options: dict[str, str]) -> None:
    first, text, _ = run(**options)
    path, second, _ = run({first: text}, url="https://other.example/b", title="Another", **options)
    assert path == "_posts/2026-11-21-another.md"
    assert second == text.replace(URL, "https://other.example/b").replace("A new one", "Another")


def test_a_post_of_other_parts_still_shows_its_link_once(run: Any) -> None:
    first, text, _ = run(note="Good.")
    _, second, _ = run({first: text}, url="https://other.example/b", title="B", quote="Q")
    assert second.count("https://other.example/b") == 2  # in the front matter, and in the body


def test_a_post_without_the_usual_quotation_shows_its_link_above(run: Any) -> None:
    first, text, _ = run(quote="Q")
    _, second, _ = run({first: text}, url="https://other.example/b", title="B", note="N")
    assert second.endswith("---\n\n[B](https://other.example/b)\n\nN\n")


DARING = """---
layout: linked
title: 'Link: {title}'
external-url: {url}
categories: links
hat-tip: Someone {title}
comments: false
---
{note} is what I say. And more.

> Words of {title}
> over two lines.
{{: .pull}}

{{% include link.html %}}

[Read it at {host} →]({url})
"""


def daring(number: int, folder: str = "_posts") -> dict[str, str]:
    values = {
        "title": f"Item number {number}",
        "url": f"https://host{number}.example/path/",
        "host": f"host{number}.example",
        "note": f"Note {number * 7}",
    }
    return {
        f"{folder}/2026-10-0{number}-link-item-number-{number}.markdown": DARING.format(**values)
    }


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_a_site_of_link_posts_gets_one_more_of_its_own_kind(run: Any, count: int) -> None:
    files: dict[str, str] = {}
    for number in range(1, count + 1):
        files |= daring(number)
    post = PostRequest("", tags=("t",))
    words = {"note": "Mine.", "quote": "Theirs.", "via": "You", "title": "It's"}
    path, text, _ = run(files, post=post, **words)
    assert path == "_posts/2026-11-21-link-it-s.markdown"
    front, body = text.split("---\n")[1:]
    assert frontmatter.load(front) == {
        "layout": "linked", "title": "Link: It's", "external-url": URL, "categories": ["links"],
        "hat-tip": "You", "comments": False, "tags": ["t"],
    }  # fmt: skip
    assert "title: 'Link: It''s'\n" in front
    assert f"external-url: {URL}\n" in front
    assert body == (
        f"\nMine.\n\n> Theirs.\n\n{{% include link.html %}}\n\n[Read it at new.example →]({URL})\n"
    )
    words |= {"author": "Ann", "url": "https://new.example/b", "title": "B"}
    assert "\n> Theirs.\n>\n> — Ann\n\n{% include" in run(files, post=post, **words)[1]


def test_posts_in_a_folder_are_followed_there(run: Any) -> None:
    nested: dict[str, str] = {}
    for number in range(1, 4):
        nested |= daring(number, "links/_posts")
    assert run(nested)[0] == "links/_posts/2026-11-21-link-a-new-one.markdown"


def test_documents_of_a_collection_are_followed_there(run: Any) -> None:
    shelf = {
        f"_shelf/{n}.md": f"---\ntitle: '{n}'\nlink: https://e.org/{n}\n---\nText {n}.\n"
        for n in "abc"
    }
    path, text, _ = run(
        shelf, "collections: {shelf: {output: true}}\n", note="N", url="https://new.example/z"
    )
    assert path == "_shelf/a-new-one.md"
    assert text.startswith("---\ntitle: 'A new one'\nlink: https://new.example/z\n---\n")


def test_a_prose_link_is_no_line_that_all_posts_have(run: Any) -> None:
    files = {
        f"_posts/2026-10-0{n}-x{n}.md": f"---\ntitle: X{n}\nlink: https://e.org/{n}\n---\n"
        f"I have read [this]({'https://e.org/'}{n}) and found it number {n} of good ones.\n"
        for n in (1, 2)
    }
    assert run(files, note="Mine.")[1].endswith(f"---\n\n[A new one]({URL})\n\nMine.\n")


def test_words_of_one_post_are_not_those_of_the_next(run: Any) -> None:
    files = {
        f"_posts/2026-10-0{n}-x{n}.md": f"---\ntitle: 「{word}」\nlink: https://e.org/{n}\nvia: https://hn.org/{n}\n---\n"
        f"<blockquote>\n<p>引文</p>\n<cite>Jane</cite>\n</blockquote>\n\n评论\n\n"
        f"原文：[{word}](https://e.org/{n})\n\n(via [hn.org](https://hn.org/{n}))\n"
        for n, word in enumerate(["一", "二"], 1)
    }
    _, text, _ = run(files, note="N", quote="Q", author="Ann", via="https://hn.org/9", title="三")
    assert text.endswith(
        f"\n> Q\n>\n> <cite>Ann</cite>\n\nN\n\n原文：[三]({URL})\n\n(via [hn.org](https://hn.org/9))\n"
    )


def test_posts_that_name_a_source_are_not_link_posts(run: Any) -> None:
    files = {"_posts/2026-10-01-x.md": "---\ntitle: X\nsource: https://e.org/\n---\nT\n"}
    assert f'\nlink: "{URL}"\n' in run(files)[1]


def test_a_title_of_the_web_is_only_a_title(run: Any) -> None:
    title = 'a: "b" {{ c }} {% raw %} | ](x) <b> # \u202e'
    _, text, _ = run(title=title, quote=title, note=title, author=title, via=title)
    front, body = text.split("---\n", 2)[1:]
    shown = title.replace(" \u202e", "")
    assert frontmatter.load(front)["title"] in {title, shown}
    assert "{{" not in body
    assert "{%" not in body
    assert "\n|" not in body


def test_a_link_that_is_there_already_is_refused_with_its_place(make_site: Any) -> None:
    files = {
        "_posts/2026-01-01-backlog.md": f"---\n---\n\n## A\n\n* [A]({URL})\n",
        "_posts/2026-01-02-x.md": "---\nlink: https://e.org/x\n---\n",
    }
    here = site.find(make_site(files))
    with pytest.raises(KnownLinkError, match="in the backlog, under `A`") as error:
        new_link.prepare(here, LinkRequest(f"{URL}?utm_source=b"), lambda _: {})
    assert "2026-01-01-backlog.md:6" in error.value.message
    with pytest.raises(KnownLinkError, match=r"2026-01-02-x.md:2"):
        new_link.prepare(here, LinkRequest("https://e.org/x"), lambda _: {})
    allowed = LinkRequest(URL, title="T", allow_duplicate=True)
    assert [each.code for each in new_link.prepare(here, allowed, lambda _: {}).notes] == ["known"]


def test_the_title_of_a_page_is_looked_up_and_a_move_followed(make_site: Any) -> None:
    here = site.find(make_site({"_posts/2026-01-02-x.md": "---\nlink: https://e.org/x\n---\n"}))
    page = LookedUp("Found  it", "", "https://new.example/b")
    prepared = new_link.prepare(here, LinkRequest(URL), lambda urls: dict.fromkeys(urls, page))
    assert (prepared.words.title, prepared.words.url) == ("Found it", "https://new.example/b")
    assert [each.code for each in prepared.notes] == ["moved-for-good"]
    known = LookedUp("T", "", "https://e.org/x")
    with pytest.raises(KnownLinkError):
        new_link.prepare(here, LinkRequest(URL), lambda urls: dict.fromkeys(urls, known))
    assert (
        new_link.prepare(here, LinkRequest(URL, fetch=False), lambda _: {}).words.title
        == "new.example/a"
    )


def test_a_draft_and_a_file_that_is_there(run: Any) -> None:
    assert run(draft=True)[0] == "_drafts/a-new-one.md"
    with pytest.raises(NameTakenError):
        run({"_posts/2026-11-21-a-new-one.md": "---\n---\n"}, url="https://new.example/c")
    with pytest.raises(UsageError):
        run(url="mailto:a@b.c")


def test_links_of_keys_are_found_as_those_of_a_body() -> None:
    text = (
        "---\r\ntitle: 'A post'\r\nlink: https://e.org/a # c\r\nexternal-url: 'https://e.org/b'\r\n"
        "via: https://v.org/\r\nimage: https://e.org/i.png\r\nsource: words\r\n---\r\n[b](https://e.org/b)\r\n"
    )
    found = [(each.url, each.title, each.line) for each in mentions(text)]
    assert found == [
        ("https://e.org/a", "A post", 3), ("https://v.org/", "https://v.org/", 5), ("https://e.org/b", "b", 9),
    ]  # fmt: skip
    assert [each.url for each in find.read(text).links] == [
        "https://e.org/a", "https://e.org/b", "https://v.org/", "https://e.org/b",
    ]  # fmt: skip


def test_habits_show_what_the_next_post_of_a_link_is_like(make_site: Any) -> None:
    here = site.find(make_site({**daring(1), **daring(2)}))
    rows = {each.key: each.value for each in habit_report.report(here, None, here.now())}
    assert rows["link: key"] == "external-url"
    assert rows["link: title"] == "Link: Title"
    assert rows["link: categories"] == ["links"]
    assert rows["link: body"] == [
        "note",
        "> quotation\n>\n> — author",
        "{% include link.html %}",
        "[Read it at host →](URL)",
    ]
    here = site.find(make_site({"x/_config.yml": ""}).joinpath("x"))
    assert not any(
        each.key.startswith("link") for each in habit_report.report(here, None, here.now())
    )


@pytest.mark.parametrize(
    ("files", "config", "layout"),
    [
        ({}, "", None), ({}, "theme: minima\n", "page"), ({"_layouts/page.html": ""}, "", "page"),
        ({"_layouts/default.html": ""}, "", "default"),
    ],
)  # fmt: skip
def test_the_page_of_links_has_a_layout_that_is_there(
    make_site: Any, files: dict[str, str], config: str, layout: str | None
) -> None:
    here = site.find(make_site(files, config))
    (change,) = link_pages.add(here, ["links"], here.now()).changes
    assert here.relative(change.path) == "links.html"
    assert frontmatter.read(str(change.new)) == {"layout": layout, "title": "Links"}


def test_pages_that_are_there_stay(make_site: Any) -> None:
    here = site.find(make_site({"links.html": "Mine"}))
    result = link_pages.add(here, ["links", "feed-links", "links"], here.now())
    assert result.paths == ("feed-links.xml",)
    assert sentences(result) == ("links.html is there already, and stays as it is.",)
    with pytest.raises(UsageError, match="feed-link`"):
        link_pages.check(["feed-link"])
