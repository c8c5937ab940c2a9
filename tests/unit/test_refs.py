"""`postgen refs`: numbers, conversions and repairs, case by case."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from postgen.commands.refs import RefsRequest, read
from postgen.references.convert import Conversion, convert

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

PLAIN = """# One

The new bridge[1], *a map*[2] and “the harbour[4]”. Thanks to [Ada](https://ada.example/).

\\\\
More of the bridge[1], and of a boat [5].

# 参考资料

[1] **The new bridge:** https://bridge.example/a?b=1

\\\\
[2] **a map:** https://map.example/[4]**the harbour:** https://harbour.example/

\\\\
[5] **The boat:** https://boat.example/
"""


def body(text: str, to: str = "", *, every: bool = False) -> str:
    found = convert(text, to, every=every)
    assert not found.refused
    return found.body


def reasons(found: Conversion) -> list[str]:
    return [each.message for each in found.findings]


def test_a_plain_list_is_numbered_again_where_it_stands() -> None:
    found = convert(PLAIN)
    assert found.style == "plain"
    assert found.total == 4
    assert reasons(found) == ["The numbers lack 3", "[2] and [4] run together on one line"]
    assert found.body == PLAIN.replace("[4]", "[3]").replace("[5]", "[4]").replace(
        "https://map.example/[3]", "https://map.example/\n\n\\\\\n[3] "
    )


def test_a_plain_list_becomes_clickable() -> None:
    text = body(PLAIN, "linked")
    assert "The new bridge[\\[1\\]](#ref-1){:#cite-1}, *a map*[\\[2\\]](#ref-2){:#cite-2}" in text
    assert "More of the bridge[\\[1\\]](#ref-1), and of a boat [\\[4\\]](#ref-4){:#cite-4}." in text
    assert text.endswith(
        "# 参考资料\n\n[\\[1\\]](#cite-1){:#ref-1} [The new bridge](https://bridge.example/a?b=1)\n\n\\\\\n"
        "[\\[2\\]](#cite-2){:#ref-2} [a map](https://map.example/)\n\n\\\\\n"
        "[\\[3\\]](#cite-3){:#ref-3} [the harbour](https://harbour.example/)\n\n\\\\\n"
        "[\\[4\\]](#cite-4){:#ref-4} [The boat](https://boat.example/)\n"
    )
    assert "[Ada](https://ada.example/)" in text, (
        "an ordinary link stays where the page has numbers of its own"
    )
    assert "Ada[\\[4\\]](#ref-4)" in body(PLAIN, "linked", every=True)


def test_the_heading_of_a_list_is_kept_for_the_way_back() -> None:
    for style in ("reflinks", "footnotes", "inline"):
        text = body(PLAIN, style)
        assert "<!-- references: # 参考资料 -->" in text
        assert body(text, "linked").count("# 参考资料\n\n[\\[1\\]]") == 1


def test_words_are_found_before_their_number_and_never_guessed() -> None:
    text = body(PLAIN, "inline")
    assert (
        "[The new bridge](https://bridge.example/a?b=1), *[a map](https://map.example/)* and “[the harbour]"
        in text
    )
    assert (
        "bridge[\\[1\\]](https://bridge.example/a?b=1), and of a boat [\\[5\\]](https://boat.example/)."
        in text
    )


TWICE = 'See [the *site*](https://s.example/ "T"), meta[data](https://s.example/) and <https://auto.example/>.\n'


@pytest.mark.parametrize("style", ["linked", "plain", "footnotes"])
def test_words_that_a_list_does_not_show_are_kept_in_it(style: str) -> None:
    text = body(TWICE, style)
    assert '<!-- words: ["the *site*", ["data", "", ""]] -->' in text
    back = body(text, "inline")
    assert "[the *site*](https://s.example/" in back
    assert "meta[data](https://s.example/" in back
    assert "<https://auto.example/>." in back


def test_a_comment_of_words_is_harmless() -> None:
    text = body(
        "[a -- b {{ c }} --> d](https://s.example/) [other \\| word](https://s.example/)\n", "plain"
    )
    comment = text[text.index("<!-- words") :]
    assert comment.count("-->") == comment.count("<!--") == 1
    assert "|" not in comment
    assert "{{" not in comment


def test_a_link_with_another_title_stays_inline_among_reference_links() -> None:
    text = body(TWICE, "reflinks")
    assert text.startswith(
        "See [the *site*][1], meta[data](https://s.example/) and <https://auto.example/>."
    )
    assert text.endswith('\n\n[1]: https://s.example/ "T"\n')
    assert body(text, "inline") == TWICE


@pytest.mark.parametrize("end", ["\n", "", "\n\n", "\n\n\n", " \n", "\n<!-- end -->\n"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_end_of_a_post_comes_back(end: str, newline: str) -> None:
    text = f"One [a](https://a.example/), [3] and \\[b\\].{end}".replace("\n", newline)
    assert body(body(text, "reflinks"), "inline") == text


def test_numbers_of_the_prose_are_not_citations() -> None:
    text = "An array[1], [a](https://a.example/), \\[1] and [2].\n"
    assert body(text, "plain").startswith("An array&#91;1], a[1], \\[1] and [2].")
    assert body(text.replace("\\[1]", "x"), "plain").startswith("An array\\[1], a[1], x and [2].")
    for style in ("linked", "footnotes"):
        assert body(text, style).startswith("An array[1], a")
    for style in ("plain", "reflinks"):
        assert body(body(text, style), "inline") == text


def test_a_number_that_is_not_listed_is_reported_and_left() -> None:
    text = "A[1], b[2], c[3].\n\n## Links\n\n[1] A: <https://a.example/>\n\n[3] C: <https://c.example/>\n"
    found = convert(text)
    assert "[2] is cited but not listed" in reasons(found)
    assert found.body.startswith("A[1], b\\[2], c[2].")
    assert body(text, "linked").startswith(
        "A[\\[1\\]](#ref-1){:#cite-1}, b[2], c[\\[2\\]](#ref-2){:#cite-2}."
    )


def test_an_entry_that_is_not_cited_comes_last_and_is_reported() -> None:
    text = "B[2].\n\n## Links\n\n[1] A: <https://a.example/>\n\n[2] B: <https://b.example/>\n"
    found = convert(text)
    assert reasons(found) == ["[1] is listed but not cited"]
    assert (
        found.body
        == "B[1].\n\n## Links\n\n[1] B: <https://b.example/>\n\n[2] A: <https://a.example/>\n"
    )
    assert "[\\[2\\]](#ref-2){:#ref-2} [A](https://a.example/)" in body(text, "linked")
    assert body(text, "inline").endswith("[1] A: <https://a.example/>\n"), (
        "it stays where no link can take it up"
    )


def test_one_url_has_one_number() -> None:
    text = "A[1], b[2], a[3].\n\n## Links\n\n[1] A: <https://a.example/>\n[2] B: <https://b.example/>\n"
    text += "[3] A again: <https://a.example/>\n"
    found = convert(text)
    assert "[3] and [1] lead to the same address" in reasons(found)
    assert found.body.startswith("A[1], b[2], a[1].")
    assert "A again" not in found.body


def test_a_number_that_is_listed_twice_is_refused() -> None:
    text = "A[1], b[2].\n\n## Links\n\n[1] A: <https://a.example/>\n[1] B: <https://b.example/>\n[2] C: <https://c.example/>\n"
    found = convert(text, "linked")
    assert found.body == text
    assert found.refused
    assert found.refused.message == "[1] is listed twice: which one is cited cannot be known"


@pytest.mark.parametrize(
    "entries",
    [
        "[1] Eins: https://a.example/\n\n[2] Zwei - <https://b.example/>\n",
        "* [1] [Eins](https://a.example/)\n* [2] [Zwei](https://b.example/)\n",
        "1. Eins: https://a.example/\n2. Zwei: <https://b.example/>\n",
        "\\[1\\] **Eins:** https://a.example/\n\n\\[2\\] **Zwei:** https://b.example/\n",
        "[2] Zwei: https://b.example/\n[1] Eins: https://a.example/\n",
        "[1] Eins: https://a.example/[2] Zwei: https://b.example/\n",
    ],
)
@pytest.mark.parametrize(
    "heading", ["## Quellen", "# 参考文献", "المراجع\n---", "**Références**", "Fuentes:"]
)
def test_lists_of_many_forms(entries: str, heading: str) -> None:
    text = body(f"Eins[1], und Zwei[2].\n\n{heading}\n\n{entries}", "inline")
    assert text.startswith("[Eins](https://a.example/), und [Zwei](https://b.example/).")
    assert "https://b.example/" in text
    assert text.count("example") == 2


@pytest.mark.parametrize(
    "text",
    [
        "Nothing at all.\n",
        "array[1] and [2]\n\n[1] is not a reference, it is prose.\n",
        "See [1].\n\n* [1](/one)\n* [2](/two)\n",
        "- [ ] a task\n- [x] another[1]\n",
        "Ordinary [links](https://a.example/) only.\n",
        "[^1] and[^1]\n\n[^1]: A note, with [a link](https://a.example/) in prose.\n",
    ],
)
def test_a_page_without_references_stays(text: str) -> None:
    found = convert(text)
    assert (found.body, found.style, found.findings) == (text, "", ())


def test_ranges_and_groups_are_numbered() -> None:
    links = "".join(
        f"[{number}] N{number}: <https://n.example/{number}>\n\n" for number in (2, 3, 4, 6)
    )
    found = convert(f"A [2, 4], b[3], c [2-4], d[6].\n\n## Links\n\n{links}")
    assert found.body.startswith("A [1, 2], b[3], c [1, 3, 2], d[4].")


def test_footnotes_that_are_not_references_stay() -> None:
    text = "A [link](https://a.example/)[^1], a note[^x].\n\n[^1]: Prose about it.\n\n[^x]: More [prose](https://x.example/).\n"
    converted = body(text, "footnotes")
    assert "A link[^2][^1], a note[^x]." in converted
    assert converted.endswith("[^2]: [link](https://a.example/)\n")
    assert body(converted, "inline") == text


def test_links_within_the_page_follow_their_headings() -> None:
    text = "[to it](#a-site)\n\n## A [site](https://a.example/)\n\nWords.\n"
    converted = read(text, RefsRequest("linked")).text
    assert "[to it](#a-site1)" in converted
    assert read(converted, RefsRequest("inline")).text == text


def test_repairs_are_reported_or_made() -> None:
    text = "---\ntitle: T\n---\nSee https://bare.example/ here[1].\n\n##Next\n\n## Links\n\n[1] here: https://a.example/\n"
    found = read(text, RefsRequest())
    assert found.text == text
    assert [(each.line, each.severity) for each in found.findings] == [
        (4, "warning"),
        (6, "warning"),
    ]
    converted = read(text, RefsRequest(repair=True)).text
    assert "See <https://bare.example/> here[1].\n\n## Next" in converted
    assert converted.endswith("[1] here: <https://a.example/>\n")
    assert read(converted, RefsRequest(repair=True)).findings == ()


# The command

POST = "_posts/2026-01-01-a-post.md"
Run = "Callable[..., subprocess.CompletedProcess[str]]"


@pytest.fixture
def site(make_site: Callable[..., Path]) -> Path:
    return make_site(
        {
            POST: f"---\ntitle: A post\n---\n{PLAIN}",
            "_posts/2026-01-02-other.md": "---\ntitle: B\n---\n",
        }
    )


def test_check_reports_and_changes_nothing(
    site: Path, postgen: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    before = (site / POST).read_bytes()
    done = postgen("refs", "--check")
    assert done.returncode == 1
    lines = [line for line in done.stdout.splitlines() if line.startswith(POST)]
    assert lines == [
        f"{POST}:13:1 REF03 The numbers lack 3.",
        f"{POST}:16:36 REF04 [2] and [4] run together on one line.",
    ]
    assert (site / POST).read_bytes() == before
    assert postgen("refs", "a-post").returncode == 0
    assert postgen("refs", "--check").returncode == 0
    output = postgen("refs", "--check", "--to", "linked", "a-post")
    assert (output.returncode, output.stdout) == (1, "")
    assert f"{POST}: Its references would be written as linked.\n" in output.stderr


def test_a_conversion_is_reported(
    site: Path, postgen: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    done = postgen("refs", "a post", "--to", "footnotes", "--json")
    post = json.loads(done.stdout)["posts"][0]
    assert (post["path"], post["style"], post["references"], post["changed"]) == (
        POST,
        "footnotes",
        4,
        True,
    )
    assert (
        post["findings"][0].items()
        >= {"line": 13, "reason": "The numbers lack 3", "mended": True}.items()
    )
    assert "[^4]: [The boat]" in (site / POST).read_text(encoding="utf-8")
    assert postgen("refs", "a post", "--to", "footnotes").stdout == ""


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["refs"], 2, "No post is named."),
        (["refs", "a-post", "--to", "chicago"], 2, "`--to chicago` is not a style of references."),
        (["refs", "nothing-like-it"], 1, "There is no post"),
        (["refs", "2026"], 1, "may be one of 2"),
    ],
)
def test_wrong_arguments(
    site: Path,
    postgen: Callable[..., subprocess.CompletedProcess[str]],
    words: list[str],
    code: int,
    message: str,
) -> None:
    before = (site / POST).read_bytes()
    done = postgen(*words)
    assert done.returncode == code
    assert message in done.stderr
    assert (site / POST).read_bytes() == before


def test_the_example(example: Callable[[str], str]) -> None:
    text = example("numbered-newsletter.md")
    result = read(text, RefsRequest("linked"))
    assert result.total == 44
    assert sum(each.fixed for each in result.findings) == 4
    assert sum(each.severity == "warning" for each in result.findings) == 10
    changed = [b for a, b in zip(text.split("\n"), result.text.split("\n"), strict=False) if a != b]
    assert all("#cite-" in line or "\\[" in line or line in {"", "\\\\"} for line in changed)
    repaired = read(text, RefsRequest("linked", repair=True))
    assert read(repaired.text, RefsRequest("linked", repair=True)).findings == ()


def test_an_address_with_liquid_stays_even_where_its_tag_renders_nothing() -> None:
    open_link = "[a](http://e.example/{% if y %}b{% endif %})"
    assert body(f"{open_link} [c](http://c.example/)\n", "linked").startswith(
        f"{open_link} c[\\[1\\]](#ref-1)"
    )


def test_an_autolink_in_the_words_of_a_link_is_a_part_of_them() -> None:
    text = "[<http://a.example/>](http://b.example/)\n"
    assert body(text, "linked") == text


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://wiki.example/Mercury_(planet)", "https://wiki.example/Mercury_(planet)"),
        ("https://wiki.example/Mercury_(planet).", "https://wiki.example/Mercury_(planet)"),
        ("https://wiki.example/a\\_b", "https://wiki.example/a_b"),
        ("https://wiki.example/a。", "https://wiki.example/a"),
        ("https://wiki.example/?page[size]=3", "https://wiki.example/?page[size]=3"),
        ("https://wiki.example/a\u200b", "https://wiki.example/a"),
    ],
)
@pytest.mark.parametrize("style", ["plain", "linked", "footnotes"])
def test_an_address_in_plain_text_becomes_a_link(written: str, url: str, style: str) -> None:
    text = f"One[1], two[2].\n\n## References\n\n[1] **One:** {written}\n\n[2] https://b.example\n"
    new = body(text, style)
    expected = f"<{url}>" if style == "plain" else f"[One]({url})"
    assert expected in new


@pytest.mark.parametrize(
    "end", ["", " ", ".", ". ", ") ", "。", "> "], ids=lambda end: end or "nothing"
)
def test_entries_that_run_together_are_divided_after_an_address(end: str) -> None:
    text = f"Eins[1], Zwei[2].\n\n[1] Eins: https://a.example/a{end}[2] Zwei: https://b.example/\n"
    assert convert(text).total == 2
    words = f"Eins[1], Zwei[2].\n\n[1] Eins, see {end}[2] Zwei: https://b.example/\n"
    assert convert(words).total == 0


@pytest.mark.parametrize("style", ["plain", "linked", "reflinks", "inline"])
def test_nothing_is_said_of_an_address_that_was_just_linked(style: str) -> None:
    notes = "[^1]: https://a.example/1\n[^2]: Words https://a.example/2\n"
    text = f"---\ntitle: T\n---\nOne[^1] and two[^2], see https://b.example/3 too.\n\n{notes}"
    unlinked = [each for each in read(text, RefsRequest(to=style)).findings if each.code == "LNK01"]
    assert [each.message.split("`")[1] for each in unlinked] == ["https://b.example/3"]


BY_HAND = [
    'He said "word"[1], and "two"[2]x.\n\n## References\n\n[1] **word:** <https://a.example/1>\n\n[2] **two:** <https://a.example/2>\n',
    "See ![a](/a.png)[1] and [![b](/b.png)](/own/)[2].\n\n## References\n\n[1] **a:** <https://a.example/1>\n\n[2] **b:** <https://a.example/2>\n",
    'See [a][1] and [a][2], <https://a.example/3>.\n\n[1]: https://a.example/1 "T"\n[2]: https://a.example/1 "U"\n',
    "See [][k] and [ ](https://a.example/2).\n\n[k]: https://a.example/1\n",
    "See a\u00a0b [1] and\u00a0c\u00a0[2].\n\n## References\n\n[1] **a b:** <https://a.example/1>\n\n[2] **c:** <https://a.example/2>\n",
    "See a<sup>[1]</sup>, `x[1]` <code>x[2]</code> b<sup>[2]</sup>.\n\n## References\n\n[1] **a:** https://a.example/1\n\n[2] **b:** https://a.example/b_(c)\n",
    "A [1] and [2][].\n\n[1]: https://a.example/1\n[2]: https://a.example/2\n",
    "A[1] b[2].\n\n## References\n\n[1] a: https://a.example/?a=1&amp;b=2\n\n[2] b: https://a.example/c\\_d\n",
    "Wow![^1] And !b[^2].\n\n[^1]: [x](https://a.example/1)\n[^2]: [b](https://a.example/2)\n",
]


@pytest.mark.parametrize("source", BY_HAND)
@pytest.mark.parametrize("style", ["linked", "plain", "reflinks", "footnotes"])
def test_by_way_of_any_style_a_post_has_the_same_links(source: str, style: str) -> None:
    straight = convert(source, "inline")
    made = convert(source, style)
    back = convert(made.body, "inline")
    assert not any(each.refused for each in (straight, made, back))
    assert back.body.partition("\n")[0] == straight.body.partition("\n")[0]
    assert convert(made.body, style).body == made.body
    assert convert(made.body).body == made.body
