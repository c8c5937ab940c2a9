"""Who has a domain, by the public suffix list (https://publicsuffix.org)."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any


@lru_cache(maxsize=4096)
def owner(host: str) -> str:
    """Return the registrable domain of a host: `example.co.uk`, `jane.github.io`.

    A host without one (an address, a name of this network) is its own.
    """
    name = host.lower().rstrip(".")
    if ":" in name or name.rpartition(".")[2].isdecimal():
        return name
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            return name
    return str(_suffixes().privatesuffix(name) or name)


@cache
def _suffixes() -> Any:
    from publicsuffixlist import PublicSuffixList  # its list takes 100 ms to load

    return PublicSuffixList()
