"""Links as people have them at hand, and which redirects are followed for good."""

from __future__ import annotations

import pytest

from postgen.commands.given_links import GivenLink, clean_links, odd_address
from postgen.commands.known_links import permanent_address
from postgen.errors import UsageError
from postgen.page.model import Page
from postgen.urls.redirects import may_follow, registrable_domain

A, B = "https://a.example/x", "https://b.example/y"

GIVEN = [
    (A, [(A, "", "")]),
    (f"{A}.", [(A, "", "")]),
    (f"{A},", [(A, "", "")]),
    (f"<{A}>", [(A, "", "")]),
    (f"- {A}", [(A, "", "")]),
    (f"* {A}", [(A, "", "")]),
    (f"3. {A}", [(A, "", "")]),
    (f"- [ ] {A}", [(A, "", "")]),
    (f"{A} A title", [(A, "A title", "")]),
    (f"{A} - A title", [(A, "A title", "")]),
    (f"{A}\tA title", [(A, "A title", "")]),
    (f"A title {A}", [(A, "A title", "")]),
    (f"A title: {A}.", [(A, "A title", "")]),
    (f"A title ({A})", [(A, "A title", "")]),
    (f'"A title" {A}', [(A, "A title", "")]),
    (f"{A} | A title", [(A, "A title", "")]),
    (f"{A} | A | B", [(A, "A | B", "")]),
    (f"See {A} for all of it", [(A, "", "")]),
    (f"via {A}", [(A, "", "")]),
    (f"[A title]({A})", [(A, "A title", "")]),
    (f"[A title](<{A}>)", [(A, "A title", "")]),
    (f"- [A title]({A}) - a note", [(A, "A title", "a note")]),
    (f"* [A *title*]({A}): a note.", [(A, "A title", "a note.")]),
    (f"[One]({A}) and [two]({B})", [(A, "One", ""), (B, "two", "")]),
    (f'<a href="{A}">A &amp; title</a>', [(A, "A & title", "")]),
    (f"{A} {B}", [(A, "", ""), (B, "", "")]),
    (f"{A}, {B}.", [(A, "", ""), (B, "", "")]),
    (f"{A}、{B}。", [(A, "", ""), (B, "", "")]),
    (f"{A}；{B}", [(A, "", ""), (B, "", "")]),
    (f"<{A}> <{B}>", [(A, "", ""), (B, "", "")]),
    ("a.example/x", [(A, "", "")]),
    ("a.example/x A title", [(A, "A title", "")]),
    ("a.example/x.", [(A, "", "")]),
    ("https://a.example/Mercury_(planet)", [("https://a.example/Mercury_(planet)", "", "")]),
    ("https://a.example/?q={a}&b=|", [("https://a.example/?q={a}&b=|", "", "")]),
    ("https://web.example/2020/https://a.example/x", [("https://web.example/2020/https://a.example/x", "", "")]),
    ("localhost:4000/a", [("http://localhost:4000/a", "", "")]),
    ("ftp://a.example/x", [("ftp://a.example/x", "", "")]),
    (f"\ufeff{A}", [(A, "", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("line", "links"), GIVEN)
def test_a_link_is_read_as_people_have_it(line: str, links: list[tuple[str, str, str]]) -> None:
    found, bad = clean_links([line])
    assert found == [GivenLink(*link) for link in links]
    assert bad == []


@pytest.mark.parametrize(
    "line", ["nothing here", "mailto:a@b.example", "javascript:alert(1)", "https://", "a\ufffd.org"]
)
def test_bad_lines_are_named_with_their_numbers(line: str) -> None:
    found, bad = clean_links(["# a comment", A, "", line, B])
    assert [link.url for link in found] == [A, B]
    assert [each.number for each in bad] == [4]
    with pytest.raises(UsageError):
        clean_links([line])


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("ftp://a.example/x", "ftp"),
        ("http://localhost:4000/", "local"),
        ("http://127.0.0.1/", "local"),
        ("http://[::1]/", "local"),
        ("http://192.168.1.7/a", "local"),
        ("http://nas.local/a", "local"),
        ("https://localhost.example/", ""),
        ("https://a.example/localhost", ""),
        ("https://8.8.8.8/", ""),
    ],
)
def test_addresses_that_readers_cannot_open(url: str, kind: str) -> None:
    assert odd_address(url) == kind


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.example.org", "example.org"),
        ("a.b.example.co.uk", "example.co.uk"),
        ("jane.github.io", "jane.github.io"),
        ("example.org", "example.org"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
    ],
)
def test_the_domain_that_one_owner_has(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


FOLLOWED = [
    ("http://example.org/a", "https://example.org/a", True),
    ("https://example.org/a", "https://www.example.org/b", True),
    ("https://old.example.co.uk/a", "https://new.example.co.uk/a", True),
    ("https://bit.ly/abc", "https://elsewhere.example/a", True),
    ("http://example.org/", "https://example.org/", True),
    ("https://example.org/a", "https://other.example/a", False),
    ("https://example.org/a", "https://example.org/", False),
    ("https://example.org/?p=12", "https://example.org/", False),
    ("https://bit.ly/abc", "https://elsewhere.example/", False),
    ("https://jane.github.io/a", "https://joe.github.io/a", False),
    ("https://a.co.uk/x", "https://b.co.uk/x", False),
]


@pytest.mark.parametrize(("url", "target", "followed"), FOLLOWED)
def test_which_redirects_are_followed_for_good(url: str, target: str, *, followed: bool) -> None:
    assert may_follow(url, target) is followed
    page = Page(url, title="T", final_url=target, is_permanent=True)
    assert bool(permanent_address(page)) is followed
    assert not permanent_address(Page(url, title="T", final_url=target))


def test_the_new_address_has_no_tracking_and_keeps_its_fragment() -> None:
    page = Page(
        "http://example.org/a#part",
        title="T",
        final_url="https://example.org/b?utm_source=x",
        is_permanent=True,
    )
    assert permanent_address(page) == "https://example.org/b#part"
