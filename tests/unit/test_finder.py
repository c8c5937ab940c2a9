"""Where a URL occurs in earlier posts."""

from __future__ import annotations

import pytest

from postgen.issue_number import issue_of
from postgen.jekyll.head import title_of
from postgen.references.numbers import number_of_line
from postgen.urls.finder import Finder, Place

URL = "https://example.org/a_(b)/c?x=1"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (f"See [this]({URL}).", 0),
        (f"See <{URL}>.", 0),
        (f"See {URL}.", 0),
        (f"见{URL}。", 0),
        (f"«\u00a0{URL}\u00a0»", 0),
        (f"{URL}…", 0),
        (f"({URL})", 0),
        (f'<a href="{URL}">x</a>', 0),
        (f"<a href='{URL}'>x</a>", 0),
        (f"[7]: {URL}", 7),
        (f'[7]: <{URL}> "Title"', 7),
        (f"[^7]: [Title]({URL})", 7),
        (f"[7] **Title:** <{URL}>", 7),
        (f"[7] **Title:** {URL}", 7),
        (f"\\[7\\] **Title:** {URL}", 7),
        (f"[\\[7\\]](#cite-7){{:#ref-7}} [Title]({URL})", 7),
        (f"* [7] {URL}", 7),
        (f"[7](https://example.org/other) and [x]({URL})", 0),
        (f"[https://example.org/a…](https://example.org/lead?to=1),[x]({URL})", 0),
        (f"[https://example.org/other]({URL})", 0),
        (f"In prose [this]({URL})\n\n## References\n\n[12] **This:** {URL}", 12),
        (f"* [x]({URL.replace('https://', 'http://www.')}#)", 0),
    ],
)
def test_a_url_is_found_in_any_style_of_reference(text: str, number: int) -> None:
    place = Finder([URL], number_of_line).find(f"First.\n\n{text}\n")[URL]
    assert place.number == number
    assert place.line == 3 + text.count("\n")


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/a_(b)/c?x=2",
        "https://example.org/a_(b)/c",
        f"<!-- via: {URL} -->",
        f"`{URL}`",
        f"```\n{URL}\n```",
        "nothing",
    ],
)
def test_another_url_a_comment_and_code_are_not_links(text: str) -> None:
    assert Finder([URL]).find(text) == {}


@pytest.mark.parametrize("markup", ["[x]({})", "{}.", "({}).", "<{}>", "[1]: {}"])
def test_a_url_with_a_significant_anchor_is_not_its_page(markup: str) -> None:
    page = "https://github.com/a/b/issues/2"
    text = markup.format(f"{page}#issuecomment-1")
    assert list(Finder([page, f"{page}#issuecomment-1"]).find(text)) == [f"{page}#issuecomment-1"]
    assert Finder([page]).find(text) == {}


def test_many_urls_are_found_at_once() -> None:
    urls = [f"https://example.org/{n}" for n in range(50)]
    text = "\n".join(f"[{n}] {url}" for n, url in enumerate(urls) if n % 2)
    found = Finder(urls, number_of_line).find(text)
    assert sorted(found) == sorted(urls[1::2])
    assert found[urls[3]] == Place(text.index(urls[3] + "\n"), 2, 3)


def test_the_number_of_an_issue() -> None:
    assert issue_of("---\nissue: 12\n---\n") == 12
    assert issue_of('---\ntitle: "News #7"\n---\n') == 7
    assert issue_of("---\ntitle: News\n---\n") == 0
    assert title_of("---\ntitle: 'It''s'\n---\n") == "It's"


@pytest.mark.parametrize("count", [1, 64, 65, 500, 501])
def test_a_url_is_found_among_however_many_are_looked_for(count: int) -> None:
    urls = [f"https://example.org/a-page-{number}" for number in range(count - 1)]
    text = "See [this](http://www.example.org/the-page/?utm_source=x), https://example.org/a-page."
    assert list(Finder([*urls, "https://example.org/the-page"]).find(text)) == [
        "https://example.org/the-page"
    ]
