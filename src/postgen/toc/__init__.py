"""The table of contents of a body: written from its headings, or brought up to date. Pure.

Positions are those of the body's source. `headings` reads the headings, `write` makes a table,
`entries` reads a list that may be one, `matching` says which entry is which heading, and `find`
compares the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.toc.headings import BOLD, Title, outermost, titles
from postgen.toc.write import Style, contents

if TYPE_CHECKING:
    from postgen.markdown import Markdown
    from postgen.model import Finding

__all__ = ["BOLD", "Style", "Title", "contents", "differences", "outermost", "titles"]


def differences(body: Markdown, *, without: str = "") -> list[Finding]:
    """Compare the table of contents that stands in a body with its headings.

    Return the findings (`KR03`) in the order of the text, with fixes in the table's own style;
    nothing where there is no table. The heading `without` need not be listed.
    """
    from postgen.toc import find

    table = find.find(body, without=without)
    if table is None:
        return []
    return sorted(table.findings(), key=lambda finding: (finding.start, finding.end))
