"""A command line that is read without typer means what it means to typer, which reads all others."""

from __future__ import annotations

import functools
import inspect
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer._completion_classes import FishComplete
from typer.main import get_command

from postgen.cli import console, options, plain_line
from postgen.cli.app import app
from postgen.cli.declare import Commands
from postgen.cli.lazy_group import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

COMMANDS = sorted(
    file.stem.removeprefix("postgen_") for file in plain_line.PREPARED.glob("*.options")
)

WORDS = ["", "a", "NLP", "-", "--", "-x", "3", "0", "007", "٣", "-1", "1e3", "https://example.org/"]
"""Values, and what is none."""


@pytest.fixture(autouse=True)
def _loud_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line with `--quiet` lasts as long as its process, which the tests share."""
    monkeypatch.setattr(console, "_is_quiet", False)


def recorded(function: Callable[..., Any], calls: list[Any]) -> Callable[..., Any]:
    """Return a function with the same parameters, which keeps what it is called with."""
    names = options.parameters(function)

    @functools.wraps(function)
    def record(ctx: Any, **values: Any) -> None:
        bound = inspect.signature(function).bind(ctx, **values)
        bound.apply_defaults()
        calls.append(
            {
                name: [getattr(value, each.name) for each in options.options_of(type(value))]
                if options.is_group(names[name].annotation)
                else value
                for name, value in bound.arguments.items()
                if name != "ctx"
            }
        )

    return record


@functools.cache
def command(name: str) -> tuple[Any, list[Any], Any, list[str]]:
    """Return a command as typer makes it, the calls that are made, its function, and its options."""
    head, *lines = (plain_line.PREPARED / f"postgen_{name}.options").read_text().splitlines()
    module, function, *_ = head.split()
    original = getattr(import_module(module), function)
    calls: list[Any] = []
    record = recorded(original, calls)
    commands = Commands()
    commands.command(name, epilog="")(record)
    names = [word for line in lines for word in line.split()[2:] if word.startswith("-")]
    return build(commands, name), calls, (module, function, record), names


@pytest.mark.parametrize("name", COMMANDS)
@settings(max_examples=25)
@given(data=st.data())
def test_what_is_read_without_typer_means_the_same(name: str, data: Any) -> None:
    built, calls, (module, function, record), names = command(name)
    word = st.sampled_from(WORDS)
    option = st.sampled_from(names)
    joined = st.builds("{}={}".format, option, word) | st.builds("{}{}".format, option, word)
    words = data.draw(st.lists(word | option | option | joined, max_size=6))
    calls.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(console, "be_quiet", lambda **_: None)
        patch.setattr(import_module(module), function, record)
        work = plain_line.read([*name.split("_"), *words])
        if work is None:
            return
        work()
        with built.make_context(name, list(words)) as ctx:
            built.invoke(ctx)
    assert len(calls) == 2
    assert calls[0] == calls[1]


SITE = {
    "_posts/2026-01-01-backlog.md": "---\ntitle: Backlog\n---\n\n## A\n\n* [One](https://example.org/1)\n\n## NLP\n",
    "_posts/2026-01-02-old.md": "---\ntitle: Old\ntags: [a, b]\ncategories: NLP\nlang: en\n---\n",
    "_drafts/a-thought.md": "---\ntitle: A thought\n---\n",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = tmp_path_factory.mktemp("site")
    (root / "_config.yml").write_text("title: T\n", encoding="utf-8")
    for name, text in SITE.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        yield root


@pytest.mark.parametrize("name", COMMANDS)
@settings(max_examples=10)
@given(data=st.data())
@pytest.mark.usefixtures("site")
def test_what_is_completed_without_typer_is_the_same(name: str, data: Any) -> None:
    *_, names = command(name)
    word = st.sampled_from(WORDS)
    option = st.sampled_from(names)
    last = word | st.sampled_from(["A", "n", "o", "O"])
    words = [
        *name.split("_"),
        *data.draw(st.lists(word | option, max_size=3)),
        data.draw(last | st.builds("{}={}".format, option, last)),
    ]
    found = plain_line.completions(words)
    if found is None:
        return
    complete = FishComplete(get_command(app), {}, "postgen", "_POSTGEN_COMPLETE")
    items = complete.get_completions(words[:-1], words[-1])
    assert found == [(item.value, item.help or "") for item in items]


@pytest.mark.usefixtures("site")
def test_values_are_completed_without_typer() -> None:
    assert plain_line.completions(["add-link", "--category", "n"]) == [("NLP", "")]
    assert plain_line.completions(["post", "T", "--tag", ""]) == [("a", ""), ("b", "")]
    assert plain_line.completions(["drop", "o"]) is not None


def test_a_line_is_left_to_typer_where_its_file_is_gone_or_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain_line, "PREPARED", tmp_path)
    assert plain_line.read(["list"]) is None
    for damaged in (b"", b"\xff\xfe"):
        (tmp_path / "postgen_list.options").write_bytes(damaged)
        assert plain_line.read(["list"]) is None
