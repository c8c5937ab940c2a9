"""Titles as hostile as pages can make them: every mark of Markdown, Liquid, HTML and YAML, in every script."""

from __future__ import annotations

import random

from postgen.markdown.escape import one_line

PIECES = [
    *"\"':#|{}`$*_[]()<>&!\\~-.=+^%@,;?/ 019aZéßñ中文אبहिन्दी😀👩‍💻",
    "{{", "}}", "{%", "%}", "{{ site.title }}", "{% include x.html %}", "{% raw %}", "--", "---", "...", "<<", ">>",
    "$$", "$$x^2$$", "~~", "&amp;", "&#65;", "&copy;", "<b>", "</b>", "<script>alert(1)</script>", "![", "](",
    "](http://e.org)",
    "**", "1. ", "- ", "# ", "> ", "{:.x}", "{:#id}", "{#id}", "<!--", "-->", "www.x.com", "http://a.b", "<http://a.b>",
    "\x1b[31m", "\x07", "\x9b", "\u00a0", "\u200f", "\u202e", "\u2028", "\ufeff", "yes", "No", "null", "~", "1,000",
    "2024-01-01", "12:30", "0x1F", "1_000", "010", ":focus", "@x", "%x", "`x`", "[x] y", "- a", "*x", "a: b",
    "C# is #1",
    "*[HTML]: x", "[^1]", "[1]", "[1]: x", " >>", "<< ", "\\\\", "==", " #", "a_b_c", "_x_", "''", '""', "\t", "^",
    "|---|",
]  # fmt: skip


def titles(count: int, seed: int = 20261121) -> list[str]:
    """Return `count` different titles of one line each; the same seed gives the same titles."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        title = one_line(
            "".join(chance.choice(PIECES) for _ in range(chance.choice([1, 1, 2, 3, 5, 9])))
        )
        if title:
            found[title] = None
    return list(found)
