"""Fifty commands at once while an editor saves: what each reported is there, and so is every edit."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from postgen.files import store
from tests.concurrency import judge
from tests.concurrency.editor import PROSE, Save
from tests.concurrency.rounds import play

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.processes
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the editor swaps files, as Linux can")
def test_fifty_commands_at_once_while_an_editor_saves_lose_nothing(tmp_path: Path) -> None:
    tried = play(tmp_path, seed=1)
    assert tried.verdict.wrong == []
    assert len(tried.acts) == 50
    assert {act.code for act in tried.acts} >= {0}
    assert len(tried.saves) >= 10


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not say who has a file open")
def test_a_file_that_an_editor_has_open_to_write_is_not_replaced(tmp_path: Path) -> None:
    """What it writes after the command's last look would go to a file that has no name any more."""
    path = tmp_path / "a.md"
    path.write_text("one\n", encoding="utf-8")
    with path.open("r+", encoding="utf-8") as editor:
        with pytest.raises(store.ChangedError, match="is open in a program that writes to it"):
            store.commit([store.Change(path, "one\n", "one\ntwo\n")])
        editor.write("edited\n")
    assert path.read_text(encoding="utf-8") == "edited\n"
    assert [each.name for each in tmp_path.iterdir()] == ["a.md"]
    store.commit([store.Change(path, "edited\n", "edited\ntwo\n")])
    assert path.read_text(encoding="utf-8") == "edited\ntwo\n"


def test_a_file_that_somebody_reads_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("one\n", encoding="utf-8")
    with path.open(encoding="utf-8") as reader:
        store.commit([store.Change(path, "one\n", "two\n")])
        assert reader.read() == "one\n"
    assert path.read_text(encoding="utf-8") == "two\n"


# The judge

LINE = "* [T](https://e.example/old-1) - a note\n"
BEFORE = f"---\ntitle: B\n---\n\n{PROSE}\n## NLP\n\n{LINE}\n## Tools\n\n## End\n\nThe last line.\n"
URL = "https://e.example/old-1"
NEW = "https://e.example/new-1"


def after(backlog: str, *drafts: str, litter: tuple[str, ...] = (), **posts: str) -> judge.Outcome:
    return judge.Outcome(
        backlog, {f"{name}.md": text for name, text in posts.items()}, drafts, litter
    )


def act(
    kind: str, target: str, value: str = "", code: int = 0, out: str = "", error: str = ""
) -> judge.Act:
    return judge.Act(kind, target, value, code, out, error or ("error: no." if code else ""))


@pytest.mark.parametrize(
    ("acts", "outcome", "wrong"),
    [
        ([], after(BEFORE), ""),
        ([], after(BEFORE.replace(LINE, "")), f"lost: {URL}"),
        ([], after(BEFORE.replace(LINE, ""), issue=URL), ""),
        ([], after(BEFORE, one=URL, two=URL), f"in 2 issues: {URL}"),
        ([], after(BEFORE[:-5]), "torn: the backlog"),
        ([], after(BEFORE.replace(LINE, LINE * 2)), f"filed twice in the backlog: {URL}"),
        ([], after(BEFORE, litter=(".postgen-0.tmp",)), "litter: .postgen-0.tmp"),
        ([act("drop", URL)], after(BEFORE.replace(LINE, "")), ""),
        ([act("drop", URL)], after(BEFORE), f"drop {URL} is there"),
        ([act("move", URL, "Tools")], after(BEFORE), f"move {URL} is in NLP"),
        ([act("edit", URL, "note 1")], after(BEFORE), f"edit {URL} has no note 1"),
        ([act("add", NEW)], after(BEFORE), f"lost: {NEW}"),
        ([act("add", NEW, code=-9)], after(BEFORE), ""),
        ([act("add", NEW, code=1)], after(BEFORE.replace(LINE, LINE + LINE.replace("old", "new"))),
         f"add {NEW} failed, and was filed"),
        ([act("add", NEW, code=1, error="Traceback")], after(BEFORE), f"add {NEW} ended with 1: Traceback"),
        ([act("publish", "d")], after(BEFORE, "d"), "publish d ended with 0, and its files say otherwise"),
        ([act("newsletter", "i", out="a/issue.md")], after(BEFORE),
         "newsletter i ended with 0, and its files say otherwise"),
    ],
)  # fmt: skip
def test_what_the_judge_says(acts: list[judge.Act], outcome: judge.Outcome, wrong: str) -> None:
    assert "; ".join(judge.judge(BEFORE, acts, [], outcome).wrong) == wrong


def test_the_editor_may_overwrite_what_it_did_not_read_and_must_keep_its_edits() -> None:
    saved = BEFORE.replace(PROSE, f"{PROSE}Edit 1.\n")
    filed = BEFORE.replace(LINE, LINE + LINE.replace("old", "new"))
    save = Save("rename", True, BEFORE, saved, filed)
    acts = [act("add", NEW)]
    assert judge.judge(BEFORE, acts, [save], after(saved)) == judge.Verdict([], 1)
    lost = judge.judge(BEFORE, acts, [save._replace(overwritten=BEFORE)], after(BEFORE))
    assert lost.wrong == ["edit 1 is lost (rename, blind)", f"lost: {NEW}"]
