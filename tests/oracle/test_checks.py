"""Fixed posts, built by a real Jekyll: the intended headings, the links there were and the new ones."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from postgen import checks
from postgen.jekyll.document import Document
from postgen.markdown import Markdown
from postgen.text.edits import apply
from postgen.toc import contents
from tests.oracle.page import Page
from tests.oracle.test_kramdown import pieces
from tests.properties.test_repairs import FLAWED

POSTS = {
    "addresses": (
        ("See https://e.org/a, and [b](https://e.org/b).\n\n* https://e.org/c（https://e.org/d）\n\n"
        "`https://e.org/no` https://e.org/e\\_f https://e.org/g?h=1&i=2. **https://e.org/j**\n"),
        [],
        "a b c d e_f g?h=1&i=2 j".split(),
    ),
    "headings": (
        "##First\n\ntext\n##　第二\n\n ### Third\n\n# Real\n\n#Single one\n\ntext\n##Last##\n",
        [(2, "First"), (2, "第二"), (3, "Third"), (1, "Real"), (1, "Single one"), (2, "Last")],
        [],
    ),
    "sections": (
        ("## One\n* [a](https://e.org/a)\n## Two\n* [b](https://e.org/b)\n  * nested\n###Three\n* c https://e.org/c\n"
        "Four\n====\n* d\n"),
        [(2, "One"), (2, "Two"), (3, "Three"), (1, "Four")],
        "a b c".split(),
    ),
    "contents": (
        ("* [One](#one)\n* [Two](#tow)\n  * [Inner 内](#x)\n* [Zwei](#zwei)\n* [Zwei](#zwei-1)\n# One\n\n"
        '# Two {#twö}\n\n## Inner 内\n\n# New "one"\n\n# Zwei\n* x\n# Zwei\n\n'
        "# References\n\n[1] **X:** <https://e.org/x>\n"),
        [(1, "One"), (1, "Two"), (2, "Inner 内"), (1, "New “one”"), (1, "Zwei"), (1, "Zwei"), (1, "References")],
        ["x"],
    ),
}  # fmt: skip
"""Posts, with the headings that they should have and the links that they show once they are fixed."""


def fixed(body: str) -> str:
    return apply(body, [edit for each in checks.find(Markdown(body)) for edit in each.fix])


def pages(jekyll: Any, bodies: dict[str, str]) -> dict[str, Page]:
    files = {
        f"_posts/2026-11-21-{name}.md": f'---\ntitle: "{name}"\n---\n\n{body}'.encode()
        for name, body in bodies.items()
    }
    return {post["title"]: Page(post["content"]) for post in jekyll(files)}


def test_what_was_intended_is_on_the_page(jekyll: Any) -> None:
    bodies = {}
    for name, (body, _, _) in POSTS.items():
        bodies[name] = fixed(body)
        bodies[f"{name}-crlf"] = fixed(body.replace("\n", "\r\n"))
    for name, page in pages(jekyll, bodies).items():
        _, headings, links = POSTS[name.removesuffix("-crlf")]
        assert page.headings == headings
        assert [url.removeprefix("https://e.org/") for url in page.outside] == links
        inside = [anchor.href for anchor in page.anchors if anchor.href.startswith("#")]
        assert {href[1:] for href in inside} <= page.ids
        if "contents" in name:
            assert inside == ["#one", "#twö", "#inner-内", "#new-one", "#zwei", "#zwei-1"]


def test_the_example_keeps_its_page(jekyll: Any, example: Any) -> None:
    body = Document.parse(example("numbered-newsletter.md")).body
    built = pages(jekyll, {"old": body, "new": fixed(body)})
    assert built["new"].headings == built["old"].headings
    assert built["new"].outside == built["old"].outside
    assert (
        built["new"].text.count("Turing-NLG: A 17-billion")
        == built["old"].text.count("Turing-NLG: A 17-billion") + 1
    )


def test_any_text_keeps_its_links_and_gains_the_intended_ones(jekyll: Any) -> None:
    """Whatever is fixed: no link is lost, each new one is reported, and no heading is lost or gains another id."""
    chance = random.Random(7)
    bodies: dict[str, str] = {}
    gained: dict[str, Counter[str]] = {}
    for number in range(400):
        pool = FLAWED * 2 + (pieces() if number % 2 else [])
        body = "".join(chance.choice(pool) for _ in range(chance.randint(3, 14)))
        if any(each in body for each in ("{%", "{{", "<script", "{::", "~~~", "```")):
            continue
        found = [each for each in checks.find(Markdown(body)) if each.fix]
        if found:
            new = apply(body, [edit for each in found for edit in each.fix])
            bodies |= {f"{number}-old": body, f"{number}-new": new}
            gained[str(number)] = Counter(
                edit.new[1:-1]
                for each in found
                for edit in each.fix
                if edit.new.startswith("<http")
            )
    assert len(gained) > 100
    built = pages(jekyll, bodies)
    for name, urls in gained.items():
        before, after = built[f"{name}-old"], built[f"{name}-new"]
        assert Counter(after.outside) == Counter(before.outside) + urls, bodies[f"{name}-old"]
        assert before.ids <= after.ids, bodies[f"{name}-old"]


def test_the_contents_of_any_headings_lead_to_them(jekyll: Any) -> None:
    chance = random.Random(11)
    words = "NLP 1.2 C++ «Größe» 日本語 हिन्दी *b* `c_d` don't -- ... [x](https://e.org/y) &amp; 😀 a_b ΑΣ".split()
    bodies = {}
    for number in range(60):
        heads = (
            f"{'#' * chance.randint(1, 4)} H {' '.join(chance.choices(words, k=chance.randint(1, 3)))}"
            f"{chance.choice(['', '[1]', ' {#own}', ' ##'])}"
            for _ in range(5)
        )
        body = "\n\n".join(heads) + "\n\n[1] **X:** <https://e.org/x>\n"
        made = contents(Markdown(body))
        assert made.count("\n") == 4
        bodies[str(number)] = f"{made}\n\n{body}"
        assert [each for each in checks.find(Markdown(bodies[str(number)])) if each.fix] == []
    for page in pages(jekyll, bodies).values():
        inside = [anchor for anchor in page.anchors if anchor.href.startswith("#")]
        assert len(inside) == 5
        assert {anchor.href[1:] for anchor in inside} <= page.ids
        shown = [" ".join(heading.replace("[1]", "").split()) for _, heading in page.headings]
        assert [" ".join(anchor.text.split()) for anchor in inside] == shown
