"""kramdown's Markdown: `Markdown` parses a text and knows where everything stands.

`escape` writes Markdown. No other package parses or escapes Markdown.
"""

from __future__ import annotations

from postgen.markdown.body import Markdown

__all__ = ["Markdown"]
