"""Links and images of a site that are not there; and what others may have there is not blamed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postgen import checks, site
from postgen.commands import site_facts
from postgen.commands.check_one import Checker
from postgen.text.edits import apply

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

POST = "_posts/2026-11-20-here.md"
OTHERS = {
    "about.md": "---\npermalink: /about/\n---\n\n## The team\n\n{: #who}\nWe.\n",
    "maps/boats.html": "---\n---\nA map.\n",
    "maps/index.html": "---\n---\n",
    "maps/live.md": "---\n---\n\n{% include boats.html %}\n",
    "old.md": "---\nredirect_to: /about/\n---\n",
    "moved.md": '---\nredirect_from: [/was/here/, "/maps/was.html"]\n---\n',
    "images/boats.jpg": "x",
    "images/a b.png": "x",
    "_posts/2026-11-19-there.md": "---\n---\n\n## Boats\n",
    "_posts/2026-12-24-later.md": "---\n---\n",
    "_drafts/idea.md": "---\n---\n",
    "README.md": "Read.\n",
}
BASE = "baseurl: /blog\n"

FOUND = {
    "LNK07": [
        ("/maps/boat.html", ""),
        ("/maps/boat/", ""),
        ("/maps/Boats.html", ""),
        ("/nowhere.html", ""),
        ("there.html", ""),  # the address counts from /2026/11/20/
        ("2026/11/19/there.html", ""),
        ("../../../maps/boat.html", ""),
        ("{{ site.baseurl }}/maps/boat.html", ""),
        ('{{ "/maps/boat.html" | relative_url }}', ""),
        ("{{ '/maps/boat' | absolute_url }}#a", ""),
        ('{{ "/maps/boat.html" | prepend: site.baseurl | prepend: site.url }}', ""),
        ("{{ site.url }}{{ site.baseurl }}/maps/boat.html", BASE),
        ("/blog/nowhere/", BASE),
        ("https://a.example/maps/boat.html", "url: https://a.example\n"),
        ("ada@a.example", ""),
        ("www.a.example/b", ""),
        ("_posts/2026-11-19-there.md", ""),
    ],
    "LNK08": [
        ("/about/#team", ""),
        ("/about/#The-team", ""),
        ("../19/there.html#trains", ""),
        ('{{ "/about/" | relative_url }}#team', ""),
    ],
    "IMG01": [
        ("/images/boat.jpg", ""),
        ("/images/Boats.jpg", ""),
        ("boats.jpg", ""),
        ("{{ site.baseurl }}/images/boat.jpg", BASE),
        ("/images/boat.jpg", "theme: minima\n"),
    ],
}
UNTOUCHED = [
    ("/maps/boats.html", ""),
    ("/maps/boats", ""),
    ("/maps/", ""),
    ("/maps", ""),
    ("/maps/index.html?a=b#c", ""),
    ("/about/#the-team", ""),
    ("/about/#who", ""),
    ("/about/#top", ""),
    ("/about", ""),
    ("/", ""),
    ("../19/there.html#boats", ""),
    ("/2026/11/19/there.html", ""),
    ("/2026/12/24/later.html", ""),
    ("/images/a%20b.png", ""),
    ("/was/here/", ""),
    ("/maps/was.html", ""),
    ("/old.html#anything", ""),
    ("/maps/live.html#anything", ""),
    ("/maps/boats.html#drawn-by-a-script", ""),
    ("/other-project/", ""),  # of the same host
    ("/other-project/docs/a.html", ""),
    ("/next.js/", ""),
    ("/tags/boats/", ""),
    ("/assets/site.js", ""),
    ("/maps/site.css", ""),
    ("/blog/nowhere/", "baseurl: /other\n"),
    ("{{ page.link }}", ""),
    ("{% link about.md %}", ""),
    ("/maps/{{ page.name }}.html", ""),
    ("mailto:ada@a.example", ""),
    ("tel:123", ""),
    ("//cdn.example/a.png", ""),
    ("data:image/png;base64,AAAA", ""),
    ("https://a.example/maps/boat.html", ""),
    ("../../../README.md", ""),
    ("/maps/boat.html", "plugins: [jekyll-some-generator]\n"),
    ("/assets/x.html", "theme: minima\n"),
    ("/feed.xml", "plugins: [jekyll-feed]\n"),
    ("/2026/11/", "plugins: [jekyll-archives]\n"),
]


@pytest.fixture
def found_in(make_site: Callable[..., Path]) -> Callable[..., list[str]]:
    """Return the codes found in a post of a site."""

    def find(body: str, config: str = "") -> list[str]:
        text = f"---\ntitle: Here\n---\n\n{body}"
        root = make_site({**OTHERS, POST: text}, config=f"timezone: UTC\n{config}")
        own_site = site.find(root)
        chosen = checks.select(checks.all(), ["LNK07", "LNK08", "IMG01"])
        checker = Checker(own_site, chosen, site_facts.of(own_site))
        return [each.code for each in checker.findings(root / POST, text)]

    return find


def test_what_is_not_there_is_found(found_in: Callable[..., list[str]]) -> None:
    for code, cases in FOUND.items():
        mark = "!" if code == "IMG01" else ""
        for url, config in cases:
            assert found_in(f"{mark}[A]({url})\n", config) == [code], (url, config)


def test_what_may_be_there_is_not_blamed(found_in: Callable[..., list[str]]) -> None:
    for config in {config for _, config in UNTOUCHED}:
        urls = [url for url, its_config in UNTOUCHED if its_config == config]
        body = "\n\n".join(f"[A]({url})" for url in urls)
        assert found_in(body, config) == [], config


def test_html_and_definitions_are_read_too(found_in: Callable[..., list[str]]) -> None:
    body = (
        '<div>\n<a href="/maps/boat.html">x</a> <img src="/images/boat.jpg" alt="x">\n</div>\n\n'
        "A <a href='/maps/boat.html'>x</a> and ![x][boat]\n\n[boat]: /images/boat.jpg\n"
    )
    assert sorted(found_in(body)) == ["IMG01", "IMG01", "LNK07", "LNK07"]
    body = '<img alt="" src="{{ "/images/boat.jpg" | relative_url }}">\n'
    assert found_in(body) == ["IMG01"]
    body = (
        '<!-- <img src="/images/boat.jpg"> -->\n\n`<a href="/maps/boat.html">`\n\n'
        '<pre>\n<a href="/maps/boat.html">\n</pre>\n\n<img src="/images/boats.jpg">\n'
    )
    assert found_in(body) == []


def test_what_is_certain_is_fixed(make_site: Callable[..., Path]) -> None:
    body = (
        "[A](/Maps/boats.html#a) ![B](/images/Boats.jpg) [C](ada@a.example) [D](/maps/boat.html)\n"
    )
    right = "[A](/maps/boats.html#a) ![B](/images/boats.jpg) [C](mailto:ada@a.example) "
    text = f"---\ntitle: Here\n---\n\n{body}"
    root = make_site({**OTHERS, POST: text})
    own_site = site.find(root)
    chosen = checks.select(checks.all(), ["LNK07", "IMG01"])
    found = Checker(own_site, chosen, site_facts.of(own_site)).findings(root / POST, text)
    assert len(found) == 4
    fixed = apply(text, [edit for each in found for edit in each.fix])
    assert fixed == text.replace(body, f"{right}[D](/maps/boat.html)\n")
