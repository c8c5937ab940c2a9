"""Liquid as Jekyll parses it: the tags and outputs in a text, and what it stops at. Pure.

The rules are those of Liquid 4 and 5 in their lax mode (`tokenizer.rb`, `block_body.rb`, `tags/`)
and of Jekyll's own tags; what only one of the two versions refuses is left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    import re

_TOKEN = Lazy(r"\{%(?s:.*?)%\}|\{\{(?s:.*?)\}\}?|\{\{|\{%")
_TAG = Lazy(r"\{%-?\s*(\w+)\s*((?s:.*?))-?%\}\Z")
_OPAQUE = Lazy(r"\{%-?\s*(end)?(raw|comment)\b")
_QUOTED = r"\"[^\"]*\"|'[^']*'"
_FRAGMENT = rf"(?:{_QUOTED}|(?:[^\s,|'\"]|{_QUOTED})+)"
FRAGMENT = Lazy(_FRAGMENT)
"""What Liquid takes for a value: `page.title`, `"a b"`, `x[0]`."""

_PARAMETER = (
    r"[\w-]+\s*=\s*(?:\"[^\"\\]*(?:\\.[^\"\\]*)*\"|'[^'\\]*(?:\\.[^'\\]*)*'|[\w.-]+)(?=\s|\Z)"
)
_SYNTAX = {
    "if": Lazy(_FRAGMENT),
    "elsif": Lazy(_FRAGMENT),
    "unless": Lazy(_FRAGMENT),
    "case": Lazy(_FRAGMENT),
    "when": Lazy(_FRAGMENT),
    "cycle": Lazy(_FRAGMENT),
    "for": Lazy(rf"\A[\w-]+\s+in\s+{_FRAGMENT}"),
    "tablerow": Lazy(rf"[\w-]+\s+in\s+{_FRAGMENT}"),
    "assign": Lazy(r"[\w.\[\]-]\)?\s*="),
    "capture": Lazy(r"[\w.\[\]-]"),
    "highlight": Lazy(r"\A\s*[a-zA-Z0-9.+#_-]+(?:\s+\w+(?:=(?:\w+|\"[^\"]*\"))?)*\s*\Z"),
    "include": Lazy(rf"\A\s*[^\s{{]+(?:\s+{_PARAMETER})*\s*\Z|\{{\{{"),
    "post_url": Lazy(r"\A\s*/?(?:.+/)*\d+-\d+-\d+-"),
}
"""What the words of a tag must hold, else Jekyll stops."""

_BLOCKS = frozenset("if unless case for tablerow capture ifchanged comment raw highlight".split())
_ALONE = frozenset(
    "assign break continue cycle decrement increment include include_relative link post_url".split()
)
_INNER = {
    "else": {"if", "unless", "case", "for"},
    "elsif": {"if", "unless"},
    "when": {"case"},
}
"""Tags that stand in blocks of a kind."""


_MISSPELLED = frozenset({"elseif", "elif", "end", "endhightlight", "hightlight"})
"""Names that no plugin gives to a tag."""


class Piece(NamedTuple):
    """A tag or an output: the tag's name ("" for an output), what follows it, and its place."""

    name: str
    words: str
    start: int
    end: int


class Parsed(NamedTuple):
    """The tags and outputs that Liquid acts upon, and what it stops at, with its place.

    `unknown` are tags that are not Jekyll's own.
    """

    pieces: tuple[Piece, ...]
    unknown: tuple[Piece, ...] = ()
    problem: str = ""
    start: int = 0
    end: int = 0


def parse(text: str) -> Parsed:
    """Read the Liquid of a text, as far as Jekyll does."""
    if "{%" not in text and "{{" not in text:
        return Parsed(())
    return _Parser(text).parse()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._open: list[Piece] = []
        self._pieces: list[Piece] = []
        self._unknown: list[Piece] = []

    def parse(self) -> Parsed:
        """Read all tokens; stop at the first problem."""
        position = 0
        while token := _TOKEN.search(self._text, position):
            problem = self._output(token) if token[0].startswith("{{") else self._tag(token)
            if problem:
                return self._parsed(problem, token.start(), token.end())
            position = token.end()
            around = self._open[-1].name if self._open else ""
            if around in {"raw", "comment"}:
                position = self._behind(around, position)
        if self._open:
            last = self._open[-1]
            return self._parsed(f"`{last.name}` is not closed", last.start, last.end)
        return self._parsed()

    def _parsed(self, problem: str = "", start: int = 0, end: int = 0) -> Parsed:
        return Parsed(tuple(self._pieces), tuple(self._unknown), problem, start, end)

    def _behind(self, name: str, position: int) -> int:
        """Return where a block ends whose inside is not read, and close it if it is closed."""
        inner = [name]
        for found in _OPAQUE.finditer(self._text, position):
            end = self._text.find("%}", found.end())
            if end < 0:
                break
            is_end, kind = bool(found[1]), found[2]
            if is_end and kind == inner[-1]:
                inner.pop()
            elif not is_end and inner[-1] == "comment":
                inner.append(kind)
            if not inner:
                self._open.pop()
                return end + 2
        return len(self._text)

    def _output(self, token: re.Match[str]) -> str:
        """Take an output; return what is wrong with it."""
        written = token[0]
        if len(written) < 4 or not written.endswith("}}"):
            return "`{{` is not closed by `}}`"
        words = written[2:-2].removeprefix("-").removesuffix("-")
        self._pieces.append(Piece("", words, *token.span()))
        return ""

    def _tag(self, token: re.Match[str]) -> str:
        """Take a tag; return what is wrong with it."""
        if token[0] == "{%":
            return "`{%` is not closed by `%}`"
        found = _TAG.match(token[0])
        if not found:
            is_remark = token[0][2:].lstrip("- \t\r\n").startswith("#")
            return "" if is_remark else "a tag has no name"
        piece = Piece(found[1], found[2], *token.span())
        problem = self._place(piece)
        syntax = _SYNTAX.get(piece.name)
        if not problem and syntax and not syntax.search(piece.words):
            problem = f"`{piece.name}` cannot be read"
        self._pieces.append(piece)
        return problem

    def _place(self, piece: Piece) -> str:
        """Put a tag into its block, close that, or open one; return what is wrong."""
        name = piece.name
        if name in _BLOCKS:
            self._open.append(piece)
            return ""
        around = self._open[-1].name if self._open else ""
        if name in _INNER:
            return "" if around in _INNER[name] else f"`{name}` stands in no block of its own"
        closed = name.removeprefix("end")
        is_end = name.startswith("end") and closed not in {each.name for each in self._unknown}
        if is_end:
            if not around or around != closed:  # `{% end %}` has no name to close
                inside = f", but `{around}` is open" if around else ""
                return f"`{name}` closes nothing{inside}"
            self._open.pop()
        elif name in _MISSPELLED:
            return f"there is no tag `{name}`"
        elif name not in _ALONE:
            self._unknown.append(piece)
        return ""
