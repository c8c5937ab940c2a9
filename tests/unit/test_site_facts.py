"""What checks know of a site: its neighbours, its links, and where others may have pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from postgen import site
from postgen.commands import site_facts
from postgen.commands.published_links import parts_of
from tests.unit.test_canonical import SAME

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postgen.checks.site_facts import SiteFacts


def facts_of(root: Path) -> SiteFacts:
    return site_facts.of(site.find(root))


def issue(number: int, body: str = "", more: str = "") -> tuple[str, str]:
    name = f"_posts/2026-{number % 12 + 1:02}-01-issue-{number}.md"
    return name, f'---\ntitle: "Links #{number}"\nlayout: post\n{more}---\n\n{body}\n'


def test_an_address_is_found_in_all_the_forms_that_a_server_answers(
    make_site: Callable[..., Path],
) -> None:
    root = make_site(
        {"about.md": "---\n---\n", "x/index.html": "---\n---\n", "a b.pdf": "x", "README.md": "x"}
    )
    facts = facts_of(root)
    for address in ("/about", "/about.html", "/about.html?x#y", "/about#team"):
        assert facts.at(address) == ("about.md",)
    for address in ("/x/", "/x", "/x/index.html"):
        assert facts.at(address) == ("x/index.html",)
    assert facts.at("/a%20b.pdf") == ("a b.pdf",)
    assert facts.is_missing("/abbout")
    assert facts.is_missing("/about/")
    assert not facts.is_missing("/")  # GitHub Pages makes it of README.md
    assert facts.files == {"about.md", "x/index.html", "a b.pdf", "README.md", "_config.yml"} - {
        "_config.yml"
    }


@pytest.mark.parametrize(
    ("config", "files", "unsure", "missing"),
    [
        ("", {}, [], ["/x", "/assets/a.css", "/page2/"]),
        ("paginate: 5", {}, ["/page2/", "/page12/"], ["/x"]),
        ("paginate: 5\npaginate_path: /blog/:num/", {}, ["/blog/2/"], ["/page2/"]),
        ("theme: minima", {}, ["/assets/main.css"], ["/x"]),
        ("remote_theme: a/b", {}, ["/assets/main.css"], ["/x"]),
        ("plugins: [jekyll-feed, jekyll-sitemap]", {}, ["/feed.xml", "/sitemap.xml"], ["/x"]),
        ("plugins: [jekyll-feed]\nfeed: {path: news.xml}", {}, ["/news.xml"], ["/x"]),
        ("plugins: [jekyll-archives]", {}, ["/tag/a/", "/2026/"], ["/x"]),
        ("plugins: [jekyll-seo-tag, jemoji]", {}, [], ["/x"]),
        ("gems: [jekyll-scholar]", {}, ["/x"], []),
        ("keep_files: [app]", {}, ["/app/x.js"], ["/x"]),
        ("", {"_plugins/make.rb": "x"}, ["/x"], []),
        ("", {"netlify.toml": "x"}, ["/x"], []),
        ("", {"Gemfile": 'group :jekyll_plugins do\n  gem "jekyll-feed"\nend\n'}, [], ["/x"]),
        ("", {"Gemfile": 'group :jekyll_plugins do\n  gem "my-pages"\nend\n'}, ["/x"], []),
        ("", {"Gemfile": 'gem "github-pages", group: :jekyll_plugins\n'}, [], ["/x"]),
        ("", {"Gemfile": 'gem "jekyll-x", group: :jekyll_plugins\n'}, ["/x"], []),
        ("", {"Gemfile": 'gem "rake"\n'}, [], ["/x"]),
    ],
)
def test_where_others_may_have_pages_nothing_is_missing(
    make_site: Callable[..., Path],
    config: str,
    files: dict[str, str],
    unsure: list[str],
    missing: list[str],
) -> None:
    facts = facts_of(make_site(files, config))
    assert [address for address in unsure if facts.is_missing(address)] == []
    assert [address for address in missing if not facts.is_missing(address)] == []


def test_posts_of_one_kind_are_near_each_other(make_site: Callable[..., Path]) -> None:
    files = dict(issue(number) for number in range(1, 6))
    files |= {"_posts/2026-03-02-essay.md": "---\nlayout: post\n---\n"}
    files |= {"_posts/2026-03-01-issue-2-de.md": issue(2, more="lang: de\n")[1]}
    files |= {"_drafts/next.md": issue(7)[1]}
    facts = facts_of(make_site(files))
    names = [each.path for each in facts.others_like("_posts/2026-03-01-issue-2.md")]
    assert names[0] == "_drafts/next.md"
    assert [name[-4:-3] for name in names[1:]] == ["5", "4", "3", "1"]
    assert facts.others_like("_posts/2026-03-02-essay.md") == []
    assert facts.keys_of("_posts/2026-03-01-issue-2-de.md") == {"title", "layout", "lang"}


def test_a_link_is_found_in_the_earlier_posts_of_a_kind(make_site: Callable[..., Path]) -> None:
    files = dict(
        [
            issue(1, "See https://www.example.org/a/?utm_source=x."),
            issue(2, "[1] [A](https://youtu.be/dQw4w9WgXcQ)\n\n`https://code.example/x`"),
            issue(3, "[B](http://example.org/a) <!-- https://comment.example/y -->"),
            issue(4, "[C](https://example.org/a)"),
        ]
    )
    facts = facts_of(make_site(files))

    def found(url: str, number: int, most: int = 12) -> list[Any]:
        return [
            (each.name, each.number) for each in facts.published_links(issue(number)[0], url, most)
        ]

    assert found("https://example.org/a", 4) == [("issue #3", 0), ("issue #1", 0)]
    assert found("https://example.org/a", 4, 1) == [("issue #3", 0)]
    assert found("https://example.org/a", 2) == [("issue #1", 0)]
    assert found("https://example.org/a", 1) == []
    assert found("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=1", 4) == [("issue #2", 1)]
    assert found("https://example.org/b", 4) == []
    assert found("https://code.example/x", 4) == []
    assert found("https://comment.example/y", 4) == []


def test_the_ids_of_a_page_are_those_of_its_text_and_its_layouts(
    make_site: Callable[..., Path],
) -> None:
    post = "---\n---\n\n## A head\n\n[x](#y){: #z}\n\n<b id='w'>b</b>[^1]\n\n[^1]: Note.\n"
    files = {
        "_posts/2026-01-01-a.md": post,
        "_posts/2026-01-02-b.md": "---\n---\n\n{% include x.md %}\n",
        "_layouts/post.html": "<div id=sidebar>{{ content }}</div>",
        "plain.txt": "x",
    }
    facts = facts_of(make_site(files))
    ids = facts.ids_of("_posts/2026-01-01-a.md")
    assert ids
    assert {"a-head", "z", "w", "fn:1", "fnref:1", "sidebar", "comments"} <= ids
    assert "y" not in ids
    assert facts.ids_of("_posts/2026-01-02-b.md") is None
    assert facts.ids_of("plain.txt") is None


def test_a_date_means_the_same_as_in_yaml(make_site: Callable[..., Path]) -> None:
    written = (
        "2026-05-01", "2026-05-01 23:30", "2026-05-01 23:30:00", "2026-05-01 23:30:00 +0200",
        "2026-05-01 23:30:00 -07:00", "'2026-05-01 23:30:00'", "2026-5-1", "2026-05-01T23:30:00Z",
        "2026-05-01 23:30:00   # late", "2026-05-01 23:30 +0900",
    )  # fmt: skip
    files = {
        f"_posts/2026-05-01-{number}.md": f"---\ndate: {date}\n---\n"
        for number, date in enumerate(written)
    }
    root = make_site(files, "timezone: Europe/Paris\n")
    here = site.find(root)
    facts = site_facts.of(here)
    from postgen.commands import lookup

    for place, text in files.items():
        expected = lookup.read(here, root / place, "posts", here.now()).moment
        assert facts.pages[place].moment == expected, text
        assert facts.pages[place].front["date"]


@pytest.mark.parametrize(("one", "other"), [pair[:2] for pair in SAME])
def test_urls_of_one_page_share_a_part(one: str, other: str) -> None:
    assert not parts_of(one).isdisjoint(parts_of(other))
