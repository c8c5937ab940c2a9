"""The cache on disk: fresh pages need no network, stale ones are requested, and no damage is an error."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import date
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from postgen import web
from postgen.files import cache
from postgen.page.model import Page
from postgen.web import cache as web_cache
from postgen.web.limits import HEADERS
from tests.pages.server import PROXIES, Handler, Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = b"<html><head><title>%b</title></head><body>Text</body></html>"
HOUR: dict[str, Any] = {"Cache_Control": "max-age=3600"}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Server]:
    for name in ("POSTGEN_OFFLINE", *PROXIES):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with serving() as running:
        yield running


def file() -> Path:
    return cache.folder() / web_cache.FILE


def titles(server: Server, url: str, *later: bytes, **headers: str) -> tuple[str, str, int]:
    """Fetch a page, change it, fetch it again; return both titles, and the number of requests."""
    requests_before = len(server.asked)
    first = web.fetch(url).title
    path = url.removeprefix(server.url)
    for title in later:
        server.at(path, body=PAGE % title, **headers)
    return first, web.fetch(url).title, len(server.asked) - requests_before


# -- the rules


@pytest.mark.parametrize(
    ("headers", "is_fresh"),
    [
        ({"Cache_Control": "max-age=3600"}, True),
        ({"Cache_Control": "private, max-age=3600"}, True),
        ({"Cache_Control": "max-age=3600", "Age": "60"}, True),
        ({"Expires": formatdate(time.time() + 3600, usegmt=True)}, True),
        (
            {"Last_Modified": formatdate(time.time() - 86_400, usegmt=True)},
            True,
        ),  # fresh for a tenth of its age (RFC 9111, 4.2.2)
        ({"Cache_Control": "max-age=3600", "Vary": "Accept-Encoding, User-Agent"}, True),
        ({}, False),
        ({"Cache_Control": "no-store, max-age=3600"}, False),
        ({"Cache_Control": "no-cache, max-age=3600"}, False),
        ({"Cache_Control": "max-age=0"}, False),
        ({"Cache_Control": "max-age=3600", "Age": "3600"}, False),
        ({"Cache_Control": "max-age=3600", "Vary": "*"}, False),
        ({"Cache_Control": "max-age=3600", "Set_Cookie": "a=b"}, False),
        ({"Expires": formatdate(time.time() - 3600, usegmt=True)}, False),
        ({"Expires": "0"}, False),
        ({"ETag": '"1"'}, False),
    ],
)
def test_a_fresh_page_is_not_requested(
    server: Server, headers: dict[str, str], *, is_fresh: bool
) -> None:
    url = server.at("/a", body=PAGE % b"Old", **headers)
    assert titles(server, url, b"New") == (("Old", "Old", 1) if is_fresh else ("Old", "New", 2))


directives = st.sampled_from(
    "public private immutable must-revalidate no-cache no-store max-age=60 max-age=0 s-maxage=9 "
    "max-age=3600 Max-Age=60 max-age=x stale-while-revalidate=60 no-transform max-age=99999999".split()
)
response_headers = st.fixed_dictionaries(
    {"cache-control": st.lists(directives, max_size=3).map(", ".join) | st.text(max_size=8)},
    optional={
        "pragma": st.just("no-cache"),
        "vary": st.sampled_from(["*", "Accept-Encoding", "accept, *"]),
        "expires": st.sampled_from(["0", "Sat, 21 Nov 2026 10:00:00 GMT"]),
        "etag": st.just('"1"'),
        "age": st.sampled_from(["0", "30", "59", "60", "x"]),
        "date": st.sampled_from(
            ["", "Sat, 21 Nov 2026 10:00:00 GMT", "Fri, 1 Jan 2100 00:00:00 GMT"]
        ),
    },
)


@given(response_headers)
@example({"cache-control": "public, max-age=3600, immutable", "vary": "Accept-Encoding"})
def test_what_is_fresh_by_its_max_age_alone_is_fresh_for_hishel(headers: dict[str, str]) -> None:
    stored = web_cache._with_origin_date(dict(headers))
    if web_cache._fresh_until(stored) <= time.time():
        return
    pages = web_cache.PageCache("1", HEADERS)
    found = pages._evaluate("https://example.org/", stored, {"url": "", "title": "T"})
    assert found
    assert found.is_fresh


def test_what_is_fresh_by_its_max_age_alone_needs_no_hishel() -> None:
    with web_cache.PageCache("1", HEADERS) as pages:
        page = Page("https://example.org/", title="T")
        pages.keep(page.url, 200, {"cache-control": "public, max-age=60"}, page)
        with block_imports("hishel"):
            found = pages.find(page.url)
    assert found
    assert found.is_fresh
    assert found.page == page


@contextmanager
def block_imports(name: str) -> Iterator[None]:
    loaded = sys.modules.pop(name)
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        sys.modules[name] = loaded


@pytest.mark.parametrize(
    ("validator", "question"),
    [
        ({"ETag": '"one"'}, "If-None-Match"),
        ({"ETag": 'W/"one"', "Cache_Control": "no-cache"}, "If-None-Match"),
        (
            {"Last_Modified": "Sat, 21 Nov 2026 10:00:00 GMT", "Cache_Control": "max-age=0"},
            "If-Modified-Since",
        ),
    ],
)
def test_a_page_that_may_have_changed_is_requested(
    server: Server, validator: dict[str, Any], question: str
) -> None:
    questions: list[str | None] = []

    def respond(handler: Handler) -> None:
        questions.append(handler.headers[question])
        if questions[-1]:
            handler.start(304, "", **{**validator, **(HOUR if len(questions) > 2 else {})})
        else:
            handler.answer(PAGE % b"Same", **validator)

    url = server.plays("/a", respond)
    assert [web.fetch(url).title for _ in range(5)] == ["Same"] * 5
    value = next(iter(validator.values()))
    assert questions == [None, value, value]  # the third answer makes it fresh for an hour
    server.at("/a", body=PAGE % b"Other")
    file().unlink()
    assert web.fetch(url).title == "Other"


def test_a_page_that_has_changed_is_read_again(server: Server) -> None:
    url = server.at("/a", body=PAGE % b"Old", ETag='"1"')
    assert titles(server, url, b"New", ETag='"2"') == ("Old", "New", 2)
    assert web.fetch(url).title == "New"


def test_a_304_about_another_version(server: Server) -> None:
    questions: list[str | None] = []

    def respond(handler: Handler) -> None:
        questions.append(handler.headers["If-None-Match"])
        if questions[-1]:
            handler.start(304, "", ETag='"of another"')
        else:
            handler.answer(PAGE % b"Page %d" % len(questions), ETag='"1"')

    url = server.plays("/a", respond)
    assert [web.fetch(url).title for _ in range(2)] == ["Page 1", "Page 3"]
    assert questions == [None, '"1"', None]


def test_redirects_are_cached_as_they_allow(server: Server) -> None:
    server.at("/end", body=PAGE % b"The end", **HOUR)
    for status, asked in ((301, 2), (302, 3), (308, 3)):
        requests_before = len(server.asked)
        url = server.at(
            f"/{status}", status=status, Location="/end", **(HOUR if status == 301 else {})
        )
        pages = [web.fetch(url) for _ in range(2)]
        is_permanent = status != 302
        end = f"{server.url}/end"
        page = Page(url, title="The end", final_url=end, status=200, is_permanent=is_permanent)
        assert pages == [page] * 2
        assert len(server.asked) - requests_before <= asked


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 404, "body": PAGE % b"Not found"},
        {"status": 503, "body": b"later"},
        {"body": PAGE % b"Just a moment..."},
        {"body": b"<p>No title"},
        {"body": PAGE % b"Cut", "Content_Length": "100000"},
    ],
    ids=lambda answer: str(answer)[:40],
)
def test_a_page_without_a_title_is_requested_again(server: Server, answer: dict[str, Any]) -> None:
    url = server.at("/a", **answer, **HOUR)
    first = web.fetch(url)
    server.at("/a", body=PAGE % b"Better")
    if "Content_Length" in answer:  # its head was complete, and the rest is not needed
        assert first.title == "Cut"
    else:
        assert (first.title, web.fetch(url).title) == ("", "Better")


def test_every_field_of_a_page_is_cached(server: Server) -> None:
    body = (
        b'<html lang="en"><head><meta property="og:title" content="\xe2\x80\x9cT\xe2\x80\x9d"><meta name="author" '
        b'content="Ada"><meta name="description" content="D"><link rel="canonical" href="/c"></head>'
    )
    url = server.at("/a", body=body, kind="text/html; charset=utf-8", **HOUR)
    assert web.fetch(url) == web.fetch(url)
    assert web.fetch(f" {url}") == web.fetch(url)._replace(url=f" {url}", final_url=url)
    assert len(server.asked) == 1


def test_the_description_of_a_video_is_cached(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    endpoint = server.at("/oembed", body=b'{"title": "A film"}', kind="application/json", **HOUR)
    limits = web.FetchLimits(oembed={"https://www.youtube.com/oembed": endpoint})
    for _ in range(2):
        assert web.fetch("http://www.youtube.com/watch?v=abc", limits=limits).title == "A film"
    assert len(server.asked) == 1


def test_another_version_does_not_use_the_cache(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = server.at("/a", body=PAGE % b"Old", **HOUR)
    web.fetch(url)
    monkeypatch.setattr("postgen.web.fetch_pages.__version__", "99")
    server.at("/a", body=PAGE % b"New", **HOUR)
    assert web.fetch(url).title == "New"


def test_offline_the_cache_is_not_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    url = server.at("/a", body=PAGE % b"Here", **HOUR)
    web.fetch(url)
    monkeypatch.setenv("POSTGEN_OFFLINE", "1")
    assert web.fetch(url).failure == "offline (POSTGEN_OFFLINE is set)"


# -- many, and interrupted


@pytest.mark.processes
def test_two_hundred_cached_pages_need_no_request_and_no_client(server: Server) -> None:
    server.plays("/a", lambda handler: handler.answer(PAGE % handler.path.encode(), **HOUR))
    urls = [f"{server.url}/a?{number}" for number in range(200)]
    first = web.fetch_all(urls)
    server.asked.clear()
    done: list[Page] = []
    assert web.fetch_all(urls, on_done=done.append) == first == done
    assert not server.asked
    code = (
        "import sys; from postgen import web; print(web.fetch(sys.argv[1]).title, "
        "{'httpx', 'dataclasses', 'postgen.web.network', 'postgen.page.metadata'} & {*sys.modules})"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code, urls[7]], capture_output=True, text=True, check=True
    )
    assert answer.stdout == "/a?7 set()\n"
    assert server.asked == []


def test_what_arrived_before_an_interruption_is_cached(server: Server) -> None:
    server.plays("/a", lambda handler: handler.answer(PAGE % handler.path.encode(), **HOUR))
    urls = [f"{server.url}/a?{number}" for number in range(20)]
    arrived: list[Page] = []

    def interrupt(page: Page) -> None:
        arrived.append(page)
        if len(arrived) == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        web.fetch_all(urls, on_done=interrupt)
    server.asked.clear()
    assert len(web.fetch_all(urls)) == 20
    assert len(set(server.asked)) <= 10


# -- a folder in any condition


def test_the_folder_of_the_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.folder() == tmp_path / "postgen"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")  # to be ignored, by the XDG specification
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    for platform, place in (
        ("linux", ".cache/postgen"),
        ("darwin", "Library/Caches/postgen"),
        ("win32", "local/postgen/Cache"),
    ):
        monkeypatch.setattr(sys, "platform", platform)
        assert cache.folder() == tmp_path / place
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    assert cache.folder() == Path("/dev/null/postgen")


def broken(file: Path) -> None:
    file.write_bytes(b"This is no database. " * 500)


def torn(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def scrambled(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[100:] = os.urandom(len(content) - 100)
    file.write_bytes(content)


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def without_its_table(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE other (x)")
    connection.close()


def full_of_nonsense(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute(
            "UPDATE pages SET entry = CASE WHEN rowid = 1 THEN '[1]' ELSE '{\"headers\": 1}' END"
        )
    connection.close()


def full_of_other_facts(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE pages SET entry = replace(entry, '\"title\"', '\"colour\"')")
    connection.close()


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def gone(file: Path) -> None:
    file.unlink()
    file.parent.rmdir()


@pytest.mark.parametrize(
    "damage",
    [
        broken,
        torn,
        scrambled,
        emptied,
        without_its_table,
        full_of_nonsense,
        full_of_other_facts,
        a_folder,
        gone,
    ],
)
def test_a_damaged_file_is_not_an_error(server: Server, damage: Any) -> None:
    server.plays("/a", lambda handler: handler.answer(PAGE % handler.path.encode(), **HOUR))
    urls = [f"{server.url}/a?{number}" for number in range(50)]
    wanted = web.fetch_all(urls)
    damage(file())
    assert [web.fetch_all(urls) for _ in range(3)] == [wanted] * 3
    if damage is not a_folder:
        server.asked.clear()
        assert web.fetch_all(urls) == wanted
        assert server.asked == []


@pytest.mark.parametrize("place", ["/dev/null", "/proc/nowhere", "/"])
def test_a_folder_that_cannot_be_written(
    server: Server, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    url = server.at("/a", body=PAGE % b"Here", **HOUR)
    monkeypatch.setattr(cache, "folder", lambda: Path(place) / "dev" / "null")
    assert [web.fetch(url).title for _ in range(2)] == ["Here"] * 2


def test_a_file_that_cannot_be_written(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    url = server.at("/a", body=PAGE % b"Here", **HOUR)
    web.fetch(url)
    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda path, **rest: connect(f"file:{path}?mode=ro", uri=True, **rest)
    )
    assert web.fetch(url).title == "Here"
    assert web.fetch(server.at("/b", body=PAGE % b"Too", **HOUR)).title == "Too"


def test_a_file_that_another_process_has_locked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_cache, "LOCK_TIMEOUT", 0.05)
    url = server.at("/a", body=PAGE % b"Here", **HOUR)
    web.fetch(url)
    holder = sqlite3.connect(file(), isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    assert web.fetch(url).title == "Here"
    assert len(server.asked) == 2
    holder.rollback()
    holder.close()
    assert web.fetch(url).title == "Here"
    assert len(server.asked) == 2


@pytest.mark.processes
def test_processes_that_write_at_once(server: Server) -> None:
    server.plays("/a", lambda handler: handler.answer(PAGE % handler.path.encode(), **HOUR))
    code = (
        "import sys; from postgen import web\n"
        "pages = web.fetch_all([f'{sys.argv[1]}?{n}' for n in range(int(sys.argv[2]), int(sys.argv[2]) + 20)])\n"
        "assert all(page.title for page in pages)"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, f"{server.url}/a", str(10 * number)])
        for number in range(4)
    ]
    assert [process.wait() for process in running] == [0] * 4
    server.asked.clear()
    assert all(
        page.title for page in web.fetch_all([f"{server.url}/a?{number}" for number in range(50)])
    )
    assert server.asked == []


def test_the_cache_stays_small(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_cache, "KEPT", 10)
    server.plays("/a", lambda handler: handler.answer(PAGE % handler.path.encode(), **HOUR))
    for start in (0, 8, 16):
        web.fetch_all([f"{server.url}/a?{number}" for number in range(start, start + 8)])
    server.asked.clear()
    web.fetch_all([f"{server.url}/a?{number}" for number in range(16, 24)])
    assert server.asked == []
    web.fetch_all([f"{server.url}/a?{number}" for number in range(8)])
    assert len(server.asked) == 8
    long = f"{server.url}/a?" + "x" * web_cache.LARGEST
    web.fetch(long)
    web.fetch(long)
    assert len(server.asked) == 10


# -- the cached configuration


def test_a_configuration_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    config = tmp_path / "_config.yml"
    reads: list[str] = []

    def read() -> dict[str, Any]:
        reads.append(config.read_text(encoding="utf-8"))
        return {"title": reads[-1], "many": [1, 2.5, None, True, {"a": "'\"\n"}]}

    config.write_text("one", encoding="utf-8")
    os.utime(config, ns=(10**18, 10**18))
    assert cache.recall(config, read) == cache.recall(config, read)
    assert reads == ["one"]
    config.write_text("two", encoding="utf-8")
    os.utime(config, ns=(10**18, 10**18))
    assert cache.recall(config, read)["title"] == "two"


def test_what_is_not_a_plain_value_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    config = tmp_path / "_config.yml"
    config.write_text("x", encoding="utf-8")
    os.utime(config, ns=(10**18, 10**18))
    value = {"day": date(2026, 11, 21), "sum": float("nan")}
    assert cache.recall(config, lambda: value) is value
    assert cache.recall(config, dict) == {}


def test_a_configuration_written_just_now_is_not_cached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    config = tmp_path / "_config.yml"
    config.write_text("x", encoding="utf-8")
    os.utime(config, ns=(time.time_ns(), time.time_ns() + 10**7))
    assert cache.recall(config, lambda: {"a": 1}) == {"a": 1}
    assert not list(cache.folder().glob("config-*"))


@pytest.mark.parametrize("damage", ["", "(", "1", "((), [])", "\x00", "(" * 1000])
def test_a_broken_cache_is_ignored(
    damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    config = tmp_path / "_config.yml"
    config.write_text("x", encoding="utf-8")
    os.utime(config, ns=(10**18, 10**18))
    cache.recall(config, lambda: {"a": 1})
    (kept,) = cache.folder().glob("config-*")
    kept.write_text(damage, encoding="utf-8")
    assert cache.recall(config, lambda: {"a": 2}) == {"a": 2}
    assert cache.recall(config, dict) == {"a": 2}


@pytest.mark.parametrize("keep", [cache.keep, cache.keep_private])
def test_what_cannot_be_kept_and_what_a_kill_left_are_removed(
    keep: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    kept = tmp_path / "postgen"
    keep("shown.txt", "one")
    (kept / "shown.txt.4711").touch()
    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
        keep("shown.txt", "two")
    assert [each.name for each in kept.iterdir()] == ["shown.txt"]
    assert (kept / "shown.txt").read_text() == "one"
