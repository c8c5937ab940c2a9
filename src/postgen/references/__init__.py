"""Numbered references: one number a URL, by first appearance, in one of several styles.

Read on in this order: `model` (what a body holds), `styles` (how each style finds and writes its
citations and entries), `parse` (a body's references), `plan` (what is converted, and its numbers),
`convert` (the edits, verified by `verify`). `compose` numbers the links of a new text, such as a
newsletter's.
"""

from __future__ import annotations

import re

OUTSIDE = re.compile(r"(?:https?|ftps?):|//", re.IGNORECASE)
"""The links that are numbered; anchors, mail, the site's own pages and Liquid stay as they are."""
