"""`--commit`: one commit of exactly the files that the command changed, whatever else stands about."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from postgen import git

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PLACE = "_posts/2026-11-01-backlog.md"
BACKLOG = "---\ntitle: Backlog\n---\n\n## A\n\n* [One](https://example.org/1)\n"
ADD = ("add-link", "https://example.org/2", "--title", "Two", "--no-fetch", "--category", "A", "--commit")

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")


@pytest.fixture(autouse=True)
def author(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A Writer")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "writer@example.org")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))


def run(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def site(make_site: Callable[..., Path]) -> Path:
    """Make a site in a repository, with something staged and something changed beside."""
    root = make_site({PLACE: BACKLOG, "staged.md": "a\n", "changed.md": "a\n", ".gitignore": "_drafts/\n"})
    run(root, "init", "--quiet")
    run(root, "add", "--all")
    run(root, "commit", "--quiet", "-m", "Begin")
    (root / "staged.md").write_text("b\n")
    run(root, "add", "staged.md")
    (root / "changed.md").write_text("b\n")
    (root / "untracked.md").write_text("b\n")
    return root


def beside(root: Path) -> set[str]:
    return set(run(root, "status", "--porcelain").splitlines())


OTHERS = {"M  staged.md", " M changed.md", "?? untracked.md"}


def committed(root: Path) -> tuple[str, list[str]]:
    subject, *names = run(root, "show", "--format=%s", "--name-only", "HEAD").split("\n")
    return subject, [name for name in names if name]


def test_the_changed_file_alone_is_committed(site: Path, postgen: Any) -> None:
    done = postgen(*ADD)
    assert done.returncode == 0, done.stderr
    assert committed(site) == ("Add Two", [PLACE])
    assert beside(site) == OTHERS
    assert "Committed" in done.stderr


def test_new_and_changed_files_go_into_one_commit(site: Path, postgen: Any) -> None:
    done = postgen("new", "newsletter", "--commit", "--json")
    told = json.loads(done.stdout)
    assert committed(site) == ("Publish Newsletter #1", [PLACE, told["path"]])
    assert told["commit"] == run(site, "rev-parse", "--short", "HEAD").strip()
    assert beside(site) == OTHERS


def test_from_a_folder_below_and_from_elsewhere(site: Path, postgen: Any, tmp_path: Path) -> None:
    (site / "assets").mkdir()
    assert postgen(*ADD, cwd=site / "assets").returncode == 0
    assert committed(site) == ("Add Two", [PLACE])
    done = postgen("new", "post", "T", "-C", "site", "--commit", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert committed(site) == ("Add post: T", ["_posts/2026-11-21-t.md"])


def test_a_site_in_a_folder_of_a_repository(make_site: Callable[..., Path], postgen: Any, tmp_path: Path) -> None:
    make_site({PLACE: BACKLOG})
    run(tmp_path, "init", "--quiet")
    done = postgen(*ADD, "--backlog", PLACE)
    assert done.returncode == 0, done.stderr
    assert committed(tmp_path) == ("Add Two", [f"site/{PLACE}"])


def test_a_linked_backlog_is_committed_where_it_is(site: Path, postgen: Any) -> None:
    (site / "notes").mkdir()
    (site / PLACE).rename(site / "notes/links.md")
    (site / PLACE).symlink_to("../notes/links.md")
    run(site, "add", "--all")
    run(site, "commit", "--quiet", "-m", "Link")
    assert postgen(*ADD).returncode == 0
    assert committed(site) == ("Add Two", ["notes/links.md"])


def test_init_commits(tmp_path: Path, postgen: Any) -> None:
    run(tmp_path, "init", "--quiet")
    done = postgen("init", "blog", "--commit", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert committed(tmp_path)[1] == ["blog/_config.yml", "blog/_posts/.gitkeep", "blog/assets/images/.gitkeep"]


def test_the_setting_commits(make_site: Callable[..., Path], postgen: Any) -> None:
    root = make_site({PLACE: BACKLOG}, config="postgen:\n  commit: true\n")
    run(root, "init", "--quiet")
    assert postgen(*ADD[:-1]).returncode == 0
    assert committed(root) == ("Add Two", [PLACE])
    assert postgen("drop", "1", "-n").returncode == 0
    assert committed(root) == ("Add Two", [PLACE])


@pytest.mark.parametrize("command", [ADD, ("new", "newsletter", "--commit")])
def test_a_hook_that_refuses(site: Path, postgen: Any, command: tuple[str, ...]) -> None:
    """The files stay as written, what is staged stays staged, and the result is told all the same."""
    hook = site / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'no commits on a Saturday' >&2\nexit 1\n")
    hook.chmod(0o755)
    done = postgen(*command, "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert (site / told["path"]).is_file()
    assert "The files are written, but git commit refused: no commits on a Saturday." in done.stderr
    assert "Traceback" not in done.stderr
    changed = {f" M {PLACE}"} if command is ADD else {f" M {PLACE}", f"?? {told['path']}"}
    assert beside(site) == OTHERS | changed


def test_an_ignored_file_is_written_but_not_committed(site: Path, postgen: Any) -> None:
    done = postgen("new", "draft", "T", "--commit")
    assert (done.returncode, done.stdout) == (1, "_drafts/t.md\n")
    assert (site / "_drafts/t.md").is_file()
    assert "git add refused" in done.stderr
    assert beside(site) == OTHERS


def test_no_repository_is_found_out_before_anything_is_written(make_site: Callable[..., Path], postgen: Any) -> None:
    root = make_site({PLACE: BACKLOG})
    done = postgen(*ADD)
    assert (done.returncode, done.stdout) == (1, "")
    assert "not in a git repository; nothing was written" in done.stderr
    assert (root / PLACE).read_text() == BACKLOG


def test_no_git_is_found_out_before_anything_is_written(site: Path, postgen: Any, tmp_path: Path) -> None:
    done = postgen(*ADD, env={"PATH": str(tmp_path)})
    assert done.returncode == 1
    assert "git is not installed" in done.stderr
    assert (site / PLACE).read_text() == BACKLOG


def test_a_name_is_no_pattern(site: Path) -> None:
    (site / "a[b].md").write_text("x\n")
    (site / "ab.md").write_text("x\n")
    git.commit(site, [site / "a[b].md"], "One")
    assert committed(site) == ("One", ["a[b].md"])


def test_what_is_committed_already_is_no_mistake(site: Path) -> None:
    before = run(site, "rev-parse", "--short", "HEAD").strip()
    assert git.commit(site, [site / PLACE], "Again") == before


def test_a_removed_file_is_committed_as_removed(site: Path) -> None:
    """Whether git knew it or not; one that git never knew leaves nothing to commit for it."""
    (site / PLACE).unlink()
    (site / "post.md").write_text("x\n")
    git.commit(site, [site / "post.md", site / PLACE, site / "never.md"], "Move")
    assert run(site, "show", "--format=", "--name-status", "--no-renames", "HEAD").splitlines() == [
        f"D\t{PLACE}",
        "A\tpost.md",
    ]
    assert beside(site) == OTHERS
