from __future__ import annotations

import re
import unicodedata
import zlib
from html import escape
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postgen import page
from postgen.page import charset, interstitials, pdf, providers
from postgen.page.one_line import one_line
from postgen.page.site_names import site_names, unbrand
from postgen.text import mojibake
from tests.pages import Sample, samples
from tests.work import grows_with_the_text

URL = "https://example.org/2024/a-page"


def read(html: str, url: str = URL, **sent: Any) -> page.Page:
    return page.read(
        html.encode(),
        url=url,
        content_type=sent.pop("content_type", "text/html; charset=utf-8"),
        **sent,
    )


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_sample(sample: Sample) -> None:
    found = page.read(sample.body, url=sample.url, content_type=sample.type, status=sample.status)
    assert found.title == sample.title
    assert sample.failure in found.failure
    assert bool(found.title) != bool(found.failure)


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_enough_is_true_only_when_more_bytes_change_nothing(sample: Sample) -> None:
    body = sample.body
    whole = page.read(body, url=sample.url, content_type=sample.type)
    for end in range(0, len(body), max(1, len(body) // 40)):
        if page.enough(body[:end], url=sample.url, content_type=sample.type):
            part = page.read(body[:end], url=sample.url, content_type=sample.type)
            assert (part.title, part.failure) == (whole.title, whole.failure)


def test_every_field_of_a_page() -> None:
    found = read(
        """<!doctype html><html lang="en-GB"><head><base href="https://cdn.example.org/x/"><title>T | The Paper</title>
        <meta name="description" content=" A  short&#10;text "><meta name="author" content="Ada Lovelace">
        <meta property="article:author" content="https://facebook.com/ada">
        <meta property="og:site_name" content="The Paper">
        <meta property="article:published_time" content="2024-05-01T08:30:00.123+02:00">
        <meta property="og:image" content="../a.png"><link rel="canonical" href="https://example.org/a-page">
        <link rel="alternate" type="application/json+oembed" href="/oembed"><link rel=stylesheet href=/x.css>
        <link rel="alternate" type="application/atom+xml; charset=utf-8" href="/feed.xml"></head><body>"""
    )
    assert found == page.Page(
        url=URL,
        title="T",
        description="A short text",
        author="Ada Lovelace",
        site="The Paper",
        date="2024-05-01T08:30:00+02:00",
        image="https://cdn.example.org/a.png",
        language="en-GB",
        canonical_url="https://example.org/a-page",
        feed="https://cdn.example.org/feed.xml",
    )


def test_json_ld_fills_the_gaps() -> None:
    found = read(
        """<title>T</title><script type="application/ld+json">[{"@type":"BlogPosting","headline":"H",
        "author":[{"name":"Ada"},{"name":"Bob"}],"datePublished":"2024-05-01","image":{"url":"/i.png"},
        "publisher":{"name":"Paper"},"description":"D"}]</script>"""
    )
    assert (found.title, found.author, found.date, found.site) == (
        "T",
        "Ada, Bob",
        "2024-05-01",
        "Paper",
    )
    assert (found.image, found.description) == ("https://example.org/i.png", "D")


@pytest.mark.parametrize(
    "json",
    [
        "[" * 100_000,
        "{}",
        "[]",
        '"x"',
        '{"@type": 3, "headline": ["a", 1]}',
        '{"@graph": {"@graph": 1}}',
    ],
)
def test_json_ld_of_any_shape(json: str) -> None:
    assert read(f'<title>T</title><script type="application/ld+json">{json}</script>').title == "T"


def test_addresses_of_other_schemes_are_left_out() -> None:
    found = read(
        "<title>T</title><meta property=og:image content='data:image/png;base64,AA'>"
        "<link rel=canonical href='javascript:x'>"
    )
    assert (found.image, found.canonical_url) == ("", "")


@pytest.mark.parametrize(
    ("value", "target"),
    [
        ("0; url=/new", "https://example.org/new"),
        ("0;URL='new'", "https://example.org/2024/new"),
        (' 3.5 , url = "https://e.org/?a=1;b" ', "https://e.org/?a=1;b"),
        ("0 /bare", "https://example.org/bare"),
        ("0;/bare", "https://example.org/bare"),
        ("10", ""),
        ("300; url=/renewed-later", ""),
        ("0; url=" + URL + "#top", ""),
        ("0; url=javascript:alert(1)", ""),
        ("soon; url=/x", ""),
        ("", ""),
    ],
)
def test_refresh(value: str, target: str) -> None:
    assert page.refresh_target(value, URL) == target
    found = read(f"<meta http-equiv=Refresh content='{escape(value)}'><title>Here</title>")
    assert (found.refresh, found.title) == (target, "" if target else "Here")


def test_a_refresh_in_noscript_is_ignored() -> None:
    assert (
        read(
            "<noscript><meta http-equiv=refresh content='0; url=/nojs'></noscript><title>T</title>"
        ).title
        == "T"
    )


# Nested brackets, and every way to end a page early: the work must not grow faster than the page.
@pytest.mark.slow
@pytest.mark.parametrize(
    "part",
    [
        "<div>", "<a ", "<a b='", '<a b="', "<title>", "<!--", "<script>", "<svg>", "<h1>", "<![CDATA[", "</",
        "<b ='\">", "&amp", "<meta name=og:title content=x>", "<p>x", "\x00", "<?", "a\u0301", "<title>x</title", '="',
    ],
)  # fmt: skip
def test_the_work_grows_with_a_hostile_page(part: str) -> None:
    for head in ("", "<title>"):
        read(head + part * (300_000 // len(part)))
        assert grows_with_the_text(lambda text: read(head + text), part, 200)  # noqa: B023


@given(
    st.binary(max_size=300),
    st.sampled_from(["text/html", "", "application/pdf", "text/html; charset=utf-16", "text/xml"]),
)
def test_any_bytes_are_read_without_an_error(body: bytes, content_type: str) -> None:
    for start in (b"", b"<title>", b"%PDF-1.7\n1 0 obj <<", b"<meta charset="):
        found = page.read(start + body, url=URL, content_type=content_type)
        assert bool(found.title) != bool(found.failure)


@given(st.text(min_size=1, max_size=80))
def test_any_title_becomes_one_plain_line(title: str) -> None:
    found = read(f"<title>{escape(title)}</title><p>text")
    assert found.title == one_line(found.title)
    assert not {unicodedata.category(character) for character in found.title} & {
        "Cc",
        "Cs",
        "Zl",
        "Zp",
    }
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\ufeff]", found.title)


@given(st.text(alphabet=st.characters(categories=["L", "N", "Po", "Sm"]), min_size=1))
def test_a_title_of_visible_characters_is_unchanged(title: str) -> None:
    line = one_line(title)
    if (
        mojibake.repair(line) == line
        and not interstitials.is_placeholder(line, "", visible=str)
        and line
    ):
        assert read(f"<title>{escape(title)}</title>", url="https://example.org/").title in {
            line,
            "",
        }


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\x1b[31mb\x1b[0m", "ab"),
        ("a\x1b]8;;http://x\x1b\\b", "ab"),
        ("\x1b]0;no end", "0;no end"),
        ("x" * 400, "x" * 299 + "…"),
        ("word " * 100, "word " * 59 + "word…"),
        ("e\u0301" * 200, "é" * 200),
        ("👩\u200d👩\u200d👧" * 80, "👩\u200d👩\u200d👧" * 59 + "…"),
        ("\u200d\u0301", ""),
        ("\u2800", ""),
        ("🎉", "🎉"),
        ("\ud800a", "a"),
    ],
)
def test_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


@given(st.text())
def test_one_line_is_bounded_and_quick(text: str) -> None:
    line = one_line(text, 20)
    assert len(line) <= 20
    assert one_line(line, 20) == line
    assert "\n" not in line
    line.encode()


def test_names_of_a_site() -> None:
    assert {"exampleblog", "blogexample", "example", "blogexamplecouk", "theexample"} <= site_names(
        "blog.example.co.uk", ()
    )
    assert "ada" in site_names("ada.github.io", ())
    assert "blog" not in site_names("blog.example.com", ())
    assert site_names("127.0.0.1:8000", ("Société",)) == {"societe"}


@given(
    st.text(alphabet=st.characters(categories=["L", "N", "Zs"])),
    st.sampled_from([" | ", " - ", " — ", " · ", "|"]),
)
def test_a_name_is_removed_from_either_end(title: str, separator: str) -> None:
    title = f"All about {one_line(title)}".strip()
    names = frozenset({"zzzsite"})
    assert unbrand(f"{title}{separator}ZZZ Site", names) == title
    assert unbrand(f"zzz-site{separator}{title}", names) == title


DECLARED = {
    "latin1": ("cp1252", "éèüß“”€ abc"),
    "windows-1251": ("cp1251", "абвгдеёжЯ abc"),
    "koi8-r": ("koi8-r", "абвгдеёжЯ abc"),
    "Shift_JIS": ("cp932", "日本語表ソカタカナ abc"),
    "euc-jp": ("euc_jp", "日本語表ソカタカナ abc"),
    "gb2312": ("gb18030", "中文标题镕囍€ abc"),
    "big5": ("big5hkscs", "中文標題許功蓋 abc"),
    "ks_c_5601-1987": ("cp949", "한국어뷁 abc"),
    "utf-16be": ("utf-16-be", "日本語é abc"),
    "utf8": ("utf-8", "日本語é😀 abc"),
}


@given(
    st.sampled_from(sorted(DECLARED)).flatmap(
        lambda label: st.tuples(st.just(label), st.text(DECLARED[label][1]))
    )
)
def test_what_the_server_declares_is_decoded(declared: tuple[str, str]) -> None:
    label, text = declared
    body = text.encode(DECLARED[label][0])
    assert (
        charset.decode(body, next(charset.candidates(body, f'text/html; charset="{label}"')))
        == text
    )


@given(st.text(alphabet="éèàçüößñø’“”–€ abc", min_size=1))
def test_mojibake_is_undone(text: str) -> None:
    broken = charset.decode(text.encode(), "cp1252")
    assert mojibake.repair(broken) == text


@pytest.mark.parametrize(
    "label", ["rot13", "base64", "idna", "unicode_escape", "utf-7", "hex", "undefined", "../x", ""]
)
def test_codecs_that_are_not_charsets_are_never_used(label: str) -> None:
    assert charset.codec_of(label) == ""


def document(info: bytes, head: bytes = b"%PDF-1.7\n%\xe2\xe3\n") -> bytes:
    return (
        head
        + b"1 0 obj\n<< /Type /Catalog >>\nendobj\n7 0 obj\n<<"
        + info
        + b">>\nendobj\ntrailer\n<< /Root 1 0 R /Info 7 0 R >>\n%%EOF"
    )


@pytest.mark.parametrize(
    ("info", "title"),
    [
        (b"/Title (Plain \\(nested (deep)\\) title)", "Plain (nested (deep)) title"),
        (b"/Title (Escapes: \\101\\\\ \\\nline\\r\\n)", "Escapes: A\\ line"),
        (b"/Title <FEFF00C9007400E90020D83DDE00>", "Été 😀"),
        (b"/Title (\xfe\xff\x00C\x00a\x00f\x00\xe9)", "Café"),
        (b"/Title (\xef\xbb\xbfCaf\xc3\xa9)", "Café"),
        (b"/Title (PDFDoc: \x80 \x8dquoted\x8e \xa0 \xe9)", "PDFDoc: • “quoted” € é"),
        (b"/Title (UTF-8 without a mark: \xc3\xa9)", "UTF-8 without a mark: é"),
        (b"/A << /Title (Inner) >> /Keywords [(/Title) (x)] /Title (Outer)", "Outer"),
        (b"/Producer (/Title \\(fake\\)) /Title <4F6B>", "Ok"),
        (b"/Title <FEFF001B005B00330031006D005200650064>", "Red"),
    ],
)
def test_pdf_title(info: bytes, title: str) -> None:
    assert page.read(document(info), url=URL, content_type="application/pdf").title == title


def test_pdf_in_an_object_stream() -> None:
    inside = b"3 0 7 20 " + b" " * 11 + b"<< /X 1 >>          << /Title (Inflated) /Author (Ada) >>"
    packed = zlib.compress(inside)
    body = (
        b"%PDF-1.5\n9 0 obj\n<< /Type /ObjStm /N 2 /First 20 /Filter /FlateDecode >>\nstream\n"
        + packed
    )
    found = page.read(
        body + b"\nendstream endobj\n<< /Info 7 0 R >>", url=URL, content_type="application/pdf"
    )
    assert (found.title, found.author) == ("Inflated", "Ada")


XMP = b"""<x:xmpmeta><dc:title><rdf:Alt><rdf:li xml:lang="de">Titel</rdf:li>
<rdf:li xml:lang="x-default">R&amp;D \xc3\xa9</rdf:li></rdf:Alt></dc:title></x:xmpmeta>"""


@pytest.mark.parametrize("packed", [False, True])
def test_pdf_title_from_xmp(*, packed: bool) -> None:
    stream = zlib.compress(XMP) if packed else XMP
    body = b"%PDF-1.7\n5 0 obj << /Type /Metadata /Filter " + (
        b"/FlateDecode" if packed else b"null"
    )
    body += b" >>\nstream\n" + stream + b"\nendstream"
    assert page.read(body, url=URL, content_type="application/pdf").title == "R&D é"


def test_pdf_that_was_cut_and_has_no_trailer() -> None:
    body = b"%PDF-1.4\n2 0 obj << /Title (A bookmark) >>\nendobj 3 0 obj\n"
    body += b"<< /Producer (x) /Title (Cut short) >>\nendobj\n4 0 obj"
    assert pdf.read(body) == ("Cut short", "")


def test_a_pdf_whose_title_was_changed_later() -> None:
    body = (
        document(b"/Title (Old)") + b"\n7 0 obj << /Title (New) >> endobj trailer << /Info 7 0 R >>"
    )
    assert pdf.read(body)[0] == "New"


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (
            document(b"/Title (Microsoft Word - paper-v3.docx)"),
            "its title is only a placeholder: 'Microsoft Word",
        ),
        (document(b"/Title (thesis.dvi)"), "its title is only a placeholder"),
        (document(b"/Title ()"), "the PDF has no title"),
        (document(b"/Title (\x93\x02\xff) /Encrypt 3 0 R"), "the PDF has no title"),
        (b"%PDF-1.4 and nothing", "the PDF has no title"),
    ],
)
def test_pdf_without_a_title(body: bytes, failure: str) -> None:
    assert failure in page.read(body, url=URL, content_type="application/octet-stream").failure


@pytest.mark.slow
def test_a_pdf_full_of_streams_is_inflated_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    inflated: list[int] = []

    class Counting:
        """Count what comes out."""

        def decompress(self, content: bytes, most: int) -> bytes:
            found = zlib.decompressobj().decompress(content, most)
            inflated.append(len(found))
            return found

    bomb = zlib.compress(bytes(50_000_000))
    stream = (
        b"1 0 obj << /Type /ObjStm /First 9 /Filter /FlateDecode >>\nstream\n"
        + bomb
        + b"\nendstream\n"
    )
    counting = SimpleNamespace(decompressobj=Counting, error=zlib.error)
    monkeypatch.setattr(pdf, "zlib", counting)
    page.read(b"%PDF-1.5\n" + stream * 20 + b"/Info 7 0 R", url=URL, content_type="application/pdf")
    assert 0 < sum(inflated) <= pdf.MAX_INFLATED
    assert len(inflated) <= pdf.MAX_STREAMS
    page.read(
        b"%PDF-1.5\n/Info 7 0 R" + b"/ObjStm stream\n" * 100_000,
        url=URL,
        content_type="application/pdf",
    )
    page.read(
        b"%PDF-1.5\n/Info 7 0 R 7 0 obj <<" + b"(" * 1_000_000,
        url=URL,
        content_type="application/pdf",
    )


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://e.org/2024/05/hello-world.html", "Hello world"),
        ("https://www.example.com/", "example.com"),
        ("https://example.com:8080", "example.com:8080"),
        ("https://arxiv.org/pdf/1706.03762v5.pdf", "arXiv 1706.03762"),
        ("https://arxiv.org/abs/cs/0112017", "arXiv cs/0112017"),
        ("https://doi.org/10.1145/3292500.3330701", "DOI 10.1145/3292500.3330701"),
        ("https://e.org/files/attention.pdf", "Attention"),
        ("https://e.org/files/attention-is-all-you-need.PDF", "Attention is all you need"),
        ("https://medium.com/@joe/what-is-a-word-embedding-2e1a4e2ef04d", "What is a word embedding"),
        ("https://www.notion.so/My-Page-0123456789abcdef0123456789abcdef", "My Page"),
        ("https://github.com/owner/repo", "owner/repo"),
        ("https://github.com/owner/repo/issues/12#issuecomment-1", "owner/repo #12"),
        ("https://stackoverflow.com/questions/12345/how-to-exit-vim", "How to exit vim"),
        ("https://en.wikipedia.org/wiki/C%2B%2B", "C++"),
        ("https://ru.wikipedia.org/wiki/%D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82", "Привет"),
        ("https://e.org/%E4%BD%A0%E5%A5%BD", "你好"),
        ("https://news.ycombinator.com/item?id=8863", "news.ycombinator.com/item?id=8863"),
        ("https://e.org/?p=123", "e.org/?p=123"),
        ("https://e.org/search?q=hello+world", "Hello world"),
        ("https://e.org/index.php?title=Foo_Bar", "Foo Bar"),
        ("https://e.org/#/docs/getting-started", "Getting started"),
        ("https://youtu.be/dQw4w9WgXcQ", "YouTube video dQw4w9WgXcQ"),
        ("https://e.org/what-s-new-in-python-3.12", "What's new in python 3.12"),
        ("https://e.org/iPhone-15-review", "iPhone 15 review"),
        ("https://www.amazon.com/Clean-Code-Robert/dp/0132350882", "Clean Code Robert"),
        ("https://x.com/joe/status/1234567890123456789", "x.com/joe/status/1234567890123456789"),
        ("https://xn--mnchen-3ya.de/", "münchen.de"),
        ("https://e.org/2024-05-01-jekyll-post", "Jekyll post"),
        ("https://e.org/%1B%5B31mred-alert", "Red alert"),
        ("example.com/foo-bar", "Foo bar"),
        ("mailto:joe@example.com", "joe@example.com"),
        ("http://[::1", "http://[::1"),
        ("hello world", "Hello world"),
        ("", "Untitled"),
        ("\x00\u200b", "Untitled"),
    ],
)  # fmt: skip
def test_title_from_url(url: str, title: str) -> None:
    assert page.title_from_url(url) == title


@given(
    st.one_of(
        st.text(),
        st.from_regex(
            r"https?://[^\s/]{0,9}(/[^/]{0,9}){0,4}(\?\S{0,9})?(#\S{0,9})?", fullmatch=True
        ),
    )
)
def test_title_from_any_text_is_one_line_and_never_empty(url: str) -> None:
    title = page.title_from_url(url)
    assert title
    assert title == one_line(title)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://arxiv.org/pdf/1706.03762v5", "https://arxiv.org/abs/1706.03762v5"),
        (
            "http://export.arxiv.org/pdf/hep-th/9901001.pdf",
            "http://export.arxiv.org/abs/hep-th/9901001",
        ),
        ("https://arxiv.org/abs/1706.03762", "https://arxiv.org/abs/1706.03762"),
        ("https://arxiv.org/pdf/", "https://arxiv.org/pdf/"),
        ("https://example.org/pdf/1706.03762", "https://example.org/pdf/1706.03762"),
    ],
)
def test_papers_are_described_by_their_abstract(url: str, address: str) -> None:
    assert providers.description_address(url) == address


@pytest.mark.parametrize(
    ("url", "endpoint"),
    [
        ("https://www.youtube.com/watch?t=1&v=abc", "https://www.youtube.com/oembed?url="),
        ("https://youtu.be/abc?t=3", "https://www.youtube.com/oembed?url="),
        ("https://www.youtube.com/shorts/abc", "https://www.youtube.com/oembed?url="),
        ("https://vimeo.com/76979871", "https://vimeo.com/api/oembed.json?url="),
        ("https://player.vimeo.com/video/76979871?h=1", "https://vimeo.com/api/oembed.json?url="),
        ("https://www.youtube.com/@channel", ""),
        ("https://vimeo.com/blog", ""),
        ("https://example.org/watch?v=abc", ""),
    ],
)
def test_videos_are_described_by_oembed(url: str, endpoint: str) -> None:
    assert providers.oembed_address(url).startswith(endpoint)
    assert bool(providers.oembed_address(url)) == bool(endpoint)


def test_oembed_endpoints_can_be_replaced() -> None:
    mirror = {"https://vimeo.com/api/oembed.json": "http://127.0.0.1/o"}
    assert (
        providers.oembed_address("https://vimeo.com/1", mirror)
        == "http://127.0.0.1/o?url=https%3A%2F%2Fvimeo.com%2F1&format=json"
    )


@pytest.mark.parametrize(
    ("answer", "title", "failure"),
    [
        (
            b'{"title": "A film\\u001b[31m", "author_name": "Ada", "thumbnail_url": "https://i.e.org/1.jpg"}',
            "A film",
            "",
        ),
        (b'{"title": 3}', "", "it has no title"),
        (b"[]", "", "it has no title"),
        (b"Not Found", "", "it has no title"),
        (b"[" * 100_000, "", "it has no title"),
    ],
)
def test_oembed_answers(answer: bytes, title: str, failure: str) -> None:
    found = page.read_oembed(answer, url=URL)
    assert (found.title, found.failure) == (title, failure)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://accounts.google.com/v3/signin?x=1", "login page"),
        ("https://consent.youtube.com/m?continue=x", "consent page"),
        ("https://example.org/login?next=/a", "login page"),
        ("https://example.org/users/sign_in", "login page"),
        ("https://example.org/en/login", "login page"),
        ("https://example.org/loginova-biography", ""),
        ("https://example.org/a/login-with-passkeys", ""),
    ],
)
def test_addresses_of_interstitials(url: str, reason: str) -> None:
    found = interstitials.interstitial_address(url, url.split("/")[2])
    assert reason in found
    assert bool(found) == bool(reason)


def test_the_table_of_signs_is_well_formed() -> None:
    table = interstitials._table()
    for title in (*table.whole, *table.beginnings, *table.endings):
        assert interstitials._words(title) == title.strip(), title
        assert "*" not in title


def test_endless_scripts_of_metadata_are_bounded() -> None:
    from postgen.page import html_head

    page = '<html><head><script type="application/ld+json">{"a": 1}</script>' * 5000
    assert len(html_head.gather(page).json_ld) == html_head.MAX_JSON_LD_BLOCKS
