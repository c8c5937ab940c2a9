"""The contract of the command line: what goes to stdout and stderr, exit codes, JSON, previews, words of errors."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from postgen.cli import console
from postgen.cli.app import COMMANDS, app
from postgen.cli.new import commands as kinds
from tests.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

PLACE = "_posts/2026-11-01-backlog.md"
BACKLOG = """---
title: Backlog
---

## NLP - Basics

* [One](https://example.org/one) - first <!-- added: 2026-11-01; tags: a -->
* [Two](https://example.org/two)

## Tools

* [Three](https://example.org/three)
"""
OLD_POST = """---
title: "Newsletter #3"
tags: [newsletter]
---

[7] [Known](https://example.org/known)
"""
FILES = {
    PLACE: BACKLOG,
    "_posts/2026-10-01-newsletter-3.md": OLD_POST,
    "_drafts/half a thought.md": "---\ntitle: Half\n---\n",
    "_event.json": json.dumps(
        {
            "action": "opened",
            "issue": {"author_association": "OWNER", "body": "https://example.org/new"},
        }
    ),
}

WRITING = {
    "init": ["init", "elsewhere"],
    "init --github": ["init", "--github", "--only", "inbox"],
    "new post": ["new", "post", "A title"],
    "new draft": ["new", "draft", "A title"],
    "new page": ["new", "page", "About"],
    "new link": ["new", "link", "https://example.org/other", "--title", "Other", "--note", "N"],
    "new backlog": [
        "new",
        "backlog",
        "Other",
        "--backlog",
        "_posts/2026-11-21-other.md",
        "--category",
        "X",
    ],
    "new newsletter": ["new", "newsletter"],
    "new index": ["new", "index"],
    "add-link": [
        "add-link",
        "https://example.org/new",
        "--title",
        "New",
        "--no-fetch",
        "--category",
        "Tools",
    ],
    "inbox": ["inbox", "_event.json"],
    "move": ["move", "1", "--to", "Tools", "--yes"],
    "drop": ["drop", "Two"],
    "edit": ["edit", "2", "--title", "Zwei", "--yes"],
    "publish": ["publish", "half"],
    "unpublish": ["unpublish", "newsletter-3"],
    "rename": ["rename", "newsletter-3", "Newsletter #33"],
    "set": ["set", "newsletter-3", "lang=en", "tags+=x"],
}
"""Every command that writes, and how it is called."""

writing = pytest.mark.parametrize("command", WRITING.values(), ids=WRITING)

PRINTS_ITS_PATH = {
    name: call for name, call in WRITING.items() if name not in {"inbox", "init --github"}
}
"""Those that write one file, and print nothing else."""


@pytest.fixture
def site(make_site: Callable[..., Path]) -> Path:
    return make_site(FILES)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Run a command inside this process."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))
    monkeypatch.setenv("POSTGEN_OFFLINE", "1")
    monkeypatch.delenv("POSTGEN_SITE", raising=False)

    def invoke(*arguments: str, **options: Any) -> Any:
        done = CliRunner().invoke(app, arguments, prog_name="postgen", **options)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    return invoke


def process(*command: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a process, in bytes."""
    return subprocess.run(
        [sys.executable, "-m", "postgen", *command],
        env={**os.environ, "SOURCE_DATE_EPOCH": str(NOW)}, capture_output=True, check=False, **options,
    )  # fmt: skip


def everything(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }


def refused(done: Any, code: int, *words: str) -> None:
    """Nothing on stdout; on stderr one sentence that says what is wrong, and the next step."""
    assert done.exit_code == code, done.output
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 2, lines
    assert lines[0].startswith("error: ")
    assert lines[0].endswith((".", "?"))
    assert lines[1].endswith((".", "`."))
    for word in words:
        assert word in done.stderr


# stdout, JSON, previews


@pytest.mark.parametrize("command", PRINTS_ITS_PATH.values(), ids=PRINTS_ITS_PATH)
def test_stdout_is_the_path_that_was_written(
    site: Path, run: Callable[..., Any], command: list[str]
) -> None:
    done = run(*command)
    assert done.exit_code == 0, done.stderr
    (line,) = done.stdout.splitlines()
    assert (site / line).is_file()


@writing
def test_json_is_one_object(site: Path, run: Callable[..., Any], command: list[str]) -> None:
    done = run(*command, "--json")
    assert done.exit_code == 0, done.stderr
    output = json.loads(done.stdout)
    assert isinstance(output, dict)
    assert (site / output["path"]).is_file()


@writing
def test_a_dry_run_writes_nothing_and_prints_what_patch_and_git_apply(
    site: Path, run: Callable[..., Any], command: list[str], tmp_path: Path
) -> None:
    before = everything(site)
    preview = run(*command, "--dry-run")
    assert preview.exit_code == 0, preview.stderr
    assert everything(site) == before
    assert not (site / "elsewhere").exists()
    output = json.loads(run(*command, "-n", "--json").stdout)
    assert output["dry_run"] is True
    assert output["diff"] == preview.stdout
    copies = {}
    for tool in (["git", "apply", "-"], ["patch", "-p1", "--quiet"]):
        if not shutil.which(tool[0]):
            pytest.skip(f"{tool[0]} is not installed")
        copy = tmp_path / tool[0]
        shutil.copytree(site, copy)
        subprocess.run(tool, cwd=copy, input=preview.stdout_bytes, check=True, capture_output=True)
        copies[tool[0]] = everything(copy)
    run(*command)
    assert copies["git"] == everything(site)
    assert {name: data for name, data in copies["patch"].items() if data} == {
        name: data for name, data in everything(site).items() if data
    }


def test_a_diff_of_any_bytes_applies(make_site: Callable[..., Path], tmp_path: Path) -> None:
    """CRLF, a lone CR, a form feed, U+2028, Latin-1, control characters, a blank in the name, no final newline."""
    odd = "---\r\ntitle: x\r\n---\r\n\r\n## A\r\n\r\n* [One](https://example.org/1) a\x0cb\u2028c\rd\x1b[31m\x85e\r\n"
    name = "_posts/2026-11-01-my backlog.md"
    site = make_site({name: odd.encode() + b"caf\xe9\r\n\r\n## B"})
    copy = tmp_path / "copy"
    shutil.copytree(site, copy)
    command = [
        "add-link",
        "https://example.org/2",
        "--title",
        "Two",
        "--no-fetch",
        "--category",
        "A",
    ]
    preview = process(*command, "-n")
    subprocess.run(
        ["git", "apply", "-"], cwd=copy, input=preview.stdout, check=True, capture_output=True
    )
    assert process(*command).returncode == 0
    assert everything(copy) == everything(site)


def test_a_diff_from_a_folder_below_is_from_the_sites_root(
    site: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    (site / "assets").mkdir()
    monkeypatch.chdir(site / "assets")
    assert f"--- a/{PLACE}\n" in run("drop", "1", "--yes", "-n").stdout


@pytest.mark.usefixtures("site")
def test_list(run: Callable[..., Any]) -> None:
    done = run("list")
    assert done.stdout.splitlines()[0].split("\t") == [
        "1", "NLP - Basics", "One", "https://example.org/one", "2026-11-01", "kpzd",
    ]  # fmt: skip
    output = json.loads(run("list", "--json").stdout)
    assert [item["index"] for item in output["items"]] == [1, 2, 3]
    assert set(output["items"][0]) == {
        "index", "category", "title", "url", "urls", "note", "tags", "via", "image", "added", "line",
        "author", "id", "quote",
    }  # fmt: skip


@pytest.mark.usefixtures("site")
def test_an_empty_list_is_an_empty_object_or_nothing(run: Callable[..., Any]) -> None:
    assert json.loads(run("list", "--search", "xyzzy", "--json").stdout)["items"] == []
    done = run("list", "--search", "xyzzy")
    assert (done.exit_code, done.stdout) == (0, "")


def test_an_empty_backlog_is_not_one_where_nothing_matches(
    site: Path, run: Callable[..., Any]
) -> None:
    assert run("list", "--search", "xyzzy").stderr == "Nothing in the backlog matches.\n"
    [backlog] = site.glob("_posts/*backlog*")
    backlog.write_text("---\ntitle: Backlog\n---\n")
    assert run("list").stderr == (
        "The backlog is empty. `postgen add-link URL --category NAME` files the first link.\n"
    )


def test_refused_links_do_not_prevent_the_others(site: Path, run: Callable[..., Any]) -> None:
    urls = ["https://example.org/one", "https://example.org/fresh", "https://example.org/known"]
    done = run("add-link", *urls, "--no-fetch", "--category", "Tools", "--json")
    assert done.exit_code == 1
    output = json.loads(done.stdout)
    assert [link["url"] for link in output["added"]] == [urls[1]]
    assert [link["url"] for link in output["refused"]] == [urls[0], urls[2]]
    assert output["refused"][0]["where"] == f"{PLACE}:7"
    assert "already in issue #3, [7]" in done.stderr
    assert "example.org/fresh" in (site / PLACE).read_text()


def test_nothing_is_written_when_all_links_are_refused(site: Path, run: Callable[..., Any]) -> None:
    before = everything(site)
    done = run("add-link", "https://example.org/one", "--no-fetch")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "Unsorted" not in done.stderr
    assert everything(site) == before


def test_since_a_time_before_all_dates_lists_everything(
    run: Callable[..., Any], site: Path
) -> None:
    assert (site / PLACE).is_file()
    done = run("list", "--since", "99999999y", "--json")
    assert (
        done.exit_code,
        [item["added"] for item in json.loads(done.stdout)["items"] if not item["added"]],
    ) == (
        0,
        [],
    )
    assert "is not a date" in run("list", "--since", "9" * 5000 + "d").stderr


def test_an_error_names_the_template(site: Path, run: Callable[..., Any]) -> None:
    before = everything(site)
    (site / "_templates").mkdir()
    for name, text, message in (
        (
            "absent",
            "{{ title }} {{ absent }}",
            "_templates/absent.md:1: The template asks for something that is not there",
        ),
        (
            "broken",
            "{% for each in sections %}",
            "_templates/broken.md:1: The template is not valid Liquid",
        ),
    ):
        (site / f"_templates/{name}.md").write_text(text)
        for command in (("new", "newsletter"), ("new", "post", "Title")):
            done = run(*command, "--template", name)
            assert (done.exit_code, done.stdout) == (1, "")
            assert message in done.stderr
        (site / f"_templates/{name}.md").unlink()
    (site / "_templates/short.md").write_text("{{ intro }}\n")
    assert (
        "A template of your own must show every item"
        in run("new", "newsletter", "--template", "short").stderr
    )
    (site / "_templates/short.md").unlink()
    (site / "_templates").rmdir()
    assert everything(site) == before


@pytest.mark.usefixtures("site")
def test_urls_from_a_pipe(run: Callable[..., Any]) -> None:
    piped = (
        "\ufeffhttps://example.org/a | A title\r\n\n# a comment\nhttps://example.org/b | B | C\n"
    )
    done = run("add-link", "--no-fetch", "--json", "--category", "Tools", input=piped)
    assert [(link["url"], link["title"]) for link in json.loads(done.stdout)["added"]] == [
        ("https://example.org/a", "A title"),
        ("https://example.org/b", "B | C"),
    ]
    more = run(
        "add-link",
        "-",
        "https://example.org/c",
        "--no-fetch",
        "--json",
        input="https://example.org/d\n",
    )
    assert [link["url"] for link in json.loads(more.stdout)["added"]] == [
        "https://example.org/c",
        "https://example.org/d",
    ]


# The site


@pytest.mark.parametrize(
    "command",
    [
        ["-C", "DIR", "list"],
        ["list", "-C", "DIR"],
        ["--site", "DIR", "list"],
        ["list", "--site=DIR"],
    ],
)
def test_a_site_is_named_before_or_behind_the_command(
    site: Path,
    run: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*(word.replace("DIR", str(site)) for word in command))
    assert len(done.stdout.splitlines()) == 3
    made = run("-C", str(site), "new", "post", "T")
    assert (tmp_path / made.stdout.strip()).is_file()


def test_a_site_is_named_by_the_environment(
    site: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(run("list", env={"POSTGEN_SITE": str(site)}).stdout.splitlines()) == 3
    below = site / "assets" / "deep"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert len(run("list").stdout.splitlines()) == 3


# Errors


def test_no_site(tmp_path: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    refused(run("list"), 1, "no Jekyll site", "postgen init")
    refused(run("list", "-C", "nowhere"), 1, "nowhere")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["lsit"], ["`lsit`", "did you mean `list`?", "`postgen --help`"]),
        (["new", "pots", "T"], ["`pots`", "did you mean `post`?", "`postgen new --help`"]),
        (["xyzzy"], ["`xyzzy`."]),
        (["list", "--srot", "url"], ["--srot", "--sort", "`postgen list --help`"]),
        (["--sight", "x", "list"], ["--sight", "--site"]),
        (["drop"], ["WHAT"]),
        (["move", "1"], ["--to"]),
        (["new", "newsletter", "--limit", "none"], ["--limit", "none"]),
        (["new", "newsletter", "--limit", "0"], ["--limit"]),
        (["new", "newsletter", "--references", "linkd"], ["linkd", "linked, plain"]),
        (["list", "--sort", "colour"], ["colour", "file, added"]),
        (["list", "--since", "someday"], ["someday", "7d"]),
        (["new", "post", "T", "--date", "2026-02-31"], ["2026-02-31"]),
        (["new", "post"], ["title"]),
        (["new", "post", "  "], ["title"]),
        (["new"], ["post, draft"]),
        (["add-link"], ["URL"]),
        (["add-link", "nonsense"], ["nonsense"]),
        (["add-link", "https://a.org", "https://b.org", "--title", "T"], ["--title"]),
        (["new", "post", "caf\udce9"], ["Argument 3", "UTF-8"]),
        (["new", "post", "T", "--set", "x"], ["`x` is not KEY=VALUE", "--set"]),
        (["new", "link"], ["URL"]),
        (["new", "link", "nonsense"], ["nonsense"]),
        (["set", "newsletter-3", "lang"], ["`lang` is not KEY=VALUE"]),
        (["set", "newsletter-3"], ["KEY=VALUE"]),
        (["set"], ["KEY=VALUE"]),
        (["publish", "half", "--discuss", "nowhere"], ["`nowhere` is not a web address"]),
        (["init", "--with", "links", "--with", "x"], ["`x`", "feed-links or links"]),
        (["new", "post", "T", "--thumb"], ["no image", "--image"]),
        (
            ["new", "newsletter", "--thumb", "--image", "https://e.org/a.png"],
            ["elsewhere", "Download it"],
        ),
        (["new", "post", "T", "--collection", "recipes"], ["recipes", "`collections:`"]),
    ],
)
def test_wrong_usage_is_code_2(
    site: Path, run: Callable[..., Any], command: list[str], words: list[str]
) -> None:
    before = everything(site)
    refused(run(*command), 2, *words)
    assert everything(site) == before


@pytest.mark.parametrize(
    "command",
    [
        "publish",
        "unpublish",
        "rename",
        "rename half",
        "set lang=en",
        "refs",
        "new post",
        "new link",
        "drop",
        "add-link",
    ],
)
@pytest.mark.usefixtures("site")
def test_nothing_is_asked_where_json_is_wanted(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(console, "interactive", lambda: True)
    monkeypatch.setattr(console, "ask", lambda *_, **__: pytest.fail("It asked."))
    monkeypatch.setattr(console, "choose", lambda *_, **__: pytest.fail("It asked."))
    assert run(*command.split(), "--json").exit_code == 2


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["drop", "Nothing like this"], ["Nothing like this", "postgen list"]),
        (["list", "--category", "Physics"], ["Physics", "NLP - Basics"]),
        (["new", "newsletter", "--category", "Physics"], ["Physics"]),
        (["new", "post", "T", "--template", "none"], ["none"]),
        (["list", "--backlog", "none.md"], ["none.md"]),
        (["templates", "none"], ["none", "brief, cards, full, post"]),
        *(
            (["new", *kind.split(), "--image", "none.png"], ["none.png is not there", "URL"])
            for kind in ("post T", "draft T", "page T", "backlog --backlog b.md", "newsletter")
        ),
    ],
)
def test_a_failure_is_code_1(
    site: Path, run: Callable[..., Any], command: list[str], words: list[str]
) -> None:
    before = everything(site)
    refused(run(*command), 1, *words)
    assert everything(site) == before


def test_several_matches_are_listed(site: Path, run: Callable[..., Any]) -> None:
    before = everything(site)
    done = run("drop", "e")
    assert (done.exit_code, done.stdout) == (1, "")
    assert re.search(r"1\s+\w+\s+One", done.stderr)
    assert re.search(r"3\s+\w+\s+Three", done.stderr)
    assert everything(site) == before


@pytest.mark.usefixtures("site")
def test_a_pipe_that_is_not_utf8() -> None:
    done = process(
        "add-link", "--no-fetch", input=b"https://example.org/a\nhttps://example.org/\xe9\n"
    )
    assert done.returncode == 1
    assert b"Line 2 is not filed, it is not valid UTF-8" in done.stderr
    assert b"Filed under `Unsorted`: example.org/a" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_setting_that_is_not_known(
    make_site: Callable[..., Path], run: Callable[..., Any]
) -> None:
    make_site(FILES, config="postgen:\n  newsleter: {}\n")
    done = run("list")
    assert done.exit_code == 0
    assert "did you mean `newsletter`?" in done.stderr


def test_nothing_is_replaced_without_force(site: Path, run: Callable[..., Any]) -> None:
    path = site / run("new", "post", "Same").stdout.strip()
    path.write_text("mine\n")
    refused(run("new", "post", "Same"), 1, "exists already", "--slug same-2", "--force")
    assert path.read_text() == "mine\n"
    assert run("new", "post", "Same", "--force").exit_code == 0
    assert path.read_text() != "mine\n"


# Help


@pytest.mark.parametrize(
    "name", [*COMMANDS, *(f"new {info.name}" for info in kinds.registered_commands)]
)
def test_help_shows_an_example_with_correct_usage(name: str, run: Callable[..., Any]) -> None:
    done = run(*name.split(), "--help")
    assert done.exit_code == 0
    example = done.stdout.partition("Example:\n")[2].strip()
    assert example.startswith(f"postgen {name}")
    assert run(*shlex.split(example)[1:], "--help").exit_code == 0
    assert done.stdout.splitlines()[0].startswith(f"Usage: postgen {name}")


def test_help_of_all(run: Callable[..., Any]) -> None:
    done = run("--help")
    assert done.exit_code == 0
    assert "Example:" in done.stdout
    for name in COMMANDS:
        assert f"\n  {name} " in done.stdout


def test_alone_it_shows_the_status(site: Path, run: Callable[..., Any]) -> None:
    done = run()
    assert done.exit_code == 0
    assert done.stderr == ""
    assert (
        done.stdout
        == f"""Test: {site}
Last issue: #3, 51 days ago
Newsletter #3\t_posts/2026-10-01-newsletter-3.md
Backlog: 3 items, {PLACE}
NLP - Basics\t2\toldest 20 days
Tools\t1
Drafts: 1
Half\t_drafts/half a thought.md
Next
postgen new newsletter\t3 items in the backlog; the last issue was 51 days ago
postgen publish 'half a thought'\tthe draft `Half`, when it is done
"""
    )


def test_alone_as_json(site: Path, run: Callable[..., Any]) -> None:
    done = run("--json")
    assert done.exit_code == 0
    data = json.loads(done.stdout)
    assert (data["site"], data["issue"]["number"], data["backlog"]["items"]) == (str(site), 3, 3)
    assert data["next"][0]["command"] == "postgen new newsletter"
    misplaced = run("--json", "list")
    assert (misplaced.exit_code, misplaced.stdout) == (2, "")
    assert "`postgen list --json`" in json.loads(misplaced.stderr)["error"]["hint"]


def test_alone_for_a_site_that_is_named(
    site: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site.parent)
    assert f"\npostgen -C {site} new newsletter\t" in run("-C", str(site)).stdout
    monkeypatch.setenv("POSTGEN_SITE", str(site))
    assert "\npostgen new newsletter\t" in run().stdout
    monkeypatch.setenv("POSTGEN_SITE", str(site.parent / "nowhere"))
    refused(run(), 1, "nowhere")


def test_alone_outside_a_site_it_shows_how_to_begin(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run()
    assert done.exit_code == 0
    assert "no Jekyll site" in done.stdout
    assert "\npostgen init my-blog\t" in done.stdout
    assert json.loads(run("--json").stdout)["site"] is None


def test_alone_it_reports_what_it_cannot_read(site: Path, run: Callable[..., Any]) -> None:
    (site / "_config.yml").write_text("postgen: {feeds: [https://example.org/f.xml]}\n")
    (site / "_feeds.json").write_text("[")
    done = run()
    assert done.exit_code == 0
    assert done.stderr == "warning: _feeds.json:1: This is not valid JSON.\n"
    assert "3 items" in done.stdout


def test_the_version(run: Callable[..., Any]) -> None:
    assert re.fullmatch(r"postgen \d+\.\d+\.\d+\n", run("--version").stdout)


# Terminals and pipes


@pytest.mark.usefixtures("site")
def test_a_title_never_acts_on_the_terminal(run: Callable[..., Any]) -> None:
    title = "red \x1b[31m bell \x07 csi \x9b2J del \x7f bidi \u202e"
    outputs = [
        run("add-link", "https://example.org/x", "--title", title, "--no-fetch"),
        run("list"),
        run("list", "--json"),
        run("drop", title),
        run("drop", f"x{title}"),
        run("new", "post", title, "--json"),
        run("new", "draft", title),
        run("new", "draft", title),
        run("list", "--category", title),
        run(title),
        run("list", f"--{title}"),
    ]
    for done in outputs:
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", done.output)


def test_a_reader_that_closes_the_pipe_ends_it_quietly(site: Path) -> None:
    (site / PLACE).write_text(
        BACKLOG + "".join(f"* [L{n}](https://example.org/{n})\n" for n in range(3000))
    )
    for buffered in ("", "1"):
        script = f'{sys.executable} -m postgen list | head -1; echo "${{PIPESTATUS[0]}}"'
        done = subprocess.run(
            ["bash", "-c", script],
            env={**os.environ, "PYTHONUNBUFFERED": buffered}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stdout.splitlines()[0].startswith("1\tNLP")
        assert done.stdout.splitlines()[-1] == "0"
        assert done.stderr == ""


def test_a_reader_that_leaves_does_not_hide_that_errors_were_found(site: Path) -> None:
    post = site / "_posts/2026-11-03-wrong.md"
    post.write_text("---\ntitle: Wrong\n---\n\n" + "##Wrong\n\nText.\n\n" * 2000)
    for command in ("check", "refs --check"):
        script = f'{sys.executable} -m postgen {command} | head -1; echo "${{PIPESTATUS[0]}}"'
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
        assert "KR01" in done.stdout.splitlines()[0]
        assert done.stdout.splitlines()[-1] == "1"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("buffered", ["", "1"])
@pytest.mark.usefixtures("site")
def test_a_result_that_cannot_be_printed(buffered: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "postgen", "list"],
            env={**os.environ, "PYTHONUNBUFFERED": buffered},
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "error: The result cannot be printed: no space left on device.",
        "Send it elsewhere.",
    ]


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.usefixtures("site")
def test_streams_that_are_closed(closed: str) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m postgen list {closed}; code=$?; exit $code"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


def test_an_encoding_that_cannot_represent_a_title(site: Path, postgen: Any) -> None:
    (site / PLACE).write_text(BACKLOG.replace("One", "Один"), encoding="utf-8")
    done = postgen("list", env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert r"\u041e" in done.stdout


def test_the_editor_opens_the_new_post(site: Path, tmp_path: Path) -> None:
    script = f'"$EDITOR" "$({sys.executable} -m postgen new post Title)"'
    editor = tmp_path / "my editor"
    editor.write_text('#!/bin/sh\necho edited >> "$1"\n')
    editor.chmod(0o755)
    environment = {**os.environ, "EDITOR": str(editor), "SOURCE_DATE_EPOCH": str(NOW)}
    subprocess.run(["bash", "-c", script], env=environment, check=True, capture_output=True)
    assert (site / "_posts/2026-11-21-title.md").read_text().endswith("edited\n")


@pytest.mark.usefixtures("site")
def test_json_reads_in_other_programs() -> None:
    script = f"{sys.executable} -m postgen list --json | {sys.executable} -m json.tool"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["path"] == PLACE
