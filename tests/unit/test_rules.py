from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from postgen.errors import UsageError
from postgen.jekyll import permalinks
from postgen.jekyll.categories import categories_of, tags_of
from postgen.jekyll.dates import date_of, localise, parse_date
from postgen.jekyll.defaults import with_defaults
from postgen.jekyll.file_names import parse_name
from postgen.jekyll.slugs import SLUG_BYTES, slugify

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 21, 10, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2024-01-02-a-b.md", (date(2024, 1, 2), "a-b", ".md")), ("2024-1-2-a.MD", (date(2024, 1, 2), "a", ".MD")),
        ("24-01-02-a.md", (date(2024, 1, 2), "a", ".md")), ("99-01-02-a.md", (date(1999, 1, 2), "a", ".md")),
        ("2024-02-30-a.md", (date(2024, 3, 1), "a", ".md")), ("2024-01-02-a.b..md", (date(2024, 1, 2), "a.b", ".md")),
        ("2024-01-02-.md", (date(2024, 1, 2), "", ".md")),
        ("2024-01-02-日本.html", (date(2024, 1, 2), "日本", ".html")),
        ("2024-01-02.md", None), ("2024-13-02-a.md", None), ("2024-01-32-a.md", None), ("2024-01-02-a", None),
        ("a.md", None),
        ("_2024-01-02-a.md", None), ("2024-01-02-a.md~", None), ("2024-01-02-a.yml", None), ("2024-01-00-a.md", None),
        ("000-01-02-a.md", None), ("12024-01-02-a.md", None),
    ],
)  # fmt: skip
def test_a_posts_name_is_read(name: Any, expected: Any) -> None:
    assert parse_name(name) == expected


@pytest.mark.parametrize(
    ("title", "slug", "ascii_slug"),
    [
        ("Attention, explained!", "attention-explained", "attention-explained"), ("???", "", ""), ("", "", ""),
        ("Été à la plage", "été-à-la-plage", "ete-a-la-plage"), ("E\u0301te\u0301", "été", "ete"),
        ("日本語", "日本語", "ri-ben-yu"), ("ΣΑΣ", "σασ", "sas"), ("a_b.c", "a-b-c", "a-b-c"), ("--x--", "x", "x"),
    ],
)  # fmt: skip
def test_slugs(title: Any, slug: Any, ascii_slug: Any) -> None:
    assert slugify(title) == slug
    assert slugify(title, ascii_only=True) == ascii_slug


@pytest.mark.parametrize("title", ["word " * 100, "é" * 300, "a" * 500, "日本 " * 100])
def test_an_overlong_slug_ends_at_a_word(title: Any) -> None:
    slug = slugify(title)
    assert 100 < len(slug.encode()) <= SLUG_BYTES
    assert not slug.endswith("-")
    assert slugify(title).startswith(slug)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-20", "2026-11-20 00:00:00 +0100"), ("2026-11-20 18:30", "2026-11-20 18:30:00 +0100"),
        ("2026-11-20T18:30:15Z", "2026-11-20 19:30:15 +0100"),
        ("2026-11-20t18:30:15.25z", "2026-11-20 19:30:15 +0100"),
        ("2026-11-20 23:30 UTC", "2026-11-21 00:30:00 +0100"),
        ("2026-11-20 18:30:00 -0500", "2026-11-21 00:30:00 +0100"),
        ("2026-7-2 1:05+09", "2026-07-01 18:05:00 +0200"), (" 2026-11-20 18:30+01:00 ", "2026-11-20 18:30:00 +0100"),
        ("today", "2026-11-21 00:00:00 +0100"), ("Tomorrow", "2026-11-22 00:00:00 +0100"),
        ("yesterday", "2026-11-20 00:00:00 +0100"), ("now", "2026-11-21 10:00:00 +0100"),
        ("2026-03-29 02:30", "2026-03-29 03:30:00 +0200"), ("2026-10-25 02:30", "2026-10-25 02:30:00 +0200"),
        ("2026-10-25 02:30 +0100", "2026-10-25 02:30:00 +0100"), ("2026-10-25 01:30Z", "2026-10-25 02:30:00 +0100"),
    ],
)  # fmt: skip
def test_dates_as_people_write_them(text: Any, expected: Any) -> None:
    assert f"{parse_date(text, NOW, PARIS):%Y-%m-%d %H:%M:%S %z}" == expected


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2026", "2026-13-01", "2026-02-30", "2026-11-20 25:00", "10:30", "20 Nov 2026 at 25:30",
    "2026-11-20 10:00 +99:00",
     "0001-01-01 00:00 +2300", "9999-12-31 23:00 -2300", "2026-11-20 10:00:00 Europe/Paris"],
)  # fmt: skip
def test_text_that_is_not_a_date(text: Any) -> None:
    with pytest.raises(UsageError, match="is not a date"):
        parse_date(text, NOW, PARIS)


def test_dates_of_front_matter_are_utc_unless_they_are_quoted() -> None:
    bare = datetime(2026, 5, 1, 23, 30)  # noqa: DTZ001 - as YAML gives it
    assert date_of(bare, NOW, PARIS).isoformat() == "2026-05-02T01:30:00+02:00"
    assert date_of("2026-05-01 23:30:00", NOW, PARIS).isoformat() == "2026-05-01T23:30:00+02:00"
    assert date_of(date(2026, 5, 1), NOW, PARIS).isoformat() == "2026-05-01T00:00:00+02:00"
    assert date_of(bare.replace(tzinfo=UTC), NOW, PARIS).isoformat() == "2026-05-02T01:30:00+02:00"


def test_the_machines_zone_is_taken_where_the_site_has_none() -> None:
    local = datetime(2026, 5, 1).astimezone()
    assert parse_date("2026-05-01", NOW, None) == local
    assert localise(datetime(2026, 5, 1), None).utcoffset() == local.utcoffset()  # noqa: DTZ001


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, []), ({"categories": "a b"}, ["a", "b"]), ({"category": "a b"}, ["a b"]),
        ({"categories": ["a b", None, 3]}, ["a b", "3"]),
        ({"categories": ["x"], "category": "y"}, ["x", "y"]), ({"category": ["y", "z"]}, ["y", "z"]),
        ({"category": False}, []),
        ({"categories": None}, []), ({"categories": [True]}, ["true"]),
    ],
)  # fmt: skip
def test_categories(data: Any, expected: Any) -> None:
    assert categories_of(data) == expected
    assert categories_of(data, ["x"]) == list(dict.fromkeys(["x", *expected]))


@pytest.mark.parametrize(
    ("data", "expected"),
    [({}, []), ({"tags": "a b"}, ["a", "b"]), ({"tag": "a b", "tags": "c"}, ["a b"]), ({"tags": ["a b"]}, ["a b"]),
    ({"tag": 7}, ["7"])],
)  # fmt: skip
def test_tags(data: Any, expected: Any) -> None:
    assert tags_of(data) == expected


def test_front_matter_overrides_the_defaults() -> None:
    defaults = {"layout": "a", "categories": "x y", "image": {"path": "p", "alt": "q"}}
    front = {"layout": None, "categories": ["y", "z"], "image": {"alt": "r"}, "title": "t"}
    data = with_defaults(defaults, front)
    assert data == {
        "layout": "a", "categories": ["x", "y", "y", "z"], "image": {"path": "p", "alt": "r"}, "title": "t",
    }  # fmt: skip
    assert categories_of(data) == ["x", "y", "z"]
    assert "categories" not in with_defaults({}, {"title": "t"})


@pytest.mark.parametrize(
    ("permalink", "expected"),
    [
        ("date", "/nlp/2026/11/20/a-b.html"),
        ("pretty", "/nlp/2026/11/20/a-b/"),
        ("none", "/nlp/a-b.html"),
        ("ordinal", "/nlp/2026/324/a-b.html"),
        ("weekdate", "/nlp/2026/W47/Fri/a-b.html"),
        ("/:title", "/a-b"),
        ("/:year_:month_x/:i_month", "/2026_11_x/11"),
        ("x//:short_year/../:title", "/x/26/a-b"),
    ],
)
def test_permalinks(permalink: Any, expected: Any) -> None:
    if permalink == "/:year_:month_x/:i_month":
        with pytest.raises(permalinks.PermalinkError, match=":month_x"):
            permalinks.url_of({"permalink": permalink}, {}, "_posts/2026-11-20-a-b.md", NOW)
        return
    moment = NOW - timedelta(days=1)
    assert (
        permalinks.url_of(
            {"permalink": permalink}, {"categories": ["NLP"]}, "_posts/2026-11-20-a-b.md", moment
        )
        == expected
    )


def test_a_category_that_stops_jekyll_is_reported() -> None:
    with pytest.raises(permalinks.PermalinkError, match="stops at the colon"):
        permalinks.url_of({}, {"categories": ["R&D: news"]}, "_posts/2026-11-20-a.md", NOW)
    assert permalinks.url_of(
        {}, {"categories": ["http: news"]}, "_posts/2026-11-20-a.md", NOW
    ).startswith("/http:%20news/")


def test_collections_may_be_a_list_or_hold_a_permalink() -> None:
    assert (
        permalinks.permalink_of({"collections": ["posts"], "permalink": "pretty"})
        == permalinks.STYLES["pretty"]
    )
    assert (
        permalinks.permalink_of(
            {"collections": {"posts": {"permalink": "/x/:title"}}, "permalink": "pretty"}
        )
        == "/x/:title"
    )
    assert permalinks.permalink_of({}) == permalinks.STYLES["date"]
