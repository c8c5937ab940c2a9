"""`postgen undo` after every command that writes, as a person runs them: the same bytes come back, or nothing changes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

import options
from tests.conftest import write_files
from tests.writing import ADD, CALLS, CONFIG, FILES, PLACE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def site(make_site: Callable[..., Path]) -> Path:
    return make_site(FILES, CONFIG)


def everything(folder: Path) -> dict[str, bytes | None]:
    """Return every file below a folder with its bytes, and every folder."""
    return {
        str(path.relative_to(folder)): None if path.is_dir() else path.read_bytes()
        for path in folder.rglob("*")
        if ".git" not in path.parts
    }


def written(root: Path, before: dict[str, bytes | None]) -> list[str]:
    """Return the names of the files that are there and have changed."""
    return [
        name
        for name, data in everything(root).items()
        if data is not None and data != before.get(name)
    ]


def of(call: str) -> tuple[str, ...]:
    """Return the options that find the site in which a call wrote."""
    return ("-C", call.split()[1]) if call.startswith("init") else ()


def test_every_command_that_writes_is_tested() -> None:
    writing = {
        each.path.removeprefix("postgen ")
        for each in options.commands()
        if any("--dry-run" in name for name, _ in each.rows)
    }
    tested = {name for name in writing for call in CALLS if f"{call} ".startswith(f"{name} ")}
    assert writing - tested == {"undo"}


@pytest.mark.parametrize("call", CALLS)
def test_the_same_bytes_come_back(site: Path, postgen: Any, call: str) -> None:
    before = everything(site)
    done = postgen(*call.split())
    assert done.returncode == 0, done.stderr
    after = everything(site)
    assert after != before
    preview = postgen("undo", *of(call), "--dry-run")
    assert everything(site) == after
    undone = postgen("undo", *of(call))
    assert undone.returncode == 0, undone.stderr
    assert everything(site) == before
    assert undone.stdout == preview.stdout
    assert undone.stdout.count("--- ") + undone.stdout.count("diff --git") > 0
    assert undone.stderr.startswith("Undone: ")
    again = postgen("undo")
    assert (again.returncode, again.stdout) == (1, "")
    assert "There is no command to undo" in again.stderr
    assert everything(site) == before


@pytest.mark.parametrize("call", CALLS)
def test_after_a_persons_edit_nothing_moves(site: Path, postgen: Any, call: str) -> None:
    before = everything(site)
    postgen(*call.split())
    path = site / min(written(site, before))
    path.write_bytes(path.read_bytes() + b"\n# A person's line.\n")
    edited = everything(site)
    for extra in ((), ("--dry-run", "--json")):
        done = postgen("undo", *of(call), *extra)
        assert (done.returncode, done.stdout) == (1, "")
        assert "+# A person's line." in done.stderr
        place = str(path.relative_to(site))
        assert f"error: {place} (+" in done.stderr or f'"message": "{place} (+' in done.stderr
        assert "nothing was undone" in done.stderr
        assert everything(site) == edited
    path.write_bytes(path.read_bytes().removesuffix(b"\n# A person's line.\n"))
    assert postgen("undo", *of(call)).returncode == 0
    assert everything(site) == before


def test_a_file_that_somebody_removed(site: Path, postgen: Any) -> None:
    postgen("new", "newsletter")
    (site / PLACE).unlink()
    edited = everything(site)
    done = postgen("undo")
    assert (
        f"error: {PLACE} (removed) changed since `Publish Newsletter #1`; nothing was undone."
        in done.stderr
    )
    assert everything(site) == edited


def test_the_rest_of_what_a_person_partly_reverted(site: Path, postgen: Any) -> None:
    before = everything(site)
    postgen("new", "newsletter")
    issue = site / "_posts/2026-11-21-newsletter-1.md"
    issue.unlink()
    done = postgen("undo")
    assert done.returncode == 0
    assert f"{issue.relative_to(site)} was as before already." in done.stderr
    assert everything(site) == before


def test_bytes_that_are_not_text_are_distinguished(site: Path, postgen: Any) -> None:
    postgen(*ADD.split())
    (site / PLACE).write_bytes(b"\0\xff")
    assert f"{PLACE} (other bytes) changed since `Add Two`" in postgen("undo").stderr


def test_a_second_undo_goes_further_back(site: Path, postgen: Any) -> None:
    states = [everything(site)]
    for number in range(3):
        postgen("add-link", f"https://example.org/n{number}", "--title", f"N{number}", "--no-fetch")
        states.append(everything(site))
    for number in (2, 1, 0):
        assert f"Undone: Add N{number}" in postgen("undo").stderr
        assert everything(site) == states[number]


def test_what_a_person_reverted_is_not_undone_twice(site: Path, postgen: Any) -> None:
    """Nothing else is changed, either: only the next undo goes further back."""
    before = everything(site)
    postgen("add-link", "https://example.org/n", "--title", "N", "--no-fetch")
    between = everything(site)
    postgen(*ADD.split())
    write_files(site, {PLACE: between[PLACE] or b""})
    for _ in range(2):
        done = postgen("undo", "--dry-run")
        assert done.returncode == 1
        assert "Undone already: Add Two" in done.stderr
    assert postgen("undo").returncode == 1
    assert everything(site) == between
    assert postgen("undo").returncode == 0
    assert everything(site) == before


@pytest.mark.usefixtures("site")
def test_json_reports_what_was_undone(postgen: Any) -> None:
    postgen(*ADD.split())
    preview = json.loads(postgen("undo", "--json", "-n").stdout)
    output = json.loads(postgen("undo", "--json").stdout)
    assert output == {"undone": "Add Two", "paths": [PLACE], "diff": preview["diff"]}
    assert preview == {**output, "dry_run": True}
    assert "-* [Two](https://example.org/2)" in output["diff"]


def test_a_dry_run_and_a_failed_command_do_not_count(site: Path, postgen: Any) -> None:
    postgen(*ADD.split())
    after = everything(site)
    assert postgen("drop", "1", "--yes", "--dry-run").returncode == 0
    assert postgen("drop", "nothing like it").returncode == 1
    assert postgen(*ADD.split()).returncode == 1
    assert everything(site) == after
    assert "Undone: Add Two" in postgen("undo").stderr


def test_the_current_folder_stays(tmp_path: Path, postgen: Any) -> None:
    postgen("init", "blog", cwd=tmp_path)
    assert postgen("undo", cwd=tmp_path / "blog").returncode == 0
    assert everything(tmp_path / "blog") == {}


def test_a_folder_that_holds_something_else_stays(site: Path, postgen: Any) -> None:
    postgen("new", "post", "T", "--image", "_mine/photo.png")
    (site / "assets/images/mine.png").write_text("x")
    assert postgen("undo").returncode == 0
    assert [each.name for each in (site / "assets/images").iterdir()] == ["mine.png"]


def test_a_linked_backlog_stays_linked(site: Path, postgen: Any) -> None:
    (site / PLACE).rename(site / "real.md")
    (site / PLACE).symlink_to("../real.md")
    before = everything(site)
    postgen(*ADD.split())
    assert postgen("undo", cwd=site / "_posts").returncode == 0
    assert everything(site) == before
    assert (site / PLACE).is_symlink()


def test_a_closed_pipe_does_not_stop_an_undo(site: Path, postgen: Any) -> None:
    before = everything(site)
    (site / "many.txt").write_text(
        "".join(f"https://example.org/{n} | {'x' * 200}\n" for n in range(10, 2010))
    )
    postgen("import", "many.txt", "--no-fetch")
    (site / "many.txt").unlink()
    command = ["sh", "-c", '"$0" -m postgen undo | head -1', sys.executable]
    done = subprocess.run(command, cwd=site, check=True, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == (
        f"--- a/{PLACE}\n",
        "Undone: Import 2000 links into the backlog\n",
    )
    assert everything(site) == before


# Where the journal is stored


def test_another_site_has_its_own(site: Path, postgen: Any, tmp_path: Path) -> None:
    write_files(tmp_path / "other/site", {"_config.yml": CONFIG, **FILES})
    postgen(*ADD.split())
    assert "There is no command to undo" in postgen("undo", cwd=tmp_path / "other/site").stderr
    assert postgen("undo", "-C", str(site), cwd=tmp_path).returncode == 0


def test_a_site_is_the_same_through_a_link(site: Path, postgen: Any, tmp_path: Path) -> None:
    postgen(*ADD.split())
    (tmp_path / "link").symlink_to(site)
    assert postgen("undo", cwd=tmp_path / "link/_posts").returncode == 0


@pytest.mark.parametrize("place", ["/dev/null", "file"])
def test_commands_work_where_the_journal_cannot_be_written(
    site: Path, postgen: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / place))
    home = {"XDG_STATE_HOME": str(tmp_path / place)}
    done = postgen(*ADD.split(), env=home)
    assert (done.returncode, done.stderr) == (0, "Filed under `A`: Two\n")
    undone = postgen("undo", env=home)
    assert (undone.returncode, undone.stdout) == (1, "")
    assert (
        f"is recorded in {tmp_path / place}/postgen/undo, where that can be written."
        in undone.stderr
    )
    assert b"Two" in (site / PLACE).read_bytes()


@pytest.mark.usefixtures("site")
def test_others_cannot_read_it(postgen: Any, state: Path) -> None:
    postgen("new", "draft", "Secret")
    (folder,) = (state / "postgen/undo").iterdir()
    (note,) = folder.iterdir()
    assert (folder.stat().st_mode & 0o777, note.stat().st_mode & 0o777) == (0o700, 0o600)


def test_several_at_once(site: Path, postgen: Any) -> None:
    before = everything(site)

    def add(number: int) -> int:
        return int(
            postgen(
                "add-link", f"https://example.org/n{number}", "--title", "N", "--no-fetch"
            ).returncode
        )

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(add, range(6))) == {0}
        assert {done.returncode for done in pool.map(lambda _: postgen("undo"), range(6))} == {0}
    assert everything(site) == before
    assert postgen("undo").returncode == 1


# With git


@pytest.fixture
def repository(site: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "A")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "a@example.org")
    git(site, "init", "--quiet")
    git(site, "add", "--all")
    git(site, "commit", "--quiet", "-m", "Begin")
    return site


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


@pytest.mark.parametrize(
    "call", [ADD, "new newsletter", "export --format csv --output out/deep/links.csv"]
)
def test_undoing_is_a_commit_where_the_settings_ask_for_it(
    repository: Path, postgen: Any, call: str
) -> None:
    before = everything(repository)
    committed = postgen(*call.split(), "--commit", "--json")
    name = json.loads(committed.stdout)["commit"]
    message = git(repository, "log", "-1", "--format=%s").strip()
    done = postgen("undo", "--commit")
    assert done.returncode == 0, done.stderr
    assert f"Its commit {name} stays in git's history" in done.stderr
    assert everything(repository) == before
    assert git(repository, "status", "--porcelain") == ""
    assert git(repository, "log", "--format=%s").splitlines() == [
        f'Undo "{message}"',
        message,
        "Begin",
    ]
    assert git(repository, "diff", "HEAD~2", "HEAD") == ""


def test_fixes_of_a_check_are_a_commit(repository: Path, postgen: Any) -> None:
    before = everything(repository)
    done = postgen("check", "--fix", "--select", "KR,LNK", "--commit")
    assert done.returncode == 0, done.stderr
    assert git(repository, "show", "--format=%s", "--name-only").split("\n\n") == [
        "Fix 2 findings in 2026-01-04-faulty.md",
        "_posts/2026-01-04-faulty.md\n",
    ]
    assert postgen("undo", "--commit").returncode == 0
    assert everything(repository) == before
    assert git(repository, "diff", "HEAD~2", "HEAD") == ""


def test_undoing_what_git_does_not_track(repository: Path, postgen: Any) -> None:
    postgen("new", "draft", "T")
    done = postgen("undo", "--commit", "--json")
    assert (done.returncode, json.loads(done.stdout)["commit"]) == (0, None)
    assert "Nothing to commit" in done.stderr
    assert git(repository, "status", "--porcelain") == ""


def test_undoing_a_new_site_with_a_commit(repository: Path, postgen: Any) -> None:
    before = everything(repository)
    assert postgen("init", "sub/blog", "--commit").returncode == 0
    done = postgen("undo", "-C", "sub/blog", "--commit")
    assert done.returncode == 0, done.stderr
    assert everything(repository) == before
    assert git(repository, "log", "-1", "--format=%s").strip() == 'Undo "Set up postgen"'


def test_what_a_hook_refused_can_be_undone(repository: Path, postgen: Any) -> None:
    before = everything(repository)
    hook = repository / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    assert postgen("new", "newsletter", "--commit").returncode == 1
    assert postgen("undo").returncode == 0
    assert everything(repository) == before
    assert git(repository, "status", "--porcelain") == ""


def test_another_branch_is_a_change_in_between(repository: Path, postgen: Any) -> None:
    postgen("new", "post", "T", "--commit")
    git(repository, "checkout", "--quiet", "HEAD~")
    assert "Undone already" in postgen("undo").stderr


@pytest.fixture
def three(make_site: Any, postgen: Any) -> Path:
    """Return a site after three commands."""
    root: Path = make_site({"_posts/2026-11-01-backlog.md": "---\ntitle: Backlog\n---\n\n## A\n"})
    for number in (1, 2, 3):
        done = postgen(
            "add-link",
            f"https://e.example/{number}",
            "-c",
            "A",
            "--title",
            f"T{number}",
            "--no-fetch",
        )
        assert done.returncode == 0, done.stderr
    return root


def test_the_last_commands_are_listed_and_undone_together(three: Path, postgen: Any) -> None:
    listed = json.loads(postgen("undo", "--list", "--json").stdout)["commands"]
    assert [each["number"] for each in listed] == [1, 2, 3]
    assert [each["message"][-2:] for each in listed] == ["T3", "T2", "T1"]
    assert listed[0]["paths"] == ["_posts/2026-11-01-backlog.md"]
    assert postgen("undo", "--list").stdout.startswith("1\t")
    before = everything(three)
    preview = postgen("undo", "2", "--dry-run")
    assert everything(three) == before
    done = postgen("undo", "2")
    assert (done.returncode, done.stdout) == (0, preview.stdout)
    assert done.stderr.count("Undone: ") == 2
    text = (three / "_posts/2026-11-01-backlog.md").read_text()
    assert "[T1]" in text
    assert "[T2]" not in text
    assert "[T3]" not in text
    assert len(json.loads(postgen("undo", "--list", "--json").stdout)["commands"]) == 1


def test_more_commands_than_there_are_are_not_undone(three: Path, postgen: Any) -> None:
    before = everything(three)
    done = postgen("undo", "4")
    assert done.returncode == 1
    assert "Only 3 of 4 commands can be undone" in done.stderr
    for wrong in ("0", "-1", "x"):
        assert postgen("undo", wrong).returncode == 2
    assert everything(three) == before
    assert postgen("undo", "3").returncode == 0
    assert postgen("undo", "--list").stderr == "There is no command to undo.\n"
    assert postgen("undo", "2").returncode == 1


def test_several_commands_are_undone_only_if_all_can_be(three: Path, postgen: Any) -> None:
    path = three / "_posts/2026-11-01-backlog.md"
    path.write_text(path.read_text() + "\nA person's line.\n")
    before = everything(three)
    done = postgen("undo", "2")
    assert done.returncode == 1
    assert "nothing was undone" in done.stderr
    assert everything(three) == before


def test_several_commands_are_undone_as_one_object_of_json_and_one_commit(
    three: Path, postgen: Any
) -> None:
    for call in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *call], cwd=three, check=True)
    env = {
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@b.example",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@b.example",
    }
    done = postgen("undo", "2", "--json", "--commit", env=env)
    data = json.loads(done.stdout)
    assert data["undone"].count(";") == 1
    assert data["paths"] == ["_posts/2026-11-01-backlog.md"]
    assert data["commit"]
