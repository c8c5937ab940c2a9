"""What a file is that holds no links for us: a PDF, a page, a calendar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.importers.xml_elements import root_name

if TYPE_CHECKING:
    from collections.abc import Collection

_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF87a", "an image"),
    (b"GIF89a", "an image"),
    (b"II*\0", "an image"),
    (b"MM\0*", "an image"),
    (b"SQLite format 3\0", "a database"),
    (b"mozLz40\0", "a compressed backup of Firefox, which its library restores and exports"),
    (b"bplist00", "a property list of macOS"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a spreadsheet or a document of Office"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf\x27\x1c", "an archive"),
    (b"BZh", "a compressed file"),
    (b"\xfd7zXZ\0", "a compressed file"),
    (b"\x28\xb5\x2f\xfd", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"ID3", "a recording"),
    (b"OggS", "a recording"),
    (b"{\\rtf", "a document in RTF"),
)
_CONTAINERS = (
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "an image"),
    (re.compile(rb"RIFF....(?:WAVE|AVI )", re.DOTALL), "a recording"),
    (re.compile(rb"....ftyp(?:avif|heic|heix|mif1)", re.DOTALL), "an image"),
    (re.compile(rb"....ftyp", re.DOTALL), "a video"),
    (re.compile(rb".{257}ustar", re.DOTALL), "an archive"),
)
_TEXTS = (
    (re.compile(r"BEGIN:VCALENDAR", re.IGNORECASE), "a calendar"),
    (re.compile(r"BEGIN:VCARD", re.IGNORECASE), "a file of contacts"),
)
_ROOTS = {
    "html": "a page, and no file of bookmarks",
    "head": "a page, and no file of bookmarks",
    "body": "a page, and no file of bookmarks",
    "svg": "an image",
    "plist": "a property list of macOS",
    "workbook": "a spreadsheet",
    "office:document": "a document of Office",
    "urlset": "a map of a site",
    "sitemapindex": "a map of a site",
}
_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_MOST_UNREADABLE = 0.05


def of_bytes(data: bytes) -> str:
    """Return what a file is that is no text: `a PDF`; "" for what may be text."""
    if not data.strip():
        return "empty"
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            return what
    for pattern, what in _CONTAINERS:
        if pattern.match(data):
            return what
    return ""


def of_archive(names: Collection[str]) -> str:
    """Return what a zip file is that is a document, by the names of the files in it; else ""."""
    if "[Content_Types].xml" in names:
        is_sheet = any(name.startswith("xl/") for name in names)
        return "a spreadsheet" if is_sheet else "a document of Office"
    if "META-INF/container.xml" in names:
        return "a book"
    if "content.xml" in names and "mimetype" in names:
        return "a spreadsheet or a document of Office"
    return ""


def of_text(text: str) -> str:
    """Return what a text is in which no format of links is seen; "" for nothing in particular."""
    if not text.strip():
        return "empty"
    if is_binary(text):
        return "no text"
    for pattern, what in _TEXTS:
        if pattern.match(text):
            return what
    root = root_name(text)
    if not root:
        return ""
    return _ROOTS.get(root, f"XML of a kind that is not known here, with the element `{root[:30]}`")


def is_binary(text: str) -> bool:
    """Whether a text was made of bytes that are none."""
    return len(_UNREADABLE.findall(text)) > _MOST_UNREADABLE * len(text)
