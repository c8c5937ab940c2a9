"""Links as the files of other programs: one module a format, or a family of formats.

An exporter escapes what its format needs and changes nothing else; what a format cannot hold is
left out, and `Format.holds` says what it holds. All of it is pure. A new exporter is one module
here with `FORMATS`; see `registry` for exporters of other packages.
"""

from __future__ import annotations

from postgen.exporters.formats import FIELDS, Format
from postgen.exporters.registry import changed_tags, find, missing, names, write

__all__ = ["FIELDS", "Format", "changed_tags", "find", "missing", "names", "write"]
