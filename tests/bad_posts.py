"""Thirty posts with one fault each, and the same posts without it; the checks that find the faults.

`bench/checkers.py` gives them to other checkers, too.
"""

from __future__ import annotations

from typing import NamedTuple


class BadPost(NamedTuple):
    """A post at fault, the check that finds it, and the post as it should be."""

    name: str
    code: str
    bad: str
    good: str


def front(yaml: str) -> str:
    """Return a post with a front matter."""
    return f"---\n{yaml}\n---\n\nThe boat leaves at noon, and comes back in the evening.\n"


def body(text: str) -> str:
    """Return a post with a body."""
    return f"---\ntitle: Boats\n---\n\n{text}"


FRONT_MATTER = [
    BadPost("colon-in-title", "FM04", front("title: Boats: a guide"), front('title: "Boats: a guide"')),
    BadPost("bracket-in-title", "FM04", front("title: [Review] Boats"), front('title: "[Review] Boats"')),
    BadPost("blank-line-first", "FM01", "\n" + front("title: Boats"), front("title: Boats")),
    BadPost(
        "not-closed", "FM02", "---\ntitle: Boats\nlayout: post\n\nThe boat leaves at noon.\n",
        "---\ntitle: Boats\nlayout: post\n---\n\nThe boat leaves at noon.\n",
    ),
    BadPost("clock-as-title", "FM05", front("title: 12:30"), front('title: "12:30"')),
    BadPost("cut-at-hash", "FM07", front("title: Boats, issue #12"), front('title: "Boats, issue #12"')),
    BadPost("key-twice", "FM08", front("title: Boats\ntitle: Trains"), front("title: Boats and trains")),
    BadPost("published-empty", "FM09", front("title: Boats\npublished:"), front("title: Boats\npublished: true")),
    BadPost("published-in-quotes", "FM10", front('title: B\npublished: "false"'), front("title: B\npublished: false")),
    BadPost("month-13", "DT01", front("title: Boats\ndate: 2026-13-01"), front("title: Boats\ndate: 2026-11-01")),
    BadPost("february-30", "DT02", front("title: Boats\ndate: 2026-02-30"), front("title: Boats\ndate: 2026-02-28")),
]  # fmt: skip

LIQUID = [
    BadPost(
        "if-not-closed", "LQ01", body("{% if page.lang %}\nThe boat leaves at noon.\n"),
        body("{% if page.lang %}\nThe boat leaves at noon.\n{% endif %}\n"),
    ),
    BadPost(
        "braces-vanish", "LQ03", body("Write `Hello {{ user.name }}` in the template.\n"),
        body("Write `Hello {% raw %}{{ user.name }}{% endraw %}` in the template.\n"),
    ),
    BadPost(
        "braces-of-latex", "LQ01", body("The area is $$x_{{a}$$ in all.\n"),
        body("The area is $$x_{ {a} }$$ in all.\n"),
    ),
]  # fmt: skip

KRAMDOWN = [
    BadPost(
        "bar-makes-table", "KR04", body("The boat leaves at noon | the train at one.\n"),
        body("The boat leaves at noon \\| the train at one.\n"),
    ),
    BadPost(
        "link-with-bar", "LNK02", body("The [timetable | boats](https://boat.example/) is new.\n"),
        body("The [timetable \\| boats](https://boat.example/) is new.\n"),
    ),
    BadPost(
        "swallowed-section", "KR02", body("## Boats\n\n* one boat\n## Trains\n\n* one train\n"),
        body("## Boats\n\n* one boat\n\n## Trains\n\n* one train\n"),
    ),
    BadPost(
        "list-in-paragraph", "KR05", body("1) the boat\n2) the train\n3) the plane\n"),
        body("1. the boat\n2. the train\n3. the plane\n"),
    ),
    BadPost(
        "heading-without-space", "KR01", body("###Boats\n\nThe boat leaves at noon.\n"),
        body("### Boats\n\nThe boat leaves at noon.\n"),
    ),
    BadPost(
        "block-in-cell", "KR06", body("| Boat | Time |\n| --- | --- |\n| Ada | <p>noon</p> |\n"),
        body("| Boat | Time |\n| --- | --- |\n| Ada | noon |\n"),
    ),
    BadPost(
        "brackets-lost", "KR07", body("The boat is fast [1].\n\n[1]: https://boat.example/\n"),
        body("The boat is fast [\\[1\\]][1].\n\n[1]: https://boat.example/\n"),
    ),
]  # fmt: skip

LINKS = [
    BadPost(
        "bare-address", "LNK01", body("The boat is at https://boat.example/map today.\n"),
        body("The boat is at <https://boat.example/map> today.\n"),
    ),
    BadPost(
        "empty-link", "LNK04", body("The [boat]() leaves at noon.\n"),
        body("The [boat](https://boat.example/) leaves at noon.\n"),
    ),
    BadPost(
        "reversed-link", "LNK05", body("The (boat)[https://boat.example/] leaves.\n"),
        body("The [boat](https://boat.example/) leaves.\n"),
    ),
    BadPost(
        "dead-anchor", "LNK06", body("See [boats](#botas).\n\n## Boats\n\nThe boat leaves.\n"),
        body("See [boats](#boats).\n\n## Boats\n\nThe boat leaves.\n"),
    ),
    BadPost(
        "broken-link", "LNK03", body("The [boat] (https://boat.example/) leaves.\n"),
        body("The [boat](https://boat.example/) leaves.\n"),
    ),
    BadPost(
        "undefined-footnote", "REF12", body("The boat leaves[^1].\n"),
        body("The boat leaves[^1].\n\n[^1]: At noon.\n"),
    ),
    BadPost(
        "undefined-label", "REF13", body("The [boat][prot] leaves.\n\nThe [train][port] too.\n\n[port]: https://boat.example/\n"),
        body("The [boat][port] leaves.\n\nThe [train][port] too.\n\n[port]: https://boat.example/\n"),
    ),
    BadPost(
        "placeholder", "TXT01", body("The boat leaves at [TK].\n"), body("The boat leaves at noon.\n"),
    ),
    BadPost(
        "misread-characters", "TXT02", body("The boat to MÃ¼nchen leaves at noon.\n"),
        body("The boat to München leaves at noon.\n"),
    ),
]  # fmt: skip

POSTS = [*FRONT_MATTER, *LIQUID, *KRAMDOWN, *LINKS]
