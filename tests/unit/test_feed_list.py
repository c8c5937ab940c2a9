"""`postgen feeds`: only the lines of the feed change, and a page leads to its feed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postgen import site
from postgen.commands import feed_list, subscribe
from postgen.commands.feed_list import FeedRequest, FollowedError
from postgen.commands.subscribe import ConfigFormError
from postgen.errors import NotFoundError, UsageError
from postgen.files import store
from postgen.jekyll import frontmatter
from postgen.page.feeds import FeedError
from tests.conftest import sentences
from tests.pages.server import PROXIES, Server, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FEED = b"<rss version='2.0'><channel><title>F</title></channel></rss>"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("POSTGEN_OFFLINE", *PROXIES):
        monkeypatch.delenv(name, raising=False)
    with serving() as running:
        yield running


def follow(root: Path, url: str, **options: Any) -> Any:
    where = site.load(root)
    request = FeedRequest(url, **options)
    result = feed_list.add(where, feed_list.find(where, request, None), request)
    store.commit(result.changes)
    return result


def urls(root: Path) -> list[str]:
    return [feed.url for feed in subscribe.followed(site.load(root))]


FORMS = {
    "nothing": "title: T\n",
    "no end of line": "title: T",
    "CRLF": "title: T\r\npostgen:\r\n  feeds:\r\n    - https://a.example/1\r\n",
    "rows": "postgen:\n  feeds:\n    - https://a.example/1\n    - url: https://b.example/2\n      tags: [x]\n",
    "comments": "postgen: # mine\n  # feeds\n  feeds: # all\n    - https://a.example/1 # first\n\nother: 1\n",
    "flow": "postgen:\n  feeds: [https://a.example/1, {url: https://b.example/2}] # x\n  commit: true\n",
    "empty flow": "postgen:\n  feeds: []\n",
    "other settings": "postgen:\n  commit: false\ntitle: T\n",
    "shallow rows": "postgen:\n  feeds:\n  - https://a.example/1\n  commit: false\n",
    "quoted": "postgen:\n  feeds:\n    - \"https://a.example/1\"\n    - 'https://b.example/2'\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_add_then_remove_gives_the_bytes_of_before(
    make_site: Callable[..., Path], form: str
) -> None:
    root = make_site({}, FORMS[form])
    config = root / "_config.yml"
    before = config.read_bytes()
    known = urls(root)
    follow(root, "https://new.example/feed", fetch=False, category="NLP", tags=("a", "b"))
    assert urls(root) == [*known, "https://new.example/feed"]
    result = feed_list.remove(site.load(root), ["new.example"])
    store.commit(result.changes)
    assert urls(root) == known
    after = config.read_bytes()
    if known or form in {"empty flow", "other settings"}:
        assert after == before
    else:
        assert after.startswith(before)


@pytest.mark.parametrize("form", [form for form in FORMS if "https" in FORMS[form]])
def test_every_feed_can_be_removed(make_site: Callable[..., Path], form: str) -> None:
    root = make_site({}, FORMS[form])
    for url in urls(root):
        text = (root / "_config.yml").read_text()
        new = feed_list.without_feeds(text, {url}, "_config.yml")
        assert url not in new
        assert len(text) - len(new) < 60
    result = feed_list.remove(site.load(root), urls(root))
    store.commit(result.changes)
    assert urls(root) == []
    other = frontmatter.load(FORMS[form]).get("other")
    assert frontmatter.load((root / "_config.yml").read_text()).get("other") == other


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example/1", "http://a.example/1", "https://www.a.example/1/", "a.example/1",
        "feed://a.example/1", "feed:https://a.example/1", "<https://a.example/1>",
        " https://a.example/1 ", "https://a.example/1?utm_source=x",
    ],
)  # fmt: skip
def test_a_feed_that_is_there_is_refused_with_its_line(
    make_site: Callable[..., Path], text: str
) -> None:
    root = make_site({}, FORMS["comments"])
    with pytest.raises(FollowedError, match=r"_config\.yml:4"):
        follow(root, text, fetch=False)


def test_a_page_leads_to_the_feed_that_it_names(
    server: Server, make_site: Callable[..., Path]
) -> None:
    page = b"<html><head><title>B</title><link rel=alternate type='application/rss+xml' href='/f'>"
    root = make_site({}, "title: T\n")
    server.at("/f", body=FEED, kind="application/rss+xml")
    result = follow(root, server.at("/", body=page))
    assert urls(root) == [f"{server.url}/f"]
    assert f"{server.url}/ is a page; its feed is {server.url}/f." in sentences(result)
    with pytest.raises(FollowedError):
        follow(root, f"{server.url}/")
    with pytest.raises(FollowedError):
        follow(root, f"{server.url}/f")


def test_what_is_no_feed_is_refused(server: Server, make_site: Callable[..., Path]) -> None:
    root = make_site({}, "title: T\n")
    for path, body in (("/page", b"<html><head><title>B</title>"), ("/empty", b""), ("/x", b"x")):
        with pytest.raises(FeedError):
            follow(root, server.at(path, body=body))
    with pytest.raises(FeedError, match="404"):
        follow(root, f"{server.url}/nothing")
    dead = (
        b"<html><head><title>B</title><link rel=alternate type='application/atom+xml' href='/no'>"
    )
    with pytest.raises(FeedError, match="404"):
        follow(root, server.at("/dead", body=dead))
    assert (root / "_config.yml").read_text() == "title: T\n"


@pytest.mark.parametrize("text", ["", "x", "javascript:alert(1)", "https://", "data:,x", "a b c"])
def test_what_is_no_address_is_refused(make_site: Callable[..., Path], text: str) -> None:
    with pytest.raises(UsageError):
        follow(make_site({}, "title: T\n"), text, fetch=False)


def test_a_file_of_the_site_is_a_feed(
    make_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site({"data/f.xml": FEED.decode()}, "title: T\n")
    follow(root, "data/f.xml")
    monkeypatch.chdir(root / "data")
    with pytest.raises(FollowedError):
        follow(root, "./f.xml")
    assert urls(root) == ["data/f.xml"]


def test_which_feed_is_removed(make_site: Callable[..., Path]) -> None:
    root = make_site({}, FORMS["rows"])
    where = site.load(root)
    for wanted in ("1", "https://a.example/1", "a.example/1", "A.EXAMPLE", "http://a.example/1/"):
        assert feed_list.remove(where, [wanted]).data["removed"] == ["https://a.example/1"]
    for wanted in ("example", "nothing", "", "3", "0", "²"):
        with pytest.raises(NotFoundError):
            feed_list.remove(where, [wanted])


def test_a_password_in_an_address_is_pointed_out(make_site: Callable[..., Path]) -> None:
    result = follow(make_site({}, "title: T\n"), "https://jane:secret@e.org/f", fetch=False)
    sentence = next(each for each in sentences(result) if "password" in each)
    assert "secret" not in sentence
    assert "https://…@e.org/f" in sentence


def test_a_form_that_cannot_be_changed_is_refused(make_site: Callable[..., Path]) -> None:
    for text in (
        "postgen: {feeds: [https://a.example/1]}\n",
        "postgen:\n  feeds: &f [https://a.example/1]\nother: *f\n",
    ):
        root = make_site({}, text)
        with pytest.raises(ConfigFormError):
            follow(root, "https://new.example/f", fetch=False)
        assert (root / "_config.yml").read_text() == text


def test_the_commands(make_site: Callable[..., Path], postgen: Any) -> None:
    root = make_site({}, "title: T\n")
    shown = postgen("feeds", "list")
    assert (shown.returncode, shown.stdout) == (0, "")
    assert "postgen feeds add" in shown.stderr
    tried = postgen("feeds", "add", "e.org/f", "--no-fetch", "-n")
    assert '+    - {url: "https://e.org/f"}' in tried.stdout
    assert postgen("feeds", "add", "e.org/f", "--no-fetch", "--json").returncode == 0
    [row] = json.loads(postgen("feeds", "list", "--json").stdout)["feeds"]
    assert (row["url"], row["pulled"]) == ("https://e.org/f", False)
    again = postgen("feeds", "add", "https://e.org/f", "--json")
    assert again.returncode == 1
    assert json.loads(again.stderr)["error"]["message"].startswith("https://e.org/f is followed")
    assert postgen("feeds", "remove", "1").returncode == 0
    assert urls(root) == []
    assert postgen("feeds", "remove", "1").returncode == 1


NAMES = st.sampled_from(
    ["https://a.example/1", "https://b.example/2", "c.xml", "https://d.example/é"]
)


@given(
    rows=st.lists(NAMES, min_size=1, unique=True),
    data=st.data(),
    is_flow=st.booleans(),
    has_maps=st.booleans(),
)
def test_removing_changes_nothing_else(
    rows: list[str], data: st.DataObject, *, is_flow: bool, has_maps: bool
) -> None:
    values: list[object] = [{"url": row, "tags": ["x"]} if has_maps else row for row in rows]
    listed = "".join(f"\n  - {frontmatter.encode(value)}" for value in values)
    written = f" {frontmatter.encode(values)}" if is_flow else listed
    text = f"a: 1\npostgen:\n  feeds:{written}\n  commit: true\nb: 2\n"
    gone = set(data.draw(st.lists(st.sampled_from(rows), min_size=1, unique=True)))
    after = frontmatter.load(feed_list.without_feeds(text, gone, "_config.yml"))
    left = [value for value, row in zip(values, rows, strict=True) if row not in gone]
    assert (after["postgen"].get("feeds") or []) == left
    assert (after["a"], after["b"], after["postgen"]["commit"]) == (1, 2, True)
