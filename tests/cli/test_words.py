"""Words that people try: other names, wrong options, short options, help, quiet, errors as JSON."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from postgen.cli import words
from postgen.cli.app import COMMANDS
from postgen.cli.plain_line import ALIASES

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.processes


@pytest.fixture
def here(make_site: Any) -> Path:
    """Return a site with a backlog of one link."""
    front = "---\ntitle: Backlog\n---\n\n"
    link = "* [One](https://one.example/) <!-- added: 2026-11-01 -->\n"
    root: Path = make_site(
        {"_posts/2026-11-01-backlog.md": f"{front}## Tools\n\n{link}"},
        config="timezone: UTC\n",
    )
    return root


def test_other_names_of_commands_work(postgen: Any, here: Path) -> None:
    assert postgen("post", "A title", cwd=here).stdout == "_posts/2026-11-21-a-title.md\n"
    assert postgen("draft", "A title", cwd=here).stdout == "_drafts/a-title.md\n"
    assert postgen("page", "Contact", cwd=here).stdout == "contact.md\n"
    done = postgen("add", "https://two.example/", "-c", "Tools", "-t", "x", "--no-fetch", cwd=here)
    assert done.returncode == 0, done.stderr
    assert "tags: x" in (here / "_posts/2026-11-01-backlog.md").read_text()


def test_no_other_name_hides_a_command() -> None:
    assert not set(ALIASES) & set(COMMANDS)
    assert not set(ALIASES) & set(words.COMMANDS)


@pytest.mark.parametrize(
    ("word", "command"),
    [("newsletter", "new newsletter"), ("backlog", "list"), ("rm", "drop"), ("remove", "drop"),
     ("delete", "drop"), ("Delete", "drop"), ("status", "postgen"), ("lint", "check"), ("ls", "list"), ("find", "search")],
)  # fmt: skip
def test_other_words_are_answered_with_the_command_that_is_meant(
    postgen: Any, here: Path, word: str, command: str
) -> None:
    done = postgen(word, "1", cwd=here)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"error: There is no command `{word}`: `")
    assert command in done.stderr


def test_each_command_that_is_suggested_is_there() -> None:
    for answer in words.COMMANDS.values():
        for name in re.findall(r"`postgen ([a-z][a-z-]*)", answer):
            assert name in COMMANDS, answer


@pytest.mark.parametrize(
    ("call", "message", "hint"),
    [
        (["add-link", "https://a.example", "--comment", "x"], "There is no option `--comment`.", "Write --note for it."),
        (["add-link", "https://a.example", "--tags", "a, b c"], "There is no option `--tags`", "Write it as `--tag a --tag 'b c'`."),
        (["add-link", "https://a.example", "--tags=a,b"], "There is no option `--tags`", "Write it as `--tag a --tag b`."),
        (["list", "--categories", "Tools"], "There is no option `--categories`", "Write it as `--category Tools`."),
        (["list", "--sicne", "7d"], "There is no option `--sicne`; did you mean `--since`?", "See `postgen list --help`."),
        (["move", "1", "Tools", "and", "more"], "", "Write it as `postgen move 1 --to 'Tools and more'`."),
        (["new", "post", "An", "unquoted", "title", "--tag", "x"], "", "Put several words into quotes: `postgen new post 'An unquoted title'`."),
        (["rename", "a-post", "A", "new", "title"], "", "Put several words into quotes: `postgen rename a-post 'A new title'`."),
        (["new", "newslettr"], "There is no command `newslettr`; did you mean `newsletter`?", "See `postgen new --help`."),
        (["xyzzy"], "There is no command `xyzzy`.", "See `postgen --help`."),
    ],
)  # fmt: skip
def test_wrong_options_are_answered_with_the_right_one(
    postgen: Any, here: Path, call: list[str], message: str, hint: str
) -> None:
    done = postgen(*call, cwd=here)
    assert done.returncode == 2
    first, second = done.stderr.splitlines()
    assert message in first
    assert second == hint


def test_help_is_there_under_each_name(postgen: Any, here: Path) -> None:
    expected = postgen("list", "--help", cwd=here).stdout
    assert expected.startswith("Usage: postgen list")
    assert postgen("list", "-h", cwd=here).stdout == expected
    assert postgen("help", "list", cwd=here).stdout == expected
    everything = postgen("--help", cwd=here).stdout
    assert postgen("-h", cwd=here).stdout == postgen("help", cwd=here).stdout == everything
    assert postgen("help", "new", "post", cwd=here).stdout.startswith("Usage: postgen new post")
    assert postgen("help", "xyzzy", cwd=here).returncode == 2
    assert postgen("-V", cwd=here).stdout == postgen("--version", cwd=here).stdout


@pytest.mark.parametrize("columns", [30, 40, 59, 60, 80, 200])
@pytest.mark.parametrize("call", [["-h"], ["add-link", "-h"], ["new", "newsletter", "-h"]])
def test_help_is_no_wider_than_the_terminal(postgen: Any, columns: int, call: list[str]) -> None:
    text = postgen(*call, env={"COLUMNS": str(columns)}).stdout.partition("Example:")[0]
    assert max(map(len, text.splitlines())) <= columns
    assert "--" in text


def test_quiet_leaves_the_result_and_errors(postgen: Any, here: Path) -> None:
    add = ("add-link", "--no-fetch", "-c", "Tools")
    loud = postgen(*add, "https://two.example/", cwd=here)
    assert loud.stderr
    for call in (
        ("-q", *add, "https://three.example/"),
        (*add, "https://four.example/", "--quiet"),
    ):
        done = postgen(*call, cwd=here)
        assert (done.returncode, done.stdout, done.stderr) == (0, loud.stdout, "")
    done = postgen("drop", "nothing", "-q", cwd=here)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")


@pytest.mark.parametrize(
    ("call", "code", "path", "line"),
    [
        (["drop", "nothing", "--json"], 1, None, None),
        (["list", "--xyzzy", "--json"], 2, None, None),
        (["list", "--json", "--site", "nowhere"], 1, None, None),
        (["list", "--json", "--site", "broken"], 1, "_config.yml", 2),
    ],
)
def test_errors_are_json_where_json_was_asked_for(
    postgen: Any, here: Path, call: list[str], code: int, path: str | None, line: int | None
) -> None:
    (here / "broken").mkdir()
    (here / "broken" / "_config.yml").write_text("a: [\n")
    done = postgen(*call, cwd=here)
    assert done.returncode == code
    assert done.stdout == ""
    error = json.loads(done.stderr)["error"]
    assert set(error) == {"message", "hint", "path", "line"}
    assert error["message"]
    assert (error["path"], error["line"]) == (path, line)


@pytest.mark.parametrize(
    ("given", "code"),
    [("german", "de"), ("Deutsch", "de"), ("中文", "zh"), ("de", "de"), ("zh_CN", "zh_CN"), ("pt-BR", "pt-BR"), (" fr ", "fr")],
)  # fmt: skip
def test_a_language_may_be_named_or_coded(postgen: Any, here: Path, given: str, code: str) -> None:
    done = postgen("new", "post", "A", "--lang", given, cwd=here)
    assert done.returncode == 0, done.stderr
    assert f'lang: "{code}"' in (here / done.stdout.strip()).read_text()


@pytest.mark.parametrize("given", ["gibberish", "x", "1", "en us", "e-n"])
def test_what_is_not_a_language_is_refused(postgen: Any, here: Path, given: str) -> None:
    for call in (["new", "post", "A"], ["new", "newsletter"], ["new", "translation", "backlog"]):
        done = postgen(*call, "--lang", given, cwd=here)
        assert done.returncode == 2
        assert f"`{given}` is not a language." in done.stderr
