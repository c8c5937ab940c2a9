"""The inputs that were reported, where they are at hand: what `refs --check` says of them."""

from __future__ import annotations

import pytest

from postgen import checks
from postgen.commands.refs import RefsRequest, read
from postgen.references.outbound_links import mentions
from tests.conftest import ROOT

CASES = ROOT.parent / "shared" / "cases"

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the reported inputs are not here")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("post-undefined-references.md", ["REF12", "REF13", "REF13"]),
        ("post-pipe-link.md", ["LNK02"]),
        ("definition-behind-an-include.md", []),
        ("toc-twin-ids.md", ["KR03"]),
        ("post-surrogate.md", []),
    ],
)
def test_what_is_found(name: str, found: list[str]) -> None:
    text = (CASES / name).read_text(encoding="utf-8")
    result = read(text, RefsRequest())
    assert sorted(each.code for each in result.findings) == found
    assert sorted(each.code for each in checks.run(text)) == found
    assert mentions(text) is not None
    repaired = read(text, RefsRequest(repair=True))
    assert not any(each.fixed for each in repaired.findings)
    assert repaired.text == text
