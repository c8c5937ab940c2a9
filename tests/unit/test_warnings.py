"""The checks that warn: what each finds, and above all what it leaves alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from postgen import checks
from postgen import site as sites
from postgen.checks.check import Subject
from postgen.commands import site_facts
from postgen.jekyll.document import Document
from postgen.text.edits import apply
from postgen.translation import fingerprint
from postgen.translation.compare import Original
from tests.conftest import NOW, ROOT, write_files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from postgen.model import Finding

WARNINGS = (
    "LNK20", "LNK21", "LNK22", "LNK23", "DT20", "DT21", "FM40", "FM41", "FM42", "IMG20", "IMG21", "KR20", "TR20",
)  # fmt: skip


def found_in(text: str, code: str, original: Original | None = None) -> list[Finding]:
    """Run one check on a text alone."""
    subject = Subject(Document.parse(text), original=original)
    return checks.run_on(subject, [checks.get(code)])


def shown(text: str, code: str) -> list[str]:
    """Return the parts of a text that one check marks."""
    return [text[each.start : each.end] for each in found_in(text, code)]


def fixed(text: str, code: str) -> str:
    return apply(text, [edit for each in found_in(text, code) for edit in each.fix])


@pytest.fixture
def in_site(
    make_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[str]]:
    """Return a function that checks one file of a site, and returns the messages of one check."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))

    def run(files: Mapping[str, str], path: str, code: str, config: str = "") -> list[str]:
        site = sites.load(make_site(files, f"timezone: UTC\n{config}"))
        facts = site_facts.of(site)
        subject = Subject(Document.parse(files[path]), file=facts.pages[path], site=facts)
        return [each.message for each in checks.run_on(subject, [checks.get(code)])]

    return run


# Links


def test_tracking_is_taken_out_wherever_an_address_is_written() -> None:
    text = (
        "[a](https://e.example/x?utm_source=y) <https://e.example/?id=1&fbclid=z> [b][1] [again][1]\n"
        '![i](https://e.example/i.png?utm_medium=m "Title") [c](https://e.example/y?a=1#utm_source=rss)\n\n'
        "[1]: https://e.example/z?gclid=1&q=2 'Title'\n"
    )
    assert len(found_in(text, "LNK21")) == 5
    assert fixed(text, "LNK21") == (
        "[a](https://e.example/x) <https://e.example/?id=1> [b][1] [again][1]\n"
        '![i](https://e.example/i.png "Title") [c](https://e.example/y?a=1)\n\n'
        "[1]: https://e.example/z?q=2 'Title'\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "[a](https://e.example/x?ref=home&source=list&id=7)",
        "[a](/search?utm_source=x)",
        "[a]({{ site.url }}?utm_source=x)",
        "`https://e.example/?utm_source=x` in code",
        "<!-- [a](https://e.example/x?utm_source=y) -->",
        "[a](https://e.example/#section)",
        "[a](https://www.google.com/url?q=https://e.example/)",
    ],
)
def test_other_parameters_and_places_are_left_alone(text: str) -> None:
    assert found_in(f"{text}\n", "LNK21") == []


def test_parameters_that_name_the_site_are_meant(in_site: Callable[..., list[str]]) -> None:
    path = "_posts/2026-11-01-a.md"
    text = "---\n---\n\nThanks to [S](https://sponsor.example/?utm_source=margin-notes&utm_medium=x).\n"
    assert in_site({path: text}, path, "LNK21", "title: Margin Notes\n") == []
    assert in_site({path: text}, path, "LNK21", "url: https://marginnotes.example\n") == []
    assert len(in_site({path: text}, path, "LNK21", "title: Boats\n")) == 1


@pytest.mark.parametrize(
    "words",
    [
        "here", "Here", "click here", "Click **here**", "*here*", "here.", "this", "this link", "Link", "link →",
        "hier klicken", "cliquez ici", "aquí", "clicca qui", "clique aqui", "здесь", "这里", "點擊這裡", "こちら", "여기",
        "tutaj", "klik hier", "εδώ", "buradan", "هنا",
    ],
)  # fmt: skip
def test_words_that_say_nothing(words: str) -> None:
    assert shown(f"See [{words}](https://map.example/).\n", "LNK22") == [
        f"[{words}](https://map.example/)"
    ]


@pytest.mark.parametrize(
    "link",
    [
        "[here is a map](/x)", "[`this`](https://js.example/)", "[HERE](https://www.here.com/)", "[her](/x)",
        "[Link](https://zelda.example/wiki/Link)", "[![here](/i.png)](/x)", "[hier](/x)", "[tu](/x)", "[qui](/x)",
        "`[here](/x)`", "[]: here", "![here](/x.png)", "[1](#ref-1)", "[here]", "<https://here.example/>",
    ],
)  # fmt: skip
def test_words_that_say_something(link: str) -> None:
    assert found_in(f"See {link}.\n", "LNK22") == []


@pytest.mark.parametrize(
    ("lang", "words"),
    [("de", "hier"), ("fr-CA", "ici"), ("it", "qui"), ("nb", "her"), ("pl", "tu")],
)
def test_words_that_say_nothing_in_the_language_of_the_post(lang: str, words: str) -> None:
    assert len(found_in(f"---\nlang: {lang}\n---\n\n[{words}](/x)\n", "LNK22")) == 1


def test_https_is_known_of_hosts_that_browsers_know_or_the_site_links(
    in_site: Callable[..., list[str]],
) -> None:
    text = (
        "---\n---\n\n[a](http://github.com/a) <http://de.wikipedia.org/wiki/B> [c](http://both.example/c) "
        "[d](http://old.example/) [e](http://github.com:8080/) [f](http://notgithub.com/) "
        "[g](http://both.example.org/) `http://github.com/x`\n"
    )
    files = {
        "_posts/2026-11-01-a.md": text,
        "_posts/2026-11-02-b.md": "---\n---\n[x](https://both.example/other) https://sub.old.example/\n",
    }
    messages = in_site(files, "_posts/2026-11-01-a.md", "LNK23")
    assert [each.split("`")[1] for each in messages] == [
        "github.com", "de.wikipedia.org", "both.example",
    ]  # fmt: skip
    assert fixed("<http://github.com/a>\n\n[b]\n\n[b]: http://x.com/b 'T'\n", "LNK23") == (
        "<https://github.com/a>\n\n[b]\n\n[b]: https://x.com/b 'T'\n"
    )


def issue(number: int, body: str, front: str = "") -> tuple[str, str]:
    day = date(2026, 1, 1) + timedelta(weeks=number)
    return (
        f"_posts/{day}-notes-{number}.md",
        f'---\ntitle: "Weekly #{number}"\n{front}---\n\n{body}\n',
    )


def test_a_link_of_an_earlier_issue_is_named_with_its_number(
    in_site: Callable[..., list[str]],
) -> None:
    last, text = issue(
        14,
        "[Again](https://www.e.example/one/) [new](https://e.example/new) [home](https://e.example/) "
        "[again](https://e.example/one) [subscribe](https://list.example/join) "
        "[old](https://e.example/first) ![i](https://e.example/one) [a](https://github.com/ada) "
        "[b](https://social.example/@bob) [c](https://www.linkedin.com/in/carl/)",
    )
    files = dict(
        issue(number, f"[s](https://list.example/join) {body} [home](https://e.example/)")
        for number, body in {
            1: "[o](https://e.example/first)", 9: "[1] [x](http://e.example/one?utm_source=y)", 8: "[a](https://github.com/ada) "
            "[b](https://social.example/@bob) [c](https://www.linkedin.com/in/carl)",
            13: "", 12: "", **dict.fromkeys((2, 3, 4, 5, 6, 7, 10, 11), ""),
        }.items()
    )  # fmt: skip
    files |= {last: text}
    assert in_site(files, last, "LNK20") == ["This link is already in issue #9."]
    assert in_site(files, last, "LNK20", "postgen: {check: {repeats: 3}}\n") == []
    assert len(in_site(files, last, "LNK20", "postgen: {check: {repeats: 20}}\n")) == 2
    assert in_site(files, last, "LNK20", "postgen: {check: {repeats: 0}}\n") == []
    allowed = "postgen: {repeat: {allow: [e.example/one]}}\n"
    assert in_site(files, last, "LNK20", allowed) == []
    assert in_site(files, last, "LNK20", "url: https://www.e.example\n") == [
        "This link is already in issue #9."
    ]


def test_a_translation_or_an_essay_repeats_nothing(in_site: Callable[..., list[str]]) -> None:
    link = "[x](https://e.example/one)"
    essay = "_posts/2026-05-01-essay.md"
    draft = "_drafts/next.md"
    part = "_posts/2026-05-02-part.md"
    files = dict([issue(1, link), issue(2, "nothing")])
    path, text = issue(1, link, "lang: de\n")
    translation = path.replace("-1.md", "-1-de.md")
    files |= {translation: text, essay: f"---\ntitle: Essay\n---\n\n{link}\n"}
    assert in_site(files, translation, "LNK20") == []
    assert in_site(files, essay, "LNK20") == []
    files[draft] = f"---\ntitle: 'Weekly #3'\n---\n\nSee {link}.\n"
    assert in_site(files, draft, "LNK20") == ["This link is already in issue #1."]
    for title in ("Tutorial, part #3", "Euler #3", "Podcast #3"):
        files[part] = f"---\ntitle: '{title}'\n---\n\n{link}\n"
        assert in_site(files, part, "LNK20") == [], title
    files[part] = f"---\ntitle: 'Newsletter #3'\n---\n\nSee {link}.\n"
    assert in_site(files, part, "LNK20") == ["This link is already in issue #1."]


# Images


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("![](/a.png)", "![](/a.png)"),
        ("![ ](/a.png)", "![ ](/a.png)"),
        ("[![](/a.png)](/b)", "![](/a.png)"),
        ("![][a]\n\n[a]: /a.png", "![][a]"),
        ('A <img src="/a.png"> b', '<img src="/a.png">'),
        ('<p><img src="/a.png" class="x"/></p>', '<img src="/a.png" class="x"/>'),
        ('<figure>\n<img\n  src="/a>b.png">\n</figure>', '<img\n  src="/a>b.png">'),
        ('<img src="{{ site.url }}/a.png">', '<img src="{{ site.url }}/a.png">'),
        ('<img src="/a.png" title="no alt = here">', '<img src="/a.png" title="no alt = here">'),
    ],
)
def test_images_without_words(text: str, marked: str) -> None:
    assert shown(f"{text}\n", "IMG20") == [marked]


@pytest.mark.parametrize(
    "text",
    [
        "![A boat](/a.png)", '<img src="/a.png" alt="">', "<img alt src=/a.png>", "<IMG ALT='x' src=/a.png>",
        "`![](/a.png)`", "    ![](/a.png)", "```\n<img src=a>\n```", "<!-- <img src=a> -->", "`<img src=a>` tag",
        '![](/a.png){: alt="A boat"}', "<img src='a' {{ attributes }}>", "{% raw %}`<img src=a>`{% endraw %}",
        '<img src="a" aria-hidden="true">', '<img src="a" role="presentation">', '<img width="1" height="1" src="a">',
        "<pre>\n<img src=a>\n</pre>", "<script>x('<img src=a>')</script>", "{% include figure.html image='a' %}",
        "![{{ page.alt }}](/a.png)", "<imgage src=a>", "{::comment}<img src=a>{:/comment}",
    ],
)  # fmt: skip
def test_images_with_words_or_without_a_meaning(text: str) -> None:
    assert found_in(f"{text}\n", "IMG20") == []


def test_a_card_image_is_a_file_of_the_site(in_site: Callable[..., list[str]]) -> None:
    path = "_posts/2026-11-01-a.md"
    there = {"assets/a b.png": "x", "images/deep/c.jpg": "x", "images/x.md": "---\n---\n"}
    there |= {"_posts/2026-10-01-b.md": "---\nimage: c.jpg\nthumbnail: c.jpg\n---\n"}

    def messages(front: str, config: str = "", **more: str) -> list[str]:
        text = f"---\n{front}\n---\n\nText.\n"
        return in_site({path: text, **there, **more}, path, "IMG21", config)

    for front in (
        "image: /assets/a b.png", "image: assets/a%20b.png", "image: c.jpg", "image: deep/c.jpg",
        "image: {path: /images/deep/c.jpg}", "image: https://e.example/no.png", "image: //e.example/no.png",
        "image: '{{ site.url }}/no.png'", "image: true", "image: no", "image:", "image: abc123", "images: no.png",
        "header: {overlay_color: '#333'}", "image: /base/assets/a b.png", "imageless: no.png",
        "image: /submodule/no.png", "cover: unknown.png",
    ):  # fmt: skip
        assert messages(front, "baseurl: /base\n") == [], front
    for front in (
        "image: /assets/no.png", "image: no.jpg", "image: {path: /images/no.webp, alt: x}", "image:\n  thumb: no.gif",
        "header:\n  teaser: /assets/A b.png", "thumbnail: assets/no.svg",
    ):  # fmt: skip
        assert len(messages(front, "theme: minima\n")) == 1, front
        assert messages(front, "plugins: [jekyll-og-image]\n") == [], front
        assert messages(front, "img_cdn: https://cdn.example/\n") == [], front


# Sections


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Intro.\n\n## A\n\n## B\n\nb\n", ["## A"]),
        ("Intro.\n\n## A\n### B\n## C\n\nc\n", ["### B"]),
        ("Intro.\n\nA\n---\n\nB\n===\n\nb\n", ["A\n---"]),
        ("Intro.\n\n## A {#x}\n\n\n\n# B\n\nb\n", ["## A {#x}"]),
        ("Intro.\n\n## A\n{: .x}\n\n## B\n\nb\n", ["## A"]),
    ],
)
def test_empty_sections(text: str, marked: list[str]) -> None:
    assert shown(text, "KR20") == marked


@pytest.mark.parametrize(
    "text",
    [
        "## A\n\n### B\n\nb\n\n## C\n\nc\n",
        "i\n\n## A\n\n{% include a.html %}\n\n## B\n\nb\n",
        "i\n\n## A\n\n{{ content }}\n\n## B\n\nb\n",
        "i\n\n## A\n\n<!-- more -->\n\n## B\n\nb\n",
        "i\n\n## A\n\n![](/a.png)\n\n## B\n\nb\n",
        "i\n\n## A\n\n* * *\n\n## B\n\nb\n",
        "i\n\n## A\n\n* TOC\n{:toc}\n\n## B\n\nb\n",
        "i\n\n## A\n\n<div id='x'></div>\n\n## B\n\nb\n",
        "i\n\n## [A](https://a.example/)\n\n## [B](https://b.example/)\n\nb\n",
        "i\n\n## `a()`\n\n## `b()`\n\nb\n",
        "i\n\n## A[1]\n\n## B\n\nb\n",
        "i\n\n### One\n\n### Two\n\n### Three\n\nb\n",
        "i\n\n### Day 1\n\n### Rivers\n\nb\n",
        "i\n\n## 2026\n\n## Rivers\n\nb\n",
        "i\n\n## Part 2:\n\n## Rivers\n\nb\n",
        "i\n\n### Puzzles\n\n### [One](https://a.example/)\n\nb\n",
        "# The title\n\n# The first part\n\nb\n",
        "i\n\n## A\n\n```\n## B\n```\n\n## C\n\nc\n",
        "i\n\n## The last\n",
        "---\npublished: false\n---\n\ni\n\n## A\n\n## B\n\nb\n",
        "i\n\n> ## A\n\n> ## B\n>\n> b\n",
        "i\n\n## {{ page.one }}\n\n## B\n\nb\n",
        "i\n\n## A\n\n[a]: https://a.example/\n\n## B\n\nb\n",
    ],
)
def test_sections_that_are_not_empty_or_not_sections(text: str) -> None:
    assert found_in(text, "KR20") == []


# Front matter


@pytest.mark.parametrize(
    "line",
    ["categories: a, b", "tags: a,b", "tags: 'machine learning, nlp'", "categories:   x , y  ", 'tags: "a, b" # c'],
)  # fmt: skip
def test_terms_with_commas(line: str) -> None:
    text = f"---\ntitle: x, y\n{line}\n---\n\nText.\n"
    assert len(found_in(text, "FM40")) == 1


@pytest.mark.parametrize(
    "line",
    ["categories: [a, b]", "categories: a b", "tags:\n- a, b", "tags: ['a, b']", "category: a, b", "x-tags: a, b",
     "description: tags, a", "tags: a # b, c", "# tags: a, b", "tags: >-\n  a b"],
)  # fmt: skip
def test_terms_that_are_meant_as_they_are(line: str) -> None:
    assert found_in(f"---\ntitle: x\n{line}\n---\n\ntags: a, b\n", "FM40") == []


def test_terms_of_a_page_are_its_own_affair(in_site: Callable[..., list[str]]) -> None:
    files = {
        "about.md": "---\ntags: a, b\n---\n",
        "_posts/2026-11-01-a.md": "---\ntags: a, b\n---\n",
    }
    assert in_site(files, "about.md", "FM40") == []
    assert len(in_site(files, "_posts/2026-11-01-a.md", "FM40")) == 1


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("tilte", "title"), ("Title", "title"), ("titel_", ""), ("catgories", "categories"), ("categoires", "categories"),
        ("Layout", "layout"), ("layuot", "layout"), ("permalnk", "permalink"), ("redirect-from", "redirect_from"),
        ("desciption", "description"), ("exerpt", "excerpt"), ("publsihed", "published"), ("dtae", "date"),
        ("authro", "author"), ("last-modified-at", "last_modified_at"), ("TAGS", "tags"),
        ("data", ""), ("titel", ""), ("titre", ""), ("autor", ""), ("authors", ""), ("subtitle", ""), ("image", ""),
        ("title2", ""), ("lead", ""), ("tag", ""), ("late", ""), ("issue", ""), ("titles", ""), ("dates", ""),
        ("layouts", ""), ("unpublished", ""), ("excerpts", ""), ("categorie", ""), ("state", ""), ("updated", ""),
    ],
)  # fmt: skip
def test_keys_near_a_known_one(in_site: Callable[..., list[str]], key: str, meant: str) -> None:
    path = "_posts/2026-11-01-a.md"
    messages = in_site({path: f"---\n{key}: x\n---\n"}, path, "FM41")
    assert [each.split("`")[3] for each in messages] == ([meant] if meant else [])
    both = f"---\n{key}: x\n{meant or 'title'}: y\n---\n"
    assert in_site({path: both}, path, "FM41") == []
    read = {"_layouts/post.html": f"{{{{ page.{key} }}}}", path: f"---\n{key}: x\n---\n"}
    assert in_site(read, path, "FM41") == []


def test_a_key_that_all_posts_around_have(in_site: Callable[..., list[str]]) -> None:
    front = "layout: post\ntitle: T\nsummary: S\nwordpress_id: 1\ndate: {day} 10:00:00 +0000\n"
    days = [date(2026, 1, 1) + timedelta(weeks=number) for number in range(20)]
    files = {f"_posts/{day}-a.md": f"---\n{front.format(day=day)}---\n" for day in days}
    last = "_posts/2026-11-01-last.md"

    def messages(text: str, config: str = "", more: Mapping[str, str] | None = None) -> list[str]:
        return in_site({**files, last: text, **(more or {})}, last, "FM42", config)

    assert messages("---\nlayout: post\ntitle: L\n---\n") == [
        "The front matter lacks `summary:`, which the 20 posts around it have."
    ]
    hidden = {
        "_drafts/x.md": "---\nlayout: post\n---\n",
        "_posts/2026-10-31-backlog.md": "---\nlayout: post\npublished: false\n---\n",
    }
    assert len(messages("---\nlayout: post\ntitle: L\n---\n", more=hidden)) == 1
    assert messages("---\nlayout: post\n---\n")[0].startswith(
        "The front matter lacks `summary:`, `title:`"
    )
    assert messages("---\nlayout: post\ntitle: L\nsummary: x\n---\n") == []
    assert messages("---\nlayout: post\ntitle: L\nSumary: x\nsummary : x\n---\n") == []
    assert messages("---\nlayout: page\ntitle: L\n---\n") == []  # of another kind
    assert messages("---\nlayout: post\ntitle: L\nlang: de\n---\n") == []
    assert messages("---\nlayout: post\ntitle: L\npublished: false\n---\n") == []
    supplied = "defaults: [{scope: {path: ''}, values: {summary: none}}]\n"
    assert messages("---\nlayout: post\ntitle: L\n---\n", supplied) == []
    without = {"_posts/2026-10-30-b.md": "---\nlayout: post\ntitle: B\n---\n"}
    assert messages("---\nlayout: post\ntitle: L\n---\n", more=without) == []


# Days


@pytest.mark.parametrize(
    ("date_line", "config", "count"),
    [
        ("date: 2026-05-01", "", 0),
        ("date: 2026-05-01 23:59:59 +0000", "", 0),
        ("date: 2026-05-02", "", 1),
        ("date: 2025-05-01 10:00", "", 1),
        ("date: 2026-05-01 23:30:00", "timezone: Europe/Paris\n", 1),  # which YAML reads as UTC
        ("date: 2026-05-01 23:30", "timezone: Europe/Paris\n", 0),
        ("date: 2026-05-01 23:30:00 -0400", "timezone: America/New_York\n", 0),
        ("date: 2026-05-01 23:30:00 -0500", "timezone: UTC\n", 1),
        ("date: 2026-05-01 00:10:00 +0900", "timezone: America/New_York\n", 1),
        ("date: 2026-05-01 23:30:00 -0500", "timezone:\n", 0),  # who knows where it is built
        ("date: 2026-05-03 23:30:00 -0500", "timezone:\n", 1),
        ("title: no date", "timezone: Asia/Tokyo\n", 0),
        ("date: today or so", "", 0),
    ],
)
def test_the_day_in_the_name_and_the_date(
    in_site: Callable[..., list[str]], date_line: str, config: str, count: int
) -> None:
    path = "_posts/2026-05-01-a.md"
    assert len(in_site({path: f"---\n{date_line}\n---\n"}, path, "DT20", config)) == count


def test_a_post_that_is_still_to_come(in_site: Callable[..., list[str]]) -> None:
    path = "_posts/2026-11-22-a.md"
    assert "leaves it out" in in_site({path: "---\n---\n"}, path, "DT21")[0]
    assert (
        "readers see it already" in in_site({path: "---\n---\n"}, path, "DT21", "future: true\n")[0]
    )
    for front in ("published: false", "date: 2026-11-21 09:59:00 +0000", "published:"):
        assert in_site({path: f"---\n{front}\n---\n"}, path, "DT21") == [], front
    assert in_site({"_drafts/a.md": "---\ndate: 2030-01-01\n---\n"}, "_drafts/a.md", "DT21") == []


# Translations


BODY = "A boat[1] sails.\n\n## References\n\n[1] **Boat:** <https://b.example/>\n\n[2] **T:** <https://t.example/>\n"


@pytest.mark.parametrize(
    ("body", "is_same"),
    [
        (BODY, True),
        (f"\n\n{BODY}\n\n", True),
        (BODY.replace("sails.", "sails.  "), True),
        (BODY.replace("\n", "\r\n"), True),
        (BODY.replace("[1]", "[0]").replace("[2]", "[1]").replace("[0]", "[2]"), True),
        (BODY.replace("[1] **B", "[9] **B"), True),
        (BODY.replace("sails", "sailed"), False),
        (BODY.replace("https://t", "https://u"), False),
        (BODY.replace("## References", "## Sources"), False),
        (f"{BODY}\nMore.\n", False),
    ],
)
def test_an_original_has_changed_if_its_words_have(body: str, is_same: Any) -> None:
    front = f'---\nlang: de\noriginal_hash: "{fingerprint.of(BODY)}"\n---\n\n'
    original = Original(f"---\ndate: 2026-11-20\n---\n\n{body}", sure=True)
    found = found_in(front + "Ein Boot[1].\n", "TR20", original)
    assert bool(found) != is_same
    if found:  # the value in the message is the one that ends it
        value = found[0].message.split('"')[1]
        updated = front.replace(fingerprint.of(BODY), value)
        assert found_in(updated, "TR20", original) == []


# What is off, and what is clean


def test_checks_that_are_off_run_where_they_are_selected() -> None:
    text = "---\ntitle: The boats of Winter\nlang: en-GB\n---\n\n## A\n\na\n\n#### B\n\nb\n"
    assert [each.code for each in checks.run(text)] == []
    assert [each.code for each in checks.run(text, select=["TXT20", "KR21"])] == ["TXT20", "KR21"]
    for title in ("The Boats of Winter", "C++ and the iPhone", "Boats in Postgres-related Work"):
        assert found_in(text.replace("The boats of Winter", title), "TXT20") == []
    assert found_in(text.replace("en-GB", "de"), "TXT20") == []


def _findings(root: Path) -> list[str]:
    site = sites.load(root)
    facts = site_facts.of(site)
    chosen = [checks.get(code) for code in WARNINGS]
    found = []
    for path in facts.pages:
        text = (site.source / path).read_text(encoding="utf-8")
        subject = Subject(Document.parse(text), file=facts.pages[path], site=facts)
        found += [f"{path}: {each.code} {each.message}" for each in checks.run_on(subject, chosen)]
    return found


def test_clean_sites_have_no_warnings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))
    assert _findings(ROOT) == []
    files = {}
    for number in range(200):
        day = date(2026, 11, 20) - timedelta(days=number)
        links = "".join(
            f"* [Page {number} {each}](https://s{each}.example/{number}/{each})\n"
            for each in range(10)
        )
        files[f"_posts/{day}-issue-{number}.md"] = (
            f'---\nlayout: post\ntitle: "Issue #{200 - number}"\ndate: {day} 10:00:00 +0000\ntags: [a, b]\n---\n\n'
            f"[Subscribe](https://list.example/join), or read [the last one](/archive/).\n\n## Links\n\n{links}\n"
            f"## Images\n\n![A boat](/boat.png)\n"
        )
    write_files(tmp_path, {"_config.yml": "timezone: UTC\n", "boat.png": "x", **files})
    assert _findings(tmp_path) == []
