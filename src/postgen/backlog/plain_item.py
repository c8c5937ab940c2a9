"""An item that is a link, a note and a comment on one line, read by one regular expression.

    * [Title of a page](https://example.org/a) - a note <!-- added: 2026-11-20 -->

Nearly all items are such. What kramdown could take for anything else is left to its grammar, in
`entry`: marks, escapes, entities, Liquid, two dashes or dots in a row, lines below.
"""

from __future__ import annotations

from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

# `&amp;`, `--` and `..` are other characters on the page, `|` makes a table.
_CHARACTER = r"(?:[^\W_]|[ ,:;()/?!#+=@%'\"]|-(?!-)|\.(?!\.)|&(?![\w:#.-]*;))"

_PLAIN = Lazy(
    r"(?:[*+-]|\d{1,9}\.)[ ]"
    rf"\[(?P<words>{_CHARACTER}{{2,}})\]"
    r"\((?P<url>[\w./:?=&%#+~@,;!*-]+)\)"
    rf"(?P<behind>{_CHARACTER}*)"
    r"(?P<comment><!--(?:[\w ,:;./?=#%+&@~!'\"()]|-(?!-))*-->)?"
    r"[ ]*\Z"
)


class PlainItem(NamedTuple):
    """What stands in such an item: the words of its link, its address, what is behind, a comment.

    `after` is the place behind the link, from the start of the item.
    """

    words: str
    url: str
    behind: str
    comment: str
    after: int


def read(line: str) -> PlainItem | None:
    """Read an item without its newline; None where it is more than that."""
    found = _PLAIN.match(line)
    if not found:
        return None
    after = found.end("url") + 1
    return PlainItem(found["words"], found["url"], found["behind"], found["comment"] or "", after)
