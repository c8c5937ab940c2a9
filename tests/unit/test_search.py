"""All that was ever linked is found, by words, in every style, from an index that nobody has to
look after."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import threading
from typing import TYPE_CHECKING, Any

import pytest

from postgen import search, site
from postgen.commands.search import find
from postgen.files.store import UnreadableError
from postgen.page.titles_from_urls import host_of
from postgen.references.outbound_links import mentions
from postgen.search import Query
from postgen.search.rows import Reader, _host
from tests.conftest import refuse_to_open

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BACKLOG = """---
title: "Backlog"
---

## NLP - Basics

* [Café attention](https://www.arxiv.org/abs/1706.03762v2) - the *one* paper <!-- tags: Papers, to read -->
* Prose about [tokens](https://e.org/tokens).
* [机器学习入门](https://e.cn/ml)

**Tools**
* [C++ in depth](https://cpp.example.com/x)
* [C in depth](https://c.example.com/x)
"""
STYLES = {
    "linked": """## 1. Papers 📙

### 1.1 The Transformer[\\[1\\]](#ref-1){:#cite-1}

A word.

## References

[\\[1\\]](#cite-1){:#ref-1} [The Transformer](https://e.org/linked)
""",
    "plain": "## Papers 📙\n\nThe Transformer[1] is here.\n\n## References\n\n[1] **The Transformer:** <https://e.org/plain>\n",
    "bare": "# 1、Papers 📙\n\nThe Transformer[1]。\n\n\\\\\n[1] **The Transformer:** https://e.org/bare\n",
    "reflinks": '## Papers 📙\n\nSee [The Transformer][1].\n\n[1]: https://e.org/reflinks "T"\n',
    "footnotes": "## Papers 📙\n\nThe Transformer[^1].\n\n[^1]: [The Transformer](https://e.org/footnotes)\n",
    "inline": "## Papers 📙\n\n* [The Transformer](https://e.org/inline) - note\n",
    "html": '## Papers 📙\n\n| <p><a href="https://e.org/html"><img src="/i.png"> The Transformer</a></p> |\n',
}  # fmt: skip


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "postgen"


@pytest.fixture
def blog(make_site: Callable[..., Path]) -> Path:
    issue = '---\nlayout: post\ntitle: "{0} issue"\nissue: {1}\ntags: [Newsletter]\ncategories: [weekly]\n---\n\n{2}'
    files = {
        f"_posts/2026-0{number}-03-{name}.md": issue.format(name, number, body)
        for number, (name, body) in enumerate(STYLES.items(), 1)
    }
    files["_posts/2026-01-01-backlog.md"] = BACKLOG
    files["_drafts/half.md"] = (
        '---\ntitle: "Half a thought"\n---\n\nOn [sourdough](https://bread.org/).\n'
    )
    files["_posts/2025-05-05-essay.md"] = (
        '---\ntitle: "On quietude"\n---\n\nNothing is linked in this meditation.\n'
    )
    return make_site(files)


def rows(root: Path, text: str = "", **wanted: Any) -> list[dict[str, Any]]:
    return find(site.load(root), Query(text, **wanted))


def urls(root: Path, text: str = "", **wanted: Any) -> list[str]:
    return [row["url"] for row in rows(root, text, **wanted)]


def test_every_style_has_its_issue_section_and_number(blog: Path) -> None:
    found = {row["url"].rpartition("/")[2]: row for row in rows(blog, "the transformer")}
    assert set(found) == set(STYLES)
    for number, (name, body) in enumerate(STYLES.items(), 1):
        row = found[name]
        assert row["title"] == "The Transformer", name
        assert (row["issue"], row["in"]) == (number, "post")
        assert row["section"] == "Papers 📙", name
        assert row["number"] == (None if name in {"inline", "html"} else 1), name
        lines = (blog / row["path"]).read_text(encoding="utf-8").split("\n")
        where = "[The Transformer][1]" if name == "reflinks" else f"https://e.org/{name}"
        assert where in lines[row["line"] - 1], body
        assert row["date"] == f"2026-0{number}-03"
    assert found["plain"]["where"] == "issue #2, Papers 📙, [1]"


def test_words(blog: Path) -> None:
    paper = "https://www.arxiv.org/abs/1706.03762v2"
    for text in (
        "CAFE attention",
        "cafe\u0301",
        "atten",
        "one paper",
        "to read",
        "1706.03762",
        '"café attention"',
        "basics paper",
    ):
        assert urls(blog, text) == [paper], text
    for text in (
        "attention cafe zebra",
        '"attention café"',
        "ttention",
        "café NOT attention OR",
        "one AND paper",
    ):
        assert urls(blog, text) == [], text
    for text in (
        '"',
        "'",
        "*",
        "(",
        "NEAR(a b)",
        "a:b",
        "title:x",
        "-",
        "^",
        "{}",
        "\x00",
        "🦀",
        '""',
        'a"b',
        "%",
    ):
        rows(blog, text)


def test_scripts_without_spaces(blog: Path) -> None:
    for text in ("机器学习入门", "机器", "学习", "习", "机器 入门"):
        assert urls(blog, text) == ["https://e.cn/ml"], text
    assert urls(blog, "学机") == []


def test_symbols_count(blog: Path) -> None:
    assert urls(blog, "c++") == ["https://cpp.example.com/x"]
    assert len(rows(blog, "📙")) == len(STYLES)


def test_an_address_is_found_in_any_form(blog: Path) -> None:
    assert urls(blog, "http://arxiv.org/pdf/1706.03762") == [
        "https://www.arxiv.org/abs/1706.03762v2"
    ]
    assert urls(blog, "https://e.org/bare?utm_source=x") == ["https://e.org/bare"]
    assert urls(blog, "https://e.org/nowhere") == []


def test_filters(blog: Path) -> None:
    assert len(urls(blog, category="nlp")) == 3
    assert urls(blog, category="NLP - Basics", tag="papers") == [
        "https://www.arxiv.org/abs/1706.03762v2"
    ]
    assert urls(blog, category="nl") == []
    assert len(urls(blog, category="papers")) == len(STYLES)
    assert len(urls(blog, category="Weekly")) == len(STYLES)
    assert len(urls(blog, tag="newsletter")) == len(STYLES)
    assert urls(blog, host="example.com") == [
        "https://cpp.example.com/x",
        "https://c.example.com/x",
    ]
    assert urls(blog, host="arxiv.org") == ["https://www.arxiv.org/abs/1706.03762v2"]
    assert urls(blog, host="xiv.org") == []
    assert urls(blog, "transformer", since="2026-02-03", until="2026-03-03") == [
        "https://e.org/bare",
        "https://e.org/plain",
    ]
    assert len(urls(blog, "transformer", limit=2)) == 2


def test_posts_and_drafts(blog: Path) -> None:
    (draft,) = rows(blog, "sourdough")
    assert (draft["in"], draft["where"], draft["path"]) == (
        "draft",
        "draft Half a thought",
        "_drafts/half.md",
    )
    (essay,) = rows(blog, "meditation")
    assert (essay["kind"], essay["title"], essay["url"], essay["date"]) == (
        "post",
        "On quietude",
        "",
        "2025-05-05",
    )


def test_the_index_follows_the_files(blog: Path) -> None:
    path = blog / "_posts/2026-01-01-backlog.md"
    assert urls(blog, "zebra") == []
    path.write_text(BACKLOG.replace("tokens", "zebra!"), encoding="utf-8")  # of the same size
    assert len(urls(blog, "zebra")) == 1
    assert urls(blog, "tokens") == []
    status = path.stat()
    path.write_text(BACKLOG.replace("tokens", "gnugnu"), encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert len(urls(blog, "gnugnu")) == 1
    new = path.with_name("2026-11-20-new.md")
    path.rename(new)
    assert rows(blog, "gnugnu")[0]["path"] == "_posts/2026-11-20-new.md"
    new.unlink()
    assert urls(blog, "gnugnu") == []


def test_the_quick_answer_is_the_same_or_missing(blog: Path) -> None:
    def make_old() -> None:
        for path in [blog, *blog.rglob("*")]:
            os.utime(path, (1_700_000_000, 1_700_000_000))

    query = Query("transformer")
    backlog = blog / "_posts/2026-01-01-backlog.md"
    changes: list[Callable[[], object]] = [
        lambda: backlog.write_text(
            BACKLOG + "* [The Transformer](https://new.org/)\n", encoding="utf-8"
        ),
        lambda: (blog / "_posts/2026-01-02-x.md").write_text(
            "[The Transformer](https://x.org/)", encoding="utf-8"
        ),
        lambda: (blog / "_posts/2026-01-02-x.md").rename(blog / "_posts/2026-01-03-x.md"),
        lambda: (blog / "sub/_posts").mkdir(parents=True),
        lambda: (blog / "sub/_posts/2026-01-04-y.md").write_text(
            "[A transformer](https://y.org/)", encoding="utf-8"
        ),
        (blog / "_posts/2026-01-03-x.md").unlink,
        lambda: (blog / "_config.yml").write_text("exclude: [sub]\n", encoding="utf-8"),
        lambda: (blog / "_config.yml").write_text(
            "exclude: [sub]\npostgen: {oops: 1}\n", encoding="utf-8"
        ),
    ]
    make_old()
    for change in changes:
        rows(blog, "transformer")
        quick = search.quick(blog / "_posts", query)
        assert quick is not None
        assert quick[1] == str(backlog)
        assert [hit.url for hit in quick[0]] == urls(blog, "transformer")
        change()
        assert search.quick(blog, query) is None
        make_old()
    rows(blog, "transformer")
    assert search.quick(blog, query) is None  # the warning would not be shown
    assert search.quick(blog.parent, query) is None


def test_nothing_is_read_twice(blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in blog.rglob("*.md"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    rows(blog, "x")
    monkeypatch.setattr(
        "postgen.search.rows.Reader.read", lambda *_: pytest.fail("a file was read again")
    )
    assert urls(blog, "tokens") == ["https://e.org/tokens"]


def test_the_index_may_be_gone_or_broken_at_any_time(blog: Path, cache: Path) -> None:
    wanted = urls(blog, "transformer")
    (path,) = cache.glob("search-*")
    whole = path.read_bytes()
    for broken in (
        b"",
        b"rubbish" * 1000,
        whole[: len(whole) // 2],
        whole[:5000] + b"\xff" * 4000 + whole[9000:],
    ):
        path.write_bytes(broken)
        assert urls(blog, "transformer") == wanted
    path.unlink()
    assert urls(blog, "transformer") == wanted
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 7")
        connection.execute("DROP TABLE words")
        connection.execute("CREATE TABLE other (x)")
    connection.close()
    assert urls(blog, "transformer") == wanted
    path.unlink()
    path.mkdir()
    assert urls(blog, "transformer") == wanted


def test_a_folder_that_cannot_be_written_to(
    blog: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert len(urls(blog, "transformer")) == len(STYLES)


def test_a_post_that_cannot_be_read_is_named(blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the answer would look complete, and the index would never look again."""
    with monkeypatch.context() as patched:
        refuse_to_open(patched, "linked.md")
        with pytest.raises(UnreadableError, match=r"linked\.md cannot be read: permission denied"):
            rows(blog, "transformer")
    assert len(urls(blog, "transformer")) == len(STYLES)


def test_a_post_that_is_gone_by_then_is_none(blog: Path) -> None:
    assert Reader(site.find(blog)).read(blog / "_posts/2026-01-01-gone.md").rows == []


def test_two_sites_have_two_indexes(blog: Path, cache: Path, tmp_path: Path) -> None:
    rows(blog, "x")
    other = tmp_path / "other"
    (other / "_posts").mkdir(parents=True)
    (other / "_config.yml").write_text("", encoding="utf-8")
    assert urls(other, "transformer") == []
    assert len(list(cache.glob("search-*.sqlite"))) == 2


def test_many_at_once(blog: Path) -> None:
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(len(rows(blog, "transformer"))))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [len(STYLES)] * 6


def test_hostile_posts(make_site: Callable[..., Path]) -> None:
    root = make_site({
        "_posts/2026-01-01-a.md": b"---\ntitle: [\n---\n\xff\xfe [bytes](https://e.org/\xff) \x00 [ok](https://e.org/ok)\n",
        "_posts/2026-01-02-b.md": "no front matter [two](https://e.org/two)\n",
        "_posts/2026-01-03-c.md": "---\ndate: never\n---\n```\n[code](https://e.org/code)\n```\n[three](https://e.org/three)\n",
        "_posts/2026-01-04-d.md": "",
    })  # fmt: skip
    assert {"https://e.org/ok", "https://e.org/two", "https://e.org/three"} <= set(
        urls(root, host="e.org")
    )
    assert rows(root, "three")[0]["date"] == "2026-01-03"


def test_the_command(blog: Path, postgen: Any, cache: Path) -> None:
    done = postgen("search", "tokens")
    assert (
        done.stdout
        == "tokens\tbacklog, NLP - Basics\thttps://e.org/tokens\t_posts/2026-01-01-backlog.md:8\n"
    )
    read = json.loads(postgen("search", "the", "transformer", "--json", "--limit", "1").stdout)
    assert read["query"] == "the transformer"
    assert len(read["items"]) == 1
    nothing = postgen("search", "xyzzy")
    assert (nothing.returncode, nothing.stdout) == (1, "")
    assert postgen("search").returncode == 2
    assert postgen("search", "a", "--since", "never").returncode == 2
    assert len(list(cache.glob("*.sqlite"))) == 1
    assert not [path for path in blog.rglob("*") if path.suffix == ".sqlite"]


@pytest.mark.parametrize(
    "name", ["link-wiki.md", "daily-newspaper.md", "numbered-newsletter.md", "backlog-post.md"]
)
def test_the_users_documents(name: str, example: Callable[[str], str]) -> None:
    text = example(name)
    written = re.findall(r"(?:(?<!!)\[[^\]\n]*\]\(|href=\"|\*\* ?)(https?://[^\s)\"*\[]+)", text)
    found = mentions(text)
    assert {each.url.rstrip(")") for each in found} >= {url.rstrip(")") for url in written}
    assert all(each.title and each.title != each.url for each in found)


@pytest.mark.parametrize("template", ["full", "brief"])
@pytest.mark.parametrize("style", ["linked", "plain", "reflinks", "footnotes", "inline"])
def test_a_published_link_is_found_by_the_words_of_its_note(
    make_site: Any, postgen: Any, style: str, template: str
) -> None:
    items = (
        "## NLP\n\n* [Attention](https://one.example/) - still the best hour\n"
        "* [Other](https://two.example/) - a quick walk\n\n## Tools\n\n* [Rg](https://three.example/) - searches fast\n"
    )
    make_site({"_posts/2026-11-01-backlog.md": f"---\ntitle: Backlog\n---\n\n{items}"})
    made = postgen("new", "newsletter", "--references", style, "--template", template)
    assert made.returncode == 0, made.stderr
    for words, url in (("best hour", "one"), ("quick walk", "two"), ("fast", "three")):
        (found,) = json.loads(postgen("search", words, "--json").stdout)["items"]
        assert (found["kind"], found["url"]) == ("link", f"https://{url}.example/")
        assert found["issue"] == 1
        assert bool(found["number"]) is (style != "inline")
        assert words in found["note"]


@pytest.mark.parametrize(
    "written",
    [
        "[a](https://h.example/?a=1&amp;b=2)", "[a](https://h.example/?a=1&#38;b=2)", "[a][k]\n\n[k]: https://h.example/?a=1&#x26;b=2",
        "<https://h.example/?a=1&amp;b=2>", '<a href="https://h.example/?a=1&amp;b=2">a</a>', "See https://h.example/?a=1&amp;b=2 now.",
        "[a](https://h.example/?a=1\n&b=2)", "[a](https://h.example/?a=1&AMP;b=2)",
    ],
)  # fmt: skip
def test_an_address_is_the_one_that_browsers_open(written: str) -> None:
    [found] = mentions(f"---\ntitle: T\n---\n{written}\n")
    assert found.url == "https://h.example/?a=1&b=2"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.Example.org/a/b", "http://me:secret@example.org:8080/a", "http://example.org", "https://e.org?a=/b", "https://e.org#/b",
        "http:///x/y", "https:///x", "https://[::1]/a", "https://[::1/a", "https://xn--mnchen-3ya.de/a", "ftp://e.org/a", "//e.org/a", "",
        "https://e\n.org/a", "https:/\n/e.org/a", " https://e.org/a", "https://e.org\\a/b", "HTTPS://E.org/a", "https://ａ.org/a",
    ],
)  # fmt: skip
def test_the_host_of_a_row_is_that_of_its_address(url: str) -> None:
    assert _host(url) == host_of(url)
