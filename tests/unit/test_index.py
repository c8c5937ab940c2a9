"""The page of all issues: what is listed, in which order, and what is kept of an existing page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from postgen import site
from postgen.commands import issue_index
from postgen.commands.issue_index import BEGIN, END, MarkError, NoIssueError
from postgen.commands.new import PostRequest
from postgen.errors import UsageError
from postgen.files import store
from tests.conftest import NOW, sentences

ISSUES = {
    "_posts/2020-02-10-nlp-4.md": '---\ntitle: "NLP Newsletter #4: *Turing*"\n---\n',
    "_posts/2020-02-12-nlp-4-ch.md": '---\ntitle: "NLP简报 #4 [CH]"\n---\n',
    "_posts/2020-02-11-nlp-4-fr.md": "---\ntitle: Infolettre\nissue: 4\nlang: fr\n---\n",
    "_posts/2020-01-10-nlp-3.md": "---\nissue: 3\n---\n",
    "_posts/2020-03-01-other.md": "---\ntitle: No issue\n---\n\nissue: 9\n",
}
LISTED = (
    '- [NLP Newsletter #4: \\*Turing\\*]({{ "/2020/02/10/nlp-4.html" | relative_url }}) · 2020-02-10'
    ' · [English]({{ "/2020/02/10/nlp-4.html" | relative_url }})'
    ' · [Français]({{ "/2020/02/11/nlp-4-fr.html" | relative_url }})'
    ' · [中文]({{ "/2020/02/12/nlp-4-ch.html" | relative_url }})\n'
    '- **#3** [Nlp 3]({{ "/2020/01/10/nlp-3.html" | relative_url }}) · 2020-01-10'
    ' · [English]({{ "/2020/01/10/nlp-3.html" | relative_url }})\n'
)
CONFIG = "timezone: UTC\nlang: en\n"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))


@pytest.fixture
def run(make_site: Any) -> Any:
    """Make a site, and its index."""

    def create(files: Any, config: str = CONFIG, request: PostRequest = PostRequest("")) -> Any:  # noqa: B008 - it is frozen
        here = site.find(make_site(files, config))
        return issue_index.create(here, request, here.now())

    return create


def rows(outcome: Any) -> list[str]:
    """Return the lines of the list in the page that is written."""
    return [line for line in outcome.changes[0].new.splitlines() if line.startswith("- ")]


def test_a_page_lists_issues_by_number_and_language(run: Any) -> None:
    outcome = run(ISSUES)
    assert outcome.changes[0].old is None
    assert outcome.changes[0].new == (
        f'---\nlayout: "page"\ntitle: "Archive"\n---\n\n{BEGIN}\n\n{LISTED}\n{END}\n'
    )
    assert outcome.paths == ("archive.md",)
    assert [(each["number"], each["date"]) for each in outcome.data["issues"]] == [
        (4, "2020-02-10"),
        (3, "2020-01-10"),
    ]
    assert outcome.data["issues"][0]["editions"][2] == {
        "lang": "zh", "title": "NLP简报 #4 [CH]", "url": "/2020/02/12/nlp-4-ch.html",
        "path": "_posts/2020-02-12-nlp-4-ch.md",
    }  # fmt: skip


def test_a_second_run_changes_nothing(run: Any) -> None:
    page = run(ISSUES).changes[0].new
    again = run({**ISSUES, "archive.md": page})
    assert again.changes == ()
    assert sentences(again) == ("archive.md is up to date; nothing was changed.",)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "begin", [BEGIN, "<!--postgen index-->", "<!-- Postgen  Index: mine -->  "]
)
def test_what_a_person_wrote_stays_byte_for_byte(run: Any, newline: str, begin: str) -> None:
    before = (
        f"\ufeff---\ntitle: 'Mine'   # a comment\n---\n\n# Old\n\ncaf\udce9\n{begin}\n".replace(
            "\n", newline
        )
    )
    after = f"{END}\nText without an end {{{{ x }}}}".replace("\n", newline)
    outcome = run({**ISSUES, "archive.md": f"{before}- a list of old{newline}{after}"})
    listed = LISTED.replace("\n", newline)
    assert outcome.changes[0].new == before + newline + listed + newline + after


def test_a_site_of_one_language_lists_no_languages(run: Any) -> None:
    both = {
        name: ISSUES[name] for name in ("_posts/2020-02-10-nlp-4.md", "_posts/2020-01-10-nlp-3.md")
    }
    for config in (CONFIG, "timezone: UTC\n"):
        assert [row.count("](") for row in rows(run(both, config))] == [1, 1]


def test_the_original_comes_first_regardless_of_dates(run: Any) -> None:
    files = {
        "_posts/2020-01-01-zh.md": '---\ntitle: "简报 #1 [ZH]"\n---\n',
        "_posts/2020-01-03-en.md": '---\ntitle: "News #1"\n---\n',
        "_posts/2020-01-02-pt.md": '---\ntitle: "Boletim #1"\nlang: pt_br\n---\n',
    }
    assert [each["lang"] for each in run(files).data["issues"][0]["editions"]] == [
        "en",
        "pt-BR",
        "zh",
    ]
    without_language = run(files, "timezone: UTC\n")
    assert [each["lang"] for each in without_language.data["issues"][0]["editions"]] == [
        "",
        "pt-BR",
        "zh",
    ]
    assert rows(without_language)[0].startswith("- [News #1](")


def test_two_posts_of_one_number_and_language_are_two_rows(run: Any) -> None:
    files = {
        "_posts/2020-01-01-a.md": '---\ntitle: "A #1"\n---\n',
        "_posts/2020-01-02-b.md": '---\ntitle: "B #1"\n---\n',
        "_posts/2020-01-03-c.md": '---\ntitle: "C #1 [FR]"\n---\n',
    }
    titles = [[each["title"] for each in row["editions"]] for row in run(files).data["issues"]]
    assert titles == [["A #1", "C #1 [FR]"], ["B #1"]]


@pytest.mark.parametrize(
    ("front", "config", "words"),
    [
        (
            "date: 2026-12-01 08:00:00 +0000",
            CONFIG,
            "is issue #7 and not listed: it is dated 2026-12-01 08:00",
        ),
        ("published: false", CONFIG, "is issue #7 and not listed: its `published:` is false"),
        ("x: [", CONFIG, "is issue #7 and not listed: This is not valid YAML"),
        ("date: never", CONFIG, "is issue #7 and not listed: `never` is not a date"),
        (
            "permalink: /:nothing/",
            CONFIG,
            "is issue #7 and not listed: The permalink has `:nothing`",
        ),
        ("date: 2026-12-01 08:00:00 +0000", CONFIG + "future: true\n", ""),
        ("published: false", CONFIG + "unpublished: true\n", ""),
    ],
)
def test_what_jekyll_leaves_out_is_reported_and_not_listed(
    run: Any, front: str, config: str, words: str
) -> None:
    outcome = run({**ISSUES, "_posts/2020-05-01-x.md": f"---\nissue: 7\n{front}\n---\n"}, config)
    assert any(words in note for note in sentences(outcome)) == bool(words)
    assert len(outcome.data["issues"]) == (2 if words else 3)


def test_titles_and_addresses_are_escaped_for_markdown_and_liquid(run: Any) -> None:
    files = {
        "_posts/2020-01-01-a-(b'.md": "---\ntitle: '{{ x }} {% y %} | [z](u) *\n  w*'\nissue: 12\n---\n"
    }
    title = "\\{\\{ x }} &#123;% y %} \\| \\[z\\](u) \\* w\\*"
    address = """<{{ "/2020/01/01/a-%28b'.html" | relative_url }}>"""
    assert rows(run(files)) == [f"- **#12** [{title}]({address}) · 2020-01-01"]


def test_options_apply_to_a_new_page_and_not_to_an_existing_one(run: Any) -> None:
    request = PostRequest(
        "All of it", slug="issues", layout="wide", lang="de", values=("nav=false",)
    )
    new = run(ISSUES, request=request)
    assert new.paths == ("issues.md",)
    assert new.changes[0].new.startswith(
        '---\nlayout: "wide"\ntitle: "All of it"\nlang: "de"\nnav: false\n---\n'
    )
    old = run({**ISSUES, "issues.md": f"---\n---\n{BEGIN}\n{END}\n"}, request=request)
    assert sentences(old) == ("issues.md is there: its front matter stays as it is.",)
    assert old.changes[0].new == f"---\n---\n{BEGIN}\n\n{LISTED}\n{END}\n"


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (f"{BEGIN}\n- a\n", 4),
        (f"- a\n{END}\n", 5),
        (f"{END}\n{BEGIN}\n", 5),
        (f"{BEGIN}\n{END}\n{BEGIN}\n{END}\n", 7),
        (f"{BEGIN}\n{BEGIN}\n{END}\n", 6),
        (f"{BEGIN} text\n{END}\n", 4),
        (f"> {BEGIN}\n> {END}\n", 4),
        (f"<!-- postgen index\n{END}\n", 4),
        (f"```\n{BEGIN}\n{END}\n```\n", 5),
        (f"<pre>\n{BEGIN}\n{END}\n</pre>\n", 5),
        (f"{{% comment %}}\n{BEGIN}\n{END}\n{{% endcomment %}}\n", 5),
        ("Text of a person.\n", 0),
    ],
)
def test_damaged_marks_are_an_error(run: Any, body: str, line: int) -> None:
    place = f"archive.md:{line}: " if line else "archive.md is there"
    with pytest.raises(MarkError) as caught:
        run({**ISSUES, "archive.md": f"---\n---\n\n{body}"})
    assert caught.value.message.startswith(place)
    assert "postgen index" in caught.value.hint or "Put them where" in caught.value.hint


def test_a_page_of_html_cannot_hold_the_list(run: Any) -> None:
    with pytest.raises(MarkError, match=r"archive\.html is not Markdown"):
        run({**ISSUES, "archive.html": f"---\n---\n{BEGIN}\n{END}\n"})


def test_a_file_without_front_matter_is_not_a_page(run: Any) -> None:
    with pytest.raises(MarkError, match=r"archive\.md has no front matter"):
        run({**ISSUES, "archive.md": f"{BEGIN}\n{END}\n"})


def test_an_unknown_language_is_named_as_it_is_written(run: Any) -> None:
    files = {**ISSUES, "_posts/2020-02-13-x.md": "---\ntitle: 'x #4'\nlang: 'my|own [x](y)'\n---\n"}
    assert " · [my\\|own \\[x\\](y)](" in rows(run(files))[0]


def test_a_site_without_issues_is_an_error(run: Any) -> None:
    with pytest.raises(NoIssueError):
        run({"_posts/2020-03-01-other.md": "---\ntitle: No issue\n---\n\nissue: 9\n"})


def test_issues_that_are_all_hidden_are_named(run: Any) -> None:
    hidden = "---\ntitle: 'x #4'\npublished: false\n---\n"
    with pytest.raises(
        NoIssueError, match=r"2020-02-13-x\.md is issue #4 and not listed: its `pub"
    ):
        run(
            {"_posts/2020-02-13-x.md": hidden, "_posts/2020-03-01-other.md": "---\ntitle: a\n---\n"}
        )


def test_an_invalid_option_is_refused(run: Any) -> None:
    with pytest.raises(UsageError):
        run(ISSUES, request=PostRequest("", values=("nothing",)))


def test_renaming_an_issue_keeps_the_index_as_it_would_be_made(run: Any) -> None:
    from postgen.commands import publish

    store.commit(run(ISSUES).changes)
    here = site.find(Path.cwd())
    store.commit(
        publish.rename(
            here, "nlp-3", publish.RenameRequest("News #3", slug="auto"), here.now()
        ).changes
    )
    again = issue_index.create(here, PostRequest(""), here.now())
    assert [line for line in rows(again) if "/news-3.html" in line]
    assert store.read(Path("archive.md")).count("/news-3.html") == 2


LAYOUT = '<p>{{ page.date | date: "%b %-d, %Y" }}</p>\n'


@pytest.mark.parametrize(
    ("files", "config", "day"),
    [
        ({}, "", "2020-02-09"),
        ({"_layouts/post.html": LAYOUT}, "", "Feb 9, 2020"),
        ({"_layouts/post.html": LAYOUT, "_includes/a.html": LAYOUT, "_layouts/x.html": '{{ d | date: "%d.%m.%Y" }}'}, "", "Feb 9, 2020"),
        ({"_layouts/post.html": "{{ 'now' | date: '%Y' }} {{ d | date: \"%d/%m/%Y\" }}"}, "", "09/02/2020"),
        ({"_layouts/post.html": LAYOUT}, 'date_format: "%-d. %-m. %Y"\n', "9. 2. 2020"),
        ({}, 'minima:\n  date_format: "%e %^B %Y"\n', "9 FEBRUARY 2020"),
        ({}, "date_format: [1]\nminima: dark\n", "2020-02-09"),
        ({"_layouts/post.html": '{{ d | date: "%Y|%d [x]" }}'}, "", r"2020\|09 \[x\]"),
    ],
)  # fmt: skip
def test_days_are_in_the_sites_own_form(run: Any, files: Any, config: str, day: str) -> None:
    issue = {"_posts/2020-02-09-a.md": "---\ntitle: A\nissue: 4\n---\n"}
    (row,) = rows(run({**issue, **files}, CONFIG + config))
    assert row.endswith(f" · {day}")


@pytest.mark.parametrize(
    ("front", "about"),
    [
        ("description: About *this* | that", r": About \*this\* \| that"),
        ("summary: >-\n  Two\n  lines", ": Two lines"),
        ("excerpt: TK\nsubtitle: Below", ": Below"),
        ("excerpt: ''", ""),
        ("description: TK", ""),
        ("description: [a]", ""),
        ("description: '{{ x }} https://e.example/'", None),
    ],
)
def test_an_issue_is_listed_with_its_description(run: Any, front: str, about: str | None) -> None:
    (row,) = rows(run({"_posts/2020-02-09-a.md": f"---\ntitle: A\nissue: 4\n{front}\n---\n"}))
    if about is None:
        assert "{{ x }}" not in row
    else:
        assert row.endswith(f" · 2020-02-09{about}")
