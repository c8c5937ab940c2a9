"""What holds for any post: no conversion loses a link, moves one, or changes what is not a reference."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from postgen.markdown import Markdown, escape, quotes
from postgen.references import styles
from postgen.references.convert import convert
from postgen.references.parse import ParsedReferences
from postgen.references.plan import page_url

if TYPE_CHECKING:
    from collections.abc import Iterator

URLS = [
    "https://e.org/{}", "http://x.io/a_b?q=1&r={}", "https://w.org/J_(s)", "//cdn.io/{}", "https://e.org/ü{}",
    "https://e.org/a&amp;b{}",
]  # fmt: skip
WORDS = [
    "paper", "the *big* one", "here", "data set", "`code`", "Wow!", "论文", "[x]", "1986. year", "a \\| b",
    "![pic](/p.png)", "two\nlines", "# no", "metadata", "see [3]", "https://e.org/1", '"quoted"', "a -- b",
]  # fmt: skip
OTHERS = [
    '[with]({url} "A title")', '[attributes]({url}){{:target="_blank"}}', "<https://auto.org/{n}>", "[kept][k1]",
    "[K1]", "[in](/local)", "![im](https://e.org/i.png)", "[anchor](#top)", "[odd]( {url} )",
]  # fmt: skip
FRAGMENTS = [
    "some text", "meta", "see [3]", "array[0]", "note[^n]", "`[c](https://e.org/c)`", "$$[m](x)$$", "*stress*",
    "“quote”", "中文", "{{ site.url }}", "<b>html</b>", "<!-- [c](https://e.org/1) -->", ".", ",", "(", ")", "!",
    "{% raw %}[r](https://r.org){% endraw %}", "[1, 2]", "\\[2\\]",
]  # fmt: skip
BLOCKS = [
    "{}", "{}", "*{}*", "**{}**", "## {}", "* {}", "1. {}", "> {}", "| a | {} |\n|---|---|\n| b | c |",
    "```\n[c](https://e.org/c) [1]\n```", "<div>\n[h](https://e.org/h) [1]\n</div>", "    code [x](https://e.org/x)",
    "{}\n{{:.cls}}",
]  # fmt: skip


def posts(seed: int, count: int) -> Iterator[str]:
    """Write posts as people do, the same for the same seed."""
    dice = random.Random(seed)

    def link() -> str:
        url = dice.choice(URLS).format(dice.randint(1, 3))
        if dice.random() < 0.6:
            return f"[{dice.choice(WORDS)}]({url})"
        return dice.choice(OTHERS).format(url=url, n=dice.randint(1, 3))

    def sentence() -> str:
        pieces = (
            link() if dice.random() < 0.45 else dice.choice(FRAGMENTS)
            for _ in range(dice.randint(2, 7))
        )
        return "".join(piece + dice.choice([" ", " ", "", ", ", ". "]) for piece in pieces).strip()

    for _ in range(count):
        blocks = []
        for _ in range(dice.randint(1, 7)):
            form, words = dice.choice(BLOCKS), sentence()
            if form.startswith(("##", "|")):
                words = words.replace("\n", " ").replace("|", "")
            blocks.append(
                form.format(
                    words.replace("\n", "\n" + {"*": "  ", "1": "   ", ">": "> "}.get(form[0], ""))
                )
            )
        text = "\n\n".join(blocks) + "\n"
        if "[^n]" in text:
            text += "\n[^n]: A note with [a link](https://note.org/1) and [2].\n"
        text += dice.choice(["", "\n[k1]: https://k.org/1 'K one'\n", "\n\n"])
        text = text.rstrip("\n") if dice.random() < 0.1 else text
        yield text.replace("\n", "\r\n") if dice.random() < 0.1 else text


def links(text: str) -> list[str]:
    """Return where the links and citations of a text lead, in their order."""
    return [
        page_url(entry.url)
        for each in ParsedReferences(Markdown(text)).citations
        for entry in each.entries
    ]


def words(text: str) -> list[str]:
    """Return the words of the links of a text."""
    found = []
    for each in ParsedReferences(Markdown(text)).citations:
        seen = (
            each.view.text[slice(*each.words)]
            if each.words
            else ""
            if not each.is_autolink
            else None
        )
        shown = each.entries[0].url if seen is None else escape.one_line(escape.visible(seen))
        found.append(quotes.straight(shown))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_any_post_in_any_style(seed: int) -> None:
    """Conversion keeps what the links say and where they lead; a second run changes nothing; the way back is there."""
    refused = converted = 0
    for text in posts(seed, 12):
        inline = convert(text, "inline").body
        old_words, leads = words(inline), links(text)
        for style in styles.names():
            made = convert(text, style)
            refused += made.refused is not None
            converted += made.body != text
            assert links(made.body) == leads
            assert convert(made.body, style).body == made.body
            again = convert(made.body)
            assert again.body == made.body
            assert not any(each.fixed for each in again.findings)
            back = convert(made.body, "inline")
            refused += back.refused is not None
            if not back.refused:
                assert words(back.body) == old_words or "**" in text
            for other in styles.names():
                refused += convert(made.body, other).refused is not None
    assert converted > 20
    assert refused < 10


@pytest.mark.parametrize("seed", range(4))
def test_reference_links_are_inline_links_again_byte_for_byte(seed: int) -> None:
    for text in posts(100 + seed, 40):
        inline = convert(text, "inline").body
        made = convert(inline, "reflinks")
        assert convert(made.body, "inline").body == inline


@pytest.mark.parametrize("seed", range(2))
def test_what_is_not_a_reference_stays(seed: int) -> None:
    for text in posts(200 + seed, 20):
        for style in styles.names():
            made = convert(text, style).body
            for kept in ("`[c](https://e.org/c)`", "$$[m](x)$$", "<!-- [c](https://e.org/1) -->", "[anchor](#top)",
                         "[in](/local)", "![im](https://e.org/i.png)", "{% raw %}[r](https://r.org){% endraw %}",
                         "[h](https://e.org/h) [1]", "{{ site.url }}"):  # fmt: skip
                assert made.count(kept) >= text.count(kept), style
