"""What the desk's parts do without a browser: what was seen, what changed, and when it is over."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import re
import socket
import weakref
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from postgen import site
from postgen.cli import report
from postgen.commands import Result, undo
from postgen.desk import acts, forms, pages, ports, seen, server
from postgen.desk.app import create_app
from postgen.desk.desk import Desk
from postgen.desk.events import Events
from postgen.files import cache, store
from postgen.files.store import Change

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping
    from pathlib import Path

BACKLOG = "_posts/2026-11-01-backlog.md"
TEXT = "---\ntitle: Backlog\n---\n\n## A\n\n* [One](https://example.org/1)\n"


def desk_of(root: Path, **values: Any) -> Desk:
    return Desk(root, report, port=4010, preview_port=4011, events=Events(root), **values)


@pytest.fixture
def root(make_site: Callable[..., Path]) -> Path:
    return make_site({BACKLOG: TEXT, "_drafts/issue.md": "---\ntitle: Issue\n---\n\nText.\n"})


# Two writers


def edit(path: Path, old: str, new: str) -> Result:
    return Result(changes=(Change(path, old, new),))


def test_nothing_is_written_over_what_the_person_has_not_seen(root: Path) -> None:
    path = root / BACKLOG
    hash_then = seen.of(path)
    path.write_text(TEXT + "* [Two](https://example.org/2)\n", encoding="utf-8", newline="\n")
    with pytest.raises(seen.ConflictError) as caught:
        acts.perform(
            desk_of(root), lambda: edit(path, TEXT, "mine\n"), seen={path: hash_then}, mine="mine\n"
        )
    assert caught.value.current == path.read_text(encoding="utf-8")
    assert caught.value.mine == "mine\n"
    assert "[Two]" in path.read_text(encoding="utf-8")


def test_keeping_mine_writes_over_what_was_shown_with_the_choice_and_undo_brings_it_back(
    root: Path,
) -> None:
    path, desk = root / BACKLOG, desk_of(root)
    theirs = TEXT + "theirs\n"
    path.write_text(theirs, encoding="utf-8", newline="\n")
    problem = seen.ConflictError(path, theirs, "mine\n")
    choice = pages.Choice(
        "/save", [("text", "mine\n"), ("seen", "old"), ("path", BACKLOG)], is_part=True
    )
    answer = pages.conflict(problem, choice)
    html = bytes(answer.body).decode()
    assert answer.status_code == 409
    assert f'name="seen" value="{seen.of_text(theirs)}"' in html
    assert html.count('name="seen"') == 1
    acts.perform(desk, lambda: edit(path, theirs, "mine\n"), seen={path: seen.of_text(theirs)})
    assert path.read_text(encoding="utf-8") == "mine\n"


def test_a_file_that_is_gone_and_one_that_came_are_conflicts_too(root: Path) -> None:
    path, new = root / BACKLOG, root / "_drafts/new.md"
    before = {path: seen.of(path), new: seen.of(new)}
    seen.check(before)
    new.write_text("", encoding="utf-8", newline="\n")
    with pytest.raises(seen.ConflictError) as caught:
        seen.check(before)
    assert caught.value.exists
    new.unlink()
    path.unlink()
    with pytest.raises(seen.ConflictError) as caught:
        seen.check(before)
    assert not caught.value.exists


def test_an_editor_that_saves_between_the_look_and_the_write_loses_nothing(root: Path) -> None:
    path = root / BACKLOG

    def command() -> Result:
        path.write_text("theirs\n", encoding="utf-8", newline="\n")
        return edit(path, TEXT, "mine\n")

    with pytest.raises(store.ChangedError):
        acts.perform(desk_of(root), command, seen={path: seen.of(path)})
    assert path.read_text(encoding="utf-8") == "theirs\n"


@pytest.mark.parametrize("text", ["a\r\nb", "\ufeffx", "\udcff", "", "\n" * 5, "字" * 100])
def test_the_hash_is_that_of_the_bytes(root: Path, text: str) -> None:
    path = root / "_drafts/x.md"
    path.write_bytes(text.encode(errors="surrogateescape"))
    assert seen.of(path) == seen.of_text(store.read(path))
    assert seen.of_text(text) != seen.of_text(text + " ")


def test_two_texts_stand_side_by_side_with_what_is_around_a_difference() -> None:
    left = "\n".join(f"line {number}" for number in range(40))
    right = left.replace("line 3\n", "line three\nmore\n").replace("line 30\n", "")
    rows = pages.side_by_side(left, right)
    assert {(row["left"], row["right"]) for row in rows if row["kind"] == "differs"} == {
        ("line 3", "line three"), ("", "more"), ("line 30", ""),
    }  # fmt: skip
    assert [row["kind"] for row in rows].count("gap") == 1
    assert len(rows) < 20


def test_a_conflict_shows_text_as_text(root: Path) -> None:
    bad = "<script>alert(1)</script> {{ x }} \"'"
    problem = seen.ConflictError(root / BACKLOG, bad, f"mine {bad}")
    html = bytes(
        pages.conflict(problem, pages.Choice("/x", [("t", bad)], is_part=False)).body
    ).decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ x }} &#34;&#39;" in html


def test_an_act_is_one_undo(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(root.parent / "state"))
    path, desk = root / BACKLOG, desk_of(root)
    acts.perform(desk, lambda: edit(path, TEXT, TEXT + "one\n"))
    acts.perform(desk, lambda: edit(path, TEXT + "one\n", TEXT + "one\ntwo\n"))
    acts.undo(desk)
    assert path.read_text(encoding="utf-8") == TEXT + "one\n"
    path.write_text("mine", encoding="utf-8", newline="\n")
    with pytest.raises(undo.ChangedSinceError) as caught:
        acts.undo(desk)
    assert "terminal" in caught.value.hint
    assert path.read_text(encoding="utf-8") == "mine"


# What changes


def in_thread(function: Callable[[], Any]) -> Any:
    """Call a function in a thread of its own: playwright, if it runs, has an event loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function).result()


def texts(queue: asyncio.Queue[str | None]) -> list[Any]:
    """Return the data of the events that wait in a queue."""
    found = [str(queue.get_nowait()) for _ in range(queue.qsize())]
    return [json.loads(text.partition("data: ")[2]) for text in found]


def changes(*paths: str) -> dict[str, Any]:
    return {"paths": list(paths), "all": False}


def heard(root: Path, act: Callable[[Events], object]) -> list[dict[str, Any]]:
    """Return the events that a browser gets while something is done."""

    async def listen() -> list[dict[str, Any]]:
        events = Events(root)
        with events.listener() as queue:
            act(events)
            events.look_once()
            events.look_once()
            await asyncio.sleep(0)
            return texts(queue)

    found: list[dict[str, Any]] = in_thread(lambda: asyncio.run(listen()))
    return found


def test_a_file_that_changes_comes_or_goes_is_one_event(root: Path) -> None:
    assert heard(root, lambda _: None) == []
    assert heard(
        root, lambda _: (root / BACKLOG).write_text("x", encoding="utf-8", newline="\n")
    ) == [changes(BACKLOG)]
    (come,) = heard(
        root, lambda _: (root / "_drafts/new.md").write_text("", encoding="utf-8", newline="\n")
    )
    assert come == changes("_drafts", "_drafts/new.md")
    (gone,) = heard(root, lambda _: (root / "_drafts/new.md").unlink())
    assert gone == changes("_drafts", "_drafts/new.md")
    config = root / "_config.yml"
    assert heard(root, lambda _: config.write_text("title: [", encoding="utf-8", newline="\n")) == [
        changes("_config.yml")
    ]


def test_a_file_that_is_being_written_is_waited_for(root: Path) -> None:
    path = root / BACKLOG

    def write(events: Events) -> None:
        events.look_twice()
        path.write_bytes(b"")
        events.look_twice()
        path.write_bytes(b"half")
        events.look_twice()
        assert events.position().endswith("-0")
        events.look_twice()
        assert events.position().endswith("-1")

    assert heard(root, write) == [changes(BACKLOG)]

    def write_for_ever(events: Events) -> None:
        for size in range(100):
            path.write_bytes(b"x" * size)
            events.look_twice()

    assert len(heard(root, write_for_ever)) in range(5, 15)


def test_a_post_is_looked_at_once_a_view_shows_it(root: Path) -> None:
    post = root / "_posts/2026-11-02-post.md"
    post.write_text("one", encoding="utf-8", newline="\n")
    assert heard(root, lambda _: post.write_text("other", encoding="utf-8", newline="\n")) == []

    def watch(events: Events) -> None:
        events.watch(post)
        post.write_text("once more", encoding="utf-8", newline="\n")

    assert heard(root, watch) == [changes("_posts/2026-11-02-post.md")]


def test_a_large_site_costs_no_more_looks_than_a_small_one(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from postgen.desk import events as module

    for number in range(500):
        (root / f"_posts/2025-01-01-post-{number}.md").write_text(
            "", encoding="utf-8", newline="\n"
        )
    looks: list[str] = []
    stamp = module._stamp

    def counted(name: str) -> tuple[int, ...]:
        looks.append(name)
        return stamp(name)

    events = Events(root)
    events.look_once()
    monkeypatch.setattr(module, "_stamp", counted)
    monkeypatch.setattr(module, "_watched", lambda _: pytest.fail("walked through the site"))
    events.look_once()
    assert len(looks) < 10


def test_a_browser_that_does_not_read_gets_the_newest_events(root: Path) -> None:
    def send_many(events: Events) -> None:
        for number in range(1000):
            events._put(f"data: {number}\n\n")

    found: list[Any] = heard(root, send_many)
    assert found[-1] == 999
    assert len(found) <= 100


def test_a_page_gets_what_it_has_missed(root: Path) -> None:
    async def listen() -> None:
        events = Events(root)
        position = events.position()
        (root / BACKLOG).write_text("x", encoding="utf-8", newline="\n")  # before the page listens
        with events.listener(position) as queue:
            assert texts(queue) == [changes(BACKLOG)]
            later = events.position()
        (root / BACKLOG).write_text(
            "xy", encoding="utf-8", newline="\n"
        )  # while its tab is in the background
        assert events.position() != later
        with events.listener(later) as queue:
            assert texts(queue) == [changes(BACKLOG)]
        with events.listener(events.position()) as queue:
            assert texts(queue) == []
        everything = {"paths": [], "all": True}
        for other in (Events(root).position(), "x", "-", "x-1", f"{later}0", "a-\u0661"):
            with events.listener(other) as queue:
                assert texts(queue) == [everything], other
        for number in range(100):
            events.send("progress", number)
        with events.listener(later) as queue:
            assert texts(queue) == [everything]

    in_thread(lambda: asyncio.run(listen()))


# Life


def test_a_desk_that_nobody_visits_ends_by_itself(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(root.parent / "state"))
    opened: list[Desk] = []
    found = site.load(root)
    assert in_thread(lambda: server.serve(found, report, ready=opened.append, idle=0)) == 0
    known = ports.recall(root)
    assert (known.port, known.cookie, known.address) == (opened[0].port, opened[0].cookie, "")


@pytest.mark.parametrize("port", [65536, 10**9])
def test_a_port_that_does_not_exist_is_named(root: Path, port: int) -> None:
    with pytest.raises(server.PortTakenError, match=f"no port {port}"):
        server.serve(site.load(root), report, port=port, ready=print)


def test_a_desk_is_over_after_an_hour_without_a_visit(root: Path) -> None:
    now = 0.0
    desk = desk_of(root, clock=lambda: now)
    now = 3599
    assert not server.is_idle(desk, server.IDLE)
    desk.visit()
    now += 3599
    assert not server.is_idle(desk, server.IDLE)
    now += 1
    assert server.is_idle(desk, server.IDLE)


def test_what_acts_leave_is_freed_once_nobody_asks_for_anything(root: Path) -> None:
    now = 0.0
    desk = desk_of(root, clock=lambda: now)
    now = 5.0
    assert server._tidy(desk, 0.0) == 0.0  # since then, nobody came
    desk.visit()
    left = [weakref.ref(each) for each in cycle()]
    now += server.QUIET / 2
    assert server._tidy(desk, 0.0) == 0.0
    now += server.QUIET
    assert server._tidy(desk, 0.0) == 5.0
    assert [each() for each in left] == [None, None]


class Part:
    """One of two that refer to each other, as a backlog and its items do."""

    other: Part


def cycle() -> tuple[Part, Part]:
    one, two = Part(), Part()
    one.other, two.other = two, one
    return one, two


def ask(desk: Desk, method: str, path: str, **headers: str) -> int:
    """Send a request to the application of a desk; return the status of the answer."""
    return answered(desk, method, path, **headers)[0]


def answered(desk: Desk, method: str, path: str, **headers: str) -> tuple[int, str]:
    """Send a request to the application of a desk; return the status and the body of the answer."""
    status, body = 0, b""
    received = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, Any]:
        return received.pop() if received else {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        nonlocal status, body
        status = message.get("status", status)
        body += message.get("body", b"")

    given = {"host": f"127.0.0.1:{desk.port}", **headers}
    name, _, query = path.partition("?")
    scope = {
        "type": "http", "method": method, "path": name, "raw_path": name.encode(), "query_string": query.encode(),
        "headers": [(key.encode(), value.encode()) for key, value in given.items()],
        "http_version": "1.1", "scheme": "http", "server": ("127.0.0.1", desk.port), "root_path": "",
    }  # fmt: skip
    in_thread(lambda: asyncio.run(create_app(desk)(scope, receive, send)))
    return status, body.decode()


def test_only_who_has_the_key_visits(root: Path) -> None:
    now = 0.0
    desk = desk_of(root, clock=lambda: now)
    cookie = f"{desk.cookie_name}={desk.cookie}"
    now = 10.0
    assert ask(desk, "GET", "/capture") == 200
    assert ask(desk, "GET", f"/capture?{'a&' * 30_000}") == 413
    assert ask(desk, "GET", "/static/desk.js") == 200
    assert ask(desk, "GET", "/backlog") == 403
    assert ask(desk, "GET", "/backlog", host="evil.example", cookie=cookie) == 421
    assert ask(desk, "POST", "/undo", cookie=cookie) == 403
    assert desk.visited == 0.0
    assert ask(desk, "GET", "/bookmarklet", cookie=cookie) == 200
    assert desk.visited == 10.0


def test_answers_are_sent_at_once() -> None:
    """The end of an answer does not wait 40 ms for the browser to acknowledge its beginning."""

    async def connection_has_no_delay() -> bool:
        found: asyncio.Future[object] = asyncio.get_running_loop().create_future()

        def accepted(_reader: object, writer: asyncio.StreamWriter) -> None:
            own = writer.get_extra_info("socket")
            found.set_result(own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        listening = server._bound(0)
        async with await asyncio.start_server(accepted, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname())
            writer.close()
            return bool(await found)

    assert in_thread(lambda: asyncio.run(connection_has_no_delay()))


@pytest.mark.parametrize(
    "other", ['x={"a":1}', "a[b]=1", "a b=c", "alone", 'x="open', "", "=", "é=1"]
)
def test_cookies_of_other_ports_do_not_hide_the_own_one(root: Path, other: str) -> None:
    desk = desk_of(root)
    own = f"{desk.cookie_name}={desk.cookie}"
    assert ask(desk, "GET", "/bookmarklet", cookie=f"{other}; {desk.cookie_name}=x;{own}") == 200
    assert ask(desk, "GET", "/bookmarklet", cookie=f"{other}; {own}x; x{own}") == 403


def test_a_name_that_the_system_refuses_is_an_answer(root: Path) -> None:
    desk = desk_of(root)
    cookie = f"{desk.cookie_name}={desk.cookie}"
    assert ask(desk, "GET", f"/preview?post={'x' * 300}", cookie=cookie) == 400


@pytest.mark.parametrize("path", ["/issue/<b>nothing", "/nothing", "/static/nothing"])
def test_a_path_that_is_not_there_is_a_page_with_nothing_of_the_site(root: Path, path: str) -> None:
    desk = desk_of(root)
    status, html = answered(desk, "GET", path, cookie=f"{desk.cookie_name}={desk.cookie}")
    assert status == 404
    assert "The desk has no page" in html
    assert "<b>" not in html
    assert root.name not in html


def test_a_site_has_its_port_and_another_one_another(root: Path, tmp_path: Path) -> None:
    nothing = ports.Known()
    first = next(ports.candidates(root, nothing))
    assert first == next(ports.candidates(root, nothing))
    assert first != next(ports.candidates(tmp_path, nothing))
    assert ports.FIRST <= first <= ports.LAST
    assert list(ports.candidates(root, ports.Known(port=4010))) == [4010]
    assert len(set(ports.candidates(root, nothing))) == ports.TRIES


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"port": "x", "cookie": "", "address": ""}',
        "null",
        "\ufeff{}",
        "[" * 9999,
        '{"port": 1, "cookie": "", "address": "", "preview_port": "x"}',
    ],
)
def test_a_damaged_file_of_a_port_is_none(
    root: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(cache, "kept_private", lambda _: text)
    assert ports.recall(root) == ports.Known()


# Forms


def test_fields_are_text_in_one_line_or_in_many() -> None:
    form = forms._parsed("a=1&b=x%0Ay%00%1b%5B31mz&c=l%0D%0Am%0Dn&a=2&d=%ff&e=%ed%a0%80")
    assert form["a"] == "1"
    assert form.all("a") == ["1", "2"]
    assert form.line("b") == "x yz"
    assert form.text("c") == "l\nm\nn"
    assert form.line("missing") == ""
    assert form["d"].encode()
    assert form["e"].encode()
    with pytest.raises(forms.FormError):
        form["missing"]


# What is sent


def test_htmx_is_the_one_that_is_pinned_and_all_scripts_are_small() -> None:
    """The hash is that of htmx 4.0.1 (https://github.com/bigskysoftware/htmx, dist/htmx.min.js)."""
    static = pages.FOLDER.parent / "static"
    htmx = (static / "htmx.min.js").read_bytes()
    assert (
        hashlib.sha256(htmx).hexdigest()
        == "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"
    )
    sizes = {each.name: len(gzip.compress(each.read_bytes())) for each in static.glob("*.js")}
    assert sum(sizes.values()) <= 40_000, sizes


def test_nothing_is_loaded_from_elsewhere_and_nothing_is_inline() -> None:
    static = pages.FOLDER.parent / "static"
    for path in [*pages.FOLDER.glob("*.liquid"), *static.glob("*.css")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?:src|href|action)=.?https?:|url\(|@import", text), path.name
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script>|hx-on|hx-vals=.js:", text), (
            path.name
        )


def test_a_sentence_shows_code_and_is_escaped() -> None:
    html = pages.fragment("message", text="`<b>` & `{{ x }}`", hint="one ` only <i>", kind="done")
    assert "<code>&lt;b&gt;</code> &amp; <code>{{ x }}</code>" in html
    assert "one ` only &lt;i&gt;" in html
