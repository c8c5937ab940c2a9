"""Bookmarks as the APIs of Delicious and Pinboard write them: `<posts><post href="…" …/>`.

Facts of the format: https://pinboard.in/api/#posts_all
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.importers.fields import Rejected, day, link
from postgen.importers.fields import tags as read_tags
from postgen.importers.html_tags import LineCounter
from postgen.importers.source import Confidence, Guess
from postgen.importers.xml_elements import parts, root_name
from postgen.markdown.escape import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.importers.source import SourceFile
    from postgen.model import Link

NAMES = ("delicious",)
_NO_TAGS = "system:unfiled"
"""What stands in the place of tags where there are none."""


def sniff(file: SourceFile) -> Guess | None:
    """Recognise the element around all posts, or a post alone."""
    if root_name(file.text) in {"posts", "post"} and "href" in file.text:
        return Guess("delicious", Confidence.ROOT_ELEMENT)
    return None


def read(file: SourceFile) -> Iterator[Link | Rejected]:
    """Read each post: its `description` is the title, `extended` the note, `tag` all its tags."""
    lines = LineCounter(file.text)
    for part in parts(file.text):
        if part.name == "post" and not part.is_end:
            values = part.attributes
            written_tags = values.get("tag", "") or values.get("tags", "")
            if written_tags.strip() == _NO_TAGS:
                written_tags = ""
            has_commas = "," in written_tags
            yield link(
                values.get("href", ""),
                values.get("description", ""),
                line=lines.line_at(part.start),
                note=values.get("extended", ""),
                tags=read_tags(written_tags.split("," if has_commas else None)),
                added=day(values.get("time", "") or values.get("dt", "")),
            )
        elif not part.name and "<post" in part.text:  # a tag without its end
            first_line = part.text[part.text.index("<post") :].partition("\n")[0]
            yield Rejected(lines.line_at(part.start), one_line(first_line)[:80], "it has no end")
