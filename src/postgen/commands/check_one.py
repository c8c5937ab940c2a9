"""The findings of one file, as they are reported and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen import checks
from postgen.checks import suppressed
from postgen.checks.check import Subject
from postgen.commands.check_files import is_markdown
from postgen.commands.check_findings import Located
from postgen.files import store
from postgen.jekyll.document import Document
from postgen.text.edits import Lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from postgen.checks.check import Check
    from postgen.checks.site_facts import SiteFacts
    from postgen.commands.originals import Originals
    from postgen.model import Finding
    from postgen.site import Site
    from postgen.translation.compare import Original

MOST = 400
"""A longer line is shown, and compared, by its part around the finding: so many characters."""


class Checker:
    """Checks files of a site: what is the same for all of them.

    `chosen` are the checks that run. `facts` are those of the site; without them, only checks of
    single texts run. `style` is one in which references are to be written, "" for their own.
    """

    def __init__(
        self, site: Site, chosen: Sequence[Check], facts: SiteFacts | None, style: str = ""
    ) -> None:
        self.site = site
        self._facts = facts
        self._style = style
        self.chosen = list(chosen)
        self._of_text = [check for check in self.chosen if check.part == "text"]
        self._originals: Originals | None = None
        self._last: tuple[Path | None, tuple[Path, bool] | None] = None, None
        if any(check.needs == "original" for check in self.chosen):
            from postgen.commands.originals import Originals

            self._originals = Originals(site)

    def original(self, path: Path) -> Original | None:
        """Return the original of a file that is a translation, if a check asks for it."""
        found = self._found(path)
        if found is None:
            return None
        from postgen.commands.originals import read_original

        return read_original(found)

    def has_original(self, path: Path) -> bool:
        """Whether a file is a translation whose original is known, if a check asks for it."""
        return self._found(path) is not None

    def _found(self, path: Path) -> tuple[Path, bool] | None:
        """Find the original of a file; that of the last one that was asked for is known."""
        if self._originals is None:
            return None
        last, found = self._last
        if last != path:
            found = self._originals.find(path)
            self._last = path, found
        return found

    def findings(self, path: Path, text: str) -> list[Finding]:
        """Return what is found in the text of a file, without what the text says to ignore.

        A file that is not Markdown has no body to be read.
        """
        document = Document.parse(text)
        place = self.site.relative(path)
        subject = Subject(
            document,
            original=self.original(path),
            style=self._style,
            file=self._facts.pages.get(place) if self._facts else None,
            site=self._facts,
        )
        chosen = self.chosen if is_markdown(self.site, path) else self._of_text
        found = checks.run_on(subject, chosen)
        return suppressed.without(found, subject) if found else found

    def check(self, path: Path) -> list[Located]:
        """Read a file and return what is found in it. Raises `UnreadableError`."""
        return self.check_text(path, store.read(path))

    def check_text(self, path: Path, text: str) -> list[Located]:
        """Return what is found in a text, as that of a file."""
        return located(self.findings(path, text), text, self.site.from_root(path))


def located(found: Iterable[Finding], text: str, path: str) -> list[Located]:
    """Return findings of a text with the lines and columns of their places."""
    every = list(found)
    if not every:
        return []
    lines = Lines(text)
    return [_located(each, text, path, lines) for each in every]


def _located(finding: Finding, text: str, path: str, lines: Lines) -> Located:
    start = min(finding.start, len(text))
    end = max(start, min(finding.end, len(text)))
    line_start, line_end = lines.place(start)
    last_start, _ = lines.place(end)
    first_shown = line_start
    if line_end - line_start > MOST:
        first_shown = max(line_start, start - MOST // 2)
    excerpt = text[first_shown : min(line_end, first_shown + MOST)]
    return Located(
        path=path,
        line=finding.line or lines.number(start),
        column=start - line_start + 1,
        end_line=lines.number(end),
        end_column=end - last_start + 1,
        code=finding.code,
        message=_sentence(finding.message),
        severity=finding.severity,
        fixable=bool(finding.fix) or checks.get(finding.code).fixed_by in _FIXED_AS_A_WHOLE,
        excerpt=excerpt.rstrip("\r"),
        shown_from=first_shown - line_start + 1,
    )


def _sentence(message: str) -> str:
    return message if message.endswith((".", "?", "!", "…")) else f"{message}."


_FIXED_AS_A_WHOLE = {"numbering", "restoring"}
"""How findings are fixed that have no edits of their own: the references are written again."""
