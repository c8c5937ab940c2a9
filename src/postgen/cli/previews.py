"""What is said with `--dry-run` in place of sentences that say what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.cli import report

if TYPE_CHECKING:
    from postgen.commands import Note

PREVIEWS = {
    "filed": "It would be filed under `{category}`: {title}",
    "into-issue": "It would be filed in {path}: {title}",
    "back-in-backlog": "It would be back in the backlog, under `{category}`: {title}",
    "dropped": "It would be dropped: {title}",
    "moved": "It would be moved to `{category}`: {title}",
    "edited": "It would be changed: {title}",
    "category-new": "`{name}` would be a new category.",
    "category-renamed": "`{old}` would be `{name}`.",
    "category-dropped": "The category `{name}` would be dropped.",
    "first-site-made": "{folder} would be a site, with a first post.",
    "site-made": "{folder} would be a site.",
    "settings-added": "{config} would have these settings below `postgen:`.",
    "config-key-added": "{config} would have a `postgen:` key.",
    "undone": "It would be undone: {message}",
    "after-init": "",
    "after-init-with-backlog": "",
    "workflows-next": "",
}
"""A sentence for each code of a note, "" for one that is left out; other notes stay as they are."""


def preview(note: Note) -> str:
    """Return a note as the sentence that a person reads of what would be done."""
    template = PREVIEWS.get(note.code)
    return report.sentence(note) if template is None else template.format_map(note.values)
