"""Which post is the original of another: only where no other can be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postgen import site as sites
from postgen.commands.originals import Originals

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BODY = "The [bridge](https://a.example/b), the [ferry](https://a.example/f).\n"


def post(*front: str) -> str:
    return "\n".join(["---", *front, "---", BODY])


def originals(root: Path) -> dict[str, str]:
    """Return the name of each post that has an original, with that of the original."""
    site = sites.find(root)
    found = {}
    for path in site.posts():
        original = Originals(site).find(path)
        if original:
            found[path.name[11:-3]] = original[0].name[11:-3]
    return found


EN, ZH, DE = (
    "_posts/2020-01-01-notes-en.md",
    "_posts/2020-01-02-notes-zh.md",
    "_posts/2020-01-03-notes-de.md",
)
CASES = {
    "a tagged post that is earlier": (
        "",
        {EN: post('title: "Notes #7 [EN]: Bridges"'), ZH: post('title: "周报 #7: 桥"')},
        {},
    ),
    "the same day, and each names its language": (
        "",
        {"_posts/en/2020-01-01-a.md": post("title: A", "lang: en"), "_posts/zh/2020-01-01-a.md": post("title: A", "lang: zh")},
        {},
    ),
    "each names its language, one is earlier": (
        "",
        {"_posts/en/2020-01-01-a.md": post("title: A", "lang: en"), "_posts/zh/2020-01-02-a.md": post("title: A", "lang: zh")},
        {"a": "a"},
    ),
    "the later one is in the site's language": (
        "lang: zh\n",
        {"_posts/en/2020-01-01-a.md": post("title: A", "lang: en"), "_posts/zh/2020-01-02-b.md": post("title: B", "lang: zh")},
        {},
    ),
    "the site's language": (
        "lang: en\n",
        {EN: post('title: "Notes #7 [EN]"'), ZH: post('title: "Notes #7 [ZH]"'), DE: post('title: "Notes #7 [DE]"')},
        {"notes-zh": "notes-en", "notes-de": "notes-en"},
    ),
    "the site's locale": (
        "locale: en_US\n",
        {"_posts/2020-01-01-a.md": post("title: A"), "_posts/2020-01-02-a-de.md": post("title: A", "lang: de")},
        {"a-de": "a"},
    ),
    "a site without a language": (
        "",
        {"_posts/2020-01-01-a.md": post("title: A"), "_posts/2020-01-01-a-de.md": post("title: A", "lang: de")},
        {"a-de": "a"},
    ),
    "two posts in the site's language": (
        "lang: en\n",
        {"_posts/2020-01-01-a.md": post('title: "Notes #7"'), "_posts/2020-01-02-b.md": post('title: "Links #7"'), "_posts/2020-01-03-c.md": post('title: "Notes #7"', "lang: de")},
        {},
    ),
    "a translation of a translation": (
        "",
        {EN: post('title: "Notes #7 [EN]"'), ZH: post('title: "Notes #7 [ZH]"', "translation_of: notes-en"), DE: post('title: "Notes #7 [DE]"')},
        {"notes-zh": "notes-en", "notes-de": "notes-en"},
    ),
    "an original that is later": (
        "lang: en\n",
        {"_posts/2020-01-05-a.md": post("title: A"), "_posts/2020-01-01-a-de.md": post("title: A", "lang: de")},
        {},
    ),
    "a title in other letters": (
        "locale: en_US\n",
        {ZH: post('title: "周报 #7: 桥"'), DE: post('title: "Notes [DE] #7"')},
        {},
    ),
    "a title in the letters of the site": (
        "lang: zh\n",
        {ZH: post('title: "周报 #7: 桥"'), DE: post('title: "Notes [DE] #7"')},
        {"notes-de": "notes-zh"},
    ),
    "what says so itself": (
        "lang: de\n",
        {EN: post("title: A", "lang: en"), ZH: post("title: B", "lang: de", "translation_of: notes-en")},
        {"notes-zh": "notes-en"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("config", "files", "expected"), CASES.values(), ids=CASES.keys())
def test_the_original_of_a_post(
    make_site: Callable[..., Path], config: str, files: dict[str, str], expected: dict[str, str]
) -> None:
    root = make_site({"_config.yml": f"title: T\n{config}", **files})
    assert originals(root) == expected


def test_posts_that_share_half_of_their_links_are_not_compared() -> None:
    from postgen.commands.refs import RefsRequest, read
    from postgen.translation.compare import Original

    one = "---\ntitle: A\nlang: en\n---\n" + BODY
    other = "---\ntitle: B\nlang: zh\n---\n[桥](https://a.example/b)，[山](https://a.example/m)。\n"
    assert read(other, RefsRequest(), Original(one, sure=False)).findings == ()
    assert read(one, RefsRequest(), Original(other, sure=False)).findings == ()


def test_a_page_of_the_same_site_in_the_other_language_is_not_lost() -> None:
    from postgen.commands.refs import RefsRequest, read
    from postgen.translation.compare import Original

    english = "See [bridges](https://en.wiki.example/wiki/Bridge) and [it](https://a.example/).\n"
    german = "Siehe [Brücken](https://de.wiki.example/wiki/Brücke) und [es](https://a.example/).\n"
    found = read(german, RefsRequest(), Original(english, sure=True)).findings
    assert [each.severity for each in found] == ["info"]
    lost = "Siehe Brücken und [es](https://a.example/).\n"
    found = read(lost, RefsRequest(), Original(english, sure=True)).findings
    assert [(each.code, each.severity) for each in found] == [("TR02", "error")]
