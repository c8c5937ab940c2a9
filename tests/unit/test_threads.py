"""Social outlets: threads for Bluesky and Mastodon, messages for Slack and Discord."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from wcwidth import iter_graphemes

from postgen.jekyll.document import Document
from postgen.outlets import bluesky, discord, mastodon, slack
from postgen.outlets.mastodon import safe_address, size_of_address
from postgen.outlets.post import Post
from postgen.outlets.service import JOINER, SEPARATOR

if TYPE_CHECKING:
    from types import ModuleType

HERE = Path(__file__).parent.parent
PAGE = "https://blog.example.org/2026/11/20/issue.html"
ADDRESS = re.compile(r"https?://[^\s)]+")

DOCUMENTS = [
    *sorted((HERE / "posts").glob("*.md")),
    *sorted((HERE.parent / "_posts").glob("*.md")),
    *sorted((HERE.parent.parent / "shared" / "examples").glob("*")),
]


def post(body: str, **values: Any) -> Post:
    return Post(**{"title": "The week", "url": PAGE, "body": body} | values)


def thread(outlet: ModuleType, body: str, **values: Any) -> list[dict[str, Any]]:
    found = json.loads(outlet.export(post(body, **values)).text)
    assert isinstance(found, list)
    return found


def texts(outlet: ModuleType, body: str, **values: Any) -> list[str]:
    """Return the posts but for the first one, without their numbers."""
    found = thread(outlet, body, **values)
    return [re.sub(r"\n\n\d+/\d+\Z", "", each["text"]) for each in found[1:]]


def words_of(message: dict[str, Any]) -> dict[str, str]:
    """Return the words of each facet, by the bytes that it names."""
    octets = message["text"].encode()
    return {
        facet["uri"]: octets[facet["start"] : facet["end"]].decode() for facet in message["facets"]
    }


def characters(text: str) -> int:
    """Return the length of a text as a Mastodon server counts it at most."""
    return len(ADDRESS.sub("x" * 23, text))


def check_limits(body: str) -> None:
    """Check that no post and no message is longer than it may be, whatever is in it."""
    for message in thread(bluesky, body):
        text = message["text"]
        assert len(list(iter_graphemes(text))) <= 300, text
        assert len(text.encode()) <= 3000
        assert text == text.strip()
        for words in words_of(message).values():
            assert words == words.strip()
            assert words
    for message in thread(mastodon, body):
        assert characters(message["text"]) <= 500, message["text"]
    for outlet, limit in ((slack, 4000), (discord, 2000)):
        for text in outlet.export(post(body)).text.removesuffix("\n").split(SEPARATOR):
            assert len(text.encode("utf-16-le")) // 2 <= limit


# What a thread is


def test_the_first_post_has_the_title_the_excerpt_and_the_address() -> None:
    first = thread(bluesky, "* [A](https://example.org/a)\n", excerpt="Two links.")[0]
    assert first["text"] == "The week\n\nTwo links.\n\nblog.example.org/2026/11/20/iss…\n\n1/2"
    assert words_of(first) == {PAGE: "blog.example.org/2026/11/20/iss…"}
    assert first["card"] == {
        "uri": PAGE, "title": "The week", "description": "Two links.", "image": "",
    }  # fmt: skip
    first = thread(mastodon, "* [A](https://example.org/a)\n", excerpt="Two links.")[0]
    assert first["text"] == f"The week\n\nTwo links.\n\n{PAGE}\n\n1/2"


def test_an_item_with_its_note_is_a_post_below_the_headings_that_it_begins() -> None:
    body = (
        "## NLP\n\n* [One](https://example.org/1) - a note\n  * below it\n* [Two](https://example.org/2)\n\n"
        "## Tools\n\n### [Three](https://example.org/3)\n\nIts note.\n\nAnd more.\n"
    )
    assert texts(bluesky, body) == [
        "NLP\n\nOne - a note\n• below it",
        "Two",
        "Tools\n\nThree\n\nIts note.\n\nAnd more.",
    ]
    assert texts(mastodon, body) == [
        "NLP\n\nOne\nhttps://example.org/1\n\na note\n• below it",
        "Two\nhttps://example.org/2",
        "Tools\n\nThree\nhttps://example.org/3\n\nIts note.\n\nAnd more.",
    ]


def test_a_card_shows_the_page_that_an_item_leads_to() -> None:
    body = (
        "* [One](https://example.org/1) - a note, ![](/a.png) and [more](https://example.org/2)\n"
    )
    assert thread(bluesky, body)[1]["card"] == {
        "uri": "https://example.org/1",
        "title": "One",
        "description": "a note, and more",
        "image": "https://blog.example.org/a.png",
    }


@pytest.mark.parametrize(
    "body",
    [
        "See the paper[\\[1\\]](#ref-1){:#cite-1}.\n\n## References\n\n[\\[1\\]](#cite-1){:#ref-1} [P](https://example.org/p)\n",
        "See the [paper][1].\n\n[1]: https://example.org/p\n",
        "See the paper[^1].\n\n[^1]: [P](https://example.org/p)\n",
        "See the paper[1].\n\n## References\n\n[1] **P:** <https://example.org/p>\n",
        "See the [paper](https://example.org/p).\n",
    ],
)
def test_numbers_of_any_style_dissolve_into_links(body: str) -> None:
    found = thread(bluesky, body)
    assert found[0]["text"].startswith("The week\n\nSee the paper.\n\n")
    assert words_of(found[0])["https://example.org/p"] == "paper"
    assert "See the paper (https://example.org/p)." in thread(mastodon, body)[0]["text"]


def test_footnotes_with_prose_stand_where_they_are_cited() -> None:
    body = "* Cast[^a] and tuned[^a].\n\n[^a]: By [hand](https://example.org/h),\n    as ever.\n"
    assert texts(bluesky, body) == ["Cast (By hand, as ever.) and tuned."]


def test_tables_of_contents_and_numbers_of_sections_are_left_out() -> None:
    body = (
        "* [1. NLP](#nlp)\n* [2. Tools](#tools)\n\n## 1. NLP {#nlp}\n\n**1.1 First**\n\nA [b](https://e.org/1).\n\n"
        "## 2. Tools {#tools}\n\n**2.1 Second**\n\nC.\n\n## 3. Empty\n"
    )
    assert texts(bluesky, body) == ["NLP\n\nFirst\n\nA b.", "Tools\n\nSecond\n\nC."]


def test_rows_of_a_table_are_items_below_its_head() -> None:
    body = "| News |\n|---|\n| <p>[A](https://example.org/a)</p>&nbsp; |\n| [B](https://example.org/b) |\n"
    assert texts(bluesky, body) == ["News\n\nA", "B"]


def test_addresses_are_linked_once_where_an_item_begins_with_them() -> None:
    body = "Of [A](https://example.org/a).\n\n* See [it](https://example.org/a).\n* [A](https://example.org/a) - note\n"
    found = thread(bluesky, body)
    uris = [facet["uri"] for message in found for facet in message["facets"]]
    assert uris == [PAGE, "https://example.org/a"]
    assert words_of(found[2]) == {"https://example.org/a": "A"}


def test_a_link_that_is_an_image_or_an_address_has_words() -> None:
    body = (
        "* [![A cat](/c.png)](https://example.org/cat)\n* [![](/c.png)](https://example.org/x)\n"
        f"* <https://www.example.org/{'long/' * 400}>\n"
    )
    found = thread(bluesky, body)
    assert [list(words_of(each).values()) for each in found[1:]] == [
        ["A cat"], ["example.org/x"], ["example.org/long/long/long/long…"],
    ]  # fmt: skip
    assert len(found[3]["facets"][0]["uri"]) > 2000
    assert characters(thread(mastodon, body)[3]["text"]) == 23 + len("\n\n4/4")


# What is cut, and where


def test_a_long_item_is_cut_at_sentences_and_never_inside_a_word() -> None:
    sentence = "The quick brown fox jumps over the lazy dog again. "
    parts = texts(bluesky, f"* {sentence * 20}\n")
    assert len(parts) > 1
    assert all(part.endswith("again.") for part in parts)
    words = "internationalisation " * 60
    for part in texts(bluesky, f"* {words}\n"):
        assert set(part.split()) == {"internationalisation"}


FAMILY = "👨‍👩‍👧‍👦"
HINDI = "क्षत्रिय"


@pytest.mark.parametrize(
    "text",
    [
        FAMILY * 400,
        "🇨🇭" * 700,
        "🏴󠁧󠁢󠁳󠁣󠁴󠁿" * 400,
        f"{HINDI} " * 200,
        HINDI * 200,
        "汉语没有空格" * 200,
        "ภาษาไทยไม่มีช่องว่าง" * 60,
        "שלום עולם " * 120,
        "a" * 3000,
        "e" + "\u0301" * 4000,
        "각" * 900,
        "\u1100\u1161\u11a8" * 400,
        f"[{'word ' * 300}](https://example.org/long)",
        f"[x](https://example.org/{'y' * 1900}) " * 3,
        f"[x](https://127.0.0.1/{'y' * 420}) and more",
    ],
)
def test_limits_hold_and_no_character_is_cut(text: str) -> None:
    body = f"* {text}\n"
    check_limits(body)
    shown = re.sub(r"\[(.*?)\]\(.*?\)", r"\1", text)
    parts = texts(bluesky, body)
    assert "".join("".join(parts).split()) == "".join(shown.split())
    if "\u0301" not in text:
        whole = set(iter_graphemes(shown))
        assert {each for part in parts for each in iter_graphemes(part)} <= whole | {" "}


def test_long_titles_and_excerpts_are_shortened_at_a_word() -> None:
    first = thread(bluesky, "* a\n", title="Title " * 100, excerpt="b" * 500)[0]
    assert "Title Title…\n\nblog.example.org" in first["text"]
    first = thread(mastodon, "* a\n", excerpt="word " * 200)[0]
    assert f"word word…\n\n{PAGE}" in first["text"]
    assert characters(first["text"]) <= 500


def test_numbers_count_in_the_limit_with_as_many_digits_as_they_have() -> None:
    body = "".join(f"* {'x' * 289} {number}\n" for number in range(120))
    found = [each["text"] for each in thread(bluesky, body)]
    assert found[-1].endswith(f"\n\n{len(found)}/{len(found)}")
    assert max(map(len, found)) <= 300


def test_a_post_of_nothing_but_a_title_has_no_number() -> None:
    assert [each["text"] for each in thread(mastodon, "")] == [f"The week\n\n{PAGE}"]


# What must not come alive


@pytest.mark.parametrize("outlet", [bluesky, mastodon])
def test_nobody_is_called_and_nothing_is_tagged_by_accident(outlet: ModuleType) -> None:
    body = "* Ask @gargron, @a.bsky.social and #python; C#, #12, me@example.org, (@all)\n"
    assert texts(outlet, body) == [
        f"Ask @{JOINER}gargron, @{JOINER}a.bsky.social and #{JOINER}python; C#, #12, me@example.org, (@{JOINER}all)"
    ]


def test_discord_calls_nobody_and_shows_signs_as_they_are() -> None:
    body = "* x@everyone <b>@here</b> \\*a\\* \\_b\\_ \\~\\~c\\~\\~ \\`d\\` &lt;@1234&gt; &lt;@&amp;12&gt; \\|\\|e\\|\\|\n"
    text = discord.export(post(body)).text
    assert f"x@{JOINER}everyone @{JOINER}here" in text
    assert r"\*a\* \_b\_ \~\~c\~\~ \`d\` \<@" in text
    assert f"@{JOINER}&12" in text
    assert "\n\n- x@" in text


def test_slack_has_links_and_escapes_of_its_own() -> None:
    body = "## R & D\n\n* [a < b](https://example.org/?a=1&b=2) - AT&T > x\n\n> Said.\n"
    assert slack.export(post(body)).text == (
        f"*<{PAGE}|The week>*\n\n*R &amp; D*\n\n"
        "• <https://example.org/?a=1&amp;b=2|a &lt; b> - AT&amp;T &gt; x\n\n&gt; Said.\n"
    )


def test_discord_shows_quotations_and_lists_as_such() -> None:
    text = discord.export(post("> A > b\n\n* c\n  1. d\n")).text
    assert text.endswith("\n\n> A \\> b\n\n- c\n1. d\n")


def test_lists_of_links_stand_line_below_line_in_a_message() -> None:
    body = "## A\n\n* [B](https://b.example/)\n* [C](https://c.example/)\n\n* D\n\n  E\n* F\n"
    assert slack.export(post(body)).text.endswith(
        "\n\n*A*\n\n• <https://b.example/|B>\n• <https://c.example/|C>\n\n• D\n\nE\n\n• F\n"
    )


def test_an_address_that_no_message_can_hold_is_named() -> None:
    found = discord.export(post(f"* [x](https://example.org/{'y' * 2000})\n"))
    assert [each.code for each in found.problems] == ["address-too-long"]
    assert "yyy" not in found.text


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://en.wikipedia.org/wiki/Mercury_(planet)", "https://en.wikipedia.org/wiki/Mercury_%28planet%29"),
        ("https://en.wikipedia.org/wiki/Apple_Inc.", "https://en.wikipedia.org/wiki/Apple_Inc%2E"),
        ("https://example.org/ünïcode", "https://example.org/%C3%BCn%C3%AFcode"),
        ("https://example.org/?q=a&b=", "https://example.org/?q=a&b="),
        ("https://example.org/a#b", "https://example.org/a#b"),
    ],
)  # fmt: skip
def test_mastodon_finds_the_whole_of_an_address(url: str, written: str) -> None:
    assert safe_address(url) == written
    assert size_of_address(written) == 23


def test_what_follows_an_address_is_not_read_as_part_of_it() -> None:
    body = (
        "* 看<https://example.org/a>、这里 and <https://example.org/b>. x<https://example.org/c>y\n"
    )
    assert texts(mastodon, body) == [
        "看 https://example.org/a 、这里 and https://example.org/b. x https://example.org/c y"
    ]


def test_an_address_that_counts_in_full_and_fits_no_post_is_named() -> None:
    found = mastodon.export(post(f"* [x](https://127.0.0.1/{'y' * 600})\n"))
    assert [each.code for each in found.problems] == ["address-too-long"]
    assert "yyy" not in found.text


def test_an_address_that_mastodon_may_not_find_counts_in_full() -> None:
    url = "http://127.0.0.1/" + "a" * 100
    assert size_of_address(url) == len(url)


# Real documents


@pytest.mark.parametrize("path", DOCUMENTS, ids=[path.name for path in DOCUMENTS])
def test_all_outside_addresses_of_a_document_are_there_once(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        body = Document.parse(file.read()).body
    check_limits(body)
    given = post(body)
    links = {link.attributes.get("href", "") for link in given.tree().all("a")}
    outside = {url for url in links if re.match(r"https?://", url)}
    found = thread(bluesky, body)
    uris = [facet["uri"] for message in found for facet in message["facets"]]
    assert len(uris) == len(set(uris))
    assert outside <= set(uris)
    tooted = "\n".join(message["text"] for message in thread(mastodon, body))
    slacked, chatted = slack.export(given).text, discord.export(given).text
    for url in uris:
        address = safe_address(url)
        assert len(re.findall(re.escape(address) + r"(?=[\s).,]|\Z)", tooted)) == 1
        written = slack.Slack().escape_url(url)
        assert len(re.findall(rf"<{re.escape(written)}[|>]", slacked)) == 1
        written = discord.Discord().escape_url(url)
        assert chatted.count(f"<{written}>") == 1
