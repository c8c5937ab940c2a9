"""postgen's parser against kramdown: the same links, at the very bytes, and the same ids."""

from __future__ import annotations

import json
import random
import subprocess
from collections import Counter
from typing import TYPE_CHECKING, Any

from postgen.markdown import Markdown, escape
from tests.conftest import need

if TYPE_CHECKING:
    from collections.abc import Iterator

JUDGE = """
require 'json'; require 'kramdown'; require 'kramdown-parser-gfm'
def look(el, links, ids)
  case el.type
  when :a then links << [el.attr['href'].to_s, el.attr['title'].to_s]
  when :img then links << ['!' + el.attr['src'].to_s, el.attr['title'].to_s]
  when :header then ids << el.attr['id']
  when :footnote
    look(el.value, links, []) unless $notes.include?(el.options[:name])
    $notes << el.options[:name]
  end
  el.children.each { |child| look(child, links, ids) }
end
STDOUT.write JSON.dump(JSON.parse(STDIN.read).map { |text|
  begin
    root = Kramdown::Document.new(text, input: 'GFM', syntax_highlighter: nil).root
    $notes = []
    look(root, links = [], ids = [])
    [links, ids]
  rescue SystemStackError, StandardError
    nil
  end
})
"""

PIECES = r"""
[ ] ( ) ![ ](u1) ](<u\ 2>) ](u3\ "t") [a](x1) [b](x2\ 'q') <http://h.i> * ** _ __ ` `` text\  w
\n \n\n \n*\  \n-\ .
\n1.\ .
\n\ \ \ \ \n\ \ \n>\  #\  \n##\  \n***\n \n---\n \n===\n | \n|--|--|\n \\ \\[ \\] $$ {:.x}
\n{:.y}\n <b> </b> <div>
</div>
<div\ markdown="1"> <!--\  --> <a\ href="zz"> </a> \n```\n \n~~~\n ~~ [r1] [r1][] [t][r2]
\n\n[r1]:\ d1\n\n
\n[r2]:\ <d2>\ "tt"\n [^f] \n\n[^f]:\ note\n \n:\  \n^\n {::comment} {:/comment} {::nomarkdown}
{:/} <br/> <span>
</span>
<pre> </pre> <code> </code> " ' -- << >> &amp; \ \ \n \t **Cat** \n**Cat**\n é _x_ *y* <x@y.z>
<p> </p>
<https://e.f/ [\ ]\ .
\n*\ [\ ]\  \n\ \ *\  \n\ \ \ 1.\  \n*[ab]:\ foo\n \n\n\n [k](v_w_*x*) ]( ![i](im) { }
\n\t*\  \n\ \ \ \ \ *\  <td>
</td>
<table> </table> \n\ \ [a2](x3)\n <script> </script> a:b \n*\ *\ *\n \n-\n \n*\n
\n*\ {:.z}\  [m](n(o)p) <mark>
</mark>
[r3]:\ d3\n'a\ b'\n \n[r4]:\ d4\ (no)\n [n\nm](x4) \n>\ >\  \n\t \n\ \t-\  {:#i\ .c}
\n\n:\  <span\ markdown="0">
```` \r\n \r
""".strip()


def pieces() -> list[str]:
    """Return the pieces that documents are made of."""
    found = [""]
    text = iter(PIECES)
    names = {"n": "\n", "t": "\t", "r": "\r"}
    for each in text:
        if each == "\\":
            following = next(text)
            found[-1] += names.get(following, "" if following == "\n" else following)
            if following == "\n":
                found[-1] += " "
                found.append("")
        elif each in " \n":
            found.append("")
        else:
            found[-1] += each
    return [each for each in found if each]


def documents(seed: int, count: int) -> Iterator[str]:
    """Generate documents, the same for the same seed."""
    known = pieces()
    chance = random.Random(seed)
    for _ in range(count):
        some = chance.sample(known, chance.choice([4, 8, len(known)]))
        text = "".join(chance.choice(some) for _ in range(chance.choice([3, 5, 8, 12, 20])))
        if chance.random() < 0.2:
            text = chance.choice(["* a\n\n", "> ", "1. [z](z)\n"]) + text.replace(
                "\n", chance.choice(["\n  ", "\n> ", "\n\t"])
            )
        text = text.replace("{{", "{")  # which Liquid would take out before kramdown sees it
        yield text.replace("\n", "\r\n") if chance.random() < 0.2 else text


def judged(texts: list[str], judge: str = JUDGE) -> list[Any]:
    """Return the links and the headings' ids that kramdown finds; None where it fails."""
    need("ruby")
    done = subprocess.run(
        ["ruby", "-W0", "-e", judge],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    found: list[Any] = json.loads(done.stdout)
    return found


def links(text: str) -> Counter[tuple[str, str]]:
    """Count the links that postgen finds, in the form of kramdown's."""
    return Counter(
        (("!" if span.kind == "image" else "") + span.url, span.title)
        for span, _ in Markdown(text).shown_links()
    )


def test_kramdown_finds_the_same_links() -> None:
    texts = list(documents(1, 6000))
    for text, expected in zip(texts, judged(texts), strict=True):
        if expected is not None:
            assert links(text) == Counter(map(tuple, expected[0])), text


def test_a_link_stands_at_the_bytes_that_make_it() -> None:
    """Without a link's bytes, kramdown misses that link and no other."""
    cut, expected = [], []
    for text in documents(2, 3000):
        for span, view in Markdown(text).shown_links():
            if span.kind == "link" and span.form == "inline" and "\ufffc" not in text:
                start, end = view.at(span.start), view.end(span.end)
                assert text[start] == "[", text
                assert text[end - 1] == ")", text
                left = links(text)
                left[span.url, span.title] -= 1
                cut.append(text[:start] + "§" + text[end:])
                expected.append((text, +left))
                break
    assert len(cut) > 500
    for short, (text, left), judged_links in zip(cut, expected, judged(cut), strict=True):
        if judged_links is not None:
            assert Counter(map(tuple, judged_links[0])) == left, (text, short)


WORDS = """NLP  -  1.2 C++ «Größe» ελ 日本語 हिन्दी สวัสดี עִברִית مرحبًا Ⅻ ½ ² ＡＢ _a_ *b*
`c_d` don't "q" -- ... [x](y)
 \\* &amp; &copy; é é İ ß ǅ ΑΣ $$x$$ <b>h</b> 😀 a_b 1_2 🇫🇷 ‿ … <http://u.v>""".split()


def test_kramdown_gives_headings_the_same_ids() -> None:
    chance = random.Random(3)
    texts = [
        "\n\n".join(
            "## " + " ".join(chance.choices(WORDS, k=chance.randint(1, 4))) for _ in range(4)
        )
        for _ in range(600)
    ]
    for text, expected in zip(texts, judged(texts), strict=True):
        assert expected is not None
        seen: Counter[str] = Counter()
        body = Markdown(text)
        for block, wanted in zip(
            [each for each in body.blocks if each.kind == "heading"], expected[1], strict=True
        ):
            assert block.view is not None
            anchor = escape.heading_id(escape.visible(block.view.text, body.spans(block.view)))
            numbered = f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor
            seen[anchor] += 1
            assert numbered == wanted, block.view.text


PAGE = """
require 'json'; require 'kramdown'; require 'kramdown-parser-gfm'
STDOUT.write JSON.dump(JSON.parse(STDIN.read).map { |text|
  begin
    options = {input: 'GFM', syntax_highlighter: nil, entity_output: 'as_char'}
    html = Kramdown::Document.new(text, options).to_html
    html.scan(/<h[1-6](?: [^>]*?)?>/).map { |tag| tag[/ id="([^"]*)"/, 1].to_s }
  rescue SystemStackError, StandardError
    nil
  end
})
"""
HEADINGS = [
    "# A\n", "## A\n", "A\n===\n\n", "B\n---\n", "## A b {#x}\n", "# C {#中文.a}\n", "{:#pre}\n",
    "{:.no_toc #q}\n", "{: id='k' .x}\n", "{:named}\n", "{:named: #w .z}\n", "> # A\n",
    "> text\n\n", "* A\n", "  # A\n", "\n", "\n", "text\n", '<div markdown="1">\n', "</div>\n",
    "1. # A\n", "## ![i](y) [A](z)\n", "## 1. 中文\n", "## *A* `b`\n", ": # A\n", "    # A\n",
    "# {#a}\n", "## A ##\n",
]  # fmt: skip


def test_headings_have_these_ids_on_the_page() -> None:
    """Wherever they stand, and whatever the id comes from: the heading, attributes, or kramdown."""
    chance = random.Random(5)
    texts = [
        "\n" + "".join(chance.choices(HEADINGS, k=chance.randint(2, 12))) + "\n"
        for _ in range(3000)
    ]
    for text, expected in zip(texts, judged(texts, PAGE), strict=True):
        if expected is not None:
            assert [heading.id for heading in Markdown(text).headings] == expected, text
