"""What stands behind a tag of Liquid is judged as it will be on the page, or not at all."""

from __future__ import annotations

import pytest

from postgen import checks

DEFINITIONS = "[bridge]: https://a.example/bridge\n[ferry]: https://a.example/ferry\n"
TEXT = "The [bridge][] and the [ferry][].\n\n"


@pytest.mark.parametrize(
    "tag",
    [
        "{% include defs.md %}",
        "{%- include defs.md -%}",
        "{% include defs.md %} ",
        "{% include_relative defs.md %}",
        "{{ page.definitions }}",
        "{% include a.md %}{% include b.md %}",
        "{% assign kept = 1 %}",
        "{% comment %}Links{% endcomment %}",
        "  {% include defs.md %}",
    ],
)
def test_a_definition_behind_a_tag_is_not_a_bare_address(tag: str) -> None:
    for body in (
        f"{TEXT}{tag}{DEFINITIONS}",
        f"{TEXT}{DEFINITIONS}{tag}[inn]: https://a.example/inn\n",
        f"{TEXT}{tag}{DEFINITIONS}".replace("\n", "\r\n"),
    ):
        assert checks.run(body, select=["LNK01"]) == []


@pytest.mark.parametrize("tag", ["{% include icon.html %}", "{{ page.icon }}", "{% if a %}"])
def test_an_address_behind_a_tag_is_text(tag: str) -> None:
    found = checks.run(f"{tag} See https://a.example/bridge now.\n", select=["LNK01"])
    assert [each.code for each in found] == ["LNK01"]
