"""Plain text, as a mail has it beside its HTML: wrapped, with numbered references.

A link becomes `text[n]`, and its address stands in a list, as in the mails of many mailing lists:

    [3] RFC 3339
        https://www.rfc-editor.org/rfc/rfc3339

The numbers of the post stay; links without one get the next ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.outlets.passages import BETWEEN_CELLS, Passage, Run, passages
from postgen.outlets.post import Exported
from postgen.outlets.tree_of_text import drop_tags_in_cells
from postgen.outlets.wrap import width, wrap
from postgen.references.numbers import ENTRY_NUMBER, numbers_in
from postgen.text.patterns import Lazy
from postgen.urls.bare import find_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.outlets.post import Post

NAME = "text"
SUFFIX = ".txt"

COLUMNS = 72
"""How wide a line is (https://www.rfc-editor.org/rfc/rfc5322#section-2.1.1: under 78)."""

_ENTRY = Lazy(rf"{ENTRY_NUMBER}[:：.]?\s*")
_UNDERLINES = {1: "=", 2: "-"}
_DEEPEST = 8
"""A list that is deeper in others is indented no further."""

_RULE = "* * *".center(COLUMNS).rstrip()


def export(post: Post) -> Exported:
    """Return a post as plain text."""
    return Exported(_Writer(post).text(), post.problems)


class _Writer:
    def __init__(self, post: Post) -> None:
        self.post = post
        self.numbers = {each.url: each.number for each in post.references.values()}
        self.cited: dict[int, tuple[str, str]] = {}
        """The numbers of links, each with its words and its address."""
        self.written: set[int] = set()
        """The numbers that the list of the post had."""
        self.is_in_notes = False
        self.written_down: set[int] = set()
        """The numbers that the text itself has in brackets, `[4, 5]`: no link gets one of them."""
        self.next = max((*post.references, *post.notes.values()), default=0) + 1
        self.lines: list[str] = []
        self.rows: list[list[str]] = []
        """The rows of the table that is read, each with its cells."""
        self.last: Passage | None = None

    def text(self) -> str:
        """Return the whole."""
        self.lines += wrap(self.post.title, COLUMNS)
        self.lines.append("=" * min(COLUMNS, max(map(width, self.lines))))
        self.lines += ["", self.post.url]
        tree = self.post.tree()
        drop_tags_in_cells(tree)
        found = passages(tree, alts=True)
        self.written_down = numbers_in("\n".join(each.text for each in found))
        if found and found[0].kind == "heading" and found[0].text == self.post.title:
            found = found[1:]
        for passage in found:
            for each in self._entries(passage):
                self._write(each)
        self._write_table()
        self._write_list()
        return "\n".join(self.lines).strip("\n") + "\n"

    # Passages

    def _write(self, passage: Passage) -> None:
        if passage.kind != "row":
            self._write_table()
        if self._note(passage) and not self.is_in_notes:
            self.is_in_notes = True
            self.lines += ["", _RULE]
            self.last = None
        number = self._number_of_entry(passage)
        if number:
            if not self.written or self.last is None or not self._number_of_entry(self.last):
                self._begin(passage)
            self.last = passage
            self._write_entry(passage, number)
            return
        text = "".join(self._shown(passage.runs))
        if passage.kind == "code":
            text = passage.text
        if not text.strip() and passage.kind != "rule":
            return
        self._begin(passage)
        if passage.kind == "heading":
            self._write_heading(text, passage.level)
        elif passage.kind == "row":
            self.rows.append(list(self._cells(passage)))
        else:
            self.lines += self._lines_of(text, passage)

    def _lines_of(self, text: str, passage: Passage) -> list[str]:
        """Return the lines of a passage that is not a heading."""
        if passage.kind == "rule":
            return [_RULE]
        if passage.kind == "code":
            return [f"    {line}".rstrip() for line in text.split("\n")]
        if passage.kind == "quote":
            return wrap(text, COLUMNS, "> ", "> ")
        if passage.kind == "item":
            indent = "  " * min(passage.level - (not self.is_in_notes), _DEEPEST)
            mark = f"{passage.mark} " if passage.mark else "  "
            return wrap(text, COLUMNS, indent + mark, indent + " " * len(mark))
        return wrap(text, COLUMNS)

    def _cells(self, passage: Passage) -> Iterator[str]:
        cell: list[Run] = []
        for run in (*passage.runs, BETWEEN_CELLS):
            if run is not BETWEEN_CELLS:
                cell.append(run)
                continue
            yield "".join(self._shown(tuple(cell))).strip().replace("\n", " ")
            cell = []

    def _write_table(self) -> None:
        """Write the rows of a table, in columns where these are not too wide."""
        rows, self.rows = self.rows, []
        counts = range(max(map(len, rows), default=0))
        widths = [max(width(row[at]) for row in rows if at < len(row)) for at in counts]
        are_aligned = sum(widths) + len(BETWEEN_CELLS.text) * len(widths) <= COLUMNS
        for row in rows:
            cells = row
            if are_aligned:
                cells = [
                    cell + " " * (wide - width(cell))
                    for cell, wide in zip(row, widths, strict=False)
                ]
                self.lines.append(BETWEEN_CELLS.text.join(cells).rstrip())
            else:
                self.lines += wrap(BETWEEN_CELLS.text.join(cells), COLUMNS, "", "  ")

    def _begin(self, passage: Passage) -> None:
        """Leave a line empty before a passage, but within a list and a table."""
        last, self.last = self.last, passage
        is_in_list = last and _are_of_one_list(last, passage)
        is_in_table = last and last.kind == passage.kind == "row"
        if last and last.kind == passage.kind == "quote":
            self.lines.append(">")
        elif not is_in_list and not is_in_table:
            self.lines.append("")

    def _write_heading(self, text: str, level: int) -> None:
        if level <= len(_UNDERLINES):
            self.lines.append("")
        lines = wrap(text, COLUMNS)
        self.lines += lines
        if level in _UNDERLINES:
            self.lines.append(_UNDERLINES[level] * max(map(width, lines)))

    # Links

    def _shown(self, runs: tuple[Run, ...]) -> Iterator[str]:
        """Yield the text of runs, each link with its number behind it."""
        for run in runs:
            address = run.url
            if address.startswith("#fnref:"):  # it leads back
                continue
            if address.startswith("#fn:"):
                label = address.removeprefix("#fn:")
                yield f"[{self.post.notes.get(label, run.text)}]"
            elif not address or address.startswith("#"):
                yield run.text
            elif _says(run.text, address):
                yield f" {address} " if not run.text.strip() else address
            else:
                words = run.text.rstrip()
                is_address = "://" in words.rpartition(" ")[2]
                between = " " if is_address else ""  # else a client would link `…/[2]`
                number = self._number(address, run.text)
                yield f"{words}{between}[{number}]{run.text[len(words) :]}"

    def _number(self, address: str, words: str) -> int:
        if address not in self.numbers:
            while self.next in self.written_down:
                self.next += 1
            self.numbers[address] = self.next
            self.next += 1
        number = self.numbers[address]
        self.cited.setdefault(number, (" ".join(words.split()), address))
        return number

    def _write_list(self) -> None:
        """Write the list of the numbers that the post itself does not list."""
        rest = sorted(self.cited.keys() - self.written)
        if rest:
            has_own = bool(self.written)
            self.lines += [""] if has_own else ["", _RULE, ""]
        for number in rest:
            words, address = self.cited[number]
            self._write_reference(number, words, [address])

    def _write_reference(self, number: int, words: str, addresses: list[str]) -> None:
        mark = f"[{number}] "
        if not words:
            self.lines += [f"{mark}{address}" for address in addresses]
            return
        self.lines += wrap(words, COLUMNS, mark, " " * 4)
        self.lines += [f"    {address}" for address in addresses]

    # The post's own list

    def _entries(self, passage: Passage) -> list[Passage]:
        """Split a paragraph of several entries, `[1] A: https://… [2] B: https://…`."""
        if not _ENTRY.match(passage.text):
            return [passage]
        pieces: list[list[Run]] = [[]]
        for run in passage.runs:
            done = 0
            is_text = not run.url or run.url.startswith("#")
            for mark in _ENTRY.finditer(run.text) if is_text else ():
                before = [*pieces[-1], Run(run.text[done : mark.start()], run.url)]
                is_listed = int(mark["number"]) in self.post.references
                if is_listed and _addresses(passage._replace(runs=tuple(before))):
                    pieces[-1] = before
                    pieces.append([])
                    done = mark.start()
            pieces[-1].append(Run(run.text[done:], run.url))
        found = [passage._replace(runs=tuple(piece)) for piece in pieces]
        return found if all(map(self._number_of_entry, found)) else [passage]

    def _note(self, passage: Passage) -> int:
        """Return the number of a footnote that a passage begins, or 0."""
        is_note = passage.id.startswith("fn:")
        return self.post.notes.get(passage.id.removeprefix("fn:"), 0) if is_note else 0

    def _number_of_entry(self, passage: Passage) -> int:
        """Return the number of an entry of the post's own list; 0 for any other passage."""
        note = self._note(passage)
        if note:
            return note
        found = _ENTRY.match(passage.text)
        number = int(found["number"]) if found else 0
        if not number and passage.kind == "item" and passage.mark.rstrip(".").isdecimal():
            number = int(passage.mark.rstrip("."))
        reference = self.post.references.get(number)
        return number if reference and reference.url in _addresses(passage) else 0

    def _write_entry(self, passage: Passage, number: int) -> None:
        if number in self.written and number in self.post.references:  # it is listed twice
            return
        self.written.add(number)
        reference = self.post.references.get(number)
        addresses = _addresses(passage)
        words = _without_addresses(passage)
        if reference and addresses == [reference.url]:
            self._write_reference(number, words or reference.title, addresses)
            return
        text = "".join(self._shown(passage.runs))
        if not self._note(passage):
            text = _ENTRY.sub("", text, count=1)
        self._write_reference(number, text.strip(), [])


def _are_of_one_list(last: Passage, passage: Passage) -> bool:
    """Whether a passage is the next item of the list that the last one is in, or of one in it."""
    if not last.kind == passage.kind == "item" or not passage.mark:
        return False
    is_numbered = passage.mark != "*"
    return passage.level != last.level or not last.mark or is_numbered == (last.mark != "*")


def _says(words: str, address: str) -> bool:
    """Whether the words of a link are its address, or nothing."""
    shown = words.strip().rstrip("/").partition("://")
    written = address.rstrip("/").partition("://")
    return not words.strip() or (shown[2] or shown[0]) == written[2]


def _addresses(passage: Passage) -> list[str]:
    """Return the outside addresses of a passage, each once, also those that are text."""
    found: dict[str, None] = {}
    for run in passage.runs:
        if run.url and not run.url.startswith("#"):
            found[run.url] = None
        elif not run.url:
            found |= dict.fromkeys(each.url for each in find_addresses(run.text))
    return list(found)


def _without_addresses(passage: Passage) -> str:
    """Return the words of an entry, without its number and its address: `RFC 3339`."""
    text = ""
    for run in passage.runs:
        is_back = run.url.startswith(("#fnref:", "#cite-"))
        is_address = bool(run.url) and _says(run.text, run.url)
        text += "" if is_back or is_address else run.text
    for each in find_addresses(text):
        text = text.replace(text[each.start : each.end], "")
    text = " ".join(_ENTRY.sub("", text, count=1).split())
    return text.rstrip(" :：-–—")
