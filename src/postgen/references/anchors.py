"""The links within a page: they follow when a number in a heading changes its id."""

from __future__ import annotations

from postgen.markdown import Markdown, headings
from postgen.text.edits import Edit, apply


def moved(before: Markdown, after: str) -> str:
    """Return the second body with its links to headings whose id is not that in the first."""
    if "](#" not in before.source and "]: #" not in before.source:
        return after
    new = Markdown(after)
    new_targets = _new_targets(before, new)
    if not new_targets:
        return after
    edits = []
    for span, view in new.links():
        is_inline = span.kind == "link" and span.form == "inline"
        if is_inline and span.url in new_targets:
            start = view.at(view.text.index(span.url, span.inner_end))
            edits.append(Edit(start, start + len(span.url), new_targets[span.url]))
    return apply(after, edits)


def _new_targets(before: Markdown, after: Markdown) -> dict[str, str]:
    """Return the new `#id` of each heading whose id has changed, by the one that it had."""
    old_ids = [heading.id for heading in headings.read(before)]
    new_ids = [heading.id for heading in headings.read(after)]
    targets: dict[str, str] = {}
    for old, new in zip(old_ids, new_ids, strict=False):
        has_changed = old != new
        if old and has_changed:
            targets[f"#{old}"] = f"#{new}"
    return targets
