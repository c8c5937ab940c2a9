"""The diff of a dry run: git and patch apply it, with the result that the command would have."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postgen.files.diff import diff
from postgen.files.store import Change

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.processes

TEXTS = st.text(st.sampled_from("ab \t\r\n\x0b\x0c\x1c\x85\u2028\ufeff\udce9é-+@\\"), max_size=40)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(old=TEXTS, new=TEXTS)
def test_git_applies_every_diff(
    tmp_path_factory: pytest.TempPathFactory, old: str, new: str
) -> None:
    folder = tmp_path_factory.mktemp("diff")
    path = folder / "a b.md"
    path.write_bytes(old.encode(errors="surrogateescape"))
    gone = folder / "gone.md"
    gone.write_bytes(old.encode(errors="surrogateescape"))
    preview = diff(
        [Change(path, old, new), Change(folder / "new/é.md", None, new), Change(gone, old, None)],
        folder,
    )
    subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"],
        cwd=folder, input=preview.encode(errors="surrogateescape"), check=True, capture_output=True,
    )  # fmt: skip
    for each in (path, folder / "new/é.md"):
        assert each.read_bytes() == new.encode(errors="surrogateescape")
    assert not gone.exists()


@pytest.mark.parametrize("tool", [["git", "apply", "-"], ["patch", "-p1", "--quiet"]])
def test_a_file_that_moves_is_two_diffs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tool: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    draft, post = tmp_path / "a draft.md", tmp_path / "post.md"
    draft.write_text("a\nb\n")
    preview = diff([Change(post, None, "b\n"), Change(draft, "a\nb\n", None)], tmp_path)
    assert preview == (
        "--- /dev/null\n+++ b/post.md\n@@ -0,0 +1 @@\n+b\n--- a/a draft.md\t\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n"
    )
    subprocess.run(tool, input=preview.encode(), check=True, capture_output=True)
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == {"post.md": "b\n"}


def test_binary_files_are_reported_as_git_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A preview holds no bytes of an image, and cannot be applied to create it."""
    monkeypatch.chdir(tmp_path)
    path, image = tmp_path / "a.png", "\udc89PNG\r\n\x1a\n\0"
    head = "diff --git a/a.png b/a.png\n"
    made = f"{head}new file mode 100644\nBinary files /dev/null and b/a.png differ\n"
    assert diff([Change(path, None, image)], tmp_path) == made
    gone = f"{head}deleted file mode 100644\nBinary files a/a.png and /dev/null differ\n"
    assert diff([Change(path, image, None)], tmp_path) == gone
    assert (
        diff([Change(path, image, "x")], tmp_path)
        == f"{head}Binary files a/a.png and b/a.png differ\n"
    )
    refused = subprocess.run(
        ["git", "apply", "-"], input=made.encode(), capture_output=True, check=False
    )
    assert b"cannot apply binary patch" in refused.stderr


def test_git_applies_a_diff_in_a_folder_of_its_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    site = tmp_path / "docs"
    (site / "_posts").mkdir(parents=True)
    (site / "_posts/a.md").write_text("a\n")
    monkeypatch.chdir(site)
    preview = diff(
        [Change(site / "_posts/a.md", "a\n", "b\n"), Change(site / "b c.md", None, "c")], site
    )
    subprocess.run(["git", "apply", "-"], input=preview.encode(), check=True, capture_output=True)
    assert [(site / name).read_text() for name in ("_posts/a.md", "b c.md")] == ["b\n", "c"]


def test_a_diff_names_files_from_here_or_from_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    (site / "assets").mkdir(parents=True)
    change = Change(site / "_posts/a.md", "a\n", "b\n")
    for folder, name in (
        (tmp_path, "site/_posts/a.md"),
        (site, "_posts/a.md"),
        (site / "assets", "_posts/a.md"),
    ):
        monkeypatch.chdir(folder)
        assert f"--- a/{name}\n+++ b/{name}\n" in diff([change], site)


def test_a_file_without_changes_has_an_empty_diff(tmp_path: Path) -> None:
    assert diff([Change(tmp_path / "a.md", "a\n", "a\n")], tmp_path) == ""
