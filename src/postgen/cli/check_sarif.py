"""Reports in SARIF 2.1.0, as code scanning reads them."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from postgen import __version__, checks
from postgen.cli.check_github import repository_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postgen.commands.check_findings import Located

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def log(findings: Sequence[Located]) -> dict[str, Any]:
    """Return findings as a log of one run.

    Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
    """
    codes = sorted({each.code for each in findings})
    results = [_result(each, codes.index(each.code)) for each in findings]
    return log_of([_rule(code) for code in codes], results)


def log_of(rules: Sequence[Any], results: Sequence[Any]) -> dict[str, Any]:
    """Return a log of one run with these rules and results."""
    driver = {"name": "postgen", "version": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return {"version": "2.1.0", "$schema": SCHEMA, "runs": [run]}


def _rule(code: str) -> dict[str, Any]:
    check = checks.get(code)
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in check.name.split()),
        "shortDescription": {"text": check.summary},
        "fullDescription": {"text": " ".join(check.why.split())},
        "help": {"text": " ".join(check.why.split())},
        "defaultConfiguration": {"level": _LEVELS[check.severity], "enabled": check.is_on},
    }


def _result(finding: Located, rule: int) -> dict[str, Any]:
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
    }
    key = f"{finding.code}\0{finding.path}\0{finding.excerpt.strip()}"
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [location(finding.path, region)],
        "partialFingerprints": {
            "postgen/v1": sha256(key.encode(errors="surrogateescape")).hexdigest()
        },
    }


def location(path: str, region: Mapping[str, int]) -> dict[str, Any]:
    """Return a place in a file."""
    uri = quote(repository_path(path), errors="surrogateescape")
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}
