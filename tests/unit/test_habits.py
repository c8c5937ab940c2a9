"""What is learned of earlier posts: their series, names, titles and front matter; and the next one."""

from __future__ import annotations

import importlib.util
import json
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postgen.habits import front_matter, learn, pattern, series
from postgen.habits.model import sample
from postgen.habits.tokens import read_number, write_number
from postgen.jekyll import frontmatter
from postgen.jekyll.yaml_style import write_like

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from postgen.habits.model import Sample

DAY = date(2026, 5, 6)
WEEK = timedelta(days=7)


def _bench() -> ModuleType:
    path = Path(__file__).parents[2] / "bench" / "habits.py"
    spec = importlib.util.spec_from_file_location("bench_habits", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


BENCH = _bench()


@pytest.mark.parametrize("name", BENCH.SITES)
def test_the_next_issue_of_a_site_looks_like_the_one_that_was_left_out(name: str) -> None:
    found = BENCH.leave_one_out(name)
    assert found.share >= 0.95, found.detail
    assert found.body >= 0.95, found.detail


# Patterns


def following(*texts: str, days: int = 7, lang: str = "") -> str:
    """Return what follows texts, the oldest first, a week apart; the last one is of `DAY`."""
    dated = [(text, DAY - timedelta(days=days * at)) for at, text in enumerate(reversed(texts))]
    return pattern.learn(dated, lang).render(DAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("issue-99", "issue-100"), "issue-101"),
        (("Issue #008", "Issue #009"), "Issue #010"),
        (("Letter VIII", "Letter IX", "Letter X"), "Letter XI"),
        (("Issue Nineteen", "Issue Twenty"), "Issue Twenty-One"),
        (("the ninth letter", "the tenth letter"), "the eleventh letter"),
        (("Volume 5, Issue 7", "Volume 5, Issue 8"), "Volume 5, Issue 9"),
        (("GardenWeekly17", "GardenWeekly18"), "GardenWeekly19"),
        (("第8期", "第9期", "第10期"), "第11期"),
        (("12: Roses", "13: Bread and salt", "14: Maps"), "15: TK"),
        (("Roses — Weekly #12", "Maps — Weekly #13"), "TK — Weekly #14"),
        (("News #12 [EN]: Roses", "News #13 [EN]: 5 maps", "News 14 [EN]: It"), "News 15 [EN]: TK"),
        (("Issue 5: A", "Issue 6", "Issue 7"), "Issue 8"),
        (("Week 17", "Week 18", "Week 19"), "Week 20"),
        (("2026-W17", "2026-W18", "2026-W19"), "2026-W20"),
        (("W17/26", "W18/26", "W19/26"), "W20/26"),
        (("April 22, 2026", "April 29, 2026", "May 6, 2026"), "May 13, 2026"),
        (("22. April 2026", "29. April 2026", "6. Mai 2026"), "13. Mai 2026"),
        (("22 de abril", "29 de abril", "6 de mayo"), "13 de mayo"),
        (("2026年4月29日", "2026年5月6日"), "2026年5月13日"),
        (("week-ending-april-26", "week-ending-may-3"), "week-ending-may-10"),
        (("The week to 28 April", "The week to 5 May"), "The week to 12 May"),
        (("Links for April 29th", "Links for May 6th"), "Links for May 13th"),
        (("29/04/2026", "06/05/2026"), "13/05/2026"),
        (("news-20260429", "news-20260506"), "news-20260513"),
        (("/en/2026/04/29/", "/en/2026/05/06/"), "/en/2026/05/13/"),
        (("weekly 1", "weekly 2", "weekly 3", "Issue 4", "Issue 5"), "Issue 6"),
        (("Issue 3", "Issue 4", "A special"), "Issue 5"),
        (("Roses", "Bread", "Maps"), "TK"),
        (("update", "update"), "update"),
        (("Weeknotes 17", "Weeknotes 18", "Weeknotes 19"), "Weeknotes 20"),
        (("The first one",), "The first one"),
        (("Volume One",), "Volume One"),
        (("The first frost", "The second garden"), "The TK"),
        (("One more thing", "Two of a kind"), "TK"),
        (("Seven habits", "Eight ways to read"), "TK"),
        (("My first post", "Ten things"), "TK"),
        (("Letter One: Roses", "Letter Two: Bread", "Letter Three: Maps"), "Letter Four: TK"),
    ],
)
def test_a_text_follows_from_the_last_ones(texts: tuple[str, ...], expected: str) -> None:
    assert following(*texts) == expected


def test_a_month_is_written_in_the_language_of_the_site() -> None:
    assert following("Notes 22 mars", "Notes 29 mars", days=38, lang="sv") == "Notes TK mars"
    days = [(f"{day.day}. november", day) for day in (date(2026, 11, 26), date(2026, 11, 19))]
    assert pattern.learn(days, "da").render(date(2026, 12, 3)) == "3. december"
    assert pattern.learn(days, "nb").render(date(2026, 12, 3)) == "3. desember"


def test_a_month_in_a_name_has_no_accents_where_the_last_ones_have_none() -> None:
    for lang, texts, expected in (
        ("pl", ("styczen", "grudzien"), "luty"),
        ("fr", ("fevrier", "janvier"), "mars"),
        ("fr", ("juillet-2026", "fevrier-2026"), "aout-2026"),
        ("de", ("maerz", "februar"), "april"),
    ):
        days = {
            "styczen": 1,
            "grudzien": 12,
            "fevrier": 2,
            "janvier": 1,
            "juillet": 7,
            "maerz": 3,
            "februar": 2,
        }
        dated = [
            (f"n-{each}", date(2026 - (each == "grudzien"), days[each.partition("-")[0]], 9))
            for each in texts
        ]
        following = date(2026, dated[0][1].month + 1, 9)
        assert pattern.learn(dated, lang).render(following) == f"n-{expected}"


def test_a_title_follows_the_season() -> None:
    for names in (
        ("Winter", "Spring", "Summer", "Autumn"),
        ("Hiver", "Printemps", "Été", "Automne"),
    ):
        days = [date(2025 + n // 4, (1, 4, 7, 10)[n % 4], 15) for n in range(6)]
        texts = [(f"{names[n % 4]} {day.year}", day) for n, day in enumerate(days)]
        assert pattern.learn(texts[4::-1]).render(days[5]) == texts[5][0]


def test_words_that_came_twice_some_time_ago_are_no_habit() -> None:
    words = ("Maps", "Bread", "Salt", "Salt", "Roses", "Frost")
    texts = [(f"NL{16 - n}: {word}", DAY - WEEK * n) for n, word in enumerate(words)]
    assert pattern.learn(texts).render(DAY + WEEK) == "NL17: TK"


def test_a_monthly_title_follows_the_month() -> None:
    months = [("May 2026", date(2026, 5, 31)), ("April 2026", date(2026, 4, 30))]
    assert pattern.learn(months).render(date(2026, 6, 30)) == "June 2026"


def test_a_number_that_begins_again_each_year_does_so() -> None:
    days = [date(2026, 12, 1), date(2026, 6, 1), date(2026, 1, 1), date(2025, 12, 1)]
    texts = list(zip(("Nr. 3", "Nr. 2", "Nr. 1", "Nr. 9"), days, strict=True))
    assert pattern.learn(texts).render(date(2026, 12, 31)) == "Nr. 4"
    assert pattern.learn(texts).render(date(2027, 1, 9)) == "Nr. 1"


@given(st.integers(1, 99), st.sampled_from(["digits", "roman", "words", "ordinal"]))
def test_a_number_is_read_as_it_is_written(value: int, form: str) -> None:
    written = write_number(value, form, 0, "x")
    found = read_number(written)
    assert found
    assert (found.value, found.form) == (value, form)


@given(
    st.integers(2, 400),
    st.sampled_from(["Issue #{}", "{}: notes", "No. {:04}", "letters {} of the sea"]),
    st.integers(2, 9),
)
def test_a_number_goes_on_whatever_is_around_it(first: int, form: str, count: int) -> None:
    texts = [form.format(first + at) for at in range(count)]
    assert following(*texts) == form.format(first + count)


# Series


def post(path: str, front: str, links: int = 4) -> Sample:
    body = "".join(f"- [L](https://e.org/{path}/{n})\n" for n in range(links))
    found = sample(path, f"---\n{front}---\n\n{body}")
    assert found
    return found


def issues(count: int, first: date = date(2026, 1, 5), kind: str = "issue") -> list[Sample]:
    days = [first + WEEK * at for at in range(count)]
    return [
        post(f"_posts/{day}-{kind}-{at}.md", f"title: {kind.title()} {at}\n")
        for at, day in enumerate(days, 1)
    ]


def test_a_site_without_issues_has_no_series() -> None:
    essays = [
        post(f"_posts/2026-01-0{n}-{name}.md", f"title: {name}\nlayout: post\n", 1)
        for n, name in enumerate(("roses", "on-bread", "maps-of-2020"), 1)
    ]
    assert series.find(essays) == []
    assert series.find([]) == []


def test_parts_of_an_essay_are_no_newsletter_beside_one() -> None:
    parts = [
        post(f"_posts/2026-02-{n:02}-roses-part-{n}.md", f"title: Roses, part {n}\n", 2)
        for n in range(1, 9)
    ]
    found = series.find([*parts, *issues(6)])
    assert found[0].newest.slug == "issue-6"


def test_two_hundred_issues_that_change_their_habit_follow_the_new_one() -> None:
    old = issues(150, date(2022, 1, 3))
    new = [
        post(f"_posts/{day}-weekly-{n}.md", f'layout: weekly\ntitle: "Weekly #{n}"\n')
        for n in range(151, 201)
        for day in (date(2022, 1, 3) + WEEK * (n - 1),)
    ]
    found = series.find([*old, *new])[0]
    habits = learn.learn(found.members)
    assert found.newest.slug == "weekly-200"
    assert habits.next_title(DAY, habits.numbers(None)) == "Weekly #201"


def test_two_that_disagree_follow_the_newest_in_its_keys() -> None:
    one = post("_posts/2026-01-05-issue-1.md", "title: Issue 1\nlayout: a\nmood: good\n")
    two = post("_posts/2026-01-12-news-2.md", "title: News 2\nlayout: b\n")
    found = front_matter.learn([two, one], upcoming("News 3", "news-3"))
    assert list(frontmatter.load(found.front)) == ["title", "layout"]


def test_the_original_of_a_series_in_several_languages_is_known_as_an_edition() -> None:
    english = [
        post(f"_posts/en/{day}-news.md", f"title: News {n}\nlang: en\n")
        for n, day in enumerate((DAY - WEEK * 3, DAY - WEEK * 2, DAY - WEEK))
    ]
    german = [
        post(f"_posts/de/{each.name}", each.front.replace("lang: en", "lang: de"))
        for each in english[1:]
    ]
    found = series.find([*english, *german])
    assert [each.lang for each in series.find([*english, *german], "de")] == ["de"]
    assert series.are_editions(found[0], found[1])


# Front matter


def upcoming(title: str, slug: str, number: int = 0) -> front_matter.Next:
    moment = datetime(2026, 5, 13, tzinfo=UTC)
    stem = f"2026-05-13-{slug}"
    numbers = {number: number + 1} if number else {}
    return front_matter.Next(moment, moment.date(), title, slug, stem, numbers)


def next_front(*fronts: str) -> str:
    """Return the front matter after others, the oldest first; they are of issues 1, 2…"""
    posts = [
        post(f"_posts/{DAY - WEEK * (len(fronts) - at)}-issue-{at}.md", front)
        for at, front in enumerate(fronts, 1)
    ]
    count = len(fronts)
    following = upcoming(f"Issue {count + 1}", f"issue-{count + 1}", count)
    return front_matter.learn(posts[::-1], following).front


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (lambda n: f"issue: {n}", "issue: 4"),
        (lambda n: f'issue: "{n:02}"', 'issue: "04"'),
        (lambda _: 'category: "Volume 5"', 'category: "Volume 5"'),
        (lambda _: "excerpt: ''", "excerpt: ''"),
        (lambda _: "modified:", "modified:"),
        (lambda n: f"permalink: /issues/{n}/", "permalink: /issues/4/"),
        (lambda n: f"image: /a/{n}.png", "image: /a/4.png"),
        (lambda n: f"image:\n  file: c{n}.png\n  alt: A rose", "image:\n  file: c4.png\n  alt: A rose"),
        (lambda n: f"tags: [news, n{n}]", "tags: [news, n4]"),
        (lambda n: f"tags:\n- news\n- {'abc'[n - 1]}", "tags:\n- news"),
        (lambda n: f"summary: {'abc'[n - 1]} word", "summary: TK word"),
        (lambda n: f"summary: '{'abc'[n - 1]}'", "summary: 'TK'"),
        (lambda n: f"author: {['ann', 'bo', 'ann'][n - 1]}", "author: ann"),
        (lambda _: "author: It's # me", "author: It's # me"),
        (lambda _: "comments: true", "comments: true"),
        (lambda n: f"slug: issue-{n}", "slug: issue-4"),
        (lambda n: f"date: {DAY - WEEK * (4 - n)} 08:30:00 +0200", "date: 2026-05-13 08:30:00 +0200"),
        (lambda n: f"date: '{DAY - WEEK * (4 - n)}'", "date: '2026-05-13'"),
        (lambda n: f"date: {DAY - WEEK * (4 - n)}T08:30:00+02:00", "date: 2026-05-13T08:30:00+02:00"),
        (lambda n: f"updated: {DAY - WEEK * (4 - n)}", "updated: 2026-05-06"),
    ],
)  # fmt: skip
def test_a_value_follows_from_the_last_ones(value: Any, expected: str) -> None:
    fronts = [f"title: Issue {n}\n{value(n)}\n" for n in (1, 2, 3)]
    assert next_front(*fronts) == f"title: Issue 4\n{expected}\n"


@pytest.mark.parametrize("zone", ["+0000", "-0000", "+00:00", "+0530", "-0800", "+0200"])
def test_a_date_in_another_zone_is_the_same_moment(zone: str) -> None:
    """Half past midnight in Paris is still the day before in UTC; else Jekyll would wait an hour."""
    moment = datetime(2026, 5, 13, 0, 30, 7, tzinfo=timezone(timedelta(hours=2)))
    posts = [
        post(f"_posts/2026-05-0{day}-issue-{day}.md", f"title: Issue {day}\ndate: 2026-05-0{day} 09:0{day}:00 {zone}\n")
        for day in (3, 2, 1)
    ]  # fmt: skip
    learned = front_matter.learn(posts, upcoming("Issue 4", "issue-4", 3)._replace(moment=moment))
    written = str(learned.front.partition("date: ")[2].strip())
    assert written.endswith(f" {zone}")
    assert datetime.fromisoformat(written) == moment


def test_a_title_keeps_its_quotes_and_its_tag() -> None:
    assert next_front("title: ! 'Issue 1'\n", "title: ! 'Issue 2'\n") == "title: ! 'Issue 3'\n"


def test_keys_are_those_that_most_of_the_last_three_have_in_the_order_of_the_newest() -> None:
    found = next_front(
        "layout: a\ntitle: Issue 1\nold: 1\n",
        "layout: a\nmood: good\ntitle: Issue 2\n",
        "title: Issue 3\nonce: 1\nlayout: a\n",
    )
    assert found == "title: Issue 4\nlayout: a\n"


def test_line_ends_stay_those_of_the_site() -> None:
    assert next_front("title: Issue 1\r\nlayout: a\r\n") == "title: Issue 2\r\nlayout: a\r\n"


@pytest.mark.parametrize(
    "text",
    ["yes", "12:30", "1,000", "1_0", ":focus", "a: b", "a #b", "@x", "- a", "2026-01-01", "~", "", " a",
     "null", "0x1", "[a] b", "it's", 'say "x"', "a\nb", "=", "é", "n", "1e3", "*x", "`x`", "%x"],
)  # fmt: skip
@pytest.mark.parametrize("written", ["plain", "'single'", '"double"', "! 'tag'"])
def test_a_text_reads_back_whatever_the_style(text: str, written: str) -> None:
    assert frontmatter.load(f"key: {write_like(text, written)}\n") == {"key": text}


# The command


def write_issues(root: Path, fronts: Sequence[tuple[str, str]]) -> None:
    for name, front in fronts:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{front}---\n\n[A](https://a.example/{name})\n", encoding="utf-8")


BACKLOG = "---\ntitle: Backlog\n---\n\n## A\n\n* [One](https://one.example/)\n"


def test_a_number_that_was_asked_for_is_kept_where_the_last_issues_have_none(
    make_site: Any, postgen: Any
) -> None:
    root = make_site({"_posts/2026-01-01-backlog.md": BACKLOG})
    write_issues(
        root, [(f"_posts/2026-01-{day:02}-links.md", "title: Links\n") for day in (2, 9, 16)]
    )
    done = postgen("new", "newsletter", "--issue", "5", "--date", "2026-01-23", "--json")
    assert done.returncode == 0, done.stderr
    path = json.loads(done.stdout)["path"]
    assert frontmatter.read((root / path).read_text(encoding="utf-8")) == {
        "title": "Links",
        "issue": 5,
    }


def test_the_command_says_what_it_followed_and_what_is_to_be_filled_in(
    make_site: Any, postgen: Any
) -> None:
    root = make_site({"_posts/2026-01-01-backlog.md": BACKLOG})
    write_issues(
        root,
        [
            (f"notes/_posts/2026-11-0{n}-notes-{n}.md", f"title: 'Notes #{n}'\nsummary: '{n * 'a'} b'\n")
            for n in range(1, 6)
        ],
    )  # fmt: skip
    done = postgen("new", "newsletter")
    assert done.stdout == "notes/_posts/2026-11-21-notes-6.md\n"
    assert "It is like 2026-11-05-notes-5.md and 3 more." in done.stderr.replace("\n", " ")
    assert "summary" in done.stderr
    assert not (root / "_posts" / "2026-11-21-notes-6.md").exists()


def test_issues_that_were_moved_into_folders_of_years_are_of_the_series(
    make_site: Any, postgen: Any
) -> None:
    root = make_site({"_posts/2026-01-01-backlog.md": BACKLOG})
    issues = [
        (f"_posts/2025/2025-12-{n:02}-notes.md", f"title: Notes of {n} December\n")
        for n in (3, 10, 17)
    ]
    issues += [
        (f"_posts/2026-01-{n:02}-notes.md", f"title: Notes of {n} January\n") for n in (7, 14)
    ]
    write_issues(root, issues)
    done = postgen("new", "newsletter", "--date", "2026-01-21", "--json")
    data = json.loads(done.stdout)
    assert (data["path"], data["title"]) == ("_posts/2026-01-21-notes.md", "Notes of 21 January")
    assert len(data["like"]) == 4


def test_another_post_is_followed_when_asked_and_none_when_asked(
    make_site: Any, postgen: Any
) -> None:
    root = make_site({"_posts/2026-01-01-backlog.md": BACKLOG})
    write_issues(
        root,
        [(f"_posts/2026-11-0{n}-notes-{n}.md", f"title: 'Notes #{n}'\n") for n in range(1, 6)]
        + [(f"_posts/2026-10-0{n}-brief-{n}.md", f"title: Brief {n}\n") for n in range(1, 4)],
    )
    brief = postgen("new", "newsletter", "-n", "--like", "brief-3")
    assert "b/_posts/2026-11-21-brief-4.md" in brief.stdout
    none = postgen("new", "newsletter", "-n", "--no-habits")
    assert "newsletter" in none.stdout
    assert "It is like" not in none.stderr


def test_settings_and_options_go_before_what_was_learned(make_site: Any, postgen: Any) -> None:
    config = "postgen:\n  newsletter:\n    layout: mine\n    title: 'Mine {{ issue }}'\n"
    root = make_site({"_posts/2026-01-01-backlog.md": BACKLOG}, config)
    write_issues(
        root,
        [
            (f"_posts/2026-11-0{n}-notes-{n}.md", f"title: Notes {n}\nlayout: post\n")
            for n in range(1, 6)
        ],
    )
    postgen("new", "newsletter", "--issue", "9")
    text = (root / "_posts/2026-11-21-mine-9.md").read_text(encoding="utf-8")
    assert frontmatter.read(text) == {"title": "Mine 9", "layout": "mine"}


def test_a_number_that_repeats_or_skips_is_pointed_out(make_site: Any, postgen: Any) -> None:
    root = make_site({"_posts/2026-01-01-backlog.md": BACKLOG})
    write_issues(
        root, [(f"_posts/2026-11-0{n}-notes-{n}.md", f"title: 'Notes #{n}'\n") for n in range(1, 6)]
    )
    repeats = postgen("new", "newsletter", "-n", "--issue", "4")
    assert "_posts/2026-11-04-notes-4.md is number 4 already." in repeats.stderr
    skips = postgen("new", "newsletter", "-n", "--issue", "9")
    assert "Its number is 9; 6 would be next." in skips.stderr


def test_a_series_that_is_not_clear_is_refused_with_what_to_say(
    make_site: Any, postgen: Any
) -> None:
    root = make_site({"_posts/2026-01-01-backlog.md": BACKLOG})
    write_issues(
        root,
        [(f"_posts/2026-11-0{n}-{name}-{n}.md", f"title: '{name.title()} news {n}'\n")
         for n in range(1, 6) for name in ("rose", "bread")],
    )  # fmt: skip
    done = postgen("new", "newsletter")
    assert done.returncode == 1
    assert "2026-11-05-rose-5.md" in done.stderr
    assert "2026-11-05-bread-5.md" in done.stderr
    assert "--like" in done.stderr


def test_posts_of_several_folders_go_where_their_category_is(make_site: Any, postgen: Any) -> None:
    root = make_site()
    (root / "_posts").rmdir()
    write_issues(
        root,
        [(f"notes/_posts/2026-11-0{n}-notes-{n}.md", f"title: 'Notes #{n}'\n") for n in range(1, 6)]
        + [("projects/_posts/2026-11-01-p.md", "title: P\n")],
    )
    assert postgen("new", "backlog").stdout == "notes/_posts/2026-11-21-backlog.md\n"
    refused = postgen("new", "post", "X")
    assert refused.returncode == 1
    assert "notes/_posts, projects/_posts" in refused.stderr
    done = postgen("new", "post", "X", "--category", "Projects")
    assert done.stdout == "projects/_posts/2026-11-21-x.md\n"
    assert not (root / "_posts").exists()


def test_a_new_post_is_like_the_last_ones(make_site: Any, postgen: Any) -> None:
    root = make_site()
    write_issues(
        root,
        [
            (
                f"_posts/2026-11-0{n}-p.md",
                f"title: 'Post {'abc'[n]}'\nlayout: essay\nmood: {'xyz'[n]}\ncomments: true\n",
            )
            for n in range(3)
            if n
        ]
        + [("_posts/2026-11-09-p.md", "title: 'P'\nlayout: essay\nmood: a\ncomments: true\n")],
    )
    postgen("new", "post", "It's here")
    text = (root / "_posts/2026-11-21-it-s-here.md").read_text(encoding="utf-8")
    assert text == ("---\ntitle: 'It''s here'\nlayout: essay\nmood: TK\ncomments: true\n---\n\n")
    postgen("new", "post", "Plain", "--no-habits")
    plain = (root / "_posts/2026-11-21-plain.md").read_text(encoding="utf-8")
    assert plain.startswith('---\nlayout: "post"\ntitle: "Plain"\ndate: ')


BODY = """Hello and welcome to number {n}.

* [Tools](#tools)
* [Papers](#papers)

## Tools

- [A{n}](https://example.org/{n}): a note of mine
- [B{n}](https://example.org/b{n})

## Papers

- [C{n}](https://example.org/c{n}): another note

Send links to me.
"""


def habits_shown(postgen: Any) -> dict[str, tuple[Any, str]]:
    found = json.loads(postgen("habits", "--json").stdout)["habits"]
    return {each["key"]: (each["value"], each["source"]) for each in found}


def test_habits_shows_what_bodies_are_like(make_site: Any, postgen: Any) -> None:
    root = make_site({"_posts/2026-01-01-backlog.md": BACKLOG})
    for n in range(1, 5):
        front = f"---\ntitle: 'Letter {n}'\ntoc: {'x' * n}\n---\n\n"
        (root / f"_posts/2026-11-0{n}-letter-{n}.md").write_text(front + BODY.format(n=n))
    shown = habits_shown(postgen)
    assert shown["newsletter: text above"] == (["Hello and welcome to number 5."], "learned")
    assert shown["newsletter: text below"] == (["Send links to me."], "learned")
    assert shown["newsletter: table of contents"] == (True, "learned")
    assert shown["newsletter: toc"] == ("TK", "learned")
    assert shown["newsletter: section heading"] == ("## Section", "learned")
    assert shown["newsletter: sections"] == (["Tools", "Papers"], "learned")
    assert shown["newsletter: item"] == ("- [Title](URL): note", "learned")
    assert shown["newsletter: references"] == ("inline", "learned")
    assert "newsletter: template" not in shown
    (root / "_config.yml").write_text("postgen: {newsletter: {toc: false, template: brief}}\n")
    shown = habits_shown(postgen)
    assert shown["newsletter: table of contents"] == (False, "setting")
    assert shown["newsletter: template"] == ("brief", "setting")


@pytest.mark.parametrize(
    ("body", "item"),
    [
        ("* **[A](https://example.org/{n})** - note\n", "* **[Title](URL)** - note"),
        (
            "### [A](https://example.org/{n})\n\nA note.\n\n### [B](https://example.org/b{n})\n\nB.\n",
            "### [Title](URL)\n\nnote",
        ),
        ("1. [A](https://example.org/{n}) – note\n", "1. [Title](URL) – note"),
        (
            "### [A](https://example.org/{n}) {{#a}}\n\nA note.\n\n### [B](https://example.org/b{n}) {{#b}}\n",
            "### [Title](URL) {#title}\n\nnote",
        ),
        ("- A title: a note [link](https://example.org/{n})\n", "- Title: note [link](URL)"),
    ],
)
def test_habits_shows_an_item_as_it_is_written(
    make_site: Any, postgen: Any, body: str, item: str
) -> None:
    root = make_site()
    for n in range(1, 5):
        front = f"---\ntitle: 'Letter {n}'\n---\n\n## Tools\n\n"
        (root / f"_posts/2026-11-0{n}-letter-{n}.md").write_text(front + body.format(n=n))
    assert habits_shown(postgen)["newsletter: item"] == (item, "learned")


@pytest.mark.parametrize(
    ("config", "folder", "url"),
    [
        ("collections: {letters: {output: true}}\n", "_letters", "/letters/13.html"),
        (
            "collections_dir: content\ncollections: {letters: {output: true, permalink: /news/:name/}}\n",
            "content/_letters",
            "/news/13/",
        ),
        ("collections: {letters: {output: true}}\n", "_letters/2026", "/letters/2026/13.html"),
    ],
)
def test_documents_without_a_day_in_their_names_are_issues(
    make_site: Any, postgen: Any, config: str, folder: str, url: str
) -> None:
    posts = "content/_posts" if "content" in folder else "_posts"
    root = make_site({f"{posts}/2026-01-01-backlog.md": BACKLOG}, config)
    for n in range(8, 13):
        path = root / folder / f"{n}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        link = f"- [A](https://example.org/a{n}): note\n"
        path.write_text(f"---\ntitle: 'Letter {n}'\ndate: 2026-10-{n + 10}\n---\n\n{link}")
    done = json.loads(postgen("new", "newsletter", "--date", "2026-10-30", "--json").stdout)
    assert (done["path"], done["url"], done["issue"]) == (f"{folder}/13.md", url, 13)
    postgen("new", "index")
    assert f'[Letter 13]({{{{ "{url}" | relative_url }}}})' in (root / "archive.md").read_text()
    assert f"{folder}/12.md" in postgen("search", "https://example.org/a12").stdout
    assert "#13" in postgen().stdout
    assert "already in" in postgen("add-link", "https://example.org/a9", "--no-fetch").stderr
