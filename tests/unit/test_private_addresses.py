"""What a stranger sends never leads to this machine or to a private network."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest

from postgen import web
from postgen.web import download, private
from tests.pages.server import PROXIES, Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = b"<html><head><title>A page with a title</title></head><body>Text</body></html>"

PRIVATE = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "017700000001",
    "0", "0.0", "10.0.0.1", "10.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "[::1]", "::1", "[::]", "[::ffff:127.0.0.1]",
    "[::ffff:a00:1]", "[fe80::1]", "[fe80::1%eth0]", "[fd00::1]", "[64:ff9b::a00:1]",
    "[2002:a00:1::]", "224.0.0.1", "255.255.255.255", "localhost", "LOCALHOST", "localhost.",
    "a.localhost", "printer.local", "router.lan", "db.internal", "１２７.0.0.1", "127.0.0.1.",
    "[::127.0.0.1]", "127。0。0。1", "%31%32%37.0.0.1", "[64:ff9b:1::7f00:1]", "[fec0::1]",
    "[::ffff:0:127.0.0.1]", "localhost.localdomain", "ip6-localhost",
]  # fmt: skip
PUBLIC = [
    "example.org", "8.8.8.8", "93.184.216.34", "[2606:4700::1111]", "127.example.org",
    "10.example", "localhost.example.org", "[::ffff:8.8.8.8]", "1%00", "1\0", "3com.example", "172.32.0.1",
]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
def test_private_hosts_in_any_notation(host: str) -> None:
    assert private.is_private(host)


@pytest.mark.parametrize("host", PUBLIC)
def test_public_hosts(host: str) -> None:
    assert not private.is_private(host)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("POSTGEN_OFFLINE", *PROXIES):
        monkeypatch.delenv(name, raising=False)
    with serving() as running:
        yield running


@pytest.fixture
def proxy(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """Return a server that plays every host."""
    monkeypatch.setenv("HTTP_PROXY", server.url)
    return server


@pytest.mark.slow
@pytest.mark.parametrize(
    "host", [each for each in PRIVATE if each != "::1" and "%" not in each and each.isascii()]
)
def test_a_public_address_never_redirects_to_a_private_one(proxy: Server, host: str) -> None:
    for path, target in (("/a", f"http://{host}/secret"), ("/b", f"//{host}/secret")):
        proxy.at(path, status=302, Location=target)
        page = web.fetch(f"http://public.example{path}")
        assert page.title == ""
        assert "private network" in page.failure
    assert not [path for path in proxy.asked if "secret" in path]


def test_neither_does_a_page_that_sends_its_visitors_on(proxy: Server) -> None:
    refresh = b"<html><head><meta http-equiv=refresh content='0; url=http://10.0.0.1/secret'>"
    proxy.at("/meta", body=refresh)
    proxy.at("/header", body=b"<p>", Refresh="0; url=http://[::1]/secret")
    proxy.at("/twice", status=301, Location="http://other.example/once")
    proxy.at("/once", status=307, Location="http://192.168.0.1/secret")
    for path in ("/meta", "/header", "/twice"):
        assert "private network" in web.fetch(f"http://public.example{path}").failure
    assert not [path for path in proxy.asked if "secret" in path]


def test_a_feed_is_not_redirected_there_either(proxy: Server) -> None:
    proxy.at("/feed", status=302, Location="http://127.0.0.1:9/secret")
    [answer] = download.get_all([download.Request("http://public.example/feed")])
    assert "private network" in answer.failure
    assert not [path for path in proxy.asked if "secret" in path]


def test_what_nobody_typed_is_not_asked(server: Server) -> None:
    url = server.at("/a", body=PAGE)
    limits = web.FetchLimits(typed=False)
    assert "private network" in web.fetch(url, limits=limits).failure
    assert server.asked == []


def test_a_person_may_type_a_private_address(server: Server) -> None:
    url = server.at("/a", body=PAGE)
    assert web.fetch(url).title == "A page with a title"
    port = server.server_port
    for host in ("localhost", "127.1", "[::ffff:127.0.0.1]"):
        assert web.fetch(f"http://{host}:{port}/a").failure != "private"
    moved = server.at("/moved", status=302, Location=f"http://localhost:{port}/a")
    assert web.fetch(moved).title == "A page with a title"


class Names:
    """A DNS in which every name leads to this machine, and what it says when it is asked first."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.said: dict[str, str] = {}
        real = socket.getaddrinfo

        def getaddrinfo(host: Any, *arguments: Any, **options: Any) -> Any:
            name = host.decode() if isinstance(host, bytes) else host
            is_name = str(name).endswith(".example")
            return real("127.0.0.1" if is_name else host, *arguments, **options)

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        monkeypatch.setattr(private, "addresses_of", lambda host: [self.said.get(host, "8.8.8.8")])


def test_a_name_of_a_private_address_is_not_asked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Names(monkeypatch)
    names.said["evil.example"] = "127.0.0.1"
    port = server.server_port
    server.at("/a", status=302, Location=f"http://evil.example:{port}/secret")
    assert "private network" in web.fetch(f"http://public.example:{port}/a").failure
    assert server.asked == ["/a"]


def test_a_name_that_changes_its_address_is_not_asked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is public when it is looked up first, and private when it is connected to."""
    Names(monkeypatch)
    port = server.server_port
    server.at("/a", status=302, Location=f"http://rebound.example:{port}/secret")
    assert "private network" in web.fetch(f"http://public.example:{port}/a").failure
    assert server.asked == ["/a"]


def test_a_redirect_on_the_host_that_was_typed_is_followed(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a company's own network, whose names the public DNS does not have."""
    Names(monkeypatch)
    port = server.server_port
    server.at("/a", status=302, Location="/b")
    server.at("/b", body=PAGE)
    assert web.fetch(f"http://wiki.example:{port}/a").title == "A page with a title"
