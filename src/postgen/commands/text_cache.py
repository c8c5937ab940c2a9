"""The texts of a site's files, each read once however many questions a command has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.files import store

if TYPE_CHECKING:
    from pathlib import Path


class Texts:
    """Reads files, and keeps their texts if `keep` says that they will be asked for again."""

    def __init__(self, *, keep: bool) -> None:
        self._keep = keep
        self._texts: dict[Path, str] = {}

    def read(self, path: Path) -> str:
        """Return a file's text. Raises `UnreadableError`."""
        if not self._keep:
            return store.read(path)
        text = self._texts.get(path)
        if text is None:
            text = self._texts[path] = store.read(path)
        return text

    def head(self, path: Path) -> str:
        """Return at least the beginning of a file's text; "" where it cannot be read.

        Where texts are kept, the whole file is read: its text may be asked for next.
        """
        if not self._keep:
            return store.read_head(path)
        try:
            return self.read(path)
        except store.UnreadableError:
            return ""
