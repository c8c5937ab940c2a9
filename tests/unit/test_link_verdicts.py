"""Verdicts on links from what was observed of them, without a web."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postgen.links import archives, evidence, find, fix, history, verdicts, vocabulary, words
from postgen.links.domains import owner
from postgen.links.model import Answer, Known, Record
from tests.pages.links_living import CHINESE, GERMAN, JAPANESE, PROSE, page
from tests.pages.links_lost import INDONESIAN, SOLD

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
URL = "https://blog.example/p/7"


def read(body: str, url: str = URL) -> evidence.Evidence:
    found = evidence.read(body.encode(), url=url, content_type="text/html; charset=utf-8")
    assert found
    return found


def judge(
    answer: Answer, *titles: str, record: Record | None = None, online: bool = True
) -> Record:
    known = Known(answer.url, titles, "en")
    return verdicts.judge(known, record, answer, NOW, is_online=online)


def answered(body: str, url: str = URL, *, final: str = "", chain: tuple[int, ...] = ()) -> Answer:
    final = final or url
    return Answer(url, 200, chain, final, page=read(body, final))


@pytest.mark.parametrize("status", [401, 402, 403, 407, 429, 451, 999])
def test_a_server_that_refuses_programs_is_blocked(status: int) -> None:
    assert judge(Answer(URL, status)).verdict == "blocked"


@pytest.mark.parametrize("status", [404, 410, 500, 502, 504, 521, 530])
def test_a_failure_is_unsure_until_the_third_day(status: int) -> None:
    failed = judge(Answer(URL, status))
    assert (failed.verdict, failed.failed) == ("unsure", ("2026-11-21",))
    assert (
        judge(
            Answer(URL, status), record=failed._replace(failed=("2026-11-18", "2026-11-19"))
        ).verdict
        == "dead"
    )
    assert (
        judge(
            Answer(URL, status), record=failed._replace(failed=("2026-11-19", "2026-11-20"))
        ).verdict
        == "unsure"
    )


@pytest.mark.parametrize("status", [301, 400, 405, 406, 409, 418, 503, 520, 524, 525, 526])
def test_what_proves_nothing_never_counts(status: int) -> None:
    record = Record(URL, "unsure", failed=("2026-11-01", "2026-11-10"))
    found = judge(Answer(URL, status), record=record)
    assert (found.verdict, found.failed) == ("unsure", record.failed)


def test_a_success_ends_a_row_of_failures() -> None:
    record = Record(URL, "unsure", failed=("2026-11-01", "2026-11-10"))
    assert judge(answered(page("A page")), "A page", record=record).failed == ()


@pytest.mark.parametrize("trouble", ["time", "certificate", "other"])
def test_trouble_that_is_not_the_pages_never_counts(trouble: Any) -> None:
    answer = Answer(URL, failure="it is so", trouble=trouble)
    record = Record(URL, "unsure", failed=("2026-11-01", "2026-11-10"))
    assert judge(answer, record=record).failed == record.failed
    assert judge(answer, record=record).reason == "It is so."


@pytest.mark.parametrize("trouble", ["name", "connection"])
def test_a_host_that_is_not_reached_counts_only_online(trouble: Any) -> None:
    answer = Answer(URL, failure="no such host", trouble=trouble)
    assert judge(answer).failed == ("2026-11-21",)
    offline = judge(answer, online=False)
    assert offline.failed == ()
    assert not history.is_fresh(offline, NOW)


@pytest.mark.parametrize(
    ("url", "final", "chain", "to"),
    [
        ("http://e.org/a", "https://e.org/a", (301,), "https://e.org/a"),
        ("https://www.e.org/a", "https://e.org/a", (308, 301), "https://e.org/a"),
        ("https://e.org/a#part", "https://e.org/b", (301,), "https://e.org/b#part"),
        ("https://e.org/a", "https://e.org/b?utm_source=x&y=1", (301,), "https://e.org/b?y=1"),
        ("https://bit.ly/3x", "https://long.example/a", (301,), "https://long.example/a"),
        ("https://e.org/a", "https://e.org/b", (302,), ""),
        ("https://e.org/a", "https://e.org/b", (301, 302), ""),
        ("https://e.org/", "https://e.org/de/", (301,), ""),
        ("https://e.org/a", "https://e.org/fr/a", (301,), ""),
        ("https://e.org/en/a", "https://e.org/fr/a", (301,), ""),
        ("https://e.org/a/b", "https://e.org/a/c", (301,), "https://e.org/a/c"),
        ("https://e.org/a", "https://e.org/a?utm_medium=feed", (301,), ""),
        (
            "https://jane.github.io/a",
            "https://joe.github.io/a-page",
            (301,),
            "https://joe.github.io/a-page",
        ),
    ],
)
def test_where_a_page_moved(url: str, final: str, chain: tuple[int, ...], to: str) -> None:
    found = judge(
        answered(page("A page of words"), url, final=final, chain=chain), "A page of words"
    )
    assert (found.verdict, found.to) == (("moved", to) if to else ("ok", ""))


def test_one_sign_alone_is_unsure_and_two_are_taken_over() -> None:
    url = "https://blog.example/2013/notes-on-compilers"
    title = "Notes on compilers"
    other = page("Garden furniture", "chairs")
    assert judge(answered(other, url), title).verdict == "unsure"  # no word in common
    assert (
        judge(answered(other, url, final="https://blog.example/", chain=(302,)), title).verdict
        == "unsure"
    )
    taken = judge(answered(other, url, final="https://chairs.example/sale", chain=(301,)), title)
    assert taken.verdict == "taken over"
    assert taken.reason == (
        "It leads to another domain, chairs.example; no word of “Notes on compilers” is on it."
    )
    home = judge(answered(other, url, final="https://chairs.example/", chain=(301,)), title)
    assert home.reason.startswith(
        "It leads to another domain, chairs.example; it leads to the front page of"
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (JAPANESE, "美容と健康"),
        (CHINESE, "家具与生活"),
        (GERMAN, "Möbel und Garten"),
        (INDONESIAN, "Kursi dan meja"),
    ],
)
def test_a_page_in_another_language_than_before_is_taken_over(text: str, title: str) -> None:
    before = judge(answered(page("Notes on compilers")), "this article")
    assert (before.verdict, before.language) == ("ok", "en")
    after = judge(answered(page(title, "x", lang="", text=text)), "this article", record=before)
    assert after.verdict == "taken over"
    assert "and was in English" in after.reason


def test_a_site_that_greets_visitors_in_their_language_is_not_taken_over() -> None:
    url = "https://gartenbuch.example/p/7"
    before = judge(answered(page("An introduction to beds"), url), "this")
    german = page("Eine Einführung", "Beete", lang="de", text=GERMAN)
    named = german.replace("<p>", "<p>Gartenbuch: ")
    own = german.replace("</head>", f'<link rel="canonical" href="{url}"></head>')
    for body in (named, own):
        assert judge(answered(body, url), "this", record=before).verdict == "unsure"
    assert judge(answered(german, url), "this", record=before).verdict == "taken over"


def test_the_front_page_of_a_lapsed_domain() -> None:
    casino = "<title>Best online casino: free spins</title>Welcome bonus, play now"
    assert judge(answered(casino, "https://ripgrep.example/"), "ripgrep").verdict == "taken over"
    assert judge(answered(casino, "https://ripgrep.example/"), "this tool").verdict == "unsure"
    news = page("オンラインカジノの問題", lang="ja", text=JAPANESE)
    assert judge(answered(news), "オンラインカジノの問題").verdict == "ok"


def test_a_page_in_another_language_than_its_links_text_is_fine() -> None:
    japanese = answered(page("所有権とは何か", lang="ja", text=JAPANESE))
    german = answered(page("Typentheorie", lang="de", text=GERMAN))
    french = "https://e.org/visual-studio-code"
    body = page("Visual Studio Code : une introduction", lang="fr", text=GERMAN)
    assert judge(answered(body, french), "Visual Studio Code").verdict == "ok"
    for answer in (japanese, german):
        assert judge(answer, "An introduction to the subject").verdict == "ok"


@pytest.mark.parametrize("kind", SOLD)
def test_what_lapsed_domains_sell_is_known_in_many_languages(kind: str) -> None:
    lang, title, text = SOLD[kind]
    body = f'<html lang="{lang}"><title>{title}</title><p>{text}</p>'
    found = judge(answered(body), "Notes on compilers and their optimizers")
    assert found.verdict == "taken over", found.reason
    assert judge(answered(body)).verdict == "unsure"  # nothing is known of the page: one sign


@pytest.mark.parametrize(
    "text",
    [
        "The casino of Monte Carlo was built in 1863, and its roulette tables are what it is known for.",
        "Our slot machines at the museum of computing are open on Sundays; no deposit is needed for the lockers.",
        "Sex, lies and videotape: a film of 1989, and why it matters to this day for those who make films.",
        "How a pharmacy works, and who may sell what without prescription in the countries of the union.",
        "We scraped the domain names that are parked, and asked who the domain owner is in each of the cases.",
    ],
)
def test_pages_that_name_such_things_sell_nothing(text: str) -> None:
    body = page(
        "What we found this summer",
        text=f"{text} {PROSE.format('it')}".replace("{", "").replace("}", ""),
    )
    assert judge(answered(body), "A report").verdict == "ok"


@pytest.mark.parametrize(
    "title",
    [
        "Viagra (sildenafil): uses, side effects, and who may buy viagra online",
        "Why casinos love online slots, free spins and the jackpot",
        "Porn, xxx and what it does to those who watch it",
        "The essay writing service that I worked for: write my essay",
    ],
)
def test_an_article_about_such_things_is_fine_in_whatever_words_it_is_linked(title: str) -> None:
    body = page(title, "it", text=PROSE * 3)
    assert judge(answered(body), "a long and sad read").verdict == "ok"


def test_a_page_that_still_has_its_title_is_never_taken_over() -> None:
    body = "<title>Online casino: free spins and welcome bonus explained</title>Jackpot, play now"
    found = judge(
        answered(body, final="https://other.example/", chain=(301,)),
        "Online casino: free spins explained",
    )
    assert found.verdict == "unsure"


def test_a_domain_has_one_owner_by_the_public_suffix_list() -> None:
    assert owner("www.example.co.uk") == "example.co.uk"
    assert owner("jane.github.io") == "jane.github.io"
    assert owner("a.b.example.com") == "example.com"
    assert owner("127.0.0.1") == "127.0.0.1"
    assert owner("bücher.example") == "xn--bcher-kva.example"


def test_words_compare_by_their_stems_and_pairs_of_characters() -> None:
    assert words.subject("Training small models") & words.subject("how we trained a Model")
    assert words.subject("Café culture") & words.subject("the CAFE")
    assert words.subject("注意力机制图解") & words.subject("图解注意力")
    assert not words.subject("the and of it here link")
    assert not words.subject("Notes on compilers") & words.subject("Garden furniture")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (PROSE.format("it"), "en"), (GERMAN.format("es"), "de"), (JAPANESE, "ja"), (CHINESE, "zh"),
        (INDONESIAN, "id"), ("Это страница о том, как мы это делали.", "cyrillic"), ("few words", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_language_of_a_text(text: str, language: str) -> None:
    assert words.language_of(text) == language


def test_a_history_is_read_as_it_was_written_and_survives_a_merge() -> None:
    records = [
        Record("https://b.org/", "dead", "Gone.", "", "2026-11-20T10:00+00:00", ("2026-11-17", "2026-11-20")),
        Record("https://a.org/é", "moved", "It moved.", "https://a.org/e", "2026-11-21T10:00+00:00", good="2026-11-21", title="É", language="fr"),
    ]  # fmt: skip
    text = history.write(records)
    assert history.read(text) == {record.url: record for record in records}
    assert text.splitlines()[0].startswith('{"url": "https://a.org/é"')
    other = history.write(
        [records[0]._replace(checked="2026-11-21T09:00+00:00", failed=("2026-11-18", "2026-11-21"))]
    )
    joined = history.read(
        f"<<<<<<< ours\n{text}=======\n{other}>>>>>>> theirs\n{{broken\nnull\n[1]\n"
    )
    assert joined["https://b.org/"].failed == (
        "2026-11-17",
        "2026-11-18",
        "2026-11-20",
        "2026-11-21",
    )
    assert joined["https://b.org/"].checked == "2026-11-21T09:00+00:00"


@pytest.mark.parametrize(
    "line",
    ['{"url": 1, "verdict": "ok"}', '{"url": "a"}', '{"url": "a", "verdict": "fine"}', '{"url": "a", "verdict": "ok", "x": "y"}',
     '{"url": "a", "verdict": "ok", "failed": [1]}', '{"url": "a", "verdict": "ok", "failed": 3}', "{}", "{"],
)  # fmt: skip
def test_lines_of_a_history_that_are_none_are_left_out(line: str) -> None:
    assert history.read(f"{line}\n") == {}


def test_an_answer_is_fresh_for_less_than_a_day() -> None:
    fine = Record(URL, "ok", checked=NOW.isoformat())
    failed = fine._replace(verdict="unsure", failed=("2026-11-21",))
    assert history.is_fresh(fine, NOW + timedelta(hours=19))
    assert not history.is_fresh(fine, NOW + timedelta(hours=21))
    assert not history.is_fresh(failed, NOW + timedelta(hours=2))
    assert not history.is_fresh(fine, NOW - timedelta(hours=2))
    assert not history.is_fresh(fine._replace(checked="yesterday"), NOW)


def test_the_copy_nearest_to_a_day() -> None:
    listed = '[["original", "timestamp", "statuscode"], ["https://e.org/", "20200101000000", "200"], ["https://e.org/", "20250101000000", "404"], ["https://e.org/", "20251231", "200"], ["x"], 3]'
    found = archives.copies(listed)
    assert [copy.timestamp for copy in found] == ["20200101000000", "20251231000000"]
    day = date(2026, 1, 1)
    near, early = archives.nearest(found, day), archives.nearest(found, day, date(2025, 1, 1))
    assert near
    assert near.address("https://w.org/") == "https://w.org/web/20251231000000/https://e.org/"
    assert early
    assert early.timestamp.startswith("2020")
    assert archives.copies("20200101000000 https://e.org/ 200\n") == found[:1]
    assert archives.copies("<html>") == archives.copies('{"a": 1}') == archives.copies("[]") == []


def test_links_are_found_wherever_they_are_written() -> None:
    text = (
        "---\nlink: https://front.org/\nimage: https://img.org/x.png\ntitle: 'A link'\n---\n"
        "[a](https://a.org/) <https://b.org/> https://c.org/x. [d][1] <a href='https://e.org/?a=1&amp;b=2'>e</a>\n"
        '`https://no.org` ![i](https://img.org/i.png) <img src="https://img.org/j.png"> [f](/f) [g](#g)\n'
        "<!-- https://no.org --> [h](//h.org/a) {% raw %}[i](https://i.org/){% endraw %} [j](mailto:a@j.org)\n\n"
        "[1]: https://d.org/ 'D'\n\n    https://no.org/code\n"
    )
    found = find.read(text)
    assert found.titles["https://front.org/"] == ("A link",)
    assert [(link.url, link.line - 2) for link in found.links] == [
        ("https://front.org/", 0),
        ("https://a.org/", 4), ("https://b.org/", 4), ("https://c.org/x", 4), ("https://e.org/?a=1&b=2", 4),
        ("https://h.org/a", 6), ("https://i.org/", 6), ("https://d.org/", 8),
    ]  # fmt: skip
    page_of_html = find.read(
        "---\n---\n<a href=https://a.org/>a</a> <A HREF='https://b.org/'>", is_markdown=False
    )
    assert [link.url for link in page_of_html.links] == ["https://a.org/", "https://b.org/"]
    assert find.read("<a href='https://a.org/'>A page</a>", is_markdown=False).titles == {
        "https://a.org/": ("A page",)
    }


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("[a](https://a.org/x)", "[a](https://n.org/y)"),
        ('[a](<https://a.org/x> "t"){:.c}', '[a](<https://n.org/y> "t"){:.c}'),
        ("[https://a.org/x](https://a.org/x)", "[https://a.org/x](https://n.org/y)"),
        ("<https://a.org/x>", "<https://n.org/y>"),
        ("* https://a.org/x, and", "* https://n.org/y, and"),
        ("[1] **A:** https://a.org/x[2] **B:** https://b.org/", "[1] **A:** https://n.org/y[2] **B:** https://b.org/"),
        ("[a]: https://a.org/x\n[b]: https://a.org/xy\n\n[a] [b]", "[a]: https://n.org/y\n[b]: https://a.org/xy\n\n[a] [b]"),
        ("| [a](https://a.org/x) | b |\n", "| [a](https://n.org/y) | b |\n"),
        ("> * [a](https://a.org/x)\r\n", "> * [a](https://n.org/y)\r\n"),
        ('<a href="https://a.org/x">a</a>', '<a href="https://n.org/y">a</a>'),
        ("[^1]\n\n[^1]: [a](https://a.org/x)\n", "[^1]\n\n[^1]: [a](https://n.org/y)\n"),
        ("`https://a.org/x`\n", "`https://a.org/x`\n"),
    ],
)  # fmt: skip
def test_an_address_is_replaced_and_nothing_else(text: str, after: str) -> None:
    found, _ = fix.replace(text, find.read(text).links, {"https://a.org/x": "https://n.org/y"})
    assert found == after


def test_an_edit_that_would_change_something_else_is_not_made() -> None:
    text = "See https://a.org/x."
    new, done = fix.replace(text, find.read(text).links, {"https://a.org/x": "https://n.org/y."})
    assert (new, done) == (text, [])


def test_phrases_are_whole_words_and_the_longest_one_counts() -> None:
    assert vocabulary.read("Playing nowhere, online casinos") == {}
    assert vocabulary.read("this domain is for sale") == {"parked": {"this domain is for sale": 1}}
    assert vocabulary.read("新娱乐城注册送") == {"gambling": {"娱乐城": 1, "注册送": 1}}


PIECES = [
    "[a](https://a.org/x)", "<https://a.org/x>", "https://a.org/x", "[b]: https://a.org/x", "[b]", "`https://a.org/x`", "* ", "> ",
    "\n", "\n\n", "\r\n", "| ", "[", "](", ")", "(", "<a href='https://a.org/x'>", "</a>", "<!--", "-->", "**", "_", "{% raw %}",
    "https://a.org/xy", "![i](https://a.org/x)", "    ", "```", "$$", "{:.c}", "\\", "]", "#", "https://", "&amp;", "é", "link: https://a.org/x",
]  # fmt: skip


@given(
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
    st.sampled_from(["", "---\nlink: https://a.org/x\n---\n"]),
)
@settings(max_examples=100)
def test_whatever_a_text_is_an_edit_is_only_of_addresses(body: str, front: str) -> None:
    text = front + body
    links = find.read(text).links
    new, done = fix.replace(text, links, {"https://a.org/x": "https://new.example/y"})
    assert new.replace("https://new.example/y", "https://a.org/x") == text
    assert new.count("https://new.example/y") == len(done)
