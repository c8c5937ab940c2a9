"""How citations and entries are written."""

from __future__ import annotations

import pytest

from postgen.markdown import Markdown
from postgen.references import numbers, styles
from postgen.references.compose import ComposedReferences
from postgen.references.convert import convert
from postgen.references.parse import ParsedReferences
from postgen.text.edits import apply

PROSE = (
    'See [the *paper*](https://e.org/a "Title"), <https://e.org/b>, [again](https://e.org/a){:.x} and\n'
    "[Wow!][k]. ![An image](https://e.org/i.png), [here](#there), [mail](mailto:a@e.org), [home](/), "
    "[![pic](p.png)](https://e.org/pic).\n\n[k]: https://e.org/k 'K'\n"
)


KEPT = r'<!-- words: ["the *paper*", ["again", "", "\u007b:.x\u007d"]] -->'
"""What an entry keeps: the words of its citations that differ from its name."""


def cited(style: str, prose: str = PROSE) -> tuple[str, ComposedReferences]:
    references = ComposedReferences(style, "References")
    body = Markdown(prose)
    return apply(prose, references.cite_all(body, list(body.links()))), references


@pytest.mark.parametrize(
    ("style", "first", "second", "third", "fourth"),
    [
        ("linked", "See the *paper*[\\[1\\]](#ref-1){:#cite-1}, ", "https://e.org/b[\\[2\\]](#ref-2){:#cite-2}, ",
         "again[\\[1\\]](#ref-1) and", "Wow\\![\\[3\\]](#ref-3){:#cite-3}."),
        ("plain", "See the *paper*[1], ", "https://e.org/b[2], ", "again[1] and", "Wow\\![3]."),
        ("reflinks", "See [the *paper*][1], ", "[https://e.org/b][2], ", "[again](https://e.org/a){:.x} and", "[Wow!][3]."),
        ("footnotes", "See the *paper*[^1], ", "https://e.org/b[^2], ", "again[^1] and", "Wow\\![^3]."),
        ("inline", 'See [the *paper*](https://e.org/a "Title"), ', "<https://e.org/b>, ",
         "[again](https://e.org/a){:.x} and",
         '[Wow!](https://e.org/k "K").'),
    ],
)  # fmt: skip
def test_citations(style: str, first: str, second: str, third: str, fourth: str) -> None:
    text, _ = cited(style)
    line, below = text.split("\n")[:2]
    assert line == first + second + third
    assert below.startswith(fourth)
    assert (
        "![An image](https://e.org/i.png), [here](#there), [mail](mailto:a@e.org), [home](/)"
        in below
    )


def test_numbers_follow_first_appearance_one_per_url() -> None:
    _, references = cited("linked")
    assert references.numbers == {
        "https://e.org/a": 1,
        "https://e.org/b": 2,
        "https://e.org/k": 3,
        "https://e.org/pic": 4,
    }


@pytest.mark.parametrize(
    ("style", "rows"),
    [
        (
            "linked",
            [
                "## References",
                "",
                f'[\\[1\\]](#cite-1){{:#ref-1}} [the *paper*](https://e.org/a "Title"){KEPT}',
            ],
        ),
        (
            "plain",
            [
                "## References",
                "",
                f'[1] **the paper:** [https://e.org/a](https://e.org/a "Title"){KEPT}',
                "",
                "[2] **https://e.org/b:** <https://e.org/b>",
            ],
        ),
        (
            "reflinks",
            ['[1]: https://e.org/a "Title"', "[2]: https://e.org/b", '[3]: https://e.org/k "K"'],
        ),
        (
            "footnotes",
            [
                f'[^1]: [the *paper*](https://e.org/a "Title"){KEPT}',
                "[^2]: [https://e.org/b](https://e.org/b)",
            ],
        ),
        ("inline", [""]),
    ],
)
def test_listings(style: str, rows: list[str]) -> None:
    _, references = cited(style)
    assert references.list_text().splitlines()[: len(rows)] == ([] if rows == [""] else rows)


def test_an_image_that_is_a_link_is_listed_by_its_words() -> None:
    _, references = cited("linked")
    assert references.list_text().endswith(
        '[\\[4\\]](#cite-4){:#ref-4} [pic](https://e.org/pic)<!-- words: ["![pic](p.png)"] -->'
    )


def test_a_heading_cannot_break_the_list() -> None:
    references = ComposedReferences("plain", "Quellen & *mehr* #")
    references.cite("a", "https://e.org/a")
    assert references.list_text().startswith("## Quellen & \\*mehr\\* \\#\n\n[1] ")


def test_numbers_of_the_prose_are_not_citations() -> None:
    text = "As in [3], \\[4\\], [x](u) and [5]."
    body = Markdown(text)
    taken = [(span.start, span.end) for span, _ in body.links()]
    assert (
        apply(text, numbers.escape_prose(text, taken, 0, len(text)))
        == "As in \\[3], \\[4\\], [x](u) and \\[5]."
    )


def test_words_that_would_begin_a_block_are_escaped() -> None:
    text, _ = cited("plain", "[# One](https://e.org/1) and\n[2. Two](https://e.org/2)\n")
    assert text == "\\# One[1] and\n2\\. Two[2]\n"


def test_a_number_before_a_bracket_stays_text() -> None:
    text, _ = cited("plain", "[One](https://e.org/1)(more) and [two](https://e.org/2)[three]\n")
    assert text == "One[1\\](more) and two[2\\][three]\n"


@pytest.mark.parametrize("style", styles.names())
def test_every_style_keeps_a_title(style: str) -> None:
    """As `refs` does, which uses this writer."""
    prose = 'See [the paper](https://e.org/a "Its title").\n'
    text, references = cited(style, prose)
    written = f"{text}\n{references.list_text()}"
    assert '"Its title"' in written
    assert '"Its title"' in convert(prose, style).body


def test_an_unknown_style_is_reported() -> None:
    with pytest.raises(styles.UnknownStyleError, match="There is no style of references `links`"):
        convert(PROSE, "links")


@pytest.mark.parametrize("style", ["linked", "plain", "reflinks", "footnotes", "inline"])
def test_an_autolink_in_the_words_of_a_link_stays_in_them(style: str) -> None:
    text, references = cited(style, "[see <https://e.org/a>](https://e.org/b)\n")
    assert "<https://e.org/a>" in text
    assert list(references.numbers) == ([] if style == "inline" else ["https://e.org/b"])


@pytest.mark.parametrize(
    ("heading", "written"),
    [
        ("## Sources for [1]", "## Sources for [\\[1\\]][1]"),
        ("## Sources in [1, 7]", "## Sources in \\[1, 7]"),
        ("## Sources in [2]", "<!-- references: ## Sources in [2] -->"),
    ],
)
def test_a_heading_stays_where_its_list_goes_if_it_has_a_number(heading: str, written: str) -> None:
    body = f"Words[1].\n\n{heading}\n\n[1] **Words:** <https://e.org/a>\n"
    converted = convert(body, "reflinks")
    assert converted.refused is None
    assert converted.body == f"[Words][1].\n\n{written}\n\n[1]: https://e.org/a\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("A[^n] and [key].\n\n[^n]: [f][key]\n\n{key}", "A[\\[1\\]][1] and [key][1].\n\n[1]: {url}"),
        ("A[^n], [x][key].\n\n[^n]: [f][key] x\n\n{key}", "A[^n], [x][1].\n\n[^n]: [f][1] x\n\n[1]: {url}"),
        ("[b][key][1].\n\n## References\n\n[1] [f][key]\n\n{key}", "[b][1][\\[1\\]][1].\n\n[1]: {url}"),
        ("A[1], [b][key].\n\n## References\n\n[1] [f][key]\n\n{key}", "A[\\[1\\]][1], [b][1].\n\n[1]: {url}"),
        ("![i][key] A[^n], [b][key].\n\n[^n]: [key]\n\n{key}", "![i][1] A[\\[1\\]][1], [b][1].\n\n[1]: {url}"),
    ],
)  # fmt: skip
def test_entries_may_use_definitions_themselves(body: str, expected: str) -> None:
    url = 'https://a.example/k "T"\n'
    done = convert(body.format(key=f"[key]: {url}"), "reflinks")
    assert not done.refused
    assert done.body == expected.format(url=url)


@pytest.mark.parametrize("style", ["linked", "plain"])
def test_more_references_than_a_style_has_numbers_are_refused_before_anything_is_written(
    style: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(styles.get(style).__class__, "highest", 2)
    links = [f"[a {n}](https://e.org/{n})" for n in (1, 2, 1, 3, 4)]
    text = "\n\n".join(links)
    done = convert(text, style)
    assert done.body == text
    assert done.refused
    assert text[done.refused.start :].startswith(links[3])
    assert "numbers up to 2, and 4 are needed" in done.refused.message
    assert convert("\n\n".join(links[:3]), style).refused is None


@pytest.mark.parametrize("style", ["linked", "plain"])
def test_the_highest_number_is_the_last_one_that_is_read_as_a_citation(style: str) -> None:
    listed = styles.get(style)
    for number, is_read in ((numbers.HIGHEST, True), (numbers.HIGHEST + 1, False)):
        text = f"Words{listed.mark(number)}.\n\n## References\n\n{listed.row_start(number)}[a](https://e.org/a)\n"
        assert bool(ParsedReferences(Markdown(text)).lists) is is_read
