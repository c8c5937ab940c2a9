"""What the checks of front matter, dates, names and Liquid find does harm in a real Jekyll; what they fix does not."""

from __future__ import annotations

import random
from typing import Any

import pytest

from postgen import checks
from postgen.jekyll import liquid_syntax
from postgen.text.edits import Edit, apply
from tests.front_matter_cases import CASES, RIGHT
from tests.oracle.sites import PATH, Built, build, texts
from tests.unit.test_checks_of_sites import MISSING, OTHER, SAME, SITE, THERE, with_body
from tests.unit.test_front_matter_checks import (
    FATAL,
    LIQUID,
    NAMES,
    NOT_REFUSED,
    REFUSED,
    ROLLING,
    found,
)

pytestmark = [pytest.mark.processes, pytest.mark.slow]

POST = "---\ntitle: Boats\n---\n\nA boat.\n"
INCLUDE = {"_includes/x.html": "included"}


def fixed_text(text: str) -> str:
    return apply(text, [edit for each in found(text) for edit in each.fix])


def value(built: Built, key: str) -> Any:
    post = built.post()
    return post.get("title") if key == "title" else post.get("data", {}).get(key)


def test_front_matter_at_fault_does_not_hold_what_is_meant_and_a_fixed_one_does() -> None:
    fixable = [case for case in CASES if case.is_fixed]
    fixed = [fixed_text(case.text) for case in fixable]
    stopping = [case for case in CASES if case.key in {"slug", "permalink"}]
    assert all(site.error for site in build([{PATH: case.text} for case in stopping]))
    others = [case for case in CASES if case not in stopping]
    built = texts([*(case.text for case in others), *fixed])
    for case, site in zip(others, built, strict=False):
        if case.key == "published":
            assert site.posts, case.text
        else:
            assert value(site, case.key) != case.meant, case.text
    for case, text, site in zip(fixable, fixed, built[len(others) :], strict=True):
        assert value(site, case.key) == case.meant, text
        if case.key == "published":
            assert not site.posts, text


def test_front_matter_that_is_left_alone_is_read() -> None:
    built = texts([f"---\n{yaml}\n---\n" for yaml in RIGHT])
    for yaml, site in zip(RIGHT, built, strict=True):
        hides = yaml in {"published: false", "published: no"}
        assert bool(site.posts) != hides, yaml
        assert hides or site.post()["title"], yaml


def test_an_empty_published_hides_a_post() -> None:
    fronts = ("published:", "published: true")
    [empty, full] = texts([f"---\ntitle: T\n{each}\n---\n" for each in fronts])
    assert (len(empty.posts), len(full.posts)) == (0, 1)


def test_a_post_with_an_object_of_ruby_loses_its_title() -> None:
    built = texts([f"---\ntitle: T\n{yaml}\n---\n" for yaml in (*REFUSED, *NOT_REFUSED)])
    has_title = [site.post().get("title") == "T" for site in built]
    assert has_title == [False] * len(REFUSED) + [True] * len(NOT_REFUSED)


def test_a_post_that_is_not_utf8_is_left_out() -> None:
    check = checks.get("FM12")
    bodies = (check.bad, "---\ntitle: T\n---\n\nGr\udcfc\udcdfe\n", check.good)
    assert [len(site.posts) for site in texts(bodies)] == [0, 0, 1]


def dated(date: str) -> str:
    return f"---\ntitle: T\ndate: {date}\n---\n"


def test_dates_stop_jekyll_or_become_others() -> None:
    for date, site in zip(ROLLING, texts([dated(each) for each in ROLLING]), strict=True):
        assert site.post()["date"].startswith(ROLLING[date])
    built = build([{PATH: dated(each)} for each in FATAL])
    for date, site in zip(FATAL, built, strict=True):
        assert "InvalidDateError" in site.error, date


def test_names_stop_jekyll_or_are_not_posts() -> None:
    stopping = NAMES["DT03"]
    built = build([{f"_posts/{name}": POST} for name in stopping])
    for name, site in zip(stopping, built, strict=True):
        assert "InvalidDateError" in site.error, name
    others = [(code, name) for code, each in NAMES.items() for name in each if code != "DT03"]
    [site] = build([{f"_posts/{name}": POST for _, name in others}])
    for code, name in others:
        post = site.post(f"_posts/{name}")
        assert bool(post) == (code != "DT05"), name
        if code == "DT04":
            assert post["date"][:10] != name[:10]
        if code == "DT06":
            assert post["html"] == "A boat.\n"


TAGS = """{% if page.a %}|{% endif %}|{% else %}|{% for x in site.b %}|{% endfor %}|{% raw %}|{% endraw %}|{% comment %}
{% endcomment %}|{{ page.a }}|{{ zz }}|{{ x }}|{{|}}|{%|%}|{|}|%|`|text|{% assign x = 1 %}|{% capture y %}|{% endcapture %}
{{ y }}|{% highlight c %}|{% endhighlight %}|{%- if page.a -%}|{{- zz -}}|{% case page.a %}|{% when 1 %}|{% endcase %}
{% unless page.a %}|{% endunless %}|{% cycle 'a','b' %}|{% if %}|{% break %}|{{{1}}}|{{}}|{{ page['a'] }}|{{ "}" }}
{% ifchanged %}|{% endifchanged %}|{% tablerow x in site.b %}|{% endtablerow %}|{% assign q %}|{% endfo %}|{% elsif page.a %}
{{ zz.a[0] }}|{{ $v }}|{{ a b }}|{{ 'l' }}|{{ 1.5 }}|{{ 1a }}|{{ nil }}|{{ page-a }}""".replace(
    "\n", "|"
).split("|")
PARSE = """
it.map do |text|
  template = Liquid::Template.parse(text)
  [true, template.render({ "page" => { "a" => "A" }, "site" => { "b" => "B" } })]
rescue StandardError, SyntaxError
  [false, ""]
end
"""


def test_the_texts_that_liquid_refuses_are_those_found_and_what_vanishes_vanishes(
    ruby: Any,
) -> None:
    chance = random.Random(9)
    bodies = ["X" + "".join(chance.choices(TAGS, k=chance.randint(1, 6))) for _ in range(2000)]
    results = [[each for each in found(body) if each.code in {"LQ01", "LQ03"}] for body in bodies]
    without = [
        apply(body, [Edit(each.start, each.end, "") for each in findings if each.code == "LQ03"])
        for body, findings in zip(bodies, results, strict=True)
    ]
    every = ruby(PARSE, [*bodies, *without], "jekyll")
    parsed, rest = every[:2000], every[2000:]
    for body, findings, (is_read, shown), (_, left) in zip(
        bodies, results, parsed, rest, strict=True
    ):
        if liquid_syntax.parse(body).unknown:  # `{%text{% if page.a %}`
            continue
        assert any(each.code == "LQ01" for each in findings) != is_read, body
        is_complete = "highlight" not in body  # which needs a site
        assert not is_complete or shown.split() == left.split(), body


def with_liquid(body: str) -> str:
    return f"---\ntitle: T\n---\nA boat.\n\n{body}\n"


def test_liquid_stops_jekyll_or_leaves_nothing() -> None:
    failing = LIQUID["LQ01"]
    built = build([{**INCLUDE, PATH: with_liquid(each)} for each in failing])
    for body, site in zip(failing, built, strict=True):
        assert site.error, body
    vanishing = LIQUID["LQ03"]
    right = [each for each in LIQUID[""] if "youtube" not in each and "mermaid" not in each]
    built = texts([with_liquid(each) for each in [*vanishing, *right]], INCLUDE)
    for body, site in zip(vanishing, built, strict=False):
        assert "{{" not in site.post()["html"], body
        assert "user" not in site.post()["html"], body


def test_the_examples_of_checks_of_sites_do_harm() -> None:
    examples = [checks.get(code) for code in ("DT07", "LQ02", "LQ04", "LQ05")]
    built = build(
        [{**each.others, each.file: text} for each in examples for text in (each.bad, each.good)]
    )
    bad, good = built[::2], built[1::2]
    assert (len(bad[0].pages), len(good[0].pages)) == (1, 2)
    assert all(site.error for site in bad[1:])
    assert not any(site.error for site in good)


def test_what_is_missing_stops_jekyll_and_what_is_there_does_not() -> None:
    missing = [body for bodies in MISSING.values() for body in bodies]
    built = build([{**SITE, PATH: with_body(each)} for each in missing])
    for body, site in zip(missing, built, strict=True):
        assert site.error, body
    assert len(texts([with_body(each) for each in THERE], SITE)) == len(THERE)


def test_files_with_one_address_lose_a_page() -> None:
    hidden = {"_drafts/example.md", "_posts/2026-11-20-hidden.md"}
    files = SAME | OTHER
    built = build([{PATH: POST, place: text} for place, text in files.items()])
    for place, site in zip(files, built, strict=True):
        assert len(site.pages) == (1 if place in SAME or place in hidden else 2), place


PIECES = (
    "a|b c|Boats|: | #|#1|#|'|\"|[|]|{|}|&|*|!|>|%|@|`|,|- |?|:|\\|12:30|010|1.10|1,000|No|yes|~|2024-01-01| |\t|é|—|=|<<"
    "|//|...|---|$|(x)|\u00a0|1_0|0x1F|+1|.5|1e3|:x|::y|&amp;|it's|{{ x }}|{% x %}|null|true|on|0b1|12e03|1:2:3|-1"
).split("|")
LOAD = """
it.map do |text|
  value = Psych.safe_load(text, permitted_classes: [Date, Time], aliases: true)
  [value.is_a?(Hash), value.is_a?(Hash) ? value["title"].to_s : ""]
rescue StandardError
  [false, ""]
end
"""


def test_the_titles_that_psych_refuses_or_misreads_are_those_found(ruby: Any) -> None:
    chance = random.Random(5)
    titles = ["".join(chance.choices(PIECES, k=chance.randint(1, 4))).strip() for _ in range(2000)]
    fronts = [f"layout: post\ntitle: {title}\n" for title in titles]
    for title, text, (is_read, shown) in zip(
        titles, fronts, ruby(LOAD, fronts, "psych", "date"), strict=True
    ):
        codes = {each.code for each in found(f"---\n{text}---\nBody.\n")}
        is_cut = "FM07" in codes  # which is reported alone
        assert is_cut or bool(codes & {"FM01", "FM02", "FM03", "FM04", "FM06"}) != is_read, title
        assert is_cut or not codes & {"FM05"} or shown != title, title
