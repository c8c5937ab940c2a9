"""Feeds pulled from a real server: each entry only once; a broken feed stops no other."""

from __future__ import annotations

import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from postgen import site
from postgen.commands import pull
from postgen.commands.pull import Memory, NoFeedsError, UnreadableMemoryError
from postgen.files import store
from postgen.web import download
from postgen.web.limits import FetchLimits
from tests.conftest import sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

BACKLOG = '---\ntitle: "Backlog"\n---\n\n## NLP\n\n## Tools\n\n* [Old](https://e.org/old)\n'


def rss(*numbers: int, host: str = "e.org") -> bytes:
    items = "".join(
        f"<item><title>Entry {n}</title><link>https://{host}/{n}?utm_source=rss</link><guid>id-{n}</guid>"
        f"<pubDate>{n:02} Nov 2026 10:00:00 GMT</pubDate><description>About {n}.</description></item>"
        for n in numbers
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Blog</title>{items}</channel></rss>'.encode()


class Server(ThreadingHTTPServer):
    """Answer as set by `set_answer`; record the headers of each request."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, tuple[int, Mapping[str, str], bytes]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"

    def set_answer(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        self.answers[path] = (
            status,
            {name.replace("_", "-"): value for name, value in headers.items()},
            body,
        )
        return self.url(path)


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(
            (self.path, {name.lower(): value for name, value in self.headers.items()})
        )
        status, headers, body = self.server.answers.get(self.path, (404, {}, b""))
        if headers.get("ETag", "-") == self.headers.get("If-None-Match"):
            status, body = 304, b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.delenv("POSTGEN_OFFLINE", raising=False)
    running = Server()
    thread = threading.Thread(
        target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    )
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def blog(make_site: Callable[..., Path]) -> Callable[..., Path]:
    """Return a function that makes a site that follows feeds."""

    def make(*feeds: object, files: Mapping[str, str] | None = None) -> Path:
        config = f"title: T\ntimezone: UTC\npostgen:\n  feeds: {json.dumps(feeds)}\n"
        return make_site({"_posts/2026-01-01-backlog.md": BACKLOG, **(files or {})}, config)

    return make


def run(root: Path, *categories: str, since: str = "", write: bool = True) -> Any:
    where = site.load(root)
    fetched = pull.fetch(where, pull.subscriptions(where, categories), pull.remembered(where))
    outcome = pull.file(where, root / "_posts/2026-01-01-backlog.md", fetched, "2026-11-21", since)
    if write:
        store.commit(outcome.changes)
    return outcome


def text(root: Path) -> str:
    return (root / "_posts/2026-01-01-backlog.md").read_text(encoding="utf-8")


def test_entries_are_added_to_the_category_of_their_feed_in_one_write(
    server: Server, blog: Any
) -> None:
    first = {"url": server.set_answer("/a", rss(3, 1)), "category": "nlp", "tags": ["feed"]}
    second = {
        "url": server.set_answer(
            "/b", gzip.compress(rss(2, host="b.org")), Content_Encoding="gzip"
        ),
        "title": "Bee",
    }
    root = blog(first, second)
    outcome = run(root)
    assert [change.path.name for change in outcome.changes] == [
        "2026-01-01-backlog.md",
        "_feeds.json",
    ]
    assert text(root) == BACKLOG.replace(
        "## NLP\n",
        "## NLP\n\n"
        "* [Entry 1](https://e.org/1) - About 1. <!-- added: 2026-11-21; tags: feed; via: Blog -->\n"
        "* [Entry 3](https://e.org/3) - About 3. <!-- added: 2026-11-21; tags: feed; via: Blog -->\n",
    ) + (
        "\n## Unsorted\n\n* [Entry 2](https://b.org/2) - About 2. <!-- added: 2026-11-21; via: Bee -->\n"
    )
    assert [link["category"] for link in outcome.data["added"]] == ["NLP", "NLP", "Unsorted"]
    assert outcome.failed == 0


def test_each_entry_is_added_only_once(server: Server, blog: Any) -> None:
    root = blog(server.set_answer("/a", rss(1, 2)))
    run(root)
    dropped = text(root).replace(
        "* [Entry 1](https://e.org/1) - About 1. <!-- added: 2026-11-21; via: Blog -->\n", ""
    )
    (root / "_posts/2026-01-01-backlog.md").write_text(dropped, encoding="utf-8")
    outcome = run(root)
    assert outcome.changes == ()
    assert sentences(outcome) == ("0 new links from 1 feed.",)
    server.set_answer(
        "/a", rss(1, 2).replace(b"https://e.org/1", b"https://e.org/new-address-of-1")
    )
    assert run(root).data["added"] == []  # its id is known
    server.set_answer("/a", rss(1, 2).replace(b"id-1", b"another-id"))
    assert run(root).data["added"] == []  # its address is known
    server.set_answer("/a", rss(2, 3))
    assert [link["title"] for link in run(root).data["added"]] == ["Entry 3"]
    server.set_answer("/a", rss(1, 4))
    assert [link["title"] for link in run(root).data["added"]] == [
        "Entry 4"
    ]  # 1 has left the feed and come back


def test_ids_are_compared_within_a_feed(server: Server, blog: Any) -> None:
    root = blog(
        server.set_answer("/a", rss(1, 2)), server.set_answer("/b", rss(1, 3, host="b.org"))
    )
    assert len(run(root).data["added"]) == 4
    server.set_answer("/b", rss(1, 2, 3, host="b.org"))
    assert [link["url"] for link in run(root).data["added"]] == ["https://b.org/2"]


def test_two_feeds_with_one_entry(server: Server, blog: Any) -> None:
    root = blog(server.set_answer("/a", rss(1)), server.set_answer("/b", rss(1, 2)))
    assert [link["title"] for link in run(root).data["added"]] == ["Entry 1", "Entry 2"]


def test_what_was_linked_before_is_left_out(server: Server, blog: Any) -> None:
    post = '---\ntitle: "Issue #3"\nissue: 3\n---\n\nSee [this](http://www.e.org/1/).\n'
    root = blog(server.set_answer("/a", rss(1, 2)), files={"_posts/2026-02-02-three.md": post})
    outcome = run(root)
    assert [link["title"] for link in outcome.data["added"]] == ["Entry 2"]
    assert outcome.data["known"][0]["where"] == "_posts/2026-02-02-three.md:6"
    assert "1 entry left out" in sentences(outcome)[-1]
    assert outcome.failed == 0


def test_conditional_requests(server: Server, blog: Any) -> None:
    modified = "Fri, 20 Nov 2026 10:00:00 GMT"
    root = blog(server.set_answer("/a", rss(1), ETag='"one"', Last_Modified=modified))
    run(root)
    outcome = run(root)
    assert server.asked[1][1]["if-none-match"] == '"one"'
    assert server.asked[1][1]["if-modified-since"] == modified
    assert "if-none-match" not in server.asked[0][1]
    assert "postgen" in server.asked[0][1]["user-agent"]
    assert outcome.data["feeds"][0]["unchanged"]
    assert outcome.changes == ()
    server.set_answer("/a", rss(1, 2), ETag='"two"')
    assert len(run(root).data["added"]) == 1


def test_a_dry_run_or_a_failed_write_asks_again(server: Server, blog: Any) -> None:
    root = blog(server.set_answer("/a", rss(1), ETag='"one"'))
    run(root, write=False)
    assert len(run(root).data["added"]) == 1


def test_a_broken_feed_stops_no_other(server: Server, blog: Any) -> None:
    good = server.set_answer("/good", rss(1))
    page = server.set_answer(
        "/page",
        b'<html><head><title>T</title><link rel=alternate type="application/rss+xml" href="/good">',
    )
    gone = server.set_answer("/gone", status=410)
    loop = server.set_answer("/loop", status=302, Location="/loop")
    moved = server.set_answer("/moved", status=301, Location="/good2")
    server.set_answer("/good2", rss(2))
    root = blog(
        page,
        gone,
        loop,
        "http://127.0.0.1:1/closed",
        "nowhere.xml",
        server.url("/404"),
        moved,
        good,
    )
    outcome = run(root)
    assert [link["title"] for link in outcome.data["added"]] == ["Entry 2", "Entry 1"]
    problems = [each["problem"] for each in outcome.data["feeds"] if each["problem"]]
    assert outcome.failed == len(problems) == 6
    assert good in problems[0]
    assert "410" in problems[1]
    assert "too many redirects" in problems[2]
    assert "the connection was refused" in problems[3]
    assert "nowhere.xml" in problems[4]
    assert "404" in problems[5]


def test_entries_before_since_never_come_again(server: Server, blog: Any) -> None:
    root = blog(server.set_answer("/a", rss(1, 15, 20)))
    assert [link["title"] for link in run(root, since="2026-11-15").data["added"]] == [
        "Entry 15",
        "Entry 20",
    ]
    assert run(root).data["added"] == []


def test_only_the_feeds_of_a_category(server: Server, blog: Any) -> None:
    feeds = [
        {"url": server.set_answer(f"/{name}", rss(n)), "category": name}
        for n, name in enumerate(("NLP", "Tools"), 1)
    ]
    root = blog(*feeds)
    assert [link["category"] for link in run(root, "tools").data["added"]] == ["Tools"]
    with pytest.raises(NoFeedsError, match="Other"):
        run(root, "Other")


def test_a_file_is_a_feed_too(blog: Any) -> None:
    root = blog("feeds/local.xml", files={"feeds/local.xml": rss(1).decode()})
    assert [link["url"] for link in run(root).data["added"]] == ["https://e.org/1"]


def test_offline_is_reported(server: Server, blog: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    root = blog(server.set_answer("/a", rss(1)))
    monkeypatch.setenv("POSTGEN_OFFLINE", "1")
    outcome = run(root)
    assert "offline" in sentences(outcome)[-1]
    assert outcome.failed == 1
    assert outcome.changes == ()
    assert server.asked == []


def test_no_feeds(blog: Any) -> None:
    with pytest.raises(NoFeedsError) as caught:
        run(blog())
    assert "_config.yml" in caught.value.hint


@pytest.mark.parametrize(
    "broken",
    ["<<<<<<< HEAD\n{}", '{"a": 1}', "[]", '{"a": {"etag": "", "modified": "", "seen": 1}}'],
)
def test_a_broken_memory_is_reported(broken: str) -> None:
    with pytest.raises(UnreadableMemoryError, match=r"_feeds\.json"):
        pull.load_memory(broken, "_feeds.json")


def test_memory_comes_back_as_it_was() -> None:
    memories = {"https://e.org/f": Memory('"x"', "", ["https://e.org/1", "é\u2028"])}
    assert pull.load_memory(pull.dump_memory(memories), "_feeds.json") == memories
    assert pull.load_memory("", "_feeds.json") == {}


def test_what_left_a_feed_long_ago_is_forgotten(
    server: Server, blog: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull, "KEPT", 2)
    root = blog(server.set_answer("/a", rss(1, 2)))
    run(root)
    for number in (3, 4, 5):
        server.set_answer("/a", rss(number))
        run(root)
    (memory,) = pull.remembered(site.load(root)).values()
    assert [key for key in memory.seen if key.startswith("https://e.org/")] == [
        "https://e.org/4",
        "https://e.org/5",
    ]
    assert len(memory.seen) == 4


def test_many_feeds_at_once(server: Server, blog: Any) -> None:
    urls = [server.set_answer(f"/{n}", rss(n % 28 + 1, host=f"h{n}.org")) for n in range(50)]
    outcome = run(blog(*urls))
    assert len(outcome.data["added"]) == 50
    assert [each["url"] for each in outcome.data["feeds"]] == urls


def test_the_command(server: Server, blog: Any, postgen: Any) -> None:
    root = blog({"url": server.set_answer("/a", rss(1)), "category": "Tools"})
    online = {"POSTGEN_OFFLINE": ""}
    dry = postgen("pull", "--dry-run", env=online)
    assert dry.returncode == 0, dry.stderr
    assert "+* [Entry 1](https://e.org/1)" in dry.stdout
    assert not (root / "_feeds.json").exists()
    done = postgen("pull", "--json", env=online)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["added"][0]["category"] == "Tools"
    assert postgen("pull", env=online).stdout == ""
    assert postgen("pull").returncode == 1


def test_a_bomb_and_a_slow_drip_are_cut(server: Server) -> None:
    limits = FetchLimits(timeout=5.0, limit=100_000)
    bomb = server.set_answer(
        "/bomb", gzip.compress(rss(1) + b" " * 50_000_000), Content_Encoding="gzip"
    )
    (answer,) = download.get_all([download.Request(bomb)], limits=limits)
    assert len(answer.body) == 100_000


# What feeds do wrong


def feed(*items: str, head: str = "") -> str:
    channel = "".join(f"<item>{each}</item>" for each in items)
    return f'<rss version="2.0"><channel><title>F</title>{head}{channel}</channel></rss>'


def entry(number: int, rest: str = "", host: str = "e.org") -> str:
    return f"<title>Entry {number}</title><link>https://{host}/{number}</link>{rest}"


@pytest.mark.parametrize(
    "bad",
    [
        feed("<title>Cut &#xD83D;</title><link>https://bad.example/1</link>"),
        feed("<title>Cut &#xDC80;</title><link>https://bad.example/1</link>"),
        feed("<title>\x08\x1b[31m</title><link>https://bad.example/1</link>"),
        "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'> "
        + feed(entry(1, host="b.example")),
        '{"items": [{"url": "https://bad.example/1", "title": "\\udcff\\u202e"}]}',
        "not a feed",
        "<html><body>" + "<p>" * 10_000,
        "",
    ],
)
def test_a_feed_of_any_kind_stops_no_other(blog: Any, bad: str) -> None:
    root = blog("bad.xml", "good.xml", files={"bad.xml": bad, "good.xml": feed(entry(7))})
    run(root)
    written = (root / "_posts/2026-01-01-backlog.md").read_bytes().decode("utf-8")
    assert "[Entry 7](https://e.org/7)" in written
    assert "\x1b" not in written
    assert "\u202e" not in written


SHARED = ["https://e.org/", "https://e.org", "the-same", "1", "https://e.org/feed"]


@pytest.mark.parametrize("guid", SHARED)
def test_one_id_for_all_entries_says_nothing(blog: Any, guid: str) -> None:
    rest = f"<guid isPermaLink='false'>{guid}</guid>"
    root = blog("f.xml", files={"f.xml": feed(entry(2, rest), entry(1, rest))})
    assert run(root).data["feeds"][0]["new"] == 2
    assert not run(root).data["added"]
    (root / "f.xml").write_text(feed(entry(3, rest), entry(2, rest)))
    assert [link["url"] for link in run(root).data["added"]] == ["https://e.org/3"]
    assert not run(root).data["added"]


def test_the_address_of_the_site_is_no_id(blog: Any) -> None:
    rest = "<guid isPermaLink='false'>https://e.org/</guid>"
    root = blog("f.xml", files={"f.xml": feed(entry(1, rest))})
    assert len(run(root).data["added"]) == 1
    (root / "f.xml").write_text(feed(entry(2, rest)))
    assert len(run(root).data["added"]) == 1


def test_an_id_of_its_own_still_recognises_an_entry_that_moved(blog: Any) -> None:
    rest = "<guid isPermaLink='false'>id-1</guid>"
    root = blog("f.xml", files={"f.xml": feed(entry(1, rest))})
    assert len(run(root).data["added"]) == 1
    (root / "f.xml").write_text(feed(entry(2, rest)))
    assert not run(root).data["added"]


@pytest.mark.parametrize(
    ("date", "is_filed"),
    [
        ("Fri, 20 Nov 2026 08:00:00 GMT", True),
        ("20.11.2026", True),
        ("", True),
        ("11/12/2025", True),  # which day? so it is not an old one
        ("2026-11", True),
        ("some day", True),
        ("0000-00-00", True),
        ("Mo, 25 Jun 2018 11:41:36", False),
        ("1. Mai 2024", False),
        ("2024年5月1日", False),
        ("1700000000", False),
        ("2099-01-01", True),
    ],
)
def test_since_passes_over_what_is_dated_before(blog: Any, date: str, *, is_filed: bool) -> None:
    body = feed(entry(1, f"<pubDate>{date}</pubDate>"))
    root = blog("f.xml", files={"f.xml": body})
    assert bool(run(root, since="2026-11-19").data["added"]) == is_filed


def test_entries_that_cannot_be_used_are_named(blog: Any) -> None:
    rows = [f"<title>Lost {n}</title><link>mailto:{n}@e.org</link>" for n in range(5)]
    root = blog("f.xml", files={"f.xml": feed(entry(1), *rows)})
    outcome = run(root)
    assert (
        "f.xml: no web address in 5 entries: `Lost 0`, `Lost 1`, `Lost 2` and 2 more."
        in sentences(outcome)
    )
    assert len(outcome.data["feeds"][0]["unusable"]) == 5


def test_a_feed_whose_end_is_missing_is_read_and_named(blog: Any) -> None:
    root = blog("f.xml", files={"f.xml": feed(entry(1), entry(2))[:-40]})
    outcome = run(root)
    assert [link["url"] for link in outcome.data["added"]] == ["https://e.org/1"]
    assert "f.xml: its end is missing or too far away; 1 entry read." in sentences(outcome)


SECRET = ["jane:secret@", "jane@", ":secret@", "jane:sec%40ret@"]


@pytest.mark.parametrize("user", SECRET)
def test_a_password_in_an_address_is_pointed_out(blog: Any, postgen: Any, user: str) -> None:
    """By whatever brings the link."""
    address = f"https://{user}e.org/1"
    words = "https://…@e.org/1 holds a user name or a password, which every reader will see."
    body = feed(f"<title>T</title><link>{address}</link>")
    root = blog("f.xml", files={"f.xml": body, "l.txt": f"{address}\n"})
    before = text(root)
    assert words in sentences(run(root))
    assert words not in sentences(run(root))
    (root / "_posts/2026-01-01-backlog.md").write_text(before, encoding="utf-8")
    for command in (
        ("add-link", address, "--title", "T", "--category", "NLP", "-n"),
        ("import", "l.txt", "--no-fetch", "-n"),
        ("new", "digest", "-n"),
    ):
        done = postgen(*command)
        assert words in " ".join(done.stderr.split()), done.stderr
