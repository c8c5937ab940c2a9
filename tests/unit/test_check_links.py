"""`check --links` on a small web of its own, which a local proxy plays: verdicts, run after run."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest

from postgen import site as sites
from postgen.commands import check_links
from postgen.commands.check_links import LinksRequest
from tests.conftest import NOW
from tests.pages.hosts import small_web
from tests.pages.links_living import living
from tests.pages.links_lost import lost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.pages.hosts import SmallWeb

DAY = 86_400
POST = "_posts/2026-11-02-links.md"
INTRO = (
    "---\ntitle: Links\n---\nWhat we have read in this week is about the web, and about those who work with it "
    "every day. It is not all of it new, and you will find that some of it has been here before, but it is what we "
    "liked, and how we came to it is the subject of a post that will be here when it is done.\n\n"
)
CONFIG = "title: Test\ntimezone: UTC\npostgen:\n  links:\n    timeout: 1\n"


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[SmallWeb]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("POSTGEN_OFFLINE", raising=False)
    monkeypatch.delenv("CI", raising=False)
    with small_web(monkeypatch) as found:
        yield found


@pytest.fixture
def check(
    web: SmallWeb,  # noqa: ARG001 - it has to be there
    make_site: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., Any]:
    """Return a function that checks links on a day, and returns the verdicts by address."""

    def run(
        links: list[tuple[str, ...]], day: float = 0, *, config: str = CONFIG, fix: bool = False
    ) -> dict[str, dict[str, Any]]:
        text = INTRO + "".join(f"* [{title}]({url})\n" for title, url, *_ in links)
        root = make_site({POST: text}, config)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOW + day * DAY)))
        site = sites.load(root)
        found = check_links.run(
            site,
            [root / POST],
            LinksRequest(fix),
            lambda _what, _total: nullcontext(lambda _: None),
            keep=True,
        )
        return {row["url"]: row for row in check_links.to_json(site, found)}

    return run


def test_living_links_are_never_called_lost_and_lost_ones_are_in_the_end(
    web: SmallWeb, check: Callable[..., Any]
) -> None:
    alive, gone = living(web), lost(web)
    assert len(alive) >= 40
    assert len(gone) >= 40
    problems: list[tuple[Any, ...]] = []
    for day in (0, 1, 3):
        found = check([*alive, *gone], day)
        for title, url, _ in alive:
            if found[url]["verdict"] in {"dead", "taken over"}:
                problems.append((day, title, found[url]))
        for title, url, _ in gone:
            if day < 3 and found[url]["verdict"] == "dead":
                problems.append((day, title, found[url]))
    problems += [
        (expected, title, found[url])
        for title, url, expected in [*alive, *gone]
        if found[url]["verdict"] != expected
    ]
    assert not problems, "\n".join(map(str, problems))
    for row in found.values():
        assert row["verdict"] == "ok" or row["reason"].endswith(".")
