"""Importers: what is read from each program's export, in spite of the faults of its exporter."""

from __future__ import annotations

import codecs
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import example as case
from hypothesis import given, settings
from hypothesis import strategies as st

from postgen import importers
from postgen.cli import report
from postgen.errors import UsageError
from postgen.importers import (
    BrokenFileError,
    Rejected,
    Subscribed,
    UnknownFormatError,
    Untitled,
    fields,
    json_files,
)
from postgen.importers.link_cards import is_not_a_title
from postgen.model import Link
from postgen.urls.parts import PLAIN_URL
from tests.conftest import ROOT
from tests.unit.test_canonical import addresses
from tests.work import grows_with_the_text

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = ROOT / "tests" / "imports"


def rows(name: str, form: str = "auto") -> list[Link | Rejected | Subscribed | Untitled]:
    return list(importers.read(form, importers.decode((FILES / name).read_bytes()), name))


def links(name: str, form: str = "auto") -> list[Link]:
    return [row for row in rows(name, form) if isinstance(row, Link)]


def rejected(name: str) -> list[Rejected]:
    return [row for row in rows(name) if isinstance(row, Rejected)]


FORMS = {
    "firefox.html": "netscape", "linkding.html": "linkding", "pocket.csv": "pocket", "pocket-cursor.csv": "pocket",
    "pinboard.json": "pinboard", "raindrop.csv": "raindrop", "instapaper.csv": "instapaper",
    "instapaper-old.csv": "instapaper", "readwise.csv": "readwise", "matter.csv": "matter",
    "karakeep.json": "karakeep", "omnivore.json": "omnivore", "linkwarden.json": "linkwarden",
    "wallabag.json": "wallabag", "links.opml": "opml", "onetab.txt": "text", "lists.md": "markdown",
    "newspaper.md": "newspaper", "bookmarks.xbel": "xbel", "posts.xml": "delicious", "saved.rss": "feed",
    "saved.atom": "feed", "firefox.json": "json", "chrome.json": "json", "no-header.csv": "csv",
    "colonnes.csv": "csv",
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_the_format_is_detected_from_the_content(name: str) -> None:
    text = importers.decode((FILES / name).read_bytes())
    assert importers.detect(text, "download") == FORMS[name]
    assert importers.detect(text, name) == FORMS[name]
    assert {path.name for path in FILES.iterdir()} == set(FORMS)


def test_netscape() -> None:
    assert links("firefox.html") == [
        Link(
            "https://a.example/x?a=1&copy=2", "A & B <i>", "my note", "ML/NLP & speech", ("nlp", "bert"),
            added="2024-05-01",
        ),
        Link("https://b.example/", "Milliseconds", category="ML/NLP & speech", added="2024-05-01"),
        Link("https://c.example/", "Microseconds", category="ML", added="2024-05-01"),
        Link("https://d.example/", "No day"),
    ]  # fmt: skip
    assert [(row.line, row.what, row.reason) for row in rejected("firefox.html")] == [
        (19, "Bookmarklet", "`javascript:` is not the address of a web page"),
        (20, "Most visited", "`place:` is not the address of a web page"),
        (21, "Nothing", "it has no URL"),
    ]


def test_linkding() -> None:
    assert links("linkding.html") == [
        Link(
            "https://e.example/a?x=1&copy=2&amp=3", 'An "unescaped" & title', "A description And notes",
            tags=("nlp",), added="2024-05-01",
        ),
        Link("https://e.example/b", "B"),
    ]  # fmt: skip


def test_quotes_that_were_left_in_an_address() -> None:
    [link] = importers.read(
        "netscape", '<DT><A HREF="https://e.org/?q="x y"" ADD_DATE="1714550400">T</A>', ""
    )
    assert link == Link('https://e.org/?q="x%20y"', "T", added="2024-05-01")


def test_a_truncated_bookmark_is_reported() -> None:
    found = list(
        importers.read(
            "netscape",
            '<DL><p>\n<DT><A HREF="https://a.example/">A</A>\n<DT><A HREF="https://b',
            "",
        )
    )
    assert found[0] == Link("https://a.example/", "A")
    assert isinstance(found[1], Rejected)
    assert (found[1].line, found[1].reason) == (3, "its tag has no end")


def test_tables() -> None:
    assert links("pocket.csv") == [
        Link("https://a.example/a", "A, B", tags=("nlp", "machine learning"), added="2024-05-01"),
        Link("https://b.example/", "", added="2024-05-01"),
    ]
    assert rejected("pocket.csv") == [Rejected(4, "", "it has no URL")]
    assert links("pocket-cursor.csv") == [
        Link("https://a.example/a", "A", tags=("nlp", "bert"), added="2024-05-01")
    ]
    first, second = links("raindrop.csv")
    assert first == Link(
        "https://a.example/a", "A", 'my "note" in two lines', "ML/NLP", ("nlp", "bert"),
        image="https://a.example/c.png", added="2024-05-01",
    )  # fmt: skip
    assert (second.note, second.category, second.line) == ("Only an excerpt", "", 4)
    assert rejected("raindrop.csv") == [Rejected(5, "C", "`not a url at all` is not a web address")]
    assert links("instapaper.csv") == [
        Link(
            "https://a.example/a",
            "A",
            "a part of it",
            "Recipes",
            ("nlp", "a, b"),
            added="2024-05-01",
        ),
        Link("https://b.example/", "B", added="2024-05-01"),
    ]
    assert links("instapaper-old.csv") == [Link("https://a.example/a", "A")]
    assert links("readwise.csv") == [
        Link("https://a.example/a", "A", tags=("nlp", "it's"), added="2024-05-01")
    ]
    assert rejected("readwise.csv") == [
        Rejected(3, "B", "it is an entry of a feed, not saved by you")
    ]
    assert links("matter.csv") == [
        Link(
            "https://a.example/a",
            "A",
            tags=("nlp", "machine learning"),
            added="2024-05-01",
            author="Ann",
        )
    ]


def test_json_objects() -> None:
    assert links("pinboard.json") == [
        Link("https://a.example/a", "A & B", "a note", tags=("nlp", "bert"), added="2024-05-01"),
        Link("https://b.example/", "B", added="2024-05-02"),
    ]
    assert rejected("pinboard.json") == [
        Rejected(3, "C", "`feed:` is not the address of a web page")
    ]
    assert links("karakeep.json") == [
        Link("https://a.example/a", "A", "n", "ML/NLP", ("nlp",), added="2024-05-01"),
        Link("https://b.example/", "", added="2024-05-01"),
    ]
    assert [(row.line, row.reason) for row in rejected("karakeep.json")] == [
        (4, "it is not a link, but `text`"), (5, "it has no URL"),
    ]  # fmt: skip
    assert links("omnivore.json") == [
        Link(
            "https://a.example/a", "A", "about it", tags=("nlp", "Newsletter"), image="https://a.example/t.png",
            added="2024-05-01",
        )
    ]  # fmt: skip
    assert [(link.title, link.category, link.tags) for link in links("linkwarden.json")] == [
        ("A", "ML", ("nlp",)), ("B", "ML/NLP", ()), ("C", "", ()),
    ]  # fmt: skip
    assert [row.line for row in rejected("linkwarden.json")] == [3]
    assert links("wallabag.json") == [
        Link("https://a.example/a", "A", tags=("nlp",), added="2024-05-01")
    ]


@pytest.mark.parametrize("text", ["{", '{"a": 1}', "3", '"x"', "[" * 100_000, '{"links": {}}'])
def test_json_that_is_not_a_list_of_links(text: str) -> None:
    with pytest.raises(BrokenFileError):
        list(importers.read("json", text, "x.json"))


def test_an_unknown_format_has_a_hint_that_names_the_option() -> None:
    with pytest.raises(BrokenFileError) as broken_json:
        list(importers.read("json", '{"a": 1}', "x.json"))
    assert report.hint(broken_json.value) == "If it is in another format, name that with --format."
    with pytest.raises(UnknownFormatError) as unknown_name:
        importers.detect("nothing of use", "notes")
    assert report.hint(unknown_name.value).startswith("Name its format with --format: csv, ")


def test_json_rows_that_are_not_objects() -> None:
    [row] = importers.read("json", "[7]", "x.json")
    assert row == Rejected(0, "7", "it is not an object with a URL")


def test_opml() -> None:
    assert links("links.opml") == [
        Link("https://a.example/a?x=1&y=2", "A", category="NLP & more", added="2024-05-01")
    ]
    (feed,) = [row for row in rows("links.opml") if isinstance(row, Subscribed)]
    assert feed[1:] == (
        "https://b.example/feed.xml",
        "A blog",
        "NLP & more",
        ("news/tech", "blogs"),
    )
    assert rejected("links.opml") == [Rejected(7, "Only words", "it has no URL")]


def test_text() -> None:
    assert [(link.url, link.title, link.line) for link in links("onetab.txt", "text")] == [
        ("https://a.example/a", "A | with a bar", 1),
        ("https://b.example/", "", 2),
        ("https://c.example/page", "", 5),
        ("https://d.example/x", "A title behind a tab", 6),
        ("https://e.example/", "Read this", 7),
    ]
    assert [row for row in rows("onetab.txt", "text") if isinstance(row, Rejected)] == [
        Rejected(8, "no link here", "no URL is in it")
    ]


def test_markdown() -> None:
    found = links("lists.md")
    assert found[0] == Link(
        "https://a.example/a", "A fine title (2019)", "a note, and code", "NLP",
        others=(("code", "https://a.example/code"),),
    )  # fmt: skip
    assert [(link.url[8], link.title, link.category, link.tags) for link in found[1:]] == [
        ("b", "", "NLP", ()),
        ("c", "Below it", "NLP", ()),
        ("d", "D", "NLP", ("a", "b c")),
        ("j", "(bare)", "NLP", ()),
        ("e", "E", "NLP", ()),
        ("f", "F", "NLP", ()),
        ("g", "G", "Bold category", ()),
        ("h", "H", "Bold category", ()),
        ("i", "Only defined", "Bold category", ()),
    ]
    assert [(row.line, row.what, row.reason) for row in rejected("lists.md")] == [
        (9, "words only", "no link is in it"),
        (11, "Contents", "`#nlp` is not a web address"),
    ]


def test_newspaper() -> None:
    found = rows("newspaper.md")
    assert [(row.url[18:30], row.title, row.via) for row in found if isinstance(row, Link)] == [
        ("2024/05/how-", "How Trees Grow", "The Example Daily"),
        ("why-rivers-b", "", "The Example Daily"),
        ("the-speed-of", "", "The Example Daily"),
        ("a-walk-in-th", "Go outside today", "The Example Daily"),
    ]
    assert [(row.line, row.was) for row in found if isinstance(row, Untitled)] == [
        (4, "Mar 3"),
        (5, "Ana de la Cruz"),
    ]
    assert [row for row in found if isinstance(row, Rejected)] == [
        Rejected(7, "Ana de la Cruz", "it has no URL")
    ]


@pytest.mark.parametrize(
    "title",
    [
        "Dec 13, 2018", "13 December 2018", "2018-12-13", "5 min read", "3 days ago",
        "Manju Joseph", "ASM Saiful Islam", "Vincent van Gogh", "J. R. R. Tolkien", "Zoë O'Hara",
    ],
)  # fmt: skip
def test_a_date_or_a_name_is_not_a_title(title: str) -> None:
    assert is_not_a_title(title, "https://x.org/how-to-cook-rice-2a44f142d931")


@pytest.mark.parametrize(
    "title",
    [
        "Make it a habit", "Cook Rice", "How To Live", "GPT-2", "Rust", "Markov Chains, explained",
        "2001: A Space Odyssey", "May the Force", "How-to",
    ],
)  # fmt: skip
def test_other_words_are_a_title(title: str) -> None:
    assert not is_not_a_title(title, "https://x.org/how-to-cook-rice-2a44f142d931")


def test_a_name_stays_where_the_url_has_no_words() -> None:
    assert not is_not_a_title("Manju Joseph", "https://x.org/p/2a44f142d931")
    assert not is_not_a_title("Deep Learn", "https://github.com/x/DeepLearn#readme")


def test_the_daily_newspaper(example: Callable[[str], str]) -> None:
    text = example("daily-newspaper.md")
    found = list(importers.read("auto", text, "daily-newspaper.md"))
    assert len([row for row in found if isinstance(row, Link)]) == 15
    assert [row.was for row in found if isinstance(row, Untitled)] == [
        "Dec 13, 2018", "Manu Joseph", "Logan Yang", "ASM Saiful Islam", "Dimitris Poulopoulos", "Ivan Lai",
    ]  # fmt: skip
    assert [row.line for row in found if isinstance(row, Rejected)] == [21]


def test_the_link_wiki(example: Callable[[str], str]) -> None:
    found = [
        row
        for row in importers.read("auto", example("link-wiki.md"), "link-wiki.md")
        if isinstance(row, Link)
    ]
    assert len(found) == 149
    assert sum(len(link.others) for link in found) == 7
    assert all(link.title and link.category for link in found)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("1714550400", "2024-05-01"), (1714550400, "2024-05-01"), (1714550400.5, "2024-05-01"),
        ("1714550400123", "2024-05-01"), ("1714550400123456", "2024-05-01"), ("13359024000000000", "2024-05-01"),
        ("2024-05-01T23:30:00-05:00", "2024-05-01"), ("2024-05-01 08:00", "2024-05-01"), ("2024-05-01", "2024-05-01"),
        ("Wed, 01 May 2024 08:00:00 GMT", "2024-05-01"), ("0", ""), ("-5", ""), ("", ""), (None, ""), (True, ""),
        ("2024-02-31", ""), ("soon", ""), ("1e400", ""), ("9" * 400, ""), ([], ""),
    ],
)  # fmt: skip
def test_days(value: object, day: str) -> None:
    assert fields.day(value) == day


@pytest.mark.parametrize(
    ("value", "tags"),
    [
        ("a|b c|a", ("a", "b c")), ("a, b", ("a", "b")), ("a; b, c", ("a", "b, c")), ('["a", "b, c"]', ("a", "b, c")),
        ("['a', 'b']", ("a", "b")), ("", ()), (None, ()), (["a", {"name": "b"}, {"label": "c"}, None], ("a", "b", "c")),
        ("[not a list]", ("[not a list]",)), ("[" * 5000 + "]", ("[" * 5000 + "]",)), (" a\n b ", ("a b",)),
    ],
)  # fmt: skip
def test_tags(value: object, tags: tuple[str, ...]) -> None:
    assert fields.tags(value) == tags


def test_bytes_of_every_kind() -> None:
    text = "https://e.org/ | Café – 中文\n"
    for codec, mark in (
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16", b""),
        ("utf-16-be", codecs.BOM_UTF16_BE),
    ):
        assert importers.decode(mark + text.encode(codec)) == text
    assert importers.decode("Café déjà vu".encode("cp1252")) == "Café déjà vu"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_newlines_make_no_difference(newline: str) -> None:
    for name in ("pocket.csv", "raindrop.csv", "firefox.html", "onetab.txt", "pinboard.json"):
        if newline == "\r" and name == "firefox.html":
            continue
        form = FORMS[name]
        text = importers.decode((FILES / name).read_bytes()).replace("\r\n", "\n")
        again = list(importers.read(form, text.replace("\n", newline), name))
        assert [row for row in again if isinstance(row, Link)] == links(name, form)


def test_an_unknown_format_is_an_error() -> None:
    with pytest.raises(UnknownFormatError, match="notes"):
        importers.detect("nothing of use", "notes")
    with pytest.raises(UsageError, match="`gopher`"):
        importers.read("gopher", "", "x")
    assert importers.detect("nothing of use", "notes.txt") == "text"


PIECES = [
    *"<>\"'=/&;|,[](){}#*-`\n\r\t !:aA", "<A HREF=", "<DL>", "</A>", "<DD>", "<H3>", "https://e.org/", "<outline ",
    "url,title\n", "<!--", "-->", "![", "](", "title",
]  # fmt: skip


@settings(max_examples=150, derandomize=True, deadline=None)
@given(
    st.sampled_from(sorted(set(importers.names()) - set(json_files.NAMES))),
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
)
@case("netscape", "<A " * 200)
@case("opml", "<outline " * 200)
def test_any_text_is_read_without_a_crash(form: str, text: str) -> None:
    for row in importers.read(form, text, "x"):
        assert isinstance(row, (Link, Rejected, Untitled))


def read_all(form: str, text: str) -> None:
    with suppress(BrokenFileError):
        list(importers.read(form, text, "x"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("form", "piece"),
    [
        ("netscape", '<A HREF="'), ("netscape", "<A x='"), ("netscape", "<!--"), ("netscape", "<A h=1>"),
        ("netscape", "<DL>"), ("netscape", '"<'), ("netscape", "<H3 '"),
        ("opml", "<outline "), ("opml", '<outline a="'), ("opml", "<outline>"),
        ("newspaper", "<a h"), ("newspaper", "|x|\n"), ("text", "https://"), ("text", "x "), ("csv", '"'),
        ("csv", "url,"), ("csv", '"\n'), ("csv", 'a,"b\n'), ("csv", '"a\n"b'), ("json", '{"'), ("json", '[{"a":"b"},'),
        ("json", '{"url":"https://a.example/"},x'), ("xbel", "<bookmark>"), ("xbel", "<![CDATA["), ("xbel", "<a x='"),
        ("feed", "<title>x"), ("delicious", '<post href="'), ("text", "https://a.example/ [a] "), ("text", "https://a,"),
    ],
)  # fmt: skip
def test_the_work_grows_with_the_file(form: str, piece: str) -> None:
    head = "url\n" if form == "csv" else ""
    read_all(form, head + piece * 5_000)
    assert grows_with_the_text(lambda text: read_all(form, head + text), piece, 200)


def test_references_with_bare_addresses() -> None:
    text = "## Refs\n\n\\\\\n[1] **One & two:** https://a.example/1\n\n[2] **Three:** <https://a.example/2>\n"
    assert list(importers.read("markdown", text, "")) == [
        Link("https://a.example/1", "One & two", category="Refs"),
        Link("https://a.example/2", "Three", category="Refs"),
    ]


def test_the_numbered_newsletter(example: Callable[[str], str]) -> None:
    rows = importers.read("auto", example("numbered-newsletter.md"), "numbered-newsletter.md")
    found = [row for row in rows if isinstance(row, Link)]
    assert [
        link.url for link in found if "coursera.org/specializations/tensorflow-data" in link.url
    ]
    assert (
        found[-1].title == "Python 中的机器学习：数据科学，机器学习和人工智能的主要发展和技术趋势"
    )


def test_images_and_code_are_not_links() -> None:
    text = "![x](https://a.example/1.png)\n\n`https://a.example/2`\n\n<img src='https://a.example/3.png'>\n\n- ![x](https://a.example/4.png)\n"
    assert [row for row in importers.read("markdown", text, "") if isinstance(row, Link)] == []


def test_a_bare_url_ends_where_the_next_reference_begins() -> None:
    text = "[1] **One:** https://a.example/1[2]**Two:** https://a.example/2\n\nSee https://b.example/(x).\n"
    rows = importers.read("markdown", text, "")
    assert [(row.url, row.title) for row in rows if isinstance(row, Link)] == [
        ("https://a.example/1", "One"),
        ("https://a.example/2", "Two"),
        ("https://b.example/(x)", "See"),
    ]


@given(
    addresses
    | st.text(st.characters(max_codepoint=0x2FF), max_size=20).map("https://e.org/".__add__)
)
@case("https://e.org/?<b>")
@case("https://e.org/?a=%")
def test_a_plain_address_is_whole_and_stays_as_it_is(url: str) -> None:
    stripped = url.strip(fields._EDGES)
    if PLAIN_URL.fullmatch(stripped) and "<" not in url and ">" not in url:
        assert fields.address(stripped) == stripped
        assert fields._reason(stripped, stripped) == ""
