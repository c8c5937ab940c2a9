"""Translations: how they begin, how they are compared with their originals, and what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postgen.commands import refs
from postgen.markdown import Markdown
from postgen.references.convert import convert
from postgen.references.parse import ParsedReferences
from postgen.text.edits import apply
from postgen.translation.compare import Original
from postgen.translation.differences import Pair
from postgen.translation.parse import Side
from postgen.translation.passages import passages, quiet, untranslated
from postgen.translation.restore import restore
from postgen.translation.skeleton import skeleton
from tests.work import grows_with_the_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.text.edits import Edit

LINK = "*Translated from [One](/one)*"

PLAIN = """Intro, see Alpha[1] and Beta[2].

## First

* Gamma[3] is new.
* Delta[4] too.

## Second

More of Alpha[1].

## References

[1] **Alpha:** <https://a.example/>

[2] **Beta:** <https://b.example/>

[3] **Gamma:** <https://c.example/>

[4] **Delta:** <https://d.example/>
"""
STYLES = ("linked", "plain", "reflinks", "footnotes")


def styled(style: str) -> str:
    return convert(PLAIN, style).body


def without(body: str, number: int) -> str:
    """Return a body without the entry of a number, wherever its list is."""
    lines = body.splitlines(keepends=True)
    starts = (
        f"[{number}] ",
        f"[{number}]: ",
        f"[^{number}]: ",
        f"[\\[{number}\\]](#cite-{number})",
    )
    kept = [line for line in lines if not line.startswith(starts)]
    assert len(kept) == len(lines) - 1
    return "".join(kept)


# The skeleton


@pytest.mark.parametrize("style", [*STYLES, "inline"])
def test_a_skeleton_has_all_of_its_original_and_each_passage_in_a_comment(style: str) -> None:
    body = styled(style)
    new = skeleton(body, LINK)
    pair = Pair(Side.of(body), Side.of(new))
    assert not list(pair.differences())
    assert pair.original.numbers == pair.translation.numbers
    assert new.count("<!-- original: ") == 5 + (style in {"linked", "plain"})
    for line in body.splitlines():
        assert line in new.splitlines()
    assert new.startswith("<!-- original: Intro")
    assert f"\n\n{LINK}\n\n<!-- original: ## First -->\n## First\n" in new
    assert len(untranslated(ParsedReferences(Markdown(new)))) == new.count("<!-- original: ")


@pytest.mark.parametrize(
    ("body", "comments"),
    [
        ("", 0),
        ("![](a.png)\n", 0),
        ("![A cat](a.png)\n", 1),
        ("    code\n\n~~~\nmore\n~~~\n", 0),
        ("<https://a.example/>\n", 0),
        ("* TOC\n{:toc}\n\n# One\n", 1),
        ("- One\n- Two\n\n# One\n\n# Two\n", 2),
        ("Text.\n{: .lead}\nNext.\n\n{: .x}\nLast.\n", 2),
        ("Text:\n- one\n- two\n", 1),
        ("Title\n=====\n\nText.\n", 1),
        ("Text.\n\nTitle\n=====\n\n| a | b |\n|---|---|\n| c | d |\n", 3),
        ("> quote\n\nterm\n: definition\n\n[^n]: A note.\n\nText[^n].\n", 4),
        (
            "{% raw %}\nHidden\n\nHidden\n{% endraw %}\n\nText {{ page.title }} and {% include x.html %}\n",
            1,
        ),
        ('{% include a.html text="One\n\nTwo" %}\n\nText.\n', 1),
        ("<div>\n\nText.\n\n</div>\n", 1),
        ("Text.\r\n\r\nMore.\r\n", 2),
        ("Text", 1),
        ("One -- two --> three <!-- four -->\n\n<!-- five -->\nSix.\n", 2),
        ("* a\n\n* b\n\n  more\n\nAfter.\n", 2),
    ],
)
def test_comments_stand_where_there_are_words_and_change_nothing(body: str, comments: int) -> None:
    new = skeleton(body, LINK)
    assert new.count("<!-- original: ") == comments
    assert new.count(LINK) == 1
    assert Side.of(new).references.keys() == Side.of(body).references.keys()

    def shape(text: str) -> list[tuple[str, str]]:
        blocks = Markdown.walk(Markdown(text).blocks)
        return [
            (each.kind, each.view.text if each.view else "")
            for each in blocks
            if each.kind not in SILENT
        ]

    left = shape(new)
    left.remove(("paragraph", LINK))
    assert left == shape(body)
    if "\r\n" in body:
        assert new.count("\n") == new.count("\r\n")


SILENT = {"blank", "boundary", "ial", "comment"}


def test_one_comment_that_would_change_the_page_is_found_without_trying_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tries = 0

    def count(text: str, edits: Sequence[Edit]) -> str:
        nonlocal tries
        tries += 1
        return apply(text, edits)

    monkeypatch.setattr("postgen.translation.skeleton.apply", count)
    text = skeleton("words\n\n" * 100 + "* item\n\n<!-- b\n\nwords\n", LINK)
    assert text.count("<!-- original: words -->") == 100
    assert tries < 25


def test_where_a_translation_begins_is_found_in_proportion_to_the_text() -> None:
    piece = "{% if a %}\nwords\n\n| a | b |\n\n# Head\n\n{% endif %}\n\n"
    assert grows_with_the_text(lambda text: skeleton(text, LINK), piece, 20)


def test_nothing_runs_or_ends_in_a_comment() -> None:
    assert (
        quiet("{{ a }} {% b %} -->\n\n---\n{{{x}}}")
        == "{ { a } } { % b % } - ->\n- - -\n{ { {x} } }"
    )


def test_passages_are_separated_by_blank_lines() -> None:
    found = passages(ParsedReferences(Markdown("# A\nText.\n\n* a\n\n* b\n\nEnd.\n")))
    assert [each.words for each in found] == ["# A\nText.\n", "* a\n\n* b\n", "End.\n"]


def test_a_passage_is_translated_when_its_text_differs_or_its_comment_is_gone() -> None:
    new = skeleton("One.\n\nTwo.\n\nThree.\n", LINK)
    done = new.replace("-->\nOne.", "-->\nUno.").replace("<!-- original: Two. -->\n", "")
    assert [done[place:][:6] for place in untranslated(ParsedReferences(Markdown(done)))] == [
        "Three."
    ]


# What differs


def reasons(body: str, original: str = PLAIN) -> list[str]:
    return [each.message for each in Pair(Side.of(original), Side.of(body)).differences()]


def test_what_is_lost_added_and_changed_is_reported() -> None:
    assert reasons(without(PLAIN, 3)) == [
        "The original's reference [3] to https://c.example/ is lost"
    ]
    assert reasons(PLAIN.replace("https://b.", "https://x.")) == [
        "The reference [2] leads to https://x.example/, in the original to https://b.example/"
    ]
    added = PLAIN.replace("Delta[4]", "Delta[4] [5]") + "\n[5] **New:** <https://n.example/>\n"
    assert reasons(added) == ["The reference [5] to https://n.example/ is not in the original"]
    swapped = PLAIN.replace("[1]", "[x]").replace("[2]", "[1]").replace("[x]", "[2]")
    assert reasons(swapped) == [
        "The reference [2] is [1] in the original",
        "The reference [1] is [2] in the original",
    ]
    thanks = PLAIN.replace("Intro", "[Thanks](https://t.example/)")
    [found] = Pair(Side.of(PLAIN), Side.of(thanks)).differences()
    assert (found.message, found.severity) == (
        "The link to https://t.example/ is not in the original",
        "info",
    )


def test_sections_are_compared_by_level_and_by_what_is_in_them() -> None:
    original = "## A\n\n[a](https://a.example/)\n\n## B\n\n[b](https://b.example/)\n\n## C\n\n[c](https://c.example/)\n"
    translated = original.replace("## A", "## Alpha").replace("## B\n", "## Beta\n")
    assert reasons(translated, original) == []
    assert "Of the original, `B`: missing here" in reasons(
        translated.replace("## Beta\n", ""), original
    )
    assert reasons(translated.replace("## Beta", "### Beta"), original) == [
        "The section `Beta` has level 3, in the original 2"
    ]
    assert reasons(translated + "\n## Notes\n", original) == ["Not in the original: `Notes`"]


# What comes back


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_lost_reference_is_restored_under_its_number_where_it_was(
    style: str, number: int
) -> None:
    body = styled(style)
    pair = Pair(Side.of(body), Side.of(without(body, number)))
    back = restore(pair, "References")
    assert Side.of(back).references.keys() == Side.of(body).references.keys()
    result = refs.read(
        without(body, number), refs.RefsRequest(repair=True), Original(body, sure=True)
    )
    again = Side.of(result.text)
    assert again.numbers == Side.of(body).numbers
    assert any(each.fixed and "is lost" in each.message for each in result.findings)
    assert (
        refs.read(result.text, refs.RefsRequest(repair=True), Original(body, sure=True)).text
        == result.text
    )


def test_a_whole_list_is_restored_with_its_heading() -> None:
    body = PLAIN[: PLAIN.index("## References")]
    result = refs.read(body, refs.RefsRequest(repair=True), Original(PLAIN, sure=True))
    assert result.text == PLAIN


def test_what_is_not_cited_is_listed_and_reported() -> None:
    body = without(PLAIN, 3).replace("Gamma[3]", "Gamma")
    result = refs.read(body, refs.RefsRequest(repair=True), Original(PLAIN, sure=True))
    assert "[3] **Gamma:** <https://c.example/>" in result.text
    assert "Gamma is new" in result.text
    assert "[3] is listed but not cited" in [each.message for each in result.findings]


def test_a_number_of_the_original_that_is_taken_is_restored() -> None:
    body = PLAIN.replace("Gamma[3]", "Gamma[3] Delta[5]").replace("Delta[4] too", "New[4] too")
    body = body.replace("[4] **Delta:** <https://d.example/>", "[4] **New:** <https://n.example/>")
    body = body.replace("[2] **Beta", "[6] **Beta").replace("Beta[2]", "Beta[6]")
    result = refs.read(body, refs.RefsRequest(repair=True), Original(PLAIN, sure=True))
    numbers = Side.of(result.text).numbers
    assert {key: numbers[key] for key in Side.of(PLAIN).numbers} == Side.of(PLAIN).numbers
    assert numbers["https://n.example/"] == 5
    assert "New[5] too" in result.text
    assert "Delta[4]" not in result.text  # whether [5] was intended as Delta cannot be known


def test_a_run_takes_the_numbers_of_the_original_and_leaves_a_lost_one_cited() -> None:
    swapped = PLAIN.replace("Alpha[1] and Beta[2]", "Beta[2], Alpha[1]")
    original = Original(PLAIN, sure=True)
    assert refs.read(swapped, refs.RefsRequest(), original).text == swapped
    assert refs.read(swapped, refs.RefsRequest()).text != swapped
    incomplete = without(PLAIN, 2)
    result = refs.read(incomplete, refs.RefsRequest(), original)
    assert result.text == incomplete
    assert "The original's reference [2] to https://b.example/ is lost" in [
        each.message for each in result.findings
    ]


def test_what_only_looks_like_a_translation_is_not_one() -> None:
    other = PLAIN.replace(".example/", ".example.org/")
    assert refs.read(other, refs.RefsRequest(), Original(PLAIN, sure=False)) == refs.read(
        other, refs.RefsRequest()
    )
    assert refs.read(other, refs.RefsRequest(), Original(PLAIN, sure=True)).findings


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ('title: "One [ZH]"\nlang: zh\n', ""),
        ('title: "One [CH]"\nlang: zh-CN\n', ""),
        ('title: "One [PT]"\nlang: zh\n', "The title says [PT], `lang:` says zh"),
        ('title: "One"\nlang: en\n', "Its language, en, is that of its original"),
    ],
)
def test_languages_that_disagree_are_reported(front: str, message: str) -> None:
    text = f"---\n{front}---\n\n{PLAIN}"
    result = refs.read(
        text, refs.RefsRequest(), Original(f"---\ntitle: One\nlang: en\n---\n\n{PLAIN}", sure=True)
    )
    assert [(each.line, each.message) for each in result.findings] == (
        [(3, message)] if message else []
    )
