"""An issue is written as the last ones are: each site here has a shape of its own.

A site is a function that writes an issue's body from its number, its day and its items. The next
issue is learned from the last ones, and must be what the function itself writes, byte for byte.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import pytest

from postgen.backlog import Backlog
from postgen.habits import body, standing
from postgen.habits.standing import Occasion
from postgen.issue import Shape, choose, compose
from postgen.references import styles
from postgen.references.compose import ComposedReferences

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FIRST_DAY = date(2026, 1, 2)
NAMES = ("Articles", "Tools", "Talks")
NOTES = (
    "a calm look at an old question",
    "worth an hour of anybody's time",
    "",
    "short, and with good pictures",
    "what we learned the hard way",
)
INTRO = "TK"


class Item(NamedTuple):
    title: str
    url: str
    note: str


class Section(NamedTuple):
    name: str
    items: list[Item]


class Given(NamedTuple):
    number: int
    day: date
    sections: list[Section]
    intro: str


def given(number: int, names: Sequence[str] = NAMES) -> Given:
    """Return what one issue has: its words differ from those of all others."""
    sections = []
    seed = number * 7
    for place, name in enumerate(names):
        count = 2 + (seed + place) % 3
        items = []
        for each in range(count):
            code = f"{number}{place}{each}"
            note = NOTES[(seed + place + each) % len(NOTES)]
            words = f"Thing {'abcdefghij'[each]} of {word(int(code))}"
            items.append(
                Item(
                    words,
                    f"https://e{code}.org/{place}/{each}",
                    note and f"{note} {word(seed + each)}",
                )
            )
        sections.append(Section(name, items))
    day = FIRST_DAY + timedelta(days=7 * number)
    return Given(number, day, sections, f"This week {word(number)} and {word(number + 3)}, mostly.")


def word(number: int) -> str:
    """Return a made-up word for a number."""
    consonants, vowels = "bdfgklmnprst", "aeiou"
    text = ""
    number += 17
    while number:
        text += consonants[number % 12] + vowels[number % 5]
        number //= 7
    return text


def backlog_of(issue: Given) -> Backlog:
    lines = ["---\ntitle: Backlog\n---\n"]
    for section in issue.sections:
        lines.append(f"\n## {section.name}\n\n")
        for item in section.items:
            note = f" - {item.note}" if item.note else ""
            lines.append(f"* [{item.title}]({item.url}){note}\n")
    return Backlog("".join(lines))


Site = "Callable[[Given], str]"
SITES: dict[str, Callable[[Given], str]] = {}


def site(write: Callable[[Given], str]) -> Callable[[Given], str]:
    SITES[write.__name__] = write
    return write


def joined(items: Sequence[str], between: str = "\n") -> str:
    return between.join(items)


def noted(item: Item, before: str = " - ", behind: str = "") -> str:
    return f"{before}{item.note}{behind}" if item.note else ""


@site
def bullets_with_dashes(issue: Given) -> str:
    parts = [
        f"\n## {each.name}\n\n"
        + joined([f"* [{i.title}]({i.url}){noted(i)}" for i in each.items])
        + "\n"
        for each in issue.sections
    ]
    return f"\n{issue.intro}\n" + "".join(parts)


@site
def bold_links_with_colons(issue: Given) -> str:
    parts = [
        f"\n### {each.name}\n\n"
        + joined([f"- **[{i.title}]({i.url})**{noted(i, ': ')}" for i in each.items], "\n\n")
        + "\n"
        for each in issue.sections
    ]
    return (
        "Welcome back to our letter!\n\n"
        f"{issue.intro}\n" + "".join(parts) + "\nSee you next week, and do write to us.\n"
    )


@site
def colon_inside_the_emphasis(issue: Given) -> str:
    parts = [
        f"\n\n# {each.name}\n"
        + joined([f"+ [{i.title}]({i.url}){noted(i, ' — ')}" for i in each.items])
        + "\n"
        for each in issue.sections
    ]
    return f"\n{issue.intro}\n\n<!--more-->\n" + "".join(parts)


@site
def linked_headings(issue: Given) -> str:
    text = f"\n{issue.intro}\n"
    for each in issue.sections:
        text += f"\n## {each.name}\n"
        for i in each.items:
            text += f"\n### [{i.title}]({i.url})\n" + (f"\n{i.note}\n" if i.note else "")
    return text


@site
def headings_with_read_more(issue: Given) -> str:
    text = f"Issue {issue.number} of {issue.day:%B} {issue.day.day}, {issue.day.year} is here.\n"
    for each in issue.sections:
        text += f"\n## {each.name}\n"
        for i in each.items:
            text += (
                f"\n### {i.title}\n"
                + (f"\n{i.note}\n" if i.note else "")
                + f"\n[Read more]({i.url})\n"
            )
    return text


@site
def headings_with_the_address_below(issue: Given) -> str:
    text = "{% include header.html %}\n"
    for each in issue.sections:
        text += f"\n## {each.name}\n"
        for i in each.items:
            text += f"\n#### {i.title}\n\n<{i.url}>\n" + (f"\n{i.note}\n" if i.note else "")
    return text


@site
def quoted_notes(issue: Given) -> str:
    text = f"\n{issue.intro}\n"
    for each in issue.sections:
        text += f"\n## {each.name}\n"
        for i in each.items:
            text += f"\n### [{i.title}]({i.url})\n" + (f"\n> {i.note}\n" if i.note else "")
    return text


@site
def paragraphs(issue: Given) -> str:
    text = f"\n{issue.intro}\n\n<!--excerpt-->\n\n{{% include sponsor.html %}}\n"
    for each in issue.sections:
        text += f"\n### {each.name}\n"
        for i in each.items:
            text += f"\n[{i.title}]({i.url}){noted(i, ': ')}\n"
    return text + "\n{% include footer.html %}\n"


@site
def bold_paragraphs(issue: Given) -> str:
    text = f"\n{issue.intro}\n"
    for each in issue.sections:
        text += f"\n## {each.name}\n"
        for i in each.items:
            text += f"\n**[{i.title}]({i.url})**{noted(i, chr(10))}\n"
    return text


@site
def numbered_everything(issue: Given) -> str:
    text = f"\n{issue.intro}\n"
    for n, each in enumerate(issue.sections, 1):
        text += f"\n## {n}. {each.name}\n"
        for m, i in enumerate(each.items, 1):
            text += f"\n### {n}.{m} [{i.title}]({i.url})\n" + (f"\n{i.note}\n" if i.note else "")
    return text


@site
def numbered_lists(issue: Given) -> str:
    parts = [
        f"\n## {each.name}\n\n"
        + joined(
            [f"{n}. [{i.title}]({i.url}){noted(i, ', ')}" for n, i in enumerate(each.items, 1)]
        )
        + "\n"
        for each in issue.sections
    ]
    return f"Number {issue.number}: {issue.intro}\n" + "".join(parts)


@site
def rules_between_sections(issue: Given) -> str:
    parts = [
        f"\n## {each.name}\n\n"
        + joined([f"- [{i.title}]({i.url}){noted(i)}" for i in each.items])
        + "\n"
        for each in issue.sections
    ]
    return (
        f"\n{issue.intro}\n\n---\n"
        + "\n---\n".join(parts)
        + "\n---\n\nThat was issue {number}.\n".replace("{number}", str(issue.number))
    )


@site
def setext_sections(issue: Given) -> str:
    parts = [
        f"\n{each.name}\n{'-' * len(each.name)}\n\n"
        + joined([f"*   [{i.title}]({i.url}){noted(i, ' – ')}" for i in each.items])
        + "\n"
        for each in issue.sections
    ]
    return f"\n{issue.intro}\n" + "".join(parts)


@site
def bold_sections(issue: Given) -> str:
    parts = [
        f"\n**{each.name}**\n\n"
        + joined([f"* [{i.title}]({i.url}){noted(i)}" for i in each.items])
        + "\n"
        for each in issue.sections
    ]
    return f"\n{issue.intro}\n" + "".join(parts)


@site
def notes_on_the_next_line(issue: Given) -> str:
    parts = [
        f"\n## {each.name}\n\n"
        + joined(
            [f"- [{i.title}]({i.url})" + (f"  \n  {i.note}" if i.note else "") for i in each.items],
            "\n",
        )
        + "\n"
        for each in issue.sections
    ]
    return f"\n{issue.intro}\n" + "".join(parts)


@site
def with_the_link_at_the_end(issue: Given) -> str:
    parts = [
        f"\n## {each.name}\n\n"
        + joined(
            [
                f"- **{i.title}**{noted(i, ': ', ' ')}{'' if i.note else ' '}[link]({i.url})"
                for i in each.items
            ]
        )
        + "\n"
        for each in issue.sections
    ]
    return f"\n{issue.intro}\n" + "".join(parts)


@site
def with_crlf(issue: Given) -> str:
    return bullets_with_dashes(issue).replace("\n", "\r\n")


@site
def with_a_generated_toc(issue: Given) -> str:
    return "* TOC\n{:toc}\n" + bullets_with_dashes(issue)


@site
def with_a_written_toc(issue: Given) -> str:
    rows = joined([f"* [{each.name}](#{each.name.lower()})" for each in issue.sections])
    parts = [
        f"\n## {each.name}\n\n"
        + joined([f"* [{i.title}]({i.url}){noted(i)}" for i in each.items])
        + "\n"
        for each in issue.sections
    ]
    return f"\n{issue.intro}\n\n{rows}\n" + "".join(parts)


@site
def with_standing_sections(issue: Given) -> str:
    text = bullets_with_dashes(issue)
    text = text.replace("## Tools\n\n", "## Tools\n\n*Small things that help.*\n\n")
    text = text.replace("\n## Talks", "\n{% include ask.html %}\n\n## Talks")
    return text + "\n## Contribute\n\nSend us what you found: [here](https://example.org/send).\n"


@site
def without_sections(issue: Given) -> str:
    items = [i for each in issue.sections for i in each.items]
    return (
        f"\n{issue.intro}\n\n"
        + joined([f"- [{i.title}]({i.url}){noted(i)}" for i in items])
        + "\n\nUntil next time.\n"
    )


@site
def flat_headings(issue: Given) -> str:
    items = [i for each in issue.sections for i in each.items]
    text = f"\n{issue.intro}\n"
    return text + "".join(
        f"\n## [{i.title}]({i.url})\n" + (f"\n{i.note}\n" if i.note else "") for i in items
    )


@site
def emoji_before_links(issue: Given) -> str:
    parts = [
        f"\n## {each.name} 📙\n\n"
        + joined([f"- 🔗 [{i.title}]({i.url}){noted(i)}" for i in each.items])
        + "\n"
        for each in issue.sections
    ]
    return f"\n{issue.intro}\n" + "".join(parts)


@site
def dates_in_the_first_line(issue: Given) -> str:
    start = issue.day - timedelta(days=7)
    first = f"From {start:%d %b %Y} to {issue.day:%d %b %Y}, in our [list](https://example.org/?q={start}..{issue.day}), this is what we read and liked in the week."
    parts = [
        f"\n### {each.name}\n\n"
        + joined([f"- [{i.title}]({i.url}){noted(i, '. ')}" for i in each.items])
        + "\n"
        for each in issue.sections
    ]
    return first + "\n" + "".join(parts)


def references(style_name: str, heading: str) -> Callable[[Given], str]:
    """Return a site whose links are numbered in a style."""

    def write(issue: Given) -> str:
        style = styles.get(style_name)
        numbered = ComposedReferences(style_name, heading)
        text = f"\n{issue.intro}\n"
        for each in issue.sections:
            text += f"\n## {each.name}\n"
            for i in each.items:
                text += f"\n### {numbered.cite(i.title, i.url)}\n" + (
                    f"\n{i.note}\n" if i.note else ""
                )
        assert style.has_list
        return text + "\n" + numbered.list_text() + "\n"

    return write


for name, words in (
    ("linked", "Sources"),
    ("plain", "References"),
    ("footnotes", ""),
    ("reflinks", ""),
):
    SITES[f"references_{name}"] = references(name, words)


def text_of(write: Callable[[Given], str], issue: Given) -> str:
    body = write(issue)
    text = f"---\ntitle: Letter {issue.number}\n---\n{body}"
    return text.replace("\r\n", "\n").replace("\n", "\r\n") if "\r\n" in body else text


def learned(write: Callable[[Given], str], numbers: Sequence[int]) -> body.BodyHabits:
    issues = [given(number) for number in sorted(numbers, reverse=True)]
    found = body.learn(
        [body.PastIssue(text_of(write, each), each.number, each.day) for each in issues]
    )
    assert found
    return found


def written(habits: body.BodyHabits, issue: Given, intro: str = INTRO) -> str:
    backlog = backlog_of(issue)
    titles = habits.titles([section.name for section in backlog.sections])
    chapters = choose(
        backlog, categories=backlog.sections, titles=titles, wanted=lambda _: True, limit=None
    )
    numbered = ComposedReferences(
        habits.style, habits.heading or "References", habits.heading_level
    )
    shape = Shape(habits=habits, occasion=Occasion(issue.number, issue.day))
    values = {"intro": intro if habits.has_intro else ""}
    text, _ = compose(backlog, chapters, numbered, shape, values, toc=habits.toc is not None)
    return (
        shape.file("", text)
        .replace("\r\n", "\n")
        .removeprefix("---\n---\n")
        .replace("\n", habits.newline)
    )


@pytest.mark.parametrize("name", SITES)
def test_the_next_issue_looks_like_the_last_ones(name: str) -> None:
    write = SITES[name]
    habits = learned(write, range(3, 9))
    issue = given(9)
    expected = write(issue._replace(intro=INTRO)).replace(f"Number {issue.number}: {INTRO}", INTRO)
    assert written(habits, issue) == expected


def learned_from(*writers: Callable[[Given], str]) -> body.BodyHabits:
    """Learn from one issue of each site, the newest first."""
    issues = [given(20 - place) for place in range(len(writers))]
    found = body.learn(
        [
            body.PastIssue(text_of(write, each), each.number, each.day)
            for write, each in zip(writers, issues, strict=True)
        ]
    )
    assert found
    return found


OLD, NEW = bullets_with_dashes, linked_headings


@pytest.mark.parametrize(
    ("writers", "kind"),
    [
        ([NEW], "heading"),
        ([NEW, OLD], "heading"),
        ([NEW, OLD, OLD], "list"),
        ([NEW, OLD, OLD, OLD, OLD, OLD], "list"),
        ([NEW, NEW, OLD, OLD, OLD, OLD], "heading"),
        ([NEW, NEW, NEW, OLD, OLD, OLD], "heading"),
        ([OLD, NEW, NEW, NEW, NEW, NEW], "heading"),
    ],
)
def test_a_change_counts_when_it_came_twice(
    writers: list[Callable[[Given], str]], kind: str
) -> None:
    assert learned_from(*writers).item.kind == kind


@pytest.mark.parametrize("name", SITES)
def test_one_issue_is_enough_for_its_shape(name: str) -> None:
    """What stands in all issues cannot be seen in one: words are left out, marks are not."""
    habits = learned(SITES[name], [8])
    expected = learned(SITES[name], range(3, 9))
    assert habits.head == expected.head
    assert habits.item == expected.item
    assert habits.style == expected.style
    assert (habits.toc is None) == (expected.toc is None)
    assert (habits.newline, habits.lead) == (expected.newline, expected.lead)


@pytest.mark.parametrize("name", SITES)
def test_a_section_without_items_is_left_out_and_a_new_one_stands_behind(name: str) -> None:
    habits = learned(SITES[name], range(3, 9))
    issue = given(9, ["Talks", "Books"])
    expected = [each for each in ("Talks", "Books") if habits.head]
    text = written(habits, issue)
    places = [text.index(each) for each in expected]
    assert places == sorted(places)
    assert not habits.head or "Articles" not in text


def test_sections_keep_the_order_of_the_issues() -> None:
    habits = learned(bullets_with_dashes, range(3, 9))
    text = written(habits, given(9, ["Talks", "Tools", "Articles"]))
    assert text.index("## Articles") < text.index("## Tools") < text.index("## Talks")


@pytest.mark.parametrize(
    "category", ["articles", "ARTICLES", "Articles 📙", "Articles:", "Articles - Basics"]
)
def test_a_category_is_a_section_by_its_words(category: str) -> None:
    habits = learned(bullets_with_dashes, range(3, 9))
    assert list(habits.titles([category]).values()) == ["Articles"]


@pytest.mark.parametrize("category", ["Art", "Particles", "News", "", "Tool"])
def test_other_categories_are_none(category: str) -> None:
    habits = learned(bullets_with_dashes, range(3, 9))
    assert habits.titles([category]) == {}


@pytest.mark.parametrize(
    "text", ["", "Words only.\n", "## A\n\n## B\n\n* no link\n", "![](a.png)\n"]
)
def test_nothing_is_learned_where_there_are_no_links(text: str) -> None:
    assert body.learn([body.PastIssue(text), body.PastIssue(text)]) is None


def test_a_number_that_is_not_known_is_left_open() -> None:
    def site_with_counts(issue: Given) -> str:
        count = 100 + issue.number * 37 % 53
        return (
            f"In the last week, we landed {count} changes in all of our repositories.\n"
            + (bullets_with_dashes(issue).split("mostly.\n", 1)[1])
        )

    text = written(learned(site_with_counts, range(3, 9)), given(9))
    assert text.startswith("In the last week, we landed TK changes in all of our repositories.\n")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Ausgabe vom 20. November 2026", "Ausgabe vom 27. November 2026", "Ausgabe vom 4. Dezember 2026"),
        ("Lettre du 20 novembre 2026", "Lettre du 27 novembre 2026", "Lettre du 4 décembre 2026"),
        ("Carta del 20 de noviembre de 2026", "Carta del 27 de noviembre de 2026",
         "Carta del 4 de diciembre de 2026"),
        ("Выпуск 20 ноября 2026", "Выпуск 27 ноября 2026", "Выпуск 4 декабря 2026"),
        ("2026年11月20日号です", "2026年11月27日号です", "2026年12月4日号です"),
        ("Nummer van 20 nov. 2026", "Nummer van 27 nov. 2026", "Nummer van 4 dec. 2026"),
        ("Issue of November 20th, 2026", "Issue of November 27th, 2026", "Issue of December 4th, 2026"),
    ],
)  # fmt: skip
def test_dates_of_standing_texts_are_in_the_language_of_the_site(
    first: str, second: str, expected: str
) -> None:
    texts = [
        standing.Text(text, standing.Occasion(None, date(2026, 11, day)))
        for text, day in ((second, 27), (first, 20))
    ]
    pieces = standing.shared(texts)
    assert pieces
    assert standing.write(pieces, standing.Occasion(None, date(2026, 12, 4))) == expected
