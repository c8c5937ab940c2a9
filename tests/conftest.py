"""What all tests share: a site to work on, the installed command, and a real Jekyll as the judge."""

from __future__ import annotations

import asyncio
import errno
import importlib
import json
import os
import pkgutil
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from hypothesis.internal.detection import is_hypothesis_test

import postgen as postgen_package
from postgen.cli import report
from tests.warm import WarmPostgen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# The same examples in every run of CI, and no deadline on a busy machine: a test fails for a reason, not by chance.
hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") == "true" else "local")

# Where no bytecode is written, each process that a test starts compiles postgen anew, which takes longer than its work.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT.parent / "shared" / "examples"
"""Documents of real users, where they are available; a clone elsewhere has none."""

NOW = 1_795_255_200
"""The clock of the tests, in seconds: 2026-11-21 10:00 UTC."""

LISTING = """---
layout: null
---
{{ site.posts | jsonify }}
"""


STARTS_PROCESSES = {"postgen", "jekyll", "ruby"}
"""The fixtures that start a child process."""

WITH_PROCESSES = ("browser", "cli", "faults", "oracle")
"""The folders whose tests may all start one."""

CHILDREN = {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.system"}
"""The audit events with which the interpreter reports the start of a child process."""

_processes_are_refused = False
"""Whether the test that runs now must not start child processes."""


def _refuse_children(event: str, _arguments: tuple[object, ...]) -> None:
    if _processes_are_refused and event in CHILDREN:
        pytest.fail("This test starts a process: mark it with @pytest.mark.processes")


sys.addaudithook(_refuse_children)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that start processes by their folder and by their fixtures."""
    for item in items:
        folder = item.path.relative_to(ROOT / "tests").parts[0]
        if folder in WITH_PROCESSES or STARTS_PROCESSES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.processes)
    if any(is_hypothesis_test(getattr(item, "obj", None)) for item in items):
        _import_everything()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give workers long runs of neighbours, which share what their module builds once: pages, sites, conversions."""
    if config.getoption("dist") != "load":  # another one was asked for
        return None
    return importlib.import_module("xdist.scheduler").WorkStealingScheduling(config, log)


def _import_everything() -> None:
    """Import all of postgen: Hypothesis draws constants from the modules that are loaded.

    Without this the examples of a test would depend on what other tests had imported before it.
    """
    for module in pkgutil.walk_packages(postgen_package.__path__, "postgen."):
        if module.name != "postgen.__main__":
            importlib.import_module(module.name)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Fail a test that starts a process without the mark, so that `make quick` stays quick."""
    global _processes_are_refused  # noqa: PLW0603
    _processes_are_refused = item.get_closest_marker("processes") is None
    try:
        return (yield)
    finally:
        _processes_are_refused = False


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Hide the event loop of the browser, which rests in this thread, from the tests that use none."""
    loop = asyncio._get_running_loop()
    if loop is None or "browser" in getattr(item, "fixturenames", ()):
        return (yield)
    asyncio._set_running_loop(None)
    try:
        return (yield)
    finally:
        asyncio._set_running_loop(loop)


def need(program: str) -> None:
    """Skip a test whose judge is not installed; in CI, where it must be, fail it."""
    if not shutil.which(program):
        _skip_or_fail(f"{program} is not installed (apt-get install jekyll)")


def need_gem(ruby: Callable[..., Any], name: str) -> None:
    """Skip a test whose gem is not installed; in CI, where it must be, fail it."""
    if not ruby("Gem::Specification.find_all_by_name(it).any?", name, "rubygems"):
        _skip_or_fail(f"{name} is not installed (apt-get install ruby-{name})")


def _skip_or_fail(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the cache and state folders of the user who runs the tests, unless a test sets them."""
    monkeypatch.setenv("XDG_CACHE_HOME", os.devnull)
    monkeypatch.setenv("XDG_STATE_HOME", os.devnull)


@pytest.fixture
def example() -> Callable[[str], str]:
    """Read one of the users' documents, newlines as they are; skip the test where they are not available."""

    def read(name: str) -> str:
        path = EXAMPLES / name
        if not path.is_file():
            pytest.skip(f"{name} is not available")
        return path.read_bytes().decode()

    return read


@pytest.fixture
def make_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Return a function that makes a site of some files, and changes into its folder."""

    def make(
        files: Mapping[str, str | bytes] | None = None, config: str = "title: Test\ntimezone: UTC\n"
    ) -> Path:
        root = tmp_path / "site"
        write_files(root, {"_config.yml": config, **(files or {})})
        (root / "_posts").mkdir(exist_ok=True)
        monkeypatch.chdir(root)
        return root

    return make


def write_files(root: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files below a folder, byte for byte."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(
            content if isinstance(content, bytes) else content.encode(errors="surrogateescape")
        )


def refuse_to_open(monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    """Have the system refuse the files whose path ends so."""
    usual = os.open

    def refuse(path: Any, *arguments: Any, **options: Any) -> int:
        if str(path).endswith(end):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return usual(path, *arguments, **options)

    monkeypatch.setattr(os, "open", refuse)


@pytest.fixture(scope="session")
def warm_postgen() -> Iterator[WarmPostgen | None]:
    """Yield a process that is forked for each command, where the system can."""
    if not hasattr(os, "fork"):
        yield None
        return
    warm = WarmPostgen({**os.environ, **COMMAND})
    yield warm
    warm.close()


COMMAND = {
    "SOURCE_DATE_EPOCH": str(NOW),
    "POSTGEN_OFFLINE": "1",
    "PYTHONWARNINGS": "error",
}
"""The environment of a command: the clock is fixed, and the network is off."""


@pytest.fixture
def postgen(
    warm_postgen: WarmPostgen | None,
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command as a process; one with options of `subprocess.run` is started as it is installed."""
    base = {**os.environ, **COMMAND}
    base.pop("POSTGEN_SITE", None)

    def run(*arguments: str, stdin: str = "", **options: Any) -> subprocess.CompletedProcess[str]:
        env = base | options.pop("env", {})
        if warm_postgen and options.keys() <= {"cwd"}:
            typed = stdin.encode(errors="surrogateescape")
            done = warm_postgen.run(arguments, typed, env, options.get("cwd", "."))
            if done is not None:
                return done
        return subprocess.run(
            [sys.executable, "-m", "postgen", *arguments],
            input=stdin, capture_output=True, text=True, errors="surrogateescape", env=env, timeout=120, check=False,
            **options,
        )  # fmt: skip

    return run


@pytest.fixture
def jekyll(tmp_path: Path) -> Callable[..., list[dict[str, Any]]]:
    """Build a site with a real Jekyll, strictly; return its posts, with their rendered content.

    The first argument is a folder that holds a site, or a map of files that make one.
    """
    need("jekyll")

    def build(
        site: Path | Mapping[str, str | bytes], *options: str, config: str = "timezone: UTC\n"
    ) -> list[dict[str, Any]]:
        source = tmp_path / "jekyll-source"
        shutil.rmtree(source, ignore_errors=True)
        if isinstance(site, Path):
            shutil.copytree(site, source)
        else:
            write_files(source, {"_config.yml": config, **site})
        (source / "all.json").write_text(LISTING, encoding="utf-8")
        target = tmp_path / "jekyll-built"
        shutil.rmtree(target, ignore_errors=True)
        done = subprocess.run(
            ["jekyll", "build", "--strict_front_matter", "--future", "--disable-disk-cache",
             "--source", str(source), "--destination", str(target), *options],
            capture_output=True, text=True, timeout=300, check=False,
            env={**os.environ, "TZ": "UTC", "LANG": "C.UTF-8"},
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        posts: list[dict[str, Any]] = json.loads((target / "all.json").read_text(encoding="utf-8"))
        return posts

    return build


@pytest.fixture
def ruby() -> Callable[..., Any]:
    """Run a line of Ruby on a value, `it`, that is passed and returned as JSON."""
    need("ruby")

    def run(code: str, value: object, *libraries: str) -> Any:
        program = (
            f"it = JSON.parse(STDIN.read.force_encoding('utf-8')); print JSON.generate(({code}))"
        )
        done = subprocess.run(
            ["ruby", *(f"-r{each}" for each in ("json", *libraries)), "-e", program],
            input=json.dumps(value), capture_output=True, encoding="utf-8", timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def sentences(result: Any) -> tuple[str, ...]:
    """Return the notes of a result as the sentences that a person reads."""
    return tuple(map(report.sentence, result.notes))
