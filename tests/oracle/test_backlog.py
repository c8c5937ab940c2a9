"""Edits of backlogs as people write them, judged by what a real Jekyll makes of them."""

from __future__ import annotations

import re
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from postgen.backlog import Backlog, edit
from postgen.backlog import move as moves
from postgen.errors import PostgenError
from postgen.markdown.source_map import OPAQUE
from postgen.model import Link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postgen.backlog import Entry

    Build = Callable[..., list[dict[str, Any]]]

FOLDER = Path(__file__).parent.parent / "backlogs"
BACKLOGS = {path.stem: path.read_bytes().decode() for path in sorted(FOLDER.glob("*.md"))}
NEW = "https://new.example/page"
FRESH = "Brand new *thing*"

LOOSENED = {
    (
        "nested",
        "Loose tree",
    ),  # kramdown makes no paragraph of an item with a list below it, unless it is the last
    ("liquid-raw", "Raw"),  # the list goes on behind the tag, whose line is blank on the page
    ("liquid", "Conditional"),
}
"""Sections where the page changes in more than the one item: paragraphs come or go around old words."""

VOID = {"br", "hr", "img", "input"}


def add_one(text: str, link: Link) -> tuple[str, str]:
    """Add one link; return the text, and the name of its section."""
    added = edit.add(text, [link])
    assert not added.unfit
    return added.text, added.names[link.category]


class Node:
    """An element of a page."""

    def __init__(self, tag: str, attributes: dict[str, str | None], up: Node | None) -> None:
        self.tag, self.attributes, self.up = tag, attributes, up
        self.children: list[Node | str] = []

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def plain(self) -> tuple[Any, ...]:
        """Describe it without what a reader does not see: how its text is broken into lines."""
        parts: list[Any] = []
        for child in self.children:
            if isinstance(child, Node):
                parts.append(child.plain())
            elif words := child.split():
                parts.append(
                    " ".join(
                        [parts.pop(), *words] if parts and isinstance(parts[-1], str) else words
                    )
                )
        return self.tag, sorted(self.attributes.items()), parts


class Reader(HTMLParser):
    """Makes a tree of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.root = self.at = Node("root", {}, None)
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, dict(attrs), self.at)
        self.at.children.append(node)
        if tag not in VOID:
            self.at = node

    def handle_endtag(self, tag: str) -> None:
        node: Node | None = self.at
        while node and node.tag != tag:
            node = node.up
        if node and node.up:
            self.at = node.up

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


def links(root: Node) -> list[str]:
    return [node.attributes.get("href") or "" for node in root.walk() if node.tag == "a"]


def outside(root: Node) -> list[str]:
    return sorted(url for url in links(root) if not url.startswith("#"))


def words(root: Node) -> str:
    return " ".join(root.text().split())


def heads(root: Node) -> Iterator[tuple[Node, str]]:
    """Return all elements of a page, each with the head that it stands under."""
    head = ""
    for node in root.walk():
        if re.fullmatch("h[1-6]", node.tag) or _is_bold_line(node):
            head = words(node).removesuffix(":")
        yield node, head


def _is_bold_line(node: Node) -> bool:
    paragraph = node.up
    if (
        node.tag != "strong"
        or not paragraph
        or paragraph.tag != "p"
        or not paragraph.up
        or paragraph.up.tag != "root"
    ):
        return False
    place = paragraph.children.index(node)
    before, after = (
        "".join(map(str, paragraph.children[a:b]))
        for a, b in ((max(0, place - 1), place), (place + 1, place + 2))
    )
    return (not before or before.endswith("\n")) and (
        not after or after.lstrip(":").startswith("\n") or after == ":"
    )


def item_of(root: Node, url: str) -> tuple[Node, str]:
    """Find the one list item that holds a link, and the head that it stands under."""
    found = [
        (node, head)
        for node, head in heads(root)
        if node.tag == "a" and node.attributes.get("href") == url
    ]
    assert len(found) == 1, f"{len(found)} links"
    node: Node | None = found[0][0]
    while node and node.tag != "li":
        node = node.up
    assert node, "in no list"
    return node, found[0][1]


def remove(item: Node, *, head_too: bool) -> None:
    """Remove an item from the page, with the list that it leaves empty, and the heading of that list."""
    above = item.up
    assert above
    above.children.remove(item)
    if any(isinstance(child, Node) for child in above.children):
        return
    outer = above.up
    assert outer
    place = outer.children.index(above)
    del outer.children[place]
    while head_too:
        place -= 1
        head_too = not isinstance(outer.children.pop(place), Node)


def build(jekyll: Build, texts: dict[str, str]) -> dict[str, Node]:
    posts = jekyll({f"_posts/2026-01-01-{name}.md": text for name, text in texts.items()})
    return {Path(post["path"]).stem[11:]: Reader(post["content"]).root for post in posts}


def failures(checks: dict[str, Callable[[], None]]) -> list[str]:
    found = []
    for name, check in checks.items():
        try:
            check()
        except AssertionError as error:
            found.append(f"{name}: {error}")
    return found


def check_added(old: Node, new: Node, section: str, *, fresh: bool, exactly: bool) -> None:
    item, head = item_of(new, NEW)
    assert head == section
    assert words(item) == "A *new* [title] - with a note"
    before = links(old)
    remove(item, head_too=fresh)
    assert links(new) == before
    if exactly:
        assert new.plain() == old.plain()


def test_a_link_lands_in_each_section_of_each_backlog_and_nothing_else_changes(
    jekyll: Build,
) -> None:
    texts, checks, pages = dict(BACKLOGS), {}, dict[str, Node]()
    link = Link(NEW, "A *new* [title]", note="with a note", tags=("a",), added="2026-11-21")
    for name, text in BACKLOGS.items():
        backlog = Backlog(text)
        swallowed = {each.name for a, b in zip(backlog.sections, [*backlog.sections[1:], None], strict=True)
                     for each in (a, b) if each and (each.absorbed or (b and b.absorbed))}  # fmt: skip
        for number, wanted in enumerate(
            [*(each.name for each in backlog.sections if each.name), FRESH, ""]
        ):
            new, section = add_one(text, Link(**{**_fields(link), "category": wanted}))
            key = f"{name}-{number}"
            texts[key] = new
            exactly = not (
                section in swallowed or (name, section) in LOOSENED or name in {"empty-bold", "toc"}
            )
            checks[f"{name}, {wanted}"] = _later(pages, name, key, section, wanted, exactly=exactly)
    pages |= build(jekyll, texts)
    assert failures(checks) == []
    assert len(checks) > 150


def liquid(entry: Entry) -> bool:
    """Whether one of an item's addresses is made by Liquid, and is only known on the page."""
    return any("{{" in url or "{%" in url or OPAQUE in url for url in entry.urls)


def _fields(link: Link) -> dict[str, Any]:
    return link._asdict()


def _later(
    pages: dict[str, Node], old: str, new: str, section: str, wanted: str, *, exactly: bool
) -> Callable[[], None]:
    def check() -> None:
        fresh = wanted in {FRESH, ""}
        if old == "toc" and fresh:  # the new section is in the table of contents too
            item_of(pages[new], NEW)
            return
        check_added(pages[old], pages[new], section, fresh=fresh, exactly=exactly)

    return check


def test_dropping_any_item_takes_its_links_off_the_page_and_no_others(jekyll: Build) -> None:
    texts, gone = dict(BACKLOGS), dict[str, tuple[str, list[str]]]()
    for name, text in BACKLOGS.items():
        backlog = Backlog(text)
        for number, entry in enumerate(backlog.all_entries()):
            key = f"{name}-{number}"
            try:
                texts[key] = edit.take_out(backlog, [entry])
            except PostgenError:
                assert (
                    name == "odd-spacing"
                )  # where items drift to the right, one is nested without the one above
                continue
            if not liquid(entry) and entry.title != "TOC":
                gone[key] = name, entry.urls
    pages = build(jekyll, texts)
    wrong = []
    for key, (name, urls) in gone.items():
        left = links(pages[name])
        place = (
            next(i for i in range(len(left) + 1) if left[i : i + len(urls)] == urls) if urls else 0
        )
        del left[place : place + len(urls)]
        if links(pages[key]) != left and name not in {"many-links", "footnotes"}:
            wrong.append(key)
        if sorted(links(pages[key])) != sorted(left) and name == "many-links":
            wrong.append(key)
    assert not wrong
    assert len(gone) > 100


def test_moving_an_item_brings_it_as_it_is_under_another_head(jekyll: Build) -> None:
    texts, moved = dict(BACKLOGS), dict[str, tuple[str, str, str, str]]()
    for name, text in BACKLOGS.items():
        backlog = Backlog(text)
        firsts = [next(backlog.entries(each)) for each in backlog.sections if each.size]
        for number, entry in enumerate(firsts):
            for place, target in enumerate(
                [*(each.name for each in backlog.sections if each.name), FRESH]
            ):
                if (
                    backlog.match_category(target) is entry.section
                    or not entry.url
                    or liquid(entry)
                ):
                    continue
                key = f"{name}-{number}-{place}"
                texts[key], section = moves.move(backlog, [entry], target)
                assert entry.source.partition("[")[2].split() == _source_of(texts[key], entry.title)
                moved[key] = name, entry.url, section, entry.title
    pages = build(jekyll, texts)

    def check(key: str) -> None:
        name, url, section, title = moved[key]
        assert outside(pages[key]) == outside(pages[name])
        shown = [
            (node, head) for node, head in heads(pages[key]) if node.attributes.get("href") == url
        ]
        assert section in [head for _, head in shown], (section, shown)
        assert title[:20] in words(pages[key])

    assert failures({key: partial(check, key) for key in moved}) == []
    assert len(moved) > 100


def _source_of(text: str, title: str) -> list[str]:
    return (
        next(each for each in Backlog(text).all_entries() if each.title == title)
        .source.partition("[")[2]
        .split()
    )


EIGHT = (
    ("Deep-learning general", "Deep-learning general"), ("NLP", "NLP - Basics"), ("Implementation", "Implementation"),
    ("nlp - basics", "NLP - Basics"), ("Self improvement", "Self improvement / learning"),
    ("Implementation", "Implementation"), ("Tensorflow", "Tensorflow general"), ("Tools", "Tools"),
)  # fmt: skip
OWN = (
    ("Deep learning", "Deep learning"), ("Language", "Language - Basics"), ("Building", "Building"),
    ("language - basics", "Language - Basics"), ("Self improvement", "Self improvement / learning"),
    ("Building", "Building"), ("tools", "Tools: general"), ("Films", "Films"),
)  # fmt: skip
COPIES: dict[str, Callable[[str], str]] = {
    "as-it-is": lambda text: text,
    "crlf": lambda text: text.replace("\r\n", "\n").replace("\n", "\r\n"),
    "bom": lambda text: f"\ufeff{text}",
    "no-final-newline": lambda text: text.rstrip(),
}


def add_eight(text: str, wanted: tuple[tuple[str, str], ...]) -> str:
    """Add eight links, one after another; check that each is one insertion, and one blank line where it must be."""
    for number, (category, name) in enumerate(wanted):
        swallowed = {each.name for each in Backlog(text).sections if each.absorbed}
        new, filed = add_one(
            text, Link(f"https://new.example/{number}", f"New {number}", category=category)
        )
        assert filed == name
        assert_inserted(text, new, blank=name in swallowed)
        text = new
    return text


def assert_inserted(old: str, new: str, *, blank: bool) -> None:
    """Check that a text is another with lines inserted at one place, and perhaps one blank line at another."""
    start = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    if blank:
        assert new[start] in "\r\n", "the blank line comes first"
        line = "\r\n" if new.startswith("\r\n", start) else "\n"
        old, new = old[start:], new[start + len(line) :]
        start = next(
            (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old)
        )
    assert old == new[:start] + new[start + len(new) - len(old) :]


@pytest.mark.parametrize("copy", COPIES)
@pytest.mark.parametrize("name", ["backlog-post.md", "own"])
def test_eight_links_one_after_another(
    jekyll: Build, example: Callable[[str], str], name: str, copy: str
) -> None:
    wanted = OWN if name == "own" else EIGHT
    old = COPIES[copy](BACKLOGS["bold-tight"] if name == "own" else example(name))
    new = add_eight(old, wanted)
    pages = build(jekyll, {"old": old, "new": new})
    for number, (_, section) in enumerate(wanted):
        item, head = item_of(pages["new"], f"https://new.example/{number}")
        assert head == section
        assert words(item) == f"New {number}"
    assert [url for url in links(pages["new"]) if "new.example" not in url] == links(pages["old"])
    assert ("\r\n" in new) == (new.count("\n") == new.count("\r\n") > 0)


@pytest.mark.parametrize("copy", COPIES)
def test_eight_links_into_a_long_list(
    jekyll: Build, example: Callable[[str], str], copy: str
) -> None:
    body = example("link-wiki.md")
    body = body.replace("\n", "\r\n") if copy == "crlf" else body
    add_eight(COPIES[copy](body), (("Links", "Links"),) * 8)  # as it is, without front matter
    front = "---\r\ntitle: Wiki\r\n---\r\n" if copy == "crlf" else "---\ntitle: Wiki\n---\n"
    old = COPIES[copy](front + body)
    new = add_eight(old, (("Links", "Links"),) * 8)
    pages = build(jekyll, {"old": old, "new": new})
    for number in range(8):
        item, head = item_of(pages["new"], f"https://new.example/{number}")
        assert (head, words(item)) == ("Links", f"New {number}")
        remove(item, head_too=False)
    assert pages["new"].plain() == pages["old"].plain()


OPEN = {
    "fence": "\n```\ncode that never ends\n",
    "tildes": "\n~~~\n* [a](https://example.org/a)\n",
    "comment": "\n<!-- a comment that never ends\n\nmore\n",
    "element": "\n<div>\nraw\n",
    "script": "\n<script>\nlet x;\n",
    "kramdown": "\n{::comment}\nhidden\n",
    "code": "\nwords\n\n    code\n",
    "math": "\n$$\nx\n",
    "quote": "\n> quoted\n",
    "item": "\n* a `code\n",
    "definition": "\n[later]: https://example.org/\n",
    "head": "\n## ",
    "bold": "\n**Open",
}


def test_an_unclosed_construct_at_the_end_is_not_a_trap(jekyll: Build) -> None:
    """A link either stands under its head on the page, or is refused with a sentence that explains why."""
    texts, refused = dict[str, str](), dict[str, PostgenError]()
    for name, end in OPEN.items():
        try:
            texts[name] = add_one(BACKLOGS["atx-levels"] + end, Link(NEW, "x", category="New"))[0]
        except PostgenError as error:
            refused[name] = error
    for page in build(jekyll, texts).values():
        assert item_of(page, NEW)[1] == "New"
    assert set(refused) == {"element", "script"}
    assert all("cannot be filed under `New`" in error.message for error in refused.values())
    assert all("close that first" in error.hint for error in refused.values())
