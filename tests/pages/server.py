"""A local server that answers as each test sets; the only one that tests ever contact."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROXIES = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
"""Variables that would send a client elsewhere."""


@contextmanager
def serving() -> Iterator[Server]:
    """Run a server in a thread."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()


class Server(ThreadingHTTPServer):
    """Sends what is set for each path; as a proxy, it plays every host."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.paths: dict[str, Callable[[Handler], object]] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.now = self.most = 0
        self.dripped = 0
        """Bytes that were sent by `drip`."""

    def at(self, path: str, **answer: Any) -> str:
        """Send an answer at a path; return its URL."""
        self.paths[path] = lambda handler: handler.answer(**answer)
        return self.url + path

    def plays(self, path: str, play: Callable[[Handler], object]) -> str:
        """Run a function at a path; return its URL."""
        self.paths[path] = play
        return self.url + path

    def handle_error(self, *_: object) -> None:
        """Keep silent: clients hang up on purpose."""


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    is_waiting = False

    def do_GET(self) -> None:
        server = self.server
        with server.lock:
            server.asked.append(self.path)
            server.agents.add(self.headers["User-Agent"])
            server.now += 1
            server.most = max(server.most, server.now)
        play = server.paths.get(urlsplit(self.path).path)
        self.is_waiting = True
        try:
            play(self) if play else self.answer(status=404)
        finally:
            self.close_connection = True
            self.let_go()

    def let_go(self) -> None:
        """Count the client as finished: from the last byte on it may send its next request."""
        with self.server.lock:
            self.server.now -= self.is_waiting
            self.is_waiting = False

    def answer(
        self, body: bytes = b"", status: int = 200, kind: str = "text/html", **headers: str
    ) -> None:
        self.start(status, kind, **{"Content_Length": str(len(body)), **headers})
        self.let_go()
        self.wfile.write(body)

    def start(self, status: int = 200, kind: str = "text/html", **headers: str) -> None:
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def drip(self, data: bytes, pause: float = 0.02) -> None:
        """Send without end, until the client leaves or the test is over."""
        while not self.server.over.wait(pause):
            self.wfile.write(data)
            self.server.dripped += len(data)

    def log_message(self, *_: object) -> None:
        """Keep silent."""
