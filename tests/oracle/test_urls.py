"""The URL that postgen announces is the one that Jekyll gives: in every zone, around every change of clocks."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from postgen import site
from postgen.commands import lookup, new
from postgen.files import store
from tests.conftest import NOW, sentences, write_files

if TYPE_CHECKING:
    from pathlib import Path

READ = """Jekyll.logger.log_level = :error
it.map do |root|
  Dir.chdir(root)  # Jekyll asks for the folder when it loads: what a site leaves out is set again
  settings = {"source" => root, "destination" => "#{root}/_site"}.merge(Jekyll::Utils.safe_load_yaml_file("_config.yml"))
  settings = settings.merge("unpublished" => true, "future" => true, "time" => "2026-11-21 10:00:01 +0000")
  site = Jekyll::Site.new(Jekyll.configuration(settings))
  site.reset
  site.read
  site.future = site.unpublished = false
  site.posts.docs.to_h do |each|
    day = each.data["date"].strftime("%F %T %z")
    [each.path, [each.url, each.data["title"], day, site.publisher.publish?(each)]]
  end
end"""

DATES = (
    "2026-11-20", "2026-11-20 00:00", "2026-11-20 23:59:59", "2026-11-20T00:00:01", "2026-1-2 3:04",
    "2026-12-31 23:30 +0000", "2027-01-01T00:30:00Z", "2026-12-31 23:30-05:00", "2026-06-30 23:45:10.5+0530",
    "2026-03-29 01:59:59", "2026-03-29 02:00", "2026-03-29 02:30", "2026-03-29 03:00", "2026-03-29 00:59:59Z",
    "2026-03-29 01:00:00Z", "2026-10-25 02:30", "2026-10-25 02:59:59 +0200", "2026-10-25 02:30 +0100",
    "2026-10-25T00:30:00Z", "2026-03-08 01:59:59", "2026-03-08 02:30", "2026-03-08 03:00", "2026-03-08 06:59:59Z",
    "2026-11-01 01:30", "2026-11-01 01:30 -0400", "2026-11-01 01:30 -0500", "2026-11-01 05:59:59 UTC",
    "2024-02-29 12:00", "1999-12-31 23:59", "1969-07-20 22:56", "1971-01-01 00:00", "today",
    "tomorrow", "yesterday", "now", "", "", "", "", "", "", "", "",
)  # fmt: skip

CLOCKS = [
    moment + minutes * 60
    for moment in (
        1_774_746_000,
        1_792_890_000,
        1_772_953_200,
        1_793_512_800,
        1_792_965_600,
        1_793_505_600,
        1_774_735_200,
    )
    for minutes in (-61, -31, -1, 0, 1, 29, 59, 61)
]
"""Seconds around the changes of clocks in Paris and New York, and the midnights before them."""

TITLES = (
    "Plain words", "Ünïcode and Ελληνικός ΣΑΣ", "日本語の題名", "हिन्दी में", "C# & F#: it's 100% (really)",
    "a.b..c...d",
    "~tilde~ $dollar$ 'quote'", "UPPER Case", "İstanbul", "--dashes--", "..", "e\u0301 is NFC", "ﬁ ligature Ⅷ ²",
)  # fmt: skip

CATEGORIES = (
    (), ("NLP",), ("Machine Learning", "ÉTÉ"), ("C#", "a?b", "c++"), ("a/b", "A/B"), ("50% off", "[x]"),
    ("dot.", ".net"),
    ("x:y", "a'b"), ("Ελλάδα ΣΑΣ",), ("a..b",), ("x", "x", "X"), ("&", "=;,@!"), ("http: it",),
)  # fmt: skip

EVERY = (
    "/:categories/:slugified_categories/:collection/:path/:name/:title/:slug/:year-:month_:day/:hour:minute:second"
    "/:i_day.:i_month.:short_year/:short_month-:long_month/:w_year/:week/:w_day/:short_day/:long_day/:y_day:output_ext"
)

CONFIGS = (
    "permalink: date",
    "permalink: pretty\ndefaults: [{scope: {path: '', type: posts}, values: {layout: x, categories: [From, them]}}]",
    "permalink: ordinal\ncollections_dir: col",
    "permalink: weekdate\npostgen: {posts: foo/_posts}",
    "permalink: none\npostgen: {posts: foo/bar/_posts/2026}",
    f"permalink: {EVERY}",
    f"permalink: {EVERY}\npostgen: {{posts: foo/_posts/sub, slug: ascii}}",
    "permalink: /:categories/:title\ncollections: {posts: {permalink: '/x/:year/:title:output_ext', output: true}}",
    "collections: [posts]\npermalink: '/../a//b/./:title..html'",
    "collections: {posts: {permalink: pretty}}",
    "source: src\npermalink: /:month_:day/:title\n",
    """defaults:
  - scope: {path: ''}
    values: {permalink: '/d/:slug/', date: '2020-01-01', category: One, author: me}
  - {scope: {path: _posts, type: posts}, values: {categories: a b, layout: post}}""",
)

VALUES = (
    (), (), (), ("permalink=/own/:title/:day/",), ("permalink=plain.html",), ("slug=My Own Slug.",), ("slug=ΣΑΣ _x_",),
    ("categories=[P, q r]",), ("category=One two",), ("published=false",),
)  # fmt: skip


@pytest.mark.parametrize(
    "zone", ["Europe/Paris", "America/New_York", "Asia/Kolkata", "UTC", "local"]
)
def test_the_announced_url_is_the_one_that_jekyll_gives(
    tmp_path: Path, ruby: Any, monkeypatch: pytest.MonkeyPatch, zone: Any
) -> None:
    chance = random.Random(zone)
    monkeypatch.setenv("TZ", "America/St_Johns" if zone == "local" else "Asia/Tokyo")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))
    time.tzset()
    announced = {}
    roots = [tmp_path / f"site-{number}" for number in range(len(CONFIGS))]
    for root, config in zip(roots, CONFIGS, strict=True):
        write_files(
            root,
            {"_config.yml": config + ("" if zone == "local" else f"\ntimezone: {zone}") + "\n"},
        )
        here = site.find(root)
        announced[str(root)] = [
            _post(here, number, chance) for number in chance.sample(range(len(DATES)), 20)
        ]
    judged = ruby(READ, [str(root) for root in roots], "jekyll")
    for root, config, posts in zip(roots, CONFIGS, judged, strict=True):
        assert len(posts) == 20
        for path, *expected in announced[str(root)]:
            assert expected == posts[path], (config, path)


def _post(here: Any, number: Any, chance: Any) -> Any:
    request = new.PostRequest(
        title=chance.choice(TITLES) + f" {number}",
        date=DATES[number],
        categories=chance.choice(CATEGORIES),
        values=chance.choice(VALUES),
    )
    now = datetime.fromtimestamp(chance.choice(CLOCKS), UTC).astimezone(here.zone)
    outcome = new.create(here, "post", request, here.now() if request.date else now)
    store.commit(outcome.changes)
    front = str(outcome.changes[0].new)
    day = front.partition("\ndate: ")[2][:25]
    hidden = any("Jekyll leaves it out" in note for note in sentences(outcome))
    return str(outcome.changes[0].path), outcome.data["url"], request.title, day, not hidden


@pytest.fixture(autouse=True)
def _zone() -> Any:
    yield
    time.tzset()


PAGES = (
    "about.md", "index.html", "a b/index.md", "a b/été.markdown", "x/page.htm", "feed.xml", "robots.txt", "own.md",
    "dots..md", "_dishes/soup.md", "_dishes/hot/2026-05-01-tea & cake.md", "_dishes/index.md", "_people/me.html",
    "_people/Über uns.md", "_people/own.md",
)  # fmt: skip
STYLES = ("date", "pretty", "none", "weekdate", "/:title/", "/x/:title:output_ext", "/x/:title")
LISTED = """Jekyll.logger.log_level = :error
it.map do |root|
  Dir.chdir(root)
  settings = {"source" => root, "destination" => "#{root}/_site"}.merge(Jekyll::Utils.safe_load_yaml_file("_config.yml"))
  site = Jekyll::Site.new(Jekyll.configuration(settings))
  site.reset
  site.read
  docs = site.collections.values.reject { |each| each.label == "posts" }.flat_map(&:docs)
  (site.pages + docs).to_h { |each| [each.relative_path, each.url] }
end"""


def test_the_urls_of_pages_and_of_collections(tmp_path: Path, ruby: Any) -> None:
    roots = []
    for number, style in enumerate(STYLES):
        dishes = (
            "{output: true, permalink: '/:collection/:year/:name/:title/'}"
            if number % 2
            else "{output: true}"
        )
        config = f"timezone: UTC\npermalink: {style}\ncollections: {{dishes: {dishes}, people: {{output: true}}}}\n"
        texts = {
            name: "---\npermalink: /own/:basename/\n---\n"
            if name == "own.md"
            else "---\ndate: 2026-05-02\n---\n"
            for name in PAGES
        }
        texts["_people/own.md"] = "---\npermalink: /who/:title/:collection\n---\n"
        roots.append(tmp_path / f"site-{number}")
        write_files(roots[-1], {"_config.yml": config, **texts})
    for root, expected in zip(
        roots, ruby(LISTED, [str(root) for root in roots], "jekyll"), strict=True
    ):
        here = site.find(root)
        files = dict.fromkeys(here.pages(), "pages")
        files |= {path: path.relative_to(root).parts[0][1:] for path in here.documents()}
        assert {
            here.relative(path): lookup.url_of(
                here, path, kind, each.front, each.moment or here.now()
            )
            for path, kind in files.items()
            for each in [lookup.read(here, path, kind, here.now())]
        } == expected
