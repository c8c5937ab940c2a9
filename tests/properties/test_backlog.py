"""What holds for any backlog: edits put in or take out what was asked for, and nothing else."""

from __future__ import annotations

from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from postgen.backlog import UNSORTED, Backlog, category_name, edit, metadata
from postgen.backlog import move as moves
from postgen.markdown import escape
from postgen.markdown.source_map import OPAQUE
from postgen.model import Link

quick = settings(
    max_examples=100, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate]
)

NAMES = (
    "Papers",
    "Tools: general",
    "NLP - Basics",
    "Films & *music*",
    "日本語",
    "C#",
    "First, of 1.",
)
HEADS = (
    "## {}\n\n",
    "## {}\n",
    "### {} ##\n\n",
    "{}\n---\n\n",
    "**{}**\n",
    "**{}**\n\n",
    "__{}__:\n\n",
)
BULLETS = ("* ", "- ", "+ ", "1. ", "7. ", "*\t", "*   ", " * ", "- [ ] ")
ITEMS = (
    "[Link {n}](https://example.org/{n})",
    "[Link {n}](https://example.org/{n}) - a note",
    "**[Link {n}](https://example.org/{n})** – *with* a `note`",
    "Prose {n} with [a link](https://example.org/{n}) and [two](https://example.org/{n}/b).",
    "Wrapped {n} [over\nlines](https://example.org/{n}) without\nindentation",
    "[Link {n}](https://example.org/{n})\n{i}goes on\n\n{i}and has a paragraph",
    "[Link {n}](https://example.org/{n})\n{i}* [nested](https://example.org/{n}/a)\n{i}* more",
    "[Link {n}](https://example.org/{n})\n\n{i}```\n{i}* code\n{i}```",
    "[Link {n}](https://example.org/{n}) <!-- added: 2026-01-02; tags: a, b -->",
    "[Link {n}][ref]",
    "Nothing {n} at all",
    "{{:.read}} [Link {n}](https://example.org/{n})",
)
BETWEEN = ("", "\n", "\n\n", "Some *words*.\n\n",
           "<!-- a comment -->\n\n", "```\n## code\n* [x](y)\n```\n\n", "> quote\n\n",
           "| a | b |\n\n", "<div>\n* raw\n</div>\n\n", "{% include x.html %}\n\n", "---\n\n")  # fmt: skip
ENDS = ("", "\n", "\n\n[ref]: https://example.org/ref\n", "\n  \n", "\n<!-- the end -->")


def add_one(text: str, link: Link) -> tuple[str, str]:
    """Add one link; return the text, and the name of its section."""
    added = edit.add(text, [link])
    assert not added.unfit
    return added.text, added.names[link.category]


@st.composite
def backlogs(draw: st.DrawFn) -> str:
    """Write a backlog as people do."""
    text = draw(
        st.sampled_from(
            ["", "---\ntitle: Backlog\n---\n", "---\nlayout: post\n---\n\nIntroduction.\n\n"]
        )
    )
    count = 0
    for name in draw(st.lists(st.sampled_from(NAMES), max_size=4)):
        text += draw(st.sampled_from(BETWEEN)) + draw(st.sampled_from(HEADS)).format(name)
        bullet, loose = draw(st.sampled_from(BULLETS)), draw(st.sampled_from(["\n", "\n", "\n\n"]))
        items = draw(st.lists(st.sampled_from(ITEMS), max_size=4))
        for item in items:
            count += 1
            text += bullet + item.format(n=count, i=" " * len(bullet.expandtabs(4))) + loose
        text += draw(st.sampled_from(["\n", "\n", "", "\n\n"]))
    text += draw(st.sampled_from(ENDS))
    if draw(st.booleans()):
        text = text.rstrip("\n")
    if draw(st.integers(0, 4)) == 0:
        text = text.replace("\n", "\r\n")
    return text


anything = st.text(max_size=60).filter(lambda text: OPAQUE not in text)
categories = st.one_of(st.sampled_from([*NAMES, "nlp", "TOOLS", "Quite new", ""]))
words = anything.map(escape.one_line)
bare = {name: st.just(value) for name, value in Link._field_defaults.items()}
links = st.builds(
    Link,
    **bare
    | {
        "url": st.integers().map("https://new.example/{}".format),
        "title": words.filter(bool),
        "category": categories,
    },
)
full = st.builds(
    Link,
    **bare
    | {
        "url": st.just("https://new.example/"),
        "title": anything,
        "note": anything,
        "category": anything,
        "tags": st.lists(anything, max_size=3).map(tuple),
        "via": anything,
        "image": st.sampled_from(["", "https://new.example/a.png", "/assets/b c.jpg"]),
        "added": st.just("2026-11-21"),
    },
)


def one_insertion(old: str, new: str) -> str:
    """Return what was put in at one place; fail when more than that was done."""
    start = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    put = new[start : start + len(new) - len(old)]
    assert new == old[:start] + put + old[start:]
    while (
        start < len(old) and not old.endswith("\n") and put[0] == old[start]
    ):  # the same insertion, counted from the end
        start, put = start + 1, put[1:] + put[0]
    while (
        start < len(old) and start and old[start - 1] != "\n" and put[-1] == old[start - 1]
    ):  # or at a line's start
        start, put = start - 1, put[-1] + put[:-1]
    return put


@quick
@given(backlogs(), links)
def test_adding_only_inserts(text: str, link: Link) -> None:
    backlog = Backlog(text)
    new, name = add_one(text, link)
    section = backlog.match_category(category_name(link.category) or UNSORTED)
    if section and section.absorbed:
        newline = "\r\n" if "\r\n" in text else "\n"
        assert new.startswith(text[: section.start] + newline)
        new = new[: section.start] + new[section.start + len(newline) :]
    put = one_insertion(text, new)
    assert put.count("new.example") == 1
    if section:
        assert put.strip().count("\n") == 0
        assert put.count("\n") <= 3
    else:
        assert name in escape.visible(put)
    assert ("\r\n" in text) or ("\r\n" not in put)


@quick
@given(backlogs(), links)
def test_adding_then_dropping_is_the_identity(text: str, link: Link) -> None:
    new, _ = add_one(text, link)
    again = Backlog(new)
    filed = again.find(link.url)
    after = edit.take_out(again, filed)
    if Backlog(text).outline() == Backlog(after).outline():  # no section was begun
        assert [line for line in after.splitlines() if line.strip()] == [
            line for line in text.splitlines() if line.strip()
        ]
    section = Backlog(text).match_category(category_name(link.category) or UNSORTED)
    if section and section.lists and new.count("\n") - text.count("\n") == 1:
        assert after == text
    again = Backlog(add_one(after, link)[0])
    assert edit.take_out(again, again.find(link.url)) == after


@quick
@given(backlogs(), st.lists(links, max_size=5, unique_by=lambda link: link.url))
def test_as_many_items_as_were_added(text: str, many: list[Link]) -> None:
    before = len(Backlog(text).all_entries())
    for link in many:
        text, _ = add_one(text, link)
    backlog = Backlog(text)
    assert len(backlog.all_entries()) == before + len(many)
    for link in many:
        (entry,) = backlog.find(link.url)
        assert entry.title == link.title


@settings(quick, max_examples=400)
@given(backlogs(), full)
def test_whatever_is_added_reads_back(text: str, link: Link) -> None:
    new, name = add_one(text, link)
    (entry,) = Backlog(new).find(link.url)
    assert entry.title == (escape.one_line(link.title) or link.url)
    assert entry.note == escape.one_line(link.note)
    assert entry.section.name == name
    assert entry.metadata == metadata.Metadata(
        "2026-11-21",
        tuple(tag.strip() for tag in link.tags if tag.strip()),
        link.via.strip(),
        link.image.strip(),
    )


@quick
@given(backlogs(), st.data())
def test_taking_any_items_out_leaves_all_others(text: str, data: st.DataObject) -> None:
    backlog = Backlog(text)
    entries = backlog.all_entries()
    gone = (
        data.draw(st.lists(st.sampled_from(entries), unique_by=lambda entry: entry.start))
        if entries
        else []
    )
    kept = [
        (entry.section.name, entry.source, entry.title, entry.urls)
        for entry in entries
        if entry not in gone
    ]
    new = edit.take_out(backlog, gone)
    left = [
        (entry.section.name, entry.source, entry.title, entry.urls)
        for entry in Backlog(new).all_entries()
    ]
    assert left == kept
    assert len(new) <= len(text)


@quick
@given(backlogs(), categories, st.data())
def test_moving_keeps_the_bytes_of_an_item(text: str, category: str, data: st.DataObject) -> None:
    backlog = Backlog(text)
    entries = backlog.all_entries()
    assume(entries)
    entry = data.draw(st.sampled_from(entries))
    new, name = moves.move(backlog, [entry], category or "Elsewhere")
    section = Backlog(new).match_category(name)
    assert section
    last = Backlog(new).last_entry(section)
    assert (last.title, last.note, last.urls) == (entry.title, entry.note, entry.urls)
    assert last.source.split()[1:] == entry.source.split()[1:]
    if last.item.indentation == entry.item.indentation:
        assert last.source.split("\n")[1:] == entry.source.split("\n")[1:]
    assert len(Backlog(new).all_entries()) == len(entries)


class Filing(RuleBasedStateMachine):
    """Commands on a backlog that a person edits in between."""

    text = ""
    filed = 0

    @initialize(text=backlogs())
    def begin(self, text: str) -> None:
        self.text = text

    @rule(category=categories, title=words.filter(bool))
    def add(self, category: str, title: str) -> None:
        before = len(Backlog(self.text).all_entries())
        self.filed += 1
        self.text, _ = add_one(
            self.text, Link(f"https://new.example/{self.filed}", title, category=category)
        )
        assert len(Backlog(self.text).all_entries()) == before + 1

    @rule(data=st.data(), category=categories)
    def move(self, data: st.DataObject, category: str) -> None:
        backlog = Backlog(self.text)
        if entries := backlog.all_entries():
            entry = data.draw(st.sampled_from(entries))
            self.text, _ = moves.move(backlog, [entry], category)
            assert entry.title in {each.title for each in Backlog(self.text).all_entries()}

    @rule(data=st.data())
    def drop(self, data: st.DataObject) -> None:
        backlog = Backlog(self.text)
        if entries := backlog.all_entries():
            entry = data.draw(st.sampled_from(entries))
            self.text = edit.take_out(backlog, [entry])
            assert len(Backlog(self.text).all_entries()) == len(entries) - 1

    @rule(
        piece=st.sampled_from(
            ["\n", "\n\nWords.\n", "\n* by hand\n", "\n\n## By hand\n", "\n**Bold by hand**\n"]
        )
    )
    def write_at_the_end(self, piece: str) -> None:
        self.text += piece

    @rule(data=st.data())
    def cut_a_line(self, data: st.DataObject) -> None:
        lines = self.text.splitlines(keepends=True)
        if lines:
            del lines[data.draw(st.integers(0, len(lines) - 1))]
            self.text = "".join(lines)


Filing.TestCase.settings = settings(quick, max_examples=25, stateful_step_count=12)
TestFiling = Filing.TestCase
