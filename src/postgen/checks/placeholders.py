"""What was to be replaced before a post is published: `[TK]`, `TODO: a map`, `summary: TK`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.checks.running_text import read_places
from postgen.model import Finding
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from postgen.checks.check import Subject
    from postgen.checks.site_facts import SiteFile
    from postgen.markdown.tree import Block

CODE = "TXT01"
FRONT = "TXT04"

_MARKS = ("TK", "TODO", "FIXME", "XXX:", "orem ipsum", "OREM IPSUM", "nsert ", "NSERT ")
"""What a placeholder has in it: a quick look."""
_COUNTED = (
    "percent|per cent|people|years?|days|weeks|months|hours|minutes|dollars|euros|million|thousand"
    "|times|words|miles|pages"
)
"""What writers leave a number open before: `TK people`."""
_TO_DO = (
    "add|ask|change|check|clean|complete|describe|embed|expand|explain|fill|find|finish|fix"
    "|include|insert|link|look|make|mention|move|put|remove|replace|rewrite|say|summari[sz]e"
    "|translate|update|verify|write"
)
"""What a note to oneself begins with: `TODO write this`."""
_FOUND = Lazy(
    r"(?:\[(?=TK\])|[\[(](?!TK[)\]]))"  # `(TK)` names something: `Techniker Krankenkasse (TK)`
    r"(?P<one>TK(?:[:,]?[ \t][a-z][^\[\]()\n]{,200})?"
    r"|(?:TODO|FIXME)(?:[:,]?[ \t][^\[\]()\n]{1,200})?"
    r"|(?i:insert)[ \t][^\[\]()\n]{1,60}[ \t](?i:here))[\])](?![(\[:])"
    r"|(?<![\w$.-])(?P<two>TKTK\w*|TK TK(?: TK)*)(?![\w.-])"
    r"|\A[*_]{0,2}(?P<three>TODO|FIXME)(?:[*_]{0,2}:[*_]{0,2}[ \t]+(?=\S)|[*_]{0,2}\Z)"
    rf"|\A[*_]{{0,2}}(?P<eight>TODO|FIXME)[*_]{{0,2}}[ \t]+(?:[-–—][ \t]+)?(?i:{_TO_DO})(?![\w-])"
    r"|\A(?P<five>XXX):[ \t]+(?=[a-z])"
    r"|\A[*_]{0,2}(?P<seven>TK)(?:[*_]{0,2}:[*_]{0,2}[ \t]+(?=\S)|[*_.]{0,3}\Z)"
    rf"|(?<![\w.-])(?P<six>\$TK\b|TK(?:%| (?:{_COUNTED})\b))"
    r"|(?P<four>(?i:lorem ipsum)) dolor\b"
)
_SPANISH = Lazy(r"(?:es|pt|gl|ca|it)\b", re.IGNORECASE)
"""Languages in which `TODO` is a word."""

_TALKS = Lazy(
    r"\b(?i:todos|fixmes|placeholders?|filler|dummy text|lipsum|task ?lists?|to-?do list)\b"
)
"""Words of a text about such marks."""

_QUOTES = "\"'“‘«`„"


def find(subject: Subject) -> Iterator[Finding]:
    """Find them in what readers see: not in code, in comments, in headings and in a draft."""
    file = subject.file
    source = subject.body.source
    if file is None or not file.is_public or not _may_have_any(source):
        return
    is_word = _SPANISH.match(_language(subject, file)) is not None
    is_about_it = any(map(_TALKS.search, (source, subject.document.front)))
    for block, is_in_list in _blocks(subject.body.blocks):
        view = block.view
        if not view or not _may_have_any(view.text) or block.kind == "heading":
            continue
        closed = read_places(subject.body, view)
        for found in _FOUND.finditer(view.text):
            mark = found.lastgroup or ""
            start, end = found.span(mark)
            if closed.hold(start) or found.string[max(0, found.start() - 1)] in _QUOTES:
                continue
            is_todo = found[mark].startswith(("TODO", "FIXME"))
            is_task = is_in_list or block.kind == "cell"
            if is_todo and (is_word or is_task):
                continue
            if is_about_it and (is_todo or mark == "four"):
                continue
            is_about_it = is_about_it or mark == "four"  # said once
            message = f"`{found[mark]}` was to be replaced before the post is published."
            yield Finding(CODE, view.at(start), view.end(end), message)


_LEFT = Lazy(
    r"(?:\A|[:|–—-][ ])(?P<one>TK)\Z"  # `TK`, `Links #12: TK`
    r"|\[(?P<two>TK)\]|(?<![\w-])(?P<three>TKTK\w*)|\A(?P<four>TODO|FIXME)\Z"
)
_TERMS = frozenset({"tags", "tag", "categories", "category", "keywords"})
"""Keys in whose lists `TK` is a word like others."""
_SENTENCES = frozenset("subtitle description summary excerpt abstract teaser caption alt".split())
"""Keys of which `TODO` is no value: it may be that of a `status`, or the title of a page."""


def find_in_front(subject: Subject) -> Iterator[Finding]:
    """Find the values of a post that is public which nobody has filled in."""
    file, front = subject.file, subject.document.front
    if file is None or not file.is_public or not _may_have_any(front):
        return
    for entry in subject.front.entries:
        found = _LEFT.search(entry.text.strip())
        if not found or entry.path == ("date",):  # Jekyll stops at it, which DT01 reports
            continue
        is_term = entry.key in _TERMS and isinstance(entry.path[-1], int)
        if is_term or (found["four"] and entry.key not in _SENTENCES):
            continue
        message = f"`{found[found.lastgroup or 0]}` in `{entry.key}` was to be replaced."
        start = len(subject.document.head)
        yield Finding(FRONT, start + entry.start, start + entry.end, message)


def _language(subject: Subject, file: SiteFile) -> str:
    """Return the language that a file or its site names, "" for none."""
    config = subject.site.config if subject.site else {}
    named = (table.get(key) for table in (file.front, config) for key in ("lang", "language"))
    return str(next(filter(None, named), ""))


def _may_have_any(text: str) -> bool:
    return any(each in text for each in _MARKS)


def _blocks(blocks: Iterable[Block], *, is_in_list: bool = False) -> Iterator[tuple[Block, bool]]:
    """Yield the blocks that hold text, each with whether it is in a list."""
    for block in blocks:
        if block.view:
            if block.kind != "definition":
                yield block, is_in_list
            continue
        children = block.inside()
        if children:
            yield from _blocks(children, is_in_list=is_in_list or block.kind == "list")


CHECKS = (
    Check(
        code=CODE,
        name="placeholder",
        summary="A published text has a word that was to be replaced.",
        why="""`[TK]`, `TKTK`, `(TODO: the year)` and a paragraph that begins with `TODO:` or with
`TODO write this` are notes of writers to themselves; lorem ipsum fills a page until it has words.
Drafts, posts of the future, lists of tasks, headings, code and texts about such marks are left
alone.""",
        bad="---\ntitle: A trip\n---\n\nThe ferry is from [TK].\n",
        good="---\ntitle: A trip\n---\n\nThe ferry is from 1912.\n",
        find=find,
        needs="file",
    ),
    Check(
        code=FRONT,
        name="placeholder in front matter",
        summary="A value of a published post was to be replaced.",
        why="""postgen writes `TK` for what only a person knows, such as the title or the summary of
an issue. Once the post is published, lists, feeds and search results show it.""",
        bad="---\ntitle: A trip\nsummary: TK\n---\n\nThe ferry is from 1912.\n",
        good="---\ntitle: A trip\nsummary: With an old ferry.\n---\n\nThe ferry is from 1912.\n",
        find=find_in_front,
        part="text",
        needs="file",
    ),
)
