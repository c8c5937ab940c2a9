"""Begun translations, built by a real Jekyll: the same page as the original, and one link more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from postgen import site
from postgen.commands import translation
from postgen.files import store
from postgen.jekyll.document import Document
from tests.conftest import ROOT
from tests.oracle.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

POSTS = sorted((ROOT / "tests" / "posts").glob("*.md"))
CONFIG = "timezone: UTC\nbaseurl: /base\n"
OTHERS = {
    "baseurl": "One.\n\nTwo.\n",
    "excerpt": "First\nparagraph.\n\n> Quoted -- text -->.\n\n| a | b |\n|---|---|\n| c {{ page.layout }} | d |\n",
    "liquid": "{% raw %}{{ a }}{% endraw %}\n\n{% if true %}\nA\n\nB\n{% endif %}\n\n{{ 'x' | upcase }} `{{ '{{' }}`\n",
    "attributes": "{: .lead}\nOne.\n\n{: #two}\n## Two\n\nThree.\n{: .three}\n\n* a\n* b\n{: .list}\n",
    "setext": "Title\n=====\n\nText.\n\nOther\n-----\n\nMore.\n",
    "separator": "One.\n\nTwo.\n<!--more-->\n\nThree.\n",
    "html": "<div>\n\nText & more.\n\n</div>\n\n<p>One</p>\n\nTwo.\n",
}
SOURCE = re.compile(r"<img\b[^>]*?\bsrc=\"([^\"]*)\"")


def text_of(name: str, text: str) -> str:
    document = Document.parse(text)
    return (
        text
        if document.has_front_matter
        else str(document.with_front(f'title: "{name} {{{{ x }}}}"\n'))
    )


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    found = {path.stem: store.read(path) for path in POSTS} | OTHERS
    return {name: text_of(name, text) for name, text in found.items()}


def test_a_begun_translation_is_the_same_page_with_a_link_to_the_original(
    texts: dict[str, str],
    make_site: Callable[..., Path],
    jekyll: Callable[..., list[dict[str, Any]]],
) -> None:
    files = {f"_posts/2026-01-02-{name}.md": text for name, text in texts.items()}
    root = make_site(files, CONFIG)
    jekyll_site = site.find(root)
    for name in files:
        store.commit(
            translation.create(
                jekyll_site, name, translation.TranslationRequest("tlh"), jekyll_site.now()
            ).changes
        )
    built = {post["slug"]: post for post in jekyll(root, "--unpublished")}
    assert len(built) == 2 * len(texts)
    for name, text in texts.items():
        old, new = built[name], built[f"{name}-tlh"]
        before, after = Page(old["content"]), Page(new["content"])
        [link] = [anchor for anchor in after.anchors if anchor.href == f"/base{old['url']}"]
        assert link.text == old["title"], name
        assert after.outside == before.outside, name
        assert after.headings == before.headings, name
        assert SOURCE.findall(visible(new["content"])) == SOURCE.findall(visible(old["content"])), (
            name
        )
        notice = f"Translated from {old['title']}"
        assert after.text.count(notice) >= 1, name
        assert words(after.text.replace(notice, "", 1)) == words(before.text), name
        assert new["translation_of"] == old["url"]
        if "\r" not in text:
            assert words(Page(new["excerpt"]).text) == words(Page(old["excerpt"]).text), name


def test_jekyll_leaves_it_out_until_it_is_done(
    make_site: Callable[..., Path], jekyll: Callable[..., list[dict[str, Any]]]
) -> None:
    root = make_site({"_posts/2026-01-02-one.md": "---\ntitle: One\n---\nText.\n"}, CONFIG)
    jekyll_site = site.find(root)
    store.commit(
        translation.create(
            jekyll_site, "one", translation.TranslationRequest("zh"), jekyll_site.now()
        ).changes
    )
    assert [post["slug"] for post in jekyll(root)] == ["one"]


def visible(html: str) -> str:
    return re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL)


def words(text: str) -> list[str]:
    return text.split()
