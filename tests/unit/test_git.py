"""`--commit`: one commit of exactly the files that the command changed, whatever else has changed."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from postgen.files import git

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PLACE = "_posts/2026-11-01-backlog.md"
BACKLOG = "---\ntitle: Backlog\n---\n\n## A\n\n* [One](https://example.org/1)\n"
ADD = (
    "add-link",
    "https://example.org/2",
    "--title",
    "Two",
    "--no-fetch",
    "--category",
    "A",
    "--commit",
)

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not shutil.which("git"), reason="git is not installed"),
]


@pytest.fixture(autouse=True)
def author(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A Writer")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "writer@example.org")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))


def run(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture
def site(make_site: Callable[..., Path]) -> Path:
    """Make a site in a repository, with other files that are staged, changed and untracked."""
    root = make_site(
        {PLACE: BACKLOG, "staged.md": "a\n", "changed.md": "a\n", ".gitignore": "_drafts/\n"}
    )
    run(root, "init", "--quiet")
    run(root, "add", "--all")
    run(root, "commit", "--quiet", "-m", "Begin")
    (root / "staged.md").write_text("b\n")
    run(root, "add", "staged.md")
    (root / "changed.md").write_text("b\n")
    (root / "untracked.md").write_text("b\n")
    return root


def status(root: Path) -> set[str]:
    return set(run(root, "status", "--porcelain").splitlines())


OTHERS = {"M  staged.md", " M changed.md", "?? untracked.md"}


def committed(root: Path) -> tuple[str, list[str]]:
    subject, *names = run(root, "show", "--format=%s", "--name-only", "HEAD").split("\n")
    return subject, [name for name in names if name]


def test_only_the_changed_file_is_committed(site: Path, postgen: Any) -> None:
    done = postgen(*ADD)
    assert done.returncode == 0, done.stderr
    assert committed(site) == ("Add Two", [PLACE])
    assert status(site) == OTHERS
    assert "Committed" in done.stderr


def test_new_and_changed_files_go_into_one_commit(site: Path, postgen: Any) -> None:
    done = postgen("new", "newsletter", "--commit", "--json")
    result = json.loads(done.stdout)
    assert committed(site) == ("Publish Newsletter #1", [PLACE, result["path"]])
    assert result["commit"] == run(site, "rev-parse", "--short", "HEAD").strip()
    assert status(site) == OTHERS


def test_from_a_folder_below_and_from_elsewhere(site: Path, postgen: Any, tmp_path: Path) -> None:
    (site / "assets").mkdir()
    assert postgen(*ADD, cwd=site / "assets").returncode == 0
    assert committed(site) == ("Add Two", [PLACE])
    done = postgen("new", "post", "T", "-C", "site", "--commit", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert committed(site) == ("Add post: T", ["_posts/2026-11-21-t.md"])


def test_a_site_in_a_folder_of_a_repository(
    make_site: Callable[..., Path], postgen: Any, tmp_path: Path
) -> None:
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
    written = [
        str(path.relative_to(tmp_path)) for path in (tmp_path / "blog").rglob("*") if path.is_file()
    ]
    assert len(written) > 10
    assert committed(tmp_path)[1] == sorted(written)


def test_the_setting_commits(make_site: Callable[..., Path], postgen: Any) -> None:
    root = make_site({PLACE: BACKLOG}, config="postgen:\n  commit: true\n")
    run(root, "init", "--quiet")
    assert postgen(*ADD[:-1]).returncode == 0
    assert committed(root) == ("Add Two", [PLACE])
    assert postgen("drop", "1", "--yes", "-n").returncode == 0
    assert committed(root) == ("Add Two", [PLACE])


@pytest.mark.parametrize("command", [ADD, ("new", "newsletter", "--commit")])
def test_a_hook_that_refuses(site: Path, postgen: Any, command: tuple[str, ...]) -> None:
    """The files stay as written, what is staged stays staged, and the result is still reported."""
    hook = site / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'no commits on a Saturday' >&2\nexit 1\n")
    hook.chmod(0o755)
    done = postgen(*command, "--json")
    assert done.returncode == 1
    result = json.loads(done.stdout)
    assert (site / result["path"]).is_file()
    assert "The files are written, but git commit refused: no commits on a Saturday." in done.stderr
    assert "Traceback" not in done.stderr
    changed = {f" M {PLACE}"} if command is ADD else {f" M {PLACE}", f"?? {result['path']}"}
    assert status(site) == OTHERS | changed


def test_an_ignored_file_is_written_but_not_committed(site: Path, postgen: Any) -> None:
    done = postgen("new", "draft", "T", "--commit")
    assert (done.returncode, done.stdout) == (0, "_drafts/t.md\n")
    assert (site / "_drafts/t.md").is_file()
    assert "git ignores _drafts/t.md: it is written, not committed." in done.stderr
    assert "Committed" not in done.stderr
    assert status(site) == OTHERS
    assert json.loads(postgen("new", "draft", "U", "--commit", "--json").stdout)["commit"] is None


def test_what_is_not_ignored_is_committed(site: Path) -> None:
    (site / PLACE).unlink()
    draft = site / "_drafts/a.md"
    draft.parent.mkdir()
    draft.write_text("x\n")
    name, ignored = git.commit(site, [draft, site / PLACE], "Unpublish")
    assert (name, ignored) == (run(site, "rev-parse", "--short", "HEAD").strip(), (draft,))
    assert committed(site) == ("Unpublish", [PLACE])


# During an unfinished operation


def conflict(site: Path) -> None:
    """Make two commits, each on its own branch, that cannot be merged."""
    run(site, "checkout", "--quiet", "-b", "other")
    (site / "both.md").write_text("theirs\n")
    run(site, "add", "both.md")
    run(site, "commit", "--quiet", "-m", "Theirs")
    run(site, "checkout", "--quiet", "-b", "mine", "HEAD~")
    (site / "both.md").write_text("ours\n")
    run(site, "add", "both.md")
    run(site, "commit", "--quiet", "-m", "Ours")
    (site / "both.md").write_text("ours, too\n")
    run(site, "commit", "--quiet", "-am", "Ours, too")


@pytest.mark.parametrize(
    ("command", "what"),
    [
        (("merge", "other"), "merge"),
        (("rebase", "other"), "rebase"),
        (("rebase", "--apply", "other"), "rebase"),
        (("cherry-pick", "other"), "cherry-pick"),
        (("revert", "HEAD~"), "revert"),
        (("bisect", "start", "HEAD", "HEAD~"), "bisect"),
    ],
)
def test_nothing_is_written_during_an_unfinished_operation(
    site: Path, postgen: Any, command: tuple[str, ...], what: str
) -> None:
    run(site, "reset", "--quiet", "--hard")
    conflict(site)
    subprocess.run(["git", *command], cwd=site, check=False, capture_output=True)
    before = status(site)
    done = postgen(*ADD)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"git is in the middle of a {what} in {site}; nothing was written." in done.stderr
    assert (site / PLACE).read_text() == BACKLOG
    assert status(site) == before
    assert postgen(*ADD[:-1]).returncode == 0
    subprocess.run(
        ["git", command[0], "reset" if what == "bisect" else "--abort"], cwd=site, check=True
    )
    assert postgen("drop", "1", "--yes", "--commit").returncode == 0
    assert committed(site) == ("Drop One", [PLACE])


def test_the_lock_of_a_killed_git_is_noticed_before_anything_is_written(
    site: Path, postgen: Any
) -> None:
    (site / ".git/index.lock").touch()
    done = postgen(*ADD)
    assert done.returncode == 1
    assert f"git's index is locked by {site}/.git/index.lock; nothing was written." in done.stderr
    assert "remove that file" in done.stderr
    assert (site / PLACE).read_text(encoding="utf-8") == BACKLOG
    (site / ".git/index.lock").unlink()
    assert postgen(*ADD).returncode == 0


def test_between_two_picks_of_several(site: Path, postgen: Any) -> None:
    """git keeps no CHERRY_PICK_HEAD there, and a commit would become one of the picked."""
    run(site, "reset", "--quiet", "--hard")
    conflict(site)
    subprocess.run(
        ["git", "cherry-pick", "other", "mine~"], cwd=site, check=False, capture_output=True
    )
    run(site, "add", "both.md")
    run(site, "commit", "--quiet", "--allow-empty", "--no-edit")
    assert "in the middle of a cherry-pick or revert" in postgen(*ADD).stderr


# Kinds of repositories


def test_a_worktree(site: Path, postgen: Any, tmp_path: Path) -> None:
    run(site, "worktree", "add", "--quiet", "-b", "side", str(tmp_path / "tree"))
    done = postgen(*ADD, cwd=tmp_path / "tree")
    assert done.returncode == 0, done.stderr
    assert committed(tmp_path / "tree") == ("Add Two", [PLACE])
    assert committed(site)[0] == "Begin"
    assert status(site) == OTHERS


def test_a_worktree_is_blocked_only_by_its_own_merge(
    site: Path, postgen: Any, tmp_path: Path
) -> None:
    run(site, "reset", "--quiet", "--hard")
    conflict(site)
    run(site, "worktree", "add", "--quiet", "-b", "side", str(tmp_path / "tree"))
    subprocess.run(
        ["git", "merge", "other"], cwd=tmp_path / "tree", check=False, capture_output=True
    )
    assert "in the middle of a merge" in postgen(*ADD, cwd=tmp_path / "tree").stderr
    assert postgen(*ADD).returncode == 0


def test_a_submodule(site: Path, postgen: Any, tmp_path: Path) -> None:
    run(tmp_path, "init", "--quiet", "above")
    above = tmp_path / "above"
    run(above, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(site), "blog")
    run(above, "commit", "--quiet", "-m", "Begin")
    done = postgen(*ADD, cwd=above / "blog/_posts")
    assert done.returncode == 0, done.stderr
    assert committed(above / "blog") == ("Add Two", [PLACE])
    assert status(above) == {" M blog"}


def test_a_bare_repository_is_refused(site: Path, postgen: Any) -> None:
    run(site, "config", "core.bare", "true")
    assert "not in a git repository; nothing was written" in postgen(*ADD).stderr
    assert (site / PLACE).read_text() == BACKLOG


def test_a_repository_that_git_does_not_trust(site: Path, postgen: Any) -> None:
    done = postgen(*ADD, env={"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"})
    assert (
        f"git refuses {site}; nothing was written.\nfatal: detected dubious ownership"
        in done.stderr
    )
    assert (site / PLACE).read_text() == BACKLOG


# What git refuses afterwards


@pytest.mark.parametrize("has_commits", [True, False])
def test_a_signature_that_fails(
    make_site: Callable[..., Path], postgen: Any, *, has_commits: bool
) -> None:
    root = make_site({PLACE: BACKLOG, "staged.md": "a\n"})
    run(root, "init", "--quiet")
    if has_commits:
        run(root, "commit", "--quiet", "--allow-empty", "-m", "Begin")
    run(root, "add", "staged.md")
    run(root, "config", "commit.gpgsign", "true")
    run(root, "config", "gpg.program", "false")
    before = status(root)
    done = postgen(*ADD)
    assert (done.returncode, done.stdout) == (1, f"{PLACE}\n")
    assert (
        "The files are written, but git commit refused: error: gpg failed to sign the data"
        in done.stderr
    )
    assert "example.org/2" in (root / PLACE).read_text()
    assert status(root) == before


def test_the_first_commit_of_a_repository(make_site: Callable[..., Path], postgen: Any) -> None:
    root = make_site({PLACE: BACKLOG, "staged.md": "a\n"})
    run(root, "init", "--quiet")
    run(root, "add", "staged.md")
    assert postgen(*ADD).returncode == 0
    assert committed(root) == ("Add Two", [PLACE])
    assert status(root) == {"A  staged.md", "?? _config.yml"}


# Removed files


@pytest.mark.parametrize("staged", [False, True])
@pytest.mark.parametrize("has_commits", [False, True])
def test_a_removed_file_that_was_never_committed(
    site: Path, *, has_commits: bool, staged: bool
) -> None:
    if not has_commits:
        run(site, "checkout", "--quiet", "--orphan", "empty")
    path = site / "never.md"
    path.write_text("x\n")
    if staged:
        run(site, "add", "never.md")
    path.unlink()
    assert git.commit(site, [path], "Nothing") == git.Committed(None)


def test_a_staged_file_that_moved(site: Path) -> None:
    (site / "draft.md").write_text("x\n")
    run(site, "add", "draft.md")
    (site / "draft.md").rename(site / "post.md")
    assert git.commit(site, [site / "post.md", site / "draft.md"], "Publish").name
    assert committed(site) == ("Publish", ["post.md"])
    assert status(site) == OTHERS


def test_a_missing_repository_is_noticed_before_anything_is_written(
    make_site: Callable[..., Path], postgen: Any
) -> None:
    root = make_site({PLACE: BACKLOG})
    done = postgen(*ADD)
    assert (done.returncode, done.stdout) == (1, "")
    assert "not in a git repository; nothing was written" in done.stderr
    assert (root / PLACE).read_text() == BACKLOG


def test_a_missing_git_is_noticed_before_anything_is_written(
    site: Path, postgen: Any, tmp_path: Path
) -> None:
    done = postgen(*ADD, env={"PATH": str(tmp_path)})
    assert done.returncode == 1
    assert "git is not installed" in done.stderr
    assert (site / PLACE).read_text() == BACKLOG


def test_a_file_name_is_not_read_as_a_pattern(site: Path) -> None:
    (site / "a[b].md").write_text("x\n")
    (site / "ab.md").write_text("x\n")
    git.commit(site, [site / "a[b].md"], "One")
    assert committed(site) == ("One", ["a[b].md"])


def test_an_unchanged_file_is_not_an_error(site: Path) -> None:
    before = run(site, "rev-parse", "--short", "HEAD").strip()
    assert git.commit(site, [site / PLACE], "Again").name == before


def test_an_index_that_is_behind_the_last_commit(site: Path) -> None:
    """So git leaves it when a file is written again while it commits."""
    old = run(site, "rev-parse", f"HEAD:{PLACE}").strip()
    (site / PLACE).write_text(BACKLOG + "* [Two](https://example.org/2)\n")
    name = git.commit(site, [site / PLACE], "Add").name
    run(site, "update-index", "--cacheinfo", f"100644,{old},{PLACE}")
    assert f"MM {PLACE}" in status(site)
    assert git.commit(site, [site / PLACE], "Again").name == name
    assert status(site) == OTHERS


def test_a_file_that_is_written_while_git_commits(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal counts only when the file stayed what it was."""
    tries = []

    def commit_late(*arguments: Any) -> None:
        tries.append(arguments)
        if len(tries) > 1:
            make_commit(*arguments)
            return
        (site / PLACE).write_text(BACKLOG + "* [Three](https://example.org/3)\n")
        raise git.GitError("no changes added to commit")

    make_commit = git._commit
    monkeypatch.setattr(git, "_commit", commit_late)
    (site / PLACE).write_text(BACKLOG + "* [Two](https://example.org/2)\n")
    assert git.commit(site, [site / PLACE], "Add").name
    assert len(tries) == 2
    assert committed(site) == ("Add", [PLACE])


def test_a_removed_file_is_committed_as_removed(site: Path) -> None:
    """A tracked file is committed as removed; one that git never tracked needs no commit."""
    (site / PLACE).unlink()
    (site / "post.md").write_text("x\n")
    git.commit(site, [site / "post.md", site / PLACE, site / "never.md"], "Move")
    assert run(site, "show", "--format=", "--name-status", "--no-renames", "HEAD").splitlines() == [
        f"D\t{PLACE}",
        "A\tpost.md",
    ]
    assert status(site) == OTHERS
