"""Items that one regular expression reads are those that kramdown's grammar reads, and say the same."""

from __future__ import annotations

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from postgen.backlog import Backlog, Entry
from postgen.issue_item import has_words_below, item_words
from postgen.references.compose import ComposedReferences

many = settings(
    max_examples=300, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate]
)
PIECES = (
    *"aZé1日_ ,;:/()?!#+=@%'\"-.&*`<>[]{}|\\~$^\t",
    *("--", "..", "...", "&amp;", "& ", "](", "<!-- ", "-->", "  ", "{%", "}}", "[^1]", "\u00a0"),
    *(" - ", " – ", ": ", "word ", "some words", "1. ", "[x] ", "![", "~~", "\u2028", "http://x.de"),
    *("\ue000", "\u0301", "\u200e", "https://e.org/a", "//e.org/b", "{:.x}", "[a]", "\\[3]"),
)  # fmt: skip
noise = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)


def often(usual: list[str], odd: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Draw what is usual three times out of four."""
    return st.integers(0, 3).flatmap(lambda n: odd if n == 3 else st.sampled_from(usual))


letters = st.lists(st.sampled_from("aé日 ,;:/()?!#+=@%'\"-.&1"), max_size=6).map("".join)
titles = often(["Link", "A (good) page: its name", "\"Q\" and 'q'", "R&D"], noise | letters)
urls = often(
    ["https://e.org/a?b=c%20d#e", "//e.org/", "https://e.org/a_b?c=d&copy;e", "mailto:a@b.org"],
    st.one_of(st.sampled_from(["/a/", "#b"]), noise.map("https://e.org/{}".format)),
)
behind = often(["", " - a note", ": note", " – note", " (pdf)"], noise | letters)
comments = often(
    ["", " <!-- added: 2026-01-02; tags: a, b%20c -->", "<!-- x -->", "<!---->"],
    noise.map(" <!-- {} -->".format),
)
bullets = often(["* ", "- ", "1. "], st.sampled_from(["+ ", "12. ", " * ", "*  ", "- [ ] "]))
items = st.tuples(bullets, titles, urls, behind, comments).map(
    lambda parts: "{}[{}]({}){}{}".format(*parts)
)
ends = often(["\n", "\n\n"], st.sampled_from(["\nlazy\n", "\n  more\n", "\n\u00a0\n", " \n", ""]))
around = often(
    ["{}", "## A\n\n{}", "{}\n[a]: https://e.org/\n\n[^1]: b\n"],
    st.sampled_from(["{{% if x %}}\n{}{{% endif %}}\n", "**A**\n{}"]),
)
texts = st.builds(
    lambda around, lines: around.format("".join(map("".join, lines))),
    around,
    st.lists(st.tuples(items, ends), min_size=1, max_size=3),
)


def by_grammar(text: str) -> list[Entry]:
    """Return the items of a backlog, read by the grammar of kramdown alone."""
    entries = Backlog(text).all_entries()
    for each in entries:
        each.__dict__["plain"] = None
    return entries


@many
@given(
    texts, st.sampled_from(["linked", "plain", "reflinks", "footnotes", "inline"]), st.booleans()
)
def test_they_say_the_same(text: str, style: str, link_titles: object) -> None:
    one, other = Backlog(text), by_grammar(text)
    for entry, expected in zip(one.all_entries(), other, strict=True):
        if not entry.plain:
            continue
        assert entry.title == expected.title
        assert entry.note == expected.note
        assert entry.urls == expected.urls
        assert entry.metadata == expected.metadata
        assert (entry.quote, entry.starts_with_link) == (expected.quote, expected.starts_with_link)
        assert entry.has_liquid_address == expected.has_liquid_address
        references = [
            ComposedReferences(style, "", link_titles=bool(link_titles)) for _ in range(2)
        ]
        assert item_words(one, entry, references[0]) == item_words(one, expected, references[1])
        assert references[0].list_text() == references[1].list_text()
        assert has_words_below(one, entry) == has_words_below(one, expected)


def test_usual_items_are_read_so() -> None:
    items = [
        "* [A page: its name](https://e.org/a?b=c#d) - what is in it (and how) <!-- added: 2026-01-02 -->",
        '* [R&D & "more"](https://e.org/) <!-- added: 2026-01-02; tags: a, b; via: hn -->',
        "* [日本語](https://ja.example.org/)",
    ]
    assert all(entry.plain for entry in Backlog("\n".join(items)).all_entries())
