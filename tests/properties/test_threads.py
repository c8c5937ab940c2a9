"""Threads of any text: within the limits, nothing lost, and facets around the words of a link."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import iter_graphemes

from postgen.outlets import bluesky, mastodon
from postgen.outlets.post import Post
from postgen.outlets.service import JOINER
from tests.unit.test_threads import check_limits

PAGE = "https://blog.example.org/issue.html"

# of many scripts, without the signs of Markdown
CLUSTERS = ["👨‍👩‍👧", "🇨🇭", "👍🏽", "क्ष", "é", "각", "漢", "。", "، "]
chunks = st.one_of(
    st.text(st.characters(categories=["L", "M"]), min_size=1, max_size=12),
    st.sampled_from([*CLUSTERS, " "]),
)
words = st.builds(
    lambda parts, times: "".join(parts) * times,
    st.lists(chunks, min_size=1, max_size=20),
    st.integers(1, 20),
)


def shown(text: str) -> str:
    return "".join(text.replace(JOINER, "").split())


@settings(max_examples=20)
@given(texts=st.lists(words, min_size=1, max_size=3))
def test_a_thread_of_any_text_keeps_its_limits_and_its_words(texts: list[str]) -> None:
    texts = [" ".join(text.split()) for text in texts]
    items = [
        f"* x{text}x [y{text[:90]}y](https://example.org/{number}) z\n"
        for number, text in enumerate(texts)
    ]
    body = "".join(items)
    check_limits(body)
    post = Post("Title", PAGE, body)
    for outlet in (bluesky, mastodon):
        found = json.loads(outlet.export(post).text)
        uris = {facet["uri"] for message in found for facet in message["facets"]}
        assert uris == {PAGE, *(f"https://example.org/{number}" for number in range(len(texts)))}
        for message in found:
            octets = message["text"].encode()
            for facet in message["facets"]:
                octets[facet["start"] : facet["end"]].decode()  # never inside a character
    bodies = [
        message["text"].rpartition("\n\n")[0] for message in json.loads(bluesky.export(post).text)
    ]
    wanted = "".join(f"x{text}xy{text[:90]}yz" for text in texts)
    assert shown("".join(bodies[1:])) == shown(wanted)
    for text in bodies[1:]:
        assert next(iter(iter_graphemes("x" + text))) == "x"
