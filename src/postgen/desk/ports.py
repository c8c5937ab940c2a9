"""The ports and the cookie that a site's desk had: a bookmarklet and an open page go on working.

They are in the user's own folder, in a file that nobody else can read.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from postgen.files import cache

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIRST, LAST = 20_000, 29_999
"""The ports that are chosen from: outgoing connections get higher ones, services lower ones."""

HIGHEST = 65_535

TRIES = 20


class Known(NamedTuple):
    """What is known of a site's desk: its ports, its cookie, and its address while it is open."""

    port: int = 0
    cookie: str = ""
    address: str = ""
    preview_port: int = 0


def recall(root: Path) -> Known:
    """Return what is known of a site's desk; nothing where it never had one."""
    try:
        values = json.loads(cache.kept_private(_name(root)) or "{}")
        preview_port = int(values.get("preview_port", 0))
        return Known(
            int(values["port"]), str(values["cookie"]), str(values["address"]), preview_port
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Known()


def keep(root: Path, known: Known) -> None:
    """Keep what is known of a site's desk, where that can be written."""
    cache.keep_private(_name(root), json.dumps(known._asdict()))


def candidates(root: Path, known: Known) -> Iterator[int]:
    """Yield the ports to try: the one that the site has, or one that is made from its path."""
    if known.port:
        yield known.port
        return
    start = cache.hash_of(os.path.realpath(root))
    for step in range(TRIES):
        yield FIRST + (start + step) % (LAST - FIRST + 1)


def port_of(address: str) -> int:
    """Return the port of an address."""
    return urlsplit(address).port or 0


def _name(root: Path) -> str:
    return f"desk-{cache.hash_of(os.path.realpath(root)):08x}.json"
