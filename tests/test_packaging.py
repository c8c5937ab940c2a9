"""What a release would publish: the wheel and the source archive, installed as a person installs them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.console import follow

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.processes, pytest.mark.slow]

OLDEST = 11
"""The oldest Python 3 that is supported; pyproject.toml has the same."""

NEWEST = 20
"""No Python 3 of this number is out yet: a bound for the search."""

OFFLINE = ("NewConnectionError", "NameResolutionError", "Temporary failure in name resolution")


@cache
def pythons() -> dict[str, str]:
    """Return the interpreters of this machine by version: those on the path, and those of pyenv."""
    found = {f"3.{sys.version_info.minor}": sys.executable}
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for minor in range(OLDEST, NEWEST):
        version = f"3.{minor}"
        installed = [str(each) for each in sorted(pyenv.glob(f"{version}*/bin/python3"))]
        on_the_path = [shutil.which(f"python{version}")]
        for program in (*installed, *on_the_path):
            if program and version not in found and _can_make_environments(program):
                found[version] = program
    return found


def _can_make_environments(program: str) -> bool:
    done = subprocess.run(
        [program, "-c", "import venv, ensurepip"], capture_output=True, check=False
    )
    return done.returncode == 0


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Build a `wheel` or an `sdist`, each once, with what is installed here: nothing is downloaded."""
    return cache(lambda kind: _built(kind, tmp_path_factory.mktemp(kind)))


def _built(kind: str, folder: Path) -> Path:
    command = [
        sys.executable,
        "-m",
        "build",
        "--no-isolation",
        f"--{kind}",
        "--outdir",
        str(folder),
    ]
    done = subprocess.run([*command, str(ROOT)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.iterdir()
    return built


def install(package: Path, python: str, folder: Path) -> Path:
    """Install a package into a fresh environment; return the folder of its programs."""
    subprocess.run([python, "-m", "venv", "--without-pip", str(folder)], check=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(programs / "python"),
         "install", "--quiet", "--no-compile", str(package)],
        capture_output=True, text=True, check=False, env=without_this_tree(),
    )  # fmt: skip
    if (
        done.returncode
        and os.environ.get("CI") != "true"
        and any(w in done.stderr for w in OFFLINE)
    ):
        pytest.skip("the package index cannot be reached")
    assert done.returncode == 0, done.stderr
    return programs


def without_this_tree() -> dict[str, str]:
    """Return the environment of a person: this tree is not imported, and pip has its cache."""
    ours = {"PYTHONPATH", "XDG_CACHE_HOME"}
    return {name: value for name, value in os.environ.items() if name not in ours}


@pytest.mark.parametrize(
    ("kind", "version"),
    [*(("wheel", version) for version in pythons()), ("sdist", f"3.{sys.version_info.minor}")],
)
def test_the_quick_start_of_the_readme_works_with_what_is_released(
    kind: str,
    version: str,
    build: Callable[[str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    programs = install(build(kind), pythons()[version], tmp_path / "environment")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    where = "import postgen; print(postgen.__file__)"
    imported = subprocess.check_output([programs / "python", "-c", where], cwd=tmp_path, text=True)
    assert Path(imported.strip()).is_relative_to(tmp_path)
    (tmp_path / "work").mkdir()
    follow(ROOT / "README.md", tmp_path / "work", programs)


def test_the_wheel_holds_what_the_desk_sends(build: Callable[[str], Path]) -> None:
    with zipfile.ZipFile(build("wheel")) as archive:
        names = set(archive.namelist())
    source = ROOT / "src"
    files = [
        path for name in ("desk", "preview") for path in (source / "postgen" / name).rglob("*.*")
    ]
    for path in files:
        if path.suffix != ".pyc":
            assert path.relative_to(source).as_posix() in names, path


def test_every_python_of_this_machine_has_a_classifier() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for version in pythons():
        assert f'"Programming Language :: Python :: {version}"' in text


def test_the_source_archive_holds_what_its_tests_need(build: Callable[[str], Path]) -> None:
    with tarfile.open(build("sdist")) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for name in ("src/postgen/__init__.py", "tests/conftest.py", "docs/commands.md", "tools/options.py",
                 "CONTRIBUTING.md", "SECURITY.md", "Makefile", "CHANGELOG.md", "LICENSE"):  # fmt: skip
        assert name in names, name
    assert not [name for name in names if name.startswith((".venv", "build/", ".git/", "_site"))]
