"""Importers of more formats: the bookmarks of browsers and services, tables without known headers."""

from __future__ import annotations

import gzip
import re
import zipfile
from io import BytesIO
from typing import Any

import pytest

from postgen import importers
from postgen.importers import (
    ArchiveError,
    BrokenFileError,
    Rejected,
    UnclearDay,
    UnknownFormatError,
    fields,
)
from postgen.model import Link
from tests.conftest import ROOT
from tests.unit.test_importers import links, rejected

CASES = ROOT.parent / "shared" / "cases"


def read(text: str, name: str = "download") -> list[Link]:
    return [row for row in importers.read("auto", text, name) if isinstance(row, Link)]


def short(found: list[Link]) -> list[tuple[str, str]]:
    return [(link.url, link.title) for link in found]


def of_bytes(data: bytes, name: str = "download") -> list[tuple[str, str]]:
    return short([row.link for row in importers.read_file(data, name).rows])


def case(name: str) -> list[Link]:
    path = CASES / name
    if not path.exists():
        pytest.skip("the cases are not here")
    return [row.link for row in importers.read_file(path.read_bytes(), name).rows]


# Bookmarks of browsers and services


def test_xbel() -> None:
    assert links("bookmarks.xbel") == [
        Link("https://a.example/a?x=1&y=2", "A & B", "a note on two lines", "ML & more/NLP", added="2024-05-01"),
        Link("https://b.example/", "", category="ML & more"),
        Link("https://c.example/", "C"),
    ]  # fmt: skip
    assert rejected("bookmarks.xbel") == [
        Rejected(15, "A script", "`javascript:` is not the address of a web page")
    ]


def test_posts_of_delicious_and_pinboard() -> None:
    assert links("posts.xml") == [
        Link(
            "https://a.example/a?x=1&y=2", "A > B", 'a "note"', tags=("nlp", "machine_learning"), added="2024-05-01"
        ),
        Link("https://b.example/", "", added="2024-05-02"),
    ]  # fmt: skip
    assert rejected("posts.xml") == [Rejected(5, "Nothing", "it has no URL")]


def test_a_feed_that_was_saved() -> None:
    assert links("saved.rss") == [
        Link("https://a.example/a", "A & B", "a note", tags=("nlp", "machine learning"), added="2024-05-01"),
        Link("https://site.example/links/page.html", "Relative"),
        Link("https://c.example/", "By its guid"),
    ]  # fmt: skip
    assert rejected("saved.rss") == [Rejected(7, "Nothing", "it has no URL")]
    assert links("saved.atom") == [
        Link("https://a.example/a", "A & B", tags=("nlp",), added="2024-05-01")
    ]


def test_firefox_and_chrome() -> None:
    assert links("firefox.json") == [
        Link("https://a.example/a", "A", category="ML", tags=("nlp", "machine learning"), added="2024-05-01"),
        Link("https://b.example/", "B", category="ML/NLP", added="2024-05-01"),
        Link("https://c.example/", "C"),
    ]  # fmt: skip
    assert [row.what for row in rejected("firefox.json")] == ["Recent"]
    assert links("chrome.json") == [
        Link("https://a.example/a", "A", added="2024-05-01"),
        Link("https://b.example/", "B", category="ML", added="2024-05-01"),
        Link("https://c.example/", "C"),
    ]
    assert [row.what for row in rejected("chrome.json")] == ["Flags"]


@pytest.mark.parametrize(
    "text",
    [
        "<posts><post href='https://a.example/' description='A'/></posts>",
        '<post href="https://a.example/" description="A">',
        '<posts>\n<post description="A" href="https://a.example/" />\n<post href="https://b',
        '<xbel><bookmark href="https://a.example/"><title>A</title></bookmark>',
        '<XBEL><FOLDER><TITLE>f</TITLE><BOOKMARK HREF="https://a.example/"><TITLE>A',
        "<rss><channel><item><title>A</title><link>https://a.example/</link>",
        '<rdf:RDF><item rdf:about="x"><title>A</title><link>https://a.example/</link></item></rdf:RDF>',
        '<feed><entry><title>A</title><link href="https://a.example/"/></entry></feed>',
        '\n <?xml version="1.0"?><!-- x --><!DOCTYPE posts [<!ENTITY a "b">]><posts><post href="https://a.example/" description="A"/>',
        '{"children":[{"title":"A","uri":"https://a.example/"}]}',
        '{"roots":{"other":{"children":[{"name":"A","url":"https://a.example/"}]}}}',
        '{"roots":{"custom_root":5,"bar":{"children":[{"type":"url","name":"A","url":"https://a.example/"}]}}}',
        '["https://a.example/"]',
        '[["https://a.example/","A"]]',
        '[["A","https://a.example/"]]',
        '{"https://a.example/":"A"}',
        '{"urls":["https://a.example/"]}',
        '{"id":"user/-/state/com.google/starred","items":[{"title":"A","alternate":[{"href":"https://a.example/"}],"published":1714550400}]}',
        '{"count":1,"results":[{"url":"https://a.example/","title":"A","tag_names":["x"],"date_added":"2024-05-01T08:00:00Z"}]}',
        '{"orderedItems":["https://a.example/"]}',
        '{"url":"https://a.example/","title":"A"}',
        '[{"url":"https://a.example/","title":"A"},]',
        '{"version":1,"items":[{"URL":"https://a.example/","Title":"A"}]}',
        '{"url":"https://a.example/","title":"A"}\n{"url":"https://b.example/"}\n',
        '[{"url":"https://a.example/","title":"A"},{"url":"https://b.exam',
        '[{"url":"https://a.example/","title":"A"},\n{"url":oops},\n{"url":"https://b.example/"}]',
        '{"lists":[{"title":"f","cards":[{"title":"A","url":"https://a.example/"}]}]}',
    ],
)
def test_bookmarks_in_xml_and_json(text: str) -> None:
    found = read(text)
    assert found[0].url == "https://a.example/"
    assert found[0].title in {"A", ""}
    assert not [each for each in found if "exam" in each.url and "example/" not in each.url]


def test_folders_that_every_browser_has_are_no_categories() -> None:
    assert [link.category for link in links("chrome.json")] == ["", "ML", ""]
    assert [link.category for link in links("firefox.json")] == ["ML", "ML/NLP", ""]


def test_a_fault_in_json_takes_nothing_with_it() -> None:
    text = '[{"url":"https://a.example/"},\n{"url":oops},\n{"url":"https://b.example/"}]'
    rows = list(importers.read("auto", text, "x.json"))
    assert [row.url for row in rows if isinstance(row, Link)] == [
        "https://a.example/", "https://b.example/",
    ]  # fmt: skip
    assert [row for row in rows if isinstance(row, Rejected)] == [
        Rejected(2, "", "it is not JSON: expecting value")
    ]


# Tables by their content


@pytest.mark.parametrize(
    "text",
    [
        'https://a.example/1,First title\nhttps://a.example/2,"Second, title"\n',
        'First title;https://a.example/1\n"Second, title";https://a.example/2\n',
        "https://a.example/1\tFirst title\nhttps://a.example/2\tSecond, title\n",
        "First title|https://a.example/1\nSecond, title|https://a.example/2\n",
        'Website,Was\nhttps://a.example/1,First title\nhttps://a.example/2,"Second, title"\n',
        'Adresse;Titel\nhttps://a.example/1;First title\nhttps://a.example/2;"Second, title"\n',
        '网址,标题\nhttps://a.example/1,First title\nhttps://a.example/2,"Second, title"\n',
        "Страница\tАдрес\nFirst title\thttps://a.example/1\nSecond, title\thttps://a.example/2\n",
        '"1","First title","https://a.example/1"\n"2","Second, title","https://a.example/2"\n',
        "sep=;\nTitel;Adresse\nFirst title;https://a.example/1\nSecond, title;https://a.example/2\n",
        "'https://a.example/1','First title'\n'https://a.example/2','Second, title'\n",
        'url|title\nhttps://a.example/1|First title\nhttps://a.example/2|"Second, title"\n',
        'My links\n\nTitle,URL\nFirst title,https://a.example/1\n"Second, title",https://a.example/2\n',
        'date,what,where\n2024-05-01,First title,https://a.example/1\n2024-05-02,"Second, title",https://a.example/2\n',
        "state;where;what\nunread;https://a.example/1;First title\nunread;https://a.example/2;Second, title\nunread;https://a.example/3;Third\nunread;https://a.example/4;Fourth\n",
        "bild;seite;name\nhttps://i.example/1.png;https://a.example/1;First title\nhttps://i.example/2.png;https://a.example/2;Second, title\n",
        'https://a.example/1, "First title"\nhttps://a.example/2, "Second, title"\n',
        '\ufeffWebsite,Was\r\nhttps://a.example/1,First title\r\nhttps://a.example/2,"Second, title"\r\n',
    ],
)
@pytest.mark.parametrize("name", ["links.csv", "download"])
def test_columns_are_known_by_what_is_in_them(text: str, name: str) -> None:
    assert short(read(text, name))[:2] == [
        ("https://a.example/1", "First title"), ("https://a.example/2", "Second, title"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example/x,1518,123.html\nhttps://a.example/y,1518,456.html\n",
        "https://a.example/?q=a,b\nhttps://a.example/?q=c,d\n",
        "https://a.example/a;b=1\nhttps://a.example/c;d=2\n",
        "https://a.example/a,15 Some words\nhttps://a.example/c,16 Other words\n",
    ],
)
def test_a_comma_in_an_address_is_part_of_it(text: str) -> None:
    expected = [line.split(" ")[0] for line in text.splitlines()]
    assert [link.url for link in read(text, "list.txt")] == expected


@pytest.mark.parametrize(
    "text",
    [
        "See the list, link, and address\nhttps://a.example/1\n",
        "Title | URL | mine\n\nOne: https://a.example/1\n",
        "link\n\nhttps://a.example/1 and more, url\n",
    ],
)
def test_prose_with_the_name_of_a_column_is_no_table(text: str) -> None:
    assert [link.url for link in read(text)] == ["https://a.example/1"]


def test_tags_and_notes_of_a_table_without_header() -> None:
    text = (
        'https://a.example/1,First title,"nlp, rust",What it is about in some words\n'
        "https://a.example/2,Second title,nlp,And this one says something\n"
    )
    assert read(text) == [
        Link("https://a.example/1", "First title", "What it is about in some words", tags=("nlp", "rust")),
        Link("https://a.example/2", "Second title", "And this one says something", tags=("nlp",)),
    ]  # fmt: skip


def test_a_table_of_markdown_with_bare_addresses() -> None:
    text = "| Title | URL |\n|-------|:---:|\n| One | https://a.example/1 |\n| Two | https://a.example/2 |\n"
    rows = list(importers.read("auto", text, "x"))
    assert rows == [Link("https://a.example/1", "One"), Link("https://a.example/2", "Two")]


def test_a_table_of_nothing_but_addresses() -> None:
    found = read(
        "https://a.example/1,https://a.example/2\nhttps://a.example/3,https://a.example/4\n"
    )
    assert [link.url[-1] for link in found] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    "broken",
    [
        '"Not closed,https://b.example/',
        "Too,many,columns,https://b.example/",
        '"say "hi" now",https://b.example/',
        "Nothing",
        "No address,not an address",
        'A,"https://b.example/',
        "Two,https://b.example/ https://c.example/",
        "Lost,https://b\ufffd.example/",
        "Control,\x00\x01",
    ],
)
def test_one_bad_row_takes_no_other_with_it(broken: str) -> None:
    text = f'title,url\nA,https://a.example/\n{broken}\n"Z, z",https://z.example/\n"Multi\nline",https://m.example/\n'
    found = short(read(text, "x.csv"))
    assert found[0] == ("https://a.example/", "A")
    assert found[-2:] == [("https://z.example/", "Z, z"), ("https://m.example/", "Multi line")]
    assert {url for url, _ in found[1:-2]} <= {"https://b.example/"}


@pytest.mark.parametrize("text", ["a,b\nc,d\n", "Website,Description\nfoo,bar\n", "1,2,3\n"])
def test_a_table_without_addresses_is_refused(text: str) -> None:
    contents = importers.read_file(text.encode(), "x.csv")
    assert not contents.rows
    assert contents.rejected[0][1].reason == "no column holds web addresses"


# Plain text and Markdown


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("https://a.example/1.", [("https://a.example/1", "")]),
        ("https://a.example/1 https://a.example/2", [("https://a.example/1", ""), ("https://a.example/2", "")]),
        ("https://a.example/1,https://a.example/2", [("https://a.example/1", ""), ("https://a.example/2", "")]),
        ("https://a.example/1；https://a.example/2、", [("https://a.example/1", ""), ("https://a.example/2", "")]),
        ("One: https://a.example/1, two: https://a.example/2", [("https://a.example/1", "One"), ("https://a.example/2", "two")]),
        ("See (https://a.example/1_(x)).", [("https://a.example/1_(x)", "See")]),
        ("参见（https://a.example/1）。", [("https://a.example/1", "参见")]),
        ("Voir « https://a.example/1 » !", [("https://a.example/1", "Voir")]),
        ("**https://a.example/1**", [("https://a.example/1", "")]),
        ("- https://a.example/1", [("https://a.example/1", "")]),
        ("12. Title: https://a.example/1", [("https://a.example/1", "Title")]),
        ("URL: https://a.example/1", [("https://a.example/1", "")]),
        ("देखें https://a.example/1।", [("https://a.example/1", "देखें")]),
        ("انظر https://a.example/1،", [("https://a.example/1", "انظر")]),
        ("https://web.example/2020/https://a.example/1", [("https://web.example/2020/https://a.example/1", "")]),
        ('https://a.example/?q="x"|y', [('https://a.example/?q="x"|y', "")]),
        ("[https://a.example/1 A title]", [("https://a.example/1", "A title")]),
        ("https://a.example/1[A title]", [("https://a.example/1", "A title")]),
        ('- url: "https://a.example/1",', [("https://a.example/1", "")]),
        ("https://a.example/1\u200b zero width", [("https://a.example/1", "zero width")]),
        ("\ufeffhttps://a.example/1\xa0", [("https://a.example/1", "")]),
        ("URL=https://a.example/1", [("https://a.example/1", "")]),
        ("See (https://a.example/1 for details)", [("https://a.example/1", "See for details")]),
        ("https://a.example/1 | https://a.example/2", [("https://a.example/1", ""), ("https://a.example/2", "")]),
        ("https://a.example/1 | A title, with https://a.example/2 in it", [("https://a.example/1", "A title, with https://a.example/2 in it")]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_addresses_in_a_line(form: str, line: str, expected: list[tuple[str, str]]) -> None:
    if form == "markdown" and (" | " in line or '"' in line):
        return  # a table, and an address that ends at a quote
    rows = [row for row in importers.read(form, f"{line}\n", "x") if isinstance(row, Link)]
    assert short(rows) == expected


@pytest.mark.parametrize(
    ("line", "tags", "title"),
    [
        ("https://a.example/ [nlp, rust]", ("nlp", "rust"), ""),
        ("https://a.example/ [nlp] [machine learning]", ("nlp", "machine learning"), ""),
        ("https://a.example/ [nlp;rust]", ("nlp", "rust"), ""),
        ("https://a.example/ A title [nlp]", ("nlp",), "A title"),
        ("https://a.example/ A title #nlp #c++", ("nlp", "c++"), "A title"),
        ("https://a.example/ [1]", (), ""),
        ("A title https://a.example/ #nlp", ("nlp",), "A title"),
    ],
)
def test_tags_behind_an_address(line: str, tags: tuple[str, ...], title: str) -> None:
    [found] = importers.read("text", line, "x")
    assert isinstance(found, Link)
    assert (found.url, found.tags, found.title) == ("https://a.example/", tags, title)


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("https://e.org/1\n<https://e.org/2>\nhttps://e.org/3\n", "123"),
        ("Read [A](https://e.org/1), then https://e.org/2.\n", "12"),
        ("[A](https://e.org/1), [B](https://e.org/2) and https://e.org/3\n", "123"),
        ("| [A](https://e.org/1) | https://e.org/2 |\n", "12"),
        ('<a href="https://e.org/1">A</a> and [B](https://e.org/2)\n', "12"),
        ("[https://e.org/2](https://e.org/1) and https://e.org/3\n", "13"),
        ("- <a class=x href=https://e.org/1>A</a>\n- [B](https://e.org/2)\n", "12"),
    ],
)
def test_no_address_is_lost_beside_a_link(text: str, addresses: str) -> None:
    found = {
        link.url for link in importers.read("markdown", text, "a.md") if isinstance(link, Link)
    }
    assert found == {f"https://e.org/{each}" for each in addresses}


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("(see https://e.org/1)\n", ["see"]),
        ("https://e.org/1).\n", [""]),
        ("「参见 https://e.org/1」\n", ["参见"]),
        ("* [A](https://e.org/1), [B](https://e.org/2)\n", ["A"]),
    ],
)
def test_marks_around_an_address_are_no_title(text: str, titles: list[str]) -> None:
    assert [link.title for link in read(text, "a.md")] == titles


@pytest.mark.parametrize("title", ["Titel", "標題", "Título", "Наименование", "Otsikko"])
def test_a_title_in_a_column_of_any_name(title: str) -> None:
    text = f"Bild,Link,{title}\nhttps://i.example/a.png,https://e.org/1,Eins\n"
    assert short(read(text, "a.csv")) == [("https://e.org/1", "Eins")]


@pytest.mark.parametrize(
    "text",
    [
        "* [A](https://a.example/)\n\n      https://no.example/\n\n* [B](https://b.example/)\n",
        "[A](https://a.example/)\n\n    https://no.example/ [x](https://no.example/2)\n\n[B](https://b.example/)\n",
        "1. https://a.example/\n\n       https://no.example/\n\n2. https://b.example/\n",
        "* https://a.example/\n\n  ```\n  https://no.example/\n  ```\n\n* https://b.example/\n",
        "## H\n\nhttps://a.example/\n\n\thttps://no.example/\n\nhttps://b.example/\n",
        "* [A](https://a.example/) and `https://no.example/`\n* <https://b.example/>\n",
    ],
)
def test_code_below_a_link_stays_code(text: str) -> None:
    rows = [row for row in importers.read("markdown", text, "x.md") if isinstance(row, Link)]
    assert [row.url for row in rows] == ["https://a.example/", "https://b.example/"]
    assert not any("no.example" in row.title for row in rows)


def test_two_addresses_in_an_item_are_two_links() -> None:
    text = "- One: https://a.example/ and https://b.example/\n- https://c.example/, https://d.example/\n"
    rows = importers.read("markdown", text, "x.md")
    assert "".join(row.url[8] for row in rows if isinstance(row, Link)) == "abcd"


# What is refused, and how it is called


@pytest.mark.parametrize(
    ("data", "name", "what"),
    [
        (b"%PDF-1.7\n...", "x.pdf", "is a PDF."),
        (b"\x89PNG\r\n\x1a\n\0\0", "x.txt", "is an image."),
        (b"\xff\xd8\xff\xe0", "x", "is an image."),
        (b"RIFF\0\0\0\0WEBPVP8 ", "x", "is an image."),
        (b"SQLite format 3\0...", "places.sqlite", "is a database."),
        (b"mozLz40\0...", "x.jsonlz4", "is a compressed backup of Firefox"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "x.xls", "a spreadsheet"),
        (b"", "x.csv", "is empty."),
        (b"\n \n", "x.json", "is empty."),
        (b"<!DOCTYPE html><html><head><title>T</title></head><body><p>See <a href='https://a.example/'>a</a></p></body></html>", "x.html", "is a page"),
        (b"<html><body><nav><ul><li><a href='https://a.example/'>a</a></li></ul></nav></body></html>", "x", "is a page"),
        (b"<html><head><script>a[b](c)</script></head><body><div><a href='https://a.example/'>a</a></div></body></html>", "x.htm", "is a page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><a href='https://a.example/'/></svg>", "x.svg", "is an image."),
        (b"<?xml version='1.0'?><catalog><book>https://a.example/</book></catalog>", "x.xml", "with the element `catalog`"),
        (b"<plist><string>https://a.example/</string></plist>", "Bookmarks.plist", "a property list"),
        (b"BEGIN:VCALENDAR\nURL:https://a.example/\n", "x.ics", "is in no format"),
        (b"{\\rtf1 https://a.example/}", "x.rtf", "is a document in RTF."),
        (b'{"name":"a","homepage":"https://a.example/"}', "package.json", "with the keys `name`, `homepage`"),
        (b'[{"a":1,"b":2}]', "x.json", "with the keys `a`, `b`"),
        (b'{"log":{"entries":[]}}', "x.har", "with the key `log`"),
        (bytes(range(256)) * 20, "x", "is "),
        (b"[" * 100_000, "x.json", "nested too deeply"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_links_is_called_what_it_is(data: bytes, name: str, what: str) -> None:
    if what == "is in no format":
        assert [url for url, _ in of_bytes(data, name)] == ["https://a.example/"]
        return  # a calendar has addresses: they are read as those of a text
    with pytest.raises((UnknownFormatError, BrokenFileError)) as refused:
        importers.read_file(data, name)
    assert what in refused.value.message


def packed(files: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({"[Content_Types].xml": b"", "xl/workbook.xml": b""}, "is a spreadsheet."),
        ({"[Content_Types].xml": b"", "word/document.xml": b""}, "is a document of Office."),
        ({"mimetype": b"", "content.xml": b""}, "is a spreadsheet or a document of Office."),
        ({"mimetype": b"", "META-INF/container.xml": b"", "a.html": b""}, "is a book."),
        ({"a.png": b"", "b/c.pdf": b""}, "holds no file of links: a.png, b/c.pdf."),
    ],
)
def test_a_zip_file_of_other_things_is_called_what_it_is(
    files: dict[str, bytes], what: str
) -> None:
    with pytest.raises(UnknownFormatError, match=re.escape(what)):
        importers.read_file(packed(files), "x.zip")


def test_zip_bombs_are_refused_before_they_are_unpacked() -> None:
    bomb = packed({"a.csv": b"url\n" + b"0" * 20_000_000})
    assert len(bomb) < 50_000
    with pytest.raises(ArchiveError, match="holds more than"):
        importers.read_file(bomb, "bomb.zip")


def test_a_damaged_file_of_an_archive_takes_no_other_with_it() -> None:
    data = packed(
        {"a.csv": b"url,title\n" + bytes(range(33, 120)) * 9, "b.csv": b"url\nhttps://a.example/\n"}
    )
    at = data.index(b"a.csv") + 12
    contents = importers.read_file(data[:at] + b"\xff" * 20 + data[at + 20 :], "x.zip")
    assert [row.link.url for row in contents.rows] == ["https://a.example/"]
    assert contents.rejected[0][1].reason.startswith("it cannot be unpacked")


def test_gzip_is_unpacked() -> None:
    assert of_bytes(gzip.compress(b"https://a.example/\n"), "x.txt.gz") == [
        ("https://a.example/", "")
    ]
    with pytest.raises(ArchiveError):
        importers.read_file(b"\x1f\x8b\x08nothing", "x.gz")


# Characters


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Cut \ud83d", "Cut \ufffd"),
        ("Pair \ud83d\ude00", "Pair 😀"),
        ("Reversed \ude00\ud83d", "Reversed \ufffd\ufffd"),
        ("A raw byte \udcff", "A raw byte \ufffd"),
        ("A \x08 b \x1b c", "A b c"),
        ("Red \x1b[31mword\x1b[0m", "Red word"),
        ("Bell\x07, nul\x00, delete\x7f", "Bell, nul, delete"),
        ("C1 \x85 and \x9b", "C1 and"),
        ("over\u202eride\u2066", "override"),
        ("two\u2028lines\u2029", "two lines"),
        ("mark\ufeff and \ufffe\uffff", "mark and"),
        ("\u200dkept\u200c", "\u200dkept\u200c"),
    ],
)
@pytest.mark.parametrize("form", ["json", "csv", "text", "netscape", "xbel", "opml"])
def test_what_comes_from_outside_is_made_text(form: str, title: str, expected: str) -> None:
    import json

    url = "https://a.example/"
    text = {
        "json": json.dumps([{"url": url, "title": title, "tags": [title], "note": title}]),
        "csv": f'url,title,tags,note\n{url},"{title}","{title}","{title}"\n',
        "text": f"{url} | {title}",
        "netscape": f'<DT><A HREF="{url}" TAGS="{title}">{title}</A><DD>{title}',
        "xbel": f'<xbel><bookmark href="{url}" tags="{title}"><title>{title}</title><desc>{title}</desc></bookmark>',
        "opml": f'<outline text="{title}" url="{url}" description="{title}"/>',
    }[form]  # fmt: skip
    if form == "csv" and "," in title:
        return
    [link] = importers.read(form, text, "x")
    assert isinstance(link, Link)
    assert link.title == expected
    for value in (link.note, *link.tags):
        assert value.replace("\n", " ") in {expected, ""} or form in {"netscape", "xbel"}
        value.encode()


@pytest.mark.parametrize("codec", ["latin-1", "cp1252", "cp1250"])
@pytest.mark.parametrize("title", ["Größe", "Größe, Füße", "Fußgängerübergang"])
def test_two_letters_beyond_ascii_make_no_word_greek(title: str, codec: str) -> None:
    data = f'[{{"url":"https://a.example/","title":"{title}"}}]'.encode(codec)
    assert of_bytes(data, "a.json") == [("https://a.example/", title)]


@pytest.mark.parametrize(
    ("references", "title"),
    [
        ("&#xD83D;&#xDE00;", "😀"), ("&#55357;&#56832;", "😀"), ("&#xD83D;", "\ufffd"),
        ("&#xDCFF;", "\ufffd"), ("&#x1F600;", "😀"), ("&#1;x", "x"),
    ],
)  # fmt: skip
def test_references_to_half_a_character(references: str, title: str) -> None:
    [link] = importers.read("netscape", f'<DT><A HREF="https://a.example/">{references}</A>', "x")
    assert isinstance(link, Link)
    assert link.title == title


TEXT = "title,url\nGröße — “x”,https://a.example/1\nZürich,https://a.example/2\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (TEXT.encode().replace("Zürich".encode(), b"Z\xfcrich"), "Z\ufffdrich"),
        (TEXT.encode() + b"\xff", "Zürich"),
        (TEXT.encode() + b"Gr\xc3", "Zürich"),
        (TEXT.encode("utf-16"), "Zürich"),
        (TEXT.encode("utf-16-le"), "Zürich"),
        (TEXT.encode("utf-16-be"), "Zürich"),
        (TEXT.encode("utf-32"), "Zürich"),
        (TEXT.encode("utf-32-le"), "Zürich"),
        (TEXT.encode("utf-8-sig"), "Zürich"),
        (TEXT.encode("cp1252"), "Zürich"),
        (TEXT.encode("utf-8-sig").replace("Zürich".encode(), b"Z\xfcrich"), "Z\ufffdrich"),
    ],
)
def test_one_bad_byte_garbles_nothing_else(data: bytes, expected: str) -> None:
    found = importers.read_file(data, "x.csv").rows
    assert [row.link.title for row in found] == ["Größe — “x”", expected]


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "utf-32-be", "koi8-r"]
)
def test_json_in_any_encoding(codec: str) -> None:
    text = '[{"url": "https://a.example/", "title": "Русский канал новостей о технологиях"}]'
    assert of_bytes(text.encode(codec), "x.json")[0][1] == "Русский канал новостей о технологиях"


# Addresses


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "mailto:a@example.org", "about:blank",
        "https://", "https:///x", "https://a.example,First", "https://a b.example/", "https://a\ufffd.example/",
        "https://[::1", "https://a.example/ https://b.example/", "page.html", "/path", "x", "chrome://flags/",
        "https://a.example:999999/", "https://a.example/a</link><title>x",
    ],
)  # fmt: skip
def test_what_is_no_whole_address_is_rejected(url: str) -> None:
    assert isinstance(fields.link(url, "T"), Rejected)


@pytest.mark.parametrize(
    ("image", "kept"),
    [
        ("javascript:alert(1)", ""), (" JaVaScRiPt:x", ""), ("java\tscript:x", ""), ("data:image/png;base64,AA", ""),
        ("file:///home/x.png", ""), ("vbscript:x", ""), ("https://i.example/a.png", "https://i.example/a.png"),
        ("/assets/a.png", "/assets/a.png"), ("", ""), ("\x01javascript:x", ""),
    ],
)  # fmt: skip
def test_images_that_reach_a_page(image: str, kept: str) -> None:
    found = fields.link("https://a.example/", "T", image=image)
    assert isinstance(found, Link)
    assert found.image == kept


# Numbers, depth, size


@pytest.mark.parametrize(
    "text",
    [
        '[{"url":"https://a.example/","id":' + "9" * 10_000 + "}]",
        '[{"url":"https://a.example/","created":' + "9" * 10_000 + "}]",
        '[{"url":"https://a.example/","created":1e999}]',
        '[{"url":"https://a.example/","created":NaN,"title":-Infinity}]',
        '[{"url":"https://a.example/","tags":[[[[]]]],"lists":{"a":{}}}]',
        '[{"url":"https://a.example/","created":"' + "9" * 10_000 + '"}]',
    ],
)
def test_numbers_of_any_size(text: str) -> None:
    assert [link.url for link in read(text)] == ["https://a.example/"]


def test_json_that_is_deep() -> None:
    deep = '{"children":[' * 200 + '{"url":"https://a.example/"}' + "]}" * 200
    assert [link.url for link in read(deep)] == ["https://a.example/"]
    for depth in (1_000, 2_000, 100_000):
        with pytest.raises(BrokenFileError):
            read('{"children":[' * depth)


def test_entities_are_not_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    text = f'<!DOCTYPE posts [<!ENTITY l0 "ha">{laughs}]><posts><post href="https://a.example/" description="&l11;"/></posts>'
    assert short(read(text)) == [("https://a.example/", "&l11;")]


# Days


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("05/13/2024", "2024-05-13"), ("13/05/2024", "2024-05-13"), ("13.5.2024", "2024-05-13"), ("05.06.2024", "2024-06-05"),
        ("2024/5/1", "2024-05-01"), ("2024-05-01 08:00:00 +0200", "2024-05-01"), ("May 1, 2024", "2024-05-01"),
        ("1 mai 2024", "2024-05-01"), ("1. Mai 2024", "2024-05-01"), ("2024年5月1日", "2024-05-01"),
        ("1 мая 2024", "2024-05-01"), ("Wed, 01 May 2024 23:30:00 -0500", "2024-05-01"), ("20240501", "2024-05-01"),
        ("20240501T080000Z", "2024-05-01"), ("1714550400", "2024-05-01"), ("1714550400000", "2024-05-01"),
        ("1714550400000000", "2024-05-01"), ("1714550400000000000", "2024-05-01"), ("13359024000000000", "2024-05-01"),
        ("45413", "2024-05-01"), ("-2208988800", "1900-01-01"), ("05/05/2024", "2024-05-05"), (1714550400.75, "2024-05-01"),
    ],
)  # fmt: skip
def test_days_in_any_form(value: Any, day: str) -> None:
    assert fields.day(value) == day


@pytest.mark.parametrize(
    "value",
    [
        "05/06/2024", "5-6-2024", "13/05/24", "31/02/2024", "2024-02-31", "soon", "2024", "202405", "7", "13/13/2024",
        "1 Brumaire 232", "9" * 40, "1e400", "yesterday", "05/2024",
    ],
)  # fmt: skip
def test_a_day_that_is_not_certain_is_none_and_told(value: str) -> None:
    found = fields.day(value)
    assert found == ""
    assert isinstance(found, UnclearDay)
    assert found.was == value


@pytest.mark.parametrize(
    "value", ["", None, "0", 0, [], True, "-1", "  ", "0000-00-00", "0001-01-01T00:00:00Z"]
)
def test_no_day_is_not_told(value: Any) -> None:
    found = fields.day(value)
    assert found == ""
    assert not isinstance(found, UnclearDay)


def test_one_day_of_a_table_says_the_order_of_the_others() -> None:
    text = "url,date\nhttps://a.example/1,05/06/2024\nhttps://a.example/2,{}\n"
    assert [link.added for link in read(text.format("13/06/2024"))] == ["2024-06-05", "2024-06-13"]
    assert [link.added for link in read(text.format("06/13/2024"))] == ["2024-05-06", "2024-06-13"]
    assert [link.added for link in read(text.format("07/06/2024"))] == ["", ""]
    assert [link.added for link in links("no-header.csv")] == ["2024-05-01", "2024-05-13"]
    assert [link.added for link in links("colonnes.csv")] == ["2024-05-01", ""]


def test_an_address_with_a_comma_and_a_blank_is_one_in_its_column() -> None:
    rows = ["https://h.example/1,One", '"https://h.example/rome, city",Two']
    expected = [("https://h.example/1", "One"), ("https://h.example/rome,%20city", "Two")]
    for header in ([], ["Link,Titel"], ["url,title"]):
        for name in ("a.csv", "download"):
            assert short(read("\n".join([*header, *rows, ""]), name)) == expected
    assert short(read("\n".join([rows[1], rows[0], ""]), "a.csv")) == expected[::-1]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_file_of_two_programs_is_read_in_two_encodings(separator: str) -> None:
    rows = [b"title,url", "Größe,https://e.org/1".encode()]
    rows += [f"Zürich {n} äöü,https://e.org/2{n}".encode("cp1252") for n in range(5)]
    found = of_bytes(b"\n".join(rows).replace(b",", separator.encode()))
    assert found[0] == ("https://e.org/1", "Größe")
    assert found[1] == ("https://e.org/20", "Zürich 0 äöü")


def test_addresses_that_are_keys_have_what_stands_below_them() -> None:
    body = '{"https://e.org/1": "One", "https://e.org/2": {"Title": "Two", "note": "n"}}'
    [one, two] = read(body)
    assert (one.title, two.title, two.note) == ("One", "Two", "n")


def test_no_tags_of_delicious_are_none() -> None:
    post = '<posts><post href="https://e.org/1" description="One" tag="system:unfiled"/></posts>'
    assert [(link.tags, link.category) for link in read(post)] == [((), "")]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("https://e.org/) later", "later"),
        ("*https://e.org/*, a note", "a note"),
        ("https://e.org/、と書く", "と書く"),
        ("Foo (https://e.org/): good", "Foo: good"),
        ("https://e.org/ .NET rocks", ".NET rocks"),
        ("https://e.org/ (old) page", "(old) page"),
        ("https://e.org/» fin", "fin"),
    ],
)
def test_a_title_begins_with_a_word(line: str, title: str) -> None:
    assert short(read(f"- {line}\n")) == [("https://e.org/", title)]


# The cases that were found


def test_the_cases() -> None:
    assert short(case("csv-noheader.csv")) == [
        ("https://h.example/1", "First title"), ("https://h.example/2", "Second, title"),
    ]  # fmt: skip
    assert short(case("csv-unknown-header.csv")) == [("https://h.example/1", "First")]
    assert [link.title for link in case("csv-one-bad-byte.csv")] == ["Größe", "Z\ufffdrich"]
    assert [link.title for link in case("json-surrogate.json")] == ["Cut emoji \ufffd", "Fine"]
    assert [link.title for link in case("json-control.json")] == ["A b c"]
    assert [link.url[-1] for link in case("json-array-of-urls.json")] == ["1", "2"]
    assert [(link.title, link.tags) for link in case("posts-delicious.xml")] == [
        ("LeechBlock - stop it", ("firefox", "addons")), ("WasteNo", ("chrome",)),
    ]  # fmt: skip
    assert [(link.title, link.category) for link in case("firefox-backup.json")] == [
        ("About Us", "Mozilla Firefox"), ("Voyager", ""),
    ]  # fmt: skip
    assert [(link.title, link.category) for link in case("chrome-Bookmarks.json")] == [
        ("Rust book", ""), ("Serde", "Crates"),
    ]  # fmt: skip
    assert short(case("import-prose.md"))[1:] == [
        ("https://en.wiki.example/wiki/Mercury_(planet)", "Mercury"),
        ("https://e.example/cjk", "参见，很好"),
        ("https://e.example/cjkparen", "参见"),
        ("https://e.example/bold", "Bold"),
        ("https://e.example/para_(p)", "Read today."),
    ]
