"""Bytes that are not UTF-8: Jekyll leaves such a post out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.model import Finding
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject

CODE = "FM12"

_BYTE = Lazy("[\udc80-\udcff]+")
"""Bytes that are no characters, as Python keeps them."""


def find(subject: Subject) -> Iterator[Finding]:
    """Find the first bytes of a post that are not UTF-8, unless the site has another encoding."""
    text = str(subject.document)
    if text.isascii():
        return
    is_page = subject.file is not None and subject.file.kind == "pages"
    config = subject.site.config if subject.site else {}
    encoding = str(config.get("encoding") or "utf-8").lower()
    found = _BYTE.search(text)
    if found and not is_page and encoding.startswith("utf"):
        number = ord(found[0][0]) - 0xDC00
        message = f"The byte 0x{number:02X} is not UTF-8: Jekyll does not publish this post."
        yield Finding(CODE, found.start(), found.end(), message)


CHECKS = (
    Check(
        code=CODE,
        name="not UTF-8",
        summary="A post has bytes that are not UTF-8.",
        why="""Jekyll cannot read such a file, says so in one line, builds the site without it, and
exits with 0. It was written in an older encoding, such as Windows-1252: save it as UTF-8.""",
        bad="---\ntitle: Gr\udcfc\udcdfe\n---\n\nA boat.\n",
        good="---\ntitle: Grüße\n---\n\nA boat.\n",
        find=find,
        part="text",
    ),
)
