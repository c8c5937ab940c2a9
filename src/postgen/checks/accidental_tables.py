"""Tables that nobody intended: kramdown makes one of any line with a `|`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.checks import table_bars
from postgen.checks.check import Check, Proposal
from postgen.checks.lost_links import has_lost_link
from postgen.checks.verify_fixes import Changes
from postgen.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.markdown import Markdown
    from postgen.markdown.tree import Block

CODE = "KR04"


def find(subject: Subject) -> Iterator[Proposal]:
    """Find tables that are text with a `|`; those in which a link is lost are LNK02's."""
    body = subject.body
    if "|" not in body.view.text:
        return
    tables = [block for block in body.walk(body.blocks) if _is_accidental(body, block)]
    if not tables:
        return
    fixes = [table_bars.escaping(body, block) for block in tables]
    changes = Changes(body, [edit for fix in fixes for edit in fix])
    for block, fix in zip(tables, fixes, strict=True):
        start, line = next(table_bars.lines_of(body, block))
        bar = start + table_bars.bars_of(line)[0]
        message = "kramdown makes a table of this line, for the `|` in it: write it `\\|`."
        finding = Finding(CODE, bar, bar + 1, message)
        gains, losses = changes.within(block.start, block.end)
        makes_text = [kind for kind, _, _ in losses] == ["table"]
        if fix and makes_text:
            yield Proposal(finding._replace(fix=fix), gains, losses=losses)
        else:
            yield Proposal(finding)


def _is_accidental(body: Markdown, block: Block) -> bool:
    if block.kind != "table" or table_bars.is_intended(body, block):
        return False
    has_bars = all(table_bars.bars_of(line) for _, line in table_bars.lines_of(body, block))
    return has_bars and not has_lost_link(body, block)


CHECKS = (
    Check(
        code=CODE,
        name="accidental table",
        summary="A `|` in a line of text makes a table of it.",
        why="""kramdown reads every line with a `|` as the row of a table, even without a head and a
rule: the words around it stand in cells of a table. A line that a `|` begins or ends, one with a
rule (`|---|`), and several lines with as many cells are taken for a table that is intended. Written
`\\|`, it is text; for `|x|` in a formula there is `\\vert x \\vert`.""",
        bad="[Archive](/archive/) | [About](/about/)\n",
        good="[Archive](/archive/) \\| [About](/about/)\n",
        find=find,
        fixed_by="edits",
    ),
)
