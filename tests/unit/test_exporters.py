"""Exporters: every field that a format has a place for is read back unchanged."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postgen import exporters, importers
from postgen.errors import UsageError
from postgen.importers import Rejected, Untitled
from postgen.markdown.escape import one_line
from postgen.model import Link
from postgen.text.clean import clean
from tests import hostile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TITLES = hostile.titles(400)
NO_XML = {code: None for code in range(32) if code not in {9, 10, 13}}


def links_of(form: str, text: str) -> list[Link]:
    rows = list(importers.read(form, text, f"links.{form}"))
    assert not [row for row in rows if isinstance(row, (Rejected, Untitled))]
    return [row for row in rows if isinstance(row, Link)]


def expected_link(link: Link, form: str) -> Link:
    """Return a link with the fields that a format has a place for, as an importer reads them back."""
    holds = exporters.find(form).holds
    empty = Link("", "")
    fields = {
        field: getattr(link if field in holds else empty, field)
        for field in ("title", "note", "category", "tags", "via", "image", "added", "others")
    }
    if form == "pinboard":
        fields["tags"] = tuple("_".join(tag.split()) for tag in link.tags)
    if form == "opml":
        fields = {
            key: value.translate(NO_XML) if isinstance(value, str) else tuple(value)
            for key, value in fields.items()
        }
    for field in ("title", "note", "category", "via", "image"):
        fields[field] = one_line(clean(str(fields[field])))
    return Link(link.url, **fields)


def sample() -> list[Link]:
    found = []
    for number, title in enumerate(TITLES):
        found.append(
            Link(
                url=f"https://example.org/{number}?a=1&b={number}",
                title=title,
                note=TITLES[-number] if number % 3 else "",
                category=["", "NLP", "Self improvement / learning", "Tools & <more>"][number % 4],
                tags=[(), ("nlp",), ("nlp", "machine learning"), ("c++", "a-b")][number % 4],
                via="Hacker News" if number % 5 == 0 else "",
                image="https://example.org/i.png" if number % 7 == 0 else "",
                added="2024-05-01" if number % 2 else "",
            )
        )
    return found


def by_url(links: Sequence[Link]) -> list[Link]:
    return sorted(links, key=lambda link: link.url)


@pytest.mark.parametrize("form", exporters.names())
def test_hostile_titles_and_notes_are_read_back(form: str) -> None:
    links = [link for link in sample() if link.title != link.url]
    read_back = links_of(form, exporters.write(form, links))
    for link, again in zip(by_url(links), by_url(read_back), strict=True):
        wanted = expected_link(link, form)
        if form == "opml":
            wanted = wanted._replace(title=one_line(wanted.title), note=one_line(wanted.note))
        assert again == wanted


@pytest.mark.parametrize("form", exporters.names())
def test_the_format_is_recognised(form: str) -> None:
    text = exporters.write(
        form, [link._replace(title=f"Title {n}") for n, link in enumerate(sample()[:50])]
    )
    assert importers.detect(text, "download") == form


@pytest.mark.parametrize("form", exporters.names())
def test_a_file_without_links_is_read_back_as_empty(form: str) -> None:
    assert links_of(form, exporters.write(form, [])) == []


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=40, derandomize=True, deadline=None)
@given(
    st.sampled_from(["netscape", "instapaper", "json", "csv", "raindrop"]),
    st.lists(words, max_size=4),
    words,
    words,
)
def test_any_text_is_read_back(form: str, tags: list[str], title: str, note: str) -> None:
    from postgen.importers.fields import tags as read_tags

    kept = read_tags(tags)
    link = Link("https://e.org/x", one_line(clean(title)), one_line(clean(note)), tags=kept)
    [again] = links_of(form, exporters.write(form, [link]))
    if form in {"raindrop", "csv", "instapaper"} and (
        title.strip() != one_line(title) or note.strip() != one_line(note)
    ):
        return  # a cell is stripped of white space
    assert (again.title, again.note, again.tags) == (link.title, link.note, link.tags)


def test_secondary_links_are_written_at_their_words() -> None:
    link = Link(
        "https://e.org/a",
        "A",
        "a paper (HN), and code",
        others=(("HN", "https://n.org/1"), ("Code", "https://c.org/")),
    )
    text = exporters.write("markdown", [link])
    assert (
        text
        == "* [A](https://e.org/a) - a paper ([HN](https://n.org/1)), and code ([Code](https://c.org/))\n"
    )
    [again] = links_of("markdown", text)
    assert again.others == link.others


def test_a_category_is_a_folder() -> None:
    links = [
        Link("https://e.org/1", "1", category="B"),
        Link("https://e.org/2", "2"),
        Link("https://e.org/3", "3", category="B"),
    ]
    for form in ("netscape", "opml", "markdown"):
        assert [(each.url[-1], each.category) for each in links_of(form, exporters.write(form, links))] == [
            ("2", ""), ("1", "B"), ("3", "B"),
        ]  # fmt: skip


def test_cells_are_quoted_and_not_changed() -> None:
    link = Link(
        "https://e.org/a", '=HYPERLINK("x")', note='say "hi", then go', tags=("a,b", "c|d", "[e")
    )
    rows = list(csv.reader(StringIO(exporters.write("csv", [link]), newline="")))
    assert rows[1][:3] == [link.url, link.title, link.note]
    for form in ("csv", "pocket", "raindrop", "instapaper", "readwise"):
        [again] = links_of(form, exporters.write(form, [link]))
        assert (again.title, again.tags) == (link.title, link.tags)


def test_opml_is_well_formed_whatever_a_title_holds() -> None:
    link = Link(
        "https://e.org/?a=1&b=<2>", 'bell \x07 \x1b[31m \ufffe & <b> "q"', note="\ud800 note"
    )
    root = ET.fromstring(exporters.write("opml", [link]).encode())  # noqa: S314 - our own text
    outline = root.find(".//outline")
    assert outline is not None
    assert outline.get("text") == 'bell  [31m  & <b> "q"'
    assert outline.get("url") == link.url


def test_json_is_valid_for_bytes_that_are_not_text() -> None:
    value = json.loads(exporters.write("json", [Link("https://e.org/", "a\udcffb")]).encode())
    assert value["links"][0]["title"] == "a\ufffdb"


def test_what_a_format_has_no_place_for_is_named() -> None:
    link = Link("https://e.org/", "T", note="n", via="hn", added="2024-05-01")
    assert exporters.missing("text", [link]) == ["added", "note", "via"]
    assert exporters.missing("json", [link]) == []


def test_an_unknown_format_is_named(example: Callable[[str], str]) -> None:  # noqa: ARG001
    with pytest.raises(UsageError, match="`gopher`"):
        exporters.write("gopher", [])


@pytest.mark.parametrize("end", [".", "/a)", "/'", "?", "/a,", "/*"])
def test_an_untitled_address_that_ends_in_punctuation_is_read_whole(end: str) -> None:
    link = Link(url=f"https://example.org{end}", title="")
    assert [each.url for each in links_of("text", exporters.write("text", [link]))] == [link.url]
