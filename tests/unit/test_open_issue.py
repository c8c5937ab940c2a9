"""An issue that one writes over days, as a person does it on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

BACKLOG = """---
title: Backlog
published: false
---

## Articles

* [One](https://x.org/1) - first note

## Tools

* [Two](https://x.org/2)
"""
NAME = "_posts/2026-10-01-backlog.md"


def letter(number: int, *, extra: str = "") -> str:
    return f"""---
layout: post
title: 'Letter #{number}'
date: 2026-11-0{number}
author: ann
---
Hello and welcome to letter {number}.

## Articles 📙

- **[A {number}](https://e{number}.org/a)**: a note on it
- **[B {number}](https://e{number}.org/b)**: another note
{extra}
## Tools

- **[C {number}](https://e{number}.org/c)**: a tool
- **[D {number}](https://e{number}.org/d)**: a tool

Bye!
"""


LETTERS = {f"_posts/2026-11-0{n}-letter-{n}.md": letter(n) for n in (1, 2, 3)}


@pytest.fixture
def site(make_site: Any) -> Path:
    root: Path = make_site({NAME: BACKLOG, **LETTERS})
    return root


def read(root: Path, name: str) -> str:
    return (root / name).read_text(encoding="utf-8")


def run(postgen: Any, *arguments: str) -> Any:
    done = postgen(*arguments)
    assert done.returncode == 0, done.stderr
    return done


def test_an_issue_grows_from_a_draft_to_a_post(site: Path, postgen: Any) -> None:
    run(postgen, "new", "newsletter", "--draft", "--category", "Articles")
    draft = read(site, "_drafts/letter-4.md")
    assert "date:" not in draft
    assert "- **[One](https://x.org/1)**: first note\n\nBye!\n" in draft
    run(
        postgen,
        "add-link",
        "https://x.org/3",
        "--title",
        "Three",
        "--category",
        "tools",
        "--to-issue",
    )
    run(postgen, "new", "newsletter", "--append")
    assert read(site, "_drafts/letter-4.md").endswith(
        "## Articles 📙\n\n- **[One](https://x.org/1)**: first note\n\n"
        "## Tools\n\n- **[Three](https://x.org/3)**\n- **[Two](https://x.org/2)**\n\nBye!\n"
    )
    run(postgen, "move", "Three", "--to-backlog")
    assert "* [Three](https://x.org/3)\n" in read(site, NAME)
    assert "Three" not in read(site, "_drafts/letter-4.md")
    done = run(postgen, "publish", "letter-4", "--date", "27 Nov 2026")
    assert done.stdout == "_posts/2026-11-27-letter-4.md\n"
    assert read(site, "_posts/2026-11-27-letter-4.md").startswith(
        "---\nlayout: post\ntitle: 'Letter #4'\ndate: 2026-11-27\nauthor: ann\n---\n"
    )
    assert not list((site / "_drafts").iterdir())


def test_a_link_goes_straight_into_a_named_issue(site: Path, postgen: Any) -> None:
    name = "_posts/2026-11-03-letter-3.md"
    run(
        postgen,
        "add-link",
        "https://x.org/9",
        "--title",
        "Nine",
        "--category",
        "Articles",
        "--to-issue",
        "letter-3",
    )
    assert read(site, name) == letter(3, extra="- **[Nine](https://x.org/9)**\n")
    assert read(site, NAME) == BACKLOG


def test_items_are_appended_to_a_post(site: Path, postgen: Any) -> None:
    run(
        postgen,
        "new",
        "newsletter",
        "--append",
        "_posts/2026-11-03-letter-3.md",
        "--category",
        "Articles",
    )
    assert read(site, "_posts/2026-11-03-letter-3.md") == letter(
        3, extra="- **[One](https://x.org/1)**: first note\n"
    )
    assert "One" not in read(site, NAME)


def test_an_item_comes_back_to_the_backlog_as_it_was(site: Path, postgen: Any) -> None:
    run(postgen, "new", "newsletter", "--draft")
    run(postgen, "move", "https://x.org/1", "https://x.org/2", "--to-backlog")
    assert read(site, NAME) == BACKLOG


@pytest.mark.parametrize("what", ["nothing", "https://nowhere.org/"])
def test_what_is_not_in_the_issue_is_refused(site: Path, postgen: Any, what: str) -> None:
    run(postgen, "new", "newsletter", "--draft")
    before = read(site, "_drafts/letter-4.md"), read(site, NAME)
    done = postgen("move", what, "--to-backlog")
    assert done.returncode == 1
    assert f"Nothing in the issue is `{what}`" in done.stderr
    assert (read(site, "_drafts/letter-4.md"), read(site, NAME)) == before


@pytest.mark.usefixtures("site")
def test_without_a_draft_there_is_nothing_to_add_to(postgen: Any) -> None:
    done = postgen("new", "newsletter", "--append")
    assert done.returncode == 1
    assert "postgen new newsletter --draft" in done.stderr


def test_a_number_that_was_taken_in_the_meantime_is_not_used_twice(
    site: Path, postgen: Any
) -> None:
    run(postgen, "new", "newsletter", "--draft")
    (site / "_posts/2026-11-10-letter-4.md").write_text(
        letter(4).replace("-04", "-10"), encoding="utf-8"
    )
    done = run(postgen, "publish", "_drafts/letter-4.md")
    assert "It is issue #5: #4 is taken." in done.stderr
    assert "title: 'Letter #5'\n" in read(site, "_posts/2026-11-21-letter-5.md")


@pytest.mark.parametrize("style", ["linked", "plain", "reflinks", "footnotes", "inline"])
def test_numbers_follow_in_every_style(make_site: Any, postgen: Any, style: str) -> None:
    """Links that are added one by one give the issue that is written at once."""
    both = BACKLOG.replace("## Tools", "* [Three](https://x.org/3) - words\n\n## Tools")
    post = "_posts/2026-11-21-newsletter-1.md"
    root = make_site({NAME: both})
    run(postgen, "new", "newsletter", "--references", style, "--no-toc")
    at_once = read(root, post)
    (root / post).unlink()
    make_site({NAME: BACKLOG})
    run(postgen, "new", "newsletter", "--references", style, "--no-toc", "--draft", "--intro", "x")
    link = ["https://x.org/3", "--title", "Three", "--note", "words"]
    run(postgen, "add-link", *link, "--category", "Articles", "--to-issue")
    run(postgen, "publish", "newsletter-1")
    assert at_once.endswith(read(root, post).split("\n\nx\n")[1])


@pytest.mark.parametrize("style", ["linked", "plain", "reflinks", "footnotes", "inline"])
def test_a_title_may_itself_be_the_link(make_site: Any, postgen: Any, style: str) -> None:
    """The links of notes are numbered, and everything else works as with numbers."""
    linked = "* [One](https://x.org/1) - see [that](https://y.org/1)\n* [Six][six] - see <https://y.org/6>"
    backlog = BACKLOG.replace("* [One](https://x.org/1) - first note", linked)
    settings = f"postgen: {{newsletter: {{link_titles: true, references: {style}}}}}\n"
    root = make_site({NAME: f"{backlog}\n[six]: https://x.org/6\n"}, settings)
    run(postgen, "new", "newsletter", "--draft")
    link = ["https://x.org/3", "--title", "Three", "--note", "words", "--category", "Tools"]
    run(postgen, "add-link", *link, "--to-issue")
    run(postgen, "add-link", "https://x.org/4", "--title", "Four", "--category", "Articles")
    run(postgen, "new", "newsletter", "--append")
    has_numbers = style in {"linked", "plain", "footnotes"}
    text = read(root, "_drafts/newsletter-1.md")
    if has_numbers:
        titles = [("One", "1"), ("Six", "6"), ("Three", "3")]
        assert all(f" [{title}](https://x.org/{n}) {{#" in text for title, n in titles)
        assert "* [Two](https://x.org/2)\n" in text
        entries = text[text.index("## References") :] if style != "footnotes" else text
        assert "https://y.org/1" in entries
        assert "https://y.org/6" in entries
        assert text.count("https://x.org/") == 5
    run(postgen, "move", "Three", "One", "--to-backlog")
    assert "[One](https://x.org/1) - see [that](https://y.org/1)" in read(root, NAME)
    assert "[Three](https://x.org/3) - words" in read(root, NAME)
    run(postgen, "publish", "newsletter-1")
    assert postgen("add-link", "https://x.org/6", "--no-fetch").returncode == 1
    assert "https://x.org/6" in run(postgen, "search", "six").stdout
    make_site({}, f"postgen: {{newsletter: {{references: {style}}}}}\n")
    done = run(postgen, "new", "newsletter", "--date", "2026-11-28", "--json")
    following = read(root, json.loads(done.stdout)["path"])
    assert "[Three](https://x.org/3) {#" in following or not has_numbers


def test_front_matter_comes_from_the_settings_and_the_command_line(
    make_site: Any, postgen: Any
) -> None:
    root = make_site(
        {NAME: BACKLOG},
        "title: Site\npostgen:\n  newsletter:\n    front_matter:\n      slug: 'letter-{{ issue }}'\n"
        "      toc: false\n      image: {alt: 'Cover of {{ issue }}'}\n",
    )
    run(
        postgen, "new", "newsletter", "--set", "comments=true", "--tag", "a", "--tag", "b",
        "--layout", "letter", "--author", "ann", "--slug", "first",
    )  # fmt: skip
    text = read(root, "_posts/2026-11-21-first.md")
    for line in (
        'slug: "letter-1"', "toc: false", 'image: {alt: "Cover of 1"}', "comments: true",
        'tags: ["a", "b"]', 'layout: "letter"', 'author: "ann"',
    ):  # fmt: skip
        assert f"{line}\n" in text


def test_what_is_left_open_is_said(make_site: Any, postgen: Any) -> None:
    text = BACKLOG.replace(
        "## Tools", "## Toolls\n\n* [Z](https://x.org/z)\n\n## Tools\n\n"
    ).replace("## Articles", "## Unsorted")
    make_site({NAME: text})
    done = run(postgen, "new", "newsletter", "--draft", "--intro", "TK about this week")
    for words in (
        "`TK` is left in a line: _drafts/newsletter-1.md:8.",
        "still called `Unsorted`",
        "`Tools` is nearly `Toolls`",
    ):
        assert words in done.stderr
    done = run(postgen, "publish", "newsletter-1", "--json")
    assert "TK" in done.stderr or json.loads(done.stdout)["path"]


def test_the_first_paragraph_follows_while_it_is_the_written_one(
    make_site: Any, postgen: Any
) -> None:
    root = make_site({NAME: BACKLOG})
    run(postgen, "new", "newsletter", "--draft")
    draft = "_drafts/newsletter-1.md"
    assert "\nThis issue has links on Articles and Tools: One and Two.\n" in read(root, draft)
    for n, title in enumerate(["Three", "Four", "Five [x]"]):
        link = [f"https://y.org/{n}", "--title", title, "--note", "words"]
        run(postgen, "add-link", *link, "--category", "Articles")
    run(postgen, "new", "newsletter", "--append")
    text = read(root, draft)
    assert "\nThis issue has links on Articles and Tools: One, Three and 3 more.\n" in text
    run(postgen, "move", "Three", "--to-backlog")
    assert "Tools: One, Four and 2 more.\n" in read(root, draft)
    mine = read(root, draft).replace("One, Four", "my One, Four")
    (root / draft).write_text(mine, encoding="utf-8")
    run(postgen, "new", "newsletter", "--append")
    assert "Tools: my One, Four and 2 more.\n" in read(root, draft)


def test_the_next_issue_has_such_a_paragraph_too(make_site: Any, postgen: Any) -> None:
    root = make_site({NAME: BACKLOG})
    run(postgen, "new", "newsletter")
    run(postgen, "add-link", "https://z.org/", "--title", "Z", "--note", "n", "--category", "Tools")
    run(postgen, "add-link", "https://z.org/2", "--title", "Bare", "--category", "Tools")
    run(postgen, "new", "newsletter")
    text = read(root, "_posts/2026-11-21-newsletter-2.md")
    assert "\nThis issue has links on Tools: Bare and Z.\n" in text
    assert "## 1. Tools\n\n* Bare[" in text
    assert "\n\n### 1.1 Z[" in text
    assert " {#z}\n" in text


def test_standing_words_and_a_free_title_follow_the_number(make_site: Any, postgen: Any) -> None:
    posts = {
        f"_posts/2026-10-0{n}-letter-{n}.md": f"---\ntitle: 'Letter #{n}: {word}'\n---\n"
        f"This is letter {n}, of {n} October 2026.\n\n## Links\n\n- [A{n}](https://a.org/{n}) - x\n"
        f"- [B{n}](https://b.org/{n}) - y\n\nUntil letter {n + 1}!\n"
        for n, word in ((1, "Roses"), (2, "Old maps"), (3, "Bread"))
    }
    root = make_site({NAME: BACKLOG, **posts})
    run(postgen, "new", "newsletter", "Letter #4: Rivers", "--draft")
    draft = next((root / "_drafts").iterdir())
    assert "This is letter 4, of 21 November 2026." in draft.read_text(encoding="utf-8")
    (root / "_posts/2026-10-04-letter-4.md").write_text(
        posts["_posts/2026-10-03-letter-3.md"]
        .replace("#3: Bread", "#4: Clocks").replace("letter 3, of 3", "letter 4, of 4")
        .replace("letter 4!", "letter 5!").replace("/3)", "/4)"),
        encoding="utf-8",
    )  # fmt: skip
    done = run(postgen, "publish", draft.name, "--date", "2026-11-22")
    assert "It is issue #5: #4 is taken." in done.stderr
    text = (root / done.stdout.strip()).read_text(encoding="utf-8")
    assert "title: 'Letter #5: Rivers'\n" in text
    assert "This is letter 5, of 22 November 2026.\n" in text
    assert "Until letter 6!\n" in text


def test_the_title_in_the_body_follows_where_nothing_was_learned(
    make_site: Any, postgen: Any
) -> None:
    root = make_site({NAME: BACKLOG})
    run(postgen, "new", "newsletter", "--draft", "--intro", "Welcome to Newsletter #1, for you.")
    other = "---\ntitle: 'Newsletter #1'\nissue: 1\ntags: [newsletter]\n---\n\nWords.\n"
    (root / "_posts/2026-11-02-newsletter-1.md").write_text(other, encoding="utf-8")
    done = run(postgen, "publish", "newsletter-1", "--json")
    path = json.loads(done.stdout)["path"]
    assert "Welcome to Newsletter #2, for you." in read(root, path)


def test_a_template_may_have_front_matter(make_site: Any, postgen: Any) -> None:
    config = (
        "title: S\npostgen:\n  newsletter:\n    layout: set\n    image: /set.png\n    author: s\n"
    )
    root = make_site({NAME: BACKLOG}, config)
    (root / "_templates").mkdir()
    (root / "_templates" / "mine.md").write_text(
        "---\nlayout: mine\nimage: /covers/{{ issue }}.png\nauthor: t\ntitle: {{ title }}\n"
        "kind: {{ site }}\ndate: {{ date }}\n---\n{{ intro }}\n\n"
        "{% for section in sections %}{% for item in section.items %}* {{ item.line }}\n{% endfor %}"
        "{% endfor %}\n{{ references }}\n",
        encoding="utf-8",
    )
    done = run(
        postgen, "new", "newsletter", "--template", "mine", "--author", "me", "--set", "kind=k"
    )
    assert done.returncode == 0, done.stderr
    text = read(root, "_posts/2026-11-21-newsletter-1.md")
    assert 'layout: "mine"\ntitle: "Newsletter #1"\ndate: 2026-11-21 10:00:00 +0000\n' in text
    for line in ('author: "me"', "image: /covers/1.png", 'kind: "k"', "issue: 1"):
        assert line.replace('"', "") in text.replace('"', ""), line
    assert text.count("---\n") == 2


NOTED = (
    "---\ntitle: Backlog\n---\n\n## Tools\n\n* [Hammer](https://a.example/h) is good.[^1]\n"
    "* [Saw](https://a.example/s) too.[^2]\n* [Nail](https://a.example/n) `[^1]`\n\n"
    "[^1]: So says the guild.\n\n[^2]: Unlike [^3].\n\n[^3]: Third.\n"
)


@pytest.mark.parametrize("style", ["plain", "linked", "footnotes", "inline"])
def test_footnotes_come_back_with_their_item(make_site: Any, postgen: Any, style: str) -> None:
    place = "_posts/2020-01-01-backlog.md"
    root = make_site({place: NOTED}, "title: T\ntimezone: UTC\n")
    done = postgen("new", "newsletter", "N1", "--draft", "--references", style)
    assert done.returncode == 0, done.stderr
    assert "[^1]:" not in (root / place).read_text()
    for what in ("Hammer", "Saw"):
        assert postgen("move", what, "--to-backlog").returncode == 0
    name = "note-" if style == "footnotes" else ""
    backlog, draft = (root / place).read_text(), (root / "_drafts/n1.md").read_text()
    assert backlog.endswith(
        f"too.[^{name}2]\n\n[^{name}1]: So says the guild.\n\n[^{name}2]: Unlike [^{name}3].\n\n"
        f"[^{name}3]: Third.\n"
    )
    assert "Third" not in draft


def test_chosen_items_begin_a_draft_and_then_go_into_it(site: Path) -> None:
    from postgen import site as sites
    from postgen.backlog import Backlog
    from postgen.commands import open_issue
    from postgen.errors import NotFoundError
    from postgen.files import journal

    found, path = sites.find(site), site / NAME
    now = found.now()

    def take(*ids: str) -> None:
        result = open_issue.take(found, path, ids, open_issue.THE_DRAFT, now)
        journal.commit(site, result.changes, "test")

    one, two = Backlog(read(site, NAME)).ids
    take(two)
    assert "https://x.org/2" in read(site, "_drafts/letter-4.md")
    assert "https://x.org/1" not in read(site, "_drafts/letter-4.md")
    take(one)
    assert "- **[One](https://x.org/1)**: first note" in read(site, "_drafts/letter-4.md")
    assert Backlog(read(site, NAME)).ids == []
    with pytest.raises(NotFoundError, match=f"Nothing in the backlog is `{one}`"):
        take(one)


def test_what_the_issue_has_already_is_taken_out_of_the_backlog(site: Path, postgen: Any) -> None:
    run(postgen, "new", "newsletter", "--draft")
    (draft,) = (site / "_drafts").iterdir()
    before = draft.read_text("utf-8")
    (site / NAME).write_text(BACKLOG, "utf-8")  # a merge brings them back
    run(postgen, "new", "newsletter", "--append")
    assert draft.read_text("utf-8") == before
    assert "x.org" not in (site / NAME).read_text("utf-8")
    more = BACKLOG.replace("* [Two]", "* [Three](https://x.org/3)\n* [Two]")
    (site / NAME).write_text(more, "utf-8")
    run(postgen, "new", "newsletter", "--append")
    text = draft.read_text("utf-8")
    assert [text.count(f"(https://x.org/{number})") for number in (1, 2, 3)] == [1, 1, 1]
    assert "x.org" not in (site / NAME).read_text("utf-8")
