"""Each of thirty bad posts is found by the check of its fault alone, and none of the good ones by any."""

from __future__ import annotations

import pytest

from postgen import checks
from postgen.checks.check import Subject
from postgen.checks.site_facts import SiteFile
from postgen.jekyll.document import Document
from tests.bad_posts import POSTS, BadPost


def codes(text: str) -> list[str]:
    on = [each for each in checks.built_in() if each.is_on]
    file = SiteFile("_posts/2026-11-21-example.md")
    return [each.code for each in checks.run_on(Subject(Document.parse(text), file=file), on)]


def test_there_are_thirty() -> None:
    assert len({post.name for post in POSTS}) == 30


@pytest.mark.parametrize("post", POSTS, ids=lambda post: post.name)
def test_a_bad_post_is_found_and_the_good_one_is_not(post: BadPost) -> None:
    assert codes(post.bad) == [post.code]
    assert codes(post.good) == []
