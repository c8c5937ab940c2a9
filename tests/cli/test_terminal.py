"""A person at a real terminal: questions, Tab, Ctrl-C, Ctrl-D, tables."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest

from postgen.jekyll import frontmatter
from tests.conftest import NOW
from tests.terminal import press

pexpect = pytest.importorskip("pexpect", reason="pexpect drives the terminal")

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PLACE = "_posts/2026-11-01-backlog.md"
BACKLOG = """---
title: Backlog
---

## NLP - Basics

* [One](https://example.org/one)

## Computer Vision
"""
OLD_POST = "---\ntitle: Old\ncategories: [essays]\ntags: [transformers, tools]\n---\n"
FILES = {PLACE: BACKLOG, "_posts/2026-10-01-old.md": OLD_POST}
OUR_VARIABLES = {"NO_COLOR", "POSTGEN_SITE", "COLUMNS", "LINES"}
"""Variables that are not inherited from the terminal of whoever runs the tests."""

COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture
def site(make_site: Callable[..., Path]) -> Path:
    return make_site(FILES)


def hear_ctrl_c() -> None:
    """Undo what a shell does to jobs in the background: they would ignore Ctrl-C, and so would their children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start(*command: str, columns: int = 80, request: str = "") -> Any:
    """Start a command on a terminal of its own."""
    inherited = {name: value for name, value in os.environ.items() if name not in OUR_VARIABLES}
    name, _, value = request.partition("=")
    child = pexpect.spawn(
        sys.executable, ["-m", "postgen", *command], dimensions=(40, columns), timeout=120, encoding="utf-8",
        preexec_fn=hear_ctrl_c,
        env={**inherited, "TERM": "xterm", "SOURCE_DATE_EPOCH": str(NOW), "POSTGEN_OFFLINE": "1",
             "INPUTRC": "/dev/null", **({name: value} if request else {})},
    )  # fmt: skip
    child.delaybeforesend = None
    return child


def end(child: Any) -> tuple[int, str]:
    """Wait for the end; return the exit code and the output since the last answer."""
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, child.before


def everything(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_new_post_is_asked_for(site: Path) -> None:
    child = start("new", "post")
    child.expect_exact("Title: ")
    child.sendline("What I read")
    child.expect_exact("Categories, with commas: ")
    child.send("ess\t")
    child.expect_exact("essays")
    child.sendline()
    child.expect_exact("Tags, with commas: ")
    child.send("Tra\t")
    child.expect_exact("transformers")
    child.sendline(", tool")
    code, output = end(child)
    assert code == 0
    assert "The tag `tool` is new here; did you mean `tools`?" in output
    written = (site / "_posts/2026-11-21-what-i-read.md").read_text()
    assert 'title: "What I read"\n' in written
    assert 'categories: ["essays"]\n' in written
    assert 'tags: ["transformers", "tool"]\n' in written


def test_new_alone_asks_what(site: Path) -> None:
    child = start("new")
    child.expect(r"What \(post, draft, .*\) \[post\]: ")
    child.send("dr\t")
    child.expect_exact("draft")
    child.sendline()
    child.expect_exact("Title: ")
    child.sendline("Half a thought")
    for question in ("Categories, with commas: ", "Tags, with commas: "):
        child.expect_exact(question)
        child.sendline()
    assert end(child)[0] == 0
    assert (site / "_drafts/half-a-thought.md").is_file()


def test_a_link_is_asked_for(site: Path) -> None:
    child = start("add-link")
    child.expect_exact("URL: ")
    child.sendline("not an address")
    child.expect_exact("`not an address` is not a web address.")
    child.expect_exact("URL: ")
    child.sendline("https://example.org/two")
    child.expect_exact("Title [Two]: ")
    child.sendline("Two and more")
    child.expect(r"Categories: (.*)\r\n")
    offered = child.match[1].split(", ")
    child.expect(r"Category \[(.*?)\]: ")
    assert child.match[1] in {offered[0], "Unsorted"}
    child.sendline("Computr Vision")
    child.expect_exact("did you mean `Computer Vision`?")
    child.expect_exact("Category [Computer Vision]: ")
    child.send("comp\t")
    child.expect_exact("Computer Vision")
    child.sendline()
    child.expect_exact("Note: ")
    child.sendline("Worth an hour")
    child.expect_exact("Tags, with commas: ")
    child.sendline("transformer")
    code, output = end(child)
    assert code == 0
    assert "did you mean `transformers`?" in output
    assert (
        "* [Two and more](https://example.org/two) - Worth an hour"
        in (site / PLACE).read_text().partition("## Computer Vision")[2]
    )


def test_a_link_with_its_address_asks_only_for_what_is_missing(site: Path) -> None:
    child = start("add-link", "https://example.org/two", "--no-fetch")
    child.expect(r"Category \[.*?\]: ")
    child.sendline("Computer Vision")
    child.expect_exact("Note: ")
    child.sendline()
    assert end(child)[0] == 0
    assert "* [Two](https://example.org/two) <" in (site / PLACE).read_text()


@pytest.mark.parametrize(
    "more",
    [
        ("--category", "Computer Vision", "--note", "Words"),
        ("--yes",),
        ("--json",),
        ("https://example.org/three",),
    ],
)
def test_nothing_is_asked_where_all_is_there_or_nobody_wants_it(
    site: Path, more: tuple[str, ...]
) -> None:
    code, output = end(start("add-link", "https://example.org/two", "--no-fetch", *more))
    assert code == 0
    assert "Note: " not in output
    assert "Category [" not in output
    assert "(https://example.org/two)" in (site / PLACE).read_text()


def test_nothing_is_asked_where_a_setting_says_so(site: Path) -> None:
    config = site / "_config.yml"
    config.write_text(config.read_text() + "postgen: {ask: false}\n")
    assert end(start("add-link", "https://example.org/two", "--no-fetch"))[0] == 0
    assert "(https://example.org/two)" in (site / PLACE).read_text()


def test_a_category_that_may_be_a_slip_is_asked_for(site: Path) -> None:
    child = start("add-link", "https://example.org/two", "--no-fetch", "-c", "comp", "-m", "x")
    child.expect_exact("Category [Computer Vision]: ")
    child.sendline("comp")
    assert end(child)[0] == 0
    assert "\n## comp\n\n* [" in (site / PLACE).read_text()
    child = start("move", "example.org/two", "--to", "computer visio")
    child.expect_exact("Category [Computer Vision]: ")
    child.sendline()
    assert end(child)[0] == 0
    assert "* [Two]" in (site / PLACE).read_text().partition("## Computer Vision")[2]


@pytest.mark.parametrize("answers", [[], ["A title"], ["A title", "essays"]])
@pytest.mark.parametrize(("key", "code"), [("\x03", 130), ("\x04", 1)])
def test_ctrl_c_and_ctrl_d_change_nothing(
    site: Path, answers: list[str], key: str, code: int
) -> None:
    before = everything(site)
    child = start("new", "post")
    for answer in answers:
        child.expect(": ")
        child.sendline(answer)
    child.expect(": $")
    press(child, key)
    ended, output = end(child)
    assert ended == code
    assert "nothing was changed." in output
    assert "Traceback" not in output
    assert everything(site) == before


def test_ctrl_c_when_a_link_is_asked_for(site: Path) -> None:
    before = everything(site)
    child = start("add-link")
    child.expect_exact("URL: ")
    child.send("https://")
    child.expect_exact("https://")
    press(child, "\x03")
    code, output = end(child)
    assert code == 130
    assert output.strip().endswith("Interrupted; nothing was changed.")
    assert everything(site) == before


@pytest.mark.usefixtures("site")
def test_questions_do_not_reach_a_pipe() -> None:
    """In `$EDITOR "$(postgen new post)"` the questions are on the terminal, the path alone in the pipe."""
    script = f'echo "got <$({sys.executable} -m postgen new post)>"'
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(NOW), "TERM": "xterm"}
    child = pexpect.spawn("bash", ["-c", script], encoding="utf-8", timeout=120, env=environment)
    child.delaybeforesend = None
    child.expect_exact("Title: ")
    child.sendline("Piped")
    for _ in range(2):
        child.expect_exact("commas: ")
        child.sendline()
    child.expect_exact("got <_posts/2026-11-21-piped.md>")


# The editor

SCREEN = """#!/bin/sh
[ -t 0 ] && [ -t 1 ] && echo "on a screen: $#"
echo "line $1" >> "$1"
"""


def editor(path: Path, script: str = SCREEN) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script)
    path.chmod(0o755)
    return str(path)


def shell(script: str, **variables: str) -> Any:
    """Run a shell's script on a terminal, with this very `postgen` on its path as `$P`."""
    environment = {
        **os.environ,
        "SOURCE_DATE_EPOCH": str(NOW),
        "TERM": "xterm",
        "P": f"{sys.executable} -m postgen",
    }
    for name in ("JEKYLL_EDITOR", "VISUAL", "EDITOR"):
        environment.pop(name, None)
    child = pexpect.spawn(
        "bash", ["-c", script], encoding="utf-8", timeout=120, env={**environment, **variables},
        preexec_fn=hear_ctrl_c,
    )  # fmt: skip
    child.delaybeforesend = None
    return child


@pytest.mark.parametrize(
    "asked", ["--edit", "postgen: {edit: true}", "jekyll_compose: {auto_open: true}"]
)
def test_a_new_post_is_opened_on_the_screen(site: Path, tmp_path: Path, asked: str) -> None:
    (site / "_config.yml").write_text("" if asked == "--edit" else asked + "\n")
    option = asked if asked == "--edit" else ""
    code, output = end(
        shell(f"$P new post 'A title' {option}", VISUAL=editor(tmp_path / "an app/the ed"))
    )
    assert code == 0, output
    assert output.splitlines() == ["_posts/2026-11-21-a-title.md", "on a screen: 1"]
    path = site / "_posts/2026-11-21-a-title.md"
    assert path.read_text().endswith(f"\nline {path}\n")


@pytest.mark.parametrize(
    "config", ["", "postgen: {edit: true}\n", "jekyll_compose: {auto_open: true}\n"]
)
def test_the_path_goes_to_an_editor_of_the_shell(site: Path, tmp_path: Path, config: str) -> None:
    """`$EDITOR "$(postgen new post 'A title')"` opens it once, whatever the settings say."""
    (site / "_config.yml").write_text(config)
    code, output = end(
        shell("$EDITOR \"$($P new post 'A title')\"", EDITOR=editor(tmp_path / "ed"))
    )
    assert (code, output.splitlines()) == (0, ["on a screen: 1"])
    assert (site / "_posts/2026-11-21-a-title.md").read_text().count("line") == 1


@pytest.mark.usefixtures("site")
def test_a_requested_editor_has_the_terminal_when_stdout_is_a_pipe(tmp_path: Path) -> None:
    """In `x=$(postgen new post 'A title' --edit)` the editor is on the terminal, the path alone in the pipe."""
    code, output = end(
        shell("x=$($P new post 'A title' --edit); echo \"<$x>\"", EDITOR=editor(tmp_path / "ed"))
    )
    assert (code, output.splitlines()) == (0, ["on a screen: 1", "<_posts/2026-11-21-a-title.md>"])


def test_a_real_editor(site: Path) -> None:
    if not shutil.which("vim"):
        pytest.skip("vim is not installed")
    child = shell("$P new post 'A title' --edit", EDITOR="vim -u NONE -N")
    child.expect("A title")
    child.send("Gotyped by hand\x1b:wq\r")
    assert end(child)[0] == 0
    assert (site / "_posts/2026-11-21-a-title.md").read_text().endswith("\n\ntyped by hand\n")


WAITING_EDITOR = """#!/bin/sh
exec {python} -c '
import signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it, whenever it comes
print("ready", flush=True)
signal.pause()
'
"""


def test_ctrl_c_is_the_editors(site: Path, tmp_path: Path) -> None:
    """It ends an editor that does not handle it, as under git; the post stays, and postgen reports what happened.

    The editor is one process from its first line on: a shell would get the key before it has started the
    program that waits, ignore it, and wait to the end.
    """
    child = shell(
        "$P new post 'A title' --edit",
        EDITOR=editor(tmp_path / "ed", WAITING_EDITOR.format(python=sys.executable)),
    )
    child.expect("ready")
    child.sendintr()
    code, output = end(child)
    assert (code, "Traceback" in output) == (1, False)
    assert "ended by signal 2" in " ".join(output.split())
    assert (site / "_posts/2026-11-21-a-title.md").is_file()


def test_without_a_variable_the_systems_editor_is_run(site: Path, tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "editor").write_text('#!/bin/sh\necho edited >> "$1"\n')
    (programs / "editor").chmod(0o755)
    code, _ = end(shell(f"PATH={programs}:$PATH $P new post 'A title' --edit"))
    assert code == 0
    assert (site / "_posts/2026-11-21-a-title.md").read_text().endswith("edited\n")


def test_gits_own_editor_goes_before_the_systems(site: Path, tmp_path: Path) -> None:
    config = tmp_path / "gitconfig"
    config.write_text("[core]\n\teditor = \"sh -c 'echo from git >> $0'\"\n")
    code, output = end(shell(f"GIT_CONFIG_GLOBAL={config} $P new post 'A title' --edit"))
    assert code == 0, output
    assert (site / "_posts/2026-11-21-a-title.md").read_text().endswith("from git\n")


def test_a_missing_editor_is_reported_after_all_is_written(site: Path) -> None:
    code, output = end(shell("TERM=dumb $P new post 'A title' --edit"))
    assert code == 1
    assert COLOUR.sub("", output).splitlines() == [
        "_posts/2026-11-21-a-title.md", "error: No editor is set.",
        "Set EDITOR, or open _posts/2026-11-21-a-title.md yourself.",
    ]  # fmt: skip
    assert (site / "_posts/2026-11-21-a-title.md").is_file()


@pytest.mark.parametrize("columns", [40, 60, 100, 200])
def test_search_shows_the_place_of_each_link_whole(site: Path, columns: int) -> None:
    note = "a note about transformers that goes on for longer than the line"
    item = (
        f"* [A title of some length, about transformers](https://example.org/{'x' * 60}) - {note}\n"
    )
    (site / "_posts" / "2026-11-02-the-newsletter-of-this-week.md").write_text(
        f"---\ntitle: The newsletter of this week\n---\n\n## Natural language\n\n{item}"
    )
    code, output = end(start("search", "about transformers", columns=columns))
    assert code == 0
    lines = COLOUR.sub("", output).splitlines()
    assert "_posts/2026-11-02-the-newsletter-of-this-week.md:7" in output
    for line in lines:
        assert width(line) <= columns or line.strip().startswith("_posts/")


def test_search_that_finds_nothing_says_so_with_its_exit_code(site: Path) -> None:
    assert (site / PLACE).is_file()
    code, output = end(start("search", "xyzzy"))
    assert (code, output.strip()) == (1, "Nothing like it was found.")


# Menus


def test_publish_offers_the_drafts(site: Path) -> None:
    (site / "_drafts").mkdir()
    (site / "_drafts" / "half-a-thought.md").write_text("---\ntitle: Half a thought\n---\n")
    (site / "_drafts" / "another.md").write_text("---\ntitle: Another\n---\n")
    child = start("publish")
    child.expect(r"1  _drafts/(another|half-a-thought)\.md.*2  _drafts/")
    child.expect("Which draft: ")
    child.sendline("7")
    child.expect("Type a number from 1 to 2")
    child.sendline("nothing like it")
    child.expect("There is no draft")
    child.expect("Which draft: ")
    child.sendline("thought")
    code, _ = end(child)
    assert code == 0
    assert (site / "_posts" / "2026-11-21-half-a-thought.md").is_file()
    assert (site / "_drafts" / "another.md").is_file()


@pytest.mark.parametrize("columns", [40, 100])
def test_unpublish_offers_the_posts_from_the_newest_on(site: Path, columns: int) -> None:
    child = start("unpublish", columns=columns)
    child.expect("  1  _posts/2026-11-01-backlog.md")
    child.expect("  2  _posts/2026-10-01-old.md")
    child.sendline("2")
    assert end(child)[0] == 0
    assert (site / "_drafts" / "old.md").is_file()


def test_rename_and_refs_offer_posts_and_drafts(site: Path) -> None:
    child = start("rename")
    child.expect("Which post or draft: ")
    child.sendline("2")
    child.expect("New title: ")
    child.sendline("Newer")
    assert end(child)[0] == 0
    assert "Newer" in (site / "_posts" / written_name(site)).read_text()
    child = start("refs", "--dry-run")
    child.expect("Which post or draft: ")
    child.sendline("1")
    assert end(child)[0] == 0


def written_name(site: Path) -> str:
    """Return the name of the post that was renamed, wherever its title put it."""
    (name,) = {path.name for path in (site / "_posts").iterdir()} - {"2026-11-01-backlog.md"}
    return name


def test_a_menu_that_is_left_changes_nothing(site: Path) -> None:
    before = everything(site)
    for key, code in (("\x03", 130), ("\x04", 1)):
        child = start("unpublish")
        child.expect("Which post: ")
        press(child, key)
        assert end(child)[0] == code
    assert everything(site) == before


@pytest.mark.usefixtures("site")
def test_a_menu_without_anything_to_offer_says_so() -> None:
    code, output = end(start("publish"))
    assert code == 1
    assert "There is no draft yet." in output


# Menus of the backlog's items

ITEMS = """---
title: Backlog
---

## Papers

* [Attention, explained](https://example.org/attention)
* [A tour of transformers](https://example.org/tour)

## Tools

* [Jekyll](https://example.org/jekyll)
* [A tour of Jekyll](https://example.org/jekyll-tour)
"""


@pytest.fixture
def items(make_site: Callable[..., Path]) -> Path:
    return make_site({PLACE: ITEMS}) / PLACE


def titles(path: Path) -> list[str]:
    return re.findall(r"^\* \[(.*?)\]", path.read_text(), re.MULTILINE)


TITLES = ["Attention, explained", "A tour of transformers", "Jekyll", "A tour of Jekyll"]


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ("1", [1, 2, 3]),
        ("1,3", [1, 3]),
        ("1, 3-4", [1]),
        ("1 4", [1, 2]),
        ("2-4", [0]),
        ("transformers", [0, 2, 3]),
        ("attention, explained", [1, 2, 3]),
        ("attention, transformers", [2, 3]),
        ("https://example.org/jekyll", [0, 1, 3]),
        ("2, attention", [2, 3]),
    ],
)
def test_a_menu_of_items_takes_what_a_command_takes(
    items: Path, answer: str, left: list[int]
) -> None:
    child = start("drop")
    child.expect_exact("  1  Attention, explained    Papers\r\n")
    child.expect_exact("  4  A tour of Jekyll        Tools\r\n")
    child.expect_exact("Which items, with commas: ")
    child.sendline(answer)
    assert end(child)[0] == 0
    assert titles(items) == [TITLES[place] for place in left]


@pytest.mark.parametrize("mistyped", ["", " , ", "9", "0", "1-9", "nothing like it", "tour"])
def test_a_menu_of_items_asks_again(items: Path, mistyped: str) -> None:
    child = start("drop")
    child.expect_exact("commas: ")
    child.sendline(mistyped)
    child.expect_exact("commas: ")
    child.sendline("3")
    assert end(child)[0] == 0
    assert titles(items) == [TITLES[0], TITLES[1], TITLES[3]]


@pytest.mark.parametrize("command", ["move", "drop", "edit", "open"])
@pytest.mark.parametrize(("key", "code"), [("\x03", 130), ("\x04", 1)])
def test_a_menu_of_items_that_is_left_changes_nothing(
    items: Path, command: str, key: str, code: int
) -> None:
    before = everything(items.parents[1])
    child = start(command)
    child.expect_exact("commas: ")
    press(child, key)
    assert end(child)[0] == code
    assert everything(items.parents[1]) == before


def test_move_asks_what_and_where(items: Path) -> None:
    child = start("move")
    child.expect_exact("commas: ")
    child.send("tou\t")
    child.sendline("")
    child.expect_exact("may be one of 2")
    child.expect_exact("commas: ")
    child.send("A tour of t\t")
    child.expect_exact("A tour of transformers")
    child.sendline(", 1")
    child.expect_exact("Categories: Papers, Tools")
    child.expect_exact("To which category: ")
    child.sendline("")
    child.expect_exact("To which category: ")
    child.send("too\t")
    child.expect_exact("Tools")
    child.sendline()
    assert end(child)[0] == 0
    assert set(titles_below(items, "Tools")) == set(TITLES)


def titles_below(path: Path, name: str) -> list[str]:
    return re.findall(r"^\* \[(.*?)\]", path.read_text().partition(f"## {name}")[2], re.MULTILINE)


def test_move_of_named_items_asks_where(items: Path) -> None:
    child = start("move", "attention", "transformers")
    child.expect_exact("To which category: ")
    child.sendline("Tolls")
    child.expect_exact("Category [Tools]: ")
    child.sendline()
    assert end(child)[0] == 0
    assert set(titles_below(items, "Tools")) == set(TITLES)


@pytest.mark.usefixtures("items")
def test_a_category_without_its_option_is_answered_not_asked_for() -> None:
    code, output = end(start("move", "attention", "Reading"))
    assert code == 2
    assert "Write it as `postgen move attention --to Reading`." in COLOUR.sub("", output)


def test_edit_and_open_take_several_of_a_menu(items: Path) -> None:
    child = start("edit", "--note", "Read it")
    child.expect_exact("commas: ")
    child.sendline("1-2")
    assert end(child)[0] == 0
    assert items.read_text().count(" - Read it") == 2
    child = start("open", request="BROWSER=true")
    child.expect_exact("commas: ")
    child.sendline("1, jekyll tour")
    child.expect_exact("Nothing in the backlog is")
    child.expect_exact("commas: ")
    child.sendline("1, tour of jekyll")
    code, output = end(child)
    assert code == 0
    assert "https://example.org/attention\r\nhttps://example.org/jekyll-tour" in output


def test_the_numbers_of_a_menu_hold_afterwards(
    items: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    child = start("drop")
    child.expect_exact("commas: ")
    press(child, "\x03")
    assert end(child)[0] == 130
    assert end(start("drop", "3"))[0] == 0
    assert titles(items) == [TITLES[0], TITLES[1], TITLES[3]]
    code, output = end(start("drop", "3"))
    assert (code, "The list has changed" in output) == (1, True)


@pytest.mark.parametrize("columns", [40, 100])
def test_a_long_menu_offers_the_items_that_were_added_last(items: Path, columns: int) -> None:
    many = "".join(
        f"* [A title that is rather long for it, {number}](https://example.org/{number})"
        f" <!-- added: 2026-11-{number:02} -->\n"
        for number in range(1, 25)
    )
    items.write_text(ITEMS + many)
    child = start("drop", columns=columns)
    child.expect_exact("commas: ")
    lines = COLOUR.sub("", child.before).splitlines()
    assert all(width(line) <= columns for line in lines if line.startswith(" "))
    assert lines[0].startswith("The newest 20 of 28;"[:columns])
    assert [int(line.split()[0]) for line in lines if line.startswith(" ")] == [*range(9, 29)]
    child.sendline("28, attention")
    assert end(child)[0] == 0
    assert len(titles(items)) == 26


@pytest.mark.parametrize(
    ("command", "more", "message"),
    [
        ("move", ["--to", "Tools"], "WHAT is missing."),
        ("move", [], "Where it goes is missing."),
        ("drop", [], "WHAT is missing."),
        ("edit", ["--note", "x"], "WHAT is missing."),
        ("open", [], "WHAT is missing."),
    ],
)
def test_no_menu_where_nobody_may_be_asked(
    items: Path, command: str, more: list[str], message: str
) -> None:
    before = items.read_bytes()
    silent = [["--yes"], *([["--json"]] if command != "open" else [])]
    for option in silent:
        code, output = end(start(command, *more, *option))
        assert (code, message in output) == (2, True), output
    done = subprocess.run(
        [sys.executable, "-m", "postgen", command, *more],
        capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert (done.returncode, message in done.stderr) == (2, True)
    config = items.parents[1] / "_config.yml"
    config.write_text(config.read_text() + "postgen: {ask: false}\n")
    assert end(start(command, *more))[0] == 2
    assert items.read_bytes() == before


@pytest.mark.parametrize("command", ["move", "drop", "edit", "open"])
def test_a_menu_of_an_empty_backlog_says_how_to_begin(items: Path, command: str) -> None:
    items.write_text("---\ntitle: Backlog\n---\n")
    code, output = end(start(command))
    assert (code, "The backlog is empty." in output) == (1, True)


# Colours and tables


@pytest.mark.usefixtures("items")
def test_habits_are_read_on_a_narrow_terminal() -> None:
    code, output = end(start("habits", columns=40))
    lines = [COLOUR.sub("", line).rstrip() for line in output.splitlines()]
    place = lines.index("newsletter: layout")
    assert (code, lines[place + 1 : place + 3]) == (0, ["  post", "  default"])


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_the_table_of_two_columns_fits_too(items: Path, columns: int) -> None:
    assert items.is_file()
    code, output = end(start("category", "list", columns=columns))
    assert code == 0, output
    assert [line.split() for line in COLOUR.sub("", output).splitlines()] == [
        ["Category", "Items"], ["Papers", "2"], ["Tools", "2"],
    ]  # fmt: skip


def test_columns_that_are_empty_are_not_shown(items: Path) -> None:
    assert items.is_file()
    head = COLOUR.sub("", end(start("list", columns=100))[1]).splitlines()[0]
    assert head.split() == ["#", "Category", "Title", "URL", "ID"]


@pytest.mark.parametrize("columns", [30, 40, 60, 90])
def test_sentences_are_wrapped_at_their_words(items: Path, columns: int) -> None:
    items.write_text("---\ntitle: Backlog\n---\n")
    lines = end(start("list", columns=columns))[1].splitlines()
    command = "`postgen add-link URL --category NAME`"
    assert any(command in line for line in lines)
    assert all(width(line) <= columns or line.strip() == command for line in lines)
    assert " ".join(lines) == f"The backlog is empty. {command} files the first link."


def test_a_full_stop_is_no_note_where_the_page_says_nothing(items: Path) -> None:
    child = start("add-link", "https://example.org/new", "--no-fetch")
    child.expect_exact("Categories: Papers, Tools")
    child.expect(r"Category \[.*?\]: ")
    child.sendline("Tools")
    child.expect_exact("Note: ")
    child.sendline(".")
    assert end(child)[0] == 0
    assert "(https://example.org/new) <" in items.read_text()


def width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_table_fits_the_terminal(site: Path, columns: int) -> None:
    wide = (
        "* [注意力机制就是你所需要的一切以及更多的东西](https://例子.example.org/"
        + "x" * 100
        + ") <!-- added: 2026-11-01 -->\n"
    )
    (site / PLACE).write_text(
        BACKLOG + "\n" + wide + "* [Title with \x1b]0;escape\x07](https://example.org/3)\n"
    )
    code, output = end(start("list", columns=columns))
    assert code == 0
    assert "\x1b]" not in output
    lines = [line.rstrip("\r") for line in COLOUR.sub("", output).split("\n")]
    assert [line for line in lines if width(line) > columns] == []
    assert "注意" in output
    assert "One" in output
    assert ("https://" in output) == ("2026" in output) == (columns > 40)
    assert len([line for line in lines if line.strip()]) == 4


def test_colours_only_where_they_are_wanted(site: Path) -> None:
    assert (site / PLACE).is_file()
    for command in (["drop", "1", "--yes", "-n"], ["list"], ["drop", "Nothing"]):
        assert COLOUR.search(end(start(*command))[1])
        for request in ("NO_COLOR=1", "TERM=dumb"):
            assert not COLOUR.search(end(start(*command, request=request))[1])


@pytest.mark.parametrize(("columns", "reasons"), [(100, 1), (44, 0)])
def test_alone_it_fits_the_terminal_and_commands_stay_whole(
    site: Path, columns: int, reasons: int
) -> None:
    (site / "_drafts").mkdir()
    (site / "_drafts/half-a-thought-or-two.md").write_text(
        "---\ntitle: Half a thought, or two\n---\n"
    )
    code, output = end(start(columns=columns))
    assert code == 0
    assert "\x1b[1mNext\x1b[0m" in output
    lines = COLOUR.sub("", output).splitlines()
    assert all(len(line) <= columns for line in lines if line.startswith("  "))
    assert "  NLP - Basics     1  ■■■■■■■■■■■■" in [line.rstrip() for line in lines]
    assert sum(line.rstrip().endswith("there is no issue yet") for line in lines) == reasons
    assert any(line.startswith("  postgen publish half-a-thought-or-two") for line in lines)


def test_alone_without_colours(site: Path) -> None:
    assert site.is_dir()
    assert "\x1b" not in end(start(request="NO_COLOR=1"))[1]


def issues_of(site: Path, name: str, title: str, keys: str = "") -> None:
    """Write five issues, the free words of which are marked `*`."""
    for n, free in enumerate(["Roses", "Soups", "Old maps", "Bridges", "Glass"], 1):
        slug = name.replace("*", free.lower().replace(" ", "-"))
        front = f"title: '{title.replace('*', free)}'\n{keys.replace('*', f'About {free.lower()}')}"
        path = site / "_posts" / f"2026-11-0{n}-{slug.replace('#', str(n))}.md"
        path.write_text(
            f"---\n{front.replace('#', str(n))}---\n\n* [A](https://example.org/a{n})\n"
        )


def test_free_words_of_an_issue_are_asked_for(site: Path) -> None:
    issues_of(site, "notes-#-*", "Notes #: *", "summary: *\n")
    child = start("new", "newsletter")
    child.expect_exact("TK in title `Notes 6: TK` [TK]: ")
    child.sendline("Night trains")
    child.expect_exact("TK in summary `About TK` [TK]: ")
    child.sendline("trains: all")
    code, output = end(child)
    assert code == 0
    assert "Fill in" not in output
    text = (site / "_posts/2026-11-21-notes-6-night-trains.md").read_text()
    assert frontmatter.read(text) == {
        "title": "Notes 6: Night trains",
        "summary": "About trains: all",
    }


def test_a_whole_title_may_be_the_answer_and_enter_leaves_the_rest(site: Path) -> None:
    issues_of(site, "notes-#", "Notes #: *", "summary: '*'\nsubtitle: Of *\n")
    child = start("new", "newsletter", columns=40)
    child.expect_exact("[TK]: ")
    child.sendline("Notes 6: Islands")
    child.expect_exact("About TK")
    child.sendline("islands")
    child.expect_exact("Of About TK")
    child.sendline()
    code, output = end(child)
    assert code == 0
    assert "subtitle" in output
    text = (site / "_posts/2026-11-21-notes-6.md").read_text()
    assert frontmatter.read(text) == {
        "title": "Notes 6: Islands",
        "summary": "About islands",
        "subtitle": "Of About TK",
    }


def test_which_series_is_meant_is_asked_for(site: Path) -> None:
    for name in ("rose", "bread"):
        issues_of(site, f"{name}-#", f"{name.title()} news #")
    child = start("new", "newsletter")
    child.expect_exact("Several series of posts may be the newsletter")
    child.expect(r"(\d)  _posts/2026-11-05-bread-5\.md")
    number = child.match[1]
    child.expect_exact("Like which of them: ")
    child.sendline(number)
    assert end(child)[0] == 0
    assert (site / "_posts/2026-11-21-bread-6.md").is_file()


@pytest.mark.parametrize(("answer", "is_written"), [("y", True), ("", False), ("n", False)])
def test_init_asks_whether_to_write_what_it_learned(
    site: Path, answer: str, *, is_written: bool
) -> None:
    issues_of(site, "letter-#", "Letter #", "layout: letter\ntags: [a, b]\n")
    config = site / "_config.yml"
    config.write_bytes(b"title: Mine\r\n")
    child = start("init", ".", columns=40)
    child.expect_exact('title: "Letter {{ issue }}"')
    child.expect_exact("Write these as settings (y, n) [n]: ")
    child.sendline(answer)
    assert end(child)[0] == 0
    written = frontmatter.load(config.read_bytes().decode())
    newsletter = {
        "title": "Letter {{ issue }}",
        "layout": "letter",
        "tags": ["a", "b"],
        "toc": False,
        "references": "inline",
    }
    assert written["postgen"].get("newsletter", {}) == (newsletter if is_written else {})
    assert b"\n" not in config.read_bytes().replace(b"\r\n", b"")
    child = start("new", "newsletter")
    assert end(child)[0] == 0
    assert (site / "_posts/2026-11-21-letter-6.md").is_file()
