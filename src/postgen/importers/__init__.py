"""What other programs keep, as links: one reader a format, and a look at the content that tells which it is.

A reader takes a text and its name, and gives links and the rows that it does not take. Pure, and tolerant: it goes
by the names of fields, not their places, and reads what exporters write rather than what they should.
"""

from __future__ import annotations

import codecs
import re
from importlib import import_module
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from postgen.errors import PostgenError, UsageError
from postgen.importers.fields import Rejected, Subscribed, Untitled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.model import Link

__all__ = [
    "FORMATS",
    "Rejected",
    "Subscribed",
    "UnknownFormatError",
    "Untitled",
    "decode",
    "detect",
    "read",
]

FORMATS = {
    "netscape": "netscape", "linkding": "netscape",
    "pocket": "csv_files", "raindrop": "csv_files", "instapaper": "csv_files", "readwise": "csv_files",
    "matter": "csv_files",
    "csv": "csv_files",
    "pinboard": "json_files", "karakeep": "json_files", "omnivore": "json_files", "linkwarden": "json_files",
    "wallabag": "json_files", "json": "json_files",
    "opml": "opml", "markdown": "markdown_lists", "newspaper": "link_cards", "text": "plain_text",
}  # fmt: skip
"""The formats, and the module that reads each: it is imported when it is needed."""

_TAG_SEPARATORS = {"pocket": "|", "raindrop": ",", "matter": ";"}
_ENDINGS = {
    ".md": "markdown", ".markdown": "markdown", ".txt": "text", ".csv": "csv", ".tsv": "csv", ".json": "json",
    ".html": "netscape", ".htm": "netscape", ".opml": "opml",
}  # fmt: skip
_SAMPLE = 64 * 1024  # characters looked at

_CARD = re.compile(r"^[ \t]*\|[ \t]*(?:<p>)?<a\s[^>]*href=", re.IGNORECASE | re.MULTILINE)
_ANCHOR = re.compile(r"<a\s[^>]*href\s*=", re.IGNORECASE)
_FOLDED = re.compile(r"<!DOCTYPE\s+NETSCAPE|<DL\b|<DT\b", re.IGNORECASE)
_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html|head|body|ul|ol|h1|title)\b", re.IGNORECASE)
_OPML = re.compile(r"<(?:opml|outline)\b", re.IGNORECASE)
_JSON = re.compile(r"\s*(?:\[\s*[\[{\]]|\{\s*[\"}])")
_MARKDOWN = re.compile(r"\]\(|\]:[ \t]+\S|<https?://", re.IGNORECASE)
_LINE_OF_URL = re.compile(r"(?:https?|ftps?)://\S+(?:[ \t].*)?", re.IGNORECASE)


class UnknownFormatError(PostgenError):
    """Nothing in a file tells what format it has."""


def read(form: str, text: str, name: str) -> Iterator[Link | Rejected | Subscribed | Untitled]:
    """Read a text in one of `FORMATS`, or `auto`; `name` is the file's, for messages and for a first guess.

    Raises `UsageError` for a format that is not known, `UnknownFormatError`, and `BrokenFileError` for a file
    that is not what its format says.
    """
    if form == "auto":
        form = detect(text, name)
    if form not in FORMATS:
        raise UsageError(f"There is no format `{form}`.", f"Choose auto, {', '.join(FORMATS)}.")
    module = import_module(f"postgen.importers.{FORMATS[form]}")
    reader = module.separated_by(_TAG_SEPARATORS[form]) if form in _TAG_SEPARATORS else module.read
    rows: Iterator[Link | Rejected | Subscribed | Untitled] = reader(
        text.removeprefix("\ufeff"), name
    )
    return rows


def detect(text: str, name: str) -> str:
    """Tell the format of a text by what it holds, and only then by its file's name. Raises `UnknownFormatError`."""
    sample = text[:_SAMPLE].removeprefix("\ufeff")
    found = (
        _of_json(sample)
        if _JSON.match(sample)
        else _of_marks(sample, name) or _of_table(sample) or _of_lines(sample)
    ) or _ENDINGS.get(PurePosixPath(name).suffix.lower(), "")
    if not found:
        raise UnknownFormatError(
            f"{name} is in no format that is known here.",
            f"Name it with --format: {', '.join(FORMATS)}.",
        )
    return found


def _of_json(sample: str) -> str:
    keys = set(re.findall(r'"(\w+)"\s*:', sample))
    for form, wanted in (
        ("karakeep", {"bookmarks", "content"}), ("linkwarden", {"collections"}), ("pinboard", {"href", "description"}),
        ("omnivore", {"savedAt"}), ("wallabag", {"is_archived"}),
    ):  # fmt: skip
        if wanted <= keys:
            return form
    return "json"


def _of_marks(sample: str, name: str) -> str:
    if _OPML.search(sample) and not _FOLDED.search(sample) and sample.lstrip().startswith("<"):
        return "opml"
    if _CARD.search(sample):
        return "newspaper"
    is_page = bool(_PAGE.match(sample)) or name.lower().endswith((".html", ".htm"))
    if _ANCHOR.search(sample) and (_FOLDED.search(sample) or is_page):
        return (
            "linkding"
            if "[linkding-notes]" in sample or "linkding:bookmarks" in sample
            else "netscape"
        )
    return "netscape" if re.match(r"\s*<!DOCTYPE\s+NETSCAPE", sample, re.IGNORECASE) else ""


def _of_table(sample: str) -> str:
    from postgen.importers.csv_files import header_of

    names = set(header_of(sample))
    for form, wanted in (
        ("pocket", {"time_added"}), ("raindrop", {"folder", "created"}), ("instapaper", {"selection", "folder"}),
        ("instapaper", {"selection"}), ("readwise", {"document tags"}), ("matter", {"publisher"}),
    ):  # fmt: skip
        if wanted <= names:
            return form
    return "csv" if names and not _LINE_OF_URL.match(sample.strip()) else ""


def _of_lines(sample: str) -> str:
    lines = [line.strip() for line in sample.splitlines()]
    rows = [line for line in lines if line and not line.startswith("#")]
    if rows and all(_LINE_OF_URL.fullmatch(row) for row in rows[:-1] or rows):
        return "text"
    if _MARKDOWN.search(sample):
        return "markdown"
    return "text" if "://" in sample else ""


def decode(data: bytes) -> str:
    """Decode a file: by its byte order mark, as UTF-8, or else by what it says of itself and a sound guess."""
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(codec, errors="replace").removeprefix("\ufeff")
    try:
        return data.decode()
    except UnicodeDecodeError:
        from postgen.page import charset

        return charset.decode(data, next(charset.candidates(data)))
