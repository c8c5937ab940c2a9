"""`postgen check`, in this process: which files, what is shown, what is hidden, and what is fixed."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from typer.testing import CliRunner

from postgen import checks
from postgen import site as sites
from postgen.checks import suppressed
from postgen.checks.check import Check, Subject
from postgen.cli import console
from postgen.cli.app import app
from postgen.cli.check_excerpt import excerpt
from postgen.commands import check as command
from postgen.commands import check_run, check_stamps
from postgen.commands.check import CheckRequest
from postgen.commands.check_one import located
from postgen.commands.check_settings import _matcher
from postgen.files import many
from postgen.jekyll.document import Document
from postgen.model import Finding
from tests.conftest import write_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from postgen.commands.check_findings import Located

POST = "_posts/2026-11-20-a.md"
OTHER = "_posts/2026-11-21-b.md"
HEAD = "---\ntitle: A\n---\n"
BAD = f"{HEAD}\n##Reading\n\nSee https://example.org/map.\n"
GOOD = f"{HEAD}\n## Reading\n\nA book.\n"


class Shown(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def found(self) -> list[str]:
        """The codes, in their order."""
        return re.findall(r"^\S.*?:\d+:\d+ ([A-Z]+\d\d) ", self.out, re.MULTILINE)


def run(*arguments: str) -> Shown:
    """Run `postgen check` for the checks whose findings these tests know."""
    known = () if {"--select", "--explain"} & set(arguments) else ("--select", "KR01,LNK01")
    done = CliRunner().invoke(app, ["check", *arguments, *known])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Shown(done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def site(make_site: Callable[..., Path]) -> Path:
    return make_site({POST: BAD, OTHER: GOOD})


# Which files


def test_a_post_with_the_ending_of_another_program_is_checked_in_the_order_of_paths(
    site: Path,
) -> None:
    for place in ("_posts/2026-11-19-c.mdx", "_posts/2026-11-21-a.mdown"):
        write_files(site, {place: GOOD})
    shown = run("--select", "DT06,KR01")
    assert [line.partition(":")[0] for line in shown.out.splitlines() if line[:1] == "_"] == [
        "_posts/2026-11-19-c.mdx", POST, "_posts/2026-11-21-a.mdown",
    ]  # fmt: skip


@pytest.mark.usefixtures("site")
def test_a_finding_has_its_place_its_code_and_its_line() -> None:
    shown = run()
    assert shown.code == 1
    assert shown.out.splitlines()[:3] == [
        f"{POST}:5:1 KR01 This heading is plain text to kramdown: a space must follow its `#`.",
        "    ##Reading",
        "    ^^^^^^^^^",
    ]
    assert shown.err == "1 error and 1 warning in 2 files; --fix fixes 2.\n"


def test_all_that_jekyll_builds_is_checked_and_drafts(make_site: Callable[..., Path]) -> None:
    bad = "---\ntitle: A\n---\n\n##Reading\n"
    make_site(
        {
            POST: bad,
            "_drafts/d.md": bad,
            "about.md": bad,
            "notes/_posts/2026-11-01-n.markdown": bad,
            "_recipes/soup.md": bad,
            "README.md": "##No front matter\n",
            "_site/2026/a.md": bad,
            "_posts/2026-11-20-photo.jpg": b"\xff\xd8---\n##X\n",
            "page.html": "---\n---\n##Reading\n",
            "_posts/2026-1-x.md": bad,
        },
        "title: T\ncollections: [recipes]\n",
    )
    shown = run()
    places = {line.partition(":")[0] for line in shown.out.splitlines() if " KR01 " in line}
    assert places == {
        POST,
        "_drafts/d.md",
        "about.md",
        "notes/_posts/2026-11-01-n.markdown",
        "_recipes/soup.md",
        "_posts/2026-1-x.md",
    }


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("named", "count"),
    [
        ([POST], 2),
        (["_posts"], 2),
        (["."], 2),
        ([OTHER], 0),
        (["2026-11-20-a"], 2),
        (["/2026/11/20/a.html"], 2),
        ([OTHER, "_posts/../" + POST], 2),
    ],
)
def test_files_are_named_as_people_name_them(named: list[str], count: int) -> None:
    assert len(run(*named).found) == count


def test_a_file_that_is_not_built_is_passed_over(site: Path) -> None:
    (site / "README.md").write_text("##X\n")
    shown = run("README.md", POST)
    assert shown.err.startswith("README.md: Jekyll makes no page of it")
    assert len(shown.found) == 2
    assert run("README.md").code == 0


def test_a_file_is_named_from_a_folder_inside_the_site(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site / "_posts")
    assert run("2026-11-20-a.md").out.startswith("2026-11-20-a.md:5:1 KR01 ")


# Exit codes


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 1),
        (["--select", "LNK01"], 0),  # a warning
        (["--select", "kr01"], 1),
        (["--select", "KR", "--ignore", "KR01"], 0),
        (["--ignore", "KR"], 0),
        (["--select", "XX"], 2),
        (["--ignore", "KR99"], 2),
        (["--format", "xml"], 2),
        (["--json", "--format", "sarif"], 2),
        (["--json", "--format", "json"], 1),
        (["--explain", "XX99"], 2),
        (["--explain", "kr01"], 0),
        (["--statistics"], 1),
        (["nowhere.md"], 1),
    ],
)
def test_the_exit_code_says_whether_an_error_is_left(arguments: list[str], code: int) -> None:
    assert CliRunner().invoke(app, ["check", *arguments]).exit_code == code


# The line with the spot marked


def spot(text: str, start: int, end: int, columns: int = 80) -> tuple[str, str]:
    [found] = located([Finding("KR01", start, end, "Here.")], text, "a.md")
    return excerpt(found, columns)


@pytest.mark.parametrize(
    ("text", "start", "end", "line", "marks"),
    [
        ("See it.\n", 4, 6, "See it.", "    ^^"),
        ("\tSee it.\n", 5, 7, "    See it.", "        ^^"),
        ("日本語 here\n", 4, 8, "日本語 here", "       ^^^^"),
        ("日本語\n", 1, 2, "日本語", "  ^^"),
        ("e\u0301 x\n", 3, 4, "e\u0301 x", "  ^"),
        ("a\x1b[31mb\n", 6, 7, "a\\x1b[31mb", "         ^"),
        ("a\u202eb\n", 2, 3, "a\\u202eb", "       ^"),
        ("One\ntwo\n", 1, 6, "One", " ^^"),
        ("One\n", 3, 3, "One", "   ^"),
        ("🎉 x\r\n", 2, 3, "🎉 x", "   ^"),
        ("", 0, 0, "", "^"),
    ],
)
def test_the_spot_is_marked_whatever_the_width_of_the_characters(
    text: str, start: int, end: int, line: str, marks: str
) -> None:
    assert spot(text, start, end) == (line, marks)


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


@pytest.mark.parametrize("columns", [10, 20, 36, 80])
@pytest.mark.parametrize("before", [0, 5, 300, 5000])
@pytest.mark.parametrize("letter", ["a", "日"])
def test_a_long_line_is_cut_around_the_spot(columns: int, before: int, letter: str) -> None:
    text = f"{letter * before}HERE{letter * 700}\n"
    line, marks = spot(text, before, before + 4, columns)
    assert width(line) <= columns
    assert line[-1] == "…"
    if before != 5:
        assert (line[0] == "…") == (before > 5)
    at = line.index("HERE")
    assert marks == " " * width(line[:at]) + "^^^^"


def test_a_finding_keeps_only_a_part_of_an_endless_line() -> None:
    text = "x" * 10**6 + "HERE" + "y" * 10**6
    [found] = located([Finding("KR01", 10**6, 10**6 + 4, "Here")], text, "a.md")
    assert len(found.excerpt) < 1000
    assert found.message == "Here."
    assert found.column == 10**6 + 1


# What a text says to ignore


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("##A <!-- postgen: ignore KR01 -->\n", True),
        ("<!-- postgen: ignore KR01 -->\n##A\n", True),
        ("<!-- postgen: ignore KR01 -->\n\n##A\n", True),
        ("<!--postgen:ignore KR-->\n##A\n", True),
        ("<!-- postgen: ignore -->\n##A\n", True),
        ("<!-- postgen: ignore LNK01, KR01 - a quotation -->\n##A\n", True),
        ("<!-- postgen: ignore LNK01 KR01: a quotation -->\n##A\n", True),
        ("<!-- postgen: ignore kr01 -->\n##A\n", True),
        ("##A\n\nText.\n\n<!-- postgen: ignore-file KR01 -->\n", True),
        ("> <!-- postgen: ignore KR01 -->\n\n##A\n", True),
        ("<!-- postgen: ignore LNK01 -->\n##A\n", False),
        ("<!-- postgen: ignore KR01 -->\n##A\n\n<!-- postgen: ignore LNK01 -->\n", True),
        ("<!-- a -->\n\n##A <!-- postgen: ignore KR01 --->\n\n<!-- b -->\n", True),
        ("<!-- postgen: ignore LNK01 -->\n##A\n\n<!-- postgen: ignore KR01 -->\n", False),
        ("##A\n<!-- postgen: ignore KR01 -->\n", False),
        ("<!-- postgen: ignore KR01 -->\n\nText.\n\n##A\n", False),
        ("```\n<!-- postgen: ignore-file KR01 -->\n```\n\n##A\n", False),
        ("Write `<!-- postgen: ignore-file KR01 -->`.\n\n##A\n", False),
        ("    <!-- postgen: ignore-file KR01 -->\n\n##A\n", False),
        ("<!-- postgen: ignored KR01 -->\n##A\n", False),
        ("<!-- postgen: ignore this please -->\n##A\n", False),
        ("<!-- my postgen: ignore KR01 -->\n##A\n", False),
    ],
)
def test_a_comment_hides_what_it_names(text: str, *, hidden: bool) -> None:
    subject = Subject(Document.parse(text))
    found = checks.run_on(subject, [checks.get("KR01")])
    assert len(found) == 1
    assert suppressed.without(found, subject) == ([] if hidden else found)


@pytest.mark.parametrize(
    ("front", "hidden"),
    [
        ("title: A # postgen: ignore MY01\n", True),
        ("# postgen: ignore MY01\ntitle: A\n", True),
        ("#postgen: ignore MY\n\ntitle: A\n", True),
        ("# postgen: ignore-file MY01 - it is so\nlayout: x\ntitle: A\n", True),
        ("# postgen: ignore MY02\ntitle: A\n", False),
        ("title: A#postgen: ignore MY01\n", False),
        ("title: '# postgen: ignore MY01'\n", False),
        ("title: A\n# postgen: ignore MY01\n", False),
    ],
)
def test_a_comment_in_front_matter_hides_what_it_names(front: str, *, hidden: bool) -> None:
    text = f"---\n{front}---\n"
    place = text.index("title")
    found = [Finding("MY01", place, place + 5, "Here.", line=text.count("\n", 0, place) + 1)]
    assert suppressed.without(found, Subject(Document.parse(text))) == ([] if hidden else found)


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("_drafts/", "_drafts/a.md", True),
        ("_drafts", "_drafts/sub/a.md", True),
        ("_drafts/", "notes/_drafts/a.md", True),
        ("/_drafts", "notes/_drafts/a.md", False),
        ("_posts/2019-*.md", "_posts/2019-01-01-a.md", True),
        ("_posts/2019-*.md", "_posts/2020-01-01-a.md", False),
        ("_posts/*.md", "_posts/sub/a.md", False),
        ("_posts/**/*.md", "_posts/sub/a.md", True),
        ("_posts/**/*.md", "_posts/a.md", True),
        ("*.html", "sub/page.html", True),
        ("about.md", "sub/about.md", True),
        ("./about.md", "about.md", True),
        ("a[0-9].md", "a1.md", True),
        ("a[!0-9].md", "a1.md", False),
        ("a?.md", "ab.md", True),
        ("a+b(c).md", "a+b(c).md", True),
        ("_draft", "_drafts/a.md", False),
    ],
)
def test_patterns_of_paths(pattern: str, path: str, *, fits: bool) -> None:
    assert bool(_matcher(pattern)(path)) == fits


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ("ignore: [KR]", ["LNK01"]),
        ("ignore: KR01", ["LNK01"]),
        ("select: [KR]", ["KR01"]),
        ("per_path: {_posts/: [LNK01]}", ["KR01"]),
        ("per-path: {'*.md': LNK01}", ["KR01"]),
        ("per_path: {'*.md': 'KR, LNK'}", []),
        ("per_path: {_drafts/: [LNK01]}", ["KR01", "LNK01"]),
    ],
)
def test_settings_choose_checks(
    make_site: Callable[..., Path], settings: str, found: list[str]
) -> None:
    root = make_site({POST: BAD}, f"title: T\npostgen:\n  check:\n    {settings}\n")
    report = command.check(sites.find(root), CheckRequest())
    known = [each.code for each in report.findings if each.code in {"KR01", "LNK01"}]
    assert known == found


@pytest.mark.parametrize(
    "settings", ["ignore: [XX]", "select: KR99", "per_path: [KR]", "per_path: {_drafts/: [XX]}"]
)
def test_a_wrong_setting_is_named(make_site: Callable[..., Path], settings: str) -> None:
    make_site({POST: BAD}, f"title: T\npostgen:\n  check:\n    {settings}\n")
    done = CliRunner().invoke(app, ["check"])
    assert done.exit_code == 1
    assert "_config.yml: `postgen: check: " in done.stderr


def test_the_command_line_goes_before_the_settings(make_site: Callable[..., Path]) -> None:
    make_site({POST: BAD}, "title: T\npostgen:\n  check:\n    ignore: [KR]\n")
    assert run("--select", "KR01").found == ["KR01"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_finding_of_the_file_as_a_whole_is_hidden_in_front_matter(newline: str) -> None:
    text = "---\ntitle: A\n# postgen: ignore MY01\nlayout: post\n---\n".replace("\n", newline)
    found = [Finding("MY01", 0, 3, "Here.", line=1), Finding("MY02", 0, 3, "There.", line=1)]
    assert suppressed.without(found, Subject(Document.parse(text))) == found[1:]


# Formats


@pytest.mark.usefixtures("site")
def test_json_has_stable_keys() -> None:
    found = json.loads(run("--json").out)["findings"]
    assert [list(each) for each in found] == [
        ["path", "line", "column", "code", "message", "severity", "fixable"]
    ] * 2
    assert found[1] == {
        "path": POST,
        "line": 7,
        "column": 5,
        "code": "LNK01",
        "message": "The address `https://example.org/map` is not a link: kramdown wants it in `<…>`.",
        "severity": "warning",
        "fixable": True,
    }


def test_statistics_count_by_checks(site: Path) -> None:
    (site / "_drafts").mkdir()
    (site / "_drafts/d.md").write_text("##A\n\n##B\n")
    assert run("--statistics").out == "3\tKR01\theading without space\n1\tLNK01\tbare URL\n"
    rows = json.loads(run("--statistics", "--json").out)["statistics"]
    assert rows[0] == {"code": "KR01", "name": "heading without space", "count": 3, "fixable": True}


def test_commands_of_a_workflow_are_escaped(
    make_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = "_drafts/100%, a:b.md"
    root = make_site({odd: "See https://example.org/100%25::notice.\n"})
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    line = run("--format", "github").out
    assert line.startswith("::warning title=LNK01 bare URL,file=_drafts/100%25%2C a%3Ab.md,line=1,")
    assert "::The address `https://example.org/100%2525::notice`" in line
    assert line.count("\n") == 1
    monkeypatch.setenv("GITHUB_WORKSPACE", str(root.parent))
    assert "file=site/_drafts/100%25%2C a%3Ab.md," in run("--format", "github").out


def test_a_table_in_markdown_has_one_row_for_each(site: Path) -> None:
    (site / "_drafts").mkdir()
    (site / "_drafts/a`b|c.md").write_text("##A @b <i>\n")
    lines = run("--format", "markdown").out.splitlines()
    assert lines[:2] == ["| where | check | what |", "| --- | --- | --- |"]
    assert [re.findall(r"[A-Z]+\d\d", line)[0] for line in lines[2:]] == ["KR01", "KR01", "LNK01"]
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 4 for line in lines)
    assert any("| `` _drafts/a`b\\|c.md:1:1 `` |" in line for line in lines)


@pytest.mark.usefixtures("site")
def test_sarif_has_what_code_scanning_needs() -> None:
    log = json.loads(run("--format", "sarif").out)
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    [made] = log["runs"]
    rules = made["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["KR01", "LNK01"]
    assert made["columnKind"] == "unicodeCodePoints"
    for result in made["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        [place] = result["locations"]
        where = place["physicalLocation"]
        assert where["artifactLocation"]["uri"] == POST
        assert set(where["region"]) == {"startLine", "startColumn", "endLine", "endColumn"}
        assert result["partialFingerprints"]


@pytest.mark.parametrize("code", [each.code for each in checks.built_in()])
def test_every_check_is_explained(code: str) -> None:
    check = checks.get(code)
    shown = run("--explain", code.lower()).out
    assert shown.startswith(f"{code}: {check.name}\n\n{check.summary}\n")
    assert all(console.safe(line.strip()) in shown for line in check.bad.splitlines())


# Baselines


def test_a_baseline_is_written_and_passed_over(site: Path) -> None:
    shown = run("--baseline", "base.json")
    assert (shown.code, shown.out) == (0, "")
    assert run("--baseline", "base.json").code == 0
    text = (site / POST).read_text()
    (site / POST).write_text(text.replace("##Reading", "Text.\n\n##Reading\n\n##Reading"))
    assert run("--baseline", "base.json").found == ["KR01"]  # one more of the same
    (site / POST).write_text(text.replace("##Reading", "##Writing"))
    assert run("--baseline", "base.json").found == ["KR01"]
    (site / OTHER).write_text(text)
    assert run("--baseline", "base.json").found == ["KR01", "KR01", "LNK01"]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"findings": [1]}', '{"findings": 3}', "[" * 9999]
)
def test_what_is_no_baseline_is_refused(site: Path, text: str) -> None:
    (site / "base.json").write_text(text)
    shown = run("--baseline", "base.json")
    assert shown.code == 1
    assert "base.json is not a baseline." in shown.err


# Fixes


def test_what_is_certain_is_fixed(site: Path) -> None:
    shown = run("--fix")
    assert (shown.code, shown.out, shown.err) == (0, "", "Fixed 2. Nothing is left.\n")
    fixed = BAD.replace("##R", "## R").replace(
        "https://example.org/map", "<https://example.org/map>"
    )
    assert (site / POST).read_text() == fixed
    assert run("--fix").err == "Nothing found in 2 files.\n"


def test_only_what_is_selected_is_fixed(site: Path) -> None:
    assert run("--fix", "--select", "KR01").code == 0
    assert (site / POST).read_text() == BAD.replace("##R", "## R")


def test_a_dry_run_shows_the_fixes(site: Path) -> None:
    shown = run("--fix", "--dry-run")
    assert "+## Reading" in shown.out
    assert (site / POST).read_text() == BAD
    assert "+## Reading" in json.loads(run("--fix", "-n", "--json").out)["diff"]


def test_what_is_hidden_is_not_fixed(site: Path) -> None:
    hidden = BAD.replace("##Reading", "##Reading <!-- postgen: ignore KR01 -->")
    (site / POST).write_text(hidden)
    assert json.loads(run("--fix", "--json").out) == {"findings": [], "links": []}
    assert (site / POST).read_text() == hidden.replace(
        "https://example.org/map", "<https://example.org/map>"
    )


def test_what_a_setting_ignores_is_not_fixed_on_a_line_that_is(
    make_site: Callable[..., Path],
) -> None:
    config = "title: T\npostgen:\n  check:\n    per_path: {_drafts/: [KR01]}\n"
    root = make_site({"_drafts/d.md": "##See https://example.org/d\n"}, config)
    run("--fix")
    assert (root / "_drafts/d.md").read_text() == "##See <https://example.org/d>\n"


def test_references_are_numbered_as_a_whole(make_site: Callable[..., Path]) -> None:
    text = (
        f"{HEAD}A boat[1] and a train[3].\n\n## References\n\n"
        "[1] **Boat:** <https://boat.example/>\n\n[3] **Train:** <https://train.example/>\n"
    )
    root = make_site({POST: text})
    assert run("--select", "REF").found == ["REF03"]
    assert run("--select", "REF", "--fix").code == 0
    assert (root / POST).read_text() == text.replace("[3]", "[2]")


def test_a_fix_that_brings_another_error_is_not_made(
    make_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from postgen.checks import registry
    from postgen.text.edits import Edit

    def find(subject: Subject) -> list[Finding]:
        text = str(subject.document)
        wrong = [Finding("MY01", m.start(), m.end(), "Bad.", (Edit(m.start(), m.end(), "bad bad bad"),))
                 for m in re.finditer("bad", text)]  # fmt: skip
        right = [Finding("MY01", m.start(), m.end(), "Ill.", (Edit(m.start(), m.end(), "well"),))
                 for m in re.finditer("ill", text)]  # fmt: skip
        return wrong + right

    mine = Check(
        code="MY01", name="mine", summary="Mine.", why="A test.", bad="bad", good="good",
        find=find, fixed_by="edits", part="text",
    )  # fmt: skip
    monkeypatch.setattr(registry, "every", lambda: (mine,))
    monkeypatch.setattr(checks, "all", lambda: (mine,))
    root = make_site({POST: f"{HEAD}bad ill bad ill\n"})
    shown = run("--fix", "--select", "MY01")
    assert (shown.code, shown.found) == (1, ["MY01", "MY01"])
    assert (root / POST).read_text() == f"{HEAD}bad well bad well\n"


# The cache


class Counted:
    """Counts the files that are checked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        self.names: list[str] = []
        own = check_run.Run.check

        def check(run: check_run.Run, path: Path) -> Any:
            self.names.append(path.name)
            return own(run, path)

        monkeypatch.setattr(check_run.Run, "check", check)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795255200")

    def of(self, root: Path, *, code: str = "") -> tuple[list[str], list[Located]]:
        self.names.clear()
        select = (code,) if code else ("KR01", "LNK01", "KR03")
        report = command.check(sites.find(root), CheckRequest(select=select))
        return sorted(self.names), list(report.findings)


A, B = Path(POST).name, Path(OTHER).name


@pytest.fixture
def counted(site: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Counted:
    for path in (site / POST, site / OTHER):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    os.utime(site / "_config.yml", (1_700_000_000, 1_700_000_000))
    return Counted(monkeypatch, tmp_path)


def write(path: Path, text: str, seconds: int = 1_700_000_100) -> None:
    path.write_text(text)
    os.utime(path, (seconds, seconds))


def test_nothing_is_read_again_while_nothing_changed(site: Path, counted: Counted) -> None:
    names, found = counted.of(site)
    assert (names, len(found)) == ([A, B], 2)
    assert counted.of(site) == ([], found)


def test_only_what_changed_is_checked_again(site: Path, counted: Counted) -> None:
    counted.of(site)
    write(site / OTHER, f"{GOOD}Another sentence.\n")
    names, found = counted.of(site)
    assert (names, len(found)) == ([B], 2)
    write(site / OTHER, f"{GOOD}##Head\n")  # a heading may matter to others
    names, found = counted.of(site)
    assert (names, len(found)) == ([A, B], 3)


def test_a_file_that_was_touched_is_the_same(
    site: Path, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, found = counted.of(site)
    os.utime(site / POST, (1_700_000_300, 1_700_000_300))
    assert counted.of(site) == ([], found)
    monkeypatch.delattr(check_run.Run, "findings")  # nothing is even looked at one by one
    assert counted.of(site) == ([], found)


def test_a_source_beside_the_site_is_looked_at(
    site: Path, counted: Counted, tmp_path: Path
) -> None:
    write(site / "_config.yml", "title: T\nsource: ../content\n")
    write_files(tmp_path / "content", {POST: BAD})
    os.utime(tmp_path / "content" / POST, (1_700_000_000, 1_700_000_000))
    assert len(counted.of(site)[1]) == 2
    write(tmp_path / "content" / POST, GOOD)
    assert counted.of(site)[1] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda root: write(root / "_config.yml", "title: T\nkramdown: {input: kramdown}\n"),
        lambda root: write(root / "about.md", "---\ntitle: New\n---\n"),
        lambda root: (root / OTHER).rename(root / "_posts/2026-11-22-c.md"),
        lambda root: write(root / "picture.svg", "<svg/>"),
    ],
)
def test_what_others_may_depend_on_is_a_change(
    site: Path, counted: Counted, change: Callable[[Path], object]
) -> None:
    counted.of(site)
    change(site)
    assert A in counted.of(site)[0]


def test_requests_are_kept_apart(site: Path, counted: Counted) -> None:
    _, found = counted.of(site)
    assert [each.code for each in counted.of(site, code="KR01")[1]] == ["KR01"]
    assert counted.of(site) == ([], found)


def test_another_day_is_another_run(
    site: Path, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted.of(site)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795955200")
    assert counted.of(site)[0] == [A, B]


def test_another_version_is_another_run(
    site: Path, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted.of(site)
    monkeypatch.setattr(check_run, "program", lambda: "another")
    assert counted.of(site)[0] == [A, B]


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: "",
        lambda text: text[: len(text) // 2],
        lambda _: "[]",
        lambda _: "null",
        lambda text: text.replace("[", "{", 1),
        lambda text: re.sub(r'"found": \[.*', '"found": [[1, 2]]}', text),
        lambda text: text.replace('"KR01"', "7"),
        lambda text: re.sub(r'"files": \{.*', '"files": {"a": 1}}', text),
        lambda _: "\0" * 50,
    ],
)
def test_a_damaged_cache_does_not_matter(
    site: Path, counted: Counted, tmp_path: Path, damage: Callable[[str], str]
) -> None:
    _, found = counted.of(site)
    for file in (tmp_path / "cache/postgen").glob("check-*"):
        file.write_text(damage(file.read_text()))
    assert counted.of(site)[1] == found


def test_a_post_of_the_future_is_checked_again_when_its_time_has_come(
    site: Path, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(subject: Subject) -> list[Finding]:
        assert subject.file
        return [] if subject.file.is_public else [Finding("MY01", 0, 1, "Later.")]

    mine = Check(
        code="MY01", name="mine", summary="Mine.", why="A test.", bad="bad", good="good",
        find=find, needs="file",
    )  # fmt: skip
    monkeypatch.setattr(checks, "all", lambda: (mine,))
    monkeypatch.setattr(checks, "get", lambda _: mine)
    write(site / OTHER, GOOD.replace("title", "date: 2026-11-21 10:30:00 +0000\ntitle"))
    assert [each.path for each in counted.of(site, code="MY01")[1]] == [OTHER]
    assert counted.of(site, code="MY01")[0] == []
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1795255200 + 3600))
    assert counted.of(site, code="MY01")[1] == []


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("A sentence.\n", "Another one: yes, well-known.\n", True),
        ("A sentence.\n", "A sentence.\n\nAnd one more.\n", True),
        ("A [link](https://a.example/).\n", "A [link](https://b.example/).\n", False),
        ("See https://a.example/.\n", "See https://b.example/.\n", False),
        ("## Head\n", "## Heading\n", False),
        ("Title\n=====\n", "Another\n=====\n", False),
        ("Title\n---\n", "Another\n---\n", False),
        ("```\n# a\n```\n", "\n# a\n", False),
        ("<p id='a'>\n", "<p id='b'>\n", False),
        ("Words.\n{: #a}\n", "Words.\n{: #b}\n", False),
        ("---\ntitle: A\n---\n", "---\ntitle: B\n---\n", False),
        ("{% include a.html %}\n", "{% include b.html %}\n", False),
    ],
)
def test_an_outline_is_all_but_sentences(old: str, new: str, *, same: bool) -> None:
    assert (check_stamps.outline(old) == check_stamps.outline(new)) == same


@pytest.mark.processes
def test_many_files_are_checked_by_several_processes(
    make_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site({f"_posts/2026-11-20-{n}.md": BAD for n in range(40)})
    alone = command.check(sites.find(root), CheckRequest(select=("KR01", "LNK01")))
    monkeypatch.setattr(many, "MANY", 10)
    together = command.check(sites.find(root), CheckRequest(select=("KR01", "LNK01")))
    assert len(together.findings) == 80
    assert together == alone
