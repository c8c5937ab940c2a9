"""The life of a desk: its ports, its address, and how it ends.

It ends with Ctrl-C, with its terminal (SIGHUP), when it is asked to (SIGTERM), and after an hour in
which nobody has visited it.
"""

from __future__ import annotations

import errno
import gc
import os
import socket
from contextlib import closing, contextmanager, nullcontext, suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from postgen.desk import ports
from postgen.desk.desk import LOOPBACK, Desk
from postgen.desk.events import Events
from postgen.errors import PostgenError
from postgen.files import store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postgen.desk.words import Words
    from postgen.site import Site

IDLE = 3600.0
"""Seconds without a visit after which a desk ends."""

QUIET = 1.0
"""Seconds without a visit in which one may tidy up."""


class NotInstalledError(PostgenError):
    """The libraries that the desk needs are not installed."""


class PortTakenError(PostgenError):
    """Another program has the port."""


def serve(
    site: Site,
    words: Words,
    *,
    port: int = 0,
    shows: str = "",
    ready: Callable[[Desk], object],
    idle: float = IDLE,
) -> int:
    """Run the desk of a site until it ends; return the exit code.

    `port` is the one to listen on; else that of the settings, else the one that the site had
    before. With `shows`, the path of a preview, there is that page alone, on any port: a desk may
    be open beside it. `ready` is called as soon as browsers can connect. Raises
    `NotInstalledError` and `PortTakenError`.
    """
    require()
    # A backlog of ten thousand links is a million objects: to look through them takes as long as an
    # act, and would come with every other one. See `_tidy`.
    gc.set_threshold(100_000, 5, 2)
    known = ports.recall(site.root)
    wanted = port or site.settings.desk.port
    is_beside = bool(shows) and not port
    before = 0 if shows else known.preview_port
    bound = _bound(0) if is_beside else _listen(site, wanted, known)
    with closing(bound) as listening, closing(_bound_for_previews(before)) as previews:
        desk = Desk(
            site.root,
            words,
            port=listening.getsockname()[1],
            preview_port=previews.getsockname()[1],
            events=Events(site.root),
            cookie="" if shows else known.cookie,
            shows=shows,
        )
        if shows:
            return _run_until_signal(desk, listening, previews, ready, idle)
        known = known._replace(
            port=known.port if port else desk.port,
            cookie=desk.cookie,
            preview_port=desk.preview_port,
        )
        ports.keep(site.root, known._replace(address=desk.address))
        try:
            return _run_until_signal(desk, listening, previews, ready, idle)
        finally:
            ports.keep(site.root, known._replace(address=""))


def _run_until_signal(
    desk: Desk,
    listening: socket.socket,
    previews: socket.socket,
    ready: Callable[[Desk], object],
    idle: float,
) -> int:
    """Run a desk until a signal asks it to end, or nobody visits it; return the exit code."""
    try:
        with _signals() as caught:
            ready(desk)
            _run(desk, listening, previews, lambda: bool(caught) or is_idle(desk, idle))
    finally:
        desk.previews.close()
        with store.lock(desk.root):  # an act that still writes
            pass
    return 128 + caught[0] if caught else 0


def require() -> None:
    """Check that the libraries are there. Raises `NotInstalledError`."""
    from importlib.util import find_spec

    if not all(map(find_spec, ("starlette", "uvicorn"))):
        raise NotInstalledError(
            "The desk and previews need starlette and uvicorn, which are not installed.",
            "Run `pip install 'postgen[desk]'`.",
        )


def is_idle(desk: Desk, idle: float) -> bool:
    """Whether nobody has visited a desk for so many seconds."""
    return desk.clock() - desk.visited >= idle


def _bound_for_previews(port: int) -> socket.socket:
    """Return the socket of the previews: an open page may frame those on the port they had."""
    try:
        return _bound(port)
    except (OSError, OverflowError):
        return _bound(0)


def _listen(site: Site, port: int, known: ports.Known) -> socket.socket:
    """Return the socket of the desk: on a port that must be free, or on the site's own.

    Raises `PortTakenError`.
    """
    if port > ports.HIGHEST:
        raise PortTakenError(f"There is no port {port}.", "They end with 65535.")
    number = 0
    for each in [port] if port else ports.candidates(site.root, known):
        try:
            return _bound(each)
        except OSError as error:
            number = error.errno or 0
            if number not in {errno.EADDRINUSE, errno.EACCES}:
                raise
    taken = port or known.port
    if known.address and ports.port_of(known.address) == taken and _is_desk(taken):
        raise PortTakenError(
            f"The desk of this site is open already: {known.address}",
            "End it with Ctrl-C in its terminal first, to open another.",
        )
    reason = "is taken by another program" if number == errno.EADDRINUSE else "may not be used"
    where = f"Port {taken}" if taken else "Each port that was tried"
    raise PortTakenError(
        f"{where} of this machine {reason}.", "Name another one.", code="port-taken"
    )


def _is_desk(port: int) -> bool:
    """Whether what listens on a port answers as a desk does; its key is not sent."""
    from http.client import HTTPConnection, HTTPException

    connection = HTTPConnection(LOOPBACK, port, timeout=2)
    try:
        connection.request("GET", "/favicon.ico")
        answer = connection.getresponse()
    except (OSError, HTTPException):
        return False
    else:
        return answer.status == HTTPStatus.NO_CONTENT
    finally:
        connection.close()


def _bound(port: int) -> socket.socket:
    """Return a socket that listens on a port of this machine, and on no other address."""
    # With the protocol named, asyncio sets TCP_NODELAY; else each answer may wait 40 ms for an ACK.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "nt":  # pragma: no cover - where SO_REUSEADDR would share it with others
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)  # type: ignore[attr-defined, unused-ignore]
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOOPBACK, port))
        listening.listen(128)
    except BaseException:
        listening.close()
        raise
    return listening


@contextmanager
def _signals() -> Iterator[list[int]]:
    """Collect the signals that ask to end, while the block runs."""
    from postgen.files.lock import handled_signals

    caught: list[int] = []
    with handled_signals(lambda number, _: caught.append(number)):
        yield caught


def _run(
    desk: Desk, listening: socket.socket, previews: socket.socket, is_over: Callable[[], bool]
) -> None:
    """Answer browsers on both sockets until it is over."""
    import asyncio
    import logging

    from postgen.desk.app import create_app, import_first
    from postgen.desk.preview_app import create_preview_app

    async def run() -> None:
        servers = [_server(create_app(desk)), _server(create_preview_app(desk))]
        tasks = [
            asyncio.create_task(server.serve([each]))
            for server, each in zip(servers, (listening, previews), strict=True)
        ]
        looking = asyncio.create_task(desk.events.look())
        importing = asyncio.create_task(asyncio.to_thread(import_first, desk))
        # a signal handler sets no asyncio.Event
        tidied = desk.visited
        while not is_over() and not any(task.done() for task in (*tasks, looking)):
            await asyncio.sleep(0.05)
            tidied = _tidy(desk, tidied)
        # a browser that is slow to leave is not an error, and what it waits for has no reader
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        desk.events.close()
        desk.previews.interrupt()
        for server in servers:
            server.should_exit = True
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        await asyncio.gather(importing, *tasks)

    asyncio.run(run())


def _tidy(desk: Desk, tidied: float) -> float:
    """Free what acts have left, once nobody has asked for anything for a moment.

    A backlog and its items refer to each other: each act on ten thousand links leaves 5 MB. Return
    the visit after which it was done.
    """
    if tidied < desk.visited <= desk.clock() - QUIET:
        tidied = desk.visited
        gc.collect()
    return tidied


def _server(app: Any) -> Any:
    """Return a server that says nothing, and leaves the signals to us."""
    import uvicorn

    class Server(uvicorn.Server):
        def capture_signals(self) -> Any:
            return nullcontext()

    return Server(
        uvicorn.Config(
            app,
            loop="asyncio",
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=2,
        )
    )
