"""The page of all issues, built by a real Jekyll: every link leads to a page that is there, under any `baseurl:`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from postgen import site
from postgen.commands import issue_index
from postgen.commands.new import PostRequest
from postgen.files import store
from postgen.jekyll import frontmatter
from postgen.text.languages import name_of
from tests.conftest import NOW
from tests.oracle.page import Page

if TYPE_CHECKING:
    from pathlib import Path

TITLES = [
    'Say "hi": *you* & `me`', "{{ page.title }} {% post_url 2020-01-01-x %}", "a | b [c](d) <i>e</i> \\",
    "[x] ~~y~~ $$z$$",
    "日本語の題名", "# 1. - > + ^ :", "AT&amp;T © -- ... 'q'", "_a_ b_c __d__ **e",
]  # fmt: skip
SLUGS = ["plain", "a-(b", "c)d", "ünï-日本", "it's", "a,b;c=d&copy;e", "x_y~z!$", "p+q@r"]
FRONTS = [
    "",
    "category: Ünï x",
    "categories: [a, B c]",
    "permalink: /p(q/:title/",
    "permalink: /über:year/:title.html",
]
FILES = {
    f"_posts/2020-{number:02}-05-{slug}.md": (
        f"---\n{frontmatter.dump({'issue': number, 'title': title})}{FRONTS[number % len(FRONTS)]}\n---\n{number}\n"
    )
    for number, (slug, title) in enumerate(zip(SLUGS, TITLES, strict=True), 1)
} | {
    "_posts/2020-01-06-zh.md": '---\ntitle: "简报 #1 [CH]"\n---\n1\n',
    "_posts/2020-02-07-br.md": "---\ntitle: Boletim\nissue: 2\nlang: pt_BR\n---\n2\n",
    "foo/_posts/2020-02-08-fr.md": '---\ntitle: "[FR] Infolettre #2"\n---\n2\n',
    "_posts/2027-01-01-soon.md": '---\ntitle: "Soon #90"\n---\n',
    "_posts/2020-01-01-hidden.md": '---\ntitle: "Hidden #91"\npublished: false\n---\n',
}
AROUND = "---\ntitle: Mine\nlayout: null\n---\n# Ours\n\nText\n<!-- postgen index -->\n<!-- postgen index end -->\nMore\n"


@pytest.mark.parametrize(
    "config",
    [
        "",
        "lang: en\nbaseurl: /blog",
        "baseurl: blog/\npermalink: pretty",
        "baseurl: /\npermalink: /:categories/:title",
    ],
)
def test_every_link_leads_to_a_page(
    make_site: Any, jekyll: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, config: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))
    root = make_site({**FILES, "archive.md": AROUND}, f"timezone: UTC\n{config}\n")
    here = site.find(root)
    outcome = issue_index.create(here, PostRequest(""), here.now())
    store.commit(outcome.changes)
    jekyll(root)
    built = tmp_path / "jekyll-built"
    page = next(
        built / each for each in ("archive.html", "archive/index.html") if (built / each).is_file()
    )
    shown = Page(page.read_text(encoding="utf-8"))
    base = f"/{here.config.get('baseurl') or ''}".replace("//", "/").rstrip("/")
    anchors = iter(shown.anchors)
    for issue in outcome.data["issues"]:
        editions = issue["editions"]
        named = [name_of(each["lang"]) for each in editions if each["lang"]]
        found = [next(anchors) for _ in range(1 + len(named))]
        assert [each.text for each in found] == [issue["title"], *named]
        pages = [page_of(built, each.href, base).read_text(encoding="utf-8") for each in found]
        assert pages == [f"<p>{issue['number']}</p>\n"] * len(found)
    assert next(anchors, None) is None
    assert len(outcome.data["issues"]) == len(TITLES)
    assert shown.headings == [(1, "Ours")]
    assert "postgen index" not in shown.text
    assert [line for line in shown.text.splitlines() if line][:2] == ["Ours", "Text"]
    assert shown.text.rstrip().endswith("More")
    assert issue_index.create(here, PostRequest(""), here.now()).changes == ()


def page_of(built: Path, href: str, base: str) -> Path:
    """Return the file that a server would send for an address."""
    assert href.startswith(f"{base}/"), href
    path = unquote(href.removeprefix(f"{base}/"))
    found = [
        built / each
        for each in (path, f"{path}.html", f"{path}/index.html")
        if (built / each).is_file()
    ]
    assert found, href
    return found[0]
