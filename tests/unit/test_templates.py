"""Values go into templates as what the place needs, never as raw text."""

from __future__ import annotations

import itertools

import pytest

from postgen.jekyll import frontmatter, templates
from postgen.jekyll.templates import Address, Prose, TemplateError, ours


def test_texts_are_escaped_as_markdown_and_prose_is_not() -> None:
    values = {
        "title": "*a* {{ b }} | c",
        "prose": Prose("*a*"),
        "many": ["x_", Prose("[y](z)")],
        "none": None,
        "number": 3,
    }
    rendered = templates.render(
        "{{ title }} {{ prose }} {{ many }} {{ none }} {{ number }}", values
    )
    assert rendered == r"\*a\* \{\{ b }} \| c *a* x\_, [y](z)  3"


def test_the_output_of_a_filter_is_escaped_too() -> None:
    assert templates.render("{{ title | append: '*' | upcase }}", {"title": "a|b"}) == r"A\|B\*"


def test_front_matter_gets_yaml() -> None:
    values = {"title": 'a: "b" # c', "tags": ["x", "1,000"], "flag": True}
    document = templates.render_document(
        "---\nname: {{ title }}\nlist: {{ tags }}\nshown: {{ flag }}\n---\n# {{ title }}\n", values
    )
    assert frontmatter.load(document.front) == {
        "name": 'a: "b" # c',
        "list": ["x", "1,000"],
        "shown": True,
    }
    assert document.body == '# a: \\"b\\" # c\n'


@pytest.mark.parametrize(
    "template", ["{{ nothing }}", "{% for x in nothing %}{{ x }}{% endfor %}", "{{ title.sub }}"]
)
def test_a_missing_variable_is_reported(template: str) -> None:
    with pytest.raises(TemplateError) as caught:
        templates.render(template, {"title": "T"})
    assert "nothing" in caught.value.message or "sub" in caught.value.message
    assert caught.value.hint == "There are: title."


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("---\na: 1\n---\n\nx\n{% if %}\n", 6, "not valid Liquid: missing expression"),
        ("---\r\na: 1\r\n---\r\n\r\n{{ 'x }}\r\n", 5, "not valid Liquid"),
        ("---\na: 1\nb: {{ none }}\n---\n{{ also }}\n", 3, "'none' is undefined"),
        ("---\n---\nx\n{{ title.none.at.all }}", 4, "title.none is undefined"),
        ("x\n\n{% for each in title %}\n\n", 3, "not valid Liquid: expected tag endfor"),
        ("x\n{% highlight ruby %}", 2, "unexpected tag 'highlight'"),
        ("x\n{% include 'a.html' %}", 2, "includes `a.html`, but nothing can be included"),
        ("x\n{{ title | shout }}", 2, "unknown filter 'shout'"),
        ('---\nname: "{{ title }}"\n---\n', 2, "This is not valid YAML: "),
        (
            "---\nok: 1\nwhen: 2024-02-31\nx: {{ title }}\n---\n",
            2,
            "not valid YAML: day is out of range",
        ),
        ("---\n- {{ title }}\n---\n", 2, "not a list of `key: value` pairs"),
    ],
)
def test_a_broken_template_is_reported_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(TemplateError) as caught, templates.naming("_templates/x.md"):
        templates.render_document(text, {"title": "T"})
    assert caught.value.message.startswith(f"_templates/x.md:{line}: ")
    assert words in caught.value.message
    assert caught.value.hint


def test_an_address_is_escaped_for_its_place() -> None:
    document = templates.render_document(
        "---\nimage: {{ image }}\n---\n![x]({{ image }})\n", {"image": Address("/a_b (1).png")}
    )
    assert str(document) == '---\nimage: "/a_b (1).png"\n---\n![x](/a_b%20(1).png)\n'


def test_the_end_of_a_line_may_be_taken_by_liquid() -> None:
    text = "---\na: 1\n{% if title == 'T' -%} b: {{ title }} {%- endif -%}\n---\n"
    assert templates.render_document(text, {"title": "T"}).front == 'a: 1\nb: "T"\n'


def test_liquid_for_jekyll_stays() -> None:
    assert (
        templates.render("{% raw %}{% include a.html %}{% endraw %} {{ t }}", {"t": "x"})
        == "{% include a.html %} x"
    )


def test_a_text_without_liquid_is_left_as_it_is() -> None:
    assert templates.render("plain *text*", {}) == "plain *text*"
    assert templates.render_text("{{ a }} & co", {"a": "*x*"}) == "*x* & co"


@pytest.mark.parametrize(
    "text",
    [
        "{{ (1..1000000000) | join }}",
        "{{ (1..n) | sum }}",
        "{% for i in (1..1000000000) reversed %}x{% endfor %}",
        "{% for i in (1..100000) %}{% for j in (1..100000) %}x{% endfor %}{% endfor %}",
        "{% if true %}{% assign a = (1..n) %}{{ 'x' | split: '' | concat: a | size }}{% endif %}",
        "{% assign s = 'x' %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}",
        "{% assign s = 'aaaa' %}{% for i in (1..9) %}{% assign s = s | replace: 'a', s %}{% endfor %}",
        "{% assign s = 99 %}{% for i in (1..60) %}{% assign s = s | times: s %}{% endfor %}{{ s }}",
        "{{" * 20_000,
    ],
)
def test_a_template_without_end_is_refused(text: str) -> None:
    with pytest.raises(TemplateError, match="no end"):
        templates.render(text, {"n": 10**9})


def test_ranges_and_filters_work_as_they_should() -> None:
    text = "{% for i in (1..3) reversed %}{{ i }}{% endfor %} {{ (1..3) | join: '-' | replace: '-', '+' }}"
    assert templates.render_text(text, {}) == "321 1+2+3"


def test_a_template_may_use_all_that_it_is_given() -> None:
    items = [{"words": "x" * 600 + "\udce9"}] * 200
    sections = [{"items": items}] * 50
    text = "{% for section in sections %}{% for item in section.items %}{{ item.words }}{% endfor %}{% endfor %}"
    assert len(templates.render(text, {"sections": sections})) == 50 * 200 * 601


def test_the_built_in_templates_are_what_their_files_say() -> None:
    """Each is written without Liquid; a comment makes a template of the same text one of the site's own."""
    titles = ("", "A *b* #", "1. C")
    texts = (Prose(""), Prose("*a* {{ b }}\n\n* c"))
    for title, text, other in itertools.product(titles, texts, texts):
        item = {
            "number": "1.2", "heading": text, "text": other, "id": "a--b", "line": text,
            "image": other, "alt": text,
        }  # fmt: skip
        sections = [
            {"number": 1, "title": title, "links": other, "items": [item, item]},
            {"number": 2, "title": "Empty", "links": text, "items": []},
        ]
        for values in (
            {"intro": text, "toc": other, "sections": sections, "references": text},
            {"intro": text, "toc": "", "sections": [], "references": other},
        ):
            for name in ours.WRITERS:
                template = templates.built_in(name)
                in_liquid = templates.render(f"{template}{{% comment %}}{{% endcomment %}}", values)
                assert templates.render(template, values) == in_liquid


@pytest.mark.parametrize("name", ours.WRITERS)
def test_a_built_in_template_without_its_values_is_refused(name: str) -> None:
    with pytest.raises(TemplateError, match="'intro' is undefined"):
        templates.render(templates.built_in(name), {"title": "T"})
