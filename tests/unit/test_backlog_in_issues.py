"""What an item may hold besides words comes into the issue as it is, or stays in the backlog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postgen import site as sites
from postgen.backlog import Backlog
from postgen.commands import listing, newsletter
from postgen.commands.backlog_file import backlog_path
from postgen.commands.known_links import find_in_backlog
from postgen.errors import VerificationError
from postgen.markdown import Markdown, escape
from tests.conftest import sentences

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postgen.commands import Result

HEAD = "---\ntitle: Backlog\n---\n\n## A\n\n"


def issue(
    make_site: Callable[..., Path], body: str, style: str = "linked"
) -> tuple[sites.Site, Result]:
    root = make_site({"_posts/2026-01-01-backlog.md": HEAD + body})
    site = sites.find(root)
    request = newsletter.IssueRequest(references=style)
    return site, newsletter.create(site, backlog_path(site), request, site.now())


ENTITIES = [
    ("?a=1&amp;b=2", "?a=1&b=2"),
    ("?a=1&#38;b=2", "?a=1&b=2"),
    ("?a=1&#x26;b=2", "?a=1&b=2"),
    ("?a=1&b=2", "?a=1&b=2"),
    ("?a=1&amp;copy=2", "?a=1&copy=2"),
    ("?q=%26amp;", "?q=%26amp;"),
    ("?q=&quot;x&quot;", '?q="x"'),
    ("?q=caf&eacute;", "?q=café"),
    ("?a=&lt;b&gt;", "?a=<b>"),
    ("?a=1&amp;amp;b=2", "?a=1&amp;b=2"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "opened"), ENTITIES)
@pytest.mark.parametrize("style", ["linked", "plain", "reflinks", "footnotes", "inline"])
@pytest.mark.parametrize("form", ["[One]({})", "<{}>", "[One][x]\n\n[x]: {}\n"])
def test_entities_in_addresses_open_what_the_page_opens(
    make_site: Callable[..., Path], written: str, opened: str, style: str, form: str
) -> None:
    if form.startswith("<") and "<" in opened:
        return
    url = f"https://h.example/{written}"
    item = f"* {form.format(url)}"
    _, result = issue(make_site, item + "\n", style)
    body = Markdown(str(result.changes[0].new))
    urls = [escape.decode_entities(span.url) for span, _ in body.shown_links()]
    wanted = f"https://h.example/{opened}"
    assert {wanted, escape.address(wanted), escape.decode_entities(escape.address(wanted))} & {
        *urls
    }
    (row,) = listing.list_items(Backlog(HEAD + item + "\n"), listing.ListRequest()).rows
    assert row["url"] == wanted


@pytest.mark.parametrize(("written", "opened"), ENTITIES[:5])
def test_one_address_in_two_spellings_is_one_link(
    make_site: Callable[..., Path], written: str, opened: str
) -> None:
    backlog = Backlog(f"{HEAD}* [One](https://h.example/{written})\n")
    site = sites.find(make_site())
    url = f"https://h.example/{opened}"
    assert url in find_in_backlog(site, site.root / "b.md", backlog, [url])
    assert [entry.title for entry in backlog.find(url)] == ["One"]


LIQUID = [
    "[One](https://h.example/{{ site.title }}/x)",
    "[One]({{ site.url }}/x)",
    "[One](https://h.example/{% if a %}x{% endif %})",
    "[One]({{ '/x' | relative_url }}) and [more](https://h.example/more)",
    "[One][x]{: .y} words",
    "![alt]({{ site.url }}/a.png) [One](https://h.example/x)",
]


@pytest.mark.parametrize("item", LIQUID)
def test_an_item_whose_address_liquid_makes_stays_and_is_named(
    make_site: Callable[..., Path], item: str
) -> None:
    text = f"* {item}\n* [Two](https://h.example/two)\n\n[x]: https://h.example/{{{{ x }}}}\n"
    _, result = issue(make_site, text)
    written, left = (str(change.new) for change in result.changes)
    assert "\ue000" not in written + left
    assert "https://h.example/two" in written
    assert f"* {item}\n" in left
    assert any("Liquid makes the address: " in each for each in sentences(result))


@pytest.mark.parametrize("item", LIQUID[:4])
def test_a_list_shows_liquid_as_it_is_written(item: str) -> None:
    (row,) = listing.list_items(Backlog(f"{HEAD}* {item}\n"), listing.ListRequest()).rows
    assert row["url"] in item
    assert "{" in row["url"]


FOOTNOTES = [
    ("good.[^1]", "[^1]: So says the [guild](https://b.example/g).\n"),
    ("good.[^note]", "[^note]: Words.\n    More words.\n"),
    ("good.[^a][^b]", "[^a]: One.\n\n[^b]: Two.\n"),
    ("good.[^a]", "[^a]: See.[^b]\n\n[^b]: Two.\n"),
    ("good.[^1]", "[^1]:\n    > A quotation.\n"),
    ("good.[^1]", "[^1]: One.\n\n    A second paragraph.\n"),
]


@pytest.mark.parametrize(("words", "definitions"), FOOTNOTES)
@pytest.mark.parametrize("style", ["linked", "plain", "reflinks", "footnotes", "inline"])
def test_footnotes_come_along(
    make_site: Callable[..., Path], words: str, definitions: str, style: str
) -> None:
    text = f"* [Hammer](https://a.example/h) is {words}\n* [Saw](https://a.example/s)\n\n"
    _, result = issue(make_site, f"{text}{definitions}\n[^unused]: Not cited.\n", style)
    page = Markdown(str(result.changes[0].new))
    cited = [
        span.label
        for leaf in page.leaves(notes=True)
        if leaf.view
        for outer in page.spans(leaf.view)
        for span in outer.walk()
        if span.kind == "footnote"
    ]
    assert cited
    assert set(cited) <= page.footnotes
    assert "unused" not in page.footnotes
    assert "Not cited" not in page.source


def test_a_crlf_backlog_gives_its_footnotes_too(make_site: Callable[..., Path]) -> None:
    text = "* [A](https://a.example/)[^1]\n\n[^1]: Words.\n\n    More.\n".replace("\n", "\r\n")
    _, result = issue(make_site, text)
    assert "\n[^1]: Words.\n\n    More.\n" in str(result.changes[0].new)


def test_a_footnote_in_the_words_of_a_link_is_refused_where_it_gets_another_name(
    make_site: Callable[..., Path],
) -> None:
    text = "* [Hammer [^1]](b](https://a.example/h)\n\n[^1]: A note.\n"
    with pytest.raises(VerificationError, match="in the words of a link"):
        issue(make_site, text, "footnotes")
