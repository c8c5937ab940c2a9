"""The history of links as text: a line of JSON for each link, sorted by address. Pure.

Lines that stand alone merge well: where two people checked, git joins their lines, and a link that
is there twice, even between the marks of a conflict, is read as one.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from postgen.links.model import HARM, Record

if TYPE_CHECKING:
    from collections.abc import Iterable

FRESH = timedelta(hours=20)
"""For so long an answer holds: a run of the next day asks again, whatever the hour."""

DOUBTFUL = timedelta(hours=1)
"""For so long a failure holds: whoever put something right wants to see it."""

_DEFAULTS = Record("", "ok")._asdict()


def read(text: str) -> dict[str, Record]:
    """Return the records of a history by address; lines that are none are left out."""
    records: dict[str, Record] = {}
    lines = [line for line in text.splitlines() if line.startswith("{")]
    for fields in _rows(lines):
        record = _record(fields)
        if record:
            other = records.get(record.url)
            records[record.url] = merged(other, record) if other else record
    return records


def write(records: Iterable[Record]) -> str:
    """Return the text of a history; what is as usual is left out of a line."""
    lines = []
    for record in sorted(records):
        fields = {
            name: value
            for name, value in record._asdict().items()
            if value != _DEFAULTS[name] or name in {"url", "verdict"}
        }
        lines.append(json.dumps(fields, ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines)


def merged(one: Record, other: Record) -> Record:
    """Return one record of two: the later answer, and the days of both since the last success."""
    late, early = (one, other) if one.checked >= other.checked else (other, one)
    good = max(late.good, early.good)
    failed = {day for day in (*late.failed, *early.failed) if day > good}
    return late._replace(
        good=good,
        failed=tuple(sorted(failed)) if late.failed else (),
        title=late.title or early.title,
        language=late.language or early.language,
    )


def is_fresh(record: Record | None, now: datetime) -> bool:
    """Whether a link need not be asked for again yet."""
    if record is None:
        return False
    try:
        age = now - datetime.fromisoformat(record.checked)
    except (ValueError, TypeError):
        return False
    limit = DOUBTFUL if record.verdict == "unsure" and record.failed else FRESH
    return -DOUBTFUL <= age < limit  # clocks of those who share a history differ a little


def _rows(lines: list[str]) -> list[Any]:
    """Read lines of JSON, all at once if they are sound: that is ten times as fast."""
    try:
        return list(json.loads(f"[{','.join(lines)}]"))
    except (ValueError, RecursionError):
        return [row for line in lines for row in (_row(line),) if row]


def _row(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _record(fields: Any) -> Record | None:
    """Return the record of a line's values; None where they are not those of one."""
    try:
        record = Record(**fields)
    except TypeError:
        return None
    failed = record.failed
    is_text = {type(value) for name, value in fields.items() if name != "failed"} == {str}
    is_sound = (
        is_text and isinstance(failed, list | tuple) and all(isinstance(day, str) for day in failed)
    )
    if not is_sound or record.verdict not in HARM:
        return None
    return record._replace(failed=tuple(failed)) if failed else record
