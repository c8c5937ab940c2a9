"""What is learned of the last issues is kept, and learned again where anything differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from postgen import site as sites
from postgen.commands import kept_habits
from postgen.files import cache
from postgen.habits import body
from postgen.habits.past import PastIssue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from postgen.site import Site

ISSUE = """---
title: 'Letter #{n}'
---

Hello from letter {n}!

* [Tools](#tools)
* [Reading](#reading)

## Tools

### 1. [A page {n}](https://example.org/{n}) {{#a-{n}}}

![A page](https://example.org/a.png)

> with a note

## Reading

- **[Page {n}](https://example.org/page/{n})**: words
- **[Leaf {n}](https://example.org/leaf/{n})**: more words

Written on 3 November 2026.
"""
CARDS = """---
title: Digest
---

### [A page {n}](https://example.org/{n})

![A page](https://example.org/{n}.png){{:width="160"}}
example.org

A note on page {n}.
"""


@pytest.fixture
def learned(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Sequence[PastIssue]]:
    """Count what is learned; with a cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    asked: list[Sequence[PastIssue]] = []
    learn = body.learn

    def counted(issues: Sequence[PastIssue]) -> Any:
        asked.append(issues)
        return learn(issues)

    monkeypatch.setattr(body, "learn", counted)
    return asked


@pytest.fixture
def site(make_site: Callable[..., Path]) -> Site:
    return sites.load(make_site({}))


@pytest.mark.parametrize(
    "text", [ISSUE, CARDS, "---\n---\nNo link.\n", ISSUE.replace("\n", "\r\n")]
)
@pytest.mark.parametrize("count", [1, 3])
def test_what_was_learned_is_learned_once(
    site: Site, learned: list[Sequence[PastIssue]], text: str, count: int
) -> None:
    issues = [PastIssue(text.format(n=n), n) for n in range(count, 0, -1)]
    first = kept_habits.learn(site, issues)
    again = kept_habits.learn(site, issues)
    assert repr(again) == repr(first)
    assert repr(first) == repr(body.learn(issues))
    assert len(learned) == 2


def test_other_issues_and_another_program_are_learned_again(
    site: Site, learned: list[Sequence[PastIssue]], monkeypatch: pytest.MonkeyPatch
) -> None:
    issues = [PastIssue(ISSUE.format(n=n), n) for n in (2, 1)]
    kept_habits.learn(site, issues)
    kept_habits.learn(site, [issues[0]._replace(number=3), issues[1]])
    kept_habits.learn(site, [PastIssue(ISSUE.format(n=3), 2), issues[1]])
    monkeypatch.setattr(kept_habits, "program", lambda: "another")
    kept_habits.learn(site, [PastIssue(ISSUE.format(n=3), 2), issues[1]])
    assert len(learned) == 4


def test_a_file_that_is_damaged_is_not_read(site: Site, learned: list[Sequence[PastIssue]]) -> None:
    issues = [PastIssue(ISSUE.format(n=1), 1)]
    first = kept_habits.learn(site, issues)
    (file,) = cache.folder().iterdir()
    whole = file.read_bytes()
    for damaged in (b"", whole[:-1], whole[:40], whole.replace(b"## ", b"# ", 1), b"\xff" + whole):
        file.write_bytes(damaged)
        assert repr(kept_habits.learn(site, issues)) == repr(first)
        assert file.read_bytes() == whole
    assert len(learned) == 6
