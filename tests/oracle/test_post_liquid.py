"""Liquid in a post that is exported: what real Jekyll makes of it, and what is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from postgen import site as sites
from postgen.commands.post_of_site import read_post
from postgen.jekyll.templates import TemplateError
from tests.conftest import write_files
from tests.oracle.sites import build

if TYPE_CHECKING:
    from pathlib import Path

CASES = {
    "values": "{{ site.title }} {{ page.title }} {{ page.nothing }} {{ nothing }} {{ site.author.name }} {{ page.tags | join: ', ' }}",
    "address": "{{ page.url }} {{ page.id }} {{ site.url }}{{ site.baseurl }}{{ page.url }} {{ page.path }} {{ page.slug }}",
    "relative_url": "{{ '/a b/ü?x=1' | relative_url }} {{ 'a/' | relative_url }} {{ '' | relative_url }} {{ 'https://e.org/a' | relative_url }} {{ page.url | relative_url }}",
    "absolute_url": "{{ '/a' | absolute_url }} {{ 'https://e.org' | absolute_url }} {{ page.nothing | absolute_url }} {{ page.url | absolute_url }}",
    "post_url": "[x]({% post_url 2026-11-02-boats %}) [y]({% post_url /2026-11-02-boats %}) [z]({% post_url sub/2026-11-03-trains %})",
    "link": "[x]({% link _posts/2026-11-02-boats.md %}) [a]({% link about.md %}) [i]({% link assets/a.txt %}) {% assign p = 'about.md' %}[a]({% link {{ p }} %})",
    "include": "{% include box.html name='it\\'s' text=\"a \\\"b\\\"\" title=page.title n=3 %} {% include plain.html %}",
    "nested include": "{% include outer.html name='x' %} {% assign f = 'plain.html' %}{% include {{ f }} %} {% include {{ page.include_file }} %}",
    "an include that assigns": "{% include sets.html %}{{ set_by_include }}",
    "dates": "{{ page.date }} | {{ page.date | date: '%-d %B %Y, %H:%M %z %j %e %a %A %b %^a %y %I %p %l %s %F %T %%' }} | {{ page.date | date_to_string }} | {{ page.date | date_to_long_string }} | {{ page.date | date_to_string: 'ordinal', 'US' }} | {{ page.date | date_to_long_string: 'ordinal' }} | {{ page.date | date_to_xmlschema }} | {{ page.date | date_to_rfc822 }}",
    "other dates": "{{ '2026-03-01' | date: '%d/%m/%Y' }} {{ 'no date' | date: '%Y' }} {{ page.nothing | date: '%Y' }} {{ page.day | date: '%-m/%-d' }} {{ page.day | date_to_string }}",
    "control": "{% assign a = 'x,y,z' | split: ',' %}{% for i in a %}{{ forloop.index }}{{ i }}{% unless forloop.last %}, {% endunless %}{% endfor %} {% if page.comments %}yes{% else %}no{% endif %} {% case page.layout %}{% when 'post' %}p{% else %}q{% endcase %} {% for i in (1..3) reversed %}{{ i }}{% endfor %} {% for i in page.nothing %}x{% else %}none{% endfor %}",
    "capture": "{% capture c %}a *b*{% endcapture %}{{ c | markdownify | strip }} {{ c | upcase | append: '!' }}",
    "white space": "a\n{%- if true -%}\n b \n{%- endif %}\n\n{% if true %}\n\n{% endif %}\nc {{- ' d ' -}} e",
    "raw": "{% raw %}{{ page.title }} {% if %}{% endraw %} {{ '{{' }}",
    "comment": "a{% comment %} {{ page.title }} hidden {% endcomment %}b",
    "highlight": 'before\n\n{% highlight ruby %}\nputs 1 < 2 && "{{ page.title }}"\n\n{% endhighlight %}\n\nafter',
    "escaping": "{{ '<b> & \"q\"' | escape }} {{ '<b> & \"q\"' | xml_escape }} {{ 'a b&c/ü' | cgi_escape }} {{ 'a b&c/ü,' | uri_escape }} {{ 'a b' | url_encode }} {{ '<p>a</p>' | strip_html }}",
    "words": "{{ 'The *Quick*, Brown_Fox!' | slugify }} {{ 'The _x_ Å' | slugify: 'pretty' }} {{ 'Åb c' | slugify: 'latin' }} {{ 'a b c' | number_of_words }} {{ '漢字かな a한 b' | number_of_words: 'cjk' }} {{ 'a b' | number_of_words: 'auto' }} {{ 'a 々ー漢' | number_of_words: 'auto' }} {{ page.tags | array_to_sentence_string }} {{ page.tags | jsonify }} {{ ' a   b ' | normalize_whitespace }}",
    "numbers": "{{ 7 | divided_by: 2 }} {{ 7.0 | divided_by: 2 }} {{ 3 | times: 4 | plus: 1 }} {{ 3.14159 | round: 2 }} {{ page.number }} {{ page.ratio }}",
    "text filters": "{{ 'abc' | replace: 'b', 'x' | capitalize }} {{ 'a b c d' | truncatewords: 2 }} {{ 'abcdefgh' | truncate: 5 }} {{ 'a,b' | split: ',' | last }} {{ 'abc' | size }} {{ 'abc' | slice: 1, 2 }} {{ page.nothing | default: 'none' }} {{ 'b,a,B' | split: ',' | sort | join }}",
    "data": "{{ site.data.people.ada.name }} {% for m in site.data.months %}{{ m }} {% endfor %}{{ site.data.more.deep.x }}",
    "lists and truth": "{{ page.tags }} {{ page.comments }} {{ page.nothing }}{{ true }} {{ nil }} {{ page.tags.size }} {{ page.tags[1] }} {{ page.tags.first }}",
    "cycle": "{% cycle 'a', 'b' %}{% cycle 'a', 'b' %} {% increment n %}{% increment n %}",
    "an include beside the post": "{% include_relative sub/beside.md a='b' %} {{ page.title | slugify }}",
    "lists": "{% assign w = site.data.list | where: 'kind', 'boat' %}{{ w | map: 'name' | join: ',' }} {% assign t = site.data.list | where: 'tags', 'x' %}{{ t.size }} {% assign n = site.data.list | where: 'n', 10 %}{{ n[0].name }} {% assign s = site.data.list | sort: 'n' %}{{ s | map: 'name' | join: ',' }} {% assign l = site.data.list | sort: 'n', 'last' %}{{ l | map: 'name' | join: ',' }} {% assign g = site.data.list | group_by: 'kind' %}{% for k in g %}{{ k.name }}={{ k.size }}{{ k.items[0].name }} {% endfor %}{{ page.tags | push: 'e' | join }} {{ page.tags | unshift: 'e' | pop | shift: 2 | join }} {{ '12a' | to_integer | plus: 1 }} {{ true | to_integer }} {{ page.tags | sort | join }}",
    "comparisons": "{% if page.number > 3 and page.tags contains 'one' %}yes{% endif %} {% if page.title contains 'title' %}t{% endif %} {% if page.nothing == nil %}n{% endif %} {% if page.nothing == blank %}b{% endif %} {% if page.tags == empty %}e{% endif %} {% if 'a' < 'b' %}<{% endif %}",
    "loops": "{% for i in (1..5) limit:2 offset:1 %}{{ i }}{% endfor %} {% for i in page.tags reversed %}{{ i }}{% if i == 'two' %}{% break %}{% endif %}{% endfor %} {% for p in site.data.people %}{{ p[0] }}{{ p[1].name }}{% endfor %} {% for a in page.tags %}{% if forloop.first %}{% continue %}{% endif %}{{ forloop.rindex }}{% endfor %}",
    "kramdown around Liquid": "{% for t in page.tags %}\n* {{ t }} [x]({{ '/t/' | append: t | relative_url }})\n{% endfor %}\n\n{% if true %}\n## {{ page.title }}\n{% endif %}\n\n| a | b |\n|---|---|\n{% for t in page.tags %}| {{ t }} | {{ forloop.index }} |\n{% endfor %}",
    "an attribute list": "A {{ page.title }}\n{: .lead }\n\n[here]({{ '/x/' | relative_url }}){:target=\"_blank\"}",
}  # fmt: skip

OTHERS = {
    "_config.yml": (
        'title: "A site"\nurl: "https://blog.example"\nbaseurl: /base\ntimezone: Europe/Paris\n'
        "author:\n  name: Ada\npermalink: /:year/:month/:title/\n"
    ),
    "_posts/2026-11-02-boats.md": "---\ntitle: Boats\n---\nA boat.\n",
    "_posts/sub/2026-11-03-trains.md": "---\ntitle: Trains\n---\nA train.\n",
    "about.md": "---\ntitle: About\npermalink: /about/\n---\nAbout.\n",
    "assets/a.txt": "a\n",
    "_includes/box.html": "<b>{{ include.name }}|{{ include.text }}|{{ include.title }}|{{ include.n }}|{{ include.none }}</b>",
    "_includes/plain.html": "plain {{ page.title }}",
    "_includes/outer.html": "({% include box.html name=include.name text='in' %} {{ include.name }})",
    "_includes/sets.html": "{% assign set_by_include = 'set' %}",
    "_data/people.yml": "ada:\n  name: Ada L.\n",
    "_data/list.yml": "- {name: a, kind: boat, n: 10, tags: [x, y]}\n- {name: b, kind: train, n: 9}\n- {name: c, kind: boat, tags: x}\n",
    "_posts/sub/beside.md": "beside {{ include.a }} {{ page.title }}",
    "_data/months.yml": "- Jan\n- Feb\n",
    "_data/more/deep.json": '{"x": 1}',
}  # fmt: skip

FRONT = (
    "---\nlayout: post\ntitle: 'A <title> & \"more\"'\ndate: 2026-11-20 18:30:05 +0100\ncomments: true\ntags: [one, two, 'th ree']\n"
    "number: 12\nratio: 2.50\nday: 2026-01-05\ninclude_file: plain.html\n---\n"
)


def _path(number: int) -> str:
    return f"_posts/2026-11-20-case{number}.md"


def _body(site: Path, name: str) -> str:
    return read_post(sites.find(site), name)[1].body


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    texts = {_path(number): FRONT + body for number, body in enumerate(CASES.values())}
    write_files(tmp_path, {**OTHERS, **texts})
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.processes
def test_liquid_is_rendered_as_jekyll_does(site: Path) -> None:
    texts = {_path(number): FRONT + body for number, body in enumerate(CASES.values())}
    [built] = build([{**OTHERS, **texts}])
    assert not built.error
    wrong = {}
    for number, name in enumerate(CASES):
        _, post, _ = read_post(sites.find(site), _path(number))
        ours = post.rendering.html
        theirs = re.sub(
            r"</?span.*?>", "", built.post(_path(number))["html"]
        )  # the colours of code
        if ours != theirs:
            wrong[name] = (ours, theirs)
    assert not wrong


REFUSED = {
    "a plugin's tag": ("A.\n\n{% gist 1234 %}\n", "_posts/2026-11-20-r.md:6: Its Liquid cannot be rendered here: the tag `gist` is not known"),
    "a plugin's filter": ("{{ page.title | emojify }}", ":4: Its Liquid cannot be rendered here: the filter `emojify` is not known"),
    "all posts": ("{% for post in site.posts %}{{ post.title }}{% endfor %}", "`site.posts` is known to Jekyll only"),
    "the next post": ("{{ page.next.url }}", "`page.next` is known to Jekyll only"),
    "a post that is not there": ("{% post_url 2020-01-01-nothing %}", "there is no post `2020-01-01-nothing`"),
    "a file that is not there": ("\n\n{% link nothing.md %}", ":6: "),
    "an include that is not there": ("{% include nothing.html %}", "there is no include `nothing.html`"),
    "an include outside": ("{% include ../_config.yml %}", "there is no include `../_config.yml`"),
    "a fault in an include": ("\n{% include bad.html %}", ":5: Its Liquid cannot be rendered here (in bad.html:2): the filter `shout`"),
    "an include of itself": ("{% include loop.html %}", "Its Liquid cannot be rendered here"),
    "a tag that is not closed": ("{% if page.title %}", "Its Liquid cannot be rendered here"),
    "broken JSON": ("{{ site.data.broken.json.x }}", "_data/broken/json.json: This is not valid JSON"),
    "no end": ("{% for a in (1..100000) %}{% for b in (1..100000) %}x{% endfor %}{% endfor %}", "it has no end, or writes too much"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_only_jekyll_knows_is_named_and_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body, message = REFUSED[name]
    write_files(
        tmp_path,
        {
            **OTHERS,
            "_posts/2026-11-20-r.md": f"---\ntitle: R\n---\n{body}",
            "_data/broken/json.json": "{",
            "_includes/bad.html": "a\n{{ 'x' | shout }}",
            "_includes/loop.html": "{% include loop.html %}",
        },
    )
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TemplateError) as raised:
        _body(tmp_path, "_posts/2026-11-20-r.md")
    assert message in raised.value.message
