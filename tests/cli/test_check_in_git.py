"""`postgen check` as a hook of git, and as an action: its steps are run as a runner runs them."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from postgen.errors import PostgenError
from postgen.files.git_lines import ALL, changed_lines
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

POST = "_posts/2026-11-20-a.md"
OLD = "---\ntitle: A\n---\n\n##Old\n"
NEW = "_posts/2026-11-21-new.md"

ENVIRONMENT = {
    **os.environ,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.org",
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    "SOURCE_DATE_EPOCH": "1795255200",
}  # fmt: skip


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def commit(folder: Path, message: str = "A change") -> str:
    git(folder, "add", "--all")
    git(folder, "commit", "-qm", message)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repository(make_site: Callable[..., Path]) -> Path:
    root = make_site({POST: OLD})
    git(root, "init", "-q", "-b", "main")
    commit(root)
    return root


# Which lines were changed


def test_added_and_changed_lines_are_found_whatever_the_file_is_called(repository: Path) -> None:
    odd = '_drafts/ü "x"\t\\n.md'
    text = "".join(f"Line {n}\n" for n in range(1, 11))
    (repository / "_drafts").mkdir()
    (repository / odd).write_text(text)
    (repository / "moved.md").write_text(text)
    (repository / "gone.md").write_text(text)
    start = commit(repository)
    (repository / odd).write_text(
        text.replace("Line 3\n", "++ b/other.md\nNew\n").replace("Line 9\n", "")
    )
    (repository / "moved.md").rename(repository / "new name.md")
    with (repository / "new name.md").open("a") as file:
        file.write("Last")
    (repository / "gone.md").unlink()
    commit(repository)
    (repository / NEW).write_text("##New\n")
    found = changed_lines(repository, start).lines
    real = Path(os.path.realpath(repository))
    assert found[str(real / odd)] == ((3, 4),)
    assert found[str(real / "new name.md")] == ((11, 11),)
    assert found[str(real / NEW)] == ALL
    assert changed_lines(repository, "HEAD").lines.keys() == {str(real / NEW)}


def test_settings_of_git_do_not_matter(repository: Path) -> None:
    for key, value in [
        ("diff.noprefix", "true"), ("diff.mnemonicPrefix", "true"), ("color.ui", "always"),
        ("diff.external", "false"), ("diff.context", "9"), ("diff.interHunkContext", "9"),
        ("diff.relative", "true"), ("diff.renames", "false"),
    ]:  # fmt: skip
        git(repository, "config", key, value)
    (repository / POST).write_text(f"{OLD}New\n")
    found = changed_lines(repository / "_posts", "HEAD").lines
    assert found[os.path.realpath(repository / POST)] == ((6, 6),)


def test_what_others_did_on_the_branch_is_not_blamed(repository: Path) -> None:
    git(repository, "checkout", "-qb", "mine")
    (repository / NEW).write_text("##Mine\n")
    commit(repository)
    git(repository, "checkout", "-q", "main")
    (repository / POST).write_text("---\ntitle: A\n---\n")
    commit(repository)
    git(repository, "checkout", "-q", "mine")
    found = changed_lines(repository, "main").lines
    assert found.keys() == {os.path.realpath(repository / NEW)}


def test_before_the_first_commit_all_is_new(make_site: Callable[..., Path]) -> None:
    root = make_site({POST: OLD})
    with pytest.raises(PostgenError, match="is not in a git repository"):
        changed_lines(root, "HEAD")
    git(root, "init", "-q")
    git(root, "add", "_posts")
    assert changed_lines(root, "HEAD").holds(os.path.realpath(root / POST), 5, 5)
    with pytest.raises(PostgenError, match="`--upload-pack` is not a commit"):
        changed_lines(root, "--upload-pack")


def test_without_git_all_lines_can_be_checked(
    make_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(PostgenError, match="git is not installed") as caught:
        changed_lines(make_site({}), "HEAD")
    assert (caught.value.hint, caught.value.code) == ("Install it, or check all lines.", "")


def test_only_changed_lines_are_reported(repository: Path, postgen: Callable[..., Any]) -> None:
    assert postgen("check", "--changed").returncode == 0
    (repository / POST).write_text(f"{OLD}\n##New\n")
    shown = postgen("check", "--changed", POST, "--select", "KR")
    assert (shown.returncode, shown.stdout.count("KR01")) == (1, 1)
    assert f"{POST}:7:1" in shown.stdout
    assert postgen("check", "--changed", "nowhere").returncode == 2
    commit(repository)
    assert postgen("check", "--changed=HEAD~1", "--select", "KR").returncode == 1
    assert postgen("check", "--changed", "HEAD~1", "--select", "KR", "--fix").returncode == 0
    assert (repository / POST).read_text() == f"{OLD}\n## New\n"


# A hook


def test_the_hook_refuses_a_commit_with_an_error(repository: Path) -> None:
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert hook["types"] == ["markdown"]
    script = repository / ".git/hooks/pre-commit"
    entry = f"{shlex.quote(sys.executable)} -m {hook['entry']}"
    script.write_text(
        f"#!/bin/sh\ngit diff --cached --name-only -z --diff-filter=ACMR -- '*.md' | xargs -0 {entry}\n"
    )
    script.chmod(0o755)
    (repository / NEW).write_text("---\ntitle: New\n---\n\n##New\n")
    (repository / "README.md").write_text("##Not a page\n")
    git(repository, "add", "--all")
    done = subprocess.run(
        ["git", "commit", "-m", "Add"], cwd=repository, env=ENVIRONMENT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert f"{NEW}:5:1 KR01" in f"{done.stdout}{done.stderr}"
    (repository / NEW).write_text("---\ntitle: New\n---\n\n## New\n")
    assert commit(repository)


# The action


def steps() -> list[dict[str, Any]]:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    found: list[dict[str, Any]] = action["runs"]["steps"]
    return found


def act(root: Path, folder: Path, event: dict[str, Any], **inputs: str) -> tuple[int, str, str]:
    """Run the last step of the action as a runner does; return its code, its log and its summary."""
    given = {"site": ".", "arguments": "--select KR01"} | inputs
    step = steps()[-1]
    own = {
        name: str(value).replace("${{ inputs.site }}", given["site"]).replace("${{ inputs.arguments }}", given["arguments"])
        for name, value in step["env"].items()
    }  # fmt: skip
    assert "${{" not in step["run"]
    (folder / "step.sh").write_text(step["run"])
    (folder / "event.json").write_text(json.dumps(event))
    summary = folder / "summary.md"
    summary.write_text("")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(folder / "step.sh")],
        cwd=root, capture_output=True, text=True, check=False,
        env={**ENVIRONMENT, **own, "GITHUB_EVENT_PATH": str(folder / "event.json"),
             "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_WORKSPACE": str(root)},
    )  # fmt: skip
    return done.returncode, f"{done.stdout}{done.stderr}", summary.read_text()


def test_the_action_installs_postgen_from_its_own_folder() -> None:
    setup, install, _ = steps()
    assert setup["uses"].startswith("actions/setup-python@")
    assert setup["uses"] in (ROOT / ".github/workflows/ci.yml").read_text()
    assert "GITHUB_ACTION_PATH" in install["run"]


def test_a_pull_request_is_annotated_where_it_adds_something(
    repository: Path, tmp_path: Path
) -> None:
    base = git(repository, "rev-parse", "HEAD")
    event = {"pull_request": {"base": {"sha": base}}}
    code, log, summary = act(repository, tmp_path, event)
    assert (code, "::" in log, summary) == (0, False, "### postgen check\n\nNothing found.\n")
    (repository / NEW).write_text("---\ntitle: New\n---\n\n##New | 100%\n\n##New\n")
    (repository / "postgen.py").write_text("raise SystemExit('not this one')\n")
    commit(repository)
    code, log, summary = act(repository, tmp_path, event)
    assert code == 1
    expected = (
        f"::error title=KR01 heading without space,file={NEW},line=7,endLine=7,col=1,endColumn=6"
        "::This heading is plain text to kramdown: a space must follow its `#`."
    )
    assert [line for line in log.splitlines() if line.startswith("::")] == [expected]
    assert f"| `{NEW}:7:1` | KR01 (error) |" in summary
    assert POST not in log + summary
    assert act(repository, tmp_path, event, arguments="--select XX99")[0] == 2


def test_a_push_and_a_new_branch(repository: Path, tmp_path: Path) -> None:
    before = git(repository, "rev-parse", "HEAD")
    (repository / NEW).write_text("---\ntitle: New\n---\n\n## New\n")
    commit(repository)
    assert act(repository, tmp_path, {"before": before})[0] == 0
    code, log, _ = act(repository, tmp_path, {"before": "0" * 40})
    assert (code, POST in log) == (1, True)


def test_a_shallow_checkout_fetches_the_commit_that_it_needs(
    repository: Path, tmp_path: Path
) -> None:
    base = git(repository, "rev-parse", "HEAD")
    git(repository, "config", "uploadpack.allowAnySHA1InWant", "true")
    (repository / NEW).write_text("---\ntitle: New\n---\n\n##New\n")
    commit(repository)
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth=1", repository.as_uri(), str(shallow))
    code, log, _ = act(shallow, tmp_path, {"pull_request": {"base": {"sha": base}}})
    assert (code, NEW in log, POST in log) == (1, True, False)
    code, log, _ = act(shallow, tmp_path, {"pull_request": {"base": {"sha": "1" * 40}}})
    assert (code, "set 'fetch-depth: 0'" in log) == (1, True)


def test_a_site_in_a_folder_is_annotated_from_the_top(repository: Path, tmp_path: Path) -> None:
    base = git(repository, "rev-parse", "HEAD")
    docs = repository / "docs"
    (docs / "_posts").mkdir(parents=True)
    (docs / "_config.yml").write_text("title: Docs\n")
    (docs / NEW).write_text("---\ntitle: New\n---\n\n##New\n")
    commit(repository)
    event = {"pull_request": {"base": {"sha": base}}}
    _, log, _ = act(repository, tmp_path, event, site="docs")
    assert f"file=docs/{NEW},line=5" in log
