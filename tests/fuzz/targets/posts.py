"""Posts with faults: parsed, rendered, converted to every style and back, checked, translated."""

from __future__ import annotations

from urllib.parse import unquote

from postgen import checks
from postgen.commands.refs import RefsRequest, read
from postgen.jekyll.document import Document
from postgen.markdown import Markdown, escape
from postgen.markdown.render import render
from postgen.references import styles
from postgen.references.outbound_links import mentions
from postgen.translation.compare import Original
from postgen.translation.skeleton import skeleton
from tests.conftest import ROOT

FOLDERS = ("posts", "backlogs")


def seeds() -> list[bytes]:
    """Return the posts of the test-suite."""
    paths = [path for folder in FOLDERS for path in sorted((ROOT / "tests" / folder).glob("*.md"))]
    found = (path.read_bytes() for path in paths)
    return [data for data in found if len(data) < 6_000]


def check(data: bytes) -> str:
    """Do with a post what commands do with it; return the styles that are refused."""
    text = data.decode(errors="surrogateescape")
    written = Document.parse(text).body
    body = Markdown(written)
    for span, view in body.links():
        start, end = view.at(span.start), view.end(span.end)
        assert 0 <= start < end <= len(written)
        assert written[start] in "[!<"
    render(body)
    skeleton(written, "*x*")
    for finding in checks.run(text, original=Original(text, True)):
        assert finding.message
        assert "\n" not in finding.message
    return _converted(text)


def _converted(text: str) -> str:
    refused = []
    body = Document.parse(text).body
    leads = _leads(body)
    for style in styles.names():
        made = read(text, RefsRequest(style))
        if made.refused:
            refused.append(style)
            assert made.text == text
            continue
        lost = leads - _leads(Document.parse(made.text).body)
        assert not lost, (style, lost)
        again = read(made.text, RefsRequest(style))
        assert not again.refused, (style, again.refusal)
        # a number that leads nowhere may be one more thing to write once there is a list
        settled = read(again.text, RefsRequest(style))
        assert settled.text == again.text, style
        assert not leads - _leads(Document.parse(again.text).body), style
        assert Document.parse(made.text).head == Document.parse(text).head
    for line in text.splitlines()[:3]:
        title = escape.one_line(line)
        assert escape.visible(escape.inline(title)) == title
    return " ".join(refused)


def _leads(body: str) -> set[str]:
    """Return the addresses that a text leads to, those of its notes included."""
    return {unquote(each.url) for each in mentions(body)}
