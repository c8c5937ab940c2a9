"""jekyll-compose and postgen side by side: each of its commands has an equivalent, without its faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from postgen.jekyll import frontmatter
from tests.conftest import need_gem, write_files

if TYPE_CHECKING:
    from pathlib import Path

COMPOSE = """Jekyll.logger.log_level = :error
Time.singleton_class.prepend(Module.new { define_method(:now) { Time.at(1795255200) } })
it.map do |root, command, arguments, options|
  Dir.chdir(root)  # Jekyll asks for the folder when it loads, hence `source`
  Jekyll::Commands.const_get(command.capitalize).process(arguments, options.merge("source" => root))
end.length"""
"""Its commands, in one process, at the hour of the tests."""

TIMED = "---\ntitle: Timed\ndate: 2026-05-01 10:20:30 +0000\n---\n\nText.\n"
DATED = "---\ntitle: Dated\ndate: 2026-05-01 10:20 +0000\n---\n\nText.\n"
PLAIN = "---\nlayout: post\ntitle: Plain\n---\n\nText.\n"
COMMENTED = (
    "---\r\n# of the draft\r\ntitle: Half # a thought\r\ntags: [a, 'b']\r\n---\r\n\r\nText.\r\n"
)


class Both:
    """The same site twice: one for each of the two."""

    def __init__(self, root: Path, ruby: Any, postgen: Any) -> None:
        self.roots = root / "compose", root / "postgen"
        self.ruby, self.postgen = ruby, postgen

    def begin(self, files: dict[str, str], config: str = "timezone: UTC\n") -> None:
        for root in self.roots:
            write_files(root, {"_config.yml": config, "_posts/.keep": "", **files})

    def compose(self, *arguments: str, **options: Any) -> dict[str, str]:
        """Run a command of jekyll-compose; return all files."""
        command, *others = arguments
        self.ruby(
            COMPOSE, [[str(self.roots[0]), command, others, options]], "jekyll", "jekyll-compose"
        )
        return files(self.roots[0])

    def ours(self, *arguments: str, **options: Any) -> dict[str, str]:
        """Run a command of postgen; return all files."""
        done = self.postgen(*arguments, cwd=self.roots[1], **options)
        assert done.returncode == 0, done.stderr
        return files(self.roots[1])


def files(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes().decode()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name not in {"_config.yml", ".keep"}
    }


@pytest.fixture
def both(tmp_path: Path, ruby: Any, postgen: Any) -> Both:
    need_gem(ruby, "jekyll-compose")
    return Both(tmp_path, ruby, postgen)


EQUAL: dict[str, tuple[dict[str, str], list[Any], list[str]]] = {
    "draft": ({}, ["draft", "Half a thought"], ["new", "draft", "Half a thought"]),
    "post": ({}, ["post", "What I read"], ["new", "post", "What I read"]),
    "page": ({}, ["page", "About us"], ["new", "page", "About us"]),
    "publish": ({"_drafts/x.md": PLAIN}, ["publish", "_drafts/x.md"], ["publish", "_drafts/x.md"]),
    "publish --date": (
        {"_drafts/x.md": PLAIN}, ["publish", "_drafts/x.md", {"date": "2026-05-02"}],
        ["publish", "_drafts/x.md", "--date", "2026-05-02"],
    ),
    "unpublish": (
        {"_posts/2026-05-01-x.md": DATED}, ["unpublish", "_posts/2026-05-01-x.md"],
        ["unpublish", "_posts/2026-05-01-x.md", "--no-date"],
    ),
    "rename a post": (
        {"_posts/2026-05-01-x.md": PLAIN}, ["rename", "_posts/2026-05-01-x.md", "Another", "name"],
        ["rename", "_posts/2026-05-01-x.md", "Another name", "--slug", "auto"],
    ),
    "rename --date": (
        {"_posts/2026-05-01-x.md": DATED}, ["rename", "_posts/2026-05-01-x.md", "Another", {"date": "2026-05-02"}],
        ["rename", "_posts/2026-05-01-x.md", "Another", "--slug", "auto", "--date", "2026-05-02 00:00"],
    ),
    "rename --now": (
        {"_posts/2026-05-01-x.md": PLAIN}, ["rename", "_posts/2026-05-01-x.md", "Another", {"now": True}],
        ["rename", "_posts/2026-05-01-x.md", "Another", "--slug", "auto", "--date", "now"],
    ),
    "rename a draft": ({"_drafts/x.md": PLAIN}, ["rename", "_drafts/x.md", "Y"], ["rename", "_drafts/x.md", "Y"]),
    "rename a page": ({"x.md": PLAIN}, ["rename", "x.md", "Other"], ["rename", "x.md", "Other"]),
    "in collections_dir": ({"col/_drafts/x.md": PLAIN}, ["publish", "_drafts/x.md"], ["publish", "_drafts/x.md"]),
}  # fmt: skip
"""The files of a site, and the command line for each of the two."""


def test_each_command_has_an_equivalent(tmp_path: Path, ruby: Any, postgen: Any) -> None:
    """It leaves files with the same names, the same values for Jekyll, and the same body."""
    need_gem(ruby, "jekyll-compose")
    cases = {name: Both(tmp_path / name.replace(" ", "-"), ruby, postgen) for name in EQUAL}
    steps = []
    for name, both in cases.items():
        before, (command, *arguments), _ = EQUAL[name]
        both.begin(
            before, "collections_dir: col\n" if name == "in collections_dir" else "timezone: UTC\n"
        )
        options = arguments.pop() if isinstance(arguments[-1], dict) else {}
        steps.append([str(both.roots[0]), command, arguments, options])
    ruby(COMPOSE, steps, "jekyll", "jekyll-compose")
    for name, both in cases.items():
        wanted, got = files(both.roots[0]), both.ours(*EQUAL[name][2])
        assert list(got) == list(wanted), name
        assert [meaning(text) for text in got.values()] == [
            meaning(text) for text in wanted.values()
        ], name


def meaning(text: str) -> Any:
    """Return the values of a file; times to the minute, which is what jekyll-compose writes."""
    front = {key: str(value)[:16] for key, value in frontmatter.read(text).items()}
    return front, text.rpartition("---\n")[2].strip()


def test_a_date_with_seconds_does_not_keep_the_title_from_changing(both: Both) -> None:
    both.begin({"_posts/2026-05-01-timed.md": TIMED})
    assert both.compose("rename", "_posts/2026-05-01-timed.md", "New") == {
        "_posts/2026-05-01-new.md": TIMED
    }
    assert both.ours("rename", "_posts/2026-05-01-timed.md", "New", "--slug", "auto") == {
        "_posts/2026-05-01-new.md": TIMED.replace("Timed", '"New"')
    }


def test_a_rename_inside_a_folder_of_posts_keeps_a_single_post(both: Both, jekyll: Any) -> None:
    both.begin({"foo/_posts/2026-05-01-x.md": PLAIN})
    assert list(both.compose("rename", "foo/_posts/2026-05-01-x.md", "New")) == [
        "foo/_posts/new.md"
    ]
    assert list(both.ours("rename", "foo/_posts/2026-05-01-x.md", "New", "--slug", "auto")) == [
        "foo/_posts/2026-05-01-new.md"
    ]
    assert [len(jekyll(root)) for root in both.roots] == [0, 1]


def test_a_drafts_own_date_is_that_of_its_file(both: Both) -> None:
    both.begin({"_drafts/x.md": TIMED})
    assert both.compose("publish", "_drafts/x.md") == {"_posts/2026-11-21-x.md": TIMED}
    assert both.ours("publish", "_drafts/x.md") == {"_posts/2026-05-01-x.md": TIMED}


def test_a_title_without_a_letter_has_a_name(both: Both) -> None:
    both.begin({})
    assert list(both.compose("draft", "???")) == ["_drafts/.md"]
    assert list(both.ours("new", "draft", "???")) == ["_drafts/draft.md"]
    assert list(both.ours("publish", "draft")) == ["_posts/2026-11-21-draft.md"]


def test_comments_and_line_ends_stay(both: Both) -> None:
    both.begin({"_drafts/x.md": COMMENTED})
    (theirs,) = both.compose("publish", "_drafts/x.md").values()
    assert "# of the draft" not in theirs
    assert theirs.count("\n") > theirs.count("\r\n") > 0
    (ours,) = both.ours("publish", "_drafts/x.md").values()
    assert ours == COMMENTED.replace("'b']\r\n", "'b']\r\ndate: 2026-11-21 10:00:00 +0000\r\n")


def test_absolute_paths_are_paths(both: Both) -> None:
    both.begin({"_drafts/x.md": PLAIN})
    assert list(both.compose("publish", str(both.roots[0] / "_drafts" / "x.md"))) == [
        "_drafts/x.md"
    ]
    assert list(both.ours("publish", str(both.roots[1] / "_drafts" / "x.md"))) == [
        "_posts/2026-11-21-x.md"
    ]


def test_an_editor_may_have_spaces_in_its_path(
    both: Both, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "my editor"
    editor.write_text('#!/bin/sh\nprintf Edited >> "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("JEKYLL_EDITOR", str(editor))
    both.begin({"_drafts/.keep": ""}, "jekyll_compose: {auto_open: true}\n")
    assert "Edited" not in both.compose("draft", "A thought")["_drafts/a-thought.md"]
    ours = both.ours("new", "draft", "A thought", "--edit", env={"JEKYLL_EDITOR": str(editor)})
    assert ours["_drafts/a-thought.md"].endswith("Edited")
