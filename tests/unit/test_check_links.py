"""`check --links` on a small web of its own, which a local proxy plays: verdicts, run after run."""

from __future__ import annotations

import json
import subprocess
from contextlib import nullcontext
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from postgen import site as sites
from postgen.commands import check_links, fix_links, link_changes
from postgen.commands.check_links import LinksRequest, OfflineError
from postgen.commands.link_places import Spot
from postgen.links import archives
from postgen.links.evidence import Evidence
from postgen.links.model import Answer
from postgen.web import ask_links
from tests.conftest import NOW
from tests.pages.hosts import small_web
from tests.pages.links_living import endless, living, page
from tests.pages.links_lost import lost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tests.pages.hosts import SmallWeb

DAY = 86_400
POST = "_posts/2026-11-02-links.md"
INTRO = (
    "---\ntitle: Links\n---\nWhat we have read in this week is about the web, and about those who work with it "
    "every day. It is not all of it new, and you will find that some of it has been here before, but it is what we "
    "liked, and how we came to it is the subject of a post that will be here when it is done.\n\n"
)
CONFIG = "title: Test\ntimezone: UTC\n"
SHORT = f"{CONFIG}postgen:\n  links:\n    timeout: 2\n"


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[SmallWeb]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("POSTGEN_OFFLINE", raising=False)
    monkeypatch.delenv("CI", raising=False)
    with small_web(monkeypatch) as found:
        yield found


class Checker:
    """Checks the links of one post, on a day that counts from the first."""

    def __init__(self, make_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
        self._make_site = make_site
        self._monkeypatch = monkeypatch
        self.text = ""
        self.notes: list[str] = []

    def __call__(
        self,
        links: Sequence[tuple[str, ...]],
        day: float = 0,
        *,
        config: str = CONFIG,
        **options: Any,
    ) -> dict[str, dict[str, Any]]:
        """Return what JSON says of each link, by its address."""
        self.text = INTRO + "".join(f"* [{title}]({url})\n" for title, url, *_ in links)
        return {row["url"]: row for row in self.again(day, config=config, **options)}

    def again(
        self, day: float, *, config: str = CONFIG, fix: bool = False, **options: Any
    ) -> list[dict[str, Any]]:
        """Check the links of the text as it is now, and fix it if that is wanted."""
        root = self._make_site({POST: self.text}, config)
        self._monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOW + day * DAY)))
        site = sites.load(root)
        request = LinksRequest(fix, **options)
        found = check_links.run(site, [root / POST], request, _progress, keep=True)
        self.run = found
        if not fix:
            return check_links.to_json(site, found)
        result = fix_links.plan(site, found)
        self.notes = [each.code for each in result.notes]
        for change in result.changes:
            assert change.old == self.text
            self.text = change.new or ""
        return list(result.data["links"])


def _progress(_what: str, _total: int) -> Any:
    return nullcontext(lambda _: None)


@pytest.fixture
def check(
    web: SmallWeb,  # noqa: ARG001 - it has to be there
    make_site: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> Checker:
    return Checker(make_site, monkeypatch)


@pytest.mark.slow
def test_living_links_are_never_called_lost_and_lost_ones_are_in_the_end(
    web: SmallWeb, check: Checker
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


@pytest.mark.slow
def test_slow_servers_are_waited_for_and_never_dead(web: SmallWeb, check: Checker) -> None:
    drip = web.plays("http://drip.example/page-without-end", endless)
    late = web.plays("http://late.example/a", lambda handler: handler.wait(9))
    links = [
        ("A page without end", drip),
        ("Too late", late),
        ("Fine", web.put("http://f.example/", page("Fine"))),
    ]
    found = check(links, config=SHORT)
    assert found[drip]["verdict"] == "ok"
    assert (found[late]["verdict"], found[late]["reason"]) == ("unsure", "Timed out after 2 s.")


@pytest.mark.slow
def test_a_thousand_links_are_asked_for_once_each_and_not_again_the_same_day(
    web: SmallWeb, check: Checker
) -> None:
    links = [
        (
            f"Page {number} of a thousand",
            web.put(f"http://h{number % 400}.example/page/{number}", page(f"Page {number}")),
        )
        for number in range(1000)
    ]
    found = check(links)
    assert {row["verdict"] for row in found.values()} == {"ok"}
    assert len(found) == 1000
    assert len(web.asked) == 1000
    assert check.again(0.3)
    assert len(web.asked) == 1000


def test_each_page_is_asked_for_once_and_keeps_all_its_places(
    web: SmallWeb, check: Checker
) -> None:
    web.put("http://once.example/a", page("Once"))
    check.text = (
        "---\ntitle: T\n---\n[Once](http://once.example/a) and <http://once.example/a?utm_source=x>\n\n"
        "* http://once.example/a#part\n* [r][1] `http://code.example/no` <!-- http://hidden.example -->\n\n"
        '[1]: http://once.example/a "Once"\n\n![i](http://image.example/i.png) [here](/here) [mail](mailto:a@e.org)\n'
    )
    (row,) = check.again(0)
    assert row["places"] == [f"{POST}:{line}" for line in (4, 6, 9)]
    assert len(web.asked) == 1


def test_a_dead_link_is_three_failures_over_three_days(web: SmallWeb, check: Checker) -> None:
    url = web.put("http://dying.example/a", "", 404)
    verdicts = [check([("A page", url)], day)[url]["verdict"] for day in (0, 0.1, 0.2, 1, 2, 3)]
    assert len(web.asked) == 6
    assert verdicts == ["unsure"] * 5 + ["dead"]
    assert (
        check.again(3.5)[0]["reason"]
        == "The server answers 404 Not Found, on 4 days since 2026-11-21."
    )
    web.put(url, page("A page"))
    assert check.again(5)[0]["verdict"] == "came back"
    assert check.again(6)[0]["verdict"] == "ok"


def test_a_name_that_does_not_resolve_counts_where_another_public_host_answered(
    web: SmallWeb, check: Checker
) -> None:
    missing = ("Missing", "http://no-such-host.invalid/a")
    local = ("Local", web.url.replace("127.0.0.1", "localhost") + "/")
    for day in range(5):
        assert check([missing, local], day)[missing[1]]["verdict"] == "unsure"
    public = ("Public", web.put("http://public.example/", page("Public")))
    found = [check([missing, public], day)[missing[1]]["verdict"] for day in (5, 6, 8)]
    assert found == ["unsure", "unsure", "dead"]


def test_a_run_that_reaches_nothing_is_offline_and_records_nothing(
    web: SmallWeb, check: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = [("A", "http://no-such-host.invalid/a"), ("B", "http://127.0.0.1:1/b")]
    with pytest.raises(OfflineError, match="No link was reached"):
        check(links)
    assert not list(tmp_path.glob("cache/postgen/links-*.jsonl"))
    good = ("Good", web.put("http://good.example/", page("Good")))
    check([good])
    assert (
        check([good, *links], 0.1)[links[0][1]]["verdict"] == "unsure"
    )  # a link that worked is asked, too
    monkeypatch.setenv("POSTGEN_OFFLINE", "1")
    with pytest.raises(OfflineError):
        check([("C", "http://c.example/")])


def test_a_network_that_wants_a_login_is_offline(web: SmallWeb, check: Checker) -> None:
    urls = [web.leads(f"http://site{n}.example/a", "http://hotel.example/", 302) for n in range(6)]
    web.put("http://hotel.example/", page("Welcome to the hotel"))
    with pytest.raises(OfflineError, match="log in"):
        check([("A page", url) for url in urls])


def test_an_interrupted_run_keeps_what_it_learned(
    web: SmallWeb, check: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast = web.put("http://fast.example/", page("Fast"))
    slow = web.plays("http://slow.example/", lambda handler: handler.wait(5))
    ask_all = ask_links.ask_all

    def interrupted(urls: Any, **options: Any) -> Any:
        done = options.pop("on_done")

        def on_done(answer: Any) -> None:
            done(answer)
            raise KeyboardInterrupt

        return ask_all(urls, on_done=on_done, **options)

    monkeypatch.setattr(ask_links, "ask_all", interrupted)
    found = check([("Fast", fast), ("Slow", slow)])
    assert check.run.interrupted
    assert list(found) == [fast]
    monkeypatch.setattr(ask_links, "ask_all", lambda urls, **_: pytest.fail(f"{urls}"))
    assert check([("Fast", fast)], 0.1)[fast]["verdict"] == "ok"


ARCHIVE = "title: Test\ntimezone: UTC\npostgen:\n  links:\n    archive: http://archive.example\n"


def archived(web: SmallWeb, url: str, *moments: str) -> None:
    """Let the archive list copies of an address, as the Wayback Machine's CDX server does."""
    rows = [["timestamp", "original", "statuscode"], *([each, url, "200"] for each in moments)]
    listing = archives.listing_address("http://archive.example", url, date(2026, 11, 2))
    web.put(listing, json.dumps(rows), kind="application/json")


def test_fixes_change_single_addresses_and_no_other_byte(web: SmallWeb, check: Checker) -> None:
    old = web.leads("http://old.example/a_(b)?x=1&y=2", "http://new.old.example/a/(b)?x=1&y=2")
    web.put("http://new.old.example/a/(b)?x=1&y=2", page("A page that moved"))
    gone = web.put("http://gone.example/notes", "", 404)
    archived(web, gone, "20250101000000", "20261101120000", "20261130000000")
    check.text = (
        "---\r\ntitle: T\r\n---\r\n"
        f"[A page that moved]({old} 'moved')  and\t<{old}>\r\n"
        f'<a class="x" href="{old.replace("&", "&amp;")}">A page</a> `{old}`\r\n'
        f'* [Gone][g] ![i]({gone}) {gone}.\r\n\r\n[g]: {gone} "Gone"\r\n'
    )
    before = check.text
    for day in (0, 1):
        check.again(day)
    rows = check.again(3, config=ARCHIVE, fix=True)
    copy = "http://archive.example/web/20261101120000/http://gone.example/notes"
    new = "http://new.old.example/a/(b)?x=1&y=2"
    assert check.text == (
        before.replace(
            f"({old} 'moved')", f"({new.replace('(', '%28').replace(')', '%29')} 'moved')"
        )
        .replace(f"<{old}>", f"<{new.replace('(', '%28').replace(')', '%29')}>")
        .replace(
            old.replace("&", "&amp;"),
            new.replace("&", "&amp;").replace("(", "%28").replace(")", "%29"),
        )
        .replace(f" {gone}.", f" {copy}.")
        .replace(f"[g]: {gone}", f"[g]: {copy}")
    )
    assert {row["verdict"]: row["to"] for row in rows} == {"dead": copy, "moved": new}
    assert check.notes.count("link-fixed") == 5


def test_a_lost_page_becomes_its_copy_nearest_to_the_post_and_comes_back(
    web: SmallWeb, check: Checker
) -> None:
    url = web.put("http://lapsed.example/2020/notes-on-compilers", page("Notes on compilers"))
    archived(web, url, "20201105000000", "20261025000000", "20261122000000")
    check([("Notes on compilers", url)])
    web.put(url, "<title>Best online casino: free spins</title>Welcome bonus, jackpot, play now")
    (row,) = check.again(1, config=ARCHIVE, fix=True, is_added=lambda _: True)
    assert (row["verdict"], row["to"]) == ("taken over", "")  # in CI it is only reported
    (row,) = check.again(1, config=ARCHIVE, fix=True)
    assert row["verdict"] == "taken over"
    assert row["reason"].count("; ") >= 1
    copy = f"http://archive.example/web/20261025000000/{url}"
    assert row["to"] == copy
    assert f"({copy})" in check.text
    web.put(copy, page("Notes on compilers"))
    assert [(each["url"], each["verdict"]) for each in check.again(2, config=ARCHIVE)] == [
        (copy, "ok")
    ]
    web.put(url, "", 403)
    assert [each["verdict"] for each in check.again(2.9, config=ARCHIVE)] == ["ok"]
    web.put(url, page("Notes on compilers"))
    rows = check.again(4, config=ARCHIVE)
    assert [(each["url"], each["verdict"]) for each in rows] == [(url, "came back"), (copy, "ok")]
    check.again(4.1, config=ARCHIVE, fix=True)
    assert f"({url})" in check.text
    assert [each["verdict"] for each in check.again(6, config=ARCHIVE)] == ["ok"]


def test_a_copy_that_was_linked_by_choice_stays(web: SmallWeb, check: Checker) -> None:
    original = web.put("http://choice.example/a", page("A page"))
    copy = web.put(f"http://archive.example/web/20150101000000/{original}", page("A page"))
    check([("A page of 2015", copy)], config=ARCHIVE, fix=True)
    assert f"({copy})" in check.text
    assert not any(each.endswith(" http://choice.example/a") for each in web.asked)


def test_an_archive_without_a_list_is_asked_for_a_memento(web: SmallWeb, check: Checker) -> None:
    gone = web.put("http://memento.example/a", "", 410)
    copy = f"http://archive.example/web/20261030000000/{gone}"
    web.leads(f"http://archive.example/web/{gone}", copy, 302)
    web.put(copy, page("A page"))
    for day in (0, 1):
        check([("A page", gone)], day)
    check.again(3, config=ARCHIVE, fix=True)
    assert f"({copy})" in check.text
    web.pages.clear()
    check([("A page", gone)])
    assert "archive.example" not in check.text


def test_a_page_without_a_copy_stays_and_is_named(web: SmallWeb, check: Checker) -> None:
    gone = web.put("http://nocopy.example/a", "", 410)
    archived(web, gone)
    for day in (0, 1):
        check([("A page", gone)], day)
    check.again(3, config=ARCHIVE, fix=True)
    assert check.notes == ["no-copy"]
    assert gone in check.text


def test_in_ci_doubts_are_about_what_a_change_adds(web: SmallWeb, check: Checker) -> None:
    old, new = (web.put(f"http://ci{n}.example/a", "", 404) for n in range(2))
    sold = web.put(
        "http://ci.example/notes-on-compilers",
        "<title>Online casino: free spins</title>Welcome bonus, jackpot",
    )
    links = [("Old", old), ("New", new), ("Notes on compilers", sold)]
    found = check(links, is_added=lambda spot: spot.line == 7)
    assert {url: row["verdict"] for url, row in found.items()} == {
        new: "unsure",
        sold: "taken over",
    }


def test_the_history_is_beside_the_site_where_it_says_so(
    web: SmallWeb, check: Checker, tmp_path: Path
) -> None:
    config = "title: Test\ntimezone: UTC\npostgen:\n  links:\n    history: _links.jsonl\n"
    urls = [web.put(f"http://{name}.example/", page(name)) for name in "cab"]
    check([("A page", url) for url in urls], config=config)
    file = tmp_path / "site/_links.jsonl"
    lines = file.read_text().splitlines()
    assert lines == sorted(lines)
    assert [json.loads(line)["url"] for line in lines] == sorted(urls)
    assert not list(tmp_path.glob("cache/postgen/links-*.jsonl"))
    asked = len(web.asked)
    file.write_text("\n".join(["<<<<<<< HEAD", *lines[:2], "=======", *lines[1:], ">>>>>>> other"]))
    check([("A page", url) for url in urls], 0.1, config=config)
    assert len(web.asked) == asked


def test_https_is_taken_where_the_same_page_is_there(
    web: SmallWeb, check: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = [
        web.put(f"http://plain{number}.example/a", page(f"Page {number}")) for number in range(3)
    ]
    ask_all = ask_links.ask_all

    def with_https(urls: Any, **options: Any) -> Any:
        urls = list(urls)
        if not urls or not urls[0].startswith("https:"):
            return ask_all(urls, **options)
        titles = {urls[0]: "Page 0", urls[1]: "Another page", urls[2]: "Page 2"}
        found = [Answer(url, 200, (), url, page=Evidence(title)) for url, title in titles.items()]
        return [*found[:2], found[2]._replace(status=404)]

    monkeypatch.setattr(ask_links, "ask_all", with_https)
    check([(f"Page {number}", url) for number, url in enumerate(plain)], fix=True)
    assert check.text.count("https://") == 1
    assert "[Page 0](https://plain0.example/a)" in check.text


@pytest.mark.processes
def test_what_a_change_adds_is_what_git_says(
    make_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site({POST: "---\n---\nOne\nTwo\n"})

    def git(*arguments: str) -> None:
        identity = [
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "-c",
            "init.defaultBranch=main",
        ]
        subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)

    monkeypatch.setenv("CI", "true")
    monkeypatch.delenv("GITHUB_BASE_REF", raising=False)
    site = sites.load(root)
    nothing = link_changes.added_in_ci(site)
    assert nothing
    assert not nothing(Spot(root / POST, 3))
    for name in ("first", "second"):
        if name == "first":
            git("init")
        else:
            (root / POST).write_text("---\n---\nOne\nNew\nTwo\n", encoding="utf-8")
        git("add", "-A")
        git("commit", "-m", name)
    (root / POST).write_text("---\n---\nOne\nNew\nTwo\nNot committed\n", encoding="utf-8")
    added = link_changes.added_in_ci(site)
    assert added
    assert [line for line in range(1, 8) if added(Spot(root / POST, line))] == [4, 6]
    monkeypatch.setenv("CI", "false")
    assert link_changes.added_in_ci(site) is None
