"""Links out of damaged files, in every format of export: it is read back with the same addresses."""

from __future__ import annotations

import csv
import json
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from postgen import exporters, importers
from postgen.errors import PostgenError
from tests.fuzz.targets import imports

PIECES = imports.PIECES
FORMULAS = tuple("=+-@\t\r")


def seeds() -> list[bytes]:
    """Return the files of all formats that are small."""
    return [data for data in imports.seeds() if len(data) < 4_000]


def check(data: bytes) -> str:
    """Import, export and import again."""
    first, _, data = data.partition(b"\n")
    try:
        rows = importers.read_file(data, first.decode(errors="replace")).rows
    except PostgenError as error:
        return type(error).__name__
    links = list({row.link.url: row.link for row in rows}.values())[:50]
    for form in exporters.names():
        text = exporters.write(form, links)
        if links:
            found = {
                unquote(row.link.url) for row in importers.read_file(text.encode(), "x", form).rows
            }
            assert {unquote(each.url) for each in links} <= found, form
        if form in {"json", "csv", "opml", "raindrop", "instapaper"}:
            _check_form(form, text)
    return ""


def _check_form(form: str, text: str) -> None:
    if form == "json":
        json.loads(text)
    elif form == "opml":
        ET.fromstring(text.encode())  # noqa: S314 - our own
    else:
        list(csv.reader(text.splitlines(keepends=True), strict=True))
