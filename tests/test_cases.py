"""The inputs that users of such tools had trouble with: each is given to the command, and comes out right."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CASES = ROOT.parent / "shared" / "cases"
POST = "_posts/2020-01-01-post.md"
BACKLOG = "_posts/2020-01-02-backlog.md"
HEAD = '---\ntitle: "Backlog"\n---\n\n'

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not available"),
]


def case(name: str) -> bytes:
    return (CASES / name).read_bytes()


class Run:
    """A site, and the command in it."""

    def __init__(self, root: Path, postgen: Callable[..., Any]) -> None:
        self.root, self._postgen = root, postgen

    def __call__(self, *arguments: str, code: int = 0) -> str:
        done = self._postgen(*arguments)
        assert done.returncode == code, done.stderr
        return str(done.stdout + done.stderr)

    def read(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8")


@pytest.fixture
def start(make_site: Callable[..., Path], postgen: Callable[..., Any]) -> Callable[..., Run]:
    """Make a site of files and, below `postgen:`, of settings."""

    def made(files: dict[str, str | bytes], settings: str = "") -> Run:
        config = f"title: T\ntimezone: UTC\n{'postgen:' if settings else ''}\n{settings}"
        return Run(make_site(files, config=config), postgen)

    return made


def links(run: Run) -> list[tuple[str, str]]:
    """Return the addresses and titles of the backlog, as `export` writes them."""
    rows = csv.DictReader(run("export", "--format", "csv").splitlines())
    return [(row["url"], row["title"]) for row in rows]


H = "https://h.example/"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "import-prose.md",
            [
                ("https://e.example/ordinary", "A link"),
                ("https://en.wiki.example/wiki/Mercury_(planet)", "Mercury"),
                ("https://e.example/cjk", "参见，很好"),
                ("https://e.example/cjkparen", "参见"),
                ("https://e.example/bold", "Bold"),
                ("https://e.example/para_(p)", "Read today."),
            ],
        ),
        (
            "json-surrogate.json",
            [("https://j.example/1", "Cut emoji �"), ("https://j.example/2", "Fine")],
        ),
        (
            "csv-one-bad-byte.csv",
            [("https://c.example/1", "Größe"), ("https://c.example/2", "Z�rich")],
        ),
        ("csv-noheader.csv", [(f"{H}1", "First title"), (f"{H}2", "Second, title")]),
        ("csv-unknown-header.csv", [(f"{H}1", "First")]),
        (
            "json-array-of-urls.json",
            [
                ("https://i.example/1", "i.example/1"),
                ("https://i.example/2", "i.example/2"),
            ],
        ),
        (
            "posts-delicious.xml",
            [
                ("http://leech.example/block.html", "LeechBlock - stop it"),
                ("http://bee.example/w", "WasteNo"),
            ],
        ),
        (
            "firefox-backup.json",
            [
                ("https://www.mozilla.example/en-US/about/", "About Us"),
                ("http://voyager.example/", "Voyager"),
            ],
        ),
        (
            "chrome-Bookmarks.json",
            [("https://doc.example/book/", "Rust book"), ("https://serde.example/", "Serde")],
        ),
        ("json-control.json", [("https://c.example/6", "A b c")]),
    ],
)
def test_files_of_links(start: Callable[..., Run], name: str, expected: Any) -> None:
    run = start({BACKLOG: HEAD, name: case(name)})
    run("import", "--no-fetch", name)
    assert links(run) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (
            ["feed-surrogate.xml", "feed-good.xml"],
            [("https://r.example/1", "Smile 😀"), ("https://r.example/good", "Good")],
        ),
        (
            ["feed-lone-surrogate.xml", "feed-good.xml"],
            [("https://r.example/1", "Cut �"), ("https://r.example/good", "Good")],
        ),
        (
            ["feed-one-bad-byte.xml"],
            [("https://e.example/1", "Größe — “x”"), ("https://e.example/2", "Cut �")],
        ),
        (["feed-1251-leading-newline.xml"], [("https://e.example/1", "Русский канал")]),
        (
            ["feed-one-guid-for-all.xml"],
            [("https://g.example/1", "One"), ("https://g.example/2", "Two")],
        ),
        (
            ["feed-relative.xml"],
            [
                ("https://rel.example/blog/bar.html", "Bare"),
                ("https://rel.example/blog/foo", "Slash"),
                ("https://rel.example/whole", "Whole"),
            ],
        ),
        (
            ["feed-link-with-space.xml"],
            [
                ("https://s.example/3", "broken line"),
                ("https://s.example/4", "fine"),
                ("https://s.example/a%20b/1", "plain"),
                ("https://s.example/a%20b/2", "with enclosure"),
            ],
        ),
    ],
)
def test_feeds(start: Callable[..., Run], names: list[str], expected: Any) -> None:
    feeds = "".join(f"    - {name}\n" for name in names)
    files = {BACKLOG: HEAD, **{name: case(name) for name in names}}
    run = start(files, f"  feeds:\n{feeds}")
    run("pull")
    assert sorted(links(run)) == expected
    run("pull")
    assert sorted(links(run)) == expected, "each entry is filed once"
    run("new", "digest", "D", "--since", "9999d")


def test_every_entry_of_a_feed_is_filed_whatever_its_date(start: Callable[..., Run]) -> None:
    run = start({BACKLOG: HEAD, "f.xml": case("feed-dates.xml")}, "  feeds:\n    - f.xml\n")
    run("pull", "--since", "2026-01-01")
    found = {url.rpartition("/")[2] for url, _ in links(run)}
    old = {"0", "1", "2", "3", "4", "5", "6", "7", "8"}
    assert found == {str(number) for number in range(51)} - old


@pytest.mark.parametrize("style", ["plain", "linked", "footnotes"])
def test_whole_addresses_in_references(start: Callable[..., Run], style: str) -> None:
    run = start({POST: case("refs-paren.md")})
    run("refs", POST, "--to", style)
    text = run.read(POST).replace(r"rest\_(x)", "rest_(x)")
    for url in ("wiki/Mercury_(planet)", "wiki/Set_(card_game)", "/rest_(x)", "/a_b"):
        assert f"{url}>" in text or f"{url})" in text


@pytest.mark.parametrize("style", ["linked", "plain", "footnotes", "reflinks"])
@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("image-named-by-its-address-is-lost.md", ("", "")),
        ("title-of-a-link-is-lost.md", ("", "")),
        ("words-that-end-a-line.md", ("Grace\n]", "Grace]")),
        ("newline-in-address.md", ("02\n+user", "02+user")),
        ("number-beside-own-page.md", ("", "")),
        ("definition-used-in-a-footnote.md", None),
    ],
)
def test_there_and_back(start: Callable[..., Run], name: str, same: Any, style: str) -> None:
    run = start({POST: case(name)})
    run("refs", POST, "--to", style)
    run("refs", POST, "--to", "inline")
    text, before = run.read(POST), case(name).decode()
    if same is None:  # the definition that a footnote uses stays
        [label] = re.findall(r"\[key origin\]\[(.+?)\]", text)
        assert f"[{label}]: https://a.example/key" in text
    else:
        assert text.replace(*same) == before.replace(*same)


def test_a_number_in_a_footnote_moves_along(start: Callable[..., Run]) -> None:
    run = start({POST: case("footnote-number-left-behind.md")})
    run("refs", POST)
    assert "[^n]: Of the tolls, see [1] again." in run.read(POST)
    assert "[1] **new bridge:** <https://a.example/new>" in run.read(POST)


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [
        ("post-surrogate.md", 0, []),
        ("post-undefined-references.md", 1, ["`[^2]`", "`guide`", "`w`"]),
        ("post-pipe-link.md", 1, ["This link is lost"]),
        ("toc-twin-ids.md", 0, ["`#header-2`, its heading is `#header-1`"]),
        ("definition-behind-an-include.md", 0, []),
    ],
)
def test_checks(start: Callable[..., Run], name: str, code: int, told: list[str]) -> None:
    run = start({POST: case(name), "_includes/defs.md": "included\n"})
    shown = run("refs", "--check", code=code)
    assert all(each in shown for each in told)
    assert told or not shown


def test_ids_given_twice_are_not_called_repaired(start: Callable[..., Run]) -> None:
    run = start({POST: case("toc-twin-ids.md")})
    shown = run("refs", "--repair", POST)
    assert "Fixed" not in shown
    assert run.read(POST) == case("toc-twin-ids.md").decode()


def test_a_post_with_half_characters_is_searched(start: Callable[..., Run]) -> None:
    run = start({POST: case("post-surrogate.md")})
    assert f"{POST}:5" in run("search", "https://a.example/")


def new_newsletter(run: Run) -> tuple[str, str]:
    shown = run("new", "newsletter", "N", "--references", "plain")
    return shown, run.read(re.findall(r"\S+\.md", shown)[0])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("backlog-amp.md", r"<https://h\.example/\?a=1&b=2>"),
        ("footnote-in-a-backlog-item.md", r"(?s)good\.\[\^1\].*\n\[\^1\]: So says the \[guild\]"),
        ("newline-in-address.md", r"<https://a\.example/pulls\?q=merged:2019-02\+user:b>"),
        ("title-of-a-link-is-lost.md", r'\(https://a\.example/p "Of 1998"\)'),
    ],
)
def test_issues(start: Callable[..., Run], name: str, expected: str) -> None:
    text = case(name).decode()
    if "##" not in text:  # a sentence: as an item
        first, second = text.rstrip().split("---\n", 2)[2].partition("\n")[::2]
        text = f"{HEAD}## A\n\n* {first}\n  {second}\n"
    run = start({BACKLOG: text})
    assert re.search(expected, new_newsletter(run)[1])
    assert links(run) == []


def test_liquid_in_an_address_stays_in_the_backlog(start: Callable[..., Run]) -> None:
    run = start({BACKLOG: case("backlog-liquid.md")})
    exported = run("export", "--format", "csv")
    assert "left out, Liquid makes the address: One." in exported
    assert links(run)[0][0] == "https://h.example/two"
    shown, text = new_newsletter(run)
    assert "Left in the backlog, for Liquid makes the address: One." in shown
    assert "https://h.example/two" in text
    assert "https://h.example/{{ site.title }}/x" in run.read(BACKLOG)


def test_names_compare_as_the_page_shows_them(start: Callable[..., Run]) -> None:
    run = start({BACKLOG: case("heading-with-an-apostrophe.md")})
    run("add-link", "https://x.example/", "--no-fetch", "--title", "X", "-c", "What’s new")
    assert run.read(BACKLOG).count("## ") == 2


@pytest.mark.parametrize(
    "posts",
    [
        {
            "_posts/2020-01-01-notes-en.md": '---\ntitle: "Notes #7 [EN]: Bridges"\n---\n',
            "_posts/2020-01-02-notes-zh.md": '---\ntitle: "简报 #7: 桥"\n---\n',
        },
        {
            "_posts/en/2020-01-01-bridges.md": '---\ntitle: "Bridges"\nlang: en\n---\n',
            "_posts/zh/2020-01-02-bridges.md": '---\ntitle: "桥"\nlang: zh\n---\n',
        },
    ],
)
def test_no_original_is_guessed(start: Callable[..., Run], posts: dict[str, str]) -> None:
    bodies = ("[A](https://a.example/b), [B](https://a.example/f).\n", "[C](https://a.example/b), [D](https://a.example/m).\n")  # fmt: skip
    run = start(
        {name: head + body for (name, head), body in zip(posts.items(), bodies, strict=True)}
    )
    assert run("refs", "--check") == ""


def test_a_third_folder_of_posts_is_not_made(start: Callable[..., Run]) -> None:
    issues = {
        f"notes/_posts/2020-01-0{n}-notes-{n}.md": f"---\ntitle: 'Notes #{n}'\n---\nThe [bridge](https://a.example/{n}).\n"
        for n in range(1, 6)
    }  # fmt: skip
    backlog = f"{HEAD}## A\n\n* [X](https://x.example/)\n"
    run = start(
        {
            **issues,
            "notes/_posts/2020-01-01-backlog.md": backlog,
            "projects/_posts/2020-02-01-a.md": "---\ntitle: A\n---\nX\n",
        }
    )
    (run.root / "_posts").rmdir()
    run("new", "newsletter", "Notes #6")
    assert "notes/_posts, projects/_posts" in run("new", "post", "P", code=1)
    assert not (run.root / "_posts").exists()
