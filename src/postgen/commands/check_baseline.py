"""The findings that a site has accepted: `postgen check` reports only others.

A finding is known by its check, its file and the text of its line, not by its number: lines move.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postgen.commands.check_findings import Located

Key = tuple[str, str, str]


class BaselineError(PostgenError):
    """A file is not a baseline."""


def _key(finding: Located) -> Key:
    return finding.path, finding.code, finding.excerpt.strip()


def counted(findings: Iterable[Located]) -> Counter[Key]:
    """Return how many findings there are that are the same here, by what is compared."""
    return Counter(map(_key, findings))


def written(findings: Iterable[Located]) -> str:
    """Return findings as the text of a baseline: one in a line, in a fixed order."""
    counts = counted(findings)
    lines = [
        json.dumps({"path": path, "code": code, "line": line, "count": counts[path, code, line]})
        for path, code, line in sorted(counts)
    ]
    return '{"findings": [\n' + ",\n".join(lines) + "\n]}\n"


def read(text: str, name: str) -> Counter[Key]:
    """Read a baseline. Raises `BaselineError`; `name` is the file's, for the message."""
    try:
        rows = json.loads(text)["findings"]
        return Counter({(row["path"], row["code"], row["line"]): row["count"] for row in rows})
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BaselineError(
            f"{name} is not a baseline.", "Remove it, and the next run writes it again."
        ) from error


def without_hidden(findings: Sequence[Located], hidden: Iterable[Located]) -> list[Located]:
    """Return findings without those that were hidden before some of their lines were edited.

    So many of each check stay hidden, of the lines that are the same if there are such.
    """
    known = counted(hidden)
    new = without(findings, known)
    edited = Counter(code for _, code, _ in (known - counted(findings)).elements())
    left = []
    for each in new:
        if edited[each.code] > 0:
            edited[each.code] -= 1
        else:
            left.append(each)
    return left


def without(findings: Iterable[Located], known: Counter[Key]) -> list[Located]:
    """Return the findings that are not in a baseline; of equal ones, as many as are more."""
    left = known.copy()
    new = []
    for each in findings:
        key = _key(each)
        if left[key] > 0:
            left[key] -= 1
        else:
            new.append(each)
    return new
