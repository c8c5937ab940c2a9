"""Where a file's front matter ends, and what an edit of it means, judged by Jekyll and by Psych."""

from __future__ import annotations

import itertools
import random
import re
from typing import Any

from postgen import site
from postgen.jekyll import frontmatter
from postgen.jekyll.document import Document
from tests.conftest import write_files

READ = """Jekyll.logger.log_level = :error
root = it
site = Jekyll::Site.new(Jekyll.configuration("source" => root, "destination" => "/nowhere", "future" => true))
site.reset
site.read
site.posts.docs.to_h { |each| [File.basename(each.path), [each.content, each.data["k"]]] }"""

HEADS = ["", "\ufeff", "\ufeff\ufeff", "\n", " ", "\r\n", "----\n", "--- \n", "---x\n", "---\n", "---\r\n",
"---\t \n", "--- # c\n",
         "---\u00a0\n", "---\x0b\n", "---\x1c\n", "---\u2028\n", "---\n\n", "---\r\n \r\n", "- - -\n", "---\r",
         "...\n"]  # fmt: skip
FRONTS = ["", "k: one\n", "k: one\r\n", "k: |\n  one\n  ---\n", "k: one\n\n", "# only\n", "k: 'one\n\n  ---'\n",
"k: one\n ---\n",
          "k: one\n---- \n", "k: one\n..\n", "k: one"]  # fmt: skip
FENCES = ["", "---", "---\n", "---\r\n", "--- \t\n", "...\n", "...", "...\r\n", "---\n\n\n", "---x\n", "----\n",
"---\u00a0\n",
          "---\x0c\n", "---\n \n  \n", "---\r", "---\n---\n", "....\n"]  # fmt: skip
BODIES = [
    "",
    "Body.\n",
    "  indented\n\n---\n\nmore",
    "---\nk: two\n---\nx\n",
    "\n\n    code\n",
    "One\r\n\r\n---\r\ntwo",
    " \n\t",
]


def generated() -> Any:
    every = list(itertools.product(HEADS, FRONTS, FENCES, BODIES))
    random.Random(3).shuffle(every)
    likely = [each for each in every if each[0].lstrip("\ufeff").startswith("---") and each[1]]
    return ["".join(each) for each in [*every[:700], *likely[:1300]]]


def test_fences_are_read_as_by_jekyll(make_site: Any, ruby: Any) -> None:
    texts = generated()
    names = [f"2024-01-01-p{number}.md" for number in range(len(texts))]
    root = make_site()
    write_files(root, {f"_posts/{name}": text for name, text in zip(names, texts, strict=True)})
    read = ruby(READ, str(root), "jekyll")
    assert len(list(site.find(root).posts())) == len(texts)
    seen = 0
    for name, text in zip(names, texts, strict=True):
        if name not in read:  # broken YAML may hide a post
            continue
        document = Document.parse(text)
        assert str(document) == text
        content, value = read[name]
        body = (
            re.sub(r"\A\s*\Z|\A\s*\n", "", document.body, flags=re.ASCII) if document.head else text
        )
        assert content == (body if document.head else body.removeprefix("\ufeff")), text
        if value is not None or not document.head:
            seen += value is not None
            assert frontmatter.read(text).get("k") == value, text
    assert seen > 200


def test_psych_agrees_with_an_edit(ruby: Any) -> None:
    fronts = [
        "a: 1\nb: 2\n", "a: {x: 1,\n  y: 2} # c\nb: [1,\n 2]\n", "a: |\n  x\n\n  y\n\nb: >-\n  z\n# end\n",
        "a:\n- 1\n- 2\nb:\n  c:\n    d\n",
        "a: &x [1]\nb: *x\n", "a: 'it''s'  # c\nb: \"q\\\n  r\"\n", "a: x\n  y\n  z\nb: w\n", "  a: 1\n  b: 2\n",
        "a:\nb:\n", "a: # c\n  - 1 # d\nb: ~\n",
        "'a': 1\n\"b\" : 2\n", "a: 1\nb: 2\na: 3\n", "base: &b {a: 1}\n<<: *b\nb: 2\n",
        "a: 2024-01-01 10:00:00 +0100\nb: 1\n", "b: 1", "# c\n", "",
    ]  # fmt: skip
    values = ["x: y", ["1,000", "yes"], {"k": [1]}, None, 7]
    edits = []
    for front, key, value in itertools.product(
        [*fronts, *(each.replace("\n", "\r\n") for each in fronts)], "ab", values
    ):
        try:
            edits.append([front, key, value, frontmatter.set_key(front, key, value)])
        except frontmatter.EditError:
            assert "&x" in front, front
    code = """it.map do |old, key, value, new|
      read = ->(text) { (Psych.safe_load("---\\n" + text, permitted_classes: [Date, Time], aliases: true) || {}) }
      read.(new).inspect == read.(old).merge(key => value).inspect
    end"""
    for edit, same in zip(edits, ruby(code, edits, "psych", "date"), strict=True):
        assert same, edit
