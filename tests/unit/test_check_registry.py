"""Each check finds what its bad example shows, and nothing in its good one."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest

import checks as page
from postgen import checks, site
from postgen.checks import registry
from postgen.checks.check import Check, Proposal, Subject
from postgen.commands import refs, site_facts
from postgen.commands.check_one import Checker
from postgen.errors import UsageError
from postgen.jekyll.document import Document
from postgen.model import Finding
from postgen.text.edits import apply
from postgen.translation.compare import Original
from tests.conftest import NOW, write_files

EVERY = [pytest.param(check, id=check.code) for check in checks.built_in()]


def found_in(text: str, check: Check) -> list[Finding]:
    """Run all checks that are on, and this one, on a text: in a site, where the check needs one."""
    chosen = [each for each in checks.all() if each.is_on or each is check]
    if check.needs in {"file", "site"}:
        return found_in_site(text, check, chosen)
    original = Original(check.original, sure=True) if check.original else None
    subject = Subject(Document.parse(text), original=original, style=check.style)
    return checks.run_on(subject, chosen)


def found_in_site(text: str, check: Check, chosen: list[Check]) -> list[Finding]:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(NOW))
        root = Path(folder)
        write_files(root, {"_config.yml": "timezone: UTC\n", **check.others, check.file: text})
        own_site = site.load(root)
        checker = Checker(own_site, chosen, site_facts.of(own_site, {root / check.file: "posts"}))
        return checker.findings(root / check.file, text)


@pytest.mark.parametrize("check", EVERY)
def test_the_bad_example_has_exactly_one_finding(check: Check) -> None:
    [found] = found_in(check.bad, check)
    assert (found.code, found.severity) == (check.code, check.severity)
    assert 0 <= found.start <= found.end <= len(check.bad)
    assert found.line >= 1


@pytest.mark.parametrize("check", EVERY)
def test_the_good_example_has_no_findings(check: Check) -> None:
    assert found_in(check.good, check) == []


@pytest.mark.parametrize(
    "check", [pytest.param(each, id=each.code) for each in checks.built_in() if each.fixable]
)
def test_a_fixed_example_is_clean(check: Check) -> None:
    [found] = found_in(check.bad, check)
    if check.fixed_by == "edits":
        fixed = apply(check.bad, found.fix)
        assert fixed == check.good
    else:
        original = Original(check.original, sure=True) if check.original else None
        fixed = refs.read(check.bad, refs.RefsRequest(repair=True), original).text
    assert found_in(fixed, check) == []


@pytest.mark.parametrize("check", EVERY)
def test_a_check_describes_itself(check: Check) -> None:
    assert check.code[-2:].isdecimal()
    assert check.code[:-2].isupper()
    assert check.summary.endswith(".")
    assert "\n" not in check.summary
    assert check.why
    assert checks.get(check.code.lower()) is check
    assert check.fixable or not found_in(check.bad, check)[0].fix
    assert check.needs in page.NEEDS


def test_codes_are_selected_by_prefix() -> None:
    text = "##Reading\n\nSee https://example.org/map.\n"
    assert [each.code for each in checks.run(text)] == ["KR01", "LNK01"]
    assert [each.code for each in checks.run(text, select=["kr", "REF"])] == ["KR01"]
    assert [each.code for each in checks.run(text, ignore=["KR01"])] == ["LNK01"]
    assert checks.run(text, select=["KR"], ignore=["KR01"]) == []
    for unknown in ("XX", "KR99", ""):
        with pytest.raises(UsageError):
            checks.run(text, select=[unknown])


def test_findings_have_positions_in_the_whole_text() -> None:
    text = "---\ntitle: T\n---\n\nSee https://example.org/map.\n"
    [found] = checks.run(text)
    assert found.line == 5
    assert text[found.start : found.end] == "https://example.org/map"
    assert apply(text, found.fix) == text.replace(
        "https://example.org/map", "<https://example.org/map>"
    )


def test_a_translation_is_compared_only_with_its_original() -> None:
    check = checks.get("TR01")
    assert "TR01" not in [each.code for each in checks.run(check.bad)]


def test_a_module_in_the_package_registers_its_checks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shouting.py").write_text(
        "import re\n"
        "from postgen.checks.check import Check\n"
        "from postgen.model import Finding\n"
        "from postgen.text.edits import Edit\n"
        "def find(subject):\n"
        "    for found in re.finditer('!{2,}', subject.body.source):\n"
        "        fix = (Edit(*found.span(), '!'),)\n"
        "        yield Finding('TXT99', *found.span(), 'One is enough.', fix)\n"
        "CHECKS = (Check(code='TXT99', name='shouting', summary='Too loud.', why='Please.',\n"
        "                bad='Oh!!\\n', good='Oh!\\n', find=find, fixed_by='edits'),)\n"
    )
    monkeypatch.setattr(checks, "__path__", [*checks.__path__, str(tmp_path)])
    registry.built_in.cache_clear()
    registry.every.cache_clear()
    try:
        check = checks.get("TXT99")
        test_the_bad_example_has_exactly_one_finding(check)
        test_the_good_example_has_no_findings(check)
        test_a_fixed_example_is_clean(check)
        assert "TXT99" in page.page()
    finally:
        registry.built_in.cache_clear()
        registry.every.cache_clear()


def test_another_package_can_add_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(subject: Subject) -> list[Proposal]:
        here = Proposal(Finding("MY01", 0, 1, "Here."))
        return [here] if subject.body.source.strip() else []

    extra = Check(
        code="MY01", name="a guest", summary="It is here.", why="A test.", bad="x\n", good="\n",
        find=find,
    )  # fmt: skip

    monkeypatch.setattr("postgen.plugins.find_all", lambda *_: [SimpleNamespace(CHECKS=(extra,))])
    registry.every.cache_clear()
    try:
        assert checks.get("MY01") is extra
        assert [each.code for each in checks.run("x\n")] == ["MY01"]
        assert extra not in checks.built_in()
    finally:
        registry.every.cache_clear()


def test_a_check_of_a_file_is_tried_in_a_site_of_its_others() -> None:
    def find(subject: Subject) -> list[Finding]:
        assert subject.file
        assert subject.site
        here = Finding("MY01", 0, 1, f"{subject.file.path} of {len(subject.site.pages)}.")
        return [here] if "about.md" in subject.site.pages else []

    extra = Check(
        code="MY01", name="a guest", summary="It is here.", why="A test.", bad="x\n", good="\n",
        find=find, needs="site", file="_posts/2026-11-20-a.md", others={"about.md": "---\n---\n"},
    )  # fmt: skip
    [found] = found_in_site("x\n", extra, [extra])
    assert found.message == "_posts/2026-11-20-a.md of 2."
    assert checks.run_on(Subject(Document.parse("x\n")), [extra]) == []


def test_a_finding_is_at_most_as_severe_as_its_check() -> None:
    unset = Finding("MY01", 0, 1, "Here.")
    milder = Finding("MY01", 0, 1, "Here.", severity="info")
    extra = Check(
        code="MY01", name="a guest", summary="It is here.", why="A test.", bad="x\n", good="\n",
        find=lambda _: [unset, Proposal(unset), milder], severity="warning",
    )  # fmt: skip
    found = [each.finding.severity for each in extra.run(Subject(Document.parse("x\n")))]
    assert found == ["warning", "warning", "info"]


def test_the_page_of_checks_is_generated_from_the_checks() -> None:
    assert page.PAGE.read_text(encoding="utf-8") == page.page()


@pytest.mark.parametrize("codes", [checks.STRUCTURE, checks.UNDEFINED])
def test_refs_loads_the_modules_of_its_checks_by_their_names(codes: tuple[str, ...]) -> None:
    known = registry.of_modules(checks._MODULES[codes])
    assert [check for check in known if check.code in codes] == registry.select(
        checks.built_in(), codes
    )
