"""Posts with faults for every outlet, and pasted text as a post."""

from __future__ import annotations

import re

from postgen import paste
from postgen.errors import PostgenError
from postgen.jekyll.document import Document
from postgen.markdown.escape import one_line
from postgen.outlets import registry
from postgen.outlets.post import Post
from postgen.text.clean import clean
from tests import html_validity
from tests.conftest import ROOT
from tests.fuzz.targets import posts

FORBIDDEN = set("style script link iframe form input object embed".split())


def seeds() -> list[bytes]:
    """Return the posts of the test-suite, and its pasted texts."""
    pasted = [path.read_bytes() for path in sorted((ROOT / "tests" / "pasted").glob("*.txt"))]
    return [*posts.seeds()[::2], *(data for data in pasted if len(data) < 6_000)]


def check(data: bytes) -> str:
    """Export a text, cleaned as the command does, for each outlet; return who refuses it. A mail is valid and harmless."""
    text = clean(data.decode(errors="replace"))
    refused = []
    for outlet in registry.names():
        title, body = one_line(text[:60]), Document.parse(text).body
        post = Post(title=title, url="https://blog.example/a.html", slug="a", body=body)
        try:
            exported = registry.find(outlet).export(post).text
        except PostgenError:
            refused.append(outlet)
            continue
        assert exported.encode(errors="surrogateescape")
        if outlet not in {"buttondown", "html"}:  # which have the post's own text
            assert not re.search("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]", exported), outlet
        if outlet == "email":
            _check_mail(exported)
    paste.read(text, "")
    return " ".join(refused)


def _check_mail(html: str) -> None:
    read = html_validity.read(html)
    assert not read.wrong, read.wrong
    assert not {name for name, _ in read.elements} & FORBIDDEN
    for name, given in read.elements:
        for attribute, value in given.items():
            assert not attribute.startswith("on"), (name, attribute)
            if attribute in {"href", "src"}:
                scheme = re.match(r"\s*([\w+.-]+):", value)
                assert not scheme or scheme[1].lower() in {
                    "http",
                    "https",
                    "mailto",
                    "tel",
                    "ftp",
                }, value
