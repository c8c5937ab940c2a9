"""Templates in Liquid with faults: rendered within bounds, or refused in a sentence."""

from __future__ import annotations

from postgen.errors import PostgenError
from postgen.jekyll import frontmatter, templates
from postgen.jekyll.templates import BUILT_IN, Prose, built_in

VALUES = {
    "title": "A | *title* {{ x }} <b>", "sections": [{"name": "A", "items": [{"title": "One", "url": "https://e.org/1", "note": Prose("a *note*")}]}],
    "tags": ["a", "b: c"], "number": 3, "date": "2026-11-20", "issue": {"number": 3}, "url": templates.Address("https://e.org/a_(b)"), "note": Prose("x"),
}  # fmt: skip
OWN = [
    "---\ntitle: {{ title }}\ntags: {{ tags }}\n---\n\n{% for s in sections %}## {{ s.name }}\n{% for i in s.items %}* [{{ i.title }}]({{ i.url }}) {{ i.note }}\n{% endfor %}{% endfor %}",
    "{% assign x = title | split: ' ' %}{% for a in x limit: 2 offset: 1 reversed %}{{ forloop.index }}{{ a | upcase | slice: 0, 3 }}{% else %}no{% endfor %}",
    "{% capture y %}{{ title | replace: 'a', 'bb' | append: title | truncate: 9 }}{% endcapture %}{% case number %}{% when 3 %}{{ y }}{% else %}z{% endcase %}",
    "{% for a in (1..9) %}{% cycle 'a', 'b' %}{% if a > 3 and number != 2 or title contains 'x' %}{% break %}{% endif %}{% endfor %}{{ number | times: 3 | plus: 1.5 | divided_by: 2 | modulo: 3 }}",
    "{% raw %}{{ x }}{% endraw %}{%- comment -%}x{%- endcomment -%}{{ date | date: '%Y %B' }}{% tablerow a in tags cols: 2 %}{{ a }}{% endtablerow %}{% increment n %}{{ tags | join: ', ' | strip_html }}",
]  # fmt: skip
PIECES = [
    b"{% for a in (1..999999999) %}", b"{% endfor %}", b"{{ title | append: title }}", b" | times: 99999999999", b" | split: ''", b" | join: title", b"{% include x %}",
    b"{% render 'x' %}", b"{{ 'x' | replace: '', title }}", b"{{ title | date: '%9999999d' }}", b"{{ number | divided_by: 0 }}", b"{% if (", b" | slice: -999999999, 99999999999",
    b" | truncate: 1e400", b"{{ sections | map: 'items' | concat: tags | sort | uniq | json }}", b"{% assign title = title | append: title | append: title %}", b"{% liquid\n",
]  # fmt: skip


def seeds() -> list[bytes]:
    """Return the built-in templates, and some that use what there is."""
    return [*(built_in(name).encode() for name in BUILT_IN), *(text.encode() for text in OWN)]


def check(data: bytes) -> str:
    """Render a template: its front matter is YAML."""
    text = data.decode(errors="surrogateescape")
    try:
        made = templates.render_document(text, VALUES)
    except PostgenError as error:
        return type(error).__name__
    frontmatter.load(made.front)
    return ""
