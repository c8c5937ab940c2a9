"""A digest has the newest entries of all feeds, each once, without what was published before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from postgen import site
from postgen.commands import digest, pull
from postgen.commands.digest import DigestRequest, NoEntriesError
from postgen.commands.new import NameTakenError
from postgen.commands.post_folders import FolderUnclearError
from postgen.jekyll.document import Document
from postgen.jekyll.templates import TemplateError
from tests.conftest import sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path


def rss(name: str, *entries: tuple[str, str, str]) -> str:
    dates = {
        date: f"<pubDate>{date} Nov 2026 23:30:00 GMT</pubDate>" if date else ""
        for _, _, date in entries
    }
    items = "".join(
        f"<item><title>{title}</title><link>{url}</link>{dates[date]}<description>&lt;img src='/{title}.png'&gt; "
        f"About {title}.</description></item>"
        for title, url, date in entries
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>'


ONE = rss(
    "One & more", ("a", "https://one.org/a?utm_medium=feed", "18"), ("b", "https://one.org/b", "20")
)
TWO = rss(
    "Two",
    ("c", "https://two.org/c", "19"),
    ("b", "http://www.one.org/b/", "21"),
    ("d", "https://two.org/d", ""),
)
FEEDS = ["one.xml", {"url": "two.xml", "category": "NLP", "title": "Second"}]


@pytest.fixture
def blog(make_site: Callable[..., Path]) -> Callable[..., Path]:
    def make(files: Mapping[str, str] | None = None, feeds: object = FEEDS, more: str = "") -> Path:
        config = f"title: T\ntimezone: Europe/Paris\npostgen:\n  feeds: {json.dumps(feeds)}\n{more}"
        return make_site(
            {"one.xml": ONE.replace("&", "&amp;", 1), "two.xml": TWO, **(files or {})}, config
        )

    return make


def run(
    root: Path, *, force: bool = False, categories: tuple[str, ...] = (), **request: Any
) -> Any:
    where = site.load(root)
    fetched = pull.fetch(where, pull.subscriptions(where, categories))
    return digest.create(
        where,
        fetched,
        DigestRequest(**{"date": "2026-11-22 09:00", **request}),
        where.now(),
        force=force,
    )


def titles(outcome: Any) -> list[str]:
    return [item["title"] for item in outcome.data["items"]]


def test_newest_first_and_each_link_once(blog: Any) -> None:
    outcome = run(blog())
    assert [(item["title"], item["source"], item["date"]) for item in outcome.data["items"]] == [
        ("b", "Second", "2026-11-22"),
        ("c", "Second", "2026-11-20"),
        ("a", "One & more", "2026-11-19"),
        ("d", "Second", ""),
    ]
    assert outcome.data["items"][2]["url"] == "https://one.org/a"
    assert outcome.data["items"][2]["image"] == "https://one.org/a.png"
    assert outcome.failed == 0


def test_the_post_of_a_digest(blog: Any) -> None:
    (change,) = run(blog(), limit=2, title='A "day": all').changes
    assert change.path.name == "2026-11-22-a-day-all.md"
    document = Document.parse(change.new)
    assert document.front == (
        'layout: "post"\ntitle: "A \\"day\\": all"\ndate: 2026-11-22 09:00:00 +0100\ntags: ["digest"]\n'
    )
    assert (
        document.body
        == """
2 stories from Second.

## [b](http://www.one.org/b/)
{:style="clear: both"}

![b](http://www.one.org/b.png){:width="160" align="right" style="margin: 0 1em"}
Second · 2026-11-22

About b.

## [c](https://two.org/c)
{:style="clear: both"}

![c](https://two.org/c.png){:width="160" align="left" style="margin: 0 1em"}
Second · 2026-11-20

About c.
"""
    )


def test_the_options_of_a_digest(blog: Any) -> None:
    root = blog()
    assert titles(run(root, limit=1)) == ["b"]
    assert titles(run(root, since="2026-11-20")) == ["b", "c", "d"]
    assert titles(run(root, categories=("nlp",))) == ["b", "c", "d"]
    assert "Hello *you*." in run(root, intro="Hello *you*.").changes[0].new
    assert "* [b](" in run(root, template="brief").changes[0].new


def test_the_image_of_a_digest(blog: Any) -> None:
    root = blog(
        {
            "_posts/2026-01-01-x.md": "---\nimage: {feature: pics/a.png}\n---\n",
            "../photo.PNG": "picture",
        }
    )
    outcome = run(root, image="../photo.PNG", lang="de")
    assert [change.path.name for change in outcome.changes] == [
        "photo.png",
        "2026-11-22-digest-2026-11-22.md",
    ]
    assert 'image: {feature: "assets/images/photo.png"}\nlang: "de"\n' in outcome.changes[1].new
    assert outcome.data["image"] == {"feature": "assets/images/photo.png"}
    assert "Its image: assets/images/photo.png" in sentences(outcome)


def test_a_broken_template_is_named(blog: Any) -> None:
    root = blog({"_templates/mine.md": "{{ intro }}\n{{ nothing }}\n"})
    with pytest.raises(
        TemplateError, match=r"_templates/mine\.md:2: The template asks for something"
    ):
        run(root, template="mine")


def test_the_settings_of_a_digest(blog: Any) -> None:
    settings = "  digest: {title: 'News of {{ date }}', tags: [news], author: jane, template: full, layout: page}\n"
    text = run(blog(more=settings)).changes[0].new
    for line in (
        'layout: "page"',
        'title: "News of 2026-11-22"',
        'author: "jane"',
        'tags: ["news"]',
    ):
        assert f"\n{line}\n" in text


def test_what_was_published_is_left_out_but_the_backlog_is_not(blog: Any) -> None:
    post = "---\ntitle: x\n---\n[c](https://www.two.org/c/)\n"
    root = blog(
        {
            "_posts/2026-01-01-backlog.md": "* [a](https://one.org/a)\n",
            "_posts/2026-02-02-x.md": post,
        }
    )
    outcome = run(root)
    assert titles(outcome) == ["b", "a", "d"]
    assert "1" in sentences(outcome)[0]
    assert titles(run(root, allow_repeat=True)) == ["b", "c", "a", "d"]


def test_failed_feeds_are_reported_with_and_without_entries(blog: Any) -> None:
    root = blog(feeds=["one.xml", "gone.xml"])
    outcome = run(root)
    assert outcome.failed == 1
    assert "gone.xml" in sentences(outcome)[-1]
    with pytest.raises(NoEntriesError) as caught:
        run(root, since="2026-11-30")
    assert "gone.xml" in caught.value.hint


def test_an_existing_file_is_not_replaced_without_force(blog: Any) -> None:
    root = blog()
    (change,) = run(root).changes
    change.path.write_text("taken", encoding="utf-8")
    with pytest.raises(NameTakenError, match="exists already"):
        run(root)
    assert run(root, force=True).changes[0].old == "taken"


def test_the_command_new_digest(blog: Any, postgen: Any) -> None:
    root = blog()
    done = postgen("new", "digest", "--limit", "3")
    assert (done.returncode, done.stdout) == (0, "_posts/2026-11-21-digest-2026-11-21.md\n"), (
        done.stderr
    )
    assert "## [b](" in (root / done.stdout.strip()).read_text(encoding="utf-8")
    again = postgen("new", "digest", "Second", "--json")
    assert [item["title"] for item in json.loads(again.stdout)["items"]] == ["d"]
    assert postgen("new", "digest", "Third").returncode == 1


# What feeds do wrong


def one_feed(*items: str) -> str:
    rows = "".join(f"<item>{each}</item>" for each in items)
    return f'<rss version="2.0"><channel><title>F</title>{rows}</channel></rss>'


def dated(title: str, date: str) -> str:
    return f"<title>{title}</title><link>https://f.org/{title}</link><pubDate>{date}</pubDate>"


@pytest.mark.parametrize(
    "date",
    ["2099-01-01", "Fri, 01 Jan 2100 00:00:00 GMT", "1. Mai 2099", "4102444799", "2099年1月1日"],
)
def test_a_date_of_the_future_does_not_lead(make_site: Any, date: str) -> None:
    config = "title: T\ntimezone: UTC\npostgen:\n  feeds: [f.xml]\n"
    rows = (dated("future", date), dated("new", "20 Nov 2026"), dated("old", "1 Nov 2026"))
    root = make_site({"f.xml": one_feed(*rows)}, config)
    assert titles(run(root)) == ["new", "old", "future"]


@pytest.mark.parametrize("date", ["", "11/12/2026", "soon", "2026-11", "0000-00-00"])
def test_since_keeps_what_has_no_date(make_site: Any, date: str) -> None:
    config = "title: T\ntimezone: UTC\npostgen:\n  feeds: [f.xml]\n"
    rows = (dated("undated", date), dated("new", "20. November 2026"), dated("old", "1 mai 2024"))
    root = make_site({"f.xml": one_feed(*rows)}, config)
    outcome = run(root, since="2026-11-19")
    assert titles(outcome) == ["new", "undated"]
    assert [card["date"] for card in outcome.data["items"]] == ["2026-11-20", ""]


def test_the_day_that_is_written_is_shown_in_any_time_zone(make_site: Any) -> None:
    for zone in ("Pacific/Honolulu", "Pacific/Auckland"):
        config = f"title: T\ntimezone: {zone}\npostgen:\n  feeds: [f.xml]\n"
        root = make_site({"f.xml": one_feed(dated("a", "20 Nov 2026"))}, config)
        assert [card["date"] for card in run(root).data["items"]] == ["2026-11-20"]


def test_a_feed_of_half_characters_gives_a_post_that_jekyll_can_read(make_site: Any) -> None:
    config = "title: T\ntimezone: UTC\npostgen:\n  feeds: [f.xml, g.json, lost.xml]\n"
    bad = one_feed("<title>Cut &#xDCFF;\x1b[31m</title><link>https://f.org/1</link>")
    json_feed = '{"items": [{"url": "https://f.org/2", "title": "Half \\udc80\\u202e"}]}'
    lost = one_feed("<title>Lost</title><link>mailto:a@f.org</link>")
    root = make_site({"f.xml": bad, "g.json": json_feed, "lost.xml": lost}, config)
    outcome = run(root)
    assert titles(outcome) == ["Cut \ufffd", "Half \ufffd"]
    written = outcome.changes[-1].new
    written.encode()
    assert not {"\x1b", "\u202e"} & set(written)
    assert "lost.xml: no web address in 1 entry: `Lost`." in sentences(outcome)


def test_a_digest_is_like_the_last_ones(blog: Any) -> None:
    front = "---\ntitle: 'Digest, {day}'\nlayout: feed\ntags: [digest]\nshow: true\n---\n"
    files = {
        f"news/_posts/{day}-digest-{day}.md": front.format(day=day)
        for day in ("2026-11-01", "2026-11-08", "2026-11-15")
    }
    others = {"_posts/2026-11-20-x.md": "---\ntitle: X\n---\n"}
    outcome = run(blog({**files, **others}), title="Digest: the 22nd")
    change = outcome.changes[-1]
    assert change.path.parent.parent.name == "news"
    start = "---\ntitle: 'Digest: the 22nd'\nlayout: feed\ntags: [digest]\nshow: true\n---\n"
    assert change.new.startswith(start)


def titled_card(title: str, url: str, image: str, source: str, day: str, side: str) -> str:
    """Write a card as the built-in template does."""
    align = f'{{:width="160" align="{side}" style="margin: 0 1em"}}'
    picture = f"![{title}]({image}){align}\n" if image else ""
    return f'## [{title}]({url})\n{{:style="clear: both"}}\n\n{picture}{source} · {day}\n\nAbout {title}.'


def framed(title: str, url: str, image: str, source: str, day: str, side: str) -> str:
    picture = f"![{title}]({image}){{: .{side}}}\n\n" if image else ""
    return f"### → [{title}]({url}) {{.card}}\n\n{picture}About {title}.\n\n*via {source}, {day}*"


def source_first(title: str, url: str, image: str, source: str, *_: str, **__: str) -> str:
    picture = f"\n\n![{title}]({image})" if image else ""
    return f"#### [{title}]({url})\n**{source}**{picture}\n\nAbout {title}."


def listed(title: str, url: str, *_: str, **__: str) -> str:
    return f"- **[{title}]({url})**: About {title}."


CARDS = [
    (titled_card, "\n\n", ("right", "left")), (framed, "\n\n", ("wide", "wide")),
    (source_first, "\n\n", ("", "")), (listed, "\n", ("", "")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("card", "gap", "sides"), CARDS, ids=lambda each: getattr(each, "__name__", "")
)
def test_cards_are_written_like_those_of_the_last_digests(
    blog: Any, card: Any, gap: str, sides: tuple[str, str]
) -> None:
    def post(day: str, entries: Sequence[tuple[str, ...]]) -> str:
        front = f"---\ntitle: 'Papers of {day}'\nlayout: feed\ntags: [digest]\n---\n"
        cards = [card(*each, side=sides[n % 2]) for n, each in enumerate(entries)]
        return f"{front}\n{gap.join(cards)}\n"

    def old(day: str) -> list[tuple[str, ...]]:
        return [
            (
                f"{n} of {day}",
                f"https://e{n}.org/{day}",
                f"https://e{n}.org/{n}.png",
                f"Site {n}",
                day,
            )
            for n in (1, 2, 3)
        ]

    days = ("2026-11-19", "2026-11-20", "2026-11-21")
    files = {f"_posts/{day}-papers-of-{day}.md": post(day, old(day)) for day in days}
    change = run(blog(files), limit=2).changes[-1]
    new = [
        ("b", "http://www.one.org/b/", "http://www.one.org/b.png", "Second", "2026-11-22"),
        ("c", "https://two.org/c", "https://two.org/c.png", "Second", "2026-11-20"),
    ]
    expected = post("2026-11-22", new)
    assert change.path.name == "2026-11-22-papers-of-2026-11-22.md"
    assert change.new == expected


def test_a_title_names_the_series_that_is_followed(blog: Any) -> None:
    files = {}
    for n, day in enumerate(("2026-11-01", "2026-11-08", "2026-11-15"), 1):
        front = (
            f"---\ntitle: {{}} {n}\nlayout: {{}}\ntags: [digest]\n---\n- [x](https://e.org/{n})\n"
        )
        files[f"_posts/{day}-papers-{n}.md"] = front.format("Papers", "papers")
        files[f"tools/_posts/{day}-tools-{n}.md"] = front.format("Tools", "tools")
    root = blog(files)
    tools = run(root, title="Tools 4").changes[-1]
    assert tools.path == root / "tools/_posts/2026-11-22-tools-4.md"
    assert tools.new.startswith("---\ntitle: Tools 4\nlayout: tools\n")
    papers = run(root, title="Papers 4").changes[-1]
    assert papers.path == root / "_posts/2026-11-22-papers-4.md"
    assert "\n- [b](http://www.one.org/b/) - About b.\n" in papers.new


def test_a_third_folder_of_posts_is_not_made(make_site: Any) -> None:
    posts = {
        f"{name}/_posts/2020-01-0{n}-{name}.md": "---\ntitle: X\n---\n"
        for n, name in enumerate(["a", "b"], 1)
    }
    files = {**posts, "f.xml": one_feed(dated("new", "20 Nov 2026"))}
    root = make_site(files, "title: T\npostgen:\n  feeds: [f.xml]\n")
    (root / "_posts").rmdir()
    with pytest.raises(FolderUnclearError, match="a/_posts, b/_posts"):
        run(root)
    root = make_site(files, "title: T\npostgen:\n  feeds: [f.xml]\n  posts: a/_posts\n")
    assert "a/_posts/2026-11-22-" in run(root).paths[0]


def test_nothing_new_is_no_error_where_that_is_allowed(blog: Any) -> None:
    root = blog(feeds=["one.xml"])
    with pytest.raises(NoEntriesError):
        run(root, since="2026-12-01")
    outcome = run(root, since="2026-12-01", allow_empty=True)
    assert (outcome.changes, outcome.failed, outcome.data["items"]) == ((), 0, [])
    assert sentences(outcome)[-1] == "The feeds have nothing new: no digest was written."
    outcome = run(blog(feeds=["gone.xml"]), allow_empty=True)
    assert outcome.failed == 1
    assert "gone.xml" in sentences(outcome)[-1]
