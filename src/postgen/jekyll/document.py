"""A file as Jekyll splits it: front matter between its fences, and a body."""

from __future__ import annotations

import re
from typing import NamedTuple

from postgen.text.edits import newline_at

FENCES = re.compile(
    r"\A(?P<head>\ufeff?---\s*?\n)(?P<front>.*?)(?P<fence>^(?:---|\.\.\.)\s*?(?:\n|\Z))",
    re.DOTALL | re.MULTILINE | re.ASCII,
)
"""Jekyll's own rule (document.rb, YAML_FRONT_MATTER_REGEXP); a BOM is dropped by Ruby before it is asked.

Ruby's `\\s` is ASCII, and Jekyll's takes the blank lines behind the second fence, too: here they are body.
"""


class Document(NamedTuple):
    """The parts of a file; joined they are the file, whatever it holds."""

    head: str
    front: str
    fence: str
    body: str

    @classmethod
    def parse(cls, text: str) -> Document:
        """Split a text; without front matter all of it is body."""
        found = FENCES.match(text)
        if not found:
            return cls("", "", "", text)
        return cls(found["head"], found["front"], found["fence"], text[found.end() :])

    def __str__(self) -> str:
        return "".join(self)

    @property
    def has_front_matter(self) -> bool:
        """Say whether Jekyll sees front matter."""
        return bool(self.head)

    @property
    def body_start(self) -> int:
        """Give the place of the body in the text."""
        return len(self.head) + len(self.front) + len(self.fence)

    def with_front(self, front: str) -> Document:
        """Exchange the front matter, which is empty or ends with a newline; fences are added where there were none."""
        if self.head:
            return self._replace(front=front)
        bom = "\ufeff" if self.body.startswith("\ufeff") else ""
        fence = "---" + newline_at(self.body, 0)
        return Document(bom + fence, front, fence, self.body[len(bom) :])
