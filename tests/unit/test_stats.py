"""The year in numbers: what counts, and what does not."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from postgen import site
from postgen.cli import console
from postgen.cli.app import app
from postgen.commands import stats
from postgen.errors import NotFoundError
from postgen.files.store import UnreadableError
from postgen.stats import plots
from postgen.stats.model import Period, year_until
from postgen.stats.page import page
from tests.conftest import refuse_to_open

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postgen.stats.model import Statistics

CONFIG = "title: Test\ntimezone: UTC\npostgen: {links: {history: _links.jsonl}}\n"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795255200")  # 2026-11-21


def issue(number: int, body: str, **front: str) -> str:
    keys = "".join(f"{key}: {value}\n" for key, value in front.items())
    return f'---\ntitle: "Newsletter #{number}"\nissue: {number}\n{keys}---\n\n{body}'


FILES = {
    "_posts/2025-03-01-newsletter-1.md": issue(1, "## NLP\n\n* [A](https://a.example/1)\n"),
    "_posts/2025-12-20-newsletter-2.md": issue(2, "## NLP\n\n* [B](https://b.example/2)\n"),
    "_posts/2026-01-03-newsletter-3.md": issue(
        3,
        "## 1. NLP\n\n* [A](http://www.a.example/1/?utm_source=x) - and [A](https://a.example/1)\n"
        "* [C](https://docs.c.example.co.uk/3)\n\n## Tools\n\n* [D](https://jane.github.io/d)\n",
        author="ann",
    ),
    "_posts/2026-01-17-newsletter-4.md": issue(
        4,
        "## nlp\n\n* [E](https://web.archive.org/web/20200101000000/https://b.example/2)\n"
        "* [B](https://b.example/2)\n* [F](https://f.example/)\n",
        author="bob",
    ),
    "_posts/2026-01-17-newsletter-4-fr.md": issue(
        4, "## TAL\n\n* [E](https://b.example/2)\n* [F](https://f.example/)\n", lang="fr"
    ),
    "_posts/2026-02-01-other.md": '---\ntitle: "Just published: a book"\n---\n\nSee [G](https://g.example/).\n',
    "_posts/2026-03-01-hidden.md": "---\npublished: false\n---\n\n[H](https://h.example/)\n",
    "_posts/2026-03-02-empty.md": "---\npublished:\n---\n\n[H](https://h.example/)\n",
    "_posts/2027-01-01-future.md": "---\ntitle: Future\n---\n\n[I](https://i.example/)\n",
    "_drafts/draft.md": "---\ntitle: Draft\n---\n\n[J](https://j.example/)\n",
    "_posts/2026-11-01-backlog.md": (
        "---\ntitle: Backlog\n---\n\n## NLP\n\n* [K](https://k.example/) <!-- added: 2026-11-20 -->\n"
        "* [L](https://l.example/) <!-- added: 2026-10-01 -->\n* [M](https://m.example/)\n"
    ),
    "_links.jsonl": (
        '{"url": "https://f.example/", "verdict": "dead", "checked": "2026-11-20T09:00+00:00"}\n'
        '{"url": "https://g.example/", "verdict": "ok", "checked": "2026-11-20T09:00+00:00"}\n'
    ),
}


@pytest.fixture
def found(make_site: Callable[..., Path]) -> Statistics:
    return stats.count(site.find(make_site(FILES, CONFIG)))


def names(rows: Any) -> list[tuple[Any, ...]]:
    return [tuple(row)[:3] for row in rows]


@pytest.mark.parametrize("is_indexed", [False, True])
def test_a_post_that_cannot_be_read_is_not_left_out(
    make_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, *, is_indexed: bool
) -> None:
    found = site.find(make_site(FILES, config=CONFIG))
    if is_indexed:
        stats.count(found)
    refuse_to_open(monkeypatch, "newsletter-3.md")
    with pytest.raises(
        UnreadableError, match=r"newsletter-3\.md cannot be read: permission denied"
    ):
        stats.count(found)


def test_issues_and_links_are_those_that_readers_see_each_once(found: Statistics) -> None:
    assert found.issues == (2, 1)  # 3 and 4; 2 is later in the year than today
    assert found.posts == (3, 1)
    assert found.links == (6, 1)
    assert [tuple(month) for month in found.months[:3]] == [
        ("2026-01", 2, 5, 0), ("2026-02", 0, 1, 0), ("2026-03", 0, 0, 1),
    ]  # fmt: skip
    assert len(found.months) == 11


def test_categories_and_hosts_are_counted_by_what_they_are(found: Statistics) -> None:
    assert names(found.categories) == [("NLP", 4, 1), ("", 1, 0), ("Tools", 1, 0)]
    assert names(found.hosts) == [
        ("a.example", 1, 1), ("b.example", 1, 0), ("example.co.uk", 1, 0), ("f.example", 1, 0),
        ("g.example", 1, 0), ("jane.github.io", 1, 0),
    ]  # fmt: skip
    assert [(row.name, row.posts, row.links) for row in found.authors] == [
        ("ann", 1, 3), ("bob", 1, 2),
    ]  # fmt: skip


def test_gaps_are_between_issues_also_over_the_new_year(found: Statistics) -> None:
    cadence = found.cadence
    assert cadence.days == (date(2026, 1, 3), date(2026, 1, 17))
    assert (cadence.usual, cadence.since) == (14, 308)
    assert cadence.longest == (14, date(2025, 12, 20), date(2026, 1, 3))


def test_dead_links_and_those_that_came_again_are_named(found: Statistics) -> None:
    assert found.checked == 2
    assert [tuple(row) for row in found.dead] == [
        ("https://f.example/", "F", "dead", "_posts/2026-01-17-newsletter-4.md")
    ]
    assert [(row.title, row.posts) for row in found.again] == [
        ("A", ("#1", "#3")), ("E", ("#2", "#4")),
    ]  # fmt: skip


def test_the_backlog_is_counted_by_its_age(found: Statistics) -> None:
    assert found.backlog
    assert found.backlog.to_json() == {
        "items": 3, "week": 1, "month": 0, "older": 1, "unknown": 1, "median": 51, "oldest": 51,
    }  # fmt: skip


def test_another_year_is_counted_to_its_end(make_site: Callable[..., Path]) -> None:
    found = stats.count(site.find(make_site(FILES, CONFIG)), 2025)
    assert found.period == (date(2025, 1, 1), date(2025, 12, 31))
    assert found.period.is_whole_year
    assert (found.issues, found.links) == ((2, 0), (2, 0))
    assert len(found.months) == 12


def test_a_new_year_without_a_post_shows_the_last_one(
    make_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1893456000")  # 2030-01-01
    posts = {path: text for path, text in FILES.items() if "2027" not in path}
    found = stats.count(site.find(make_site(posts, CONFIG)))
    assert found.period.start.year == 2026
    assert found.period.is_whole_year


def test_a_year_without_a_post_is_an_error(make_site: Callable[..., Path]) -> None:
    root = site.find(make_site(FILES, CONFIG))
    with pytest.raises(NotFoundError, match=r"Nothing was published in 2020\.") as caught:
        stats.count(root, 2020)
    assert caught.value.hint == "There are posts of 2025, 2026."


def test_a_site_without_a_post_has_no_numbers(make_site: Callable[..., Path]) -> None:
    with pytest.raises(NotFoundError, match=r"Nothing was published\."):
        stats.count(site.find(make_site({})))


def test_issues_of_a_series_without_numbers_are_issues(make_site: Callable[..., Path]) -> None:
    files = {
        f"_posts/2026-0{month}-01-links-of-the-month.md": (
            f"---\ntitle: Links of the month {month}/2026\n---\n\n* [A](https://a.example/{month})\n"
        )
        for month in range(1, 7)
    }
    assert stats.count(site.find(make_site(files))).issues.now == 6


def test_a_post_of_a_link_log_has_its_link_and_its_category(
    make_site: Callable[..., Path],
) -> None:
    files = {
        "_posts/2026-05-01-a.md": "---\ntitle: A\nlink: https://a.example/\ncategories: [Tools]\n---\n\nGood.\n",
        "_posts/2026-05-02-b.md": (
            "---\ntitle: B\nlink: https://b.example/\ncategory: Tools\n---\n\n[B](https://b.example/#x)\n"
        ),
        "_posts/2026-05-03-c.md": "---\ntitle: C\nlink: [\n---\n\n[C](https://c.example/)\n",
    }
    found = stats.count(site.find(make_site(files)))
    assert found.issues.now == 0
    assert found.links.now == 3
    assert names(found.categories) == [("Tools", 2, 0), ("", 1, 0)]
    assert [row.name for row in found.hosts] == ["a.example", "b.example", "c.example"]


def test_a_leap_day_has_a_year_before() -> None:
    assert year_until(2028, date(2028, 2, 29)).before == Period(date(2027, 1, 1), date(2027, 2, 28))


HOSTILE = "{{ site }} {% raise %} <script>alert(1)</script> \" ' & | 漢字 \u202e"


def test_a_page_is_safe_whatever_is_in_it(make_site: Callable[..., Path]) -> None:
    written = HOSTILE.replace("{", r"\{").replace("<", r"\<").replace("|", r"\|")
    body = f'## {{% raw %}}{written}{{% endraw %}}\n\n* [x {written}](https://a.example/%7B%7B?a="><script>)\n'
    title = json.dumps(HOSTILE)
    files = {
        f"_posts/2026-0{month}-01-a.md": f"---\ntitle: {title}\nauthor: {title}\n---\n\n{body}"
        for month in (1, 2)
    }
    found = stats.count(site.find(make_site(files, f"title: {title}\n")))
    assert found.again
    for is_of_site in (False, True):
        text = page(found, is_of_site=is_of_site)
        html = text.partition("<!doctype")[2]
        assert "{{" not in html
        assert "{%" not in html
        assert "<script" not in html
        assert " style=" not in html
        style = re.search(r"<style>(.*)</style>", html, re.DOTALL)
        assert style
        assert b64encode(sha256(style[1].encode()).digest()).decode() in html
    assert text.startswith("---\nlayout:")


def test_the_scale_of_a_plot_ends_with_a_round_number() -> None:
    assert [plots.scale(most) for most in (1, 3, 10, 11, 21, 99, 1234)] == [
        1, 5, 10, 20, 50, 100, 2000,
    ]  # fmt: skip


@pytest.mark.parametrize("columns", [40, 100])
def test_the_table_fits_the_terminal(
    make_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    make_site(FILES, CONFIG)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr(console, "shows", lambda: True)
    lines = CliRunner().invoke(app, ["stats"]).output.splitlines()
    assert max(map(cell_len, lines)) <= columns
    assert "Test: 2026, until 2026-11-21" in lines[0]
    assert any("docs.c" not in line and "example.co.uk" in line for line in lines)
    assert "  dead  F" in "\n".join(lines)


def test_a_page_needs_a_file_or_a_pipe(make_site: Callable[..., Path]) -> None:
    make_site(FILES, CONFIG)
    refused = CliRunner().invoke(app, ["stats", "-o", "numbers.html"])
    assert refused.exit_code == 2
    done = CliRunner().invoke(app, ["stats", "--html"])
    assert done.output.startswith("<!doctype html>")
    data = json.loads(CliRunner().invoke(app, ["stats", "--year", "2025", "--json"]).output)
    assert data["issues"] == {"count": 2, "before": 0}
    assert data["cadence"]["longest"] == {"days": 294, "from": "2025-03-01", "to": "2025-12-20"}
