"""Full-text search over everything that a site ever linked.

`query` answers from an SQLite database in the user's cache folder, which `index` makes from the
site's files and keeps up to date; `freshness` decides, without reading a file, whether anything has
changed; `terms` is the form in which text is compared.
"""

from __future__ import annotations

from postgen.search.query import Hit, IndexBrokenError, LinkRow, Query, links, quick, search

__all__ = ["Hit", "IndexBrokenError", "LinkRow", "Query", "links", "quick", "search"]
