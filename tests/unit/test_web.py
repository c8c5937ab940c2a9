"""The network, played by a local server: nothing else is ever contacted."""

from __future__ import annotations

import gzip
import json
import os
import socket
import subprocess
import sys
import threading
import time
import zlib
from dataclasses import replace
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

import pytest

from postgen import web
from postgen.page.model import Page
from postgen.web import pool
from tests.pages import samples
from tests.pages.server import PROXIES, Handler, Server, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

QUICK = web.FetchLimits(timeout=0.3)
PATIENT = web.FetchLimits(timeout=3600)
"""A fetch that waited where it should not would not come back before the run is stopped."""

FEW_BYTES = 64 << 20
"""What may be sent before a client that hung up is noticed: buffers, and the limit of a page; not two gigabytes."""

PAGE = b"<html><head><title>%b</title></head><body>Text</body></html>"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("POSTGEN_OFFLINE", *PROXIES):
        monkeypatch.delenv(name, raising=False)
    with serving() as running:
        yield running


def test_every_sample_is_read_as_expected(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url)
    sent = [
        replace(sample, path=f"{sample.path}?n={number}") for number, sample in enumerate(samples())
    ]
    sent = [
        sample if at.path != "/" and not at.path.startswith("/en/") else at
        for sample, at in zip(sent, samples(), strict=True)
    ]
    by_url = {sample.url: sample for sample in sent}

    def play(handler: Handler) -> None:
        sample = by_url[handler.path]
        handler.answer(sample.body, sample.status, sample.type)

    for sample in sent:
        server.plays(sample.path.partition("?")[0], play)
    assert len(by_url) >= 60
    for page in web.fetch_all(by_url):
        sample = by_url[page.url]
        if sample.path.partition("?")[0] in {"/rockets/", "/p/123"}:
            continue  # whose query makes them another page
        assert (sample.name, page.title) == (sample.name, sample.title)
        assert sample.failure in page.failure, sample.name
    assert server.agents == {web.USER_AGENT}


def test_a_page_and_who_asked_for_it(server: Server) -> None:
    page = web.fetch(server.at("/a", body=PAGE % b"Hello"))
    assert page == Page(f"{server.url}/a", title="Hello", status=200, is_permanent=True)
    assert server.agents == {web.USER_AGENT}
    assert web.USER_AGENT.startswith("postgen/")
    assert "(+https://" in web.USER_AGENT


# -- redirects


def test_redirects_of_every_kind_are_followed(server: Server) -> None:
    for number, status in enumerate((301, 302, 303, 307, 308)):
        server.at(f"/{number}", status=status, Location=f"{number + 1}")
    server.at("/5", body=b"<meta http-equiv=refresh content='0; url=six'>")
    server.at("/six", body=b"", Refresh="0; url=/end")
    server.at("/end", body=PAGE % b"The end")
    page = web.fetch(server.url + "/0")
    assert (page.url, page.title, page.final_url) == (
        server.url + "/0",
        "The end",
        server.url + "/end",
    )


@pytest.mark.parametrize("kind", ["location", "refresh", "both"])
def test_redirect_loops_end(server: Server, kind: str) -> None:
    def play(handler: Handler) -> None:
        other = "/b" if handler.path == "/a" else "/a"
        if kind == "location" or (kind == "both" and other == "/b"):
            handler.answer(status=302, Location=other)
        else:
            handler.answer(f"<meta http-equiv=refresh content='0;url={other}'>".encode())

    server.plays("/a", play)
    server.plays("/b", play)
    assert web.fetch(server.url + "/a").failure == "too many redirects"
    assert len(server.asked) == 11


def test_the_tenth_redirect_is_the_last(server: Server) -> None:
    for number in range(11):
        server.at(f"/{number}", status=302, Location=f"/{number + 1}")
    server.at("/10", body=PAGE % b"Ten")
    server.at("/11", body=PAGE % b"Eleven")
    assert web.fetch(server.url + "/0").title == "Ten"
    server.at("/10", status=302, Location="/11")
    assert web.fetch(server.url + "/0").failure == "too many redirects"


@pytest.mark.parametrize(
    "location",
    [
        "ftp://example.org/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,<title>x</title>",
        "http://[::1",
    ],
)
def test_redirects_lead_only_to_the_web(server: Server, location: str) -> None:
    url = server.at("/a", status=302, Location=location)
    assert web.fetch(url).failure.startswith("not a web address")


def test_a_redirect_that_leads_nowhere(server: Server) -> None:
    assert web.fetch(server.at("/a", status=302)).failure == "HTTP 302 Found"
    assert web.fetch(server.at("/b", status=302, Location="")).failure == "too many redirects"
    assert web.fetch(server.at("/c", status=302, Location="http://a" * 30_000)).failure


def test_cookies_are_kept_along_the_way_and_forgotten_behind_it(server: Server) -> None:
    def play(handler: Handler) -> None:
        if handler.headers["Cookie"]:
            handler.answer(PAGE % b"Welcome back")
        else:
            handler.answer(status=302, Location=handler.path, Set_Cookie="seen=1")

    server.plays("/a", play)
    one = web.FetchLimits(concurrency=1)
    assert [
        page.title for page in web.fetch_all([server.url + "/a", server.url + "/a?b"], limits=one)
    ] == ["Welcome back"] * 2
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    ("asked", "target", "failure"),
    [
        ("/news/how-rockets-work-today", "/", "it is gone: it leads to the site's front page"),
        ("/news/how-rockets-work-today", "/login?next=/news", "the server sent a login page"),
        ("/news/how-rockets-work-today", "/news/how-rockets-work", ""),
        ("/s", "/", ""),
        ("/login", "/users/sign_in", ""),
    ],
)
def test_redirects_that_lead_away_from_the_page(
    server: Server, asked: str, target: str, failure: str
) -> None:
    server.at(target.partition("?")[0], body=PAGE % b"Rockets")
    page = web.fetch(server.at(asked, status=302, Location=target))
    assert (page.title, page.failure[: len(failure)]) == ("" if failure else "Rockets", failure)


# -- too much, too slow, broken


def test_a_body_of_2_gigabytes_is_left_unread(server: Server) -> None:
    def play(handler: Handler) -> None:
        handler.start(Content_Length=str(2 << 30))
        handler.wfile.write(PAGE % b"Big")
        handler.drip(bytes(1 << 16), pause=0)

    assert web.fetch(server.plays("/a", play)).title == "Big"
    assert server.dripped < FEW_BYTES


def test_a_body_of_2_gigabytes_without_a_title_is_cut(server: Server) -> None:
    def play(handler: Handler) -> None:
        handler.start(Content_Length=str(2 << 30))
        handler.wfile.write(b"<html><head><script>")
        handler.drip(b"x = 1;\n" * 10_000, pause=0)

    assert web.fetch(server.plays("/a", play)).failure == "it has no title"
    assert server.dripped < FEW_BYTES


@pytest.mark.parametrize(
    "kind", ["video/mp4", "application/zip", "application/octet-stream", "text/plain", "image/png"]
)
def test_a_film_of_2_gigabytes_is_not_a_page(server: Server, kind: str) -> None:
    def play(handler: Handler) -> None:
        handler.start(kind=kind, Content_Length=str(2 << 30))
        handler.drip(b"\x00\x01film" * 10_000, pause=0)

    assert web.fetch(server.plays("/a", play)).failure == f"not a web page ({kind})"
    assert server.dripped < FEW_BYTES


@pytest.mark.parametrize("coding", ["gzip", "deflate", "x-gzip"])
def test_a_compressed_page(server: Server, coding: str) -> None:
    pack = zlib.compress if coding == "deflate" else gzip.compress
    url = server.at("/a", body=pack(PAGE % b"Packed"), Content_Encoding=coding)
    assert web.fetch(url).title == "Packed"


def test_a_page_in_raw_deflate_and_one_of_two_gzip_members(server: Server) -> None:
    packer = zlib.compressobj(wbits=-15)
    raw = packer.compress(PAGE % b"Raw") + packer.flush()
    assert web.fetch(server.at("/a", body=raw, Content_Encoding="deflate")).title == "Raw"
    members = (
        gzip.compress(b"<html><head><title>Two ")
        + gzip.compress(b"members</title></head>")
        + b"rubbish"
    )
    assert web.fetch(server.at("/b", body=members, Content_Encoding="gzip")).title == "Two members"


@pytest.mark.processes
def test_a_gzip_bomb_does_not_unfold(server: Server) -> None:
    packer = zlib.compressobj(wbits=31)
    bomb = packer.compress(b"<html><head><!--") + b"".join(
        packer.compress(bytes(1 << 20)) for _ in range(150)
    )
    url = server.at("/a", body=bomb + packer.flush(), Content_Encoding="gzip")
    code = (
        "import sys; from pathlib import Path; from postgen import web; print(web.fetch(sys.argv[1]).failure)\n"
        "status = Path('/proc/self/status'); print(status.read_text() if status.exists() else 'VmHWM: 0 kB')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, url], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("it has no title\n")
    assert int(done.stdout.partition("VmHWM:")[2].split()[0]) < 100_000  # kilobytes at the highest


def test_a_bomb_behind_a_title_is_a_page(server: Server) -> None:
    bomb = gzip.compress(PAGE % b"Tick" + bytes(30_000_000))
    assert web.fetch(server.at("/a", body=bomb, Content_Encoding="gzip")).title == "Tick"


def test_compression_that_is_broken_or_was_not_asked_for(server: Server) -> None:
    assert (
        web.fetch(server.at("/a", body=b"plain", Content_Encoding="gzip")).failure
        == "its compression is broken"
    )
    failure = web.fetch(server.at("/b", body=b"?", Content_Encoding="br")).failure
    assert failure == "compressed in a way that was not asked for (br)"
    assert (
        web.fetch(server.at("/c", body=PAGE % b"Same", Content_Encoding="identity")).title == "Same"
    )
    cut = gzip.compress(PAGE % b"Cut" + os.urandom(50_000))[:20_000]
    assert web.fetch(server.at("/d", body=cut, Content_Encoding="gzip")).title == "Cut"


def test_a_slow_drip_ends(server: Server) -> None:
    def play(handler: Handler) -> None:
        handler.start()
        handler.drip(b" ")

    assert web.fetch(server.plays("/a", play), limits=QUICK).failure == "timed out after 0.3 s"


def test_a_slow_drip_behind_a_head_is_not_waited_for(server: Server) -> None:
    def play(handler: Handler) -> None:
        handler.start()
        handler.wfile.write(PAGE[:-14] % b"Head first")
        handler.drip(b".")

    assert web.fetch(server.plays("/a", play), limits=PATIENT).title == "Head first"


def test_what_arrived_before_the_deadline_counts(server: Server) -> None:
    def play(handler: Handler) -> None:
        handler.start()
        handler.wfile.write(b"<html><head><title>In time</title>")
        handler.drip(b" ")

    assert web.fetch(server.plays("/a", play), limits=QUICK).title == "In time"


def test_headers_that_drip_end_too(server: Server) -> None:
    def play(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        handler.drip(b"x")

    assert web.fetch(server.plays("/a", play), limits=QUICK).failure == "timed out after 0.3 s"


def test_silence_ends(server: Server) -> None:
    url = server.plays("/a", lambda handler: handler.server.over.wait())
    assert web.fetch(url, limits=QUICK).failure == "timed out after 0.3 s"


def test_a_name_that_is_looked_up_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POSTGEN_OFFLINE", raising=False)
    over = threading.Event()
    look_up = socket.getaddrinfo

    def hang(host: Any, *rest: Any, **options: Any) -> Any:
        if host == "slow.example":
            over.wait(10)
            raise socket.gaierror(socket.EAI_NONAME, "no such host")
        return look_up(host, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    pages = web.fetch_all([f"http://slow.example/{number}" for number in range(3)], limits=QUICK)
    over.set()
    assert {page.failure for page in pages} == {"timed out after 0.3 s"}


def test_connections_that_break(server: Server) -> None:
    def early(handler: Handler) -> None:
        handler.start(Content_Length="1000")
        handler.wfile.write(b"<title>Bro")

    def late(handler: Handler) -> None:
        handler.start(Content_Length="1000")
        handler.wfile.write(b"<title>Broken, but whole</title>")

    assert web.fetch(server.plays("/a", early)).title in {"", "Bro"}
    assert web.fetch(server.plays("/b", late)).title == "Broken, but whole"
    assert web.fetch(server.plays("/c", lambda _: None)).failure == "the connection broke off"
    assert (
        web.fetch(server.plays("/d", lambda h: h.wfile.write(b"SSH-2.0-x\r\n"))).failure
        == "the connection broke off"
    )
    many = server.plays(
        "/e", lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000)
    )
    assert web.fetch(many).failure


@pytest.mark.parametrize(
    ("url", "failure"),
    [
        ("http://no-such-host.invalid/", "no such host"),
        ("http://127.0.0.1:1/", "the connection was refused"),
        ("ftp://example.org/", "not a web address (ftp://example.org/)"),
        ("example.org", "not a web address (example.org)"),
        ("http://", "not a web address (http://)"),
        ("http://[::1", "not a web address (http://[::1)"),
        ("http://e.org/\x00", "not a web address"),
        ("", "not a web address ()"),
    ],
)
def test_addresses_that_lead_nowhere(
    url: str, failure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("POSTGEN_OFFLINE", raising=False)
    page = web.fetch(url)
    assert (page.url, page.title) == (url, "")
    assert page.failure == failure or (failure == "no such host" and "looked up" in page.failure)


@pytest.mark.processes
def test_a_certificate_that_nobody_signed(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POSTGEN_OFFLINE", raising=False)
    ssl = pytest.importorskip("ssl")
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-subj", "/CN=x", "-keyout", tmp_path / "key", "-out", tmp_path / "cert", "-days", "9"],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("openssl is not at hand")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    with Server() as running:
        running.socket = context.wrap_socket(running.socket, server_side=True)
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        page = web.fetch(running.url.replace("http", "https") + "/")
        running.shutdown()
        thread.join()
    assert page.failure == "its certificate is not valid"


# -- PDFs and videos


def test_a_large_pdf_with_its_title_at_the_end(server: Server) -> None:
    body = (
        b"%PDF-1.4\n"
        + bytes(3_000_000)
        + b"7 0 obj << /Title (At the end) >> endobj trailer << /Info 7 0 R >>"
    )

    def play(handler: Handler) -> None:
        asked = handler.headers["Range"]
        part = body[-int(asked.removeprefix("bytes=-")) :] if asked else body
        handler.answer(part, 206 if asked else 200, "application/pdf")

    assert web.fetch(server.plays("/a.pdf", play)).title == "At the end"
    assert (
        web.fetch(server.at("/b.pdf", body=body, kind="application/pdf")).failure
        == "the PDF has no title"
    )


def test_a_paper_is_described_by_its_abstract(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url)
    server.at("/abs/1706.03762v5", body=PAGE % b"[1706.03762] Attention Is All You Need")
    page = web.fetch("http://arxiv.org/pdf/1706.03762v5")
    assert (page.url, page.final_url) == (
        "http://arxiv.org/pdf/1706.03762v5",
        "http://arxiv.org/abs/1706.03762v5",
    )
    assert page.title == "[1706.03762] Attention Is All You Need"


def test_a_video_is_described_by_oembed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    answer = {
        "title": "A film",
        "author_name": "Ada",
        "provider_name": "YouTube",
        "thumbnail_url": "https://i.e.org/1.jpg",
    }
    mirror = {
        "https://www.youtube.com/oembed": server.at(
            "/oembed", body=json.dumps(answer).encode(), kind="application/json"
        )
    }
    limits = web.FetchLimits(oembed=mirror)
    page = web.fetch("http://www.youtube.com/watch?v=abc", limits=limits)
    assert page == Page(
        "http://www.youtube.com/watch?v=abc",
        status=200,
        title="A film",
        author="Ada",
        site="YouTube",
        image="https://i.e.org/1.jpg",
    )
    # A provider that does not know it: the page itself is asked.
    server.at("/oembed", status=401)
    server.at("/watch", body=PAGE % b"From the page - YouTube")
    assert web.fetch("http://www.youtube.com/watch?v=abc", limits=limits).title == "From the page"


# -- limits


def test_many_are_returned_in_order_and_equal_ones_fetched_once(server: Server) -> None:
    server.plays("/a", lambda handler: handler.answer(PAGE % handler.path.encode()))
    urls = [f"{server.url}/a?{number % 50}" for number in range(60)]
    done: list[Page] = []
    pages = web.fetch_all(urls, on_done=done.append)
    assert [page.title for page in pages] == [f"/a?{number % 50}" for number in range(60)]
    assert sorted(page.title for page in done) == sorted({page.title for page in pages})
    assert len(server.asked) == 50
    assert web.fetch_all([]) == []


def test_at_most_four_at_once_from_one_host(server: Server) -> None:
    def play(handler: Handler) -> None:
        with server.lock:
            waiting = server.now
        if waiting < 4:
            handler.server.over.wait(0.02)
        handler.answer(PAGE % b"x")

    server.plays("/a", play)
    web.fetch_all([f"{server.url}/a?{number}" for number in range(40)])
    assert server.most <= 4
    server.most = 0
    web.fetch_all(
        [f"{server.url}/a?{number}" for number in range(10)], limits=web.FetchLimits(per_host=1)
    )
    assert server.most == 1


def test_several_hosts_are_asked_in_parallel(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url)
    together = threading.Barrier(12, timeout=5)

    def play(handler: Handler) -> None:
        together.wait()
        handler.answer(PAGE % b"x")

    server.plays("/a", play)
    pages = web.fetch_all([f"http://host{number % 3}.example/a?{number}" for number in range(12)])
    assert {page.title or page.failure for page in pages} == {"x"}


@pytest.mark.parametrize(("status", "seconds"), [(429, 1), (503, 0)])
def test_retry_after_is_waited_for(server: Server, status: int, seconds: int) -> None:
    times: list[float] = []

    def play(handler: Handler) -> None:
        times.append(time.monotonic())
        if len(times) == 1:
            handler.answer(status=status, Retry_After=str(seconds))
        else:
            handler.answer(PAGE % b"Later")

    assert web.fetch(server.plays("/a", play)).title == "Later"
    assert times[1] - times[0] >= seconds  # a pause is never shorter, however busy the machine is


def test_retry_after_is_obeyed_within_bounds(server: Server) -> None:
    in_an_hour = formatdate(time.time() + 3600, usegmt=True)
    failures = [
        web.fetch(server.at(path, status=status, **headers), limits=PATIENT).failure
        for path, status, headers in (
            ("/a", 429, {"Retry_After": "120"}),
            ("/b", 503, {"Retry_After": in_an_hour}),
            ("/c", 429, {}),
            ("/d", 503, {"Retry_After": "soon"}),
        )
    ]
    assert failures[0] == "HTTP 429 Too Many Requests (it asks to wait 120 s)"
    assert failures[1].startswith("HTTP 503 Service Unavailable (it asks to wait 3")
    assert failures[2:] == ["HTTP 429 Too Many Requests", "HTTP 503 Service Unavailable"]
    assert len(server.asked) == 4


def test_a_host_that_asks_for_a_long_pause_is_not_waited_for(server: Server) -> None:
    server.at("/a", status=429, Retry_After="3600")
    pages = web.fetch_all([f"{server.url}/a?{number}" for number in range(50)])
    assert {page.failure for page in pages} == {
        "HTTP 429 Too Many Requests (it asks to wait 3600 s)"
    }
    assert len(server.asked) <= 8


def test_a_host_that_asks_for_pauses_again_and_again_is_abandoned(server: Server) -> None:
    server.at("/a", status=429, Retry_After="0")
    pages = web.fetch_all([f"{server.url}/a?{number}" for number in range(20)])
    assert {page.failure for page in pages} == {"HTTP 429 Too Many Requests (it asks to wait 0 s)"}
    assert len(server.asked) <= 60


def test_a_server_that_fails_a_third_of_the_time(server: Server) -> None:
    def play(handler: Handler) -> None:
        number = int(handler.path.partition("?")[2])
        if number % 9 == 0:
            return
        handler.answer(PAGE % b"Page %d" % number, 500 if number % 9 in {3, 6} else 200)

    server.plays("/a", play)
    pages = web.fetch_all([f"{server.url}/a?{number}" for number in range(99)])
    for number, page in enumerate(pages):
        expected = {
            0: "the connection broke off",
            3: "HTTP 500 Internal Server Error",
            6: "HTTP 500 Internal Server Error",
        }
        assert (page.title, page.failure) == (
            ("", expected[number % 9]) if number % 3 == 0 else (f"Page {number}", "")
        )


def test_an_error_in_the_program_is_raised(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postgen.page.metadata.read", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        web.fetch(server.at("/a", body=PAGE % b"x"))

    def fail(_: Page) -> None:
        raise KeyboardInterrupt

    monkeypatch.undo()
    with pytest.raises(KeyboardInterrupt):
        web.fetch_all([f"{server.url}/a?{number}" for number in range(9)], on_done=fail)


@pytest.mark.parametrize(
    ("value", "is_offline"), [("1", True), ("yes", True), ("0", False), ("", False)]
)
def test_offline(
    server: Server, monkeypatch: pytest.MonkeyPatch, value: str, *, is_offline: bool
) -> None:
    monkeypatch.setenv("POSTGEN_OFFLINE", value)
    page = web.fetch(server.at("/a", body=PAGE % b"On line"))
    assert page.title == ("" if is_offline else "On line")
    assert page.failure == ("offline (POSTGEN_OFFLINE is set)" if is_offline else "")


@pytest.mark.processes
def test_nothing_heavy_is_imported_without_need() -> None:
    code = (
        "import sys; from postgen import web; from postgen.page import title_from_url; web.fetch('http://e.org/')\n"
        "print(sorted({'httpx', 'asyncio', 'ssl', 'rich', 'yaml'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "POSTGEN_OFFLINE": "1"},
    )
    assert done.stdout == "[]\n"


# -- the pool


class Sessions:
    """Sessions that run a function."""

    def __init__(self, do: Callable[[str], Any]) -> None:
        self._do = do
        self._made = time.monotonic()
        self.hung_up = self.closed = 0

    def do(self, item: str, deadline: float) -> Any:
        assert deadline > self._made
        return self._do(item)

    def hang_up(self) -> None:
        self.hung_up += 1

    def close(self) -> None:
        self.closed += 1


def test_a_worker_past_its_deadline_is_replaced() -> None:
    over = threading.Event()
    sessions = Sessions(lambda item: over.wait(10) if item == "slow" else item)
    done = pool.run(
        ["slow", "a", "b", "slow too", "c"],
        host_of=lambda _: "host", session=lambda: sessions, late=lambda item: f"late: {item}", limits=(0.1, 1, 1),
    )  # fmt: skip
    over.set()
    assert done == ["late: slow", "a", "b", "slow too", "c"]
    assert sessions.hung_up == 1


def test_all_sessions_are_closed() -> None:
    sessions = Sessions(str.upper)
    names = [str(number) for number in range(20)]
    done = pool.run(names, host_of=str, session=lambda: sessions, late=str, limits=(5, 3, 1))
    assert done == names
    assert sessions.closed == 3


@pytest.mark.processes
def test_httpx_is_loaded_without_its_command_line() -> None:
    code = (
        "import sys\n"
        "from postgen.web import network\n"
        "network._load_httpx()\n"
        "import httpx\n"
        "print(sorted({'click', 'rich', 'pygments', 'httpx._main'} & set(sys.modules)), httpx.get)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("[] <function get")
