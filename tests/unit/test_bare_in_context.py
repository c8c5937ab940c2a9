"""Bare addresses in running text of many languages: where each begins and ends."""

from __future__ import annotations

import pytest

from postgen.urls.bare import find_addresses

# Each row is a text, and the addresses in it as a browser is to open them.
ROWS: dict[str, list[tuple[str, list[str]]]] = {
    "brackets": [
        ("Mercury https://w.example/wiki/Mercury_(planet)", ["https://w.example/wiki/Mercury_(planet)"]),
        ("(see https://w.example/Set_(game))", ["https://w.example/Set_(game)"]),
        ("(https://w.example/Set_(game), 2026)", ["https://w.example/Set_(game)"]),
        ("https://w.example/a_(b)_(c).", ["https://w.example/a_(b)_(c)"]),
        ("https://w.example/((a))", ["https://w.example/((a))"]),
        ("((https://w.example/a))", ["https://w.example/a"]),
        ("https://w.example/a(see the map)", ["https://w.example/a"]),
        ("https://w.example/a(", ["https://w.example/a"]),
        ("https://w.example/a)(b", ["https://w.example/a"]),
        ("https://w.example/f(x)/g(y)?z=(1)", ["https://w.example/f(x)/g(y)?z=(1)"]),
        ("[https://w.example/a]", ["https://w.example/a"]),
        ("{https://w.example/a}", ["https://w.example/a"]),
        ("<https://w.example/a>", ["https://w.example/a"]),
        ("https://w.example/a[12] says", ["https://w.example/a"]),
        ("https://w.example/?f[a]=1&f[b]=2, x", ["https://w.example/?f[a]=1&f[b]=2"]),
        ("http://[2001:db8::7]/a.", ["http://[2001:db8::7]/a"]),
    ],
    "escapes": [
        (r"Path https://w.example/a\_b", ["https://w.example/a_b"]),
        (r"https://w.example/Mercury\_\(planet\).", ["https://w.example/Mercury_(planet)"]),
        (r"https://w.example/a\*b\*c", ["https://w.example/a*b*c"]),
        (r"https://w.example/\~ada/", ["https://w.example/~ada/"]),
        (r"https://w.example/\@ada", ["https://w.example/@ada"]),
        (r"https://w.example/a\#b", ["https://w.example/a#b"]),
        (r"https://w.example/a?b\=1\&c\=2", ["https://w.example/a?b=1&c=2"]),
        (r"https://w.example/a\_", ["https://w.example/a"]),
        ("https://w.example/a\\\\\nnext", ["https://w.example/a"]),
        ("https://w.example/?a=1&amp;b=2", ["https://w.example/?a=1&amp;b=2"]),
        ("https://w.example/a&nbsp;says", ["https://w.example/a"]),
        ("&laquo;https://w.example/a&raquo; says", ["https://w.example/a"]),
        ("&#34;https://w.example/a&#34;", ["https://w.example/a"]),
        ("https://w.example/a&#x27;", ["https://w.example/a"]),
        ("https://w.example/a&hellip; and", ["https://w.example/a"]),
    ],
    "Latin": [
        ("Read https://w.example/a.", ["https://w.example/a"]),
        ("Read https://w.example/a, then", ["https://w.example/a"]),
        ("Read https://w.example/a; then", ["https://w.example/a"]),
        ("Read https://w.example/a: it", ["https://w.example/a"]),
        ("Is it https://w.example/a?!", ["https://w.example/a"]),
        ("https://w.example/a...", ["https://w.example/a"]),
        ("https://w.example/a…", ["https://w.example/a"]),
        ("https://w.example/a -- and", ["https://w.example/a"]),
        ("https://w.example/a-- and", ["https://w.example/a"]),
        ("https://w.example/a—and", ["https://w.example/a"]),
        ("https://w.example/a – and", ["https://w.example/a"]),
        ("https://w.example/a.html, x", ["https://w.example/a.html"]),
        ("https://w.example/v1.2/?x=a.b.", ["https://w.example/v1.2/?x=a.b"]),
        ("https://w.example/C++", ["https://w.example/C++"]),
        ("https://w.example/?q=", ["https://w.example/?q="]),
        ("https://w.example/a/#top.", ["https://w.example/a/#top"]),
        ("https://w.example.", ["https://w.example"]),
        ("https://w.example:8080/a,", ["https://w.example:8080/a"]),
        ("https://w.example?x=1!", ["https://w.example?x=1"]),
        ('"https://w.example/a".', ["https://w.example/a"]),
        ("'https://w.example/a'", ["https://w.example/a"]),
        ("“https://w.example/a,” he", ["https://w.example/a"]),
        ("‚https://w.example/a‘", ["https://w.example/a"]),
        ("„https://w.example/a”", ["https://w.example/a"]),
        ("»https://w.example/a«", ["https://w.example/a"]),
        ("¿https://w.example/a?", ["https://w.example/a"]),
        ("ftp://w.example/a.txt.", ["ftp://w.example/a.txt"]),
        ("HTTPS://W.EXAMPLE/A.", ["HTTPS://W.EXAMPLE/A"]),
        ("https://w.example/don't", ["https://w.example/don't"]),
    ],
    "French": [
        ("«\u00a0https://w.example/a\u00a0»", ["https://w.example/a"]),
        ("« https://w.example/a »", ["https://w.example/a"]),
        ("«https://w.example/a».", ["https://w.example/a"]),
        ("https://w.example/a\u00a0!", ["https://w.example/a"]),
        ("https://w.example/a\u202f?", ["https://w.example/a"]),
        ("https://w.example/a\u00a0: voilà", ["https://w.example/a"]),
        ("https://w.example/a\u202f;", ["https://w.example/a"]),
        ("https://w.example/été", ["https://w.example/été"]),
        ("‹\u202fhttps://w.example/a\u202f›", ["https://w.example/a"]),
    ],
    "Chinese": [
        ("参见 https://w.example/a，很好", ["https://w.example/a"]),
        ("参见https://w.example/a。", ["https://w.example/a"]),
        ("参见（https://w.example/a）。", ["https://w.example/a"]),
        ("「https://w.example/a」", ["https://w.example/a"]),
        ("『https://w.example/a』", ["https://w.example/a"]),
        ("《https://w.example/a》", ["https://w.example/a"]),
        ("【https://w.example/a】", ["https://w.example/a"]),
        ("〔https://w.example/a〕", ["https://w.example/a"]),
        ("https://w.example/a：见", ["https://w.example/a"]),
        ("https://w.example/a！？", ["https://w.example/a"]),
        ("https://w.example/a……", ["https://w.example/a"]),
        ("https://w.example/a——见", ["https://w.example/a"]),
        ("https://w.example/a\u3000见", ["https://w.example/a"]),
        ("https://w.example/a～", ["https://w.example/a"]),
        ("https://zh.example/wiki/列奥纳多·达·芬奇", ["https://zh.example/wiki/列奥纳多·达·芬奇"]),
        ("https://zh.example/wiki/水星_(行星)。", ["https://zh.example/wiki/水星_(行星)"]),
    ],
    "Japanese and Korean": [
        ("https://w.example/a、次は", ["https://w.example/a"]),
        ("https://w.example/a｡", ["https://w.example/a"]),
        ("https://ja.example/wiki/レオナルド・ダ・ヴィンチ", ["https://ja.example/wiki/レオナルド・ダ・ヴィンチ"]),
        ("・https://w.example/a・", ["https://w.example/a"]),
        ("〈https://w.example/a〉", ["https://w.example/a"]),
        ("https://ko.example/한국어.", ["https://ko.example/한국어"]),
        ("‘https://w.example/a’", ["https://w.example/a"]),
    ],
    "Arabic, Persian, Urdu and Hebrew": [
        ("انظر https://w.example/a، ثم", ["https://w.example/a"]),
        ("https://w.example/a؛", ["https://w.example/a"]),
        ("https://w.example/a؟", ["https://w.example/a"]),
        ("https://w.example/a۔", ["https://w.example/a"]),
        ("﴿https://w.example/a﴾", ["https://w.example/a"]),
        ("\u200fhttps://w.example/a\u200f.", ["https://w.example/a"]),
        ("\u2067https://w.example/a\u2069", ["https://w.example/a"]),
        ("https://fa.example/کتاب\u200cخانه.", ["https://fa.example/کتاب\u200cخانه"]),
        ("https://he.example/תל־אביב", ["https://he.example/תל־אביב"]),
        ("https://he.example/צה״ל״", ["https://he.example/צה״ל"]),
        ("https://ar.example/ويكي_(موقع)،", ["https://ar.example/ويكي_(موقع)"]),
    ],
    "Devanagari and others": [
        ("देखें https://w.example/a।", ["https://w.example/a"]),
        ("https://w.example/a॥", ["https://w.example/a"]),
        ("https://hi.example/क्\u200dष।", ["https://hi.example/क्\u200dष"]),
        ("https://w.example/a።", ["https://w.example/a"]),
        ("https://w.example/a։", ["https://w.example/a"]),
        ("https://w.example/a។", ["https://w.example/a"]),
        ("https://w.example/a།", ["https://w.example/a"]),
        ("https://th.example/ไทย ครับ", ["https://th.example/ไทย"]),
        ("https://el.example/α· και", ["https://el.example/α"]),
        ("https://ca.example/Paral·lel·", ["https://ca.example/Paral·lel"]),
        ("https://w.example/Michelson–Morley–", ["https://w.example/Michelson–Morley"]),
    ],
    "zero width": [
        ("\u200bhttps://w.example/a\u200b", ["https://w.example/a"]),
        ("\ufeffhttps://w.example/a\ufeff", ["https://w.example/a"]),
        ("https://w.example/a\u2060.", ["https://w.example/a"]),
        ("https://w.example/a\u00ad", ["https://w.example/a"]),
        ("https://w.example/a\u200c", ["https://w.example/a"]),
        ("https://w.example/a\u200e,", ["https://w.example/a"]),
        ("https://w.example/a\u061c", ["https://w.example/a"]),
    ],
    "Markdown": [
        ("**https://w.example/bold**", ["https://w.example/bold"]),
        ("**https://w.example/bold**, then", ["https://w.example/bold"]),
        ("**https://w.example/bold**：见", ["https://w.example/bold"]),
        ("**https://w.example/bold**and", ["https://w.example/bold"]),
        ("*https://w.example/em*s", ["https://w.example/em"]),
        ("_https://w.example/a_b_", ["https://w.example/a_b"]),
        ("~~https://w.example/a~~", ["https://w.example/a"]),
        ("`https://w.example/a`", ["https://w.example/a"]),
        ("| https://w.example/a|b |", ["https://w.example/a"]),
        ("https://w.example/a{:.wide}", ["https://w.example/a"]),
        ("https://w.example/1**Two:** x", ["https://w.example/1"]),
        ("https://w.example/__init__.py", ["https://w.example/__init__.py"]),
    ],
    "several": [
        ("https://a.example/1；https://b.example/2", ["https://a.example/1", "https://b.example/2"]),
        ("https://a.example/1、https://b.example/2。", ["https://a.example/1", "https://b.example/2"]),
        ("https://a.example/1，https://b.example/2", ["https://a.example/1", "https://b.example/2"]),
        ("https://a.example/1,https://b.example/2", ["https://a.example/1", "https://b.example/2"]),
        ("https://a.example/1;https://b.example/2", ["https://a.example/1", "https://b.example/2"]),
        ("https://a.example/1|https://b.example/2", ["https://a.example/1", "https://b.example/2"]),
        ("(https://a.example/1)(https://b.example/2)", ["https://a.example/1", "https://b.example/2"]),
        ("https://a.example/1★https://b.example/2", ["https://a.example/1", "https://b.example/2"]),
        ("https://a.example/1→https://b.example/2", ["https://a.example/1", "https://b.example/2"]),
        ("https://a.example/1👍https://b.example/2", ["https://a.example/1", "https://b.example/2"]),
        ("https://a.example/1・https://b.example/2", ["https://a.example/1", "https://b.example/2"]),
        ("https://a.example/1؛https://b.example/2", ["https://a.example/1", "https://b.example/2"]),
        ("https://a.example/1\u200bhttps://b.example/2", ["https://a.example/1", "https://b.example/2"]),
        ("https://a.example/1。https://b.example/2", ["https://a.example/1", "https://b.example/2"]),
        ("https://a.example/1 / https://b.example/2", ["https://a.example/1", "https://b.example/2"]),
        ("'https://a.example/1','https://b.example/2'", ["https://a.example/1", "https://b.example/2"]),
        ("https://a.example/1–https://b.example/2", ["https://a.example/1", "https://b.example/2"]),
        ("https://a.example/1·https://b.example/2", ["https://a.example/1", "https://b.example/2"]),
        ("https://r.example/2020/https://b.example/2", ["https://r.example/2020/https://b.example/2"]),
        ("https://r.example/?u=https://a.example,https://b.example", ["https://r.example/?u=https://a.example,https://b.example"]),
    ],
}  # fmt: skip


def cases() -> list[tuple[str, list[str]]]:
    return [row for rows in ROWS.values() for row in rows]


@pytest.mark.parametrize(("text", "addresses"), cases())
def test_each_address_of_a_text_is_found_whole(text: str, addresses: list[str]) -> None:
    found = list(find_addresses(text))
    assert [each.url for each in found] == addresses
    for each in found:
        assert text.startswith(("http", "HTTP", "ftp"), each.start)


@pytest.mark.parametrize(("text", "addresses"), cases())
@pytest.mark.parametrize("around", ["See {}", "{} and more", "（{}）", "* {}\n"])
def test_what_stands_around_a_text_changes_nothing(
    text: str, addresses: list[str], around: str
) -> None:
    assert [each.url for each in find_addresses(around.format(text))] == addresses


def test_the_table_is_long() -> None:
    assert len(cases()) >= 120
