"""A bounded run of what `make fuzz` does at length: the kept inputs again, and some with new faults."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("starlette")  # for the forms of the desk

from tests.fuzz import __main__ as program
from tests.fuzz import campaign, corpus, coverage, minimise, parts
from tests.fuzz.mutate import mutate

if TYPE_CHECKING:
    from pathlib import Path

FEW = {
    "addresses": 200,
    "exports": 10,
    "feeds": 60,
    "imports": 80,
    "liquid": 40,
    "posts": 8,
    "values": 80,
}
"""How many inputs with new faults are tried of a target that is cheap; of others one."""


@pytest.mark.parametrize("name", campaign.names())
def test_the_kept_inputs_do_not_fail(name: str) -> None:
    module = campaign.target(name)
    for path in corpus.committed(name):
        assert path.stat().st_size <= corpus.MOST_BYTES
        try:
            module.check(path.read_bytes())
        except BaseException as error:
            error.add_note(campaign.again(name, path))
            raise


@pytest.mark.parametrize("name", campaign.names())
def test_inputs_with_new_faults_do_not_fail(name: str) -> None:
    module, dice = campaign.target(name), random.Random(f"2026/{name}")
    seeds = module.seeds()
    for _ in range(FEW.get(name, 1)):
        data = mutate(dice.choice(seeds), dice, [*seeds, *getattr(module, "PIECES", [])])
        try:
            module.check(data)
        except BaseException as error:
            error.add_note(repr(data))
            raise


class Sample:
    """A target that fails on two letters, and takes another way on a third."""

    @staticmethod
    def seeds() -> list[bytes]:
        return [b"some text\nof two lines\n"]

    @staticmethod
    def check(data: bytes) -> str:
        if b"q" in data and b"z" in data:
            raise ValueError("both")
        return "way" if b"q" in data else ""


@pytest.fixture
def sample(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    for name in ("COMMITTED", "LOCAL"):
        monkeypatch.setattr(corpus, name, tmp_path / name)
    monkeypatch.setattr(campaign, "target", lambda _: Sample)
    monkeypatch.setattr(program, "target", lambda _: Sample)
    return campaign.Campaign("sample", 1)


def test_an_input_that_fails_is_made_small_and_kept(sample: Any, capsys: Any) -> None:
    sample._try(b"before q\nbetween\nz after\n", is_known=False)
    [path] = corpus.failures("sample")
    assert sorted(path.read_bytes()) == sorted(b"qz")
    assert "ValueError" in sample.outcome.failures[0]
    assert f"--again {path}" in capsys.readouterr().out
    sample._try(b"z q", is_known=False)  # the same fault
    assert len(sample.outcome.failures) == 1


def test_an_input_that_takes_a_new_way_is_kept_and_taken_over(sample: Any) -> None:
    outcome = sample.run(0, 0)
    assert (outcome.tried, outcome.new, outcome.failures) == (1, 0, [])
    sample._try(b"a question\n", is_known=False)
    sample._try(b"quite\n", is_known=False)
    [path] = corpus.local("sample")
    assert path.read_bytes() == b"q"
    assert program.merge("sample") == 1
    assert program.merge("sample") == 0
    assert [each.read_bytes() for each in corpus.committed("sample")] == [b"q"]


def test_lines_are_new_once() -> None:
    from postgen.urls import parts as urls

    lines = coverage.Lines()
    lines.trace(lambda: urls.is_address("https://e.org/"))
    assert lines.new
    assert lines.calls > 1
    lines.trace(lambda: urls.is_address("https://e.org/"))
    assert not lines.new


def test_what_is_not_needed_goes() -> None:
    found = minimise.minimise(b"a\nb\nkeep this\nc\n", lambda data: b"this" in data, 100)
    assert found == b"this"


def test_parts_are_split_as_they_were_joined(tmp_path: Path) -> None:
    files = [("a.md", b"text\n"), ("_posts/b.md", b"more\n@@@x\n")]
    assert parts.split(parts.joined(files)) == files
    assert parts.split(b"alone") == [("", b"alone")]
    parts.write(tmp_path / "site", [*files, ("../out.md", b"x"), ("/out.md", b"x"), ("", b"x")])
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {"a.md", "b.md"}
