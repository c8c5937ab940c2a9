"""Values go into templates as what the place needs, never as raw text."""

from __future__ import annotations

import pytest

from postgen import templates
from postgen.templates import Prose, TemplateError


def test_texts_are_escaped_as_markdown_and_prose_is_not() -> None:
    values = {
        "title": "*a* {{ b }} | c",
        "prose": Prose("*a*"),
        "many": ["x_", Prose("[y](z)")],
        "none": None,
        "number": 3,
    }
    rendered = templates.render("{{ title }} {{ prose }} {{ many }} {{ none }} {{ number }}", values)
    assert rendered == r"\*a\* \{\{ b }} \| c *a* x\_, [y](z)  3"


def test_what_a_filter_makes_is_escaped_too() -> None:
    assert templates.render("{{ title | append: '*' | upcase }}", {"title": "a|b"}) == r"A\|B\*"


def test_front_matter_gets_yaml() -> None:
    values = {"title": 'a: "b" # c', "tags": ["x", "1,000"], "flag": True}
    front, body = templates.render_document(
        "---\nname: {{ title }}\nlist: {{ tags }}\nshown: {{ flag }}\n---\n# {{ title }}\n", values
    )
    assert front == {"name": 'a: "b" # c', "list": ["x", "1,000"], "shown": True}
    assert body == '# a: \\"b\\" # c\n'


@pytest.mark.parametrize("template", ["{{ nothing }}", "{% for x in nothing %}{{ x }}{% endfor %}", "{{ title.sub }}"])
def test_a_missing_variable_is_named(template: str) -> None:
    with pytest.raises(TemplateError) as caught:
        templates.render(template, {"title": "T"})
    assert "nothing" in caught.value.message or "sub" in caught.value.message
    assert caught.value.hint == "There are: title."


def test_broken_liquid_is_said_to_be_so() -> None:
    with pytest.raises(TemplateError, match="not valid Liquid"):
        templates.render("{% if %}", {})


def test_a_text_without_liquid_is_left_as_it_is() -> None:
    assert templates.render("plain *text*", {}) == "plain *text*"
    assert templates.render_text("{{ a }} & co", {"a": "*x*"}) == "*x* & co"
