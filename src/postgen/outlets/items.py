"""A post as items for social outlets: its text without numbers, notes and table of contents.

An item is a link with its note, a row of a table, or the paragraphs below a heading; it knows the
headings that it is the first one below.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from postgen.markdown import Markdown
from postgen.outlets import elements
from postgen.outlets.elements import Element
from postgen.outlets.passages import Passage, Run, passages
from postgen.text.patterns import Lazy
from postgen.toc.find import find as find_toc
from postgen.urls.bare import find_addresses, is_web_address, may_begin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postgen.outlets.post import Post

_SECTION_NUMBER = Lazy(r"\d{1,2}(?:(?:\.\d{1,2})+[.:)]?\s+|[.:)]\s+|、\s*)")

_LAST_WORD = Lazy(r"([^\s,.;:!?()，。、；：！？（）]+)\s*\Z")

_BOLD_TITLE = "h6"
"""What a paragraph is read as that is bold as a whole: a title below all headings."""


class Item(NamedTuple):
    """An item: the headings above it that no other item has, and its passages.

    Every address of a post is that of one run only.
    """

    headings: tuple[Passage, ...]
    passages: tuple[Passage, ...]

    @property
    def image(self) -> str:
        """The address of its first image, or ""."""
        images = [image for passage in self.passages for image in passage.images]
        return images[0].url if images else ""


def items(post: Post) -> list[Item]:
    """Return the items of a post; what its title and excerpt say already is left out."""
    plain = _without_toc(post.in_style("inline"))
    tree = plain.tree()
    _put_notes_in_place(tree)
    _put_words_into_links(tree)
    _find_bold_titles(tree)
    found = [_with_bare_addresses(each) for each in passages(tree) if not _is_toc(each)]
    found = _without_section_numbers(_without_opening(found, post))
    return _with_each_address_once(list(_grouped(found)))


def _without_toc(post: Post) -> Post:
    table = find_toc(Markdown(post.body))
    if table is None:
        return post
    last = table.rows[-1].view
    end = last.end(len(last.text))
    return replace(post, body=post.body[: table.start] + post.body[end:])


def _is_toc(passage: Passage) -> bool:
    """Whether a passage only leads within the page: `{:toc}`, or "Back to the top"."""
    return bool(passage.runs) and all(
        run.url.startswith("#") or not run.text.strip() for run in passage.runs
    )


# Footnotes


def _put_notes_in_place(tree: Element) -> None:
    """Put footnotes into brackets where they are cited first, and remove their list."""
    notes: dict[str, Element] = {}
    for block in tree.all("div"):
        if block.attributes.get("role") == "doc-endnotes":
            for note in block.all("li"):
                notes[note.attributes.get("id", "")] = note
            block.children = []
    if not notes:
        return
    for element in list(tree.walk()):
        element.children = [_note_or_child(each, notes) for each in element.children]


def _note_or_child(child: Element | str, notes: dict[str, Element]) -> Element | str:
    if not isinstance(child, Element) or child.name != "sup":
        return child
    links = [each.attributes.get("href", "") for each in child.all("a")]
    is_mark = len(links) == 1 and links[0].startswith("#fn:")
    if not is_mark:
        return child
    note = notes.pop(links[0][1:], None)
    inline = Element("span")
    if note is not None:
        inline.children = [" (", *_words_of_note(note), ")"]
    return inline


def _words_of_note(note: Element) -> list[Element | str]:
    """Return the running text of a note, its paragraphs and lists in one line."""
    words = list(_flat(note))
    while words and _is_space(words[0]):
        del words[0]
    while words and _is_space(words[-1]):
        words.pop()
    if words and isinstance(words[-1], str):
        return [*words[:-1], words[-1].rstrip()]
    return words


def _flat(element: Element) -> Iterator[Element | str]:
    for child in element.children:
        if isinstance(child, Element) and child.name in elements.BLOCKS:
            yield " "
            yield from _flat(child)
        elif _is_of_note(child):
            yield child


def _is_of_note(child: Element | str) -> bool:
    """Whether something is not the link back to the text, nor the mark of another note."""
    if isinstance(child, str):
        return True
    return child.name != "sup" and child.attributes.get("role") != "doc-backlink"


def _put_words_into_links(tree: Element) -> None:
    """Give a link that shows an image alone the words of the image, or its address."""
    for link in tree.all("a"):
        url = link.attributes.get("href", "")
        alt = " ".join(each.words for each in link.all("img")).strip()
        has_words = link.words != alt
        if url and not has_words:
            link.children.append(alt or url)


def _find_bold_titles(tree: Element) -> None:
    """Read paragraphs that are bold as a whole as titles: `**1.1 Turing-NLG**`."""
    for paragraph in tree.all("p"):
        shown = [each for each in paragraph.children if not _is_space(each)]
        if len(shown) == 1 and isinstance(shown[0], Element) and shown[0].name in {"strong", "b"}:
            paragraph.name = _BOLD_TITLE


def _is_space(child: Element | str) -> bool:
    return not child.strip() if isinstance(child, str) else child.name == "br"


# Addresses


def _with_bare_addresses(passage: Passage) -> Passage:
    """Return a passage whose bare addresses are links, and whose links within the page are text."""
    runs: list[Run] = []
    for run in passage.runs:
        if is_web_address(run.url):
            runs += _trimmed(run)
        elif run.url:  # within the page, or to another program: `mailto:`
            runs.append(Run(run.text))
        else:
            runs += _split(run.text)
    return passage._replace(runs=tuple(_with_words(_without_blank_start(runs))))


def _without_blank_start(runs: Sequence[Run]) -> Iterator[Run]:
    """Yield the runs of a passage without the white space before the first word."""
    has_begun = False
    for run in runs:
        text = run.text if has_begun else run.text.lstrip()
        has_begun = has_begun or bool(text)
        if text:
            yield run._replace(text=text)


def _with_words(runs: Iterable[Run]) -> list[Run]:
    """Make a link of the word before a number that is one, `REALM [10]`; the number is left out."""
    found: list[Run] = []
    for run in runs:
        is_number = bool(run.url) and _is_number(run.text)
        before = found[-1] if is_number and found and not found[-1].url else None
        word = _LAST_WORD.search(before.text) if before else None
        if not before or not word:
            found.append(run)
            continue
        found[-1:] = [Run(before.text[: word.start()])] if word.start() else []
        found.append(Run(word[1], run.url))
    return found


def _is_number(words: str) -> bool:
    """Whether words are a number as references have it: `[10]`."""
    return words.startswith("[") and words.endswith("]") and words[1:-1].isdecimal()


def _split(text: str) -> Iterator[Run]:
    start = 0
    for address in find_addresses(text):
        if address.start >= start and may_begin(text, address.start):
            if address.start > start:
                yield Run(text[start : address.start])
            yield Run(text[address.start : address.end], address.url)
            start = address.end
    if start < len(text):
        yield Run(text[start:])


def _trimmed(run: Run) -> Iterator[Run]:
    """Yield a link without the blanks at its ends, which are text around it."""
    words = run.text.strip()
    before, _, after = run.text.partition(words) if words else (run.text, "", "")
    for each in (Run(before), Run(words, run.url), Run(after)):
        if each.text:
            yield each


def _with_each_address_once(found: list[Item]) -> list[Item]:
    """Return items in which an address leads from one place: where an item begins with it."""
    leads: dict[str, int] = {}
    for number, item in enumerate(found):
        lead = _lead(item)
        if lead:
            leads.setdefault(lead, number)
    seen: set[str] = set()

    def once(passage: Passage, number: int) -> Passage:
        runs = []
        for run in passage.runs:
            is_repeated = run.url in seen or leads.get(run.url, number) != number
            if run.url and not is_repeated:
                seen.add(run.url)
            runs.append(Run(run.text) if is_repeated else run)
        return passage._replace(runs=tuple(runs))

    return [
        Item(
            tuple(once(each, number) for each in item.headings),
            tuple(once(each, number) for each in item.passages),
        )
        for number, item in enumerate(found)
    ]


def _lead(item: Item) -> str:
    """Return the address that an item begins with, or ""."""
    runs = [run for passage in (*item.headings, *item.passages) for run in passage.runs]
    shown = [run for run in runs if run.text.strip()]
    for passage in (*item.headings[-1:], *item.passages[:1]):
        if passage.runs and passage.runs[0].url:
            return passage.runs[0].url
    return shown[0].url if shown else ""


# Items


def _without_opening(found: list[Passage], post: Post) -> list[Passage]:
    """Leave out a heading that is the post's title, and a first paragraph that is its excerpt."""
    titles = {"".join(post.title.split())}
    if found and found[0].kind == "heading" and _key(found[0]) in titles:
        found = found[1:]
    excerpt = "".join(post.excerpt.split())
    first = next((each for each in found if each.runs), None)
    is_excerpt = first is not None and first.kind == "paragraph" and _key(first) == excerpt
    if is_excerpt and first and not any(run.url for run in first.runs):
        found = [each for each in found if each is not first]
    return found


def _without_section_numbers(found: list[Passage]) -> list[Passage]:
    """Leave out the numbers of headings, `2.1 ` or `1、`, where most of them have one."""
    headings = [each for each in found if each.kind == "heading" and each.runs]
    numbered = [each for each in headings if _SECTION_NUMBER.match(each.text)]
    if len(numbered) < 2 or 2 * len(numbered) <= len(headings):
        return found
    return [_without_number(each) if each in numbered else each for each in found]


def _without_number(heading: Passage) -> Passage:
    first, *others = heading.runs
    words = _SECTION_NUMBER.sub("", first.text)
    return heading._replace(runs=(*([first._replace(text=words)] if words else []), *others))


def _key(passage: Passage) -> str:
    return "".join(passage.text.split())


def _grouped(found: Sequence[Passage]) -> Iterator[Item]:
    """Yield the items of a text."""
    headings: list[Passage] = []
    group: list[Passage] = []
    for passage in found:
        if passage.kind == "rule" or (group and _begins_item(passage, group[-1])):
            if group:
                yield Item(tuple(headings), tuple(group))
                headings = []
            group = []
        if passage.kind == "heading":
            yield from _closed(headings, passage.level)
            headings.append(passage)
        elif passage.kind != "rule":
            group.append(passage)
    if group:
        yield Item(tuple(headings), tuple(group))
    else:
        yield from _closed(headings, 0)


def _begins_item(passage: Passage, last: Passage) -> bool:
    if passage.kind == "heading":
        return True
    if passage.kind == "item":
        return passage.level == 1 and bool(passage.mark)
    if passage.kind == "row":
        return any(run.url for run in passage.runs)
    return passage.level == 0 and (last.level > 0 or last.kind == "row")


def _closed(headings: list[Passage], level: int) -> Iterator[Item]:
    """Take the headings whose section ends at one of `level`; yield an item if one is a link."""
    while headings and headings[-1].level >= level:
        last = headings[-1]
        if any(run.url for run in last.runs) or last.images:
            yield Item(tuple(headings[:-1]), (last,))
            headings.clear()
        else:
            headings.pop()
