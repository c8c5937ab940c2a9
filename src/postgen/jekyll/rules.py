"""Jekyll's rules for posts, in one place to import: names, slugs, dates, defaults and URLs.

All of it pure. Read in Jekyll 4.3.1 and 4.4.1 (`document.rb`, `utils.rb`, `url.rb`,
`drops/url_drop.rb`, `frontmatter_defaults.rb`) and compared with a real Jekyll in `tests/oracle`.
"""

from __future__ import annotations

from postgen.jekyll.categories import categories_of, tags_of
from postgen.jekyll.dates import date_of, localise, parse_date
from postgen.jekyll.defaults import defaults_for, with_defaults
from postgen.jekyll.file_names import FILE_NAME, RESERVED, PostName, parse_name
from postgen.jekyll.permalinks import STYLES, PermalinkError, page_url, permalink_of, url_of
from postgen.jekyll.slugs import SLUG_BYTES, slugify

__all__ = [
    "FILE_NAME",
    "RESERVED",
    "SLUG_BYTES",
    "STYLES",
    "PermalinkError",
    "PostName",
    "categories_of",
    "date_of",
    "defaults_for",
    "localise",
    "page_url",
    "parse_date",
    "parse_name",
    "permalink_of",
    "slugify",
    "tags_of",
    "url_of",
    "with_defaults",
]
