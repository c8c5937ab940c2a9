"""Writes docs/checks.md from the checks themselves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from postgen import checks

if TYPE_CHECKING:
    from postgen.checks.check import Check

PAGE = Path(__file__).parent.parent / "docs" / "checks.md"

GROUPS = {
    "DT": "Dates, names and addresses",
    "FM": "Front matter",
    "KR": "What kramdown does not see as intended",
    "IMG": "Images",
    "LNK": "Links",
    "LQ": "Liquid",
    "REF": "Numbered references",
    "TR": "Translations",
    "TXT": "Words and characters",
}
"""The groups of codes with a title; a group without one is shown under its code."""

FIXES = {
    "": "no, what is right cannot be known",
    "edits": "`--fix`",
    "numbering": "`--fix`, or `postgen refs POST`",
    "restoring": "`--fix`, or `postgen refs POST --repair`",
}
NEEDS = {
    "text": "",
    "original": "It runs only on a translation whose original is known.",
    "file": "It looks at the name and the place of the file, too.",
    "site": "It looks at the other files of the site, too.",
}


NOT_BUILT = (
    "Not built here: what Jekyll does with SafeYAML, as on GitHub Pages, was read in its source."
)


def off(check: Check) -> str:
    """Return how a check is turned on that is off."""
    return "" if check.is_on else f" Off, unless it is selected: `--select {check.code}`."


def group_of(check: Check) -> str:
    """Return the letters of a check's code."""
    return check.code.rstrip("0123456789")


def fenced(text: str) -> str:
    """Return an example as a block of code."""
    text = text.encode("utf-8", "backslashreplace").decode()  # bytes that are not UTF-8
    fence = "````" if "```" in text else "```"
    return f"{fence}markdown\n{text}{fence}"


def section(check: Check) -> str:
    """Return what the page says of one check."""
    style = f", when references are to be written as `{check.style}`" if check.style else ""
    parts = [
        f"### {check.code}: {check.name}",
        check.summary,
        " ".join(check.why.split()),
        NEEDS[check.needs],
        f"Severity: {check.severity}. Fixed: {FIXES[check.fixed_by]}.{off(check)}",
        "" if check.is_built else NOT_BUILT,
        f"Found{style}:",
        fenced(check.bad),
        "Right:",
        fenced(check.good),
    ]
    if check.original:
        parts += ["The original of both:", fenced(check.original)]
    for path, text in list(check.others.items())[:1]:
        is_text = "\n" in text
        parts.append(f"`{path}` is there, too{':' if is_text else '.'}")
        parts.append(fenced(text) if is_text else "")
    return "\n\n".join(part for part in parts if part)


def table(found: list[Check]) -> str:
    """Return the checks of a group, one in a row."""
    rows = ["| code | what it finds | severity | fixed |", "| --- | --- | --- | --- |"]
    for check in found:
        fixed = "yes" if check.fixable else ""
        severity = check.severity if check.is_on else f"{check.severity}, off"
        anchor = f"#{check.code.lower()}-{check.name.lower().replace(' ', '-')}"
        rows.append(f"| [{check.code}]({anchor}) | {check.summary} | {severity} | {fixed} |")
    return "\n".join(rows)


def page() -> str:
    """Return the whole page."""
    groups: dict[str, list[Check]] = {}
    for check in checks.built_in():
        groups.setdefault(group_of(check), []).append(check)
    parts = [
        "# Checks",
        """The faults that [`postgen check`](check.md) finds, each with a code. While an error is left,
its exit code is 1; a warning and an info are reported. Where the right answer is certain it is fixed,
and whatever is fixed changes nothing else: the text is read again first, and its words
and link targets must be the same as before.

Neither spelling nor paywalls are checked: a spelling checker has the words of your language and your own,
and what asks for money, and from whom, is not seen in an address.""",
    ]
    for group, found in groups.items():
        parts += [f"## {GROUPS.get(group, group)}", table(found), *map(section, found)]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
