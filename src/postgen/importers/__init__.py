"""Links from the files of other programs: one module a format, or a family of formats.

An importer goes by the names of fields, not by their places, and reads what exporters write rather
than what they should. All of it is pure. A new importer is one module here with `NAMES`, `sniff()`
and `read()`, as `source.Importer` describes; see `registry` for importers of other packages.
"""

from __future__ import annotations

from postgen.importers.encoding import decode
from postgen.importers.fields import BrokenFileError, Rejected, Subscribed, UnclearDay, Untitled
from postgen.importers.files import (
    ArchiveError,
    FileContents,
    ImportedLink,
    fault_of,
    read_file,
    read_files,
    unpack,
)
from postgen.importers.registry import UnknownFormatError, check_format, detect, names, read
from postgen.importers.source import Confidence, Guess, SourceFile

__all__ = [
    "ArchiveError",
    "BrokenFileError",
    "Confidence",
    "FileContents",
    "Guess",
    "ImportedLink",
    "Rejected",
    "SourceFile",
    "Subscribed",
    "UnclearDay",
    "UnknownFormatError",
    "Untitled",
    "check_format",
    "decode",
    "detect",
    "fault_of",
    "names",
    "read",
    "read_file",
    "read_files",
    "unpack",
]
