# ruff: noqa: D401 - the sites say what they are
"""How much the next issue looks like the last ones: leave one out, on sites of many habits.

Each site has ten issues. The last one is taken away, `postgen new newsletter --date D` writes it
again, without a setting, and five marks compare the two: the folder; the file's name but for free
text; the title but for free text; the keys that the last three issues always have, and none that
they never have; the values that are equal in all three. Beside them stands the score of the body's
shape: how many of its lines are as people wrote them, without the words and the number of the items.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from postgen.commands.backlog_file import backlog_path
from postgen.commands.newsletter import IssueRequest, create
from postgen.errors import PostgenError
from postgen.jekyll import frontmatter
from postgen.jekyll.document import Document
from postgen.site import find

ISSUES = 10
FREE = "\N{FLEXED BICEPS}"
"""Stands in a generator's title or name before and after free text."""

WORDS = ["Roses", "Soups, salads", "Old maps", "A long winter", "Bridges", "Night trains", "Bread",
         "Letters", "Small gardens", "Rivers and rain", "Glass", "Islands", "Clocks"]  # fmt: skip
MONTHS_DE = ("Januar Februar März April Mai Juni Juli August September Oktober November "
             "Dezember").split()  # fmt: skip
MONTHS_FR = ("janvier février mars avril mai juin juillet août septembre octobre novembre "
             "décembre").split()  # fmt: skip
ROMAN = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split()
NUMBERS = ("One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen "
           "Fifteen Sixteen Seventeen Eighteen Nineteen Twenty Twenty-One").split()  # fmt: skip


class Post(NamedTuple):
    """A file of a site: its path and front matter, in which `FREE` marks free text."""

    path: str
    front: str
    body: str = ""
    newline: str = "\n"

    def plain(self) -> tuple[str, str]:
        """Return the path and the text without marks."""
        text = f"---\n{self.front.strip()}\n---\n\n{self.body or BODY}"
        text = text.replace(FREE, "").replace("\n", self.newline)
        return self.path.replace(FREE, ""), text


BODY = """Hello and welcome.

## Reading

- [One thing](https://example.org/{n}/one) - worth it.
- [Another](https://example.com/{n}/two)
- [A third](https://example.net/{n}/three)
"""

Generator = Callable[[int, date], Post]
SITES: dict[str, tuple[Generator, int, Callable[[int, date], list[Post]] | None, str]] = {}
"""Each site: what makes an issue, the days between two, what else there is, its `_config.yml`."""


def site(
    days: int = 7,
    beside: Callable[[int, date], list[Post]] | None = None,
    config: str = "title: Site\n",
) -> Callable[[Generator], Generator]:
    """Register a site."""

    def add(generator: Generator) -> Generator:
        SITES[generator.__name__] = (generator, days, beside, config)
        return generator

    return add


def word(i: int) -> str:
    """Return free text."""
    return f"{FREE}{WORDS[i % len(WORDS)]}{FREE}"


def slug_word(i: int) -> str:
    """Return free text of a slug."""
    made = re.sub(r"\W+", "-", WORDS[i % len(WORDS)].lower())
    return f"{FREE}{made}{FREE}"


@site()
def numbered(i: int, d: date) -> Post:
    """Numbers without padding, and a tag before the title."""
    front = f"layout: post\ntitle: ! 'Issue #{195 + i}'\nauthor: jay\n"
    return Post(f"_posts/{d}-issue-{195 + i}.md", front)


@site()
def dated(i: int, d: date) -> Post:
    """A date in the title, another in `date:`."""
    front = (
        f"layout: post\ntitle: Week Ending {d:%B} {d.day}, {d.year}\n"
        f"date: {d + timedelta(days=1 + i % 3)} 22:00:00 -0000\nslug: {d}-update\n"
    )
    return Post(f"_posts/{d}-update.md", front)


@site()
def weekly(i: int, d: date) -> Post:
    """Weeks, and free text."""
    year, week, _ = d.isocalendar()
    front = f'layout: post\ntitle: "R {year}-W{week:02} {word(i)}"\n'
    return Post(f"_posts/{d}-{year}-W{week:02}.md", front)


@site()
def padded(i: int, d: date) -> Post:
    """Padded numbers, as text."""
    front = f'title: "Bulletin No. {7 + i:03}"\nissue: "{7 + i:03}"\nlayout: bulletin\n'
    return Post(f"_posts/{d}-bulletin-{7 + i:03}.md", front)


@site(days=14)
def roman(i: int, d: date) -> Post:
    """Roman numbers."""
    n = ROMAN[5 + i]
    return Post(f"_posts/{d}-letter-{n.lower()}.md", f"title: Letter {n}\nlayout: letter\n")


@site(days=14)
def words(i: int, d: date) -> Post:
    """Number words."""
    n = NUMBERS[11 + i]
    front = f"title: Issue {n}\nlayout: post\ntags:\n  - issue\n"
    return Post(f"_posts/{d}-issue-{n.lower()}.md", front)


def _other_languages(i: int, d: date) -> list[Post]:
    return [
        _lang_post(i, d + timedelta(days=shift), lang)
        for lang, shift in (("de", 4), ("fr", 6))
        if i % 2
    ]


def _lang_post(i: int, d: date, lang: str) -> Post:
    front = (
        f"title: 'Optical Letter #{90 + i}'\npermalink: /{lang}/letters/{d:%Y/%m/%d}/\n"
        f"name: {d}-letter-{lang}\nslug: {d}-letter-{lang}\ntype: letter\nlayout: letter\n"
        f"lang: {lang}\n"
    )
    return Post(f"_posts/{lang}/letters/{d}-letter.md", front)


@site(beside=_other_languages)
def three_languages(i: int, d: date) -> Post:
    """One series a language."""
    return _lang_post(i, d, "en")


def _recap(i: int, d: date) -> list[Post]:
    day = d + timedelta(days=1)
    front = (
        f"title: 'Optical Letter #{90 + i} Recap Podcast'\npermalink: /en/podcast/{day:%Y/%m/%d}/\n"
        f"reference: /en/letters/{d:%Y/%m/%d}/\ntype: podcast\nlayout: podcast\nlang: en\n"
    )
    return [Post(f"_posts/en/podcast/{day}-letter-recap.md", front)]


@site(beside=_recap)
def two_series(i: int, d: date) -> Post:
    """The newsletter and its podcast."""
    return _lang_post(i, d, "en")


@site(days=30)
def maps(i: int, d: date) -> Post:
    """A map, free values, monthly."""
    front = f"""layout: news
title: "Garden News {d:%B %Y}"
excerpt: ""
image:
  file: news-{d:%Y-%m}.jpg
  alt: "{word(i)}"
  caption: A garden
tags: [garden, {WORDS[i % 9].split()[-1].lower()}]
comments: true
"""
    return Post(f"_posts/{d:%Y}/{d}-garden-news.md", front)


@site()
def windows(i: int, d: date) -> Post:
    """CRLF, a constant with a number."""
    front = f"title: \"Notes {i + 4}\"\nlayout: post\ncategory: 'Volume 5'\n"
    return Post(f"_posts/{d}-notes-{i + 4}.md", front, newline="\r\n")


@site()
def markdown_ending(i: int, d: date) -> Post:
    """Another ending."""
    front = f"layout: default\ntitle: 'This Week In Gardens {120 + i}'\nauthor: Ann\n"
    return Post(f"_posts/{d}-this-week-in-gardens-{120 + i}.markdown", front)


@site(config="title: Site\ncollections:\n  letters:\n    output: true\n")
def collection(i: int, d: date) -> Post:
    """A collection of its own, without days in names."""
    front = f"title: Letter {i + 3}\ndate: {d}\nnumber: {i + 3}\n"
    return Post(f"_letters/{i + 3:02}.md", front)


@site(config="title: Site\ndefaults:\n- scope: {path: ''}\n  values: {layout: post}\n")
def no_layout(i: int, d: date) -> Post:
    """A layout by default."""
    return Post(f"_posts/{d}-Jekyll-Letter-{i + 30}.md", f"title: 'Jekyll Letter #{i + 30}'\n")


def _essays(i: int, d: date) -> list[Post]:
    day = d + timedelta(days=2)
    front = f'layout: post\ntitle: "{WORDS[(i * 5) % 13]} again"\ntags: [essay]\n'
    return [Post(f"_posts/{day}-essay-{i * 7 % 5}-on-things.md", front, "Words only.\n")]


@site(beside=_essays)
def free_titles(i: int, d: date) -> Post:
    """Free text in titles and values, essays beside."""
    front = (
        f'layout: post\ntitle: "Plant Letter #{i + 2} [EN]: {word(i)}"\nauthor: bo\n'
        f'summary: "{word(i + 3)}, and more"\nmodified:\ntags: [plant_letter]\n'
        f"image:\n  thumb: plants_{i + 2}.png\n"
    )
    return Post(f"_posts/{d}-Plant_Letter_{i + 2}-en.md", front)


@site()
def title_last(i: int, d: date) -> Post:
    """The number at the end."""
    front = f'title: "{word(i)} — Weekly #{i + 40}"\nlayout: weekly\n'
    return Post(f"_posts/{d}-{slug_word(i)}-weekly-{i + 40}.md", front)


@site()
def german(_: int, d: date) -> Post:
    """German dates."""
    title = f"Wochenschau vom {d.day}. {MONTHS_DE[d.month - 1]} {d.year}"
    front = f"layout: beitrag\ntitle: {title}\ndate: {d} 08:00\nlang: de\n"
    return Post(f"_posts/{d}-wochenschau.md", front)


@site(days=30)
def french(i: int, d: date) -> Post:
    """French months."""
    month = MONTHS_FR[d.month - 1]
    front = f"layout: page\ntitle: Lettre de {month} {d.year}\nlang: fr\nnumero: {i + 12}\n"
    return Post(f"_posts/{d}-lettre-{d:%Y-%m}.md", front)


@site(days=1)
def daily(_: int, d: date) -> Post:
    """Dates, and a permalink of the day."""
    front = f'title: "Links for {d}"\ncategories: links\npermalink: /:year/:year:month:day\n'
    return Post(f"_posts/{d}-links.md", front)


@site()
def short_days(i: int, d: date) -> Post:
    """Days and months of one digit."""
    front = f"layout: post\ntitle: This week in docs {i + 60}\n"
    return Post(f"_posts/{d.year}-{d.month}-{d.day}-this-week-in-docs-{i + 60}.md", front)


@site()
def same_folder_elsewhere(i: int, d: date) -> Post:
    """Another folder of posts."""
    front = f"title: 'Notes #{i + 5}'\nlayout: post\ncategories: [notes]\n"
    return Post(f"notes/_posts/{d}-notes-{i + 5}.md", front)


@site()
def liquid(i: int, d: date) -> Post:
    """Markers and includes."""
    front = f"title: Dispatch {i + 70}\nlayout: post\nexcerpt_separator: <!--more-->\n"
    body = "Intro.\n\n<!--more-->\n\n{% include sponsor.html %}\n\n" + BODY
    return Post(f"_posts/{d}-dispatch-{i + 70}.md", front, body)


@site()
def glued(i: int, d: date) -> Post:
    """A number behind a word."""
    front = f'title: "GardenWeekly{i + 8}"\nlayout: post\nvolume: 5\ndescription: Links\n'
    return Post(f"_posts/{d}-GardenWeekly{i + 8}.md", front)


@site()
def changed(i: int, d: date) -> Post:
    """Another form since two issues, with the same numbers."""
    if i < 7:
        front = f"title: Issue {i + 40}\nlayout: post\nauthor: ann\n"
        return Post(f"_posts/{d}-issue-{i + 40}.md", front)
    front = f'layout: weekly\ntitle: "Weekly #{i + 40}"\nkind: news\n'
    return Post(f"_posts/{d}-weekly-{i + 40}.md", front)


@site()
def odd_last(i: int, d: date) -> Post:
    """The last issue was a special one, with a number."""
    if i == ISSUES - 2:
        front = f"layout: post\ntitle: The big summer special, no. {i + 40}\nissue: {i + 40}\n"
        return Post(f"_posts/{d}-summer-special-{i + 40}.md", front)
    front = f"layout: post\ntitle: Issue {i + 40}\nissue: {i + 40}\n"
    return Post(f"_posts/{d}-issue-{i + 40}.md", front)


@site()
def rotating(i: int, d: date) -> Post:
    """Free text of few words, number first."""
    topic = ["future", "tools", "reading"][i * i % 3]
    front = f"layout: post\ntitle: '{i + 30}: {FREE}{topic}{FREE}'\nissue: {i + 30}\n"
    return Post(f"_posts/{d}-{i + 30}-{FREE}{topic}{FREE}.md", front)


@site(days=30)
def restarted(_: int, d: date) -> Post:
    """Numbers that begin again each year."""
    n = d.month
    front = f"title: 'Bulletin {n}/{d.year}'\nlayout: post\n"
    return Post(f"_posts/{d}-bulletin-{d.year}-{n}.md", front)


@site(beside=_essays)
def keyed(i: int, d: date) -> Post:
    """Free titles and names; the number is in the front matter only."""
    front = f'layout: post\ntitle: "{word(i)}"\nissue: {i + 12}\ndate: {d}T10:00:00+02:00\n'
    return Post(f"_posts/{d}-{slug_word(i)}.md", front)


@site(days=30, beside=_essays)
def tagged(i: int, d: date) -> Post:
    """Free titles after the month; a tag says what it is."""
    front = f'title: "{d:%B} newsletter: {word(i)}"\ntags:\n- newsletter\n- {d.year}\n'
    return Post(f"_posts/{d}-{d:%B}-newsletter.md".replace(f"{d:%B}", f"{d:%B}".lower()), front)


@site()
def ranges(_: int, d: date) -> Post:
    """A range of days."""
    first, last = d - timedelta(days=7), d - timedelta(days=1)
    front = f"title: Weekly digest for {first} to {last}\nlayout: post\ndate: '{d} 09:30'\n"
    return Post(f"_posts/{d}-weekly-digest-{first}.md", front)


@site(beside=_essays)
def day_first(_: int, d: date) -> Post:
    """Days before months, in lower case in the name."""
    front = f"title: 'Friday links: {d.day} {d:%B} {d.year}'\ncategory: links {d.year}\n"
    name = f"friday-links-{d.day}-{d:%B}-{d.year}".lower()
    return Post(f"_posts/{d}-{name}.md", front)


@site(beside=_essays)
def week_numbers(i: int, d: date) -> Post:
    """Weeks by themselves."""
    week = d.isocalendar().week
    front = f"title: Week {week} - {word(i)}\nlayout: weeknote\nimage:\n  url: /w{week}.png\n"
    return Post(f"_posts/{d}-week-{week}.md", front)


# The marks


class Score(NamedTuple):
    """What is right, mark by mark, and what was expected and came."""

    name: str
    marks: tuple[bool, ...]
    detail: str
    body: float = 0.0

    @property
    def share(self) -> float:
        """The share of the marks that are met."""
        return sum(self.marks) / len(self.marks)


def score(name: str, expected: Post, last: list[Post], path: str, text: str) -> Score:
    """Compare an issue with the one that people made."""
    want = frontmatter.load(expected.plain()[1].replace("\r\n", "\n").split("---\n")[1])
    pattern = _pattern(expected)
    fronts = [frontmatter.load(Document.parse(each.plain()[1]).front) for each in last]
    front = frontmatter.load(Document.parse(text).front)
    always = set.intersection(*(set(each) for each in fronts))
    ever = set.union(*(set(each) for each in fronts))
    constant = [key for key in always if all(each[key] == fronts[0][key] for each in fronts)]
    marks = (
        Path(path).parent == Path(expected.plain()[0]).parent,
        _matches(Path(expected.path).name, Path(path).name),
        _matches(pattern, str(front.get("title"))),
        always <= set(front) <= ever,
        all(front.get(key) == want[key] for key in constant if key in want),
    )
    detail = f"wanted {expected.plain()[0]} {want}\n    came {path} {front}"
    wanted, came = body_shape(expected.plain()[1]), body_shape(text)
    body = SequenceMatcher(None, wanted, came, autojunk=False).ratio()
    if body < 1:
        detail += f"\n    body {wanted}\n    came {came}"
    return Score(name, marks, detail, body)


def body_shape(text: str) -> list[str]:
    """Return the lines of a body, with their newlines; items in a row count once, without words."""
    lines: list[str] = []
    for line in Document.parse(text).body.rstrip().splitlines(keepends=True):
        shape = re.sub(r"\[.*\]\(.*\)[^\r\n]*", "[]()", line.rstrip("\n"))
        is_next_item = "[]()" in shape and lines[-1:] == [shape]
        if not is_next_item:
            lines.append(shape)
    return lines


def _pattern(expected: Post) -> str:
    """Return the title of an issue with the marks of its free text."""
    marked = re.search(r"^title: *(.*)$", expected.front, re.MULTILINE)
    assert marked
    return re.sub(r"^! ", "", marked[1]).strip("'\"")


def _matches(marked: str, text: str) -> bool:
    parts = marked.split(FREE)
    pattern = "".join(re.escape(part) if at % 2 == 0 else ".+" for at, part in enumerate(parts))
    return re.fullmatch(pattern, text, re.IGNORECASE if len(parts) > 1 else 0) is not None


def build(root: Path, name: str, count: int = ISSUES) -> tuple[Post, list[Post], date]:
    """Write a site without its last issue; return that one, the three before it, and its day."""
    generator, days, beside, config = SITES[name]
    first = date(2026, 3, 4)
    dates = [first + timedelta(days=days * i) for i in range(count)]
    if days == 30:
        dates = [date(2025 + (i + 3) // 12, (i + 3) % 12 + 1, 5) for i in range(count)]
    issues = [generator(i, d) for i, d in enumerate(dates)]
    others = [post for i, d in enumerate(dates[:-1]) for post in (beside(i, d) if beside else ())]
    (root / "_config.yml").write_text(config, encoding="utf-8")
    backlog = Post(f"_posts/{first}-backlog.md", "title: Backlog\npublished: false\n", BACKLOG)
    for post in (*issues[:-1], *others, backlog):
        path, text = post.plain()
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.replace("{n}", re.sub(r"\W", "-", path)).encode())
    return issues[-1], issues[-4:-1], dates[-1]


BACKLOG = """## Reading

* [Fresh](https://fresh.example.org/1)
* [Fresher](https://fresh.example.org/2)
"""


def leave_one_out(name: str) -> Score:
    """Write a site's last issue again, and compare the two."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        expected, last, day = build(root, name)
        found = find(root)
        request = IssueRequest(date=f"{day}")
        backlog = backlog_path(found)
        try:
            result = create(found, backlog, request, datetime(2027, 1, 1, tzinfo=UTC))
        except PostgenError as error:
            return Score(name, (False,) * 5, error.message)
        change = result.changes[0]
        return score(name, expected, last, found.relative(change.path), change.new or "")


def scores() -> Iterator[Score]:
    """Try every site."""
    for name in SITES:
        yield leave_one_out(name)


def main() -> None:
    """Print the score of every site."""
    found = list(scores())
    for each in found:
        shown = "".join("x" if mark else "-" for mark in each.marks)
        print(f"{each.share:5.0%}  {shown}  body {each.body:4.0%}  {each.name}")
        if each.share < 1 or each.body < 1:
            print(f"    {each.detail}")
    share = sum(each.share for each in found) / len(found)
    body = sum(each.body for each in found) / len(found)
    print(f"{share:5.1%}  and of the bodies {body:.1%}, of {len(found)} sites")


if __name__ == "__main__":
    main()
