"""`add-link`, `list`, `move`, `drop` and `edit` as functions: what they write, and what they report."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from postgen import site as sites
from postgen.backlog import Backlog, CategoryError
from postgen.commands import add_links, import_links, items, listing, pull
from postgen.commands.backlog_file import backlog_path
from postgen.commands.category_notes import chosen_category, nearest_category
from postgen.commands.item_choice import Chooser, ItemRequest
from postgen.commands.known_links import clean_url
from postgen.errors import NotFoundError, UsageError
from postgen.files import store
from postgen.importers import FileContents, ImportedLink
from postgen.model import Link
from postgen.page import feeds
from tests.conftest import sentences

if TYPE_CHECKING:
    from collections.abc import Callable

    from postgen.backlog import Entry
    from postgen.commands import Result

BACKLOG = """---
title: Backlog
---

## Tools

* [One](https://example.org/1) - a note <!-- added: 2026-01-02; tags: a -->
* Prose with [two](https://example.org/2) links, [here](https://example.org/3).

## NLP - Basics

* [Another one](https://example.org/4)
"""
ISSUE = """---
title: "News #12"
---

Prose[\\[7\\]](#ref-7) with [inline](https://example.org/inline).

[\\[7\\]](#cite-7){:#ref-7} [Title](https://example.org/published)
"""


@pytest.fixture
def here(make_site: Callable[..., Path]) -> tuple[sites.Site, Path]:
    root = make_site(
        {
            "_posts/2026-01-01-backlog.md": BACKLOG,
            "_posts/2026-01-02-news.md": ISSUE,
            "_drafts/later.md": "---\ntitle: Later\n---\n\n[3]: https://example.org/draft\n",
        }
    )
    found = sites.find(root)
    return found, backlog_path(found)


def what(item: str) -> ItemRequest:
    return ItemRequest((item,), takes_numbers=True)


def found(backlog: Backlog, item: str) -> Entry:
    return Chooser(backlog, Path("backlog.md"), takes_numbers=True).one(item)


def rows(backlog: Backlog, request: listing.ListRequest) -> list[dict[str, Any]]:
    return listing.list_items(backlog, request).rows


def commit(outcome: Result) -> str:
    store.commit(outcome.changes)
    return new_text(outcome)


def new_text(outcome: Result) -> str:
    text = outcome.changes[0].new
    assert text is not None
    return text


def add(
    here: tuple[sites.Site, Path], links: list[Link], *, allow_duplicate: bool = False
) -> Result:
    request = add_links.AddRequest(tuple(links), allow_duplicate=allow_duplicate)
    return add_links.add(*here, add_links.prepare(*here, request, lambda _: {}))


def link(url: str, **more: str) -> Link:
    return Link(**{"url": url, "title": "New", "category": "Tools", **more})  # type: ignore[arg-type]


_opened: Counter[str] = Counter()
"""How often each file was opened, by its name."""


def _count(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and isinstance(arguments[0], str | os.PathLike):
        _opened[os.path.basename(arguments[0])] += 1  # noqa: PTH119


sys.addaudithook(_count)


@pytest.mark.parametrize("allow_duplicate", [False, True])
@pytest.mark.parametrize(
    "details",
    [
        {"title": "New", "category": "Tools"},
        {"title": "", "category": "Tools"},
        {"title": "New", "category": ""},
        {"title": "", "category": "", "tags": ("a",)},
        {"title": "New", "category": "Tools", "tags": ("a",)},
    ],
    ids=str,
)
def test_each_file_is_read_once(
    here: tuple[sites.Site, Path], details: dict[str, Any], *, allow_duplicate: bool
) -> None:
    """The backlog is opened once more: its bytes are compared with what was read, right before they are replaced."""
    _opened.clear()
    outcome = add(
        here, [link("https://example.org/new", **details)], allow_duplicate=allow_duplicate
    )
    assert _opened["2026-01-01-backlog.md"] == 1
    assert {_opened["2026-01-02-news.md"], _opened["later.md"]} <= {0, 1}
    assert _opened["2026-01-02-news.md"] or allow_duplicate
    store.commit(outcome.changes)
    assert _opened["2026-01-01-backlog.md"] == 2


def test_a_backlog_that_changes_while_a_page_is_looked_up(here: tuple[sites.Site, Path]) -> None:
    """Another program has time for an edit: the edit stays, and the link that it added is known."""
    theirs = BACKLOG + "* [Theirs](https://example.org/theirs)\n"

    def look_up(urls: list[str]) -> dict[str, add_links.LookedUp]:
        here[1].write_text(theirs, encoding="utf-8")
        return dict.fromkeys(urls, add_links.LookedUp("New"))

    links = [link(f"https://example.org/{each}", title="") for each in ("ours", "theirs")]
    prepared = add_links.prepare(*here, add_links.AddRequest(tuple(links)), look_up)
    outcome = add_links.add(*here, prepared)
    assert outcome.data["refused"][0]["reason"] == "already in the backlog, under `NLP - Basics`"
    line = "* [New](https://example.org/ours)\n"
    assert commit(outcome).replace(line, "") == theirs


def test_an_edit_that_the_stamp_does_not_show_is_not_lost(
    here: tuple[sites.Site, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as one of the same size within one tick of the file system's clock."""
    monkeypatch.setattr(store, "stamp", lambda _: (1,))
    request = add_links.AddRequest((link("https://example.org/new"),))
    prepared = add_links.prepare(*here, request, lambda _: {})
    theirs = BACKLOG.replace("Another", "Changed")
    here[1].write_text(theirs, encoding="utf-8")
    with pytest.raises(store.ChangedError, match="changed by somebody else"):
        store.commit(add_links.add(*here, prepared).changes)
    assert here[1].read_text(encoding="utf-8") == theirs


def test_a_stamp_shows_an_edit(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("old", encoding="utf-8")
    before = store.stamp(path)
    assert store.stamp(path) == before
    os.utime(path, ns=(1, 1))
    edited = store.stamp(path)
    (tmp_path / "b.md").write_text("new", encoding="utf-8")
    (tmp_path / "b.md").replace(path)
    assert len({before, edited, store.stamp(path)}) == 3
    path.unlink()
    with pytest.raises(store.UnreadableError):
        store.stamp(path)


def test_a_known_link_is_refused_with_its_place(
    here: tuple[sites.Site, Path],
) -> None:
    urls = ("published", "inline", "draft", "3", "new", "new")
    outcome = add(here, [link(f"https://example.org/{each}") for each in urls])
    assert outcome.failed == 5
    assert [(each["reason"], each["where"]) for each in outcome.data["refused"]] == [
        ("already in issue #12, [7]", "_posts/2026-01-02-news.md:7"),
        ("already in issue #12", "_posts/2026-01-02-news.md:5"),
        ("already in a draft, [3]", "_drafts/later.md:5"),
        ("already in the backlog, under `Tools`", "_posts/2026-01-01-backlog.md:8"),
        ("given twice", "_posts/2026-01-01-backlog.md"),
    ]
    assert commit(outcome).count("](https://example.org/new)") == 1
    assert (
        "https://example.org/published is already in issue #12, [7] (_posts/2026-01-02-news.md:7)."
        in sentences(outcome)
    )


def test_duplicates_are_allowed_when_asked_for(here: tuple[sites.Site, Path]) -> None:
    outcome = add(here, [link("https://example.org/3")] * 2, allow_duplicate=True)
    assert not outcome.failed
    assert new_text(outcome).count("(https://example.org/3)") == 3


def test_messages_about_a_category(here: tuple[sites.Site, Path]) -> None:
    def messages(category: str) -> tuple[str, ...]:
        return sentences(add(here, [link("https://example.org/new", category=category)]))

    assert messages("NLP") == ("`NLP` is `NLP - Basics` here.", "Filed under `NLP - Basics`: New")
    assert messages("tools") == ("`tools` is `Tools` here.", "Filed under `Tools`: New")
    assert messages("Films") == ("`Films` is a new category.", "Filed under `Films`: New")
    assert messages("Tools") == ("Filed under `Tools`: New",)


NAMED = Backlog(
    "## NLP - Basics\n\n## Google\n\n## Week 1\n\n## Films: old\n\n## Films: new\n\n## Café\n"
)


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ("nl", ["NLP - Basics"]),
        ("Go", ["Google"]),
        ("Gogle", ["Google"]),
        ("Googel", ["Google"]),
        ("NLP Basics", ["NLP - Basics"]),
        ("Cafe", ["Café"]),
        ("Caf", ["Café"]),
        ("Wek 1", ["Week 1"]),
        ("Films", ["Films: old", "Films: new"]),
    ],
)
def test_a_category_that_may_be_a_slip_is_refused_with_the_candidates(
    wanted: str, names: list[str]
) -> None:
    with pytest.raises(CategoryError) as refused:
        chosen_category(NAMED, wanted)
    assert refused.value.data["names"] == names
    assert all(f"`{name}`" in refused.value.message for name in names)
    assert chosen_category(NAMED, wanted, is_new=True) == wanted
    kept, said = nearest_category(NAMED, wanted)
    assert kept in {*names, "Unsorted"}
    assert said is not None


@pytest.mark.parametrize("wanted", ["Papers", "Week 2", "Week 12", "Goats", "Unsorted", "工具"])
def test_a_name_unlike_all_others_is_a_new_category(wanted: str) -> None:
    assert chosen_category(NAMED, wanted) == wanted
    assert nearest_category(NAMED, wanted) == (wanted, None)


def test_a_new_category_goes_before_the_one_that_begins_so(
    here: tuple[sites.Site, Path],
) -> None:
    request = add_links.AddRequest((link("https://e.org/", category="NLP"),), new_category=True)
    result = add_links.add(*here, add_links.prepare(*here, request, lambda _: {}))
    assert new_text(result).startswith(f"{BACKLOG}\n## NLP\n\n* [")


def test_an_item_is_found_only_if_it_is_unambiguous(here: tuple[sites.Site, Path]) -> None:
    backlog = Backlog(BACKLOG)
    assert found(backlog, "3").title == "Another one"
    assert found(backlog, "one").title == "One"
    assert found(backlog, "ANOTHER").title == "Another one"
    assert found(backlog, "https://example.org/3").title.startswith("Prose")
    with pytest.raises(
        NotFoundError,
        match=r"(?s)one of 2; nothing was changed:.*1  \w+  One\n.*3  \w+  Another one",
    ):
        items.drop(*here, what("on"))
    with pytest.raises(NotFoundError, match="Nothing in the backlog is `4`"):
        items.drop(*here, what("4"))


def test_drop_and_move(here: tuple[sites.Site, Path]) -> None:
    line = "* [One](https://example.org/1) - a note <!-- added: 2026-01-02; tags: a -->\n"
    outcome = items.move(*here, what("1"), items.MoveRequest("nlp"))
    assert commit(outcome) == BACKLOG.replace(line, "") + line
    assert sentences(outcome) == ("`nlp` is `NLP - Basics` here.", "Moved to `NLP - Basics`: One")
    assert items.move(*here, what("one"), items.MoveRequest("nlp")).changes == ()
    assert commit(items.drop(*here, what("one"))) == BACKLOG.replace(line, "")


def test_edit_by_options(here: tuple[sites.Site, Path]) -> None:
    def edited(item: str, **changes: Any) -> str:
        return new_text(items.edit(*here, what(item), items.EditRequest(**changes)))

    start, end = "* [One](https://example.org/1)", "<!-- added: 2026-01-02; tags: a -->\n"
    whole = f"{start} - a note {end}"
    assert whole in BACKLOG
    assert edited("1", title="Uno *") == BACKLOG.replace("[One]", "[Uno \\*]")
    assert edited("1", note="") == BACKLOG.replace(whole, f"{start} {end}")
    assert edited("1", tags=()) == BACKLOG.replace("; tags: a", "")
    assert edited("1", tags=("b", "c")) == BACKLOG.replace("tags: a", "tags: b, c")
    assert edited("1", url="https://example.org/x") == BACKLOG.replace(
        "example.org/1)", "example.org/x)"
    )
    assert edited("2", tags=("b",)) == BACKLOG.replace(
        "example.org/3).", "example.org/3). <!-- tags: b -->"
    )
    with pytest.raises(NotFoundError, match="is prose, not one link"):
        edited("2", title="x")


def test_edit_leaves_the_rest_of_an_item(here: tuple[sites.Site, Path]) -> None:
    rich = (
        '---\ntitle: x\n---\n* **[One](https://e.org/1 "T")** - with [more](https://e.org/2)\n  * nested\n'
        "* [x][r]\n* <https://e.org/3>\n\n[r]: https://e.org/r\n"
    )
    store.commit([store.Change(here[1], BACKLOG, rich)])

    def edited(item: str, **changes: Any) -> str:
        return new_text(items.edit(*here, what(item), items.EditRequest(**changes)))

    assert edited("1", title="Uno") == rich.replace("[One]", "[Uno]")
    assert edited("1", url="https://e.org/x") == rich.replace("e.org/1", "e.org/x")
    assert edited("1", tags=("t",)) == rich.replace(
        "[more](https://e.org/2)", "[more](https://e.org/2) <!-- tags: t -->"
    )
    assert edited("1", note="n") == rich.replace("with [more](https://e.org/2)", "n")
    assert edited("2", title="y") == rich.replace("[x]", "[y]")
    assert edited("2", url="https://e.org/y") == rich.replace("[x][r]", "[x](https://e.org/y)")
    assert edited("3", title="Three") == rich.replace(
        "<https://e.org/3>", "[Three](https://e.org/3)"
    )
    assert edited("3", url="https://e.org/4") == rich.replace("e.org/3", "e.org/4")


def test_edit_by_hand(here: tuple[sites.Site, Path]) -> None:
    backlog = Backlog(BACKLOG)
    first, third = (items.item_text(backlog, found(backlog, what)) for what in "13")
    new = "[Uno](https://example.org/1)\n\nMore of it"
    outcome = items.replace_text(*here, what("1"), first, new)
    assert "\n* [Uno](https://example.org/1)\n\n  More of it\n* Prose" in new_text(outcome)
    assert items.replace_text(*here, what("3"), third, third).changes == ()
    with pytest.raises(store.ChangedError, match="changed by somebody else"):
        items.replace_text(*here, what("3"), "[Another]", "[New]")


def test_an_address_is_cleaned() -> None:
    assert clean_url("example.org/a") == "https://example.org/a"
    assert clean_url("https://example.org/a?utm_source=x") == "https://example.org/a"
    assert (
        clean_url("https://example.org/a?utm_source=x", keep=True)
        == "https://example.org/a?utm_source=x"
    )
    for wrong in ("", "words", "javascript:alert(1)", "https://", "https://a b"):
        with pytest.raises(UsageError):
            clean_url(wrong)


def test_list_filters_and_sorts_items() -> None:
    backlog = Backlog(BACKLOG)
    assert [row["index"] for row in rows(backlog, listing.ListRequest())] == [1, 2, 3]
    assert [row["index"] for row in rows(backlog, listing.ListRequest(category="nlp"))] == [3]
    assert [
        row["index"] for row in rows(backlog, listing.ListRequest(tag="A", since="2026-01-01"))
    ] == [1]
    assert [row["index"] for row in rows(backlog, listing.ListRequest(search="example.org/3"))] == [
        2
    ]
    assert [row["index"] for row in rows(backlog, listing.ListRequest(sort="title"))] == [
        3,
        1,
        2,
    ]
    assert rows(backlog, listing.ListRequest())[0]["line"] == 7
    with pytest.raises(NotFoundError, match="There is no category `Films`"):
        rows(backlog, listing.ListRequest(category="Films"))


@pytest.mark.parametrize(
    "url", ["http://[::1", "https://e.org:99999/x", "https://:80/x", "http://e.org:x/"]
)
def test_an_address_without_a_valid_host_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="is not a web address"):
        clean_url(url)


@pytest.mark.parametrize(
    ("folder", "section", "said"),
    [
        ("Toolls", "Tools", "`Toolls` is `Tools` here."),
        ("Tool", "Tools", "`Tool` is `Tools` here."),
        ("TOOLS", "Tools", ""),
        ("Papers", "Papers", ""),
        ("To", "Unsorted", "`To` may be `Tools`: filed under `Unsorted`."),
        ("", "Unsorted", ""),
    ],
)
def test_folders_of_imports_and_categories_of_feeds_never_fail(
    here: tuple[sites.Site, Path], folder: str, section: str, said: str
) -> None:
    site, path = here
    link = Link("https://new.example/", "New", category=folder)
    contents = FileContents((ImportedLink("f", link),), (), ())
    result = import_links.import_links(site, path, contents, import_links.ImportRequest(), {})
    assert [each["category"] for each in result.data["added"]] == [section]
    assert (said in sentences(result)) or not said
    feed = feeds.Subscription("https://feed.example/", category=folder)
    entry = feeds.Entry("https://new.example/", "New")
    pulled = pull.file(site, path, [pull.Fetched(feed, (entry,))], "2026-11-20")
    assert [each["category"] for each in pulled.data["added"]] == [section]
    assert (said in sentences(pulled)) or not said


@pytest.mark.parametrize("category", ["Toolls", "To"])
def test_the_category_that_a_person_names_for_an_import_may_be_a_slip(
    here: tuple[sites.Site, Path], category: str
) -> None:
    contents = FileContents((), (), ())
    with pytest.raises(CategoryError):
        import_links.import_links(
            *here, contents, import_links.ImportRequest(category=category), {}
        )
