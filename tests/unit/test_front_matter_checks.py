"""Front matter at fault: found by one check, and fixed where one answer is certain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postgen import checks
from postgen.checks.check import Check, Subject
from postgen.checks.site_facts import SiteFile
from postgen.jekyll import date_text
from postgen.jekyll.document import Document
from postgen.text.edits import apply
from tests.front_matter_cases import CASES, RIGHT, Case

if TYPE_CHECKING:
    from postgen.model import Finding

OURS = ["FM", "DT", "LQ"]


def found(text: str, path: str = "_posts/2026-11-21-example.md") -> list[Finding]:
    chosen: list[Check] = [each for each in checks.built_in() if each.code[:2] in OURS]
    return checks.run_on(Subject(Document.parse(text), file=SiteFile(path)), chosen)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code} {case.text!r}"[:60])
def test_a_fault_is_found_by_one_check(case: Case) -> None:
    findings = found(case.text)
    assert {each.code for each in findings} == {case.code}
    assert all(bool(each.fix) == case.is_fixed for each in findings)


@pytest.mark.parametrize(
    "case", [each for each in CASES if each.is_fixed], ids=lambda case: repr(case.text)[:60]
)
def test_a_fix_leaves_nothing_to_find_and_the_body_as_it_is(case: Case) -> None:
    fixed = apply(case.text, [edit for each in found(case.text) for edit in each.fix])
    assert found(fixed) == []
    assert fixed.endswith(case.text[-9:])


REFUSED = (
    "x: !ruby/object:Link {a: 1}", "tags: !ruby/array:Tags [a]", "x:\n- !ruby/symbol b", "x: !ruby/regexp /a/",
    "x: !ruby/hash:Links {a: 1}", "x: !ruby/object:DateTime 2012-01-01 10:00:00", "x: [!ruby/range 1..2]",
)  # fmt: skip
NOT_REFUSED = (
    "x: !ruby/string b", "x: !ruby/hash {a: 1}", "x: !ruby/object:Date 2012-01-01", "x: !str b",
    "x: |\n  y: !ruby/object:Link", "x: 'a: !ruby/object:Link'", "x: b # c: !ruby/object:Link",
)  # fmt: skip


def test_an_object_of_ruby_is_found() -> None:
    for yaml in REFUSED:
        assert [each.code for each in found(f"---\ntitle: A\n{yaml}\n---\n")] == ["FM06"], yaml
    for yaml in NOT_REFUSED:
        assert found(f"---\ntitle: A\n{yaml}\n---\n") == [], yaml


@pytest.mark.parametrize("yaml", RIGHT)
def test_what_means_what_it_says_is_left_alone(yaml: str) -> None:
    assert found(f"---\n{yaml}\n---\n\nA boat.\n") == []
    assert found(f"---\r\n{yaml}\r\n---\r\n\r\nA boat.\r\n".replace("\n  ", "\r\n  ")) == []


@pytest.mark.parametrize(
    "text",
    [
        "A text without front matter.\n",
        "# A heading\n\nauthor: Ada\n\n---\n\nMore.\n",
        "A line\n---\ntitle: no\n---\n",
        "\n\nText\n\n---\nnote: x\n---\n",
        "---\n---\nA boat.\n",
        "---\n\n---\n",
        "",
        "\ufeff",
        "---",
        "---\n",
        "<!-- only a comment -->\n\nText.\n",
        "<div>\n---\n</div>\n",
        "| a | b |\n| --- | --- |\n",
        "Title\n---\n\nText: more\n",
    ],
)
def test_a_text_without_front_matter_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_key_that_repeats_its_value_goes() -> None:
    for first, rest in (
        ("layout: post", "title: T\nlayout: post\n"),
        ("layout:", "layout: post\n"),
    ):
        text = f"---\n{first}\n{rest}---\n"
        [finding] = found(text)
        assert (finding.code, finding.severity) != ("FM08", "info")
        assert apply(text, finding.fix) == f"---\n{rest}---\n"


def test_aliases_do_not_multiply() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))]
    assert found("---\n" + "\n".join(lines) + "\nself: &s [*s]\n---\n") == []


def test_bytes_that_are_not_utf8_are_found() -> None:
    for text in ("Gr\udcfc\udcdfe\n", "---\ntitle: \udcff\n---\n"):
        [finding] = found(text)
        assert finding.code == "FM12"
    page = SiteFile("about.md", "pages")
    subject = Subject(Document.parse("Gr\udcfc\udcdfe\n"), file=page)
    assert checks.run_on(subject, [checks.get("FM12")]) == []


# Dates

FATAL = [*"""'' ~ 2024 1999 10:30 1700000000 1700000000000 now today soon TBD Sunday 2024-13-01 2024-00-10 2024-01-32
2024-01-00 2024/13/01 12/31/2024 12-31-2024 2024-06 true false YYYY-MM-DD {{date}}""".split(),
    "2024-01-01 25:00", "2024-01-01 24:01:00", "2024-01-01 10:61", "2024-01-01 10:30:99", '""', "",
]  # fmt: skip
ROLLING = {
    "2024-02-30": "2024-03-01", "2023-02-29": "2023-03-01", "2024-04-31 10:00:00": "2024-05-01",
    "'2024-06-31'": "2024-07-01", "2024/11/31": "2024-12-01", "2024-02-31 10:00:00 +0100": "2024-03-02",
}  # fmt: skip


@pytest.mark.parametrize("date", FATAL)
def test_a_date_that_stops_jekyll_is_found(date: str) -> None:
    assert [each.code for each in found(f"---\ntitle: T\ndate: {date}\n---\n")] == ["DT01"]


@pytest.mark.parametrize("date", ROLLING)
def test_a_date_that_does_not_exist_is_found(date: str) -> None:
    [finding] = found(f"---\ntitle: T\ndate: {date}\n---\n")
    assert finding.code == "DT02"
    assert ROLLING[date] in finding.message


@pytest.mark.parametrize(
    "text",
    ["1030", "20240105", "2024-1-5", "2024.01.05", "05/01/2024", "Dec 5", "5 March 2024", "2024-01-01 24:00",
     "2024-02-29", "1709031200", "2024-01-05T10:00:00Z", "10:30", "Thu, 5 Dec 2024 10:00:00 +0100"],
)  # fmt: skip
def test_a_date_that_ruby_reads_or_may_read_is_left_alone(text: str) -> None:
    assert date_text.read(text) == date_text.Reading()


def test_pages_may_have_any_date() -> None:
    chosen = [each for each in checks.built_in() if each.code.startswith("DT")]
    page = SiteFile("about.md", "pages")
    subject = Subject(Document.parse("---\ndate: soon\n---\n"), file=page)
    assert checks.run_on(subject, chosen) == []


# Names

NAMES = {
    "DT03": ["2026-13-21-x.md", "2026-11-32-x.md", "2026-00-21-x.md", "2026-11-00-x.md", "2026-21-11-x.md"],
    "DT04": ["2026-02-30-x.md", "2026-04-31-x.md", "2023-02-29-x.md", "202-01-12-x.md"],
    "DT05": [
        "2026-11-21.md", "notes.md", "2026_11_21_x.md", "20261121-x.md", "2026-11-21_x.md", "2026-11-21 x.md",
        "21-11-2026-x.md", "draft-2026-11-21-x.md", "_2026-11-21-x.md", ".2026-11-21-x.md", "#2026-11-21-x.md",
        "_old/2026-11-21-x.md", "2026-11-21-.x/2026-11-21.md",
    ],
    "DT06": ["2026-11-21-x.mdx", "2026-11-21-x.txt", "2026-11-21-x.mdown", "2026-11-21-x.mdtext"],
    "": [
        "2026-11-21-x.md", "2026-1-2-x.markdown", "26-01-12-x.md", "sub/2026-11-21-x.md", "2026-11-21-x.MD",
        "2026-11-21-x.html", "2026-11-21-x.png", "2026-11-21-a b.md", "2026-02-28-x.md", "2024-02-29-x.md",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "name"), [(code, name) for code, names in NAMES.items() for name in names]
)
def test_names_that_jekyll_does_not_take_are_found(code: str, name: str) -> None:
    codes = [each.code for each in found("---\ntitle: T\n---\nA boat.\n", f"_posts/{name}")]
    assert codes == ([code] if code else [])
    dated = found("---\ntitle: T\ndate: 2026-11-20\n---\n", f"_posts/{name}")
    assert [each.code for each in dated] == ([code] if code in {"DT05", "DT06"} else [])
    assert found("A note.\n", f"_posts/{name}") == found("", f"_posts/{name}")


def test_files_outside_of_posts_may_have_any_name() -> None:
    for path in ("about.md", "_drafts/boats.md", "_notes/2026-13-21-x.md", "2026-13-21-x.md"):
        assert found("---\ntitle: T\n---\n", path) == []


# Liquid

LIQUID = {
    "LQ01": [
        "{% if x %}a", "{% endif %}", "{% if %}a{% endif %}", "{{ x }", "{{ x", "{%", "{% %}", "{%%}", "{% else %}",
        "{% for a b %}{% endfor %}", "{% assign a b %}", "{% capture %}{% endcapture %}", "{% raw %}a", "{% comment %}a",
        "{% highlight %}a{% endhighlight %}", "{% highlight ruby, linenos %}a{% endhighlight %}", "{% endraw %}",
        "{% if a %}{% for b in c %}{% endif %}{% endfor %}", "{% case %}{% endcase %}", "{% when 1 %}", "{% include %}",
        "{% include x.html a: b %}", "{% post_url boats %}", "{% unless %}{% endunless %}", "{% cycle %}", "$$x_{{a}$$",
        "{% tablerow a %}{% endtablerow %}", "{% if x %}{% elseif y %}{% endif %}", "{% if x %}{% end %}",
        "```\n{% if %}\n```", "    {{ x }", "`{{ x }`", '{{ "a}b" }}', "{% raw %}{% endraw", "{% elsif x %}",
    ],
    "LQ03": [
        "{{ user.name }}", "{{}}", "{{ }}", "{{{1}}}", "`{{ x }}`", "```\n{{ x.y }}\n```", "$$x_{{a}}$$", "{{ .Values.a }}",
        "{{ name | upcase }}", "{{- x -}}", "{{ x['y'] }}", "{{ lookup('env', 'X') }}", "[a]({{ base }}a)", "{{ $x }}",
        "{% highlight go %}{{ x }}{% endhighlight %}", "{{ post.title }}", "{{ x }}\n{% assign x = 1 %}",
    ],
    "": [
        "{{ page.x }}", "{{ site.url }}/a", "{{ 'a' }}", '{{ "{{" }}', "{{ 1 }}", "{{ x | default: 'a' }}", "{% raw %}{{ x }}{% endraw %}",
        "{% assign x = 1 %}{{ x }}", "{% capture 'x' %}a{% endcapture %}{{ x }}", "{% capture x %}a{% endcapture %}{{ x }}", "{% for p in site.posts %}{{ p.url }}{% endfor %}",
        "{% include x.html a='b' c=\"d\" %}{{ y }}", "{% comment %}{{ x }}{% endcomment %}", "{% if a %}{% else %}{% endif %}",
        "{% youtube x %}{{ y }}", "{% mermaid %}{{x}{% endmermaid %}", "{ { x } }", "}} %}", "{% highlight c++ linenos %}a{% endhighlight %}",
        "{% # a note %}", "{%- if a -%}{%- endif -%}", "{% unless a %}{% elsif b %}{% endunless %}", "{% raw %}{{ {% endraw %}",
        "{% case a %}{% when 1 %}{% else %}{% endcase %}", "{% increment x %}{{ x }}", "{{ x | append: 'a' }}", "{{ content }}",
        "{% comment %}{% raw %}{% endcomment %}{% endraw %}{% endcomment %}", "{{ nil }}", "{{ (1..3) }}", "[a]({{ BASE_PATH }}/a)",
        '<img src="{{ base }}/a.png">', "[a]: {{ base }}/a\n", "{{ x | jsonify }}",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "body"), [(code, body) for code, bodies in LIQUID.items() for body in bodies]
)
def test_liquid_that_fails_or_vanishes_is_found(code: str, body: str) -> None:
    assert [each.code for each in found(f"A boat.\n\n{body}\n")] == ([code] if code else [])
    assert found(f"---\nrender_with_liquid: false\n---\n{body}\n") == []
