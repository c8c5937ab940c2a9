"""Templates of new posts: which one is used, and which source wins when several set a key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from postgen import site
from postgen.cli import templates as cli_templates
from postgen.commands import new, templates
from postgen.commands.new import PostRequest
from postgen.errors import UsageError
from postgen.jekyll import frontmatter
from postgen.jekyll.document import Document
from postgen.jekyll.templates import TemplateError
from tests.conftest import NOW, sentences

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))


@pytest.fixture
def text(make_site: Callable[..., Path]) -> Callable[..., str]:
    """Return a function that returns the text of a new post in a site with templates."""

    def run(
        files: Any = None,
        kind: str = "post",
        *,
        config: str = "",
        title: str = "A title",
        **options: Any,
    ) -> str:
        template_files = {f"_templates/{name}": content for name, content in (files or {}).items()}
        here = site.find(make_site(template_files, f"timezone: UTC\n{config}"))
        return str(
            new.create(here, kind, PostRequest(title, **options), here.now()).changes[-1].new
        )

    return run


def front_of(text: str) -> Any:
    return frontmatter.read(text)


# Which one

EACH = {
    f"{name}.md": f"---\nfrom: {name}\n---\n"
    for name in ("post", "draft", "page", "backlog", "nlp", "recipes")
}
COLLECTIONS = "collections: {recipes: {output: true}, other: {}}\n"


@pytest.mark.parametrize(
    ("kind", "options", "taken"),
    [
        ("post", {}, "post"), ("draft", {}, "draft"), ("page", {}, "page"), ("backlog", {}, "backlog"),
        ("post", {"categories": ("NLP",)}, "nlp"), ("draft", {"categories": ("none", "nlp")}, "nlp"),
        ("post", {"values": ("category=nlp",)}, "nlp"), ("post", {"values": ("categories=x nlp",)}, "nlp"),
        ("post", {"categories": ("none",)}, "post"),
        ("post", {"collection": "recipes", "categories": ("nlp",)}, "recipes"),
        ("post", {"collection": "other", "categories": ("nlp",)}, "nlp"),
        ("post", {"collection": "other"}, None),
        ("post", {"template": "page", "collection": "recipes", "categories": ("nlp",)}, "page"),
        ("page", {"template": "nlp.md"}, "nlp"),
    ],
)  # fmt: skip
def test_the_nearest_template_is_taken(
    text: Any, kind: str, options: Any, taken: str | None
) -> None:
    assert front_of(text(EACH, kind, config=COLLECTIONS, **options)).get("from") == taken


def test_a_draft_uses_the_template_of_posts(text: Any) -> None:
    assert front_of(text({"post.md": EACH["post.md"]}, "draft"))["from"] == "post"
    for kind in ("page", "backlog"):
        assert "from" not in front_of(text({"post.md": EACH["post.md"]}, kind))


@pytest.mark.parametrize(
    "name", ["machine-learning.md", "Machine Learning.markdown", "MACHINE-learning.MD"]
)
def test_names_are_compared_without_regard_to_case_and_blanks(text: Any, name: str) -> None:
    assert front_of(text({name: "---\nx: 1\n---\n"}, categories=("Machine learning",)))["x"] == 1


def test_a_template_may_be_in_a_folder(text: Any) -> None:
    assert front_of(text({"a/b.md": "---\nx: 1\n---\n"}, template="a/b"))["x"] == 1


def test_the_built_in_template_equals_no_template(text: Any) -> None:
    requests: list[Any] = [
        {},
        {"kind": "draft"},
        {"kind": "page"},
        {"tags": ("x",), "categories": ("nlp",), "lang": "de"},
    ]
    for options in requests:
        kind = options.pop("kind", "post")
        assert sorted(text({}, kind, template="post", **options).splitlines()) == sorted(
            text({}, kind, **options).splitlines()
        )


def test_no_such_template(text: Any) -> None:
    with pytest.raises(TemplateError, match="There is no template `none`") as caught:
        text({"a.md": "x", "nothing.txt": "x", "empty.md": ""}, template="none")
    assert caught.value.hint == "Known are a, brief, cards, full, post."


# What stands in the post

TEMPLATE = """---
# one of: paper, talk
kind: 'paper'   # change it
title: {{ title }}
tags:
category: reviews
author: {{ author }}
date: 2020-01-01
---

# {{ title }}
"""


def test_every_other_byte_of_a_template_stays(text: Any) -> None:
    output = text(
        {"post.md": TEMPLATE},
        title="A: *b*",
        categories=("x",),
        tags=("y",),
        config="postgen: {author: me}\n",
    )
    assert output == (
        '---\nlayout: "post"\ncategories: ["x"]\n# one of: paper, talk\nkind: \'paper\'   # change it\n'
        'title: "A: *b*"\ntags: ["y"]\nauthor: "me"\ndate: 2026-11-21 10:00:00 +0000\n---\n\n# A: \\*b\\*\n'
    )


def test_what_is_not_asked_for_stays_as_the_template_has_it(text: Any) -> None:
    assert text({"draft.md": TEMPLATE}, "draft") == (
        "---\nlayout: \"post\"\n# one of: paper, talk\nkind: 'paper'   # change it\n"
        'title: "A title"\ntags:\ncategory: reviews\nauthor: ""\n---\n\n# A title\n'
    )


def test_windows_newlines_are_kept(text: Any) -> None:
    output = text({"post.md": "---\r\nx: 1\r\n---\r\n\r\nHi\r\n"}, tags=("a",))
    assert output.count("\n") == output.count("\r\n") == 9


def test_a_template_need_not_have_front_matter(text: Any) -> None:
    output = text({"post.md": "\r\nHi {{ title }}\r\n"}, "page", template="post")
    assert output == '---\r\nlayout: "page"\r\ntitle: "A title"\r\n---\r\n\r\nHi A title\r\n'


@pytest.mark.parametrize(
    "front",
    [
        "{a: &x [1], tags: [t]}\n", "  a: &x [1]\n  tags: [t]\n", "a: &x [1]\ntags: [t]\nb: *x\n",
        "a: [1]\ntags: &t [t]\nb: *t\n",
        "? a\n: [1]\n? tags\n: [t]\n", "base: &b {tags: [t]}\n<<: *b\na: [1]\n",
    ],
)  # fmt: skip
def test_odd_yaml_is_written_again_where_it_must_be(text: Any, front: str) -> None:
    read = front_of(text({"post.md": f"---\n{front}---\n"}, tags=("new",)))
    assert (read["a"], read["tags"], read["title"], read["layout"]) == (
        [1],
        ["new"],
        "A title",
        "post",
    )


def test_sections_follow_the_template(text: Any) -> None:
    output = text({"backlog.md": "---\nx: 1\n---\n\nRead me.\n"}, "backlog", sections=("A", "B"))
    assert output.endswith("x: 1\n---\n\nRead me.\n\n## A\n\n## B\n")


def test_variables_of_a_template(text: Any) -> None:
    names = "title slug date author categories tags image lang collection site".split()
    body = "".join(f"{name}: {{{{ {name} }}}}\n" for name in names if name != "site")
    output = text(
        {"post.md": f"---\n{body}---\n{body}at: {{{{ site.title }}}}, {{{{ date | date: '%d.%m.%y' }}}}\n"},
        title="A | b", author="me_2", categories=("x y",), tags=("s", "t"), lang="de", image="https://e.org/a_(b.png",
        config="title: Ours\nbaseurl: /blog\n",
    )  # fmt: skip
    front = front_of(output)
    assert (front["slug"], front["image"], front["tags"]) == (
        "a-b",
        "https://e.org/a_(b.png",
        ["s", "t"],
    )
    assert Document.parse(output).body == (
        "title: A \\| b\nslug: a-b\ndate: 2026-11-21 10:00:00+00:00\nauthor: me_2\ncategories: x y\ntags: s, t\n"
        "image: https://e.org/a_%28b.png\nlang: de\ncollection: \nat: Ours, 21.11.26\n"
    )


# jekyll-compose

COMPOSE = """jekyll_compose:
  auto_open: true
  default_front_matter:
    posts: {description: , author: compose, layout: essay, tag: old, date: 2000-01-01, title: T, sitemap: false}
    drafts: {x: 1}
    pages: {x: 2}
    recipes: {x: 3, layout: food}
"""


def test_the_front_matter_of_jekyll_compose_is_used(text: Any) -> None:
    assert text(config=COMPOSE) == (
        '---\nlayout: "essay"\ntitle: "A title"\ndate: 2026-11-21 10:00:00 +0000\nauthor: "compose"\ndescription:\n'
        'tag: "old"\nsitemap: false\n---\n\n'
    )
    for kind, value in (("draft", 1), ("page", 2)):
        assert front_of(text(None, kind, config=COMPOSE))["x"] == value
    assert front_of(text(None, "backlog", config=COMPOSE))["author"] == "compose"


@pytest.mark.parametrize(
    ("more", "files", "options", "author"),
    [
        ("", {}, {}, "compose"),
        ("postgen: {author: setting}\n", {}, {}, "setting"),
        ("postgen: {author: setting}\n", {"post.md": "---\nauthor: template\n---\n"}, {}, "template"),
        ("postgen: {author: setting}\n", {"post.md": "---\nauthor: template\n---\n"}, {"author": "said"}, "said"),
        ("", {"post.md": "---\nauthor: template\n---\n"}, {"values": ("author=set",)}, "set"),
        ("", {"post.md": "---\nauthor: {{ author }}\n---\n"}, {}, "compose"),
        ("defaults: [{values: {author: default}}]\n", {}, {}, "compose"),
        ("defaults: [{values: {author: compose}}]\n", {}, {}, None),
        ("defaults: [{values: {author: said}}]\n", {}, {"author": "said"}, None),
    ],
)  # fmt: skip
def test_the_most_specific_source_wins(
    text: Any, more: str, files: Any, options: Any, author: str | None
) -> None:
    assert front_of(text(files, config=COMPOSE + more, **options)).get("author") == author


def test_a_layout_is_written_only_where_it_was_set(text: Any) -> None:
    defaults = "defaults: [{values: {layout: theirs}}]\n"
    compose = "jekyll_compose: {default_front_matter: {posts: {layout: post}}}\n"
    assert "layout" not in front_of(text(config=defaults))
    assert front_of(text(config=defaults + compose))["layout"] == "post"
    assert front_of(text(config=COMPOSE + "postgen: {layout: wide}\n"))["layout"] == "wide"
    assert (
        front_of(text({"post.md": "---\nlayout: t\n---\n"}, config=defaults + compose))["layout"]
        == "t"
    )


def test_tags_of_the_request_are_not_hidden_by_the_singular_key(text: Any) -> None:
    front = front_of(text(config=COMPOSE, tags=("new",)))
    assert (front["tags"], "tag" in front) == (["new"], False)
    front = front_of(text({"post.md": "---\ncategory: a\ntag: b\n---\n"}, categories=("x",)))
    assert (front["categories"], front["tag"], "category" in front) == (["x"], "b", False)


@pytest.mark.parametrize(
    ("config", "edits"),
    [
        (COMPOSE, True), (COMPOSE + "postgen: {edit: false}\n", False), (COMPOSE + "postgen:\n", True),
        (COMPOSE + "postgen: {author: me}\n", True), ("jekyll_compose: {auto_open: false}\n", False),
        ("jekyll_compose: x\npostgen: {edit: true}\n", True), ("jekyll_compose:\n", False),
        ("jekyll_compose: {default_front_matter: [x]}\n", False),
        ("jekyll_compose: {default_front_matter: {posts: x}}\n", False),
    ],
)  # fmt: skip
def test_auto_open_counts_where_edit_is_not_set(
    text: Any, make_site: Callable[..., Path], config: str, *, edits: bool
) -> None:
    assert site.find(make_site({}, config)).settings.edit is edits
    assert text(config=config)


# Collections


def test_a_document_of_a_collection(make_site: Callable[..., Path]) -> None:
    config = f"timezone: UTC\ncollections_dir: all\n{COLLECTIONS}{COMPOSE}"
    config += "defaults: [{scope: {type: recipes}, values: {author: cook}}]\n"
    here = site.find(make_site({}, config))
    outcome = new.create(
        here,
        "post",
        PostRequest("Soup", collection="recipes", author="cook", date="2026-12-01"),
        here.now(),
    )
    assert outcome.paths == ("all/_recipes/soup.md",)
    assert outcome.changes[0].new == (
        '---\nlayout: "food"\ntitle: "Soup"\ndate: 2026-12-01 00:00:00 +0000\nx: 3\n---\n\n'
    )
    assert "url" not in outcome.data
    assert "until then Jekyll leaves it out" in sentences(outcome)[0]


@pytest.mark.parametrize(
    ("config", "known"),
    [("", "none"), (COLLECTIONS, "recipes, other"), ("collections: [a]\n", "a")],
)
def test_a_collection_that_the_site_does_not_have(text: Any, config: str, known: str) -> None:
    with pytest.raises(UsageError, match="no collection `drinks`") as caught:
        text(config=config, collection="drinks")
    assert known in caught.value.hint


# The list


def test_the_list_shows_what_each_template_is_for(make_site: Callable[..., Path]) -> None:
    template_files = {
        f"_templates/{name}.md": "x"
        for name in ("post", "page", "recipes", "my own", "weekly", "full", "sub/x")
    }
    template_files |= {"_templates/empty.md": "", "_templates/note.txt": "x"}
    here = site.find(
        make_site(template_files, f"{COLLECTIONS}postgen: {{newsletter: {{template: weekly}}}}\n")
    )
    rows = [cli_templates._row(each) for each in templates.list_templates(here)]
    assert [tuple(row.values()) for row in rows] == [
        ("brief", "built-in", "new newsletter --template brief"),
        ("cards", "built-in", "new digest"),
        ("full", "_templates/full.md", "new post --category full, new post --template full"),
        (
            "my own",
            "_templates/my own.md",
            "new post --category 'my own', new post --template 'my own'",
        ),
        ("page", "_templates/page.md", "new page"),
        ("post", "_templates/post.md", "new post, new draft"),
        ("recipes", "_templates/recipes.md", "new post --collection recipes"),
        ("sub/x", "_templates/sub/x.md", "new post --category sub/x, new post --template sub/x"),
        ("weekly", "_templates/weekly.md", "new newsletter"),
    ]
    assert templates.names(here) == [row["name"] for row in rows]


def test_a_template_is_printed_for_copying(make_site: Callable[..., Path], postgen: Any) -> None:
    root = make_site({"_templates/odd.md": b"caf\xe9 {{ title }}\r\n"})
    assert postgen("templates", "odd", encoding="latin-1").stdout == "café {{ title }}\n"
    (root / "_templates/post.md").write_text("")  # as the shell does for `> _templates/post.md`
    shown = postgen("templates", "post").stdout
    assert shown == "---\ntitle: {{ title }}\ndate: {{ date }}\n---\n\n"
    (root / "_templates/post.md").write_text(shown)
    output = json.loads(postgen("templates", "post.md", "--json").stdout)
    assert output == {
        "name": "post",
        "from": "_templates/post.md",
        "for": "new post, new draft",
        "text": shown,
    }
    assert [row["name"] for row in json.loads(postgen("templates", "--json").stdout)["items"]] == [
        "brief", "cards", "full", "odd", "post",
    ]  # fmt: skip
    done = postgen("templates", "none")
    assert (done.returncode, done.stdout) == (1, "")


def test_a_template_that_shows_no_items_is_refused_for_newsletters(
    make_site: Callable[..., Path], postgen: Any
) -> None:
    make_site(
        {"_posts/2026-11-01-backlog.md": "---\n---\n\n## A\n\n* [One](https://example.org/1)\n"}
    )
    done = postgen("new", "newsletter", "--template", "post")
    assert (done.returncode, done.stdout) == (1, "")
    assert "would lose https://example.org/1" in done.stderr
