"""What goes into an issue, where it goes, and what stays behind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from postgen.jekyll import frontmatter
from postgen.jekyll.document import Document

BACKLOG = """---
layout: post
title: Backlog
---

## NLP

* [Attention](https://e.org/attention) - all you need <!-- added: 2026-11-20; tags: a -->
* Prose about [BERT](https://e.org/bert) and [its code](https://e.org/code).
* A thought without a link

## Tools

* [ripgrep](https://e.org/rg) <!-- added: 2026-10-01 -->

## Empty

**Bold**
* [Last](https://e.org/last)
"""
NAME = "_posts/2026-11-01-backlog.md"


@pytest.fixture
def site(make_site: Any) -> Path:
    root: Path = make_site({NAME: BACKLOG})
    return root


def issue(root: Path, name: str = "2026-11-21-newsletter-1.md") -> str:
    return (root / "_posts" / name).read_text(encoding="utf-8")


def headings(text: str, level: int = 2) -> list[str]:
    mark = "#" * level + " "
    return [line.removeprefix(mark) for line in text.splitlines() if line.startswith(mark)]


def test_the_items_go_into_the_issue_and_out_of_the_backlog(site: Path, postgen: Any) -> None:
    done = postgen("new", "newsletter")
    assert (done.returncode, done.stdout) == (0, "_posts/2026-11-21-newsletter-1.md\n"), done.stderr
    assert headings(issue(site)) == ["1. NLP", "2. Tools", "3. Bold", "References"]
    left = (site / NAME).read_text(encoding="utf-8")
    assert "](" not in left
    assert "* A thought without a link" in left
    assert [line for line in left.splitlines() if line.startswith(("#", "**"))] == [
        "## NLP",
        "## Tools",
        "## Empty",
        "**Bold**",
    ]


def test_its_front_matter(site: Path, postgen: Any) -> None:
    (site / "a b.png").write_bytes(b"picture")
    postgen(
        "new",
        "newsletter",
        'What: a "title"',
        "--issue",
        "7",
        "--lang",
        "de",
        "--image",
        "/a b.png",
        "--date",
        "2026-11-20 09:30",
    )
    front = frontmatter.load(Document.parse(issue(site, "2026-11-20-what-a-title.md")).front)
    assert front["date"].isoformat() if hasattr(front["date"], "isoformat") else front["date"]
    assert {key: front[key] for key in ("layout", "title", "issue", "tags", "image", "lang")} == {
        "layout": "post", "title": 'What: a "title"', "issue": 7, "tags": ["newsletter"],
        "image": "/a b.png", "lang": "de",
    }  # fmt: skip


def test_keep_leaves_the_backlog_alone(site: Path, postgen: Any) -> None:
    assert postgen("new", "newsletter", "--keep").returncode == 0
    assert (site / NAME).read_text(encoding="utf-8") == BACKLOG


def test_dry_run_shows_both_changes_and_makes_none(site: Path, postgen: Any) -> None:
    done = postgen("new", "newsletter", "--dry-run")
    assert "+++ b/_posts/2026-11-21-newsletter-1.md" in done.stdout
    assert "-* [ripgrep](https://e.org/rg)" in done.stdout
    assert [path.name for path in (site / "_posts").iterdir()] == [Path(NAME).name]
    assert (site / NAME).read_text(encoding="utf-8") == BACKLOG


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        (["--category", "tools"], ["1. Tools"]),
        (["--category", "tools", "--category", "nlp"], ["1. Tools", "2. NLP"]),
        (["--since", "2026-11-01"], ["1. NLP"]),
        (["--since", "1y"], ["1. NLP", "2. Tools"]),
        (["--limit", "2"], ["1. NLP"]),
        (["--limit", "3"], ["1. NLP", "2. Tools"]),
    ],
)
def test_options_are_obeyed(
    options: list[str], wanted: list[str], site: Path, postgen: Any
) -> None:
    done = postgen("new", "newsletter", *options)
    assert done.returncode == 0, done.stderr
    assert headings(issue(site))[:-1] == wanted


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--category", "Nothing"], "The backlog has no category `Nothing`."),
        (
            ["--since", "2026-12-01"],
            "The backlog has no link that was asked for; no issue was written.",
        ),
        (["--template", "none"], "There is no template `none`"),
    ],
)
def test_what_is_not_there_is_refused(
    options: list[str], sentence: str, site: Path, postgen: Any
) -> None:
    done = postgen("new", "newsletter", *options)
    assert (done.returncode, done.stdout) == (1, "")
    assert sentence in done.stderr
    assert [path.name for path in (site / "_posts").iterdir()] == [Path(NAME).name]


@pytest.mark.usefixtures("site")
def test_an_unknown_style_is_wrong_usage(postgen: Any) -> None:
    done = postgen("new", "newsletter", "--references", "numbers")
    assert done.returncode == 2
    assert "There is no style `numbers`." in done.stderr


def test_sections_are_named_and_ordered_by_the_settings(make_site: Any, postgen: Any) -> None:
    sections = "    sections:\n      Tools: 'Tools ⚙️'\n      nlp:\n"
    config = f"title: Us\npostgen:\n  newsletter:\n    title: 'Week {{{{ issue }}}} of {{{{ site }}}}'\n{sections}"
    root = make_site({NAME: BACKLOG}, config)
    done = postgen("new", "newsletter", "--json")
    result = json.loads(done.stdout)
    assert (result["title"], result["sections"]) == ("Week 1 of Us", ["Tools ⚙️", "NLP", "Bold"])
    assert headings(issue(root, "2026-11-21-week-1-of-us.md"))[:3] == [
        "1. Tools ⚙️",
        "2. NLP",
        "3. Bold",
    ]


def test_the_number_follows_the_last_issue(make_site: Any, postgen: Any) -> None:
    earlier = "---\ntitle: 'NLP Newsletter #11'\ntags: [nlp_newsletter]\n---\n\nHello\n"
    unrelated = "---\ntitle: 'C# is #99'\n---\n\nHello\n"
    make_site(
        {NAME: BACKLOG, "_posts/2026-10-01-a.md": earlier, "_posts/2026-10-02-b.md": unrelated}
    )
    assert json.loads(postgen("new", "newsletter", "--json").stdout)["issue"] == 12


def test_what_was_published_is_left_out_and_stays_in_the_backlog(
    make_site: Any, postgen: Any
) -> None:
    earlier = "---\ntitle: 'Newsletter #3'\nissue: 3\n---\n\n[7] **rg:** http://www.e.org/rg/\n"
    root = make_site({NAME: BACKLOG, "_posts/2026-10-01-a.md": earlier})
    done = postgen("new", "newsletter")
    assert "Left out, published before: ripgrep (issue #3)." in done.stderr
    assert "Tools" not in issue(root, "2026-11-21-newsletter-4.md")
    assert "https://e.org/rg" in (root / NAME).read_text(encoding="utf-8")
    done = postgen("new", "newsletter", "--category", "Tools")
    assert "Nothing new is in the backlog" in done.stderr
    assert "ripgrep (issue #3).\n--allow-repeat takes" in done.stderr
    assert postgen("new", "newsletter", "--allow-repeat", "--issue", "5").returncode == 0
    assert "https://e.org/rg" in issue(root, "2026-11-21-newsletter-5.md")


def test_a_link_of_a_digest_may_be_in_an_issue(make_site: Any, postgen: Any) -> None:
    digest = "---\ntitle: Digest\ntags: [digest]\n---\n\n## [rg](https://e.org/rg)\n"
    root = make_site({NAME: BACKLOG, "_posts/2026-10-01-a.md": digest})
    done = postgen("new", "newsletter")
    assert "published before" not in done.stderr
    assert "https://e.org/rg" in issue(root, "2026-11-21-newsletter-1.md")


def test_the_table_of_contents_can_be_left_out(site: Path, postgen: Any) -> None:
    postgen("new", "newsletter", "--no-toc", "--keep")
    assert "](#1-nlp)" not in issue(site)
    postgen("new", "newsletter", "--toc", "--issue", "1", "--force")
    assert "- [1. NLP](#1-nlp)\n    - [1.1 Attention](#attention)" in issue(site)


def test_a_template_of_the_site(site: Path, postgen: Any) -> None:
    (site / "_templates").mkdir()
    (site / "_templates" / "mine.md").write_text(
        "{{ intro }}\n\n{% for section in sections %}# {{ section.title | upcase }}\n\n"
        "{% for item in section.items %}{{ item.number }} {{ item.line }}\n\n{% endfor %}{% endfor %}"
        "{{ references }}\n",
        encoding="utf-8",
    )
    done = postgen(
        "new",
        "newsletter",
        "--template",
        "mine",
        "--references",
        "inline",
        "--intro",
        "Hello *you*.",
    )
    assert done.returncode == 0, done.stderr
    body = Document.parse(issue(site)).body
    assert body.startswith(
        "\nHello *you*.\n\n# NLP\n\n1.1 [Attention](https://e.org/attention) - all you need\n\n1.2 Prose about"
    )


def test_a_variable_that_is_missing_is_named(site: Path, postgen: Any) -> None:
    (site / "_templates").mkdir()
    (site / "_templates" / "bad.md").write_text("{{ intro }} {{ colour }}\n", encoding="utf-8")
    done = postgen("new", "newsletter", "--template", "bad")
    assert done.returncode == 1
    assert "colour" in done.stderr
    assert "Traceback" not in done.stderr
    (site / "_templates" / "bad.md").write_text("{% for x in %}\n", encoding="utf-8")
    done = postgen("new", "newsletter", "--template", "bad")
    assert done.returncode == 1
    assert "not valid Liquid" in done.stderr


def test_a_template_that_drops_a_link_is_refused(site: Path, postgen: Any) -> None:
    (site / "_templates").mkdir()
    (site / "_templates" / "lossy.md").write_text("{{ intro }}\n", encoding="utf-8")
    done = postgen("new", "newsletter", "--template", "lossy")
    assert done.returncode == 1
    assert "https://e.org/attention" in done.stderr
    assert (site / NAME).read_text(encoding="utf-8") == BACKLOG


def test_the_same_name_is_not_written_over(site: Path, postgen: Any) -> None:
    assert postgen("new", "newsletter", "Same", "--keep").returncode == 0
    before = issue(site, "2026-11-21-same.md")
    done = postgen("new", "newsletter", "Same", "--keep", "--allow-repeat")
    assert done.returncode == 1
    assert "exists already" in done.stderr
    assert issue(site, "2026-11-21-same.md") == before


def test_it_can_be_committed(site: Path, postgen: Any) -> None:
    import subprocess

    for command in (
        ["init", "-q"],
        ["config", "user.email", "a@e.org"],
        ["config", "user.name", "A"],
        ["add", "."],
        ["commit", "-qm", "x"],
    ):
        subprocess.run(["git", *command], cwd=site, check=True)
    done = postgen("new", "newsletter", "--commit")
    assert done.returncode == 0, done.stderr
    shown = subprocess.run(
        ["git", "show", "--stat", "--format=%s"],
        cwd=site,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert shown.startswith("Publish Newsletter #1")
    assert "2 files changed" in shown


def test_a_template_that_lists_what_it_does_not_cite_is_refused(site: Path, postgen: Any) -> None:
    (site / "_templates").mkdir()
    template = "{{ intro }}\n\n{% for section in sections %}{{ section.title }}\n\n{% endfor %}{{ references }}\n"
    (site / "_templates" / "half.md").write_text(template, encoding="utf-8")
    for style in ("linked", "plain", "reflinks", "footnotes"):
        done = postgen("new", "newsletter", "--template", "half", "--references", style)
        assert done.returncode == 1
        assert "which nothing in it cites" in done.stderr or "would lose" in done.stderr
    assert (site / NAME).read_text(encoding="utf-8") == BACKLOG


@pytest.mark.parametrize(
    "written",
    ["a?x=1\n  +y", "a?x=1\t+y", "a?x=1&#10;+y", "a?x=1&#9;+y", "a?x=1\n  &#x2b;y"],
)
def test_an_address_that_breaks_its_line_opens_what_browsers_open(
    make_site: Any, postgen: Any, written: str
) -> None:
    backlog = "_posts/2026-11-01-backlog.md"
    text = f"---\ntitle: Backlog\n---\n\n## A\n\n* [One](https://e.org/{written}) - note\n"
    root = make_site({backlog: text})
    assert "https://e.org/a?x=1+y" in postgen("list").stdout
    done = postgen("new", "newsletter", "N", "--references", "plain")
    assert done.returncode == 0, done.stderr
    assert "<https://e.org/a?x=1+y>" in (root / done.stdout.strip()).read_text(encoding="utf-8")
