"""Addresses of this machine and of private networks: no page of a stranger leads us there."""

from __future__ import annotations

import ipaddress
import socket
from unicodedata import normalize
from urllib.parse import unquote

_NAMES = (
    "localhost", "localdomain", "ip6-localhost", "ip6-loopback", "local", "internal", "intranet",
    "lan", "home.arpa",
)  # fmt: skip
"""Last labels of names that the public DNS does not have (RFC 6761, 6762, 8375)."""

_WITH_IPV4 = [
    ipaddress.IPv6Network(each)
    for each in ("::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48")
]
"""IPv6 addresses that end in one of IPv4 (RFC 4291, 2765, 6052, 8215)."""


def is_private(host: str) -> bool:
    """Whether a host is a private address in any notation, or a name of this machine or network.

    `127.0.0.1`, `127.1`, `2130706433`, `0x7f000001`, `[::1]`, `[::ffff:10.0.0.1]`, `localhost`.
    The DNS is not asked.
    """
    name = normalize("NFKC", unquote(host)).replace("。", ".")
    name = name.strip("[].").partition("%")[0].lower()
    if any(name == each or name.endswith(f".{each}") for each in _NAMES):
        return True
    address = _literal(name)
    return address is not None and is_private_address(address)


def resolves_to_private(host: str) -> bool:
    """Whether a host is private, or its name leads to an address that is, if the DNS knows it."""
    return is_private(host) or any(map(is_private_address, addresses_of(host)))


def addresses_of(host: str) -> list[str]:
    """Return the addresses of a name; none where it cannot be looked up."""
    try:
        return [str(row[4][0]) for row in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
    except (OSError, ValueError):
        return []


def is_private_address(address: str) -> bool:
    """Whether an IP address is not one of the public internet."""
    try:
        number = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(number, ipaddress.IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour
        if any(number in each for each in _WITH_IPV4):
            inner = ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
        if number.is_site_local:
            return True
        number = inner or number
    return not number.is_global or number.is_multicast


def _literal(name: str) -> str | None:
    """Return the address that a host is written as: `127.1` and `0x7f.1` are 127.0.0.1."""
    if ":" in name:
        return name
    if not name[:1].isdecimal():
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(name))
    except (OSError, ValueError):
        return None
