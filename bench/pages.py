"""A local web for measurements: pages on several hosts, each answer after some time."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HEAD = b"<!doctype html><html><head><meta charset=utf-8><title>A page of some size</title></head><body>\n"
PAGE = HEAD + b"<p>What a page is made of: words, words, words.</p>\n" * 5800
"""300 kB."""


class Handler(BaseHTTPRequestHandler):
    """Sends the page; below `/kept/` it is fresh for an hour."""

    latency = 0.0

    def do_GET(self) -> None:
        """Answer."""
        time.sleep(self.latency)
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(PAGE)))
        if self.path.startswith("/kept/"):
            self.send_header("Cache-Control", "max-age=3600")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_: object) -> None:
        """Keep silent."""


class Server(ThreadingHTTPServer):
    """One host."""

    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, *_: object) -> None:
        """Keep silent: clients hang up when they have read enough."""


def serve(hosts: int = 1, latency: float = 0.0) -> list[str]:
    """Run hosts until the process ends; return addresses such as `http://127.0.0.1:8080`."""
    kind = type("Slow", (Handler,), {"latency": latency})
    addresses = []
    for number in range(hosts):
        server = Server((f"127.0.0.{number + 1}", 0), kind)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        addresses.append(f"http://127.0.0.{number + 1}:{server.server_port}")
    return addresses
