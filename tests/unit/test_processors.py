"""What is a fault depends on the Markdown processor that a site is built with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postgen import site as sites
from postgen.commands import refs
from postgen.commands.check import CheckRequest, check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

POST = (
    "---\ntitle: T\n---\n\n* [Boats](#boat)\n* [Cars](#cars)\n\n# Boats\n\nSee https://e.example/ and "
    "[it][it].\n\n##Trains\n\nText\n\n# Cars\n"
)

FOUND = {"KR01", "KR03", "LNK01", "REF13"}


@pytest.mark.parametrize(
    ("config", "codes"),
    [
        ("title: T\n", FOUND),
        ("markdown: kramdown\nkramdown:\n  input: GFM\n", FOUND),
        ("markdown: CommonMarkGhPages\n", set()),
        ("markdown: CommonMark\n", set()),
        ("kramdown:\n  input: kramdown\n", FOUND - {"KR01", "KR03"}),
        ("kramdown:\n  auto_ids: false\n", FOUND - {"KR03"}),
        ("kramdown:\n  auto_id_prefix: s-\n", FOUND - {"KR03"}),
        ("kramdown:\n  link_defs:\n    it: [https://it.example/]\n", FOUND - {"REF13"}),
        ("kramdown: nonsense\n", FOUND),
    ],
)
def test_what_the_site_is_built_with(
    make_site: Callable[..., Path], config: str, codes: set[str]
) -> None:
    root = make_site({"_posts/2020-01-01-a.md": POST}, config)
    site = sites.find(root)
    found = check(site, CheckRequest(select=refs.CHECKS)).findings
    assert {each.code for each in found} == codes
