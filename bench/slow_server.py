"""A web server in a process of its own that answers every page after 100 ms, to thousands of clients."""

from __future__ import annotations

import asyncio
import atexit
import subprocess
import sys

LATENCY = 0.1
"""Seconds before each answer."""

PAGE = "<!doctype html><html lang=en><title>Page {name} about slow servers</title><p>{text}</p>"
TEXT = "What a page about slow servers says of its subject, in a few words. " * 20


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the requests of one connection, one after the other."""
    try:
        while request := await reader.readuntil(b"\r\n\r\n"):
            method, path, _ = request.decode("latin-1").split(" ", 2)
            await asyncio.sleep(LATENCY)
            name = path.rpartition("/")[2]
            body = PAGE.format(name=name, text=TEXT).encode()
            head = (
                "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
                f"Content-Length: {len(body)}\r\n\r\n"
            ).encode()
            writer.write(head if method == "HEAD" else head + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


def start() -> str:
    """Start the server, which ends with this process; return its address."""
    process = subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True)
    atexit.register(process.kill)
    assert process.stdout
    return process.stdout.readline().strip()


async def serve(port: int = 0) -> None:
    """Print the address, and serve until the process is ended."""
    server = await asyncio.start_server(answer, "127.0.0.1", port, backlog=1024)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
