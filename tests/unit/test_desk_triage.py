"""The acts of the backlog at the desk, without a browser: by keys, beside what others have changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("starlette")

from postgen.backlog import Backlog
from postgen.cli import report
from postgen.desk.desk import Desk
from postgen.desk.events import Events
from postgen.desk.forms import Form
from postgen.desk.routes import triage
from postgen.desk.seen import ConflictError
from postgen.desk.triage import state_of
from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAME = "_posts/2026-11-01-backlog.md"
TEXT = """---
title: Backlog
published: false
---

* [Above](https://example.org/0)

## Tools

* [One](https://example.org/1) - note
* [Two](https://example.org/2)
* [Three](https://example.org/3)

## Films

* [Four](https://example.org/4)
"""


@pytest.fixture
def desk(make_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Desk:
    root = make_site({NAME: TEXT})
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(root.parent / name.lower()))
    return Desk(root, report, port=1, preview_port=2, events=Events(root))


def read(desk: Desk) -> str:
    return (desk.root / NAME).read_text("utf-8")


def titles(desk: Desk) -> list[str]:
    return [entry.title for entry in Backlog(read(desk)).all_entries()]


def key(title: str, text: str = TEXT) -> str:
    place = [entry.title for entry in Backlog(text).all_entries()].index(title)
    return list(state_of(text).places)[place]


def change(desk: Desk, act: str, *names: str, seen: str = TEXT, **more: str) -> Any:
    fields = [("act", act), ("as", "json"), ("seen", state_of(seen).seen), *more.items()]
    form = Form([*fields, *(("item", key(name, seen)) for name in names)])
    return json.loads(bytes(triage.change(desk, form).body))


def test_the_answer_has_only_what_changed(desk: Desk) -> None:
    answer = change(desk, "drop", "Two", "One")
    assert answer["sections"] == [{"at": 1, "keys": [key("Three")]}]
    assert (answer["rows"], answer["total"]) == ({}, 3)
    assert answer["message"] == "Dropped: One and 1 more"
    answer = change(desk, "move", "Three", seen=read(desk), after=key("Four"))
    assert [each["at"] for each in answer["sections"]] == [1, 2]
    assert titles(desk) == ["Above", "Four", "Three"]


def test_an_act_goes_on_beside_other_changes_but_not_on_a_link_that_changed(desk: Desk) -> None:
    path = desk.root / NAME
    path.write_text(TEXT.replace("[Two]", "[Zwei]").replace("## Films", "## Cinema"), "utf-8")
    with pytest.raises(PostgenError, match="changed in the meantime"):
        change(desk, "drop", "One", "Two")
    assert len(titles(desk)) == 5
    answer = change(desk, "drop", "One")
    assert "Cinema" in answer["html"]
    assert titles(desk) == ["Above", "Zwei", "Three", "Four"]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"to": "Films", "place": "first"}, ["Above", "Two", "Three", "One", "Four"]),
        ({"to": "Tools", "place": "first"}, ["Above", "One", "Two", "Three", "Four"]),
        ({"to": "Films"}, ["Above", "Two", "Three", "Four", "One"]),
        ({"new": "Films of ours"}, ["Above", "Two", "Three", "Four", "One"]),
        ({"after": "Three"}, ["Above", "Two", "Three", "One", "Four"]),
        ({"after": "Above"}, ["Above", "One", "Two", "Three", "Four"]),
    ],
)
def test_where_a_link_goes(desk: Desk, where: dict[str, str], expected: list[str]) -> None:
    if "after" in where:
        where = {"after": key(where["after"])}
    change(desk, "move", "One", **where)
    assert titles(desk) == expected


def test_what_makes_no_sense_is_refused(desk: Desk) -> None:
    with pytest.raises(PostgenError, match="No link is selected"):
        change(desk, "drop")
    with pytest.raises(PostgenError, match="There is no act `dance`"):
        change(desk, "dance", "One")
    with pytest.raises(PostgenError, match="already"):
        triage.category(desk, Form([("act", "add"), ("to", "tools")]))
    assert read(desk) == TEXT


def test_a_form_without_scripts_gets_the_page_again(desk: Desk) -> None:
    answer = triage.change(desk, Form([("act", "drop"), ("item", key("One"))]))
    assert (answer.status_code, answer.headers["location"]) == (303, "/backlog")
    assert "One" not in titles(desk)


def edit(desk: Desk, named: str, seen: str = TEXT, **parts: str) -> Any:
    place = [entry.title for entry in Backlog(TEXT).all_entries()].index(named)
    own = {
        "url": f"https://example.org/{place}",
        "title": named,
        "note": "",
        "tags": "",
        "quote": "",
    }
    fields = {
        "key": key(named),
        "id": Backlog(TEXT).ids[place],
        "seen": state_of(seen).seen,
        "as": "json",
    }
    return triage.edit(desk, Form([*{**fields, **own, **parts}.items()]))


def test_an_edit_that_meets_another_one_is_a_choice(desk: Desk) -> None:
    edit(desk, "Two", note="mine")
    assert "* [Two](https://example.org/2) - mine\n" in read(desk)
    path = desk.root / NAME
    path.write_text(TEXT.replace("[Three]", "[Drei]"), "utf-8")
    with pytest.raises(ConflictError) as caught:
        edit(desk, "Three", note="mine")
    assert "[Drei](https://example.org/3)\n" in caught.value.current
    assert "[Three](https://example.org/3) - mine\n" in (caught.value.mine or "")
    edit(desk, "Three", seen=read(desk), note="mine")  # keep mine
    assert "[Three](https://example.org/3) - mine\n" in read(desk)
    path.write_text(TEXT.replace("* [Three](https://example.org/3)\n", ""), "utf-8")
    with pytest.raises(PostgenError, match="is gone"):
        edit(desk, "Three", note="mine")


def test_parts_that_are_as_before_are_left_alone(desk: Desk) -> None:
    text = TEXT.replace(" - note", " - a *note* <!-- added: 2026-01-01 -->")
    (desk.root / NAME).write_text(text, "utf-8")
    parts = {"title": "Eins", "note": "a note", "key": key("One", text), "tags": " a,, b "}
    edit(desk, "One", seen=text, **parts)
    assert (
        "* [Eins](https://example.org/1) - a *note* <!-- added: 2026-01-01; tags: a, b -->\n"
        in read(desk)
    )


def test_a_page_shows_the_rows_that_fit_and_the_others_when_they_are_asked_for(desk: Desk) -> None:
    lines = [f"* [Link {number}](https://example.org/{number})" for number in range(250)]
    text = "\n".join(["---", "title: B", "---", "## A", "", *lines, ""])
    (desk.root / NAME).write_text(text, "utf-8")
    page = bytes(triage.show(desk, Form([])).body).decode()
    assert page.count('<li class="item"') == 100
    assert '<span class="left">150</span>' in page
    found = triage.rows(desk, Form([("key", key("Link 200", text)), ("key", "gone")]))
    assert list(json.loads(bytes(found.body))["rows"]) == [key("Link 200", text)]
    found = triage.changes(desk, Form([("seen", ""), ("q", "link 20")]))
    assert json.loads(bytes(found.body))["html"].count('<li class="item"') == 13
