"""Posts for outlets: mails, plain text, drafts for Buttondown, bare HTML."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from postgen.errors import PostgenError
from postgen.jekyll.document import Document
from postgen.outlets import elements, registry
from postgen.outlets.post import Post
from postgen.outlets.wrap import width, wrap
from tests import html_validity

if TYPE_CHECKING:
    from postgen.outlets.post import Exported

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent.parent / "shared" / "examples"
PATHS = [
    *sorted((ROOT / "posts").glob("*.md")),
    *sorted((ROOT.parent / "_posts").glob("*.md")),
    *sorted(SHARED.glob("*.*")),
]
OWN = ("buttondown", "email", "html", "text")


def post_of(text: str, **values: Any) -> Post:
    given: dict[str, Any] = {
        "title": "A post",
        "url": "https://blog.example/2026/11/a.html",
        "slug": "a",
    }
    return Post(**{**given, "body": Document.parse(text).body, **values})


@pytest.fixture(scope="module", params=PATHS, ids=[path.stem for path in PATHS])
def post(request: pytest.FixtureRequest) -> Post:
    return post_of(request.param.read_bytes().decode())


def addresses(post: Post) -> list[str]:
    """Return the outside addresses that the page of a post links, in their order."""
    links = elements.parse(post.rendering.html).all("a")
    found = [post.absolute(each.attributes["href"]) for each in links if "href" in each.attributes]
    own = post.url.partition("#")[0]
    return [each for each in found if each and each.partition("#")[0] != own]


def exported(post: Post, outlet: str) -> str:
    found: Exported = registry.find(outlet).export(post)
    return found.text


def hrefs(html: str) -> list[str]:
    read = html_validity.read(html)
    return [given["href"] for name, given in read.elements if name == "a" and "href" in given]


# Every post, every outlet


def test_every_outlet_takes_every_post(post: Post) -> None:
    for outlet in registry.names():
        assert exported(post, outlet).encode()


def test_a_mail_is_valid_and_complete(post: Post) -> None:
    html = exported(post, "email")
    read = html_validity.read(html)
    assert not read.wrong
    names = {name for name, _ in read.elements}
    assert not names & {"style", "script", "link", "iframe", "form", "input", "svg", "object"}
    attributes = {name for _, given in read.elements for name in given}
    assert "class" not in attributes
    assert not [name for name in attributes if name.startswith("on")]
    links = hrefs(html)
    assert set(addresses(post)) <= set(links)
    ids = {given[key] for _, given in read.elements for key in ("id", "name") if key in given}
    inside = [each for each in links if each.startswith("#")]
    assert {each[1:] for each in inside} <= ids
    outside = [each for each in links if not each.startswith("#")]
    sources = [given["src"] for name, given in read.elements if name == "img"]
    for each in (*outside, *sources):
        assert urlsplit(each).scheme in {"http", "https", "mailto", "tel", "ftp"}, each
    assert "color:" not in re.sub(
        r"color:inherit|color: red", "", html
    )  # which one post has itself


def test_each_reference_is_in_the_mail_and_in_the_text_once(post: Post) -> None:
    listed = [each.url for each in post.references.values() if post.parsed.lists]
    links = hrefs(exported(post.in_style("linked"), "email"))
    lines = [line.strip() for line in exported(post, "text").splitlines()]
    for url in set(listed):
        if addresses(post).count(url) <= 2:  # the citations of others lead there themselves
            assert links.count(url) >= 1, url
            assert lines.count(url) <= listed.count(url), url


def test_the_mail_has_the_numbers_of_the_page_and_of_the_text(post: Post) -> None:
    own = {each.entry.url: each.number for found in post.parsed.lists for each in found.entries}
    if not own or post.parsed.ambiguous:
        return
    mail = exported(post, "email")
    for written, number in own.items():
        url = post.absolute(written)
        entry = re.compile(rf'\[{number}\](?:</a>)? ?[^\[]*?"{re.escape(escape(url))}"')
        assert not url or entry.search(mail), url


def test_a_text_has_all_addresses_right_numbers_and_no_long_line(post: Post) -> None:
    text = exported(post, "text")
    for url in addresses(post):
        assert url in text
    code = {
        line.strip()
        for each in elements.parse(post.rendering.html).all("pre")
        for line in each.text.splitlines()
    }
    for line in text.splitlines():
        has_address = "://" in line or "mailto:" in line
        assert width(line) <= 78 or has_address or line.strip() in code, line
        assert line == line.rstrip()
    entries = re.findall(r"(?m)^\[(\d+)\] (?:.+\n)(?:    .*\n)*?    (https?://\S+)$", text)
    numbers = re.findall(r"(?m)^\[(\d+)\] ", text)
    assert post.parsed.ambiguous or len(numbers) == len(set(numbers)), numbers
    by_number = dict(entries)
    for number, reference in post.references.items():
        if str(number) in by_number and post.parsed.lists:
            assert by_number[str(number)] == reference.url


def test_a_draft_for_buttondown_has_all_addresses_and_nothing_of_kramdown(post: Post) -> None:
    text = exported(post, "buttondown")
    document = Document.parse(text)
    assert 'subject: "A post"' in document.front
    assert 'status: "draft"' in document.front
    again = post_of(text)
    assert set(addresses(post)) <= set(addresses(again))
    relative = [
        each.attributes.get("href", "") + each.attributes.get("src", "")
        for each in elements.parse(again.rendering.html).all("a", "img")
    ]
    assert not [each for each in relative if each and not re.match(r"[A-Za-z]+:|#fn|#\Z", each)]
    plain = re.sub(r"(?s)```.*?```|~~~.*?~~~|`[^`\n]*`|(?m:^(?:    |\t).*$)", "", document.body)
    assert "{:" not in plain


def test_html_is_the_page_with_absolute_addresses(post: Post) -> None:
    html = exported(post, "html")
    assert set(addresses(post)) <= set(hrefs(html))


def test_a_tree_is_written_as_it_was_read(post: Post) -> None:
    html = post.rendering.html
    again = html_validity.read(elements.serialize(elements.parse(html)))
    assert again.elements == html_validity.read(html).elements
    assert (
        elements.parse(html).text == elements.parse(elements.serialize(elements.parse(html))).text
    )


# Particular ones


def test_the_numbers_of_a_mail_are_links_in_every_style() -> None:
    body = "A boat[1] and a train[2].\n\n## References\n\n[1] **Boats:** <https://a.example/>\n\n[2] **Trains:** <https://b.example/>\n"
    html = exported(post_of(body), "email")
    assert '<a href="#ref-1"' in html
    assert '<a href="https://a.example/">Boats</a>' in html
    assert hrefs(html).count("https://b.example/") == 1
    notes = exported(post_of("A boat[^b].\n\n[^b]: [Boats](https://a.example/)\n"), "email")
    assert '<a href="#fn:b"' in notes
    assert '<li id="fn:b"' in notes


def test_a_text_lists_the_links_of_every_style() -> None:
    expected = "A boat[1] and a train[2], a boat[1].\n"
    bodies = (
        "A [boat](https://a.example/) and a [train](https://b.example/), a [boat](https://a.example/).",
        "A boat[^x] and a train[^y], a boat[^x].\n\n[^x]: [boat](https://a.example/)\n[^y]: [train](https://b.example/)\n",
        "A [boat][1] and a [train][2], a [boat][1].\n\n[1]: https://a.example/\n[2]: https://b.example/\n",
        "A boat[1] and a train[2], a boat[1].\n\n## References\n\n[1] **boat:** <https://a.example/>\n\n[2] **train:** <https://b.example/>\n",
    )  # fmt: skip
    for body in bodies:
        text = exported(post_of(body), "text")
        assert expected in text
        assert text.endswith(
            "[1] boat\n    https://a.example/\n[2] train\n    https://b.example/\n"
        )


def test_links_beside_numbers_get_the_next_ones() -> None:
    body = "A boat[1], and [a train](https://b.example/).\n\n## Sources\n\n[1] **Boats:** <https://a.example/>\n"
    text = exported(post_of(body), "text")
    assert "A boat[1], and a train[2]." in text
    assert text.endswith(
        "[1] Boats\n    https://a.example/\n\n[2] a train\n    https://b.example/\n"
    )


def test_notes_of_a_text_have_numbers_of_their_own() -> None:
    notes = "A boat[^a], a train[^b].\n\n[^a]: See [Boats](https://a.example/).\n\n    More.\n\n[^b]: <https://b.example/>\n"
    text = exported(post_of(notes), "text")
    assert "A boat[1], a train[2].\n" in text
    assert text.endswith(
        "* * *\n\n[1] See Boats[3].\n\n    More.\n[2] https://b.example/\n\n"
        "[3] Boats\n    https://a.example/\n"
    )
    body = "A boat[1], a train[^b].\n\n## Sources\n\n[1] **Boats:** <https://a.example/>\n\n[^b]: It is late.\n"
    text = exported(post_of(body), "text")
    assert "A boat[1], a train[2].\n" in text
    assert text.endswith(
        "[1] Boats\n    https://a.example/\n\n"
        + "* * *".center(72).rstrip()
        + "\n\n[2] It is late.\n"
    )


def test_tags_that_kramdown_shows_in_cells_are_left_out() -> None:
    body = '| Feed |\n|---|\n| <p><a href="https://a.example/">A</a></p> |\n'
    for outlet in ("email", "text", "slack"):
        assert "p&gt;" not in exported(post_of(body), outlet)
        assert "<p>" not in exported(post_of(body), "text")
    assert "&lt;p&gt;" in exported(post_of(body), "html")


def test_a_mail_has_no_empty_lines_where_kramdown_breaks_them() -> None:
    mail = exported(post_of("\\\\\n*Hello*\n\n\\\\\n[1]\\\\\nTwo\n"), "email")
    assert '<p style="margin:0 0 16px"><em>Hello</em></p>' in mail
    assert mail.count("<br>") == 1


def test_no_number_is_a_part_of_an_address() -> None:
    body = "A [talk at https://a.example/](https://b.example/).\n"
    assert "A talk at https://a.example/ [1]." in exported(post_of(body), "text")


def test_a_mail_has_no_links_within_links_and_no_unknown_elements() -> None:
    mail = exported(post_of("[<https://a.example/>](https://a.example/) <x-b>new</x-b>\n"), "email")
    assert not html_validity.read(mail).wrong
    assert hrefs(mail).count("https://a.example/") == 1
    assert "<x-b" not in mail
    assert " new</p>" in mail


def test_markdown_below_breaks_and_in_html_is_read_as_such_elsewhere() -> None:
    body = '\\\\\n*A* [boat](https://a.example/)\\\\\nTwo\n\n> \\\\\n> *B*\n\n<div markdown="1">\n*C*\n</div>\n'
    draft = Document.parse(exported(post_of(body), "buttondown")).body.strip()
    assert draft == (
        '*A* [boat](https://a.example/)<br>\nTwo\n\n> \n> *B*\n\n<div markdown="1">\n\n*C*\n</div>'
    )


def test_what_is_too_deep_is_refused_and_what_is_deep_is_not() -> None:
    with pytest.raises(PostgenError, match="too deep"):
        exported(post_of("<div>" * 3000), "html")
    for outlet in registry.names():
        assert "boat" in exported(
            post_of("<div>" * 250 + "boat\n\n" + ">" * 250 + " boat\n"), outlet
        )


def test_braces_in_the_subject_of_a_draft_are_pointed_out() -> None:
    found = registry.find("buttondown").export(post_of("A boat.\n", title="The {{ cat }}"))
    assert [each.code for each in found.problems] == ["buttondown-braces"]


def test_blocks_of_a_text() -> None:
    body = "# One\n\n> Quoted *text*\n\n* a\n  * b\n\n3. c\n4. d\n\n- [x] done\n\n```\ncode  here\n```\n\n| a | b |\n|---|---|\n| long | 2 |\n\n* * *\n\n![A boat](/boat.png)\n"
    text = exported(post_of(body), "text")
    for expected in (
        "One\n===\n", "> Quoted text\n", "* a\n  * b\n", "1. c\n2. d\n", "☑ done", "    code  here\n",
        "a    | b\nlong | 2\n", "* * *", "A boat[1]\n", "    https://blog.example/boat.png\n",
    ):  # fmt: skip
        assert expected in text


def test_images_in_a_text() -> None:
    body = (
        "## Boats\n\n![Boats](/a.png) Sail.\n\n[![a map](/b.png)](/map) [![](/c.png)](/none)\n\n"
        "[![x](/d.png) A chart](/chart)\n"
    )
    text = exported(post_of(body), "text")
    for expected in (
        "\nSail.\n", "a map[1] https://blog.example/none\n", "\nA chart[2]\n", "[1] a map\n    https://blog.example/map\n",
    ):  # fmt: skip
        assert expected in text
    assert "a.png" not in text


def test_a_wide_table_is_wrapped() -> None:
    body = f"| {'a ' * 30} | {'b ' * 30} |\n| c | |\n"
    text = exported(post_of(body), "text")
    assert all(width(line) <= 72 for line in text.splitlines())
    assert "\nc |\n" in text


def test_text_is_wrapped_by_its_width_and_addresses_are_whole() -> None:
    assert wrap("漢字かな、" * 8, 20) == [
        "漢字かな、漢字かな、",
        "漢字かな、漢字かな、",
        "漢字かな、漢字かな、",
        "漢字かな、漢字かな、",
    ]
    assert all(width(line) <= 10 for line in wrap("x" * 35 + " ก" + "ก" * 30, 10))
    family = "👩‍👩‍👧‍👦"
    assert "".join(wrap(family * 9, 10)).count(family) == 9
    address = f"https://example.org/{'a' * 90}"
    assert wrap(f"see {address} now", 20) == ["see", address, "now"]
    assert wrap("नमस्ते दुनिया " * 6, 30, "* ", "  ")[1].startswith("  ")


def test_hostile_titles_and_texts_are_text() -> None:
    evil = '"><script>alert(1)</script>\u202e & <b>'
    body = f'![{evil}](/a.png "{evil}") [x](javascript:alert(1)) <a href="vbscript:x" onclick="y">z</a>\n\n<script>alert(2)</script>\n\n<iframe src="https://video.example/v"></iframe>\n'
    post = post_of(body, title=evil, excerpt=evil, site_title=evil)
    found = registry.find("email").export(post)
    read = html_validity.read(found.text)
    assert not read.wrong
    assert "<script" not in found.text
    assert "javascript:" not in found.text
    assert "vbscript:" not in found.text
    assert "https://video.example/v" in hrefs(found.text)
    assert [each.code for each in found.problems] == ["mail-left-out"]
    assert "javascript:" not in exported(post, "buttondown")


def test_missing_end_tags_are_put_in_and_programs_stay_as_they_are() -> None:
    broken = "<ul><li>a<li>b</ul><p>c<div>d</div></i><table><tr><td>e<td>f</table><script>1 < 2 && 3</script>"
    html = elements.serialize(elements.parse(broken))
    assert html == (
        "<ul><li>a</li><li>b</li></ul><p>c</p><div>d</div><table><tr><td>e</td><td>f</td></tr></table>"
        "<script>1 < 2 && 3</script>"
    )
    deep = elements.parse("<b>" * 5000 + "x")
    assert elements.serialize(deep).count("x") == 1


def test_a_long_mail_is_pointed_out() -> None:
    found = registry.find("email").export(post_of("A boat sails. " * 9000))
    assert [each.code for each in found.problems] == ["mail-clipped"]


@pytest.mark.parametrize(
    ("language", "title", "direction"),
    [("ar", "", "rtl"), ("he-IL", "", "rtl"), ("en", "שלום", "ltr"), ("", "شماره ۳", "rtl"), ("", "Boats", "ltr")],
)  # fmt: skip
def test_the_direction_of_a_mail(language: str, title: str, direction: str) -> None:
    html = exported(post_of("> x\n\n* y\n", title=title, language=language), "email")
    assert f'dir="{direction}"' in html
    side = "right" if direction == "rtl" else "left"
    assert f"border-{side}:3px" in html
    assert f'align="{side}"' in html
    assert ('lang="' in html) == bool(language)


def test_images_have_a_width_only_where_they_stand_alone() -> None:
    html = exported(
        post_of(
            "![a](/a.png)\n\nSee ![b](/b.png) here.\n\n<img src='c.png' width='900' height='10'>\n"
        ),
        "email",
    )
    images = [given for name, given in html_validity.read(html).elements if name == "img"]
    assert [each.get("width") for each in images] == ["568", None, "568"]
    assert all("max-width:100%" in each["style"] for each in images)


def test_the_preheader_is_the_excerpt_or_the_first_paragraph() -> None:
    assert ">A *boat*&#847;" not in exported(post_of("A *boat*\n"), "email")
    assert ">A boat&#847;" in exported(post_of("# Head\n\nA *boat*\n"), "email")
    assert ">Of boats&#847;" in exported(post_of("A boat\n", excerpt="Of boats"), "email")


def test_braces_after_liquid_are_text() -> None:
    post = post_of("Write {{ page.title }} here.\n")
    assert "{{ page.title }}" in exported(post, "html")
    assert [each.code for each in registry.find("buttondown").export(post).problems] == [
        "buttondown-braces"
    ]


def test_line_endings_and_boms_change_nothing() -> None:
    body = "# One\n\nA [boat](/b).\n\n* x\n* y\n"
    for outlet in OWN:
        plain = exported(post_of(body), outlet)
        assert "\r" not in exported(post_of(body.replace("\n", "\r\n")), outlet)
        assert exported(post_of(body.replace("\n", "\r\n")), outlet) == plain


@pytest.mark.parametrize(
    "stray",
    ["<td>cell</td>", "<tr><td>cell</td></tr>", "<li>cell</li>", "<figcaption>cell</figcaption>"],
)
def test_a_part_of_a_table_or_list_on_its_own_does_not_end_the_cell_of_the_mail(stray: str) -> None:
    body = f"<div>{stray}</div>\n\nA paragraph.\n"
    mail = (
        registry.find("email")
        .export(Post(title="T", url="https://e.org/", slug="t", body=body))
        .text
    )
    assert not html_validity.read(mail).wrong
    assert "cell" in mail
