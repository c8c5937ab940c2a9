"""The HTML that postgen makes of a body, beside that of kramdown: the same, byte for byte."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest

from postgen.jekyll.document import Document
from postgen.markdown import Markdown
from postgen.markdown.render import Options, render
from tests.conftest import ROOT
from tests.oracle import test_kramdown
from tests.oracle.documents import posts
from tests.oracle.test_kramdown import judged

JUDGE = """
require 'json'; require 'kramdown'; require 'kramdown-parser-gfm'
STDOUT.write JSON.dump(JSON.parse(STDIN.read).map { |text|
  begin
    Kramdown::Document.new(text, input: 'GFM', hard_wrap: false, syntax_highlighter: nil).to_html
  rescue SystemStackError, StandardError
    nil
  end
})
"""

DOCUMENTS = {
    "emphasis": "*a* **b** ***c*** _d_e_ __f__ ~~g *h*~~ a_b_c `x<y` ``a ` b``\n",
    "quotes": "\"Double\" and 'single', the '80s, *it*'s \"*em*\" (\"x\") 'tis \"'Nested' ones\"\n",
    "signs": "a -- b --- c... << x >> \\<<y\\>> 1<<2 &copy; &amp; &#169; &#x26; &unknown; AT&T\n",
    "breaks": "one  \ntwo\\\nthree\\\\\nfour\n",
    "links": (
        '[a](https://e.org/?a=1&b=2 "T \\"x\\"") <https://e.org/x_y> <m@e.org> [r][1] [1] ![alt *x*](i.png)\n\n'
        "[1]: https://e.org/1 'One'\n{:.from-definition}\n"
    ),
    "attributes": (
        "{:.lead #intro}\nA *word*{:.w title=\"x\"} and [link](u){:target=\"_blank\" rel='a'}.\n{: data-x=\"1\"}\n\n"
        "{:note: .n .m}\n\nnext\n{:note .o}\n"
    ),
    "headings": '# One\n\n## Two {#own}\n\nThree *x*\n-----\n\n### `code` & "q"\n{:.c .no_toc}\n\n## Two\n\n## Two\n',
    "toc": "* TOC\n{:toc}\n\n# A [b](c)[^1]\n\n### C\n\n## D\n\n# E\n{:.no_toc}\n\n[^1]: note\n",
    "two tocs": "* TOC\n{:toc}\n\n# A\n\n1. TOC\n{:toc}\n\n[^1]: note\n\n* x[^1]\n{:footnotes}\n\n* y\n{:footnotes}\n",
    "toc of tasks": "* [ ] a\n* TOC\n{:toc}\n\n# A\n",
    "lists": (
        "* a\n* b\n  * c\n\n    d\n* e\n\n1. x\n\n2. y\n\n   > q\n\n- [ ] to do\n- [x] done\n\n* {:.cls} item\n* two\n^\n* three\n"
    ),
    "definitions": "Term *a*\nOther\n: means\n: more\n\n: apart\n\nLast\n\n: of all\n",
    "code": "    a < b\n\n\tc\n\n~~~ ruby\nputs 1 if a && b\n~~~\n\n```\nplain\n```\n{:.show}\n",
    "tables": "| a | b |\n|:--|--:|\n| `x|y` | *z* |\n| 1 |\n|===\n| foot | \\| |\n\nc | d\n{:.t}\n",
    "html": (
        '<div class="a" ID=b>\n<p>raw *x* & <br>\n<!-- c --></p>\n</div>\n\n<div markdown="1">\n# In\n\n* a\n</div>\n\n'
        "A <b class='x'>*b*</b> <br> <code>a *b* <i>c</i></code> <!-- d --> <kbd>a\nb</kbd>\n\n<hr>\n\n"
        '<script>\nif (a < b && c) {}\n</script>\n\n<p markdown="span">*x*</p>\n'
    ),
    "footnotes": "One[^a], two[^b] and one again[^a].\n\n[^a]: First.\n[^b]: Second\n\n    with code\n\n    * list\n",
    "math": "$$\na < b\n$$\n\nText $$x_1$$ and \\$$y$$ and $5.\n\n$$z$$\n{:.m}\n",
    "abbreviations": 'HTML and XHTML, the HTML-ish (CSS).\n\n*[HTML]: Hypertext "Markup"\n*[CSS]:\n',
    "extensions": "{::comment}\nhidden\n{:/comment}\n\n{::nomarkdown}\n<b>*x*</b>\n{:/}\n\na {::comment}b{:/comment} c\n",
    "quotes of blocks": "> a\n> b\n>\n> > c\n\ntext\n> d\nlazy\n{:.q}\n",
    "standalone": "![A caption](i.png){:standalone .wide}\n",
    "rules": "* * *\n\n---\n{:.r}\n",
    "scripts": '日本語の「文」と *強調* 。\n\n# 見出し\n\nعربي "نص"\n',
}  # fmt: skip
"""One document for each thing that kramdown knows."""


def rendered(text: str) -> str:
    return render(Markdown(text), Options(highlights=False)).html


def test_each_construct_is_rendered_as_kramdown_does() -> None:
    texts = list(DOCUMENTS.values())
    texts += [text.replace("\n", "\r\n") for text in texts]
    for text, html in zip(texts, judged(texts, JUDGE), strict=True):
        assert rendered(text) == html


def test_constructs_together() -> None:
    chance = random.Random(5)
    texts = ["\n".join(chance.sample(list(DOCUMENTS.values()), 6)) for _ in range(60)]
    for text, html in zip(texts, judged(texts, JUDGE), strict=True):
        assert rendered(text) == html


def test_generated_documents_are_equal_but_for_a_few() -> None:
    """What is left are marks that no person would write: attributes of the box of a task, and such."""
    generated = [re.sub(r"\{\{|\{%", "{", Document.parse(text).body) for text in posts(3, 150)]
    for texts, most in ((generated, 0.08), (list(test_kramdown.documents(5, 400)), 0.02)):
        pairs = [
            (rendered(text), html)
            for text, html in zip(texts, judged(texts, JUDGE), strict=True)
            if html is not None
        ]
        different = sum(own != html for own, html in pairs)
        assert different <= most * len(pairs)


def test_the_documents_of_this_project_are_equal() -> None:
    folders = ("tests/posts", "tests/backlogs", "tests/pasted", "_posts")
    found = [path for name in folders for path in sorted((ROOT / name).rglob("*.md"))]
    bodies = [Document.parse(path.read_bytes().decode()).body for path in found]
    texts = [text for text in bodies if "{{" not in text and "{%" not in text]
    assert len(texts) > 60
    for text, html in zip(texts, judged(texts, JUDGE), strict=True):
        assert rendered(text) == html


@pytest.mark.parametrize(
    "name",
    ["numbered-newsletter.md", "monthly-newsletter.txt", "daily-newspaper.md", "backlog-post.md", "link-wiki.md"],
)  # fmt: skip
def test_the_examples_are_equal(example: Any, name: str) -> None:
    body = Document.parse(example(name)).body
    assert [rendered(body)] == judged([body], JUDGE)


def test_code_stands_in_the_elements_of_rouge(jekyll: Any) -> None:
    body = "A `word`.\n\n~~~\nplain < text\n~~~\n\n    indented\n"
    [post] = jekyll({"_posts/2026-11-21-a.md": f"---\ntitle: a\n---\n{body}".encode()})
    found = render(Markdown(body))
    assert (found.html, found.unsure) == (post["content"], ())


def test_what_is_not_certain_is_said() -> None:
    text = '{{ page.title }}\n\n~~~ ruby\nputs 1\n~~~\n\n{::options auto_ids="false" /}\n\n# A\n'
    assert render(Markdown(text)).unsure == (
        "the colours of code are not rendered",
        "options that are set in the text are not used",
        "what Liquid prints is not rendered",
    )
