"""A proxy that plays every host of a small web: what each address answers is set by a test."""

from __future__ import annotations

import threading
import time
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.pages.server import PROXIES, Handler, Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pytest

Play = "Callable[[HostHandler], object]"


@contextmanager
def small_web(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallWeb]:
    """Run a proxy in a thread, and send all requests of this process through it."""
    with SmallWeb() as web:
        thread = threading.Thread(target=web.serve_forever, args=(0.01,))
        thread.start()
        for name in PROXIES:
            monkeypatch.delenv(name, raising=False)
        for name in ("HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, web.url)
            monkeypatch.setenv(name.lower(), web.url)
        monkeypatch.setenv("NO_PROXY", ".invalid,127.0.0.1,localhost")
        yield web
        web.over.set()
        web.shutdown()
        thread.join()


class SmallWeb(Server):
    """What is at each address; `asked` has a line for each request, `GET http://e.org/a`."""

    def __init__(self) -> None:
        super().__init__()
        self.RequestHandlerClass = HostHandler
        self.pages: dict[str, Any] = {}
        self.times: Counter[str] = Counter()

    def put(self, url: str, body: str | bytes = b"", status: int = 200, **headers: str) -> str:
        """Answer with a page at an address; return the address."""
        data = body if isinstance(body, bytes) else body.encode()
        self.pages[_key(url)] = lambda handler: handler.answer(data, status, **headers)
        return url

    def leads(self, url: str, target: str, status: int = 301) -> str:
        """Redirect from an address; return it."""
        return self.put(url, status=status, Location=target)

    def plays(self, url: str, play: Callable[[Any], object]) -> str:
        """Run a function at an address; return the address."""
        self.pages[_key(url)] = play
        return url


class HostHandler(Handler):
    """Answers for whatever host a request names."""

    server: SmallWeb

    def do_GET(self) -> None:  # noqa: N802
        url = self.path if "://" in self.path else f"http://{self.headers['Host']}{self.path}"
        server = self.server
        with server.lock:
            server.asked.append(f"{self.command} {url}")
            server.times[_key(url)] += 1
        play = server.pages.get(_key(url))
        try:
            play(self) if play else self.answer(b"<title>404 Not Found</title>", 404)
        except (BrokenPipeError, ConnectionResetError):
            pass
        finally:
            self.close_connection = True

    do_HEAD = do_GET  # noqa: N815

    def do_CONNECT(self) -> None:  # noqa: N802
        """Connect to a server that speaks no TLS."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        self.close_connection = True

    def answer(
        self,
        body: bytes = b"",
        status: int = 200,
        kind: str = "text/html; charset=utf-8",
        **headers: str,
    ) -> None:
        self.start(status, kind, **{"Content_Length": str(len(body)), **headers})
        if self.command != "HEAD":
            self.wfile.write(body)

    def reset(self) -> None:
        """Break the connection off without a word."""
        self.connection.shutdown(2)

    def wait(self, seconds: float) -> None:
        """Do nothing for a while, or until the test is over."""
        self.server.over.wait(seconds)

    def count(self) -> int:
        """Return how often this address was asked for, this time included."""
        url = self.path if "://" in self.path else f"http://{self.headers['Host']}{self.path}"
        return self.server.times[_key(url)]


def _key(url: str) -> str:
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc}{parts.path or '/'}{query}"


def wait_until(is_true: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for something that another thread does."""
    end = time.monotonic() + seconds
    while not is_true() and time.monotonic() < end:
        time.sleep(0.005)
