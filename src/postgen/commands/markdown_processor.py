"""Which checks have no meaning on a site, by its Markdown processor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen import checks

if TYPE_CHECKING:
    from postgen.site import Site


def meaningless_codes(site: Site) -> tuple[str, ...]:
    """Return the codes of checks that do not hold on a site, by its Markdown processor.

    CommonMark links addresses wherever they stand, and knows no tables without a head. kramdown
    without its GFM parser, which is `input: kramdown`, takes `##Head` for a heading and makes other
    ids; `auto_ids: false` makes none.
    """
    if "commonmark" in str(site.config.get("markdown") or "").casefold():
        return ("KR", "LNK", *checks.UNDEFINED)
    options = site.config.get("kramdown")
    if not isinstance(options, dict):
        return ()
    ignored = []
    if options.get("link_defs"):  # labels for all pages
        ignored.append("REF13")
    is_gfm = str(options.get("input") or "GFM").casefold() == "gfm"
    if not is_gfm:
        ignored.append("KR01")
    if not is_gfm or options.get("auto_ids") is False or options.get("auto_id_prefix"):
        ignored.append("KR03")
    return tuple(ignored)
