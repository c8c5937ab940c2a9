"""`postgen desk` as a process: who may talk to it, how it begins, and how it ends."""

from __future__ import annotations

import http.client
import os
import pty
import re
import signal
import socket
import stat
import subprocess
import sys
import termios
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.conftest import COMMAND, write_files

if TYPE_CHECKING:
    from collections.abc import Iterator

BACKLOG = "_posts/2026-11-01-backlog.md"
SITE = {
    "_config.yml": "title: A <b>secret</b> title\ntimezone: UTC\n",
    BACKLOG: "---\ntitle: Backlog\n---\n\n## Reading\n\n* [One](https://example.org/1)\n",
}


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a command whose own folders are below a folder."""
    own = {"XDG_STATE_HOME": str(folder / "state"), "XDG_CACHE_HOME": str(folder / "cache")}
    found = {**os.environ, **COMMAND, **own}
    found.pop("POSTGEN_SITE", None)
    return found


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "postgen", "desk", "--no-browser", *arguments]


def ended(
    arguments: list[str], folder: Path, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command that is to end by itself, in the site of a folder or elsewhere."""
    return subprocess.run(
        arguments,
        cwd=cwd or folder / "site",
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class Desk:
    """A desk that runs as a process."""

    def __init__(self, folder: Path, *arguments: str, cwd: Path | None = None) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            command(*arguments), cwd=cwd or folder / "site", env=environment(folder),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout
        self.address = self.process.stdout.readline().strip()
        assert self.address, self.process.communicate()[1]
        self.port = urlsplit(self.address).port or 0
        self.token = parse_qs(urlsplit(self.address).query)["token"][0]
        self.host = f"127.0.0.1:{self.port}"
        self.cookie = ""

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, str]:
        """Send a request with exactly these headers, `_` for `-`, beside `Host`."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            given = {"Host": self.host, **{key.replace("_", "-"): headers[key] for key in headers}}
            if body is not None:
                given.setdefault("Content-Length", str(len(body)))
            for name, value in given.items():
                if value:
                    connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()

    def end(self, number: int = signal.SIGINT) -> tuple[int, str, str]:
        """End it with a signal; return its code and what it has printed since."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err


@contextmanager
def running(folder: Path, *arguments: str, cwd: Path | None = None) -> Iterator[Desk]:
    desk = Desk(folder, *arguments, cwd=cwd)
    try:
        yield desk
    finally:
        if desk.process.poll() is None:
            desk.end(signal.SIGKILL)
        for stream in (desk.process.stdout, desk.process.stderr):
            if stream:
                stream.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Yield one desk for all tests of who may talk to it, with its cookie."""
    folder = tmp_path_factory.mktemp("desk")
    write_files(folder / "site", SITE)
    with running(folder) as found:
        _, headers, _ = found.ask("GET", f"/?token={found.token}")
        found.cookie = headers["Set-Cookie"].partition(";")[0]
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a site."""
    write_files(tmp_path / "site", SITE)
    return tmp_path


# Who may talk to it


def test_the_token_is_exchanged_for_a_cookie_that_scripts_and_other_sites_do_not_have(
    desk: Desk,
) -> None:
    status, headers, _ = desk.ask("GET", f"/?token={desk.token}")
    assert (status, headers["Location"]) == (303, "/")
    name, _, attributes = headers["Set-Cookie"].partition("=")
    assert name == f"postgen-{desk.port}"
    assert {each.strip().lower() for each in attributes.split(";")[1:]} == {
        "httponly", "path=/", "samesite=strict",
    }  # fmt: skip
    assert desk.token not in headers["Set-Cookie"]
    status, _, text = desk.ask("GET", "/backlog", Cookie=desk.cookie)
    assert status == 200
    assert "A &lt;b&gt;secret&lt;/b&gt; title" in text
    assert desk.ask("GET", f"/?token={desk.token}", Cookie=desk.cookie)[0] == 303


CLOSED = ["/", "/backlog", "/issue", "/events", "/bookmarklet", "/?token=", "/?token=x", "/preview"]


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("kind", ["none", "wrong", "of-another-port"])
def test_without_the_cookie_there_is_nothing_of_the_site(desk: Desk, path: str, kind: str) -> None:
    value = desk.cookie.partition("=")[2]
    cookie = {
        "none": "",
        "wrong": f"postgen-{desk.port}={value[:-1]}",
        "of-another-port": f"postgen-{desk.port + 1}={value}",
    }[kind]
    status, headers, text = desk.ask("GET", path, Cookie=cookie)
    assert status == 403
    assert "secret" not in text
    assert "Set-Cookie" not in headers


def test_capture_is_answered_without_a_cookie_with_its_own_query_only(desk: Desk) -> None:
    query = "url=https%3A%2F%2Fexample.org%2F%22%3E%3Cscript%3E&title=%3Cimg%20src=x%3E&quote=a%0Ab"
    status, _, text = desk.ask("GET", f"/capture?{query}", Sec_Fetch_Site="cross-site")
    assert status == 200
    assert "<img" not in text
    assert '"><script>' not in text
    assert "&lt;img src=x&gt;" in text
    assert "secret" not in text
    assert "Reading" not in text
    assert desk.ask("GET", "/static/desk.css")[0] == 200


HOSTS = ["", "evil.example", "127.0.0.1", "127.0.0.1:1", "localhost", "[::1]:{port}", "127.0.0.1:{port}.evil.example",
         "evil.example:{port}", "127.0.0.1:{port}@evil.example", "127.1:{port}", "LOCALHOST.:{port}"]  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
def test_another_name_of_this_machine_is_refused(desk: Desk, host: str) -> None:
    for path in ("/backlog", f"/?token={desk.token}", "/capture", "/static/desk.js"):
        status, headers, text = desk.ask(
            "GET", path, Cookie=desk.cookie, Host=host.format(port=desk.port)
        )
        assert status in {400, 421}, path
        assert "secret" not in text
        assert "Set-Cookie" not in headers


def test_two_hosts_are_refused(desk: Desk) -> None:
    with socket.create_connection(("127.0.0.1", desk.port), timeout=60) as connection:
        lines = f"GET /backlog HTTP/1.1\r\nHost: {desk.host}\r\nHost: evil.example\r\nCookie: {desk.cookie}\r\n\r\n"
        connection.sendall(lines.encode())
        assert re.match(rb"HTTP/1.1 4\d\d ", connection.recv(100))


FOREIGN = [
    {}, {"Origin": "null"}, {"Origin": "http://evil.example"}, {"Origin": "http://127.0.0.1"},
    {"Origin": "http://127.0.0.1:{other}"}, {"Origin": "http://localhost:{port}"}, {"Origin": "https://127.0.0.1:{port}"},
    {"Origin": "http://127.0.0.1:{port}.evil.example"}, {"Origin": "http://127.0.0.1:{port}/"},
    {"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-site"},
    {"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "none"},
]  # fmt: skip


@pytest.mark.parametrize("headers", FOREIGN)
def test_what_writes_must_come_from_the_desk(desk: Desk, headers: dict[str, str]) -> None:
    before = (desk.folder / "site" / BACKLOG).read_bytes()
    filled = {
        key.replace("-", "_"): value.format(port=desk.port, other=desk.port + 1)
        for key, value in headers.items()
    }
    body = b"url=https://example.org/2&title=Two&category=Reading"
    for path in ("/capture", "/capture/look", "/undo"):
        status, _, text = desk.ask("POST", path, body, Cookie=desk.cookie, **filled)
        assert status == 403
        assert "Reading" not in text
    assert (desk.folder / "site" / BACKLOG).read_bytes() == before


def test_a_write_without_a_cookie_is_refused(desk: Desk) -> None:
    origin = f"http://{desk.host}"
    for path in ("/capture", "/capture/look", "/undo", f"/undo?token={desk.token}"):
        assert desk.ask("POST", path, b"", Origin=origin)[0] == 403
        assert (
            desk.ask("POST", path, b"url=https://example.org/1", Origin=origin)[2].count("Reading")
            == 0
        )


@pytest.mark.parametrize(
    "method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "QUERY", "get"]
)
def test_other_methods_are_refused(desk: Desk, method: str) -> None:
    status, headers, _ = desk.ask(
        method, "/backlog", Cookie=desk.cookie, Origin=f"http://{desk.host}",
        Access_Control_Request_Method="POST",
    )  # fmt: skip
    assert status in {400, 405}
    assert not [name for name in headers if name.lower().startswith("access-control")]


def test_a_get_never_writes(desk: Desk) -> None:
    before = (desk.folder / "site" / BACKLOG).read_bytes()
    for path in ("/undo", "/capture/look", "/capture?url=https://example.org/2&category=Reading"):
        assert desk.ask("GET", path, Cookie=desk.cookie)[0] in {200, 404, 405}
    assert (desk.folder / "site" / BACKLOG).read_bytes() == before


@pytest.mark.parametrize("length", ["6000000", "99999999999999999999", "-1", "1e3"])
def test_a_body_that_says_it_is_too_large_is_refused_unread(desk: Desk, length: str) -> None:
    status, _, _ = desk.ask(
        "POST",
        "/capture",
        b"",
        Cookie=desk.cookie,
        Origin=f"http://{desk.host}",
        Content_Length=length,
    )
    assert status in {400, 413}


def test_a_body_that_is_too_large_is_not_kept(desk: Desk) -> None:
    chunk = b"x" * 1_000_000
    with socket.create_connection(("127.0.0.1", desk.port), timeout=60) as connection:
        connection.sendall(
            f"POST /capture HTTP/1.1\r\nHost: {desk.host}\r\nOrigin: http://{desk.host}\r\n"
            f"Cookie: {desk.cookie}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        )
        try:
            for _ in range(12):
                connection.sendall(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            answer = connection.recv(1000)
        except ConnectionError:
            answer = b"HTTP/1.1 413"
    assert answer.startswith(b"HTTP/1.1 413")


def test_too_many_fields_are_refused(desk: Desk) -> None:
    body = b"a=1&" * 30_000
    status, _, text = desk.ask(
        "POST", "/capture", body, Cookie=desk.cookie, Origin=f"http://{desk.host}"
    )
    assert status == 413
    assert "more than 20,000 fields" in text


def test_each_answer_has_the_headers_that_keep_others_out(desk: Desk) -> None:
    for path, cookie in [
        ("/backlog", desk.cookie),
        ("/backlog", ""),
        ("/capture", ""),
        ("/static/desk.js", ""),
        ("/x", desk.cookie),
    ]:
        _, headers, _ = desk.ask("GET", path, Cookie=cookie)
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert not re.search(r"[ ;]https?://(?!127\.0\.0\.1:)", policy)
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert not [name for name in headers if name.lower().startswith("access-control")]
        assert "server" not in {name.lower() for name in headers}


@pytest.mark.parametrize(
    "path",
    [
        "/static/../desk.py",
        "/static/%2e%2e/desk.py",
        "/static/..%2fdesk.py",
        "/static//etc/passwd",
        "//backlog",
        "/%00",
    ],
)
def test_no_other_file_is_served(desk: Desk, path: str) -> None:
    status, _, text = desk.ask("GET", path, Cookie=desk.cookie)
    assert status in {400, 403, 404}
    assert "import" not in text


def test_the_only_address_is_that_of_this_machine(desk: Desk) -> None:
    table = Path("/proc/net/tcp")
    if not table.is_file():
        pytest.skip("no /proc")
    listening = [line.split() for line in table.read_text(encoding="utf-8").splitlines()[1:]]
    hosts = {
        row[1].partition(":")[0]
        for row in listening
        if int(row[1].partition(":")[2], 16) == desk.port and row[3] == "0A"
    }
    assert hosts == {"0100007F"}
    assert f":{desk.port:04X} " not in Path("/proc/net/tcp6").read_text(encoding="utf-8")


# How it begins


def test_the_port_and_the_cookie_stay_and_the_token_does_not(folder: Path) -> None:
    with running(folder) as first:
        _, headers, _ = first.ask("GET", f"/?token={first.token}")
        cookie = headers["Set-Cookie"].partition(";")[0]
        (file,) = (folder / "state/postgen").glob("desk-*.json")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert first.end() == (130, "", "")
    assert first.token not in file.read_text(encoding="utf-8")
    with running(folder) as second:
        assert second.port == first.port
        assert second.token != first.token
        assert second.ask("GET", "/backlog", Cookie=cookie)[0] == 200
        assert second.ask("GET", f"/?token={first.token}")[0] == 403
        third = ended(command(), folder)
        assert (third.returncode, third.stdout) == (1, "")
        assert f"The desk of this site is open already: {second.address}\n" in third.stderr
        assert second.end(signal.SIGTERM) == (143, "", "")


def test_a_port_of_another_program_is_one_sentence(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = ended(command("--port", str(port)), folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[0].endswith(
        f"Port {port} of this machine is taken by another program."
    )
    assert "--port" in done.stderr


def test_the_setting_names_the_port(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "site/_config.yml").write_text(
        f"postgen: {{desk: {{port: {port}}}}}\n", encoding="utf-8"
    )
    with running(folder) as found:
        assert found.port == port
        assert found.end(signal.SIGHUP) == (129, "", "")


def test_without_the_extra_one_sentence_says_how_to_get_it(folder: Path) -> None:
    script = (
        "import sys\n"
        "sys.modules['uvicorn'] = None\n"
        "import importlib.util as u\n"
        "real = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'uvicorn' else real(name, *rest)\n"
        "sys.argv = ['postgen', 'desk']\n"
        "from postgen.__main__ import main\n"
        "main()\n"
    )
    done = ended([sys.executable, "-c", script], folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 2
    assert "pip install 'postgen[desk]'" in done.stderr


def test_the_site_may_be_named_and_paths_are_shown_from_its_folder(folder: Path) -> None:
    with running(folder, "--site", str(folder / "site"), cwd=folder) as found:
        _, headers, _ = found.ask("GET", f"/?token={found.token}")
        cookie = headers["Set-Cookie"].partition(";")[0]
        status, _, text = found.ask(
            "POST",
            "/capture/look",
            b"url=https://example.org/1",
            Cookie=cookie,
            Origin=f"http://{found.host}",
        )
        assert status == 200
        assert f"({BACKLOG}:7)" in text


def test_outside_of_a_site_it_says_how_to_begin(tmp_path: Path) -> None:
    done = ended(command(), tmp_path, tmp_path)
    assert done.returncode == 1
    assert "postgen init" in done.stderr


def test_a_browser_is_started_with_the_address(folder: Path) -> None:
    script, pipe = folder / "browser", folder / "pipe"
    os.mkfifo(pipe)
    script.write_text(f'#!/bin/sh\nprintf %s "$1" > {pipe}\n', encoding="utf-8")
    script.chmod(0o755)
    process = subprocess.Popen(
        [sys.executable, "-m", "postgen", "desk"], cwd=folder / "site", stdout=subprocess.PIPE, text=True,
        env={**environment(folder), "BROWSER": str(script)},
    )  # fmt: skip
    assert process.stdout
    with process.stdout:
        assert pipe.read_text(encoding="utf-8") == process.stdout.readline().strip()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130


# How it ends


def test_it_ends_with_its_terminal(folder: Path) -> None:
    parent, child = pty.openpty()

    def take_terminal() -> None:
        os.setsid()
        import fcntl

        fcntl.ioctl(child, termios.TIOCSCTTY, 0)

    process = subprocess.Popen(
        command(), cwd=folder / "site", env=environment(folder), stdin=child, stdout=child, stderr=child,
        preexec_fn=take_terminal,  # noqa: PLW1509
    )  # fmt: skip
    os.close(child)
    shown = b""
    while b"token=" not in shown or not shown.endswith(b"\n"):
        shown += os.read(parent, 1000)
    os.close(parent)
    assert process.wait(timeout=60) == 129


def test_an_open_stream_of_events_does_not_keep_it(folder: Path) -> None:
    with running(folder) as found:
        _, headers, _ = found.ask("GET", f"/?token={found.token}")
        cookie = headers["Set-Cookie"].partition(";")[0]
        with socket.create_connection(("127.0.0.1", found.port), timeout=60) as connection:
            connection.sendall(
                f"GET /events HTTP/1.1\r\nHost: {found.host}\r\nCookie: {cookie}\r\n\r\n".encode()
            )
            assert connection.recv(100).startswith(b"HTTP/1.1 200")
            assert found.end() == (130, "", "")
