"""Every stage of posts in a site of 500: what may change does, every other byte stays, and Jekyll agrees."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from postgen import site
from postgen.commands import publish
from postgen.files import store
from tests.conftest import NOW, need_gem, write_files
from tests.oracle.test_urls import READ

POSTS, MOVING = 500, 33
"""The number of files, and of those that go through every stage; the others are linked to them, and must not change otherwise."""

CONFIG = "timezone: America/New_York\nurl: https://blog.example.org\nfuture: true\n"

DATES = (
    "2026-05-03", "2026-05-03 10:20:30 -0400", "2026-05-03 10:20:30 -04:00", "2026-05-03T10:20:30-04:00",
    "2026-05-03 10:20:30 +0900", "2026-05-03 23:59:59 -0400", "2026-05-03 02:30:15", "2026-05-03T02:30:15Z",
    "2026-05-03 02:30:15.250 -0400", "2026-5-3 1:02:03 -0400", "2026-05-03 10:20", "2026-05-03 10:20 -0400",
    "'2026-05-03 10:20:30'", '"2026-05-03 10:20:30 -0400"', '"2026-05-03"', "2026/05/03 10:20:30", "2026-05-03 23:30 Z",
    "2026-03-08 02:30:00", "2026-11-01 01:30:00 -0500", "2026-05-03 10:20:30 UTC", "&day 2026-05-03 10:20:30 -0400", "",
)  # fmt: skip
"""Every form of `date:`; empty for none."""

TITLES = (
    "title: Plain words", "title: Plain words   # a comment: kept", "title: 'Single, it''s quoted'",
    'title: "Double \\"quoted\\" \\u00e9"', "title:    >-\n  Folded over\n  two lines", "title:\n  On the next line",
    "'title': Quoted key", "title: [not, a text]", "title: 日本語の題名 # 注", "? title\n: Explicit key",
)  # fmt: skip
OTHERS = (
    "layout: null", "# a comment between\nlayout: null", "tags: [a, 'b c']  # tags", "tags:\n- a\n-   b # 2nd\n\n",
    "author: &me {name: 'Me', url: \"/\"}\neditor: *me", "weight: 010\nratio: 1_000", "text: |\n  One\n\n  ---x\n  two",
    "long: a\n  b", "category: One", "comments:   no   ",
)  # fmt: skip
BODIES = (
    "Text.\n", "Text without an end", "\n\n  <b>html</b>\n\n---\n\ntitle: no key\ndate: 2020-01-01\n", "",
    "Trailing  \n\n\n", "`{{ '{{' }}` *é* \u2028 \x0c\n",
)  # fmt: skip


FOLDERS = ("_drafts", "_drafts/sub", "foo/_drafts", "foo/bar/_drafts/2026")
NAMED = ("", "sub/", "foo/", "")
"""What `post_url` wants before the name of a post in each of the folders."""

WAYS = (
    "[x](URL)", "<a href='URL#top'>x</a>", "[x][r]\n\n[r]: URL\n", "{% post_url NAME %}", "{% link PATH %}",
    "{{ 'URL' | relative_url }}", "<https://blog.example.orgURL>", "[x]({{ site.baseurl }}URL)", "[x](URL 'title')",
)  # fmt: skip
"""Links that certainly lead to a post; another post of each site has the old URL in code, which stays."""


class Made(NamedTuple):
    """A file as it is made, and a pattern of what it may become: its title and its date alone may change."""

    path: str
    text: str
    pattern: re.Pattern[str]


def made(number: int) -> Made:
    """Make a draft, each in another combination of forms."""
    day, title = DATES[number % len(DATES)], TITLES[number % len(TITLES)]
    newline = "\r\n" if number % 3 == 1 else "\n"
    title_line = f"{title}\n"
    date_line = f"date: {day}{'  # when' if number % 5 == 2 else ''}\n" if day else ""
    title_form = r"(?:'title'|title|\? title\n?): *\"(?:[^\"\\\n]|\\.)*\"[^\n]*\n"
    date_form = r"date: (?:[^\n#]*)(?:  # when)?\n" if number % 5 == 2 else r"date: [^\n#]*\n"
    parts = [
        (title_line, title_form),
        (f"{OTHERS[number * 3 % len(OTHERS)]}\n", ""),
        (date_line, date_form),
    ]
    if number % 2:
        parts.reverse()
    head, fence = (
        ("\ufeff---\n" if number % 7 == 3 else "---\n"),
        ("...\n" if number % 11 == 5 else "---\n"),
    )
    body = BODIES[number % len(BODIES)]
    text = head + "".join(part for part, _ in parts) + fence + body
    front = "".join(
        f"(?:{form}|{re.escape(part)})" if form and part else re.escape(part)
        for part, form in parts
    )
    added = "" if day else r"(?:date: [^\n#]*\n)?"
    whole = f"{re.escape(head)}{front}{added}{re.escape(fence + body)}".replace(
        "\\\n", "\n"
    ).replace("\\n", "\n")
    name = f"{FOLDERS[number % len(FOLDERS)]}/draft-{number}.{'markdown' if number % 6 else 'md'}"
    return Made(name, text.replace("\n", newline), re.compile(whole.replace("\n", newline)))


def bystander(number: int, place: dict[str, str]) -> str:
    """Make a post that leads to one of those that move."""
    way = WAYS[number % len(WAYS)]
    for word, value in place.items():
        way = way.replace(word, value)
    return f"---\ntitle: Bystander {number}\n---\n\nSee {way}\n"


@pytest.fixture
def blog(make_site: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))
    root: Path = make_site({}, CONFIG)
    write_files(root, {each.path: each.text for each in map(made, range(MOVING))})
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "All")
    return root


def git(root: Path, *arguments: str) -> str:
    person = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "core.quotePath=false"]
    return subprocess.run(
        ["git", *person, *arguments], cwd=root, check=True, capture_output=True, text=True
    ).stdout


class Blog:
    """A site whose posts go through one stage after the other, all at once; each stage is checked."""

    def __init__(self, root: Path, ruby: Any) -> None:
        self.root, self.ruby = root, ruby
        self.site = site.find(root)
        self.drafts = [made(number) for number in range(MOVING)]
        self.paths = [each.path for each in self.drafts]
        self.urls = [""] * MOVING

    def run_stage(self, stage: Any, request: Any) -> None:
        """Run a stage on every post; git shows only those files, and in them only the expected changes."""
        touched = set()
        for number, path in enumerate(self.paths):
            outcome = stage(self.site, path, request(number), self.site.now())
            store.commit(outcome.changes)
            touched |= {self.site.relative(change.path) for change in outcome.changes}
            self.paths[number], self.urls[number] = outcome.data["path"], outcome.data["url"] or ""
        git(self.root, "add", "-A")
        shown = git(self.root, "diff", "--cached", "--no-renames", "--name-only").splitlines()
        assert set(shown) <= touched
        git(self.root, "commit", "--allow-empty", "-qm", "Stage")
        for each, path in zip(self.drafts, self.paths, strict=True):
            now = (self.root / path).read_bytes().decode()
            assert each.pattern.fullmatch(now), (path, each.text, now)

    def place(self, number: int) -> dict[str, str]:
        path = self.paths[number]
        return {
            "URL": self.urls[number],
            "PATH": path,
            "NAME": NAMED[number % len(NAMED)] + Path(path).stem,
        }

    def bystanders(self) -> dict[str, str]:
        numbers = range(POSTS - MOVING)
        return {
            f"_posts/2026-06-01-by-{each}.md": bystander(each, self.place(each % MOVING))
            for each in numbers
        }

    def check_urls(self) -> list[str]:
        """Check that Jekyll makes the announced URLs, and that the names have the day of the post; return the dates."""
        (read,) = self.ruby(READ, [str(self.root)], "jekyll")
        for path, text in self.bystanders().items():
            assert (self.root / path).read_bytes().decode() == text
        for path, url in zip(self.paths, self.urls, strict=True):
            built_url, _, day, _ = read[str(self.root / path)]
            assert built_url == url, path
            assert Path(path).name.startswith(day[:10]), (path, day)
        return [read[str(self.root / path)][2] for path in self.paths]

    def check_links(self, built: Any) -> None:
        """Check that on the built pages all links lead there."""
        pages = {each["path"]: each["content"] for each in built}
        for number, path in enumerate(self.bystanders()):
            assert self.urls[number % MOVING] in pages[path], pages[path]


def test_every_stage_of_a_post(blog: Path, jekyll: Any, ruby: Any) -> None:
    blog_site = Blog(blog, ruby)
    blog_site.run_stage(publish.publish, lambda _: publish.RenameRequest())
    write_files(blog, blog_site.bystanders() | {"code.md": f"---\n---\n\n`{blog_site.urls[0]}`\n"})
    git(blog, "add", "-A")
    git(blog, "commit", "-qm", "Lead there")
    dates = blog_site.check_urls()

    blog_site.run_stage(
        publish.rename, lambda number: publish.RenameRequest(f'One {number}, it\'s "new"')
    )
    assert blog_site.check_urls() == dates

    before = {
        path: (blog / path).read_bytes() for path in [*blog_site.paths, *blog_site.bystanders()]
    }
    old_urls = list(blog_site.urls)
    blog_site.run_stage(publish.unpublish, lambda _: publish.RenameRequest())
    assert all(
        "_drafts/" in path and not (blog / path).name.startswith("2026") for path in blog_site.paths
    )
    blog_site.run_stage(publish.publish, lambda _: publish.RenameRequest())
    assert {path: (blog / path).read_bytes() for path in before} == before
    assert blog_site.urls == old_urls

    blog_site.run_stage(
        publish.rename,
        lambda number: publish.RenameRequest(
            f"Two {number}: ñ # [x]", f"2026-07-{number % 28 + 1:02}"
        ),
    )
    again = blog_site.check_urls()
    blog_site.check_links(jekyll(blog))
    assert [day[:19] for day in again] == [
        f"2026-07-{number % 28 + 1:02} {day[11:19]}" for number, day in enumerate(dates)
    ]
    assert f"`{blog_site.urls[0]}`" not in (blog / "code.md").read_text()


def test_the_plugin_reads_a_redirect(
    make_site: Any, jekyll: Any, ruby: Any, tmp_path: Path
) -> None:
    """The old URL leads to the new one; a post that takes its old URL back does not lead away from itself."""
    need_gem(ruby, "jekyll-redirect-from")
    text = "---\ntitle: Old\ncategory: [A b]\nredirect_from:\n  - /very/old/ # kept\n---\nText.\n"
    root = make_site(
        {"_posts/2026-05-01-old.md": text}, "timezone: UTC\nplugins: [jekyll-redirect-from]\n"
    )
    here = site.find(root)
    store.commit(
        publish.rename(here, "old", publish.RenameRequest("New", redirect=True), here.now()).changes
    )
    jekyll(root)
    page = tmp_path / "jekyll-built" / "A b" / "2026" / "05" / "01" / "old.html"
    path = page if page.exists() else page.parents[4] / "a b" / page.relative_to(page.parents[3])
    assert "/a%20b/2026/05/01/new.html" in path.read_text()
    assert "new.html" in (tmp_path / "jekyll-built" / "very" / "old" / "index.html").read_text()
    new = root / "_posts" / "2026-05-01-new.md"
    assert '  - /very/old/ # kept\n  - "/a%20b/2026/05/01/old.html"\n---' in new.read_text()
    store.commit(
        publish.rename(here, "new", publish.RenameRequest("Old", redirect=True), here.now()).changes
    )
    jekyll(root)
    assert "Text." in path.read_text()
    assert "old.html" in path.with_name("new.html").read_text()
