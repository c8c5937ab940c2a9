"""Numbers and labels that stand where no citation can: they go along with the text, or are named."""

from __future__ import annotations

import pytest

from postgen.references import styles
from postgen.references.convert import convert

LIST = """

## References

[1] **old one:** <https://a.example/old>

[2] **new bridge:** <https://a.example/new>
"""
TEXT = "The new bridge[2] and the old one[1]."

PLACES = [
    "\n\n<figure>\n<img src='/a.png'>\n<figcaption>See [2].</figcaption>\n</figure>",
    '\n\n<figure>\n<img src="/a[2].png" alt="See [2].">\n</figure>',
    '\n\n<div class="note">\nSee <b>[2]</b>.\n</div>',
    "\n\n<table><tr><td>See [2].</td></tr></table>",
    '\n\n<p title="See [2].">x</p>',
    '\n\n{% include figure.html caption="See [2]." %}',
    "\n\n{%- include figure.html image='/a.png' caption='See [2].' -%}",
    '\n\n{% include_relative figure.html caption="See [2]." %}',
    "\n\n![See [2].](/a.png)",
    " ![pic: see [2].](/a.png) there",
    "\n\n[![See [2].](/a.png)](/own/)",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("style", ["", "plain", "linked"])
def test_a_number_that_is_not_a_citation_goes_along(place: str, style: str) -> None:
    made = convert(TEXT + place + LIST, style)
    assert not made.refused
    assert place.replace("ee [2]", "ee [1]").replace("<b>[2]", "<b>[1]") in made.body
    assert convert(made.body, style).body == made.body


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("style", ["inline", "reflinks", "footnotes"])
def test_it_is_named_where_the_page_loses_its_numbers(place: str, style: str) -> None:
    made = convert(TEXT + place + LIST, style)
    assert place in made.body
    assert [each.code for each in made.findings if each.code == "REF15"] == ["REF15"]


@pytest.mark.parametrize(
    "place",
    [
        "\n\n<pre>a[2]</pre>",
        "\n\n<figure><code>a[2]</code></figure>",
        "\n\n<script>\nlet x = a[2];\n</script>",
        "\n\n<!-- see [2] -->",
        "\n\n{% assign x = page.list[2] %}",
        "\n\n```\n{% include x.html caption='[2]' %}\n```",
        " `a[2]`",
        " <code>a[2]</code>",
        "\n\n<a href='/a[2]'>x</a>",
        "\n\n<div>\n\\[2]\n</div>",
    ],
)
def test_code_and_addresses_have_no_numbers(place: str) -> None:
    for style in styles.names():
        made = convert(TEXT + place + LIST, style)
        assert place in made.body
        assert "REF15" not in {each.code for each in made.findings}


@pytest.mark.parametrize(
    "note",
    [
        "Of the tolls, see [2] again.",
        "Of [2].\n\n    More of [1].",
        "* see [2]",
        "*See [2].*",
    ],
)
def test_numbers_in_footnotes_are_citations(note: str) -> None:
    source = f"{TEXT}[^n]\n\n[^n]: {note}{LIST}"
    renumbered = convert(source).body
    swapped = note.replace("[1]", "[0]").replace("[2]", "[1]").replace("[0]", "[2]")
    assert swapped in renumbered
    linked = convert(source, "linked").body
    assert "see [2]" not in linked
    assert convert(linked, "plain").body.splitlines()[:3] == renumbered.splitlines()[:3]
    for style in styles.names():
        made = convert(source, style)
        assert not made.refused
        assert convert(made.body, style).body == made.body
        assert "[2] again" not in made.body or style == "linked"


def test_other_entries_are_cited_by_their_new_numbers() -> None:
    source = "A new bridge[2] and the old one[1]." + LIST.replace(
        "<https://a.example/new>", "<https://a.example/new>, after [1]"
    )
    assert "<https://a.example/new>, after [2]" in convert(source).body
    assert "<https://a.example/new>, after [2]" in convert(source, "linked").body
    named = convert(source, "footnotes")
    assert [each.message for each in named.findings if each.code == "REF15"] == [
        "[1] in an entry cites a reference, and stays"
    ]


USES = [
    "[^n]\n\n[^n]: The [key origin][key] again.",
    "[^n]\n\n[^n]:\n    Text:\n\n    - The [Key] is in brackets.",
    "[^n]\n\n[^n]: The [key][] again.",
    " ![pic][key]",
    "[^n]\n\n[^n]: ![pic][KEY]",
    '\n\n{% include x.md text="the [key origin][key]" %}',
    "\n\n{% include x.md text='the [key]' %}",
    " [![pic][key]](/own/)",
]


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("style", styles.names())
def test_no_definition_goes_that_anything_uses(use: str, style: str) -> None:
    source = (
        f"The [origin][key] and [more](https://a.example/m).{use}\n\n[key]: https://a.example/key\n"
    )
    made = convert(source, style)
    assert not made.refused
    label = "1" if style == "reflinks" else "key"
    assert f"[{label}]: https://a.example/key" in made.body
    if style == "reflinks":
        assert "[1]" in made.body.split("text=")[-1] if "text=" in use else True
        assert "key]" not in made.body.casefold().replace("[key][1]", "").replace(
            "[key origin]", ""
        )
    assert convert(made.body, style).body == made.body


@pytest.mark.parametrize("style", styles.names())
def test_a_footnote_stays_that_an_include_cites(style: str) -> None:
    source = 'A [x][b] and y[^a].\n\n{% include x.md text="see[^a]" %}\n\n[^a]: [y](https://a.example/1)\n[b]: https://a.example/2\n'
    made = convert(source, style)
    label = "1" if style == "footnotes" else "a"
    assert f'text="see[^{label}]"' in made.body
    assert f"[^{label}]: " in made.body


@pytest.mark.parametrize(
    "own",
    [
        "([1](/talks/one/))",
        "[1](#one) and [2](/two/)",
        "[[1]](/own/)",
        "[1](/own/ 'title')",
        "[1](mailto:a@a.example)",
    ],
)
@pytest.mark.parametrize("style", styles.names())
def test_a_link_of_the_site_that_shows_a_number_is_never_in_the_way(own: str, style: str) -> None:
    source = f"The talk {own} and its [paper](https://a.example/paper).\n"
    made = convert(source, style)
    assert own.strip("()") in made.body
    assert ("[paper](" in made.body.partition("\n")[0]) == (style == "inline")
    assert convert(made.body, "inline").body == source
