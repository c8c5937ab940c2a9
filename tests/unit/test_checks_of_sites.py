"""What a post names and the site does not have, and two files with one address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postgen import checks, site
from postgen.commands import site_facts
from postgen.commands.check_one import Checker
from tests.conftest import write_files

if TYPE_CHECKING:
    from pathlib import Path

PLACE = "_posts/2026-11-21-example.md"
POST = "---\ntitle: T\n---\nA boat.\n"
SITE = {
    "_config.yml": "collections:\n  notes:\n    output: true\n",
    "_posts/2026-11-20-boats.md": POST,
    "_posts/trips/2026-11-19-trains.md": POST,
    "sea/_posts/2026-11-18-ships.md": POST,
    "_posts/2026-11-17-file.md": "---\nslug: other\n---\n",
    "_notes/harbour.md": POST,
    "about.md": POST,
    "assets/map.pdf": "map",
    "_includes/boat.html": "boat",
    "_includes/parts/oar.html": "oar",
}
MISSING = {
    "LQ02": ["{% extends 'a' %}", "{% youtube x %}", "{% seo %}", "{% note %}a{% endnote %}"],
    "LQ04": [
        "{% post_url 2026-11-21-boats %}", "{% post_url 2026-11-20-boat %}", "{% post_url trips/2026-11-19-boats %}",
        "{% link nope.md %}", "{% link _posts/2026-11-20-boat.md %}", "{% link _notes/port.md %}", "{% link about.html %}",
        "{% link assets/map.png %}", "[a]({% link /_posts/boats.md %})", "{% post_url 2026-11-20-Boats %}",
    ],
    "LQ05": [
        "{% include nope.html %}", "{% include parts/nope.html a='b' %}", "{% include boat %}", "{%- include oar.html -%}",
        '```\n{% include figure.html src="a" %}\n```',
    ],
}  # fmt: skip
THERE = [
    "{% post_url 2026-11-20-boats %}", "{% post_url /2026-11-20-boats %}", "{% post_url trips/2026-11-19-trains %}",
    "{% post_url 2026-11-19-trains %}", "{% post_url sea/2026-11-18-ships %}", "{% post_url 2026-11-18-ships %}",
    "{% post_url 2026-11-17-file %}", "{% post_url 2026-11-17-other %}", "{% link _posts/2026-11-20-boats.md %}",
    "{% link _notes/harbour.md %}", "{% link about.md %}", "{% link /assets/map.pdf %}", "{% link assets/map.pdf %}",
    "{% include boat.html %}", "{% include parts/oar.html a='b' %}", "{% raw %}{% include nope.html %}{% endraw %}",
    "{% comment %}{% post_url 2026-11-20-boat %}{% endcomment %}",
]  # fmt: skip


def with_body(body: str) -> str:
    return f"---\ntitle: T\n---\n{body}\n"


def codes(root: Path, text: str, *chosen: str) -> list[str]:
    every = [each for each in checks.built_in() if each.code.startswith(chosen or ("LQ", "DT"))]
    own_site = site.load(root)
    checker = Checker(own_site, every, site_facts.of(own_site, {root / PLACE: "posts"}))
    return [each.code for each in checker.findings(root / PLACE, text)]


def test_what_is_missing_is_found_and_what_is_there_is_not(tmp_path: Path) -> None:
    write_files(tmp_path, {**SITE, PLACE: POST})
    for code, bodies in MISSING.items():
        for body in bodies:
            assert codes(tmp_path, with_body(body)) == [code], body
    for body in THERE:
        assert codes(tmp_path, with_body(body)) == [], body


@pytest.mark.parametrize(
    "files",
    [
        {"_config.yml": "theme: minima\n"},
        {"_config.yml": "plugins: [jekyll-scholar]\n"},
        {"_plugins/tags.rb": "# more tags\n"},
        {"Gemfile": "group :jekyll_plugins do\n  gem 'jekyll-figure'\nend\n"},
        {"Gemfile": "gemspec\n"},
    ],
)
def test_nothing_is_said_of_tags_that_others_may_bring(
    tmp_path: Path, files: dict[str, str]
) -> None:
    write_files(tmp_path, {**SITE, PLACE: POST, **files})
    assert codes(tmp_path, with_body("{% youtube x %}")) == []


@pytest.mark.parametrize(
    "config", ["theme: minima\n", "remote_theme: a/b\n", "plugins: [jekyll-theme-x]\n"]
)
def test_nothing_is_said_of_includes_that_a_theme_may_bring(tmp_path: Path, config: str) -> None:
    write_files(tmp_path, {**SITE, PLACE: POST, "_config.yml": config})
    assert codes(tmp_path, with_body("{% include nope.html %}"), "LQ05") == []


def test_tags_of_known_plugins_are_known(tmp_path: Path) -> None:
    config = "plugins: [jekyll-gist, jekyll-feed, jekyll-seo-tag]\n"
    write_files(tmp_path, {**SITE, PLACE: POST, "_config.yml": config})
    assert codes(tmp_path, with_body("{% gist a/b %}{% seo %}{% feed_meta %}")) == []
    assert codes(tmp_path, with_body("{% youtube x %}")) == ["LQ02"]


SAME = {
    "_posts/2026-11-21-example.markdown": POST,
    "_posts/deep/2026-11-21-example.md": POST,
    "example.md": "---\npermalink: /2026/11/21/example.html\n---\n",
    "_posts/2026-11-20-other.md": "---\npermalink: /2026/11/21/example.html\n---\n",
    "_posts/2026-11-20-example.md": "---\ndate: 2026-11-21\n---\n",
    "2026/11/21/example.html": "a page\n",
}
OTHER = {
    "nlp/_posts/2026-11-21-example.md": POST,
    "_posts/2026-11-21-example.en.md": POST,
    "_posts/2026-11-22-example.md": POST,
    "_drafts/example.md": POST,
    "_posts/2026-11-21-example.txt": POST,
    "_posts/2026-11-20-hidden.md": "---\npermalink: /2026/11/21/example.html\npublished: false\n---\n",
}


def test_two_files_with_one_address_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798761600")  # the end of 2026
    for files, expected in ((SAME, ["DT07"]), (OTHER, [])):
        for number, (place, text) in enumerate(files.items()):
            root = tmp_path / f"{len(expected)}-{number}"
            write_files(root, {"_config.yml": "timezone: UTC\n", PLACE: POST, place: text})
            assert codes(root, POST, "DT07") == expected, place


def test_pages_of_two_languages_may_have_one_address(tmp_path: Path) -> None:
    other = "_posts/2026-11-20-de.md"
    same = "---\npermalink: /a/\n---\n"
    config = "languages: [en, de]\n"
    write_files(tmp_path, {"_config.yml": config, PLACE: same, other: same})
    assert codes(tmp_path, same, "DT07") == []
