"""Headings that kramdown gives one id: an entry cannot lead to the second one, and that is reported."""

from __future__ import annotations

import pytest

from postgen import checks
from postgen.commands.refs import RefsRequest, read
from postgen.markdown import Markdown

BODIES = {
    "numbered words": "- [Header](#header)\n- [Header 1](#header-1)\n- [Header](#header-2)\n\n"
    "# Header\n\na\n\n# Header 1\n\nb\n\n# Header\n\nc\n",
    "leading there already": "- [Header](#header)\n- [Header 1](#header-1)\n- [Header](#header-1)\n\n"
    "# Header\n\na\n\n# Header 1\n\nb\n\n# Header\n\nc\n",
    "ids of their own": "- [One](#same)\n- [Two](#same)\n- [Three](#three)\n\n"
    "# One {#same}\n\na\n\n# Two {#same}\n\nb\n\n# Three\n\nc\n",
    "other levels": "- [Links](#links)\n    - [Links 1](#links-1)\n- [Links](#links-2)\n\n"
    "# Links\n\na\n\n## Links 1\n\nb\n\n# Links\n\nc\n",
    "Chinese": "- [链接](#链接)\n- [链接 1](#链接-1)\n- [链接](#链接-2)\n\n"
    "# 链接\n\na\n\n# 链接 1\n\nb\n\n# 链接\n\nc\n",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_an_id_of_two_headings_is_reported_and_not_called_fixed(body: str) -> None:
    result = read(body, RefsRequest(repair=True))
    named = [each for each in result.findings if "Another heading above it" in each.message]
    assert len(named) == 1
    assert not named[0].fixed
    assert checks.find(Markdown(result.text))  # and reported again


def test_twins_that_kramdown_tells_apart_are_in_step() -> None:
    body = (
        "- [One](#one)\n- [One](#one-1)\n- [Two](#two)\n\n# One\n\na\n\n# One\n\nb\n\n# Two\n\nc\n"
    )
    assert checks.find(Markdown(body)) == []


@pytest.mark.parametrize(
    "body",
    [
        "* [Safety](#safety-first)\n* [Boats](#boats)\n\n# Safety first\n\na\n\n# Boats\n\nb\n",
        "* [Go](#a-go)\n* [Boats](#boats)\n* [Cars](#cars)\n\n# A. Go\n\n# Boats\n\n# Cars\n",
        '* [run](#a)\n* [Boats](#b)\n* [Cars](#c)\n\n# <a name="a"></a> run()!\n\n# Boats {#b}\n\n# Cars {#c}\n',
        "* Here:\n  * [Boats](#boats)\n  * [Cars](#cars)\n\n# Boats\n\nb\n\n# Cars\n\nc\n",
        "# A\n\n## a\n\n## b\n\nThese:\n\n* c\n* d\n* e\n\n## c\n\nc\n\n## d\n\nd\n",
        "# A\n\n## B\n\n- [Boats](#boats)\n- [Cars](#cars)\n\n### Boats\n\n### Cars\n\n### Walks\n",
    ],
    ids=["shorter words", "letters", "an anchor", "a label", "a list of options", "two of three"],
)
def test_an_entry_that_leads_to_its_heading_may_say_less(body: str) -> None:
    assert checks.find(Markdown(body)) == []


def test_no_entry_is_added_that_would_lead_to_another_heading() -> None:
    body = (
        "- [Header](#header)\n- [Header 1](#header-1)\n- [End](#end)\n\n"
        "# Header\n\na\n\n# Header 1\n\nb\n\n# Header\n\nc\n\n# End\n\nd\n"
    )
    [found] = checks.find(Markdown(body))
    assert "lack the heading `Header`" in found.message
    assert found.fix == ()
