"""The links within a page: they follow when a number in a heading changes its id."""

from __future__ import annotations

from postgen.markdown import Markdown, headings
from postgen.text.edits import Edit, apply


def moved(before: str, after: str) -> str:
    """Return the second body with its links to headings whose id is not that in the first."""
    if "](#" not in before and "]: #" not in before:
        return after
    new = Markdown(after)
    old_ids = [each.id for each in headings.read(Markdown(before))]
    new_ids = [each.id for each in headings.read(new)]
    ids = {f"#{a}": f"#{b}" for a, b in zip(old_ids, new_ids, strict=False) if a != b and a}
    edits = []
    for span, view in new.links():
        if span.kind == "link" and span.form == "inline" and span.url in ids:
            place = view.text.index(span.url, span.inner_end)
            start = view.at(place)
            edits.append(Edit(start, start + len(span.url), ids[span.url]))
    return apply(after, edits)
