"""Categories and tags as text with commas: `categories: boats, trains`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.jekyll import frontmatter
from postgen.model import Finding
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject

CODE = "FM40"

_LINE = Lazy(r"^(?P<key>categories|tags):[ \t]*(?P<value>[^\n\[]*,[^\n]*?)[ \t\r]*$", re.MULTILINE)
_MAY_BE = Lazy(r"^(?:categories|tags):[^\n\[]*,", re.MULTILINE)


def find(subject: Subject) -> Iterator[Finding]:
    """Find them in posts and documents; of a page, Jekyll leaves the text as it is."""
    front = subject.document.front
    is_page = subject.file is not None and subject.file.kind == "pages"
    if is_page or not _MAY_BE.search(front):
        return
    try:
        values = frontmatter.load(front)
    except frontmatter.YamlError:
        return
    for line in _LINE.finditer(front):
        value = values.get(line["key"])
        if not isinstance(value, str) or "," not in value:
            continue
        start = len(subject.document.head) + line.start()
        words = [word.strip() for word in value.split(",") if word.strip()]
        right = ", ".join(words)
        wrong = ", ".join(f"`{word}`" for word in value.split()[:3])
        message = f"Jekyll splits this text at its blanks, into {wrong}: write `[{right}]`."
        yield Finding(CODE, start, start + len(line[0].rstrip()), message, severity="warning")


CHECKS = (
    Check(
        code=CODE,
        name="terms with commas",
        summary="Categories or tags are a text with commas, which Jekyll does not split there.",
        why="""Jekyll splits such a text at its blanks, so `boats, trains` has the categories
`boats,` and `trains`: the comma goes into addresses and onto the pages of categories. A list in
brackets is read as it is meant.""",
        bad="---\ntitle: A post\ncategories: boats, trains\n---\n\nText.\n",
        good="---\ntitle: A post\ncategories: [boats, trains]\n---\n\nText.\n",
        find=find,
        severity="warning",
        part="text",
    ),
)
