"""A file as Jekyll splits it: front matter between its fences, and a body."""

from __future__ import annotations

import re

from postgen.text.edits import newline_at
from postgen.text.records import NamedTuple

FENCES = re.compile(
    r"\A(?P<head>\ufeff?---\s*?\n)(?P<front>.*?)(?P<fence>^(?:---|\.\.\.)\s*?(?:\n|\Z))",
    re.DOTALL | re.MULTILINE | re.ASCII,
)
"""Jekyll's own rule (document.rb, YAML_FRONT_MATTER_REGEXP).

Ruby drops a BOM before the rule is applied. Ruby's `\\s` is ASCII. Jekyll's rule also takes the
blank lines after the second fence: here they are body.
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
        match = FENCES.match(text)
        if not match:
            return cls("", "", "", text)
        return cls(match["head"], match["front"], match["fence"], text[match.end() :])

    def __str__(self) -> str:
        return "".join(self)

    @property
    def has_front_matter(self) -> bool:
        """Whether Jekyll sees front matter."""
        return bool(self.head)

    @property
    def body_start(self) -> int:
        """Return where the body starts in the text."""
        return len(self.head) + len(self.front) + len(self.fence)

    def with_front(self, front: str) -> Document:
        """Replace the front matter, which is empty or ends with a newline.

        Add fences where there are none.
        """
        if self.head:
            return self._replace(front=front)
        bom = "\ufeff" if self.body.startswith("\ufeff") else ""
        fence = "---" + newline_at(self.body, 0)
        return Document(bom + fence, front, fence, self.body[len(bom) :])
