"""Decompress the body of a response, piece by piece and within a limit."""

from __future__ import annotations

import zlib

_GZIP_OR_ZLIB = 47  # zlib's `wbits`: the largest window, and the header decides
_RAW_DEFLATE = -15
_GZIP_MAGIC = b"\x1f\x8b"


class Inflater:
    """Inflates gzip (several members, too) and deflate, with or without its zlib header."""

    def __init__(self) -> None:
        self._engine = zlib.decompressobj(wbits=_GZIP_OR_ZLIB)
        self._has_started = False

    def feed(self, data: bytes, limit: int) -> bytes:
        """Return what bytes inflate to, `limit` bytes at most. Raises `zlib.error`."""
        parts: list[bytes] = []
        while data and limit > 0:
            part = self._inflate(data, limit)
            parts.append(part)
            limit -= len(part)
            data = self._engine.unused_data
            if not data.startswith(_GZIP_MAGIC):
                break  # the end, or garbage behind it
            self._engine = zlib.decompressobj(wbits=_GZIP_OR_ZLIB)
        return b"".join(parts)

    def _inflate(self, data: bytes, limit: int) -> bytes:
        is_first = not self._has_started
        self._has_started = True
        try:
            return self._engine.decompress(data, limit)
        except zlib.error:
            if not is_first:
                raise
            self._engine = zlib.decompressobj(wbits=_RAW_DEFLATE)
            return self._engine.decompress(data, limit)
