"""What feeds do wrong: encodings that lie, half characters, broken XML, odd addresses, no end."""

from __future__ import annotations

import codecs
import gzip
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from postgen.page import feed_xml, feeds
from postgen.page.feeds import FeedError
from postgen.text.dates import parse_date_text

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"
URL = "https://blog.example.org/feed.xml"

needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not there")


def rss(items: str, head: str = "", encoding: str = "") -> str:
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>' if encoding else ""
    return f'{declaration}<rss version="2.0"><channel>{head}{items}</channel></rss>'


def item(title: str = "T", link: str = "https://e.org/1", rest: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{rest}</item>"


def titles(body: bytes | str, content_type: str = "") -> list[str]:
    raw = body.encode() if isinstance(body, str) else body
    return [entry.title for entry in feeds.parse(raw, url=URL, content_type=content_type)]


def case(name: str) -> feeds.Feed:
    return feeds.read((CASES / name).read_bytes(), url=name)


# Characters


@needs_cases
def test_cases_of_characters() -> None:
    assert [entry.title for entry in case("feed-surrogate.xml").entries] == ["Smile 😀"]
    assert [entry.title for entry in case("feed-lone-surrogate.xml").entries] == ["Cut \ufffd"]
    bad_byte = [entry.title for entry in case("feed-one-bad-byte.xml").entries]
    assert bad_byte == ["Größe — “x”", "Cut \ufffd"]
    cyrillic = case("feed-1251-leading-newline.xml").entries
    assert [entry.title for entry in cyrillic] == ["Русский канал"]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Smile &#55357;&#56832;", "Smile 😀"),
        ("Smile &#xD83D;&#xDE00;", "Smile 😀"),
        ("Smile &#xd83d;&#56832; end", "Smile 😀 end"),
        ("Cut &#xD83D;", "Cut \ufffd"),
        ("Cut &#xDCFF; here", "Cut \ufffd here"),
        ("Cut &#56832;&#55357; back", "Cut \ufffd\ufffd back"),
        ("Far &#x110000; away", "Far \ufffd away"),
        ("Far &#99999999999999; away", "Far \ufffd away"),
        ("No&#0;thing", "Nothing"),
        ("Bell&#7; &#x1B;end", "Bell end"),
        ("Bell\x07 \x1bend", "Bell end"),
        ("<![CDATA[Bell\x08&#8; end]]>", "Bell end"),
        ("Non&nbsp;breaking &mdash; caf&eacute;", "Non breaking — café"),
        ("It&#146;s &#150; ok", "It’s – ok"),
        ("It&amp;#8217;s", "It’s"),
        ("A &unknown; name", "A &unknown; name"),
        ("R&D and AT&T", "R&D and AT&T"),
        ("&LT;b&GT; &AMP;", "<b> &"),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        ("hidden\u202e txt.exe", "hidden txt.exe"),
    ],
)
def test_characters_of_a_title(written: str, title: str) -> None:
    got = titles(rss(item(written)))
    assert len(got) == 1
    assert got[0].replace("\u00a0", " ") == title
    got[0].encode()


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (r"Smile \ud83d\ude00", "Smile 😀"),
        (r"Cut \ud83d", "Cut \ufffd"),
        (r"Cut \udcff here", "Cut \ufffd here"),
        (r"Bell\u0007 \u001bend", "Bell end"),
        (r"Back\b space", "Back space"),
        (r"Zero\u0000 byte", "Zero byte"),
    ],
)
def test_characters_of_a_json_feed(written: str, title: str) -> None:
    body = f'{{"version": "1", "items": [{{"url": "https://e.org/1", "title": "{written}"}}]}}'
    assert titles(body) == [title]
    lone = '{"items": [{"url": "https://e.org/\\udcff", "title": "x"}, {"url": "https://e.org/2"}]}'
    assert [entry.url for entry in feeds.parse(lone.encode(), url=URL)] == ["https://e.org/2"]


RUSSIAN = "Русский канал о технике"
GERMAN = "Größe und Übermut"
JAPANESE = "日本語のニュースです"


@pytest.mark.parametrize(
    ("title", "codec", "declared", "content_type"),
    [
        (RUSSIAN, "cp1251", "windows-1251", ""),
        (RUSSIAN, "cp1251", "utf-8", ""),  # a lie
        (RUSSIAN, "cp1251", "windows-1251", "text/xml; charset=utf-8"),
        (RUSSIAN, "cp1251", "", ""),
        (RUSSIAN, "koi8-r", "koi8-r", ""),
        (RUSSIAN, "utf-8", "windows-1251", ""),
        (RUSSIAN, "utf-8", "windows-1251", "text/xml; charset=windows-1251"),
        (RUSSIAN, "utf-16", "utf-16", ""),
        (RUSSIAN, "utf-16-le", "utf-8", ""),
        (RUSSIAN, "utf-16-be", "", ""),
        (RUSSIAN, "utf-32", "utf-8", ""),
        (RUSSIAN, "utf-8-sig", "windows-1251", ""),  # the byte order mark against the declaration
        (GERMAN, "latin-1", "iso-8859-1", ""),
        (GERMAN, "latin-1", "utf-8", ""),
        (GERMAN, "latin-1", "utf-8", "application/rss+xml; charset=UTF-8"),
        (GERMAN, "utf-8", "iso-8859-1", ""),
        (GERMAN, "utf-8", "us-ascii", "text/xml; charset=us-ascii"),
        (GERMAN, "utf-8", "utf-16", ""),
        (GERMAN, "utf-8", "no-such-encoding", ""),
        (GERMAN, "latin-1", "x-user-defined", ""),
        (JAPANESE, "shift_jis", "Shift_JIS", ""),
        (JAPANESE, "euc_jp", "EUC-JP", ""),
        (JAPANESE, "shift_jis", "utf-8", ""),
        ("简体中文的新闻和文章", "gb18030", "gb2312", ""),
        ("繁體中文的新聞和文章", "big5", "big5", ""),
        ("한국어 소식과 글", "cp949", "euc-kr", ""),
        ("Ελληνικά νέα και άρθρα", "iso8859-7", "iso-8859-7", ""),
    ],
)
@pytest.mark.parametrize("before", ["", "\n", " \t\r\n", "<!-- cached -->"])
def test_every_encoding_is_read_whatever_is_declared(
    title: str, codec: str, declared: str, content_type: str, before: str
) -> None:
    body = (before + rss(item(title), encoding=declared)).encode(codec)
    assert titles(body, content_type) == [title]


@pytest.mark.parametrize("bad", [b"\xff", b"\xc3", b"\xe2\x80", b"\xed\xa0\x80", b"\xf5"])
def test_one_bad_byte_leaves_the_rest(bad: bytes) -> None:
    body = rss(item("Größe — “x”") + item("Cut @", "https://e.org/2"), encoding="utf-8").encode()
    first, second = titles(body.replace(b"@", bad))
    assert first == "Größe — “x”"
    assert second.rstrip("\ufffd") == "Cut "
    assert "\ufffd" in second


def test_one_bad_byte_of_other_encodings_leaves_the_rest() -> None:
    for title, codec in ((JAPANESE, "euc_jp"), ("简体中文的新闻和文章", "gb18030")):
        body = rss(item(title) + item("Cut @", "https://e.org/2"), encoding=codec.replace("_", "-"))
        assert titles(body.encode(codec).replace(b"@", b"\xff"))[0] == title


def test_what_is_compressed_without_a_header_is_read() -> None:
    body = rss(item("Zipped")).encode()
    assert titles(gzip.compress(body)) == ["Zipped"]
    assert titles(gzip.compress(body)[:-6]) == ["Zipped"]
    assert titles(gzip.compress(b'{"items": [{"url": "https://e.org/1", "title": "J"}]}')) == ["J"]
    bomb = gzip.compress(b"<rss>" + b" " * 50_000_000 + rss(item()).encode())
    assert titles(bomb) == []  # it is not inflated beyond the limit
    with pytest.raises(FeedError):
        titles(b"\x1f\x8b\x08garbage")


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251"]
)
def test_a_json_feed_in_any_encoding(codec: str) -> None:
    feed = {"version": "1", "items": [{"url": "https://e.org/1", "title": RUSSIAN}]}
    assert titles(json.dumps(feed, ensure_ascii=False).encode(codec)) == [RUSSIAN]


# Broken XML


@pytest.mark.parametrize(
    "body",
    [
        f"junk before {rss(item())}",
        f"<br />\n<b>Warning</b>: in <b>feed.php</b>\n{rss(item())}",
        f"{rss(item())}<script>x</script> junk behind",
        f"<!DOCTYPE rss PUBLIC '-//N' [ <!ENTITY a 'b'> ]>{rss(item())}",
        f"<!DOCTYPE rss [ <!ENTITY never closed {rss(item())}",
        f"<!DOCTYPE rss SYSTEM 'file:///etc/passwd' {rss(item())}",
        f"<!-- <rss> in a comment -->{rss(item())}",
        f"<?xml version='1.0' encoding='utf-8'{rss(item())}",
        f"<?xml-stylesheet href='a.xsl'?>{rss(item())}",
        rss(item()).replace("</item>", ""),
        rss(item()).replace("</title>", ""),
        rss(item()).replace("</channel></rss>", ""),
        rss(item()).replace("</channel>", ""),
        rss(item()).replace("<rss", "<RSS").replace("<item>", "<ITEM>"),
        rss(item(rest="<media:thumbnail url='https://e.org/t.png'/>")),
        rss(item(rest="<a:b:c>x</a:b:c><x y=z w=\"1\" w='2' 3>q</x>")),
        rss(item(rest="<description><p>one<br>two <b>three</description>")),
        rss(item(rest="<description><![CDATA[ <p>a & b ]]></description>")),
        rss(item(rest="</nothing></p>")),
        rss(item(rest="<category>a<b</category>")),
        rss(item(rest="<enclosure url='https://e.org/a.mp3?a=1&b=<2'/>")),
        rss(item(rest=f"{'<div>' * 5000}")),
        rss(item(), head="<title>A & B < C</title>"),
    ],
)
def test_broken_xml_is_read_as_far_as_possible(body: str) -> None:
    entries = feeds.parse(body.encode(), url=URL)
    assert [entry.url for entry in entries] == ["https://e.org/1"]
    assert entries[0].title == "T"


def test_a_cut_feed_has_no_half_address() -> None:
    body = rss(item("One") + item("Two", "https://e.org/a-long-address?with=query"))
    whole = {"https://e.org/1", "https://e.org/a-long-address?with=query"}
    for end in range(40, len(body)):
        try:
            feed = feeds.read(body[:end].encode(), url=URL)
        except FeedError:
            continue
        assert {entry.url for entry in feed.entries} <= whole
        assert feed.is_cut == (end < len(body))
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title>'
        '<link href="https://e.org/long/address"/></entry></feed>'
    )
    for end in range(45, len(atom)):
        entries = feeds.parse(atom[:end].encode(), url=URL)
        assert {entry.url for entry in entries} <= {"https://e.org/long/address"}


def test_what_is_repaired_is_well_formed_and_stays_so() -> None:
    from xml.parsers import expat

    text = rss(item("A & B", rest="<p>x<q>&nbsp;y</p><x:y z='1'>"))
    repaired = feed_xml.repair(text, 0).text
    expat.ParserCreate(namespace_separator=" ").Parse(repaired, True)
    assert feed_xml.repair(repaired, 0) == feed_xml.Repaired(repaired, is_cut=False)


# Bounds


ENDLESS = (
    "<p>",
    "<item>",
    "<",
    "&",
    "<![CDATA[",
    "<!--",
    "<?",
    "<a b='",
    "<x:y>",
    "&#55357;",
    "]]>",
)


@pytest.mark.parametrize("piece", ENDLESS)
def test_endless_input_is_bounded(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The work is counted: the tags that are looked at, and the text that comes out."""
    monkeypatch.setattr(feed_xml, "MAX_ELEMENTS", 1000)
    text = "<rss version='2.0'><channel>" + piece * 100_000
    repaired = feed_xml.repair(text, 0)
    assert repaired.is_cut
    assert repaired.text.count("<") < 3000
    with pytest.raises(FeedError):
        feeds.parse((piece * 10_000).encode(), url=URL)


def test_what_is_no_feed_in_its_first_kilobytes_is_refused() -> None:
    for body in (
        "x" * 20_000 + rss(item()),
        "<!doctype html><html><body>" + rss(item()),
        "<opml><body><outline/></body></opml>",
        "<urlset><url><loc>https://e.org</loc></url></urlset>",
    ):
        with pytest.raises(FeedError):
            feeds.parse(body.encode(), url=URL)


def test_depth_elements_and_entries_are_bounded() -> None:
    deep = rss(item(rest="<description>" + "<b>" * 100_000 + "</description>"))
    assert titles(deep) == ["T"]
    many = feeds.read(rss(item() * 12_000).encode(), url=URL)
    assert many.is_cut
    assert len(many.entries) == feeds.MAX_ENTRIES
    numbers = feeds.read(b'{"items": [' + b"{}," * 12_000 + b"{}]}", url=URL)
    assert numbers.is_cut
    huge = b'{"items": [{"url": "https://e.org/1", "id": 1' + b"0" * 5000 + b"}]}"
    with pytest.raises(FeedError):
        feeds.parse(huge, url=URL)


# Addresses


@needs_cases
def test_cases_of_addresses() -> None:
    relative = case("feed-relative.xml").entries
    assert [entry.url for entry in relative] == [
        "https://rel.example/blog/foo",
        "https://rel.example/blog/bar.html",
        "https://rel.example/whole",
    ]
    blanks = case("feed-link-with-space.xml").entries
    assert [entry.url for entry in blanks] == [
        "https://s.example/a%20b/1",
        "https://s.example/a%20b/2",
        "https://s.example/3",
        "https://s.example/4",
    ]
    one_id = case("feed-one-guid-for-all.xml").entries
    assert [entry.url for entry in one_id] == ["https://g.example/2", "https://g.example/1"]


ENCLOSURE = '<enclosure url="https://cdn.example/2.mp3" type="audio/mpeg" length="1"/>'


@pytest.mark.parametrize(
    ("xml", "url"),
    [
        (item(link="https://e.org/a b/1"), "https://e.org/a%20b/1"),
        (item(link="https://e.org/a b/1", rest=ENCLOSURE), "https://e.org/a%20b/1"),
        (item(link="\n https://e.org/a\n"), "https://e.org/a"),
        (item(link="https://e.org/\n3"), "https://e.org/3"),
        (item(link="<![CDATA[https://e.org/?a=1&b=2]]>"), "https://e.org/?a=1&b=2"),
        (item(link="https://e.org/?a=1&b=2"), "https://e.org/?a=1&b=2"),
        (item(link="https://e.org/?a=1&amp;b=2"), "https://e.org/?a=1&b=2"),
        (item(link="/a"), "https://blog.example.org/a"),
        (item(link="a/b"), "https://blog.example.org/a/b"),
        (item(link="?p=1"), "https://blog.example.org/feed.xml?p=1"),
        (item(link="//other.example/a"), "https://other.example/a"),
        (f"<item><title>T</title>{ENCLOSURE}</item>", "https://cdn.example/2.mp3"),
        (f"<item><title>T</title><link></link>{ENCLOSURE}</item>", "https://cdn.example/2.mp3"),
        ("<item><title>T</title><guid>https://e.org/g</guid></item>", "https://e.org/g"),
        (item(link="https://bücher.example/ä"), "https://bücher.example/ä"),
    ],
)
def test_the_address_of_an_entry(xml: str, url: str) -> None:
    assert [entry.url for entry in feeds.parse(rss(xml).encode(), url=URL)] == [url]


def test_a_relative_address_of_atom_counts_from_its_base() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://base.example/x/">'
        '<entry><title>T</title><link href="a b"/></entry>'
        '<entry xml:base="/y/"><title>T</title><link href="c"/></entry></feed>'
    )
    for url in (URL, "feeds/atom.xml"):
        entries = feeds.parse(atom.encode(), url=url)
        found = [entry.url for entry in entries]
        assert found == ["https://base.example/x/a%20b", "https://base.example/y/c"]


@pytest.mark.parametrize(
    "xml",
    [
        item("Lost", link="javascript:alert(1)"),
        item("Lost", link="mailto:a@e.org", rest=ENCLOSURE),
        item("Lost", link="file:///etc/passwd"),
        item("Lost", link="https://"),
        item("Lost", link="https://[::1"),
        item("Lost", link="urn:uuid:1"),
        "<item><title>Lost</title></item>",
        "<item><title>Lost</title><guid>tag:e.org,2026:1</guid></item>",
    ],
)
def test_an_entry_that_cannot_be_used_is_named(xml: str) -> None:
    feed = feeds.read(rss(xml + item("Found")).encode(), url=URL)
    assert [entry.title for entry in feed.entries] == ["Found"]
    assert feed.unusable == ("Lost",)


def test_a_file_without_any_base_names_its_relative_entries() -> None:
    feed = feeds.read(rss(item("Lost", link="/a")).encode(), url="feed.xml")
    assert feed == feeds.Feed((), ("Lost",))


@pytest.mark.parametrize(
    "image", ["javascript:alert(1)", "data:image/png;base64,AA", "file:///a.png", "vbscript:x"]
)
def test_an_image_is_never_of_another_scheme(image: str) -> None:
    tags = (
        f"<media:thumbnail url='{image}'/><enclosure url='{image}' type='image/png' length='1'/>"
        f"<description>&lt;img src='{image}'&gt;</description>"
    )
    assert feeds.parse(rss(item(rest=tags)).encode(), url=URL)[0].image == ""
    body = json.dumps({"items": [{"url": "https://e.org/1", "image": image}]})
    assert feeds.parse(body.encode(), url=URL)[0].image == ""


# Dates


@needs_cases
def test_the_days_of_the_case_are_those_that_are_written() -> None:
    entries = case("feed-dates.xml").entries
    days = {entry.title: feeds.day_of(entry, UTC) for entry in entries}
    others = {
        "n00": "2018-06-25", "n01": "2016-06-29", "n02": "2018-01-23", "n03": "2019-08-15",
        "n04": "2022-11-15", "n05": "2017-05-04", "n06": "2023-12-13", "n07": "2024-09-04",
        "n08": "2023-11-14", "n26": "", "n27": "", "n45": "", "n46": "",
    }  # fmt: skip
    assert days == {**{f"n{n:02}": "2026-11-20" for n in range(51)}, **others}


def test_a_day_without_a_zone_stays_that_day_everywhere() -> None:
    from zoneinfo import ZoneInfo

    for written in ("2026-11-20", "20.11.2026 23:30", "Fri, 20 Nov 2026 00:30:00"):
        entry = feeds.Entry("https://e.org/", "T", parse_date_text(written))
        for zone in ("Pacific/Honolulu", "UTC", "Pacific/Auckland"):
            assert feeds.day_of(entry, ZoneInfo(zone)) == "2026-11-20"
    entry = feeds.Entry("https://e.org/", "T", datetime(2026, 11, 20, 23, 0, tzinfo=UTC))
    assert feeds.day_of(entry, ZoneInfo("Asia/Tokyo")) == "2026-11-21"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2081-01-19", ""),
        ("Fri, 01 Jan 2100 00:00:00 GMT", ""),
        ("4102444799", ""),
        ("2570年5月1日", "2027-05-01"),  # of Thailand
        ("2031-01-19", "2031-01-19"),
    ],
)
def test_a_year_far_ahead_is_no_day(written: str, day: str) -> None:
    entry = feeds.Entry("https://e.org/", "T", parse_date_text(written))
    assert feeds.day_of(entry, UTC, 2026) == day


def test_a_published_date_that_cannot_be_read_is_none() -> None:
    dates = "<pubDate>11/12/2026</pubDate>"
    entry = feeds.parse(rss(item(rest=dates)).encode(), url=URL)[0]
    assert entry.date is None
    polish = rss(item(rest="<pubDate>20 listopada 2026</pubDate>"), "<language>pl</language>")
    assert feeds.parse(polish.encode(), url=URL)[0].date == date(2026, 11, 20)


def test_a_date_of_the_future_does_not_lead() -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    future = feeds.Entry("https://e.org/1", "F", date(2099, 1, 1))
    recent = feeds.Entry("https://e.org/2", "R", date(2026, 11, 20))
    assert feeds.age(recent, now) < feeds.age(future, now)


def test_a_byte_order_mark_is_no_character_of_a_title() -> None:
    assert titles(codecs.BOM_UTF8 + rss(item("T")).encode()) == ["T"]
    assert titles(rss(item("\ufeffT"))) == ["T"]
