"""Posts whose front matter is at fault: the check that finds it, a key, and what it is meant to hold."""

from __future__ import annotations

from typing import Any, NamedTuple


class Case(NamedTuple):
    """A text at fault; `meant` is what its `key` is meant to hold, and holds once it is fixed, if it can be."""

    code: str
    text: str
    key: str
    meant: Any
    is_fixed: bool = True


def front(code: str, yaml: str, meant: Any, key: str = "title", *, is_fixed: bool = True) -> Case:
    """Return a case of a front matter between right fences."""
    return Case(code, f"---\n{yaml}\n---\n\nA boat.\n", key, meant, is_fixed)


FENCES = [
    Case("FM01", text, "title", "Boats", is_fixed)
    for text, is_fixed in [
        ("\n---\ntitle: Boats\n---\nA boat.\n", True),
        ("\n \n\n---\ntitle: Boats\n---\nA boat.\n", True),
        ("\ufeff\n---\ntitle: Boats\n---\nA boat.\n", True),
        ("\ufeff\ufeff---\ntitle: Boats\n---\nA boat.\n", True),
        ("\u200b---\ntitle: Boats\n---\nA boat.\n", True),
        (" ---\ntitle: Boats\n---\nA boat.\n", True),
        ("\r\n---\r\ntitle: Boats\r\n---\r\nA boat.\r\n", True),
        ("<!-- a note -->\n---\ntitle: Boats\n---\nA boat.\n", False),
        ("<!-- a\nnote --> <!-- b -->\n\n---\ntitle: Boats\n---\nA boat.\n", False),
    ]
] + [
    Case("FM02", text, "title", "Boats", is_fixed)
    for text, is_fixed in [
        ("---\ntitle: Boats\n\nA boat.\n", True),
        ("---\r\ntitle: Boats\r\n\r\nA boat.\r\n", True),
        ("---\ntitle: Boats\ntags:\n- sea\n\nA boat.\n\n* a list\n", True),
        ("---\ntitle: Boats\n\nauthor: Ada\n\nA boat.\n", True),
        ("---\ntitle: Boats\n\nA boat.\n\n---\n\nMore.\n", True),
        ("---\ntitle: Boats\n\n## A boat\n\n| a | b |\n|---|---|\n", True),
        ("---\ntitle: Boats\nA boat.\n", False),
    ]
] + [
    Case("FM03", text, "title", "Boats")
    for text in [
        "----\ntitle: Boats\n----\nA boat.\n",
        "---\ntitle: Boats\n----\nA boat.\n",
        "--\ntitle: Boats\n---\nA boat.\n",
        "—\ntitle: Boats\n—\nA boat.\n",
        "---\ntitle: Boats\n  ---\nA boat.\n",
        "---\ntitle: Boats\n```\nA boat.\n",
        "—-\ntitle: Boats\n—-\nA boat.\n",
        "title: Boats\nlayout: post\n---\n\nA boat.\n",
    ]
]  # fmt: skip

REJECTED = [
    front("FM04", f"title: {written}", meant)
    for written, meant in [
        ("Boats: a guide", "Boats: a guide"),
        ("@ada", "@ada"),
        ("%s in C", "%s in C"),
        ("`code` and more", "`code` and more"),
        ("[Review] Boats", "[Review] Boats"),
        ("{curly} boats", "{curly} boats"),
        ("- a dash", "- a dash"),
        ("*boats*", "*boats*"),
        ("'it's'", "it's"),
        ('"A" and b', '"A" and b'),
        ('"A" and "b"', '"A" and "b"'),
        ('"C:\\dir"', "C:\\dir"),
        ("What? Why: this", "What? Why: this"),
        ("it's: boats", "it's: boats"),
        ("? a question", "? a question"),
        (", a comma", ", a comma"),
        ("] a bracket", "] a bracket"),
        ("&Uuml;ber Boote", "&Uuml;ber Boote"),
    ]
] + [
    front("FM04", "title:Boats", "Boats"),
    front("FM04", "title：Boats", "Boats"),
    front("FM04", "title:\u00a0Boats", "Boats"),
    front("FM04", "layout: post\ntitle:Boats\ntags:[a, b]", ["a", "b"], "tags"),
    front("FM04", "title: B\ntags:\n\t- a\n\t- b", ["a", "b"], "tags"),
    front("FM04", "title: B\nimage:\n\tpath: a.png", {"path": "a.png"}, "image"),
    front("FM04", "\ttitle: Boats", "Boats"),
    front("FM04", 'title: : "Boats"', "Boats", is_fixed=False),
    front("FM04", "title: Boats\ndescription: about: boats\nsubtitle: `x`", "about: boats", "description"),
    front("FM04", "title: Boats\ntags: a, b: c", "Boats", is_fixed=False),
    front("FM04", 'title: "a "b" c"', 'a "b" c', is_fixed=False),
    front("FM04", "title: Boats\n\ttags: b", "Boats", is_fixed=False),
    front("FM04", "title: Boats\nand trains", "Boats", is_fixed=False),
    front("FM04", "title: |boats", "|boats", is_fixed=False),
    front("FM04", "title: Boats\nimage: path: a.png", "Boats", is_fixed=False),
    front("FM04", "- title: Boats", "Boats", is_fixed=False),
]  # fmt: skip

MISREAD = [
    front("FM05", f"title: {written}", written)
    for written in "12:30 1:02:03 010 1_000 1,000 1,5 1.10 .5 0x1F +1 0b11 Yes off".split()
] + [
    front("FM05", "title: No", "No"),
    front("FM05", "title: 2024-01-01 10:00:00", "2024-01-01 10:00:00"),
    front("FM05", "title: [Review]", "[Review]"),
    front("FM05", "title: !important news", "!important news"),
    front("FM05", "title: B\ndescription: ! the best", "! the best", "description"),
    front("FM05", "title: &b the best", "&b the best"),
    front("FM05", "title: {{ page.name }}", "{{ page.name }}", is_fixed=False),
    front("FM05", "title: B\ntags: 2024", ["2024"], "tags"),
    front("FM05", "title: B\ncategories: 2024", ["2024"], "categories"),
    front("FM05", "title: B\ntags: [a, 010]", ["a", "010"], "tags"),
    front("FM05", "title: B\ntags:\n- 1.10\n- b", ["1.10", "b"], "tags"),
    front("FM05", "title: B\nauthor: 007", "007", "author"),
    front("FM05", "title: B\ntags: [a, part: two]", ["a", "part: two"], "tags"),
    front("FM05", "title: B\ntags:\n- a\n- part: two", ["a", "part: two"], "tags"),
    front("FM05", "title: B\nslug: 2024", "2024", "slug"),
    front("FM05", "title: B\npermalink: 404", "404", "permalink"),
    front("FM05", "title: B\nlayout: 404", "404", "layout"),
    front("FM06", "title: :focus", ":focus"),
    front("FM06", "title: ::marker in lists", "::marker in lists"),
    front("FM06", "title: B\nsetting: :focus", ":focus", "setting"),
    front("FM06", "title: B\ntime: 10:30", "10:30", "time"),
    front("FM06", "title: B\nlengths: [01:30, 02:10]", ["01:30", "02:10"], "lengths"),
    front("FM07", "title: Boats #12", "Boats #12"),
    front("FM07", "title: C#, issue #12: boats", "C#, issue #12: boats"),
    front("FM07", "title: #python and boats", "#python and boats"),
    front("FM07", "title: B\ndescription: We are #1", "We are #1", "description"),
    front("FM07", "title: B\ntags: #sea #boats", ["sea", "boats"], "tags", is_fixed=False),
    front("FM07", "title: B\ncolor: #fff", "#fff", "color"),
    front("FM07", "title: B\nstyle:\n  background: #00ff7f", {"background": "#00ff7f"}, "style"),
]  # fmt: skip

KEYS = [
    front("FM08", "title: Boats\ntitle: Trains", "Boats", is_fixed=False),
    front(
        "FM08", "image:\n  path: a.png\n  path: b.png", {"path": "a.png"}, "image", is_fixed=False
    ),
    front("FM08", "title: Boats\ntags: [a]\ntags: [b]", ["a"], "tags", is_fixed=False),
    front("FM08", "layout: post\ntitle: Boats\nlayout:", "post", "layout", is_fixed=False),
    front("FM10", "title: B\npublished: 'false'", None, "published"),
    front("FM10", 'title: B\npublished: "no"', None, "published"),
    front("FM10", "title: B\npublished: 0", None, "published"),
    front("FM10", "title: B\npublished: n", None, "published"),
    front("FM11", "title: Boats\ncategories: {a: b}", "Boats", is_fixed=False),
    front("FM11", "title: Boats\ntags:\n  a: b", ["a"], "tags", is_fixed=False),
]

CASES = FENCES + REJECTED + MISREAD + KEYS

RIGHT = [
    "title: Boats", 'title: "12:30"', "title: 1984", "title: 3.14", "title: true", "title: ~", "title:",
    "title: Boats # a note", "title: a#b", "title: Boats  # TODO", "layout: post #default", "layout: none",
    "layout: false", "date: 2026-11-21", "date: 2026-11-21 10:30:00 +0100", "date: 2026/11/21", "date: Nov 21 2026",
    "date: 20261121", "date: 21.11.2026", "comments: yes", "weight: 3", "toc: on", "version: 1.10", "id: 007",
    "price: 1,000", "tags: [2024, boats]", "tags: boats trains", "category: 2024", "categories: [a, b]", "published: false",
    "published: true", "published: no", "description: >\n  Boats: a guide\n  # and more", "url: https://e.org/#a",
    "image:\n  path: a\nother:\n  path: b", "title: 'it''s'", 'title: "a: b"', "a: &x [1]\nb: *x", "<<: {a: b}",
    "title: C# and F#", "title: 100% boats", "title: a-b_c (d)", "subtitle: No", "excerpt: false", "author: 2pac", "author: no", "title:\n  en: No\n  de: Nein", "tags:\n- name: a\n  url: b",
    "time: '12:30'", "aspect: 16/9", "title: 2024-01-01", "tags: '#a #b'", "color: '#fff'", "color: # none", "time: 15:48:25", "tags: # of the post\n- a\n- b", "lang: no",
    "redirect_from:\n- /a\n- /b", "title: What? Yes!", "title: -- boats --", "link: http://e.org:80/a", "{title: Boats}",
]  # fmt: skip
"""Front matter that is right, or at least means what it says."""
