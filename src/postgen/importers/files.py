"""Files as bytes, zip files too, and all links that they hold.

Nothing is read from the disk or written to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from postgen.errors import PostgenError
from postgen.importers import registry
from postgen.importers.encoding import decode
from postgen.importers.fields import BrokenFileError, Rejected, Subscribed, Untitled
from postgen.importers.registry import UnknownFormatError
from postgen.importers.source import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zipfile import ZipFile, ZipInfo

    from postgen.importers.source import ImportedRow
    from postgen.model import Link

ZIP_ENTRIES = 1_000
"""Files read of one archive."""

ZIP_BYTES = 256 * 1024 * 1024
"""Bytes unpacked of one archive, all files together."""

_ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")  # the second one is that of an empty archive
_PAGE = re.compile(r"\.html?\Z", re.IGNORECASE)
_BOOKMARKS = re.compile(r"<!DOCTYPE\s+NETSCAPE|<DT>\s*<(?:A|H3)\b|\btime_added=", re.IGNORECASE)
_ENDINGS = (".csv", ".tsv", ".html", ".htm", ".json", ".opml", ".xml", ".md", ".markdown", ".txt")


class ArchiveError(PostgenError):
    """A zip file cannot be read, or holds too much."""


class ImportedLink(NamedTuple):
    """A link with the name of the file that it comes from."""

    source: str
    link: Link


@dataclass(frozen=True, slots=True)
class FileContents:
    """What files hold: links, rows that are not links, titles that are not titles, and feeds.

    `rejected` and `untitled` come with the names of their files.
    """

    rows: tuple[ImportedLink, ...]
    rejected: tuple[tuple[str, Rejected], ...]
    untitled: tuple[tuple[str, Untitled], ...]
    feeds: tuple[Subscribed, ...] = ()

    @property
    def urls_without_title(self) -> list[str]:
        """The URLs of the links that have no title, each once."""
        return list(dict.fromkeys(row.link.url for row in self.rows if not row.link.title))


def read_file(data: bytes, name: str, format_name: str = "auto") -> FileContents:
    """Read the links of a file, or of all files in a zip file, in a format or `auto`.

    `name` is used in messages, and its ending where the content does not show the format. Raises
    `UsageError` for a format that is not known, `ArchiveError`, `UnknownFormatError` and
    `BrokenFileError`.
    """
    return read_files(unpack(name, data), format_name)


def read_files(files: Iterable[SourceFile], format_name: str = "auto") -> FileContents:
    """Read the links of files. Raises what `importers.read` raises."""
    links: list[ImportedLink] = []
    rejected: list[tuple[str, Rejected]] = []
    untitled: list[tuple[str, Untitled]] = []
    feeds: list[Subscribed] = []
    for file in files:
        for row in _rows(file, format_name):
            if isinstance(row, Rejected):
                rejected.append((file.name, row))
            elif isinstance(row, Untitled):
                untitled.append((file.name, row))
            elif isinstance(row, Subscribed):
                feeds.append(row)
            else:
                links.append(ImportedLink(file.name, row))
    return FileContents(tuple(links), tuple(rejected), tuple(untitled), tuple(feeds))


def _rows(file: SourceFile, format_name: str) -> Iterator[ImportedRow]:
    """Read a file.

    One of an archive that is not a list of links, such as a saved page, is rejected whole.
    """
    if not file.in_archive:
        yield from registry.read(format_name, file.text, file.name)
        return
    if _PAGE.search(file.name) and not _BOOKMARKS.search(file.text):
        yield Rejected(0, "", "it is a page, not a list of links")
        return
    try:
        yield from registry.read(format_name, file.text, file.name)
    except (BrokenFileError, UnknownFormatError):
        yield Rejected(0, "", "it is not a list of links")


def unpack(name: str, data: bytes) -> list[SourceFile]:
    """Decode a file; of a zip file, every file in it that may hold links. Raises `ArchiveError`.

    Names inside an archive are names only: nothing is written to the disk.
    """
    if not data.startswith(_ZIP_SIGNATURES):
        return [SourceFile(name, decode(data))]
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(BytesIO(data)) as archive:
            return list(_unpacked(name, archive))
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise ArchiveError(
            f"{name} cannot be unpacked: {error}.", "Unpack it yourself, and import its files."
        ) from error


def _unpacked(name: str, archive: ZipFile) -> Iterator[SourceFile]:
    entries = [entry for entry in archive.infolist() if _may_hold_links(entry)]
    if len(entries) > ZIP_ENTRIES:
        raise ArchiveError(
            f"{name} holds {len(entries)} files.", f"Unpack it, and import {ZIP_ENTRIES} at a time."
        )
    bytes_left = ZIP_BYTES
    for entry in sorted(entries, key=lambda entry: entry.filename):
        with archive.open(entry) as file:  # the size that the archive states may be wrong
            data = file.read(bytes_left + 1)
        bytes_left -= len(data)
        if bytes_left < 0:
            raise ArchiveError(
                f"{name} holds more than {ZIP_BYTES // 1024**2} MiB of text.",
                "Unpack it, and import its files in turn.",
            )
        yield SourceFile(f"{name}/{entry.filename}", decode(data), in_archive=True)


def _may_hold_links(entry: ZipInfo) -> bool:
    path = entry.filename.lower()
    is_resource_fork = path.startswith("__macosx/")
    return path.endswith(_ENDINGS) and not is_resource_fork and not entry.is_dir()
