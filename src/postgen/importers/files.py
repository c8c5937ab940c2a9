"""Files as bytes, zip files too, and all links that they hold.

Nothing is read from the disk or written to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from postgen.errors import PostgenError
from postgen.importers import looks, registry
from postgen.importers.encoding import decode
from postgen.importers.fields import (
    BrokenFileError,
    Rejected,
    Subscribed,
    UnclearDay,
    Untitled,
    line_of,
)
from postgen.importers.registry import UnknownFormatError
from postgen.importers.source import SourceFile
from postgen.model import Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zipfile import ZipFile, ZipInfo

    from postgen.importers.source import ImportedRow

ZIP_ENTRIES = 1_000
"""Files read of one archive."""

ZIP_BYTES = 256 * 1024 * 1024
"""Bytes unpacked of one archive, all files together."""

_ZIP_RATIO = 200
_ZIP_BYTES_UNDOUBTED = 8 * 1024 * 1024
"""A file of an archive that is larger, and this many times its packed size, is no list of links."""

_GZIP = b"\x1f\x8b"
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

    @property
    def unclear_days(self) -> list[tuple[ImportedLink, str]]:
        """The links whose date could not be read for certain, with the date."""
        return [
            (row, row.link.added.was) for row in self.rows if isinstance(row.link.added, UnclearDay)
        ]


def read_file(data: bytes, name: str, format_name: str = "auto") -> FileContents:
    """Read the links of a file, or of all files in a zip file, in a format or `auto`.

    `name` is used in messages, and its ending where the content does not show the format. Raises
    `UsageError` for a format that is not known, `ArchiveError`, `UnknownFormatError` and
    `BrokenFileError`.
    """
    return read_files(unpack(name, data), format_name)


def read_files(
    files: Iterable[SourceFile], format_name: str = "auto", *, are_several: bool = False
) -> FileContents:
    """Read the links of files.

    Raises what `importers.read` raises; where they are several files, one that cannot be read is
    rejected, and the others are read.
    """
    links: list[ImportedLink] = []
    rejected: list[tuple[str, Rejected]] = []
    untitled: list[tuple[str, Untitled]] = []
    feeds: list[Subscribed] = []
    for file in files:
        rows = _rows(file, format_name)
        if are_several:
            rows = _without_error(file, rows)
        for row in rows:
            if isinstance(row, Link):
                links.append(ImportedLink(file.name, row))
            elif isinstance(row, Rejected):
                rejected.append((file.name, _shown(row)))
            elif isinstance(row, Untitled):
                untitled.append((file.name, row))
            else:
                feeds.append(row)
    return FileContents(tuple(links), tuple(rejected), tuple(untitled), tuple(feeds))


def _without_error(file: SourceFile, rows: Iterator[ImportedRow]) -> Iterator[ImportedRow]:
    """Read a file; one that is in no format, or not in its own, is rejected."""
    try:
        yield from rows
    except (BrokenFileError, UnknownFormatError) as error:
        yield Rejected(0, "", fault_of(error, file.name), is_file=True)


def fault_of(error: PostgenError, name: str) -> str:
    """Return why a file is rejected: `x.pdf is a PDF.` is `it is a PDF`."""
    message = error.message.removesuffix(".")
    return f"it{message.removeprefix(name)}" if message.startswith(f"{name} ") else message


def _shown(row: Rejected) -> Rejected:
    """Return a row as it may be shown: nothing in it acts on a terminal."""
    return row._replace(what=line_of(row.what), reason=line_of(row.reason))


def _rows(file: SourceFile, format_name: str) -> Iterator[ImportedRow]:
    """Read a file.

    One of an archive that is not a list of links, such as a saved page, is rejected whole.
    """
    if file.fault:
        yield Rejected(0, "", file.fault, is_file=not file.in_archive)
        return
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
    """Decode a file; of a zip file, every file in it that may hold links.

    Names inside an archive are names only: nothing is written to the disk. Raises `ArchiveError`,
    and `UnknownFormatError` for what is no text: an image, a spreadsheet.
    """
    if data.startswith(_GZIP):
        data = _inflate(name, data)
    what = looks.of_bytes(data)
    if what:
        raise UnknownFormatError(
            f"{name} is {what}.", "Export the links as HTML, CSV or JSON, and import that file."
        )
    if not data.startswith(_ZIP_SIGNATURES):
        return [SourceFile(name, decode(data))]
    from zipfile import ZipFile

    try:
        with ZipFile(BytesIO(data)) as archive:
            return list(_unpacked(name, archive))
    except _damages() as error:
        raise ArchiveError(
            f"{name} cannot be unpacked: {error}.", "Unpack it yourself, and import its files."
        ) from error


def _damages() -> tuple[type[Exception], ...]:
    """Return what the standard library raises for an archive that is damaged, or encrypted."""
    import struct
    import zlib
    from lzma import LZMAError
    from zipfile import BadZipFile

    return (
        BadZipFile, zlib.error, LZMAError, struct.error,
        NotImplementedError, RuntimeError, EOFError, OSError, ValueError, OverflowError,
    )  # fmt: skip


def _inflate(name: str, data: bytes) -> bytes:
    """Unpack gzip, as far as it goes."""
    import zlib

    try:
        unpacked = zlib.decompressobj(wbits=31).decompress(data, ZIP_BYTES + 1)
    except zlib.error as error:
        raise ArchiveError(f"{name} cannot be unpacked: {error}.", "Unpack it yourself.") from error
    if len(unpacked) > ZIP_BYTES:
        raise _too_large(name)
    return unpacked


def _unpacked(name: str, archive: ZipFile) -> Iterator[SourceFile]:
    names = archive.namelist()
    entries = [entry for entry in archive.infolist() if _may_hold_links(entry)]
    what = looks.of_archive(names)
    if what or (names and not entries):
        shown = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
        raise UnknownFormatError(
            f"{name} is {what}." if what else f"{name} holds no file of links: {shown}.",
            "Export the links as HTML, CSV or JSON, and import that file.",
        )
    if len(entries) > ZIP_ENTRIES:
        raise ArchiveError(
            f"{name} holds {len(entries)} files.", f"Unpack it, and import {ZIP_ENTRIES} at a time."
        )
    bytes_left = ZIP_BYTES
    for entry in sorted(entries, key=lambda entry: entry.filename):
        shown = f"{name}/{entry.filename}"
        try:
            data = _content(archive, entry, bytes_left)
        except _damages() as error:
            yield SourceFile(shown, "", in_archive=True, fault=f"it cannot be unpacked: {error}")
            continue
        if data is None:
            raise _too_large(name)
        bytes_left -= len(data)
        yield SourceFile(shown, decode(data), in_archive=True)


def _content(archive: ZipFile, entry: ZipInfo, limit: int) -> bytes | None:
    """Return the content of a file in an archive; None if it is larger than that.

    The size that the archive states may be wrong.
    """
    is_packed_too_well = entry.file_size > _ZIP_RATIO * max(1, entry.compress_size)
    if is_packed_too_well and entry.file_size > _ZIP_BYTES_UNDOUBTED:
        return None
    with archive.open(entry) as file:
        data = file.read(limit + 1)
    return data if len(data) <= limit else None


def _too_large(name: str) -> ArchiveError:
    return ArchiveError(
        f"{name} holds more than {ZIP_BYTES // 1024**2} MiB of text.",
        "Unpack it, and import its files in turn.",
    )


def _may_hold_links(entry: ZipInfo) -> bool:
    path = entry.filename.lower()
    is_resource_fork = path.startswith("__macosx/")
    return path.endswith(_ENDINGS) and not is_resource_fork and not entry.is_dir()
