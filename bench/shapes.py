"""Markdown that no person writes: one shape again and again, up to any size; the same bytes on every run."""

from __future__ import annotations

SHAPES: dict[str, str] = {
    "open brackets": "[",
    "brackets, closed": "[]",
    "empty links": "[](",
    "link without an end": "[a](",
    "links in links": "[a](b(",
    "references without a definition": "[a][b]",
    "references by number": "[a][{n}] ",
    "bold without an end": "**",
    "emphasis without an end": "*a ",
    "bold emphasis without an end": "***a ",
    "emphasis that crosses": "*a**b",
    "code without an end": "`a ",
    "code of two and one": "``a`",
    "tags without an end": "<a ",
    "tags that stay open": "<a>",
    "tags that close nothing": "</b>",
    "HTML blocks that stay open": "<div>\n",
    "HTML blocks of Markdown": '<div markdown="1">\n',
    "a comment that stays open": "<!-- a ",
    "processing instructions": "<?",
    "autolinks without an end": "<http://",
    "Liquid that stays open": "{{ a ",
    "Liquid": "{{ a }}",
    "Liquid tags": "{% a %}",
    "raw blocks that stay open": "{% raw %}",
    "math": "$$",
    "attribute lists": "{:",
    "rules and lists in a row": "* * * * ",
    "lists in lists, in one line": "- - ",
    "a list of short items": "- a\n",
    "numbered items": "1. a\n  \n",
    "quotes in quotes, in one line": "> ",
    "quotes in lists, in one line": "> - ",
    "tables": "| a | b |\n",
    "tables without an edge": "a|b\n",
    "definitions of terms": "a\n: b\n",
    "headings": "# a\n",
    "headings, each another": "## a {n}\n\n",
    "fences that stay open": "```a\n",
    "code by indentation": "    a\n",
    "definitions of references": "[a{n}]: https://e.example/{n}\n",
    "the same definition": "[a]: b\n",
    "footnotes": "a[^{n}]\n\n[^{n}]: [a](https://e.example/{n})\n\n",
    "footnotes without a definition": "a[^{n}] ",
    "numbers without a list": "a[{n}] ",
    "entries of a list": "[{n}] **a:** https://e.example/{n}\n\n",
    "bare addresses": "https://e.example/{n} ",
    "bare addresses with brackets": "https://e.example/((",
    "links in one line": "[a](https://e.example/{n}) ",
    "links to one page": "[a {n}](https://e.example/1) ",
    "links in paragraphs": "A [page {n}](https://e.example/{n}) of some words.\n\n",
    "links in a list": "* [page {n}](https://e.example/{n}) - a note\n",
    "the same with CRLF": "* [page {n}](https://e.example/{n}) - a note\r\n",
    "images in links": "[![a](b)](https://e.example/{n})",
    "lines without text": "\n",
    "CRLF": "\r\n",
    "backslashes": "\\[",
    "entities without an end": "&#1",
    "quotation marks": "\"a' ",
    "one word": "a",
    "words in one line": "word ",
    "an id in each heading": "## a {{#a-{n}}}\n\n",
}
"""A piece of each shape by its name; `{n}` is its number."""

NESTED: dict[str, tuple[str, str]] = {
    "quotes, each deeper": ("> ", "a\n"),
    "lists, each deeper": ("  ", "* a\n"),
}
"""What stands before a line as often as the line's number, and the line; the text grows with the square of its depth."""

FRONT = "---\ntitle: Shapes\n---\n\n## Links\n\n"
LISTED = "\n\n## References\n\n[1]: https://e.example/1\n"


def text(shape: str, size: int) -> str:
    """Return a post of about so many bytes of a shape."""
    return f"{FRONT}{_body(shape, size)}{LISTED}"


def _body(shape: str, size: int) -> str:
    if shape in NESTED:
        before, line = NESTED[shape]
        depth = int((2 * size / len(before)) ** 0.5)
        return "".join(before * number + line for number in range(depth))
    piece = SHAPES[shape]
    if "{n}" not in piece:
        return piece * (size // len(piece) + 1)
    pieces: list[str] = []
    length = 0
    while length < size:
        pieces.append(piece.format(n=len(pieces) + 1))
        length += len(pieces[-1])
    return "".join(pieces)
