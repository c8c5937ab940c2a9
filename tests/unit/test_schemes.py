"""Addresses that may be written to a page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postgen.urls.schemes import credentials, image_address, web_address

UNSAFE = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "&#106;avascript:alert(1)",
    "javascript&#58;alert(1)",
    "javascript&colon;alert(1)",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "data:image/png;base64,AAAA",
    "file:///etc/passwd",
    "vbscript:msgbox",
    "blob:https://e.org/1",
    "about:blank",
    "mailto:a@e.org",
    "C:\\images\\a.png",
    "view-source:https://e.org/",
    "",
    "  ",
]


@pytest.mark.parametrize("text", UNSAFE)
def test_other_schemes_are_never_written(text: str) -> None:
    assert web_address(text) == ""
    assert web_address(text, "https://e.org/") in {"", "https://e.org/&#106;avascript:alert(1)",
        "https://e.org/javascript&#58;alert(1)", "https://e.org/javascript&colon;alert(1)"}  # fmt: skip
    assert image_address(text) == ""


@pytest.mark.parametrize(
    ("text", "base", "address"),
    [
        ("https://e.org/a", "", "https://e.org/a"),
        ("HTTPS://e.org/a", "", "HTTPS://e.org/a"),
        (" https://e.org/a\n", "", "https://e.org/a"),
        ("https://e.org/a b/1", "", "https://e.org/a%20b/1"),
        ("https://e.org/\n3", "", "https://e.org/3"),
        ("https://e.org/a\u00a0b", "", "https://e.org/a%C2%A0b"),
        ("https://e.org/\u202ea", "", "https://e.org/%E2%80%AEa"),
        ("/a", "https://e.org/b/c", "https://e.org/a"),
        ("a.html", "https://e.org/b/c", "https://e.org/b/a.html"),
        ("//cdn.example/a", "https://e.org/", "https://cdn.example/a"),
        ("a", "", ""),
        ("https://", "", ""),
        ("https://[::1", "", ""),
        ("https://e.org:99999/", "", ""),
        ("https://e.org/\ufffd", "", ""),
        ("https://e .org/a", "", ""),
        ("https://e.org/" + "a" * 5000, "", ""),
    ],
)
def test_a_web_address(text: str, base: str, address: str) -> None:
    assert web_address(text, base) == address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("/images/a.png", "/images/a.png"),
        ("a.png", "a.png"),
        ("//cdn.example/a.png", "//cdn.example/a.png"),
        ("https://e.org/a.png", "https://e.org/a.png"),
        ("images/12:30.png", "images/12:30.png"),
    ],
)
def test_an_image_is_of_the_web_or_of_the_site(text: str, address: str) -> None:
    assert image_address(text) == address


@pytest.mark.parametrize("value", [None, 3, ["https://e.org"], {"url": "https://e.org"}])
def test_what_is_no_text_is_no_address(value: object) -> None:
    assert web_address(value) == image_address(value) == ""


@given(st.text(max_size=60))
def test_what_is_written_has_no_blank_and_no_other_scheme(text: str) -> None:
    address = web_address(text, "https://e.org/a/b")
    assert not address or address.lower().startswith(("http://", "https://"))
    assert len(address.split()) <= 1


def test_credentials_are_found() -> None:
    assert credentials("https://jane:secret@e.org/a") == "jane:secret"
    assert credentials("https://jane@e.org/a") == "jane"
    assert credentials("https://:token@e.org/a") == ":token"
    assert credentials("https://a:b@c@e.org/") == "a:b@c"
    assert credentials("HTTPS://u:p@E.ORG:8080/") == "u:p"
    assert credentials("//u:p@e.org/") == "u:p"
    for address in ("https://e.org/@jane", "https://e.org/?a=b@c", "jane@e.org", "", "https://[u@"):
        assert credentials(address) == ""


@pytest.mark.parametrize("text", [each for each in UNSAFE if each.strip()])
def test_an_image_of_another_scheme_is_not_kept_with_a_link(text: str) -> None:
    from postgen.backlog.metadata import metadata_of
    from postgen.exporters.link_cards import write
    from postgen.model import Link

    link = Link("https://e.org/", "T", image=text)
    assert metadata_of(link).image == ""
    assert "<img" not in write([link])
    assert metadata_of(link._replace(image="/images/a.png")).image == "/images/a.png"
