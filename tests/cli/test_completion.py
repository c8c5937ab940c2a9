"""Completion in real bash, zsh and fish: commands, options, and all that the site has names for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import shellingham
from typer.testing import CliRunner

from postgen.backlog import Backlog
from postgen.cli.app import app
from postgen.cli.completion import SCRIPTS, quoted, split
from postgen.cli.completion_values import complete_drafts, complete_posts
from postgen.commands.vocabulary import files_of, items_of, languages_of
from postgen.site import find
from postgen.text.words import begins

pexpect = pytest.importorskip("pexpect", reason="pexpect drives the shell")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postgen.site import Site

BACKLOG = r"""---
title: Backlog
---

## NLP - Basics

* [Attention, *explained*](https://example.org/attention?a=b&c=d)
* [Three: "a" it's $x](https://example.org/three)

## What's $new & "hot" [x] (y): z * \`q\`

## Übersicht

## 計算機 視覺
"""
ODD = 'What\'s $new & "hot" [x] (y): z * `q`'
OLD_POST = "---\ntitle: Old\ncategories: [essays]\ntags: [transformers, tools]\nlang: pt-BR\n---\n"
FILES = {
    "_posts/2026-11-01-backlog.md": BACKLOG,
    "_posts/2026-10-01-old.md": OLD_POST,
    "_drafts/half a thought.md": "",
    "_templates/my review.md": "x",
    "_config.yml": "collections: {recipes: {}}\n",
}

LINES = [
    ("postgen add-l", ["add-link"]),
    ("postgen new newsl", ["new", "newsletter"]),
    ("postgen --vers", ["--version"]),
    ("postgen add-link --categ", ["add-link", "--category"]),
    ("postgen add-link --category N", ["add-link", "--category", "NLP - Basics"]),
    ("postgen add-link --category n", ["add-link", "--category", "NLP - Basics"]),
    ("postgen add-link --category=N", ["add-link", "--category=NLP - Basics"]),
    (r"postgen add-link --category NLP\ -", ["add-link", "--category", "NLP - Basics"]),
    ('postgen add-link --category "NLP -', ["add-link", "--category", "NLP - Basics"]),
    ("postgen add-link --category W", ["add-link", "--category", ODD]),
    ("postgen add-link --category 'W", ["add-link", "--category", ODD]),
    ('postgen add-link --category "W', ["add-link", "--category", ODD]),
    ("postgen add-link --category ü", ["add-link", "--category", "Übersicht"]),
    ("postgen add-link --category 計", ["add-link", "--category", "計算機 視覺"]),
    ("postgen move 1 --to Ü", ["move", "1", "--to", "Übersicht"]),
    ("postgen drop att", ["drop", "Attention, explained"]),
    ("postgen drop Th", ["drop", 'Three: "a" it\'s $x']),
    ('postgen drop "Three: \\"a', ["drop", 'Three: "a" it\'s $x']),
    ("postgen drop https://example.org/a", ["drop", "https://example.org/attention?a=b&c=d"]),
    ('postgen drop "https://example.org/a', ["drop", "https://example.org/attention?a=b&c=d"]),
    ("postgen new post T --tag tra", ["new", "post", "T", "--tag", "transformers"]),
    ("postgen new post T --category ess", ["new", "post", "T", "--category", "essays"]),
    ("postgen new post T --lang P", ["new", "post", "T", "--lang", "pt-BR"]),
    (
        "postgen new newsletter --references foot",
        ["new", "newsletter", "--references", "footnotes"],
    ),
    ("postgen new post T --template my", ["new", "post", "T", "--template", "my review"]),
    ("postgen new newsletter --template bri", ["new", "newsletter", "--template", "brief"]),
    ("postgen new post T --collection re", ["new", "post", "T", "--collection", "recipes"]),
    ("postgen publish half", ["publish", "half a thought"]),
    ("postgen unpublish ol", ["unpublish", "old"]),
    ("postgen rename half", ["rename", "half a thought"]),
    ("postgen rename ol", ["rename", "old"]),
    ("postgen templates po", ["templates", "post"]),
    ("postgen list --sort cat", ["list", "--sort", "category"]),
    ("postgen export --output _config.y", ["export", "--output", "_config.yml"]),
]
"""What is typed before a Tab, and the words that the command then gets."""

BEGIN = {
    "bash": """PS1='READY>'; bind 'set bell-style none'; show() { printf '<%s> ' "$@"; echo OVER; }; echo IS SET""",
    "zsh": """PS1='READY>'; unsetopt beep; bindkey -e; show() { printf '<%s> ' "$@"; echo OVER; }; echo IS SET""",
    "fish": "function fish_prompt; echo -n 'READY>'; end; function show; printf '<%s> ' $argv; echo OVER; end; "
    "echo IS SET",
}  # fmt: skip
"""A prompt to wait for, no bells, and a command that shows its words."""

SHELLS = pytest.mark.parametrize("shell", list(BEGIN))


def command(folder: Path) -> Path:
    """Make a `postgen` of this very code, to put on the PATH."""
    folder.mkdir()
    program = folder / "postgen"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m postgen "$@"\n')
    program.chmod(0o755)
    return program


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    program = command(tmp_path / "bin")
    (tmp_path / "home").mkdir()
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    away = {"POSTGEN_SITE", "ZDOTDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "PS1"}
    return {
        **{name: value for name, value in os.environ.items() if name not in away},
        "PATH": path, "HOME": str(tmp_path / "home"), "TERM": "xterm", "INPUTRC": "/dev/null", "LC_ALL": "C.UTF-8",
    }  # fmt: skip


@pytest.fixture
def site(make_site: Callable[..., Path]) -> Path:
    return make_site(FILES)


def installed(shell: str, environment: dict[str, str]) -> Path:
    """Install completion from a shell, as its user does; return the script's path."""
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    done = subprocess.run(
        [shell, "-c", "postgen --install-completion; true"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == f"Completion is installed for {shell}; new shells have it.\n"
    return Path(done.stdout.rstrip("\n"))


@contextmanager
def started(shell: str, environment: dict[str, str]) -> Iterator[Callable[[str], str]]:
    """Start a shell; return a function that types something, presses Tab, and returns the words that it completes to."""
    child = pexpect.spawn(
        shell, ["-i"], env=environment, encoding="utf-8", timeout=120, dimensions=(40, 200)
    )
    child.delaybeforesend = None
    child.sendline(BEGIN[shell])
    child.expect("IS SET\r?\n")
    child.expect("READY>")

    def complete(typed: str) -> str:
        """Press Tab, go to the line's beginning (Ctrl-A), put a function there that shows the words, and Enter."""
        child.send(f"{typed}\t\x01show \r")
        child.expect(r"<postgen> (.*?) OVER\r?\n")
        words = str(child.match[1])
        child.expect("READY>")
        return words

    try:
        yield complete
    finally:
        child.close(force=True)


@SHELLS
@pytest.mark.usefixtures("site")
def test_a_shell_completes_from_its_first_tab_on(shell: str, environment: dict[str, str]) -> None:
    installed(shell, environment)
    with started(shell, environment) as complete:
        for typed, words in LINES:
            assert complete(typed) == " ".join(f"<{word}>" for word in words), typed


def test_a_site_that_is_named(
    environment: dict[str, str], site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed("bash", environment)
    monkeypatch.chdir("/")
    with started("bash", environment) as complete:
        assert complete(f"postgen -C {site} add-link --category N").endswith("<NLP - Basics>")
        assert complete(f"postgen add-link -C {site} --category N").endswith("<NLP - Basics>")


@SHELLS
def test_installing_again_changes_nothing(shell: str, environment: dict[str, str]) -> None:
    home = Path(environment["HOME"])
    start = home / {"bash": ".bashrc", "zsh": ".zshrc", "fish": "none"}[shell]
    start.write_bytes(b"# caf\xe9 \r\nalias a=b")
    script = installed(shell, environment)
    first = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    assert script in first
    assert start.read_bytes().startswith(b"# caf\xe9 \r\nalias a=b")
    assert start.read_bytes().count(b"\n") == (1 if shell == "fish" else 3)
    assert installed(shell, environment) == script
    assert {path: path.read_bytes() for path in first} == first


@SHELLS
def test_show_completion_is_what_is_installed(shell: str, environment: dict[str, str]) -> None:
    """The shell is found out from the processes above; the script is then one that it can read."""
    script = installed(shell, environment)
    done = subprocess.run(
        [shell, "-c", "postgen --show-completion; true"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == script.read_text() == SCRIPTS[shell]
    subprocess.run(
        [shell, "-n", "-c", done.stdout], env=environment, check=True, capture_output=True
    )


@pytest.mark.parametrize(("shell", "words"), [("tcsh", ["`tcsh`"]), ("", ["which shell"])])
def test_a_shell_that_is_not_known(
    shell: str, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def detect() -> tuple[str, str]:
        raise shellingham.ShellDetectionFailure

    monkeypatch.setattr(shellingham, "detect_shell", detect)
    monkeypatch.setenv("SHELL", f"/bin/{shell}" if shell else "")
    done = CliRunner().invoke(app, ["--install-completion"], prog_name="postgen")
    assert done.exit_code == 2
    for word in [*words, "bash, zsh, fish or PowerShell"]:
        assert word in done.stderr


# Answers to the scripts


def answered(
    shell: str, *words: str, environment: dict[str, str], cwd: Path | None = None
) -> list[str]:
    """Ask for completions as a shell's own script does."""
    done = subprocess.run(
        ["postgen", *words],
        env={**environment, "_POSTGEN_COMPLETE": shell}, capture_output=True, text=True, check=True, cwd=cwd,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.usefixtures("site")
def test_zsh_and_fish_show_what_words_mean(environment: dict[str, str]) -> None:
    assert "add-link\tFile links in the backlog." in answered("zsh", "", environment=environment)
    assert answered("fish", "drop", "1", environment=environment) == ["1\tAttention, explained"]
    assert answered("bash", "postgen drop 1", "", environment=environment) == ["1"]
    assert answered("zsh", "--install-completion", "--vers", environment=environment) == [
        "--version\tShow the version."
    ]


@pytest.mark.usefixtures("site")
def test_files_are_left_to_the_shell(environment: dict[str, str]) -> None:
    assert answered("zsh", "-C", "_po", environment=environment) == []


def test_a_place_without_a_site_completes_nothing(
    environment: dict[str, str], tmp_path: Path
) -> None:
    assert (
        answered("fish", "add-link", "--category", "N", environment=environment, cwd=tmp_path) == []
    )


def test_a_broken_site_completes_nothing(environment: dict[str, str], site: Path) -> None:
    (site / "_config.yml").write_text("a: [\n")
    assert answered("fish", "add-link", "--category", "N", environment=environment) == []


@pytest.mark.usefixtures("site")
def test_powershell_is_answered_as_its_script_asks(environment: dict[str, str]) -> None:
    asked = {
        "_POSTGEN_COMPLETE": "complete_powershell",
        "_TYPER_COMPLETE_ARGS": "postgen add-link --category N",
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": "N",
    }
    done = subprocess.run(
        ["postgen"], env=environment | asked, capture_output=True, text=True, check=True
    )
    assert done.stdout == "NLP - Basics::: \n"


@pytest.mark.parametrize(
    ("line", "words", "quote", "kept"),
    [
        ("", [""], "", 0),
        ("postgen ", ["postgen", ""], "", 0),
        ("postgen a", ["postgen", "a"], "", 0),
        (r"postgen a\ b", ["postgen", "a b"], "", 0),
        ("postgen '' \"\" ", ["postgen", "", "", ""], "", 0),
        (r'postgen "a\"\x', ["postgen", r'a"\x'], '"', 0),
        (r"postgen 'a\ ", ["postgen", "a\\ "], "'", 0),
        ("postgen --a=b:c", ["postgen", "--a=b:c"], "", 6),
        (r"postgen a\:b", ["postgen", "a:b"], "", 0),
        ("postgen --a='b:c", ["postgen", "--a=b:c"], "'", 4),
        ("postgen 'a b'c", ["postgen", "a bc"], "", 3),
        ("postgen a\\", ["postgen", "a"], "", 0),
    ],
)
def test_lines_are_split_as_bash_does(line: str, words: list[str], quote: str, kept: int) -> None:
    assert split(line, " \t\n\"'><=;|&(:") == (words, quote, kept)


@pytest.mark.parametrize("quote", ["", "'", '"'])
@pytest.mark.parametrize(
    "word", [ODD, "plain", "~a", "#b", "!c", "計 é", "{a,b}", "a\tb", "$(x)", "?*[a-z]", "-", "="]
)
def test_bash_reads_a_word_as_intended(word: str, quote: str) -> None:
    script = f"printf %s {quote}{quoted(word, quote)}{quote}"
    done = subprocess.run(
        ["bash", "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"LC_ALL": "C.UTF-8"},
    )
    assert done.stdout == word


# The words


@pytest.fixture
def where(make_site: Callable[..., Path]) -> Site:
    names = """
        _posts/2026-11-21-attention.md _posts/2026-11-01-same.md _posts/2026-10-01-same.md
        essays/_posts/2026-10-01-same.markdown _posts/2026-09-01-same.md essays/_posts/2026-09-01-same.md
        _drafts/half.md _drafts/attention.md
    """.split()
    return find(make_site(dict.fromkeys(names, "")))


@pytest.mark.parametrize(
    ("kinds", "begun", "words"),
    [
        (["posts"], "att", ["attention"]),
        (["posts"], "ATT", ["attention"]),
        (["drafts"], "att", ["attention"]),
        (["posts", "drafts"], "att", ["attention.md"]),
        (["posts", "drafts"], "2026-11-2", ["2026-11-21-attention.md"]),
        (["posts"], "_posts/2026-11", ["_posts/2026-11-21-attention.md", "_posts/2026-11-01-same.md"]),
        (["posts"], "2026-10", ["2026-10-01-same.md", "2026-10-01-same.markdown"]),
        (["posts"], "essays/", ["essays/_posts/2026-10-01-same.markdown", "essays/_posts/2026-09-01-same.md"]),
        (
            ["posts"],
            "",
            [
                "attention", "2026-11-01-same.md", "2026-10-01-same.md", "2026-10-01-same.markdown",
                "_posts/2026-09-01-same.md", "essays/_posts/2026-09-01-same.md",
            ],
        ),
        (["drafts"], "", ["attention", "half"]),
        (["drafts"], "x", []),
    ],
)  # fmt: skip
def test_files_complete_to_their_shortest_unique_name(
    where: Site, kinds: list[str], begun: str, words: list[str]
) -> None:
    assert [word for word, _ in files_of(where, kinds, begun)] == words


@pytest.mark.usefixtures("where")
def test_completers_of_files() -> None:
    ctx: Any = SimpleNamespace(params={}, find_root=lambda: SimpleNamespace(params={}))
    assert complete_posts(ctx, "att") == [("attention", "2026-11-21")]
    assert complete_drafts(ctx, "h") == [("half", "draft")]


def test_accents_may_be_decomposed_as_on_macos(make_site: Callable[..., Path]) -> None:
    where = find(make_site({"_posts/2026-11-21-cafe\u0301.md": ""}))
    assert [word for word, _ in files_of(where, ["posts"], "caf\u00e9")] == ["cafe\u0301"]


def test_languages(make_site: Callable[..., Path]) -> None:
    fronts = ["lang: zh", 'lang: "zh"', "title: none", "language: 'pt-BR' # x", "lang: []"]
    files = {
        f"_posts/2026-11-2{number}-a.md": f"---\n{front}\n---\n"
        for number, front in enumerate(fronts)
    }
    where = find(make_site(files, "lang: en\nlanguages: [en, zh, 'no']\n"))
    assert languages_of(where) == ["zh", "pt-BR", "en", "no"]


@pytest.mark.parametrize(
    ("begun", "words"),
    [
        ("", ["Once", "https", "3 ways"]),
        ("3", ["3", "3 ways"]),
        ("h", ["https", "https://e.org/1", "https://e.org/2"]),
        ("https://e.org/2", ["https://e.org/2"]),
        ("twice", []),
    ],
)
def test_items_complete_to_a_unique_name(begun: str, words: list[str]) -> None:
    titles = ["Once", "https", "Twice", "twice", "3 ways", "1984", "https://e.org/7", "-n"]
    items = [f"* [{title}](https://e.org/{number})\n" for number, title in enumerate(titles, 1)]
    backlog = Backlog("".join(items))
    found = [word for word, _ in items_of(backlog, begun) if begins(word, begun)]
    assert found[: len(words)] == words
    assert bool(words) == bool(found)
