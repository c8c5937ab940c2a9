"""Text that was pasted, on the pages that a real Jekyll builds of it: the words of the text, and no others."""

from __future__ import annotations

import random
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from postgen import paste
from postgen.text import mojibake
from tests.oracle import judge

TEXTS = {
    path.stem: path.read_bytes().decode()
    for path in sorted((Path(__file__).parent.parent / "pasted").glob("*.txt"))
}
BITS = (
    "\n|\n|\n\n|  |    |\t|• |- |1. |2) |10. |◦ |> |>> |a word|a_b_c|*s*|__x__|`c`|<b>|</div>|<div>"
    "|&amp;|&copy; |{{ x }}|{% raw %}|{% if a %}|{: .c}|{::nomarkdown}|\\|\\\n|$$|[x]|[^1]|(y)|[a]: "
    "|https://example.org/a_b?c=d&copy=1#e |<https://z.org/q> |: |; |#|## |# |~~|```|~~~|^|*[A]: b|é"
    "|Привет|日本語|\u00a0|\u200b|\r\n|\f|---|===|...|--|'q'|\"d\"|* * *|Title Here\n\n|–\u00a0x|endraw|::"
    "|![i](u)|1986. A|+ |<!-- c|-->|%}|}}|=|_|def f(x): return {y}|    $ run|1.2 Part"
    "|Long words that go on and on, until the line is full and has to be wrapped\n"
).split("|")


def seen(html: str) -> str:
    """Return the text of a page, its blocks apart."""
    apart = re.sub(r"</?(?:p|li|br|h\d|pre|div|ul|ol|blockquote)\b[^>]*>", "\n", html)
    return unescape(re.sub(r"<[^>]+>", "", apart))


def words(text: str) -> list[str]:
    """Return the words of a text, without numbers, which may have been those of a list."""
    return re.findall(
        r"[^\W\d_]+", text.replace("\u00ad", "").replace("\u200b", "").replace("’", "'")
    )


def restored(text: str) -> str:
    return mojibake.restore(text.replace("\r\n", "\n")).text


@pytest.fixture(scope="module")
def users() -> dict[str, str]:
    from tests.conftest import EXAMPLES

    path = EXAMPLES / "monthly-newsletter.txt"
    return {"users": path.read_bytes().decode()} if path.is_file() else {}


def test_whole_texts(users: dict[str, str], jekyll: Any) -> None:
    every = {**TEXTS, **users}
    found = {name: paste.read(text) for name, text in every.items()}
    posts = {
        f"_posts/2026-01-{day:02}-x.md": f"---\ntitle: {name}\n---\n{found[name].body}"
        for day, name in enumerate(every, 1)
    }
    for post in jekyll(posts):
        read, text = found[post["title"]], restored(every[post["title"]])
        assert len(re.findall("<h[2-6]", post["content"])) == read.body.count("\n#")
        if read.data["read_as"] == "markdown":
            continue
        assert post["content"].count("<li>") == read.data["items"]
        bullets = re.compile(r"^\s*o\t", re.MULTILINE)
        shown = words(f"{read.title} {seen(post['content'])}")
        assert "".join(shown) == "".join(words(bullets.sub("", text)))
        if post["title"] != "中文":  # whose words stand without spaces, and are wrapped anywhere
            assert shown == words(bullets.sub("", text))


def test_any_text_shows_its_words() -> None:
    rng = random.Random(7)
    texts = {"".join(rng.choice(BITS) for _ in range(rng.randint(2, 25))) for _ in range(400)}
    found = {}
    for text in sorted(texts):
        read = paste.read(f"T\n\n{text}", "Another")
        if read.data["read_as"] == "text":
            found[read.body] = text
    pages = judge.pages([f"---\ntitle: x\n---\n{body}" for body in found])
    assert len(pages) > 300
    for (body, text), page in zip(found.items(), pages, strict=True):
        assert page, body
        assert "".join(words(seen(page.html))) == "".join(words(f"T {restored(text)}")), (
            text,
            body,
        )
        if "```" not in body:
            assert [link.url for link in page.links] == re.findall(r"<(https?://[^>]+)>", body)


def test_the_users_newsletter(users: dict[str, str], jekyll: Any) -> None:
    if not users:
        pytest.skip("monthly-newsletter.txt is not at hand")
    read = paste.read(users["users"])
    (post,) = jekyll({"_posts/2026-01-01-x.md": f"---\ntitle: x\n---\n{read.body}"})
    html = post["content"]
    assert (html.count("<ul>"), html.count("<ol>"), html.count("<li>")) == (2, 2, 12)
    assert "<a " not in html
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", html)[1:3] == [
        "The best from the internet",
        "All about GPT3 🤖",
    ]
