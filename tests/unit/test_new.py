from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from postgen import site
from postgen.cli import report
from postgen.commands import first_site, new, vocabulary
from postgen.commands.init import init
from postgen.commands.lookup import url_of_post
from postgen.commands.new import NameTakenError, PostRequest
from postgen.errors import UsageError
from postgen.files import store
from postgen.jekyll import frontmatter
from postgen.jekyll.document import Document
from postgen.site import ConfigError
from tests.conftest import NOW, ROOT, sentences, write_files

if TYPE_CHECKING:
    from pathlib import Path

MOMENT = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))


@pytest.fixture
def create(make_site: Any) -> Any:
    def run(
        title: Any = "A title",
        kind: Any = "post",
        *,
        files: Any = None,
        config: Any = "timezone: Europe/Paris\n",
        force: Any = False,
        **options: Any,
    ) -> Any:
        here = site.find(make_site(files, config))
        return new.create(here, kind, PostRequest(title, **options), here.now(), force=force)

    return run


def text_of(outcome: Any) -> Any:
    return outcome.changes[0].new


def front_of(outcome: Any) -> Any:
    return frontmatter.read(text_of(outcome))


def test_a_post_with_every_option(create: Any) -> None:
    outcome = create(
        'Say "hi": 1,000', author="me", categories=("NLP", "a b"), tags=("x",), image="/i.png", layout="wide",
        lang="de",
        date="2026-11-20 18:30", values=("comments=true", "weight=7", "code=007", "list=[a, 1]", "no=", "x=a=b"),
        files={"i.png": b"picture"},
    )  # fmt: skip
    assert text_of(outcome) == (
        '---\nlayout: "wide"\ntitle: "Say \\"hi\\": 1,000"\ndate: 2026-11-20 18:30:00 +0100\nauthor: "me"\n'
        'categories: ["NLP", "a b"]\ntags: ["x"]\nimage: "/i.png"\nlang: "de"\ncomments: true\nweight: 7\ncode: "007"\n'
        'list: ["a", 1]\n"no": ""\nx: "a=b"\n---\n\n'
    )
    assert outcome.paths == ("_posts/2026-11-20-say-hi-1-000.md",)
    assert outcome.data == {
        "path": "_posts/2026-11-20-say-hi-1-000.md", "title": 'Say "hi": 1,000',
        "image": "/i.png", "url": "/nlp/a%20b/2026/11/20/say-hi-1-000.html",
    }  # fmt: skip
    assert outcome.changes[0].old is None
    assert sentences(outcome) == ()


@pytest.mark.parametrize(
    ("kind", "path", "front"),
    [
        (
            "post",
            "_posts/2026-11-21-a-title.md",
            'layout: "post"\ntitle: "A title"\ndate: 2026-11-21 11:00:00 +0100\n',
        ),
        ("draft", "_drafts/a-title.md", 'layout: "post"\ntitle: "A title"\n'),
        ("page", "a-title.md", 'layout: "page"\ntitle: "A title"\n'),
        (
            "backlog",
            "_posts/2026-11-21-a-title.md",
            'layout: "post"\ntitle: "A title"\ndate: 2026-11-21 11:00:00 +0100\n',
        ),
    ],
)
def test_each_kind_has_its_place(create: Any, kind: Any, path: Any, front: Any) -> None:
    outcome = create(kind=kind)
    assert (outcome.paths, Document.parse(text_of(outcome)).front) == ((path,), front)
    assert ("url" in outcome.data) == (kind in {"post", "backlog"})


def test_a_backlog_begins_with_its_sections(create: Any) -> None:
    assert text_of(create("Links", "backlog", sections=("NLP", "C# | F#"))).endswith(
        "---\n\n## NLP\n\n## C# \\| F\\#\n"
    )


DEFAULTS = """timezone: UTC
defaults:
  - {scope: {path: "", type: posts}, values: {layout: article, author: me, categories: [x], image: {path: a}, lang: ~}}
  - {scope: {path: _drafts}, values: {author: draftsman}}
"""


def test_defaults_of_the_site_are_not_written(create: Any) -> None:
    plain = 'title: "A title"\ndate: 2026-11-21 10:00:00 +0000\n'
    assert Document.parse(text_of(create(config=DEFAULTS))).front == plain
    same = create(config=DEFAULTS, layout="article", author="me", categories=("x",))
    assert Document.parse(text_of(same)).front == plain
    assert same.data["url"] == "/x/2026/11/21/a-title.html"
    assert (
        Document.parse(text_of(create(kind="draft", config=DEFAULTS))).front == 'title: "A title"\n'
    )
    assert (
        Document.parse(text_of(create(kind="page", config=DEFAULTS))).front
        == 'layout: "page"\ntitle: "A title"\n'
    )
    other = create(config=DEFAULTS, layout="post", author="you", lang="de", categories=("y",))
    assert list(front_of(other)) == ["layout", "title", "date", "author", "categories", "lang"]
    assert other.data["url"] == "/x/y/2026/11/21/a-title.html"
    settings = "postgen: {author: us, layout: p}\n"
    assert list(front_of(create(config=DEFAULTS + settings))) == [
        "layout",
        "title",
        "date",
        "author",
    ]
    assert front_of(create(config=settings))["author"] == "us"


@pytest.mark.parametrize(
    ("config", "options", "notes"),
    [
        ("", {"date": "2026-12-01"},
        ["It is dated 2026-12-01 00:00: until then Jekyll leaves it out, unless the site has `future: true`. Build the site again after that."]),
        ("future: true\n", {"date": "2026-12-01"}, []),
        ("", {"values": ("published=false",)}, ["Jekyll leaves it out because its `published:` is false."]),
        ("defaults: [{values: {published: false}}]\n", {},
        ["Jekyll leaves it out because its `published:` is false."]),
        ("unpublished: true\n", {"values": ("published=false",)}, []),
        ("", {"slug": "???"},
        ["`???` has no letter or digit to name the file by: it is `post`. --slug sets another."]),
        ("postgen: {posts: de/_posts}\n", {},
        ["Its folder is a category, so its URL is /de/2026/11/21/a-title.html."]),
        ("postgen: {posts: de/_posts}\npermalink: /:title/\n", {}, []),
    ],
)  # fmt: skip
def test_what_keeps_a_post_from_being_published_is_reported(
    create: Any, config: Any, options: Any, notes: Any
) -> None:
    assert list(sentences(create(config="timezone: UTC\n" + config, **options))) == notes


@pytest.mark.parametrize(
    ("config", "other", "front", "is_reported"),
    [
        ("", "_posts/2026-11-21-a-title.markdown", "", False),  # its name is taken, too
        ("", "_posts/sub/2026-11-21-a-title.md", "", True),
        ("", "_posts/2026-11-20-a-title.md", "", False),
        ("", "_posts/2026-11-20-a-title.md", "date: 2026-11-21 09:00:00 +0000\n", True),
        ("", "_posts/2026-11-20-a-title.md", "date: 2026-11-21 23:30:00\n", True),
        ("", "_posts/2026-11-20-a-title.md", "permalink: /2026/11/21/a-title.html\n", True),
        ("", "foo/_posts/2026-11-21-a-title.md", "", False),
        ("permalink: /:title/\n", "_posts/2020-01-01-a-title.md", "", True),
        ("permalink: /:title/\n", "_posts/2020-01-01-a-title.md", "slug: other\n", False),
        ("permalink: /:title/\n", "_posts/2020-01-01-a-title.md", "x: [\n", False),
        ("permalink: /:title/\n", "_posts/2020-01-01-a-title.md", "date: soon\n", False),
    ],
)
def test_two_posts_with_one_url_are_reported(
    create: Any, config: Any, other: Any, front: Any, is_reported: Any
) -> None:
    files = {other: f"---\n{front}---\n"}
    if other.endswith(".markdown"):
        with pytest.raises(NameTakenError, match=r"a-title\.markdown exists already"):
            create(files=files, config=config + "timezone: UTC\n")
        return
    outcome = create(files=files, config=config + "timezone: UTC\n")
    expected = f"{other} has the URL {outcome.data['url']} too, and Jekyll keeps only one: give another --slug."
    assert list(sentences(outcome)) == ([expected] if is_reported else [])


def test_a_permalink_of_its_own_is_compared_with_all(create: Any) -> None:
    files = {"_posts/2026-11-01-other.md": "---\ntitle: x\n---\n"}
    outcome = create(
        files=files, config="timezone: UTC\n", values=("permalink=/2026/11/01/other.html",)
    )
    assert sentences(outcome)[0].startswith(
        "_posts/2026-11-01-other.md has the URL /2026/11/01/other.html too"
    )


@pytest.mark.parametrize(
    ("kind", "taken", "hint"),
    [
        ("post", ["_posts/2026-11-21-a-title.md"], "a-title-2"),
        ("post", ["_posts/2026-11-21-a-title.md", "_posts/2026-11-21-a-title-2.md"], "a-title-3"),
        ("post", ["_posts/2026-11-21-a-title.html"], "a-title-2"),
        ("draft", ["_drafts/a-title.mkd"], "a-title-2"),
        ("page", ["a-title.html"], "a-title-2"),
    ],
)
def test_a_taken_name_is_refused_with_one_that_is_free(
    create: Any, kind: Any, taken: Any, hint: Any
) -> None:
    with pytest.raises(NameTakenError) as caught:
        create(kind=kind, files=dict.fromkeys(taken, "old"))
    assert report.hint(caught.value) == f"Use --slug {hint}, or --force to replace it."
    outcome = create(kind=kind, files=dict.fromkeys(taken, "old"), force=True)
    assert (outcome.paths[0], outcome.changes[0].old) == (taken[0], "old")


def test_a_free_slug_keeps_the_date(tmp_path: Path) -> None:
    write_files(tmp_path, {"2026-11-21-2026.md": ""})
    assert new.free_slug(tmp_path / "2026-11-21-2026.md") == "2026-2"


def test_the_ending_is_one_that_the_site_knows(create: Any) -> None:
    assert create(config="markdown_ext: markdown,mkd\n").paths[0].endswith("-a-title.markdown")


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"title": "  "}, "The title is empty."), ({"date": "soon"}, "`soon` is not a date."),
        ({"values": ("x",)}, "`x` is not KEY=VALUE."), ({"values": ("=x",)}, "is not KEY=VALUE."), ({"values": ("a\x08=x",)}, "is not KEY=VALUE."),
        ({"values": ("date=2020-01-01",)}, "Another key `date` would not name the file."),
        ({"title": "bad \udcff"}, "The title 'bad \\udcff' holds bytes that are not UTF-8."),
        ({"tags": ("ok", "\udcff")}, "The tags '\\udcff' holds bytes"),
    ],
)  # fmt: skip
def test_invalid_options_are_refused(create: Any, options: Any, part: Any) -> None:
    with pytest.raises(UsageError) as caught:
        create(**options)
    assert part in caught.value.message


def test_tags_and_categories_that_are_set_become_lists(create: Any) -> None:
    front = front_of(create(values=("tags=a b", "categories=[C, 1]")))
    assert (front["tags"], front["categories"]) == (["a", "b"], ["C", "1"])


def test_a_template_supplies_what_was_not_asked_for(create: Any) -> None:
    template = "---\nlayout: t\ndate: {{ date }}\ntags: [a]\nlang: {{ lang }}\n---\n# {{ title }}\n"
    outcome = create(
        "A & B",
        template="mine",
        files={"_templates/mine.md": template},
        lang="de",
        date="2026-11-20",
    )
    assert text_of(outcome) == (
        '---\ntitle: "A & B"\nlayout: t\ndate: 2026-11-20 00:00:00 +0100\ntags: [a]\nlang: "de"\n---\n# A & B\n'
    )


def test_slugs_may_be_ascii(create: Any) -> None:
    assert create("Été", config="postgen: {slug: ascii}\n").paths[0].endswith("-ete.md")


POSTS = {
    "_posts/2024-01-01-a.md": "---\ntags: [Python, nlp]\ncategories: a b\n---\n" + "x" * 9000,
    "_posts/2024-01-02-b.md": "---\ntitle: x\ntags:\n- Python\n- two words # why\n\ncategory: One word\n---\n",
    "_posts/2024-01-03-c.md": "---\ntags: [broken\n---\n",
    "_posts/2024-01-04-d.md": "---\ntext: |\n  " + "y" * 9000 + "\ntags: [Python, late]\n---\n",
    "_posts/2024-01-05-e.md": "tags: [none]\n",
    "_posts/2024-01-06-f.md": "---\r\nx:\r\n  tags: [inner]\r\ntag: single word\r\n---\r\n",
}


def test_the_tags_and_categories_of_a_site(make_site: Any) -> None:
    known = vocabulary.terms_of(site.find(make_site(POSTS)))
    assert known["tag"][0] == "Python"
    assert set(known["tag"]) == {"Python", "nlp", "two words", "late", "single word"}
    assert set(known["category"]) == {"a", "b", "One word"}


def test_a_tag_that_is_similar_to_a_known_one_is_reported(create: Any) -> None:
    outcome = create(files=POSTS, tags=("python", "Pyton", "new"), categories=("One words",))
    assert sentences(outcome) == (
        "The tag `python` is new here; did you mean `Python`?",
        "The tag `Pyton` is new here; did you mean `Python`?",
        "The category `One words` is new here; did you mean `One word`?",
    )


def test_the_file_has_the_text_of_the_change(make_site: Any) -> None:
    here = site.find(make_site())
    outcome = new.create(here, "post", PostRequest("A title"), here.now() - timedelta(days=1))
    store.commit(outcome.changes)
    assert outcome.changes[0].path.read_text() == text_of(outcome)


def test_init_makes_a_site(tmp_path: Path) -> None:
    outcome = init(tmp_path / "my-blog", "my-blog", MOMENT)
    store.commit(outcome.changes)
    here = site.find(tmp_path / "my-blog")
    assert here.config["title"] == "My blog"
    assert not here.warnings
    assert sorted(str(path.relative_to(here.root)) for path in here.root.rglob("*") if path.is_file()) == [
        ".gitignore", "Gemfile", "_config.yml", "_layouts/default.html", "_layouts/page.html",
        "_layouts/post.html", "_posts/2026-11-20-hello.md", "archive.html", "assets/css/site.css",
        "assets/images/.gitkeep", "feed.xml", "index.html",
    ]  # fmt: skip


def test_init_makes_a_whole_site_beside_the_files_of_a_new_repository(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {"README.md": "# Mine\n", "LICENSE": "MIT\n", ".gitignore": "x\n", ".git/HEAD": "ref\n"},
    )
    store.commit(init(tmp_path, ".", MOMENT).changes)
    assert (tmp_path / ".gitignore").read_text() == "x\n"
    assert (tmp_path / "README.md").read_text() == "# Mine\n"
    assert (tmp_path / "_layouts" / "post.html").is_file()


def test_init_writes_no_layouts_where_there_are_files_already(tmp_path: Path) -> None:
    write_files(tmp_path, {"index.md": "---\n---\n"})
    changed = [change.path.name for change in init(tmp_path, ".", MOMENT).changes]
    assert changed == ["_config.yml", ".gitkeep", ".gitkeep"]


@pytest.mark.parametrize(
    ("folder", "title"),
    [("notes", "Notes"), ("my_links", "My links"), ("R", "R"), ("été-à-lire", "Été à lire"), ('a"b', 'A"b'), ("-", "-")],
)  # fmt: skip
def test_a_new_site_is_called_as_its_folder(tmp_path: Path, folder: str, title: str) -> None:
    store.commit(init(tmp_path / folder, folder, MOMENT).changes)
    assert site.find(tmp_path / folder).config["title"] == title


def test_the_example_of_this_repository_is_built_with_the_files_of_a_new_site() -> None:
    theme = [
        path for path in first_site.SOURCE.rglob("*.*") if path.suffix in {".html", ".css", ".xml"}
    ]
    assert len(theme) == 7
    for path in theme:
        own = ROOT / path.relative_to(first_site.SOURCE)
        assert own.read_bytes() == path.read_bytes(), own


def test_init_leaves_the_urls_of_posts_as_they_are(tmp_path: Path) -> None:
    write_files(tmp_path, {"_posts/2024-01-01-a.md": "---\n---\n"})
    before = url_of_post(site.find(tmp_path), tmp_path / "_posts" / "2024-01-01-a.md")
    store.commit(init(tmp_path, ".", MOMENT).changes)
    assert (
        url_of_post(site.find(tmp_path), tmp_path / "_posts" / "2024-01-01-a.md")
        == before
        == "/2024/01/01/a.html"
    )


@pytest.mark.parametrize(
    "old",
    ["title: x\n", "title: x", "title: x\r\nb: 1\r\n", "title: x\r\nb: 1", "", "\n", "# c\n", "\ufefftitle: x\n",
    "a: |\n  text\n",
     "---\ntitle: x\n", "a:\n- b"],
)  # fmt: skip
def test_init_adds_its_key_and_touches_nothing_else(tmp_path: Path, old: Any) -> None:
    write_files(tmp_path, {"_config.yml": old})
    (change,) = init(tmp_path, ".", MOMENT).changes
    assert change.new is not None
    assert change.new.startswith(old)
    assert frontmatter.load(change.new)["postgen"] == {"commit": False}
    assert change.new.count("\r\n") in {0, change.new.count("\n")}
    store.commit([change])
    assert not init(tmp_path, ".", MOMENT).changes


@pytest.mark.parametrize("old", ["{title: x}\n", "title: x\n...\n", "a: |+\n  x\n"])
def test_init_refuses_where_it_would_do_harm(tmp_path: Path, old: Any) -> None:
    write_files(tmp_path, {"_config.yml": old})
    with pytest.raises(ConfigError, match=r"Nothing can be added at the end of _config\.yml"):
        init(tmp_path, ".", MOMENT)


def test_init_leaves_others_configurations_alone(tmp_path: Path) -> None:
    write_files(tmp_path, {"_config.toml": "title = 'x'\n"})
    assert not init(tmp_path, ".", MOMENT).changes
    write_files(tmp_path, {"_config.yaml": "postgen:\n"})
    assert not init(tmp_path, ".", MOMENT).changes
    write_files(tmp_path, {"_config.yml": "a: [\n"})
    with pytest.raises(ConfigError, match=r"_config\.yml:2: This is not valid YAML"):
        init(tmp_path, ".", MOMENT)


ISSUE = "---\nlayout: letter\ntitle: 'Letter #{n}'\ncategories: [letters]\n---\n\n- [A](https://example.org/{n}): note\n"


def test_init_shows_what_it_learned_and_writes_it_only_when_asked(
    make_site: Any, postgen: Any
) -> None:
    posts = {f"_posts/2026-11-0{n}-letter-{n}.md": ISSUE.format(n=n) for n in range(1, 5)}
    root = make_site(posts, "title: Mine\r\n")
    done = postgen("init", ".")
    assert "New issues will be like _posts/2026-11-04-letter-4.md and 3 more" in done.stderr
    assert '  title: "Letter #{{ issue }}"\n  layout: "letter"\n' in done.stderr
    assert "newsletter:" not in (root / "_config.yml").read_text()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("postgen:\n  author: me\n", "postgen:\n  newsletter:\n    toc: false\n  author: me\n"),
        ("postgen:\n", "postgen:\n  newsletter:\n    toc: false\n"),
        (
            "postgen: # mine\n\ntitle: T\n",
            "postgen: # mine\n  newsletter:\n    toc: false\n\ntitle: T\n",
        ),
        (
            "postgen:\r\n    newsletter:\r\n        layout: x\r\n    commit: true\r\n",
            "postgen:\r\n    newsletter:\r\n        toc: false\r\n        layout: x\r\n    commit: true\r\n",
        ),
        (
            "a: 1\npostgen:\n # ours\n newsletter: # c\nz: {newsletter: 2}\n",
            "a: 1\npostgen:\n # ours\n newsletter: # c\n  toc: false\nz: {newsletter: 2}\n",
        ),
        ("postgen: {commit: true}\n", None),
        ("postgen:\n  newsletter: {layout: x}\n", None),
    ],
)
def test_init_adds_what_is_missing_below_a_key_that_is_there(
    tmp_path: Path, old: str, new: str | None
) -> None:
    (tmp_path / "_config.yml").write_bytes(old.encode())
    if new is None:
        with pytest.raises(ConfigError, match="settings cannot be added"):
            init(tmp_path, ".", MOMENT, {"toc": False})
        return
    (change,) = init(tmp_path, ".", MOMENT, {"toc": False}).changes
    assert change.new == new
    assert not init(tmp_path, ".", MOMENT).changes


@pytest.mark.parametrize(
    ("name", "config", "sentence", "lines"),
    [
        ("_config.yml", "postgen:\n  author: me\n", "already; nothing was changed.", True),
        (
            "_config.yml",
            "postgen:\n  newsletter: {title: T, layout: x, toc: true, references: plain, categories: [x]}\n",
            "already; there is nothing to add.",
            False,
        ),
        ("_config.toml", 'title = "T"\n', "_config.toml is read, but not written", True),
    ],
)
def test_init_shows_what_was_learned_of_a_site_that_is_set_up(
    make_site: Any, postgen: Any, name: str, config: str, sentence: str, *, lines: bool
) -> None:
    posts = {f"_posts/2026-11-0{n}-letter-{n}.md": ISSUE.format(n=n) for n in range(1, 5)}
    root = make_site(posts)
    (root / "_config.yml").unlink(missing_ok=True)
    (root / name).write_text(config)
    done = postgen("init", ".")
    assert "New issues will be like _posts/2026-11-04-letter-4.md and 3 more" in done.stderr
    assert sentence in done.stderr
    assert ('  layout: "letter"\n' in done.stderr) == lines
    assert (done.returncode, done.stdout, (root / name).read_text()) == (0, "", config)


@pytest.mark.parametrize("kind", ["page", "index"])
def test_a_new_page_is_like_the_others(make_site: Any, postgen: Any, kind: str) -> None:
    page = "---\ntitle: {name}\nlayout: wide\nmenu: true\nintro: About {name}\n---\n"
    pages = {f"{name}.md": page.format(name=name) for name in ("About", "Contact", "Thanks")}
    others = {"README.md": "# Read me\n", "index.html": "---\nlayout: home\n---\n"}
    posts = {f"_posts/2026-11-0{n}-letter-{n}.md": ISSUE.format(n=n) for n in range(1, 5)}
    root = make_site({**pages, **others, **posts})
    postgen("new", kind, "All of it", "--slug", "all")
    front = (root / "all.md").read_text().partition("\n---\n")[0]
    assert front == "---\ntitle: All of it\nlayout: wide\nmenu: true\nintro: TK"
    postgen("new", kind, "More", "--slug", "more", "--layout", "narrow")
    assert 'layout: "narrow"\n' in (root / "more.md").read_text()


def test_pages_that_differ_say_nothing(make_site: Any, postgen: Any) -> None:
    root = make_site({f"{name}.md": f"---\nlayout: {name}\n---\n" for name in ("a", "b")})
    postgen("new", "page", "All")
    assert (root / "all.md").read_text() == '---\nlayout: "page"\ntitle: "All"\n---\n\n'
