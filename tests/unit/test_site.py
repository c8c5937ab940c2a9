from __future__ import annotations

import errno
import os
from datetime import UTC
from typing import TYPE_CHECKING, Any

import pytest

from postgen import site
from postgen.files import store
from postgen.jekyll.settings import SettingError
from postgen.site import ConfigError, NoSiteError
from tests.conftest import NOW, write_files

if TYPE_CHECKING:
    from pathlib import Path


def test_a_site_is_found_from_any_folder_below(make_site: Any) -> None:
    root = make_site({"posts/_posts/2024-01-01-a.md": "", "a/b/c.txt": ""})
    for place in ("", "a/b", "posts", "posts/_posts", "_posts"):
        assert site.find(root / place).root == root
    os.chdir(root / "a" / "b")
    assert site.find(root.__class__()).root == root


def test_posts_alone_make_a_site(tmp_path: Path) -> None:
    write_files(tmp_path, {"blog/_posts/2024-01-01-a.md": "", "blog/sub/x": ""})
    here = site.find(tmp_path / "blog" / "sub")
    assert here.root == tmp_path / "blog"
    assert [path.name for path in here.posts()] == ["2024-01-01-a.md"]


def test_the_nearest_configuration_wins(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "_config.yml": "a: 1",
            "inner/_config.yml": "a: 2",
            "inner/_posts/x": "",
            "other/_posts/x": "",
        },
    )
    assert site.find(tmp_path / "inner" / "_posts").root == tmp_path / "inner"
    assert site.find(tmp_path / "other" / "_posts").root == tmp_path


def test_a_missing_site_is_reported(tmp_path: Path) -> None:
    with pytest.raises(NoSiteError, match="There is no Jekyll site in") as caught:
        site.find(tmp_path)
    assert "postgen init" in caught.value.hint
    with pytest.raises(NoSiteError, match="is not a folder"):
        site.find(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("_config.yml", "timezone: UTC\nfuture: true\n"), ("_config.yml", "\ufefftimezone: UTC\r\nfuture: yes\r\n"),
        ("_config.yaml", "{timezone: UTC, future: on}"), ("_config.toml", 'timezone = "UTC"\nfuture = true\n'),
        ("_config.yml", "---\ntimezone: UTC\nfuture: true\n...\nother: 1\n"),
    ],
)  # fmt: skip
def test_configurations_that_jekyll_reads(tmp_path: Path, name: Any, content: Any) -> None:
    write_files(tmp_path, {name: content})
    here = site.load(tmp_path)
    assert (here.config["timezone"], here.config["future"], here.zone, here.config_name) == (
        "UTC",
        True,
        UTC,
        name,
    )


@pytest.mark.parametrize("content", ["", "# nothing\n", "exclude:\ntimezone: ~\nmarkdown_ext:\n"])
def test_missing_keys_have_jekylls_defaults(tmp_path: Path, content: Any) -> None:
    write_files(tmp_path, {"_config.yml": content})
    here = site.load(tmp_path)
    assert dict(here.config) == site.DEFAULTS
    assert here.zone is None
    assert here.extensions == (".markdown", ".mkdown", ".mkdn", ".mkd", ".md")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("_config.yml", "a: 1\nb: c: d\n",
        "_config.yml:2: This is not valid YAML: mapping values are not allowed in this context."),
        ("_config.yml", "- a\n", "_config.yml:1: This YAML is not a list of `key: value` pairs."),
        ("_config.yml", "exclude: a\n", "_config.yml: `exclude:` is not a list."),
        ("_config.yml", b"a: 1\nb: \xff\n",
        "_config.yml:2: This is not valid YAML: it holds bytes that are not UTF-8."),
        ("_config.toml", "a = 1\nb = [1 2]\n", "_config.toml:2: This is not valid TOML: Unclosed array."),
    ],
)  # fmt: skip
def test_a_configuration_that_is_broken_is_one_sentence(
    tmp_path: Path, name: Any, content: Any, message: Any
) -> None:
    write_files(tmp_path, {name: content})
    with pytest.raises(ConfigError) as caught:
        site.load(tmp_path)
    assert caught.value.message == message


def test_a_zone_that_does_not_exist_is_reported(tmp_path: Path) -> None:
    write_files(tmp_path, {"_config.yml": "timezone: Mars/Olympus\n"})
    with pytest.raises(ConfigError, match="`timezone: Mars/Olympus` is not a time zone"):
        assert site.load(tmp_path).zone
    write_files(tmp_path, {"_config.yml": "timezone: ''\n"})
    assert site.load(tmp_path).zone is UTC


def test_the_clock_can_be_set(make_site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))
    assert (
        site.find(make_site(config="timezone: Asia/Kolkata\n")).now().isoformat()
        == "2026-11-21T15:30:00+05:30"
    )


@pytest.mark.parametrize(
    ("config", "files", "posts", "drafts"),
    [
        ("", [], "_posts", "_drafts"),
        ("", ["foo/_posts/x"], "foo/_posts", "foo/_drafts"),
        ("", ["_posts/x", "foo/_posts/x"], "_posts", "_drafts"),
        ("", ["bar/_posts/x", "foo/_posts/x"], "_posts", "_drafts"),
        ("postgen: {posts: foo/_posts/2026/}", [], "foo/_posts/2026", "foo/_drafts"),
        ("collections_dir: col", [], "col/_posts", "col/_drafts"),
        ("source: src\ncollections_dir: /col", [], "src/col/_posts", "src/col/_drafts"),
        ("source: ./x/../src", ["src/a/_posts/x"], "src/a/_posts", "src/a/_drafts"),
        ("exclude: [foo]", ["foo/_posts/x"], "_posts", "_drafts"),
    ],
)
def test_where_new_posts_and_drafts_go(
    tmp_path: Path, config: Any, files: Any, posts: Any, drafts: Any
) -> None:
    write_files(tmp_path, {"_config.yml": config, **dict.fromkeys(files, "")})
    here = site.load(tmp_path)
    assert (here.posts_folder, here.drafts_folder) == (tmp_path / posts, tmp_path / drafts)


def test_a_folder_that_is_not_one_of_jekylls_is_refused(make_site: Any) -> None:
    here = site.find(make_site(config="postgen: {posts: blog}\n"))
    with pytest.raises(
        SettingError, match=r"_config\.yml: `postgen: posts: blog` is not in a `_posts` folder"
    ) as caught:
        assert here.posts_folder
    assert caught.value.hint == "Write it as blog/_posts."


def test_posts_are_listed_the_newest_name_first(make_site: Any) -> None:
    names = [
        "2024-01-01-a.md",
        "2024-03-01-b.html",
        "2024-02-01-sub/2024-02-02-a.md",
        "draft.md",
        "2024-13-01-a.md",
    ]
    here = site.find(
        make_site({f"_posts/{name}": "" for name in names} | {"z/_posts/2025-01-01-a.md": ""})
    )
    listed = [here.relative(path) for path in here.posts()]
    assert listed == [
        "_posts/2024-03-01-b.html", "_posts/2024-02-01-sub/2024-02-02-a.md", "_posts/2024-01-01-a.md",
        "z/_posts/2025-01-01-a.md",
    ]  # fmt: skip
    assert [here.relative(path) for path in here.posts("a")] == listed[1:]
    assert list(here.posts("z")) == []


@pytest.mark.parametrize("code", [errno.EACCES, errno.EPERM, errno.EIO, errno.ELOOP, errno.ESTALE])
@pytest.mark.parametrize("name", ["shut", "shut/_posts", "_posts", "_posts/deep", "_drafts"])
def test_a_folder_that_cannot_be_read_never_counts_as_empty(
    make_site: Any, monkeypatch: pytest.MonkeyPatch, name: str, code: int
) -> None:
    place = f"{name}/2024-01-01-a.md"
    root = make_site({"_posts/2024-01-01-b.md": "", place: ""})
    scan = os.scandir

    def refuse(folder: Any) -> Any:
        if str(folder) == str(root / name):
            raise OSError(code, os.strerror(code), str(folder))
        return scan(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    found = site.find(root)
    with pytest.raises(store.UnreadableError, match=f"{name} cannot be read"):
        [*found.posts(), *found.drafts()]


def test_a_link_that_leads_to_itself_is_no_file_and_no_folder(make_site: Any) -> None:
    root = make_site({"_posts/2024-01-01-a.md": "", "sub/page.md": "---\n---\n"})
    for place in ["loop", "_posts/2024-01-02-b.md", "sub/x.md", "_posts/deep", "_drafts"]:
        (root / place).symlink_to((root / place).name)
    found = site.find(root)
    assert [path.name for path in found.posts()] == ["2024-01-01-a.md"]
    assert [path.name for path in found.pages()] == ["page.md"]


def test_links_to_folders_above_are_not_followed_for_ever(make_site: Any) -> None:
    """Each link that leads back would double the folders, forty times."""
    root = make_site({"a/_posts/2024-01-01-a.md": "", "b/page.md": "", "c/page.md": ""})
    for place, target in {
        "a/up": "..", "a/here": ".", "b/a": "../a", "a/b": "../b", "c/top": str(root),
    }.items():  # fmt: skip
        (root / place).symlink_to(target)
    names = {found_path.name for found_path in site.find(root).posts()}
    assert names == {"2024-01-01-a.md"}


@pytest.mark.parametrize("name", ["_config.yml", "_config.yaml", "_config.toml", "_posts"])
def test_a_site_that_cannot_be_entered_is_a_sentence(
    make_site: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    root = make_site({"_posts/2024-01-01-a.md": ""})
    look = os.stat

    def refuse(path: Any, *args: Any, **options: Any) -> Any:
        if str(path) == str(root / name):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return look(path, *args, **options)

    (root / "_config.yml").unlink()
    monkeypatch.setattr(os, "stat", refuse)
    with pytest.raises(store.UnreadableError, match="cannot be read: permission denied"):
        site.find(root)


def test_warnings_are_those_of_the_settings(make_site: Any) -> None:
    assert site.find(make_site(config="postgen: {authr: x}\n")).warnings == (
        "_config.yml: `postgen: authr:` is not a setting; did you mean `author`?",
    )
