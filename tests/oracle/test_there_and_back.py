"""References to every style and back, on posts that are hard on it: the pages are the same, as real Jekyll builds them."""

from __future__ import annotations

import random
import re
from functools import cache
from html.parser import HTMLParser
from itertools import product
from typing import NamedTuple

import pytest

from postgen.commands.refs import RefsRequest, read
from tests.oracle.judge import pages

STYLES = ("linked", "plain", "reflinks", "footnotes", "inline")
NUMBERED = ("linked", "plain", "footnotes")

HAND_MADE = [
    # words that end in blanks, no-break spaces, line ends
    "Ada and [Grace\n](https://a.example/g) wrote it.",
    "Ada and [Grace ](https://a.example/g)wrote it.",
    "Ada and [Grace ](https://a.example/g) wrote it.",
    "Ada and [ Grace](https://a.example/g) wrote it.",
    "Ada and[ Grace ](https://a.example/g)wrote it.",
    "Ada and [Grace\u00a0](https://a.example/g)wrote it.",
    "Ada and [Grace\u00a0\u00a0](https://a.example/g), too.",
    "Ada and [\u00a0Grace](https://a.example/g).",
    "Ada and [Grace&nbsp;](https://a.example/g)wrote it.",
    "Ada and [Grace\u3000](https://a.example/g)写。",
    "Ada and [Grace\u200b](https://a.example/g) wrote it.",
    "Ada and [Grace  \n](https://a.example/g)wrote it.",
    "Ada and [Grace\t](https://a.example/g)\nwrote it.",
    "Ada and [the admiral\nGrace\n](https://a.example/g)\nwrote it.",
    "*Ada and [Grace ](https://a.example/g)*wrote it.",
    # the address as words
    "[https://a.example/g](https://a.example/g)",
    "See [https://a.example/g_h](https://a.example/g_h) and [more](https://a.example/m).",
    "See [**https://a.example/g**](https://a.example/g) now.",
    "See [`https://a.example/g`](https://a.example/g) now.",
    'See [https://a.example/g](https://a.example/g "Grace") now.',
    "See [![https://a.example/t](https://a.example/t.png)](https://a.example/t) now.",
    "[![https://a.example/t](https://a.example/t.png)](https://a.example/t)\n\nMore [here](https://b.example/).",
    '[![talk](https://a.example/t.png "Slides")](https://a.example/t)',
    "[![](https://a.example/t.png)](https://a.example/t) and [two](https://a.example/t)",
    "[![one](/1.png) and ![two](/2.png)](https://a.example/t), too.",
    "[Talk ![one](/1.png)](https://a.example/t) and [talk](https://a.example/t).",
    "<https://a.example/g> and [it](https://a.example/g).",
    # no words, or words that nobody sees
    "Nothing: [](https://a.example/g), and [more](https://b.example/).",
    "Nothing: [ ](https://a.example/g) and [more](https://b.example/).",
    "Nothing: [<!-- none -->](https://a.example/g) and [more](https://b.example/).",
    'An icon [<i class="icon"></i>](https://a.example/g) and [more](https://b.example/).',
    "[](https://a.example/1)[](https://a.example/2)[](https://a.example/3) [x](https://a.example/4)",
    "\n\n".join(f"Empty {each}: [](https://a.example/{each})." for each in range(12)),
    # words with comments
    "[<!-- who -->Grace](https://a.example/g) wrote it.",
    "Ada, [<!-- who --> Grace](https://a.example/g) wrote it.",
    "Ada, [Grace<!-- who -->](https://a.example/g) wrote it.",
    "Ada, [Gr<!-- who -->ace](https://a.example/g) wrote it.",
    "[<!-- a --> <!-- b -->Grace <!-- c -->](https://a.example/g), [it](https://a.example/g).",
    "[Grace\u202f](https://a.example/g)! [Ada&#160;](https://b.example/)x [Ada\u00a0](https://b.example/)",
    "> [Grace\n> ](https://a.example/g)wrote [it ](https://a.example/g)\n> and [more ](https://b.example/)\n\nEnd.",
    "Windows [Ada\r\n](https://a.example/1)and [Grace ](https://b.example/)\r\nwrote.\r\n",
    'The [Ada\u00a0](https://a.example/1 "T"){:.x}and [Ada](https://a.example/1)\u00a0wrote.',
    "* [<!-- who -->Grace](https://a.example/g) wrote it.",
    # titles and attributes
    'See the [paper](https://a.example/p "Of 1998") and [more](https://b.example).',
    'A [paper](https://a.example/p "One") and a [paper](https://a.example/p "Two").',
    'A [paper](https://a.example/p) and a [paper](https://a.example/p "Two").',
    'A [paper](https://a.example/p "One") and a [paper](https://a.example/p).',
    "A [paper](https://a.example/p 'She said \"yes\"').",
    'A [paper](https://a.example/p "It\'s *here* \\[3]").',
    'A [paper](https://a.example/p){:target="_blank"} and [it](https://a.example/p).',
    'A [paper](https://a.example/p) and [it](https://a.example/p){:target="_blank"}.',
    'A [paper](https://a.example/p){:.a}{:.b} and [two](https://b.example/){:rel="nofollow"}.',
    '[![alt](/i.png){:width="3"}](https://a.example/p){:.x} and [two](https://b.example/).',
    "A [paper][p] and [it][P].\n\n[p]: https://a.example/p 'Of 1998'",
    # own pages with numbers for words
    "The talk ([1](/talks/one/)) and its [paper](https://a.example/paper).",
    "The talks [1](/one/), [2](/two/) and [3](#three), its [paper](https://a.example/paper).",
    "See \\[1], array[0], and [1](https://a.example/1) and [2](https://a.example/2).",
    "See [[1]](https://a.example/1) and [[2]](/own/).",
    "A [1](/own/) and [x](https://a.example/1)[2](/own/).",
    # line breaks and odd things in addresses
    "All [merged](https://a.example/pulls?q=merged:2019-02\n+user:b), week by week.",
    "All [merged](https://a.example/a\n/b\n/c) and [two](https://b.example/).",
    'All [merged](https://a.example/a\n/b "Title").',
    "A [x](<https://a.example/a b>) and [y](https://a.example/a%20b).",
    "A [x](https://a.example/a_(b)) and [y](https://a.example/?a=1&amp;b=2).",
    "A [x](https://a.example/ü) and [y](//b.example/) and [z](HTTP://c.example/).",
    "A [merged][m].\n\n[m]: https://a.example/m\n    'A title'",
    # quotes beside numbers
    'He said "[word](https://a.example/w)" and "[two](https://b.example/)".',
    'He said ["word"](https://a.example/w) and ["two"](https://b.example/), twice.',
    "It's [Ada](https://a.example/w)'s and ['Grace'](https://b.example/).",
    '("[word](https://a.example/w)")',
    '他说"[词](https://a.example/w)"，又说["二"](https://b.example/)。',
    'x["Q"](https://a.example/q), —["R"](https://a.example/r)—, "[S](https://a.example/s)"t',
    '[word](https://a.example/w)"and" more, \'[word](https://a.example/w)\'and.',
    "\"'[word](https://a.example/w)' he said\", it was.",
    # what a number may do to its surroundings
    "Wow![link](https://a.example/w) and [wow!](https://b.example/)(no).",
    "[a](https://a.example/1)[b](https://a.example/2)(c) [d](https://a.example/3)[e]",
    "[a](https://a.example/1): text\n\n[b](https://a.example/2): more",
    "[a](https://a.example/1)^[b](https://a.example/2){x}",
    "meta[data](https://a.example/d) and [data](https://a.example/d)",
    "[a \\| b](https://a.example/1) and [c \\[3\\]](https://a.example/2) and [d [3] e](https://a.example/3)",
    "**[bold](https://a.example/1)** *[em](https://a.example/2)* ~~[del](https://a.example/3)~~",
    "[**bold**](https://a.example/1) [*em*](https://a.example/2) [`code`](https://a.example/3) [$$x$$](https://a.example/4)",
    "[a *b](https://a.example/1) c* and [_d_ e](https://a.example/2)",
    "[# no heading](https://a.example/1)\n[1. no list](https://a.example/2)\n[- no item](https://a.example/3)",
    "[same](https://a.example/1) [same](https://a.example/2) [other](https://a.example/1) [same](https://a.example/1)",
    "[[nested]](https://a.example/1) and [see <https://a.example/2>](https://a.example/3)",
    "[the\n  first](https://a.example/1)\n[second](https://a.example/2)  \n[third](https://a.example/3)",
    "[论文](https://a.example/1)和[数据](https://a.example/2)。[第三](https://a.example/3)",
    "a -- [b](https://a.example/1)... [c...](https://a.example/2)[d](https://a.example/3)---",
    "[a&b](https://a.example/1) [&copy;](https://a.example/2) [a&nbsp;b](https://a.example/3) [a\u00a0b](https://a.example/4)",
    # other blocks
    "## A [heading](https://a.example/1)\n\nText [a](https://a.example/2).",
    "> A [quote](https://a.example/1)\n> [two\n> lines](https://a.example/2)",
    "| [a](https://a.example/1) | b |\n|---|---|\n| [c \\| d](https://a.example/2) | [e](https://a.example/1) |",
    "* [a](https://a.example/1)\n* [b](https://a.example/2)\n\n  [c](https://a.example/3)",
    "term\n: [a](https://a.example/1)\n\n1. [b](https://a.example/2)\n2. c",
    '<div markdown="1">\n[a](https://a.example/1)\n</div>\n\n[b](https://a.example/2)',
    "<b>[a](https://a.example/1)</b> <code>[b](https://a.example/2)</code> [c](https://a.example/3)",
    "Text [a](https://a.example/1).[^n]\n\n[^n]: A note with [a link](https://a.example/2) and `code`.",
    "Text [a](https://a.example/1).[^n] And [b][k].\n\n[^n]: See [the key][k] and ![pic][p].\n\n[k]: https://a.example/k\n[p]: /p.png",
    "The [origin][key info] says it.[^n]\n\n[^n]:\n    An example:\n\n    - The [key origin][key info] is in brackets.\n\n[key info]: https://a.example/key",
    "The [origin][key] and ![pic][key], [own][o].\n\n[key]: https://a.example/key.png\n[o]: /own/",
    "The [origin][2] and [other][1].[^n] ![pic][1]\n\n[^n]: See [it][1], and ![pic][2].\n\n[1]: https://a.example/1\n[2]: https://a.example/2",
    "Windows [a](https://a.example/1)\r\nand [b](https://a.example/2).\r\n",
]  # fmt: skip


class Seen(NamedTuple):
    """What a reader sees of a page: its words, its links with their words and titles, and its images.

    `text` are the words without numbers and footnotes.
    """

    words: str
    text: str
    links: list[tuple[str, str, str]]
    images: list[tuple[str, str, str]]


class PageReader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.links: list[tuple[str, str, str]] = []
        self.images: list[tuple[str, str, str]] = []
        self.text: list[str] = []
        self._open: list[tuple[str, str, int]] = []
        self._number = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        is_number = values.get("href", "").startswith("#ref-") or values.get("id", "").startswith(
            "fnref"
        )
        if is_number or values.get("class") == "footnotes":
            self._number = self._number or tag
        if tag == "a":
            # browsers open an address without the line ends in it
            url = re.sub(r"[\t\r\n]", "", values.get("href", "")).replace(" ", "%20")
            self._open.append((url, values.get("title", ""), len(self.words)))
        elif tag == "img":
            image = values.get("src", ""), one_line(values.get("alt", "")), values.get("title", "")
            self.images.append(image)
            self.words.append("\ufffc")
        elif tag in {"p", "li", "td", "th", "div", "h2", "dd", "dt", "br"}:
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._number = "" if tag == self._number else self._number
        if tag == "a" and self._open:
            url, title, start = self._open.pop()
            self.links.append((url, title, exact("".join(self.words[start:]))))

    def handle_comment(self, data: str) -> None:
        self.words.append("" if data.startswith(" words:") else f"<!--{data}-->")

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if not self._number:
            self.text.append(data)


def one_line(text: str) -> str:
    return " ".join(re.sub(r"[\u00a0\u3000]", " ", text).split())


def exact(text: str) -> str:
    """Return words with the blanks at their ends, and with those that do not break."""
    return re.sub(r"[ \t\r\n]+", " ", text)


def seen(html: str) -> Seen:
    page = PageReader(html)
    text = re.sub(r"\[\d+\]|\s", "", "".join(page.text))
    return Seen(one_line("".join(page.words)), text, page.links, page.images)


def to(body: str, *styles: str) -> str | None:
    """Return a body in one style after the other; None where one is refused."""
    text = f"---\ntitle: T\n---\n{body}\n"
    for style in styles:
        made = read(text, RefsRequest(to=style, every=True))
        if made.refused:
            return None
        text = made.text
    return text


PIECES = [
    "[{w}](https://{h}.example/{n})", "[{w}](https://{h}.example/{n})", '[{w}](https://{h}.example/{n} "T{n}")',
    "[{w}](https://{h}.example/{n}){{:.c}}", "<https://{h}.example/{n}>", "[{w}](/own/{n})", "![{w}](/i{n}.png)",
    "[![{w}](/i{n}.png)](https://{h}.example/{n})", '"[{w}](https://{h}.example/{n})"', "[{w} ](https://{h}.example/{n})",
    "[ {w}](https://{h}.example/{n})", "[](https://{h}.example/{n})", "[<!-- c -->{w}](https://{h}.example/{n})",
    '["{w}"](https://{h}.example/{n})', "words", '"quoted"', "it's", "array[3]", "`[1]`", "*em*", "中文", "，", ".", ",",
    "!", "(", ")", "\n", "--", "[https://{h}.example/{n}](https://{h}.example/{n})", "<b>{w}</b>", "[{w}][k]", "\\[1]",
]  # fmt: skip
WORDS = ["paper", "the *big* one", "`code`", "Wow!", "论文", "[x]", "1986. year", "a \\| b", "two\nlines", "see [3]",
         "paper", "a\u00a0b", "it's", "**b**"]  # fmt: skip


def generated(seed: int, count: int) -> list[str]:
    dice = random.Random(seed)
    bodies = []
    for _ in range(count):
        paragraphs = []
        for _ in range(dice.randint(1, 3)):
            pieces = (
                dice.choice(PIECES).format(
                    w=dice.choice(WORDS), h=dice.choice("ab"), n=dice.randint(1, 3)
                )
                + dice.choice(["", " ", " "])
                for _ in range(dice.randint(2, 8))
            )
            paragraphs.append("Text " + "".join(pieces).strip())
        text = "\n\n".join(paragraphs)
        bodies.append(text + "\n\n[k]: https://k.example/ 'K'" if "[k]" in text else text)
    return bodies


BODIES = HAND_MADE + generated(1, 70)
WAYS = [
    *((style,) for style in STYLES),
    *product(STYLES, STYLES),
    *((one, other, "inline") for one, other in product(NUMBERED, NUMBERED)),
]


@cache
def built() -> dict[tuple[int, tuple[str, ...]], Seen | None]:
    """Build all posts, converted in all ways, in one run of Jekyll."""
    ways: list[tuple[str, ...]] = [(), *WAYS]
    made = {(index, way): to(body, *way) for index, body in enumerate(BODIES) for way in ways}
    texts = sorted({text for text in made.values() if text is not None})
    shown = dict(zip(texts, pages(texts), strict=True))
    found: dict[tuple[int, tuple[str, ...]], Seen | None] = {}
    for key, text in made.items():
        page = shown[text] if text is not None else None
        found[key] = seen(page.html) if page else None
    return found


def test_almost_no_post_is_refused() -> None:
    refused = [(BODIES[index], way) for (index, way), page in built().items() if page is None]
    assert len(refused) < 0.01 * len(built()), refused[:5]


@pytest.mark.parametrize(
    "way", [way for way in WAYS if way[-1] in {"inline", "reflinks"}], ids="-".join
)
def test_the_way_back_gives_the_page_as_it_was(way: tuple[str, ...]) -> None:
    wrong = []
    for index, body in enumerate(BODIES):
        before, after = built()[index, ()], built()[index, way]
        if before and after and before != after:
            wrong.append((body, to(body, *way), before, after))
    assert not wrong, (len(wrong), wrong[0])


@pytest.mark.parametrize("style", STYLES)
def test_images_stay_in_every_style(style: str) -> None:
    for index, body in enumerate(BODIES):
        before, after = built()[index, ()], built()[index, (style,)]
        if before and after:
            assert before.images == after.images, body


@pytest.mark.parametrize("style", NUMBERED)
def test_the_words_stay_beside_numbers(style: str) -> None:
    for index, body in enumerate(BODIES):
        before, after = built()[index, ()], built()[index, (style,)]
        if before and after:
            assert after.text.startswith(before.text), body


@pytest.mark.parametrize("style", STYLES)
def test_a_second_run_changes_nothing(style: str) -> None:
    for body in BODIES:
        once = to(body, style)
        if once is not None:
            assert to(body, style, style) == once
            assert read(once, RefsRequest()).text == once
