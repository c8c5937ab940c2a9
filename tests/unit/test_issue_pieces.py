"""An issue is cut into pieces, ordered and written in, and nothing of it is lost on the way."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from postgen import issue_edit, issue_order, issue_pieces, issue_write
from postgen.errors import VerificationError
from postgen.markdown import Markdown
from tests.conftest import EXAMPLES
from tests.unit.test_body_habits import SITES, given, learned, text_of
from tests.unit.test_issue_edit import FLAT, written_by

if TYPE_CHECKING:
    from postgen.habits.body import BodyHabits
    from postgen.issue_pieces import Cut

TEMPLATES = ("full", "brief", "cards")
STYLES = ("linked", "plain", "reflinks", "footnotes", "inline")
POSTS = sorted(Path(__file__).parent.parent.joinpath("posts").glob("*.md"))
DEFINITIONS = re.compile(
    r"^ {0,3}\[[^\]]+\]:.*(?:\n +[\"'(].*)?$|^\*\[.*$|^\{%.*%\}$", re.MULTILINE
)
"""What kramdown does not see, or not show: `[1]: https://example.org/`, `{% else %}`."""

STYLE = issue_edit.Style("linked", "References")


class Case(NamedTuple):
    """An issue: its text, and its shape."""

    text: str
    habits: BodyHabits | None

    @property
    def cut(self) -> Cut:
        return issue_pieces.cut(self.text.replace("\r\n", "\n"), self.habits)


def case(text: str, site: BodyHabits | None = None) -> Case:
    return Case(text, issue_edit.habits_of(text, site))


DOCUMENTS = {path.name: path for path in (*POSTS, *sorted(EXAMPLES.glob("*")))}
"""Posts by hand, and the documents of users."""

SHAPED = [*SITES, *(f"{template}-{style}" for template in TEMPLATES for style in STYLES)]
"""Issues of all shapes and styles, whose items have one form in each section."""

WITH_SECTIONS = [name for name in SHAPED if name not in FLAT]


@cache
def issue(name: str) -> Case:
    """Return an issue, or a document."""
    if name in SITES:
        return case(text_of(SITES[name], given(9)), learned(SITES[name], range(3, 9)))
    if name in DOCUMENTS:
        return case(DOCUMENTS[name].read_bytes().decode("utf-8"))
    template, _, style = name.partition("-")
    return case(written_by(template, style, given(9)))


@pytest.mark.parametrize("name", [*SHAPED, *DOCUMENTS])
def test_the_pieces_are_the_whole_body_but_for_white_space(name: str) -> None:
    cut = issue(name).cut
    last = 0
    for piece in cut.pieces:
        assert last <= piece.start <= piece.end
        assert not DEFINITIONS.sub("", cut.body[last : piece.start]).strip()
        last = piece.end
    assert not DEFINITIONS.sub("", cut.body[last:]).strip()
    assert len({piece.name for piece in cut.pieces}) == len(cut.pieces)


def there_and_back(own: Case, name: str, to: tuple[int, int]) -> str:
    """Return the text after an item went to a place, and back to its own."""
    item = own.cut.piece(name)
    assert item
    alike = [each for each in own.cut.of("item", item.section) if each.form == item.form]
    moved = issue_order.move_item(own.text, name, to, own.habits)
    assert urls(moved.text) == urls(own.text)
    back = (item.section, alike.index(item))
    return issue_order.move_item(moved.text, moved.name, back, own.habits).text


def urls(text: str) -> list[str]:
    return sorted(span.url for span, _ in Markdown(text).links() if "://" in span.url)


@pytest.mark.parametrize("name", [*SHAPED, *DOCUMENTS])
def test_an_item_goes_within_its_section_and_back_again(name: str) -> None:
    own = issue(name)
    items = own.cut.of("item")
    for item in items[len(items) // 2 :][:1]:
        alike = [each for each in own.cut.of("item", item.section) if each.form == item.form]
        place = len(alike) - 1 - alike.index(item)
        try:
            text = there_and_back(own, item.name, (item.section, place))
        except VerificationError:
            assert name in DOCUMENTS, "only documents by hand hold what cannot be moved"
        else:
            assert text == own.text


@pytest.mark.parametrize("name", SHAPED)
def test_an_item_goes_into_another_section_and_back_again(name: str) -> None:
    own = issue(name)
    sections = [each.section for each in own.cut.of("section")]
    item = own.cut.of("item")[1]
    for section in sections[1:2]:
        if section != item.section:
            assert there_and_back(own, item.name, (section, 0)) == own.text


@pytest.mark.parametrize("name", WITH_SECTIONS)
def test_a_section_goes_to_the_end_and_back_again(name: str) -> None:
    own = issue(name)
    last = len(own.cut.of("section")) - 1
    moved = issue_order.move_section(own.text, "section-1", last, own.habits)
    titles = [each.title for each in own.cut.of("section")]
    new = issue_pieces.cut(moved.text.replace("\r\n", "\n"), own.habits)
    assert [each.title for each in new.of("section")] == [*titles[1:], titles[0]]
    assert issue_order.move_section(moved.text, moved.name, 0, own.habits).text == own.text


ISSUE = r"""---
title: One
---

Words.

## 1. NLP

### 1.1 Alpha[\[1\]](#ref-1){:#cite-1} {#alpha}

about alpha

### 1.2 Beta[\[2\]](#ref-2){:#cite-2} {#beta}

## 2. Tools

### 2.1 Gamma[\[3\]](#ref-3){:#cite-3} {#gamma}

see delta[\[4\]](#ref-4){:#cite-4}, too

## References

[\[1\]](#cite-1){:#ref-1} [Alpha](https://e.org/a)

[\[2\]](#cite-2){:#ref-2} [Beta](https://e.org/b)

[\[3\]](#cite-3){:#ref-3} [Gamma](https://e.org/c)

[\[4\]](#cite-4){:#ref-4} [delta](https://e.org/d)
"""


def write(text: str, **new: str) -> str:
    own = case(text)
    texts = {name.replace("_", "-"): each for name, each in new.items()}
    return issue_write.with_texts(text, texts, own.habits, STYLE).text


def test_numbers_follow_an_item_into_another_section() -> None:
    text = issue_order.move_item(ISSUE, "item-3", (1, 0), case(ISSUE).habits).text
    assert r"### 1.1 Gamma[\[1\]](#ref-1){:#cite-1} {#gamma}" in text
    assert r"see delta[\[2\]](#ref-2){:#cite-2}, too" in text
    assert r"### 1.3 Beta[\[4\]](#ref-4){:#cite-4} {#beta}" in text
    assert text.index("[Gamma](https://e.org/c)") < text.index("[Alpha](https://e.org/a)")


def test_a_link_in_a_note_gets_a_number_and_one_that_is_gone_loses_it() -> None:
    text = write(ISSUE, item_1="about [epsilon](https://e.org/e)")
    assert r"about epsilon[\[2\]](#ref-2){:#cite-2}" in text
    assert r"[\[2\]](#cite-2){:#ref-2} [epsilon](https://e.org/e)" in text
    assert r"see delta[\[5\]](#ref-5){:#cite-5}, too" in text
    text = write(text, item_1="about alpha")
    assert text == ISSUE
    assert "delta" not in write(ISSUE, item_3="nothing else")


def test_a_person_writes_links_where_the_page_shows_numbers() -> None:
    own = case(ISSUE)
    shown = issue_write.linked(own.cut, own.habits)
    assert shown
    item = shown.piece("item-3")
    assert item
    assert item.text(shown.body) == "see [delta](https://e.org/d), too"


def test_a_note_is_written_where_there_was_none_and_taken_out_again() -> None:
    text = write(ISSUE, item_2="a note")
    assert "{#beta}\n\na note\n\n## 2. Tools" in text
    assert write(text, item_2="") == ISSUE
    assert write(ISSUE, intro_1="") == ISSUE.replace("Words.\n\n", "")
    assert write(write(ISSUE, intro_1=""), intro_1="Words.") == ISSUE


@pytest.mark.parametrize("wrong", ["<div>", "<section>\n\nwords", "{% raw %}", "{% if page.x %}"])
def test_a_text_that_takes_in_what_is_below_is_refused(wrong: str) -> None:
    with pytest.raises(VerificationError, match=r"would take it in|Liquid"):
        write(ISSUE, item_1=wrong)


def test_only_the_text_and_its_newlines_change() -> None:
    text = ISSUE.replace("\n", "\r\n")
    assert write(text, item_1="one\ntwo") == text.replace("about alpha", "one\r\ntwo")


def test_a_part_of_a_block_of_liquid_stays() -> None:
    text = ISSUE.replace("about alpha", "{% if page.x %}").replace("see delta", "{% endif %} delta")
    with pytest.raises(VerificationError, match="Liquid"):
        issue_order.move_item(text, "item-1", (1, 1), case(text).habits)


def test_numbers_that_were_not_in_order_stay() -> None:
    text = ISSUE.replace("cite-1}", "cite-9}").replace("[1\\]", "[9\\]").replace("ref-1)", "ref-9)")
    text = text.replace("#cite-1)", "#cite-9)").replace("#ref-1}", "#ref-9}")
    moved = issue_order.move_item(text, "item-2", (1, 0), case(text).habits)
    assert moved.keeps_numbers
    assert r"Alpha[\[9\]]" in moved.text
