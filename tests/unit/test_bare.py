"""Where a bare web address begins and ends in running text."""

from __future__ import annotations

import pytest

from postgen.urls.bare import (
    address_at,
    find_addresses,
    is_host_without_scheme,
    is_web_address,
    may_begin,
)

A = "https://example.org/a"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        # Latin punctuation
        (f"See {A}.", A),
        (f"See {A}, and", A),
        (f"Why {A}?!", A),
        (f"See {A}: it", A),
        (f"See {A}...", A),
        (f"See {A}/?x=1&y=2;", f"{A}/?x=1&y=2"),
        (f"{A}.html", f"{A}.html"),
        (f"{A}/", f"{A}/"),
        (f"{A}?x=", f"{A}?x="),
        # brackets
        (f"({A})", A),
        (f"({A}).", A),
        ("https://en.wikipedia.org/wiki/Mercury_(planet)", None),
        (
            "(https://en.wikipedia.org/wiki/Mercury_(planet)).",
            "https://en.wikipedia.org/wiki/Mercury_(planet)",
        ),
        ("https://example.org/a_(b)_(c)/d", None),
        (f"[{A}]", A),
        (f"{A}?filter[size]=3&ids[]=4&a[b][c]=5", f"{A}?filter[size]=3&ids[]=4&a[b][c]=5"),
        (f"{A}?b[3]", f"{A}?b"),
        ("http://[2001:db8::1]:8080/a", None),
        (f"{A}[3]", A),
        (f"<{A}>", A),
        (f"{A}{{:.wide}}", A),
        (f"| {A}| x |", A),
        # quotes
        (f'"{A}"', A),
        (f"'{A}'", A),
        (f"“{A}”", A),
        (f"‘{A}’", A),
        (f"„{A}“", A),
        (f"`{A}`", A),
        # French: guillemets, and spaces before punctuation
        (f"«\u00a0{A}\u00a0»", A),
        (f"«{A}»", A),
        (f"{A}\u202f!", A),
        # German and Spanish
        (f"›{A}‹", A),
        (f"¿{A}?", A),
        # dashes and ellipsis
        (f"{A}—and", A),
        (f"{A}–", A),
        (f"{A}…", A),
        # CJK
        (f"见{A}。", A),
        (f"「{A}」", A),
        (f"《{A}》，", A),
        (f"（{A}）", A),
        (f"{A}、", A),
        (f"{A}：x", A),
        # Arabic, Urdu and Devanagari
        (f"{A}،", A),
        (f"{A}؟", A),
        (f"{A}۔", A),
        (f"देखें {A}।", A),
        (f"{A}॥", A),
        # zero-width characters
        (f"{A}\u200b", A),
        (f"\u200b{A}\u200d", A),
        (f"{A}\ufeff", A),
        (f"{A}\u2060.", A),
        (f"{A}\u00ad", A),
        # Markdown
        (f"**{A}**", A),
        (f"_{A}_", A),
        (f"~~{A}~~", A),
        (f"{A}\\_b\\*", f"{A}\\_b"),
        (f"{A}\\\\", A),
        (f"{A}&quot;", A),
        (f"{A}?b=1&amp;c=2", f"{A}?b=1&amp;c=2"),
        # other letters belong to it
        ("https://пример.рф/путь", None),
        ("https://example.org/café", None),
        ("https://example.org/हिन्दी", None),
        # schemes
        ("HTTPS://EXAMPLE.ORG/A", None),
        ("ftp://example.org/a", None),
        ("https://web.archive.org/web/2020/https://example.org/", None),
        ("https://user@example.org:8080/a#b", None),
    ],
)
def test_an_address_ends_where_a_reader_sees_its_end(text: str, address: str | None) -> None:
    found = [text[each.start : each.end] for each in find_addresses(text)]
    assert found == [text if address is None else address]


@pytest.mark.parametrize("text", ["https://", "http://...", "https:/a", "see www.example.org", ""])
def test_what_has_no_host_or_no_scheme_is_not_an_address(text: str) -> None:
    assert list(find_addresses(text)) == []


def test_several_addresses_and_limits() -> None:
    text = f"{A}1, {A}2 {A}3"
    assert [each.url for each in find_addresses(text)] == [f"{A}1", f"{A}2", f"{A}3"]
    assert [each.url for each in find_addresses(text, 3)] == [f"{A}2", f"{A}3"]
    assert [each.url for each in find_addresses(text, 3, len(text) - 1)] == [f"{A}2", A]
    second = text.index(A, 3)
    found = address_at(text, second)
    assert found is not None
    assert (found.start, found.end, found.url) == (second, second + len(A) + 1, f"{A}2")
    assert address_at(text, 3) is None


def test_the_url_has_no_backslashes() -> None:
    [found] = find_addresses(f"{A}\\_b\\_c.")
    assert found.url == f"{A}_b_c"
    assert found.run_end == len(f"{A}\\_b\\_c.")


@pytest.mark.parametrize(
    ("text", "is_certain"),
    [
        (f"See {A}.", True),
        (f"({A})", True),
        (f"{A})b", False),
        (f"({A})b", True),
        (f"{A}).", True),
        (f"{A}页面", False),
        (f"{A}。页面", True),
        (f"{A}[3]", False),
        (f"{A}.[3]", True),
        (f"({A})页面", True),
        (f"{A}{{:.x}}", False),
    ],
)
def test_an_end_may_be_uncertain(text: str, *, is_certain: bool) -> None:
    [found] = find_addresses(text)
    assert found.is_certain is is_certain


@pytest.mark.parametrize(
    ("before", "may"),
    [
        ("", True),
        (" ", True),
        ("(", True),
        ('"', True),
        ('="', False),
        ("x", False),
        ("/", False),
        ("=", False),
        ("é", False),
        ("见", True),
        ("。", True),
        ("“", True),
    ],
)
def test_where_an_address_may_begin(before: str, *, may: bool) -> None:
    assert may_begin(f"{before}{A}", len(before)) is may


def test_a_symbol_separates_addresses() -> None:
    text = f"{A}1♥{A}2→{A}3"
    assert [each.url for each in find_addresses(text)] == [f"{A}1", f"{A}2", f"{A}3"]
    assert address_at(text, 0, len(text)) == next(find_addresses(text))


def test_a_whole_text_may_be_an_address_or_a_host() -> None:
    assert is_web_address(A)
    assert is_web_address("ftp://example.org")
    assert not is_web_address("https:///a")
    assert not is_web_address("mailto:a@example.org")
    assert is_host_without_scheme("example.org/page")
    assert is_host_without_scheme("example.org:80")
    assert not is_host_without_scheme("example.org and")
    assert not is_host_without_scheme("page")
